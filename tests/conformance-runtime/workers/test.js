// SPDX-License-Identifier: MIT
// What runs when a worker thread ends, and in which order.
'use strict';
const { Worker, isMainThread, parentPort, workerData } =
  require('worker_threads');
const file = isMainThread ? process.argv[2] : workerData.file;
const scenario = isMainThread ? process.argv[3] : workerData.scenario;
const keep = (globalThis.keep = []);

/* Everything at once, in an order that shows. */
function owe(addon) {
  const object = {};
  keep.push(object);
  addon.number(5);
  addon.hook(1);
  addon.wrap(object, 7);
  addon.asyncHook(2);
  addon.threadsafe(1, 0);
  addon.hook(3);
}

const busy = () => setInterval(() => {}, 1000);
const stop = () => parentPort.postMessage('stop');
const forever = () => {
  stop();
  for (;;);
};

/* When the loop has gone round once, however slow the start was. */
const later = (f, ms) => setImmediate(() => setTimeout(f, ms));

/* When the threadsafe function's items have been called, too. */
const delivered = (addon, f, ms) => later(
  () => addon.items() < 3 ? delivered(addon, f, ms) : f(), ms);

/* In the worker; a message to the parent lets it act. */
const scenarios = {
  by_itself: owe,
  exits(addon) {
    owe(addon);
    process.exit(4);
  },
  exits_later(addon) {
    owe(addon);
    busy();
    delivered(addon, () => process.exit(4), 5);
  },
  throws(addon) {
    owe(addon);
    busy();
    throw new Error('mine');
  },
  is_terminated_while_it_waits(addon) {
    owe(addon);
    busy();
    delivered(addon, stop, 20);
  },
  is_terminated_while_it_runs(addon) {
    owe(addon);
    forever();
  },
  is_terminated_inside_native_code(addon) {
    addon.hook(1);
    addon.calls(forever);
  },
  exits_inside_native_code(addon) {
    addon.hook(1);
    addon.calls(() => process.exit(3));
  },
  leaves_memory(addon) {
    addon.hook(1);
    keep.push(addon.memory(1));
    addon.hook(2);
  },
  leaves_memory_and_is_terminated(addon) {
    addon.hook(1);
    keep.push(addon.memory(1));
    busy();
    later(stop, 20);
  },
  leaves_a_function_to_a_finalizer(addon) {
    keep.push({});
    addon.releasing(keep[0]);
  },
  works(addon) {
    addon.hook(1);
    addon.work(() => {});
  },
  is_terminated_while_work_runs(addon) {
    addon.hook(1);
    addon.work(() => {});
    later(stop, 5);
  },
  exits_while_work_runs(addon) {
    addon.hook(1);
    addon.work(() => {});
    later(() => process.exit(0), 5);
  },
  referenced_function_keeps_it(addon) {
    addon.threadsafe(2, 1);
    delivered(addon, stop, 20);
  },
  twice(addon) {
    addon.number(1);
    addon.hook(1);
  },
  main_exits(addon) {
    addon.hook(1);
    busy();
    stop();
  },
  main_ends(addon) {
    addon.hook(1);
    busy();
    stop();
  },
};

/* What the main thread does when it is told. */
const acts = {
  main_exits: () => process.exit(6),
  main_ends: (worker) => worker.unref(),
};

function start(then) {
  const worker = new Worker(__filename, { workerData: { file, scenario } });
  worker.on('message', () => acts[scenario] ? acts[scenario](worker)
    : worker.terminate());
  const errors = [];
  worker.on('error', (error) => errors.push(error.message));
  worker.on('exit', (code) => {
    console.log('exit', code, errors);
    then();
  });
}

if (isMainThread)
  start(scenario === 'twice' ? () => start(() => {}) : () => {});
else scenarios[scenario](require(file));
