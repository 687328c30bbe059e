/* SPDX-License-Identifier: MIT */
/* What the Check programs share. */

#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void note_uncaught(void *data, napi_env env, napi_value error) {
  struct fixture *fixture = data;
  napi_value text;
  fixture->uncaught++;
  if (napi_coerce_to_string(env, error, &text) == napi_ok)
    napi_get_value_string_utf8(env, text, fixture->last_uncaught,
                               sizeof fixture->last_uncaught, NULL);
}

void fixture_open(struct fixture *fixture) {
  fixture_open_as(fixture, false);
}

void fixture_open_as(struct fixture *fixture, bool terminable) {
  memset(fixture, 0, sizeof *fixture);
  ck_assert_int_eq(uv_loop_init(&fixture->loop), 0);
  fixture->options = (napi_shim_options){
      .size = sizeof fixture->options,
      .loop = &fixture->loop,
      .terminable = terminable,
      .callbacks = {.size = sizeof fixture->options.callbacks,
                    .data = fixture,
                    .uncaught_exception = note_uncaught},
  };
  napi_shim_status status =
      napi_shim_runtime_open(&fixture->options, &fixture->runtime);
  ck_assert_msg(status == napi_shim_ok, "open: %s", napi_shim_last_error());
  fixture->env = napi_shim_runtime_env(fixture->runtime);
}

void fixture_close(struct fixture *fixture) {
  uv_run(&fixture->loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(napi_shim_runtime_close(fixture->runtime), napi_shim_ok);
  uv_run(&fixture->loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&fixture->loop), 0);
}

static napi_value evaluate(struct fixture *fixture, const char *script) {
  napi_value result = NULL;
  napi_shim_status status = napi_shim_runtime_evaluate(
      fixture->runtime, script, NAPI_AUTO_LENGTH, "test.js", &result);
  if (status != napi_shim_ok) {
    char text[256] = "?";
    napi_value error, message;
    napi_get_and_clear_last_exception(fixture->env, &error);
    napi_coerce_to_string(fixture->env, error, &message);
    napi_get_value_string_utf8(fixture->env, message, text, sizeof text, NULL);
    ck_abort_msg("%s threw %s", script, text);
  }
  return result;
}

void fixture_run(struct fixture *fixture, const char *script) {
  ck_assert_int_eq(napi_shim_runtime_enter(fixture->runtime), napi_shim_ok);
  evaluate(fixture, script);
  ck_assert_int_eq(napi_shim_runtime_leave(fixture->runtime), napi_shim_ok);
}

double fixture_number(struct fixture *fixture, const char *script) {
  double number = 0;
  ck_assert_int_eq(napi_shim_runtime_enter(fixture->runtime), napi_shim_ok);
  napi_value value = evaluate(fixture, script);
  ck_assert_int_eq(napi_get_value_double(fixture->env, value, &number),
                   napi_ok);
  ck_assert_int_eq(napi_shim_runtime_leave(fixture->runtime), napi_shim_ok);
  return number;
}

void fixture_bind(struct fixture *fixture, const char *name,
                  int32_t api_version, napi_addon_register_func init) {
  napi_value exports, global;
  ck_assert_int_eq(napi_shim_runtime_enter(fixture->runtime), napi_shim_ok);
  ck_assert_int_eq(napi_shim_runtime_bind(fixture->runtime, name, api_version,
                                          init, &exports),
                   napi_shim_ok);
  ck_assert_int_eq(napi_get_global(fixture->env, &global), napi_ok);
  ck_assert_int_eq(napi_set_named_property(fixture->env, global, name, exports),
                   napi_ok);
  ck_assert_int_eq(napi_shim_runtime_leave(fixture->runtime), napi_shim_ok);
}

void fixture_collect(struct fixture *fixture) {
  for (int i = 0; i < 3; i++) {
    ck_assert_int_eq(napi_shim_runtime_collect_garbage(fixture->runtime),
                     napi_shim_ok);
    uv_run(&fixture->loop, UV_RUN_NOWAIT);
  }
}

void define_function(napi_env env, napi_value object, const char *name,
                     napi_callback callback) {
  napi_value function;
  ck_assert_int_eq(napi_create_function(env, name, NAPI_AUTO_LENGTH, callback,
                                        NULL, &function),
                   napi_ok);
  ck_assert_int_eq(napi_set_named_property(env, object, name, function),
                   napi_ok);
}

void start_thread(uv_thread_t *thread, uv_thread_cb entry, void *data) {
  uv_thread_options_t options = {.flags = UV_THREAD_HAS_STACK_SIZE,
                                 .stack_size = 4 << 20};
  ck_assert_int_eq(uv_thread_create_ex(thread, &options, entry, data), 0);
}

/* The sanitizer's allocator keeps freed pages, so it is asked instead. */
#if defined(__SANITIZE_ADDRESS__)
size_t __sanitizer_get_current_allocated_bytes(void);
long memory_kib(void) {
  return (long)(__sanitizer_get_current_allocated_bytes() / 1024);
}
#else
long memory_kib(void) {
  long pages = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(fscanf(file, "%ld %ld", &pages, &resident), 2);
  fclose(file);
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}
#endif

int run_on_every_engine(Suite *(*make)(void)) {
  int failed = 0, run = 0;
  const char *only = getenv("NAPI_SHIM_TEST_ENGINE");
  for (const char *const *name = napi_shim_engines(); *name != NULL; name++) {
    if (only != NULL && strcmp(only, *name) != 0)
      continue;
    setenv("NAPI_SHIM_ENGINE", *name, 1);
    printf("engine %s\n", *name);
    SRunner *runner = srunner_create(make());
    srunner_run_all(runner, CK_NORMAL);
    failed += srunner_ntests_failed(runner);
    run += srunner_ntests_run(runner);
    srunner_free(runner);
  }
  /* A run without a test must not look like a success. */
  return failed == 0 && run > 0 ? 0 : 1;
}
