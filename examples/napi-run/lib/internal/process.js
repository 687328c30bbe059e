// SPDX-License-Identifier: MIT
// The part of process that is loaded when a script first touches it.
'use strict';

const loop = require('internal/loop');
const EventEmitter = require('events');
const { coded, argType, uvException, errnoException } =
  require('internal/errors');

const startedAt = binding.now();

// ----- Signals: a listener starts the handle, the last one's removal ends it.
const signalHandles = new Map();

function signalNumber(name) {
  return typeof name === 'string' && /^SIG/.test(name)
    ? require('os').constants.signals[name] : undefined;
}

function startSignal(name) {
  const number = signalNumber(name);
  if (number === undefined || signalHandles.has(name)) return;
  const id = binding.signalStart(number);
  if (id < 0) throw errnoException(id, 'uv_signal_start');
  signalHandles.set(name, id);
  loop.handlers.set(id, () => process.emit(name, name, number));
}

function stopSignal(name) {
  const id = signalHandles.get(name);
  if (id === undefined || process.listenerCount(name) > 0) return;
  signalHandles.delete(name);
  loop.handlers.delete(id);
  binding.handleClose(id);
}

// ----- Warnings
function makeWarning(warning, type, code, detail) {
  if (type !== null && typeof type === 'object') {
    ({ type, code, detail } = type);
  }
  if (typeof warning === 'string') {
    warning = new Error(warning);
    warning.name = String(type || 'Warning');
    if (code !== undefined && typeof code !== 'function')
      warning.code = code;
    if (detail !== undefined) warning.detail = detail;
  } else if (!(warning instanceof Error)) {
    throw argType('warning', 'of type string or an instance of Error',
      warning);
  }
  return warning;
}

function showWarning(warning) {
  const deprecation = warning.name === 'DeprecationWarning';
  if (deprecation && process.noDeprecation) return;
  if (process.env.NODE_NO_WARNINGS === '1') return;
  const code = warning.code ? `[${warning.code}] ` : '';
  let text = `(napi-run:${process.pid}) ${code}`;
  text += deprecation && process.traceDeprecation || process.traceWarnings
    ? require('internal/stack').errorText(warning)
    : `${warning.name}: ${warning.message}`;
  if (typeof warning.detail === 'string') text += `\n${warning.detail}`;
  binding.writeOut(2, `${text}\n`);
}

function emitWarning(warning, type, code) {
  warning = makeWarning(warning, type, code);
  if (warning.name === 'DeprecationWarning') {
    if (process.noDeprecation) return;
    if (process.throwDeprecation) {
      return process.nextTick(() => {
        throw warning;
      });
    }
  }
  process.nextTick(() => {
    process.emit('warning', warning);
    showWarning(warning);
  });
}

// ----- Clocks and numbers
function hrtime(before) {
  const now = binding.hrtime();
  let seconds = Number(now / 1000000000n);
  let nanoseconds = Number(now % 1000000000n);
  if (before !== undefined) {
    if (!Array.isArray(before))
      throw argType('time', 'an instance of Array', before);
    seconds -= before[0];
    nanoseconds -= before[1];
    if (nanoseconds < 0) {
      seconds--;
      nanoseconds += 1e9;
    }
  }
  return [seconds, nanoseconds];
}
hrtime.bigint = () => binding.hrtime();

function memoryUsage() {
  const rss = binding.usage()[0];
  const heap = host.heapSize?.() ?? rss;
  return { rss, heapTotal: heap, heapUsed: heap, external: 0,
    arrayBuffers: 0 };
}
memoryUsage.rss = () => binding.usage()[0];

function cpuUsage(before) {
  const [, user, system] = binding.usage();
  return { user: user - (before?.user ?? 0),
    system: system - (before?.system ?? 0) };
}

function resourceUsage() {
  const u = binding.usage();
  return { userCPUTime: u[1], systemCPUTime: u[2], maxRSS: u[3],
    sharedMemorySize: 0, unsharedDataSize: 0, unsharedStackSize: 0,
    minorPageFault: u[4], majorPageFault: u[5], swappedOut: 0, fsRead: u[6],
    fsWrite: u[7], ipcSent: 0, ipcReceived: 0, signalsCount: 0,
    voluntaryContextSwitches: u[8], involuntaryContextSwitches: u[9] };
}

