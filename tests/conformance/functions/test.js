// SPDX-License-Identifier: MIT
// Functions made and called, what callbacks see, new, instanceof.
'use strict';
const { attempt, call, label, native, nativeFunction, NULL, out, program,
  quiet, run, show, step, text, withNull } = require('../harness.js');

const facts = ({ args, self, newTarget }) => {
  console.log(`  called: this ${text(self)} args ${text(args)} new.target ` +
    text(newTarget));
};
const f = nativeFunction('f', (x) => {
  facts(x);
  return x.args[0];
});

// What the function looks like.
console.log(typeof f, f.name, f.length, 'prototype' in f,
  /\[native code\]/.test(Function.prototype.toString.call(f)),
  text(Object.getOwnPropertyNames(f).sort()));
for (const name of ['name', 'length', 'prototype']) {
  const d = Object.getOwnPropertyDescriptor(f, name);
  console.log(name, d && [d.writable, d.enumerable, d.configurable].join());
}
console.log(Object.getPrototypeOf(f) === Function.prototype,
  f.prototype && f.prototype.constructor === f, Object.isExtensible(f));
for (const [name, length] of [['abc', 2], ['abc', 0], ['', 0], ['a\0b', 3],
  ['\u00e9\u{1f600}', -1], [new Uint8Array([0xff, 0x61]), 2], [NULL, 0],
  [NULL, 5], [NULL, -1], ['abc', 2147483648], ['abc', -2]]) {
  const made = call('napi_create_function', name, length, 'null', 0);
  if (made)
    console.log(text(made.name));
}
call('napi_create_function', 'f', 1, NULL, 0);
show(withNull([5], step('napi_create_function', 'f', 1, 'null', 0)));
show(withNull([0], step('napi_create_function', 'f', 1, 'null', 0)));

// this, arguments, new.target.
attempt('plain call', () => f(1, 2));
attempt('no arguments', () => f());
attempt('method', () => label({ f }, 'holder').f('m'));
attempt('20 arguments', () => f(...Array(20).keys()));

// Each number of them, from code that an engine has found worth compiling.
const counted = nativeFunction('counted', ({ args }) =>
  args.reduce((sum, value) => 2 * sum + value, 1000 * args.length));
for (const count of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 17]) {
  const list = Array.from({ length: count }, (_, i) => `i + ${i}`).join();
  const often = new Function('f', `return (count) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += f(${list});
    return sum;
  }`)(counted);
  const spread = (values) => counted(...values);
  attempt(`${count} arguments, often`, () => [often(10), often(1500)]);
  attempt(`${count} arguments from a list, often`, () => {
    const values = Array(count).fill(count);
    let sum = 0;
    for (let i = 0; i < 700; i++)
      sum += spread(values);
    return sum;
  });
  attempt(`${count} arguments to a constructor, often`, () => {
    class Often extends counted {}
    const values = Array(count).fill(1);
    let last;
    for (let i = 0; i < 300; i++)
      last = new Often(...values);
    return last instanceof counted;
  });
}
// From frames that are not those of a call as it is written.
const ways = {
  'a tail call': (i) => counted(i, 2, 3, 4, 5, 6, 7),
  'a tail call with fewer': (i, ...rest) => counted(...rest, i),
  'a bound function': counted.bind(null, 1, 2, 3, 4, 5),
  'a proxy': (i) => new Proxy(counted, {})(i, 2, 3, 4, 5),
  'Reflect.apply': (i) => Reflect.apply(counted, null, Array(i % 9).fill(i)),
  'one of several': (i) => [counted, Math.max, counted.bind(null, 1)][i % 3](
    i, 2, 3, 4, 5, 6),
};
for (const [name, way] of Object.entries(ways)) {
  attempt(`through ${name}, often`, () => {
    let sum = 0;
    for (let i = 0; i < 1500; i++)
      sum += way(i, 1, 2, 3, 4, 5);
    return sum;
  });
}
for (const self of [undefined, null, 5, 'abc', true, Symbol('s'), 3n, [1]])
  attempt(`call on ${text(self)}`, () => f.call(self, 'x'));
