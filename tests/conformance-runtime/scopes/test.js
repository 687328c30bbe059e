// SPDX-License-Identifier: MIT
// When microtasks and ticks run: calls that native code makes by itself.
'use strict';
const addon = require(process.argv[2]);
const scenario = process.argv[3];
const log = (...parts) => console.log(...parts);
const CALL = 0, MAKE = 1, SCOPE = 2, NESTED = 3, VALUE = 4;
let count = 0;

function traced() {
  const n = ++count;
  log('function', n);
  Promise.resolve().then(() => log('microtask of', n));
  process.nextTick(() => log('tick of', n));
  return n;
}

function throwing() {
  log('throwing');
  Promise.resolve().then(() => log('microtask'));
  throw new Error('from the function');
}

const handled = () => process.on('uncaughtException', (error) =>
  log('uncaught', error.message));

const scenarios = {
  refusals() {
    addon.refusals(() => {});
  },
  result() {
    log(addon.makeCallback(function (x) {
      return `${typeof this} ${x}`;
    }, 7));
  },
  throws() {
    try {
      addon.makeCallback(throwing);
    } catch (error) {
      log('caught', error.message);
    }
  },
  script_call() { addon.fromScript(traced, CALL); log('back'); },
  script_make() { addon.fromScript(traced, MAKE); log('back'); },
  script_scope() { addon.fromScript(traced, SCOPE); log('back'); },
  script_nested() { addon.fromScript(traced, NESTED); log('back'); },
  loop_call() {
    addon.fromLoop(traced, CALL);
    setTimeout(() => log('later'), 30);
  },
  loop_make() { addon.fromLoop(traced, MAKE); },
  loop_scope() { addon.fromLoop(traced, SCOPE); },
  loop_nested() { addon.fromLoop(traced, NESTED); },
  loop_value() { addon.fromLoop(traced, VALUE); },
  // The exception stays pending until the module is called again.
  loop_call_throws() {
    handled();
    addon.fromLoop(throwing, CALL);
    setTimeout(() => {
      try {
        log(addon.nothing());
      } catch (error) {
        log('caught', error.message);
      }
      log(addon.nothing());
    }, 30);
  },
  loop_make_throws() {
    handled();
    addon.fromLoop(throwing, MAKE);
    setTimeout(() => {
      try {
        log(addon.nothing());
      } catch (error) {
        log('caught', error.message);
      }
    }, 30);
  },
  return_stale() {
    log(JSON.stringify(addon.returnStale()));
  },
  left_open() {
    addon.leaveOpen();
    log('not reached');
  },
};

scenarios[scenario]();
