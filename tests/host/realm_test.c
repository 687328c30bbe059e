/* SPDX-License-Identifier: MIT */
/* The global is swapped under loaded addons. */

#include "fixture.h"

#include <time.h>

static struct fixture fixture;
static int finalized;

static void open_runtime(void) {
  finalized = 0;
  fixture_open(&fixture);
}

static void close_runtime(void) {
  fixture_close(&fixture);
}

/* A finalizer that uses JavaScript, as those of version 8 may. */
static void finalize_with_js(napi_env env, void *data, void *hint) {
  napi_value global, mark;
  (void)data;
  (void)hint;
  finalized++;
  if (napi_get_global(env, &global) == napi_ok &&
      napi_get_boolean(env, true, &mark) == napi_ok)
    napi_set_named_property(env, global, "finalizedHere", mark);
}

static napi_value wrap(napi_env env, napi_callback_info info) {
  napi_value object;
  size_t count = 1;
  ck_assert_int_eq(napi_get_cb_info(env, info, &count, &object, NULL, NULL),
                   napi_ok);
  ck_assert_int_eq(
      napi_wrap(env, object, &finalized, finalize_with_js, NULL, NULL),
      napi_ok);
  return object;
}

static napi_value make_object(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value object;
  ck_assert_int_eq(napi_create_object(env, &object), napi_ok);
  return object;
}

static napi_value init(napi_env env, napi_value exports) {
  define_function(env, exports, "wrap", wrap);
  define_function(env, exports, "makeObject", make_object);
  return exports;
}

/* An engine's compiler may hold the old global for a while, in a thread of its
 * own. */
static void collect_until_finalized(int count) {
  const struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
  for (int i = 0; i < 500 && finalized < count; i++) {
    if (i > 0)
      nanosleep(&pause, NULL);
    fixture_collect(&fixture);
  }
}

START_TEST(a_finalizer_owed_across_a_swap_runs_once_in_the_new_realm) {
  fixture_bind(&fixture, "addon", 8, init);
  fixture_run(&fixture, "globalThis.kept = [];"
                        "for (let i = 0; i < 1000; i++)"
                        "  kept.push(addon.wrap({}));");
  ck_assert_int_eq(
      napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_adopt),
      napi_shim_ok);
  collect_until_finalized(1000);
  fixture_collect(&fixture);
  ck_assert_int_eq(finalized, 1000);
  ck_assert_double_eq(
      fixture_number(&fixture, "finalizedHere === true ? 1 : 0"), 1);
}
END_TEST

START_TEST(a_new_realm_has_none_of_the_old_globals) {
  fixture_run(&fixture, "globalThis.left = 1");
  ck_assert_int_eq(
      napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_adopt),
      napi_shim_ok);
  ck_assert_double_eq(
      fixture_number(&fixture, "typeof left === 'undefined' ? 1 : 0"), 1);
}
END_TEST

START_TEST(teardown_runs_what_is_owed_before_the_realm_goes) {
  fixture_bind(&fixture, "addon", 8, init);
  fixture_run(&fixture, "globalThis.kept = addon.wrap({})");
  ck_assert_int_eq(
      napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_teardown),
      napi_shim_ok);
  ck_assert_int_eq(finalized, 1);
}
END_TEST

START_TEST(a_swap_inside_an_entered_runtime_is_refused) {
  ck_assert_int_eq(napi_shim_runtime_enter(fixture.runtime), napi_shim_ok);
  ck_assert_int_eq(
      napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_adopt),
      napi_shim_busy);
  ck_assert_int_eq(napi_shim_runtime_leave(fixture.runtime), napi_shim_ok);
}
END_TEST

START_TEST(a_thousand_swaps_with_a_load_each_leave_memory_flat) {
  long before = 0;
  for (int i = 0; i < 1000; i++) {
    fixture_bind(&fixture, "addon", 8, init);
    fixture_run(&fixture, "globalThis.kept = addon.wrap({}); "
                          "addon.makeObject()");
    ck_assert_int_eq(
        napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_adopt),
        napi_shim_ok);
    uv_run(&fixture.loop, UV_RUN_NOWAIT);
    if (i == 200)
      before = memory_kib();
  }
  fixture_collect(&fixture);
  ck_assert_int_eq(finalized, 1000);
  long grown = memory_kib() - before;
  ck_assert_msg(grown < 8 * 1024, "memory grew by %ld KiB", grown);
}
END_TEST

