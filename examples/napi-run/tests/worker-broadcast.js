// SPDX-License-Identifier: MIT
// Broadcast channels, shared environments, what else workers can be given.
'use strict';

const { Worker, BroadcastChannel, SHARE_ENV, isMainThread, workerData,
  markAsUncloneable, resourceLimits } = require('node:worker_threads');

function refused(title, make) {
  try {
    make();
    console.log(title, 'nothing thrown');
  } catch (error) {
    console.log(title, error.name, error.code);
  }
}

/* A worker says that it listens, answers what it hears, and ends on a word. */
function listen() {
  const channel = new BroadcastChannel('news');
  channel.onmessage = ({ data }) => {
    if (data.end) channel.close();
    else if (data.ask)
      channel.postMessage({ from: workerData.n, twice: data.ask * 2 });
  };
  channel.postMessage({ ready: workerData.n });
}

/* Threads that change and read one environment all at once. */
function change() {
  let seen = 0;
  for (let i = 0; i < 300; i++) {
    process.env[`SHARED_${workerData.n}_${i % 50}`] = 'x'.repeat(i);
    if (process.env.SHARED_0_1 !== undefined) seen++;
    if (i % 100 === 0) seen += Object.keys(process.env).length;
    delete process.env[`SHARED_${workerData.n}_${(i + 25) % 50}`];
  }
  process.env[`DONE_${workerData.n}`] = seen > 0;
}

function one() {
  const channel = new BroadcastChannel(5);
  console.log(channel, channel.name, channel instanceof EventTarget,
    channel.onmessage, BroadcastChannel === globalThis.BroadcastChannel);
  refused('no name', () => new BroadcastChannel());
  refused('no message', () => channel.postMessage());
  refused('function', () => channel.postMessage(() => {}));
  refused('no new', () => BroadcastChannel('x'));
  const { get } = Object.getOwnPropertyDescriptor(BroadcastChannel.prototype,
    'name');
  refused('this', () => get.call({}));
  console.log(channel.unref() === channel, channel.ref() === channel);
  channel.onmessage = () => console.log('never: it is its own');
  channel.postMessage(1);
  const other = new BroadcastChannel('5');
  return new Promise((resolve) => {
    other.onmessage = (event) => {
      console.log(event.constructor.name, event.data, event.target === other,
        event.ports.length);
      other.close();
      other.close();
      channel.close();
      refused('closed', () => other.postMessage(1));
      console.log(other);
      resolve();
    };
    channel.postMessage({ map: new Map([[1, new Set([2])]]) });
  });
}

function many() {
  const channel = new BroadcastChannel('news');
  const deaf = new BroadcastChannel('other news');
  deaf.onmessage = () => console.log('never');
  deaf.unref();
  const workers = [1, 2, 3].map((n) =>
    new Worker(__filename, { workerData: { what: 'listen', n } }));
  const answers = [];
  let ready = 0;
  channel.onmessage = ({ data }) => {
    if (data.ready && ++ready === 3)
      for (const ask of [1, 2]) channel.postMessage({ ask });
    if (data.from) answers.push(data);
    if (answers.length < 6) return;
    answers.sort((a, b) => a.from - b.from || a.twice - b.twice);
    console.log(answers);
    channel.postMessage({ end: true });
    channel.close();
    deaf.close();
  };
  return Promise.all(workers.map((worker) => new Promise((resolve) => {
    worker.on('exit', resolve);
  })));
}

function environments() {
  const workers = [0, 1, 2].map((n) => new Worker(__filename,
    { workerData: { what: 'change', n }, env: SHARE_ENV }));
  for (let i = 0; i < 300; i++) {
    process.env.SHARED_MAIN = `${i}`;
    void process.env.SHARED_1_1;
  }
  return Promise.all(workers.map((worker) => new Promise((resolve) => {
    worker.on('exit', resolve);
  }))).then(() => console.log(process.env.DONE_0, process.env.DONE_1,
    process.env.DONE_2));
}

async function limits() {
  const given = { maxOldGenerationSizeMb: 200, stackSizeMb: 4 };
  const worker = new Worker(__filename,
    { workerData: { what: 'limits' }, resourceLimits: given });
  console.log(Object.keys(worker.resourceLimits),
    worker.resourceLimits.maxOldGenerationSizeMb,
    worker.resourceLimits.stackSizeMb);
  worker.on('message', (value) => console.log(value));
  await new Promise((resolve) => worker.on('exit', resolve));
  console.log(worker.resourceLimits, resourceLimits);
}

async function main() {
  await one();
  const object = { marked: true };
  markAsUncloneable(object);
  markAsUncloneable(5);
  refused('marked', () => structuredClone(object));
  refused('marked inside', () => structuredClone([object]));
  console.log(await many());
  await environments();
  await limits();
}

if (isMainThread) main();
else if (workerData.what === 'listen') listen();
else if (workerData.what === 'change') change();
else require('worker_threads').parentPort.postMessage(
  [resourceLimits.stackSizeMb, resourceLimits.maxOldGenerationSizeMb]);
