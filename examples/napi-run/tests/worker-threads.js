// SPDX-License-Identifier: MIT
// Workers: how they start, what they are told, how they end.
'use strict';

const { Worker, isMainThread, threadId, parentPort, workerData } =
  require('node:worker_threads');

const prelude = `const { parentPort, workerData, threadId, isMainThread,
  threadName, resourceLimits } = require('worker_threads');`;

/* All that a worker says, as one list. */
function run(title, code, options = {}, act = () => {}) {
  return new Promise((resolve) => {
    const log = [];
    const worker = new Worker(options.file ?? prelude + code,
      { eval: options.file === undefined, ...options });
    // The first message may overtake this event, and the last the error: they
    // come by other ways, in Node too. So these stand in front.
    worker.on('online', () => log.unshift('online'));
    worker.on('message', (value) => log.push(['message', value]));
    worker.on('messageerror', (error) => log.push(['messageerror', error]));
    worker.on('error', (error) => {
      log.splice(log[0] === 'online' ? 1 : 0, 0, ['error', error?.name,
        error?.code,
        error instanceof SyntaxError ? 'text of the engine'
          : error?.message?.split('\n')[0] ?? error]);
    });
    worker.on('exit', (code) => {
      console.log(title, log, code, worker.threadId);
      resolve();
    });
    act(worker, log);
  });
}

function refused(title, make) {
  try {
    make();
    console.log(title, 'nothing thrown');
  } catch (error) {
    console.log(title, error.name, error.code);
  }
}

async function main() {
  console.log(isMainThread, threadId, parentPort, workerData);
  refused('relative', () => new Worker('a.js'));
  refused('number', () => new Worker(5));
  refused('argv', () => new Worker('', { eval: true, argv: 5 }));
  refused('data', () => new Worker('', { eval: true, workerData() {} }));

  await run('ends by itself', 'parentPort.postMessage(isMainThread)');
  await run('identity', `parentPort.postMessage([typeof threadId, threadId > 0,
    threadName, process.argv.slice(2), process.argv.length, workerData,
    require.main === module])`,
  { workerData: { a: [1] }, argv: ['x', 5], name: 'Fred' });
  await run('own global', `globalThis.x = 1;
    parentPort.postMessage([typeof fromMain, process.pid === ${process.pid}])`);
  await run('environment', `process.env.NEW = 5; delete process.env.GONE;
    parentPort.postMessage([process.env.A, process.env.NEW,
      Object.keys(process.env).sort(), 'GONE' in process.env])`,
  { env: { A: 'a', GONE: 1 } });
  console.log('not here', process.env.NEW);
  await run('a file', '', { file: __filename, workerData: 'file' });
  await run('a file URL', '', { file: require('url').pathToFileURL(__filename),
    workerData: 'url' });
  await run('no such file', '', { file: '/no/such/file.js' });
  await run('messages wait', `parentPort.on('message', (m) => {
      parentPort.postMessage(m * 2);
      if (m === 3) parentPort.close();
    })`, {}, (worker) => {
    for (let i = 0; i < 4; i++) worker.postMessage(i);
  });
  await run('process.exit', `parentPort.postMessage(1);
    process.on('exit', (c) => parentPort.postMessage(['exit', c]));
    process.exit(7); parentPort.postMessage('never');`);
  await run('exit in a callback', `setTimeout(() => {
      try { process.exit(3); } finally { parentPort.postMessage('never'); }
    }, 1); setInterval(() => {}, 1000);`);
  await run('exitCode', 'process.exitCode = 9');
  await run('an error', `process.on('exit', (c) =>
      parentPort.postMessage(['exit', c]));
    throw Object.assign(new RangeError('bad'), { code: 'E_BAD', n: 1 })`);
  await run('a value thrown', 'throw 5');
  await run('a syntax error', 'this is wrong');
  await run('a rejection', `Promise.reject(new TypeError('no'));
    setTimeout(() => {}, 1000)`);
  await run('an error in a timer', `setTimeout(() => { throw new Error('t') });
    setInterval(() => {}, 1000)`);
  await run('an error in a listener', `parentPort.on('message', () => {
      throw new Error('listener') })`, {},
  (worker) => worker.postMessage(0));
  await run('an error that is handled', `process.on('uncaughtException',
      (e) => parentPort.postMessage(e.message)); throw new Error('mine')`);
  await run('an error that cannot be cloned', `const e = new Error('fn');
    e.f = () => {}; e.code = 'E_FN'; throw e`);
  await run('terminated in a loop', 'for (;;) {}', {}, (worker, log) => {
    worker.once('online', () => setTimeout(async () =>
      log.push(['code', await worker.terminate()]), 20));
    worker.once('exit', (code) => log.push(['first', code]));
  });
  await run('terminated while waiting', `setInterval(() => {}, 1000);
    process.on('exit', () => parentPort.postMessage('never'))`, {},
  (worker) => worker.once('online', () => worker.terminate()));
  await run('terminated in a finally', `try { parentPort.postMessage('in');
      for (;;) {} } catch { parentPort.postMessage('never') }
      finally { parentPort.postMessage('never') }`, {},
  (worker) => worker.once('message', () => worker.terminate()));
  await run('standard output', `process.stdout.write('out');
    console.error('err')`, { stdout: true, stderr: true }, (worker, log) => {
    worker.stdout.on('data', (data) => log.push(['out', String(data)]));
    worker.stderr.on('data', (data) => log.push(['err', String(data)]));
  });
  await run('standard input', `process.stdin.on('data', (data) =>
      parentPort.postMessage(String(data)));
    process.stdin.on('end', () => parentPort.postMessage('end'))`,
  { stdin: true }, (worker) => worker.stdin.end('hello'));
  await run('a worker of a worker', `const { Worker } =
      require('worker_threads');
    const inner = new Worker('require("worker_threads").parentPort' +
      '.postMessage(require("worker_threads").isMainThread)', { eval: true });
    inner.on('message', (m) => parentPort.postMessage(['inner', m]));
    inner.on('exit', (c) => parentPort.postMessage(['gone', c]))`);
  await run('not allowed', `for (const name of ['chdir', 'abort']) {
      try { process[name]('/'); } catch (e) { parentPort.postMessage(e.code) }
    }`);

  const hurried = new Worker('for (;;) {}', { eval: true });
  await hurried.terminate();
  console.log('terminated at once', hurried.threadId);

  const late = new Worker('setInterval(() => {}, 1000)', { eval: true });
  late.unref();
  late.on('exit', () => console.log('never'));
  await new Promise((resolve) => late.once('online', resolve) &&
    late.ref()).then(() => late.unref());
  process.on('exit', (code) => console.log('the end', code));
}

if (isMainThread) {
  globalThis.fromMain = 1;
  main();
} else {
  parentPort.postMessage([workerData, process.argv[1] === __filename]);
}
