// SPDX-License-Identifier: MIT
// What scripts may ask of the module system besides require().
'use strict';

const { Module, packageScope, makeRequire, dirname, absolute,
  nodeModulePaths, tryPath, realpath, run } = require('internal/loader');

Module._findPath = function (request, paths) {
  for (const path of paths) {
    const found = tryPath(absolute(request, path), request.endsWith('/'));
    if (found) return realpath(found);
  }
  return false;
};

function compile(module, source, filename) {
  const text = String(source).replace(/^#!.*/, '');
  run(module, filename, host.compileText(`${Module.wrapper[0]}${text}` +
    Module.wrapper[1], filename));
}

Module.wrapper = [
  '(function (exports, require, module, __filename, __dirname) { ',
  '\n});',
];
Module.wrap = (text) => Module.wrapper[0] + text + Module.wrapper[1];

Module.createRequire = function (from) {
  let path = from;
  if (typeof from === 'object' || String(from).startsWith('file:'))
    path = require('internal/url').fileURLToPath(from);
  if (typeof path !== 'string' || path[0] !== '/') {
    throw require('internal/errors').argValue('filename', from,
      'must be a file URL object, file URL string, or absolute path string');
  }
  const module = new Module(path);
  module.filename = path.endsWith('/') ? `${path}noop.js` : path;
  module.paths = nodeModulePaths(dirname(module.filename));
  return makeRequire(module);
};

Module.builtinModules = host.builtinNames();
Module.syncBuiltinESMExports = function () {};
Module.findPackageJSON = function (specifier, base) {
  if (base !== undefined) {
    const resolved = Module.createRequire(base).resolve(specifier);
    specifier = resolved;
  } else if (String(specifier).startsWith('file:')) {
    specifier = require('internal/url').fileURLToPath(specifier);
  }
  const scope = packageScope(dirname(String(specifier)));
  return scope ? `${scope.folder}/package.json` : undefined;
};

/* -e and -p */
function runText(text, print) {
  const module = new Module('[eval]');
  module.filename = absolute('[eval]', process.cwd());
  module.paths = nodeModulePaths(process.cwd());
  Object.assign(globalThis, { module, exports: module.exports,
    require: makeRequire(module), __filename: '[eval]', __dirname: '.' });
  const value = host.compileText(text, '[eval]');
  if (print) console.log(value);
}

module.exports = { Module, compile, runText };
