// SPDX-License-Identifier: MIT
// os
'use strict';

const loop = require('internal/loop');
const { errnoException } = require('internal/errors');

const { os } = binding;

function checked(name, call) {
  return () => {
    const result = call();
    if (typeof result === 'number' && result < 0)
      throw errnoException(result, `uv_os_${name}`);
    return result;
  };
}

const uname = checked('uname', os.uname);

/* The network prefix length of a mask. */
function prefixLength(netmask) {
  const words = netmask.includes(':')
    ? netmask.replace(/:+$/, '').split(':').map((w) => parseInt(w || '0', 16))
    : netmask.split('.').map(Number);
  return words.map((w) => w.toString(2).replaceAll('0', '').length)
    .reduce((a, b) => a + b, 0);
}

function networkInterfaces() {
  const result = {};
  for (const { name, scopeid, ...rest } of os.interfaces()) {
    const entry = { ...rest, cidr: `${rest.address}/${
      prefixLength(rest.netmask)}` };
    if (scopeid !== undefined) entry.scopeid = scopeid;
    (result[name] ??= []).push(entry);
  }
  return result;
}

function userInfo(options) {
  const user = os.user();
  if (typeof user === 'number') throw errnoException(user, 'uv_os_get_passwd');
  user.shell ??= null;
  if (options?.encoding === 'buffer') {
    for (const key of ['username', 'homedir', 'shell'])
      if (user[key] !== null) user[key] = Buffer.from(user[key]);
  }
  return user;
}

function tmpdir() {
  const { TMPDIR, TMP, TEMP } = process.env;
  const path = TMPDIR || TMP || TEMP || '/tmp';
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function getPriority(pid = 0) {
  const [status, value] = os.priority(pid);
  if (status < 0) throw errnoException(status, 'uv_os_getpriority');
  return value;
}

function setPriority(pid, value) {
  if (value === undefined) [pid, value] = [0, pid];
  const status = os.priority(pid, value);
  if (status < 0) throw errnoException(status, 'uv_os_setpriority');
}

Object.assign(exports, {
  EOL: '\n',
  devNull: '/dev/null',
  arch: () => process.arch,
  availableParallelism: () => os.parallelism(),
  cpus: () => os.cpus(),
  endianness: () =>
    new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 'LE' : 'BE',
  freemem: () => os.memory()[1],
  getPriority,
  homedir: checked('homedir', os.homedir),
  hostname: checked('gethostname', os.hostname),
  loadavg: () => Array.from(os.loadavg()),
  machine: () => uname().machine,
  networkInterfaces,
  platform: () => process.platform,
  release: () => uname().release,
  setPriority,
  tmpdir,
  totalmem: () => os.memory()[0],
  type: () => uname().sysname,
  uptime: () => os.uptime(),
  userInfo,
  version: () => uname().version,
});

loop.lazy(exports, 'constants', () => ({
  UV_UDP_REUSEADDR: 4,
  dlopen: binding.constants('dlopen'),
  errno: binding.constants('errno'),
  signals: binding.constants('signals'),
  priority: binding.constants('priority'),
}), true);
Object.defineProperty(exports, 'navigator', { value: {
  get hardwareConcurrency() { return os.parallelism(); },
  language: 'en-US',
  languages: ['en-US'],
  platform: 'linux',
  userAgent: 'Node.js/26',
} });
