// SPDX-License-Identifier: MIT
// sodium-native: BLAKE2b, Ed25519 (RFC 8032), secret boxes, password hash.
'use strict';

const assert = require('assert');
const sodium = require('sodium-native');
const job = require('./job');

function hex(text) {
  return Buffer.from(text, 'hex');
}

function checkHash() {
  const digest = Buffer.alloc(sodium.crypto_generichash_BYTES);
  sodium.crypto_generichash(digest, Buffer.from('abc'));
  assert.strictEqual(
    digest.toString('hex'),
    'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319');
  const state = Buffer.alloc(sodium.crypto_generichash_STATEBYTES);
  const again = Buffer.alloc(digest.length);
  sodium.crypto_generichash_init(state, null, digest.length);
  for (const piece of ['a', 'b', 'c'])
    sodium.crypto_generichash_update(state, Buffer.from(piece));
  sodium.crypto_generichash_final(state, again);
  assert.ok(again.equals(digest));
}

// RFC 8032, section 7.1, test 1.
function checkSignature() {
  const seed = hex(
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
  const publicKey = Buffer.alloc(sodium.crypto_sign_PUBLICKEYBYTES);
  const secretKey = Buffer.alloc(sodium.crypto_sign_SECRETKEYBYTES);
  sodium.crypto_sign_seed_keypair(publicKey, secretKey, seed);
  assert.strictEqual(
    publicKey.toString('hex'),
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
  const signature = Buffer.alloc(sodium.crypto_sign_BYTES);
  const message = Buffer.from('');
  sodium.crypto_sign_detached(signature, message, secretKey);
  assert.strictEqual(
    signature.toString('hex'),
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155' +
    '5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b');
  const verify = sodium.crypto_sign_verify_detached;
  assert.strictEqual(verify(signature, message, publicKey), true);
  signature[0] ^= 1;
  assert.strictEqual(verify(signature, message, publicKey), false);
}

function checkSecretBox() {
  const message = Buffer.from('The library works, whichever engine runs it');
  const nonce = Buffer.alloc(sodium.crypto_secretbox_NONCEBYTES, 7);
  const key = sodium.sodium_malloc(sodium.crypto_secretbox_KEYBYTES);
  sodium.randombytes_buf(key);
  assert.strictEqual(key.secure, true);
  const box = Buffer.alloc(message.length + sodium.crypto_secretbox_MACBYTES);
  sodium.crypto_secretbox_easy(box, message, nonce, key);
  const opened = Buffer.alloc(message.length);
  const open = sodium.crypto_secretbox_open_easy;
  assert.strictEqual(open(opened, box, nonce, key), true);
  assert.ok(opened.equals(message));
  box[3] ^= 1;
  assert.strictEqual(open(opened, box, nonce, key), false);
  sodium.sodium_memzero(key);
  assert.ok(key.every((byte) => byte === 0));
}

// Argon2id in line and on the thread pool; another implementation gives the
// same key for m=8, t=1, p=1.
async function checkPasswordHash() {
  const args = [
    Buffer.from('correct horse'), Buffer.alloc(16, 's'),
    sodium.crypto_pwhash_OPSLIMIT_MIN, sodium.crypto_pwhash_MEMLIMIT_MIN,
    sodium.crypto_pwhash_ALG_ARGON2ID13,
  ];
  const inLine = Buffer.alloc(32);
  sodium.crypto_pwhash(inLine, ...args);
  const pooled = Array.from({ length: 6 }, () => Buffer.alloc(32));
  await Promise.all(
    pooled.map((out) => sodium.crypto_pwhash_async(out, ...args)));
  for (const out of pooled) assert.ok(out.equals(inLine));
  assert.strictEqual(
    inLine.toString('hex'),
    '4bd9489522bf460bc6a726accfed959140495ae7259f0ddc794030a8fd15576f');
}

job('sodium-native.node', async () => {
  checkHash();
  checkSignature();
  checkSecretBox();
  await checkPasswordHash();
  assert.throws(() => sodium.crypto_generichash(Buffer.alloc(1), Buffer.alloc(1)),
                /must be/);
  return 'hashed, signed RFC 8032 test 1, boxed, stretched 6 keys in the pool';
});
