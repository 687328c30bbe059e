// SPDX-License-Identifier: MIT
// child_process
'use strict';

const EventEmitter = require('events');
const loop = require('internal/loop');
const { coded, argType, argValue, errnoException, AbortError, checkString } =
  require('internal/errors');

const IGNORE = -1;
const PIPE = -2;

const signals = () => require('os').constants.signals;

function signalNumber(signal) {
  if (typeof signal === 'number') return signal;
  const number = signals()[signal?.toUpperCase?.()];
  if (number === undefined)
    throw coded(TypeError, 'ERR_UNKNOWN_SIGNAL', `Unknown signal: ${signal}`);
  return number;
}

function signalName(number) {
  if (!number) return null;
  const table = signals();
  return Object.keys(table).find((name) => table[name] === number) ?? null;
}

function stdioEntry(entry, index) {
  if (entry === undefined || entry === null)
    return index < 3 ? PIPE : IGNORE;
  if (entry === 'pipe' || entry === 'overlapped') return PIPE;
  if (entry === 'ignore') return IGNORE;
  if (entry === 'inherit') return index;
  if (typeof entry === 'number') return entry;
  if (typeof entry?.fd === 'number') return entry.fd;
  throw argValue('stdio', entry);
}

function stdioList(stdio = 'pipe') {
  const list = typeof stdio === 'string' ? [stdio, stdio, stdio] : [...stdio];
  while (list.length < 3) list.push(undefined);
  return list.map(stdioEntry);
}

/* The common part of all ways: what the binding wants. */
function plan(file, args, options = {}) {
  checkString(file, 'file');
  if (file === '') throw argValue('file', file, 'cannot be empty');
  if (!Array.isArray(args)) throw argType('args', 'an instance of Array',
    args);
  let argv = [options.argv0 ?? file, ...args.map(String)];
  if (options.shell) {
    const shell = typeof options.shell === 'string' ? options.shell
      : '/bin/sh';
    argv = [shell, '-c', [file, ...args].join(' ')];
    file = shell;
  }
  const env = options.env ?? process.env;
  let { cwd } = options;
  if (cwd !== undefined && cwd !== null)
    cwd = require('internal/url').toPath(cwd, 'options.cwd');
  return { file, args: argv, cwd, uid: options.uid, gid: options.gid,
    detached: Boolean(options.detached), stdio: stdioList(options.stdio),
    env: Object.keys(env).filter((key) => env[key] !== undefined)
      .map((key) => `${key}=${env[key]}`) };
}

class ChildProcess extends EventEmitter {
  #id;
  #openStreams = 0;
  #exited = false;
  constructor() {
    super();
    this.pid = undefined;
    this.exitCode = null;
    this.signalCode = null;
    this.killed = false;
    this.connected = false;
    this.stdin = this.stdout = this.stderr = null;
    this.stdio = [];
  }

  spawn(wanted) {
    this.spawnfile = wanted.file;
    this.spawnargs = wanted.args;
    const result = binding.spawn(wanted);
    if (typeof result === 'number') return this.#failed(result, wanted);
    const [id, pid, ...pipes] = result;
    this.#id = id;
    this.pid = pid;
    loop.handlers.set(id, (event, status, signal) =>
      this.#ended(status, signal));
    pipes.forEach((pipe, index) => this.#addStream(pipe, index));
    process.nextTick(() => this.emit('spawn'));
  }

  #addStream(pipe, index) {
    if (!pipe) {
      this.stdio.push(null);
      return;
    }
    const kind = index === 0 ? 'writable' : index < 3 ? 'readable' : 'duplex';
    const stream = require('internal/pipe')[kind](pipe);
    this.stdio.push(stream);
    if (index < 3) this[['stdin', 'stdout', 'stderr'][index]] = stream;
    if (index === 0) return;
    this.#openStreams++;
    stream.once('close', () => {
      this.#openStreams--;
      this.#finish();
    });
  }

  #failed(number, wanted) {
    const error = errnoException(number, `spawn ${wanted.file}`);
    error.path = wanted.file;
    error.spawnargs = wanted.args.slice(1);
    this.#exited = true;
    const { Readable, Writable } = require('stream');
    wanted.stdio.forEach((kind, index) => {
      const stream = kind !== PIPE ? null : index === 0
        ? new Writable({ write(chunk, encoding, done) { done(); } })
        : new Readable({ read() { this.push(null); } });
      this.stdio.push(stream);
      if (index < 3) this[['stdin', 'stdout', 'stderr'][index]] = stream;
      if (index > 0) stream?.resume();
    });
    process.nextTick(() => {
      this.exitCode = number;
      this.emit('error', error);
      this.emit('close', number, null);
    });
  }

