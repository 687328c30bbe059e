// SPDX-License-Identifier: MIT
// When microtasks and ticks run: calls that native code makes by itself.
'use strict';
const addon = require(process.argv[2]);
const scenario = process.argv[3];
const log = (...parts) => console.log(...parts);
const CALL = 0, MAKE = 1, SCOPE = 2, NESTED = 3, VALUE = 4, THROWS = 5,
  SETTLES = 6;
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

/** Collects, with turns of the loop between, then goes on. */
function collected(then, rounds = 10) {
  if (rounds === 0) return then();
  gc();
  setImmediate(() => collected(then, rounds - 1));
}

const handled = () => process.on('uncaughtException', (error) =>
  log('uncaught', error.message));

/* When the loop has gone round once, however slow the start was. */
const later = (f, ms) => setImmediate(() => setTimeout(f, ms));

/* What the module's next call says after an exception. */
function callNothing() {
  try {
    log(addon.nothing());
  } catch (error) {
    log('caught', error.message);
  }
}

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
  several_arguments() {
    log(addon.makeCallback((...list) => list.join(), 1, 'two', 3n, null,
      undefined));
    log(addon.makeCallback((...list) => list.length));
  },
  // Ticks and microtasks run where the outermost call ends, wherever it began.
  recurse() {
    const results = [];
    const round = (name, then) => {
      Promise.resolve().then(() => results.push(`${name} microtask`));
      process.nextTick(() => {
        results.push(`${name} tick`);
        process.nextTick(() => results.push(`${name} tick of the tick`));
        addon.makeCallback(() => {
          results.push(`${name} in the tick`);
          Promise.resolve().then(() => results.push(`${name} microtask there`));
        });
        results.push(`${name} behind it`);
      });
      addon.makeCallback(() => results.push(`${name} at once`));
      results.push(`${name} script`);
      setImmediate(() => {
        results.push(`${name} immediate`);
        then();
      });
    };
    round('main', () => setImmediate(() => addon.makeCallback(() =>
      round('immediate', () => setTimeout(() => round('timer', () =>
        Promise.resolve().then(() => addon.makeCallback(() =>
          round('microtask', () => log(results.join('\n')))))), 5)))));
  },
  script_scope_throws() {
    try {
      addon.fromScript(throwing, THROWS);
      log('not thrown');
    } catch (error) {
      log('caught', error.message);
    }
  },
  loop_scope_throws() {
    handled();
    addon.fromLoop(throwing, THROWS);
    later(callNothing, 30);
  },
  settles_from_the_loop() {
    addon.promise().then(() => {
      log('kept');
      process.nextTick(() => log('tick'));
    });
    addon.fromLoop(traced, SETTLES);
  },
  settles_from_the_script() {
    addon.promise().then(() => log('kept'));
    addon.fromScript(traced, SETTLES);
    log('back');
  },
  // A context outlives the resource that the script gave, and may end with it.
  resource_is_collected() {
    addon.context({}, 0);
    collected(() => {
      log(addon.inContext((...list) => list.join(), 1, 2));
      addon.endContext();
    });
  },
  resource_ends_the_context() {
    addon.context({}, 1);
    collected(() => log('collected'));
  },
  resource_lives_on() {
    globalThis.resource = {};
    addon.context(globalThis.resource, 0);
    collected(() => {
      addon.inContext(() => log('called'));
      addon.endContext();
      globalThis.resource = null;
      collected(() => log('collected'));
    });
  },
  script_call() { addon.fromScript(traced, CALL); log('back'); },
  script_make() { addon.fromScript(traced, MAKE); log('back'); },
  script_scope() { addon.fromScript(traced, SCOPE); log('back'); },
  script_nested() { addon.fromScript(traced, NESTED); log('back'); },
  loop_call() {
    addon.fromLoop(traced, CALL);
    later(() => log('later'), 30);
  },
  loop_make() { addon.fromLoop(traced, MAKE); },
  loop_scope() { addon.fromLoop(traced, SCOPE); },
  loop_nested() { addon.fromLoop(traced, NESTED); },
  loop_value() { addon.fromLoop(traced, VALUE); },
  // The exception stays pending until the module is called again.
  loop_call_throws() {
    handled();
    addon.fromLoop(throwing, CALL);
    later(() => {
      callNothing();
      log(addon.nothing());
    }, 30);
  },
  loop_make_throws() {
    handled();
    addon.fromLoop(throwing, MAKE);
    later(callNothing, 30);
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
