// SPDX-License-Identifier: MIT
// util.types: what a value is, whatever its prototype says.
'use strict';

const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);
const viewTag = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

/* True when a method of the type accepts the value as its receiver. */
function brand(getOrCall) {
  return (value) => {
    try {
      getOrCall(value);
      return true;
    } catch {
      return false;
    }
  };
}

function getterBrand(Type, name) {
  const { get } = Object.getOwnPropertyDescriptor(Type.prototype, name);
  return brand((value) => Reflect.apply(get, value, []));
}

const methodBrand = (method) =>
  brand((value) => Reflect.apply(method, value, []));

const types = {
  isExternal: (value) => host.isExternal(value),
  isDate: methodBrand(Date.prototype.getTime),
  isArgumentsObject: (value) => tag(value) === 'Arguments',
  isBigIntObject: (value) => typeof value === 'object' &&
    methodBrand(BigInt.prototype.valueOf)(value),
  isBooleanObject: (value) => typeof value === 'object' &&
    methodBrand(Boolean.prototype.valueOf)(value),
  isNumberObject: (value) => typeof value === 'object' &&
    methodBrand(Number.prototype.valueOf)(value),
  isStringObject: (value) => typeof value === 'object' &&
    methodBrand(String.prototype.valueOf)(value),
  isSymbolObject: (value) => typeof value === 'object' &&
    methodBrand(Symbol.prototype.valueOf)(value),
  isNativeError: (value) => value instanceof Error || tag(value) === 'Error',
  isRegExp: getterBrand(RegExp, 'hasIndices'),
  isAsyncFunction: (value) => typeof value === 'function' &&
    /^Async(Generator)?Function$/.test(tag(value)),
  isGeneratorFunction: (value) => typeof value === 'function' &&
    /^(Async)?GeneratorFunction$/.test(tag(value)),
  isGeneratorObject: (value) => /Generator$/.test(tag(value)),
  isPromise: (value) => value instanceof Promise,
  isMap: getterBrand(Map, 'size'),
  isSet: getterBrand(Set, 'size'),
  isMapIterator: (value) => tag(value) === 'Map Iterator',
  isSetIterator: (value) => tag(value) === 'Set Iterator',
  isWeakMap: brand((value) => WeakMap.prototype.has.call(value, {})),
  isWeakSet: brand((value) => WeakSet.prototype.has.call(value, {})),
  isArrayBuffer: getterBrand(ArrayBuffer, 'byteLength'),
  isDataView: getterBrand(DataView, 'buffer'),
  isSharedArrayBuffer: (value) => tag(value) === 'SharedArrayBuffer',
  isAnyArrayBuffer: (value) => types.isArrayBuffer(value) ||
    types.isSharedArrayBuffer(value),
  isProxy: () => false, // a proxy cannot be told from its target
  isModuleNamespaceObject: (value) => tag(value) === 'Module',
  isArrayBufferView: ArrayBuffer.isView,
  isTypedArray: (value) => ArrayBuffer.isView(value) &&
    viewTag.call(value) !== undefined,
  isCryptoKey: () => false,
  isKeyObject: () => false,
};
types.isBoxedPrimitive = (value) => types.isNumberObject(value) ||
  types.isStringObject(value) || types.isBooleanObject(value) ||
  types.isBigIntObject(value) || types.isSymbolObject(value);

for (const name of ['Uint8Array', 'Uint8ClampedArray', 'Uint16Array',
  'Uint32Array', 'Int8Array', 'Int16Array', 'Int32Array', 'Float16Array',
  'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array']) {
  types[`is${name}`] = (value) => ArrayBuffer.isView(value) &&
    viewTag.call(value) === name;
}

module.exports = types;
