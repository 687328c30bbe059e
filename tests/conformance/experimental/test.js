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

// The same names again and again, whatever an engine remembers of them.
let wrong = 0;
function remembered(names, values, prototype, expected) {
  const { outputs } = run([step(make, prototype, names, values,
    names.length)]).results[0];
  const made = outputs[0].value;
  if (Object.getPrototypeOf(made) !== (prototype === NULL ? null : prototype) ||
      text(Reflect.ownKeys(made)) !== text(Reflect.ownKeys(expected)) ||
      Reflect.ownKeys(made).some((key) => made[key] !== expected[key]))
    wrong++;
  return made;
}
const sharedSymbol = Symbol('shared');
const hundred = Array.from({ length: 127 }, (_, i) => `p${i}`);
const lists = [[['id', 'name', 'score'], [1, 'row', 1.5]], [[], []],
  [[sharedSymbol, 'a'], [1, 2]], [['0', 'a'], [1, 2]], [['a', '0'], [1, 2]],
  [['\u540d\u524d', 'a'], [1, 2]], [['caf\u00e9', '\u00fc'], [1, 2]],
  [['a', 'b', 'a'], [1, 2, 3]], [['__proto__', 'x'], [parent, 1]],
  [hundred, hundred], [[...hundred, 'one more'], [...hundred, 1]]];
for (let round = 0; round < 4; round++)
  for (const prototype of [NULL, null, Object.prototype, parent])
    for (const [names, values] of lists) {
      const expected = Object.create(null);
      names.forEach((name, i) => {
        expected[name] = values[i];
      });
      // Names are the same by what they say.
      const made = remembered(names.map((name) => typeof name === 'symbol' ?
        name : name.split('').join('')), values, prototype, expected);
      made.added = round;
      delete made.a;
      if (round === 2)
        Object.freeze(made);
    }
for (let round = 0; round < 3; round++)
  for (let i = 0; i < 1000; i++)
    remembered([`a${i}`, `b${i}`], [i, round], NULL,
      { [`a${i}`]: i, [`b${i}`]: round });
console.log('remembered wrongly', wrong);
