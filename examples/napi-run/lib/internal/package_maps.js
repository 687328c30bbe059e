// SPDX-License-Identifier: MIT
// package.json "exports" and "imports".
'use strict';

const { absolute, isBuiltin } = require('internal/loader');

const conditions = new Set(['node', 'require', 'module-sync', 'node-addons',
  'default']);

function fail(code, message, Type = Error) {
  const error = new Type(message);
  error.code = code;
  return error;
}

/* The text that `*` stands for when `key` matches, else undefined. */
function matchPattern(key, wanted) {
  const star = key.indexOf('*');
  if (star < 0) return undefined;
  const before = key.slice(0, star);
  const after = key.slice(star + 1);
  if (!wanted.startsWith(before) || wanted === before ||
      wanted.length < key.length || !wanted.endsWith(after)) {
    return undefined;
  }
  return wanted.slice(before.length, wanted.length - after.length);
}

/* The best key of a map for `wanted`: [target, text of the star]. */
function lookUp(map, wanted) {
  if (Object.hasOwn(map, wanted) && !wanted.includes('*'))
    return [map[wanted]];
  let best, text;
  for (const key of Object.keys(map)) {
    const match = matchPattern(key, wanted);
    if (match !== undefined && (best === undefined ||
        key.indexOf('*') > best.indexOf('*') ||
        key.indexOf('*') === best.indexOf('*') && key.length > best.length)) {
      best = key;
      text = match;
    }
  }
  return best === undefined ? null : [map[best], text];
}

/* A target for our conditions: a path, a bare name, null or undefined. */
function pick(target, folder, star, bareAllowed) {
  if (typeof target === 'string') {
    const path = star === undefined ? target : target.replaceAll('*', star);
    if (path.startsWith('./') &&
        !/\/(\.\.?|node_modules)(\/|$)/i.test(path.slice(1))) {
      return absolute(path, folder);
    }
    if (bareAllowed && path[0] !== '.' && path[0] !== '/') return path;
    throw fail('ERR_INVALID_PACKAGE_TARGET',
      `Invalid package target "${target}" in ${folder}/package.json`);
  }
  if (Array.isArray(target)) {
    for (const item of target) {
      const found = pick(item, folder, star, bareAllowed);
      if (found != null) return found;
    }
    return null;
  }
  if (target !== null && typeof target === 'object') {
    for (const key of Object.keys(target)) {
      if (!conditions.has(key)) continue;
      const found = pick(target[key], folder, star, bareAllowed);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return null;
}

function resolveExports(folder, subpath, exports) {
  const plain = typeof exports === 'string' || Array.isArray(exports) ||
    !Object.keys(exports).some((key) => key[0] === '.');
  const map = plain ? { '.': exports } : exports;
  const entry = lookUp(map, subpath);
  const found = entry && pick(entry[0], folder, entry[1], false);
  if (found != null) return found;
  if (subpath === '.') {
    throw fail('ERR_PACKAGE_PATH_NOT_EXPORTED',
      `No "exports" main defined in ${folder}/package.json`);
  }
  throw fail('ERR_PACKAGE_PATH_NOT_EXPORTED', `Package subpath '${subpath}' ` +
    `is not defined by "exports" in ${folder}/package.json`);
}

function resolveImports(folder, name, imports) {
  const entry = lookUp(imports, name);
  const found = entry && pick(entry[0], folder, entry[1], true);
  if (found != null) return found;
  throw fail('ERR_PACKAGE_IMPORT_NOT_DEFINED', `Package import specifier ` +
    `"${name}" is not defined in package ${folder}/package.json`, TypeError);
}

module.exports = { resolveExports, resolveImports, isBuiltin };
