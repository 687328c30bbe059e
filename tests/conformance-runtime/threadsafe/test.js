// SPDX-License-Identifier: MIT
// Threadsafe functions: calls, limits, closing, the loop's life, teardown.
'use strict';
const addon = require(process.argv[2]);
const scenario = process.argv[3];
const NONE = 0, SAY = 1, COUNT = 2, PASS = 3, THROW = 4;
const SAY_END = 1, THROW_END = 2, NO_END = 4;
const BLOCK = 1, RETRY = 2, KEEP = 4;
const RELEASE = 0, ABORT = 1;
const log = (...parts) => console.log(...parts);

/** After some turns of the loop, however long the script held it. */
const later = (f, ms) => setImmediate(() => setTimeout(f, ms));


/** Collects, with turns of the loop between, then goes on. */
function collected(then, rounds = 10) {
  if (rounds === 0) return then();
  gc();
  setImmediate(() => collected(then, rounds - 1));
}

/** Waits, without ending the loop, until the check holds. */
function until(check, then) {
  if (check()) then();
  else later(() => until(check, then), 5);
}

/** Like until, but holds the script's thread: nothing is dispatched. */
function hold(check) {
  for (let i = 0; i < 2000 && !check(); i++) addon.sleep(1);
}

const scenarios = {
  refusals() {
    try {
      addon.refusals(() => {});
    } catch (error) {
      log('thrown', error.name);
    }
  },

  // Dispatched in order, each with its own microtasks and ticks.
  order() {
    const id = addon.create(PASS, (item) => {
      log('item', item);
      Promise.resolve().then(() => log('microtask of', item));
      process.nextTick(() => log('tick of', item));
    }, 0, 1, SAY_END);
    for (let i = 1; i <= 4; i++) log(addon.call(id, i, 0));
    log('release', addon.release(id, RELEASE));
    log('script ends');
  },

  plain_function() {
    const id = addon.create(NONE, function () {
      log('called', arguments.length, this === undefined ||
        this === globalThis);
    }, 0, 1, SAY_END);
    log(addon.call(id, 5, 0), addon.release(id, RELEASE));
  },

  no_function() {
    const id = addon.create(SAY, null, 0, 1, SAY_END);
    log(addon.call(id, 5, 0), addon.release(id, RELEASE));
  },

  no_finalizer() {
    const id = addon.create(SAY, () => log('js'), 0, 1, NO_END);
    log(addon.call(id, 1, 0), addon.release(id, RELEASE));
  },

  queue_full() {
    const id = addon.create(SAY, () => {}, 2, 1, SAY_END);
    for (let i = 0; i < 4; i++) log(i, addon.call(id, i, 0));
    setImmediate(() => setImmediate(() => {
      log(addon.call(id, 9, 0), addon.release(id, RELEASE));
    }));
  },

  // A release while items wait: all are called first.
  release_waits() {
    const id = addon.create(SAY, () => {}, 0, 2, SAY_END);
    for (let i = 0; i < 3; i++) addon.call(id, i, 0);
    log(addon.release(id, RELEASE), addon.release(id, RELEASE),
      addon.release(id, RELEASE));
    log('call with no thread', addon.call(id, 7, 0));
    log('acquire with no thread', addon.acquire(id));
    log('release again', addon.release(id, RELEASE));
  },

  // Acquired again by the last item's callback.
  acquire_in_callback() {
    let first = true;
    const id = addon.create(PASS, (item) => {
      log('item', item);
      if (first) {
        first = false;
        log('acquire', addon.acquire(id), 'call', addon.call(id, 2, 0));
        log('release', addon.release(id, RELEASE));
      }
    }, 0, 2, SAY_END);
    addon.call(id, 1, 0);
    log(addon.release(id, RELEASE));
    later(() => log(addon.release(id, RELEASE)), 20);
  },

  last_item_sees_closing() {
    const id = addon.create(PASS, (item) => {
      log('item', item);
      if (item === 2)
        log('acquire', addon.acquire(id), 'call', addon.call(id, 3, 0));
    }, 0, 1, SAY_END);
    addon.call(id, 1, 0);
    addon.call(id, 2, 0);
    addon.release(id, RELEASE);
  },

  abort_hands_back() {
    const id = addon.create(SAY, () => log('js'), 0, 2, SAY_END);
    for (let i = 0; i < 3; i++) addon.call(id, i, 0);
    log('abort', addon.release(id, ABORT));
    log('call', addon.call(id, 7, 0), addon.call(id, 7, 0));
    log('acquire', addon.acquire(id));
  },

  abort_in_callback() {
    const id = addon.create(PASS, (item) => {
      log('item', item);
      if (item === 2) log(addon.release(id, ABORT));
    }, 0, 1, SAY_END);
    for (let i = 1; i <= 5; i++) addon.call(id, i, 0);
    later(() => log(addon.counts(id)), 20);
  },

  unref_then_abort() {
    const id = addon.create(SAY, null, 0, 1, SAY_END);
    addon.call(id, 1, 0);
    log(addon.reference(id, 0), addon.release(id, ABORT));
  },

  abort_then_calls() {
    const id = addon.create(SAY, null, 0, 3, SAY_END);
    log(addon.release(id, ABORT));
    log(addon.call(id, 1, 0), addon.call(id, 2, 1));
  },

  finalizer_calls() {
    const id = addon.create(SAY, null, 0, 1, SAY_END);
    addon.atEnd(id, () => {
      log('called');
      process.nextTick(() => log('tick'));
      Promise.resolve().then(() => log('microtask'));
    });
    log(addon.release(id, RELEASE));
  },

  finalizer_calls_what_throws() {
    process.on('uncaughtException', (error) => log('uncaught', error.message));
    process.on('warning', (w) => log('warning', w.name, w.code));
    const id = addon.create(SAY, null, 0, 1, SAY_END);
    addon.atEnd(id, () => {
      throw new Error('from the function at the end');
    });
    log(addon.release(id, RELEASE));
  },

  finalizer_calls_at_the_end() {
    const id = addon.create(SAY, null, 0, 1, SAY_END);
    addon.atEnd(id, () => log('called'));
    addon.reference(id, 0);
  },

  resource_lives_on() {
    const ids = [];
    (() => {
      const resource = {};
      addon.watch(resource, 1);
      ids.push(addon.create(SAY, null, 0, 1, SAY_END, resource));
    })();
    collected(() => {
      log('release', addon.release(ids[0], RELEASE));
      collected(() => log('collected'));
    });
  },

  abort_twice() {
    const id = addon.create(SAY, null, 0, 3, SAY_END);
    log(addon.release(id, ABORT), addon.release(id, ABORT));
    later(() => log('late', addon.call(id, 1, 1)), 20);
  },

  unref_ends() {
    const id = addon.create(SAY, null, 0, 1, SAY_END);
    log(addon.reference(id, 0), addon.reference(id, 0));
    log('script ends');
  },

  ref_keeps() {
    const id = addon.create(SAY, null, 0, 1, SAY_END);
    addon.reference(id, 0);
    addon.reference(id, 1);
    addon.reference(id, 1);
    const timer = setTimeout(() => {
      log('released by a timer that keeps nothing alive');
      addon.release(id, RELEASE);
    }, 30);
    timer.unref();
  },

  unref_once_after_two_refs() {
    const id = addon.create(SAY, null, 0, 1, SAY_END);
    addon.reference(id, 1);
    addon.reference(id, 1);
    addon.reference(id, 0);
    log('script ends');
  },

  throws() {
    process.on('uncaughtException', (error) => log('uncaught', error.message));
    process.on('warning', (w) => log('warning', w.name, w.code, w.message));
    const id = addon.create(THROW, () => {}, 0, 1, SAY_END | THROW_END);
    addon.call(id, 1, 0);
    addon.call(id, 2, 0);
    addon.release(id, RELEASE);
  },

  function_throws() {
    process.on('uncaughtException', (error) => log('uncaught', error.message));
    process.on('warning', (w) => log('warning', w.name, w.code, w.message));
    const id = addon.create(NONE, () => {
      throw new Error('from the function');
    }, 0, 1, SAY_END);
    addon.call(id, 1, 0);
    addon.release(id, RELEASE);
  },

  throws_without_handler() {
    const id = addon.create(THROW, () => {}, 0, 1, SAY_END);
    addon.call(id, 1, 0);
    addon.call(id, 2, 0);
    addon.release(id, RELEASE);
  },

  eight_producers() {
    const n = 100000;
    const id = addon.create(COUNT, null, 0, 8, SAY_END);
    addon.start(id, 8, n, 0);
    until(() => addon.counts(id).startsWith(`called ${8 * n} `), () => {
      addon.join(id);
      later(() => log(addon.counts(id)), 20);
    });
  },

  bounded_blocking() {
    const n = 5000;
    const id = addon.create(COUNT, null, 64, 4, SAY_END);
    addon.start(id, 2, n, BLOCK);
    until(() => addon.counts(id).startsWith(`called ${2 * n} `), () => {
      addon.join(id);
      addon.release(id, RELEASE);
      addon.release(id, RELEASE);
      later(() => log(addon.counts(id)), 20);
    });
  },

  bounded_retrying() {
    const n = 500;
    const id = addon.create(COUNT, null, 8, 4, SAY_END);
    addon.start(id, 4, n, RETRY);
    until(() => addon.counts(id).startsWith(`called ${4 * n} `), () => {
      addon.join(id);
      later(() => log(addon.counts(id).replace(/full \w+/, 'full ?')), 20);
    });
  },

  one_blocked_is_aborted() {
    const id = addon.create(COUNT, null, 2, 2, SAY_END);
    addon.start(id, 1, 10, BLOCK);
    hold(() => addon.counts(id).includes('ok 2 ') && addon.blocked(id) === 1);
    addon.sleep(20);
    log('abort', addon.release(id, ABORT));
    addon.join(id);
    later(() => log(addon.counts(id)), 20);
  },

  // A flood must not keep timers from firing.
  fairness() {
    let ticks = 0;
    const id = addon.create(COUNT, null, 0, 2, SAY_END);
    addon.start(id, 1, 400000, 0);
    const timer = setInterval(() => {
      ticks++;
      if (addon.counts(id).startsWith('called 400000 ')) {
        clearInterval(timer);
        addon.join(id);
        log('timer fired several times', ticks > 2);
        addon.release(id, RELEASE);
      }
    }, 1);
  },

  // At most about a thousand in a wake-up: an immediate comes between.
  batch() {
    let seen = 0, between = -1;
    const id = addon.create(PASS, () => { seen++; }, 0, 1, SAY_END);
    for (let i = 0; i < 5000; i++) addon.call(id, i, 0);
    const look = () => {
      if (between < 0 && seen > 0) between = seen;
      if (seen < 5000) setImmediate(look);
    };
    setImmediate(look);
    addon.release(id, RELEASE);
    process.on('exit', () => log(seen, 'between', between > 900 &&
      between < 1100));
  },

  // Left open: closed at the end, what is queued comes with or without env.
  teardown_queued_in_exit() {
    const id = addon.create(SAY, () => log('js runs'), 0, 1, SAY_END);
    addon.reference(id, 0);
    process.on('exit', () => log('exit', addon.call(id, 3, 0)));
  },

  teardown_order() {
    globalThis.kept = {};
    addon.watch(globalThis.kept, 1);
    const a = addon.create(SAY, null, 0, 1, SAY_END);
    addon.hook(a, 100);
    const b = addon.create(SAY, null, 0, 1, SAY_END);
    addon.hook(b, 101);
    addon.hook(a, 102);
    addon.reference(a, 0);
    addon.reference(b, 0);
    globalThis.kept2 = {};
    addon.watch(globalThis.kept2, 2);
  },

  exit_runs_nothing() {
    const id = addon.create(SAY, null, 0, 1, SAY_END);
    addon.call(id, 1, 0);
    addon.hook(id, 5);
    process.exit(3);
  },

  outlives_the_env() {
    const id = addon.create(SAY, null, 0, 2, SAY_END);
    addon.reference(id, 0);
    addon.outlived(id);
  },

  many() {
    let finished = 0;
    for (let i = 0; i < 60; i++) {
      const id = addon.create(PASS, () => { finished++; }, 0, 1, 0);
      addon.call(id, i, 0);
      addon.release(id, RELEASE);
    }
    process.on('exit', () => log('finished', finished));
  },

  // Real Node hangs in these; what we do stands in files of their own.
  // The last to release it is a finalizer that the end of the env calls.
  released_at_the_end() {
    globalThis.kept = [{}, {}];
    const first = addon.create(SAY, null, 0, 1, SAY_END);
    const second = addon.create(SAY, null, 0, 1, SAY_END);
    addon.releasedBy(kept[0], first, 0);
    addon.releasedBy(kept[1], second, 1);
    addon.reference(first, 0);
    addon.reference(second, 0);
  },

  // Threads that call without an end are told, and may be joined.
  flooded_at_the_end() {
    addon.joinAtEnd(0);
    const id = addon.create(COUNT, null, 1000, 8, SAY_END);
    addon.start(id, 8, 2 ** 40, BLOCK);
    addon.reference(id, 0);
    setTimeout(() => {}, 30);
  },

  four_blocking() {
    const n = 5000;
    const id = addon.create(COUNT, null, 4, 4, SAY_END);
    addon.start(id, 4, n, BLOCK);
    until(() => addon.counts(id).startsWith(`called ${4 * n} `), () => {
      addon.join(id);
      later(() => log(addon.counts(id)), 20);
    });
  },

  four_blocked_are_aborted() {
    const id = addon.create(COUNT, null, 2, 5, SAY_END);
    addon.start(id, 4, 10, BLOCK);
    hold(() => addon.counts(id).includes('ok 2 ') && addon.blocked(id) === 4);
    addon.sleep(20);
    log('abort', addon.release(id, ABORT));
    addon.join(id);
    later(() => log(addon.counts(id)), 20);
  },
};

scenarios[scenario]();
