/* SPDX-License-Identifier: MIT */
/* Cleanup hooks of addons, plain and asynchronous. */

#include "env/memory.h"
#include "napi/entry.h"
#include "napi/trace_owner.h"
#include "env/trace.h"

struct napi_async_cleanup_hook_handle__ {
  napi_env env; /* held, and kept from its teardown */
  napi_async_cleanup_hook hook;
  void *argument;
  bool started;
};

napi_env async_cleanup_hook_env(napi_async_cleanup_hook_handle handle) {
  return handle->env;
}

/*
 * Version 3. The function is called with its argument when the env ends, the
 * last one added first. The same pair twice aborts. As in Node, success leaves
 * the last error as it was.
 */
napi_status impl_napi_add_env_cleanup_hook(node_api_basic_env basic_env,
                                           napi_cleanup_hook fun, void *arg) {
  napi_env env = (napi_env)basic_env;
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, fun);
  struct hook_list *hooks = &env->runtime->hooks;
  if (hooks_find(hooks, fun, arg))
    runtime_fatal(env->runtime, "napi_add_env_cleanup_hook",
                  "the same function and argument were added before");
  CHECK(env, hooks_add_plain(hooks, fun, arg, env), napi_generic_failure);
  env->open_hooks++;
  return napi_ok;
}

/* Version 3. Takes a hook back; a pair that is not there is ignored. Success
 * leaves the last error as it was. */
napi_status impl_napi_remove_env_cleanup_hook(node_api_basic_env basic_env,
                                              napi_cleanup_hook fun,
                                              void *arg) {
  napi_env env = (napi_env)basic_env;
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, fun);
  if (hooks_find(&env->runtime->hooks, fun, arg) && env->open_hooks > 0)
    env->open_hooks--;
  hooks_remove(&env->runtime->hooks, fun, arg);
  return napi_ok;
}

static void start(void *data) {
  napi_async_cleanup_hook_handle handle = data;
  handle->started = true;
  handle->env->runtime->hooks.async_open++;
  struct trace_span span;
  trace_begin_of(&span, trace_async_hook, handle->env,
                 (const void *)handle->hook, handle);
  handle->hook(handle, handle->argument);
  trace_end(&span);
}

/*
 * Version 8. As napi_add_env_cleanup_hook, but the env and its loop live until
 * the handle is removed. `remove_handle` may be NULL: the hook gets it too.
 */
napi_status impl_napi_add_async_cleanup_hook(
    node_api_basic_env basic_env, napi_async_cleanup_hook hook, void *arg,
    napi_async_cleanup_hook_handle *remove_handle) {
  napi_env env = (napi_env)basic_env;
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, hook);
  napi_async_cleanup_hook_handle handle = memory_alloc(sizeof *handle);
  CHECK(env, handle != NULL, napi_generic_failure);
  *handle = (struct napi_async_cleanup_hook_handle__){
      .env = env, .hook = hook, .argument = arg};
  if (!hooks_add(&env->runtime->hooks, start, handle, env)) {
    memory_free(handle);
    LEAVE(env, napi_generic_failure);
  }
  env_hold(env);
  env->keepers++;
  if (remove_handle != NULL)
    *remove_handle = handle;
  LEAVE(env, napi_ok);
}

/*
 * Version 8. Takes an asynchronous hook back, or says that its work is done,
 * and frees the handle. The env's thread only. The env is not torn down from
 * in here: the loop does that.
 */
napi_status impl_napi_remove_async_cleanup_hook(
    napi_async_cleanup_hook_handle remove_handle) {
  if (remove_handle == NULL)
    return napi_invalid_arg;
  napi_env env = remove_handle->env;
  struct hook_list *hooks = &env->runtime->hooks;
  hooks_remove(hooks, start, remove_handle);
  if (remove_handle->started)
    hooks->async_open--;
  memory_free(remove_handle);
  env->keepers--;
  env_release(env);
  return napi_ok;
}
