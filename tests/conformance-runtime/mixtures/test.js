// SPDX-License-Identifier: MIT
// Work, threads, hooks, handles and ends of all kinds, mixed.
'use strict';
const { Worker, isMainThread, workerData, parentPort } =
  require('worker_threads');
const file = isMainThread ? process.argv[2] : workerData.file;
const scenario = isMainThread ? process.argv[3] : workerData.scenario;
const addon = require(file);
const { say } = addon;

/* Numbers of the addon's hooks. */
const CALLS = 0, QUEUES = 1, PUSHES = 2, MAKES = 3, ABORTS = 4, CLOSES = 5,
  DELETES = 6;

const callbacks = {};
addon.start(callbacks);

/* All that can be owed at once. */
function owe() {
  addon.hook(CALLS);
  addon.asyncHook();
  callbacks.object = {};
  addon.wrap(callbacks.object);
}

const log = (name) => () => say(name);
function order() {
  process.nextTick(log('tick'));
  Promise.resolve().then(log('microtask')).then(log('second microtask'));
  setImmediate(log('immediate'));
}

const scenarios = {
  // ----- The process ends while something else is under way.
  exit_in_complete() {
    owe();
    addon.threadsafe(1);
    addon.produce();
    callbacks.complete = () => process.exit(3);
    addon.work(200);
  },
  exit_in_item() {
    owe();
    addon.threadsafe(1);
    addon.work(200);
    callbacks.item = () => process.exit(4);
    addon.produce();
  },
  exit_in_timer() {
    owe();
    addon.threadsafe(0);
    addon.timer(5, 5, 0);
    callbacks.timer = () => process.exit(5);
  },
  exit_in_finalizer() {
    callbacks.finalizer = () => process.exit(6);
    (() => addon.wrap({}))();
    const again = () => {
      gc();
      setTimeout(again, 5);
    };
    again();
  },
  exit_in_exit() {
    owe();
    process.on('exit', (code) => {
      say(`exit ${code}`);
      if (code === 2) process.exit(8);
    });
    callbacks.complete = () => process.exit(2);
    addon.work(1);
  },
  exit_inside_native_code() {
    owe();
    process.on('exit', () => addon.inside(() => say('inside exit')));
    addon.inside(() => addon.inside(() => process.exit(7)));
    say('not reached');
  },
  exit_in_tick_after_item() {
    owe();
    addon.threadsafe(0);
    addon.push(1);
    addon.push(2);
    callbacks.item = () => process.nextTick(() => process.exit(11));
  },

  // ----- Exceptions.
  complete_throws_and_is_caught() {
    owe();
    /* In Node a call into the addon would throw the same once more here. */
    process.on('uncaughtException', (error) => {
      console.log(`caught ${error.message}`);
      setImmediate(() => {
        addon.threadsafe(0);
        addon.push(1);
        addon.release();
      });
    });
    callbacks.complete = () => {
      throw new Error('complete');
    };
    addon.work(1);
  },
  fatal_handler_queues() {
    let rounds = 0;
    process.on('uncaughtException', (error) => {
      say(`caught ${error.message}`);
      if (++rounds < 3) addon.work(1);
    });
    callbacks.complete = () => {
      order();
      addon.fatal(new Error(`round ${rounds}`));
      say('after');
    };
    addon.work(1);
  },
  uncaught_in_timer() {
    owe();
    addon.timer(1, 0, 0);
    callbacks.timer = () => order();
    setTimeout(() => {
      addon.closeTimer();
      throw new Error('end');
    }, 200);
  },
  rejection_in_item() {
    owe();
    addon.threadsafe(0);
    addon.push(1);
    callbacks.item = () => {
      Promise.reject(new Error('nobody cares'));
      process.on('exit', (code) => say(`exit ${code}`));
    };
  },

  // ----- Order.
  order_in_item() {
    addon.threadsafe(0);
    addon.push(1);
    addon.push(2);
    callbacks.item = order;
    setImmediate(() => setTimeout(() => addon.release(), 20));
  },
  order_in_complete() {
    callbacks.complete = order;
    addon.work(1);
  },
  order_in_finalizer() {
    callbacks.finalizer = order;
    (() => addon.wrap({}))();
    setTimeout(gc, 1);
    setTimeout(gc, 20);
    setTimeout(() => {}, 60);
  },

  // ----- Hooks that do something.
  hook_queues_work() {
    addon.hook(QUEUES);
    addon.hook(CALLS);
  },
  hook_pushes() {
    addon.hook(PUSHES);
    addon.threadsafe(0);
    addon.unref();
    addon.hook(CALLS);
  },
  hook_pushes_before_it_closes() {
    addon.threadsafe(0);
    addon.unref();
    addon.hook(PUSHES);
  },
  hook_makes_threadsafe() {
    addon.hook(MAKES);
  },
  hook_aborts() {
    addon.threadsafe(0);
    addon.unref();
    addon.push(1);
    addon.hook(ABORTS);
  },
  hook_deletes_work() {
    addon.hook(DELETES);
    process.on('exit', () => addon.work(30));
  },
  everything_at_the_end() {
    owe();
    addon.threadsafe(2);
    addon.unref();
    process.on('exit', () => {
      addon.work(300);
      addon.push(1);
      addon.push(2);
      addon.push(3);
    });
    callbacks.threadsafeEnds = log('not seen');
  },

  // ----- Handles of libuv that are closed late or never.
  handles_are_left() {
    owe();
    addon.leave();
    setTimeout(log('end'), 10);
  },
  handles_are_left_by_exit() {
    addon.leave();
    addon.timer(100000, 100000, 0);
    setTimeout(() => process.exit(3), 10);
  },
  timer_is_left() {
    owe();
    addon.timer(100000, 100000, 1);
    setTimeout(log('end'), 5);
  },
  busy_handles_are_left() {
    addon.busy();
    addon.wrap(callbacks);
    setTimeout(log('end'), 10);
  },
  timer_is_closed_by_a_hook() {
    addon.hook(CLOSES);
    addon.timer(100000, 100000, 1);
    addon.asyncHook();
  },
  timer_is_closed_in_exit() {
    addon.timer(100000, 100000, 1);
    process.on('exit', () => addon.closeTimer());
  },
  timer_closes_itself_and_work_goes_on() {
    let turns = 0;
    addon.timer(1, 1, 0);
    callbacks.timer = () => {
      if (++turns < 3) return;
      addon.closeTimer();
      addon.work(100);
    };
  },

  // ----- The loop goes on as long as something asks for it.
  before_exit_queues() {
    let rounds = 0;
    process.on('beforeExit', () => {
      say(`beforeExit ${rounds}`);
      if (++rounds === 1) addon.work(1);
      if (rounds === 2) {
        addon.threadsafe(0);
        addon.push(1);
      }
    });
    callbacks.item = () => addon.release();
  },
};