  #ended(status, signal) {
    loop.handlers.delete(this.#id);
    this.#id = undefined;
    this.#exited = true;
    if (signal) this.signalCode = signalName(signal);
    else this.exitCode = status;
    this.stdin?.destroy();
    this.emit('exit', this.exitCode, this.signalCode);
    for (const stream of this.stdio) {
      // Output that nobody reads must not keep 'close' away.
      if (stream && stream !== this.stdin && stream.readableFlowing === null &&
          stream.listenerCount('readable') === 0) stream.resume();
    }
    this.#finish();
  }

  #finish() {
    if (this.#exited && this.#openStreams === 0) {
      this.#openStreams = -1;
      this.emit('close', this.exitCode, this.signalCode);
    }
  }

  kill(signal = 'SIGTERM') {
    const number = signalNumber(signal);
    if (this.#id === undefined) return false;
    const status = binding.childKill(this.#id, number);
    if (status === -3) return false; // gone already
    if (status < 0) throw errnoException(status, 'kill');
    if (number !== 0) this.killed = true;
    return true;
  }

  ref() {
    if (this.#id !== undefined) binding.handleRef(this.#id);
  }

  unref() {
    if (this.#id !== undefined) binding.handleUnref(this.#id);
  }
}

function normalize(args, options) {
  if (Array.isArray(args)) return [args, options ?? {}];
  return [[], args ?? options ?? {}];
}

function spawn(file, args, options) {
  [args, options] = normalize(args, options);
  const child = new ChildProcess();
  child.spawn(plan(file, args, options));
  const { signal, timeout, killSignal = 'SIGTERM' } = options;
  if (signal) {
    const abort = () => {
      child.kill(killSignal);
      child.emit('error', new AbortError(undefined,
        { cause: signal.reason }));
    };
    if (signal.aborted) process.nextTick(abort);
    else signal.addEventListener('abort', abort, { once: true });
    child.once('exit', () => signal.removeEventListener('abort', abort));
  }
  if (timeout > 0) {
    const timer = setTimeout(() => child.kill(killSignal), timeout);
    child.once('exit', () => clearTimeout(timer));
  }
  return child;
}

/* Collects a stream's output up to a limit. */
function collect(stream, encoding, limit, tooMuch) {
  const chunks = [];
  let length = 0;
  stream?.on('data', (chunk) => {
    length += chunk.length;
    if (length > limit) {
      chunks.push(chunk.subarray(0, chunk.length - (length - limit)));
      length = limit;
      tooMuch();
    } else {
      chunks.push(chunk);
    }
  });
  return () => {
    const all = Buffer.concat(chunks);
    return encoding && encoding !== 'buffer' ? all.toString(encoding) : all;
  };
}

function execFile(file, args, options, callback) {
  if (typeof args === 'function') [args, options, callback] = [[], {}, args];
  if (typeof options === 'function') [options, callback] = [undefined,
    options];
  [args, options] = normalize(args, options);
  options = { encoding: 'utf8', timeout: 0, maxBuffer: 1024 * 1024,
    killSignal: 'SIGTERM', ...options };
  const child = spawn(file, args, { ...options, stdio: 'pipe' });
  let failure = null;
  const tooMuch = (name) => () => {
    failure = coded(RangeError, 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER',
      `${name} maxBuffer length exceeded`);
    child.kill(options.killSignal);
  };
  const out = collect(child.stdout, options.encoding, options.maxBuffer,
    tooMuch('stdout'));
  const err = collect(child.stderr, options.encoding, options.maxBuffer,
    tooMuch('stderr'));
  child.once('error', (error) => (failure ??= error));
  child.once('close', (code, signal) => {
    if (!callback) return;
    if (!failure && code === 0 && signal === null)
      return callback(null, out(), err());
    const command = options.shell ? file : [file, ...args].join(' ');
    const error = failure ?? new Error(`Command failed: ${command}\n${err()}`);
    if (!failure) {
      error.code = code;
      error.killed = child.killed;
      error.signal = signal;
    }
    error.cmd = command;
    error.stdout = out();
    error.stderr = err();
    callback(error, out(), err());
  });
  return child;
}

function exec(command, options, callback) {
  if (typeof options === 'function') [options, callback] = [{}, options];
  return execFile(command, [], { ...options, shell: options?.shell || true },
    callback);
}

const custom = Symbol.for('nodejs.util.promisify.custom');
for (const run of [exec, execFile]) {
  Object.defineProperty(run, custom, { value(...args) {
    let child;
    const promise = new Promise((resolve, reject) => {
      child = run(...args, (error, stdout, stderr) => error ? reject(error)
        : resolve({ stdout, stderr }));
    });
    promise.child = child;
    return promise;
  } });
}

function spawnSync(file, args, options) {
  [args, options] = normalize(args, options);
  options = { maxBuffer: 1024 * 1024, ...options };
  const wanted = plan(file, args, options);
  let { input } = options;
  if (typeof input === 'string')
    input = Buffer.from(input, options.encoding === 'buffer' ? 'utf8'
      : options.encoding);
  Object.assign(wanted, { input, timeout: options.timeout ?? 0,
    maxBuffer: options.maxBuffer === Infinity ? 2 ** 40 : options.maxBuffer,
    killSignal: signalNumber(options.killSignal ?? 'SIGTERM') });
  const [number, status, signal, pid, ...pipes] = binding.spawnSync(wanted);
  const spawned = pid !== 0;
  const output = spawned ? pipes.map((bytes) => {
    if (bytes === undefined) return null;
    const buffer = Buffer.from(bytes.buffer, 0, bytes.byteLength);
    return options.encoding && options.encoding !== 'buffer'
      ? buffer.toString(options.encoding) : buffer;
  }) : null;
  const result = { pid, output, stdout: output?.[1],
    stderr: output?.[2],
    status: spawned && !signal ? status : null,
    signal: signalName(signal) };
  if (number < 0) {
    const error = errnoException(number, `spawnSync ${wanted.file}`);
    error.path = wanted.file;
    error.spawnargs = wanted.args.slice(1);
    result.error = error;
  }
  return result;
}

/* Output of a child that must succeed. */
function checked(result, command, args, options) {
  if (options.stdio === undefined && result.stderr?.length > 0)
    process.stderr.write(result.stderr);
  if (!result.error && result.status === 0) return result.stdout;
  const text = [command, ...args].join(' ');
  const error = result.error ?? new Error(`Command failed: ${text}${
    result.stderr?.length > 0 ? `\n${result.stderr}` : ''}`);
  throw Object.assign(error, result);
}

function execFileSync(file, args, options) {
  [args, options] = normalize(args, options);
  return checked(spawnSync(file, args, options), file, args, options);
}

function execSync(command, options = {}) {
  return checked(spawnSync(command, [],
    { ...options, shell: options.shell || true }), command, [], options);
}

module.exports = { ChildProcess, spawn, exec, execFile, spawnSync, execSync,
  execFileSync };
