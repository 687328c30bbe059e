// SPDX-License-Identifier: MIT
// fs
'use strict';

const operations = require('internal/fs_operations');
const { forms } = require('internal/fs_requests');
const loop = require('internal/loop');
const { checkFunction } = require('internal/errors');

/* Arguments that a callback gets besides the result. */
const extras = { read: (args) => [args[1]], write: (args) => [args[1]],
  readv: (args) => [args[1]], writev: (args) => [args[1]] };
const promiseOnly = Symbol.for('nodejs.util.promisify.custom');

for (const name of Object.keys(operations)) {
  const three = forms(name, operations[name], extras[name]);
  exports[name] = three.callback;
  exports[`${name}Sync`] = three.now;
}

exports.exists = function exists(path, callback) {
  checkFunction(callback, 'cb');
  exports.access(path, (error) => callback(!error));
};
exports.exists[promiseOnly] = (path) =>
  new Promise((resolve) => exports.exists(path, resolve));
exports.existsSync = function existsSync(path) {
  try {
    exports.accessSync(path);
    return true;
  } catch {
    return false;
  }
};

exports.read[promiseOnly] = (fd, buffer, ...rest) =>
  new Promise((resolve, reject) => exports.read(fd, buffer, ...rest,
    (error, bytesRead) => error ? reject(error)
      : resolve({ bytesRead, buffer })));
exports.write[promiseOnly] = (fd, buffer, ...rest) =>
  new Promise((resolve, reject) => exports.write(fd, buffer, ...rest,
    (error, bytesWritten) => error ? reject(error)
      : resolve({ bytesWritten, buffer })));

/* close() without a callback reports a failure as uncaught. */
const { close } = exports;
exports.close = (fd, callback = (error) => {
  if (error) throw error;
}) => close(fd, callback);

exports.realpath.native = exports.realpath;
exports.realpathSync.native = exports.realpathSync;

const { Stats, Dirent } = require('internal/fs_stats');
exports.Stats = Stats;
exports.Dirent = Dirent;
for (const [name, value] of [['F_OK', 0], ['R_OK', 4], ['W_OK', 2],
  ['X_OK', 1]]) exports[name] = value;

loop.lazy(exports, 'constants', () => binding.constants('fs'), true);
loop.lazy(exports, 'promises', () => require('fs/promises'), true);
for (const name of ['ReadStream', 'WriteStream', 'createReadStream',
  'createWriteStream']) {
  loop.lazy(exports, name, () => require('internal/fs_streams')[name], true);
}
for (const name of ['watch', 'watchFile', 'unwatchFile', 'FSWatcher']) {
  loop.lazy(exports, name, () => require('internal/fs_watch')[name], true);
}
for (const name of ['Dir', 'opendir', 'opendirSync']) {
  loop.lazy(exports, name, () => require('internal/fs_dir')[name], true);
}
