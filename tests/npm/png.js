// SPDX-License-Identifier: MIT
// Reads the structure of a PNG file: signature, chunks, checksums, header.
'use strict';

const assert = require('assert');

const table = Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++)
    n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/* The header's fields; throws where the file breaks the format's rules. */
exports.checkPng = function (file) {
  assert.ok(Buffer.isBuffer(file));
  assert.strictEqual(file.toString('hex', 0, 8), '89504e470d0a1a0a');
  const names = [];
  let at = 8;
  while (at < file.length) {
    const length = file.readUInt32BE(at);
    const end = at + 8 + length;
    const sum = file.readUInt32BE(end);
    assert.strictEqual(crc32(file.subarray(at + 4, end)), sum);
    names.push(file.toString('latin1', at + 4, at + 8));
    at = end + 4;
  }
  assert.strictEqual(at, file.length);
  assert.strictEqual(names[0], 'IHDR');
  assert.strictEqual(names[names.length - 1], 'IEND');
  assert.ok(names.includes('IDAT'));
  return {
    width: file.readUInt32BE(16), height: file.readUInt32BE(20),
    depth: file[24], colour: file[25],
  };
};
