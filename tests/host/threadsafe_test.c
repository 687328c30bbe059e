/* SPDX-License-Identifier: MIT */
/* Threadsafe functions under many threads: nothing is lost, doubled or out of
 * order, nobody sleeps for ever, nothing is touched after its end. */

#include "fixture.h"

#include <stdatomic.h>
#include <stdlib.h>

#include <node_api.h>

enum { threads_most = 8 };

/* ThreadSanitizer makes each call many times as long, and finds in the first
 * ones what it can find. */
#ifdef __SANITIZE_THREAD__
enum { thousand = 100 };
#else
enum { thousand = 1000 };
#endif

/* One threadsafe function and the threads that call it. */
struct subject {
  struct fixture fixture;
  napi_threadsafe_function function;
  uv_thread_t home;
  uv_thread_t threads[threads_most];
  int count;
  long each;
  napi_threadsafe_function_call_mode mode;
  long next[threads_most]; /* what the loop expects of each producer */
  long dispatched;
  long handed_back;
  int finalized;
  atomic_long accepted;
  atomic_int refused; /* producers that were told napi_closing */
  atomic_int done;
};

struct producer {
  struct subject *subject;
  int index;
};

static void *item_of(int thread, long number) {
  return (void *)((intptr_t)thread << 40 | number);
}

static void dispatched(napi_env env, napi_value callback, void *context,
                       void *data) {
  struct subject *subject = context;
  uv_thread_t self = uv_thread_self();
  ck_assert(uv_thread_equal(&self, &subject->home));
  ck_assert_ptr_null(callback);
  int thread = (int)((intptr_t)data >> 40);
  long number = (long)((intptr_t)data & 0xffffffffff);
  ck_assert_int_eq(number, subject->next[thread]);
  subject->next[thread]++;
  if (env == NULL)
    subject->handed_back++;
  else
    subject->dispatched++;
}

static void finalized(napi_env env, void *data, void *hint) {
  struct subject *subject = data;
  uv_thread_t self = uv_thread_self();
  ck_assert(uv_thread_equal(&self, &subject->home));
  ck_assert_ptr_nonnull(env);
  ck_assert_ptr_eq(hint, subject);
  subject->finalized++;
}

static struct subject *binding; /* for the init function below */

static napi_value init(napi_env env, napi_value exports) {
  struct subject *subject = binding;
  napi_value name;
  ck_assert_int_eq(napi_create_string_utf8(env, "test", 4, &name), napi_ok);
  ck_assert_int_eq(napi_create_threadsafe_function(
                       env, NULL, NULL, name, (size_t)subject->each,
                       (size_t)subject->count, subject, finalized, subject,
                       dispatched, &subject->function),
                   napi_ok);
  return exports;
}

/* A function with this limit that `holders` threads hold. */
static struct subject *subject_new(size_t limit, int holders) {
  struct subject *subject = calloc(1, sizeof *subject);
  fixture_open(&subject->fixture);
  subject->home = uv_thread_self();
  subject->count = holders;
  subject->each = (long)limit;
  binding = subject;
  fixture_bind(&subject->fixture, "addon", 8, init);
  return subject;
}

static void produce(void *data) {
  struct producer *producer = data;
  struct subject *subject = producer->subject;
  for (long i = 0; i < subject->each; i++) {
    napi_status status = napi_call_threadsafe_function(
        subject->function, item_of(producer->index, i), subject->mode);
    if (status == napi_closing) {
      atomic_fetch_add(&subject->refused, 1);
      atomic_fetch_add(&subject->done, 1);
      free(producer);
      return;
    }
    if (status == napi_queue_full) {
      i--;
      continue;
    }
    ck_assert_int_eq(status, napi_ok);
    atomic_fetch_add(&subject->accepted, 1);
  }
  ck_assert_int_eq(
      napi_release_threadsafe_function(subject->function, napi_tsfn_release),
      napi_ok);
  atomic_fetch_add(&subject->done, 1);
  free(producer);
}

static void start(struct subject *subject, int count, long each,
                  napi_threadsafe_function_call_mode mode) {
  subject->count = count;
  subject->each = each;
  subject->mode = mode;
  for (int i = 0; i < count; i++) {
    struct producer *producer = malloc(sizeof *producer);
    *producer = (struct producer){subject, i};
    ck_assert_int_eq(uv_thread_create(&subject->threads[i], produce, producer),
                     0);
  }
}

static void join(struct subject *subject) {
  for (int i = 0; i < subject->count; i++)
    uv_thread_join(&subject->threads[i]);
}

static void end(struct subject *subject) {
  fixture_close(&subject->fixture);
  ck_assert_int_eq(subject->finalized, 1);
  free(subject);
}

