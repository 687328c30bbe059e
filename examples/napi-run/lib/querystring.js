// SPDX-License-Identifier: MIT
// querystring
'use strict';

function unescape(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%([0-9a-f]{2})/gi, (match, hex) =>
      String.fromCharCode(parseInt(hex, 16)));
  }
}

const escape = (text) => encodeURIComponent(`${text}`)
  .replace(/%(21|27|28|29|2A)/g, (match) => unescape(match));

const plain = (value) => typeof value === 'string' ? value
  : typeof value === 'number' && Number.isFinite(value) ||
    typeof value === 'bigint' || typeof value === 'boolean' ? `${value}` : '';

function parse(text, separator = '&', equals = '=', options = {}) {
  const result = Object.create(null);
  if (typeof text !== 'string' || text === '') return result;
  const decode = options.decodeURIComponent ?? exports.unescape;
  let parts = text.split(separator);
  const most = options.maxKeys ?? 1000;
  if (most > 0) parts = parts.slice(0, most);
  for (const part of parts) {
    if (part === '') continue;
    const cut = part.indexOf(equals);
    const clean = (s) => decode(s.replaceAll('+', ' '));
    const key = clean(cut < 0 ? part : part.slice(0, cut));
    const value = cut < 0 ? '' : clean(part.slice(cut + equals.length));
    if (!(key in result)) result[key] = value;
    else if (Array.isArray(result[key])) result[key].push(value);
    else result[key] = [result[key], value];
  }
  return result;
}

function stringify(object, separator = '&', equals = '=', options = {}) {
  if (object === null || typeof object !== 'object') return '';
  const encode = options.encodeURIComponent ?? exports.escape;
  return Object.keys(object).flatMap((key) => {
    const values = Array.isArray(object[key]) ? object[key] : [object[key]];
    return values.map((value) => encode(plain(key)) + equals +
      encode(plain(value)));
  }).join(separator);
}

Object.assign(exports, { parse, stringify, escape, unescape, decode: parse,
  encode: stringify, unescapeBuffer: (text) => Buffer.from(unescape(text)) });
