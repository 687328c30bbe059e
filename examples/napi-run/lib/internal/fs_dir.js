// SPDX-License-Identifier: MIT
// Dir: a folder that is read entry by entry.
'use strict';

const fs = require('fs');

class Dir {
  #entries;
  constructor(path, entries) {
    this.path = path;
    this.#entries = entries;
  }
  readSync() {
    return this.#entries.shift() ?? null;
  }
  read(callback) {
    if (!callback) return Promise.resolve(this.readSync());
    process.nextTick(() => callback(null, this.readSync()));
  }
  closeSync() {}
  close(callback) {
    if (!callback) return Promise.resolve();
    process.nextTick(() => callback(null));
  }
  async* [Symbol.asyncIterator]() {
    for (let entry = this.readSync(); entry; entry = this.readSync())
      yield entry;
  }
}

function opendirSync(path, options) {
  return new Dir(String(path),
    fs.readdirSync(path, { ...options, withFileTypes: true }));
}

function opendir(path, options, callback = options) {
  fs.readdir(path, { withFileTypes: true }, (error, entries) =>
    error ? callback(error) : callback(null, new Dir(String(path), entries)));
}

module.exports = { Dir, opendir, opendirSync };
