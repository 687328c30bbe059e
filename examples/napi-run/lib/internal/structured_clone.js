// SPDX-License-Identifier: MIT
// structuredClone
'use strict';

const { DOMException } = require('internal/event_target');
const types = require('internal/types');

const errorTypes = { Error, EvalError, RangeError, ReferenceError,
  SyntaxError, TypeError, URIError };

const viewName = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

function fail(value) {
  let text;
  try {
    text = typeof value === 'symbol' || typeof value === 'function'
      ? String(value) : Object.prototype.toString.call(value);
  } catch {
    text = 'value';
  }
  return new DOMException(`${text} could not be cloned.`, 'DataCloneError');
}

function cloneBuffer(buffer, seen) {
  if (types.isSharedArrayBuffer(buffer)) return buffer;
  const copy = buffer.slice(0);
  seen.set(buffer, copy);
  return copy;
}

function cloneError(error, seen) {
  const Type = errorTypes[error.name] ?? Error;
  const made = new Type(`${error.message}`);
  for (const name of ['message', 'stack']) {
    Object.defineProperty(made, name, { value: error[name], writable: true,
      configurable: true });
  }
  seen.set(error, made);
  if (Object.hasOwn(error, 'cause')) {
    Object.defineProperty(made, 'cause', { value: clone(error.cause, seen),
      writable: true, configurable: true });
  }
  return made;
}

function cloneView(view, seen) {
  const buffer = clone(view.buffer, seen);
  const Type = types.isDataView(view) ? DataView
    : globalThis[viewName.call(view)];
  const length = types.isDataView(view) ? view.byteLength : view.length;
  const copy = new Type(buffer, view.byteOffset, length);
  seen.set(view, copy);
  return copy;
}

function cloneSpecial(value, seen) {
  if (types.isDate(value)) return new Date(value.getTime());
  if (types.isRegExp(value)) return new RegExp(value.source, value.flags);
  if (types.isBoxedPrimitive(value) && !types.isSymbolObject(value))
    return Object(value.valueOf());
  if (types.isAnyArrayBuffer(value)) return cloneBuffer(value, seen);
  if (ArrayBuffer.isView(value)) return cloneView(value, seen);
  if (types.isNativeError(value)) return cloneError(value, seen);
  return undefined;
}

function clone(value, seen) {
  if (typeof value === 'symbol' || typeof value === 'function')
    throw fail(value);
  if (value === null || typeof value !== 'object') return value;
  if (seen.has(value)) return seen.get(value);
  const special = cloneSpecial(value, seen);
  if (special !== undefined) {
    seen.set(value, special);
    return special;
  }
  if (types.isMap(value)) {
    const copy = new Map();
    seen.set(value, copy);
    for (const [k, v] of [...value]) copy.set(clone(k, seen), clone(v, seen));
    return copy;
  }
  if (types.isSet(value)) {
    const copy = new Set();
    seen.set(value, copy);
    for (const item of [...value]) copy.add(clone(item, seen));
    return copy;
  }
  if (types.isPromise(value) || types.isWeakMap(value) ||
      types.isWeakSet(value) || value instanceof WeakRef ||
      types.isExternal(value)) throw fail(value);
  const copy = Array.isArray(value) ? new Array(value.length) : {};
  seen.set(value, copy);
  for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
  return copy;
}

exports.structuredClone = function structuredClone(value, options) {
  if (arguments.length === 0) {
    throw require('internal/errors').coded(TypeError, 'ERR_MISSING_ARGS',
      'The "value" argument must be specified');
  }
  const seen = new Map();
  for (const item of options?.transfer ?? []) {
    if (!types.isArrayBuffer(item)) {
      throw new DOMException('Value could not be transferred.',
        'DataCloneError');
    }
    seen.set(item, item.transfer());
  }
  return clone(value, seen);
};
