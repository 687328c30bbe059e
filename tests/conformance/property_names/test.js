// SPDX-License-Identifier: MIT
// Property names: filters, conversions, prototypes, Proxies.
'use strict';
const { api, label, NULL, program, run, show, step, text, withNull } =
  require('../harness.js');

const root = Object.create(null, {
  deep: { value: 1, enumerable: true },
  hiddenDeep: { value: 1 },
  3: { value: 1, enumerable: true },
});
const middle = Object.create(root, {
  shared: { value: 1, enumerable: true, writable: true },
  middle: { value: 1, enumerable: true, configurable: true },
  [Symbol.for('middle')]: { value: 1, enumerable: true },
  7: { value: 1, enumerable: true, writable: true, configurable: true },
});
const object = label(Object.create(middle, {
  own: { value: 1, enumerable: true, writable: true, configurable: true },
  readOnly: { value: 1, enumerable: true, configurable: true },
  hidden: { value: 1, writable: true, configurable: true },
  fixed: { value: 1, enumerable: true, writable: true },
  getter: { get() { throw new Error('test never called'); },
    enumerable: true },
  setter: { set() {}, enumerable: true, configurable: true },
  shared: { value: 2, enumerable: false },
  [Symbol.for('own')]: { value: 1, enumerable: true, writable: true },
  [Symbol.for('hidden')]: { value: 1 },
  2: { value: 1, enumerable: true, writable: true, configurable: true },
  1: { value: 1, enumerable: false },
  4294967294: { value: 1, enumerable: true },
  4294967295: { value: 1, enumerable: true },
  '-1': { value: 1, enumerable: true },
  '01': { value: 1, enumerable: true },
}), 'object');

class Base {
  constructor() {
    this.inBase = 1;
  }

  method() {}

  get accessor() {
    return 1;
  }
}
class Derived extends Base {
  constructor() {
    super();
    this.inDerived = 1;
  }

  static fixed() {}
}
const trapped = [];
const proxy = label(new Proxy({ a: 1, b: 2, [Symbol.for('c')]: 3, 5: 1 }, {
  ownKeys(target) {
    trapped.push('ownKeys');
    return Reflect.ownKeys(target);
  },
  getOwnPropertyDescriptor(target, key) {
    trapped.push('descriptor');
    return Reflect.getOwnPropertyDescriptor(target, key);
  },
  getPrototypeOf(target) {
    trapped.push('prototype');
    return Reflect.getPrototypeOf(target);
  },
}), 'proxy');
const thrower = label(new Proxy({}, {
  ownKeys() { throw new Error('test keys'); },
}), 'throwing proxy');
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const subjects = [object, label(new Derived(), 'derived'),
  label(Derived, 'Derived'), label(['x', , 'y'], 'sparse'), proxy, thrower,
  label(Object.create(proxy), 'child of proxy'),
  label(new String('ab'), 'String'),
  label(Object.assign(new String('ab'), { 5: 1, x: 1 }), 'String with more'),
  label(new (class extends String {})('ab'), 'Strings'),
  label(Object.create(new String('ab')), 'child of String'),
  label(new Proxy(new String('ab'), {}), 'Proxy of String'), label(new Uint8Array(2), 'bytes'),
  label(Object.freeze({ f: 1, 0: 1 }), 'frozen'), label({}, 'empty'),
  label(Object.create(null), 'bare'), label(revoked.proxy, 'revoked'),
  label(Function('return arguments')('a', 'b'), 'arguments'),
  label(Object.assign([1], { extra: 1 }), 'array with more'),
  undefined, null, 5, 'text', Symbol('s'), 3n, true, NULL];

/** The names as text; those of Object.prototype are left out. */
function names(result) {
  const list = result.outputs[0].value;
  if (list === undefined)
    return result.outputs[0].text;
  const known = new Set([...Reflect.ownKeys(Object.prototype),
    ...Reflect.ownKeys(Function.prototype), ...Reflect.ownKeys(
      Array.prototype), ...Reflect.ownKeys(String.prototype)]);
  for (const kind of [Number, Boolean, Symbol, BigInt])
    Reflect.ownKeys(kind.prototype).forEach((k) => known.add(k));
  for (const own of ['length', 'name', 'constructor'])
    known.delete(own);
  for (let p = Uint8Array.prototype; p; p = Object.getPrototypeOf(p))
    Reflect.ownKeys(p).forEach((k) => known.add(k));
  known.delete('length');
  return text(list.filter((name) => !known.has(name)));
}

for (const subject of subjects) {
  const { results, exception, has } = run([step('napi_get_property_names',
    subject)]);
  console.log('names of', text(subject), results[0].status, names(results[0]),
    has ? text(exception) : '');
}
const filters = { all: 0, writable: 1, enumerable: 2, configurable: 4,
  strings: 16, symbols: 8, none: 24, 'enumerable strings': 18,
  'all but plain': 7, 'enumerable symbols': 10 };
