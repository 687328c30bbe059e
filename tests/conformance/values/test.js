// SPDX-License-Identifier: MIT
// Numbers, booleans, undefined, null, global, typeof, coerce, strict equality.
'use strict';
const { call, label, NULL, show, step, withNull, attempt, program, out, run } =
  require('../harness.js');

call('napi_get_undefined');
call('napi_get_null');
call('napi_get_global');
call('napi_get_boolean', true);
call('napi_get_boolean', false);
call('napi_create_object');
call('napi_create_array');
for (const length of [0, 3, 1000000]) {
  const array = call('napi_create_array_with_length', length);
  console.log(array.length, 0 in array);
}
for (const length of [2147483648, 4294967295, 4294967296, -1]) {
  const { results, has } = run([step('napi_create_array_with_length', length)]);
  const { value } = results[0].outputs[0];
  console.log(length, results[0].status, has, value && value.length);
}

const integers = [0, 1, -1, 2147483647, -2147483648, 2147483648, 4294967295,
  4294967296, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
for (const n of integers) {
  call('napi_create_double', n);
  call('napi_create_int64', n);
  if (n === (n | 0))
    call('napi_create_int32', n);
  if (n === n >>> 0)
    call('napi_create_uint32', n);
}
for (const n of [9007199254740993n, 0x7fffffffffffffffn, 0x8000000000000000n])
  call('napi_create_int64', n);
const numbers = [...integers, -0, 0.5, -0.5, 1.5, -1.9, 4294967295.9, NaN,
  Infinity, -Infinity, 1e21, -1e21, 1e300, -1e300, 5e-324,
  Number.MAX_VALUE, 2 ** 53, -(2 ** 53), 2 ** 63, -(2 ** 63), 2 ** 63 - 1024,
  2 ** 63 + 2048, -(2 ** 63) - 2048, 2 ** 64, 2 ** 64 + 2 ** 13, 2 ** 32 + 5,
  -(2 ** 32) - 5, 2 ** 31 + 0.5, -(2 ** 31) - 1, 2 ** 84 + 2 ** 33,
  1e10, -1e10];
const getters = ['napi_get_value_double', 'napi_get_value_int32',
  'napi_get_value_uint32', 'napi_get_value_int64'];
for (const n of numbers) {
  call('napi_create_double', n);
  for (const getter of getters)
    call(getter, n);
}

class Thing {}
const values = [undefined, null, true, false, 0, 1.5, NaN, '', 'text', '12',
  ' 0x1f ', '1e3', 'Infinity', Symbol('s'), 0n, 10n, -5n,
  label({}, 'object'), label([], 'array'), label([7], 'array of 7'),
  label(() => 1, 'arrow'), label(Thing, 'class'), label(new Thing(), 'thing'),
  label(Object.assign(new Date(0), { toString: () => 'a date' }), 'date'), label(/x/, 'regexp'),
  label(new Proxy({}, {}), 'proxy'),
  label(new Proxy(Object.assign(() => 1, { toString: () => 'a proxy' }), {}),
    'function proxy'),
  label(new Number(3), 'Number object'), label(Object(1n), 'BigInt object'),
  label(Object(Symbol('t')), 'Symbol object'),
  label(new String('abc'), 'String object'),
  label(new Boolean(false), 'Boolean object'),
  label(Object.create(null), 'null prototype'),
  label(new Error('test'), 'error'), label(new Map(), 'map'),
  label(new ArrayBuffer(2), 'buffer'), label(new Uint8Array(2), 'bytes'),
  label(Promise.resolve(), 'promise'),
  label({ valueOf() { return 5; }, toString() { return 'five'; } }, 'five'),
  label({ [Symbol.toPrimitive](hint) { return `hint ${hint}`; } }, 'hinted'),
  label({ valueOf() { return {}; }, toString() { return {}; } }, 'stubborn'),
  label({ valueOf() { throw new Error('test valueOf'); },
    toString() { throw new Error('test toString'); } }, 'thrower')];
const external = label(call('napi_create_external', 5, NULL, NULL),
  'external');
values.push(external);

for (const value of values) {
  call('napi_typeof', value);
  for (const getter of getters)
    call(getter, value);
  call('napi_get_value_bool', value);
  for (const kind of ['bool', 'number', 'string'])
    call(`napi_coerce_to_${kind}`, value);
  for (const is of ['array', 'arraybuffer', 'buffer', 'dataview', 'date',
    'error', 'promise', 'typedarray', 'detached_arraybuffer'])
    call(`napi_is_${is}`, value);
  call('node_api_is_sharedarraybuffer', value);
}

// ToObject gives the object itself, or a wrapper.
for (const value of values) {
  const { results, exception, has } = program('coerce to object',
    step('napi_coerce_to_object', value));
  const object = results[0].outputs[0].value;
  console.log(object === value, typeof object, has,
    has && exception instanceof TypeError);
}

const equals = [undefined, null, 0, -0, NaN, '', 'a', 'a\0b', 'a\0c', false,
  0n, 1n, 1, values[17], values[18], Symbol.iterator, external];
for (const a of equals)
  for (const b of equals)
    call('napi_strict_equals', a, b);
call('napi_strict_equals', 'ab', ['a', 'b'].join(''));
call('napi_strict_equals', 2n ** 100n, 2n ** 99n * 2n);
call('napi_strict_equals', Symbol.for('x'), Symbol.for('x'));
call('napi_strict_equals', Symbol('x'), Symbol('x'));

show(withNull([0, 1], step('napi_get_undefined')));
call('napi_get_version');
program('a value outlives an exception',
  step('napi_create_double', 1.25), step('napi_throw_error', NULL, 'test'),
  step('napi_get_value_double', out(0)), step('napi_typeof', out(0)),
  step('napi_coerce_to_string', out(0)), step('napi_strict_equals', 1, 1));
attempt('loose typeof', () => [typeof external, external === null,
  String(Object.prototype.toString.call(external)),
  Object.getPrototypeOf(external) === null]);
