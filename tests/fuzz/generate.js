// SPDX-License-Identifier: MIT
// Random programs of Node-API calls, from a seed; plain data, so that they can
// be written down, cut and run again.
'use strict';

/** A small generator of numbers that is the same everywhere. */
class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  below(n) {
    return this.next() % n;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  chance(percent) {
    return this.below(100) < percent;
  }
}

/** Values that a program can name; execute.js makes them. */
const kinds = ['undefined', 'null', 'true', 'false', 'zero', 'minusZero',
  'five', 'half', 'NaN', 'big', 'empty', 'text', 'index', 'surrogate', 'long',
  'symbol', 'registered', 'bigint', 'hugeBigint', 'object', 'child', 'bare',
  'array', 'sparse', 'frozen', 'sealed', 'fixed', 'accessors', 'arrow',
  'thrower', 'klass', 'native', 'nativeClass', 'instance', 'proxy',
  'throwingProxy', 'functionProxy', 'buffer', 'detached', 'shared',
  'resizable', 'bytes', 'doubles', 'bigints', 'view', 'date', 'error',
  'promise', 'boxed', 'map', 'nested', 'tracking', 'trackingView',
  'sharedBytes', 'sharedView', 'outOfBounds', 'detachedBytes', 'detachedView',
  'emptyBytes', 'clamped', 'floats', 'resizableFixed', 'external', 'wrapped',
  'tagged', 'generator', 'asyncFunction', 'bound', 'regexp', 'weakMap', 'set',
  'revoked', 'boxedNumber', 'boxedSymbol', 'derived', 'derivedInstance',
  'badDate', 'customError', 'errorProxy', 'arrayProxy', 'thenable',
  'argumentList', 'resizer', 'detacher', 'collector', 'caller', 'hasInstance',
  'nativeThrower', 'pending', 'rejected', 'frozenArray', 'lengthy', 'setter',
  'badKey', 'badNumber', 'tree', 'chain', 'watched', 'watchedChild',
  'watchedArray', 'watchedFunction', 'watchedKey'];
/** Their prototypes end with one of their own. */
const rooted = ['bare', 'chain', 'watched', 'watchedChild'];
const keys = ['text', 'index', 'symbol', 'registered', 'empty', 'surrogate',
  'five', 'half', 'minusZero', 'big', 'true', 'undefined', 'null', 'bigint',
  'object', 'array', 'bare', 'throwingProxy', 'boxed', 'five', 'zero',
  'lengthKey', 'protoKey', 'negative', 'badKey', 'boxedSymbol', 'name',
  'watchedKey'];
const objects = kinds.slice(kinds.indexOf('object'));
const callable = ['arrow', 'thrower', 'klass', 'native', 'nativeClass',
  'functionProxy', 'nested', 'generator', 'asyncFunction', 'bound', 'derived',
  'resizer', 'detacher', 'caller', 'hasInstance', 'nativeThrower',
  'watchedFunction'];
const buffers = ['buffer', 'detached', 'shared', 'resizable'];
const typed = ['bytes', 'doubles', 'bigints', 'tracking', 'sharedBytes',
  'outOfBounds', 'detachedBytes', 'emptyBytes', 'clamped', 'floats',
  'resizableFixed'];
const dataViews = ['view', 'trackingView', 'sharedView', 'detachedView'];

const strings = ['', 'a', 'ab', '0', '17', '-1', 'h\u00e9', '\u{1f600}x',
  'a\0b', 'length', 'prototype', 'constructor', 'x', 'code', '\ud800',
  'a somewhat longer text', 'text', '\udc00\ud800', '\u00ff\u0100', '1.5',
  'name', 'message', '__proto__', 'then', 'buffer'];
const numbers = [0, -0, 1, -1, 0.5, -1.5, 42, 255, 65536, 2147483647,
  -2147483648, 4294967295, 4294967296, 2 ** 53, -(2 ** 53), 1e21, 1e300,
  '0/0', '1/0', '-1/0'];
const bits = ['0', '1', '5', '255', '9223372036854775807',
  '9223372036854775808', '18446744073709551615', '4294967296'];
const scripts = ['1 + 1', '', 'this === globalThis', '({ a: 1 })', 'throw 5',
  'throw new TypeError("test script")', 'not valid', '"text"',
  '(() => 7)()', 'Object(3n)', 'Symbol.iterator', '[1, 2, 3]', 'var v = 1; v',
  'new.target', 'typeof undeclared', 'undeclared', '(class { static #p = 1; })',
  '\u2028 5', '"\ud800"', '(function f() { return f(); })()', '{}', '// none',
  'new Uint8Array([1, 2])', 'Promise.reject(1)'];