for (const subject of subjects)
  for (const [title, filter] of Object.entries(filters))
    for (const mode of [0, 1])
      for (const conversion of [0, 1]) {
        const { results, exception, has } = run([step(
          'napi_get_all_property_names', subject, mode, filter, conversion)]);
        console.log(text(subject), ['with prototypes', 'own'][mode], title,
          ['as they are', 'numbers as strings'][conversion],
          results[0].status, names(results[0]), has ? text(exception) : '');
      }

// What a Proxy is asked, and which attributes count: those of its target do
// not but for `enumerable`.
const asked = [];
const asking = new Proxy({}, {
  get(_, trap) {
    return (target, key) => {
      asked.push(typeof key === 'string' || typeof key === 'symbol' ?
        trap + ' ' + String(key) : trap);
      return Reflect[trap](target, key);
    };
  },
});
const locked = Object.create({ inherited: 1, a: 1, d: 1, hidden: 1, 2: 1 }, {
  a: { value: 1, enumerable: true },
  b: { value: 1, enumerable: true, writable: true },
  c: { value: 1, enumerable: true, configurable: true },
  d: { value: 1, writable: true, configurable: true },
  hidden: { value: 1 },
  1: { value: 1, enumerable: true },
  2: { value: 1 },
  [Symbol.for('e')]: { value: 1, enumerable: true },
  [Symbol.for('f')]: { value: 1 },
});
const over = label(new Proxy(locked, asking), 'Proxy of locked');
const twice = label(new Proxy(over, {}), 'Proxy of a Proxy of locked');
const under = label(Object.create(over, {
  a: { value: 2 }, g: { value: 2, enumerable: true },
}), 'child of Proxy of locked');
const sealed = label(new Proxy(Object.seal({ a: 1, b: 2 }), asking),
  'Proxy of sealed');
const appearing = label(new Proxy({}, {
  ownKeys: () => ['x', 'y'],
  getOwnPropertyDescriptor: (_, key) => key === 'x' ? undefined :
    { value: 1, enumerable: true, configurable: true },
}), 'Proxy that names what is not there');
for (const subject of [over, twice, under, sealed, appearing])
  for (const mode of [0, 1])
    for (let filter = 0; filter < 32; filter++) {
      asked.length = 0;
      const { results, exception, has } = run([step(
        'napi_get_all_property_names', subject, mode, filter, 1)]);
      console.log(text(subject), mode, filter, results[0].status,
        names(results[0]), has ? text(exception) : '', asked.join());
    }

// Which hidden names hide those of prototypes: indices that Proxies hide are
// apart from those that other objects hide.
const big = { 2: 1, k: 1, 1073741824: 1, 4294967294: 1, 4294967295: 1 };
const shown = (prototype) => Object.create(prototype,
  Object.getOwnPropertyDescriptors(big));
const hides = (prototype) => {
  const made = Object.create(prototype);
  for (const key of Object.keys(big))
    Object.defineProperty(made, key, { value: 1, configurable: key < 9 });
  return made;
};
const proxied = (target) => new Proxy(target, {});
const chains = {
  'hidden, shown': hides(shown(null)),
  'hidden, Proxy of shown': hides(proxied(shown(null))),
  'Proxy of hidden, shown': proxied(hides(shown(null))),
  'both Proxies': proxied(hides(proxied(shown(null)))),
  'hidden, Proxy of hidden, shown': hides(proxied(hides(shown(null)))),
  'Proxy of hidden, hidden, shown': proxied(hides(hides(shown(null)))),
  'shown, Proxy of shown': shown(proxied(shown(null))),
  'Proxy of shown, hidden, shown': proxied(shown(hides(shown(null)))),
};
for (const [name, chain] of Object.entries(chains))
  for (const filter of [0, 1, 2, 4, 5, 6, 18])
    for (const conversion of [0, 1]) {
      const { results } = run([step('napi_get_all_property_names',
        label(chain, name), 0, filter, conversion)]);
      console.log(name, filter, conversion, results[0].status,
        names(results[0]));
    }
for (const [mode, filter, conversion] of [[2, 0, 0], [-1, 0, 0], [0, 32, 0],
  [0, 64, 1], [0, -1, 0], [0, 0, 2], [0, 0, -1], [1, 31, 0], [5, 5, 5]])
  show(step('napi_get_all_property_names', label({ __proto__: null, a: 1 },
    'a'), mode, filter, conversion));
for (const i of [0, 1, 5])
  show(withNull([i], step('napi_get_all_property_names', {}, 1, 0, 0)));
for (const i of [0, 1, 2])
  show(withNull([i], step('napi_get_property_names', {})));
program('with an exception pending', step('napi_throw_error', NULL, 'test'),
  step('napi_get_property_names', {}),
  step('napi_get_all_property_names', {}, 9, 0, 0));
console.log(typeof api.run, new Set(trapped).size > 0);
