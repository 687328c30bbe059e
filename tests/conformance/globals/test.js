// SPDX-License-Identifier: MIT
// A script that overwrites globals and prototypes changes nothing, be it after
// the addon was loaded or before.
'use strict';
const { api, NULL } = require('../harness.js');

const gone = () => {
  throw new Error('test overwritten');
};
const subjects = {
  object: { a: 1, [Symbol.for('k')]: 2 }, array: [1, 2], buffer:
    new ArrayBuffer(16), bytes: new Uint8Array(16), date: new Date(5),
  error: new Error('test'), promise: Promise.resolve(), call: () => 'called',
  frozen: { f: 1 }, sealed: { s: 1 }, wrapped: {}, tagged: {}, dataView:
    new DataView(new ArrayBuffer(8)), collected: {}, cls: class Cls {},
  detachable: new ArrayBuffer(8), referenced: {}, names: { n: 1, 5: 2 },
  shared: new SharedArrayBuffer(8), big: 2n ** 100n, symbol: Symbol('sym'),
};

/** Everything that a backend may be tempted to do with the script's own. */
const calls = [
  ['napi_create_object'], ['napi_create_array'],
  ['napi_create_array_with_length', 3], ['napi_create_double', 1.5],
  ['napi_create_string_utf8', 'h\u00e9', -1],
  ['napi_create_symbol', 'description'],
  ['node_api_symbol_for', 'registered', -1],
  ['napi_create_function', 'f', -1, 'null', 0],
  ['napi_create_error', 'CODE', 'message'],
  ['napi_create_type_error', NULL, 'message'],
  ['napi_create_range_error', NULL, 'message'],
  ['node_api_create_syntax_error', NULL, 'message'],
  ['napi_typeof', subjects.call], ['napi_coerce_to_number', '12'],
  ['napi_coerce_to_string', 5], ['napi_coerce_to_bool', 'x'],
  ['napi_coerce_to_object', 5],
  ['napi_get_prototype', subjects.array],
  ['napi_get_property_names', subjects.names],
  ['napi_get_all_property_names', subjects.names, 0, 0, 0],
  ['napi_get_all_property_names', subjects.names, 1, 7, 1],
  ['napi_set_named_property', subjects.object, 'b', 2],
  ['napi_get_named_property', subjects.object, 'a'],
  ['napi_has_own_property', subjects.object, 'a'],
  ['napi_has_property', subjects.object, 'a'],
  ['napi_delete_property', subjects.object, 'b'],
  ['napi_set_element', subjects.array, 1, 7],
  ['napi_get_element', subjects.array, 1],
  ['napi_get_array_length', subjects.array],
  ['napi_define_properties', subjects.object, 1,
    [{ utf8name: 'defined', value: 1 }]],
  ['napi_define_properties', subjects.object, 1,
    [{ utf8name: 'accessor', getter: 'null' }]],
  ['napi_strict_equals', 'a', 'a'],
  ['napi_call_function', undefined, subjects.call, 0, []],
  ['napi_new_instance', subjects.cls, 0, []],
  ['napi_define_class', 'Made', -1, 'null', 0, 2,
    [{ utf8name: 'm', method: 'null' },
      { utf8name: 's', method: 'null', attributes: 1024 }]],
  ['napi_wrap', subjects.wrapped, 5, 'log', 1],
  ['napi_unwrap', subjects.wrapped], ['napi_remove_wrap', subjects.wrapped],
  ['napi_create_external', 5, 'log', 1],
  ['napi_create_reference', subjects.referenced, 0],
  ['napi_create_reference', subjects.referenced, 1],
  ['napi_add_finalizer', subjects.collected, 1, 'log', 2],
  ['napi_is_error', subjects.error], ['napi_is_promise', subjects.promise],
  ['napi_is_date', subjects.date], ['napi_is_arraybuffer', subjects.buffer],
  ['napi_is_typedarray', subjects.bytes],
  ['napi_is_dataview', subjects.dataView],
  ['napi_is_array', subjects.array],
  ['node_api_is_sharedarraybuffer', subjects.shared],
  ['napi_create_arraybuffer', 8],
  ['napi_create_external_arraybuffer', 8, 8, NULL, NULL],
  ['napi_get_arraybuffer_info', subjects.buffer],
  ['napi_create_typedarray', 1, 4, subjects.buffer, 0],
  ['napi_create_typedarray', 10, 1, subjects.buffer, 8],
  ['napi_create_typedarray', 1, 40, subjects.buffer, 0],
  ['napi_get_typedarray_info', subjects.bytes],
  ['napi_create_dataview', 4, subjects.buffer, 0],
  ['napi_create_dataview', 40, subjects.buffer, 0],
  ['napi_get_dataview_info', subjects.dataView],
  ['node_api_create_sharedarraybuffer', 8],
  ['napi_create_date', 77], ['napi_get_date_value', subjects.date],
  ['napi_create_promise'], ['napi_run_script', '1 + 2'],
  ['napi_create_bigint_int64', 5n], ['napi_create_bigint_words', 1, 2,
    new BigUint64Array([1n, 2n])],
  ['napi_get_value_bigint_words', subjects.big, 2, 16],
  ['napi_get_value_bigint_int64', subjects.big],
  ['napi_detach_arraybuffer', subjects.detachable],
  ['napi_is_detached_arraybuffer', subjects.detachable],
  ['napi_type_tag_object', subjects.tagged, new BigUint64Array([1n, 2n])],
  ['napi_check_object_type_tag', subjects.tagged,
    new BigUint64Array([1n, 2n])],
  ['napi_object_freeze', subjects.frozen], ['napi_object_seal',
    subjects.sealed],
  ['node_api_set_prototype', subjects.object, null],
  ['napi_throw_type_error', 'CODE', 'test message'],
  ['napi_throw_error', NULL, 'test message'],
  ['napi_instanceof', {}, 5],
];
const encoded = calls.map(([name, ...args]) => {
  const inputs = [...api.signatures[name]].filter((k) =>
    !'VBIUQGFZXTJORHKE'.includes(k));
  let mask = 0;
  let at = 0;
  const sources = [];
  [...api.signatures[name]].forEach((k, i) => {
    if ('VBIUQGFZXTJORHKE'.includes(k))
      return;
    if (args[at++] === NULL)
      mask |= 1 << (i + 1);
    sources.push(-1, 0);
  });
  return [[name, mask, sources, ...args.slice(0, inputs.length)]];
});

