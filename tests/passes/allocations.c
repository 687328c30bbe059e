/* SPDX-License-Identifier: MIT */
/* The n-th allocation of the library and its backend fails, for every n: calls
 * say so, nothing is left behind, nothing is called twice, nothing crashes. */

#define _GNU_SOURCE
#include "chapters.h"
#include "failing.h"

#include <dlfcn.h>
#include <napi_shim_engine.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"

#ifdef HAVE_QUICKJS
#include <quickjs.h>
/* Links QuickJS into this program, for the backend over a host's own copy. */
void *const quickjs_of_the_program = (void *)(uintptr_t)JS_NewRuntime;
#endif

static const char *engine_name;
static char engine_path[4096];
static const napi_shim_engine *engine;
static size_t n;
static bool all;
static size_t opened; /* runtimes, so far */
static size_t at_chapter, at_left;
static size_t cut_short; /* chapters that a failure ended */

bool memory_was_short(void) {
  return failing_fired() > 0;
}

static void tell_where(void) {
  fprintf(stderr, "%s: allocation %zu%s fails\n", engine_name, n,
          all ? " and each later one" : "");
  if (n == 0)
    fprintf(stderr,
            "… there is no memory in chapter %s with room for %zu "
            "handles\n",
            chapters[at_chapter].name, at_left);
}

_Noreturn void wrong(const char *file, int line, const char *what) {
  fprintf(stderr, "%s:%d: %s\n", file, line, what);
  tell_where();
  exit(1);
}

