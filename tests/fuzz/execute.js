// SPDX-License-Identifier: MIT
// Runs written-down programs in any host: execute.js ADDON FILE [START].
'use strict';
const { api, label, NULL, native, nativeFunction, out, quiet, run, step,
  stepText, text, withNull } = require('../conformance/harness.js');

process.on('unhandledRejection', () => {});
// Node's warnings are errors that it writes to, and errors are frozen below.
process.noDeprecation = true;

// A host may make its Buffer late; here it is.
label(Object.freeze(Object.getPrototypeOf(run([step('napi_create_buffer_copy',
  1, 'x')]).results[0].outputs[1].value)), 'Buffer.prototype');

// What only a sample leads to.
const { then } = Promise.prototype;
for (const [name, it] of Object.entries({ GeneratorFunction: function*() {},
  AsyncFunction: async () => {}, ArrayIterator: [].values() }))
  label(Object.freeze(Object.getPrototypeOf(it)), `${name}.prototype`);
label(Object.freeze(Object.getPrototypeOf(function*() {}.prototype)),
  'Generator.prototype');
label(Object.getPrototypeOf(Uint8Array), 'TypedArray');
label(Object.getPrototypeOf(Uint8Array.prototype), 'TypedArray.prototype');

// A program may reach these, and the next one must not feel it.
for (const name of ['Object', 'Function', 'Array', 'String', 'Number',
  'Boolean', 'Symbol', 'BigInt', 'Error', 'TypeError', 'RangeError',
  'SyntaxError', 'Date', 'Promise', 'ArrayBuffer', 'SharedArrayBuffer',
  'Uint8Array', 'Float64Array', 'BigInt64Array', 'DataView', 'Map', 'Set',
  'RegExp', 'WeakMap', 'Uint8ClampedArray', 'Uint16Array', 'Int32Array',
  'Float32Array']) {
  Object.freeze(globalThis[name]);
  Object.freeze(globalThis[name].prototype);
}
Object.freeze(Object.getPrototypeOf(Uint8Array));
Object.freeze(Object.getPrototypeOf(Uint8Array.prototype));

const throwing = (what) => () => {
  throw new Error(`test ${what}`);
};

/** What the engine asked of the objects that tell, in order. */
let asked = [];

/** A Proxy that notes what it is asked, and answers as its target would. */
function watched(name, target) {
  return new Proxy(target, new Proxy({}, {
    get: (_, trap) => (...list) => {
      const [, key] = list;
      // The text of a native function is the engine's own.
      asked.push(['string', 'symbol'].includes(typeof key) ?
        `${name} ${trap} ${String(key).replace(/^function.*\[native code\].*$/s,
          '[native code]')}` : `${name} ${trap}`);
      return Reflect[trap](...list);
    },
  }));
}

