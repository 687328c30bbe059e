// SPDX-License-Identifier: MIT
// BroadcastChannel: from one to all others of the same name, on any thread.
'use strict';

const loop = require('internal/loop');
const clone = require('internal/clone');
const { EventTarget, DOMException, defineHandler } =
  require('internal/event_target');
const { MessageEvent } = require('internal/message_port');
const { coded } = require('internal/errors');
const { inspect } = require('internal/inspect');

const missing = (name) => coded(TypeError, 'ERR_MISSING_ARGS',
  `The "${name}" argument must be specified`);

class BroadcastChannel extends EventTarget {
  #name;
  #id;

  constructor(name) {
    if (arguments.length === 0) throw missing('name');
    super();
    this.#name = `${name}`;
    const [own, heard] = binding.portPair();
    binding.broadcastJoin(heard, this.#name);
    this.#id = own;
    loop.handlers.set(own, (event, cells) => {
      if (event === 'message') this.#receive(cells);
    });
    binding.portStart(own);
    binding.handleRef(own);
  }

  #receive(cells) {
    let data;
    try {
      data = clone.rebuild(cells).value;
    } catch (error) {
      this.dispatchEvent(new MessageEvent('messageerror', { data: error }));
      return;
    }
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  static #check(value) {
    if (typeof value === 'object' && value !== null && #id in value) return;
    throw coded(TypeError, 'ERR_INVALID_THIS',
      'Value of "this" must be of type BroadcastChannel');
  }

  get name() {
    BroadcastChannel.#check(this);
    return this.#name;
  }

  postMessage(message) {
    BroadcastChannel.#check(this);
    if (arguments.length === 0) throw missing('message');
    if (this.#id === 0) {
      throw new DOMException('BroadcastChannel is closed.',
        'InvalidStateError');
    }
    const { cells } = clone.flatten(message, []);
    clone.hand((list) => binding.broadcastPost(this.#id, this.#name, list),
      cells);
  }

  close() {
    BroadcastChannel.#check(this);
    if (this.#id === 0) return;
    loop.handlers.delete(this.#id);
    binding.broadcastLeave(this.#id);
    binding.handleClose(this.#id);
    this.#id = 0;
  }

  ref() {
    BroadcastChannel.#check(this);
    if (this.#id !== 0) binding.handleRef(this.#id);
    return this;
  }

  unref() {
    BroadcastChannel.#check(this);
    if (this.#id !== 0) binding.handleUnref(this.#id);
    return this;
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    return `BroadcastChannel ${inspect({ name: this.#name,
      active: this.#id !== 0 }, options)}`;
  }
}
for (const name of ['message', 'messageerror'])
  defineHandler(BroadcastChannel, name);

module.exports = { BroadcastChannel };
