// SPDX-License-Identifier: MIT
// crypto: random numbers of the system, hashes in JavaScript.
'use strict';

const { coded, argType, outOfRange, uvException, checkFunction } =
  require('internal/errors');
const loop = require('internal/loop');
const { Transform } = require('stream');

function fill(view, offset, length) {
  const status = binding.randomFill(view, offset, length);
  if (status < 0) throw uvException(status, 'random');
  return view;
}

function randomBytes(size, callback) {
  if (typeof size !== 'number') throw argType('size', 'number', size);
  if (!(size >= 0 && size <= 2147483647))
    throw outOfRange('size', '>= 0 && <= 2147483647', size);
  const buffer = fill(Buffer.alloc(size));
  if (callback === undefined) return buffer;
  checkFunction(callback, 'callback');
  process.nextTick(callback, null, buffer);
}

function randomFillSync(view, offset, size) {
  const scale = view.BYTES_PER_ELEMENT ?? 1;
  return fill(view, (offset ?? 0) * scale,
    size === undefined ? undefined : size * scale);
}

function randomFill(view, ...rest) {
  const callback = rest.pop();
  checkFunction(callback, 'callback');
  randomFillSync(view, ...rest);
  process.nextTick(callback, null, view);
}

function randomInt(min, max, callback) {
  if (max === undefined || typeof max === 'function')
    [min, max, callback] = [0, min, max];
  if (!Number.isSafeInteger(min))
    throw argType('min', 'a safe integer', min);
  if (!Number.isSafeInteger(max))
    throw argType('max', 'a safe integer', max);
  const range = max - min;
  if (range <= 0 || range > 2 ** 48 - 1) {
    throw outOfRange('max', `greater than the value of "min" (${min})`, max);
  }
  const limit = 2 ** 48 - 2 ** 48 % range;
  let value;
  do value = randomBytes(6).readUIntBE(0, 6);
  while (value >= limit);
  value = min + value % range;
  if (callback === undefined) return value;
  process.nextTick(callback, undefined, value);
}

function randomUUID() {
  const bytes = randomBytes(16);
  bytes[6] = bytes[6] & 0x0f | 0x40;
  bytes[8] = bytes[8] & 0x3f | 0x80;
  return bytes.toString('hex').replace(
    /^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const asBytes = (data, encoding, name = 'data') => {
  if (typeof data === 'string') return Buffer.from(data, encoding);
  if (ArrayBuffer.isView(data)) {
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  throw argType(name, 'of type string or an instance of Buffer, TypedArray, ' +
    'or DataView', data);
};

const shown = (bytes, encoding) => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset,
    bytes.byteLength);
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding)
    : buffer;
};

function algorithm(name) {
  require('internal/errors').checkString(name, 'algorithm');
  const { hashes } = require('npm:hashes');
  const key = name.toLowerCase().replace(/^rsa-/, '')
    .replace(/^sha-/, 'sha').replace('/', '-');
  if (!Object.hasOwn(hashes, key)) {
    throw coded(Error, 'ERR_OSSL_EVP_UNSUPPORTED',
      `Digest method not supported: ${name}`);
  }
  return hashes[key];
}

/* Hash and Hmac: update() and digest(), and a stream as well. */
class Digest extends Transform {
  #state;
  #done = false;
  constructor(state, options) {
    super(options);
    this.#state = state;
  }
  update(data, encoding) {
    if (this.#done) {
      throw coded(Error, 'ERR_CRYPTO_HASH_FINALIZED',
        'Digest already called');
    }
    this.#state.update(asBytes(data, encoding));
    return this;
  }
  digest(encoding) {
    if (this.#done) {
      throw coded(Error, 'ERR_CRYPTO_HASH_FINALIZED',
        'Digest already called');
    }
    this.#done = true;
    return shown(this.#state.digest(), encoding);
  }
  copy() {
    if (this.#done) {
      throw coded(Error, 'ERR_CRYPTO_HASH_FINALIZED',
        'Digest already called');
    }
    return new this.constructor(this.#state.clone());
  }
  _transform(chunk, encoding, callback) {
    this.update(chunk, encoding);
    callback();
  }
  _flush(callback) {
    this.push(this.digest());
    callback();
  }
}

class Hash extends Digest {}
class Hmac extends Digest {}

function createHash(name, options) {
  return new Hash(algorithm(name).create(), options);
}

function createHmac(name, key, options) {
  const { hmac } = require('npm:hashes');
  return new Hmac(hmac.create(algorithm(name), asBytes(key, 'utf8', 'key')),
    options);
}

function hash(name, data, encoding = 'hex') {
  return createHash(name).update(data).digest(
    typeof encoding === 'object' ? encoding.outputEncoding ?? 'hex'
      : encoding);
}

/* A slow function of bytes, now or with a callback. */
function derive(compute) {
  return {
    now: (...args) => shown(compute(...args)),
    later(...args) {
      const callback = args.pop();
      checkFunction(callback, 'callback');
      let result;
      try {
        result = shown(compute(...args));
      } catch (error) {
        return process.nextTick(callback, error);
      }
      process.nextTick(callback, null, result);
    },
  };
}

const pbkdf2 = derive((password, salt, iterations, length, name) =>
  require('npm:hashes').pbkdf2(algorithm(name), asBytes(password),
    asBytes(salt), { c: iterations, dkLen: length }));
const scrypt = derive((password, salt, length, options = {}) =>
  require('npm:hashes').scrypt(asBytes(password), asBytes(salt), {
    N: options.N ?? options.cost ?? 16384,
    r: options.r ?? options.blockSize ?? 8,
    p: options.p ?? options.parallelization ?? 1, dkLen: length }));
const hkdf = derive((name, key, salt, info, length) =>
  require('npm:hashes').hkdf(algorithm(name), asBytes(key), asBytes(salt),
    asBytes(info), length));

function timingSafeEqual(a, b) {
  a = asBytes(a, undefined, 'buf1');
  b = asBytes(b, undefined, 'buf2');
  if (a.length !== b.length) {
    throw coded(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH',
      'Input buffers must have the same byte length');
  }
  return binding.equalBytes(a, b);
}

module.exports = {
  randomBytes, pseudoRandomBytes: randomBytes, randomFill, randomFillSync,
  randomInt, randomUUID, createHash, createHmac, hash, Hash, Hmac,
  timingSafeEqual,
  getHashes: () => Object.keys(require('npm:hashes').hashes),
  pbkdf2: pbkdf2.later, pbkdf2Sync: pbkdf2.now,
  scrypt: scrypt.later, scryptSync: scrypt.now,
  hkdf: hkdf.later, hkdfSync: hkdf.now,
};

function getRandomValues(view) {
  if (view.byteLength > 65536) {
    const { DOMException } = require('internal/event_target');
    throw new DOMException('The requested length exceeds 65,536 bytes',
      'QuotaExceededError');
  }
  return fill(view);
}

loop.lazy(module.exports, 'webcrypto', () => ({ getRandomValues, randomUUID,
  subtle: {
    async digest(name, data) {
      const bytes = createHash(typeof name === 'string' ? name : name.name)
        .update(asBytes(data)).digest();
      return bytes.buffer.slice(bytes.byteOffset,
        bytes.byteOffset + bytes.byteLength);
    },
  } }), true);
module.exports.getRandomValues = getRandomValues;
