/* SPDX-License-Identifier: MIT */
/* Runtimes that another thread terminates: whatever script does, it ends, and
 * what is taken down afterwards is taken down in order. */

#include "fixture.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { thread_count = 4, rounds = 6 };

static atomic_int held; /* pieces of memory that no finalizer has freed */

static void release(node_api_basic_env env, void *data, void *hint) {
  (void)env, (void)hint;
  atomic_fetch_sub(&held, 1);
  free(data);
}

static napi_value buffer(napi_env env, napi_callback_info info) {
  napi_value result;
  (void)info;
  char *data = calloc(1, 16);
  ck_assert_ptr_nonnull(data);
  if (napi_create_external_arraybuffer(env, data, 16, release, NULL, &result) !=
      napi_ok) {
    free(data);
    return NULL;
  }
  atomic_fetch_add(&held, 1);
  return result;
}

struct endless {
  struct fixture fixture;
  const char *script;
  bool terminable;
  atomic_bool swings; /* its script has begun */
};

static _Thread_local struct endless *current;

static napi_value begun(napi_env env, napi_callback_info info) {
  (void)env, (void)info;
  atomic_store(&current->swings, true);
  return NULL;
}

static napi_value call(napi_env env, napi_callback_info info) {
  napi_value function, result = NULL;
  size_t argc = 1;
  ck_assert_int_eq(napi_get_cb_info(env, info, &argc, &function, NULL, NULL),
                   napi_ok);
  napi_call_function(env, function, function, 0, NULL, &result);
  return result;
}

static napi_value init(napi_env env, napi_value exports) {
  define_function(env, exports, "buffer", buffer);
  define_function(env, exports, "begun", begun);
  define_function(env, exports, "call", call);
  return exports;
}

/* The whole life of a runtime: opened, filled, in its script, closed. */
static void live(void *data) {
  struct endless *endless = data;
  struct fixture *fixture = &endless->fixture;
  napi_value value;
  current = endless;
  fixture_open_as(fixture, endless->terminable);
  fixture_bind(fixture, "addon", 8, init);
  ck_assert_int_eq(napi_shim_runtime_enter(fixture->runtime), napi_shim_ok);
  napi_shim_runtime_evaluate(fixture->runtime, endless->script,
                             NAPI_AUTO_LENGTH, "endless.js", &value);
  ck_assert_int_eq(napi_shim_runtime_leave(fixture->runtime), napi_shim_ok);
  ck_assert_int_eq(fixture->uncaught, 0);
  ck_assert_int_eq(napi_shim_runtime_close(fixture->runtime), napi_shim_ok);
  uv_run(&fixture->loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&fixture->loop), 0);
}

/* Each of the threads runs the script, which never ends by itself. */
static void terminate(const char *script, bool terminable) {
  struct endless endless[thread_count] = {0};
  uv_thread_t threads[thread_count];
  for (int i = 0; i < thread_count; i++) {
    endless[i].script = script;
    endless[i].terminable = terminable;
    start_thread(&threads[i], live, &endless[i]);
  }
  for (int i = 0; i < thread_count; i++) {
    while (!atomic_load(&endless[i].swings))
      uv_sleep(1);
    uv_sleep(3);
    ck_assert_int_eq(napi_shim_runtime_terminate(endless[i].fixture.runtime),
                     napi_shim_ok);
  }
  for (int i = 0; i < thread_count; i++)
    uv_thread_join(&threads[i]);
  ck_assert_int_eq(atomic_load(&held), 0);
}

/* In the middle of calls of native functions. */
START_TEST(memory_of_a_terminated_runtime_is_finalized) {
  for (int round = 0; round < rounds; round++)
    terminate("globalThis.kept = [];"
              "for (let i = 0; i < 200; i++) kept.push(addon.buffer());"
              "for (;;) addon.begun()",
              false);
}
END_TEST

START_TEST(script_that_catches_everything_is_terminated) {
  for (int round = 0; round < rounds; round++)
    terminate("addon.buffer();"
              "for (;;) try { addon.begun() } catch { } finally { "
              "  for (;;) try { addon.call(addon.begun) } catch { } }",
              false);
}
END_TEST

START_TEST(script_in_native_functions_in_script_is_terminated) {
  for (int round = 0; round < rounds; round++)
    terminate("globalThis.kept = addon.buffer();"
              "const deep = n => { for (;;) try {"
              "  n > 0 ? addon.call(() => deep(n - 1)) : addon.begun()"
              "} catch { } };"
              "deep(20)",
              false);
}
END_TEST

START_TEST(script_that_calls_nothing_is_terminated) {
  terminate("globalThis.kept = addon.buffer(); addon.begun(); for (;;);", true);
}
END_TEST

START_TEST(microtasks_that_never_end_are_terminated) {
  terminate("globalThis.kept = addon.buffer();"
            "(async () => { for (;;) { await 0; addon.begun() } })()",
            false);
  terminate("globalThis.kept = addon.buffer();"
            "(async () => { addon.begun(); for (;;) await 0 })()",
            true);
}
END_TEST

START_TEST(microtasks_that_wait_when_script_is_terminated_do_not_run) {
  static const char script[] = "globalThis.kept = addon.buffer();"
                               "Promise.resolve().then(() => { for (;;); });"
                               "(async () => { await 0; for (;;); })();"
                               "addon.begun(); for (;;) addon.call(Object)";
  terminate(script, false);
  terminate(script, true);
}
END_TEST

START_TEST(many_chains_of_microtasks_are_terminated) {
  terminate(
      "globalThis.kept = addon.buffer();"
      "const chain = async () => { for (;;) try { await 0; addon.begun() }"
      "                            catch { } };"
      "for (let i = 0; i < 20; i++) chain();",
      false);
  terminate(
      "globalThis.kept = addon.buffer();"
      "const chain = async () => { for (;;) try { await 0; addon.begun() }"
      "                            catch { for (;;) await 0 } };"
      "for (let i = 0; i < 20; i++) chain();",
      true);
}
END_TEST

static Suite *make(void) {
  Suite *suite = suite_create("termination");
  TCase *tests = tcase_create("threads");
  tcase_set_timeout(tests, 300);
  tcase_add_test(tests, memory_of_a_terminated_runtime_is_finalized);
  tcase_add_test(tests, script_that_catches_everything_is_terminated);
  tcase_add_test(tests, script_in_native_functions_in_script_is_terminated);
  tcase_add_test(tests, script_that_calls_nothing_is_terminated);
  tcase_add_test(tests, microtasks_that_never_end_are_terminated);
  tcase_add_test(tests,
                 microtasks_that_wait_when_script_is_terminated_do_not_run);
  tcase_add_test(tests, many_chains_of_microtasks_are_terminated);
  suite_add_tcase(suite, tests);
  return suite;
}

int main(void) {
  return run_on_every_engine(make);
}
