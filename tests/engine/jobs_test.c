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
  tcase_add_test(topic, an_unhandled_rejection_is_told);
  tcase_add_test(topic, a_handled_rejection_is_balanced);
  return topic;
}
