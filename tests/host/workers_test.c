/* SPDX-License-Identifier: MIT */
/* A runtime on each of many threads, with the same addon in all of them:
 * opened, used, ended in the middle of things, over and over. */

#include "fixture.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { thread_count = 8, usual_cycles = 25 };

/* Lives of a thread; NAPI_SHIM_TEST_CYCLES says how many. */
static int cycles(void) {
  const char *text = getenv("NAPI_SHIM_TEST_CYCLES");
  return text != NULL ? atoi(text) : usual_cycles;
}

static const char use[] =
    "globalThis.done = 0;"
    "globalThis.kept = [];"
    "for (let i = 0; i < 40; i++) {"
    "  const object = addon.wrap({ i });"
    "  if (i % 2) kept.push(object);"
    "}"
    "for (let i = 0; i < 10; i++) kept.push(addon.buffer());"
    "for (let i = 0; i < 10; i++) addon.buffer();"
    "for (let i = 0; i < 5; i++) addon.work(() => { done++; });"
    "for (let i = 0; i < 5; i++) kept.push(constructed.wrap({ i }));"
    "if (constructed.calls() !== 5) throw new Error('shared instance data');"
    "addon.thread(() => { done++; });"
    "addon.calls()";

/* Loads the addon and makes it a global. */
static void load_as(struct fixture *fixture, const char *path,
                    const char *name) {
  napi_value module, exports, global;
  ck_assert_int_eq(napi_shim_runtime_enter(fixture->runtime), napi_shim_ok);
  ck_assert_int_eq(napi_create_object(fixture->env, &module), napi_ok);
  ck_assert_int_eq(napi_create_object(fixture->env, &exports), napi_ok);
  ck_assert_int_eq(
      napi_set_named_property(fixture->env, module, "exports", exports),
      napi_ok);
  napi_shim_status status =
      napi_shim_runtime_load(fixture->runtime, path, module, &exports);
  ck_assert_msg(status == napi_shim_ok, "load: %s", napi_shim_last_error());
  ck_assert_int_eq(napi_get_global(fixture->env, &global), napi_ok);
  ck_assert_int_eq(napi_set_named_property(fixture->env, global, name, exports),
                   napi_ok);
  ck_assert_int_eq(napi_shim_runtime_leave(fixture->runtime), napi_shim_ok);
}

/* Both builds of the addon. */
static void load(struct fixture *fixture) {
  load_as(fixture, WORKER_ADDON, "addon");
  load_as(fixture, WORKER_ADDON_CONSTRUCTED, "constructed");
}

/* One life of a runtime. `how`: 0 to its natural end, 1 ended while work and
 * threads are under way, 2 ended after one turn of the loop. */
static void live(int how) {
  struct fixture fixture;
  fixture_open(&fixture);
  load(&fixture);
  ck_assert_double_eq(fixture_number(&fixture, use), 40);
  if (how == 0) {
    uv_run(&fixture.loop, UV_RUN_DEFAULT);
    ck_assert_double_eq(fixture_number(&fixture, "done"), 25);
    fixture_collect(&fixture);
  } else if (how == 2) {
    uv_run(&fixture.loop, UV_RUN_NOWAIT);
  }
  ck_assert_int_eq(fixture.uncaught, 0);
  ck_assert_int_eq(napi_shim_runtime_close(fixture.runtime), napi_shim_ok);
  uv_run(&fixture.loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&fixture.loop), 0);
}

static void many_lives(void *data) {
  int how = *(int *)data;
  for (int i = 0; i < cycles(); i++)
    live(how < 0 ? i % 3 : how);
}

static void on_all_threads(int how) {
  uv_thread_t threads[thread_count];
  for (int i = 0; i < thread_count; i++)
    start_thread(&threads[i], many_lives, &how);
  for (int i = 0; i < thread_count; i++)
    uv_thread_join(&threads[i]);
}

/* Everything that any thread opened was finalized, once. */
static void check_balance(void) {
  struct fixture fixture;
  fixture_open(&fixture);
  load(&fixture);
  /* This env's own instance data and hook. */
  ck_assert_double_eq(fixture_number(&fixture, "addon.open()"), 2);
  ck_assert_double_eq(fixture_number(&fixture, "constructed.open()"), 2);
  fixture_close(&fixture);
}

START_TEST(runtimes_on_eight_threads_end_by_themselves) {
  on_all_threads(0);
  check_balance();
}
END_TEST

START_TEST(runtimes_on_eight_threads_are_ended_early) {
  on_all_threads(1);
  check_balance();
}
END_TEST

START_TEST(runtimes_on_eight_threads_end_in_any_way) {
  on_all_threads(-1);
  check_balance();
}
END_TEST

struct endless {
  _Atomic(napi_shim_runtime *) runtime; /* set when it is in full swing */
};

