// SPDX-License-Identifier: MIT
// console.log and util.inspect: values as Node shows them.
'use strict';

const util = require('util');

class Foo {
  constructor() {
    this.x = 1;
  }
}
class Bar extends Foo {}
const circular = { name: 'c', list: [] };
circular.self = circular;
circular.list.push(circular);

for (const value of [
  0, -0, 1.5, 10n, 'text', "it's", 'both \' and "', 'tab\t\x01', true, null,
  undefined, Symbol('s'), Symbol.iterator, NaN,
  [], [1, 2, 3], [1, , 3], [, , 'x'], [[1, [2, [3, [4]]]]], {},
  { a: 1, 'b-c': 2, [Symbol('k')]: 3, 4: 5 }, { nested: { deep: { er: {} } } },
  { deep: { er: { est: { gone: 1 } } } },
  new Foo(), new Bar(), Object.create(null), Object.create(Foo.prototype),
  Object.assign(Object.create(null), { x: 1 }),
  function named() {}, () => {}, class A {}, class B extends Foo {},
  async () => {}, function* gen() {}, Math.max,
  new Map([['a', 1], [{ k: 1 }, [2]]]), new Set([1, 'two']), new Map(),
  new WeakMap(), new WeakSet(), /re/g, new Date(0), new Date(NaN),
  new Uint8Array([1, 2]), new Float64Array(2), new BigInt64Array(1),
  new ArrayBuffer(4), new DataView(new ArrayBuffer(2)), Buffer.from('buf'),
  Buffer.alloc(0), Buffer.alloc(60, 1),
  Object(1), Object('str'), Object(true), Object(Symbol('b')),
  [1, 2, 3].map(String), Array.from({ length: 30 }, (_, i) => i),
  Array.from({ length: 120 }, (_, i) => i * 1000),
  Array.from({ length: 20 }, (_, i) => 'item' + 'x'.repeat(i % 5)),
  'x'.repeat(200), ['x'.repeat(50), 'y'.repeat(50)],
  { long: 'x'.repeat(60), other: 'y'.repeat(60), third: [1, 2, 3] },
  { get a() { return 1; }, set a(v) {}, get b() { return 1; }, set c(v) {} },
  circular, Object.assign([1, 2], { extra: true }),
  Object.assign(() => {}, { prop: 1 }), [undefined, null],
  { u: undefined, f() {}, a: [] }, [{ a: 1, b: 2 }, { a: 3, b: 4 }],
  { a: { b: { c: {} } } }, [[[[]]]], [[[[1]]]],
  { [Symbol.toStringTag]: 'Tagged', v: 1 }, globalThis === global,
  (function () { return arguments; })(1, 2), [1.5, -2, 300],
  { 'quoted key': 1, valid_id: 2, '1a': 3 }, 'multi\nline',
  { m: 'multi\nline' }, new (class extends Array {})(3),
  new (class Named extends Map {})([[1, 2]]), [true, false], [null],
]) console.log(value);

console.log('%s|%d|%i|%f|%j|%o|%O|%%|%c|%x', 'str', '42', '42.9', '1.5',
  { a: 1 }, [1], { b: 2 }, 'css', 'rest', 'more');
console.log('%s %s %s', Symbol('a'), 12n, { a: { b: 1 } }, 'extra', { x: 1 });
console.log('100%', 'a %s', '%d');
console.log('%s', null, undefined, () => 1, class X {}, new Foo());
console.log();
console.log('');
console.log(util.inspect({ a: { b: { c: { d: 1 } } } }, { depth: 0 }),
  util.inspect({ a: { b: { c: { d: 1 } } } }, { depth: Infinity }),
  util.inspect('x', { colors: true }), util.inspect([1, 'a', null],
    { colors: true }), util.inspect({ b: 1, a: 2 }, { sorted: true }),
  util.inspect(Array(200).fill(1), { maxArrayLength: 3 }),
  util.inspect('long text', { maxStringLength: 4 }),
  util.inspect({ a: 1, b: { c: 2 } }, { compact: false }),
  util.inspect({ a: 1, b: { c: 2 } }, { breakLength: 3 }),
  util.inspect([1, 2], { showHidden: true }));
class Custom {
  [util.inspect.custom](depth, options, inspect) {
    return `Custom<${depth} ${typeof options.stylize} ${inspect('q')}>`;
  }
}
console.log(new Custom(), [new Custom()], { c: { c: new Custom() } });
console.group('group');
console.log('inner\nlines');
console.group();
console.log({ deeper: true });
console.groupEnd();
console.groupEnd();
console.log('outer');
console.table([{ a: 1, b: 'x' }, { a: 2, c: true }]);
console.table([[1, 2], [3, 4]]);
console.count();
console.count('label');
console.count();
console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
console.assert(true, 'not shown');
const error = new Error('message');
error.code = 'CODE';
console.log(String(error), util.inspect(error).split('\n')[0],
  /\n {4}at /.test(util.inspect(error)), / \{\n {2}code: 'CODE'\n\}$/
    .test(util.inspect(error)));
console.log(util.format('%s', new RangeError('in format')).split('\n')[0]);
