// SPDX-License-Identifier: MIT
// Deep equality, strict and loose, as assert and util define it.
'use strict';

const types = require('internal/types');

function sameValue(a, b, strict) {
  if (strict) return Object.is(a, b);
  return a == b || a !== a && b !== b;
}

function ownKeys(object) {
  return Object.keys(object).concat(Object.getOwnPropertySymbols(object)
    .filter((s) => Object.prototype.propertyIsEnumerable.call(object, s)));
}

function bytesEqual(a, b) {
  if (a.byteLength !== b.byteLength) return false;
  const x = new Uint8Array(a.buffer ?? a, a.byteOffset ?? 0, a.byteLength);
  const y = new Uint8Array(b.buffer ?? b, b.byteOffset ?? 0, b.byteLength);
  return x.every((byte, i) => byte === y[i]);
}

function findEqual(set, item, strict, seen) {
  for (const other of set) {
    if (equal(item, other, strict, seen)) return other;
  }
  return undefined;
}

function setsEqual(a, b, strict, seen) {
  if (a.size !== b.size) return false;
  const left = new Set(b);
  for (const item of a) {
    if (left.delete(item)) continue;
    if ((typeof item !== 'object' || item === null) && strict) return false;
    const other = findEqual(left, item, strict, seen);
    if (other === undefined && !left.has(undefined)) return false;
    left.delete(other);
  }
  return true;
}

function mapsEqual(a, b, strict, seen) {
  if (a.size !== b.size) return false;
  const left = new Set(b.keys());
  for (const [key, value] of a) {
    if (left.has(key) && equal(value, b.get(key), strict, seen)) {
      left.delete(key);
      continue;
    }
    let found = false;
    for (const other of left) {
      if (equal(key, other, strict, seen) &&
          equal(value, b.get(other), strict, seen)) {
        left.delete(other);
        found = true;
        break;
      }
    }
    if (!found) return false;
  }
  return true;
}

/* What makes two objects of one kind differ besides their properties. */
function contentsDiffer(a, b, strict, seen) {
  if (Array.isArray(a) !== Array.isArray(b)) return true;
  if (Array.isArray(a)) return a.length !== b.length;
  if (a instanceof Date || b instanceof Date) {
    return !(a instanceof Date && b instanceof Date &&
      Object.is(a.getTime(), b.getTime()));
  }
  if (a instanceof RegExp || b instanceof RegExp) {
    return !(a instanceof RegExp && b instanceof RegExp &&
      String(a) === String(b) && a.lastIndex === b.lastIndex);
  }
  if (types.isNativeError(a) || types.isNativeError(b)) {
    return !(types.isNativeError(a) && types.isNativeError(b) &&
      a.message === b.message && a.name === b.name &&
      equal(a.cause, b.cause, strict, seen) &&
      equal(a.errors, b.errors, strict, seen));
  }
  if (ArrayBuffer.isView(a) || types.isAnyArrayBuffer(a)) {
    if (!strict && (a instanceof Float32Array || a instanceof Float64Array))
      return a.length !== b.length || a.some((x, i) => x !== b[i]);
    return !(b && b.byteLength !== undefined && bytesEqual(a, b));
  }
  if (types.isSet(a) || types.isSet(b)) {
    return !(types.isSet(a) && types.isSet(b) &&
      setsEqual(a, b, strict, seen));
  }
  if (types.isMap(a) || types.isMap(b)) {
    return !(types.isMap(a) && types.isMap(b) &&
      mapsEqual(a, b, strict, seen));
  }
  if (types.isBoxedPrimitive(a) || types.isBoxedPrimitive(b)) {
    return !(types.isBoxedPrimitive(a) && types.isBoxedPrimitive(b) &&
      typeof a.valueOf() === typeof b.valueOf() &&
      Object.is(a.valueOf(), b.valueOf()));
  }
  return a instanceof WeakMap || a instanceof WeakSet ||
    a instanceof Promise;
}

function objectsEqual(a, b, strict, seen) {
  if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b))
    return false;
  if (Object.prototype.toString.call(a) !== Object.prototype.toString.call(b))
    return false;
  if (seen.get(a) === b) return true;
  const before = seen.get(a);
  seen.set(a, b);
  try {
    if (contentsDiffer(a, b, strict, seen)) return false;
    if (ArrayBuffer.isView(a)) return true;
    const keys = strict ? ownKeys(a) : Object.keys(a);
    const others = strict ? ownKeys(b) : Object.keys(b);
    return keys.length === others.length && keys.every((key) =>
      Object.prototype.propertyIsEnumerable.call(b, key) &&
      equal(a[key], b[key], strict, seen));
  } finally {
    if (before === undefined) seen.delete(a);
    else seen.set(a, before);
  }
}

function equal(a, b, strict, seen) {
  if (a === b) return a !== 0 || !strict || Object.is(a, b);
  const aObject = typeof a === 'object' && a !== null;
  const bObject = typeof b === 'object' && b !== null;
  if (!aObject || !bObject) {
    if (strict || aObject === bObject) {
      return !aObject && !bObject && typeof a !== 'function' &&
        sameValue(a, b, strict);
    }
    return false;
  }
  return objectsEqual(a, b, strict, seen);
}

exports.isDeepStrictEqual = (a, b) => equal(a, b, true, new Map());
exports.isDeepEqual = (a, b) => equal(a, b, false, new Map());
