// SPDX-License-Identifier: MIT
// sharp: encodes, decodes, resizes, composes; pixels and formats compared.
'use strict';

const assert = require('assert');
const path = require('path');
const sharp = require('sharp');
const { checkPng } = require('./png');
const job = require('./job');

const width = 64;
const height = 48;

/* Four coloured quarters. */
function quarters() {
  const raw = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      raw[at] = x < width / 2 ? 255 : 0;
      raw[at + 1] = y < height / 2 ? 255 : 0;
      raw[at + 2] = 128;
    }
  return raw;
}

const raw = { width, height, channels: 3 };

async function checkLossless(pixels) {
  const png = await sharp(pixels, { raw }).png().toBuffer();
  assert.deepStrictEqual(checkPng(png),
                         { width, height, depth: 8, colour: 2 });
  const metadata = await sharp(png).metadata();
  assert.strictEqual(metadata.format, 'png');
  assert.strictEqual(metadata.width, width);
  const back = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  assert.strictEqual(back.info.channels, 3);
  assert.ok(back.data.equals(pixels));
  const webp = await sharp(png).webp({ lossless: true }).toBuffer();
  assert.strictEqual(webp.toString('latin1', 8, 12), 'WEBP');
  assert.ok((await sharp(webp).raw().toBuffer()).equals(pixels));
  return png;
}

async function checkResize(png) {
  const { data, info } = await sharp(png)
    .resize(16, 12, { kernel: 'nearest' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  assert.strictEqual(info.width, 16);
  assert.strictEqual(info.height, 12);
  const at = (x, y) => Array.from(data.subarray((y * 16 + x) * 3).subarray(0, 3));
  assert.deepStrictEqual(at(0, 0), [255, 255, 128]);
  assert.deepStrictEqual(at(15, 0), [0, 255, 128]);
  assert.deepStrictEqual(at(0, 11), [255, 0, 128]);
  assert.deepStrictEqual(at(15, 11), [0, 0, 128]);
}

async function checkJpeg(png) {
  const jpeg = await sharp(png).jpeg({ quality: 95 }).toBuffer();
  assert.strictEqual(jpeg.toString('hex', 0, 3), 'ffd8ff');
  const data = await sharp(jpeg).raw().toBuffer();
  const off = [255, 255, 128].map((want, i) => Math.abs(data[i] - want));
  assert.ok(Math.max(...off) < 12, `JPEG is off by ${off}`);
}

async function checkOperations(png) {
  const overlay = await sharp({
    create: { width: 4, height: 4, channels: 4, background: '#ffffff' },
  }).png().toBuffer();
  const composed = await sharp(png)
    .composite([{ input: overlay, left: 10, top: 5 }])
    .png()
    .toBuffer();
  const data = await sharp(composed)
    .extract({ left: 10, top: 5, width: 4, height: 4 })
    .removeAlpha()
    .raw()
    .toBuffer();
  assert.strictEqual(data.length, 4 * 4 * 3);
  assert.ok(data.every((byte) => byte === 255));
  const { channels } = await sharp(png).stats();
  assert.deepStrictEqual(channels.map((c) => [c.min, c.max, c.mean]),
                         [[0, 255, 127.5], [0, 255, 127.5], [128, 128, 128]]);
}

async function checkFileAndStream(png, folder) {
  const file = path.join(folder, 'out.png');
  const info = await sharp(png).rotate(90).toFile(file);
  assert.strictEqual(info.width, height);
  const turned = await sharp(file).metadata();
  assert.strictEqual(turned.height, width);
  const stream = sharp();
  const output = stream.greyscale().raw().toBuffer();
  stream.write(png.subarray(0, 20));
  stream.end(png.subarray(20));
  assert.strictEqual((await output).length, width * height);
}

async function checkErrors() {
  await assert.rejects(sharp(Buffer.from('no image')).toBuffer(),
                       /unsupported image format/);
  await assert.rejects(sharp('/no/such/file.png').toBuffer(), /missing/);
  assert.throws(() => sharp(42), Error);
}

job('sharp-linux-x64', () => job.inTemporaryFolder(async (folder) => {
  const pixels = quarters();
  const png = await checkLossless(pixels);
  await checkResize(png);
  await checkJpeg(png);
  await checkOperations(png);
  await checkFileAndStream(png, folder);
  await checkErrors();
  return 'PNG, WebP, JPEG there and back, resized, composed, from a stream';
}));
