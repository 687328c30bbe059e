/* SPDX-License-Identifier: MIT */
/* One addon loaded in one runtime: its life and its error state. */

#include "env/env.h"

#include <string.h>

#include "env/call.h"
#include "env/check.h"
#include "env/file_url.h"
#include "env/memory.h"
#include "env/note.h"
#include "env/reference.h"
#include "env/trace.h"

/* Those that have ended keep a list until nothing holds them: a swap moves
 * them too. */
static napi_env *list_of(napi_env env) {
  return env->closed ? &env->runtime->ended_envs : &env->runtime->envs;
}

static void link_to_runtime(napi_env env) {
  napi_env *first = list_of(env);
  env->previous = NULL;
  env->next = *first;
  if (*first != NULL)
    (*first)->previous = env;
  *first = env;
}

static void unlink_from_runtime(napi_env env) {
  if (env->previous != NULL)
    env->previous->next = env->next;
  else
    *list_of(env) = env->next;
  if (env->next != NULL)
    env->next->previous = env->previous;
}

static void env_free(napi_env env) {
  foreign_forget(env);
  if (env->check != NULL)
    check_env_free(env);
  note_forget(env);
  if (env->closed)
    unlink_from_runtime(env);
  references_delete(env);
  runtime_root_free(env->runtime, env->exception);
  memory_free(env->filename);
  memory_free(env->display_name);
  memory_free(env);
}

static bool take_name(napi_env env, const char *name, bool is_path) {
  env->display_name = memory_copy_text(name);
  if (!is_path)
    env->filename = memory_copy_text("");
  else if (*name == '/')
    env->filename = memory_copy_text(name);
  else
    env->filename = file_url_new(name);
  return env->display_name != NULL && env->filename != NULL;
}

const char *env_filename(napi_env env) {
  if (env->filename[0] == '/') {
    char *url = file_url_new(env->filename);
    if (url == NULL)
      return NULL;
    memory_free(env->filename);
    env->filename = url;
  }
  return env->filename;
}

napi_env env_new(struct napi_shim_runtime *runtime, const char *name,
                 bool is_path, int32_t api_version) {
  napi_env env = memory_zeroed(1, sizeof *env);
  if (env == NULL)
    return NULL;
  env->runtime = runtime;
  env->realm = runtime->realm;
  env->holders = 1;
  env->api_version = api_version;
  env->basic_finalizers = api_version == NAPI_VERSION_EXPERIMENTAL;
  env->can_run_js = true;
  env->exception = runtime_root_new(runtime);
  if (env->exception == NULL || !take_name(env, name, is_path)) {
    env_free(env);
    return NULL;
  }
  link_to_runtime(env);
  trace_point(trace_env_open, env);
  if (check_on())
    check_env_open(env);
  return env;
}

void env_release(napi_env env) {
  if (--env->holders == 0)
    env_free(env);
}

static void finalize_body(napi_env env, void *data) {
  (void)env;
  reference_finalize(data);
}

void env_finalize_from_loop(struct finalizing_reference *reference) {
  call_from_loop(reference->base.env, finalize_body, NULL, reference);
}

void env_finalize_memories(napi_env env) {
  while (env->memories.first != NULL)
    env_finalize_from_loop(env->memories.first);
}

void env_teardown(napi_env env) {
  if (env->closed)
    return;
  struct trace_span span;
  trace_begin(&span, trace_env_close, env, NULL);
  env->can_run_js = false;
  /* Finalizers may make and delete references meanwhile: always take the
   * newest that is left. */
  env_finalize_memories(env);
  while (env->finalizing.first != NULL)
    env_finalize_from_loop(env->finalizing.first);
  references_detach_plain(env);
  if (check_on())
    check_env_end(env);
  unlink_from_runtime(env);
  env->closed = true;
  link_to_runtime(env);
  env_drop_exception(env);
  env_release(env);
  trace_end(&span);
}

void env_end(void *data) {
  napi_env env = data;
  env->ending = true;
  if (env->keepers > 0)
    return;
  struct napi_shim_runtime *runtime = env->runtime;
  struct runtime_frame frame;
  runtime_enter(runtime, &frame);
  env_teardown(env);
  runtime_leave(runtime, &frame);
}

void env_unkeep(napi_env env) {
  if (--env->keepers == 0 && env->ending)
    env_end(env);
}

bool env_end_unkept(struct napi_shim_runtime *runtime) {
  bool any = false;
  napi_env env = runtime->envs;
  while (env != NULL) {
    if (env->ending && env->keepers == 0) {
      any = true;
      env_end(env);
      env = runtime->envs; /* finalizers may have changed the list */
    } else {
      env = env->next;
    }
  }
  return any;
}

void env_set_exception(napi_env env, napi_shim_slot *owned) {
  if (env->exception_pending)
    runtime_release(env->runtime, env->exception);
  *env->exception = *owned;
  env->exception_pending = true;
}

void env_take_exception(napi_env env, napi_shim_slot *result) {
  *result = *env->exception;
  *env->exception = (napi_shim_slot){{0, 0}};
  env->exception_pending = false;
}

void env_drop_exception(napi_env env) {
  if (!env->exception_pending)
    return;
  napi_shim_slot thrown;
  env_take_exception(env, &thrown);
  runtime_release(env->runtime, &thrown);
}

napi_status env_engine_failed(napi_env env, napi_shim_engine_status status) {
  if (status == napi_shim_engine_exception) {
    napi_shim_slot thrown;
    env->runtime->engine->take_exception(env->realm->engine_realm, &thrown);
    env_set_exception(env, &thrown);
    return env_set_error(env, napi_pending_exception);
  }
  if (status == napi_shim_engine_terminated) {
    /* As in Node, the native code that called finds an exception; nobody
     * will catch it. */
    napi_shim_slot none;
    env->runtime->terminating = true;
    env->runtime->engine->make_undefined(env->realm->engine_realm, &none);
    env_set_exception(env, &none);
    return env_set_error(env, napi_pending_exception);
  }
  return env_set_error(env, napi_generic_failure);
}
