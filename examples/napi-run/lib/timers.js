// SPDX-License-Identifier: MIT
// Timers and immediates: lists of JavaScript over one native timer.
'use strict';

const loop = require('internal/loop');
const { checkFunction } = require('internal/errors');

const EVENT_TIMERS = 1;
const EVENT_IMMEDIATES = 2;
const custom = Symbol.for('nodejs.util.promisify.custom');

// ----- A binary heap by due time, then by order of starting.
const heap = [];
const known = new Map();
let order = 0;
let lastId = 0;
let referenced = 0;
let armedFor = Infinity;
let passLimit = 0;

function before(a, b) {
  return a._due < b._due || a._due === b._due && a._order < b._order;
}

function place(timer, index) {
  heap[index] = timer;
  timer._index = index;
}

function siftUp(index) {
  const timer = heap[index];
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!before(timer, heap[parent])) break;
    place(heap[parent], index);
    index = parent;
  }
  place(timer, index);
}

function siftDown(index) {
  const timer = heap[index];
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1], heap[child]))
      child++;
    if (!before(heap[child], timer)) break;
    place(heap[child], index);
    index = child;
  }
  place(timer, index);
}

function heapAdd(timer) {
  heap.push(timer);
  siftUp(heap.length - 1);
}

function heapRemove(timer) {
  const index = timer._index;
  const last = heap.pop();
  timer._index = -1;
  if (last === timer) return;
  place(last, index);
  siftUp(index);
  siftDown(last._index);
}

function arm() {
  const due = heap.length > 0 ? heap[0]._due : Infinity;
  if (due === armedFor) return;
  armedFor = due;
  if (due === Infinity) binding.timerStop();
  // Never at once: immediates come between two rounds of timers.
  else binding.timerStart(Math.max(1, due - binding.loopNow()));
}

function countReference(change) {
  const was = referenced > 0;
  referenced += change;
  if (referenced > 0 !== was) binding.timerRef(referenced > 0);
}

function start(timer) {
  timer._due = binding.loopNow() + timer._delay;
  timer._order = order++;
  heapAdd(timer);
  if (timer._ref) countReference(1);
}

function stop(timer) {
  if (timer._index < 0) return;
  heapRemove(timer);
  if (timer._ref) countReference(-1);
}

/* One due timer; true while the next one is due as well. */
function onTimers() {
  if (passLimit === 0) {
    passLimit = order;
    armedFor = Infinity;
  }
  const now = binding.loopNow();
  const timer = heap[0];
  if (!timer || timer._due > now || timer._order >= passLimit) {
    passLimit = 0;
    armedFor = NaN;
    arm();
    return false;
  }
  stop(timer);
  timer._running = true;
  try {
    Reflect.apply(timer._callback, timer, timer._args);
  } catch (error) {
    require('internal/fatal').uncaught(error);
  } finally {
    timer._running = false;
    if (timer._repeat && !timer._destroyed) {
      if (timer._index < 0) start(timer);
    } else if (timer._index < 0) {
      timer._destroyed = true;
      known.delete(timer._id);
    }
  }
  return true;
}

class Timeout {
  constructor(callback, delay, args, repeat) {
    delay = +delay;
    if (!(delay >= 1 && delay <= 0x7fffffff)) {
      if (delay > 0x7fffffff) {
        process.emitWarning(`${delay} does not fit into a 32-bit signed ` +
          'integer.\nTimeout duration was set to 1.',
        'TimeoutOverflowWarning');
      }
      delay = 1;
    }
    this._callback = loop.capture ? loop.capture(callback) : callback;
    this._delay = Math.trunc(delay);
    this._args = args;
    this._repeat = repeat;
    this._ref = true;
    this._index = -1;
    this._destroyed = false;
    this._running = false;
    this._id = 0;
    start(this);
    arm();
  }
  ref() {
    if (!this._ref) {
      this._ref = true;
      if (this._index >= 0) countReference(1);
    }
    return this;
  }
  unref() {
    if (this._ref) {
      this._ref = false;
      if (this._index >= 0) countReference(-1);
    }
    return this;
  }
  hasRef() {
    return this._ref;
  }
  refresh() {
    if (this._destroyed) return this;
    stop(this);
    start(this);
    arm();
    return this;
  }
  close() {
    clearTimeout(this);
    return this;
  }
  [Symbol.toPrimitive]() {
    if (this._id === 0) {
      this._id = ++lastId;
      known.set(this._id, this);
    }
    return this._id;
  }
}

