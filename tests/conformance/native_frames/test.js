// SPDX-License-Identifier: MIT
// Frames of native code and script on top of each other.
'use strict';
const { api, attempt, label } = require('../harness.js');

attempt('a', () => api.factsA());
attempt('b', () => api.factsB(1, 2, 3));
attempt('no data', () => api.facts.call('text', 'x'));
attempt('new', () => typeof new api.factsA({}));
attempt('on undefined', () => (0, api.factsA)(null));

const boom = () => {
  throw new Error('test boom');
};
const odd = () => {
  throw label({ odd: true }, 'odd');
};
for (const [name, target] of [['a function', (x) => x], ['a thrower', boom],
  ['an odd thrower', odd], ['native', api.factsA],
  ['native that calls', (x) => api.call((y) => y + 1, x)],
  ['native that calls a thrower', (x) => api.call(boom, x)],
  ['four frames', (x) => api.call((y) => api.call((z) => api.call(boom, z), y),
    x)],
  ['caught inside', () => {
    try {
      return api.call(boom);
    } catch (error) {
      return `caught ${error.message}`;
    }
  }]])
  attempt(`call ${name}`, () => api.call(target, 5));
for (const name of ['ignore', 'swallow', 'rethrow', 'replace'])
  for (const target of [() => 'fine', boom, odd, () => api.call(boom)])
    attempt(name, () => api[name].call({}, target));
attempt('swallow inside call', () => api.call(() => api.swallow(boom)));
attempt('rethrow inside swallow', () => api.swallow(() => api.rethrow(boom)));
attempt('a finally between', () => api.call(() => {
  try {
    return api.call(boom);
  } finally {
    console.log('  finally');
  }
}));
attempt('a generator', () => [...(function* gen() {
  yield api.call((x) => x, 1);
  try {
    yield api.call(boom);
  } catch (error) {
    yield error.message;
  }
})()]);
attempt('last error', () => api.lastError());
attempt('last error again', () => api.lastError());
const { COLLECT_EVERY, NAPI_SHIM_GC_STRESS } = process.env;
const scopes = COLLECT_EVERY || NAPI_SHIM_GC_STRESS ? 1000 : 1000000;
attempt('a million scopes', () => api.numbers(scopes) === scopes);
attempt('20000 handles', () => api.many());

// A frame in which the stack ends leaves everything in order.
let depth = 0;
function down() {
  depth++;
  return 1 + api.call(down);
}
const silent = console.log;
try {
  (function deep() {
    return 1 + deep();
  })();
} catch (error) {
  silent('stack', error instanceof RangeError || error instanceof Error);
}
attempt('works on', () => api.factsA(1));
console.log(depth, typeof down);
