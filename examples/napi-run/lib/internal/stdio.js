// SPDX-License-Identifier: MIT
// process.stdin, stdout and stderr: output is written at once.
'use strict';

const { Writable, Readable } = require('stream');
const { errnoException } = require('internal/errors');
const EventEmitter = require('events');

function addTerminal(stream, fd) {
  stream.isTTY = true;
  Object.defineProperty(stream, 'columns',
    { get: () => binding.windowSize(fd)[0], configurable: true });
  Object.defineProperty(stream, 'rows',
    { get: () => binding.windowSize(fd)[1], configurable: true });
  Object.assign(stream, require('internal/tty_methods').methods);
}

function openOutput(fd) {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, encoding, callback) {
      const data = typeof chunk === 'string' && encoding !== 'utf8' &&
        encoding !== 'utf-8' ? Buffer.from(chunk, encoding) : chunk;
      const status = binding.writeOut(fd, data);
      callback(status < 0 ? errnoException(status, 'write') : null);
    },
    destroy(error, callback) {
      callback(error); // the descriptor stays open, as it does in Node
    },
  });
  stream.fd = fd;
  stream._type = binding.handleType(fd);
  if (stream._type === 'tty') addTerminal(stream, fd);
  stream.on('error', (error) => {
    // An error that nobody else listens for is uncaught, except a closed pipe.
    if (EventEmitter.listenerCount(stream, 'error') > 1) return;
    if (error.code !== 'EPIPE') throw error;
  });
  return stream;
}

function openInput() {
  const type = binding.handleType(0);
  let stream;
  if (type === 'pipe') {
    stream = require('internal/pipe').readable(binding.pipeOpen(0));
  } else if (type === 'unknown') {
    stream = new Readable({ read() { this.push(null); } });
  } else {
    stream = require('fs').createReadStream('',
      { fd: 0, autoClose: false, highWaterMark: 65536 });
  }
  stream.fd = 0;
  if (type === 'tty') {
    stream.isTTY = true;
    stream.isRaw = false;
  }
  return stream;
}

exports.open = (fd) => fd === 0 ? openInput() : openOutput(fd);