function kill(pid, signal = 'SIGTERM') {
  if (pid !== (pid | 0)) throw argType('pid', 'number', pid);
  const number = typeof signal === 'number' ? signal
    : require('os').constants.signals[signal];
  if (number === undefined) {
    throw coded(TypeError, 'ERR_UNKNOWN_SIGNAL',
      `Unknown signal: ${signal}`);
  }
  const status = binding.kill(pid, number);
  if (status < 0) throw errnoException(status, 'kill');
  return true;
}

function exit(code) {
  if (code !== undefined) process.exitCode = code;
  if (!process._exiting) {
    process._exiting = true;
    loop.emit?.('exit', +process.exitCode || 0);
  }
  host.exit(+process.exitCode || 0);
}

function abort() {
  host.abort();
}

function chdir(path) {
  if (typeof path !== 'string') throw argType('directory', 'string', path);
  const status = binding.chdir(path);
  if (status < 0) throw uvException(status, 'chdir', process.cwd(), path);
}

function umask(mask) {
  if (typeof mask === 'string') mask = parseInt(mask, 8);
  return binding.umask(mask ?? -1);
}

function assertStream(fd) {
  return require('internal/stdio').open(fd);
}

/* What detect-libc and the loaders of addons read. */
function getReport() {
  return {
    header: {
      reportVersion: 5,
      event: 'JavaScript API',
      trigger: 'GetReport',
      nodejsVersion: process.version,
      glibcVersionRuntime: host.glibcVersion,
      arch: process.arch,
      platform: process.platform,
      processId: process.pid,
      cwd: process.cwd(),
      commandLine: [process.execPath, ...process.execArgv,
        ...process.argv.slice(1)],
      componentVersions: process.versions,
      release: { ...process.release },
    },
    sharedObjects: host.sharedObjects(),
  };
}

const members = {
  exit, reallyExit: (code) => host.exit(+code || 0), abort, chdir,
  umask, kill, hrtime, memoryUsage, cpuUsage, resourceUsage, emitWarning,
  uptime: () => (binding.now() - host.startedAt) / 1000 ||
    (binding.now() - startedAt) / 1000,
  availableMemory: () => binding.os.memory()[1],
  constrainedMemory: () => binding.os.memory()[2],
  getuid: () => binding.ids()[2],
  geteuid: () => binding.ids()[3],
  getgid: () => binding.ids()[4],
  getegid: () => binding.ids()[5],
  getgroups: () => Array.from(binding.groups()),
  getBuiltinModule(id) {
    const { isBuiltin } = require('internal/loader');
    return isBuiltin(id) ? require(id.replace(/^node:/, '')) : undefined;
  },
  setUncaughtExceptionCaptureCallback:
    (callback) => require('internal/fatal').setCapture(callback),
  hasUncaughtExceptionCaptureCallback:
    () => require('internal/fatal').hasCapture(),
  setSourceMapsEnabled() {},
  getActiveResourcesInfo: () => [],
  _getActiveHandles: () => [],
  _getActiveRequests: () => [],
  binding(name) {
    throw coded(Error, 'ERR_INVALID_MODULE', `No such module: ${name}`);
  },
  release: { name: 'node' },
  config: { target_defaults: {}, variables: { napi_build_version: '10' } },
  features: { inspector: false, debug: false, uv: true, ipv6: true,
    tls_alpn: false, tls_sni: false, tls_ocsp: false, tls: false,
    cached_builtins: true, require_module: true, typescript: false },
  report: { getReport, compact: false, excludeNetwork: false },
  allowedNodeEnvironmentFlags: new Set(),
  argv0: host.argv0,
  debugPort: 9229,
  noDeprecation: false,
  sourceMapsEnabled: false,
};

/* Fills the prototype of process, which becomes an EventEmitter. */
exports.complete = function (prototype) {
  Object.setPrototypeOf(prototype, EventEmitter.prototype);
  Object.defineProperty(prototype, Symbol.toStringTag,
    { value: 'process', configurable: true });
  for (const name of Object.keys(members)) {
    Object.defineProperty(process, name, { value: members[name],
      writable: true, configurable: true, enumerable: true });
  }
  for (const [name, fd] of [['stdin', 0], ['stdout', 1], ['stderr', 2]])
    loop.lazy(process, name, () => assertStream(fd), true);
  Object.defineProperty(process, 'ppid',
    { get: () => binding.ids()[1], configurable: true, enumerable: true });
  Object.defineProperty(process, 'title', {
    get: () => binding.title(),
    set: (text) => void binding.title(String(text)),
    configurable: true,
    enumerable: true,
  });
  EventEmitter.call(process);
  loop.emit = (...args) => process.emit(...args);
  process.on('newListener', startSignal);
  process.on('removeListener', stopSignal);
};
