// SPDX-License-Identifier: MIT
// Wraps, externals, finalizers, type tags.
'use strict';
const { api, attempt, call, collect, finalized, label, main, native, NULL, out,
  program, quiet, run, scrub, show, step, text, wasFinalized, withNull } =
  require('../harness.js');

const Native = quiet('napi_define_class', 'Native', -1, 'null', 0, 0, []);
const makers = {
  object: () => ({}), array: () => [], 'function': () => () => 1,
  'class': () => class A {}, proxy: () => new Proxy({}, {}),
  'throwing proxy': () => new Proxy({}, new Proxy({}, {
    get() { throw new Error('test trap'); } })),
  'function proxy': () => new Proxy(() => 1, {}),
  frozen: () => Object.freeze({}), sealed: () => Object.seal([1]),
  bare: () => Object.create(null), date: () => new Date(0),
  map: () => new Map(), promise: () => Promise.resolve(),
  buffer: () => new ArrayBuffer(4), bytes: () => new Uint8Array(4),
  error: () => new Error('test'), native: () => new Native(),
  boxed: () => Object('text'), regexp: () => /x/,
  arguments: () => (function() { return arguments; })(1),
};
const make = (name) => label(makers[name](), name);

for (const name of Object.keys(makers)) {
  const object = make(name);
  program(`wrap ${name}`, step('napi_unwrap', object),
    step('napi_wrap', object, 7, NULL, NULL, NULL),
    step('napi_unwrap', object), step('napi_wrap', object, 8, NULL, NULL,
      NULL), step('napi_unwrap', object), step('napi_remove_wrap', object),
    step('napi_unwrap', object), step('napi_remove_wrap', object),
    step('napi_wrap', object, 9, NULL, NULL, NULL),
    step('napi_unwrap', object), step('napi_remove_wrap', object));
  program(`tag ${name}`,
    step('napi_check_object_type_tag', object, new BigUint64Array([1n, 2n])),
    step('napi_type_tag_object', object, new BigUint64Array([1n, 2n])),
    step('napi_check_object_type_tag', object, new BigUint64Array([1n, 2n])),
    step('napi_check_object_type_tag', object, new BigUint64Array([1n, 3n])),
    step('napi_check_object_type_tag', object, new BigUint64Array([0n, 2n])),
    step('napi_type_tag_object', object, new BigUint64Array([1n, 2n])),
    step('napi_type_tag_object', object, new BigUint64Array([5n, 6n])));
}
console.log(text(Reflect.ownKeys(make('bare'))));
for (const value of [undefined, null, true, 5, 'text', Symbol('s'), 3n, NULL]) {
  call('napi_wrap', value, 7, NULL, NULL, NULL);
  call('napi_unwrap', value);
  call('napi_remove_wrap', value);
  call('napi_type_tag_object', value, new BigUint64Array([1n, 2n]));
  call('napi_check_object_type_tag', value, new BigUint64Array([1n, 2n]));
  call('napi_add_finalizer', value, 1, 'log', 2, NULL);
  call('napi_get_value_external', value);
}
const plain = label({}, 'plain');
for (let i = 0; i < 4; i++) {
  show(withNull([i], step('napi_check_object_type_tag', plain,
    new BigUint64Array(2))));
  show(withNull([i], step('napi_type_tag_object', label({}, 'untagged'),
    new BigUint64Array(2))));
}
for (const tag of [[0n, 0n], [0xffffffffffffffffn, 0xffffffffffffffffn],
  [0n, 1n], [0x8000000000000000n, 0n]]) {
  const tagged = label({}, 'tagged');
  call('napi_type_tag_object', tagged, new BigUint64Array(tag));
  for (const other of [[0n, 0n], tag, [tag[1], tag[0]]])
    call('napi_check_object_type_tag', tagged, new BigUint64Array(other));
}
const external = label(call('napi_create_external', 9, NULL, NULL),
  'external');
call('napi_type_tag_object', external, new BigUint64Array([1n, 2n]));
call('napi_check_object_type_tag', external, new BigUint64Array([1n, 2n]));
call('napi_check_object_type_tag', external, new BigUint64Array([2n, 2n]));

// NULL and pending.
show(withNull([0], step('napi_wrap', plain, 1, NULL, NULL, NULL)));
show(withNull([0], step('napi_unwrap', plain)));
show(withNull([2], step('napi_unwrap', plain)));
show(withNull([0], step('napi_remove_wrap', plain)));
call('napi_wrap', plain, NULL, NULL, NULL, NULL);
call('napi_unwrap', plain);
show(withNull([2], step('napi_remove_wrap', plain)));
call('napi_unwrap', plain);
program('with an exception pending', step('napi_throw_error', NULL, 'test'),
  step('napi_wrap', plain, 1, NULL, NULL, NULL), step('napi_unwrap', plain),
  step('napi_remove_wrap', plain),
  step('napi_create_external', 1, NULL, NULL),
  step('napi_type_tag_object', plain, new BigUint64Array(2)),
  step('napi_check_object_type_tag', plain, new BigUint64Array(2)),
  step('napi_get_value_external', external),
  step('napi_add_finalizer', plain, 1, 'log', 99, NULL));

