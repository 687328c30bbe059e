// SPDX-License-Identifier: MIT
// events: the npm package, with what Node added to it since.
'use strict';

const EventEmitter = require('npm:events');
const { AbortError, argType } = require('internal/errors');

const errorMonitor = Symbol('events.errorMonitor');
const captureRejectionSymbol = Symbol.for('nodejs.rejection');
const { emit } = EventEmitter.prototype;

EventEmitter.prototype.emit = function (type, ...args) {
  if (type === 'error' && this._events?.[errorMonitor] !== undefined)
    Reflect.apply(emit, this, [errorMonitor, ...args]);
  return Reflect.apply(emit, this, [type, ...args]);
};

function isTarget(emitter) {
  return typeof emitter?.addEventListener === 'function';
}

function listen(emitter, name, listener, options) {
  if (typeof emitter.on === 'function') emitter.on(name, listener);
  else emitter.addEventListener(name, listener, options);
}

function unlisten(emitter, name, listener) {
  if (typeof emitter.removeListener === 'function')
    emitter.removeListener(name, listener);
  else emitter.removeEventListener(name, listener);
}

/* A promise of the arguments of the next event. */
EventEmitter.once = async function (emitter, name, options = {}) {
  return new Promise((resolve, reject) => {
    const { signal } = options;
    if (signal?.aborted)
      return reject(new AbortError(undefined, { cause: signal.reason }));
    const finish = (settle) => (...args) => {
      unlisten(emitter, name, onEvent);
      if (!isTarget(emitter) && name !== 'error')
        unlisten(emitter, 'error', onError);
      signal?.removeEventListener('abort', onAbort);
      settle(args);
    };
    const onEvent = finish(resolve);
    const onError = finish((args) => reject(args[0]));
    const onAbort = finish(() =>
      reject(new AbortError(undefined, { cause: signal.reason })));
    listen(emitter, name, onEvent);
    if (!isTarget(emitter) && name !== 'error')
      listen(emitter, 'error', onError);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
};

/* An asynchronous iterator over the arguments of each event. */
EventEmitter.on = function (emitter, name, options = {}) {
  const { signal, close = [] } = options;
  if (signal?.aborted)
    throw new AbortError(undefined, { cause: signal.reason });
  const ready = [];
  const waiting = [];
  let failure = null;
  let finished = false;
  const onEvent = (...args) => {
    const next = waiting.shift();
    if (next) next.resolve({ value: args, done: false });
    else ready.push(args);
  };
  const onError = (error) => {
    const next = waiting.shift();
    if (next) next.reject(error);
    else failure = error;
    iterator.return();
  };
  const onAbort = () =>
    onError(new AbortError(undefined, { cause: signal.reason }));
  const onClose = () => iterator.return();
  const iterator = {
    next() {
      if (ready.length > 0)
        return Promise.resolve({ value: ready.shift(), done: false });
      if (failure) {
        const error = failure;
        failure = null;
        return Promise.reject(error);
      }
      if (finished) return Promise.resolve({ value: undefined, done: true });
      return new Promise((resolve, reject) =>
        waiting.push({ resolve, reject }));
    },
    return() {
      finished = true;
      unlisten(emitter, name, onEvent);
      if (!isTarget(emitter)) unlisten(emitter, 'error', onError);
      for (const event of close) unlisten(emitter, event, onClose);
      signal?.removeEventListener('abort', onAbort);
      for (const next of waiting.splice(0))
        next.resolve({ value: undefined, done: true });
      return Promise.resolve({ value: undefined, done: true });
    },
    throw(error) {
      onError(error);
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  listen(emitter, name, onEvent);
  if (!isTarget(emitter) && name !== 'error')
    listen(emitter, 'error', onError);
  for (const event of close) listen(emitter, event, onClose);
  signal?.addEventListener('abort', onAbort, { once: true });
  return iterator;
};

EventEmitter.getEventListeners = (emitter, name) =>
  typeof emitter.listeners === 'function' ? emitter.listeners(name)
    : require('internal/event_target').listenersOf(emitter, name);

EventEmitter.getMaxListeners = (emitter) =>
  emitter.getMaxListeners?.() ?? EventEmitter.defaultMaxListeners;

EventEmitter.setMaxListeners = (count = EventEmitter.defaultMaxListeners,
  ...emitters) => {
  if (typeof count !== 'number' || count < 0)
    throw argType('n', 'number', count);
  if (emitters.length === 0) EventEmitter.defaultMaxListeners = count;
  for (const emitter of emitters) emitter.setMaxListeners?.(count);
};

EventEmitter.addAbortListener = function (signal, listener) {
  if (signal.aborted) queueMicrotask(() => listener());
  else signal.addEventListener('abort', listener, { once: true });
  return { [Symbol.dispose ?? Symbol.for('nodejs.dispose')]: () =>
    signal.removeEventListener('abort', listener) };
};

class EventEmitterAsyncResource extends EventEmitter {
  constructor(options) {
    super();
    const { AsyncResource } = require('async_hooks');
    this.asyncResource = new AsyncResource(
      typeof options === 'string' ? options : options?.name ?? 'Emitter');
  }
  emit(name, ...args) {
    return this.asyncResource.runInAsyncScope(super.emit, this, name, ...args);
  }
}

EventEmitter.errorMonitor = errorMonitor;
EventEmitter.captureRejectionSymbol = captureRejectionSymbol;
EventEmitter.captureRejections = false;
EventEmitter.usingDomains = false;
EventEmitter.EventEmitterAsyncResource = EventEmitterAsyncResource;
EventEmitter.EventEmitter = EventEmitter;

module.exports = EventEmitter;
