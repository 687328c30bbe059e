// SPDX-License-Identifier: MIT
// async_hooks: AsyncLocalStorage and AsyncResource.
//
// The context follows timers, immediates, ticks, microtasks, fs callbacks and
// AsyncResource. It does not follow await: engines have no hook for that.
'use strict';

const loop = require('internal/loop');

let current = null; // a Map from storage to store, never changed in place
let lastId = 1;

function runWith(context, callback, receiver, args) {
  const before = current;
  current = context;
  try {
    return Reflect.apply(callback, receiver, args);
  } finally {
    current = before;
  }
}

/* From now on callbacks carry the context of their starting. */
function follow() {
  loop.capture ??= (callback) => {
    const context = current;
    if (context === null) return callback;
    return function (...args) {
      return runWith(context, callback, this, args);
    };
  };
}

class AsyncLocalStorage {
  #default;
  constructor({ defaultValue, name = '' } = {}) {
    this.#default = defaultValue;
    this.name = name;
    follow();
  }
  #with(store) {
    return new Map(current).set(this, store);
  }
  run(store, callback, ...args) {
    return runWith(this.#with(store), callback, undefined, args);
  }
  exit(callback, ...args) {
    return this.run(undefined, callback, ...args);
  }
  enterWith(store) {
    current = this.#with(store);
  }
  getStore() {
    return current?.has(this) ? current.get(this) : this.#default;
  }
  disable() {
    const context = new Map(current);
    context.delete(this);
    current = context;
  }
  static bind(callback) {
    return AsyncResource.bind(callback);
  }
  static snapshot() {
    const context = current;
    return (callback, ...args) =>
      runWith(context, callback, undefined, args);
  }
}

class AsyncResource {
  #context = current;
  #id = ++lastId;
  constructor(type) {
    require('internal/errors').checkString(type, 'type');
    this.type = type;
  }
  runInAsyncScope(callback, receiver, ...args) {
    return runWith(this.#context, callback, receiver, args);
  }
  bind(callback) {
    const resource = this;
    return function (...args) {
      return resource.runInAsyncScope(callback, this, ...args);
    };
  }
  emitDestroy() { return this; }
  asyncId() { return this.#id; }
  triggerAsyncId() { return 1; }
  static bind(callback, type, receiver) {
    const bound = new AsyncResource(type || callback.name ||
      'bound-anonymous-fn').bind(callback);
    return receiver === undefined ? bound : bound.bind(receiver);
  }
}

module.exports = { AsyncLocalStorage, AsyncResource };