// Now nothing that the script can reach is what it was.
let apiRun = api.run;
const constructors = ['Object', 'Array', 'Function', 'Error', 'TypeError',
  'RangeError', 'SyntaxError', 'Promise', 'Date', 'ArrayBuffer',
  'SharedArrayBuffer', 'DataView', 'Uint8Array', 'BigUint64Array', 'BigInt',
  'Symbol', 'Proxy', 'WeakMap', 'WeakRef', 'Map', 'Set', 'String', 'Number',
  'FinalizationRegistry', 'Boolean', 'RegExp'];
const statics = { Object: ['freeze', 'seal', 'keys', 'defineProperty',
  'getPrototypeOf', 'setPrototypeOf', 'getOwnPropertyNames',
  'getOwnPropertySymbols', 'getOwnPropertyDescriptor', 'defineProperties',
  'getOwnPropertyDescriptors', 'create', 'assign', 'is', 'hasOwn'],
Reflect: Reflect.ownKeys(Reflect).filter((k) => typeof k === 'string'),
Symbol: ['for', 'keyFor'], Array: ['isArray', 'from', 'of'],
Promise: ['resolve', 'reject', 'withResolvers', 'all'],
BigInt: ['asIntN', 'asUintN'], ArrayBuffer: ['isView'] };
const methods = { Array: ['push', 'pop', 'slice', 'concat', 'map', 'forEach',
  'filter', 'join', 'includes', 'indexOf', Symbol.iterator, 'constructor'],
Object: ['hasOwnProperty',
  'toString', 'valueOf', 'isPrototypeOf', 'propertyIsEnumerable'],
Function: ['call', 'apply', 'bind', 'toString', 'constructor'],
Promise: ['then', 'catch', 'finally', 'constructor'],
Uint8Array: ['constructor', 'set'], Error: ['toString', 'constructor'], WeakMap: ['get', 'set', 'has',
  'delete'], Map: ['get', 'set', 'has'], Date: ['getTime', 'valueOf'],
ArrayBuffer: ['slice', 'transfer', 'resize', 'constructor'],
SharedArrayBuffer: ['slice', 'constructor'], String: ['slice', 'charCodeAt'],
BigInt: ['toString'], Symbol: ['toString', 'valueOf'] };
const undo = [];
let undone = 0;
function overwrite(object, key, value) {
  undo[undone++] = object;
  undo[undone++] = key;
  undo[undone++] = object[key];
  object[key] = value;
}
const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf,
  setPrototypeOf } = Object;
