// SPDX-License-Identifier: MIT
// lightningcss: minifies, lowers for old browsers, bundles, calls visitors.
'use strict';

const assert = require('assert');
const fs = require('fs');
const path = require('path');
const css = require('lightningcss');
const job = require('./job');

function minify(code, options) {
  const result = css.transform({
    filename: 'x.css', code: Buffer.from(code), minify: true, ...options,
  });
  assert.ok(result.code instanceof Uint8Array);
  return { ...result, code: Buffer.from(result.code).toString() };
}

function checkTransform() {
  assert.strictEqual(
    minify('.a { color: rgb(255, 0, 0); margin: 0px 0px } .b { color: red }')
      .code,
    '.a{color:red;margin:0}.b{color:red}');
  const targets = css.browserslistToTargets(['chrome 80']);
  assert.deepStrictEqual(targets, { chrome: 80 << 16 });
  assert.strictEqual(
    minify('.a { inset: 1px; & .b { top: 2px } }', { targets }).code,
    '.a{top:1px;bottom:1px;left:1px;right:1px}.a .b{top:2px}');
}

function checkModules() {
  const { code, exports } = minify(
    '.card { composes: base; color: blue } .base { top: 0 }',
    { cssModules: { pattern: 'my-[local]' } });
  assert.strictEqual(code, '.my-card{color:#00f;}.my-base{top:0}');
  assert.strictEqual(exports.card.name, 'my-card');
  assert.deepStrictEqual(exports.card.composes,
                         [{ type: 'local', name: 'my-base' }]);
}

function checkVisitor() {
  const seen = [];
  const { code } = minify('a { width: 10px; height: 2em }', {
    visitor: {
      Length(length) {
        seen.push(`${length.value}${length.unit}`);
        if (length.unit === 'px')
          return { unit: 'rem', value: length.value / 16 };
      },
    },
  });
  assert.deepStrictEqual(seen, ['10px', '2em']);
  assert.strictEqual(code, 'a{width:.625rem;height:2em}');
  const fails = () => minify('a { width: 1px }', {
    visitor: { Length() { throw new RangeError('from the visitor'); } },
  });
  assert.throws(fails, /from the visitor/);
}

function checkErrors() {
  assert.throws(() => minify('.a { color: red; } }'), (error) => {
    assert.ok(error instanceof SyntaxError);
    assert.deepStrictEqual(error.loc, { line: 1, column: 21 });
    assert.strictEqual(error.fileName, 'x.css');
    return true;
  });
}

function checkStyleAttribute() {
  const { code } = css.transformStyleAttribute({
    code: Buffer.from('color: yellow; margin: 1px 1px'), minify: true });
  assert.strictEqual(Buffer.from(code).toString(), 'color:#ff0;margin:1px');
}

async function checkBundle(folder) {
  const main = path.join(folder, 'main.css');
  fs.writeFileSync(main, '@import "part.css"; .a { top: 1px }');
  fs.writeFileSync(path.join(folder, 'part.css'), '.b { left: 2px }');
  const expected = '.b{left:2px}.a{top:1px}';
  const inLine = css.bundle({ filename: main, minify: true });
  assert.strictEqual(Buffer.from(inLine.code).toString(), expected);
  const read = [];
  const pooled = await css.bundleAsync({
    filename: main, minify: true,
    resolver: {
      async read(file) {
        read.push(path.basename(file));
        return fs.readFileSync(file, 'utf8');
      },
      resolve: (specifier, from) => path.join(path.dirname(from), specifier),
    },
  });
  assert.strictEqual(Buffer.from(pooled.code).toString(), expected);
  assert.deepStrictEqual(read, ['main.css', 'part.css']);
}

job('lightningcss.linux-x64-gnu.node',
    () => job.inTemporaryFolder(async (folder) => {
      checkTransform();
      checkModules();
      checkVisitor();
      checkErrors();
      checkStyleAttribute();
      await checkBundle(folder);
      return 'minified, lowered, called visitors, bundled with a JS resolver';
    }));
