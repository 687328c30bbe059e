/* SPDX-License-Identifier: MIT */
/* Traces of programs with several runtimes: of one of them alone, and switched
 * on and off while all of them call. */

#include "../host/fixture.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { caller_count = 4, switch_count = 1000, seen_most = 1 << 20 };

/* add(a, b) through most kinds of arguments. */
static napi_value add(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value argv[2], result, name, object;
  double a = 0, b = 0;
  napi_handle_scope scope;
  ck_assert_int_eq(napi_get_cb_info(env, info, &argc, argv, NULL, NULL),
                   napi_ok);
  napi_open_handle_scope(env, &scope);
  napi_create_object(env, &object);
  napi_create_string_utf8(env, "sum", NAPI_AUTO_LENGTH, &name);
  napi_set_property(env, object, name, argv[0]);
  napi_get_value_int32(env, name, (int32_t *)&a);
  napi_close_handle_scope(env, scope);
  ck_assert_int_eq(napi_get_value_double(env, argv[0], &a), napi_ok);
  ck_assert_int_eq(napi_get_value_double(env, argv[1], &b), napi_ok);
  ck_assert_int_eq(napi_create_double(env, a + b, &result), napi_ok);
  return result;
}

static napi_value init(napi_env env, napi_value exports) {
  define_function(env, exports, "add", add);
  return exports;
}

/* What a trace has written. */
static char seen[seen_most];

static void read_trace(FILE *file) {
  rewind(file);
  size_t length = fread(seen, 1, sizeof seen - 1, file);
  seen[length] = '\0';
}

static void open_trace(const char *path, const char *filter,
                       napi_shim_runtime *runtime) {
  napi_shim_trace_options options = {.size = sizeof options,
                                     .filter = filter,
                                     .output = path,
                                     .runtime = runtime};
  ck_assert_msg(napi_shim_trace_start(&options) == napi_shim_ok, "%s",
                napi_shim_last_error());
}

/* A file to write to by name, and to read. */
static FILE *trace_file(char *path, size_t size) {
  const char *folder = getenv("TMPDIR");
  snprintf(path, size, "%s/trace-XXXXXX", folder != NULL ? folder : "/tmp");
  int file = mkstemp(path);
  ck_assert_int_ge(file, 0);
  return fdopen(file, "r");
}

/* A runtime of a thread that is not the first. */
struct other {
  uv_barrier_t opened, traced;
  struct fixture fixture;
};

static void other_thread(void *data) {
  struct other *other = data;
  fixture_open(&other->fixture);
  fixture_bind(&other->fixture, "addon_b", 8, init);
  uv_barrier_wait(&other->opened);
  uv_barrier_wait(&other->traced);
  ck_assert_double_eq(fixture_number(&other->fixture, "addon_b.add(1, 2)"), 3);
  fixture_close(&other->fixture);
}

/* which: 0 traces the first runtime, 1 the other, 2 both. */
START_TEST(one_runtime_alone) {
  static struct other other;
  struct fixture fixture;
  uv_thread_t thread;
  char path[4096];
  FILE *file = trace_file(path, sizeof path);
  uv_barrier_init(&other.opened, 2);
  uv_barrier_init(&other.traced, 2);
  ck_assert_int_eq(uv_thread_create(&thread, other_thread, &other), 0);
  fixture_open(&fixture);
  fixture_bind(&fixture, "addon_a", 8, init);
  uv_barrier_wait(&other.opened);
  open_trace(path, "addon_",
             _i == 0   ? fixture.runtime
             : _i == 1 ? other.fixture.runtime
                       : NULL);
  uv_barrier_wait(&other.traced);
  ck_assert_double_eq(fixture_number(&fixture, "addon_a.add(3, 4)"), 7);
  fixture_close(&fixture);
  uv_thread_join(&thread);
  napi_shim_trace_stop();
  read_trace(file);
  bool first = strstr(seen, "addon_a") != NULL;
  bool second = strstr(seen, "addon_b") != NULL;
  ck_assert_msg(first == (_i != 1) && second == (_i != 0), "%s", seen);
  if (_i == 1)
    ck_assert_ptr_nonnull(strstr(seen, "napi_create_double(value=3)"));
  ck_assert_ptr_nonnull(strstr(seen, "env close"));
  fclose(file);
  unlink(path);
}
END_TEST

static atomic_bool over;
static atomic_ulong calls;

