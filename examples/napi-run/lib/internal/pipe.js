// SPDX-License-Identifier: MIT
// Streams over native pipes.
'use strict';

const { Readable, Writable, Duplex } = require('stream');
const loop = require('internal/loop');
const { errnoException } = require('internal/errors');

const adopt = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset,
  bytes.byteLength);

/* Reads when the stream wants something. */
function startReading(stream, id) {
  if (!stream.reading) {
    stream.reading = true;
    binding.streamRead(id, true);
  }
}

function onRead(stream, id, status, bytes) {
  if (bytes) {
    if (!stream.push(adopt(bytes))) {
      stream.reading = false;
      binding.streamRead(id, false);
    }
  } else if (status < 0) {
    stream.destroy(errnoException(status, 'read'));
  } else {
    stream.push(null);
  }
}

function whenDone(id, syscall, callback) {
  if (id < 0) return callback(errnoException(id, syscall));
  loop.once(id, (status) =>
    callback(status < 0 ? errnoException(status, syscall) : null));
}

function close(id) {
  loop.handlers.delete(id);
  binding.handleClose(id);
}

function addReferences(stream, id) {
  stream.ref = () => {
    binding.handleRef(id);
    return stream;
  };
  stream.unref = () => {
    binding.handleUnref(id);
    return stream;
  };
  return stream;
}

function options(id, kind) {
  return {
    ...kind.read && { read() { startReading(this, id); } },
    ...kind.write && {
      decodeStrings: true,
      write(chunk, encoding, callback) {
        whenDone(binding.streamWrite(id, chunk), 'write', callback);
      },
      final(callback) {
        whenDone(binding.streamEnd(id), 'shutdown', (error) =>
          callback(error?.code === 'ENOTCONN' ? null : error));
      },
    },
    destroy(error, callback) {
      close(id);
      callback(error);
    },
  };
}

function make(Type, id, kind) {
  const stream = new Type(options(id, kind));
  if (kind.read) {
    loop.handlers.set(id, (event, status, bytes) =>
      onRead(stream, id, status, bytes));
  }
  return addReferences(stream, id);
}

module.exports = {
  readable: (id) => make(Readable, id, { read: true }),
  writable: (id) => make(Writable, id, { write: true }),
  duplex: (id) => make(Duplex, id, { read: true, write: true }),
};
