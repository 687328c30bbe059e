// SPDX-License-Identifier: MIT
// @resvg/resvg-js: renders SVG to PNG; pixels and the PNG file are checked.
'use strict';

const assert = require('assert');
const { Resvg, renderAsync } = require('@resvg/resvg-js');
const { checkPng } = require('./png');
const job = require('./job');

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">
  <rect width="40" height="20" fill="#ff0000"/>
  <rect x="10" y="5" width="20" height="10" fill="#0000ff"/>
  <circle cx="5" cy="5" r="3" fill="#00ff00"/>
</svg>`;

function pixel(image, x, y) {
  const at = (y * image.width + x) * 4;
  return image.pixels.subarray(at, at + 4).toString('hex');
}

function checkImage(image, scale) {
  assert.strictEqual(image.width, 40 * scale);
  assert.strictEqual(image.height, 20 * scale);
  assert.strictEqual(image.pixels.length, 40 * 20 * 4 * scale * scale);
  assert.strictEqual(pixel(image, 39 * scale, 0), 'ff0000ff');
  assert.strictEqual(pixel(image, 20 * scale, 10 * scale), '0000ffff');
  assert.strictEqual(pixel(image, 5 * scale, 5 * scale), '00ff00ff');
  assert.strictEqual(pixel(image, 10 * scale, 5 * scale), '0000ffff');
  assert.strictEqual(pixel(image, 9 * scale, 4 * scale), 'ff0000ff');
  const header = checkPng(image.asPng());
  assert.deepStrictEqual(
    header, { width: 40 * scale, height: 20 * scale, depth: 8, colour: 6 });
}

function checkErrors() {
  assert.throws(() => new Resvg('<svg'), Error);
  assert.throws(() => new Resvg(42), Error);
}

job('resvgjs.linux-x64-gnu.node', async () => {
  const font = { loadSystemFonts: false };
  const resvg = new Resvg(svg, { font });
  assert.strictEqual(resvg.width, 40);
  assert.deepStrictEqual({ ...boxOf(resvg) },
                         { x: 0, y: 0, width: 40, height: 20 });
  checkImage(resvg.render(), 1);
  const fitTo = { mode: 'width', value: 120 };
  checkImage(new Resvg(Buffer.from(svg), { font, fitTo }).render(), 3);
  checkImage(await renderAsync(svg, { font }), 1);
  checkErrors();
  return 'rendered SVG to PNG at 40x20 and 120x60, in line and in the pool';
});

function boxOf(resvg) {
  const { x, y, width, height } = resvg.getBBox();
  return { x, y, width, height };
}
