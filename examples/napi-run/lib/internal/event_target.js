// SPDX-License-Identifier: MIT
// Event, EventTarget, AbortController and DOMException.
'use strict';

const { coded, argType } = require('internal/errors');

const names = { IndexSizeError: 1, HierarchyRequestError: 3,
  WrongDocumentError: 4, InvalidCharacterError: 5,
  NoModificationAllowedError: 7, NotFoundError: 8, NotSupportedError: 9,
  InUseAttributeError: 10, InvalidStateError: 11, SyntaxError: 12,
  InvalidModificationError: 13, NamespaceError: 14, InvalidAccessError: 15,
  TypeMismatchError: 17, SecurityError: 18, NetworkError: 19, AbortError: 20,
  URLMismatchError: 21, QuotaExceededError: 22, TimeoutError: 23,
  InvalidNodeTypeError: 24, DataCloneError: 25 };

class DOMException extends Error {
  #name;
  constructor(message = '', options = 'Error') {
    super(message);
    if (options !== null && typeof options === 'object') {
      this.#name = `${options.name ?? 'Error'}`;
      if ('cause' in options) this.cause = options.cause;
    } else {
      this.#name = `${options}`;
    }
  }
  get name() { return this.#name; }
  get code() { return names[this.#name] ?? 0; }
  get [Symbol.toStringTag]() { return 'DOMException'; }
}

const state = Symbol('state');

class Event {
  constructor(type, options = {}) {
    this[state] = { type: `${type}`, bubbles: Boolean(options?.bubbles),
      cancelable: Boolean(options?.cancelable), target: null, stopped: false,
      composed: Boolean(options?.composed), prevented: false, phase: 0,
      time: binding.now(), trusted: false };
  }
  get type() { return this[state].type; }
  get target() { return this[state].target; }
  get currentTarget() {
    return this[state].phase === 2 ? this[state].target : null;
  }
  get srcElement() { return this[state].target; }
  get bubbles() { return this[state].bubbles; }
  get cancelable() { return this[state].cancelable; }
  get composed() { return this[state].composed; }
  get defaultPrevented() { return this[state].prevented; }
  get returnValue() { return !this[state].prevented; }
  get eventPhase() { return this[state].phase; }
  get timeStamp() { return this[state].time; }
  get isTrusted() { return this[state].trusted; }
  get cancelBubble() { return this[state].stopped; }
  preventDefault() {
    if (this[state].cancelable) this[state].prevented = true;
  }
  stopPropagation() {}
  stopImmediatePropagation() { this[state].stopped = true; }
  composedPath() {
    return this[state].phase === 2 ? [this[state].target] : [];
  }
  get [Symbol.toStringTag]() { return 'Event'; }
}
Object.assign(Event, { NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2,
  BUBBLING_PHASE: 3 });

class CustomEvent extends Event {
  #detail;
  constructor(type, options) {
    super(type, options);
    this.#detail = options?.detail ?? null;
  }
  get detail() { return this.#detail; }
}

const lists = Symbol('listeners');

class EventTarget {
  constructor() {
    Object.defineProperty(this, lists, { value: new Map() });
  }
  addEventListener(type, listener, options) {
    if (listener === null || listener === undefined) return;
    if (typeof listener !== 'function' && typeof listener !== 'object')
      throw argType('listener', 'an instance of EventListener', listener);
    if (typeof options === 'boolean') options = { capture: options };
    if (options?.signal?.aborted) return;
    const capture = Boolean(options?.capture);
    const list = this[lists].get(`${type}`) ?? [];
    if (list.some((one) => one.listener === listener &&
        one.capture === capture)) return;
    list.push({ listener, capture, once: Boolean(options?.once) });
    this[lists].set(`${type}`, list);
    options?.signal?.addEventListener('abort',
      () => this.removeEventListener(type, listener, options), { once: true });
  }
  removeEventListener(type, listener, options) {
    const capture = typeof options === 'boolean' ? options
      : Boolean(options?.capture);
    const list = this[lists].get(`${type}`);
    if (!list) return;
    this[lists].set(`${type}`, list.filter((one) =>
      one.listener !== listener || one.capture !== capture));
  }
  dispatchEvent(event) {
    if (!(event instanceof Event))
      throw argType('event', 'an instance of Event', event);
    if (event[state].phase !== 0) {
      throw coded(Error, 'ERR_EVENT_RECURSION',
        `The event "${event.type}" is already being dispatched`);
    }
    event[state].target = this;
    event[state].phase = 2;
    for (const one of [...this[lists].get(event.type) ?? []]) {
      if (event[state].stopped) break;
      if (!this[lists].get(event.type).includes(one)) continue;
      if (one.once) {
        this.removeEventListener(event.type, one.listener,
          { capture: one.capture });
      }
      try {
        if (typeof one.listener === 'function')
          Reflect.apply(one.listener, this, [event]);
        else one.listener.handleEvent(event);
      } catch (error) {
        process.nextTick(() => {
          throw error;
        });
      }
    }
    event[state].phase = 0;
    return !event.defaultPrevented;
  }
  get [Symbol.toStringTag]() { return 'EventTarget'; }
}

/* on… properties: a listener that is set instead of added. */
function defineHandler(Type, name) {
  const key = Symbol(`on${name}`);
  Object.defineProperty(Type.prototype, `on${name}`, {
    configurable: true,
    enumerable: true,
    get() { return this[key]?.handler ?? null; },
    set(handler) {
      if (this[key]) this.removeEventListener(name, this[key].listener);
      this[key] = null;
      if (typeof handler !== 'function') return;
      const listener = (event) => Reflect.apply(handler, this, [event]);
      Object.defineProperty(this, key, { value: { handler, listener },
        writable: true, configurable: true });
      this.addEventListener(name, listener);
    },
  });
}

const secret = Symbol('AbortSignal');

class AbortSignal extends EventTarget {
  #aborted = false;
  #reason;
  constructor(key) {
    if (key !== secret)
      throw coded(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    super();
  }
  get aborted() { return this.#aborted; }
  get reason() { return this.#reason; }
  throwIfAborted() {
    if (this.#aborted) throw this.#reason;
  }
  static abort(reason) {
    const signal = new AbortSignal(secret);
    signal[secret](reason);
    return signal;
  }
  static timeout(delay) {
    const signal = new AbortSignal(secret);
    setTimeout(() => signal[secret](new DOMException(
      'The operation was aborted due to timeout', 'TimeoutError')),
    delay).unref();
    return signal;
  }
  static any(signals) {
    const signal = new AbortSignal(secret);
    for (const one of signals) {
      if (one.aborted) {
        signal[secret](one.reason);
        break;
      }
      one.addEventListener('abort', () => signal[secret](one.reason),
        { once: true });
    }
    return signal;
  }
  [secret](reason) {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason === undefined
      ? new DOMException('This operation was aborted', 'AbortError') : reason;
    this.dispatchEvent(new Event('abort'));
  }
  get [Symbol.toStringTag]() { return 'AbortSignal'; }
}
defineHandler(AbortSignal, 'abort');

class AbortController {
  #signal = new AbortSignal(secret);
  get signal() { return this.#signal; }
  abort(reason) {
    this.#signal[secret](reason);
  }
  get [Symbol.toStringTag]() { return 'AbortController'; }
}

module.exports = { Event, CustomEvent, EventTarget, AbortSignal,
  AbortController, DOMException, defineHandler,
  listenersOf: (target, name) => (target[lists]?.get(name) ?? [])
    .map((one) => one.listener) };