/* Without it the class is asked, which tells. */
START_TEST(a_prototype_makes_buffers_without_its_constructor) {
  static const char text[] = "globalThis.asked = 0;"
                             "globalThis.Buffer = class extends Uint8Array {"
                             "  constructor(...list) {"
                             "    super(...list); asked++;"
                             "  }"
                             "}; Buffer.prototype";
  napi_value prototype, buffer, class;
  bool is_one = false;
  void *data;
  ck_assert_int_eq(napi_shim_ok, napi_shim_runtime_enter(fixture.runtime));
  ck_assert_int_eq(napi_shim_ok, napi_shim_runtime_evaluate(
                                     fixture.runtime, text, NAPI_AUTO_LENGTH,
                                     "test.js", &prototype));
  ck_assert_int_eq(napi_shim_ok, napi_shim_runtime_set_buffer_constructor(
                                     fixture.runtime, prototype));
  ck_assert_int_eq(
      napi_ok, napi_create_buffer_copy(fixture.env, 3, "abc", &data, &buffer));
  ck_assert_int_eq(napi_shim_ok, napi_shim_runtime_evaluate(
                                     fixture.runtime, "Buffer",
                                     NAPI_AUTO_LENGTH, "test.js", &class));
  ck_assert_int_eq(napi_ok,
                   napi_instanceof(fixture.env, buffer, class, &is_one));
  ck_assert(is_one);
  ck_assert_mem_eq(data, "abc", 3);
  ck_assert_double_eq(fixture_number(&fixture, "asked"), 0);
  ck_assert_int_eq(napi_shim_ok, napi_shim_runtime_set_buffer_constructor(
                                     fixture.runtime, class));
  ck_assert_int_eq(napi_ok, napi_create_buffer(fixture.env, 1, NULL, &buffer));
  ck_assert_double_eq(fixture_number(&fixture, "asked"), 1);
  ck_assert_int_eq(napi_ok, napi_create_int32(fixture.env, 1, &class));
  ck_assert_int_eq(
      napi_shim_runtime_set_buffer_constructor(fixture.runtime, class),
      napi_shim_invalid_arg);
  ck_assert_int_eq(napi_shim_ok, napi_shim_runtime_leave(fixture.runtime));
}
END_TEST

static void count_hook(void *data) {
  ++*(int *)data;
}

/* The fixture's own runtime, of the same engine and thread, is used after. */
START_TEST(a_close_at_exit_runs_hooks_and_finalizers) {
  struct fixture other;
  int hooks = 0;
  fixture_open(&other);
  fixture_bind(&other, "addon", 8, init);
  fixture_run(&other, "globalThis.kept = [addon.wrap({}), addon.wrap({})];");
  ck_assert_int_eq(napi_add_env_cleanup_hook(other.env, count_hook, &hooks),
                   napi_ok);
  uv_run(&other.loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(finalized, 0);
  ck_assert_int_eq(napi_shim_runtime_close_at_exit(other.runtime),
                   napi_shim_ok);
  ck_assert_int_eq(finalized, 2);
  ck_assert_int_eq(hooks, 1);
  ck_assert_int_eq(uv_run(&other.loop, UV_RUN_DEFAULT), 0);
  ck_assert_int_eq(uv_loop_close(&other.loop), 0);
  ck_assert_double_eq(fixture_number(&fixture, "6 * 7"), 42);
}
END_TEST

static Suite *make(void) {
  Suite *suite = suite_create("realm");
  TCase *tests = tcase_create("realm");
  tcase_add_checked_fixture(tests, open_runtime, close_runtime);
  tcase_set_timeout(tests, 300);
  tcase_add_test(tests,
                 a_finalizer_owed_across_a_swap_runs_once_in_the_new_realm);
  tcase_add_test(tests, a_new_realm_has_none_of_the_old_globals);
  tcase_add_test(tests, teardown_runs_what_is_owed_before_the_realm_goes);
  tcase_add_test(tests, a_swap_inside_an_entered_runtime_is_refused);
  tcase_add_test(tests, a_prototype_makes_buffers_without_its_constructor);
  tcase_add_test(tests, a_close_at_exit_runs_hooks_and_finalizers);
  tcase_add_test(tests, a_thousand_swaps_with_a_load_each_leave_memory_flat);
  suite_add_tcase(suite, tests);
  return suite;
}

int main(void) {
  return run_on_every_engine(make);
}
