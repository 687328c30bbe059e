// SPDX-License-Identifier: MIT
// Calls Node-API functions through the driver and prints what happened.
'use strict';

const natives = {
  toString: Object.prototype.toString,
  getPrototypeOf: Object.getPrototypeOf,
  hasOwn: Function.prototype.call.bind(Object.prototype.hasOwnProperty),
  keys: Reflect.ownKeys,
  stringify: JSON.stringify,
  isArray: Array.isArray,
  typedLength: Object.getOwnPropertyDescriptor(Object.getPrototypeOf(
    Uint8Array.prototype), 'length').get,
};

/** The topic's addon: its path is the script's first argument. */
const api = require(process.argv[2]);

/** Passes a NULL pointer where an argument is expected. */
const NULL = Symbol('NULL');

/** Stands for what the engine does not have. */
const ABSENT = Symbol('ABSENT');

/** What make() gives, or ABSENT where the engine refuses. */
function optional(make, name) {
  try {
    return label(make(), name);
  } catch {
    return ABSENT;
  }
}

class Token {
  constructor(id) {
    this.id = id;
  }
}

class Output {
  constructor(step, nth) {
    this.step = step;
    this.nth = nth;
  }
}

const labels = new WeakMap();

/** Names an object, so that printing it neither walks it nor calls a trap. */
function label(object, name) {
  labels.set(object, name);
  return object;
}

const engineIndependent = new Set(['Maximum BigInt size exceeded']);

label(api, 'addon');
label(globalThis, 'global');
for (const name of ['Object', 'Function', 'Array', 'String', 'Number',
  'Boolean', 'Symbol', 'BigInt', 'Error', 'TypeError', 'RangeError', 'Date',
  'SyntaxError', 'RegExp', 'Promise', 'ArrayBuffer', 'SharedArrayBuffer',
  'Uint8Array', 'Float64Array', 'BigInt64Array', 'DataView', 'Map', 'Set',
  'WeakMap', 'Int8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array',
  'Int32Array', 'Uint32Array', 'Float32Array', 'BigUint64Array']) {
  label(globalThis[name], name);
  label(globalThis[name].prototype, `${name}.prototype`);
}

/** Engine-made errors show their type alone; others also their message. */
function errorText(error) {
  const own = natives.hasOwn(error, 'code');
  const base = natives.toString.call(error);
  const prefix = base === '[object Error]' ? '' : base + ' ';
  if (own || /^test/.test(error.message) ||
      engineIndependent.has(error.message))
    return `${prefix}${error.name}${own ? ` [${text(error.code)}]` : ''}: ` +
      natives.stringify(error.message);
  return `${prefix}${error.name}`;
}

function listText(list, depth, all = list.length) {
  const shown = [];
  const length = Math.min(all, 40);
  for (let i = 0; i < length; i++)
    shown.push(i in list ? text(list[i], depth + 1) : 'hole');
  if (all > length)
    shown.push(`… ${all} in all`);
  return `[${shown.join(', ')}]`;
}

function bufferText(value, tag, depth) {
  if (value instanceof DataView)
    return `DataView(${value.byteOffset}, ${value.byteLength})`;
  if (ArrayBuffer.isView(value)) {
    const length = natives.typedLength.call(value);
    return `${tag}(${value.byteOffset}, ${length}) ` +
      listText(value, depth, length);
  }
  return `${tag}(${value.byteLength}) ` +
    listText(value.detached ? [] : new Uint8Array(value), depth);
}

/** The primitive in a Number, String … object; else the object. */
function boxed(value) {
  for (const { prototype } of [Number, String, Boolean, Symbol, BigInt])
    try {
      return prototype.valueOf.call(value);
    } catch {
      // Not one of these.
    }
  return value;
}

/** The text of a built-in object, or undefined when it is none. */
function builtInText(value, tag, depth) {
  if (value instanceof Error || tag === 'Error')
    return errorText(value);
  if (natives.isArray(value))
    return depth > 3 ? 'Array' : listText(value, depth);
  if (tag === 'Promise')
    return 'Promise';
  try {
    if (tag.endsWith('ArrayBuffer') || ArrayBuffer.isView(value))
      return bufferText(value, tag, depth);
    if (tag === 'Date')
      return `Date(${value.getTime()})`;
  } catch {
    // It only inherits from one.
  }
  return undefined;
}

/** What engines give to their errors, which need not look like one. */
const ofErrors = new Set(['stack', 'line', 'column', 'sourceURL']);

