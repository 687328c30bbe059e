// SPDX-License-Identifier: MIT
// Timers that are awaited.
'use strict';

const timers = require('timers');
const { AbortError } = require('internal/errors');

function waitFor(begin, end, value, { signal, ref = true } = {}) {
  if (signal?.aborted)
    return Promise.reject(new AbortError(undefined, { cause: signal.reason }));
  return new Promise((resolve, reject) => {
    const timer = begin(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve(value);
    });
    if (!ref) timer.unref();
    function onAbort() {
      end(timer);
      reject(new AbortError(undefined, { cause: signal.reason }));
    }
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function setTimeout(delay, value, options) {
  return waitFor((done) => timers.setTimeout(done, delay),
    timers.clearTimeout, value, options);
}

function setImmediate(value, options) {
  return waitFor((done) => timers.setImmediate(done), timers.clearImmediate,
    value, options);
}

async function* setInterval(delay, value, options = {}) {
  let due = 0;
  let wake = null;
  const timer = timers.setInterval(() => {
    due++;
    wake?.();
  }, delay);
  if (options.ref === false) timer.unref();
  const onAbort = () => wake?.();
  options.signal?.addEventListener('abort', onAbort);
  try {
    for (;;) {
      if (options.signal?.aborted) {
        throw new AbortError(undefined, { cause: options.signal.reason });
      }
      if (due === 0) await new Promise((resolve) => (wake = resolve));
      wake = null;
      for (; due > 0; due--) yield value;
    }
  } finally {
    timers.clearInterval(timer);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

module.exports = { setTimeout, setImmediate, setInterval,
  scheduler: { wait: (delay, options) => setTimeout(delay, undefined,
    options), yield: () => setImmediate() } };
