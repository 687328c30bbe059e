/* SPDX-License-Identifier: MIT */
/* The shape of costs: a call takes as many instructions beside many live
 * handles, references, wraps or envs as beside none. Instructions are counted
 * by stepping a child through them, which no load of the machine changes. */

#include "fixture.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum { many = 20000, many_envs = 40, warm_up = 300, batches = 2, batch = 2 };

/* --- counting ------------------------------------------------------------- */

/* Shared between the child, which works, and the test, which counts. */
struct counter {
  volatile int on;
  volatile unsigned long steps;
};
static struct counter *counter;

static void count_begin(void) {
  counter->steps = 0;
  counter->on = 1;
  raise(SIGTRAP);
}

static unsigned long count_end(void) {
  counter->on = 0;
  return counter->steps;
}

/* Steps while the child says so; other signals go where they belong. */
static int follow(pid_t child) {
  int state, signal = 0;
  for (;;) {
    long done = ptrace(counter->on ? PTRACE_SINGLESTEP : PTRACE_CONT, child,
                       NULL, (void *)(long)signal);
    ck_assert_int_eq(done, 0);
    while (waitpid(child, &state, 0) < 0)
      ck_assert_int_eq(errno, EINTR);
    if (!WIFSTOPPED(state))
      return state;
    signal = WSTOPSIG(state) == SIGTRAP ? 0 : WSTOPSIG(state);
    if (counter->on)
      counter->steps++;
  }
}

/* Runs `body` in a child that is counted. */
static void run_counted(void (*body)(void)) {
  counter = mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ck_assert_ptr_ne(counter, MAP_FAILED);
  fflush(stdout);
  pid_t child = fork();
  ck_assert_int_ge(child, 0);
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGSTOP);
    body();
    _exit(0);
  }
  int state;
  ck_assert_int_eq(waitpid(child, &state, 0), child);
  ck_assert(WIFSTOPPED(state));
  state = follow(child);
  ck_assert_msg(WIFEXITED(state) && WEXITSTATUS(state) == 0,
                "the child ended with state %x", (unsigned)state);
  munmap(counter, sizeof *counter);
}

/* --- what is called ------------------------------------------------------- */

/* An assertion of Check would cost more than what is measured. */
#define OK(call)                                                               \
  do {                                                                         \
    if ((call) != napi_ok)                                                     \
      abort();                                                                 \
  } while (0)

struct things {
  napi_env env;
  napi_value object, fresh, function, native, wrapped, key;
  napi_ref reference;
};

static int native_data;

