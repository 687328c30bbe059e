/* SPDX-License-Identifier: MIT */
/* The checker is started and stopped, and told of envs and runtimes. */

#include "napi/check.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "env/memory.h"

atomic_bool check_is_on;

/* How often the checker was started. */
static atomic_uint starts;

static const struct napi_shim_runtime *_Atomic only;

bool check_concerns(const struct napi_shim_runtime *runtime) {
  const struct napi_shim_runtime *one = atomic_load(&only);
  return one == NULL || one == runtime;
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void stop_at_exit(void) {
  napi_shim_check_stop();
}

/* An empty name is what an unset variable often is. */
static const char *output_of(const napi_shim_check_options *options) {
  const char *output = options->output;
  return output != NULL && *output != '\0' ? output : NULL;
}

static napi_shim_status start_locked(const napi_shim_check_options *options) {
  static bool registered;
  if (atomic_load(&check_is_on))
    return runtime_fail(napi_shim_busy, "the checker is running");
  if (!check_report_open(output_of(options), options->abort_at_first))
    return runtime_fail(napi_shim_invalid_arg, "no check: %s: %s",
                        options->output, strerror(errno));
  atomic_store(&only, options->runtime);
  napi_shim_status status =
      intercept_start(intercept_check, check_call, options->runtime);
  if (status != napi_shim_ok) {
    check_report_close();
    return status;
  }
  atomic_fetch_add(&starts, 1);
  atomic_store(&check_is_on, true);
  if (!registered)
    registered = atexit(stop_at_exit) == 0;
  return napi_shim_ok;
}

napi_shim_status napi_shim_check_start(const napi_shim_check_options *options) {
  napi_shim_check_options own = {0};
  if (options != NULL)
    memcpy(&own, options,
           options->size < sizeof own ? options->size : sizeof own);
  pthread_mutex_lock(&mutex);
  napi_shim_status status = start_locked(&own);
  pthread_mutex_unlock(&mutex);
  return status;
}

void napi_shim_check_stop(void) {
  pthread_mutex_lock(&mutex);
  if (atomic_load(&check_is_on)) {
    intercept_stop(intercept_check);
    atomic_store(&check_is_on, false);
    check_things_clear();
    check_memory_clear();
    check_report_close();
  }
  pthread_mutex_unlock(&mutex);
}

static void start_from_environment(void) {
  const char *text = getenv("NAPI_SHIM_CHECK");
  if (text == NULL || *text == '\0' || strcmp(text, "0") == 0 || check_on())
    return;
  napi_shim_check_options options = {.size = sizeof options,
                                     .output = getenv("NAPI_SHIM_CHECK_OUT"),
                                     .abort_at_first =
                                         strcmp(text, "abort") == 0};
  if (napi_shim_check_start(&options) != napi_shim_ok)
    fprintf(stderr, "napi-shim: %s\n", napi_shim_last_error());
}

void check_from_environment(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, start_from_environment);
}

struct check_env *check_env_of(napi_env env) {
  unsigned start = atomic_load(&starts);
  struct check_env *check = env->check;
  if (check == NULL)
    env->check = check = memory_zeroed(1, sizeof *check);
  if (check != NULL && check->start != start) {
    check->start = start;
    check->complete = false;
    check->scope_count = 0;
  }
  return check;
}

void check_env_open(napi_env env) {
  struct check_env *check = check_env_of(env);
  if (check != NULL)
    check->complete = true;
}

void check_env_init(napi_env env, bool begins) {
  struct check_env *check = check_env_of(env);
  if (begins) {
    check_handles_watch(env->runtime);
    if (env->runtime->handles.watch != NULL)
      check_handles_enter(&env->runtime->handles);
  }
  if (check != NULL)
    check->initialising = begins ? 1 : 0;
}

void check_env_end(napi_env env) {
  struct check_env *check = check_env_of(env);
  if (check_concerns(env->runtime))
    check_things_left(env, check != NULL && check->loop_ended &&
                               !env->runtime->terminating);
  /* What is left may still be given back, but is not known any more. */
  if (check != NULL)
    check->complete = false;
}

void check_env_free(napi_env env) {
  memory_free(env->check->scopes);
  memory_free(env->check);
  env->check = NULL;
}

void check_runtime_ends(struct napi_shim_runtime *runtime) {
  bool ended = uv_loop_alive(runtime->loop) == 0;
  for (napi_env env = runtime->envs; env != NULL; env = env->next) {
    struct check_env *check = check_env_of(env);
    if (check != NULL)
      check->loop_ended = ended;
  }
}

void check_runtime_waits(const struct napi_shim_runtime *runtime) {
  if (runtime->pending_requests == 0 && uv_loop_alive(runtime->loop) == 0)
    check_hooks_left(runtime);
}

static void report_returned(napi_env env, const struct handle_facts *facts,
                            const void *function) {
  /* A frame is told by where it goes on, behind the call. */
  struct check_site site = {1, {(char *)(uintptr_t)function + 1}};
  const char *path = env->display_name;
  const char *maker =
      facts->maker >= 0 ? intercept_functions[facts->maker].name : "";
  if (facts->verdict == handle_closed)
    check_report(path, "", check_handle_closed, &site, NULL, NULL,
                 "a native function has returned a handle whose scope is "
                 "closed%s%s",
                 *maker != '\0' ? "; it came from " : "", maker);
  else if (facts->verdict == handle_of_other_runtime)
    check_report(path, "", check_handle_of_other_runtime, &site, NULL, NULL,
                 "a native function has returned a handle of another runtime");
  else
    check_report(path, "", check_no_handle, &site, NULL, NULL,
                 "a native function has returned what is no handle at all");
}

napi_value check_returned(napi_env env, napi_value value,
                          const void *function) {
  struct handle_facts facts;
  /* What an exception comes with is not looked at. */
  if (value == NULL || env->exception_pending || env->filename[0] == '\0' ||
      !check_concerns(env->runtime) || env->runtime->handles.watch == NULL)
    return value;
  check_handle_look(env->runtime, value, &facts);
  if (facts.verdict == handle_alive)
    return value;
  report_returned(env, &facts, function);
  return facts.verdict == handle_closed ? check_handle_kept(env->runtime, value)
                                        : NULL;
}

void check_scopes_left(napi_env env) {
  const struct check_env *check = check_env_of(env);
  if (check == NULL || check->scope_count == 0)
    return;
  const struct check_scope *scope = &check->scopes[check->scope_count - 1];
  check_report(env->display_name,
               scope->escapable ? "napi_open_escapable_handle_scope"
                                : "napi_open_handle_scope",
               check_scope_order, &scope->site, NULL, NULL,
               "a native function has returned without closing the scope that "
               "it opened here");
}

void check_inside_gc(napi_env env) {
  check_report(env->display_name, check_function_now(), check_in_finalizer,
               NULL, NULL, NULL,
               "a call that may change the heap, made inside a basic finalizer "
               "while the collector runs; node_api_post_finalizer() makes such "
               "calls possible");
}

void check_stale_realm(const struct napi_env__ *env) {
  /* Called by the loop or a script, it is not in the addon yet. */
  static const struct check_site nowhere;
  const char *function = check_function_now();
  check_report(env->display_name, function, check_realm_stale,
               *function == '\0' ? &nowhere : NULL, NULL, NULL,
               "a call into a global object that is gone: the runtime has "
               "another realm by now");
}