function objectText(value, depth) {
  const tag = natives.toString.call(value).slice(8, -1);
  const builtIn = builtInText(value, tag, depth);
  if (builtIn !== undefined)
    return builtIn;
  if (typeof boxed(value) !== 'object')
    return `${tag}(${text(boxed(value))})`;
  const prototype = natives.getPrototypeOf(value);
  const own = natives.keys(value).filter((key) => !ofErrors.has(key));
  const parts = depth > 3 ? ['…'] : own.map((key) => {
    const d = Object.getOwnPropertyDescriptor(value, key);
    const name = typeof key === 'symbol' ? `[${String(key)}]` : key;
    return 'value' in d ? `${name}: ${text(d.value, depth + 1)}` :
      `${name}: accessor`;
  });
  const kind = prototype === null ? 'null-prototype ' :
    prototype === Object.prototype ? '' :
      `${prototype.constructor ? prototype.constructor.name : '?'} `;
  return `${kind}{${parts.join(', ')}}`;
}

function longText(string) {
  return string.length <= 120 ? string :
    `${string.slice(0, 50)}…${string.slice(-20)} (${string.length})`;
}

/** A deterministic line for any value. */
function text(value, depth = 0) {
  switch (typeof value) {
    case 'string':
      return longText(natives.stringify(value));
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return longText(String(value)) + 'n';
    case 'symbol':
      return value === NULL ? 'NULL' : String(value);
    case 'function':
      return labels.has(value) ? `<${labels.get(value)}>` :
        `[function ${value.name}]`;
    case 'object':
      if (value === null)
        return 'null';
      return labels.has(value) ? `<${labels.get(value)}>` :
        objectText(value, depth);
    default:
      return String(value);
  }
}

/** One call of a program; `nulls` are C argument positions, 0 is the env. */
function step(name, ...args) {
  return { name, args, nulls: [] };
}

/** The same step with NULL at these C argument positions. */
function withNull(positions, it) {
  return { name: it.name, args: it.args, nulls: positions };
}

/** The nth output of an earlier step of the same program. */
function out(stepIndex, nth = 0) {
  return label(new Output(stepIndex, nth), `#${stepIndex + 1}`);
}

const OUTPUTS = 'VBIUQGFZXTJORHKEyNa';
const BOTH = 'yNa';
const isOutput = (kind) => OUTPUTS.includes(kind);
const isInput = (kind) => !isOutput(kind) || BOTH.includes(kind);

function outputPosition(it, nth) {
  const signature = api.signatures[it.name];
  for (let i = 0; i < signature.length; i++)
    if (isOutput(signature[i]) && nth-- === 0)
      return i + 1;
  throw new Error(`${it.name} has no such output`);
}

/** The form in which the driver takes a step. */
function encoded(it, all) {
  const signature = api.signatures[it.name];
  if (signature === undefined)
    throw new Error(`the driver does not know ${it.name}`);
  const sources = [];
  const inputs = [];
  let mask = 0;
  let next = 0;
  for (const position of it.nulls)
    mask |= 1 << position;
  for (let i = 0; i < signature.length; i++) {
    if (!isInput(signature[i]))
      continue;
    const arg = it.args[next++];
    let source = [-1, 0];
    if (arg === NULL)
      mask |= 1 << (i + 1);
    else if (typeof arg === 'object' && arg !== null && labels.has(arg) &&
             labels.get(arg)[0] === '#')
      source = [arg.step, outputPosition(all[arg.step], arg.nth)];
    sources.push(...source);
    inputs.push('rhkD'.includes(signature[i]) && source[0] < 0 &&
      arg !== NULL ? arg.id : arg);
  }
  // NULLs behind the inputs stand for outputs, in order.
  for (let nth = 0; next < it.args.length && it.args[next] === NULL; next++)
    mask |= 1 << outputPosition(it, nth++);
  if (next !== it.args.length)
    throw new Error(`${it.name} takes ${next} inputs`);
  return [it.name, mask, sources, ...inputs];
}

const kindNames = {
  T: ['undefined', 'null', 'boolean', 'number', 'string', 'symbol', 'object',
    'function', 'external', 'bigint'],
  J: ['int8', 'uint8', 'uint8_clamped', 'int16', 'uint16', 'int32', 'uint32',
    'float32', 'float64', 'bigint64', 'biguint64', 'float16'],
};

/** What an output holds: its text, and the value where there is one. */
function decodedOutput([tag, value], kind) {
  switch (tag) {
    case 'value':
      if (kind in kindNames)
        return { text: kindNames[kind][value], value };
      return { text: text(value), value };
    case 'token':
      return { text: 'token', value: label(new Token(value), 'token') };
    case 'bytes':
      return { text: text(value), value };
    case 'pointer':
      return { text: `pointer ${value}`, value };
    default:
      return { text: tag === 'null' ? 'NULL' : `(${tag})` };
  }
}

function decodedStep(it, raw) {
  const kinds = [...api.signatures[it.name]].filter(isOutput);
  return {
    status: raw.status,
    message: raw.message,
    pending: raw.pending,
    outputs: raw.outputs.map((o, i) => decodedOutput(o, kinds[i])),
  };
}

