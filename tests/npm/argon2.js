// SPDX-License-Identifier: MIT
// @node-rs/argon2: known Argon2 hashes, in line and on the thread pool.
'use strict';

const assert = require('assert');
const argon2 = require('@node-rs/argon2');
const job = require('./job');

const salt = Buffer.from('somesalt');
const algorithm = { argon2d: 0, argon2i: 1, argon2id: 2 };

// From the test vectors of the reference implementation, version 0x13.
const vectors = [
  [{ algorithm: algorithm.argon2id, memoryCost: 256 },
   '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$' +
   'nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'],
  [{ algorithm: algorithm.argon2id, memoryCost: 65536 },
   '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$' +
   'CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'],
  [{ algorithm: algorithm.argon2i, memoryCost: 256 },
   '$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$' +
   'iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8'],
];

async function checkVector([options, expected]) {
  const all = { ...options, timeCost: 2, parallelism: 1, outputLen: 32, salt };
  assert.strictEqual(argon2.hashSync('password', all), expected);
  assert.strictEqual(await argon2.hash('password', all), expected);
  assert.strictEqual(argon2.verifySync(expected, 'password'), true);
  assert.strictEqual(await argon2.verify(expected, 'password'), true);
  assert.strictEqual(await argon2.verify(expected, 'passwort'), false);
  const raw = await argon2.hashRaw(Buffer.from('password'), all);
  assert.ok(Buffer.isBuffer(raw));
  const encoded = raw.toString('base64').replace(/=+$/, '');
  assert.strictEqual(encoded, expected.split('$').pop());
}

async function checkMany() {
  const cheap = { memoryCost: 64, timeCost: 1, parallelism: 1 };
  const hashes = await Promise.all(Array.from(
    { length: 16 }, (_, i) => argon2.hash(`secret ${i}`, cheap)));
  assert.strictEqual(new Set(hashes).size, 16);
  const right = await Promise.all(
    hashes.map((hash, i) => argon2.verify(hash, `secret ${i}`)));
  assert.ok(right.every((value) => value === true));
}

job('argon2.linux-x64-gnu.node', async () => {
  for (const vector of vectors) await checkVector(vector);
  await checkMany();
  const parsed = argon2.parseOptions(vectors[1][1]);
  assert.strictEqual(parsed.memoryCost, 65536);
  await assert.rejects(argon2.verify('no hash', 'x'), Error);
  assert.throws(() => argon2.hashSync('x', { memoryCost: 1 }), Error);
  return 'hashed and verified 3 known vectors, 16 hashes in the pool';
});
