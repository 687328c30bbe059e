// SPDX-License-Identifier: MIT
// URLs, and paths that may be given as file: URLs.
'use strict';

const loop = require('internal/loop');
const { coded, argType, argValue } = require('internal/errors');

loop.lazy(exports, 'URLSearchParams', () => {
  const whatwg = require('npm:whatwg-url');
  describe(whatwg.URL, whatwg.URLSearchParams);
  return whatwg.URLSearchParams;
}, true);

loop.lazy(exports, 'URL', () => {
  void exports.URLSearchParams;
  return class URL extends require('npm:whatwg-url').URL {
    constructor(url, base) {
      try {
        if (base === undefined) super(url);
        else super(url, base);
      } catch (cause) {
        if (!/^Invalid (base )?URL/.test(cause.message)) throw cause;
        const error = coded(TypeError, 'ERR_INVALID_URL', 'Invalid URL');
        error.input = `${url}`;
        if (base !== undefined) error.base = `${base}`;
        throw error;
      }
    }
  };
}, true);

function describe(URL, URLSearchParams) {
  const custom = Symbol.for('nodejs.util.inspect.custom');
  const hidden = (target, name, value) => Object.defineProperty(target, name,
    { value, configurable: true, writable: true });
  hidden(URL.prototype, custom, function (depth, options, inspect) {
    if (depth < 0) return '[URL]';
    const shown = {};
    for (const key of ['href', 'origin', 'protocol', 'username', 'password',
      'host', 'hostname', 'port', 'pathname', 'search', 'searchParams',
      'hash']) shown[key] = this[key];
    return `URL ${inspect(shown, options)}`;
  });
  hidden(URLSearchParams.prototype, custom, function (depth, options,
    inspect) {
    const pairs = [...this].map(([key, value]) =>
      `${inspect(key, options)} => ${inspect(value, options)}`);
    return pairs.length > 0 ? `URLSearchParams { ${pairs.join(', ')} }`
      : 'URLSearchParams {}';
  });
}

function isUrl(value) {
  return value !== null && typeof value === 'object' &&
    typeof value.href === 'string' && typeof value.protocol === 'string' &&
    value.auth === undefined && value.path === undefined;
}

function fileURLToPath(url) {
  if (typeof url === 'string') url = new exports.URL(url);
  else if (!isUrl(url))
    throw argType('path', 'of type string or an instance of URL', url);
  if (url.protocol !== 'file:') {
    throw coded(TypeError, 'ERR_INVALID_URL_SCHEME',
      'The URL must be of scheme file');
  }
  if (url.hostname !== '') {
    throw coded(TypeError, 'ERR_INVALID_FILE_URL_HOST',
      'File URL host must be "localhost" or empty on linux');
  }
  if (/%2f/i.test(url.pathname)) {
    throw coded(TypeError, 'ERR_INVALID_FILE_URL_PATH',
      'File URL path must not include encoded / characters');
  }
  return decodeURIComponent(url.pathname);
}

function fileHref(path) {
  let resolved = require('path').resolve(path);
  if (path.endsWith('/') && !resolved.endsWith('/')) resolved += '/';
  return `file://${encodeURI(resolved).replace(/[?#]/g, encodeURIComponent)}`;
}

function pathToFileURL(path) {
  if (typeof path !== 'string') throw argType('path', 'string', path);
  return new exports.URL(fileHref(path));
}

/* A path argument: string, Buffer or file: URL. */
function toPath(path, name = 'path') {
  if (typeof path !== 'string') {
    if (isUrl(path)) path = fileURLToPath(path);
    else if (path instanceof Uint8Array) path = binding.utf8Slice(path);
    else {
      throw argType(name,
        'of type string or an instance of Buffer or URL', path);
    }
  }
  if (path.includes('\0')) {
    throw argValue(name, path,
      'must be a string, Uint8Array, or URL without null bytes');
  }
  return path;
}

Object.assign(exports, { fileURLToPath, pathToFileURL, fileHref, toPath,
  isUrl });
