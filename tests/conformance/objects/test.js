// SPDX-License-Identifier: MIT
// Properties by key, name and index: set, has, get, delete, has own.
'use strict';
const { call, label, NULL, show, step, withNull, program, attempt, quiet,
  out, text } = require('../harness.js');

class Base {
  get inherited() {
    return 'from base';
  }
}
const symbol = Symbol('key');
function fresh() {
  const object = Object.assign(Object.create(Base.prototype),
    { a: 1, 5: 'five', [symbol]: 'sym', '': 'empty', 'a\0b': 'nul' });
  return label(object, 'object');
}

const keys = ['a', 'b', '5', 5, 5.5, -1, '', 'a\0b', 'inherited', 'toString',
  '__proto__', symbol, Symbol.iterator, undefined, null, true, 10n, {},
  ['a'], 4294967295, 4294967296, -0];
for (const key of keys) {
  const object = fresh();
  call('napi_has_property', object, key);
  call('napi_has_own_property', object, key);
  call('napi_get_property', object, key);
  call('napi_set_property', object, key, 'set');
  call('napi_get_property', object, key);
  call('napi_delete_property', object, key);
  call('napi_has_own_property', object, key);
}
for (const name of ['a', 'b', '5', '', 'inherited', 'toString', 'h\u00e9',
  '\u{1f600}', new Uint8Array([0x61, 0xff, 0x62])]) {
  const object = fresh();
  call('napi_has_named_property', object, name);
  call('napi_get_named_property', object, name);
  call('napi_set_named_property', object, name, 'set');
  call('napi_get_named_property', object, name);
  console.log(text(Reflect.ownKeys(object)));
}
for (const index of [0, 5, 7, 4294967294, 4294967295]) {
  const object = fresh();
  call('napi_has_element', object, index);
  call('napi_get_element', object, index);
  call('napi_set_element', object, index, 'set');
  call('napi_get_element', object, index);
  console.log(text(Reflect.ownKeys(object)));
  call('napi_delete_element', object, index);
  call('napi_has_element', object, index);
}

// Every kind of target, through every function.
const thrower = label(new Proxy({}, {
  get() { throw new Error('test get'); },
  set() { throw new Error('test set'); },
  has() { throw new Error('test has'); },
  deleteProperty() { throw new Error('test delete'); },
  getOwnPropertyDescriptor() { throw new Error('test descriptor'); },
  getPrototypeOf() { throw new Error('test prototype'); },
  ownKeys() { throw new Error('test keys'); },
  defineProperty() { throw new Error('test define'); },
  preventExtensions() { throw new Error('test prevent'); },
}), 'throwing proxy');
const refuser = label(new Proxy({ a: 1 }, {
  set: () => false, deleteProperty: () => false, defineProperty: () => false,
}), 'refusing proxy');
const revocable = Proxy.revocable({}, {});
revocable.revoke();
const accessors = label({
  get a() { throw new Error('test getter'); },
  set a(v) { throw new Error('test setter'); },
  get b() { return this === accessors; },
  get 0() { return 'getter 0'; },
}, 'accessors');
const targets = () => [undefined, null, true, 5, 'string', Symbol('t'), 10n,
  label([1, 2, 3], 'array'), label(Object.freeze({ a: 1, 0: 1 }), 'frozen'),
  label(Object.seal({ a: 1, 0: 1 }), 'sealed'),
  label(Object.preventExtensions({ a: 1 }), 'fixed'),
  label(Object.create(null), 'bare'), label(function f() {}, 'function'),
  thrower, refuser, label(revocable.proxy, 'revoked'), accessors,
  label(new Uint8Array([9, 8]), 'bytes'), label(new String('abc'), 'String'),
  label(Object.freeze([1]), 'frozen array'),
  label((function() { return arguments; })(7), 'arguments'),
  label(quiet('napi_create_external', 5, NULL, NULL), 'external'), NULL];
for (const target of targets()) {
  call('napi_set_property', target, 'a', 2);
  call('napi_has_property', target, 'a');
  call('napi_has_own_property', target, 'a');
  call('napi_get_property', target, 'a');
  call('napi_set_named_property', target, 'b', 2);
  call('napi_has_named_property', target, 'b');
  call('napi_get_named_property', target, 'b');
  call('napi_set_element', target, 0, 2);
  call('napi_has_element', target, 0);
  call('napi_get_element', target, 0);
  call('napi_delete_element', target, 0);
  call('napi_delete_property', target, 'a');
  call('napi_get_array_length', target);
}
for (const target of targets()) {
  const [result] = show(step('napi_get_property_names', target));
  console.log(text(result));
}