static napi_value nothing(napi_env env, napi_callback_info info) {
  napi_value argv[3];
  size_t argc = 3;
  OK(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  return argv[0];
}

static void call_number(struct things *t) {
  napi_value value;
  double number;
  OK(napi_create_double(t->env, 1.5, &value));
  OK(napi_get_value_double(t->env, value, &number));
}

/* With values that are released, but no new object: those are dearer where the
 * engine's allocator is at the edge of a block. */
static void call_scope(struct things *t) {
  napi_handle_scope scope;
  napi_value value;
  OK(napi_open_handle_scope(t->env, &scope));
  OK(napi_get_global(t->env, &value));
  OK(napi_get_reference_value(t->env, t->reference, &value));
  OK(napi_close_handle_scope(t->env, scope));
}

static void call_property(struct things *t) {
  napi_value value;
  OK(napi_get_named_property(t->env, t->object, "x", &value));
  OK(napi_set_property(t->env, t->object, t->key, value));
}

static void call_reference(struct things *t) {
  napi_ref strong, weak;
  napi_value value;
  OK(napi_create_reference(t->env, t->object, 1, &strong));
  OK(napi_create_reference(t->env, t->object, 0, &weak));
  OK(napi_get_reference_value(t->env, t->reference, &value));
  OK(napi_delete_reference(t->env, strong));
  OK(napi_delete_reference(t->env, weak));
}

static void call_wrap(struct things *t) {
  void *data;
  OK(napi_wrap(t->env, t->fresh, &native_data, NULL, NULL, NULL));
  OK(napi_remove_wrap(t->env, t->fresh, &data));
}

static void call_unwrap(struct things *t) {
  void *data;
  OK(napi_unwrap(t->env, t->wrapped, &data));
}

static void call_script(struct things *t) {
  napi_value value;
  OK(napi_call_function(t->env, t->object, t->function, 1, &t->key, &value));
}

static void call_native(struct things *t) {
  napi_value value;
  OK(napi_call_function(t->env, t->object, t->native, 1, &t->key, &value));
}

static void call_throw(struct things *t) {
  napi_value value;
  OK(napi_throw(t->env, t->object));
  OK(napi_get_and_clear_last_exception(t->env, &value));
}

static const struct row {
  const char *name;
  void (*call)(struct things *things);
} rows[] = {
    {"number", call_number},      {"scope", call_scope},
    {"property", call_property},  {"reference", call_reference},
    {"wrap", call_wrap},          {"unwrap", call_unwrap},
    {"script call", call_script}, {"native call", call_native},
    {"exception", call_throw},
};
enum { row_count = sizeof rows / sizeof *rows };

/* --- measuring ------------------------------------------------------------ */

static napi_value evaluate(struct fixture *fixture, const char *source) {
  napi_value value;
  ck_assert_int_eq(napi_shim_runtime_evaluate(fixture->runtime, source,
                                              NAPI_AUTO_LENGTH, "shape.js",
                                              &value),
                   napi_shim_ok);
  return value;
}

static void make_things(struct fixture *fixture, struct things *t) {
  t->env = fixture->env;
  t->object = evaluate(fixture, "({ x: 1, y: 2 })");
  t->fresh = evaluate(fixture, "({})");
  t->wrapped = evaluate(fixture, "({})");
  t->function = evaluate(fixture, "(function (a) { return a; })");
  t->key = evaluate(fixture, "'y'");
  OK(napi_create_function(t->env, "f", 1, nothing, NULL, &t->native));
  OK(napi_wrap(t->env, t->wrapped, &native_data, NULL, NULL, NULL));
  OK(napi_create_reference(t->env, t->object, 1, &t->reference));
}

static void call_in_scope(struct things *t, const struct row *row, int count) {
  napi_handle_scope scope;
  OK(napi_open_handle_scope(t->env, &scope));
  for (int i = 0; i < count; i++)
    row->call(t);
  OK(napi_close_handle_scope(t->env, scope));
}

/* The least of several batches: now and then a collection falls into one. */
static unsigned long cost_of(struct things *t, const struct row *row) {
  unsigned long least = (unsigned long)-1;
  for (int i = 0; i < warm_up; i++)
    call_in_scope(t, row, batch);
  for (int i = 0; i < batches; i++) {
    count_begin();
    call_in_scope(t, row, batch);
    unsigned long steps = count_end();
    least = steps < least ? steps : least;
  }
  return least / batch;
}

static void add_handles(struct fixture *fixture, struct things *t) {
  (void)fixture;
  napi_value value;
  for (int i = 0; i < many; i++)
    OK(napi_get_reference_value(t->env, t->reference, &value));
}

static void add_references(struct fixture *fixture, struct things *t) {
  (void)fixture;
  for (int i = 0; i < many; i++) {
    napi_ref reference;
    OK(napi_create_reference(t->env, t->object, (uint32_t)i % 2, &reference));
  }
}

static void add_wraps(struct fixture *fixture, struct things *t) {
  napi_value list = evaluate(fixture, "globalThis.list = []");
  for (uint32_t i = 0; i < many; i++) {
    napi_handle_scope scope;
    napi_value object;
    OK(napi_open_handle_scope(t->env, &scope));
    OK(napi_create_object(t->env, &object));
    OK(napi_wrap(t->env, object, &native_data, NULL, NULL, NULL));
    OK(napi_set_element(t->env, list, i, object));
    OK(napi_close_handle_scope(t->env, scope));
  }
}

static napi_value init_nothing(napi_env env, napi_value exports) {
  define_function(env, exports, "nothing", nothing);
  return exports;
}

static void add_envs(struct fixture *fixture, struct things *t) {
  (void)t;
  for (int i = 0; i < many_envs; i++) {
    char name[32];
    snprintf(name, sizeof name, "addon%d", i);
    fixture_bind(fixture, name, 8, init_nothing);
  }
}

/* A quarter more is allowed: compilers and caches of the engine make a call
 * dearer or cheaper by that. */
static void compare(const unsigned long *before, const unsigned long *after,
                    const char *what) {
  for (int i = 0; i < row_count; i++) {
    printf("%s, %s: %lu, then %lu\n", what, rows[i].name, before[i], after[i]);
    if (after[i] > before[i] + before[i] / 4 + 100) {
      printf("%s: %s grew\n", what, rows[i].name);
      exit(1);
    }
  }
}

static const struct {
  const char *name;
  void (*add)(struct fixture *fixture, struct things *things);
} companies[] = {{"handles", add_handles},
                 {"references", add_references},
                 {"wraps", add_wraps},
                 {"envs", add_envs}};

static void measure_all(struct things *things, unsigned long *costs) {
  for (int i = 0; i < row_count; i++)
    costs[i] = cost_of(things, &rows[i]);
}

/* One after the other, so that each is beside all before it as well. */
static void measure(void) {
  struct fixture fixture;
  struct things things;
  unsigned long before[row_count], after[row_count];
  fixture_open(&fixture);
  ck_assert_int_eq(napi_shim_runtime_enter(fixture.runtime), napi_shim_ok);
  make_things(&fixture, &things);
  measure_all(&things, before);
  for (size_t i = 0; i < sizeof companies / sizeof *companies; i++) {
    companies[i].add(&fixture, &things);
    measure_all(&things, after);
    compare(before, after, companies[i].name);
  }
  fflush(stdout);
}

START_TEST(calls_cost_the_same_beside_handles_references_wraps_and_envs) {
  run_counted(measure);
}
END_TEST

static Suite *make_suite(void) {
  Suite *suite = suite_create("shape");
  TCase *topic = tcase_create("costs");
  tcase_set_timeout(topic, 300);
  tcase_add_test(topic,
                 calls_cost_the_same_beside_handles_references_wraps_and_envs);
  suite_add_tcase(suite, topic);
  return suite;
}

static bool can_be_traced(void) {
  int state;
  pid_t child = fork();
  if (child == 0)
    _exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 ? 0 : 1);
  return child > 0 && waitpid(child, &state, 0) == child && WIFEXITED(state) &&
         WEXITSTATUS(state) == 0;
}

int main(void) {
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
  printf("instructions are not counted: most are the sanitizer's\n");
  return 77;
#endif
  if (!can_be_traced()) {
    printf("instructions cannot be counted: ptrace is forbidden here\n");
    return 77;
  }
  return run_on_every_engine(make_suite);
}
