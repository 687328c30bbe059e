// SPDX-License-Identifier: MIT
// Values of another global in the same VM, through every function that tells
// one kind of value from another.
'use strict';
const { api, attempt, call, label, main, NULL, out, program, quiet, finalized,
  nativeFunction, run, scrub, step, text } = require('../harness.js');

/** What the source gives in the other global. */
const inOther = process.env.CONFORMANCE_ORACLE ? (() => {
  const vm = require('vm');
  const context = vm.createContext();
  return (source) => vm.runInContext(source, context);
})() : api.inOther;

const source = `({
  object: { a: 1, 5: 2 }, array: [1, 2, 3], error: new Error('test other'),
  typeError: new TypeError('test other'), errorClass: class E extends Error {},
  ownError: new (class E extends RangeError {})('test own'),
  date: new Date(77), promise: Promise.resolve(5),
  rejected: (() => { const p = Promise.reject(6); p.catch(() => {}); return p;
    })(),
  buffer: new ArrayBuffer(16), shared: new SharedArrayBuffer(16),
  resizable: new ArrayBuffer(8, { maxByteLength: 16 }),
  int8: new Int8Array(3), uint8: new Uint8Array([1, 2, 3]),
  clamped: new Uint8ClampedArray(3), int16: new Int16Array(3),
  uint16: new Uint16Array(3), int32: new Int32Array(3),
  uint32: new Uint32Array(3), float32: new Float32Array(3),
  float64: new Float64Array(3), bigint64: new BigInt64Array(3),
  biguint64: new BigUint64Array(3), view: new DataView(new ArrayBuffer(8), 2),
  sharedBytes: new Uint8Array(new SharedArrayBuffer(8), 4),
  arrow: (...list) => list.length, klass: class K { constructor(x) {
    this.x = x; } }, thrower: () => { throw new TypeError('test thrown'); },
  map: new Map(), regexp: /r/, boxed: new String('boxed'),
  symbol: Symbol('s'), registered: Symbol.for('r'), wellKnown: Symbol.iterator,
  bigint: 5n, proxy: new Proxy({}, {}), arrayProxy: new Proxy([], {}),
  errorProxy: new Proxy(new Error(''), {}), frozen: Object.freeze({ f: 1 }),
  bare: Object.create(null), generator: function* () {}, weakMap: new WeakMap(),
  asyncArrow: async () => {}, bound: function () { return this; }.bind(7),
  sloppy: function () { return this; }, strict: function () { 'use strict';
    return this; }, getGlobal: () => globalThis,
  accessors: { get a() { throw new RangeError('test get'); } },
  make: (C, ...list) => new C(...list), call: (f, ...list) => f(...list),
  isOwn: (it) => it instanceof Object, names: (it) => Reflect.ownKeys(it),
  extend: (C) => class Derived extends C {}, Error, TypeError, Array, Object,
  Promise, Date, Uint8Array, Function, ArrayBuffer,
})`;
const other = inOther(source);
const names = Object.keys(other);
for (const name of names)
  if (Object(other[name]) === other[name])
    label(other[name], `other ${name}`);
const values = names.map((name) => other[name]);

// The other global is another one.
console.log(other.array instanceof Array, other.isOwn({}), other.isOwn(
  other.object), Object.getPrototypeOf(other.object) === Object.prototype,
other.registered === Symbol.for('r'), other.wellKnown === Symbol.iterator);

for (const test of ['napi_typeof', 'napi_is_array', 'napi_is_error',
  'napi_is_date', 'napi_is_promise', 'napi_is_arraybuffer',
  'napi_is_typedarray', 'napi_is_dataview', 'napi_is_buffer',
  'node_api_is_sharedarraybuffer', 'napi_is_detached_arraybuffer',
  'napi_get_array_length', 'napi_get_date_value', 'napi_get_value_bigint_int64',
  'napi_get_value_external', 'napi_coerce_to_bool', 'napi_coerce_to_object'])
  for (const value of values)
    call(test, value);
for (const value of values) {
  const { results } = run(['arraybuffer', 'typedarray', 'dataview', 'buffer']
    .map((kind) => step(`napi_get_${kind}_info`, value)));
  console.log(text(value), results.map((r) => [r.status, ...r.outputs
    .filter((o) => typeof o.value !== 'object').map((o) => o.text)].join(' ')));
}

// instanceof, with the constructors of both.
for (const C of [Error, Array, Object, Promise, Date, Uint8Array, Function,
  other.Error, other.Array, other.Object, other.Promise, other.Date,
  other.Uint8Array, other.Function, other.klass, other.arrow])
  for (const value of [other.error, other.array, other.object, other.promise,
    other.date, other.uint8, other.arrow, other.bare, other.proxy, {}, [], 5])
    call('napi_instanceof', value, C);

// Properties, prototypes, keys.
for (const name of ['object', 'array', 'error', 'uint8', 'frozen', 'bare',
  'arrow', 'accessors', 'proxy', 'boxed', 'date']) {
  const it = other[name];
  call('napi_set_named_property', it, 'own', 5);
  call('napi_get_named_property', it, 'own');
  call('napi_has_own_property', it, 'own');
  call('napi_define_properties', it, 2, [{ utf8name: 'method', method: 'self' },
    { utf8name: 'both', getter: 'self', setter: 'null' }]);
  call('napi_get_element', it, 0);
  call('napi_set_element', it, 0, 9);
  call('napi_get_named_property', it, 'a');
  const { results } = run([step('napi_get_prototype', it),
    step('napi_get_all_property_names', it, 1, 0, 1)]);
  console.log(results[0].outputs[0].value === Object.getPrototypeOf(it),
    results[1].status);
  console.log(results[1].outputs[0].value instanceof Array);
  call('napi_object_seal', it);
  call('napi_object_freeze', it);
  console.log(name, Object.isExtensible(it));
  call('napi_delete_property', it, 'own');
}

