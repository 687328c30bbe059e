// SPDX-License-Identifier: MIT
// Stats, StatFs and Dirent.
'use strict';

const S_IFMT = 0o170000;
const kinds = { isDirectory: 0o040000, isFile: 0o100000,
  isSymbolicLink: 0o120000, isFIFO: 0o010000, isSocket: 0o140000,
  isBlockDevice: 0o060000, isCharacterDevice: 0o020000 };
const names = ['dev', 'mode', 'nlink', 'uid', 'gid', 'rdev', 'blksize', 'ino',
  'size', 'blocks'];
const times = ['atime', 'mtime', 'ctime', 'birthtime'];

function defineDates(stats) {
  for (const name of times) {
    Object.defineProperty(stats, name, {
      configurable: true,
      enumerable: true,
      get() {
        const value = new Date(Math.round(Number(this[`${name}Ms`])));
        Object.defineProperty(this, name, { value, writable: true,
          configurable: true, enumerable: true });
        return value;
      },
      set(value) {
        Object.defineProperty(this, name, { value, writable: true,
          configurable: true, enumerable: true });
      },
    });
  }
}

class StatsBase {}
for (const name of Object.keys(kinds)) {
  Object.defineProperty(StatsBase.prototype, name, { configurable: true,
    writable: true, value() {
      return (Number(this.mode) & S_IFMT) === kinds[name];
    } });
}

class Stats extends StatsBase {
  constructor(fields) {
    super();
    names.forEach((name, i) => (this[name] = fields[i]));
    times.forEach((name, i) =>
      (this[`${name}Ms`] = fields[10 + 2 * i] * 1000 +
        fields[11 + 2 * i] / 1e6));
    defineDates(this);
  }
}

class BigIntStats extends StatsBase {
  constructor(fields) {
    super();
    names.forEach((name, i) => (this[name] = BigInt(fields[i])));
    const ns = times.map((name, i) => BigInt(fields[10 + 2 * i]) *
      1000000000n + BigInt(fields[11 + 2 * i]));
    times.forEach((name, i) => (this[`${name}Ms`] = ns[i] / 1000000n));
    times.forEach((name, i) => (this[`${name}Ns`] = ns[i]));
    defineDates(this);
  }
}

class StatFs {
  constructor(fields, big) {
    ['type', 'bsize', 'blocks', 'bfree', 'bavail', 'files', 'ffree']
      .forEach((name, i) => (this[name] = big ? BigInt(fields[i])
        : fields[i]));
  }
}

const direntKinds = { isFile: 1, isDirectory: 2, isSymbolicLink: 3,
  isFIFO: 4, isSocket: 5, isCharacterDevice: 6, isBlockDevice: 7 };
const kindKey = Symbol('type');

class Dirent {
  constructor(name, parentPath, kind) {
    this.name = name;
    this.parentPath = parentPath;
    this[kindKey] = kind;
  }
}
for (const name of Object.keys(direntKinds)) {
  Object.defineProperty(Dirent.prototype, name, { configurable: true,
    writable: true, value() {
      return this[kindKey] === direntKinds[name];
    } });
}

module.exports = { Stats, BigIntStats, StatFs, Dirent };