static const char sum_of_20[] = "[...Array(20).keys()].reduce("
                                "(sum, i) => addon.add(sum, i), 0)";

static void caller(void *unused) {
  struct fixture fixture;
  (void)unused;
  fixture_open(&fixture);
  fixture_bind(&fixture, "addon", 8, init);
  while (!atomic_load(&over)) {
    ck_assert_double_eq(fixture_number(&fixture, sum_of_20), 190);
    atomic_fetch_add(&calls, 20);
  }
  fixture_close(&fixture);
}

/* Each start differs from the one before, which threads are still in. The
 * summary of events would go to standard error. */
static void start_any(int number, const char *path) {
  napi_shim_trace_options options = {.size = sizeof options,
                                     .filter = "addon,napi_*",
                                     .output = path,
                                     .append = number % 5 == 0,
                                     .summary = number % 6 == 0,
                                     .summary_only = number % 14 == 0};
  ck_assert_msg(napi_shim_trace_start(&options) == napi_shim_ok, "%s",
                napi_shim_last_error());
}

START_TEST(switched_while_threads_call) {
  uv_thread_t threads[caller_count];
  char text[4096], json[4096 + 8];
  FILE *file = trace_file(text, sizeof text);
  snprintf(json, sizeof json, "%s.json", text);
  atomic_store(&over, false);
  for (int i = 0; i < caller_count; i++)
    ck_assert_int_eq(uv_thread_create(&threads[i], caller, NULL), 0);
  while (atomic_load(&calls) == 0)
    usleep(1000);
  for (int i = 0; i < switch_count; i++) {
    start_any(i, i % 2 == 0 ? text : json);
    if (i % 50 == 0) {
      unsigned long until = atomic_load(&calls) + 20;
      while (atomic_load(&calls) < until)
        usleep(100);
    }
    napi_shim_trace_stop();
  }
  atomic_store(&over, true);
  for (int i = 0; i < caller_count; i++)
    uv_thread_join(&threads[i]);
  /* No line of a text got into the events, nor the other way round. */
  read_trace(file);
  ck_assert_ptr_null(strstr(seen, "\"ph\""));
  file = freopen(json, "r", file);
  ck_assert_ptr_nonnull(file);
  read_trace(file);
  ck_assert_ptr_null(strstr(seen, "\nT"));
  ck_assert_int_eq(strncmp(seen, "[{", 2), 0);
  ck_assert_str_eq(seen + strlen(seen) - 3, "\n]\n");
  fclose(file);
  unlink(text);
  unlink(json);
}
END_TEST

START_TEST(a_realm_swap) {
  struct fixture fixture;
  char path[4096];
  FILE *file = trace_file(path, sizeof path);
  fixture_open(&fixture);
  fixture_bind(&fixture, "addon", 8, init);
  open_trace(path, NULL, NULL);
  ck_assert_int_eq(
      napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_adopt),
      napi_shim_ok);
  napi_shim_trace_stop();
  fixture_close(&fixture);
  read_trace(file);
  ck_assert_msg(strstr(seen, "realm swap adopt ") != NULL, "%s", seen);
  fclose(file);
  unlink(path);
}
END_TEST

/* With the signal's usual action, which ends the program. */
START_TEST(a_reader_that_goes_away) {
  struct fixture fixture;
  char path[64];
  int ends[2];
  ck_assert_int_eq(pipe(ends), 0);
  snprintf(path, sizeof path, "/proc/self/fd/%d", ends[1]);
  fixture_open(&fixture);
  fixture_bind(&fixture, "addon", 8, init);
  open_trace(path, "addon", NULL);
  close(ends[0]);
  signal(SIGPIPE, SIG_DFL);
  ck_assert_double_eq(fixture_number(&fixture, sum_of_20), 190);
  napi_shim_trace_stop();
  close(ends[1]);
  ck_assert_double_eq(fixture_number(&fixture, sum_of_20), 190);
  fixture_close(&fixture);
}
END_TEST

static Suite *make(void) {
  Suite *suite = suite_create("trace_runtimes");
  TCase *tests = tcase_create("runtimes");
  tcase_set_timeout(tests, 300);
  tcase_add_loop_test(tests, one_runtime_alone, 0, 3);
  tcase_add_test(tests, a_realm_swap);
  tcase_add_test(tests, a_reader_that_goes_away);
  tcase_add_test(tests, switched_while_threads_call);
  suite_add_tcase(suite, tests);
  return suite;
}

int main(void) {
  return run_on_every_engine(make);
}
