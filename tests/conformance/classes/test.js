// SPDX-License-Identifier: MIT
// define_class and define_properties: members, attributes, subclasses.
'use strict';
const { attempt, call, label, native, NULL, out, program, quiet, run, show, step,
  text, withNull } = require('../harness.js');

const facts = (title, result) => native(({ args, self, newTarget }) => {
  console.log(`  ${title}: args ${text(args)} new.target ${text(newTarget)}`);
  return typeof result === 'function' ? result(self, args) : result;
});
const keysOf = (object) => text(Reflect.ownKeys(object));
function describe(title, object, key) {
  const d = Object.getOwnPropertyDescriptor(object, key);
  console.log(title, d ? Object.entries(d).map(([k, v]) =>
    `${k}=${text(v)}`).join(' ') : 'absent');
}

const W = 1;
const E = 2;
const C = 4;
const STATIC = 1024;
const symbol = Symbol('member');
const members = [
  { utf8name: 'method', method: 'script', data: facts('method', 'm') },
  { utf8name: 'shown', method: 'script', attributes: W | E | C,
    data: facts('shown', 's') },
  { utf8name: 'value', value: 7, attributes: E },
  { utf8name: 'open', value: 'open', attributes: W | E | C },
  { utf8name: 'hidden', value: 'hidden' },
  { utf8name: 'both', getter: 'script', setter: 'script',
    data: facts('both', (self) => self.kept) },
  { utf8name: 'readOnly', getter: 'script', attributes: E,
    data: facts('readOnly', 'r') },
  { utf8name: 'writeOnly', setter: 'script', attributes: C,
    data: facts('writeOnly') },
  { name: symbol, method: 'script', data: facts('symbol', 'sym') },
  { name: 'byName', value: 'n', attributes: W | E | C },
  { utf8name: '1', method: 'script', data: facts('index', 'i') },
  { utf8name: '', method: 'script', data: facts('empty name', 'e') },
  { utf8name: 'make', method: 'script', attributes: STATIC,
    data: facts('make', (self) => new self('made')) },
  { utf8name: 'limit', value: 100, attributes: STATIC | E },
  { utf8name: 'level', getter: 'script', setter: 'script',
    attributes: STATIC | E | C, data: facts('level', 'l') },
  { name: Symbol.for('static'), value: 's', attributes: STATIC | W },
];
const constructor = facts('constructor', (self, args) => {
  if (self !== undefined && self !== globalThis)
    self.kept = args[0];
});
const Native = quiet('napi_define_class', 'Native', -1, 'script', constructor,
  members.length, members);

console.log(typeof Native, Native.name, Native.length,
  /\[native code\]/.test(Function.prototype.toString.call(Native)));
console.log(keysOf(Native), keysOf(Native.prototype));
for (const key of Reflect.ownKeys(Native.prototype))
  describe(`prototype ${String(key)}`, Native.prototype, key);
for (const key of Reflect.ownKeys(Native))
  describe(`static ${String(key)}`, Native, key);
const object = new Native('kept');
console.log(text(object), object instanceof Native,
  Object.getPrototypeOf(object) === Native.prototype,
  object.constructor === Native, Object.prototype.toString.call(object));
attempt('method', () => object.method(1, 2));
attempt('shown', () => object.shown());
attempt('symbol', () => object[symbol]());
attempt('index', () => object[1]());
attempt('empty', () => object['']());
attempt('both', () => object.both);
attempt('set both', () => {
  object.both = 3;
});
attempt('readOnly', () => object.readOnly);
attempt('set readOnly', () => {
  object.readOnly = 3;
});
attempt('writeOnly', () => object.writeOnly);
attempt('set writeOnly', () => {
  object.writeOnly = 3;
});
attempt('set value', () => {
  object.value = 8;
});
attempt('set hidden', () => {
  object.hidden = 8;
});
attempt('set open', () => {
  object.open = 8;
  return [object.open, Native.prototype.open];
});
attempt('make', () => Native.make());
attempt('limit', () => Native.limit);
attempt('set limit', () => {
  Native.limit = 5;
});
attempt('level', () => Native.level);
attempt('set level', () => {
  Native.level = 5;
});
attempt('delete method', () => delete Native.prototype.method);
attempt('delete shown', () => delete Native.prototype.shown);
attempt('without new', () => Native('plain'));
attempt('as a method of something', () => Native.call({}, 'called'));

// Receivers.
const get = (name, kind) => Object.getOwnPropertyDescriptor(Native.prototype,
  name)[kind];
