// SPDX-License-Identifier: MIT
// child_process: output, input, codes, signals, errors, limits.
'use strict';

const cp = require('child_process');
const { promisify } = require('util');

const show = (error) => console.log(error.name, error.code, error.syscall,
  error.path, error.message.split('\n')[0]);

const r = cp.spawnSync('sh', ['-c', 'cat; echo err >&2; exit 3'],
  { input: 'fed', encoding: 'utf8' });
console.log(r.status, r.signal, r.stdout, r.stderr, r.output.length,
  r.pid > 0, r.error);
console.log(cp.spawnSync('sh', ['-c', 'kill -TERM $$']).signal);
const none = cp.spawnSync('/no/such/program', ['x']);
show(none.error);
console.log(none.status, none.pid, none.stdout, none.output);
console.log(cp.execSync('echo hi; pwd', { cwd: '/' }).toString());
console.log(cp.execFileSync('echo', ['a b', '$HOME'], { encoding: 'utf8' }));
console.log(cp.execFileSync('env', { env: { ONLY: 'this' },
  encoding: 'utf8' }));
for (const call of [() => cp.execSync('exit 4', { stdio: 'pipe' }),
  () => cp.execFileSync('sh', ['-c', 'echo bad >&2; exit 5'],
    { stdio: 'pipe' }),
  () => cp.execSync('sleep 5', { timeout: 50 }),
  () => cp.execSync('yes', { maxBuffer: 100 }),
  () => cp.execSync('sleep 9 & echo out; sleep 9', { timeout: 50 }),
  () => cp.spawnSync(5), () => cp.spawnSync('')]) {
  try {
    call();
    console.log('did not throw');
  } catch (error) {
    show(error);
    console.log(error.status, error.signal);
  }
}
const begin = Date.now();
const left = cp.spawnSync('sh', ['-c', 'sleep 9 & exit 3'], { timeout: 200 });
console.log(left.status, left.signal, left.error.code,
  Date.now() - begin < 8000);
console.log(cp.execFileSync(process.execPath,
  ['-p', 'process.argv.slice(1).join()', 'x', 'y'], { encoding: 'utf8' }));
console.log(cp.execFileSync(process.execPath, ['-e', 'console.log(1 + 1)'],
  { encoding: 'utf8' }));

function spawned(next) {
  const child = cp.spawn('sh', ['-c', 'read a; echo got $a; exit 2']);
  const events = [];
  child.on('spawn', () => events.push('spawn'));
  child.on('exit', (code, signal) => events.push(`exit ${code} ${signal}`));
  child.stdout.setEncoding('utf8').on('data', (d) => events.push(d));
  child.stdout.on('end', () => events.push('end'));
  child.on('close', (code, signal) => {
    console.log(events.filter((e) => e !== 'end').sort(), code, signal,
      typeof child.pid, child.spawnargs, child.exitCode);
    next();
  });
  child.stdin.end('line\n');
}

function killed(next) {
  const child = cp.spawn('sleep', ['20'], { stdio: 'ignore' });
  child.on('exit', (code, signal) => {
    console.log(code, signal, child.killed, child.signalCode, child.kill());
    next();
  });
  console.log(child.stdout, child.kill('SIGKILL'));
}

function missing(next) {
  cp.spawn('/no/such/program').on('error', (error) => {
    show(error);
    next();
  });
}

async function promised() {
  console.log(await promisify(cp.exec)('echo out; echo err >&2'));
  await promisify(cp.execFile)('sh', ['-c', 'exit 6']).catch((error) =>
    console.log(error.message.trim(), error.code, error.killed,
      error.signal, error.cmd));
  const text = await new Promise((resolve) => {
    const child = cp.spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
    let all = '';
    child.stdout.on('data', (d) => (all += d));
    child.on('close', () => resolve(all.length));
    for (let i = 0; i < 100; i++) child.stdin.write('x'.repeat(10000));
    child.stdin.end();
  });
  console.log(text);
  const controller = new AbortController();
  const child = cp.spawn('sleep', ['20'], { signal: controller.signal });
  child.on('error', (error) => console.log(error.name, error.code));
  child.on('exit', (code, signal) => console.log(code, signal));
  controller.abort();
}

spawned(() => killed(() => missing(promised)));
