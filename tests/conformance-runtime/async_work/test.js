// SPDX-License-Identifier: MIT
// Asynchronous work: its states, its completion, the end of the process.
'use strict';
const addon = require(process.argv[2]);
const scenario = process.argv[3];
const TELL = 1, DELETE = 2, THROW = 4, REQUEUE = 8, CALL = 16, WAIT = 32,
  NO_COMPLETE = 64, CANCEL = 128, SLOW = 256;
const log = (...parts) => console.log(...parts);

/** Collects, with turns of the loop between, then goes on. */
function collected(then, rounds = 10) {
  if (rounds === 0) return then();
  gc();
  setImmediate(() => collected(then, rounds - 1));
}

/** Fills the pool with works that wait for the gate, then goes on. */
function withFullPool(then) {
  const blockers = [];
  for (let i = 0; i < 4; i++) {
    blockers.push(addon.create(WAIT | DELETE));
    addon.queue(blockers[i]);
  }
  const look = () => addon.started() === 4 ? then(blockers)
    : setTimeout(look, 2);
  look();
}

const scenarios = {
  simple() {
    const id = addon.create(TELL | DELETE | CALL, () => {
      log('callback');
      process.nextTick(() => log('tick'));
      Promise.resolve().then(() => log('microtask'));
      setImmediate(() => log('immediate'));
    });
    log(addon.queue(id));
    log('script ends');
  },
  // The script's resource lives as long as the work.
  resource_lives_on() {
    const works = [];
    const deleted = () => {
      log('delete', addon.delete(works[0]));
      collected(() => log('collected'));
    };
    (() => {
      const resource = {};
      addon.watch(resource);
      works.push(addon.create(TELL | CALL, () => collected(deleted), resource));
    })();
    collected(() => addon.queue(works[0]));
  },
  refusals() {
    try {
      addon.refusals();
    } catch (error) {
      log('thrown', error.name);
    }
  },
  while_pending() {
    try {
      addon.whilePending();
    } catch (error) {
      log('thrown', error.message);
    }
  },
  no_complete() {
    const id = addon.create(NO_COMPLETE);
    log(addon.queue(id));
    process.on('exit', () => log('executed', addon.executed(id)));
  },
  delete_unqueued() {
    log(addon.delete(addon.create(TELL)));
  },
  cancel_queued() {
    withFullPool(() => {
      const id = addon.create(TELL | DELETE | CALL, () => log('callback'));
      log('queue', addon.queue(id));
      log('cancel', addon.cancel(id));
      addon.openGate();
    });
  },
  cancel_twice() {
    withFullPool(() => {
      const id = addon.create(TELL);
      log('queue', addon.queue(id));
      log('cancel', addon.cancel(id), addon.cancel(id));
      addon.openGate();
    });
  },
  cancel_running() {
    withFullPool((blockers) => {
      log('cancel', addon.cancel(blockers[0]));
      addon.openGate();
    });
  },
  cancel_in_complete() {
    addon.queue(addon.create(TELL | CANCEL));
  },
  cancel_completed() {
    const id = addon.create(TELL | CALL, () => {
      setImmediate(() => log('cancel', addon.cancel(id)));
    });
    addon.queue(id);
  },
  requeue_in_complete() {
    log(addon.queue(addon.create(TELL | REQUEUE | DELETE)));
  },
  requeue_cancelled() {
    withFullPool(() => {
      const id = addon.create(TELL | REQUEUE | DELETE);
      addon.queue(id);
      log(addon.cancel(id));
      addon.openGate();
    });
  },
  throws() {
    process.on('uncaughtException', (error, origin) => {
      log(origin, error.message);
      // For the second, which may be the faster one. In Node a call into the
      // addon would throw the same once more here.
      setImmediate(() => addon.openGate());
    });
    addon.queue(addon.create(TELL | THROW | DELETE));
    addon.queue(addon.create(CALL | WAIT | DELETE, () => {
      throw new Error('from the callback');
    }));
  },
  throws_without_handler() {
    process.on('exit', (code) => log('exit', code));
    addon.queue(addon.create(TELL | THROW | DELETE));
  },
  ten_thousand() {
    for (let i = 0; i < 10000; i++) addon.queue(addon.create(DELETE));
    process.on('exit', () => log('completed', addon.completed()));
  },
  exit_with_work_running() {
    globalThis.kept = {};
    addon.watch(globalThis.kept);
    addon.queue(addon.create(SLOW | TELL));
    const look = () => {
      if (addon.started() === 0) return setTimeout(look, 2);
      log('exiting');
      process.exit(4);
    };
    look();
  },
  queued_in_exit() {
    globalThis.kept = {};
    addon.watch(globalThis.kept);
    const id = addon.create(TELL | DELETE | CALL, () => log('javascript'));
    process.on('exit', () => log('queue', addon.queue(id)));
  },
  process_exit_in_complete() {
    addon.queue(addon.create(CALL, () => process.exit(5)));
  },
};

scenarios[scenario]();
