// SPDX-License-Identifier: MIT
// Memory that several threads see.
// run: engines quickjs: JavaScriptCore offers no shared memory to programs
'use strict';

const { Worker, isMainThread, parentPort, workerData } =
  require('node:worker_threads');

function counter() {
  const cells = new Int32Array(workerData.memory);
  for (let i = 0; i < 10000; i++) Atomics.add(cells, 0, 1);
  if (workerData.wait) Atomics.wait(cells, 1, 0);
  parentPort.postMessage([workerData.memory, cells.subarray(2)]);
}

function main() {
  const memory = new SharedArrayBuffer(16);
  console.log(memory instanceof SharedArrayBuffer, memory.byteLength, memory,
    memory.constructor === SharedArrayBuffer,
    Object.prototype.toString.call(memory));
  const cells = new Int32Array(memory);
  const workers = [1, 2, 3].map((n) =>
    new Worker(__filename, { workerData: { memory, n, wait: n === 3 } }));
  let left = workers.length;
  for (const worker of workers) {
    worker.on('message', ([back, view]) => {
      new Int32Array(back)[2]++;
      view[1]++;
      console.log(back.byteLength, view.length, view.byteOffset);
    });
    worker.on('exit', () => {
      if (--left === 1) {
        Atomics.store(cells, 1, 1);
        Atomics.notify(cells, 1);
      }
      if (left === 0) console.log(cells);
    });
  }
  const twin = structuredClone(memory);
  new Int32Array(twin)[3] = 100;
  console.log(twin !== memory, cells[3]);
  try {
    structuredClone(memory, { transfer: [memory] });
  } catch (error) {
    console.log(error.name);
  }
}

if (isMainThread) main();
else counter();
