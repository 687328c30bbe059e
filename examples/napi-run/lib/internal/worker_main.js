// SPDX-License-Identifier: MIT
// A worker thread's own side: what it was told at its start, and what it
// tells the thread above.
'use strict';

const loop = require('internal/loop');
const clone = require('internal/clone');
const { fromId, post } = require('internal/message_port');
const { coded } = require('internal/errors');

let control = 0;
let first = null;

/* process.env of its own: a copy, whose values are strings. */
function makeEnvironment(values) {
  return new Proxy(Object.assign(Object.create(null), values), {
    set(target, name, value) {
      if (typeof name === 'symbol')
        throw new TypeError('Cannot convert a Symbol value to a string');
      target[name] = `${value}`;
      return true;
    },
    defineProperty(target, name, descriptor) {
      if (!('value' in descriptor))
        throw new TypeError("'process.env' does not accept an accessor");
      target[name] = `${descriptor.value}`;
      return true;
    },
    getPrototypeOf: () => Object.prototype,
    get: (target, name) => name in target ? target[name]
      : Object.prototype[name],
  });
}

function outputTo(type, fd) {
  const { Writable } = require('stream');
  const stream = new Writable({
    decodeStrings: true,
    write(chunk, encoding, callback) {
      post(control, { type, chunk });
      callback();
    },
  });
  stream.fd = fd;
  return stream;
}

/* Standard input comes from the parent, which may have nothing to say. */
function input() {
  const { Readable } = require('stream');
  const stream = new Readable({
    read() {
      if (first.stdin) binding.handleRef(control);
    },
  });
  stream.fd = 0;
  if (!first.stdin) stream.push(null);
  loop.handlers.set(control, (event, cells) => {
    if (event !== 'message') return;
    const { value } = clone.rebuild(cells);
    stream.push(value.chunk && Buffer.from(value.chunk));
    if (value.chunk === null) binding.handleUnref(control);
  });
  binding.portStart(control);
  return stream;
}

function unsupported(name) {
  process[name] = function () {
    throw coded(TypeError, 'ERR_WORKER_UNSUPPORTED_OPERATION',
      `process.${name}() is not supported in workers`);
  };
}

function setUpProcess() {
  process.argv = [process.execPath, first.path ?? '[worker eval]',
    ...first.argv];
  process.execArgv = first.execArgv;
  if (first.env !== null) {
    Object.defineProperty(process, 'env', { value: makeEnvironment(first.env),
      configurable: true, enumerable: true, writable: true });
  }
  void process.stdin; // completes process
  loop.lazy(process, 'stdin', input, true);
  if (first.stdout) process.stdout = outputTo('stdout', 1);
  if (first.stderr) process.stderr = outputTo('stderr', 2);
  for (const name of ['abort', 'chdir', 'setuid', 'seteuid', 'setgid',
    'setegid', 'setgroups', 'initgroups']) {
    if (name in process || name === 'setuid') unsupported(name);
  }
}

let parentPort = null;

/* What host.setHooks() calls to run a worker's script. */
function main() {
  control = binding.portAdopt(host.takeControl());
  first = clone.rebuild(binding.portReceive(control)).value;
  parentPort = first.port;
  const { environment } = require('internal/worker');
  for (const [name, value] of first.environment) environment.set(name, value);
  setUpProcess();
  post(control, { type: 'online' });
  if (first.text !== undefined) host.options.code = first.text;
  else host.options.script = first.path;
  require('internal/loader').main();
}

/* An exception that nothing here caught goes to the parent. */
function report(error) {
  try {
    const isError = error instanceof Error;
    const own = isError ? { ...error } : null;
    delete own?.stack;
    post(control, { type: 'error', error, own });
  } catch {
    const { inspect } = require('internal/inspect');
    const copy = new Error(error?.message ?? inspect(error));
    if (typeof error?.stack === 'string') copy.stack = error.stack;
    const own = typeof error?.code === 'string' ? { code: error.code } : null;
    post(control, { type: 'error', error: copy, own });
  }
}

module.exports = { main, report, parentPort: () => parentPort,
  workerData: () => first.workerData, resourceLimits: () => first.limits, threadName: () => first.name };