const redefined = [];
let redefinitions = 0;
/** Puts an accessor that throws in the place of what is there, or nothing. */
function spoil(object, key) {
  const descriptor = getOwnPropertyDescriptor(object, key);
  if (descriptor !== undefined)
    setPrototypeOf(descriptor, null);
  redefined[redefinitions++] = { object, key, descriptor };
  defineProperty(object, key, { __proto__: null, get: gone, set: gone,
    configurable: true });
}
const spoiled = [];
for (const name of ['species', 'resolve', 'reject', 'prototype', 'buffer',
  'index', 'maxByteLength', 'detached', 'proxy', 'revoke', 'stack', 'cause'])
  spoiled.push([Object.prototype, name]);
for (const C of [Promise, ArrayBuffer, SharedArrayBuffer, Array, Map, Set,
  RegExp, getPrototypeOf(Uint8Array)])
  spoiled.push([C, Symbol.species]);
for (const [C, ...keys] of [[ArrayBuffer, 'byteLength', 'maxByteLength',
  'resizable', 'detached', Symbol.toStringTag], [SharedArrayBuffer,
  'byteLength', 'growable'], [DataView, 'buffer', 'byteLength', 'byteOffset'],
[getPrototypeOf(Uint8Array), 'buffer', 'byteLength', 'byteOffset', 'length',
  Symbol.toStringTag, Symbol.iterator], [Symbol, 'description'],
[Date, Symbol.toPrimitive], [Symbol, Symbol.toPrimitive]])
  for (const key of keys)
    spoiled.push([C.prototype, key]);
spoiled.push([getPrototypeOf([][Symbol.iterator]()), 'next']);
const path = process.argv[2];
const before = process.argv[3] === 'before';
const global = globalThis;
const results = [];
const polluted = ['get', 'set', 'value', 'writable', 'enumerable',
  'configurable', 'then'];
const owners = {};
for (const name of Object.keys({ ...statics, ...methods }))
  owners[name] = globalThis[name];
for (const [owner, keys] of Object.entries(statics))
  for (const key of keys)
    overwrite(owners[owner], key, gone);
for (const owner in methods)
  for (let i = 0; i < methods[owner].length; i++)
    overwrite(owners[owner].prototype, methods[owner][i], gone);
overwrite(Error.prototype, 'name', 'Overwritten');
for (let i = 0; i < polluted.length; i++)
  owners.Object.prototype[polluted[i]] = gone;
for (let i = 0; i < constructors.length; i++)
  overwrite(global, constructors[i], gone);
overwrite(global, 'Reflect', undefined);
overwrite(global, 'globalThis', undefined);
for (let i = 0; i < spoiled.length; i++)
  spoil(spoiled[i][0], spoiled[i][1]);

if (before)
  apiRun = fresh().run;

/** The addon once more, in an env of its own. */
function fresh() {
  const module = { exports: {} };
  process.dlopen(module, path);
  return module.exports;
}
for (let i = 0; i < encoded.length; i++)
  results[i] = apiRun(encoded[i]);

// Put all back to print.
while (redefinitions > 0) {
  const { object, key, descriptor } = redefined[--redefinitions];
  if (descriptor === undefined)
    delete object[key];
  else
    defineProperty(object, key, descriptor);
}
while (undone > 0) {
  const value = undo[--undone];
  const key = undo[--undone];
  undo[--undone][key] = value;
}
for (let i = 0; i < polluted.length; i++)
  delete Object.prototype[polluted[i]];
for (let i = 0; i < results.length; i++) {
  const it = results[i].steps[0];
  let line = `${calls[i][0]}: ${it.status} ${it.message} ${it.pending}`;
  for (let j = 0; j < it.outputs.length; j++) {
    const [tag, value] = it.outputs[j];
    const kind = typeof value;
    line += ` ${tag} ${kind}`;
    if (kind === 'number' && tag !== 'token' || kind === 'string' ||
        kind === 'boolean')
      line += ` ${value}`;
    else if (kind === 'object' && value !== null && tag === 'value')
      line += value instanceof Array ? ` length ${value.length}` :
        value instanceof Error ? ` ${value.message} ${value.code}` :
          '';
  }
  if ('exception' in results[i]) {
    const e = results[i].exception;
    line += ` exception ${e instanceof TypeError ? 'TypeError' :
      e instanceof RangeError ? 'RangeError' :
        e instanceof Error ? 'Error' : typeof e}`;
    if ('code' in e)
      line += ` ${e.code} ${e.message}`;
  }
  console.log(line);
}
console.log(Object.isFrozen(subjects.frozen), Object.isSealed(subjects.sealed));
