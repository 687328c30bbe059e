// SPDX-License-Identifier: MIT
// TextEncoder and TextDecoder.
'use strict';

const { coded, argType } = require('internal/errors');

class TextEncoder {
  get encoding() { return 'utf-8'; }
  encode(text = '') {
    return binding.utf8Bytes(`${text}`);
  }
  encodeInto(text, target) {
    const written = binding.utf8Write(target, text, 0, target.length);
    const complete = binding.utf8Length(text) === written;
    return { read: complete ? text.length
      : binding.utf8Slice(target, 0, written).length, written };
  }
  get [Symbol.toStringTag]() { return 'TextEncoder'; }
}

const labels = new Map();
for (const [name, list] of Object.entries({
  'utf-8': 'utf-8 utf8 unicode-1-1-utf-8',
  'utf-16le': 'utf-16le utf-16 ucs-2 unicode',
  'windows-1252': 'windows-1252 latin1 iso-8859-1 ascii us-ascii l1',
})) {
  for (const label of list.split(' ')) labels.set(label, name);
}

/* How many bytes at the end begin a character that is not complete. */
function incompleteTail(bytes) {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const need = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return need > back ? back : 0;
    }
  }
  return 0;
}

function viewOf(input) {
  if (input === undefined) return new Uint8Array(0);
  if (ArrayBuffer.isView(input))
    return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  if (input instanceof ArrayBuffer ||
      Object.prototype.toString.call(input) === '[object SharedArrayBuffer]')
    return new Uint8Array(input);
  throw argType('list', 'an instance of ArrayBuffer or ArrayBufferView.',
    input);
}

class TextDecoder {
  #encoding;
  #fatal;
  #ignoreBom;
  #rest = new Uint8Array(0);
  #started = false;

  constructor(label = 'utf-8', options = {}) {
    this.#encoding = labels.get(`${label}`.trim().toLowerCase());
    if (!this.#encoding) {
      throw coded(RangeError, 'ERR_ENCODING_NOT_SUPPORTED',
        `The "${label}" encoding is not supported`);
    }
    this.#fatal = Boolean(options?.fatal);
    this.#ignoreBom = Boolean(options?.ignoreBOM);
  }
  get encoding() { return this.#encoding; }
  get fatal() { return this.#fatal; }
  get ignoreBOM() { return this.#ignoreBom; }
  get [Symbol.toStringTag]() { return 'TextDecoder'; }

  decode(input, options) {
    let bytes = viewOf(input);
    const stream = Boolean(options?.stream);
    if (this.#rest.length > 0) {
      const joined = new Uint8Array(this.#rest.length + bytes.length);
      joined.set(this.#rest);
      joined.set(bytes, this.#rest.length);
      bytes = joined;
      this.#rest = new Uint8Array(0);
    }
    if (stream) {
      const tail = this.#encoding === 'utf-8' ? incompleteTail(bytes)
        : this.#encoding === 'utf-16le' ? bytes.length % 2 : 0;
      if (tail > 0) {
        this.#rest = bytes.slice(bytes.length - tail);
        bytes = bytes.subarray(0, bytes.length - tail);
      }
    }
    if (this.#encoding === 'utf-8' && this.#fatal &&
        !binding.utf8Valid(bytes)) {
      throw coded(TypeError, 'ERR_ENCODING_INVALID_ENCODED_DATA',
        'The encoded data was not valid for encoding utf-8');
    }
    let text = this.#encoding === 'utf-8' ? binding.utf8Slice(bytes)
      : this.#encoding === 'utf-16le'
        ? Buffer.from(bytes).toString('utf16le')
        : binding.latin1Slice(bytes);
    if (!this.#started && !this.#ignoreBom && text[0] === '\ufeff' &&
        this.#encoding !== 'windows-1252') {
      text = text.slice(1);
    }
    this.#started = stream && (this.#started || bytes.length > 0);
    return text;
  }
}

module.exports = { TextEncoder, TextDecoder };
