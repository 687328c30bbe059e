// SPDX-License-Identifier: MIT
// Every function: NULL at each place, wrong types, a pending exception.
'use strict';
const { api, isInput, isOutput, label, NULL, quiet, run, step, stepText, text,
  withNull } = require('../harness.js');
const skipped = new Set(require('./node-crashes.js'));

const shared = label(new SharedArrayBuffer(16), 'shared');
const subjects = () => ({
  undefined, null: null, true: true, number: 5, NaN, string: 'text',
  symbol: Symbol('s'), bigint: 3n,
  object: label({ a: 1 }, 'object'), array: label([1, 2], 'array'),
  function: label(() => 1, 'function'),
  class: label(class Class {}, 'class'),
  buffer: label(new ArrayBuffer(16), 'buffer'),
  shared, bytes: label(new Uint8Array(16), 'bytes'),
  view: label(new DataView(new ArrayBuffer(16)), 'view'),
  date: label(Object.assign(new Date(0), { toString: () => 'a date' }), 'date'),
  promise: label(Promise.resolve(), 'promise'),
  error: label(new Error('test'), 'error'),
  proxy: label(new Proxy({}, {}), 'proxy'),
  external: label(quiet('napi_create_external', 5, NULL, NULL), 'external'),
});

/** A fitting first argument, and others, for a function. */
function fitting(name, kind, place) {
  const last = /(call_function|is_function)/.test(name) ? 'function' : 'object';
  switch (kind) {
    case 'v':
      if (/arraybuffer|typedarray_create|create_(typedarray|dataview)/
        .test(name))
        return name.includes('shared') ? 'shared' : 'buffer';
      if (/create_.*error/.test(name) || /run_script|symbol$/.test(name))
        return 'string';
      if (/typedarray|buffer_info/.test(name))
        return 'bytes';
      if (/dataview/.test(name))
        return 'view';
      if (/date/.test(name))
        return 'date';
      if (/bigint/.test(name))
        return 'bigint';
      if (/value_string/.test(name))
        return 'string';
      if (/value_bool/.test(name))
        return 'true';
      if (/get_value_external/.test(name))
        return 'external';
      if (/get_value/.test(name))
        return 'number';
      if (/array_length/.test(name))
        return 'array';
      if (/new_instance/.test(name) || (/instanceof/.test(name) && place === 1))
        return 'class';
      if (/property/.test(name) && place === 1)
        return 'string';
      if (/call_function/.test(name))
        return place === 1 ? last : 'object';
      return 'object';
    default:
      return undefined;
  }
}

const plain = {
  i: 1, u: 1, l: 5, L: 5, z: 1, d: 1.5, b: true, s: 'a', S: 'a', w: 'a',
  q: 'a', W: new BigUint64Array([1n]), p: 7, m: 16, c: 'null', f: 'log',
  n: 'log', A: ['x'], P: [{ utf8name: 'p', value: 1 }],
  t: new BigUint64Array([1n, 2n]), j: 0, y: 32, N: 1, a: 1,
};

/** Live tokens for references, scopes and deferreds, made anew. */
function token(kind) {
  switch (kind) {
    case 'r':
      return quiet('napi_create_reference', label({}, 'referenced'), 1);
    case 'D': {
      const { outputs } = run([step('napi_create_promise')]).results[0];
      outputs[1].value.catch(() => {});
      return outputs[0].value;
    }
    default:
      return NULL;
  }
}

function fit(name) {
  const values = subjects();
  const args = [];
  let place = 0;
  for (const kind of api.signatures[name]) {
    if (!isInput(kind))
      continue;
    if (kind === 'v')
      args.push(values[fitting(name, kind, place)]);
    else
      args.push(kind in plain ? plain[kind] : token(kind));
    place++;
  }
  if (/create_external_(array|shared)/.test(name))
    args[1] = 16;
  if (name === 'napi_get_all_property_names')
    args[2] = 2;
  if (name === 'napi_create_external_buffer')
    args[0] = 16;
  return args;
}

/** Prints the title first: a crash of the oracle names its case. */
function attempt(title, steps, at = 0) {
  if (skipped.has(title)) {
    const it = process.env.CONFORMANCE_ORACLE ? undefined : run(steps);
    const fails = !it || it.results[0].status !== 'napi_ok' || it.has;
    console.log(`${title}: ${fails ? 'no success' : 'ok'}, Node crashes`);
    return;
  }
  const { results, has, exception } = run(steps);
  let shown = stepText({ ...steps[at], args: [] }, results[at])
    .replace(/^[^)]*\)( with NULL at [0-9 ]*)?: /, '');
  // How much memory an engine counts, and what is in new memory, is its own.
  if (/^napi_(adjust_external_memory|create_buffer\b)/.test(title))
    shown = shown.replace(/ -?[0-9]+n| \[.*\]/, ' …');
  console.log(`${title}: ${shown}` +
    (has && at === 0 ? ` exception ${text(exception)}` : ''));
}

/** Sizes out of range that read no memory they must not read. */
function oddSizes(name, kind, next) {
  const signature = api.signatures[name];
  if (/[AP]/.test(next))
    return [0];
  if (kind === 'i')
    return [0, -1, 99, -2147483648, 2147483647];
  if (/[sSwq]z/.test(signature))
    return [0, -1, -2, 2147483648, 2 ** 40];
  if (/[APWmS]/.test(signature))
    return [0];
  if (/create_(shared)?(array)?buffer$/.test(name) || /view|typed/.test(name))
    return [0, 100];
  return [0, -1, -2, 100, 2 ** 40];
}

const scopes = /handle_scope|escape_handle/;
for (const name of Object.keys(api.signatures)) {
  if (scopes.test(name))
    continue;
  const signature = api.signatures[name];
  const pointers = [0];
  for (let i = 0; i < signature.length; i++)
    if (!'iulLzdb'.includes(signature[i]))
      pointers.push(i + 1);
  attempt(name, [step(name, ...fit(name))]);
  for (const position of pointers)
    attempt(`${name} NULL at ${position}`,
      [withNull([position], step(name, ...fit(name)))]);
  attempt(`${name} all NULL`, [withNull(pointers.slice(1),
    step(name, ...fit(name)))]);
  attempt(`${name} really all NULL`, [withNull(pointers,
    step(name, ...fit(name)))]);
  if (!/is_exception_pending|get_and_clear/.test(name)) {
    attempt(`${name} pending`, [step('napi_throw_error', NULL, 'test'),
      step(name, ...fit(name))], 1);
    for (const position of pointers)
      attempt(`${name} pending and NULL at ${position}`,
        [step('napi_throw_error', NULL, 'test'),
          withNull([position], step(name, ...fit(name)))], 1);
  }
  // Each value of each other type.
  let place = 0;
  for (const [i, kind] of [...signature].entries()) {
    if (!isInput(kind))
      continue;
    if (kind === 'v')
      for (const other of Object.keys(subjects())) {
        const args = fit(name);
        args[place] = subjects()[other];
        attempt(`${name} with ${other} at ${place}`, [step(name, ...args)]);
      }
    // Sizes, counts and enums out of range.
    if (/[iz]/.test(kind) && !/property_names/.test(name))
      for (const other of oddSizes(name, kind, signature[i + 1])) {
        const args = fit(name);
        args[place] = other;
        attempt(`${name} with ${args[place]} at ${place}`,
          [step(name, ...args)]);
      }
    place++;
  }
}
console.log(isOutput('V'), Object.keys(api.signatures).length);
