// SPDX-License-Identifier: MIT
// posix-node: system calls from Zig: pipes, sockets, spawn, statvfs, errors.
'use strict';

const assert = require('assert');
const fs = require('fs');
const os = require('os');
const { default: posix } = require('posix-node');
const job = require('./job');

function checkIdentity() {
  assert.strictEqual(posix.gethostname(), os.hostname());
  assert.strictEqual(posix.getpid(), process.pid);
  assert.strictEqual(posix.getppid(), process.ppid);
  const status = fs.readFileSync('/proc/self/status', 'utf8');
  const uids = /^Uid:\s+(\d+)\s+(\d+)\s+(\d+)/m.exec(status).slice(1).map(Number);
  assert.deepStrictEqual({ ...posix.getresuid() },
                         { ruid: uids[0], euid: uids[1], suid: uids[2] });
  assert.strictEqual(posix.if_nametoindex('lo'), 1);
  assert.deepStrictEqual(posix.if_nameindex()[0], [1, 'lo']);
}

function checkPipe() {
  const { readfd, writefd } = posix.pipe();
  assert.strictEqual(fs.writeSync(writefd, 'through a pipe'), 14);
  const bytes = Buffer.alloc(20);
  assert.strictEqual(fs.readSync(readfd, bytes, 0, 20, null), 14);
  assert.strictEqual(bytes.toString('utf8', 0, 14), 'through a pipe');
  posix.set_inheritable(readfd, true);
  assert.strictEqual(posix.is_inheritable(readfd), true);
  fs.closeSync(readfd);
  fs.closeSync(writefd);
}

function checkSpawn() {
  const argv = ['/bin/sh', '-c', 'exit $CODE'];
  const pid = posix.posix_spawn('/bin/sh', null, {}, argv, { CODE: '7' });
  assert.ok(pid > 1);
  const { ret, wstatus } = posix.waitpid(pid, 0);
  assert.strictEqual(ret, pid);
  assert.strictEqual(wstatus >> 8, 7);
}

function checkSockets() {
  const { AF_INET, SOCK_STREAM } = posix.constants;
  const server = posix.socket(AF_INET, SOCK_STREAM, 0);
  const local = { sa_family: AF_INET, sa_len: 16,
                  sa_data: Buffer.from([0, 0, 127, 0, 0, 1]) };
  posix.bind(server, local);
  posix.listen(server, 1);
  const address = posix.getsockname(server);
  const client = posix.socket(AF_INET, SOCK_STREAM, 0);
  posix.connect(client, address);
  const { fd } = posix.accept(server);
  assert.strictEqual(posix.send(client, Buffer.from('hello'), 0), 5);
  const bytes = Buffer.alloc(16);
  assert.strictEqual(posix.recv(fd, bytes, 0), 5);
  assert.strictEqual(bytes.toString('utf8', 0, 5), 'hello');
  for (const socket of [server, client, fd]) fs.closeSync(socket);
}

function checkFileSystem() {
  const stats = posix.statvfs('/');
  assert.ok(stats.f_bsize >= 512);
  assert.strictEqual(stats.f_namemax, 255);
}

function checkErrors() {
  assert.throws(() => posix.statvfs('/no/such/folder'), Error);
  assert.throws(() => posix.if_nametoindex('no-such-if'), Error);
  assert.throws(() => posix.setegid({ toString: 1 }), Error);
}

job('x86_64-linux-gnu.node', () => {
  checkIdentity();
  checkPipe();
  checkSpawn();
  checkSockets();
  checkFileSystem();
  checkErrors();
  return 'ran pipe, spawn, wait, TCP over loopback, statvfs, errors';
});
