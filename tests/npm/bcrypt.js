// SPDX-License-Identifier: MIT
// bcrypt: hashes passwords in line and on the thread pool, known vectors.
'use strict';

const assert = require('assert');
const bcrypt = require('bcrypt');
const job = require('./job');

// From the published test vectors of the crypt_blowfish implementation.
const vectors = [
  ['U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['U*U*', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK'],
  ['', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy'],
];

async function checkVector([password, expected]) {
  const salt = expected.slice(0, 29);
  assert.strictEqual(bcrypt.hashSync(password, salt), expected);
  assert.strictEqual(await bcrypt.hash(password, salt), expected);
  assert.strictEqual(bcrypt.compareSync(password, expected), true);
  assert.strictEqual(bcrypt.compareSync(password + '!', expected), false);
  assert.strictEqual(await bcrypt.compare(password, expected), true);
  assert.strictEqual(await bcrypt.compare('wrong', expected), false);
  assert.strictEqual(bcrypt.getRounds(expected), 5);
}

async function checkSalts() {
  const salts = await Promise.all([4, 5, 6].map((n) => bcrypt.genSalt(n)));
  salts.push(bcrypt.genSaltSync(4));
  assert.strictEqual(new Set(salts).size, 4);
  for (const salt of salts) assert.match(salt, /^\$2b\$0[456]\$[./A-Za-z0-9]{22}$/);
}

async function checkErrors() {
  assert.throws(() => bcrypt.hashSync('x', 'no salt'), /Invalid salt/);
  assert.throws(() => bcrypt.getRounds('bogus'), /invalid hash provided/);
  await assert.rejects(bcrypt.hash('x', 'no salt'), /Invalid salt/);
}

job('bcrypt.glibc.node', async () => {
  for (const vector of vectors) await checkVector(vector);
  await checkSalts();
  await checkErrors();
  const many = await Promise.all(
    Array.from({ length: 8 }, (_, i) => bcrypt.hash(`secret ${i}`, 4)));
  for (let i = 0; i < many.length; i++)
    assert.ok(await bcrypt.compare(`secret ${i}`, many[i]));
  return 'hashed 3 known vectors, compared 8 passwords hashed at a time';
});