/** Names that are hidden, read-only or shadowed, up to no prototype. */
const chain = () => Object.create(Object.create(null, {
  a: { value: 1, enumerable: true }, 2: { value: 2, enumerable: true },
  x: { value: 3, enumerable: true, configurable: true },
  code: { set() {}, enumerable: true, configurable: true },
}), {
  a: { value: 4, writable: true, configurable: true }, 2: { value: 5 },
  17: { value: 6, writable: true, enumerable: true },
  text: { get() { return 7; }, enumerable: true, configurable: true },
});
const makers = {
  undefined: () => undefined, null: () => null, true: () => true,
  false: () => false, zero: () => 0, minusZero: () => -0, five: () => 5,
  half: () => 0.5, NaN: () => NaN, big: () => 2 ** 40 + 1.5, empty: () => '',
  text: () => 'text', index: () => '17', surrogate: () => 'a\ud800\u{1f600}',
  long: () => 'h\u00e9'.repeat(100), symbol: () => Symbol('s'),
  registered: () => Symbol.for('r'), bigint: () => -3n,
  hugeBigint: () => 2n ** 130n + 7n, object: () => ({ a: 1, 17: 2, text: 3 }),
  child: (get) => Object.create(get('object')), bare: () => Object.create(null),
  array: () => [1, 2, 3], sparse: () => [, 1, , 2],
  frozen: () => Object.freeze({ a: 1, text: 2 }),
  sealed: () => Object.seal({ a: 1 }),
  fixed: () => Object.preventExtensions({ a: 1 }),
  accessors: () => ({ get a() { return 1; }, set a(v) { throwing('set')(); },
    get text() { return throwing('get')(); } }),
  arrow: () => (...list) => list.length, thrower: () => throwing('thrown'),
  klass: () => class Klass { constructor(x) { this.x = x; } },
  native: () => quiet('napi_create_function', 'native', -1, 'first', 0),
  nativeClass: () => quiet('napi_define_class', 'NativeClass', -1, 'self', 0,
    2, [{ utf8name: 'm', method: 'self' },
      { utf8name: 's', method: 'null', attributes: 1024 }]),
  instance: (get) => new (get('nativeClass'))(),
  proxy: () => new Proxy({ a: 1 }, {}),
  throwingProxy: () => new Proxy({}, { get: throwing('get'),
    set: throwing('set'), has: throwing('has'), ownKeys: throwing('keys'),
    deleteProperty: throwing('delete'), defineProperty: throwing('define'),
    getOwnPropertyDescriptor: throwing('descriptor'),
    preventExtensions: throwing('prevent') }),
  functionProxy: () => new Proxy((x) => x, {}),
  buffer: () => new ArrayBuffer(32),
  detached: () => {
    const it = new ArrayBuffer(8);
    it.transfer();
    return it;
  },
  shared: () => new SharedArrayBuffer(16),
  resizable: () => new ArrayBuffer(16, { maxByteLength: 32 }),
  bytes: () => new Uint8Array([1, 2, 3, 4]), doubles: () => new Float64Array(2),
  bigints: () => new BigInt64Array(2),
  view: () => new DataView(new ArrayBuffer(16), 4, 8),
  date: () => Object.defineProperty(new Date(1234), 'toString',
    { value: () => 'a date' }),
  error: () => new TypeError('test error'), promise: () => Promise.resolve(7),
  boxed: () => new String('boxed'), map: () => new Map(),
  tracking: (get) => new Uint8Array(get('resizable'), 4),
  trackingView: (get) => new DataView(get('resizable'), 4),
  resizableFixed: (get) => new Uint16Array(get('resizable'), 8, 2),
  sharedBytes: (get) => new Uint8Array(get('shared'), 4, 4),
  sharedView: (get) => new DataView(get('shared'), 8),
  outOfBounds: () => {
    const it = new ArrayBuffer(16, { maxByteLength: 16 });
    const view = new Int32Array(it, 8, 2);
    it.resize(9);
    return view;
  },
  detachedBytes: () => {
    const it = new Uint8Array(8);
    it.buffer.transfer();
    return it;
  },
  detachedView: () => {
    const it = new DataView(new ArrayBuffer(8), 2);
    it.buffer.transfer();
    return it;
  },
  emptyBytes: () => new Uint8Array(0),
  clamped: (get) => new Uint8ClampedArray(get('buffer'), 8),
  floats: () => new Float32Array([1.5, NaN, -0]),
  resizer: (get) => (size) => {
    get('resizable').resize(size === 5 ? 30 : 6);
  },
  detacher: (get) => () => {
    get('buffer').transfer();
  },
  collector: () => () => {
    gc();
  },
  caller: () => (f, ...list) => f(...list),
  hasInstance: () => class Has {
    static [Symbol.hasInstance](it) {
      if (it === null)
        throw new Error('test hasInstance');
      return it;
    }
  },
  nativeThrower: () => quiet('napi_create_function', 'thrower', -1, 'throw', 0),
  external: () => quiet('napi_create_external', 7, NULL, NULL),
  wrapped: () => {
    const it = { wrapped: 1 };
    quiet('napi_wrap', it, 9, 'log', 1);
    return it;
  },
  tagged: () => {
    const it = { tagged: 1 };
    quiet('napi_type_tag_object', it, new BigUint64Array([1n, 5n]));
    return it;
  },
  generator: () => function* generator() { yield 1; },
  asyncFunction: () => async () => 1, bound: () => ((a) => a).bind(null, 5),
  regexp: () => /r/g, weakMap: () => new WeakMap(), set: () => new Set([1]),
  revoked: () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  boxedNumber: () => Object(5), boxedSymbol: () => Object(Symbol.for('boxed')),
  derived: (get) => class Derived extends get('nativeClass') {
    own() { return super.m(); }
  },
  derivedInstance: (get) => new (get('derived'))(),
  badDate: () => new Date(NaN),
  customError: () => new (class CustomError extends RangeError {})('test own'),
  errorProxy: (get) => new Proxy(get('error'), {}),
  arrayProxy: (get) => new Proxy(get('array'), {}),
  thenable: () => ({ then(yes) { yes('then'); } }),
  argumentList: () => (function() { return arguments; })(1, 'two'),
  pending: () => new Promise(() => {}),
  rejected: () => Promise.reject(new Error('test rejected')),
  frozenArray: () => Object.freeze([1, 'text']),
  lengthy: () => ({ 'length': 2 ** 32 + 5, 'text': 1, '-0': 2, '1.5': 3 }),
  setter: () => Object.create({ set x(v) { throwing('x')(); },
    set a(v) { this.kept = v; } }),
  badKey: () => ({ toString: throwing('key') }),
  badNumber: () => ({ valueOf: throwing('number') }),
  chain, watched: () => watched('watched', chain()),
  watchedChild: (get) => Object.create(get('watched'), {
    text: { value: 8 }, 17: { value: 9, writable: true },
  }),
  watchedArray: () => watched('array', [1, 2, 3]),
  watchedFunction: () => watched('function', function(a) { return a; }),
  watchedKey: () => ({
    toString() { asked.push('toString'); return 'text'; },
    valueOf() { asked.push('valueOf'); return 17; },
  }),
  tree: () => ({ a: { a: { a: [1, { a: 1 }] } } }),
  lengthKey: () => 'length', protoKey: () => '__proto__', negative: () => -1,
  name: () => 'name',
  // Native code that calls script that calls native code that may throw.
  nested: () => nativeFunction('nested', ({ args }) => {
    const { exception, has } = run([step('napi_get_property', args[0], 'a'),
      step('napi_set_property', args[0], 'nested', args[1])]);
    if (has)
      throw exception;
    return args[1];
  }),
};

