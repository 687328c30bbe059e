// SPDX-License-Identifier: MIT
// fs/promises
'use strict';

const operations = require('internal/fs_operations');
const { forms } = require('internal/fs_requests');
const loop = require('internal/loop');
const { coded } = require('internal/errors');
const EventEmitter = require('events');

const byFd = new Set(['close', 'read', 'write', 'readv', 'writev', 'fstat',
  'fsync', 'fdatasync', 'fchmod', 'fchown', 'futimes', 'ftruncate', 'open',
  'exists']);
const promised = {};
for (const name of Object.keys(operations)) {
  const { promise } = forms(name, operations[name]);
  promised[name] = async (...args) => promise(...args);
  Object.defineProperty(promised[name], 'name', { value: name });
  if (!byFd.has(name)) exports[name] = promised[name];
}

/* A descriptor that closes itself only when told. */
class FileHandle extends EventEmitter {
  #fd;
  #closing;
  constructor(fd) {
    super();
    this.#fd = fd;
  }
  get fd() { return this.#fd; }
  #open() {
    if (this.#fd < 0) {
      const error = coded(Error, 'EBADF', 'file closed');
      error.syscall = 'close';
      throw error;
    }
    return this.#fd;
  }
  close() {
    if (this.#closing) return this.#closing;
    const fd = this.#fd;
    if (fd < 0) return Promise.resolve();
    this.#fd = -1;
    this.#closing = promised.close(fd).then(() => {
      this.emit('close');
    });
    return this.#closing;
  }
  async read(buffer, ...rest) {
    if (buffer === undefined || buffer !== null &&
        typeof buffer === 'object' && !ArrayBuffer.isView(buffer)) {
      const options = buffer ?? {};
      buffer = options.buffer ?? Buffer.alloc(16384);
      rest = [options.offset, options.length, options.position];
    }
    const bytesRead = await promised.read(this.#open(), buffer, ...rest);
    return { bytesRead, buffer };
  }
  async write(buffer, ...rest) {
    const bytesWritten = await promised.write(this.#open(), buffer, ...rest);
    return { bytesWritten, buffer };
  }
  async readv(buffers, position) {
    const bytesRead = await promised.readv(this.#open(), buffers, position);
    return { bytesRead, buffers };
  }
  async writev(buffers, position) {
    const bytesWritten = await promised.writev(this.#open(), buffers,
      position);
    return { bytesWritten, buffers };
  }
  readFile(options) { return promised.readFile(this.#open(), options); }
  writeFile(data, options) {
    return promised.writeFile(this.#open(), data, options);
  }
  appendFile(data, options) {
    return promised.writeFile(this.#open(), data, options);
  }
  stat(options) { return promised.fstat(this.#open(), options); }
  sync() { return promised.fsync(this.#open()); }
  datasync() { return promised.fdatasync(this.#open()); }
  truncate(length) { return promised.ftruncate(this.#open(), length); }
  chmod(mode) { return promised.fchmod(this.#open(), mode); }
  chown(uid, gid) { return promised.fchown(this.#open(), uid, gid); }
  utimes(atime, mtime) {
    return promised.futimes(this.#open(), atime, mtime);
  }
  createReadStream(options) {
    return require('fs').createReadStream('', { ...options,
      fd: this.#open() });
  }
  createWriteStream(options) {
    return require('fs').createWriteStream('', { ...options,
      fd: this.#open() });
  }
  async* readLines(options) {
    yield* require('readline').createInterface({ ...options,
      input: this.createReadStream(options) });
  }
  [Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')]() {
    return this.close();
  }
}

exports.open = async function open(path, flags, mode) {
  return new FileHandle(await promised.open(path, flags, mode));
};

for (const name of ['readFile', 'writeFile', 'appendFile']) {
  const plain = promised[name];
  exports[name] = async (file, ...rest) =>
    plain(file instanceof FileHandle ? file.fd : file, ...rest);
  Object.defineProperty(exports[name], 'name', { value: name });
}

exports.opendir = async (path, options) =>
  require('fs').opendirSync(path, options);
exports.watch = (...args) => require('internal/fs_watch').watchAsync(...args);
loop.lazy(exports, 'constants', () => binding.constants('fs'), true);
