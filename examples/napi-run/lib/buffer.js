// SPDX-License-Identifier: MIT
// buffer: the npm package, its hot conversions done natively.
'use strict';

const base = require('npm:buffer');
const { coded, argType } = require('internal/errors');

const { Buffer } = base;
const proto = Buffer.prototype;
// The bundler may have given it another name.
Object.defineProperty(Buffer, 'name', { value: 'Buffer', configurable: true });
const lengthOf = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype), 'length').get;
const original = { write: proto.write, toString: proto.toString,
  byteLength: Buffer.byteLength, from: Buffer.from,
  isEncoding: Buffer.isEncoding };

function kind(encoding) {
  switch (`${encoding}`.toLowerCase()) {
    case 'undefined': case 'null': case '': case 'utf8': case 'utf-8':
      return 'utf8';
    case 'hex': return 'hex';
    case 'base64': return 'base64';
    case 'base64url': return 'base64url';
    case 'latin1': case 'binary': return 'latin1';
    case 'ascii': return 'ascii';
    default: return undefined;
  }
}

function adopt(array) {
  Object.setPrototypeOf(array, proto);
  return array;
}

/* The bytes of a string, where they are made natively. */
function encode(text, encoding) {
  switch (kind(encoding)) {
    case 'utf8': return adopt(binding.utf8Bytes(text));
    case 'hex': return adopt(binding.hexBytes(text));
    case 'base64': case 'base64url':
      return adopt(binding.base64Bytes(text));
    default: return undefined;
  }
}

function checkEncoding(encoding) {
  if (encoding !== undefined && encoding !== null && encoding !== '' &&
      !Buffer.isEncoding(encoding)) {
    throw coded(TypeError, 'ERR_UNKNOWN_ENCODING',
      `Unknown encoding: ${encoding}`);
  }
}

Buffer.from = function from(value, encoding, length) {
  if (typeof value === 'string') {
    checkEncoding(typeof encoding === 'string' ? encoding : undefined);
    const bytes = encode(value, typeof encoding === 'string' ? encoding
      : undefined);
    if (bytes) return bytes;
    return Reflect.apply(original.from, Buffer, [value, encoding]);
  }
  if (value === null || value === undefined || typeof value === 'number' ||
      typeof value === 'boolean' || typeof value === 'symbol' ||
      typeof value === 'bigint' || typeof value === 'function') {
    throw argType('first argument', 'of type string or an instance of ' +
      'Buffer, ArrayBuffer, or Array or an Array-like Object', value);
  }
  return Reflect.apply(original.from, Buffer, [value, encoding, length]);
};

for (const name of ['alloc', 'allocUnsafe', 'allocUnsafeSlow']) {
  const make = Buffer[name];
  Buffer[name] = (size, ...rest) => {
    if (typeof size !== 'number') throw argType('size', 'number', size);
    if (!(size >= 0 && size <= base.kMaxLength)) {
      throw coded(RangeError, 'ERR_OUT_OF_RANGE', 'The value of "size" is ' +
        `out of range. It must be >= 0 && <= ${base.kMaxLength}. Received ${
          size}`);
    }
    return make(size, ...rest);
  };
  Object.defineProperty(Buffer[name], 'name', { value: name });
}

Buffer.isEncoding = (encoding) => typeof encoding === 'string' &&
  (encoding.toLowerCase() === 'base64url' || original.isEncoding(encoding));

Buffer.byteLength = function byteLength(value, encoding) {
  if (typeof value === 'string') {
    switch (kind(encoding)) {
      case 'utf8': return binding.utf8Length(value);
      case 'base64url': return Math.floor(value.replace(/=+$/, '').length *
        3 / 4);
      default:
    }
  }
  if (typeof value !== 'string' && !ArrayBuffer.isView(value) &&
      value?.byteLength === undefined) {
    throw argType('string', 'of type string or an instance of Buffer or ' +
      'ArrayBuffer', value);
  }
  return original.byteLength(value, encoding);
};

proto.toString = function toString(encoding, start, end) {
  if (arguments.length === 0) return binding.utf8Slice(this, 0, this.length);
  const length = lengthOf.call(this);
  start = start === undefined || !(start > 0) ? 0 : Math.trunc(start);
  end = end === undefined || end > length ? length : Math.trunc(end) || 0;
  if (start >= end) {
    checkEncoding(encoding);
    return '';
  }
  switch (kind(encoding)) {
    case 'utf8': return binding.utf8Slice(this, start, end);
    case 'hex': return binding.hexSlice(this, start, end);
    case 'base64': return binding.base64Slice(this, start, end, false);
    case 'base64url': return binding.base64Slice(this, start, end, true);
    case 'latin1': return binding.latin1Slice(this, start, end);
    default:
      checkEncoding(encoding);
      return Reflect.apply(original.toString, this, [encoding, start, end]);
  }
};
proto.toLocaleString = proto.toString;

