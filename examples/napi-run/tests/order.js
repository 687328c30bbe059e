// SPDX-License-Identifier: MIT
// What runs before what: ticks, microtasks, immediates, timers.
'use strict';

const log = (text) => console.log(text);
Promise.resolve().then(() => log('microtask 1')).then(() =>
  log('microtask 2'));
process.nextTick((a, b) => {
  log(`tick 1 ${a}${b}`);
  process.nextTick(() => log('tick 3'));
  Promise.resolve().then(() => log('microtask of a tick'));
}, 'x', 'y');
process.nextTick(log, 'tick 2');
queueMicrotask(() => {
  log('queueMicrotask');
  process.nextTick(() => log('tick of a microtask'));
});
log('main');

setTimeout(() => {
  log('timer 1');
  Promise.resolve().then(() => log('microtask between timers'));
  process.nextTick(() => log('tick between timers'));
}, 2);
setTimeout(() => log('timer 2'), 2);
setTimeout(() => {
  setImmediate(() => {
    log('immediate 1');
    process.nextTick(() => log('tick between immediates'));
  });
  setImmediate(() => log('immediate 2'));
  setTimeout(() => log('timer of a timer'), 0);
}, 20);

let count = 0;
let interval;
setTimeout(() => {
  interval = setInterval(function () {
    log(`interval ${++count} ${this === interval}`);
    if (count === 3) clearInterval(interval);
  }, 10);
}, 150);
const never = setTimeout(() => log('cleared timer'), 30);
clearTimeout(never);
clearTimeout(setTimeout(() => log('cleared by number'), 30)[
  Symbol.toPrimitive]());
clearImmediate(setImmediate(() => log('cleared immediate')));
setTimeout(() => log('unreferenced timer'), 1e6).unref();
const timer = setTimeout(() => {}, 1);
log([timer.hasRef(), timer.unref().hasRef(), timer.ref().hasRef()].join());
setTimeout((...args) => log(`arguments ${args}`), 500, 1, 2, 3);
(async () => {
  log('async start');
  await null;
  log('async end');
})();
process.on('exit', (code) => log(`exit ${code}`));
let again = 2;
process.on('beforeExit', () => {
  log(`beforeExit ${again}`);
  if (again-- > 0) setTimeout(() => log('more work'), 1);
});
setTimeout(() => {
  const begin = Date.now();
  while (Date.now() < begin + 60);
  const start = Date.now();
  setTimeout(() => log(`not early ${Date.now() - start >= 39}`), 40);
}, 250);
const { setTimeout: wait } = require('timers/promises');
wait(700, 'value').then((value) => log(`awaited ${value}`));
for (const bad of [undefined, 'text']) {
  try {
    setTimeout(bad);
  } catch (error) {
    log(`${error.name} ${error.code}`);
  }
}
