// SPDX-License-Identifier: MIT
// keccak: SHA-3, Keccak and SHAKE digests of the standards' own examples.
'use strict';

const assert = require('assert');
const createKeccak = require('keccak');
const job = require('./job');

const digests = [
  ['keccak256', '',
   'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'],
  ['keccak256', 'abc',
   '4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45'],
  ['sha3-256', '',
   'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a'],
  ['sha3-256', 'abc',
   '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532'],
  ['sha3-224', 'abc',
   'e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf'],
  ['sha3-512', 'abc',
   'b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e' +
   '10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0'],
];

function checkDigests() {
  for (const [algorithm, text, expected] of digests) {
    const hash = createKeccak(algorithm).update(text);
    assert.strictEqual(hash.digest('hex'), expected, algorithm);
  }
}

function checkShake() {
  const hash = createKeccak('shake128').update('');
  assert.strictEqual(
    hash.squeeze(16, 'hex') + hash.squeeze(16, 'hex'),
    '7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26');
}

function checkPieces() {
  const whole = Buffer.alloc(100000, 'the quick brown fox ');
  const pieces = createKeccak('sha3-256');
  for (let at = 0, step = 1; at < whole.length; at += step, step += 7)
    pieces.update(whole.subarray(at, at + step));
  const copy = pieces._clone();
  const expected = createKeccak('sha3-256').update(whole).digest('hex');
  assert.strictEqual(pieces.digest('hex'), expected);
  assert.strictEqual(copy.digest('hex'), expected);
  assert.throws(() => pieces.update('more'), /Digest already called/);
}

function checkStream() {
  return new Promise((resolve, reject) => {
    const stream = createKeccak('sha3-256');
    stream.on('error', reject);
    stream.on('data', (digest) => resolve(digest.toString('hex')));
    stream.write('a');
    stream.write('b');
    stream.end('c');
  }).then((digest) => assert.strictEqual(digest, digests[3][2]));
}

job('node.napi.glibc.node', async () => {
  checkDigests();
  checkShake();
  checkPieces();
  await checkStream();
  return 'digested 6 known texts, squeezed SHAKE128, hashed a stream';
});
