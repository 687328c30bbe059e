// SPDX-License-Identifier: MIT
// Faults that end the process, and finalizers that throw or may not run JS.
'use strict';
const { api, collect, quiet, run, scrub, step, withNull } =
  require('../harness.js');
const which = process.argv[3];

function drop(finalizer) {
  (() => {
    run([withNull([5], step('napi_wrap', {}, 7, finalizer, 1))]);
    for (let i = 0; i < 20; i++)
      run([withNull([5], step('napi_wrap', {}, 7, 'log', 1))]);
  })();
}
const cases = {
  'scope-left-open': () => api.leaveScopeOpen(),
  'two-left-open': () => api.leaveTwoOpen(),
  fatal: () => api.fatal(),
  'fatal-nowhere': () => api.fatalNowhere(),
  async 'finalizer-throws'() {
    drop('throw');
    scrub();
    await collect();
    console.log('not caught');
  },
  async 'finalizer-throws-caught'() {
    process.on('uncaughtException', (error) => {
      console.log('uncaught', error.code, error.message);
    });
    drop('throw');
    scrub();
    await collect();
    console.log('went on');
  },
  async 'finalizer-tries'() {
    drop('try');
    scrub();
    await collect();
    console.log('went on');
  },
  async 'posted-throws'() {
    process.on('uncaughtException', (error) => {
      console.log('uncaught', error.code);
    });
    quiet('node_api_post_finalizer', 'throw', 1, 2);
    await collect();
    console.log('went on');
  },
};
cases[which]();