#define HOLDS(condition)                                                       \
  do {                                                                         \
    if (!(condition))                                                          \
      wrong(__FILE__, __LINE__, #condition);                                   \
  } while (0)

static void died(int number) {
  tell_where();
  signal(number, SIG_DFL);
  raise(number);
}

/* QuickJS itself is this program's, so that of the backend only its own
 * allocations are counted. */
static bool open_engine(void) {
  const char *folder = getenv("NAPI_SHIM_ENGINE_PATH");
  const napi_shim_engine *(*table)(const char **);
  const char *refusal = "";
  snprintf(engine_path, sizeof engine_path, "%s/libnapi-shim-%s%s.so",
           folder != NULL ? folder : ".", engine_name,
           strcmp(engine_name, "quickjs") == 0 ? "-host" : "");
  void *library = dlopen(engine_path, RTLD_NOW | RTLD_LOCAL);
  if (library != NULL)
    *(void **)&table = dlsym(library, NAPI_SHIM_ENGINE_SYMBOL);
  if (library == NULL || table == NULL || (engine = table(&refusal)) == NULL) {
    const char *reason = dlerror();
    fprintf(stderr, "%s: %s\n", engine_path, reason != NULL ? reason : refusal);
    return false;
  }
  return true;
}

static void report(void *data, napi_env env, napi_value error) {
  (void)data, (void)env, (void)error;
  if (!memory_was_short())
    wrong(__FILE__, __LINE__, "an exception that nothing caught");
}

static void rejected(void *data, napi_env env, napi_value promise,
                     napi_value reason, bool handled) {
  (void)data, (void)env, (void)promise, (void)reason, (void)handled;
}

static napi_shim_runtime *open_runtime(void) {
  napi_shim_runtime *runtime = NULL;
  opened++;
  napi_shim_options options = {
      .size = sizeof options,
      .engine_table = engine,
      .callbacks = {.size = sizeof options.callbacks,
                    .uncaught_exception = report,
                    .promise_rejection = rejected},
  };
  if (napi_shim_runtime_open(&options, &runtime) == napi_shim_ok)
    return runtime;
  HOLDS(memory_was_short());
  return NULL;
}

static bool run_chapter(napi_shim_runtime *runtime, size_t chapter) {
  HOLDS(napi_shim_runtime_enter(runtime) == napi_shim_ok);
  chapter_runtime = runtime;
  bool whole = chapters[chapter].run(napi_shim_runtime_env(runtime));
  HOLDS(whole || memory_was_short());
  HOLDS(napi_shim_runtime_leave(runtime) == napi_shim_ok);
  return whole;
}

/* A runtime from its opening to its end; both may say that they cannot. */
static void live_once(void) {
  napi_shim_runtime *runtime = open_runtime();
  if (runtime == NULL)
    return;
  for (size_t i = 0; i < chapter_count; i++)
    cut_short += !run_chapter(runtime, i);
  uv_run(napi_shim_runtime_loop(runtime), UV_RUN_DEFAULT);
  napi_shim_status status =
      napi_shim_runtime_swap_realm(runtime, napi_shim_swap_adopt);
  HOLDS(status == napi_shim_ok || memory_was_short());
  napi_shim_runtime_collect_garbage(runtime);
  uv_run(napi_shim_runtime_loop(runtime), UV_RUN_DEFAULT);
  HOLDS(napi_shim_runtime_close(runtime) == napi_shim_ok);
}

static void fill(napi_env env, size_t handles) {
  napi_value value;
  for (size_t i = 0; i < handles; i++)
    HOLDS(napi_create_int32(env, 1, &value) == napi_ok);
}

/* Handles that a fresh runtime has room for. */
static size_t room_for_handles(void) {
  size_t count = 0;
  failing_at(0, false);
  napi_shim_runtime *runtime = open_runtime();
  HOLDS(napi_shim_runtime_enter(runtime) == napi_shim_ok);
  failing_at(0, false);
  while (failing_count() == 0) {
    fill(napi_shim_runtime_env(runtime), 1);
    count++;
  }
  HOLDS(napi_shim_runtime_leave(runtime) == napi_shim_ok);
  HOLDS(napi_shim_runtime_close(runtime) == napi_shim_ok);
  return count - 1;
}

/* A chapter with room for a few handles, and no memory at all. */
static void live_without_room(size_t chapter, size_t handles) {
  n = 0;
  failing_at(0, false);
  napi_shim_runtime *runtime = open_runtime();
  HOLDS(napi_shim_runtime_enter(runtime) == napi_shim_ok);
  fill(napi_shim_runtime_env(runtime), handles);
  failing_at(1, true);
  cut_short += !run_chapter(runtime, chapter);
  uv_run(napi_shim_runtime_loop(runtime), UV_RUN_DEFAULT);
  failing_stop();
  HOLDS(napi_shim_runtime_leave(runtime) == napi_shim_ok);
  HOLDS(napi_shim_runtime_close(runtime) == napi_shim_ok);
}

/* The process keeps some blocks for good; and JavaScriptCore's backend the gate
 * of each VM, through which a collector that outlives it may call. */
static size_t kept_so_far(void) {
  return strcmp(engine_name, "javascriptcore") == 0 ? opened : 0;
}

/* Nothing is owed any more, and nothing left but `kept` blocks. */
static void check_end(size_t kept) {
  if (finalizers_owed != finalizers_called)
    fprintf(stderr, "%d finalizers are owed, %d ran\n", finalizers_owed,
            finalizers_called);
  HOLDS(finalizers_owed == finalizers_called);
  if (failing_live() > kept + kept_so_far())
    failing_show();
  HOLDS(failing_live() <= kept + kept_so_far());
}

static void live_with(size_t at, size_t kept) {
  n = at;
  failing_at(n, all);
  live_once();
  check_end(kept);
}

static void pass(size_t step) {
  size_t runs = 0, count;
  live_with(0, SIZE_MAX / 2);
  size_t kept = failing_live() - kept_so_far();
  live_with(0, kept);
  HOLDS(cut_short == 0);
  count = failing_count();
  for (int mode = 0; mode < 2; mode++) {
    all = mode == 1;
    for (size_t at = 1; at <= count; at += at < 200 ? 1 : step) {
      live_with(at, kept);
      runs++;
    }
  }
  HOLDS(cut_short > 0);
  printf("ok - %s: %zu allocations, %zu runs in which one failed, which ended "
         "%zu chapters\n",
         engine_name, count, runs, cut_short);
  cut_short = runs = 0;
  size_t room = room_for_handles();
  for (size_t chapter = 0; chapter < chapter_count; chapter++) {
    for (size_t left = 0; left<40; left += step> 1 ? 7 : 1) {
      at_chapter = chapter;
      at_left = left;
      live_without_room(chapter, room - left);
      check_end(kept);
      runs++;
    }
  }
  printf("ok - %s: %zu runs without memory for handles, which ended %zu "
         "chapters\n",
         engine_name, runs, cut_short);
}

/* allocations ENGINE [STEP]: with STEP, beyond the first 200 every STEP-th one
 * only, and every seventh room for handles. */
int main(int argc, char **argv) {
  if (argc < 2)
    return 2;
  engine_name = argv[1];
  setvbuf(stdout, NULL, _IOLBF, 0);
  signal(SIGSEGV, died);
  signal(SIGABRT, died);
  Dl_info info;
  if (!open_engine() || !failing_watch(engine_path) ||
      dladdr((void *)(uintptr_t)napi_shim_runtime_open, &info) == 0 ||
      !failing_watch(info.dli_fname))
    return 2;
  pass(argc > 2 ? (size_t)atol(argv[2]) : 1);
  return 0;
}
