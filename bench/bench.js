// SPDX-License-Identifier: MIT
// Runs the rows of the addon under whichever runtime this is, and prints
// `name ns` for each: the median of several timings, per operation.
//
// bench.js ADDON [--rows=REGEXP] [--rounds=N] [--count=N]
//   --count  no timing: run each row exactly N times, for instruction counts
'use strict';

const addonPath = process.argv[2];
const addon = require(addonPath);

const options = { rows: '.', rounds: '3', count: '' };
for (const text of process.argv.slice(3)) {
  const parts = /^--(\w+)=(.*)$/.exec(text);
  if (parts === null || !(parts[1] in options))
    throw new Error('unknown option ' + text);
  options[parts[1]] = parts[2];
}
const wanted = new RegExp(options.rows);
const rounds = Number(options.rounds);
const slice = 8e6; // nanoseconds that one timing takes, about

const callGc = typeof Bun !== 'undefined' ? () => Bun.gc(true)
  : typeof gc === 'function' ? gc : null;

function median(list) {
  list.sort((a, b) => a - b);
  return list[list.length >> 1];
}

function print(name, ns) {
  console.log(name + ' ' + (ns === null ? 'FAIL' : ns.toPrecision(5)));
}

// --- rows that are a function of how often ----------------------------------

// run(count) gives nanoseconds.
function measure(name, run) {
  if (!wanted.test(name))
    return;
  try {
    if (options.count !== '') {
      run(Number(options.count));
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
    print(name, null);
    console.error(name + ': ' + error);
  }
}

// A loop of its own for each row, so that an engine's caches see one callee.
function loop(body) {
  const make = new Function('addon', 'things', `return function (count) {
    const { call0, call3, echo, readObject, callBack, Counter } = addon;
    const { triple, counter, empty } = things;
    let kept;
    const start = addon.now();
    for (let i = 0; i < count; i++) { ${body} }
    const end = addon.now();
    things.kept = kept;
    return end - start;
  };`);
  return make(addon, things);
}

class Plain {}

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
  const before = addon.finalizedCount();
  const start = addon.now();
  addon.makeGarbage(count);
  const made = addon.now();
  for (let tries = 0; addon.finalizedCount() - before < count * 0.99; tries++) {
    if (tries === 1000)
      throw new Error('finalizers are missing');
    callGc();
    await turn();
  }
  const label = `fin_${count / 1000}k`;
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

// Alone in its process (--rows=mem), where no freed memory is used again.
function memory(count) {
  const before = addon.memory().present;
  addon.hold(things.object, count);
  return (addon.memory().present - before) / count;
}

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
};

async function run_slow_rows() {
  for (const name of Object.keys(slow)) {
    if (wanted.test(name))
      print(name, await slow[name]());
  }
  if (wanted.test('fin_10k') && callGc !== null)
    await finalizers(10000);
  if (wanted.test('fin_200k') && callGc !== null)
    await finalizers(200000);
}

if (options.rows === 'mem') {
  print('mem_ref_strong', memory(200000));
} else {
  run_all_rows();
  if (options.count === '')
    run_slow_rows();
}
