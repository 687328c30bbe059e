/* SPDX-License-Identifier: MIT */
/* The checker is switched on and off while an addon is loaded, for one runtime
 * or for all: it tells of what happens while it is on, and of nothing that it
 * cannot know. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "napi_shim.h"

static int failed;

static void report(const char *name, const char *wrong) {
  static int number;
  printf("%sok %d - %s%s%s\n", wrong == NULL ? "" : "not ", ++number, name,
         wrong == NULL ? "" : ": ", wrong == NULL ? "" : wrong);
  failed += wrong != NULL;
}

static void fail(const char *what) {
  printf("Bail out! %s: %s\n", what, napi_shim_last_error());
  exit(2);
}

static napi_shim_runtime *open_runtime(const char *engine, uv_loop_t *loop) {
  napi_shim_runtime *runtime;
  napi_shim_options options = {
      .size = sizeof options, .engine = engine, .loop = loop};
  napi_value module, exports, global;
  uv_loop_init(loop);
  if (napi_shim_runtime_open(&options, &runtime) != napi_shim_ok)
    fail("open");
  napi_env env = napi_shim_runtime_env(runtime);
  napi_shim_runtime_enter(runtime);
  napi_create_object(env, &module);
  napi_create_object(env, &exports);
  napi_set_named_property(env, module, "exports", exports);
  if (napi_shim_runtime_load(runtime, FAULTS, module, &exports) != napi_shim_ok)
    fail("load");
  napi_get_global(env, &global);
  napi_set_named_property(env, global, "a", exports);
  napi_shim_runtime_leave(runtime);
  return runtime;
}

static void close_runtime(napi_shim_runtime *runtime, uv_loop_t *loop) {
  uv_run(loop, UV_RUN_DEFAULT);
  napi_shim_runtime_close(runtime);
  uv_run(loop, UV_RUN_DEFAULT);
  uv_loop_close(loop);
}

static void run(napi_shim_runtime *runtime, const char *script) {
  napi_shim_runtime_enter(runtime);
  if (napi_shim_runtime_evaluate(runtime, script, NAPI_AUTO_LENGTH, "test.js",
                                 NULL) != napi_shim_ok)
    fail(script);
  napi_shim_runtime_leave(runtime);
}

static char path[64];

static void start(napi_shim_runtime *only) {
  napi_shim_check_options options = {
      .size = sizeof options, .output = path, .runtime = only};
  if (napi_shim_check_start(&options) != napi_shim_ok)
    fail("start");
}

/* What it has told, or what is wrong with that. */
static const char *told(const char *expected) {
  static char text[4096];
  FILE *file = fopen(path, "r");
  size_t length = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;
  text[length] = '\0';
  if (file != NULL)
    fclose(file);
  for (char *at = text; *at != '\0'; at++)
    if (*at == '\n')
      *at = ' ';
  return strstr(text, expected) != NULL ? NULL : text;
}

/* A runtime on a thread of its own: runs one script, twice. */
struct other {
  const char *engine;
  napi_shim_runtime *runtime;
  uv_sem_t ready, go;
};

static void other_thread(void *data) {
  struct other *other = data;
  uv_loop_t loop;
  other->runtime = open_runtime(other->engine, &loop);
  uv_sem_post(&other->ready);
  uv_sem_wait(&other->go);
  run(other->runtime, "a.loop()");
  uv_sem_post(&other->ready);
  uv_sem_wait(&other->go);
  run(other->runtime, "a.inner_scope()");
  close_runtime(other->runtime, &loop);
}

static void let_go(struct other *other) {
  uv_sem_post(&other->go);
}

static void test_two(const char *engine, napi_shim_runtime *runtime) {
  struct other other = {.engine = engine};
  uv_thread_t thread;
  uv_sem_init(&other.ready, 0);
  uv_sem_init(&other.go, 0);
  uv_thread_create(&thread, other_thread, &other);
  uv_sem_wait(&other.ready);
  start(other.runtime);
  run(runtime, "a.inner_scope(); a.scope_order()");
  let_go(&other);
  uv_sem_wait(&other.ready);
  napi_shim_check_stop();
  report("another runtime is let alone", told("0 faults found by --check"));
  start(other.runtime);
  let_go(&other);
  uv_thread_join(&thread);
  napi_shim_check_stop();
  report("the one that was meant", told("1 fault found by --check"));
  uv_sem_destroy(&other.ready);
  uv_sem_destroy(&other.go);
}

static void test_engine(const char *engine) {
  uv_loop_t loop;
  napi_shim_runtime *runtime = open_runtime(engine, &loop);
  run(runtime, "a.inner_scope(); a.hold_reference({})");
  start(NULL);
  run(runtime, "a.loop(); a.escape(); a.drop_reference()");
  napi_shim_check_stop();
  report("what was made before is nothing to tell of",
         told("0 faults found by --check"));
  run(runtime, "a.inner_scope(); a.loop(); a.hold_reference({})");
  start(NULL);
  run(runtime, "a.drop_reference(); a.inner_scope(); a.keep({});");
  napi_shim_check_stop();
  report("a fault while it is on", told("1 fault found by --check"));
  start(NULL);
  run(runtime, "a.use_kept(); a.loop()");
  napi_shim_check_stop();
  report("a handle from when it was on", told("1 fault found by --check"));
  test_two(engine, runtime);
  close_runtime(runtime, &loop);
}

int main(void) {
  snprintf(path, sizeof path, "/tmp/napi-shim-check-%ld", (long)getpid());
  const char *engines = getenv("ENGINES");
  char *list = strdup(engines != NULL ? engines : "quickjs");
  int count = 0;
  for (char *name = strtok(list, " "); name != NULL; name = strtok(NULL, " ")) {
    printf("# %s\n", name);
    test_engine(name);
    count += 5;
  }
  free(list);
  unlink(path);
  printf("1..%d\n", count);
  return failed != 0;
}
