// SPDX-License-Identifier: MIT
// bufferutil: masks and unmasks WebSocket frames (RFC 6455, section 5.7).
'use strict';

const assert = require('assert');
const { mask, unmask } = require('bufferutil');
const job = require('./job');

function maskInJavaScript(source, key) {
  const result = Buffer.alloc(source.length);
  for (let i = 0; i < source.length; i++) result[i] = source[i] ^ key[i & 3];
  return result;
}

function checkExampleOfTheRfc() {
  const key = Buffer.from('37fa213d', 'hex');
  const text = Buffer.from('Hello');
  const output = Buffer.alloc(5);
  mask(text, key, output, 0, 5);
  assert.strictEqual(output.toString('hex'), '7f9f4d5158');
  unmask(output, key);
  assert.strictEqual(output.toString(), 'Hello');
}

function checkEveryAlignment() {
  const key = Buffer.from([1, 0x80, 0xff, 0x55]);
  const memory = Buffer.alloc(4096 + 64);
  for (let i = 0; i < memory.length; i++) memory[i] = (i * 31 + (i >> 8)) & 255;
  for (let offset = 0; offset < 33; offset++) {
    for (const length of [0, 1, 7, 8, 9, 63, 64, 4096]) {
      const source = memory.subarray(offset, offset + length);
      const output = Buffer.alloc(length + 16, 0xaa);
      mask(source, key, output, 16, length);
      assert.ok(output.subarray(16).equals(maskInJavaScript(source, key)));
      assert.ok(output.subarray(0, 16).every((byte) => byte === 0xaa));
    }
  }
}

function checkOneMegabyte() {
  const key = Buffer.from('cafebabe', 'hex');
  const data = Buffer.alloc(1 << 20, 'napi');
  const original = Buffer.from(data);
  unmask(data, key);
  assert.ok(data.equals(maskInJavaScript(original, key)));
  unmask(data, key);
  assert.ok(data.equals(original));
}

job('bufferutil.node', () => {
  checkExampleOfTheRfc();
  checkEveryAlignment();
  checkOneMegabyte();
  return 'masked the example of RFC 6455, 264 alignments and 1 MiB';
});
