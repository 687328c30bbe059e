// SPDX-License-Identifier: MIT
// Worker: a thread as its parent sees it.
//
// Three channels: `life` is closed when the thread has ended, `control` brings
// what the runtimes tell each other, `port` the messages of the scripts.
'use strict';

const EventEmitter = require('events');
const loop = require('internal/loop');
const clone = require('internal/clone');
const { fromId, post } = require('internal/message_port');
const { coded, argType } = require('internal/errors');

const SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');
const environment = new Map();
const state = Symbol('state');

/* What the thread runs: a path, or text. */
function programOf(filename, options) {
  if (options.eval) {
    if (typeof filename !== 'string') {
      throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', 'The property ' +
        "'options.eval' must be false when 'filename' is not a string. " +
        'Received true');
    }
    return { text: filename };
  }
  if (filename instanceof URL || /^file:/.test(filename))
    return { path: require('internal/url').toPath(new URL(filename)) };
  if (typeof filename !== 'string')
    throw argType('filename', 'of type string or an instance of URL', filename);
  if (!/^\.{0,2}\//.test(filename)) {
    throw coded(TypeError, 'ERR_WORKER_PATH', 'The worker script or module ' +
      'filename must be an absolute path or a relative path starting with ' +
      `'./' or '../'. Received "${filename}"`);
  }
  return { path: require('internal/loader').absolute(filename,
    process.cwd()) };
}

function environmentFor(env) {
  if (env === SHARE_ENV) return null;
  if (env !== undefined && env !== null && typeof env !== 'object') {
    throw argType('options.env',
      'of type object or one of undefined, null, or ' +
      'worker_threads.SHARE_ENV', env);
  }
  const copy = {};
  const from = env ?? process.env;
  for (const name of Object.keys(from)) copy[name] = `${from[name]}`;
  return copy;
}

/* Streams of the thread that its parent sees. */
function makeStreams(worker, options) {
  const { Readable, Writable } = require('stream');
  worker.stdout = new Readable({ read() {} });
  worker.stderr = new Readable({ read() {} });
  worker.stdin = options.stdin ? new Writable({
    write(chunk, encoding, callback) {
      tell(worker, { type: 'stdin', chunk: Buffer.from(chunk, encoding) });
      callback();
    },
    final(callback) {
      tell(worker, { type: 'stdin', chunk: null });
      callback();
    },
  }) : null;
}

function tell(worker, message) {
  if (!worker[state].exited) post(worker[state].control, message);
}

/* Taken and told, but no engine here keeps to them: -1 is none. */
function limitsOf(limits) {
  const list = {};
  for (const name of ['maxYoungGenerationSizeMb', 'maxOldGenerationSizeMb',
    'codeRangeSizeMb', 'stackSizeMb'])
    list[name] = typeof limits?.[name] === 'number' ? limits[name] : -1;
  return list;
}

/* The first message of a thread: what it is to run, and how. */
function firstMessage(filename, options, port) {
  return {
    ...programOf(filename, options),
    workerData: options.workerData,
    port,
    env: environmentFor(options.env),
    limits: limitsOf(options.resourceLimits),
    argv: [...options.argv ?? []].map(String),
    execArgv: [...options.execArgv ?? process.execArgv].map(String),
    name: `${options.name ?? 'WorkerThread'}`,
    environment,
    stdin: Boolean(options.stdin),
    stdout: Boolean(options.stdout),
    stderr: Boolean(options.stderr),
  };
}

/* Starts the thread; its id and the channels' ends that are read here. */
function start(filename, options) {
  const pairs = [0, 1, 2].map(() => binding.portPair());
  const [life, control, port] = pairs.map(([end]) => end);
  const theirs = fromId(pairs[2][1]);
  try {
    post(control, firstMessage(filename, options, theirs),
      [theirs, ...options.transferList ?? []]);
    const id = host.startThread(binding.portExtract(pairs[1][1]),
      binding.portExtract(pairs[0][1]));
    return { life, control, port, id, online: false,
      exited: false };
  } catch (error) {
    for (const end of [...pairs[0], ...pairs[1], port])
      binding.handleClose(end);
    theirs.close();
    throw error;
  }
}

/* What the other runtime says of itself; its first word is that it runs. */
function onControl(worker, cells) {
  const { value } = clone.rebuild(cells);
  switch (value.type) {
    case 'online':
      worker[state].online = true;
      worker.emit('online');
      break;
    case 'error':
      drain(worker, worker[state].port, onMessage);
      worker.emit('error', value.own ? Object.assign(value.error, value.own)
        : value.error);
      break;
    default:
      worker[value.type].push(Buffer.from(value.chunk));
  }
}

function onMessage(worker, cells) {
  const { online, control } = worker[state];
  if (!online) onControl(worker, binding.portReceive(control));
  let received;
  try {
    received = clone.rebuild(cells);
  } catch (error) {
    worker.emit('messageerror', error);
    return;
  }
  worker.emit('message', received.value);
}

/* All that is waiting in one channel. */
function drain(worker, id, deliver) {
  for (let cells; (cells = binding.portReceive(id));) deliver(worker, cells);
}

function finish(worker) {
  const { life, control, port, id } = worker[state];
  try {
    drain(worker, port, onMessage);
    drain(worker, control, onControl);
  } finally {
    worker[state].exited = true;
    for (const end of [life, control, port]) {
      loop.handlers.delete(end);
      binding.handleClose(end);
    }
    worker.stdout.push(null);
    worker.stderr.push(null);
    worker.threadId = -1;
    worker.resourceLimits = {};
    worker.emit('exit', host.joinThread(id));
  }
}

function listen(worker) {
  const { life, control, port } = worker[state];
  loop.handlers.set(control, (event, cells) => {
    if (event === 'message') onControl(worker, cells);
  });
  loop.handlers.set(port, (event, cells) => {
    if (event === 'message') onMessage(worker, cells);
  });
  loop.handlers.set(life, (event) => {
    if (event === 'close') finish(worker);
  });
  binding.portStart(control);
  binding.portStart(port);
  binding.handleRef(life);
}

class Worker extends EventEmitter {
  constructor(filename, options = {}) {
    super();
    programOf(filename, options);
    if (options.argv !== undefined && !Array.isArray(options.argv))
      throw argType('options.argv', 'an instance of Array', options.argv);
    if (options.execArgv !== undefined && !Array.isArray(options.execArgv)) {
      throw argType('options.execArgv', 'an instance of Array',
        options.execArgv);
    }
    Object.defineProperty(this, state,
      { value: start(filename, options) });
    this.threadId = this[state].id;
    this.threadName = `${options.name ?? 'WorkerThread'}`;
    this.resourceLimits = limitsOf(options.resourceLimits);
    makeStreams(this, options);
    listen(this);
  }

  postMessage(value, options) {
    if (!this[state].exited) post(this[state].port, value, options);
  }

  terminate() {
    if (this[state].exited) return Promise.resolve();
    this.ref();
    host.stopThread(this[state].id);
    return new Promise((resolve) => this.once('exit', resolve));
  }

  async [Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')]() {
    await this.terminate();
  }

  ref() {
    if (!this[state].exited) binding.handleRef(this[state].life);
    return this;
  }

  unref() {
    if (!this[state].exited) binding.handleUnref(this[state].life);
    return this;
  }
}

module.exports = { Worker, environment };