function setTimeout(callback, delay, ...args) {
  checkFunction(callback, 'callback');
  return new Timeout(callback, delay, args, false);
}

function setInterval(callback, delay, ...args) {
  checkFunction(callback, 'callback');
  return new Timeout(callback, delay, args, true);
}

function clearTimeout(timer) {
  if (typeof timer === 'number' || typeof timer === 'string')
    timer = known.get(+timer);
  if (!(timer instanceof Timeout)) return;
  timer._destroyed = true;
  known.delete(timer._id);
  stop(timer);
  arm();
}

// ----- Immediates
let queue = [];
let batch = null;
let referencedImmediates = 0;

function showImmediates() {
  binding.immediates(queue.length > 0 || batch !== null,
    referencedImmediates > 0);
}

class Immediate {
  constructor(callback, args) {
    this._callback = loop.capture ? loop.capture(callback) : callback;
    this._args = args;
    this._ref = true;
    this._destroyed = false;
    queue.push(this);
    if (referencedImmediates++ === 0 || queue.length === 1) showImmediates();
  }
  ref() {
    if (!this._ref && !this._destroyed) {
      this._ref = true;
      if (referencedImmediates++ === 0) showImmediates();
    }
    return this;
  }
  unref() {
    if (this._ref && !this._destroyed) {
      this._ref = false;
      if (--referencedImmediates === 0) showImmediates();
    }
    return this;
  }
  hasRef() {
    return this._ref;
  }
}

function finish(immediate) {
  if (immediate._destroyed) return false;
  immediate._destroyed = true;
  if (immediate._ref) referencedImmediates--;
  return true;
}

/* One immediate; true while this round has more. */
function onImmediates() {
  if (batch === null) {
    batch = queue.reverse();
    queue = [];
  }
  const immediate = batch.pop();
  if (immediate && finish(immediate)) {
    try {
      Reflect.apply(immediate._callback, immediate, immediate._args);
    } catch (error) {
      require('internal/fatal').uncaught(error);
    }
  }
  if (batch.length > 0) return true;
  batch = null;
  showImmediates();
  return false;
}

function setImmediate(callback, ...args) {
  checkFunction(callback, 'callback');
  return new Immediate(callback, args);
}

function clearImmediate(immediate) {
  if (!(immediate instanceof Immediate) || !finish(immediate)) return;
  queue = queue.filter((one) => one !== immediate);
  showImmediates();
}

loop.handlers.set(EVENT_TIMERS, onTimers);
loop.handlers.set(EVENT_IMMEDIATES, onImmediates);

for (const type of [Timeout, Immediate]) {
  Object.defineProperty(type.prototype,
    Symbol.dispose ?? Symbol.for('nodejs.dispose'), {
      configurable: true,
      writable: true,
      value() {
        clearTimeout(this);
        clearImmediate(this);
      },
    });
}

const promised = () => require('timers/promises');
Object.defineProperty(setTimeout, custom,
  { get: () => promised().setTimeout, enumerable: true });
Object.defineProperty(setImmediate, custom,
  { get: () => promised().setImmediate, enumerable: true });

module.exports = { setTimeout, setInterval, setImmediate, clearTimeout,
  clearInterval: clearTimeout, clearImmediate };
loop.lazy(module.exports, 'promises', promised, true);