function stepText(it, result) {
  const nulls = it.nulls.length ? ` with NULL at ${it.nulls.join(' ')}` : '';
  const parts = [result.status];
  if (result.message !== null)
    parts.push(natives.stringify(result.message));
  if (result.pending)
    parts.push('pending');
  for (const [nth, output] of result.outputs.entries())
    // Whether a string's characters were copied is up to the engine.
    if (nth === 1 && it.name.includes('external_string') &&
        typeof output.value === 'boolean')
      parts.push('copied or not');
    else if (output.text !== '(none)')
      parts.push(output.text);
  const args = it.args.map((arg) => text(arg)).join(', ');
  return `${it.name}(${args})${nulls}: ${parts.join(' ')}`;
}

/** Runs the steps in one native frame; returns results and exception. */
function run(steps) {
  const raw = api.run(steps.map((it) => encoded(it, steps)));
  const results = raw.steps.map((r, i) => decodedStep(steps[i], r));
  const has = natives.hasOwn(raw, 'exception');
  return { results, has, exception: raw.exception };
}

/** Runs and prints a program under a title. */
function program(title, ...steps) {
  const it = run(steps);
  console.log(`${title}:`);
  it.results.forEach((r, i) =>
    console.log(`  ${i + 1} ${stepText(steps[i], r)}`));
  if (it.has)
    console.log(`  exception ${text(it.exception)}`);
  return it;
}

/** Runs and prints one step; returns its outputs' values. */
function show(it) {
  if (it.args.includes(ABSENT)) {
    console.log(`${it.name}: not in this engine`);
    return [];
  }
  const { results, has, exception } = run([it]);
  console.log(stepText(it, results[0]) +
    (has ? ` exception ${text(exception)}` : ''));
  return results[0].outputs.map((o) => o.value);
}

/** Runs and prints one call; returns the first output that has a value. */
function call(name, ...args) {
  return show(step(name, ...args)).find((value) => value !== undefined);
}

/** Like call, without printing; a failure is an error of the test. */
function quiet(name, ...args) {
  const { results, has, exception } = run([step(name, ...args)]);
  if (results[0].status !== 'napi_ok' || has)
    throw new Error(`${name}: ${results[0].status} ${text(exception)}`);
  return results[0].outputs.map((o) => o.value)
    .find((value) => value !== undefined);
}

/** Registers a script function for the "script" callback; gives its data. */
function native(callback) {
  return api.callbacks.push(callback) - 1;
}

/** A native function that calls the script's function with its facts. */
function nativeFunction(name, callback) {
  return quiet('napi_create_function', name, -1, 'script', native(callback));
}

/** Prints what a piece of script returns or throws. */
function attempt(title, action) {
  let line;
  try {
    line = text(action());
  } catch (error) {
    line = `throws ${text(error)}`;
  }
  console.log(`${title}: ${line}`);
}

/** Overwrites what the stack may still hold, for collectors that scan it. */
function scrub(depth = 50) {
  for (let i = 0; i < 4 && depth === 50; i++) {
    quiet('napi_create_external', 1, NULL, NULL);
    quiet('napi_create_function', 'f', -1, 'null', 0);
    quiet('napi_create_arraybuffer', 8);
    run([step('napi_create_reference', {}, 0),
      step('napi_get_reference_value', out(0)),
      step('napi_delete_reference', out(0))]);
  }
  return depth === 0 ? 0 : 1 + scrub(depth - 1);
}

/** Collects garbage, and lets the loop turn, until the check holds. */
async function collect(check, rounds = 20) {
  for (let i = 0; i < rounds; i++) {
    gc();
    await new Promise((resolve) => setImmediate(resolve));
    if (check && check())
      return true;
  }
  return !check;
}

const finalizerCalls = [];
const noteFinalized = () => finalizerCalls.push(
  ...api.takeFinalized().split(' ').filter(Boolean));

/** Waits for these "log" finalizers ("data/hint"); gives all that came. */
async function finalized(...expected) {
  await collect(() => {
    noteFinalized();
    return expected.every((it) => finalizerCalls.includes(it));
  });
  return wasFinalized(...expected);
}

/** Which of these finalizers have run, as often as they have. */
function wasFinalized(...expected) {
  noteFinalized();
  return finalizerCalls.filter((it) => expected.includes(it)).sort().join(' ');
}

/** Ends the test with an error unless the promise of the whole is kept. */
function main(action) {
  action().catch((error) => {
    console.log('test failed', error && error.stack || error);
    process.exit(1);
  });
}

module.exports = {
  ABSENT, api, NULL, Output, Token, attempt, call, collect, finalized, isInput,
  isOutput, label, main, native, nativeFunction,
  optional, out, program, quiet, run,
  scrub, show, step, stepText, text, wasFinalized, withNull,
};