// The results of a delete may be left out.
const object = fresh();
show(withNull([3], step('napi_delete_property', object, 'a')));
show(withNull([3], step('napi_delete_element', object, 5)));
console.log(text(Reflect.ownKeys(object)));

// Property names that throw on conversion.
const bad = label({ toString() { throw new Error('test key'); } }, 'bad key');
for (const name of ['has', 'get', 'delete'])
  call(`napi_${name}_property`, fresh(), bad);
call('napi_set_property', fresh(), bad, 1);
call('napi_has_own_property', fresh(), bad);

// Setting through a prototype.
const child = label(Object.create({ set x(v) { this.y = v; } }), 'child');
call('napi_set_named_property', child, 'x', 3);
console.log(child.y, Object.keys(child).join());
const readOnly = label(Object.create(Object.freeze({ x: 1 })), 'read-only');
call('napi_set_named_property', readOnly, 'x', 3);
console.log(readOnly.x);

// Array lengths.
for (const array of [[], [1, 2], new Array(7), { length: 3 }, 'abc',
  new Proxy([1], {}), new Uint8Array(2)])
  call('napi_get_array_length', label(Object(array), 'a list'));
const growing = [];
call('napi_set_element', growing, 3, 'x');
console.log(growing.length, text(growing));
call('napi_delete_element', growing, 3);
console.log(growing.length, text(growing));

// Order: pending exception first, then NULL, then types.
program('all refuse while an exception is pending',
  step('napi_throw_error', NULL, 'test'),
  step('napi_set_property', NULL, NULL, NULL),
  step('napi_get_named_property', 5, NULL),
  withNull([3], step('napi_get_property', {}, 'a')),
  withNull([0], step('napi_get_property', {}, 'a')),
  step('napi_get_property', {}, 'a'), step('napi_has_element', {}, 1),
  step('napi_delete_element', {}, 1), step('napi_get_array_length', [1]),
  step('napi_object_freeze', {}), step('napi_get_and_clear_last_exception'),
  step('napi_get_property', label({ a: 1 }, 'a:1'), 'a'));
for (const name of ['napi_set_property', 'napi_has_property',
  'napi_get_property', 'napi_delete_property', 'napi_has_own_property']) {
  const args = name === 'napi_set_property' ? [{}, 'a', 1] : [{}, 'a'];
  for (let i = 0; i < 4; i++)
    show(withNull([i], step(name, ...args)));
  show(withNull([1, 2, 3], step(name, ...args)));
}
for (const name of ['napi_set_named_property', 'napi_has_named_property',
  'napi_get_named_property']) {
  const args = name === 'napi_set_named_property' ? [{}, 'a', 1] : [{}, 'a'];
  for (let i = 0; i < 4; i++)
    show(withNull([i], step(name, ...args)));
}
attempt('nothing of this broke', () => quiet('napi_get_named_property',
  { z: 1 }, 'z'));

// Freeze and seal.
for (const verb of ['freeze', 'seal']) {
  const plain = label({ a: 1, get b() { return 1; } }, 'plain');
  call(`napi_object_${verb}`, plain);
  console.log(Object.isFrozen(plain), Object.isSealed(plain));
  for (const target of [undefined, null, 5, 'abc', Symbol('t'), NULL,
    label([1, 2], 'array'), label(() => 1, 'function'), thrower, refuser,
    label(new Uint8Array(2), 'bytes'), label(new Uint8Array(0), 'no bytes'),
    label(quiet('napi_create_external', 5, NULL, NULL), 'external')])
    call(`napi_object_${verb}`, target);
  show(withNull([0], step(`napi_object_${verb}`, {})));
}

// Prototypes.
for (const target of targets())
  call('napi_get_prototype', target);
label(Base.prototype, 'Base.prototype');
call('napi_get_prototype', new Base());
program('an object is not kept back by its scope',
  step('napi_open_handle_scope'), step('napi_create_object'),
  step('napi_set_named_property', object, 'inner', out(1)),
  step('napi_close_handle_scope', out(0)));
console.log(text(object.inner));
