// SPDX-License-Identifier: MIT
// Where modules are looked for: folders, packages, self-references, imports.
'use strict';

const { Module, packageScope, readPackage, isBuiltin, isRelative, dirname,
  absolute, nodeModulePaths, tryPath, tryExtensions } =
  require('internal/loader');
const { fs } = binding;

function tryFolder(path) {
  const main = readPackage(path)?.main;
  if (typeof main === 'string' && main !== '') {
    const target = absolute(main, path);
    const found = tryPath(target, false) ||
      tryExtensions(`${target === '/' ? '' : target}/index`);
    if (found) return found;
  }
  return tryExtensions(`${path === '/' ? '' : path}/index`);
}

function lookupPaths(request, parent) {
  if (isBuiltin(request)) return null;
  if (isRelative(request))
    return [parent?.filename ? dirname(parent.filename) : process.cwd()];
  return [...(parent?.paths ?? []), ...Module.globalPaths];
}

/* A file of a package in node_modules. */
function findInPackages(request, paths) {
  const cut = request[0] === '@'
    ? request.indexOf('/', request.indexOf('/') + 1) : request.indexOf('/');
  const name = cut < 0 ? request : request.slice(0, cut);
  const subpath = cut < 0 ? '.' : `.${request.slice(cut)}`;
  for (const path of paths) {
    if (fs.fileKind(path) !== 1) continue;
    const folder = `${path}/${name}`;
    const data = readPackage(folder);
    if (data?.exports != null) {
      return require('internal/package_maps')
        .resolveExports(folder, subpath, data.exports);
    }
    const found = tryPath(absolute(`${path}/${request}`, ''),
      request.endsWith('/'));
    if (found) return found;
  }
  return null;
}

function findSelf(request, folder) {
  const scope = packageScope(folder);
  const name = scope?.data.name;
  if (!name || scope.data.exports == null) return null;
  if (request !== name && !request.startsWith(`${name}/`)) return null;
  return require('internal/package_maps').resolveExports(scope.folder,
    `.${request.slice(name.length)}`, scope.data.exports);
}

function notFound(request, parent) {
  const stack = [];
  for (let m = parent; m; m = m.parent) stack.push(m.filename || m.id);
  const list = stack.length > 0
    ? `\nRequire stack:\n- ${stack.join('\n- ')}` : '';
  const error = new Error(`Cannot find module '${request}'${list}`);
  error.code = 'MODULE_NOT_FOUND';
  error.requireStack = stack;
  return error;
}

/* package.json imports: "#name", and whatever else a package remaps. */
function findImport(request, parent, folder) {
  const scope = packageScope(folder);
  if (scope?.data.imports == null) return null;
  const target = require('internal/package_maps')
    .resolveImports(scope.folder, request, scope.data.imports);
  if (target === null) return null;
  if (target[0] === '/' || isBuiltin(target)) return target;
  return Module._resolveFilename(target, { ...parent,
    paths: nodeModulePaths(scope.folder),
    filename: `${scope.folder}/package.json` });
}

/* Neither a path nor a built-in: an import map, this package, or another. */
function findBare(request, parent) {
  const folder = parent?.filename ? dirname(parent.filename) : process.cwd();
  if (request[0] === '#') return findImport(request, parent, folder);
  return findSelf(request, folder) || findInPackages(request,
    Module._resolveLookupPaths(request, parent) ?? []);
}

/* require.resolve(request, {paths}) */
function findFrom(request, paths) {
  for (const path of paths) {
    const found = isRelative(request)
      ? tryPath(absolute(request, path), false)
      : findInPackages(request,
        nodeModulePaths(absolute(path, process.cwd())));
    if (found) return found;
  }
  return null;
}

module.exports = { tryFolder, lookupPaths, findBare, findFrom, notFound };
