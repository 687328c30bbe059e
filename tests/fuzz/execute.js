// SPDX-License-Identifier: MIT
// Runs written-down programs in any host: execute.js ADDON FILE [START].
'use strict';
const { api, label, NULL, native, nativeFunction, out, quiet, run, step,
  stepText, text, withNull } = require('../conformance/harness.js');

process.on('unhandledRejection', () => {});

// A host may make its Buffer late; here it is.
label(Object.getPrototypeOf(run([step('napi_create_buffer_copy', 1, 'x')])
  .results[0].outputs[1].value), 'Buffer.prototype');

// A program may reach these, and the next one must not feel it.
for (const name of ['Object', 'Function', 'Array', 'String', 'Number',
  'Boolean', 'Symbol', 'BigInt', 'Error', 'TypeError', 'RangeError',
  'SyntaxError', 'Date', 'Promise', 'ArrayBuffer', 'SharedArrayBuffer',
  'Uint8Array', 'Float64Array', 'BigInt64Array', 'DataView', 'Map']) {
  Object.freeze(globalThis[name]);
  Object.freeze(globalThis[name].prototype);
}
Object.freeze(Object.getPrototypeOf(Uint8Array));
Object.freeze(Object.getPrototypeOf(Uint8Array.prototype));

const throwing = (what) => () => {
  throw new Error(`test ${what}`);
};
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
  // Native code that calls script that calls native code that may throw.
  nested: () => nativeFunction('nested', ({ args }) => {
    const { exception, has } = run([step('napi_get_property', args[0], 'a'),
      step('napi_set_property', args[0], 'nested', args[1])]);
    if (has)
      throw exception;
    return args[1];
  }),
};

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
    return 'P' in it ? it.P : NULL;
  }

  execute(program) {
    const steps = program.map(([name, args, nulls]) => {
      const it = step(name, ...args.map((a) => this.argument(a)));
      return nulls ? withNull(nulls, it) : it;
    });
    const { results, has, exception } = run(steps);
    results.forEach((r, i) => this.print(stepText(steps[i], r)));
    if (has)
      this.print(`exception ${text(exception)}`);
    for (const kind of ['object', 'array', 'bare', 'frozen', 'sealed', 'fixed',
      'instance', 'sparse', 'bytes'])
      if (this.made.has(kind))
        this.dump(kind, this.made.get(kind));
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
    console.log(line.replace(/(GMT\+0000) \([\w ]+\)/g, '$1').replace(
      /"(?:[^"\\]|\\.)*\[native code\](?:[^"\\]|\\.)*"( \(\d+\))?/g,
      '[native code]'));
  }
}

/** Runs programs in order from number `start`, and prints what each did. */
function executeAll(programs, start) {
  for (let i = start; i < programs.length; i++) {
    console.log(`@${i}`);
    try {
      new Machine().execute(programs[i]);
    } catch {
      console.log('the program itself failed');
    }
    if (i % 50 === 49)
      gc();
  }
}

if (require.main === module) {
  executeAll(require(process.argv[3]), Number(process.argv[4] || 0));
  console.log('@end', typeof api.run, typeof native);
}

module.exports = { executeAll };
