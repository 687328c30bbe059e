// SPDX-License-Identifier: MIT
// uncaughtException and unhandledRejection handlers: life goes on.
'use strict';

process.on('uncaughtException', (error, origin) =>
  console.log(`uncaught ${error?.message ?? error} ${origin}`));
process.on('unhandledRejection', (reason, promise) =>
  console.log(`rejection ${reason.message} ${promise instanceof Promise}`));

/* Each step begins when the one before it has surely been reported. */
const steps = [
  () => process.nextTick(() => {
    throw new Error('in a tick');
  }),
  () => {
    setTimeout(() => {
      throw new Error('in a timer');
    }, 1);
    setTimeout(() => console.log('next timer'), 1);
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
    .catch(() => console.log('caught')),
  () => void Promise.reject(new Error('late')),
  async () => {
    throw new Error('async function');
  },
  () => {
    throw 'a string';
  },
];
function step() {
  const next = steps.shift();
  if (!next) return;
  setTimeout(step, 40);
  next();
}
step();
process.on('exit', (code) => console.log(`exit ${code}`));
