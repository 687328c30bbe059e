// SPDX-License-Identifier: MIT
// Promises: deferreds resolved and rejected, thenables, order, is_promise.
'use strict';
const { call, label, main, NULL, out, program, quiet, run, show, step, text,
  withNull } = require('../harness.js');

/** A deferred and its promise. */
function deferred() {
  const { results } = run([step('napi_create_promise')]);
  return results[0].outputs.map((o) => o.value);
}
async function settled(promise) {
  try {
    return `fulfilled ${text(await promise)}`;
  } catch (error) {
    return `rejected ${text(error)}`;
  }
}

main(async () => {
  show(step('napi_create_promise'));
  show(withNull([0], step('napi_create_promise')));
  show(withNull([1], step('napi_create_promise')));
  show(withNull([2], step('napi_create_promise')));
  const [, plain] = deferred();
  console.log(plain instanceof Promise, Object.getPrototypeOf(plain) ===
    Promise.prototype, text(Reflect.ownKeys(plain)));

  const values = [undefined, null, 5, 'text', Symbol('s'), 3n,
    label({}, 'object'), new Error('test'), label(() => 1, 'function'),
    Promise.resolve('inner'), Promise.reject(new Error('test inner')),
    label({ then(resolve) { resolve('from then'); } }, 'thenable'),
    label({ then(_, reject) { reject(5); } }, 'rejecting thenable'),
    label({ get then() { throw new Error('test get then'); } }, 'bad then'),
    label({ then: 5 }, 'then is no function')];
  for (const value of values)
    for (const verb of ['resolve', 'reject']) {
      const [token, promise] = deferred();
      show(step(`napi_${verb}_deferred`, token, value));
      console.log(await settled(promise));
    }
  for (const verb of ['resolve', 'reject']) {
    const [token, promise] = deferred();
    call(`napi_${verb}_deferred`, token, NULL);
    show(withNull([0], step(`napi_${verb}_deferred`, token, 5)));
    program('with an exception pending', step('napi_throw_error', NULL,
      'test'), step(`napi_${verb}_deferred`, token, 5),
    step('napi_create_promise'));
    call(`napi_${verb}_deferred`, token, 'after all');
    console.log(await settled(promise));
  }

  // Resolved with itself.
  const [own, promise] = deferred();
  call('napi_resolve_deferred', own, label(promise, 'itself'));
  console.log(await settled(promise));

  // In one frame, and reactions come later, in order.
  const order = [];
  const [first, firstPromise] = deferred();
  firstPromise.then(() => order.push('first'));
  Promise.resolve().then(() => order.push('tick'));
  quiet('napi_resolve_deferred', first, 1);
  order.push('sync');
  const [second, secondPromise] = deferred();
  secondPromise.then(() => order.push('second'), () => order.push('bad'));
  quiet('napi_resolve_deferred', second, 2);
  await new Promise((resolve) => setImmediate(resolve));
  console.log(order.join());
  program('made and resolved at once', step('napi_create_promise'),
    step('napi_resolve_deferred', out(0), 'now'));

  // is_promise.
  class Mine extends Promise {}
  for (const value of [Promise.resolve(), Mine.resolve(), (async () => 1)(),
    label({ then() {} }, 'thenable'), label(Object.create(Promise.prototype),
      'fake'), label(new Proxy(Promise.resolve(), {}), 'proxy'), 5, undefined,
    NULL, Promise, label(Promise.prototype, 'Promise.prototype')])
    call('napi_is_promise', value);
  show(withNull([0], step('napi_is_promise', 5)));
  show(withNull([2], step('napi_is_promise', 5)));

  // Deferreds live as long as they are needed.
  const many = [];
  for (let i = 0; i < 100; i++)
    many.push(deferred());
  gc();
  const all = Promise.all(many.map(([, p]) => p));
  many.forEach(([token], i) => quiet('napi_resolve_deferred', token, i));
  console.log((await all).reduce((a, b) => a + b));
});
