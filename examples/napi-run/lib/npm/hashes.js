// SPDX-License-Identifier: MIT
// Hashes of the npm package @noble/hashes.
'use strict';

const legacy = require('@noble/hashes/legacy.js');
const sha2 = require('@noble/hashes/sha2.js');
const sha3 = require('@noble/hashes/sha3.js');
const blake2 = require('@noble/hashes/blake2.js');
const { hmac } = require('@noble/hashes/hmac.js');
const { pbkdf2 } = require('@noble/hashes/pbkdf2.js');
const { scrypt } = require('@noble/hashes/scrypt.js');
const { hkdf } = require('@noble/hashes/hkdf.js');

exports.hashes = {
  md5: legacy.md5,
  sha1: legacy.sha1,
  ripemd160: legacy.ripemd160,
  rmd160: legacy.ripemd160,
  sha224: sha2.sha224,
  sha256: sha2.sha256,
  sha384: sha2.sha384,
  sha512: sha2.sha512,
  'sha512-224': sha2.sha512_224,
  'sha512-256': sha2.sha512_256,
  'sha3-224': sha3.sha3_224,
  'sha3-256': sha3.sha3_256,
  'sha3-384': sha3.sha3_384,
  'sha3-512': sha3.sha3_512,
  blake2b512: blake2.blake2b,
  blake2s256: blake2.blake2s,
};
exports.hmac = hmac;
exports.pbkdf2 = pbkdf2;
exports.scrypt = scrypt;
exports.hkdf = hkdf;