proto.write = function write(text, offset, length, encoding) {
  if (typeof text !== 'string') throw argType('argument', 'string', text);
  if (typeof offset === 'string') {
    encoding = offset;
    offset = length = undefined;
  } else if (typeof length === 'string') {
    encoding = length;
    length = undefined;
  }
  checkEncoding(encoding);
  offset = offset === undefined ? 0 : offset >>> 0;
  if (offset > this.length) {
    throw coded(RangeError, 'ERR_OUT_OF_RANGE',
      `The value of "offset" is out of range. It must be >= 0 && <= ${
        this.length}. Received ${offset}`);
  }
  const room = this.length - offset;
  length = length === undefined || length > room ? room : length >>> 0;
  switch (kind(encoding)) {
    case 'utf8': return binding.utf8Write(this, text, offset, length);
    case 'hex': case 'base64': case 'base64url': {
      const bytes = encode(text, encoding).subarray(0, length);
      this.set(bytes, offset);
      return bytes.length;
    }
    default:
      return Reflect.apply(original.write, this,
        [text, offset, length, encoding]);
  }
};

/* The methods that name their encoding. */
for (const [name, encoding] of [['utf8', 'utf8'], ['latin1', 'latin1'],
  ['ascii', 'ascii'], ['hex', 'hex'], ['base64', 'base64'],
  ['base64url', 'base64url'], ['ucs2', 'utf16le'], ['utf16le', 'utf16le']]) {
  Object.defineProperty(proto, `${name}Slice`, { configurable: true,
    writable: true, value(start, end) {
      return this.toString(encoding, start ?? 0, end);
    } });
  Object.defineProperty(proto, `${name}Write`, { configurable: true,
    writable: true, value(text, offset, length) {
      return this.write(text, offset ?? 0, length, encoding);
    } });
}

proto[Symbol.for('nodejs.util.inspect.custom')] = function (depth, context) {
  const shown = Math.min(exports.INSPECT_MAX_BYTES, this.length);
  let text = binding.hexSlice(this, 0, shown).replace(/(..)(?=.)/g, '$1 ');
  if (this.length > shown) {
    const more = this.length - shown;
    text += ` ... ${more} more byte${more > 1 ? 's' : ''}`;
  }
  const extra = context ? Object.keys(this).filter((key) =>
    !/^\d+$/.test(key)) : [];
  if (extra.length > 0) {
    const { inspect } = require('internal/inspect');
    text += `${this.length > 0 ? ', ' : ''}${extra.map((key) =>
      `${key}: ${inspect(this[key], context)}`).join(', ')}`;
  }
  const name = this.constructor?.name || 'Buffer';
  return `<${name} ${text}>`;
};
proto.inspect = proto[Symbol.for('nodejs.util.inspect.custom')];

Buffer.poolSize = 8192;
Buffer.of = (...items) => Buffer.from(items);
Buffer.copyBytesFrom = function (view, offset = 0, length) {
  const part = view.subarray(offset,
    length === undefined ? undefined : offset + length);
  return Buffer.from(part.buffer.slice(part.byteOffset,
    part.byteOffset + part.byteLength));
};

function byteView(value) {
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
}

exports.Buffer = Buffer;
exports.SlowBuffer = base.SlowBuffer;
exports.INSPECT_MAX_BYTES = 50;
exports.kMaxLength = base.kMaxLength;
exports.kStringMaxLength = 0x1fffffe8;
exports.constants = { MAX_LENGTH: base.kMaxLength,
  MAX_STRING_LENGTH: 0x1fffffe8 };
exports.isUtf8 = (value) => binding.utf8Valid(byteView(value));
exports.isAscii = (value) => byteView(value).every((byte) => byte < 128);
exports.transcode = (source, from, to) =>
  Buffer.from(Buffer.from(source).toString(from), to);

exports.btoa = function btoa(text) {
  text = `${text}`;
  if (/[^\0-\xff]/.test(text)) {
    const { DOMException } = require('internal/event_target');
    throw new DOMException('Invalid character', 'InvalidCharacterError');
  }
  return Buffer.from(text, 'latin1').toString('base64');
};

exports.atob = function atob(text) {
  text = `${text}`.replace(/[\t\n\f\r ]/g, '');
  if (text.length % 4 === 0) text = text.replace(/==?$/, '');
  if (/[^A-Za-z0-9+/]/.test(text) || text.length % 4 === 1) {
    const { DOMException } = require('internal/event_target');
    throw new DOMException('The string to be decoded is not correctly ' +
      'encoded.', 'InvalidCharacterError');
  }
  return Buffer.from(text, 'base64').toString('latin1');
};

require('internal/loop').lazy(exports, 'Blob',
  () => require('internal/blob').Blob, true);
