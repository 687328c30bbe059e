// SPDX-License-Identifier: MIT
// What a stream on a terminal can do.
'use strict';

function getColorDepth(env = process.env) {
  if (env.FORCE_COLOR !== undefined)
    return { 0: 1, 2: 8, 3: 24 }[env.FORCE_COLOR] ?? 4;
  if (env.NO_COLOR || env.TERM === 'dumb') return 1;
  if (/truecolor|24bit/.test(env.COLORTERM ?? '')) return 24;
  if (/256/.test(env.TERM ?? '')) return 8;
  return env.TERM || env.COLORTERM ? 4 : 1;
}

function escape(text) {
  return function (callback) {
    return this.write(text, callback);
  };
}

exports.getColorDepth = getColorDepth;
exports.methods = {
  getColorDepth,
  hasColors(count = 16, env) {
    return count <= 2 ** getColorDepth(typeof count === 'object' ? count
      : env);
  },
  getWindowSize() {
    return [this.columns, this.rows];
  },
  clearLine(direction, callback) {
    return this.write({ '-1': '\x1b[1K', 1: '\x1b[0K' }[direction] ??
      '\x1b[2K', callback);
  },
  clearScreenDown: escape('\x1b[0J'),
  cursorTo(x, y, callback) {
    return this.write(typeof y === 'number' ? `\x1b[${y + 1};${x + 1}H`
      : `\x1b[${x + 1}G`, typeof y === 'function' ? y : callback);
  },
  moveCursor(dx, dy, callback) {
    let text = dx < 0 ? `\x1b[${-dx}D` : dx > 0 ? `\x1b[${dx}C` : '';
    text += dy < 0 ? `\x1b[${-dy}A` : dy > 0 ? `\x1b[${dy}B` : '';
    return this.write(text, callback);
  },
};
