// SPDX-License-Identifier: MIT
// CommonJS: finds, compiles and caches modules. What only some programs need
// of it is in loader_search.js and loader_api.js.
'use strict';

const { fs } = binding;
let publicNames;
const schemeOnly = new Set(['test', 'sqlite', 'sea']);

function isBuiltin(name) {
  publicNames ??= new Set(host.builtinNames());
  if (name.startsWith('node:')) return publicNames.has(name.slice(5));
  return publicNames.has(name) && !schemeOnly.has(name);
}

function dirname(path) {
  const end = path.lastIndexOf('/');
  return end > 0 ? path.slice(0, end) : '/';
}

/* An absolute path without dots. */
function absolute(path, base) {
  if (path[0] !== '/') path = `${base}/${path}`;
  if (!path.includes('/.') && !path.includes('//') && !path.endsWith('/'))
    return path;
  const parts = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

const search = () => require('internal/loader_search');
const api = () => require('internal/loader_api');

// As in Node no property of the module's own.
const parents = new WeakMap();

function Module(id = '', parent) {
  this.id = id;
  this.path = dirname(id);
  this.exports = {};
  this.filename = null;
  this.loaded = false;
  this.children = [];
  parents.set(this, parent);
  if (parent?.children) parent.children.push(this);
}

Object.defineProperty(Module.prototype, 'parent', {
  configurable: true,
  get() { return parents.get(this); },
  set(parent) { parents.set(this, parent); },
});

Module.prototype.require = function (id) {
  if (typeof id !== 'string')
    throw require('internal/errors').argType('id', 'string', id);
  if (id === '') throw require('internal/errors').argValue('id', id,
    'must be a non-empty string');
  return Module._load(id, this, false);
};

Module._cache = Object.create(null);
Module._pathCache = Object.create(null);
Module._extensions = Object.create(null);
Module.globalPaths = [];
Module.Module = Module;
Module.prototype._compile = function (source, filename) {
  api().compile(this, source, filename);
};
Module.isBuiltin = isBuiltin;

// ----- package.json
const packages = new Map();

/* The parsed package.json of a folder, or null. */
function readPackage(folder) {
  const path = `${folder === '/' ? '' : folder}/package.json`;
  if (packages.has(path)) return packages.get(path);
  const text = host.readText(path);
  let data = null;
  if (typeof text === 'string') {
    try {
      data = JSON.parse(text);
    } catch (error) {
      const problem = new Error(
        `Invalid package config ${path}. ${error.message}`);
      problem.code = 'ERR_INVALID_PACKAGE_CONFIG';
      throw problem;
    }
  }
  packages.set(path, data);
  return data;
}

/* The package that a file belongs to: {folder, data}. */
function packageScope(folder) {
  for (;;) {
    if (!folder.endsWith('/node_modules')) {
      const data = readPackage(folder);
      if (data) return { folder, data };
    }
    if (folder === '/') return null;
    folder = dirname(folder);
  }
}

// ----- Finding files
function tryExtensions(path) {
  for (const extension of Object.keys(Module._extensions)) {
    if (fs.fileKind(path + extension) === 0) return path + extension;
  }
  return null;
}

function tryPath(path, folderWanted) {
  const kind = fs.fileKind(path);
  if (!folderWanted) {
    if (kind === 0) return path;
    const found = tryExtensions(path);
    if (found) return found;
  }
  return kind === 1 ? search().tryFolder(path) : null;
}

function realpath(path) {
  const real = fs.realpath(false, path);
  return typeof real === 'string' ? real : path;
}

function nodeModulePaths(from) {
  const list = [];
  for (let folder = from; ; folder = dirname(folder)) {
    if (!folder.endsWith('/node_modules'))
      list.push(folder === '/' ? '/node_modules' : `${folder}/node_modules`);
    if (folder === '/') return list;
  }
}
Module._nodeModulePaths = nodeModulePaths;
Module._resolveLookupPaths = (request, parent) =>
  search().lookupPaths(request, parent);

function isRelative(request) {
  return /^\.\.?(\/|$)/.test(request);
}

Module._resolveFilename = function (request, parent, isMain, options) {
  /* What the long way would find as it is. */
  if (request[0] === '/' && !options?.paths && fs.plainFile(request))
    return request;
  if (isBuiltin(request)) return request;
  if (request.startsWith('node:')) {
    const error = new Error(`No such built-in module: ${request}`);
    error.code = 'ERR_UNKNOWN_BUILTIN_MODULE';
    throw error;
  }
  let found;
  if (options?.paths) {
    found = search().findFrom(request, options.paths);
  } else if (request[0] === '/' || isRelative(request)) {
    const base = parent?.filename ? dirname(parent.filename) : process.cwd();
    const path = absolute(request, base);
    const folderWanted = namesFolder(request);
    if (!folderWanted && fs.plainFile(path)) return path;
    found = tryPath(path, folderWanted);
  } else {
    found = search().findBare(request, parent);
    if (found && isBuiltin(found)) return found;
  }
  if (!found) throw search().notFound(request, parent);
  return realpath(found);
};

// ----- Loading
function loadBuiltin(name) {
  return require(name.startsWith('node:') ? name.slice(5) : name);
}

Module._load = function (request, parent, isMain) {
  const filename = Module._resolveFilename(request, parent, isMain);
  if (filename[0] !== '/') return loadBuiltin(filename);
  const cached = Module._cache[filename];
  if (cached) {
    if (parent?.children && !parent.children.includes(cached))
      parent.children.push(cached);
    return cached.exports;
  }
  const module = new Module(filename, parent);
  if (isMain) {
    process.mainModule = module;
    module.id = '.';
  }
  Module._cache[filename] = module;
  let done = false;
  try {
    module.load(filename);
    done = true;
  } finally {
    if (!done) {
      delete Module._cache[filename];
      const at = parent?.children?.indexOf(module) ?? -1;
      if (at >= 0) parent.children.splice(at, 1);
    }
  }
  return module.exports;
};

/* The lists of a folder's modules begin alike. */
let lastFolder, lastPaths;
function modulePaths(folder) {
  if (folder !== lastFolder) {
    lastFolder = folder;
    lastPaths = nodeModulePaths(folder);
  }
  return lastPaths.slice();
}

Module.prototype.load = function (filename) {
  this.filename = filename;
  this.paths = modulePaths(dirname(filename));
  const name = filename.slice(filename.lastIndexOf('/') + 1);
  let extension = '.js';
  for (let at = name.indexOf('.', 1); at > 0; at = name.indexOf('.', at + 1)) {
    if (Module._extensions[name.slice(at)]) {
      extension = name.slice(at);
      break;
    }
  }
  Module._extensions[extension](this, filename);
  this.loaded = true;
};

/* "x/", "." and "..", alone or at the end. */
function namesFolder(request) {
  return request.endsWith('/') || request.endsWith('/.') ||
    request.endsWith('/..') || request === '.' || request === '..';
}

function makeRequire(module) {
  function require(id) {
    return module.require(id);
  }
  require.resolve = (request, options) =>
    Module._resolveFilename(request, module, false, options);
  require.resolve.paths = (request) =>
    Module._resolveLookupPaths(request, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

function run(module, filename, compiled) {
  Reflect.apply(compiled, module.exports, [module.exports,
    makeRequire(module), module, filename, dirname(filename)]);
}

function runEsm(module, filename, source) {
  require('internal/esm').run(module, filename, source, makeRequire(module));
}

const esmSyntax = /^\s*(import[\s{*'"]|export[\s{*])|\bimport\.meta\b/m;

function compileFile(module, filename) {
  const extension = filename.slice(filename.lastIndexOf('.'));
  if (extension === '.mjs') return runEsm(module, filename);
  const type = extension === '.cjs' ? 'commonjs'
    : packageScope(dirname(filename))?.data.type;
  if (type === 'module') return runEsm(module, filename);
  let compiled;
  try {
    compiled = host.compileFile(filename);
  } catch (error) {
    if (error instanceof SyntaxError && type !== 'commonjs' &&
        esmSyntax.test(host.readText(filename))) {
      return runEsm(module, filename);
    }
    throw error;
  }
  if (typeof compiled === 'number')
    throw require('internal/errors').uvException(compiled, 'open', filename);
  run(module, filename, compiled);
}

Module._extensions['.js'] = compileFile;

Module._extensions['.json'] = function (module, filename) {
  const text = host.readText(filename);
  if (typeof text === 'number')
    throw require('internal/errors').uvException(text, 'open', filename);
  try {
    module.exports = JSON.parse(text);
  } catch (error) {
    error.message = `${filename}: ${error.message}`;
    throw error;
  }
};

Module._extensions['.node'] = function (module, filename) {
  return process.dlopen(module, filename);
};

// ----- The main program
function main() {
  const { script, code, print } = host.options;
  if (code !== undefined) return api().runText(code, print);
  const path = absolute(script, process.cwd());
  process.argv[1] = path;
  const found = tryPath(path, false);
  if (!found) throw search().notFound(path);
  process.argv[1] = realpath(found);
  Module._load(process.argv[1], null, true);
}

module.exports = { Module, main, makeRequire, packageScope, readPackage,
  isBuiltin, isRelative, dirname, absolute, nodeModulePaths, tryPath,
  tryExtensions, realpath, run };
