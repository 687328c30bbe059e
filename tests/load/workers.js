// SPDX-License-Identifier: MIT
// Eight workers under load for some seconds: nothing is lost, repeated or out
// of order, everything is freed, and the process ends by itself.
//
// usage: workers.js ADDON SECONDS
'use strict';

const assert = require('assert');
const { Worker, isMainThread, parentPort, workerData } =
  require('worker_threads');

const workers = 8;

/* In a worker. Every loop is run once at least, and awaited before the thread
 * ends. */
async function load() {
  const addon = require(workerData.addon);
  const end = Date.now() + workerData.seconds * 1000;
  const done = { sums: 0, items: 0, objects: 0, messages: 0, timers: 0 };
  const open = () => Date.now() < end;

  async function sums() {
    do {
      const round = [];
      for (let n = 0; n < 16; n++) {
        round.push(new Promise((resolve) => addon.sum(n * 100, resolve))
          .then((answer) => {
            assert.strictEqual(answer, n * 100 * (n * 100 + 1) / 2);
            done.sums++;
          }));
      }
      await Promise.all(round);
    } while (open());
  }

  async function producer(room) {
    do {
      let last = 0;
      await new Promise((resolve) => addon.produce(500, room, (item) => {
        assert.strictEqual(item, ++last);
        done.items++;
        if (item === 500) resolve();
      }));
    } while (open());
  }

  async function objects() {
    let kept = [];
    do {
      for (let i = 0; i < 50; i++) {
        kept.push(addon.wrap({ i }), addon.buffer());
        addon.wrap([i]);
        done.objects += 3;
      }
      if (kept.length > 500) kept = [];
      gc();
      await new Promise(setImmediate);
    } while (open());
  }

  async function messages() {
    let waiting = null;
    parentPort.on('message', (value) => waiting(value));
    do {
      const sent = { n: done.messages, list: [1, 2n, new Map([['k', 'v']])],
        bytes: new Uint8Array(1000).fill(done.messages) };
      const answer = await new Promise((resolve) => {
        waiting = resolve;
        parentPort.postMessage(sent, [sent.bytes.buffer]);
      });
      assert.strictEqual(sent.bytes.length, 0);
      assert.strictEqual(answer.n, done.messages);
      assert.strictEqual(answer.bytes[999], done.messages & 255);
      done.messages++;
    } while (open());
    parentPort.removeAllListeners('message');
  }

  async function timers() {
    do {
      await new Promise((resolve) => setTimeout(resolve, 1));
      done.timers++;
    } while (open());
  }

  await Promise.all([sums(), producer(0), producer(4), objects(), messages(),
    timers()]);
  for (const name of Object.keys(done)) assert(done[name] > 0, name);
  parentPort.postMessage({ done });
}

/* In the main thread: it answers, and counts what came back. */
function main() {
  const [addon, seconds] = process.argv.slice(2);
  const { open } = require(addon);
  const total = {};
  let left = workers;
  for (let i = 0; i < workers; i++) {
    const worker = new Worker(__filename,
      { workerData: { addon, seconds: Number(seconds) } });
    let told = false;
    worker.on('message', (value) => {
      if (value.done === undefined)
        return worker.postMessage(value, [value.bytes.buffer]);
      told = true;
      for (const name of Object.keys(value.done))
        total[name] = (total[name] ?? 0) + value.done[name];
    });
    worker.on('exit', (code) => {
      assert.strictEqual(code, 0);
      assert(told, 'a worker ended without a word');
      left--;
    });
  }
  process.on('exit', (code) => {
    assert.strictEqual(code, 5);
    assert.strictEqual(left, 0);
    assert.strictEqual(open(), 0, 'something was not finalized');
    console.log('nothing is lost', JSON.stringify(total));
  });
  process.exitCode = 5; // the end must be this one, not a crash's
}

if (isMainThread) main();
else load();