/** Lines are written program by program: a write each would take longer than
 * the programs themselves. */
let lines = [];
function flush() {
  console.log(lines.join('\n'));
  lines = [];
}

class Machine {
  constructor() {
    this.made = new Map();
  }

  get(kind) {
    if (!this.made.has(kind)) {
      const value = makers[kind]((k) => this.get(k));
      if (typeof value === 'object' && value !== null ||
          typeof value === 'function')
        label(value, kind);
      this.made.set(kind, value);
    }
    return this.made.get(kind);
  }

  argument(it) {
    if (typeof it !== 'object')
      return it;
    if ('v' in it)
      return this.get(it.v);
    if ('x' in it)
      return it.x;
    if ('o' in it)
      return out(it.o[0], it.o[1]);
    if ('big' in it)
      return BigInt(it.big);
    if ('d' in it)
      return typeof it.d === 'string' ? Number(it.d.split('/')[0]) /
        Number(it.d.split('/')[1]) : it.d;
    if ('u8' in it)
      return new Uint8Array(it.u8);
    if ('words' in it)
      return new BigUint64Array(it.words.map(BigInt));
    if ('A' in it)
      return it.A.map((kind) => this.get(kind));
    return 'P' in it ? it.P.map((d) => this.descriptor(d)) : NULL;
  }

