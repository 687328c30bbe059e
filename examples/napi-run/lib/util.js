// SPDX-License-Identifier: MIT
// util
'use strict';

const { inspect } = require('internal/inspect');
const { format, formatWithOptions } = require('internal/format');
const { argType, checkFunction, coded } = require('internal/errors');
const loop = require('internal/loop');

const custom = Symbol.for('nodejs.util.promisify.custom');

function inherits(constructor, parent) {
  checkFunction(constructor, 'ctor');
  checkFunction(parent, 'superCtor');
  Object.defineProperty(constructor, 'super_',
    { value: parent, writable: true, configurable: true });
  Object.setPrototypeOf(constructor.prototype, parent.prototype);
}

function promisify(original) {
  checkFunction(original, 'original');
  if (original[custom]) {
    checkFunction(original[custom], 'util.promisify.custom');
    return original[custom];
  }
  function promised(...args) {
    return new Promise((resolve, reject) => {
      Reflect.apply(original, this, [...args, (error, ...values) => {
        if (error) reject(error);
        else resolve(values[0]);
      }]);
    });
  }
  Object.setPrototypeOf(promised, Object.getPrototypeOf(original));
  Object.defineProperty(promised, custom,
    { value: promised, configurable: true });
  return Object.defineProperties(promised,
    Object.getOwnPropertyDescriptors(original));
}
promisify.custom = custom;

function callbackify(original) {
  checkFunction(original, 'original');
  function calling(...args) {
    const callback = args.pop();
    checkFunction(callback, 'last argument');
    Reflect.apply(original, this, args).then(
      (value) => process.nextTick(callback, null, value),
      (reason) => {
        if (!reason) {
          const error = coded(Error, 'ERR_FALSY_VALUE_REJECTION',
            'Promise was rejected with falsy value');
          error.reason = reason;
          reason = error;
        }
        process.nextTick(callback, reason);
      });
  }
  Object.defineProperty(calling, 'name',
    { value: `${original.name}Callbackified`, configurable: true });
  return calling;
}

const deprecated = new Set();

function deprecate(callback, message, code) {
  let warned = false;
  function wrapped(...args) {
    if (!warned && !process.noDeprecation) {
      warned = true;
      if (code === undefined || !deprecated.has(code)) {
        deprecated.add(code);
        process.emitWarning(message, 'DeprecationWarning', code);
      }
    }
    if (new.target) return Reflect.construct(callback, args, new.target);
    return Reflect.apply(callback, this, args);
  }
  Object.setPrototypeOf(wrapped, callback);
  if (callback.prototype) wrapped.prototype = callback.prototype;
  return wrapped;
}

let debugPattern;

function debuglog(set, callback) {
  set = String(set).toUpperCase();
  if (debugPattern === undefined) {
    const names = process.env.NODE_DEBUG ?? '';
    debugPattern = new RegExp(`^(${names.replace(/[|\\{}()[\]^$+?.]/g, '\\$&')
      .replaceAll('*', '.*').replaceAll(',', '|')})$`, 'i');
  }
  const enabled = Boolean(process.env.NODE_DEBUG) && debugPattern.test(set);
  const log = enabled ? (...args) => binding.writeOut(2,
    `${set} ${process.pid}: ${format(...args)}\n`) : () => {};
  Object.defineProperty(log, 'enabled', { get: () => enabled });
  callback?.(log);
  return log;
}

const escapeSequence = new RegExp('[\\x1b\\x9b][[()#;?]*' +
  '(?:\\d{1,4}(?:;\\d{0,4})*)?[0-9A-ORZcf-nqry=><~]', 'g');

function stripVTControlCharacters(text) {
  return text.replace(escapeSequence, '');
}

function styleText(kinds, text) {
  let before = '';
  let after = '';
  for (const kind of Array.isArray(kinds) ? kinds : [kinds]) {
    const code = inspect.colors[kind];
    if (!code) throw require('internal/errors').argValue('format', kind);
    before += `\x1b[${code[0]}m`;
    after = `\x1b[${code[1]}m${after}`;
  }
  return before + text + after;
}

function systemErrorMap() {
  const numbers = binding.constants('errno');
  return new Map(Object.keys(numbers).map((name) =>
    [-numbers[name], [name, binding.errorText(-numbers[name])]]));
}

/* Resolves when the signal aborts. */
function aborted(signal) {
  if (signal === undefined) throw argType('signal', 'AbortSignal', signal);
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }));
}

module.exports = {
  inspect, format, formatWithOptions, inherits, promisify, callbackify,
  deprecate, debuglog, debug: debuglog, stripVTControlCharacters, styleText,
  aborted,
  isDeepStrictEqual: (a, b) =>
    require('internal/deep_equal').isDeepStrictEqual(a, b),
  isArray: Array.isArray,
  toUSVString: (text) => `${text}`.toWellFormed?.() ?? `${text}`,
  getSystemErrorName: (number) => binding.errorName(number),
  getSystemErrorMessage: (number) => binding.errorText(number),
  getSystemErrorMap: systemErrorMap,
  transferableAbortController: () => new AbortController(),
  transferableAbortSignal: (signal) => signal,
};
for (const name of ['TextEncoder', 'TextDecoder']) {
  loop.lazy(module.exports, name, () => require('internal/encoding')[name],
    true);
}
loop.lazy(module.exports, 'types', () => require('internal/types'), true);
