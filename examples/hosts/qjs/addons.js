// SPDX-License-Identifier: MIT
// bcrypt and classic-level in the stock qjs program, over their raw exports:
//   qjs addons.js bcrypt.node classic-level.node FOLDER
import { loadAddon } from './napi-shim-qjs.so';

const [bcryptPath, levelPath, folder] = scriptArgs.slice(1);
const bcrypt = loadAddon(bcryptPath);
const level = loadAddon(levelPath);

const salt = bcrypt.gen_salt_sync('b', 4, new Uint8Array(16).fill(7));
const hash = bcrypt.encrypt_sync('secret', salt);
console.log('bcrypt', hash);

function compare(password) {
  return new Promise((resolve, reject) =>
    bcrypt.compare(password, hash, (error, same) =>
      error ? reject(error) : resolve(same)));
}

async function database() {
  const db = level.db_init();
  await level.db_open(db, folder, { createIfMissing: true });
  await level.batch_do(db, [
    { type: 'put', key: 'one', value: '1' },
    { type: 'put', key: 'two', value: '2' },
    { type: 'put', key: 'three', value: '3' },
  ], {});
  await level.db_del(db, 'two', {});
  const flags = 1; // fill the cache; strings in and out
  console.log('get', await level.db_get(db, flags, 'three'));
  console.log('missing', await level.db_get(db, flags, 'two'));
  const state = new Uint8Array(1); // written to as long as the iterator lives
  const iterator = level.iterator_init(db, state, {
    keys: true, values: true, keyEncoding: 'utf8', valueEncoding: 'utf8',
    limit: -1, highWaterMarkBytes: 1000, fillCache: true,
  });
  console.log('all', JSON.stringify(await level.iterator_nextv(iterator, 10)));
  console.log('ended', state[0]);
  level.iterator_close(iterator);
  await level.db_close(db);
}

compare('wrong').then((same) => { console.log('wrong', same); });
await database();
console.log('secret', await compare('secret'));
try {
  loadAddon('/no/such.node');
} catch (error) {
  console.log(error.code);
}
