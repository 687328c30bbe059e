// SPDX-License-Identifier: MIT
// What messages carry between threads, and what ports do.
'use strict';

const { Worker, MessageChannel, MessagePort, receiveMessageOnPort,
  isMainThread, parentPort, setEnvironmentData, markAsUntransferable } =
  require('node:worker_threads');


/* The worker sends back what it gets, and says what it saw. */
if (!isMainThread) {
  parentPort.on('message', (value) => {
    if (value === 'end') return parentPort.close();
    const list = value.move?.map((item) => item.buffer ?? item) ?? [];
    parentPort.postMessage(value, list);
  });
}

function ask(worker, value, transfer) {
  return new Promise((resolve) => {
    worker.once('message', resolve);
    worker.postMessage(value, transfer);
  });
}

function refused(title, make) {
  try {
    make();
    console.log(title, 'nothing thrown');
  } catch (error) {
    console.log(title, error.name, error.code);
  }
}

async function values(worker) {
  const cycle = { name: 'cycle', list: [] };
  cycle.list.push(cycle, cycle.list);
  const shared = { one: 1 };
  for (const value of [undefined, null, true, -0, NaN, 2 ** 53, 'text\0ü\ud800',
    12345678901234567890n, -1n, 0n, [], [1, , 3], {}, { a: { b: [1] } },
    new Date(5), new Date(NaN), /a+/giu, new Map([[{}, 1], ['k', new Map()]]),
    new Set([1, 'a', {}]), new Error('plain'), new RangeError('range'),
    Object.assign(new TypeError('cause', { cause: { why: 1 } }), { own: 1 }),
    Object(1), Object('boxed'), Object(false), Object(9n),
    new Uint8Array([1, 2, 3]), new Float64Array([0.5]), Buffer.from('buffer'),
    new BigInt64Array([-5n]), new DataView(new ArrayBuffer(4), 1, 2),
    new ArrayBuffer(3), [shared, shared], cycle,
    Object.assign([1, 2], { extra: true }), new (class A { x = 1; })()]) {
    const answer = await ask(worker, { value });
    if (answer.value instanceof Error) {
      console.log('error', answer.value.name, answer.value.message,
        answer.value.cause, typeof answer.value.stack,
        Object.keys(answer.value));
    } else {
      console.log(answer);
    }
  }
  const same = await ask(worker, { value: [shared, shared] });
  console.log('identity', same.value[0] === same.value[1]);
  const round = (await ask(worker, { value: cycle })).value;
  console.log('cycle', round.list[0] === round, round.list[1] === round.list);
}

async function transfers(worker) {
  for (const size of [0, 8, 1 << 20]) {
    const buffer = new ArrayBuffer(size);
    new Uint8Array(buffer).fill(7);
    const answer = await ask(worker, { move: [buffer] }, [buffer]);
    const bytes = new Uint8Array(answer.move[0]);
    console.log('moved', buffer.byteLength, bytes.length,
      bytes.every((byte) => byte === 7));
  }
  const view = new Uint16Array([1, 2, 3]);
  const back = await ask(worker, { move: [view] }, { transfer: [view.buffer] });
  console.log('view', view.length, back.move[0]);
  const [buffer] = [new ArrayBuffer(4)];
  refused('twice', () => worker.postMessage(0, [buffer, buffer]));
  console.log('still there', buffer.byteLength);
  refused('function', () => worker.postMessage({ f() {} }, [buffer]));
  console.log('still there', buffer.byteLength);
  refused('symbol', () => worker.postMessage(Symbol('s')));
  refused('promise', () => worker.postMessage(Promise.resolve()));
  refused('weak map', () => worker.postMessage(new WeakMap()));
  refused('object', () => worker.postMessage(0, [{}]));
  refused('list', () => worker.postMessage(0, 5));
  structuredClone(buffer, { transfer: [buffer] });
  refused('detached', () => worker.postMessage(buffer));
  refused('port', () => worker.postMessage(new MessageChannel().port1));
  refused('getter', () => worker.postMessage({
    get a() { throw new RangeError('mine'); } }));
}

async function ports(worker) {
  const { port1, port2 } = new MessageChannel();
  console.log(port1 instanceof MessagePort, port1 instanceof EventTarget,
    Object.prototype.toString.call(port1));
  refused('constructor', () => new MessagePort());
  refused('no message', () => port1.postMessage());
  refused('itself', () => port1.postMessage(0, [port1]));
  console.log(receiveMessageOnPort(port2));
  port1.postMessage({ first: 1 });
  port1.postMessage(undefined);
  console.log(receiveMessageOnPort(port2), receiveMessageOnPort(port2),
    receiveMessageOnPort(port2));
  const answer = await ask(worker, { move: [port2] }, [port2]);
  const [moved] = answer.move;
  console.log('moved', moved instanceof MessagePort, moved !== port2);
  moved.on('message', (value) => {
    console.log('on', value);
    moved.postMessage('answer');
  });
  await new Promise((resolve) => {
    port1.onmessage = (event) => {
      console.log('onmessage', event.data, event.constructor.name,
        event.target === port1, event.ports.length);
      resolve();
    };
    port1.postMessage('hello');
  });
  port1.on('close', () => console.log('port1 closed'));
  const closed = new Promise((resolve) => moved.once('close', resolve));
  port1.close();
  await closed;
  console.log('moved closed');
  port1.postMessage('into nothing');
  const order = new MessageChannel();
  let done;
  const all = new Promise((resolve) => { done = resolve; });
  order.port1.on('message', async (value) => {
    console.log('message', value);
    process.nextTick(() => console.log('tick', value));
    await null;
    console.log('microtask', value);
    if (value === 2) done();
  });
  for (let i = 0; i < 3; i++) order.port2.postMessage(i);
  await all;
  order.port2.close();
  const idle = new MessageChannel(); // keeps nothing alive
  idle.port1.unref();
}

async function main() {
  setEnvironmentData('key', { a: 1 });
  const worker = new Worker(__filename);
  await values(worker);
  await transfers(worker);
  await ports(worker);
  worker.on('exit', (code) => console.log('exit', code));
  worker.postMessage('end');
  const other = new Worker(`const w = require('worker_threads');
    w.parentPort.postMessage(w.getEnvironmentData('key'))`, { eval: true });
  other.on('message', (value) => console.log('environment', value));
  const kept = new ArrayBuffer(2);
  markAsUntransferable(kept);
  refused('untransferable', () => structuredClone(0, { transfer: [kept] }));
}

if (isMainThread) main();