/** Not drawn: what differs by nature, has no end or outlives its program. */
const never = new Set(['napi_create_buffer', 'napi_adjust_external_memory',
  'napi_close_handle_scope', 'napi_close_escapable_handle_scope',
  'node_api_create_external_sharedarraybuffer']);
/** Drawn more often: without these a program stops early. */
const often = ['napi_get_and_clear_last_exception', 'napi_create_reference',
  'napi_call_function', 'napi_set_property', 'napi_get_property',
  'napi_define_properties', 'napi_wrap', 'napi_unwrap', 'napi_remove_wrap',
  'napi_get_all_property_names', 'napi_define_class', 'napi_new_instance',
  'napi_create_typedarray', 'napi_create_string_utf8',
  'napi_get_value_string_utf8', 'napi_get_and_clear_last_exception'];
/** NULL here is a crash of Node itself. */
const crashes = /resolve|reject|external_(array|shared)?buffer|buffer_copy/;

/** What these give may be used by all programs: no step may change it. */
const lasting = /last_exception|get_global|cb_info/;
/** What these leave on an object stays there, on one of all programs, too; so
 * they take what the program has made. */
const leaving = /^napi_(wrap|type_tag_object|add_finalizer)$/;

class Generator {
  constructor(signatures, random) {
    this.signatures = signatures;
    this.random = random;
    this.names = Object.keys(signatures).filter((n) => !never.has(n));
    this.names.push(...often.filter((n) => n in signatures));
  }

  program() {
    const maximum = this.random.chance(10) ? 40 : 14;
    this.steps = [];
    this.values = [];
    this.tokens = { R: [], E: [] };
    this.scopes = [];
    const count = 2 + this.random.below(maximum - 1);
    while (this.steps.length < count)
      this.addStep();
    while (this.scopes.length > 0)
      this.closeScope();
    return this.steps;
  }

  /** Values of this depth end with their scope. */
  closeScope() {
    const { at, kind } = this.scopes.pop();
    this.steps.push([kind === 'K' ? 'napi_close_escapable_handle_scope' :
      'napi_close_handle_scope', [{ o: [at, 0] }]]);
    this.values = this.values.filter((v) => v.depth <= this.scopes.length);
  }

  addStep() {
    if (this.scopes.length > 0 && this.random.chance(12))
      return this.closeScope();
    const name = this.random.pick(this.names);
    const signature = this.signatures[name];
    if (/^[rDk]/.test(signature) && !this.hasToken(signature[0]))
      return undefined;
    if (/open_.*scope/.test(name) && this.scopes.length > 3 ||
        /cb_info/.test(name) && this.scopes.length > 0)
      return undefined;
    const args = this.arguments(name, signature);
    const step = [name, args];
    if (this.random.chance(4) && !crashes.test(name))
      step.push(this.nulls(signature));
    this.noteOutputs(name, signature, step.length > 2);
    this.steps.push(step);
    return undefined;
  }

  hasToken(kind) {
    if (kind === 'k')
      return this.scopes.some((s) => s.kind === 'K');
    return this.tokens[kind === 'r' ? 'R' : 'E'].length > 0;
  }

  nulls(signature) {
    const places = [0];
    for (let i = 0; i < signature.length; i++)
      if ('vVBIUQGFZXTJOswt'.includes(signature[i]))
        places.push(i + 1);
    return [this.random.pick(places)];
  }

  noteOutputs(name, signature, partial) {
    const at = this.steps.length;
    let nth = 0;
    for (const kind of signature) {
      if (!'VBIUQGFZXTJORHKEyNa'.includes(kind))
        continue;
      // A reference of a wrap belongs to the wrap: it is only looked at.
      if (kind === 'V' && !partial && !lasting.test(name))
        this.values.push({ at, nth, depth: this.scopes.length -
          (name === 'napi_escape_handle' ? 1 : 0) });
      else if (kind === 'R' && !partial && name === 'napi_create_reference')
        this.tokens.R.push({ at, nth });
      else if (kind === 'E' && !partial)
        this.tokens.E.push({ at, nth });
      else if ((kind === 'H' || kind === 'K') && !partial)
        this.scopes.push({ at, kind });
      nth++;
    }
  }

  value(from = kinds) {
    if (this.values.length > 0 && this.random.chance(45)) {
      const { at, nth } = this.random.pick(this.values);
      return { o: [at, nth] };
    }
    return { v: this.random.pick(from) };
  }

