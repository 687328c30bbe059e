// SPDX-License-Identifier: MIT
// The main script throws: ticks and timers do not run.
// run: code 1
// run: stderr RangeError: from main
'use strict';

process.nextTick(() => console.log('never'));
setTimeout(() => console.log('never'), 0);
console.log('before');
throw new RangeError('from main');