attempt('new', () => new f('new'));
attempt('Reflect.construct', () => Reflect.construct(f, [1], class Other {}));
class Derived extends f {}
attempt('derived', () => new Derived(7) instanceof Derived);
attempt('derived is an f', () => new Derived() instanceof f);
attempt('bound', () => f.bind({ bound: true }, 1)(2));
attempt('as a getter', () => Object.defineProperty({}, 'x', { get: f }).x);
attempt('as a sort comparator', () => [3, 1, 2].sort(
  nativeFunction('cmp', ({ args: [a, b] }) => a - b)));
attempt('as a replacer', () => 'abc'.replace(/b/, nativeFunction('r',
  ({ args }) => text(args))));
attempt('through a proxy', () => new Proxy(f, {})(1));

// Called where it is found: in scopes of all kinds.
globalThis.sharedFunction = f;
attempt('of the outer function', () => (() => (() => f('outer'))())());
attempt('of the global', () => (0, eval)('sharedFunction("global")'));
attempt('in a sloppy script', () => Function('return sharedFunction()')());
attempt('in an object of with', () => Function('o',
  'with (o) { return sharedFunction("with") }')(label({ f }, 'other')));
attempt('of an object of with', () => Function('o',
  'with (o) { return f("with") }')(label({ f }, 'with')));
