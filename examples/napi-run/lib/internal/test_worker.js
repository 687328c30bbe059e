// SPDX-License-Identifier: MIT
// One test file in its global: runs it, then its tests, and tells of each.
'use strict';

const loop = require('internal/loop');
const timers = require('timers');
const { Suite, root, install, parse } = require('internal/test_globals');
const registry = require('internal/test_globals');
const { inspect } = require('internal/inspect');

// A file may replace what it likes; these are taken before it runs.
const { stringify } = JSON;
const { setTimeout, clearTimeout } = timers;
const { options, flags } = host;
const FILE_OVER = 1;
const CHANNEL = 3;
const pattern = options.namePattern ? new RegExp(options.namePattern) : null;

let fail = null; // fails what is running now
let ranAny = false;
let running = false;
let loaded = false;
let saidBeforeExit = false;
const failures = [];

function send(event) {
  binding.writeOut(CHANNEL, `${stringify(event)}\n`);
}

function textOf(error) {
  try {
    return inspect(error);
  } catch {
    return 'an error that cannot be shown';
  }
}

/* Calls one function of the file and waits for what it returns. */
function attempt(call, context, limit) {
  return new Promise((resolve, reject) => {
    let timer;
    fail = reject;
    if (limit > 0) {
      timer = setTimeout(
        () => reject(new Error(`timed out after ${limit} ms`)), limit);
      timer.unref();
    }
    const done = (then) => (value) => {
      clearTimeout(timer);
      then(value);
    };
    try {
      if (call.length > 1)
        throw new TypeError('a test takes no callback: return a promise');
      Promise.resolve(Reflect.apply(call, context, [context]))
        .then(done(resolve), done(reject));
    } catch (error) {
      done(reject)(error);
    }
  }).finally(() => {
    fail = null;
  });
}

/* What a test function gets: its name, and ways to say more about it. */
function contextOf(item, names) {
  const context = {
    name: item.name,
    skip: (reason) => void (item.skip = reason ?? true),
    todo: (reason) => void (item.todo = reason ?? true),
    diagnostic: (text) => send({ event: 'note', text: String(text) }),
    async test(...args) {
      const { name, options: own, call } = parse(...args);
      const outer = fail;
      const inner = { name, call, timeout: own.timeout,
        skip: own.skip ?? false, todo: own.todo ?? !call };
      const error = await runTest(inner, names, []);
      fail = outer;
      if (error !== undefined) item.failed = true;
    },
  };
  return context;
}

function report(names, item, started, error) {
  const status = error !== undefined && !item.todo ? 'fail'
    : item.skip ? 'skip' : item.todo ? 'todo' : 'pass';
  const reason = item.skip || item.todo;
  send({ event: 'test', names, status, ms: binding.now() - started,
    ...typeof reason === 'string' && { reason },
    ...error !== undefined && { error: textOf(error) } });
}

function hooksOf(suite, kind) {
  const list = [];
  for (let s = suite; s; s = s.parent)
    list.unshift(...kind === 'afterEach' ? s.hooks[kind].toReversed?.() ??
      [...s.hooks[kind]].reverse() : s.hooks[kind]);
  return kind === 'afterEach' ? list.reverse() : list;
}

/* Runs one test; what made it fail, or undefined. */
async function runTest(item, path, each, broken) {
  const names = [...path, item.name];
  if (pattern && !pattern.test(names.join(' '))) return undefined;
  ranAny = true;
  const started = binding.now();
  if (item.skip || !item.call) {
    report(names, item, started);
    return undefined;
  }
  const limit = item.timeout ?? options.timeout;
  send({ event: 'start', names, limit });
  let error = broken;
  const context = contextOf(item, names);
  const step = async (call) => {
    try {
      await attempt(call, context, limit);
    } catch (thrown) {
      error ??= thrown ?? new Error(`${thrown} was thrown`);
    }
  };
  const [first, last] = each;
  for (const call of first ?? []) if (error === undefined) await step(call);
  if (error === undefined) await step(item.call);
  for (const call of last ?? []) await step(call);
  if (error === undefined && item.failed)
    error = new Error('a test inside of it failed');
  report(names, item, started, error);
  return error;
}

async function runHooks(suite, kind) {
  for (const call of suite.hooks[kind]) {
    try {
      await attempt(call, {}, options.timeout);
    } catch (error) {
      return error ?? new Error(`${kind} threw ${error}`);
    }
  }
  return undefined;
}

/* Runs what a suite has, also what is added meanwhile. */
async function runSuite(suite, broken, skip) {
  skip ||= suite.skip;
  if (suite.error !== undefined) {
    ranAny = true;
    report(suite.path, suite, binding.now(), suite.error);
  }
  let error = broken;
  if (!skip && suite.items.length > 0 && !suite.begun) {
    suite.begun = true;
    error ??= await runHooks(suite, 'before');
  }
  const each = [hooksOf(suite, 'beforeEach'), hooksOf(suite, 'afterEach')];
  while (suite.items.length > 0) {
    const item = suite.items.shift();
    if (item instanceof Suite) {
      await runSuite(item, error, skip);
      continue;
    }
    item.skip ||= skip;
    await runTest(item, suite.path, each, error);
    item.settle();
  }
  if (!skip && suite !== root) await runAfter(suite);
}

async function runAfter(suite) {
  const error = await runHooks(suite, 'after');
  if (error !== undefined) {
    report([...suite.path, 'after'], { skip: false, todo: false },
      binding.now(), error);
  }
}

/* Runs everything that is there; then the file is over, unless it had no test
 * yet: then it ends when nothing is left on the loop. */
async function runAll() {
  if (running || !loaded) return;
  running = true;
  await runSuite(root);
  running = false;
  if (ranAny) await finish();
}

async function finish() {
  running = true;
  await runAfter(root);
  flags[FILE_OVER] = 1;
}

function emit(name) {
  try {
    loop.emit?.(name, process.exitCode || 0);
  } catch (error) {
    failures.push(textOf(error));
  }
}

loop.onUncaught = (error) => {
  if (fail) fail(error);
  else failures.push(textOf(error));
};

loop.onIdle = () => {
  if (fail) {
    fail(new Error('a promise is never settled: nothing is left to wait for'));
  } else if (!saidBeforeExit) {
    saidBeforeExit = true;
    emit('beforeExit');
  } else {
    finish();
  }
};

loop.onRetire = () => {
  process._exiting = true;
  emit('exit');
  const code = +process.exitCode || 0;
  if (code !== 0) failures.push(`process.exitCode is ${code}`);
  send({ event: 'result', failures });
};

function main() {
  install(globalThis);
  registry.added = () => {
    if (loaded) process.nextTick(runAll);
  };
  send({ event: 'start', names: [], limit: options.timeout });
  try {
    require('internal/loader').main();
  } catch (error) {
    failures.push(textOf(error));
  }
  loaded = true;
  if (options.timeout > 0) {
    setTimeout(() => {
      if (!running && !ranAny) {
        failures.push(`timed out after ${options.timeout} ms`);
        finish();
      }
    }, options.timeout).unref();
  }
  runAll();
}

module.exports = { main };
