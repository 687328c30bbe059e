// SPDX-License-Identifier: MIT
// url
'use strict';

const loop = require('internal/loop');
const { fileURLToPath, pathToFileURL, isUrl } = require('internal/url');
const { argType } = require('internal/errors');

class Url {
  protocol = null;
  slashes = null;
  auth = null;
  host = null;
  port = null;
  hostname = null;
  hash = null;
  search = null;
  query = null;
  pathname = null;
  path = null;
  href = null;

  format() {
    return format(this);
  }
}

const slashed = /^(https?|ftp|gopher|file|wss?):$/;

/* The old parser: never fails on a relative or odd address. */
function parse(address, parseQuery = false, slashesDenoteHost = false) {
  if (address instanceof Url) return address;
  if (typeof address !== 'string') throw argType('url', 'string', address);
  const url = new Url();
  let rest = address.trim();
  const hash = rest.indexOf('#');
  if (hash >= 0) {
    url.hash = rest.slice(hash);
    rest = rest.slice(0, hash);
  }
  const search = rest.indexOf('?');
  if (search >= 0) {
    url.search = rest.slice(search);
    url.query = url.search.slice(1);
    rest = rest.slice(0, search);
  }
  if (parseQuery) {
    url.search ??= '';
    url.query = require('querystring').parse(url.query ?? '');
  }
  const scheme = /^([a-z][a-z0-9+.-]*:)/i.exec(rest);
  if (scheme) {
    url.protocol = scheme[1].toLowerCase();
    rest = rest.slice(scheme[1].length);
  }
  if (rest.startsWith('//') && (scheme || slashesDenoteHost)) {
    url.slashes = true;
    rest = rest.slice(2);
    const end = rest.indexOf('/');
    let host = end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? '' : rest.slice(end);
    const at = host.lastIndexOf('@');
    if (at >= 0) {
      url.auth = decodeURIComponent(host.slice(0, at));
      host = host.slice(at + 1);
    }
    const port = /:(\d*)$/.exec(host);
    if (port) {
      if (port[1]) url.port = port[1];
      host = host.slice(0, port.index);
    }
    url.hostname = host.toLowerCase().replace(/^\[|\]$/g, '');
    url.host = host.toLowerCase() + (url.port ? `:${url.port}` : '');
    if (rest === '' && slashed.test(url.protocol ?? '')) rest = '/';
  }
  if (rest !== '') url.pathname = rest;
  if (url.pathname !== null || url.search)
    url.path = (url.pathname ?? '') + (url.search ?? '');
  url.href = format(url);
  return url;
}

function format(url, options) {
  if (typeof url === 'string') return parse(url).href;
  if (isUrl(url)) {
    const copy = new (require('internal/url').URL)(url.href);
    if (options?.fragment === false) copy.hash = '';
    if (options?.search === false) copy.search = '';
    if (options?.auth === false) copy.username = copy.password = '';
    return copy.href;
  }
  let { protocol = '', host = '', pathname = '', search = '', hash = '' } =
    Object.fromEntries(Object.entries(url).filter(([, v]) => v !== null));
  const auth = url.auth
    ? `${encodeURIComponent(url.auth).replace(/%3A/i, ':')}@` : '';
  if (protocol && !protocol.endsWith(':')) protocol += ':';
  if (!host && url.hostname) {
    host = (url.hostname.includes(':') ? `[${url.hostname}]` : url.hostname) +
      (url.port ? `:${url.port}` : '');
  }
  if (!search && url.query && typeof url.query === 'object') {
    const query = require('querystring').stringify(url.query);
    if (query) search = `?${query}`;
  }
  if (search && search[0] !== '?') search = `?${search}`;
  if (hash && hash[0] !== '#') hash = `#${hash}`;
  const slashes = url.slashes || (!protocol || slashed.test(protocol)) && host;
  if (slashes) {
    if (pathname && pathname[0] !== '/') pathname = `/${pathname}`;
    host = `//${auth}${host}`;
  } else {
    host = auth + host;
  }
  return protocol + host + pathname.replace(/[?#]/g, encodeURIComponent) +
    search.replaceAll('#', '%23') + hash;
}

function resolve(from, to) {
  const { URL } = require('internal/url');
  const base = new URL(from, 'resolve://host/');
  const result = new URL(to, base);
  if (result.protocol === 'resolve:' && result.host === 'host') {
    const text = result.pathname + result.search + result.hash;
    return from[0] === '/' || to[0] === '/' ? text : text.slice(1);
  }
  return result.href;
}

function urlToHttpOptions(url) {
  const options = { protocol: url.protocol, hostname:
    url.hostname.replace(/^\[|\]$/g, ''), hash: url.hash, search: url.search,
  pathname: url.pathname, path: `${url.pathname}${url.search}`,
  href: url.href };
  if (url.port !== '') options.port = Number(url.port);
  if (url.username || url.password) {
    options.auth = `${decodeURIComponent(url.username)}:${
      decodeURIComponent(url.password)}`;
  }
  return options;
}

module.exports = { Url, parse, format, resolve, fileURLToPath, pathToFileURL,
  urlToHttpOptions,
  resolveObject: (from, to) => parse(resolve(from, to)),
  domainToASCII: (name) => require('internal/domain_names').toASCII(name),
  domainToUnicode: (name) => require('internal/domain_names').toUnicode(name),
  fileURLToPathBuffer: (url) => Buffer.from(fileURLToPath(url)) };
for (const name of ['URL', 'URLSearchParams'])
  loop.lazy(module.exports, name, () => require('internal/url')[name], true);
