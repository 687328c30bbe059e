// SPDX-License-Identifier: MIT
// ReadStream and WriteStream.
'use strict';

const { Readable, Writable } = require('stream');
const fs = require('fs');
const { toPath } = require('internal/url');
const { argType, outOfRange } = require('internal/errors');

function normalize(options) {
  if (options === undefined || options === null) return {};
  if (typeof options === 'string') return { encoding: options };
  if (typeof options !== 'object')
    throw argType('options', 'of type string or an instance of Object',
      options);
  return options;
}

function setUp(stream, path, options, flags) {
  stream.path = path === '' && options.fd != null ? undefined : toPath(path);
  stream.fd = options.fd == null ? null
    : typeof options.fd === 'object' ? options.fd.fd : options.fd;
  stream.flags = options.flags ?? options.flag ?? flags;
  stream.mode = options.mode ?? 0o666;
  stream.start = options.start;
  stream.closeIt = options.autoClose !== false;
  if (options.start !== undefined && typeof options.start !== 'number')
    throw argType('start', 'number', options.start);
}

function construct(callback) {
  if (typeof this.fd === 'number') return callback();
  fs.open(this.path, this.flags, this.mode, (error, fd) => {
    if (error) return callback(error);
    this.fd = fd;
    callback();
    this.emit('open', fd);
    this.emit('ready');
  });
}

function destroy(error, callback) {
  const { fd } = this;
  if (typeof fd !== 'number' || !this.closeIt) return callback(error);
  this.fd = null;
  fs.close(fd, (failure) => callback(error ?? failure));
}

function close(callback) {
  if (callback) {
    if (this.closed) process.nextTick(callback);
    else this.once('close', callback);
  }
  this.closeIt = true;
  if (this instanceof Writable && !this.writableFinished &&
      !this.destroyed) this.end(() => this.destroy());
  else this.destroy();
}

class ReadStream extends Readable {
  constructor(path, options) {
    options = normalize(options);
    super({ highWaterMark: 65536, encoding: options.encoding,
      signal: options.signal, emitClose: options.emitClose !== false,
      ...options.highWaterMark ? { highWaterMark: options.highWaterMark }
        : {}, autoDestroy: options.autoClose !== false });
    setUp(this, path, options, 'r');
    this.end = options.end ?? Infinity;
    if (this.start !== undefined && this.start > this.end)
      throw outOfRange('start', `<= "end" (here: ${this.end})`, this.start);
    this.bytesRead = 0;
    this.position = this.start;
    construct.call(this, (error) => {
      if (error) return this.destroy(error);
      this.ready = true;
      if (this.wanted) this._read(this.wanted);
    });
    if (typeof this.fd === 'number') this.ready = true;
  }
  get pending() { return this.fd === null; }
  _read(size) {
    if (!this.ready) {
      this.wanted = size;
      return;
    }
    if (this.fd === null || this.destroyed) return;
    const from = this.position ?? (this.end === Infinity ? undefined
      : this.bytesRead);
    const left = this.end === Infinity ? Infinity
      : this.end - (this.start ?? 0) + 1 - this.bytesRead;
    size = Math.min(size, left);
    if (size <= 0) return void this.push(null);
    const buffer = Buffer.allocUnsafe(size);
    fs.read(this.fd, buffer, 0, size, from ?? null, (error, count) => {
      if (error) return this.destroy(error);
      this.bytesRead += count;
      if (this.position !== undefined) this.position += count;
      this.push(count > 0 ? buffer.subarray(0, count) : null);
    });
  }
  _destroy(error, callback) { destroy.call(this, error, callback); }
  close(callback) { close.call(this, callback); }
}

class WriteStream extends Writable {
  constructor(path, options) {
    options = normalize(options);
    super({ decodeStrings: true, signal: options.signal,
      emitClose: options.emitClose !== false,
      ...options.highWaterMark ? { highWaterMark: options.highWaterMark }
        : {}, autoDestroy: options.autoClose !== false });
    if (options.encoding) this.setDefaultEncoding(options.encoding);
    setUp(this, path, options, 'w');
    this.bytesWritten = 0;
    this.position = this.start;
    this.ready = typeof this.fd === 'number';
    construct.call(this, (error) => {
      this.ready = true;
      if (error) this.destroy(error);
      this.waiting?.(error);
    });
  }
  get pending() { return this.fd === null; }
  _write(chunk, encoding, callback) {
    if (!this.ready) {
      this.waiting = (error) => error ? callback(error)
        : this._write(chunk, encoding, callback);
      return;
    }
    if (this.fd === null) return callback(new Error('file closed'));
    fs.write(this.fd, chunk, 0, chunk.length, this.position ?? null,
      (error, count) => {
        if (error) return callback(error);
        this.bytesWritten += count;
        if (this.position !== undefined) this.position += count;
        if (count < chunk.length)
          return this._write(chunk.subarray(count), encoding, callback);
        callback();
      });
  }
  _final(callback) {
    if (this.ready) return callback();
    this.waiting = callback;
  }
  _destroy(error, callback) { destroy.call(this, error, callback); }
  close(callback) { close.call(this, callback); }
}

module.exports = {
  ReadStream, WriteStream,
  createReadStream: (path, options) => new ReadStream(path, options),
  createWriteStream: (path, options) => new WriteStream(path, options),
};