// Calls and instances.
for (const f of [other.arrow, other.thrower, other.bound, other.getGlobal,
  other.strict, other.sloppy, other.klass, other.proxy, other.Array])
  for (const self of [undefined, null, 5, other.object]) {
    const { results, has, exception } = run([step('napi_call_function', self, f,
      1, [1])]);
    const { value } = results[0].outputs[0];
    console.log(text(f), text(self), results[0].status, typeof value,
      value === globalThis, value === other.getGlobal(), value === self,
      has && [text(exception), exception instanceof TypeError,
        exception instanceof other.TypeError]);
  }
for (const C of [other.klass, other.Array, other.Error, other.arrow, other.Date,
  other.Promise, other.extend(other.klass)]) {
  const { results, has } = run([step('napi_new_instance', C, 1, [5])]);
  console.log(text(C), results[0].status, results[0].outputs[0].value
    instanceof C, has);
}

// Native things that the other global uses.
const Native = quiet('napi_define_class', 'Native', -1, 'self', 0, 3,
  [{ utf8name: 'm', method: 'first' }, { utf8name: 'g', getter: 'self' },
    { utf8name: 's', method: 'first', attributes: 1024 }]);
const Derived = label(other.extend(Native), 'other Derived');
for (const C of [Native, Derived]) {
  const it = other.make(C, 1);
  console.log(it instanceof Native, it instanceof C, it.m(6), it.g === it,
    C.s(7), other.isOwn(it), other.names(it));
  attempt('a method of something else', () => C.prototype.m.call(
    other.object, 1));
  program('wrapped', step('napi_wrap', it, 5, NULL, NULL, NULL),
    step('napi_unwrap', it), step('napi_instanceof', it, Derived));
}
const plain = quiet('napi_create_function', 'plain', -1, 'self', 0);
console.log(other.call(plain) === globalThis, other.call(plain) ===
  other.getGlobal());
const throwing = quiet('napi_create_function', 'throwing', -1, 'throw', 0);
try {
  other.call(throwing);
} catch (error) {
  console.log(text(error), error instanceof Error, error instanceof
    other.Error);
}
const passing = nativeFunction('passing', ({ args }) => {
  const { results, has, exception } = run([step('napi_call_function', undefined,
    args[0], 0, [])]);
  if (has)
    throw exception;
  return results[0].outputs[0].value;
});
attempt('through both and back', () => other.call(passing, () =>
  other.call(passing, other.getGlobal)) === other.getGlobal());
attempt('thrown through both', () => other.call(passing, () =>
  other.call(passing, other.thrower)));

// Wraps, tags, references, finalizers.
for (const name of ['object', 'array', 'error', 'uint8', 'frozen', 'proxy',
  'arrow', 'klass', 'promise', 'date', 'buffer', 'map']) {
  const it = other[name];
  program(name, step('napi_wrap', it, 5, NULL, NULL, NULL),
    step('napi_wrap', it, 6, NULL, NULL, NULL), step('napi_unwrap', it),
    step('napi_remove_wrap', it), step('napi_unwrap', it),
    step('napi_type_tag_object', it, new BigUint64Array([1n, 2n])),
    step('napi_check_object_type_tag', it, new BigUint64Array([1n, 2n])),
    step('napi_check_object_type_tag', it, new BigUint64Array([1n, 3n])),
    step('napi_create_reference', it, 0),
    step('napi_get_reference_value', out(8)),
    step('napi_reference_ref', out(8)), step('napi_delete_reference', out(8)));
}

// Errors, promises, views out of what the other has.
for (const value of [other.error, other.object, other.symbol, 5])
  program('thrown', step('napi_throw', value),
    step('napi_get_and_clear_last_exception'), step('napi_is_error', out(1)));
program('settled', step('napi_create_promise'),
  step('napi_resolve_deferred', out(0), other.promise));
for (const buffer of [other.buffer, other.shared, other.resizable]) {
  const { results } = program('views', step('napi_create_typedarray', 1, 4,
    buffer, 0), step('napi_create_dataview', 4, buffer, 0),
  step('node_api_create_buffer_from_arraybuffer', buffer, 0, 4));
  for (const { outputs } of results)
    console.log(outputs[0].value instanceof Uint8Array,
      outputs[0].value instanceof DataView, outputs[0].value &&
        outputs[0].value.buffer === buffer);
}
call('napi_create_typedarray', 5, 1, other.buffer, 1);
call('napi_create_dataview', 40, other.buffer, 0);
call('napi_strict_equals', other.object, other.object);
call('napi_strict_equals', other.registered, Symbol.for('r'));
call('node_api_set_prototype', other.bare, other.object);
call('napi_detach_arraybuffer', other.buffer);
call('napi_is_detached_arraybuffer', other.buffer);
call('napi_coerce_to_string', other.date.getTime());
call('napi_coerce_to_number', other.boxed);

main(async () => {
  (() => {
    for (let i = 0; i < 5; i++)
      quiet('napi_wrap', inOther(`({ n: ${i} })`), 7, 'log', i + 1);
  })();
  scrub();
  const count = (await finalized('7/1', '7/2', '7/3')).split(' ').length;
  console.log('finalized', count > 2);
});
