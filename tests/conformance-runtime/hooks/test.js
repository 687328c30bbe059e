// SPDX-License-Identifier: MIT
// What runs when the program ends, and in which order.
'use strict';
const addon = require(process.argv[2]);
const scenario = process.argv[3];
const log = (...parts) => console.log(...parts);
const ADDS = 0, REMOVES = 1, SHUFFLES = 2, TWICE = 3, SELF = 4, USES = 5;
const NOW = 0, TIMER = 1, POOL = 2;
const keep = (globalThis.keep = []);
const kept = () => {
  keep.push({});
  return keep[keep.length - 1];
};

const scenarios = {
  refusals() {
    addon.refusals();
  },
  last_in_first_out() {
    for (let i = 1; i <= 4; i++) addon.add(i);
    addon.remove(2);
    addon.remove(77);
    process.on('exit', () => log('exit event'));
  },
  duplicate() {
    addon.add(1);
    addon.add(1);
  },
  again_after_remove() {
    addon.add(1);
    addon.add(2);
    addon.remove(1);
    addon.add(1);
  },
  adds() {
    addon.watch(kept(), 1, 0);
    addon.add(1);
    addon.special(ADDS, 5);
    addon.add(2);
  },
  removes() {
    addon.add(1);
    addon.add(2);
    addon.special(REMOVES, 1);
  },
  removes_done() {
    addon.special(REMOVES, 1);
    addon.add(1);
  },
  shuffles_pending() {
    addon.add(1);
    addon.add(2);
    addon.special(SHUFFLES, 1);
  },
  shuffles_done() {
    addon.special(SHUFFLES, 1);
    addon.add(1);
  },
  adds_itself() {
    addon.special(TWICE, 0);
  },
  removes_and_adds_itself() {
    addon.special(SELF, 0);
  },
  uses_env() {
    addon.special(USES, 0);
  },
  hooks_then_finalizers() {
    addon.watch(kept(), 1, 0);
    addon.instanceData(7);
    addon.wrap(kept(), 2);
    addon.add(1);
    keep.push(addon.external(3));
    addon.add(2);
    addon.watch(kept(), 4, 0);
  },
  talkative_finalizer() {
    addon.instanceData(7);
    addon.watch(kept(), 1, 1);
  },
  finalizer_queued_at_the_end() {
    addon.add(1);
    globalThis.late = {};
    addon.wrap(globalThis.late, 2);
    process.on('exit', () => {
      globalThis.late = null;
      gc();
      log('exit');
    });
  },
  async_now() {
    addon.add(1);
    addon.addAsync(NOW, 1);
    addon.addAsync(NOW, 0);
    addon.add(2);
    addon.watch(kept(), 1, 0);
  },
  async_timer() {
    addon.watch(kept(), 1, 0);
    addon.add(1);
    addon.addAsync(TIMER, 1);
    addon.add(2);
  },
  async_pool() {
    addon.watch(kept(), 1, 0);
    addon.add(1);
    addon.addAsync(POOL, 0);
    addon.add(2);
  },
  async_mixed() {
    addon.watch(kept(), 1, 0);
    addon.special(ADDS, 9);
    addon.addAsync(POOL, 1);
    addon.add(1);
    addon.addAsync(TIMER, 1);
    addon.add(2);
    addon.addAsync(NOW, 1);
  },
  async_removed_before() {
    const a = addon.addAsync(TIMER, 1);
    addon.add(1);
    addon.removeAsync(a);
    addon.watch(kept(), 1, 0);
  },
  async_added_by_a_hook() {
    addon.watch(kept(), 1, 0);
    addon.addAdder();
    addon.add(1);
  },
  exit_runs_none() {
    addon.add(1);
    addon.addAsync(NOW, 1);
    addon.watch(kept(), 1, 0);
    process.exit(6);
  },
  uncaught_runs_none() {
    addon.add(1);
    addon.watch(kept(), 1, 0);
    process.on('exit', (code) => log('exit', code));
    throw new Error('uncaught');
  },
  exit_code_is_kept() {
    addon.add(1);
    process.exitCode = 9;
  },
};

scenarios[scenario]();
