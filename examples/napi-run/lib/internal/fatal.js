// SPDX-License-Identifier: MIT
// What nobody caught: exceptions and rejections.
'use strict';

const { errorText, firstFrame } = require('internal/stack');
const loop = require('internal/loop');

let capture = null;
let handling = false;

function print(error) {
  let text;
  try {
    if (error instanceof Error || Error.isError?.(error)) {
      text = require('internal/inspect').inspect(error);
    } else {
      text = `Uncaught ${require('internal/inspect').inspect(error)}\n` +
        '(Use a thrown Error to see where it comes from)';
    }
  } catch {
    text = 'Uncaught exception that cannot be shown';
  }
  const where = firstFrame(error);
  binding.writeOut(2, `${where ? `${where}\n\n` : ''}${text}\n\n` +
    `napi-run ${host.programVersion} (${host.engineVersion})\n`);
}

/* Listeners of exit may change the code. */
function sayExit(code) {
  try {
    if (!process._exiting) {
      process._exiting = true;
      process.exitCode = code;
      loop.emit?.('exit', code);
      code = +process.exitCode || code;
    }
  } catch {
    // Nothing is left that could handle it.
  }
  return code;
}

function exitWith(code) {
  host.exit(sayExit(code));
}

/* A handler of exceptions that throws itself. */
function fail(error) {
  if (host.threadId > 0) require('internal/worker_main').report(error);
  else print(error);
  host.exit(7);
}

/* An exception that nothing caught. */
function uncaught(error, origin = 'uncaughtException') {
  if (handling) return fail(error);
  handling = true;
  try {
    if (loop.emit) {
      loop.emit('uncaughtExceptionMonitor', error, origin);
      if (capture) return void capture(error);
      if (loop.emit('uncaughtException', error, origin)) return;
    }
  } catch (other) {
    /* As Node: a handler that throws ends it all, without an exit event. */
    return fail(other);
  } finally {
    handling = false;
  }
  /* A test file that fails is no reason to end the process. */
  if (loop.onUncaught) return void loop.onUncaught(error);
  if (host.threadId > 0) {
    const code = sayExit(1);
    require('internal/worker_main').report(error);
    return void host.exit(code);
  }
  print(error);
  exitWith(1);
}

/* Why a rejection ends the process. */
function rejectionError(reason) {
  if (reason instanceof Error || Error.isError?.(reason)) return reason;
  const { inspect } = require('internal/inspect');
  const text = reason !== null && typeof reason === 'object'
    ? `#<${reason.constructor?.name ?? 'Object'}>` : inspect(reason);
  const error = new Error('This error originated either by throwing inside ' +
    'of an async function without a catch block, or by rejecting a promise ' +
    'which was not handled with .catch(). The promise rejected with the ' +
    `reason "${text}".`);
  error.code = 'ERR_UNHANDLED_REJECTION';
  error.name = 'UnhandledPromiseRejection';
  return error;
}

/* [promise, reason, handled, …] in the order of their happening. */
const reported = new WeakSet();

function rejections(list) {
  const open = new Map();
  for (let i = 0; i < list.length; i += 3) {
    const promise = list[i];
    if (!list[i + 2]) {
      open.set(promise, list[i + 1]);
    } else if (!open.delete(promise) && reported.has(promise)) {
      reported.delete(promise);
      process.nextTick(() => loop.emit?.('rejectionHandled', promise));
    }
  }
  for (const [promise, reason] of open) {
    reported.add(promise);
    try {
      if (loop.emit?.('unhandledRejection', reason, promise)) continue;
    } catch (error) {
      uncaught(error);
      continue;
    }
    uncaught(rejectionError(reason), 'unhandledRejection');
  }
}

module.exports = {
  uncaught,
  rejections,
  print,
  errorText,
  setCapture(callback) {
    if (callback !== null && capture !== null) {
      throw require('internal/errors').coded(Error,
        'ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET',
        '`process.setupUncaughtExceptionCapture()` was called while a ' +
        'capture callback was already active');
    }
    capture = callback;
  },
  hasCapture: () => capture !== null,
};
