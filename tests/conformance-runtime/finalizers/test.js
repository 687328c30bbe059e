// SPDX-License-Identifier: MIT
// Finalizers: when they run, what may happen in them, whose memory it is.
'use strict';
const addon = require(process.argv[2]);
const scenario = process.argv[3];
const log = (...parts) => console.log(...parts);

/** Collects, with turns of the loop between, then goes on. */
function collected(then, rounds = 10) {
  if (rounds === 0) return then();
  gc();
  setImmediate(() => collected(then, rounds - 1));
}

const scenarios = {
  object() {
    addon.watch({}, 1);
    collected(() => log('collected'));
  },
  calls_script() {
    addon.watchCalling({}, () => {
      log('called');
      process.nextTick(() => log('tick'));
      Promise.resolve().then(() => log('microtask'));
    });
    collected(() => log('collected'));
  },
  function_throws() {
    process.on('uncaughtException', (error, origin) =>
      log(origin, error.message));
    addon.watchCalling({}, () => {
      throw new Error('from the function');
    });
    collected(() => log('collected'));
  },
  throws() {
    process.on('uncaughtException', (error, origin) =>
      log(origin, error.message));
    addon.watchThrowing({});
    collected(() => log('collected'));
  },
  throws_without_handler() {
    process.on('exit', (code) => log('exit', code));
    addon.watchThrowing({});
    collected(() => log('not reached'));
  },
  buffer() {
    addon.externalBuffer(1, 100);
    collected(() => log('collected'));
  },
  buffer_calls() {
    addon.externalCalling(() => {
      log('called');
      process.nextTick(() => log('tick'));
    });
    collected(() => log('collected'));
  },
  buffer_function_throws() {
    process.on('uncaughtException', (error, origin) =>
      log(origin, error.message));
    addon.externalCalling(() => {
      throw new Error('from the function');
    });
    collected(() => log('collected'));
  },
  buffer_throws() {
    process.on('uncaughtException', (error, origin) =>
      log(origin, error.message));
    addon.externalThrowing(16);
    collected(() => log('collected'));
  },
  buffer_throws_without_handler() {
    process.on('exit', (code) => log('exit', code));
    addon.externalThrowing(16);
    collected(() => log('not reached'));
  },
  buffer_calls_at_the_end() {
    globalThis.kept = addon.externalCalling(() => log('not called'));
    process.on('exit', () => log('exit'));
  },
  buffer_empty() {
    const buffer = addon.externalBuffer(1, 0);
    log(buffer.length);
    collected(() => log('collected'));
  },
  arraybuffer() {
    addon.externalArrayBuffer(1, 100);
    collected(() => log('collected'));
  },
  // A view keeps the memory although the first Buffer is gone.
  buffer_by_view() {
    let view = addon.externalBuffer(1, 100).subarray(10, 20);
    collected(() => {
      log('view', view.length);
      view = null;
      collected(() => log('collected'));
    });
  },
  detached() {
    globalThis.buffer = addon.externalArrayBuffer(1, 100);
    addon.detach(globalThis.buffer);
    log(globalThis.buffer.byteLength);
    collected(() => {
      log('collected');
      globalThis.buffer = null;
      collected(() => log('collected again'));
    });
  },
  transferred() {
    globalThis.first = addon.externalArrayBuffer(1, 100);
    globalThis.second = globalThis.first.transfer();
    log(globalThis.first.byteLength, globalThis.second.byteLength);
    globalThis.first = null;
    collected(() => {
      log('first collected');
      globalThis.second = null;
      collected(() => log('second collected'));
    });
  },
  refusals() { addon.refusals(); },
  too_long() {
    try {
      addon.tooLong();
    } catch (error) {
      log(error.name, error.code, error.message);
    }
    collected(() => log('collected'));
  },
  end_objects() {
    globalThis.kept = [{}, {}, {}];
    globalThis.kept.forEach((object, i) => addon.watch(object, i));
    addon.addHook(9);
  },
  end_buffers() {
    addon.addHook(1);
    globalThis.a = addon.externalBuffer(2, 10);
    addon.addHook(3);
    globalThis.b = addon.externalArrayBuffer(4, 10);
    addon.addHook(5);
    globalThis.c = {};
    addon.watch(globalThis.c, 6);
  },
  end_calls_script() {
    globalThis.kept = {};
    addon.watchCalling(globalThis.kept, () => log('not called'));
  },
  end_throws() {
    process.on('uncaughtException', (error) => log(error.message));
    globalThis.kept = {};
    addon.watchThrowing(globalThis.kept);
  },
  many() {
    let made = 0;
    for (let i = 0; i < 2000; i++) {
      addon.watchCalling({}, () => { made++; });
    }
    collected(() => log('collected'));
    process.on('exit', () => log(made));
  },
};

scenarios[scenario]();
