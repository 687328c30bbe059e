// SPDX-License-Identifier: MIT
// References: counts, strong and weak, every kind of value, per version.
'use strict';
const { api, call, collect, label, main, NULL, out, program, quiet, run, scrub,
  show, step, text, withNull } = require('../harness.js');

label(quiet('napi_create_external', 5, NULL, NULL), 'external');
const kinds = [undefined, null, true, 5, NaN, 'text', 3n, Symbol('s'),
  Symbol.for('registered'), Symbol.iterator, label({}, 'object'),
  label([1], 'array'), label(() => 1, 'arrow'), label(class A {}, 'class'),
  label(new Proxy({}, {}), 'proxy'), label(new Date(0), 'date'),
  label(Object.freeze({}), 'frozen'), label(Object.create(null), 'bare'),
  label(quiet('napi_create_external', 5, NULL, NULL), 'external'),
  label(Promise.resolve(), 'promise'), label(new ArrayBuffer(1), 'buffer'),
  label(new Error('test'), 'error'), label(Object('boxed'), 'String')];
for (const value of kinds)
  for (const count of [0, 1, 5]) {
    const { results } = program(`a reference of ${count} to ${text(value)}`,
      step('napi_create_reference', value, count));
    if (results[0].status !== 'napi_ok')
      continue;
    const ref = results[0].outputs[0].value;
    program('used', step('napi_get_reference_value', ref),
      step('napi_reference_ref', ref), step('napi_reference_ref', ref),
      step('napi_reference_unref', ref), step('napi_reference_unref', ref),
      step('napi_reference_unref', ref), step('napi_get_reference_value', ref),
      step('napi_reference_unref', ref), step('napi_delete_reference', ref));
  }
const object = label({}, 'object');
call('napi_create_reference', NULL, 1);
show(withNull([3], step('napi_create_reference', object, 1)));
show(withNull([0], step('napi_create_reference', object, 1)));
call('napi_create_reference', object, 4294967295);
const ref = quiet('napi_create_reference', object, 1);
for (const name of ['napi_reference_ref', 'napi_reference_unref',
  'napi_get_reference_value']) {
  call(name, NULL);
  show(withNull([0], step(name, ref)));
  show(withNull([2], step(name, ref)));
}
call('napi_delete_reference', NULL);
show(withNull([0], step('napi_delete_reference', ref)));
call('napi_reference_unref', ref);
call('napi_reference_unref', ref);
call('napi_reference_ref', ref);
program('with an exception pending', step('napi_throw_error', NULL, 'test'),
  step('napi_create_reference', object, 1), step('napi_reference_ref', ref),
  step('napi_reference_unref', ref), step('napi_get_reference_value', ref),
  step('napi_delete_reference', ref));
program('two references to one object', step('napi_create_reference', object,
  1), step('napi_create_reference', object, 0),
step('napi_get_reference_value', out(0)),
step('napi_get_reference_value', out(1)),
step('napi_delete_reference', out(0)),
step('napi_get_reference_value', out(1)),
step('napi_delete_reference', out(1)));

// Counts that overflow.
const refs = (...names) => names.map((name) =>
  step(`napi_${name}`, out(0)));
for (const value of [object, kinds[12], kinds[7], Symbol.for('r'), 5, 'text'])
  for (const count of [4294967294, 4294967295])
    program(`a count near its end of ${text(value)}`,
      step('napi_create_reference', value, count),
      ...refs('reference_unref', 'reference_ref', 'reference_ref',
        'get_reference_value', 'reference_ref', 'get_reference_value',
        'reference_unref', 'get_reference_value', 'reference_unref',
        'get_reference_value', 'reference_ref', 'reference_ref',
        'get_reference_value', 'reference_unref', 'reference_unref',
        'reference_unref', 'get_reference_value', 'delete_reference'));
const overflowed = label({}, 'overflowed');
const wrapped = quiet('napi_wrap', overflowed, 1, 'log', 7);
program('a wrap of which too many are', step('napi_reference_ref', wrapped),
  step('napi_reference_unref', wrapped),
  step('napi_get_reference_value', wrapped));

/** A reference to something nothing else holds. */
function loose(make, count) {
  return quiet('napi_create_reference', make(), count);
}
const gone = (token) => {
  const { results } = run([step('napi_get_reference_value', token)]);
  return results[0].outputs[0].text === 'NULL';
};

main(async () => {
  const makers = {
    'an object': () => ({ big: new Array(10) }),
    'an array': () => [1, 2, 3],
    'a function': () => () => 1,
    'a frozen object': () => Object.freeze({}),
    'a proxy': () => new Proxy({}, {}),
    'a date': () => new Date(),
    'an external': () => quiet('napi_create_external', 5, NULL, NULL),
    'a buffer': () => new ArrayBuffer(16),
    'a bound function': () => (() => 1).bind(),
    'a map': () => new Map(),
  };
  for (const [name, make] of Object.entries(makers)) {
    const several = [1, 2, 3, 4].map(() => loose(make, 0));
    const strong = loose(make, 1);
    const both = quiet('napi_get_reference_value', strong);
    const second = quiet('napi_create_reference', both, 0);
    scrub();
    // The stack may seem to hold one of them.
    const died = await collect(() => several.some(gone));
    const weak = several.find(gone) || several[0];
    console.log(name, 'weak', died,
      'strong', gone(strong), 'weak and strong', gone(second));
    program('a dead reference', step('napi_get_reference_value', weak),
      step('napi_reference_ref', weak), step('napi_reference_unref', weak),
      step('napi_delete_reference', weak));
    call('napi_delete_reference', second);
    call('napi_delete_reference', strong);
  }

  // Strong, then weak, then collected; weak, then strong, then kept.
  const first = loose(makers['an object'], 2);
  const { other, keeps } = ((object) => {
    const token = quiet('napi_create_reference', object, 0);
    return { other: token, keeps: run([step('napi_reference_ref', token)])
      .results[0] };
  })({});
  console.log('made strong', keeps.status, keeps.outputs[0].text);
  await collect();
  console.log(gone(first), gone(other));
  quiet('napi_reference_unref', first);
  await collect();
  console.log(gone(first));
  quiet('napi_reference_unref', first);
  console.log('collected', await collect(() => gone(first)));
  quiet('napi_reference_unref', other);
  console.log('collected', await collect(() => gone(other)));

  // Weak as long as the object lives, through many collections.
  const held = { list: [] };
  const tokens = [];
  for (let i = 0; i < 200; i++) {
    held.list.push({ i });
    tokens.push(quiet('napi_create_reference', held.list[i], 0));
  }
  for (let i = 0; i < 200; i++)
    gc();
  console.log(tokens.every((t, i) =>
    quiet('napi_get_reference_value', t).i === i));
  held.list.length = 100;
  // A collector that scans the stack may take a few for alive.
  const most = (list) => list.filter(gone).length >= list.length * 0.9;
  console.log('half', await collect(() => most(tokens.slice(100))),
    tokens.slice(0, 100).some(gone), held.list.length);
  for (const token of tokens)
    quiet('napi_delete_reference', token);

  // An object that reaches itself through a weak reference.
  const cycles = [1, 2, 3, 4].map(() => loose(() => {
    const a = {};
    a.b = { a };
    return a;
  }, 0));
  scrub();
  console.log('a cycle', await collect(() => cycles.some(gone)));
  console.log(api.takeFinalized() === '');
});
