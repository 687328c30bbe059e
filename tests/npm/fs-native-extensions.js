// SPDX-License-Identifier: MIT
// fs-native-extensions: file locks (with waiting), attributes, swap, holes.
'use strict';

const assert = require('assert');
const fs = require('fs');
const path = require('path');
const native = require('fs-native-extensions');
const job = require('./job');

async function checkLocks(folder) {
  const file = path.join(folder, 'locked');
  fs.writeFileSync(file, 'x'.repeat(100));
  const a = fs.openSync(file, 'r+');
  const b = fs.openSync(file, 'r+');
  assert.strictEqual(native.tryLock(a), true);
  assert.strictEqual(native.tryLock(b), false);
  const order = [];
  const waiting = native.waitForLock(b).then(() => order.push('locked b'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  order.push('unlock a');
  native.unlock(a);
  await waiting;
  assert.deepStrictEqual(order, ['unlock a', 'locked b']);
  native.unlock(b);
  assert.strictEqual(native.tryLock(a, 0, 10), true);
  assert.strictEqual(native.tryLock(b, 10, 10), true);
  assert.strictEqual(native.tryLock(b, 5, 10), false);
  for (const fd of [a, b]) fs.closeSync(fd);
}

function checkBadDescriptor() {
  assert.throws(() => native.tryLock(1 << 20), { code: 'EBADF' });
  return assert.rejects(native.waitForLock(1 << 20), { code: 'EBADF' });
}

async function checkSwap(folder) {
  const a = path.join(folder, 'a');
  const b = path.join(folder, 'b');
  fs.writeFileSync(a, 'was a');
  fs.writeFileSync(b, 'was b');
  await native.swap(a, b);
  assert.strictEqual(fs.readFileSync(a, 'utf8'), 'was b');
  native.swapSync(a, b);
  assert.strictEqual(fs.readFileSync(a, 'utf8'), 'was a');
  await assert.rejects(native.swap(a, path.join(folder, 'no')),
                       { code: 'ENOENT' });
}

async function checkHoles(folder) {
  const fd = fs.openSync(path.join(folder, 'holes'), 'w+');
  const length = 1 << 20;
  fs.writeSync(fd, Buffer.alloc(length, 0xee));
  await native.trim(fd, 4096, length - 8192);
  const bytes = Buffer.alloc(length);
  assert.strictEqual(fs.readSync(fd, bytes, 0, length, 0), length);
  assert.ok(bytes.subarray(4096, length - 4096).every((byte) => byte === 0));
  assert.strictEqual(bytes[4095], 0xee);
  assert.strictEqual(bytes[length - 4096], 0xee);
  fs.closeSync(fd);
}

/* Not every file system has attributes; the answer must then say so. */
async function checkAttributes(folder) {
  const fd = fs.openSync(path.join(folder, 'attributes'), 'w+');
  try {
    await native.setAttr(fd, 'user.napi', 'value');
  } catch (error) {
    assert.strictEqual(error.code, 'ENOTSUP');
    fs.closeSync(fd);
    return 'no attributes here';
  }
  assert.strictEqual((await native.getAttr(fd, 'user.napi')).toString(), 'value');
  assert.deepStrictEqual(await native.listAttrs(fd), ['user.napi']);
  await native.removeAttr(fd, 'user.napi');
  assert.strictEqual(native.getAttrSync(fd, 'user.napi'), null);
  fs.closeSync(fd);
  return 'attributes';
}

job('fs-native-extensions.node',
    () => job.inTemporaryFolder(async (folder) => {
      await checkLocks(folder);
      await checkBadDescriptor();
      await checkSwap(folder);
      await checkHoles(folder);
      const attributes = await checkAttributes(folder);
      return `locked, waited for a lock, swapped, punched a hole, ${attributes}`;
    }));