  /** The only kinds that do where others show what is the engine's own: how
   * a date or a function reads, which names a built-in has. */
  fixed(name, place) {
    if (/_property_names/.test(name))
      return ['object', 'child', 'bare', 'array', 'sparse', 'accessors',
        'proxy', 'throwingProxy', 'instance', 'undefined', 'five', 'fixed',
        'boxed', 'index', 'bytes', 'arrayProxy', ...rooted];
    if (/property$/.test(name) && place === 1)
      return /named/.test(name) ? undefined : keys;
    if (/set_prototype/.test(name) && place === 1)
      return ['null', 'object', 'bare', 'child', 'undefined', 'five', 'chain',
        'watched'];
    // JavaScript makes no view of a detached buffer, V8's interface does.
    if (/create_typedarray|create_dataview|buffer_from_array/.test(name))
      return ['buffer', 'shared', 'resizable', 'object', 'bytes', 'null'];
    return undefined;
  }

  /** A value that no other program has. */
  own() {
    const made = this.values.filter(({ at }) => /_create_|new_instance/.test(
      this.steps[at][0]));
    if (made.length > 0 && this.random.chance(45)) {
      const { at, nth } = this.random.pick(made);
      return { o: [at, nth] };
    }
    return { v: this.random.pick(this.random.chance(20) ? kinds : objects) };
  }

  /** A fitting value more often than not. */
  fitting(name, place) {
    const r = this.random;
    if (leaving.test(name) && place === 0)
      return this.own();
    const fixed = this.fixed(name, place);
    if (fixed)
      return { v: r.pick(fixed) };
    if (r.chance(20))
      return this.value();
    if (/call_function|instanceof/.test(name) && place === 1 ||
        /new_instance/.test(name))
      return this.value(r.chance(1) ? ['collector'] : callable);
    if (/is_/.test(name))
      return this.value();
    if (/arraybuffer|create_typedarray|create_dataview/.test(name))
      return { v: r.pick(buffers) };
    if (/typedarray|buffer_info/.test(name))
      return { v: r.pick(/buffer_info/.test(name) ? [...typed, ...dataViews] :
        typed) };
    if (/dataview/.test(name))
      return { v: r.pick(dataViews) };
    if (/run_script/.test(name))
      return { x: r.pick(scripts) };
    if (/string|create_.*error|create_symbol/.test(name) && r.chance(50))
      return { x: r.pick(strings) };
    if (/string|create_.*error|create_symbol/.test(name))
      return { v: r.pick(['empty', 'text', 'index', 'surrogate', 'long']) };
    if (/bigint/.test(name))
      return { v: r.pick(['bigint', 'hugeBigint']) };
    if (/date/.test(name))
      return { v: r.pick(['date', 'badDate']) };
    if (/get_value|coerce/.test(name))
      return { v: r.pick(['five', 'half', 'NaN', 'big', 'minusZero',
        'badNumber', 'text', 'index']) };
    if (/propert|element|wrap|tag|freeze|seal|prototype|finalizer/.test(name))
      return place === 0 ? this.value(objects) : this.value();
    return this.value();
  }

  take(list, once) {
    const token = this.random.pick(list);
    if (once)
      list.splice(list.indexOf(token), 1);
    return { o: [token.at, token.nth] };
  }

  string() {
    if (this.random.chance(8))
      return { u8: [...Array(1 + this.random.below(6))].map(() =>
        1 + this.random.below(255)) };
    return this.random.pick(strings);
  }

  /** In a class each name once: V8 does not define what twice would be. */
  descriptors(name) {
    const names = ['a', 'ab', 'h\u00e9', '\u{1f600}x', 'length',
      'x', 'code', '0', '-0', '1.5', '17', 'text', '4294967295',
      { v: 'symbol' }, { v: 'registered' }, { v: 'surrogate' }];
    const once = name === 'napi_define_class';
    return [...Array(this.random.below(4))].map(() => {
      const r = this.random;
      const at = r.below(names.length);
      const [utf8name] = once ? names.splice(at, 1) : [names[at]];
      const it = { attributes: r.below(8) + (r.chance(30) ? 1024 : 0) };
      if (typeof utf8name === 'object' || r.chance(20))
        it.name = utf8name;
      else
        it.utf8name = utf8name;
      if (!once && r.chance(3))
        it.name = { v: r.pick(['five', 'undefined', 'object']) };
      switch (r.below(name === 'napi_define_class' ? 4 : 3)) {
        case 0:
          it.method = r.pick(['null', 'self', 'first', 'throw']);
          break;
        case 1:
          it.getter = r.pick(['null', 'self', 'throw']);
          if (r.chance(50))
            it.setter = r.pick(['null', 'throw']);
          break;
        default:
          it.value = once || r.chance(50) ? r.pick([1, 'text', true, 2.5]) :
            { v: r.pick(kinds) };
      }
      return it;
    });
  }

