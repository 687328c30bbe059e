/* SPDX-License-Identifier: MIT */
/* An addon is loaded into a runtime: its env, its init, its exports. */

#include <string.h>

#include "env/call.h"
#include "env/check.h"
#include "env/env.h"
#include "env/hooks.h"
#include "env/note.h"
#include "env/trace.h"
#include "loader/library.h"
#include "loader/missing.h"
#include "napi_shim.h"

static napi_shim_status out_of_memory(void) {
  return runtime_fail(napi_shim_out_of_memory, "out of memory");
}

static napi_env open_env(napi_shim_runtime *runtime, const char *name,
                         bool is_path, int32_t api_version) {
  napi_env env = env_new(runtime, name, is_path, api_version);
  if (env == NULL)
    return NULL;
  if (hooks_add(&runtime->hooks, env_end, env, env))
    return env;
  env_teardown(env);
  return NULL;
}

/* Makes an Error with code ERR_DLOPEN_FAILED pending in the host's env. */
static napi_shim_status throw_load_error(napi_shim_runtime *runtime,
                                         const char *message) {
  napi_env env = runtime->host_env;
  if (napi_throw_error(env, "ERR_DLOPEN_FAILED", message) != napi_ok)
    return out_of_memory();
  return runtime_fail(napi_shim_pending_exception, "%s", message);
}

/* Runs init; an exception moves from the addon's env to the host's. */
static napi_shim_status run_init(napi_env env, napi_addon_register_func init,
                                 napi_value exports, napi_value *result) {
  napi_shim_runtime *runtime = env->runtime;
  unsigned handle_scopes = env->open_handle_scopes;
  env_hold(env);
  runtime->depth++;
  env_set_error(env, napi_ok);
  note_addon(env);
  struct trace_span span;
  trace_begin(&span, trace_init, env, (const void *)init);
  missing_load_begins();
  if (check_on())
    check_env_init(env, true);
  *result = init(env, exports);
  if (check_on()) {
    check_env_init(env, false);
    *result = check_returned(env, *result, (const void *)init);
  }
  missing_load_ends();
  trace_end(&span);
  runtime->depth--;
  bool threw = env->exception_pending;
  if (threw) {
    napi_shim_slot thrown;
    env_take_exception(env, &thrown);
    env_set_exception(runtime->host_env, &thrown);
  }
  if (env->open_handle_scopes != handle_scopes)
    runtime_fatal(runtime, env->display_name,
                  "the addon's init did not close the handle scopes it opened");
  env_release(env);
  return threw ? runtime_fail(napi_shim_pending_exception, "the init threw")
               : napi_shim_ok;
}

static napi_shim_status check(const napi_shim_runtime *runtime) {
  napi_shim_status status = runtime_check(runtime);
  if (status != napi_shim_ok)
    return status;
  if (runtime->depth == 0)
    return runtime_fail(napi_shim_invalid_arg,
                        "loading needs an entered runtime");
  if (runtime->closing || runtime->terminating)
    return runtime_fail(napi_shim_closing, "the runtime is being closed");
  if (runtime->host_env->exception_pending)
    return runtime_fail(napi_shim_pending_exception, "an exception is pending");
  return napi_shim_ok;
}

napi_shim_status napi_shim_runtime_bind(napi_shim_runtime *runtime,
                                        const char *name, int32_t api_version,
                                        napi_addon_register_func init,
                                        napi_value *result) {
  napi_shim_status status = check(runtime);
  if (status != napi_shim_ok)
    return status;
  if (name == NULL || init == NULL || result == NULL)
    return runtime_fail(napi_shim_invalid_arg, "no name, init or result");
  napi_value exports, value;
  if (napi_create_object(runtime->host_env, &exports) != napi_ok)
    return out_of_memory();
  napi_env env = open_env(runtime, name, false, api_version);
  if (env == NULL)
    return out_of_memory();
  status = run_init(env, init, exports, &value);
  if (status == napi_shim_ok)
    *result = value != NULL ? value : exports;
  return status;
}

/* What init returned replaces module.exports, unless it is the same. */
static napi_shim_status take_exports(napi_shim_runtime *runtime,
                                     napi_value module, napi_value exports,
                                     napi_value value, napi_value *result) {
  napi_env env = runtime->host_env;
  bool same = true;
  if (value != NULL &&
      napi_strict_equals(env, value, exports, &same) != napi_ok)
    return out_of_memory();
  if (same)
    value = exports;
  else if (napi_set_named_property(env, module, "exports", value) != napi_ok)
    return runtime_fail(napi_shim_pending_exception,
                        "module.exports could not be set");
  if (result != NULL)
    *result = value;
  return napi_shim_ok;
}

napi_shim_status napi_shim_runtime_load(napi_shim_runtime *runtime,
                                        const char *path, napi_value module,
                                        napi_value *result) {
  napi_shim_status status = check(runtime);
  if (status != napi_shim_ok)
    return status;
  if (path == NULL || module == NULL)
    return runtime_fail(napi_shim_invalid_arg, "no path or no module");
  napi_value exports, value;
  if (napi_get_named_property(runtime->host_env, module, "exports", &exports) !=
      napi_ok)
    return runtime_fail(napi_shim_pending_exception,
                        "module.exports could not be read");

  char why[2048];
  struct registration registration;
  struct trace_span span;
  trace_begin_text(&span, trace_load, runtime, path, path);
  bool opened = library_open(path, &registration, why, sizeof why);
  trace_end(&span);
  if (!opened)
    return throw_load_error(runtime, why);
  napi_env env = open_env(runtime, path, true, registration.api_version);
  if (env == NULL)
    return out_of_memory();
  status = run_init(env, registration.init, exports, &value);
  if (status != napi_shim_ok)
    return status;
  return take_exports(runtime, module, exports, value, result);
}
