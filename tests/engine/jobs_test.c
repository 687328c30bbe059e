/* SPDX-License-Identifier: MIT */
/* Microtasks, promises, rejections. */

#include "engine_test.h"

#include <stdio.h>

static status count_call(struct world *world, struct function *self,
                         const napi_shim_call *call, slot *result) {
  (void)world, (void)self, (void)call;
  engine->make_undefined(w->realm, result);
  return napi_shim_engine_ok;
}

START_TEST(jobs_wait_until_they_are_run) {
  run("globalThis.log = []; Promise.resolve().then(() => log.push(1))"
      ".then(() => log.push(2)); log.push(0)");
  holds("log.join() === '0'");
  ok(engine->run_microtasks(w->realm));
  holds("log.join() === '0,1,2'");
  ok(engine->run_microtasks(w->realm));
}
END_TEST

START_TEST(operations_run_no_jobs) {
  static struct function f = {.callback = count_call};
  slot *function = make_function(&f, "f"), *value = root();
  set_global("f", function);
  run("Promise.resolve().then(f)");
  ok(engine->call(w->realm, run("() => 1"), NULL, 0, NULL, value));
  ok(engine->to_string(w->realm, run("[1]"), root()));
  ck_assert_int_eq(f.calls, 0);
  ok(engine->run_microtasks(w->realm));
  ck_assert_int_eq(f.calls, 1);
}
END_TEST

START_TEST(a_made_promise_is_settled_by_its_functions) {
  OPTIONAL(make_promise);
  slot *promise = root(), *resolve = root(), *reject = root(), *value = root();
  slot *seven = make_number(7);
  const slot *arguments[] = {seven};
  run("globalThis.Promise = null");
  ok(engine->make_promise(w->realm, promise, resolve, reject));
  ck_assert_int_eq(engine->class_of(w->realm, promise),
                   napi_shim_class_promise);
  set_global("p", promise);
  run("p.then((v) => { globalThis.got = v })");
  ok(engine->call(w->realm, resolve, NULL, 1, arguments, value));
  ok(engine->call(w->realm, reject, NULL, 1, arguments, value));
  ok(engine->run_microtasks(w->realm));
  holds("got === 7");
}
END_TEST

/* Says so when it does not here. */
static bool makes_pending(void) {
  if (engine->make_pending(w->realm, root()) != napi_shim_engine_unsupported)
    return true;
  fprintf(stderr, "%s: make_pending is unsupported here\n", engine->name);
  return false;
}

/* A root with a promise that is global.p, and of this realm. */
static slot *pending(void) {
  slot *promise = root();
  ok(engine->make_pending(w->realm, promise));
  ck_assert_int_eq(engine->class_of(w->realm, promise),
                   napi_shim_class_promise);
  set_global("p", promise);
  holds("Object.getPrototypeOf(p) === P.prototype &&"
        " Reflect.ownKeys(p).length === 0 && Object.isExtensible(p)");
  return promise;
}

START_TEST(a_pending_promise_is_settled_once) {
  OPTIONAL(make_pending);
  run("globalThis.P = Promise; globalThis.Promise = null;"
      "globalThis.log = [];"
      "globalThis.watch = (p) => p.then((v) => log.push('yes', v),"
      "                                 (v) => log.push('no', v))");
  if (!makes_pending())
    return;
  slot *promise = pending();
  run("watch(p)");
  ok(engine->settle(w->realm, promise, make_number(1), true));
  holds("log.length === 0");
  ok(engine->run_microtasks(w->realm));
  holds("log.join() === 'yes,1'");
  promise = pending();
  run("watch(p)");
  ok(engine->settle(w->realm, promise, make_number(2), false));
  ok(engine->run_microtasks(w->realm));
  holds("log.join() === 'yes,1,no,2'");
  ck_assert_int_eq(w->rejections, w->handled);
}
END_TEST

START_TEST(a_pending_promise_follows_what_it_is_given) {
  OPTIONAL(make_pending);
  run("globalThis.P = Promise; globalThis.log = [];"
      "globalThis.watch = (p) => p.then((v) => log.push(v),"
      "                                 (e) => log.push(e))");
  if (!makes_pending())
    return;
  /* Another that is pending, what throws, and itself. */
  slot *promise = pending();
  run("watch(p); globalThis.other = new P((f) => { globalThis.go = f })");
  ok(engine->settle(w->realm, promise, run("other"), true));
  run("go(3)");
  promise = pending();
  run("watch(p)");
  ok(engine->settle(w->realm, promise, run("({get then() { throw 4 }})"),
                    true));
  promise = pending();
  run("watch(p)");
  ok(engine->settle(w->realm, promise, promise, true));
  ok(engine->run_microtasks(w->realm));
  holds("log.length === 3 && log.includes(3) && log.includes(4) &&"
        " log.some((e) => e instanceof TypeError)");
}
END_TEST

START_TEST(a_pending_promise_that_is_rejected_is_told) {
  OPTIONAL(make_pending);
  run("globalThis.P = Promise");
  if (!makes_pending())
    return;
  ok(engine->settle(w->realm, pending(), make_number(5), false));
  ok(engine->run_microtasks(w->realm));
  ck_assert_int_eq(w->rejections, 1);
  ck_assert_int_eq(w->handled, 0);
}
END_TEST

START_TEST(an_unhandled_rejection_is_told) {
  run("globalThis.p = Promise.reject(new Error('lost'))");
  ok(engine->run_microtasks(w->realm));
  ck_assert_int_eq(w->rejections, 1);
  ck_assert_int_eq(w->handled, 0);
}
END_TEST

START_TEST(a_handled_rejection_is_balanced) {
  run("Promise.reject(1).catch(() => {})");
  ok(engine->run_microtasks(w->realm));
  ck_assert_int_eq(w->rejections, w->handled);
}
END_TEST

TCase *jobs_tests(void) {
  TCase *topic = tcase_create("jobs");
  tcase_add_test(topic, jobs_wait_until_they_are_run);
  tcase_add_test(topic, operations_run_no_jobs);
  tcase_add_test(topic, a_made_promise_is_settled_by_its_functions);
  tcase_add_test(topic, a_pending_promise_is_settled_once);
  tcase_add_test(topic, a_pending_promise_follows_what_it_is_given);
  tcase_add_test(topic, a_pending_promise_that_is_rejected_is_told);
  tcase_add_test(topic, an_unhandled_rejection_is_told);
  tcase_add_test(topic, a_handled_rejection_is_balanced);
  return topic;
}