const method = Native.prototype.method;
for (const self of [undefined, null, 5, 'text', label({}, 'object'),
  label(Object.create(object), 'inherits'), Native.prototype,
  label(new Proxy(object, {}), 'proxy'), object]) {
  if (typeof self === 'object' && self === Native.prototype)
    label(self, 'Native.prototype');
  attempt(`method on ${text(self)}`, () => method.call(self));
  attempt(`getter on ${text(self)}`, () => get('both', 'get').call(self));
  attempt(`setter on ${text(self)}`, () => get('both', 'set').call(self, 1));
}
attempt('static elsewhere', () => Native.make.call(Object));
attempt('new method', () => new method());
attempt('new static', () => new Native.make());

// Subclasses.
class Derived extends Native {
  constructor(x) {
    super(x);
    this.own = true;
  }

  method() {
    return `derived ${super.method()}`;
  }

  static make() {
    return super.make();
  }
}
attempt('derived', () => new Derived('d'));
const derived = new Derived('d2');
console.log(derived instanceof Derived, derived instanceof Native);
attempt('derived method', () => derived.method());
attempt('derived both', () => derived.both);
attempt('derived make', () => Derived.make() instanceof Derived);
attempt('static inherited', () => Derived.limit);
class Second extends Derived {}
attempt('second', () => new Second('s') instanceof Native);
attempt('Reflect.construct', () => Reflect.construct(Native, ['rc'], Map));
attempt('new bound', () => new (Native.bind(null, 'bound'))());
attempt('Object.create and call', () => {
  const fake = Object.create(Native.prototype);
  return fake.method();
});
attempt('own constructor by function', () => {
  function Old() {
    return Reflect.construct(Native, ['old'], Old);
  }
  Object.setPrototypeOf(Old.prototype, Native.prototype);
  return new Old() instanceof Old;
});

// Constructors that return or throw.
for (const [title, result] of [['object', label({ o: 1 }, 'other')],
  ['number', 5], ['null', null], ['undefined', undefined]]) {
  const Returns = quiet('napi_define_class', 'Returns', -1, 'script',
    native(() => result), 0, []);
  attempt(`constructor returns ${title}`, () => new Returns());
}
const Throws = quiet('napi_define_class', 'Throws', -1, 'throw', 0, 0, []);
attempt('constructor throws', () => new Throws());
attempt('derived constructor throws', () => new (class extends Throws {})());
attempt('extends does not call', () => typeof class extends Throws {});

// Arguments of define_class.
for (const [name, length] of [['Name', 2], ['Name', 0], ['', -1],
  ['a\0b', 3], [new Uint8Array([0x80]), 1], [NULL, 0], [NULL, 4], [NULL, -1],
  ['x', 2147483648]]) {
  const Made = call('napi_define_class', name, length, 'null', 0, 0, []);
  if (Made)
    console.log(text(Made.name));
}
call('napi_define_class', 'X', -1, NULL, 0, 0, []);
call('napi_define_class', 'X', -1, 'null', 0, 0, NULL);
call('napi_define_class', 'X', -1, 'null', 0, 1, NULL);
show(withNull([7], step('napi_define_class', 'X', -1, 'null', 0, 0, [])));
show(withNull([0], step('napi_define_class', 'X', -1, 'null', 0, 0, [])));
for (const name of [5, {}, undefined, null, true, 3n])
  call('napi_define_class', 'X', -1, 'null', 0, 1, [{ name, method: 'null' }]);
call('napi_define_class', 'X', -1, 'null', 0, 1,
  [{ name: 5, value: 1, attributes: STATIC }]);
attempt('same name twice', () => {
  const X = quiet('napi_define_class', 'X', -1, 'null', 0, 2,
    [{ utf8name: 'a', value: 1, attributes: C },
      { utf8name: 'a', value: 2, attributes: C }]);
  return [X.prototype.a, Reflect.ownKeys(X.prototype)];
});

// Two members of one name: every pair of kinds, named and indexed. V8 means
// this to be an error of the addon and says so in its debug build; of two named
// values the first stays here, in Node the one or the other, as the number of
// members has it.
const shapes = { method: (nth) => ({ method: ['null', 'throw'][nth] }),
  value: (nth) => ({ value: nth }), getter: () => ({ getter: 'self' }),
  setter: () => ({ setter: 'null' }), accessor: () => ({ getter: 'self',
    setter: 'null' }) };
for (const place of [0, STATIC])
  for (const [one, first] of Object.entries(shapes))
    for (const [two, second] of Object.entries(shapes))
      for (const [a, b] of [[7, 0], [0, 7], [7, 7], [0, 0]])
        for (const name of ['twice', '3', '-1', '00', '4294967295', symbol]) {
          const of = (shape) => typeof name === 'symbol' || shape === second ?
            { name } : { utf8name: name };
          const { results } = run([step('napi_define_class', 'X', -1, 'null',
            0, 2, [{ ...of(first), ...first(0), attributes: a + place },
              { ...of(second), ...second(1), attributes: b + place }])]);
          const X = results[0].outputs[0].value;
          const title = `${one} ${a}, ${two} ${b}, ${String(name)}`;
          if (results[0].status !== 'napi_ok')
            console.log(title, results[0].status, typeof X);
          describe(title, place ? X : X.prototype, name);
          if (a + b === 14)
            attempt(keysOf(X.prototype), () => X.prototype[name](1));
        }