attempt('in eval', () => {
  const inner = f;
  return eval('(() => inner("eval"))()');
});
attempt('of a block', () => {
  const list = [];
  for (let g = f, i = 0; i < 2; i++)
    list.push(() => g(i));
  return list.map((call) => call()).join();
});
attempt('of a class', () => new (class {
  static g = f;
  #g = f;
  call() { return [this.#g('private'), this.constructor.g('static')].join(); }
})().call());
attempt('as a default', () => ((g, x = g('default')) => x)(f));
attempt('a tag', () => f`text`.raw[0]);
for (const count of [15, 16, 17, 300])
  attempt(`${count} arguments`, () => quiet('napi_create_function', 'last', -1,
    'first', 0)(...Array(count).keys()));

// What new makes.
{
  const made = quiet('napi_create_function', 'made', -1, 'self', 0);
  for (let i = 0; i < 3; i++) {
    const object = new made();
    console.log(object instanceof made, object.told,
      Object.getPrototypeOf(object) === made.prototype);
    made.prototype.told = i;
  }
  class Heir extends made { told = 'field'; }
  class Heirs extends Heir {}
  for (let i = 0; i < 3; i++) {
    console.log(new Heir() instanceof made, new Heir().told,
      Object.getPrototypeOf(new Heirs()) === Heirs.prototype);
    Object.setPrototypeOf(Heir.prototype, { changed: i });
    console.log(new Heirs().changed, new Heir() instanceof made);
  }
  attempt('a target that throws', () => Reflect.construct(made, [],
    new Proxy(class {}, { get() { throw new Error('test trap'); } })));
  attempt('a target that answers', () => Object.getPrototypeOf(
    Reflect.construct(made, [], new Proxy(class {}, {
      get: (target, key) => key === 'prototype' ? { told: 'trap' } : undefined,
    }))).told);
  attempt('a bound target', () => Object.getPrototypeOf(Reflect.construct(made,
    [], class Bound {}.bind())) === Object.prototype);
  const many = [];
  for (let i = 0; i < 300; i++) {
    class Late extends made { last = i; }
    many.push([Late, new Late()]);
    for (let j = 0; j < 30; j++)
      many[i][1]['p' + j] = j;
  }
  console.log(many.every(([Late, object], i) => object instanceof Late &&
    Object.keys(object).length === 31 && object.last === i &&
    object.p29 === 29));
}

// What new gives.
const returns = (value) => nativeFunction('returns', () => value);
for (const value of [undefined, null, 5, 'text', Symbol('s'),
  label({ other: 1 }, 'other'), label([1], 'array'),
  label(() => 1, 'function')]) {
  const g = returns(value);
  attempt(`call returning ${text(value)}`, () => g());
  attempt(`new returning ${text(value)}`, () => new g());
}
const nothing = quiet('napi_create_function', 'nothing', -1, 'null', 0);
attempt('NULL returned', () => nothing());
attempt('NULL returned to new', () => new nothing());
const self = quiet('napi_create_function', 'self', -1, 'self', 0);
attempt('this returned', () => self.call(label({}, 'me')));
const first = quiet('napi_create_function', 'first', -1, 'first', 0);
attempt('first of none', () => first());
attempt('first of one', () => first('one'));
const thrower = quiet('napi_create_function', 'thrower', -1, 'throw', 0);
attempt('throws', () => thrower());
attempt('throws in new', () => new thrower());

// get_cb_info, each part alone, and argv of every size.
for (const size of [0, 1, 2, 3, 5])
  nativeFunction('sizes', () => {
    call('napi_get_cb_info', 0, size, size);
  }).call(label({}, 'receiver'), 'a', 'b', 'c');
nativeFunction('parts', () => {
  for (const nulls of [[2], [3], [2, 3], [4], [5], [2, 3, 4, 5], [0], [1],
    [2, 4]])
    show(withNull(nulls, step('napi_get_cb_info', 0, 3, 3)));
  show(step('napi_get_new_target', 0));
  show(withNull([0], step('napi_get_new_target', 0)));
  show(withNull([1], step('napi_get_new_target', 0)));
  show(withNull([2], step('napi_get_new_target', 0)));
}).call(label({}, 'receiver'), 'a', 'b');
program('cb_info with an exception pending',
  step('napi_throw_error', NULL, 'test'), step('napi_get_cb_info', 0, 1, 1),
  step('napi_get_new_target', 0));

// napi_call_function.
const add = label((...args) => args.reduce((a, b) => a + b, 0), 'add');
call('napi_call_function', undefined, add, 0, []);
call('napi_call_function', undefined, add, 3, [1, 2, 3]);
call('napi_call_function', undefined, add, 2, [1, 2, 3]);
call('napi_call_function', NULL, add, 1, [1]);
call('napi_call_function', undefined, add, 0, NULL);
call('napi_call_function', undefined, NULL, 0, []);
show(withNull([6], step('napi_call_function', undefined, add, 1, [1])));
show(withNull([0], step('napi_call_function', undefined, add, 1, [1])));
const sloppy = label(Function('return this'), 'sloppy');
const strict = label(Function('"use strict"; return this'), 'strict');
for (const receiver of [undefined, null, 5, 'abc', true, label({}, 'object')]) {
  const boxed = call('napi_call_function', receiver, sloppy, 0, []);
  console.log(typeof boxed);
  call('napi_call_function', receiver, strict, 0, []);
}
for (const target of [undefined, null, 5, 'abc', {}, Symbol('s'), 1n, /x/,
  label(class Class {}, 'class'), label(new Proxy(() => 'p', {}), 'proxy'),
  label(new Proxy({}, {}), 'not callable proxy'),
  label(async () => 1, 'async'), label(function*() {}, 'generator')])
  call('napi_call_function', undefined, target, 0, []);
const fails = label(() => { throw new Error('test thrown'); }, 'fails');
const failsOddly = label(() => { throw 5; }, 'failsOddly');
const failsUndefined = label(() => { throw undefined; }, 'failsUndefined');
for (const target of [fails, failsOddly, failsUndefined])
  program('a call that throws', step('napi_call_function', 1, target, 0, []),
    step('napi_call_function', 1, add, 0, []),
    step('napi_is_exception_pending'), step('napi_create_int32', 3),
    step('napi_get_and_clear_last_exception'),
    step('napi_get_and_clear_last_exception'),
    step('napi_call_function', 1, add, 0, []));
program('calls itself deeply', step('napi_call_function', undefined,
  label(function again() {
    return 1 + again();
  }, 'again'), 0, []));
program('100 arguments', step('napi_call_function', undefined, add, 100,
  [...Array(100).keys()]));

// new_instance.
class Point {
  constructor(x, y) {
    this.x = x;
    this.y = y;
    this.target = new.target === Point;
  }
}
call('napi_new_instance', Point, 2, [1, 2]);
call('napi_new_instance', Point, 0, []);
call('napi_new_instance', Point, 0, NULL);
call('napi_new_instance', Point, 1, NULL);
call('napi_new_instance', NULL, 0, []);
show(withNull([4], step('napi_new_instance', Point, 0, [])));
show(withNull([0], step('napi_new_instance', Point, 0, [])));
for (const target of [undefined, 5, {}, add, () => 1, Symbol, Date.now,
  label(new Proxy(Point, {}), 'proxy'), label(f, 'f'), thrower,
  label(class { constructor() { throw new Error('test new'); } }, 'bad'),
  label(class { constructor() { return [1]; } }, 'other'),
  label(async () => 1, 'async')])
  call('napi_new_instance', target, 0, []);

// instanceof.
const odd = label({ [Symbol.hasInstance]: (v) => v === 5 }, 'odd');
class Five {
  static [Symbol.hasInstance](v) {
    return v === 5;
  }
}
class Bad {
  static get [Symbol.hasInstance]() {
    throw new Error('test hasInstance');
  }
}
const noPrototype = label(function() {}, 'no prototype');
noPrototype.prototype = 3;
const values = [5, undefined, label(new Point(), 'point'), [], add];
for (const value of values)
  for (const constructor of [Point, Object, Array, Function, Five, Bad, odd,
    undefined, null, 5, {}, noPrototype, Date.now, f,
    label(Point.bind(), 'bound'), label(new Proxy(Point, {}), 'proxy')])
    call('napi_instanceof', value, constructor);
// Chains of prototypes that change: the same answer as the operator's.
const made = [];
function A() {}
function B() {}
class C extends A {}
made.push(new A(), new B(), new C(), Object.create(null), 5, A, f);
const changes = [() => {}, () => {
  B.prototype = made[0];
}, () => {
  A.prototype = B.prototype;
}, () => {
  Object.setPrototypeOf(made[1], C.prototype);
}, () => {
  A.prototype = 7;
}, () => {
  B.prototype = new Proxy({}, { getPrototypeOf: () => made[0] });
}, () => {
  made.push(Object.create(B.prototype), new Proxy(made[0], {}));
}, () => {
  Object.defineProperty(B, Symbol.hasInstance, { value: (v) => v === 5 });
}, () => {
  Object.setPrototypeOf(C, B);
}, () => {
  Object.defineProperty(C, Symbol.hasInstance, { value: undefined });
}, () => {
  Object.defineProperty(A, Symbol.hasInstance, { value: null });
}];
for (const [n, change] of changes.entries()) {
  change();
  for (const constructor of [A, B, C, A.bind(), new Proxy(B, {})]) {
    const answers = made.map((it) => {
      const { results, has } = run([step('napi_instanceof', it, constructor)]);
      let operator = 'throws';
      try {
        operator = it instanceof constructor;
      } catch {
        // As does the call.
      }
      const answer = has ? 'throws' : results[0].outputs[0].value;
      return answer === operator ? answer : `${answer}, not ${operator}`;
    });
    console.log('change', n, text(answers));
  }
}
call('napi_instanceof', NULL, Point);
call('napi_instanceof', {}, NULL);
show(withNull([3], step('napi_instanceof', {}, Point)));
show(withNull([0], step('napi_instanceof', {}, Point)));
show(withNull([1, 2, 3], step('napi_instanceof', {}, Point)));
program('all refuse with an exception pending',
  step('napi_throw_error', NULL, 'test'),
  step('napi_create_function', 'f', -1, 'null', 0),
  step('napi_call_function', 1, add, 0, []),
  step('napi_new_instance', Point, 0, []),
  step('napi_instanceof', {}, Point));

// Functions called much later keep their data.
const many = [...Array(100).keys()].map((i) => nativeFunction(`n${i}`,
  () => i));
console.log(many.every((g, i) => g() === i && g.name === `n${i}`));
program('a function called where it was made',
  step('napi_create_function', 'inner', -1, 'script',
    native(({ args }) => args)),
  step('napi_call_function', undefined, out(0), 2, ['x', 'y']));

// The property `prototype`, whatever is done first with it, on functions that
// are open, closed and frozen.
const symbol = Symbol('s');
const actions = {
  nothing: () => {},
  has: (g) => ['prototype' in g, Object.hasOwn(g, 'prototype')],
  read: (g) => [g.prototype === g.prototype, typeof g.prototype],
  call: (g) => g.call(null),
  construct: (g) => Object.getPrototypeOf(new g()) === g.prototype,
  'construct with another target': (g) =>
    Object.getPrototypeOf(Reflect.construct(Object, [], g)) === g.prototype,
  instanceof: (g) => [{} instanceof g, new g() instanceof g],
  extend: (g) => Object.getPrototypeOf(class extends g {}.prototype) ===
    g.prototype,
  delete: (g) => Reflect.deleteProperty(g, 'prototype'),
  'delete, strictly': (g) => delete g.prototype,
  'assign an object': (g) => (g.prototype = { m: 1 }, new g().m),
  'assign a number': (g) => Object.getPrototypeOf((g.prototype = 5, new g())) ===
    Object.prototype,
  'assign twice': (g) => (g.prototype = 1, g.prototype = 2),
  'set for another receiver': (g) => Reflect.set({}, 'prototype', 1, g),
  'set as the receiver': (g) => {
    const other = {};
    return [Reflect.set(g, 'prototype', 1, other), Reflect.ownKeys(other)];
  },
  'define a value': (g) => Reflect.defineProperty(g, 'prototype', { value: 1 }),
  'define nothing': (g) => Reflect.defineProperty(g, 'prototype', {}),
  'define the same value': (g) => Reflect.defineProperty(g, 'prototype',
    { value: g.prototype, enumerable: false, configurable: false }),
  'define as read-only': (g) => [Reflect.defineProperty(g, 'prototype',
    { writable: false }), Reflect.set(g, 'prototype', 1),
    Reflect.defineProperty(g, 'prototype', { value: 1 }),
    Reflect.defineProperty(g, 'prototype', { writable: true })],
  'define as enumerable': (g) => Reflect.defineProperty(g, 'prototype',
    { enumerable: true }),
  'define as configurable': (g) => Reflect.defineProperty(g, 'prototype',
    { configurable: true }),
  'define an accessor': (g) => Reflect.defineProperty(g, 'prototype',
    { get() {} }),
  'define, refused': (g) => Object.defineProperty(g, 'prototype',
    { enumerable: true }),
  'add a key': (g) => Reflect.set(g, 'extra', 1),
  'add a symbol and a key': (g) => [Reflect.set(g, symbol, 1),
    Reflect.set(g, 'extra', 1), Reflect.set(g, 7, 1)],
  'delete name and length': (g) => [Reflect.deleteProperty(g, 'name'),
    Reflect.deleteProperty(g, 'length')],
  'delete name, define another': (g) => [Reflect.deleteProperty(g, 'name'),
    Reflect.defineProperty(g, 'other', { value: 1 })],
  'rename': (g) => Reflect.defineProperty(g, 'name', { value: 'other' }),
  'read name and length': (g) => [g.name, g.length, g.bind().length,
    Object.hasOwn(g, 'name'), 'length' in g, Object.create(g).name],
  'assign name and length': (g) => [Reflect.set(g, 'name', 'other'),
    Reflect.set(g, 'length', 3), Reflect.set(Object.create(g), 'name', 1),
    Reflect.set({}, 'length', 1, g), g.name, g.length],
  'assign the name, strictly': (g) => {
    'use strict';
    g.name = 'other';
  },
  'delete the length only': (g) => [Reflect.deleteProperty(g, 'length'),
    Object.hasOwn(g, 'length'), g.length, Reflect.deleteProperty(g, 'length')],
  'delete the name, strictly': (g) => {
    'use strict';
    return [delete g.name, g.name];
  },
  'define an accessor as name': (g) => [Reflect.defineProperty(g, 'name',
    { get() { return 'got'; } }), g.name],
  'define another length, twice': (g) => [
    Reflect.defineProperty(g, 'length', { value: 2, writable: true }),
    Reflect.set(g, 'length', 5), g.length,
    Reflect.defineProperty(g, 'length', { configurable: false }),
    Reflect.deleteProperty(g, 'length'),
    Reflect.defineProperty(g, 'length', { enumerable: true })],
  'define names as enumerable': (g) => [
    Reflect.defineProperty(g, 'name', { enumerable: true }),
    Reflect.defineProperty(g, 'length', { enumerable: true }),
    Object.entries(g), { ...g }, JSON.stringify(g)],
  'delete all, then close': (g) => [Reflect.deleteProperty(g, 'name'),
    Reflect.deleteProperty(g, 'length'), Reflect.preventExtensions(g),
    Reflect.defineProperty(g, 'name', { value: 1 }), g.name, g.length],
  'close between': (g) => [Reflect.deleteProperty(g, 'name'),
    Reflect.preventExtensions(g), Reflect.deleteProperty(g, 'length'),
    new g() instanceof g, Reflect.set(g, 'length', 1)],
  'bind, and name it': (g) => g.bind().name,
  'delete length, define another': (g) => [Reflect.deleteProperty(g, 'length'),
    Reflect.defineProperty(g, 'length', { value: 3, configurable: true }),
    Reflect.ownKeys(g), g.bind(null, 1).length],
  'statics of a class': (g) => {
    class Heir extends g {
      static own = super.name;
    }
    return [Heir.own, Heir.name, Object.hasOwn(Heir, 'length'), Heir.length];
  },
  'set its prototype': (g) => [Reflect.setPrototypeOf(g, null), g.prototype.x],
  'all descriptors': (g) => Object.keys(Object.getOwnPropertyDescriptors(g)),
  'read the names while one is taken': (g) => Object.entries(
    Object.getOwnPropertyDescriptors(g)).map(([key, it]) => [key, it.writable]),
  enumerate: (g) => {
    const seen = [];
    for (const key in g)
      seen.push(key);
    return [seen, Object.keys({ ...g }), Object.keys(Object.assign({}, g))];
  },
  proxy: (g) => {
    const proxy = new Proxy(g, {});
    return [Reflect.ownKeys(proxy), 'prototype' in proxy,
      proxy.prototype === g.prototype, Reflect.deleteProperty(proxy,
        'prototype'), Reflect.set(proxy, 'prototype', 3), g.prototype];
  },
  heir: (g) => {
    const heir = Object.create(g);
    return [heir.prototype === g.prototype, Reflect.set(heir, 'prototype', 1),
      Reflect.ownKeys(heir)];
  },
  bind: (g) => [g.bind().prototype, new (g.bind())() instanceof g],
  close: (g) => [Reflect.preventExtensions(g), Reflect.set(g, 'prototype', 1)],
  'read, then close': (g) => [typeof g.prototype, Reflect.preventExtensions(g),
    Reflect.set(g, 'prototype', 1)],
  seal: (g) => [Object.seal(g) === g, Reflect.set(g, 'prototype', 1)],
  freeze: (g) => [Object.freeze(g) === g, Reflect.set(g, 'prototype', 1),
    Object.isFrozen(g)],
};
function told(action) {
  try {
    return JSON.stringify(action());
  } catch (error) {
    return error.name;
  }
}
for (const before of ['isExtensible', 'preventExtensions', 'freeze']) {
  for (const [name, action] of Object.entries(actions)) {
    const g = nativeFunction('g', () => undefined);
    Object[before](g);
    console.log(before, name, told(() => action(g)),
      Reflect.ownKeys(g).map(String).join(),
      told(() => Reflect.ownKeys(g).map((key) => {
        const it = Object.getOwnPropertyDescriptor(g, key);
        return [typeof it.value, it.writable, it.enumerable, it.configurable];
      })),
      Object.isExtensible(g), Object.isSealed(g),
      told(() => [g.prototype.constructor === g,
        Reflect.ownKeys(g.prototype), Object.getPrototypeOf(g.prototype) ===
        Object.prototype, Object.getOwnPropertyDescriptor(g.prototype,
          'constructor').enumerable]));
  }
}
