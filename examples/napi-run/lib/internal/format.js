// SPDX-License-Identifier: MIT
// util.format: %s %d %i %f %j %o %O %c %%
'use strict';

// Most texts that are printed need none of it.
const inspect = (value, options) =>
  require('internal/inspect').inspect(value, options);
const isErrorObject = (value) =>
  require('internal/inspect').isErrorObject(value);

function formatArgument(kind, value) {
  switch (kind) {
    case 's':
      if (typeof value === 'bigint') return `${value}n`;
      if (typeof value === 'number')
        return Object.is(value, -0) ? '-0' : `${value}`;
      if (typeof value === 'object' && value !== null) {
        if (!hasOwnToString(value))
          return inspect(value, { depth: 0, colors: false, compact: 3 });
      }
      return String(value);
    case 'd':
      if (typeof value === 'bigint') return `${value}n`;
      return typeof value === 'symbol' ? 'NaN'
        : Object.is(Number(value), -0) ? '-0' : `${Number(value)}`;
    case 'i':
      if (typeof value === 'bigint') return `${value}n`;
      return typeof value === 'symbol' ? 'NaN' : `${parseInt(value, 10)}`;
    case 'f':
      return typeof value === 'symbol' ? 'NaN' : `${parseFloat(value)}`;
    case 'j':
      try {
        return JSON.stringify(value);
      } catch (error) {
        if (/circular|cyclic/i.test(error.message)) return '[Circular]';
        throw error;
      }
    case 'o':
      return inspect(value, { showHidden: true, showProxy: true, depth: 4 });
    case 'O': return inspect(value);
    default: return '';
  }
}

function hasOwnToString(value) {
  if (isErrorObject(value) && !Object.hasOwn(value, 'toString') &&
      value.toString === Error.prototype.toString) return false;
  if (typeof value.toString !== 'function') return false;
  if (Object.hasOwn(value, 'toString')) return true;
  let p = value;
  do p = Object.getPrototypeOf(p);
  while (p !== null && !Object.hasOwn(p, 'toString'));
  const d = p && Object.getOwnPropertyDescriptor(p, 'constructor');
  return d ? typeof d.value === 'function' &&
    !/\[native code\]/.test(Function.prototype.toString.call(d.value)) : false;
}

function formatWithOptions(options, ...args) {
  let text = '';
  let next = 0;
  if (typeof args[0] === 'string') {
    next = 1;
    text = args.length === 1 ? args[0]
      : args[0].replace(/%[sdifjoOc%]/g, (match) => {
        if (match === '%%') return '%';
        if (next >= args.length) return match;
        return formatArgument(match[1], args[next++]);
      });
  }
  for (; next < args.length; next++) {
    if (next > 0) text += ' ';
    text += typeof args[next] === 'string' ? args[next]
      : inspect(args[next], { ...options, compact: 3 });
  }
  return text;
}

const format = (...args) => formatWithOptions({}, ...args);

module.exports = { format, formatWithOptions };
