// SPDX-License-Identifier: MIT
// An exception that nothing catches: message, stack, exit event, code 1.
// run: code 1
// run: stderr TypeError: planted
'use strict';

process.on('exit', (code) => console.log(`exit ${code}`));
process.on('uncaughtExceptionMonitor', (error, origin) =>
  console.log(`monitor ${error.message} ${origin}`));
setTimeout(() => console.log('never'), 10);
setTimeout(function thrower() {
  throw new TypeError('planted');
}, 1);
