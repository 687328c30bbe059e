// SPDX-License-Identifier: MIT
// require: files, folders, packages, caches, maps, cycles, errors.
'use strict';

const fs = require('fs');
const path = require('path');
const Module = require('module');

const put = (name, text) => {
  fs.mkdirSync(path.dirname(name), { recursive: true });
  fs.writeFileSync(name, text);
};
const json = (name, value) => put(name, JSON.stringify(value));
const root = fs.realpathSync('.');
const load = Module.createRequire(`${root}/main.js`);
const attempt = (id) => {
  try {
    return load(id);
  } catch (error) {
    return `${error.name} ${error.code} ${error.message.split('\n')[0]
      .replaceAll(root, '').replace(/ imported from .*/, '')}`;
  }
};

put('plain.js', 'exports.who = __filename.split("/").pop(); ' +
  'exports.dir = __dirname === require("path").dirname(__filename);' +
  'exports.self = this === exports; exports.parent = module.parent.filename;' +
  'exports.own = Object.getOwnPropertyNames(module);');
put('bang.js', '#!/usr/bin/env node\nmodule.exports = "bang";');
put('bom.js', '\ufeffmodule.exports = "bom";');
json('data.json', { json: [1, 2] });
put('bad.json', '{ bad');
put('bad.js', 'let = = 1;');
put('throws.js', 'throw new Error("thrown")');
put('folder/index.js', 'module.exports = "index";');
put('withmain/package.json', '{"main":"lib/start"}');
put('withmain/lib/start.js', 'module.exports = "main";');
put('a.js', 'exports.early = 1; exports.b = require("./b"); exports.late = 2;');
put('b.js', 'module.exports = Object.keys(require("./a"));');
json('node_modules/pkg/package.json', { name: 'pkg', exports: {
  '.': { import: './no.mjs', node: { require: './node.js' },
    default: './no.js' },
  './sub': './sub.js', './pattern/*': './files/*.js',
  './hidden/*': null, './array': ['./arr.js'] } });
put('node_modules/pkg/node.js', 'module.exports = "pkg " + ' +
  'require("pkg/sub");');
put('node_modules/pkg/sub.js', 'module.exports = "sub";');
put('node_modules/pkg/arr.js', 'module.exports = "array";');
put('node_modules/pkg/files/x/y.js', 'module.exports = "pattern";');
json('node_modules/@scope/old/package.json', { main: './lib' });
put('node_modules/@scope/old/lib/index.js', 'module.exports = "scoped";');
json('package.json', { name: 'root', imports: { '#in': './plain.js',
  '#pkg': 'pkg', '#star/*': './*.js', '#up': '../x.js' } });
put('esm/index.mjs', `
  import fs, { existsSync as exists } from 'node:fs';
  import * as path from 'path';
  import plain from '../plain.js';
  import { counter, bump } from './counter.mjs';
  export * from './counter.mjs';
  export { default as other, named } from './counter.mjs';
  export const dir = path.basename(import.meta.dirname);
  export let value = 1;
  export function set(v) { value = v; }
  bump();
  const shadow = ((exists) => exists)('shadowed');
  export const result = [counter, exists('/'), typeof fs.statSync, plain.who,
    shadow, { exists: 1 }.exists, import.meta.url.startsWith('file:///')];
  export default class Thing {}
  export const later = import('./counter.mjs').then((m) => m.named);
`);
put('esm/counter.mjs', `
  export let counter = 0;
  export function bump() { counter++; }
  export const named = 'n';
  export default 'd';
`);
put('typed/package.json', '{"type":"module"}');
put('typed/index.js', 'export default 5; export const six = 6;');

for (const id of ['./plain', './plain.js', './data', './bang', './bom',
  './folder', './folder/', './withmain', './a', 'pkg', 'pkg/sub',
  'pkg/pattern/x/y', 'pkg/array', '@scope/old', '#in', '#pkg', '#star/plain',
  'node:path', './nothing', 'nothing', 'pkg/none', 'pkg/hidden/z', '#none',
  './throws', 'node:nothing', '']) {
  const value = attempt(id);
  console.log(id, typeof value === 'object' && value.sep ? 'path'
    : JSON.stringify(value)?.replaceAll(root, ''));
}
console.log(attempt('./bad.json').startsWith('SyntaxError'),
  attempt('./bad').startsWith('SyntaxError'));
console.log(load('fs') === load('node:fs'), attempt('#up').slice(0, 33));

const esm = load('./esm/index.mjs');
console.log(Object.keys(esm).sort(), esm.result, esm.dir, esm.value,
  esm.other, esm.named, esm.default.name, esm.counter);
esm.set(9);
console.log(esm.value, esm[Symbol.toStringTag]);
esm.later.then((named) => console.log('imported later', named));
console.log(load('./typed').default, load('./typed').six);

console.log(load.resolve('./folder').replace(root, ''),
  load.resolve('fs'), load.resolve.paths('x')[0].replace(root, ''));
console.log(load.cache === require.cache, Object.keys(require.cache)
  .includes(`${root}/plain.js`));
const first = load('./plain');
delete require.cache[load.resolve('./plain')];
console.log(first === load('./plain'), load('./plain') === load('./plain'));
console.log(require.main === module, module.id, module.loaded,
  module.children.length, module.paths[0].endsWith('/node_modules'),
  Object.keys(require.extensions));
console.log(Module.builtinModules.includes('fs'), Module.isBuiltin('node:os'),
  Module.isBuiltin('nope'), typeof Module._load, Module.wrap('x'));
console.log(path.basename(__filename), path.basename(__dirname),
  typeof arguments, arguments.length);
const made = new Module('virtual');
made._compile('module.exports = 40 + 2', '/virtual.js');
console.log(made.exports);

// What a path leads to over links is one module, whichever way it was found.
put('real/one.js', 'module.exports = __filename;');
put('real/two.js', 'module.exports = module.paths;');
put('real/three.js', 'module.exports = module.paths;');
fs.symlinkSync('real', 'linked');
fs.symlinkSync('one.js', 'real/link.js');
for (const id of ['real/one.js', 'linked/one.js', 'real/link.js',
  'linked/link.js', 'linked/../real/one.js', 'real//one.js', 'real/./one.js',
  'real/one.js/']) {
  console.log(JSON.stringify([attempt(`${root}/${id}`), attempt(`./${id}`)])
    .replaceAll(root, ''));
}
load('./real/two').push('mine');
console.log(load('./real/three').includes('mine'), load('./real/three').length);
