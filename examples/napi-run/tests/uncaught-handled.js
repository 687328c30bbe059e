// SPDX-License-Identifier: MIT
// uncaughtException and unhandledRejection handlers: life goes on.
'use strict';

/* Each step begins a while after the last line of the one before it. */
let owed = 0;
function tell(line) {
  console.log(line);
  if (--owed === 0) setTimeout(step, 10);
}

process.on('uncaughtException', (error, origin) =>
  tell(`uncaught ${error?.message ?? error} ${origin}`));
process.on('unhandledRejection', (reason, promise) =>
  tell(`rejection ${reason.message} ${promise instanceof Promise}`));

const steps = [
  () => process.nextTick(() => {
    throw new Error('in a tick');
  }),
  () => {
    setTimeout(() => {
      throw new Error('in a timer');
    }, 1);
    setTimeout(() => tell('next timer'), 1);
  },
  () => setImmediate(() => {
    throw new Error('in an immediate');
  }),
  () => queueMicrotask(() => {
    throw new Error('in a microtask');
  }),
  () => require('fs').stat('.', () => {
    throw new Error('in a callback of fs');
  }),
  () => Promise.reject(new Error('handled in time'))
    .catch(() => tell('caught')),
  () => void Promise.reject(new Error('late')),
  async () => {
    throw new Error('async function');
  },
  () => {
    throw 'a string';
  },
];
/* The only one that has two lines. */
const timers = steps[1];

function step() {
  const next = steps.shift();
  if (!next) return;
  owed = next === timers ? 2 : 1;
  next();
}
step();
process.on('exit', (code) => console.log(`exit ${code}`));
