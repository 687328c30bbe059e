// SPDX-License-Identifier: MIT
// Each operation written once: run now, with a callback, or as a promise.
//
// An operation is a function that returns a request, or a generator that
// yields requests and receives what they came to.
'use strict';

const loop = require('internal/loop');
const { uvException, checkFunction } = require('internal/errors');

/* One call of the binding. `map` shapes its result. */
class Request {
  constructor(operation, args, { syscall = operation, path, dest, map } = {}) {
    this.operation = operation;
    this.args = args;
    this.syscall = syscall;
    this.path = path;
    this.dest = dest;
    this.map = map;
  }
  failure(number) {
    return uvException(number, this.syscall, this.path, this.dest);
  }
  now() {
    const result = binding.fs[this.operation](false, ...this.args);
    if (typeof result === 'number' && result < 0) throw this.failure(result);
    return this.map ? this.map(result) : result;
  }
  /* done(error, result) */
  later(done) {
    const id = binding.fs[this.operation](true, ...this.args);
    if (id < 0) return process.nextTick(done, this.failure(id));
    loop.once(id, (result, bytes) => {
      if (typeof result === 'number' && result < 0)
        return done(this.failure(result));
      done(null, this.map ? this.map(result, bytes) : result);
    });
  }
}

function runNow(work) {
  if (work instanceof Request) return work.now();
  let step = work.next();
  while (!step.done) {
    let result;
    try {
      result = runNow(step.value);
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next(result);
  }
  return step.value;
}

function runLater(work, done) {
  if (work instanceof Request) return work.later(done);
  const advance = (error, result) => {
    let step;
    try {
      step = error ? work.throw(error) : work.next(result);
    } catch (failure) {
      return done(failure);
    }
    if (step.done) done(null, step.value, true);
    else runLater(step.value, advance);
  };
  advance(null);
}

/* Three functions of one operation; `extra` names what a callback gets
 * besides the result. */
function forms(name, operation, extra) {
  const now = (...args) => runNow(operation(...args));
  const callback = (...args) => {
    let done = args.pop();
    checkFunction(done, 'cb');
    if (loop.capture) done = loop.capture(done);
    const work = operation(...args);
    let early = true;
    runLater(work, (error, result) => {
      const finish = () => error ? done(error)
        : extra ? done(null, result, ...extra(args))
          : result === undefined ? done(null) : done(null, result);
      // A generator that needed nothing from the system ends at once.
      if (early) process.nextTick(finish);
      else finish();
    });
    early = false;
  };
  const promise = (...args) => new Promise((resolve, reject) =>
    runLater(operation(...args), (error, result) =>
      error ? reject(error) : resolve(result)));
  Object.defineProperty(now, 'name', { value: `${name}Sync` });
  Object.defineProperty(callback, 'name', { value: name });
  Object.defineProperty(promise, 'name', { value: name });
  return { now, callback, promise };
}

module.exports = { Request, forms, runNow, runLater };
