// SPDX-License-Identifier: MIT
// tty
'use strict';

const { ReadStream: FileReader } = require('fs');
const { Writable } = require('stream');
const { methods } = require('internal/tty_methods');

function isatty(fd) {
  return Number.isInteger(fd) && fd >= 0 && fd <= 2147483647 &&
    binding.handleType(fd) === 'tty';
}

class ReadStream extends FileReader {
  constructor(fd, options) {
    super('', { ...options, fd, autoClose: false });
    this.isTTY = true;
    this.isRaw = false;
  }
}

class WriteStream extends Writable {
  constructor(fd) {
    super({ decodeStrings: true, write(chunk, encoding, callback) {
      binding.writeOut(fd, chunk);
      callback();
    } });
    this.fd = fd;
    this.isTTY = true;
  }
  get columns() { return binding.windowSize(this.fd)[0]; }
  get rows() { return binding.windowSize(this.fd)[1]; }
}
Object.assign(WriteStream.prototype, methods);

module.exports = { isatty, ReadStream, WriteStream };
