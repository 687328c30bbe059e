// SPDX-License-Identifier: MIT
// set_prototype and create_object_with_properties.
'use strict';
const { attempt, call, label, NULL, program, run, show, step, text,
  withNull } = require('../harness.js');

const parent = label({ inherited: 1 }, 'parent');
const object = label({}, 'object');
call('node_api_set_prototype', object, parent);
console.log(object.inherited, Object.getPrototypeOf(object) === parent);
call('node_api_set_prototype', object, null);
console.log(Object.getPrototypeOf(object));
call('node_api_set_prototype', object, label(() => 1, 'function'));
for (const prototype of [undefined, 5, 'text', Symbol('s'), 3n, true, NULL])
  call('node_api_set_prototype', label({}, 'fresh'), prototype);
const cyclic = label({}, 'cyclic');
call('node_api_set_prototype', cyclic, cyclic);
call('node_api_set_prototype', parent, label(Object.create(parent), 'child'));
const thrower = label(new Proxy({}, {
  setPrototypeOf() { throw new Error('test trap'); },
}), 'throwing proxy');
const refuser = label(new Proxy({}, { setPrototypeOf: () => false }),
  'refusing proxy');
for (const target of [undefined, null, 5, 'text', Symbol('s'), NULL, thrower,
  refuser, label(Object.freeze({}), 'frozen'), label(Object.preventExtensions(
    {}), 'fixed'), label([1], 'array'), label(() => 1, 'arrow'),
  Object.prototype])
  for (const prototype of [parent, null])
    call('node_api_set_prototype', target, prototype);
show(withNull([0], step('node_api_set_prototype', object, null)));
program('with an exception pending', step('napi_throw_error', NULL, 'test'),
  step('node_api_set_prototype', object, parent),
  step('node_api_create_object_with_properties', null, [], [], 0));

const make = 'node_api_create_object_with_properties';
const symbol = Symbol('key');
for (const [names, values] of [[[], []], [['a'], [1]], [['a', 'b', 'a'],
  [1, 2, 3]], [[symbol, 'x'], ['s', 'y']], [['0', '10', '2', 'z'],
  [0, 10, 2, 26]], [['__proto__'], [parent]], [['get'], [label(() => 1,
  'function')]], [[''], ['empty']]])
  for (const prototype of [null, parent, Object.prototype, NULL]) {
    const made = call(make, prototype, names, values, names.length);
    if (made) {
      console.log(Object.getPrototypeOf(made) === prototype,
        text(Reflect.ownKeys(made)));
      attempt('attributes', () => Object.values(
        Object.getOwnPropertyDescriptors(made)).map((d) => [d.writable,
        d.enumerable, d.configurable].join()));
    }
  }
call(make, label([1], 'array'), ['a'], [1], 1);
call(make, label(() => 1, 'function'), ['a'], [1], 1);
const withSetter = label({ set a(v) { throw new Error('test setter'); } },
  'with setter');
call(make, withSetter, ['a'], [1], 1);
call(make, null, NULL, NULL, 0);
call(make, null, NULL, ['x'], 1);
call(make, null, ['x'], NULL, 1);
show(withNull([0], step(make, null, ['x'], [1], 1)));
show(withNull([5], step(make, null, ['x'], [1], 1)));
const many = [...Array(200).keys()];
const { results } = run([step(make, null, many.map((i) => `key${i}`), many,
  200)]);
console.log(Object.keys(results[0].outputs[0].value).length);
