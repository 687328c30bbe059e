// SPDX-License-Identifier: MIT
// process.exit in the middle: exit event, its code, nothing later.
// run: code 7
'use strict';

process.on('exit', (code) => {
  console.log(`exit ${code} ${process.exitCode}`);
  process.exitCode = 7;
  process.nextTick(() => console.log('never'));
});
setTimeout(() => console.log('never'), 2000);
setImmediate(() => {
  console.log('leaving');
  process.exit(3);
});
