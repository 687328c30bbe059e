// SPDX-License-Identifier: MIT
// diagnostics_channel
'use strict';

class Channel {
  #subscribers = [];
  constructor(name) {
    this.name = name;
  }
  get hasSubscribers() { return this.#subscribers.length > 0; }
  subscribe(listener) {
    require('internal/errors').checkFunction(listener, 'subscription');
    this.#subscribers = [...this.#subscribers, listener];
  }
  unsubscribe(listener) {
    const { length } = this.#subscribers;
    this.#subscribers = this.#subscribers.filter((one) => one !== listener);
    return this.#subscribers.length < length;
  }
  publish(message) {
    for (const listener of this.#subscribers) {
      try {
        listener(message, this.name);
      } catch (error) {
        process.nextTick(() => {
          throw error;
        });
      }
    }
  }
}

const channels = new Map();

function channel(name) {
  if (!channels.has(name)) channels.set(name, new Channel(name));
  return channels.get(name);
}

module.exports = { Channel, channel,
  hasSubscribers: (name) => channels.get(name)?.hasSubscribers ?? false,
  subscribe: (name, listener) => channel(name).subscribe(listener),
  unsubscribe: (name, listener) => channel(name).unsubscribe(listener) };
