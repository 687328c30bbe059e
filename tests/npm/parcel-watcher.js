// SPDX-License-Identifier: MIT
// @parcel/watcher: change events of a folder, live and since a snapshot.
'use strict';

const assert = require('assert');
const fs = require('fs');
const path = require('path');
const watcher = require('@parcel/watcher');
const job = require('./job');

/* Collects events until `seen` has one for each of the wanted pairs. */
function eventLog() {
  const seen = new Map();
  let waiting = null;
  function check() {
    if (!waiting) return;
    const { wanted, resolve } = waiting;
    for (const [file, type] of wanted) if (seen.get(file) !== type) return;
    waiting = null;
    resolve();
  }
  return {
    callback(error, events) {
      if (error) throw error;
      for (const event of events) seen.set(event.path, event.type);
      check();
    },
    until(wanted) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(
          `no ${JSON.stringify(wanted)} in ${JSON.stringify([...seen])}`)),
          10000);
        waiting = { wanted, resolve: () => { clearTimeout(timer); resolve(); } };
        check();
      });
    },
    seen,
  };
}

async function watchLive(folder) {
  const log = eventLog();
  const file = path.join(folder, 'a.txt');
  const ignored = path.join(folder, 'ignored');
  fs.mkdirSync(ignored);
  const subscription = await watcher.subscribe(folder, log.callback,
                                               { ignore: ['ignored'] });
  fs.writeFileSync(path.join(ignored, 'x'), '1');
  fs.writeFileSync(file, 'one');
  await log.until([[file, 'create']]);
  fs.writeFileSync(file, 'two');
  await log.until([[file, 'update']]);
  fs.unlinkSync(file);
  await log.until([[file, 'delete']]);
  await subscription.unsubscribe();
  assert.deepStrictEqual([...log.seen.keys()], [file]);
}

async function compareSnapshots(folder, snapshot) {
  for (const name of ['kept', 'changed', 'removed'])
    fs.writeFileSync(path.join(folder, name), name);
  await watcher.writeSnapshot(folder, snapshot);
  fs.writeFileSync(path.join(folder, 'changed'), 'changed a lot');
  fs.utimesSync(path.join(folder, 'changed'), 1e9, 1e9);
  fs.unlinkSync(path.join(folder, 'removed'));
  fs.writeFileSync(path.join(folder, 'added'), '');
  const events = await watcher.getEventsSince(folder, snapshot);
  const found = events.map((e) => `${e.type} ${path.basename(e.path)}`).sort();
  assert.deepStrictEqual(
    found, ['create added', 'delete removed', 'update changed']);
}

job('watcher.node', () => job.inTemporaryFolder(async (folder) => {
  // The watcher reports real paths.
  const root = fs.realpathSync(folder);
  for (const name of ['live', 'old']) fs.mkdirSync(path.join(root, name));
  await watchLive(path.join(root, 'live'));
  await compareSnapshots(path.join(root, 'old'), path.join(root, 'snapshot'));
  await assert.rejects(watcher.subscribe(path.join(root, 'no'), () => {}));
  return 'saw create, update, delete live; 3 changes since a snapshot';
}));
