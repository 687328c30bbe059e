// SPDX-License-Identifier: MIT
// A real addon, loaded anew in each global, with work left in flight when the
// global goes.
'use strict';

const fs = require('fs');
const { join } = require('path');

const modules = process.env.NAPI_SHIM_NODE_MODULES;
const load = (name) => require(join(modules, name));

async function level() {
  const { ClassicLevel } = load('classic-level');
  const folder = fs.mkdtempSync(join(process.cwd(), 'level-'));
  const db = new ClassicLevel(folder);
  await db.open();
  await db.put('key', 'value');
  if (await db.get('key') !== 'value') throw new Error('not kept');
  // Nobody waits for these: the global is gone before they are done.
  db.get('key').then(() => db.close());
}

const tests = {
  bcrypt() {
    const bcrypt = load('bcrypt');
    const hash = bcrypt.hashSync('secret', 4);
    if (!bcrypt.compareSync('secret', hash)) throw new Error('no match');
    bcrypt.hash('secret', 4, () => {});
  },
  xxhash() {
    const { xxh32, Xxh32 } = load('@node-rs/xxhash');
    if (new Xxh32(0).update('a').digest() !== xxh32('a', 0))
      throw new Error('hashes differ');
  },
  'classic-level': level,
};

const name = process.env.ISOLATE_REAL;
test(name, tests[name]);
test('memory', () => {
  const pages = fs.readFileSync('/proc/self/statm', 'utf8').split(' ')[1];
  fs.appendFileSync(process.env.ISOLATE_MEMORY, `${pages * 4}\n`);
});
