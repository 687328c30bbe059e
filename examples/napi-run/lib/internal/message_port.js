// SPDX-License-Identifier: MIT
// MessageChannel and MessagePort: values from one thread to another.
'use strict';

const loop = require('internal/loop');
const clone = require('internal/clone');
const { Event, EventTarget, defineHandler, listenersOf } =
  require('internal/event_target');
const { coded } = require('internal/errors');

const secret = Symbol('MessagePort');
const key = Symbol('port');

class MessageEvent extends Event {
  #data;
  #ports;
  constructor(type, options = {}) {
    super(type, options);
    this.#data = options.data === undefined ? null : options.data;
    this.#ports = Object.freeze([...options.ports ?? []]);
  }
  get data() { return this.#data; }
  get ports() { return this.#ports; }
  get origin() { return ''; }
  get lastEventId() { return ''; }
  get source() { return null; }
}

/* Sends; `source` may not be among what moves. */
function post(id, value, options, source) {
  const { cells, moved, portList } = clone.flatten(value,
    clone.transferList(options), source);
  const sent = clone.hand((list, buffers) =>
    binding.portPost(id, list, buffers), cells, moved);
  for (const port of portList) forget(port);
  return sent;
}

/* The port's end of the channel is elsewhere now, or gone. */
function forget(port) {
  loop.handlers.delete(port[key].id);
  port[key].id = 0;
}

/* What a listener of on() is told of an event. */
const told = {
  message: (event) => [event.data],
  messageerror: (event) => [event.data],
};

class MessagePort extends EventTarget {
  constructor(token, id) {
    if (token !== secret) {
      throw coded(TypeError, 'ERR_CONSTRUCT_CALL_INVALID',
        'Constructor cannot be called');
    }
    super();
    Object.defineProperty(this, key, { value: { id, wrappers: new Map() } });
    loop.handlers.set(id, (event, cells) => this[secret](event, cells));
  }

  [secret](event, cells) {
    if (event === 'close') return this.close();
    let data;
    try {
      data = clone.rebuild(cells);
    } catch (error) {
      this.dispatchEvent(new MessageEvent('messageerror', { data: error }));
      return;
    }
    this.dispatchEvent(new MessageEvent('message',
      { data: data.value, ports: data.ports }));
  }

  postMessage(value, options) {
    if (arguments.length === 0) {
      throw coded(TypeError, 'ERR_MISSING_ARGS',
        'The "message" argument must be specified');
    }
    post(this[key].id, value, options, this);
  }

  start() {
    binding.portStart(this[key].id);
  }

  close(callback) {
    if (typeof callback === 'function') this.once('close', callback);
    const { id } = this[key];
    if (id === 0) return;
    forget(this);
    binding.handleClose(id);
    setImmediate(() => this.dispatchEvent(new Event('close')));
  }

  ref() {
    binding.handleRef(this[key].id);
  }

  unref() {
    binding.handleUnref(this[key].id);
  }

  hasRef() {
    return this[key].id !== 0 && listenersOf(this, 'message').length > 0;
  }

  addEventListener(type, listener, options) {
    const first = type === 'message' &&
      listenersOf(this, 'message').length === 0;
    super.addEventListener(type, listener, options);
    if (first && listenersOf(this, 'message').length > 0) {
      this.ref();
      this.start();
    }
  }

  removeEventListener(type, listener, options) {
    super.removeEventListener(type, listener, options);
    if (type === 'message' && listenersOf(this, 'message').length === 0)
      this.unref();
  }

  // ----- The same as Node's emitters have it.
  #add(type, listener, once) {
    const wrapper = (event) => Reflect.apply(listener, this,
      told[type]?.(event) ?? (event instanceof Event ? [] : event));
    const { wrappers } = this[key];
    const list = wrappers.get(type) ?? [];
    list.push({ listener, wrapper });
    wrappers.set(type, list);
    this.addEventListener(type, wrapper, { once });
    return this;
  }
  on(type, listener) { return this.#add(type, listener, false); }
  addListener(type, listener) { return this.#add(type, listener, false); }
  once(type, listener) { return this.#add(type, listener, true); }
  off(type, listener) {
    const list = this[key].wrappers.get(type) ?? [];
    const at = list.findLastIndex((one) => one.listener === listener);
    if (at >= 0) {
      const [{ wrapper }] = list.splice(at, 1);
      this.removeEventListener(type, wrapper);
    }
    return this;
  }
  removeListener(type, listener) { return this.off(type, listener); }
  removeAllListeners(type) {
    for (const [name, list] of this[key].wrappers) {
      if (type !== undefined && name !== type) continue;
      for (const { wrapper } of list.splice(0))
        this.removeEventListener(name, wrapper);
    }
    return this;
  }
  listenerCount(type) { return listenersOf(this, type).length; }
  eventNames() {
    return ['message', 'messageerror', 'close'].filter((name) =>
      this.listenerCount(name) > 0);
  }
  emit(type, value) {
    const any = this.listenerCount(type) > 0;
    this.dispatchEvent(new MessageEvent(type, { data: value }));
    return any;
  }
}
for (const name of ['message', 'messageerror', 'close'])
  defineHandler(MessagePort, name);

/* The port of a channel's end that this thread reads. */
function fromId(id) {
  return new MessagePort(secret, id);
}

clone.ports.is = (value) => value instanceof MessagePort;
clone.ports.idOf = (port) => port[key].id;
clone.ports.make = fromId;

class MessageChannel {
  constructor() {
    const [one, two] = binding.portPair();
    this.port1 = fromId(one);
    this.port2 = fromId(two);
  }
}

function receiveMessageOnPort(port) {
  if (!(port instanceof MessagePort)) {
    throw coded(TypeError, 'ERR_INVALID_ARG_TYPE',
      'The "port" argument must be a MessagePort instance');
  }
  const cells = binding.portReceive(port[key].id);
  return cells && { message: clone.rebuild(cells).value };
}

module.exports = { MessageChannel, MessagePort, MessageEvent,
  receiveMessageOnPort, fromId, post, moved: forget,
  idOf: (port) => port[key].id };
