/* SPDX-License-Identifier: MIT */
/* Preloaded, it collects garbage whenever a handle scope closes, and whenever a
 * native function asks for its arguments: what is not held is gone by then. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <napi_shim.h>
#include <stdio.h>
#include <stdlib.h>

/* The runtime of this thread. */
static _Thread_local napi_shim_runtime *runtime;
static _Thread_local unsigned seen;

/* The next one of that name, after this library. */
#define NEXT(name) ((__typeof__(&name))next_of(#name))

static void *next_of(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (found == NULL) {
    fprintf(stderr, "collect: no %s\n", name);
    abort();
  }
  return found;
}

/* COLLECT_EVERY=n: each n-th time only. */
static void collect(void) {
  static unsigned every;
  if (every == 0) {
    const char *text = getenv("COLLECT_EVERY");
    every = text != NULL && atoi(text) > 0 ? (unsigned)atoi(text) : 1;
  }
  if (runtime != NULL && ++seen % every == 0)
    napi_shim_runtime_collect_garbage(runtime);
}

napi_shim_status napi_shim_runtime_open(const napi_shim_options *options,
                                        napi_shim_runtime **result) {
  napi_shim_status status = NEXT(napi_shim_runtime_open)(options, result);
  if (status == napi_shim_ok)
    runtime = *result;
  return status;
}

napi_shim_status napi_shim_runtime_close(napi_shim_runtime *closing) {
  if (closing == runtime)
    runtime = NULL;
  return NEXT(napi_shim_runtime_close)(closing);
}

napi_status napi_close_handle_scope(napi_env env, napi_handle_scope scope) {
  napi_status status = NEXT(napi_close_handle_scope)(env, scope);
  collect();
  return status;
}

napi_status
napi_close_escapable_handle_scope(napi_env env,
                                  napi_escapable_handle_scope scope) {
  napi_status status = NEXT(napi_close_escapable_handle_scope)(env, scope);
  collect();
  return status;
}

napi_status napi_get_cb_info(napi_env env, napi_callback_info info,
                             size_t *count, napi_value *arguments,
                             napi_value *self, void **data) {
  collect();
  return NEXT(napi_get_cb_info)(env, info, count, arguments, self, data);
}