static void run_producers(size_t limit, int count, long each,
                          napi_threadsafe_function_call_mode mode) {
  struct subject *subject = subject_new(limit, count);
  start(subject, count, each, mode);
  uv_run(&subject->fixture.loop, UV_RUN_DEFAULT);
  join(subject);
  ck_assert_int_eq(subject->finalized, 1);
  ck_assert_int_eq(subject->dispatched, count * each);
  ck_assert_int_eq(subject->handed_back, 0);
  end(subject);
}

START_TEST(eight_producers_lose_nothing) {
  run_producers(0, 8, 20 * thousand, napi_tsfn_nonblocking);
}
END_TEST

START_TEST(blocking_producers_on_a_short_queue_all_arrive) {
  run_producers(1, 4, thousand / 2, napi_tsfn_blocking);
  run_producers(3, 4, thousand, napi_tsfn_blocking);
  run_producers(64, 4, 5 * thousand, napi_tsfn_blocking);
}
END_TEST

START_TEST(refused_producers_that_try_again_all_arrive) {
  run_producers(16, 3, 2 * thousand, napi_tsfn_nonblocking);
}
END_TEST

START_TEST(abort_wakes_every_blocked_producer) {
  struct subject *subject = subject_new(2, 5);
  start(subject, 4, 10, napi_tsfn_blocking);
  while (atomic_load(&subject->accepted) < 2)
    uv_sleep(1);
  uv_sleep(20); /* until the others sleep, too */
  ck_assert_int_eq(
      napi_release_threadsafe_function(subject->function, napi_tsfn_abort),
      napi_ok);
  join(subject);
  ck_assert_int_eq(atomic_load(&subject->refused), 4);
  uv_run(&subject->fixture.loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(subject->dispatched, 0);
  ck_assert_int_eq(subject->handed_back, 2);
  end(subject);
}
END_TEST

START_TEST(the_end_of_the_runtime_wakes_every_blocked_producer) {
  struct subject *subject = subject_new(2, 4);
  start(subject, 4, 10, napi_tsfn_blocking);
  while (atomic_load(&subject->accepted) < 2)
    uv_sleep(1);
  uv_sleep(20);
  ck_assert_int_eq(napi_shim_runtime_close(subject->fixture.runtime),
                   napi_shim_ok);
  join(subject);
  ck_assert_int_eq(subject->finalized, 1);
  ck_assert_int_eq(subject->dispatched + subject->handed_back,
                   atomic_load(&subject->accepted));
  ck_assert_int_eq(uv_loop_close(&subject->fixture.loop), 0);
  free(subject);
}
END_TEST

/* However the abort falls, each accepted item is seen exactly once. */
START_TEST(an_abort_among_calls_loses_nothing) {
  for (int round = 0; round < 50; round++) {
    struct subject *subject = subject_new(round % 2 ? 8 : 0, 4);
    ck_assert_int_eq(napi_acquire_threadsafe_function(subject->function),
                     napi_ok);
    start(subject, 4, thousand,
          round % 4 < 2 ? napi_tsfn_blocking : napi_tsfn_nonblocking);
    for (int i = 0; i < round; i++)
      uv_run(&subject->fixture.loop, UV_RUN_NOWAIT);
    ck_assert_int_eq(
        napi_release_threadsafe_function(subject->function, napi_tsfn_abort),
        napi_ok);
    uv_run(&subject->fixture.loop, UV_RUN_DEFAULT);
    join(subject);
    ck_assert_int_eq(subject->dispatched + subject->handed_back,
                     atomic_load(&subject->accepted));
    end(subject);
  }
}
END_TEST

/* The same with the end of the runtime in place of the abort; producers go on
 * while env, runtime and loop are already freed. */
START_TEST(producers_outlive_their_runtime) {
  for (int round = 0; round < 20; round++) {
    struct subject *subject = subject_new(round % 2 ? 4 : 0, 4);
    start(subject, 4, 100 * thousand,
          round % 4 < 2 ? napi_tsfn_blocking : napi_tsfn_nonblocking);
    for (int i = 0; i < round; i++)
      uv_run(&subject->fixture.loop, UV_RUN_NOWAIT);
    ck_assert_int_eq(napi_shim_runtime_close(subject->fixture.runtime),
                     napi_shim_ok);
    ck_assert_int_eq(uv_loop_close(&subject->fixture.loop), 0);
    join(subject);
    ck_assert_int_eq(subject->finalized, 1);
    ck_assert_int_eq(subject->dispatched + subject->handed_back,
                     atomic_load(&subject->accepted));
    free(subject);
  }
}
END_TEST

/* The global is replaced again and again while calls come in. */
START_TEST(swaps_of_the_realm_among_calls_lose_nothing) {
  struct subject *subject = subject_new(16, 4);
  start(subject, 4, 5 * thousand, napi_tsfn_blocking);
  for (int round = 0; round < 20; round++) {
    uv_run(&subject->fixture.loop, UV_RUN_ONCE);
    napi_shim_status status = napi_shim_runtime_swap_realm(
        subject->fixture.runtime, napi_shim_swap_adopt);
    ck_assert_msg(status == napi_shim_ok, "swap: %s", napi_shim_last_error());
  }
  uv_run(&subject->fixture.loop, UV_RUN_DEFAULT);
  join(subject);
  ck_assert_int_eq(subject->dispatched, 4 * 5 * thousand);
  ck_assert_int_eq(subject->handed_back, 0);
  end(subject);
}
END_TEST

/* A swap that ends the addons hands back what is queued. */
START_TEST(a_swap_that_ends_the_addons_ends_it) {
  struct subject *subject = subject_new(2, 4);
  start(subject, 4, 10, napi_tsfn_blocking);
  while (atomic_load(&subject->accepted) < 2)
    uv_sleep(1);
  uv_sleep(20);
  napi_shim_status status = napi_shim_runtime_swap_realm(
      subject->fixture.runtime, napi_shim_swap_teardown);
  ck_assert_msg(status == napi_shim_ok, "swap: %s", napi_shim_last_error());
  ck_assert_int_eq(subject->finalized, 1);
  join(subject);
  ck_assert_int_eq(subject->dispatched + subject->handed_back,
                   atomic_load(&subject->accepted));
  end(subject);
}
END_TEST

static void acquire_and_release(void *data) {
  struct subject *subject = data;
  for (int i = 0; i < 2000; i++) {
    ck_assert_int_eq(napi_acquire_threadsafe_function(subject->function),
                     napi_ok);
    void *context;
    ck_assert_int_eq(
        napi_get_threadsafe_function_context(subject->function, &context),
        napi_ok);
    ck_assert_ptr_eq(context, subject);
    ck_assert_int_eq(
        napi_release_threadsafe_function(subject->function, napi_tsfn_release),
        napi_ok);
  }
  ck_assert_int_eq(
      napi_release_threadsafe_function(subject->function, napi_tsfn_release),
      napi_ok);
}

START_TEST(the_last_of_many_releases_ends_it) {
  struct subject *subject = subject_new(0, 6);
  subject->count = 6;
  for (int i = 0; i < 6; i++)
    ck_assert_int_eq(
        uv_thread_create(&subject->threads[i], acquire_and_release, subject),
        0);
  uv_run(&subject->fixture.loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(subject->finalized, 1);
  join(subject);
  end(subject);
}
END_TEST

START_TEST(a_closed_function_lives_until_its_last_release) {
  struct subject *subject = subject_new(0, 3);
  ck_assert_int_eq(
      napi_release_threadsafe_function(subject->function, napi_tsfn_abort),
      napi_ok);
  uv_run(&subject->fixture.loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(subject->finalized, 1);
  ck_assert_int_eq(napi_acquire_threadsafe_function(subject->function),
                   napi_closing);
  ck_assert_int_eq(napi_call_threadsafe_function(subject->function, NULL,
                                                 napi_tsfn_blocking),
                   napi_closing);
  ck_assert_int_eq(
      napi_release_threadsafe_function(subject->function, napi_tsfn_release),
      napi_ok);
  end(subject);
}
END_TEST

static Suite *make(void) {
  Suite *suite = suite_create("threadsafe functions");
  TCase *tests = tcase_create("threads");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, eight_producers_lose_nothing);
  tcase_add_test(tests, blocking_producers_on_a_short_queue_all_arrive);
  tcase_add_test(tests, refused_producers_that_try_again_all_arrive);
  tcase_add_test(tests, abort_wakes_every_blocked_producer);
  tcase_add_test(tests, the_end_of_the_runtime_wakes_every_blocked_producer);
  tcase_add_test(tests, an_abort_among_calls_loses_nothing);
  tcase_add_test(tests, producers_outlive_their_runtime);
  tcase_add_test(tests, swaps_of_the_realm_among_calls_lose_nothing);
  tcase_add_test(tests, a_swap_that_ends_the_addons_ends_it);
  tcase_add_test(tests, the_last_of_many_releases_ends_it);
  tcase_add_test(tests, a_closed_function_lives_until_its_last_release);
  suite_add_tcase(suite, tests);
  return suite;
}

int main(void) {
  return run_on_every_engine(make);
}
