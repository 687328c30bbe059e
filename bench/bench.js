// SPDX-License-Identifier: MIT
// Runs the rows of the addon under whichever runtime this is, and prints
// `name ns` for each: the median of several timings, per operation.
//
// `name FAIL why` says why there is none.
//
// bench.js ADDON [--rows=REGEXP] [--skip=REGEXP] [--rounds=N] [--count=N,M…]
//   --count  no timing: each row exactly N times, then M times, and its name
//            alone is printed; for instruction counts
'use strict';

const addonPath = process.argv[2];
const addon = require(addonPath);

const options = { rows: '.', skip: '^$', rounds: '3', count: '' };
for (const text of process.argv.slice(3)) {
  const parts = /^--(\w+)=(.*)$/.exec(text);
  if (parts === null || !(parts[1] in options))
    throw new Error('unknown option ' + text);
  options[parts[1]] = parts[2];
}
const rows = new RegExp(options.rows);
const skip = new RegExp(options.skip);
const wanted = (name) => rows.test(name) && !skip.test(name);
const rounds = Number(options.rounds);
const slice = 8e6; // nanoseconds that one timing takes, about

const callGc = typeof Bun !== 'undefined' ? () => Bun.gc(true)
  : typeof gc === 'function' ? gc : null;

function median(list) {
  list.sort((a, b) => a - b);
  return list[list.length >> 1];
}

function print(name, ns) {
  console.log(name + ' ' + ns.toPrecision(5));
}

function fail(name, error) {
  console.log(name + ' FAIL ' + String(error.message).split('\n')[0]);
}

// --- rows that are a function of how often ----------------------------------

// run(count) gives nanoseconds.
function measure(name, run) {
  if (!wanted(name))
    return;
  try {
    if (options.count !== '') {
      options.count.split(',').forEach((count) => run(Number(count)));
      console.log(name);
      return;
    }
    let count = 64;
    let spent = run(count);
    while (spent < slice / 8) {
      count *= 4;
      spent = run(count);
    }
    count = Math.max(64, Math.ceil(count * slice / spent / 64) * 64);
    const list = [];
    for (let i = 0; i < rounds; i++)
      list.push(run(count) / count);
    print(name, median(list));
  } catch (error) {
    fail(name, error);
  }
}

// A loop of its own for each row, so that an engine's caches see one callee.
function loop(body) {
  const make = new Function('addon', 'things', `return function (count) {
    const { call0, call3, echo, readObject, callBack, Counter } = addon;
    const { triple, counter, sub, Sub, empty } = things;
    let kept;
    const start = addon.cpu();
    for (let i = 0; i < count; i++) { ${body} }
    const end = addon.cpu();
    things.kept = kept;
    return end - start;
  };`);
  return make(addon, things);
}

class Plain {}
class Sub extends addon.Counter {}

const things = {
  object: new Plain(),
  array: [1, 2, 3],
  function: () => undefined,
  constructor: Plain,
  key: 'x',
  number: 1.5,
  text16: 'sixteen letters.',
  text1k: 'x'.repeat(1024),
  typedArray: new Uint8Array(64),
  wrapped: new addon.Counter(),
  triple: { a: 1, b: 2, c: 3 },
  counter: new addon.Counter(),
  Sub,
  sub: new Sub(),
  empty() {},
};
things.object.x = 1;

const scripts = {
  js_loop_empty: 'kept = i;',
  js_call_js_0: 'empty();',
  js_call_native_0: 'call0();',
  js_call_native_3: 'kept = call3(i, 2, 3);',
  js_call_native_echo_str16: 'kept = echo("sixteen letters.");',
  js_call_native_read_obj3: 'kept = readObject(triple);',
  js_call_native_callback: 'callBack(empty);',
  js_class_method: 'kept = counter.up();',
  js_class_getter: 'kept = counter.next;',
  js_class_new: 'kept = new Counter();',
  js_class_static: 'Counter.none();',
  js_subclass_method: 'kept = sub.up();',
  js_subclass_new: 'kept = new Sub();',
};

function run_all_rows() {
  for (const name of Object.keys(scripts))
    measure(name, loop(scripts[name]));
  addon.rows.forEach((name, index) => {
    measure(name, (count) => addon.run(index, count, things));
  });
}

// --- rows that take the loop's time -----------------------------------------

const turn = () => new Promise((done) => setTimeout(done, 1));

async function finalizers(count) {
  const label = `fin_${count / 1000}k`;
  if (!wanted(label))
    return;
  if (callGc === null)
    return fail(label, new Error('no way to collect'));
  const before = addon.finalizedCount();
  const start = addon.now();
  addon.makeGarbage(count);
  const made = addon.now();
  while (addon.finalizedCount() - before < count * 0.99) {
    if (addon.now() - start > 12e9)
      return fail(label, new Error('not done in 12 s'));
    callGc();
    await turn();
  }
  print(label + '_create', (made - start) / count);
  print(label + '_run', (addon.now() - made) / count);
  print(label + '_total', (addon.now() - start) / count);
}

function async_work(count, flying) {
  return new Promise((done) => {
    addon.asyncWork(count, flying, (ns) => done(ns / count));
  });
}

function threadsafe(count, producers, limit) {
  return new Promise((done) => {
    addon.threadsafe(count, producers, limit, things.empty,
      (ns) => done(ns / count));
  });
}

// Each alone in its process, where no freed memory is used again; bytes.
const memory = {
  mem_reference: (count) => addon.holdReferences(things.object, count),
  mem_handle: (count) => addon.holdHandles(things.object, count),
  mem_wrap(count) {
    const list = [];
    for (let i = 0; i < count; i++)
      list.push({});
    return addon.holdWraps(list, count);
  },
};

// The addons in the folder ADDON.copies, each loaded once.
function load() {
  const list = [];
  for (let i = 0; i < 24; i++) {
    const start = addon.now();
    require(`${addonPath}.copies/${i}.node`);
    list.push(addon.now() - start);
  }
  return median(list);
}

const slow = {
  load_require: load,
  async_work_seq: () => async_work(200, 1),
  async_work_256: () => async_work(4096, 256),
  tsfn_1p_q0: () => threadsafe(40000, 1, 0),
  tsfn_4p_q0: () => threadsafe(40000, 4, 0),
  tsfn_1p_q64: () => threadsafe(10000, 1, 64),
  tsfn_4p_q64: () => threadsafe(10000, 4, 64),
};

async function run_slow_rows() {
  for (const name of Object.keys(slow)) {
    if (wanted(name))
      print(name, await slow[name]());
  }
  await finalizers(10000);
  await finalizers(200000);
}

const alone = options.rows.replace(/^\^|\$$/g, '');
if (alone in memory) {
  print(alone, memory[alone](200000) / 200000);
} else {
  run_all_rows();
  if (options.count === '')
    run_slow_rows();
}
