// SPDX-License-Identifier: MIT
// Errors made, thrown, caught, pending; last error; native frames nested.
'use strict';
const { api, attempt, call, label, native, nativeFunction, NULL, out, program,
  quiet, run, show, step, text, withNull } = require('../harness.js');

const kinds = ['napi_create_error', 'napi_create_type_error',
  'napi_create_range_error', 'node_api_create_syntax_error'];
const constructors = [Error, TypeError, RangeError, SyntaxError];
for (const [i, kind] of kinds.entries()) {
  const error = call(kind, 'CODE', 'a message');
  console.log(error instanceof constructors[i], error.name, error.code,
    error.message, String(error), typeof error.stack,
    Object.getPrototypeOf(error) === constructors[i].prototype,
    Object.prototype.toString.call(error));
  console.log(text(Reflect.ownKeys(error).filter((k) => k === 'code' ||
    k === 'message')), text(Object.keys(error)));
  for (const key of ['code', 'message']) {
    const d = Object.getOwnPropertyDescriptor(error, key);
    console.log(key, d.writable, d.enumerable, d.configurable);
  }
  const plain = call(kind, NULL, 'no code');
  console.log('code' in plain, plain.message);
  for (const bad of [undefined, null, 5, {}, Symbol('s'), true, 3n,
    new String('boxed')]) {
    call(kind, bad, 'message');
    call(kind, 'CODE', bad);
    call(kind, NULL, bad);
  }
  call(kind, '', '');
  call(kind, 'a\0b', 'c\0d');
  call(kind, 'CODE', NULL);
  show(withNull([0], step(kind, 'CODE', 'message')));
  show(withNull([3], step(kind, 'CODE', 'message')));
  program('made while another is pending', step('napi_throw_error', NULL,
    'test'), step(kind, 'CODE', 'message'), step(kind, NULL, 'message'));
}

for (const kind of ['napi_throw_error', 'napi_throw_type_error',
  'napi_throw_range_error', 'node_api_throw_syntax_error']) {
  for (const [code, message] of [['CODE', 'test text'], [NULL, 'test text'],
    [NULL, ''], ['', ''], ['CODE', NULL], [NULL, NULL],
    ['\u00e9', 'test \u{1f600}'], [new Uint8Array([0xff]), 'test'],
    [NULL, new Uint8Array([0x74, 0x65, 0x73, 0x74, 0xff])]]) {
    const { exception: e } = program(kind, step(kind, code, message));
    if (e)
      console.log(e.name, 'code' in e, text(e.code), text(e.message),
        text(Object.keys(e)));
  }
  show(withNull([0], step(kind, NULL, 'test')));
  program('twice', step(kind, NULL, 'test first'),
    step(kind, NULL, 'test second'));
}

// Anything can be thrown.
for (const value of [undefined, null, 0, 'text', Symbol('s'), 3n, true,
  label({}, 'object'), label([1], 'array'), label(() => 1, 'function'),
  label(new Error('test'), 'error'), label(new Proxy({}, {}), 'proxy')])
  program('throw', step('napi_throw', value), step('napi_throw', value),
    step('napi_is_exception_pending'), step('napi_is_error', value),
    step('napi_get_and_clear_last_exception'),
    step('napi_is_exception_pending'),
    step('napi_get_and_clear_last_exception'));
call('napi_throw', NULL);
show(withNull([0], step('napi_throw', 5)));
show(withNull([1], step('napi_is_exception_pending')));
show(withNull([0], step('napi_is_exception_pending')));
show(withNull([1], step('napi_get_and_clear_last_exception')));
show(withNull([0], step('napi_get_and_clear_last_exception')));
program('clearing into nothing keeps it', step('napi_throw', 7),
  withNull([1], step('napi_get_and_clear_last_exception')),
  step('napi_is_exception_pending'));

