// SPDX-License-Identifier: MIT
// process: what it tells and what it refuses.
'use strict';

const path = require('path');

console.log(process.argv.slice(2), process.argv.length,
  path.basename(process.argv[1]), path.isAbsolute(process.execPath));
console.log(process.platform, process.arch, process.version.slice(0, 4),
  process.versions.napi, process.versions.modules, process.release.name);
console.log(typeof process.pid, typeof process.ppid,
  process.cwd() === require('fs').realpathSync('.'));
console.log(process.hrtime().length, typeof process.hrtime.bigint(),
  process.hrtime([0, 0])[0] >= 0, process.uptime() < 60);
console.log(Object.prototype.toString.call(process), String(process));

process.env.NAPI_RUN_TEST = 12;
console.log(process.env.NAPI_RUN_TEST, 'NAPI_RUN_TEST' in process.env,
  Object.keys(process.env).includes('NAPI_RUN_TEST'),
  typeof process.env.PATH, process.env.NO_SUCH_VARIABLE);
delete process.env.NAPI_RUN_TEST;
console.log(process.env.NAPI_RUN_TEST, 'NAPI_RUN_TEST' in process.env);

const old = process.umask(0o27);
console.log(process.umask().toString(8), process.umask(old).toString(8));
console.log(Object.keys(process.memoryUsage()).join(),
  process.memoryUsage().rss > 1e6, process.memoryUsage.rss() > 1e6);
console.log(Object.keys(process.cpuUsage()).join());
console.log(typeof process.report.getReport().header.glibcVersionRuntime);

process.on('warning', (w) => console.log('warning', w.name, w.message,
  w.code));
process.emitWarning('take care', 'CustomWarning', 'C1');
process.emitWarning(new Error('an error'));
console.log(process.eventNames());

process.once('SIGUSR2', (name, number) => {
  console.log('signal', name, number, process.listenerCount('SIGUSR2'));
  clearTimeout(alive);
});
const alive = setTimeout(() => console.log('no signal came'), 5000);
console.log(process.kill(process.pid, 'SIGUSR2'));

for (const call of [() => process.kill(process.pid, 'SIGNOPE'),
  () => process.chdir('/no/such/folder'), () => process.nextTick(1),
  () => process.dlopen({ exports: {} }, '/no/such/addon.node')]) {
  try {
    call();
  } catch (error) {
    console.log(error.name, error.code);
  }
}
console.log(process.stdout.write('written\n'), process.stdout.fd,
  Boolean(process.stdout.isTTY), process.stderr.writable);
console.log(process.exitCode, typeof process.exit,
  Array.isArray(process.execArgv));
process.exitCode = 0;