/* What a worker does; `stop` lets the main thread terminate it. */
const stop = () => parentPort.postMessage('stop');
const inWorker = {
  worker_leaves_handles() {
    owe();
    addon.leave();
    setTimeout(() => {}, 5);
  },
  worker_leaves_a_timer() {
    addon.timer(100000, 100000, 0);
    setTimeout(stop, 10);
  },
  worker_is_stopped_in_complete() {
    owe();
    callbacks.complete = () => {
      stop();
      for (;;);
    };
    addon.work(1);
  },
  worker_is_stopped_in_item() {
    owe();
    addon.threadsafe(0);
    addon.push(1);
    addon.push(2);
    callbacks.item = () => {
      stop();
      for (;;);
    };
  },
  worker_exits_in_item() {
    owe();
    addon.threadsafe(0);
    addon.push(1);
    addon.push(2);
    callbacks.item = () => process.exit(5);
  },
  worker_exits_in_complete() {
    owe();
    addon.threadsafe(0);
    addon.push(1);
    addon.work(200);
    callbacks.complete = () => {
      addon.push(2);
      process.exit(6);
    };
  },
  worker_throws_in_item() {
    owe();
    addon.threadsafe(0);
    addon.push(1);
    addon.push(2);
    callbacks.item = () => addon.fatal(new Error('from an item'));
  },
  worker_exits_in_its_exit() {
    owe();
    process.on('exit', (code) => {
      say(`exit ${code}`);
      process.exit(code + 1);
    });
  },
  worker_queues_at_its_end() {
    addon.hook(QUEUES);
    addon.hook(MAKES);
    process.on('exit', () => addon.work(10));
  },
  main_exits_meanwhile() {
    owe();
    addon.threadsafe(1);
    addon.work(400);
    stop();
  },
};

function parent() {
  owe();
  const worker = new Worker(__filename, { workerData: { file, scenario } });
  worker.on('message', () => {
    if (scenario === 'main_exits_meanwhile') process.exit(4);
    worker.terminate();
  });
  const errors = [];
  worker.on('error', (error) => errors.push(error.message));
  worker.on('exit', (code) => say(['worker exit', code, ...errors].join(' ')));
}

if (!isMainThread) inWorker[scenario]();
else (scenarios[scenario] ?? parent)();
