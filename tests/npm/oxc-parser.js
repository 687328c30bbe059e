// SPDX-License-Identifier: MIT
// oxc-parser: parses JavaScript and TypeScript, in line and in the pool.
'use strict';

const assert = require('assert');
const path = require('path');
const job = require('./job');

// The package's wrapper is an ES module; tests/npm/prepare makes it CommonJS.
const { parse, parseSync, Visitor } = require(path.join(
  __dirname, '../../node_modules/.cache/napi-shim/oxc-parser'));

const source = `import { a as b } from 'm';
export const x = b + 1n;
/* note */ export default class C { #p = /r+/g; }
`;

function checkProgram() {
  const result = parseSync('x.js', source);
  assert.deepStrictEqual(result.errors, []);
  const { program } = result;
  assert.deepStrictEqual(
    program.body.map((node) => node.type),
    ['ImportDeclaration', 'ExportNamedDeclaration',
     'ExportDefaultDeclaration']);
  const { init } = program.body[1].declaration.declarations[0];
  assert.strictEqual(init.type, 'BinaryExpression');
  assert.strictEqual(source.slice(init.start, init.end), 'b + 1n');
  assert.strictEqual(init.right.value, 1n);
  const field = program.body[2].declaration.body.body[0];
  assert.ok(field.value.value instanceof RegExp);
  assert.strictEqual(String(field.value.value), '/r+/g');
  return result;
}

function checkModuleRecord({ module, comments }) {
  assert.strictEqual(module.hasModuleSyntax, true);
  const entry = module.staticImports[0].entries[0];
  assert.strictEqual(entry.importName.name, 'a');
  assert.strictEqual(entry.localName.value, 'b');
  assert.deepStrictEqual(
    module.staticExports.map((e) => e.entries[0].exportName.name ?? 'default'),
    ['x', 'default']);
  assert.deepStrictEqual(comments.map((c) => [c.type, c.value]),
                         [['Block', ' note ']]);
}

function checkVisitor({ program }) {
  const names = [];
  new Visitor({ Identifier: (node) => names.push(node.name) }).visit(program);
  assert.deepStrictEqual(names, ['a', 'b', 'x', 'b', 'C']);
}

function checkErrors() {
  const { errors } = parseSync('x.ts', 'let y: number = ;');
  assert.strictEqual(errors.length, 1);
  assert.strictEqual(errors[0].severity, 'Error');
  assert.strictEqual(errors[0].labels[0].start, 16);
  assert.throws(() => parseSync('x.js'), Error);
}

async function checkPool() {
  const lines = Array.from({ length: 500 }, (_, i) =>
    `export function f${i}(a: number): string { return "ä" + a * ${i}; }`);
  const text = lines.join('\n');
  const results = await Promise.all(
    Array.from({ length: 4 }, () => parse('many.ts', text)));
  for (const { program, errors } of results) {
    assert.strictEqual(errors.length, 0);
    assert.strictEqual(program.body.length, 500);
    const last = program.body[499];
    assert.strictEqual(text.slice(last.start, last.end), lines[499]);
  }
}

job('parser.linux-x64-gnu.node', async () => {
  const result = checkProgram();
  checkModuleRecord(result);
  checkVisitor(result);
  checkErrors();
  await checkPool();
  return 'parsed JavaScript, walked the tree, 4 x 500 functions in the pool';
});
