// SPDX-License-Identifier: MIT
// Hands test files out to worker processes and tells how they did. A worker
// that dies ends the run: no file is ever tried again.
'use strict';

const { spawn } = require('child_process');

const { options } = host;
const FAILED = 1;
const DIED = 3;
const CHANNEL = 3;
// How long a worker may be silent beyond the limit of what it runs.
const GRACE = 5000;

const queue = [];
const workers = new Set();
const results = [];
let reporter;
let death = null;
let total = 0;

function workerArguments() {
  const list = [`--engine=${host.engine}`, `--timeout=${options.timeout}`];
  if (host.gc) list.push('--expose-gc');
  if (options.namePattern)
    list.push(`--test-name-pattern=${options.namePattern}`);
  return [...list, '--isolate-worker'];
}

class Worker {
  constructor() {
    this.ready = false;
    this.file = null;
    this.lastWords = null;
    this.exitCall = null;
    this.timedOut = false;
    this.ended = null;
    this.rest = '';
    workers.add(this);
    this.child = spawn(host.execPath, workerArguments(),
      { stdio: ['ignore', reporter.output, 2, 'pipe'] });
    this.child.on('error', (error) => this.lost(null, null, error));
    this.child.on('exit', (code, signal) => {
      this.ended = { code, signal };
      this.maybeLost();
    });
    this.channel = this.child.stdio[CHANNEL];
    this.channel.setEncoding('utf8');
    this.channel.on('data', (text) => this.read(text));
    this.channel.on('error', () => this.drained());
    this.channel.on('end', () => this.drained());
  }

  drained() {
    if (this.dry) return;
    this.dry = true;
    this.channel.destroy();
    this.maybeLost();
  }

  maybeLost() {
    if (this.dry && this.ended) this.lost(this.ended.code, this.ended.signal);
  }

  read(text) {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop();
    for (const line of lines) {
      if (line !== '') this.hear(JSON.parse(line));
    }
  }

  hear(message) {
    const { event } = message;
    this.watch(message.limit);
    if (event === 'ready') {
      this.ready = true;
      this.next();
    } else if (event === 'test') {
      this.result.tests.push(message);
    } else if (event === 'note') {
      this.result.notes.push(message.text);
    } else if (event === 'result') {
      this.result.failures.push(...message.failures);
    } else if (event === 'done') {
      this.close();
      this.next();
    } else if (event === 'death') {
      this.lastWords = message;
    } else if (event === 'exit') {
      this.exitCall = message.code;
    }
  }

  /* Kills a worker that says nothing for too long. */
  watch(limit) {
    if (limit !== undefined) this.limit = limit;
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!(this.limit > 0) || this.file === null) return;
    this.timer = setTimeout(() => {
      this.timedOut = true;
      this.child.kill('SIGKILL');
    }, this.limit + GRACE);
  }

  next() {
    const file = death ? undefined : queue.shift();
    if (file === undefined) {
      this.channel.end();
      return;
    }
    this.file = file;
    this.limit = options.timeout;
    this.result = { file, tests: [], notes: [], failures: [], ms: 0 };
    this.started = Date.now();
    this.channel.write(`${require('path').resolve(file)}\n`);
    this.watch();
    progress();
  }

  /* The file of this worker has its result. */
  close() {
    const { result } = this;
    clearTimeout(this.timer);
    this.file = null;
    result.ms = Date.now() - this.started;
    result.failed = result.failures.length > 0 ||
      result.tests.some((test) => test.status === 'fail');
    results.push(result);
    reporter.file(result);
    progress();
  }

  lost(code, signal, error) {
    if (!workers.delete(this)) return;
    clearTimeout(this.timer);
    if (death) return finishIfDone();
    if (!this.ready) {
      die({ text: `a worker could not be started: ${
        error ? error.message : signal ?? `exit code ${code}`}` });
    } else if (this.file !== null && (signal === 'SIGKILL' ||
        this.exitCall !== null && !signal)) {
      this.endedFile(signal);
    } else if (signal || code !== 0 || this.file !== null) {
      this.died(code, signal);
    }
    finishIfDone();
  }

  /* Only the file is at fault; the run goes on in another process. */
  endedFile(signal) {
    this.result.failures.push(this.timedOut
      ? `timed out: nothing happened for ${this.limit + GRACE} ms, ` +
        'the worker was killed'
      : signal ? 'the worker was killed by SIGKILL'
        : `process.exit(${this.exitCall}) was called`);
    this.close();
    if (queue.length > 0) new Worker();
  }

  died(code, signal) {
    const words = this.lastWords;
    die({ file: this.file, worker: this,
      signal: signal ?? words?.signal ?? null,
      text: signal ?? words?.signal ? undefined
        : `the worker ended with exit code ${code} on its own`,
      addon: words?.addon || null, function: words?.function || null });
  }
}

function die(what) {
  death = what;
  for (const worker of workers) worker.child.kill('SIGKILL');
}

function progress() {
  reporter.progress?.(results.length, total,
    [...workers].map((worker) => worker.file).filter(Boolean));
}

function finishIfDone() {
  if (workers.size > 0 || reporter.ended) return;
  reporter.ended = true;
  const count = (status) => results.reduce((sum, { tests }) =>
    sum + tests.filter((test) => test.status === status).length, 0);
  const failedFiles = results.filter((result) => result.failed).length;
  const summary = { files: total, ran: results.length, failedFiles,
    pass: count('pass'), fail: count('fail'), skip: count('skip'),
    todo: count('todo'), ms: Date.now() - startedAt, death };
  reporter.end(summary, results);
  process.exitCode = death ? DIED : failedFiles > 0 ? FAILED : 0;
}

const startedAt = Date.now();

function main() {
  const { makeReporter } = require('internal/test_reporters');
  try {
    new RegExp(options.namePattern ?? '');
  } catch (error) {
    process.stderr.write(`napi-run: ${error.message}\n`);
    process.exitCode = 9;
    return;
  }
  reporter = makeReporter(options.reporter);
  queue.push(...process.argv.slice(1));
  total = queue.length;
  const count = Math.min(options.parallel, total);
  for (let i = 0; i < count; i++) new Worker();
}

module.exports = { main };
