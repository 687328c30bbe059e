// SPDX-License-Identifier: MIT
// libsql: an SQLite database through Neon, in line and with promises.
'use strict';

const assert = require('assert');
const path = require('path');
const Database = require('libsql');
const PromisedDatabase = require('libsql/promise');
const job = require('./job');

function checkRows(db) {
  db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, x REAL, b BLOB)');
  const insert = db.prepare('INSERT INTO t (name, x, b) VALUES (?, ?, ?)');
  const blob = Buffer.from([0, 1, 254, 255]);
  const info = insert.run('ä', 1.5, blob);
  assert.strictEqual(info.changes, 1);
  assert.strictEqual(info.lastInsertRowid, 1);
  insert.run(null, -2, null);
  const first = db.prepare('SELECT * FROM t WHERE id = ?').get(1);
  assert.strictEqual(first.name, 'ä');
  assert.strictEqual(first.x, 1.5);
  assert.ok(Buffer.from(first.b).equals(blob));
  const named = db.prepare('SELECT x FROM t WHERE name IS :name');
  assert.strictEqual(named.get({ name: null }).x, -2);
  assert.strictEqual(db.prepare('SELECT 1 WHERE 0').get(), undefined);
}

function checkTransactions(db) {
  const insert = db.prepare('INSERT INTO t (name, x) VALUES (?, ?)');
  const many = db.transaction((n) => {
    for (let i = 0; i < n; i++) insert.run(`row ${i}`, i);
  });
  many(500);
  const rolledBack = db.transaction(() => {
    insert.run('lost', 0);
    assert.strictEqual(db.inTransaction, true);
    throw new Error('roll back');
  });
  assert.throws(rolledBack, /roll back/);
  assert.strictEqual(db.inTransaction, false);
  const count = db.prepare('SELECT count(*) AS n, sum(x) AS s FROM t');
  const { n, s } = count.get();
  assert.deepStrictEqual([n, s], [502, 1.5 - 2 + 499 * 250]);
}

function checkIteration(db) {
  const select = db.prepare(
    "SELECT name, x FROM t WHERE name LIKE 'row %' ORDER BY id");
  let i = 0;
  for (const row of select.iterate()) {
    assert.strictEqual(row.name, `row ${i}`);
    i++;
  }
  assert.strictEqual(i, 500);
  assert.deepStrictEqual(select.raw().all()[499], ['row 499', 499]);
  assert.deepStrictEqual(
    select.columns().map((column) => column.name), ['name', 'x']);
}

function checkBigIntegers(db) {
  const select = db.prepare('SELECT 9223372036854775807 AS big');
  assert.strictEqual(select.safeIntegers(true).get().big, 2n ** 63n - 1n);
}

function checkErrors(db) {
  assert.throws(() => db.prepare('SELEKT 1'), (error) => {
    assert.strictEqual(error.name, 'SqliteError');
    assert.match(error.message, /near "SELEKT": syntax error/);
    return true;
  });
  assert.throws(() => db.exec('INSERT INTO t (id) VALUES (1)'),
                /UNIQUE constraint failed: t.id/);
}

async function checkPromises(file) {
  const db = new PromisedDatabase(file);
  await db.exec('DELETE FROM t WHERE x > 100');
  const select = await db.prepare('SELECT x FROM t WHERE x >= ? ORDER BY x');
  const results = [];
  for (const x of [98, 99, 100]) results.push(await select.all(x));
  assert.deepStrictEqual(
    results.map((rows) => rows.map((row) => row.x)),
    [[98, 99, 100], [99, 100], [100]]);
  await assert.rejects(db.prepare('SELEKT 1'), /syntax error/);
  db.close();
}

job('linux-x64-gnu/index.node', () => job.inTemporaryFolder(async (folder) => {
  const file = path.join(folder, 'test.db');
  const db = new Database(file);
  checkRows(db);
  checkTransactions(db);
  checkIteration(db);
  checkBigIntegers(db);
  checkErrors(db);
  db.close();
  await checkPromises(file);
  return 'created, inserted 502 rows, rolled back, iterated, promises';
}));
