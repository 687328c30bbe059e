// SPDX-License-Identifier: MIT
// fs.watch and fs.watchFile.
'use strict';

const EventEmitter = require('events');
const loop = require('internal/loop');
const { toPath } = require('internal/url');
const { uvException, AbortError } = require('internal/errors');

class FSWatcher extends EventEmitter {
  #id;
  constructor(path, { persistent = true, signal } = {}) {
    super();
    path = toPath(path);
    const id = binding.watch(path);
    if (id < 0) {
      const error = uvException(id, 'watch', path);
      error.filename = path;
      throw error;
    }
    this.#id = id;
    if (!persistent) this.unref();
    loop.handlers.set(id, (event, status, name) => {
      if (status < 0) {
        this.emit('error', uvException(status, 'watch', path));
        return this.close();
      }
      this.emit('change', status & 1 ? 'rename' : 'change', name ?? null);
    });
    signal?.addEventListener('abort', () => this.close(), { once: true });
  }
  close() {
    if (this.#id === undefined) return;
    loop.handlers.delete(this.#id);
    binding.handleClose(this.#id);
    this.#id = undefined;
    process.nextTick(() => this.emit('close'));
  }
  ref() {
    if (this.#id !== undefined) binding.handleRef(this.#id);
    return this;
  }
  unref() {
    if (this.#id !== undefined) binding.handleUnref(this.#id);
    return this;
  }
}

function watch(path, options, listener) {
  if (typeof options === 'function') [options, listener] = [{}, options];
  const watcher = new FSWatcher(path, typeof options === 'string' ? {}
    : options ?? {});
  if (listener) watcher.on('change', listener);
  return watcher;
}

async function* watchAsync(path, options = {}) {
  const watcher = new FSWatcher(path, options);
  const { signal } = options;
  try {
    const events = EventEmitter.on(watcher, 'change', { signal });
    for await (const [eventType, filename] of events)
      yield { eventType, filename };
  } catch (error) {
    if (signal?.aborted)
      throw new AbortError(undefined, { cause: signal.reason });
    throw error;
  } finally {
    watcher.close();
  }
}

const polled = new Map();

function watchFile(path, options, listener = options) {
  const fs = require('fs');
  path = toPath(path);
  const empty = () => new fs.Stats(new Float64Array(18));
  const read = () => fs.statSync(path, { throwIfNoEntry: false }) ?? empty();
  let one = polled.get(path);
  if (!one) {
    one = new EventEmitter();
    let before = read();
    one.timer = setInterval(() => {
      const now = read();
      if (now.mtimeMs !== before.mtimeMs || now.size !== before.size ||
          now.ino !== before.ino) {
        const old = before;
        before = now;
        one.emit('change', now, old);
      }
    }, options.interval ?? 5007);
    if (options.persistent === false) one.timer.unref();
    polled.set(path, one);
  }
  one.on('change', listener);
  return one;
}

function unwatchFile(path, listener) {
  path = toPath(path);
  const one = polled.get(path);
  if (!one) return;
  if (listener) one.removeListener('change', listener);
  if (listener && one.listenerCount('change') > 0) return;
  clearInterval(one.timer);
  polled.delete(path);
}

module.exports = { FSWatcher, watch, watchAsync, watchFile, unwatchFile };
