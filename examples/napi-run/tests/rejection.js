// SPDX-License-Identifier: MIT
// A rejection that nothing handles ends the process.
// run: code 1
// run: stderr nobody cares
'use strict';

process.on('exit', (code) => console.log(`exit ${code}`));
setTimeout(() => console.log('never'), 50);
Promise.reject(new Error('nobody cares'));
process.nextTick(() => console.log('tick first'));
Promise.resolve().then(() => console.log('microtask first'));
