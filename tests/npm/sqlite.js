// SPDX-License-Identifier: MIT
// @photostructure/sqlite: create, insert, query, functions written in JS.
'use strict';

const assert = require('assert');
const path = require('path');
const { DatabaseSync, backup } = require('@photostructure/sqlite');
const job = require('./job');

function checkRows(db) {
  db.exec(`CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, b BLOB) STRICT;
           CREATE INDEX t_name ON t (name)`);
  const insert = db.prepare('INSERT INTO t (name, b) VALUES ($name, $b)');
  db.exec('BEGIN');
  for (let i = 1; i <= 300; i++) {
    const info = insert.run({ $name: `name ${i}`, $b: new Uint8Array([i & 255]) });
    assert.strictEqual(info.changes, 1);
    assert.strictEqual(info.lastInsertRowid, i);
  }
  db.exec('COMMIT');
  const select = db.prepare('SELECT * FROM t WHERE id BETWEEN ? AND ?');
  const rows = select.all(2, 4);
  assert.deepStrictEqual(rows.map((row) => row.name),
                         ['name 2', 'name 3', 'name 4']);
  assert.ok(rows[0].b instanceof Uint8Array);
  assert.deepStrictEqual(Array.from(rows[2].b), [4]);
  assert.strictEqual(select.get(1000, 1001), undefined);
  assert.deepStrictEqual(select.columns().map((c) => c.name),
                         ['id', 'name', 'b']);
}

function checkIteration(db) {
  const select = db.prepare('SELECT id FROM t ORDER BY id DESC');
  let expected = 300;
  for (const row of select.iterate()) {
    assert.strictEqual(row.id, expected--);
    if (expected === 100) break;
  }
  select.setReadBigInts(true);
  assert.strictEqual(select.get().id, 300n);
}

function checkFunctions(db) {
  db.function('reverse', (text) => [...text].reverse().join(''));
  db.function('fails', () => { throw new RangeError('from JavaScript'); });
  db.aggregate('product', {
    start: 1, step: (product, value) => product * value });
  const reversed = db.prepare('SELECT reverse(name) AS r FROM t WHERE id = 42');
  assert.strictEqual(reversed.get().r, '24 eman');
  const product = db.prepare('SELECT product(id) AS p FROM t WHERE id <= 10');
  assert.strictEqual(product.get().p, 3628800);
  assert.throws(() => db.prepare('SELECT fails()').get(), /from JavaScript/);
}

function checkErrors(db) {
  assert.throws(() => db.exec('SELEKT 1'), /near "SELEKT": syntax error/);
  assert.throws(() => db.exec('INSERT INTO t (id) VALUES (1)'),
                /UNIQUE constraint failed: t.id/);
  assert.throws(() => db.prepare('SELECT ?').get(Symbol('no')), Error);
}

function checkSession(db, folder) {
  const session = db.createSession({ table: 't' });
  db.exec("UPDATE t SET name = 'renamed' WHERE id = 7");
  const changes = session.changeset();
  assert.ok(changes instanceof Uint8Array && changes.length > 10);
  session.close();
  db.exec("UPDATE t SET name = 'name 7' WHERE id = 7");
  assert.strictEqual(db.applyChangeset(changes), true);
  const select = db.prepare('SELECT name FROM t WHERE id = 7');
  assert.strictEqual(select.get().name, 'renamed');
}

async function checkBackup(db, folder) {
  const copy = path.join(folder, 'copy.db');
  assert.ok(await backup(db, copy) > 0);
  const other = new DatabaseSync(copy, { readOnly: true });
  const count = other.prepare('SELECT count(*) AS n FROM t').get();
  assert.strictEqual(count.n, 300);
  assert.throws(() => other.exec('DELETE FROM t'), /readonly/);
  other.close();
}

job('sqlite.glibc.node', () => job.inTemporaryFolder(async (folder) => {
  const db = new DatabaseSync(path.join(folder, 'test.db'));
  checkRows(db);
  checkIteration(db);
  checkFunctions(db);
  checkErrors(db);
  checkSession(db);
  await checkBackup(db, folder);
  db.close();
  assert.throws(() => db.exec('SELECT 1'), /not open/);
  return 'inserted 300 rows, queried, SQL functions in JS, changeset, backup';
}));