/* Runs for ever, with work and threads under way, until it is terminated. */
static void live_for_ever(void *data) {
  struct endless *endless = data;
  struct fixture fixture;
  napi_value value;
  fixture_open(&fixture);
  load(&fixture);
  fixture_number(&fixture, use);
  ck_assert_int_eq(napi_shim_runtime_enter(fixture.runtime), napi_shim_ok);
  atomic_store(&endless->runtime, fixture.runtime);
  napi_shim_status status =
      napi_shim_runtime_evaluate(fixture.runtime, "for (;;) addon.calls()",
                                 NAPI_AUTO_LENGTH, "for-ever", &value);
  ck_assert_int_eq(status, napi_shim_engine_failed);
  ck_assert_int_eq(napi_shim_runtime_leave(fixture.runtime), napi_shim_ok);
  uv_run(&fixture.loop, UV_RUN_NOWAIT);
  ck_assert_int_eq(fixture.uncaught, 0);
  ck_assert_int_eq(napi_shim_runtime_close(fixture.runtime), napi_shim_ok);
  uv_run(&fixture.loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&fixture.loop), 0);
}

START_TEST(runtimes_are_terminated_from_another_thread) {
  for (int round = 0; round < 3; round++) {
    struct endless endless[thread_count] = {{NULL}};
    uv_thread_t threads[thread_count];
    for (int i = 0; i < thread_count; i++)
      start_thread(&threads[i], live_for_ever, &endless[i]);
    for (int i = 0; i < thread_count; i++) {
      while (atomic_load(&endless[i].runtime) == NULL)
        uv_sleep(1);
      ck_assert_int_eq(napi_shim_runtime_terminate(endless[i].runtime),
                       napi_shim_ok);
    }
    for (int i = 0; i < thread_count; i++)
      uv_thread_join(&threads[i]);
  }
  check_balance();
}
END_TEST

/* References that threads of an addon count, as C++ destructors do. */
struct counted {
  napi_env env;
  napi_ref kept;
  napi_ref dropped[thread_count];
  atomic_int next;
};

static napi_env noted_env;

static napi_value note_env(napi_env env, napi_value exports) {
  noted_env = env;
  return exports;
}

static void count_elsewhere(void *data) {
  struct counted *counted = data;
  uint32_t count;
  for (int i = 0; i < 300; i++)
    ck_assert_int_eq(napi_reference_ref(counted->env, counted->kept, &count),
                     napi_ok);
  for (int i = 0; i < 300; i++)
    ck_assert_int_eq(napi_reference_unref(counted->env, counted->kept, &count),
                     napi_ok);
  int index = atomic_fetch_add(&counted->next, 1);
  ck_assert_int_eq(napi_delete_reference(counted->env, counted->dropped[index]),
                   napi_ok);
}

START_TEST(references_are_counted_on_other_threads) {
  struct fixture fixture;
  struct counted counted = {0};
  uv_thread_t threads[thread_count];
  napi_value object, dead;
  uint32_t count;
  fixture_open(&fixture);
  fixture_bind(&fixture, "addon", 8, note_env);
  counted.env = noted_env;
  ck_assert_int_eq(napi_shim_runtime_enter(fixture.runtime), napi_shim_ok);
  ck_assert_int_eq(napi_create_object(counted.env, &object), napi_ok);
  ck_assert_int_eq(napi_create_reference(counted.env, object, 2, &counted.kept),
                   napi_ok);
  for (int i = 0; i < thread_count; i++) {
    ck_assert_int_eq(napi_create_object(counted.env, &object), napi_ok);
    ck_assert_int_eq(
        napi_create_reference(counted.env, object, 1, &counted.dropped[i]),
        napi_ok);
  }
  ck_assert_int_eq(napi_shim_runtime_leave(fixture.runtime), napi_shim_ok);
  for (int i = 0; i < thread_count; i++)
    ck_assert_int_eq(uv_thread_create(&threads[i], count_elsewhere, &counted),
                     0);
  while (atomic_load(&counted.next) < thread_count)
    uv_run(&fixture.loop, UV_RUN_NOWAIT);
  for (int i = 0; i < thread_count; i++)
    uv_thread_join(&threads[i]);
  uv_run(&fixture.loop, UV_RUN_NOWAIT);
  /* Here each count is what it was, and only this thread counts on. */
  for (uint32_t left = 2; left-- > 0;) {
    ck_assert_int_eq(napi_reference_unref(counted.env, counted.kept, &count),
                     napi_ok);
    ck_assert_uint_eq(count, left);
  }
  fixture_collect(&fixture);
  ck_assert_int_eq(napi_shim_runtime_enter(fixture.runtime), napi_shim_ok);
  ck_assert_int_eq(napi_get_reference_value(counted.env, counted.kept, &dead),
                   napi_ok);
  ck_assert_ptr_null(dead);
  ck_assert_int_eq(napi_delete_reference(counted.env, counted.kept), napi_ok);
  ck_assert_int_eq(napi_shim_runtime_leave(fixture.runtime), napi_shim_ok);
  fixture_close(&fixture);
}
END_TEST

static Suite *make(void) {
  Suite *suite = suite_create("workers");
  TCase *tests = tcase_create("threads");
  tcase_set_timeout(tests, 300);
  tcase_add_test(tests, runtimes_on_eight_threads_end_by_themselves);
  tcase_add_test(tests, runtimes_on_eight_threads_are_ended_early);
  tcase_add_test(tests, runtimes_on_eight_threads_end_in_any_way);
  tcase_add_test(tests, runtimes_are_terminated_from_another_thread);
  tcase_add_test(tests, references_are_counted_on_other_threads);
  suite_add_tcase(suite, tests);
  return suite;
}

int main(void) {
  return run_on_every_engine(make);
}
