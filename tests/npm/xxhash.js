// SPDX-License-Identifier: MIT
// @node-rs/xxhash: all four hashes, at once and in pieces, known values.
'use strict';

const assert = require('assert');
const { xxh32, xxh64, xxh3, Xxh32, Xxh64 } = require('@node-rs/xxhash');
const job = require('./job');

function checkKnownValues() {
  assert.strictEqual(xxh32(''), 0x02cc5d05);
  assert.strictEqual(xxh32('abc'), 0x32d153ff);
  assert.strictEqual(xxh64(''), 0xef46db3751d8e999n);
  assert.strictEqual(xxh64('abc'), 0x44bc2cf5ad770999n);
  assert.strictEqual(xxh3.xxh64(''), 0x2d06800538d394c2n);
  assert.strictEqual(xxh3.xxh128(''), 0x99aa06d3014798d86001c324468d497fn);
  assert.strictEqual(xxh3.xxh64('abc'), 0x78af5f94892f3950n);
}

function checkPieces() {
  const data = Buffer.alloc(70000, 'pieces of data ');
  const h32 = new Xxh32(42);
  const h64 = new Xxh64(42n);
  const h3 = xxh3.Xxh3.withSeed(42n);
  for (let at = 0; at < data.length; at += 997) {
    const piece = data.subarray(at, at + 997);
    for (const hash of [h32, h64, h3]) hash.update(piece);
  }
  assert.strictEqual(h32.digest(), xxh32(data, 42));
  assert.strictEqual(h64.digest(), xxh64(data, 42n));
  assert.strictEqual(h3.digest(), xxh3.xxh64(data, 42n));
  h64.reset(0n);
  assert.strictEqual(h64.update('abc').digest(), xxh64('abc'));
  assert.notStrictEqual(xxh32(data, 42), xxh32(data, 43));
}

function checkKindsOfInput() {
  const bytes = new Uint8Array([0, 97, 98, 99, 0]).subarray(1, 4);
  assert.strictEqual(xxh64(bytes), xxh64('abc'));
  assert.strictEqual(xxh32(Buffer.from('äöü')), xxh32('äöü'));
  assert.throws(() => xxh64({}), Error);
  assert.throws(() => xxh64('abc', 'seed'), Error);
}

job('xxhash.linux-x64-gnu.node', () => {
  checkKnownValues();
  checkPieces();
  checkKindsOfInput();
  return 'hashed 7 known texts, and 70 kB in pieces with three hashes';
});
