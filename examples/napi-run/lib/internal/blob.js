// SPDX-License-Identifier: MIT
// Blob: immutable bytes with a type.
'use strict';

function bytesOf(part) {
  if (part instanceof Blob) return part.bytesNow();
  if (part instanceof ArrayBuffer) return new Uint8Array(part);
  if (ArrayBuffer.isView(part))
    return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  return binding.utf8Bytes(`${part}`);
}

class Blob {
  #bytes;
  #type;
  constructor(parts = [], options = {}) {
    this.#bytes = new Uint8Array(Buffer.concat([...parts].map(bytesOf)));
    this.#type = `${options.type ?? ''}`.toLowerCase();
  }
  get size() { return this.#bytes.length; }
  get type() { return this.#type; }
  bytesNow() { return this.#bytes; }
  slice(start, end, type) {
    return new Blob([this.#bytes.slice(start, end)], { type });
  }
  async arrayBuffer() { return this.#bytes.slice().buffer; }
  async bytes() { return this.#bytes.slice(); }
  async text() { return binding.utf8Slice(this.#bytes); }
  get [Symbol.toStringTag]() { return 'Blob'; }
}

exports.Blob = Blob;
