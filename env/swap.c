/* SPDX-License-Identifier: MIT */
/* The global of a runtime is replaced under its loaded addons. */

#include "config.h"

#include "env/env.h"
#include "env/hooks.h"
#include "env/reference.h"
#include "env/runtime.h"
#include "env/trace.h"

static napi_shim_status check(const napi_shim_runtime *runtime) {
  napi_shim_status status = runtime_check(runtime);
  if (status != napi_shim_ok)
    return status;
  if (runtime->closing || runtime->terminating)
    return runtime_fail(napi_shim_closing, "the runtime is being closed");
  if (runtime->depth > 0)
    return runtime_fail(napi_shim_busy,
                        "a callback is running or the runtime is entered");
  for (napi_env env = runtime->envs; env != NULL; env = env->next) {
    if (env->exception_pending)
      return runtime_fail(napi_shim_busy, "%s has an exception pending",
                          env->display_name);
    if (env->open_handle_scopes > 0 || env->open_callback_scopes > 0)
      return runtime_fail(napi_shim_busy, "%s has a scope open",
                          env->display_name);
  }
  if (!(runtime->engine->capabilities & napi_shim_can_several_realms))
    return runtime_fail(napi_shim_unsupported,
                        "the engine %s has one global only",
                        runtime->engine->name);
  return napi_shim_ok;
}

/* The one place where realms change hands. Both are rooted here, so that a
 * collection in the middle harms none: the old one lives until realm_free(). */
static void move_all(napi_shim_runtime *runtime, struct realm *realm) {
  for (napi_env env = runtime->envs; env != NULL; env = env->next) {
#ifdef FAULT_STALE_REALM
    /* A fault for the regression test: addons are left behind. */
    if (env->filename[0] != '\0')
      continue;
#endif
    env->realm = realm;
    env->adopted = true;
  }
  for (napi_env env = runtime->ended_envs; env != NULL; env = env->next)
    env->realm = realm;
  runtime->realm = realm;
}

/* What is left of an addon that only the old global had loaded: nothing that
 * could call into it, and nothing that it owes but its instance data. */
static bool nothing_holds(const struct napi_env__ *env) {
  if (env == env->runtime->host_env || env->holders > 1 ||
      env->open_hooks > 0 || env->keepers > 0 || env->plain_references > 0 ||
      env->memories.first != NULL)
    return false;
  const struct finalizing_reference *first = env->finalizing.first;
  return first == NULL || (first == env->instance_data && first->next == NULL);
}

static void free_idle_envs(napi_shim_runtime *runtime) {
  napi_env next;
  for (napi_env env = runtime->envs; env != NULL; env = next) {
    next = env->next;
    if (!nothing_holds(env))
      continue;
    hooks_remove(&runtime->hooks, env_end, env);
    env_teardown(env);
  }
}

/* A promise that native code has still to settle. */
static bool owes_promise(const struct napi_env__ *env) {
  const struct finalizing_reference *one = env->finalizing.first;
  while (one != NULL &&
         !(one->base.flags & reference_of_primitive && one->base.count > 0))
    one = one->next;
  return one != NULL;
}

/* Left from a global before this one, and with nothing in flight. */
static bool is_over(const struct napi_env__ *env) {
  return env->adopted && !env->ending && env->filename[0] != '\0' &&
         env->in_flight == 0 && !owes_promise(env);
}

static void end_env(napi_env env) {
  struct napi_shim_runtime *runtime = env->runtime;
  struct runtime_frame frame;
  env->can_run_js = false;
  env_hold(env);
  runtime_enter(runtime, &frame);
  env_finalize_memories(env);
  hooks_run_of(&runtime->hooks, env);
  runtime_leave(runtime, &frame);
  env_release(env);
}

/* Their own references may hold their functions, and these an env, for ever;
 * so it is ended as if its runtime did. */
static void end_adopted(napi_shim_runtime *runtime) {
  env_end_unkept(runtime);
  napi_env env = runtime->envs;
  while (env != NULL) {
    bool over = is_over(env);
    if (over)
      end_env(env);
    /* Hooks may have changed the list; whoever is ending is skipped. */
    env = over ? runtime->envs : env->next;
  }
}

static napi_shim_status exchange(napi_shim_runtime *runtime) {
  struct realm *old = runtime->realm;
  struct realm *realm = realm_new(runtime, NULL);
  if (realm == NULL)
    return napi_shim_engine_failed;
  move_all(runtime, realm);
  realm_free(old);
  /* What only the old global reached dies now, so that the finalizers that
   * this leaves owed are known, and envs that nothing reaches are freed. */
  runtime->engine->collect_garbage(runtime->vm);
  free_idle_envs(runtime);
  return napi_shim_ok;
}

static const char *policy_name(napi_shim_swap_policy policy) {
  return policy == napi_shim_swap_teardown ? "teardown"
         : policy == napi_shim_swap_retire ? "retire"
                                           : "adopt";
}

napi_shim_status napi_shim_runtime_swap_realm(napi_shim_runtime *runtime,
                                              napi_shim_swap_policy policy) {
  napi_shim_status status = check(runtime);
  if (status != napi_shim_ok)
    return status;
  struct runtime_frame frame;
  runtime_enter(runtime, &frame);
  /* Ticks and microtasks that the old global has queued are its own. */
  runtime_drain(runtime);
  runtime_leave_quietly(runtime, &frame);
  status = check(runtime);
  if (status != napi_shim_ok)
    return status;
  if (policy == napi_shim_swap_teardown)
    runtime_run_hooks(runtime);
  else if (policy == napi_shim_swap_retire)
    end_adopted(runtime);

  struct trace_span span;
  trace_begin_text(&span, trace_realm_swap, runtime, NULL, policy_name(policy));
  runtime_enter(runtime, &frame);
  status = exchange(runtime);
  runtime_leave(runtime, &frame);
  trace_end(&span);
  return status;
}