  /** A name or value can be one that the program makes. */
  descriptor(it) {
    const copy = { ...it };
    for (const key of ['name', 'value'])
      if (it[key] && typeof it[key] === 'object')
        copy[key] = this.get(it[key].v);
    return copy;
  }

  execute(program) {
    asked = [];
    const steps = program.map(([name, args, nulls]) => {
      const it = step(name, ...args.map((a) => this.argument(a)));
      return nulls ? withNull(nulls, it) : it;
    });
    const { results, has, exception } = run(steps);
    this.promises = results.flatMap((r) => r.outputs).map((o) => o.value)
      .filter((it) => typeof it === 'object' && it instanceof Promise);
    results.forEach((r, i) => this.print(stepText(steps[i], r)));
    if (has)
      this.print(`exception ${text(exception)}`);
    if (asked.length > 0)
      this.print(`asked: ${asked.join(', ')}`);
    for (const kind of ['object', 'array', 'bare', 'frozen', 'sealed', 'fixed',
      'instance', 'sparse', 'bytes', 'tracking', 'clamped', 'derivedInstance',
      'frozenArray', 'setter', 'lengthy', 'wrapped', 'external', 'chain',
      'watchedChild'])
      if (this.made.has(kind))
        this.dump(kind, this.made.get(kind));
  }

  /** What became of the promises that the program saw. */
  async settle() {
    const states = this.promises.map(() => 'pending');
    this.promises.forEach((it, i) => then.call(it, (value) => {
      states[i] = `resolved ${text(value)}`;
    }, (reason) => {
      states[i] = `rejected ${text(reason)}`;
    }));
    for (let i = 0; i < 8; i++)
      await null;
    states.forEach((state) => this.print(`promise ${state}`));
  }

  dump(kind, object) {
    const parts = Reflect.ownKeys(object).map((key) => {
      const d = Object.getOwnPropertyDescriptor(object, key);
      return `${String(key)} ${'value' in d ? text(d.value) : 'accessor'} ` +
        [d.writable, d.enumerable, d.configurable].map(Number).join('');
    });
    const prototype = Object.getPrototypeOf(object);
    this.print(`= ${kind} ${Object.isExtensible(object)} ` +
      `${prototype === null ? 'null' : typeof prototype}: ${parts.join(', ')}`);
  }

  print(line) {
    // Where nothing is, an engine has a pointer or none.
    if (/^napi_get_\w+_info\(/.test(line) && / 0n /.test(`${line} `))
      line = line.replace(/NULL|pointer \w+/, 'no memory');
    // How a date or a native function reads is the engine's own.
    lines.push(line.replace(/(GMT\+0000) \([\w ]+\)/g, '$1').replace(
      /"(?:[^"\\]|\\.)*\[native code\](?:[^"\\]|\\.)*"( \(\d+\))?/g,
      '[native code]'));
  }
}

/** Runs programs in order from number `start`, and prints what each did. */
async function executeAll(programs, start) {
  for (let i = start; i < programs.length; i++) {
    lines.push(`@${i}`);
    flush();
    const machine = new Machine();
    try {
      if (programs[i].some(([name]) => /instance_data/.test(name)))
        quiet('napi_set_instance_data', NULL, NULL, NULL);
      machine.execute(programs[i]);
    } catch (error) {
      lines.push(`the program itself failed ${text(error)}`);
    }
    if (machine.promises && machine.promises.length > 0)
      await machine.settle();
    if (i % 50 === 49)
      gc();
  }
  flush();
}

if (require.main === module) {
  executeAll(require(process.argv[3]), Number(process.argv[4] || 0)).then(() =>
    console.log('@end', typeof api.run, typeof native));
}

module.exports = { executeAll };
