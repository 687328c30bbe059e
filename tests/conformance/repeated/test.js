// SPDX-License-Identifier: MIT
// Calls that were made before: what is remembered of a name, an object's shape
// or an array's elements must not be told of another.
'use strict';
const { call, label, text } = require('../harness.js');

const log = [];
const makers = {
  plain: () => ({ a: 1, 5: 'five', length: 7, '': 'empty' }),
  bare: () => Object.assign(Object.create(null), { a: 1, 0: 'zero' }),
  frozen: () => Object.freeze({ a: 1, 5: 'five' }),
  fixed: () => Object.preventExtensions({ b: 1 }),
  accessors: () => ({ get a() { return 'got'; }, set a(v) { log.push(v); },
    get b() { throw new Error('test get'); },
    set b(v) { throw new Error('test set'); } }),
  constant: () => Object.defineProperty({}, 'a', { value: 'constant' }),
  heir: () => Object.create({ a: 'from above', 5: 'above',
    set b(v) { log.push(v); } }),
  heirOfFrozen: () => Object.create(Object.freeze({ a: 1 })),
  heirOfProxy: () => Object.create(new Proxy({}, {
    get: (t, k) => `got ${String(k)}`, has: (t, k) => k === 'b',
    set: (t, k, v) => { log.push(k, v); return true; } })),
  proxy: () => new Proxy({ a: 1 }, {}),
  dictionary: () => {
    const object = {};
    for (let i = 0; i < 150; i++)
      object['p' + i] = i;
    delete object.p7;
    return Object.assign(object, { a: 1 });
  },
  instance: () => new (class { a = 1; get b() { return 'class'; } })(),
  array: () => ['zero', 'one', 'two', 'three', 'four', 'five'],
  integers: () => [1, 2, 3, 4, 5, 6].map((v) => v),
  literal: () => [1, 2, 3, 4, 5, 6],
  doubles: () => [0.5, 1.5, NaN, -0, 4.5, Infinity].map((v) => v),
  holes: () => { const a = [1, , 3]; a[7] = 8; return a; },
  sparse: () => { const a = [1, 2]; a[100000] = 3; return a; },
  frozenArray: () => Object.freeze([1, 2, 3, 4, 5, 6]),
  sealedArray: () => Object.seal([1, 2, 3]),
  fixedArray: () => Object.preventExtensions([1, 2, 3]),
  arrayWithGetter: () => Object.defineProperty([1, 2, 3, 4, 5, 6], 5,
    { get: () => 'got', set: (v) => log.push(v) }),
  listed: () => Object.assign(new (class List extends Array {})(), [1, 2]),
  heirOfArray: () => Object.create([1, 2, 3, 4, 5, 6]),
  fixedHeirOfArray: () => Object.preventExtensions(Object.create([1, 2])),
  argumentsOf: () => (function () { return arguments; })(1, 2, 3),
  function: () => Object.assign(function f() {}, { a: 1 }),
  bytes: () => new Uint8Array([1, 2, 3, 4, 5, 6, 7]),
  string: () => new String('text'),
  error: () => Object.assign(new Error('test'), { a: 1 }),
  map: () => new Map([['a', 1]]),
};
const names = ['a', 'b', '0', '5', '-0', '1.5', '4294967295', 'length', '',
  '__proto__', 'constructor', 'h\u00e9', '\u{1f600}'];
const indexes = [0, 1, 5, 6, 4294967294, 4294967295];
const values = [41, 0.5, NaN, 'text', undefined, null, true, 10n];

function silently(run) {
  const print = console.log;
  console.log = () => {};
  run();
  console.log = print;
}

// Every name and value in turn, more often than anything is learned in.
function through(make, print) {
  const say = print ? (run) => run() : silently;
  const object = label(make(), 'object');
  say(() => {
    for (const name of names) {
      call('napi_has_named_property', object, name);
      call('napi_get_named_property', object, name);
      call('napi_get_property', object, name);
    }
    for (const index of indexes) {
      call('napi_has_element', object, index);
      call('napi_get_element', object, index);
    }
  });
}

function change(make, value, print) {
  const say = print ? (run) => run() : silently;
  for (const name of names.filter((n) => n !== '__proto__')) {
    const object = label(make(), 'object');
    say(() => {
      call('napi_set_named_property', object, name, value);
      call('napi_set_property', object, name, value);
      call('napi_get_named_property', object, name);
      call('napi_has_named_property', object, name);
    });
  }
  for (const index of indexes) {
    const object = label(make(), 'object');
    say(() => {
      call('napi_set_element', object, index, value);
      call('napi_get_element', object, index);
    });
  }
}

for (let round = 0; round < 6; round++) {
  for (const [kind, make] of Object.entries(makers)) {
    if (round === 5)
      console.log(`--- ${kind}`);
    through(make, round === 5);
    change(make, values[round], round === 5);
  }
}
console.log(text(log.length));
