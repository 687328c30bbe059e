// SPDX-License-Identifier: MIT
// The first code of a runtime: built-ins by name, globals that load when used.
//
// It runs at every start, so it holds only what nearly every program needs.
// `host` is what the program offers (main program and engine), `binding` what
// the operating system offers.
'use strict';

const cache = new Map();
const define = Object.defineProperty;
const { construct } = Reflect;
const Bytes = Uint8Array;

/* An object of functions that the program makes when one is first read. */
const { find } = binding;
function found(group) {
  return Object.create(new Proxy({ __proto__: null }, {
    get(target, name, self) {
      const value = typeof name === 'string' ? find(group, name) : undefined;
      if (value !== undefined) setValue(self, name, value, true);
      return value;
    },
  }));
}
binding = found(0);
setValue(binding, 'fs', found(1), true);
setValue(binding, 'os', found(2), true);

/* The exports of a built-in, compiled when first asked for. */
function builtin(id) {
  let module = cache.get(id);
  if (module) return module.exports;
  module = { id, exports: {} };
  cache.set(id, module);
  try {
    host.compileBuiltin(id)(module.exports, builtin, module, process,
      binding, host);
  } catch (error) {
    cache.delete(id);
    throw error;
  }
  return module.exports;
}

function setValue(target, name, value, enumerable) {
  define(target, name,
    { configurable: true, writable: true, enumerable, value });
}

/* A property that is made when it is first read. */
function lazy(target, name, load, enumerable = false) {
  define(target, name, {
    configurable: true,
    enumerable,
    get() {
      const value = load();
      setValue(target, name, value, enumerable);
      return value;
    },
    set(value) {
      setValue(target, name, value, enumerable);
    },
  });
}

/* Several properties of one built-in. */
function lazyFrom(target, id, names) {
  for (const name of names) lazy(target, name, () => builtin(id)[name]);
}

// ----- process: the rest of it loads when it is first touched.
const rest = new Proxy({}, {
  get: (target, name) => completeProcess()[name],
  has: (target, name) => name in completeProcess(),
  set(target, name, value) {
    setValue(process, name, value, true);
    return true;
  },
});
const process = Object.create(rest);
process.version = host.version;
process.versions = host.versions;
process.arch = host.arch;
process.platform = 'linux';
process.argv = host.argv;
process.execArgv = host.execArgv;
process.execPath = host.execPath;
process.pid = host.pid;
process.exitCode = undefined;
process.nextTick = nextTick;
process.cwd = cwd;
process.dlopen = dlopen;
lazy(process, 'env', () => builtin('internal/env'), true);

function completeProcess() {
  const complete = {};
  Object.setPrototypeOf(process, complete);
  builtin('internal/process').complete(complete);
  return process;
}

function cwd() {
  const path = binding.cwd();
  if (typeof path === 'string') return path;
  throw builtin('internal/errors').uvException(path, 'uv_cwd');
}

/* Here, and not with the rest of process: every addon comes through it. */
function dlopen(module, filename) {
  if (module === null || typeof module !== 'object')
    throw builtin('internal/errors').argType('module', 'object', module);
  if (typeof filename !== 'string')
    filename = builtin('internal/url').toPath(filename, 'filename');
  module.exports ??= {};
  module.exports = host.load(filename, module);
}

// ----- What comes from the loop.
const handlers = new Map();
const loop = {
  handlers,
  builtin,
  lazy,
  /* Calls `handler` once, with what a request came to. */
  once(id, handler) {
    handlers.set(id, (event, a, b) => {
      handlers.delete(id);
      handler(a, b);
    });
  },
};
cache.set('internal/loop', { exports: loop });

binding.setDispatch((id, event, a, b) => {
  const handler = handlers.get(id);
  if (handler) return handler(event, a, b);
});

// ----- Ticks. flags[0] tells the host that there are some.
const flags = host.flags;
let ticks = [];

function nextTick(callback, ...args) {
  if (typeof callback !== 'function')
    throw builtin('internal/errors').argType('callback', 'function', callback);
  if (process._exiting) return;
  ticks.push(loop.capture ? loop.capture(callback) : callback, args);
  flags[0] = 1;
}

function runTicks() {
  while (ticks.length > 0) {
    const batch = ticks;
    ticks = [];
    for (let i = 0; i < batch.length; i += 2) {
      try {
        Reflect.apply(batch[i], undefined, batch[i + 1]);
      } catch (error) {
        builtin('internal/fatal').uncaught(error);
      }
    }
  }
  flags[0] = 0;
}

// ----- Globals.
const global = globalThis;
setValue(global, 'global', global);
lazy(global, 'process', () => process);
lazyFrom(global, 'buffer', ['Buffer', 'atob', 'btoa', 'Blob']);
lazyFrom(global, 'internal/encoding', ['TextEncoder', 'TextDecoder']);
lazyFrom(global, 'internal/url', ['URL', 'URLSearchParams']);
lazyFrom(global, 'internal/event_target', ['Event', 'EventTarget',
  'AbortController', 'AbortSignal', 'CustomEvent', 'DOMException']);
lazyFrom(global, 'timers', ['setTimeout', 'setInterval', 'setImmediate',
  'clearTimeout', 'clearInterval', 'clearImmediate']);
lazyFrom(global, 'internal/microtask', ['queueMicrotask']);
lazyFrom(global, 'internal/structured_clone', ['structuredClone']);
lazyFrom(global, 'internal/message_port', ['MessageChannel', 'MessagePort',
  'MessageEvent']);
lazyFrom(global, 'internal/broadcast_channel', ['BroadcastChannel']);
const ownShared = global.SharedArrayBuffer;
if (ownShared) {
  lazy(global, 'SharedArrayBuffer',
    () => builtin('internal/shared_memory').wrap(ownShared));
}
lazyFrom(global, 'perf_hooks', ['performance']);
lazy(global, 'console', () => builtin('console'));
lazy(global, 'crypto', () => builtin('crypto').webcrypto);
lazy(global, 'navigator', () => builtin('os').navigator);
if (host.gc) setValue(global, 'gc', host.gc);
if (!('prepareStackTrace' in Error)) {
  lazy(Error, 'captureStackTrace',
    () => builtin('internal/stack').captureStackTrace);
}
if (Error.stackTraceLimit === undefined)
  setValue(Error, 'stackTraceLimit', 10);

host.setHooks({
  runTicks,
  uncaught: (error) => builtin('internal/fatal').uncaught(error),
  rejections: (list) => builtin('internal/fatal').rejections(list),
  warning: (type, code, text) => process.emitWarning(text, type, code),
  beforeExit: () => loop.emit?.('beforeExit', process.exitCode || 0),
  exit() {
    if (loop.emit && !process._exiting) {
      process._exiting = true;
      loop.emit('exit', process.exitCode || 0);
    }
    return +process.exitCode || 0;
  },
  /* The first Buffer for native code, which may ask before any script did. The
   * library makes the others. */
  makeBuffer: function (buffer, offset, length) {
    const { Buffer } = builtin('buffer');
    host.setBufferPrototype(Buffer.prototype);
    return construct(Bytes, [buffer, offset, length], Buffer);
  },
  main() {
    const { worker, isolate } = host.options;
    builtin(host.threadId > 0 ? 'internal/worker_main'
      : worker ? 'internal/test_worker'
      : isolate ? 'internal/test_runner' : 'internal/loader').main();
  },
  /* Of a test file: nothing is left on the loop; its global goes. */
  idle: () => loop.onIdle(),
  retire() {
    loop.onRetire();
    binding.retire();
  },
});