  /** Sizes that go with memory are made together with it. */
  arguments(name, signature) {
    const r = this.random;
    const args = [];
    let place = 0;
    for (let i = 0; i < signature.length; i++) {
      const kind = signature[i];
      if ('VBIUQGFZXTJORHKE'.includes(kind))
        continue;
      if (kind === 'v')
        args.push(/_object_with_/.test(name) ? { v: r.pick(['null', 'object',
          'array', 'bare']) } : this.fitting(name, place));
      else
        this.push(name, kind, signature[i + 1], args, i);
      place++;
    }
    return args;
  }

  push(name, kind, next, args) {
    const r = this.random;
    switch (kind) {
      case 'i':
        args.push(/names/.test(name) ? (args.length === 1 ?
          (rooted.includes(args[0].v) ? r.below(2) : 1) :
          r.below(args.length === 2 ? 33 : 3)) :
          /typed/.test(name) ? r.below(14) - 1 : r.pick([0, 1, -1, 5, 70000]));
        break;
      case 'u':
        // Nobody counts references up to where the count begins anew.
        args.push(r.pick(/reference/.test(name) ? [0, 1, 2, 7] :
          [0, 1, 2, 3, 7, 4294967294, 4294967295]));
        break;
      case 'l': case 'L':
        args.push({ big: r.pick(bits) });
        break;
      case 'd':
        args.push({ d: r.pick(numbers) });
        break;
      case 'b':
        args.push(r.chance(50));
        break;
      case 'z':
        args.push(this.size(name, next, args));
        break;
      case 's': case 'S': case 'w': case 'q':
        args.push(kind === 's' || kind === 'S' ? this.string() :
          r.pick(strings));
        break;
      case 'A':
        if (typeof args[args.length - 1] !== 'number')
          this.names2(args);
        else
          args.push({ A: [...Array(args[args.length - 1])].map(() =>
            r.pick(kinds)) });
        break;
      case 'P': {
        const list = this.descriptors(name);
        args[args.length - 1] = list.length;
        args.push({ P: list });
        break;
      }
      case 'W':
        args.push({ words: [...Array(Math.max(args[args.length - 1], 0))]
          .map(() => r.pick(bits)) });
        break;
      case 'c':
        args.push(r.pick(['null', 'self', 'first', 'throw']));
        break;
      case 'f': case 'n':
        // Node finalizes empty strings at once, whatever is pending.
        args.push(r.chance(60) && !/external_string/.test(name) ? 'log' :
          { n: 1 });
        break;
      case 'p':
        args.push(r.below(1000));
        break;
      case 'm':
        args.push(r.pick([1, 8, 64]));
        break;
      case 't':
        args.push({ words: [r.pick(bits), r.pick(bits)] });
        break;
      case 'r':
        args.push(this.take(this.tokens.R, /delete/.test(name)));
        break;
      case 'D':
        args.push(this.take(this.tokens.E, true));
        break;
      case 'j':
        args.push(0);
        break;
      case 'a':
        args.push(args[args.length - 1]);
        break;
      case 'k':
        args.push({ o: [r.pick(this.scopes.filter((s) => s.kind === 'K')).at,
          0] });
        break;
      case 'y':
        args.push(/words/.test(name) ? args[args.length - 1] * 8 :
          r.below(9) * 8);
        break;
      case 'N':
        args.push(r.below(5));
        break;
      default:
        throw new Error(`no arguments of kind ${kind}`);
    }
  }

  /** The two lists and the count of create_object_with_properties. */
  names2(args) {
    const count = args.length === 1 ? this.random.below(4) :
      args[1].A.length;
    args.push({ A: [...Array(count)].map(() => this.random.pick(
      args.length === 1 ? ['text', 'index', 'symbol', 'empty'] : kinds)) });
  }

  size(name, next, args) {
    const r = this.random;
    const last = args[args.length - 1];
    if (/value_string/.test(name))
      return /utf16/.test(name) ? last / 2 : last;
    if (next === 'A' || next === 'P' || next === 'W')
      return r.below(4);
    if (/_with_properties/.test(name))
      return last.A.length;
    if (typeof last === 'string')
      return r.pick([-1, last.length, Math.min(1, last.length), 0,
        2147483648]);
    if (last && last.u8)
      return r.below(last.u8.length + 1);
    if (/create_external/.test(name))
      return typeof last === 'number' ? r.below(last + 1) : 1;
    if (/buffer_copy/.test(name))
      return 0;
    return r.pick([0, 1, 2, 4, 8, 16, 17, 100]);
  }
}

/** Programs number `from` … of a seed. */
function programs(signatures, seed, from, count) {
  const list = [];
  for (let i = from; i < from + count; i++)
    list.push(new Generator(signatures, new Random(
      (Math.imul(seed, 0x9e3779b1) ^ Math.imul(i + 1, 0x85ebca6b)) >>> 0))
      .program());
  return list;
}

module.exports = { programs };