// is_error.
class Mine extends TypeError {}
const fake = Object.create(Error.prototype);
for (const value of [new Error('test'), new Mine('test'),
  new ReferenceError('test'), new URIError('test'), new EvalError('test'),
  new SyntaxError('test'), new RangeError('test'),
  label(Object.setPrototypeOf(new Error('test'), null), 'without prototype'),
  label(fake, 'Error.prototype child'),
  label(new AggregateError([]), 'aggregate'),
  label(new Proxy(new Error('test'), {}), 'proxy of an error'),
  label({ message: 'x', name: 'Error' }, 'like an error'), 5, undefined,
  label(Error.prototype, 'Error.prototype'), NULL])
  call('napi_is_error', value);
show(withNull([2], step('napi_is_error', 5)));
show(withNull([0], step('napi_is_error', 5)));

// Out of a native function, into the script.
const throwing = (...steps) => nativeFunction('throwing', () => {
  run(steps);
});
const raise = (value) => nativeFunction('raise', () => {
  throw value;
});
for (const value of [undefined, null, 5, 'text', label({}, 'thrown object'),
  new RangeError('test range')])
  attempt('thrown through native', raise(value));
attempt('the return value is ignored', quiet('napi_create_function', 't', -1,
  'throw', 0));
attempt('no exception left behind', throwing());

// Through several native frames and back.
function nest(depth, inner) {
  if (depth === 0)
    return inner();
  return nativeFunction(`level${depth}`, () => nest(depth - 1, inner))();
}
attempt('eight frames', () => nest(8, () => {
  throw new Error('test deep');
}));
attempt('eight frames, caught in the middle', () => nest(4, () => {
  try {
    nest(4, () => {
      throw new Error('test inner');
    });
  } catch (error) {
    return `caught ${error.message}`;
  }
}));
attempt('finally runs', () => nest(2, () => {
  try {
    return nest(2, () => 'inner value');
  } finally {
    console.log('  finally');
  }
}));
program('an exception of a called function',
  step('napi_call_function', undefined, raise(5), 0, []),
  step('napi_get_and_clear_last_exception'),
  step('napi_call_function', undefined, raise('again'), 0, []),
  step('napi_get_and_clear_last_exception'));
program('a native call under a pending exception starts clean',
  step('napi_get_value_int32', 'x'), step('napi_throw_error', NULL, 'test'));

// Last error.
program('each call replaces it', step('napi_get_value_int32', 'x'),
  step('napi_get_value_int32', 5), step('napi_get_value_bool', 5),
  withNull([0], step('napi_get_value_bool', 5)),
  step('napi_get_last_error_info'), step('napi_get_value_string_utf8', 5, 4,
    4), step('napi_get_value_external', 5), step('napi_get_value_bigint_int64',
    5), step('napi_get_date_value', 5), step('napi_get_array_length', 5),
  step('napi_create_symbol', 5), step('napi_instanceof', {}, 5));
show(withNull([0], step('napi_get_last_error_info')));
show(withNull([1], step('napi_get_last_error_info')));
const noted = nativeFunction('noted', () => {
  const { results } = run([step('napi_get_last_error_info')]);
  return results[0].message;
});
program('cleared on the way into native code',
  step('napi_get_value_int32', 'x'), step('napi_call_function', undefined,
    noted, 0, []));
program('a failing call whose callback fails too',
  step('napi_call_function', undefined, nativeFunction('fails', () => {
    run([step('napi_get_value_int32', 'x')]);
    throw new Error('test inside');
  }), 0, []), step('napi_get_last_error_info'));

// The stack ends in the script's own error, never in a crash.
const deep = label(function deep() {
  return 1 + deep();
}, 'deep');
function nativeDeep() {
  return 1 + nativeFunction('through', nativeDeep)();
}
for (const target of [deep, label(nativeDeep, 'nativeDeep')]) {
  const { results, exception } = run([step('napi_call_function', undefined,
    target, 0, [])]);
  console.log(text(target), results[0].status, results[0].pending,
    exception instanceof RangeError || exception instanceof Error);
}
attempt('and works on', () => quiet('napi_create_int32', 1));

// instanceof with something that is no function.
program('instanceof', step('napi_instanceof', {}, {}),
  step('napi_get_and_clear_last_exception'), step('napi_instanceof', {}, 5));
console.log(typeof api.run);
