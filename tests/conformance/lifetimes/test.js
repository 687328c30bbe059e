// SPDX-License-Identifier: MIT
// Finalizers and references that act on each other; one object in two envs;
// what a native function may return after a throw.
'use strict';
const { api, attempt, call, collect, label, main, NULL, program, quiet, run,
  scrub, step, text, withNull } = require('../harness.js');

// Return values.
attempt('thrown by itself', () => api.badReturn());
attempt('thrown by a script', () => api.badReturn(() => {
  throw new Error('test thrown');
}));
attempt('as a constructor', () => new api.badReturn());
attempt('thrown in a scope', () => api.scopedThrow(() => {
  throw new Error('test thrown');
}));
attempt('at once', () => typeof api.atOnce({}));

// The same addon once more, in an env of its own.
const holder = { exports: {} };
process.dlopen(holder, process.argv[2]);
const second = holder.exports;
const inSecond = (name, ...args) => {
  const raw = second.run([[name, args[1] === NULL ? 1 << 2 : 0,
    args.flatMap(() => [-1, 0]), ...args]]);
  const it = raw.steps[0];
  console.log('second', name, it.status, text(it.outputs),
    'exception' in raw ? text(raw.exception) : '');
};
console.log(second !== api, second.run !== api.run);
const object = label({}, 'object');
const tag = new BigUint64Array([1n, 2n]);
program('in the first', withNull([5], step('napi_wrap', object, 5, 'log', 6)),
  step('napi_type_tag_object', object, tag));
inSecond('napi_unwrap', object);
inSecond('napi_check_object_type_tag', object, tag);
inSecond('napi_type_tag_object', object, tag);
inSecond('napi_wrap', object, 7, 'log', 8);
inSecond('napi_remove_wrap', object);
call('napi_unwrap', object);
inSecond('napi_get_instance_data');
call('napi_set_instance_data', 11, NULL, NULL);
inSecond('napi_get_instance_data');
const external = quiet('napi_create_external', 9, NULL, NULL);
inSecond('napi_get_value_external', external);
const Native = quiet('napi_define_class', 'Native', -1, 'self', 0, 1,
  [{ utf8name: 'm', method: 'self' }]);
inSecond('napi_instanceof', new Native(), Native);
console.log(second.run([['napi_throw_error', 1 << 1, [-1, 0, -1, 0], '',
  'test']]).exception.message, 'then the first:',
run([step('napi_is_exception_pending')]).results[0].outputs[0].value);

const numbers = () => api.numbers();
const [FINALIZED, AGAIN, DELETED, ALIVE, COUNTED, RIVALS] = [0, 1, 2, 3, 4, 5];
main(async () => {
  const basic = api.version > 10;
  const many = 20;
  (() => {
    for (let i = 0; i < many; i++)
      api.own({});
  })();
  scrub();
  await collect(() => numbers()[FINALIZED] >= many - 2);
  let now = numbers();
  console.log('references deleted in their own finalizers',
    now[FINALIZED] >= many - 2, now[FINALIZED] === now[DELETED],
    now[ALIVE] === many - now[FINALIZED]);

  (() => {
    for (let i = 0; i < many; i++)
      api.nested({}, {});
  })();
  scrub();
  await collect(() => numbers()[FINALIZED] >= 3 * many - 8);
  now = numbers();
  console.log('nested', now[FINALIZED] >= 3 * many - 8,
    now[ALIVE] === 3 * many - now[FINALIZED]);

  // Inside a collection nothing is made.
  if (!basic) {
    (() => {
      for (let i = 0; i < many; i++)
        api.more({});
    })();
    scrub();
    await collect(() => numbers()[AGAIN] >= many - 4);
    console.log('finalizers of what finalizers made',
      numbers()[AGAIN] >= many - 4);
  }
  const before = numbers()[AGAIN];
  (() => {
    for (let i = 0; i < many; i++)
      api.tracked();
  })();
  scrub();
  await collect(() => numbers()[AGAIN] - before >= many - 2);
  console.log('functions', numbers()[AGAIN] - before >= many - 2);

  (() => {
    for (let i = 0; i < many; i++)
      api.count({});
  })();
  scrub();
  await collect(() => numbers()[COUNTED] >= many - 2);
  console.log('counted in the instance data', numbers()[COUNTED] >= many - 2);

  // Node itself does not survive this inside a collection.
  if (basic)
    return;
  (() => {
    api.rivals({}, {});
  })();
  scrub();
  await collect(() => numbers()[RIVALS] > 0);
  await collect();
  console.log('rivals', numbers()[RIVALS]);
});