// A wrap is on that object only.
const parent = label({}, 'parent');
const child = label(Object.create(parent), 'child');
const around = label(new Proxy(parent, {}), 'proxy of parent');
call('napi_wrap', parent, 3, NULL, NULL, NULL);
call('napi_unwrap', child);
call('napi_unwrap', around);
call('napi_wrap', child, 4, NULL, NULL, NULL);
call('napi_wrap', around, 5, NULL, NULL, NULL);
for (const object of [parent, child, around])
  call('napi_unwrap', object);
call('napi_type_tag_object', parent, new BigUint64Array([1n, 1n]));
for (const object of [parent, child, around])
  call('napi_check_object_type_tag', object, new BigUint64Array([1n, 1n]));
class Derived extends Native {}
const derived = label(new Derived(), 'derived');
call('napi_wrap', derived, 6, NULL, NULL, NULL);
call('napi_unwrap', derived);
Object.freeze(derived);
call('napi_unwrap', derived);
Object.setPrototypeOf(parent, null);
call('napi_unwrap', parent);

// Nothing of this can be seen.
const seen = {};
call('napi_wrap', seen, 3, NULL, NULL, NULL);
call('napi_type_tag_object', seen, new BigUint64Array([1n, 1n]));
call('napi_add_finalizer', seen, 1, 'log', 98, NULL);
console.log(text(Reflect.ownKeys(seen)), text({ ...seen }),
  JSON.stringify(seen), text(Object.assign({}, seen)));
call('napi_unwrap', label({ ...seen }, 'a copy'));

// Externals.
for (const data of [0, 1, 65535]) {
  const made = call('napi_create_external', data, NULL, NULL);
  call('napi_get_value_external', label(made, 'made'));
  console.log(typeof made, text(Reflect.ownKeys(made)));
}
call('napi_get_value_external',
  label(quiet('napi_create_external', NULL, NULL, NULL), 'NULL external'));
show(withNull([0], step('napi_create_external', 1, NULL, NULL)));
show(withNull([4], step('napi_create_external', 1, 'log', NULL)));
show(withNull([0], step('napi_get_value_external', external)));
show(withNull([2], step('napi_get_value_external', external)));
for (const value of [5, label({}, 'object'), undefined, child])
  call('napi_get_value_external', value);
console.log(external === external, new Set([external]).has(external));
attempt('set on an external', () => {
  external.x = 1;
  return external.x;
});
attempt('sloppy set on an external', () => Function('e',
  'e.x = 1; return e.x')(external));

// add_finalizer.
show(withNull([0], step('napi_add_finalizer', plain, 1, 'log', 2)));
call('napi_add_finalizer', plain, 1, NULL, 2);
call('napi_add_finalizer', NULL, 1, 'log', 2);

function wrapped(data) {
  const object = {};
  run([withNull([5], step('napi_wrap', object, data, 'log', 1))]);
  return object;
}

const five = (from, hint) => [0, 1, 2, 3, 4].map((i) =>
  `${from + i}/${hint}`);

