// SPDX-License-Identifier: MIT
// events, util, assert, path, url, stream, os, async_hooks and the globals.
'use strict';

const assert = require('assert');
const EventEmitter = require('events');
const util = require('util');
const { Readable, Transform, Writable, pipeline } = require('stream');

const thrown = (call) => {
  try {
    return call();
  } catch (error) {
    return `${error.name} ${error.code ?? ''}`;
  }
};

const e = new EventEmitter();
e.once('x', (...args) => console.log('once', args));
e.on('x', (...args) => console.log('on', args));
console.log(e.emit('x', 1, 2), e.emit('x'), e.emit('y'), e.listenerCount('x'),
  EventEmitter.EventEmitter === EventEmitter, e.eventNames());
console.log(thrown(() => e.emit('error', new TypeError('unheard'))));
e.prependListener('x', () => console.log('first'));
e.emit('x');
EventEmitter.once(e, 'later').then((args) => console.log('awaited', args));
e.emit('later', 'value');

for (const call of [() => assert(0), () => assert.equal(1, '1'),
  () => assert.strictEqual(1, '1'), () => assert.deepEqual({ a: [1] },
    { a: ['1'] }), () => assert.deepStrictEqual({ a: [1] }, { a: ['1'] }),
  () => assert.deepStrictEqual(new Map([[1, { a: 1 }]]),
    new Map([[1, { a: 1 }]])),
  () => assert.deepStrictEqual(new Set([{ a: 1 }]), new Set([{ a: 1 }])),
  () => assert.deepStrictEqual([1, , 3], [1, undefined, 3]),
  () => assert.deepStrictEqual(NaN, NaN), () => assert.deepEqual(-0, 0),
  () => assert.deepStrictEqual(-0, 0),
  () => assert.deepStrictEqual(Buffer.from('a'), Buffer.from('a')),
  () => assert.deepStrictEqual(new Date(1), new Date(2)),
  () => assert.notStrictEqual(1, 1), () => assert.ifError(null),
  () => assert.ifError(new Error('x')), () => assert.fail('why'),
  () => assert.throws(() => { throw new TypeError('t'); }, TypeError),
  () => assert.throws(() => { throw new TypeError('t'); }, /t/),
  () => assert.throws(() => { throw new TypeError('t'); },
    { name: 'TypeError', message: 't' }),
  () => assert.throws(() => { throw new TypeError('t'); }, { message: 'u' }),
  () => assert.throws(() => {}), () => assert.doesNotThrow(() => {}),
  () => assert.match('abc', /b/), () => assert.match('abc', /z/),
  () => assert.strict.equal(1, 1), () => assert.ok(1)]) {
  console.log(thrown(call));
}
try {
  assert.strictEqual(1, 2);
} catch (error) {
  console.log(error.message, error.actual, error.expected, error.operator,
    error.generatedMessage);
}

console.log(util.isDeepStrictEqual({ a: 1 }, { a: 1 }),
  util.types.isDate(new Date()), util.types.isPromise(Promise.resolve()),
  util.types.isTypedArray(Buffer.alloc(1)), util.types.isRegExp(/x/),
  util.types.isNativeError(new RangeError()), util.types.isMap(new Map()),
  util.types.isAnyArrayBuffer(new ArrayBuffer(1)), util.inspect(
    util.callbackify(async () => 1)), util.stripVTControlCharacters(
    '\x1b[31mred\x1b[0m'), util.getSystemErrorName(-2));
util.promisify(setTimeout)(1, 'waited').then(console.log);
util.promisify((callback) => callback(new Error('promisified')))()
  .catch((error) => console.log(error.message));
function Old() {}
function Parent() {}
Parent.prototype.method = () => 'inherited';
util.inherits(Old, Parent);
console.log(new Old().method(), Old.super_ === Parent);

const path = require('path');
console.log(path.join('a', '..', 'b/'), path.resolve('/a', 'b', '../c'),
  path.relative('/a/b', '/a/c/d'), path.parse('/x/y.tar.gz'),
  path.normalize('/a//b/./c/..'), path.extname('.x'), path.basename('a.b',
    '.b'), path.isAbsolute('a'), path.format({ dir: '/d', base: 'f' }),
  path.sep, path.posix === path);

