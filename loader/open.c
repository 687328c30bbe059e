/* SPDX-License-Identifier: MIT */
/* A host opens a runtime: the engine is found, symbols are made global. */

#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <uv.h>

#include "engines/registry.h"
#include "env/runtime.h"
#include "napi_shim.h"

const char *const *napi_shim_engines(void) {
  return registry_names;
}

/* Opening a library again with RTLD_GLOBAL adds its symbols to the global
 * scope, even if it was opened RTLD_LOCAL by whoever linked us. */
static void promote(void *address) {
  Dl_info info;
  if (dladdr(address, &info) != 0 && info.dli_fname != NULL)
    dlopen(info.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_GLOBAL);
}

static void promote_all(void) {
  promote((void *)(uintptr_t)napi_shim_engines);
  promote((void *)(uintptr_t)uv_loop_init);
}

/* Addons look for napi_* and uv_* in the global scope. */
static void make_global(void) {
  static uv_once_t once = UV_ONCE_INIT;
  uv_once(&once, promote_all);
}

static napi_shim_status open_locked(const napi_shim_options *options,
                                    napi_shim_runtime **result) {
  if (options == NULL || result == NULL)
    return runtime_fail(napi_shim_invalid_arg,
                        "napi_shim_runtime_open needs options and a result");
  char why[1024];
  const napi_shim_engine *engine = options->engine_table;
  if (engine == NULL)
    engine = registry_find(options->engine, options->native_vm != NULL, why,
                           sizeof why);
  if (engine == NULL)
    return runtime_fail(napi_shim_no_engine, "%s", why);
  if (!registry_check(engine, why, sizeof why))
    return runtime_fail(napi_shim_engine_failed, "%s", why);
  make_global();
  return runtime_open(engine, options, result);
}

/*
 * One at a time. The process has one of each, made by who opens first: the
 * flags from the environment (env/runtime.c), the numbers of QuickJS's classes
 * (engines/quickjs/vm.c), and what an engine's library sets up for itself.
 */
static uv_mutex_t open_lock;
static uv_once_t open_once = UV_ONCE_INIT;

static void open_lock_init(void) {
  if (uv_mutex_init(&open_lock) != 0)
    abort();
}

napi_shim_status napi_shim_runtime_open(const napi_shim_options *options,
                                        napi_shim_runtime **result) {
  uv_once(&open_once, open_lock_init);
  uv_mutex_lock(&open_lock);
  napi_shim_status status = open_locked(options, result);
  uv_mutex_unlock(&open_lock);
  return status;
}
