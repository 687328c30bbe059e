// SPDX-License-Identifier: MIT
// A program whose trace is switched by signals, which it sends to itself.
const fs = require('fs');
const addon = require('./addon.node');

const traced = () => fs.readFileSync('switched.json', 'utf8');
const signal = () => process.kill(process.pid, 'SIGUSR2');

// Calls until it is true.
function until(condition, call) {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      call();
      if (!condition())
        return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
}

(async () => {
  signal();
  await until(() => fs.existsSync('switched.json') &&
    traced().includes('"call outer"'), () => addon.outer(() => 1));
  signal();
  await until(() => traced().endsWith('\n]\n'), () => addon.inner());
  addon.wrong();
  signal();
  await until(() => traced().includes('"call kinds"'), () => addon.kinds());
})();