const url = require('url');
const u = new URL('https://user:pa%20ss@Example.COM:8080/a/../b?x=1&y=2#h');
console.log(u.href, u.host, u.pathname, u.searchParams.get('y'), u.origin,
  u instanceof url.URL, String(new URL('../z', u)), URL.canParse('nope'));
console.log(url.fileURLToPath('file:///a%20b/c'),
  url.pathToFileURL('/x y/#z?').href, thrown(() => new URL('nope')),
  thrown(() => url.fileURLToPath('http://x')), new URL('http://müller.de/é')
    .href, new URLSearchParams({ a: 'b c', d: 'é' }).toString());
console.log(u, new URLSearchParams('a=1&b=2'));
const p = url.parse('http://a.com:80/p?q=1#f');
console.log(p.host, p.pathname, p.query, p.hash, url.format(p),
  url.resolve('http://a.com/b/c', '../d'));
console.log(require('querystring').parse('a=1&b=2&a=3&c=%20x'),
  require('querystring').stringify({ a: [1, 2], b: 'x y' }));

const os = require('os');
console.log(os.EOL, os.platform(), os.arch(), os.type(), os.endianness(),
  typeof os.hostname(), os.cpus().length > 0, os.totalmem() > os.freemem(),
  os.constants.signals.SIGINT, os.constants.errno.ENOENT, os.tmpdir(),
  typeof os.userInfo().username, os.availableParallelism() > 0,
  Object.keys(os.networkInterfaces()).includes('lo') ||
  'no loopback', os.loadavg().length, typeof os.release(), os.devNull);

const { AsyncLocalStorage, AsyncResource } = require('async_hooks');
const storage = new AsyncLocalStorage();
storage.run('store', () => {
  console.log(storage.getStore());
  setTimeout(() => console.log('in a timer', storage.getStore()), 1);
  process.nextTick(() => console.log('in a tick', storage.getStore()));
  const bound = AsyncResource.bind(() => storage.getStore());
  setImmediate(() => console.log('bound', bound()));
});
console.log(storage.getStore());

const controller = new AbortController();
controller.signal.addEventListener('abort', (event) =>
  console.log('abort', event.type, event.target === controller.signal));
controller.abort();
console.log(controller.signal.aborted, controller.signal.reason.name,
  thrown(() => controller.signal.throwIfAborted()));
const target = new EventTarget();
target.addEventListener('e', { handleEvent: (ev) => console.log(ev.type) },
  { once: true });
console.log(target.dispatchEvent(new Event('e')),
  target.dispatchEvent(new Event('e', { cancelable: true })));
console.log(structuredClone({ a: new Map([[1, new Set([2])]]), d: new Date(5),
  e: new TypeError('c'), r: /x/g, b: new Uint8Array([1]) }).a,
thrown(() => structuredClone(() => {})));
console.log(typeof performance.now(), typeof queueMicrotask, typeof gc,
  typeof navigator.hardwareConcurrency, global === globalThis);

const upper = new Transform({ transform(chunk, encoding, done) {
  done(null, chunk.toString().toUpperCase());
} });
pipeline(Readable.from(['a', 'b', 'c']), upper, new Writable({
  write(chunk, encoding, done) {
    console.log('chunk', chunk.toString());
    done();
  } }), (error) => console.log('pipeline', error));
(async () => {
  const parts = [];
  for await (const part of Readable.from([1, 2, 3])) parts.push(part);
  console.log(parts);
  await require('stream/promises').pipeline(Readable.from(['x']),
    new Writable({ write: (c, enc, done) => done(new Error('full')) }))
    .catch((error) => console.log(error.message));
})();
for (const name of ['assert', 'assert/strict', 'async_hooks', 'buffer',
  'child_process', 'console', 'constants', 'crypto', 'diagnostics_channel',
  'events', 'fs', 'fs/promises', 'module', 'os', 'path', 'path/posix',
  'perf_hooks', 'process', 'querystring', 'readline', 'readline/promises',
  'stream', 'stream/promises', 'string_decoder', 'sys', 'timers',
  'timers/promises', 'tty', 'url', 'util', 'util/types', 'vm',
  'worker_threads']) {
  if (require(name) !== require(`node:${name}`)) console.log('differs', name);
}
console.log(require('tty').isatty(0), require('tty').isatty(99),
  require('worker_threads').isMainThread);
