// SPDX-License-Identifier: MIT
// Addons that put handles of their own on the loop.
'use strict';
const addon = require(process.argv[2]);
const scenario = process.argv[3];
const log = (...parts) => console.log(...parts);
let count = 0;

function called() {
  const n = ++count;
  log('called', n);
  process.nextTick(() => log('tick', n));
  Promise.resolve().then(() => log('microtask', n));
}

const scenarios = {
  timer() { addon.timer(called, 3); },
  idle() { addon.idle(called, 3); },
  prepare() {
    addon.prepare(called, 1);
    setImmediate(() => setTimeout(() => log('timeout'), 20));
  },
  check() {
    addon.check(called, 1);
    setImmediate(() => setTimeout(() => log('timeout'), 20));
  },
  async() { addon.async(called, 1); },
  poll() { addon.poll(called, 1); },
  pool() { addon.pool(called, 1); },
  closed_by_hook() { addon.untilEnd(0); },
  closed_by_async_hook() { addon.untilEnd(1); },
  throws() {
    process.on('uncaughtException', (error) => log('uncaught', error.message));
    addon.timer(() => {
      log('throwing');
      throw new Error('from the timer');
    }, 1);
    setTimeout(() => {
      try {
        addon.pool(() => log('pool'), 1);
      } catch (error) {
        log('caught', error.message);
      }
    }, 30);
  },
};

scenarios[scenario]();
