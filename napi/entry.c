/* SPDX-License-Identifier: MIT */
/* The rare paths of the gates. */

#include "napi/entry.h"

#include "env/check.h"

void entry_inside_gc(napi_env env) {
  if (check_on())
    check_inside_gc(env);
  runtime_fatal(
      env->runtime, NULL,
      "Finalizer is calling a function that may affect GC state.\n"
      "The finalizers are run directly from GC and must not affect GC state.\n"
      "Use `node_api_post_finalizer` from inside of the finalizer to work "
      "around this issue.\n"
      "It schedules the call as a new task in the event loop.");
}

napi_status entry_js_refused(napi_env env) {
  if (env->in_gc)
    entry_inside_gc(env);
  /* An exception already pending is told first: the caller can clear it. */
  if (env->exception_pending)
    return env_set_error(env, napi_pending_exception);
  return env_set_error(env, env_is_modern(env) ? napi_cannot_run_js
                                               : napi_pending_exception);
}