main(async () => {
  // Finalizers, once each.
  for (let i = 10; i < 15; i++)
    wrapped(i);
  scrub();
  console.log('wraps', await finalized(...five(10, 1)));
  for (let i = 20; i < 25; i++)
    quiet('napi_create_external', i, 'log', 2);
  scrub();
  console.log('externals', await finalized(...five(20, 2)));
  // Without a finalizer of their own, with one added, tagged, referred to.
  for (let i = 25; i < 30; i++)
    ((bare) => {
      run([withNull([5], step('napi_add_finalizer', bare, i, 'log', 3))]);
      call('napi_get_value_external', label(bare, 'bare'));
      program('a weak reference to it', step('napi_create_reference', bare, 0),
        step('napi_get_reference_value', out(0)),
        step('napi_delete_reference', out(0)));
      call('napi_check_object_type_tag', bare, new BigUint64Array([1n, 2n]));
      call('napi_type_tag_object', bare, new BigUint64Array([1n, 2n]));
      call('napi_check_object_type_tag', bare, new BigUint64Array([1n, 2n]));
    })(quiet('napi_create_external', i, NULL, NULL));
  scrub();
  console.log('bare externals', await finalized(...five(25, 3)));
  // Objects that an addon has made.
  for (let i = 15; i < 20; i++)
    ((made) => {
      run([withNull([5], step('napi_wrap', made, i, 'log', 4))]);
      call('napi_unwrap', label(made, 'made'));
      console.log(text(Reflect.ownKeys(made)), String(made),
        JSON.stringify(Object.assign(made, { a: 1 })),
        Object.getPrototypeOf(made) === Object.prototype,
        text(structuredClone(made)));
      Object.freeze(made);
      call('napi_unwrap', label(made, 'frozen'));
    })(quiet('napi_create_object'));
  scrub();
  console.log('made', await finalized(...five(15, 4)));
  for (let i = 30; i < 35; i++)
    ((object) => {
      for (let j = 0; j < 3; j++)
        run([withNull([5], step('napi_add_finalizer', object, i, 'log', j))]);
    })({});
  scrub();
  console.log('several on one object', await finalized(...five(30, 0),
    ...five(30, 1), ...five(30, 2)));

  // A reference from wrap: its own count, and deleted before or after.
  const ref = ((object) => {
    const token = quiet('napi_wrap', object, 40, 'log', 1);
    program('wrap gives a weak reference', step('napi_reference_ref', token),
      step('napi_reference_unref', token), step('napi_reference_unref',
        token));
    return token;
  })({});
  scrub();
  console.log('with reference', await finalized('40/1'));
  program('its dead reference', step('napi_get_reference_value', ref),
    step('napi_reference_ref', ref), step('napi_delete_reference', ref));
  ((object) => {
    const token = quiet('napi_wrap', object, 41, 'log', 1);
    call('napi_delete_reference', token);
  })({});
  scrub();
  await collect();
  console.log('deleted reference', wasFinalized('41/1'));

  // remove_wrap takes the finalizer with it.
  const removed = wrapped(42);
  call('napi_remove_wrap', removed);
  call('napi_unwrap', removed);
  run([withNull([5], step('napi_wrap', removed, 43, 'log', 1))]);
  call('napi_unwrap', removed);
  scrub();
  await collect();
  console.log('removed', wasFinalized('42/1', '43/1'), removed !== undefined);
  (() => {
    const object = wrapped(44);
    quiet('napi_remove_wrap', object);
    run([withNull([5], step('napi_add_finalizer', object, 45, 'log', 1))]);
  })();
  scrub();
  console.log('removed', await finalized('45/1'), wasFinalized('44/1'));

  // An add_finalizer reference that is deleted takes its finalizer away.
  (() => {
    const object = {};
    const token = quiet('napi_add_finalizer', object, 50, 'log', 1);
    call('napi_get_reference_value', token);
    quiet('napi_delete_reference', token);
    quiet('napi_add_finalizer', object, 51, 'log', 1);
  })();
  scrub();
  console.log('one of two', await finalized('51/1'), wasFinalized('50/1'));

  // Kept alive by a strong count.
  const strong = ((object) => {
    const token = quiet('napi_wrap', object, 60, 'log', 1);
    quiet('napi_reference_ref', token);
    return token;
  })({});
  scrub();
  await collect();
  console.log('held', wasFinalized('60/1'));
  quiet('napi_reference_unref', strong);
  console.log('let go', await finalized('60/1'));
  quiet('napi_delete_reference', strong);

  // Weakly held wraps are found as long as the object lives.
  const live = [];
  const names = [];
  for (let i = 0; i < 300; i++) {
    live.push({});
    run([withNull([5], step('napi_wrap', live[i], 1000 + i, 'log', 3))]);
    names.push(`${1000 + i}/3`);
    new Array(1000).fill(i);
  }
  await collect();
  console.log('all there', live.every((o, i) =>
    quiet('napi_unwrap', o) === 1000 + i), wasFinalized(...names));
  live.length = 0;
  scrub();
  await collect(() => wasFinalized(...names).split(' ').length >= 290);
  console.log('gone', wasFinalized(...names).split(' ').length >= 290);

  // Finalizers that run script (not inside GC of experimental modules).
  if (api.version <= 10) {
    const seenData = [];
    const index = native((data) => {
      seenData.push(data);
      run([step('napi_create_object')]);
    });
    for (let i = 70; i < 75; i++)
      (() => {
        run([withNull([5], step('napi_wrap', {}, i, 'script', index))]);
      })();
    scrub();
    await collect(() => seenData.length === 5);
    console.log('script finalizers', seenData.sort().join());
  }

  // A wrapped object reached only from its own property.
  (() => {
    const object = { self: null };
    object.self = object;
    run([withNull([5], step('napi_wrap', object, 80, 'log', 4))]);
  })();
  scrub();
  console.log('cycle', await finalized('80/4'));

  // Finalizers that are posted run once, on the loop.
  run([step('node_api_post_finalizer', 'log', 90, 91)]);
  console.log('not yet', wasFinalized('90/91'));
  console.log('posted', await finalized('90/91'));
  call('node_api_post_finalizer', NULL, 1, 2);
  show(withNull([0], step('node_api_post_finalizer', 'log', 1, 2)));
  program('posted with an exception pending',
    step('napi_throw_error', NULL, 'test'),
    step('node_api_post_finalizer', 'log', 92, 93));
  console.log('posted', await finalized('92/93'), wasFinalized('1/2'));
});
