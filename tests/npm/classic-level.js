// SPDX-License-Identifier: MIT
// classic-level: a LevelDB database: open, put, get, iterate, close, reopen.
'use strict';

const assert = require('assert');
const path = require('path');
const { ClassicLevel } = require('classic-level');
const job = require('./job');

const key = (i) => `key-${String(i).padStart(5, '0')}`;

async function collect(iterator) {
  const rows = [];
  for await (const row of iterator) rows.push(row);
  return rows;
}

async function fill(db) {
  await db.put('greeting', { text: 'höllo' });
  assert.deepStrictEqual(await db.get('greeting'), { text: 'höllo' });
  assert.strictEqual(await db.get('nothing'), undefined);
  await db.batch(Array.from({ length: 3000 }, (_, i) => (
    { type: 'put', key: key(i), value: i * i })));
  await db.del(key(7));
  assert.deepStrictEqual(await db.getMany([key(3), key(7), key(55)]),
                         [9, undefined, 3025]);
}

async function iterate(db) {
  const forward = await collect(db.iterator({ gte: key(5), lt: key(10) }));
  assert.deepStrictEqual(
    forward, [5, 6, 8, 9].map((i) => [key(i), i * i]));
  const back = await collect(db.values({ reverse: true, lt: 'l', limit: 3 }));
  assert.deepStrictEqual(back, [2999 * 2999, 2998 * 2998, 2997 * 2997]);
  const all = await collect(db.keys());
  assert.strictEqual(all.length, 3000);
  assert.ok(all.every((name, i) => i === 0 || all[i - 1] < name));
}

async function snapshot(db) {
  const frozen = db.snapshot();
  await db.put('greeting', 'changed');
  const before = await db.get('greeting', { snapshot: frozen });
  assert.deepStrictEqual(before, { text: 'höllo' });
  assert.strictEqual(await db.get('greeting'), 'changed');
  await frozen.close();
}

async function binary(db) {
  const options = { keyEncoding: 'buffer', valueEncoding: 'view' };
  const bytes = Buffer.from([0, 255, 0, 1, 128]);
  await db.put(bytes, bytes, options);
  const back = await db.get(bytes, options);
  assert.ok(back instanceof Uint8Array);
  assert.deepStrictEqual(Array.from(back), Array.from(bytes));
  await db.del(bytes, options);
}

async function reopen(folder) {
  const db = new ClassicLevel(folder, { valueEncoding: 'json' });
  await db.open();
  const second = new ClassicLevel(folder);
  const locked = (error) => error.code === 'LEVEL_DATABASE_NOT_OPEN' &&
    error.cause.code === 'LEVEL_LOCKED';
  await assert.rejects(second.open(), locked);
  assert.strictEqual(await db.get('greeting'), 'changed');
  assert.strictEqual(await db.get(key(2999)), 2999 * 2999);
  await db.clear({ gt: key(10) });
  assert.strictEqual((await collect(db.keys())).length, 11);
  await db.close();
  await assert.rejects(
    db.get('greeting'), { code: 'LEVEL_DATABASE_NOT_OPEN' });
}

job('classic-level.node', () => job.inTemporaryFolder(async (folder) => {
  const place = path.join(folder, 'db');
  const db = new ClassicLevel(place, { valueEncoding: 'json' });
  await fill(db);
  await iterate(db);
  await snapshot(db);
  await binary(db);
  await db.close();
  await reopen(place);
  return 'stored 3001 rows, iterated both ways, snapshot, reopened, cleared';
}));