for (const name of ['prototype', 'name', 'length', 'caller', 'arguments']) {
  const X = call('napi_define_class', 'X', -1, 'null', 0, 1,
    [{ utf8name: name, value: 1, attributes: STATIC | W | E | C }]);
  if (X)
    attempt(`static ${name}`, () => X[name]);
}
attempt('member named constructor', () => {
  const X = quiet('napi_define_class', 'X', -1, 'null', 0, 1,
    [{ utf8name: 'constructor', value: 1, attributes: W | E | C }]);
  return X.prototype.constructor;
});
program('with an exception pending', step('napi_throw_error', NULL, 'test'),
  step('napi_define_class', NULL, -1, NULL, 0, 0, NULL),
  step('napi_define_properties', NULL, 0, NULL));

// define_properties.
const target = label({}, 'target');
call('napi_define_properties', target, members.length, members);
for (const key of Reflect.ownKeys(target))
  describe(`own ${String(key)}`, target, key);
attempt('own method', () => target.method('x'));
attempt('own method elsewhere', () => target.method.call(5));
attempt('names', () => [target.method.name, target.shown.name,
  get('both', 'get').name]);
attempt('own both', () => target.both);
attempt('new own method', () => new target.method());
for (const object of [undefined, null, 5, 'text', Symbol('s'),
  label([1], 'array'), label(() => 1, 'function'),
  label(Object.freeze({}), 'frozen'), label(Object.preventExtensions({}),
    'fixed'), label(Object.freeze({ value: 7 }), 'frozen with value'),
  label(new Proxy({}, { defineProperty() { throw new Error('test trap'); } }),
    'throwing proxy'),
  label(new Proxy({}, { defineProperty: () => false }), 'refusing proxy'),
  label(quiet('napi_create_external', 1, NULL, NULL), 'external'), NULL])
  for (const member of [{ utf8name: 'value', value: 7, attributes: E },
    { utf8name: 'm', method: 'null' }, { utf8name: 'g', getter: 'null' }])
    call('napi_define_properties', object, 1, [member]);
call('napi_define_properties', {}, 0, NULL);
call('napi_define_properties', {}, 1, NULL);
call('napi_define_properties', {}, 0, []);
show(withNull([0], step('napi_define_properties', {}, 0, [])));
for (const name of [5, {}, undefined, Symbol.iterator, 'plain'])
  call('napi_define_properties', {}, 1, [{ name, value: 1 }]);
attempt('stops at the first that fails', () => {
  const some = {};
  call('napi_define_properties', some, 3, [{ utf8name: 'a', value: 1 },
    { name: 5, value: 1 }, { utf8name: 'c', value: 1 }]);
  return Reflect.ownKeys(some);
});
attempt('redefines a configurable one', () => {
  const some = { a: 1 };
  call('napi_define_properties', some, 1, [{ utf8name: 'a', value: 2 }]);
  describe('a', some, 'a');
  call('napi_define_properties', some, 1, [{ utf8name: 'a', value: 3 }]);
  call('napi_define_properties', some, 1, [{ utf8name: 'a', value: 2,
    attributes: C }]);
  return some.a;
});
program('a class whose scope closes', step('napi_open_handle_scope'),
  step('napi_define_class', 'Scoped', -1, 'self', 0, 0, []),
  step('napi_set_named_property', target, 'Scoped', out(1)),
  step('napi_close_handle_scope', out(0)));
attempt('lives on', () => new target.Scoped());

// A prototype that is replaced, before and after objects were made.
const replaced = (made, how) => {
  const F = quiet('napi_define_class', 'F', -1, 'null', 0, 0, []);
  const old = F.prototype;
  const next = { next: true };
  if (made)
    new F();
  F.prototype = next;
  const it = Object.getPrototypeOf(how(F));
  return [F.prototype === next, it === next, it === old];
};
for (const made of [false, true])
  for (const [title, how] of Object.entries({
    new: (F) => new F(),
    heir: (F) => Object.getPrototypeOf(new (class extends F {})()),
    other: (F) => Reflect.construct(F, [], (() => {
      const other = function() {};
      other.prototype = F.prototype;
      return other;
    })()),
  }))
    console.log('prototype replaced', made ? 'after an object:' : 'before:',
      title, replaced(made, how));
