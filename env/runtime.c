/* SPDX-License-Identifier: MIT */
/* A runtime is opened and closed. */

#include "env/runtime.h"

#include <stdlib.h>
#include <string.h>

#include "env/call.h"
#include "env/check.h"
#include "env/env.h"
#include "env/memory.h"
#include "env/record.h"
#include "env/reference.h"
#include "env/trace.h"

napi_shim_slot *runtime_root_new(struct napi_shim_runtime *runtime) {
  return slab_take(&runtime->roots);
}

void runtime_root_free(struct napi_shim_runtime *runtime,
                       napi_shim_slot *root) {
  if (root == NULL)
    return;
  napi_shim_slot value = *root;
  slab_give(&runtime->roots, root);
  if (value.word[0] != 0 || value.word[1] != 0)
    runtime_release(runtime, &value);
}

/* core->visit_roots */
static void visit_roots(void *data, napi_shim_visit visit, void *visitor) {
  const struct napi_shim_runtime *runtime = data;
  handles_visit(&runtime->handles, visit, visitor);
  slab_visit(&runtime->roots, visit, visitor);
  slab_visit(&runtime->references, visit, visitor);
  slab_visit(&runtime->finalizing, visit, visitor);
}

/* core->promise_rejection */
static void promise_rejection(void *data, const napi_shim_slot *promise,
                              const napi_shim_slot *reason, bool handled) {
  struct napi_shim_runtime *runtime = data;
  const napi_shim_callbacks *callbacks = &runtime->callbacks;
  if (callbacks->promise_rejection == NULL || runtime->closing ||
      runtime->host_env == NULL)
    return;
  struct handle_mark mark = check_frame_begins(&runtime->handles);
  napi_value values[2];
  const napi_shim_slot *from[2] = {promise, reason};
  for (int i = 0; i < 2; i++) {
    napi_shim_slot *slot = handles_reserve(&runtime->handles);
    if (slot == NULL)
      runtime_fatal(runtime, NULL, "out of memory for a rejected promise");
    runtime_retain(runtime, from[i], slot);
    values[i] = handles_commit(&runtime->handles);
  }
  callbacks->promise_rejection(callbacks->data, runtime->host_env, values[0],
                               values[1], handled);
  handles_reset(&runtime->handles, mark);
}

static const napi_shim_core core = {
    .invoke = call_invoke,
    .function_dropped = call_function_dropped,
    .record_dropped = record_dropped,
    .visit_roots = visit_roots,
    .promise_rejection = promise_rejection,
};

/* What was queued is finalized until nothing is left. */
static void drain_finalizers(struct napi_shim_runtime *runtime) {
  struct finalizing_reference *reference;
  while ((reference = reference_take_queued(runtime)) != NULL)
    env_finalize_from_loop(reference);
}

static void drain_on_loop(uv_idle_t *idle) {
  drain_finalizers(idle->data);
}

napi_shim_status
napi_shim_runtime_drain_finalizers(struct napi_shim_runtime *runtime) {
  napi_shim_status status = runtime_check(runtime);
  if (status == napi_shim_ok)
    drain_finalizers(runtime);
  return status;
}

static void read_options(struct napi_shim_runtime *runtime,
                         const napi_shim_options *options) {
  static const napi_node_version node = {26, 0, 0, "node"};
  size_t size = options->callbacks.size;
  if (size > sizeof runtime->callbacks)
    size = sizeof runtime->callbacks;
  memcpy(&runtime->callbacks, &options->callbacks, size);
  runtime->node_version = options->node_version;
  if (runtime->node_version.release == NULL)
    runtime->node_version = node;
  runtime->attached = options->native_vm != NULL;
  runtime->thread = uv_thread_self();
}

/* An environment variable that is set to something other than "0". */
static bool flag_set(const char *name) {
  const char *text = getenv(name);
  return text != NULL && *text != '\0' && strcmp(text, "0") != 0;
}

/* Read by the first who opens: later a thread may be changing them. */
static struct process_flags {
  bool known, gc_stress, safe, free_all;
} process_flags; /* under the lock of napi_shim_runtime_open() */

static const struct process_flags *flags(void) {
  if (!process_flags.known)
    process_flags =
        (struct process_flags){.known = true,
                               .gc_stress = flag_set("NAPI_SHIM_GC_STRESS"),
                               .safe = flag_set("NAPI_SHIM_SAFE"),
                               .free_all = flag_set("NAPI_SHIM_FREE_ALL")};
  return &process_flags;
}

static napi_shim_status open_vm(struct napi_shim_runtime *runtime,
                                const napi_shim_options *options) {
  napi_shim_vm_options vm_options = {
      .native_vm = options->native_vm,
      .stack_size = options->stack_size,
      .gc_stress = options->gc_stress || flags()->gc_stress,
      .safe = flags()->safe,
      .terminable = options->size >= sizeof *options && options->terminable,
  };
  napi_shim_engine_status status =
      runtime->engine->vm_open(&vm_options, &core, runtime, &runtime->vm);
  if (status == napi_shim_engine_ok)
    return napi_shim_ok;
  runtime->vm = NULL;
  return runtime_fail(napi_shim_engine_failed,
                      "the engine %s could not be opened (status %d)",
                      runtime->engine->name, (int)status);
}

/* Everything that needs the engine, between enter and leave. */
static napi_shim_status open_realm(struct napi_shim_runtime *runtime,
                                   void *native_realm) {
  const napi_shim_engine *engine = runtime->engine;
  if (engine->describe_slots != NULL)
    engine->describe_slots(runtime->vm, &runtime->form);
  runtime->is_untold = !runtime->form.is_tagged || engine->get_known == NULL ||
                       engine->get_index == NULL || engine->set_index == NULL;
  if (!handles_init(&runtime->handles, runtime->engine, runtime->vm,
                    &runtime->form))
    return runtime_fail(napi_shim_out_of_memory, "out of memory");
  runtime->realm = realm_new(runtime, native_realm);
  if (runtime->realm == NULL)
    return napi_shim_engine_failed;
  runtime->host_env = env_new(runtime, "host", false, 10);
  if (runtime->host_env == NULL)
    return runtime_fail(napi_shim_out_of_memory, "out of memory");
  return napi_shim_ok;
}

/* Who makes a runtime end from another thread may still be about it. */
static void wait_for_terminate(struct napi_shim_runtime *runtime) {
  uv_mutex_lock(&runtime->terminate_lock);
  uv_mutex_unlock(&runtime->terminate_lock);
}

static void runtime_free(struct napi_shim_runtime *runtime) {
  wait_for_terminate(runtime);
  if (runtime->vm != NULL) {
    runtime->engine->vm_enter(runtime->vm);
    foreign_close(runtime);
    if (runtime->host_env != NULL)
      env_teardown(runtime->host_env);
    if (runtime->realm != NULL)
      realm_free(runtime->realm);
    handles_free(&runtime->handles);
    runtime->engine->vm_leave(runtime->vm);
    if (runtime->holds_vm)
      runtime->engine->vm_leave(runtime->vm);
    runtime->engine->vm_close(runtime->vm);
  }
  slab_free(&runtime->roots);
  slab_free(&runtime->references);
  slab_free(&runtime->records);
  slab_free(&runtime->tags);
  slab_free(&runtime->finalizing);
  slab_free(&runtime->functions);
  hooks_free(&runtime->hooks);
  /* One that could not be opened: no addon has seen the loop. */
  if (runtime->finalizers.idle != NULL) {
    finalizers_close(&runtime->finalizers);
    uv_run(runtime->loop, UV_RUN_NOWAIT);
  }
  runtime_loop_close(runtime);
  uv_mutex_destroy(&runtime->terminate_lock);
  memory_free(runtime);
}

napi_shim_status runtime_open(const napi_shim_engine *engine,
                              const napi_shim_options *options,
                              struct napi_shim_runtime **result) {
  trace_from_environment();
  check_from_environment();
  struct napi_shim_runtime *runtime = memory_zeroed(1, sizeof *runtime);
  if (runtime == NULL)
    return runtime_fail(napi_shim_out_of_memory, "out of memory");
  runtime->engine = engine;
  slab_init(&runtime->roots, sizeof(napi_shim_slot));
  slab_init(&runtime->references, sizeof(struct napi_ref__));
  slab_init(&runtime->records, sizeof(struct record));
  slab_init(&runtime->tags, sizeof(napi_type_tag));
  slab_init(&runtime->finalizing, sizeof(struct finalizing_reference));
  slab_init(&runtime->functions, sizeof(struct native_function));
  read_options(runtime, options);
  if (uv_mutex_init(&runtime->terminate_lock) != 0) {
    memory_free(runtime);
    return runtime_fail(napi_shim_out_of_memory, "no lock can be made");
  }
  if (!runtime_loop_open(runtime, options->loop)) {
    uv_mutex_destroy(&runtime->terminate_lock);
    memory_free(runtime);
    return runtime_fail(napi_shim_out_of_memory, "no loop can be made");
  }

  napi_shim_status status = open_vm(runtime, options);
  if (status == napi_shim_ok &&
      (!finalizers_open(&runtime->finalizers, runtime->loop, drain_on_loop,
                        runtime) ||
       !foreign_open(runtime)))
    status = runtime_fail(napi_shim_out_of_memory, "out of memory");
  if (status == napi_shim_ok) {
    /* A VM of our own is held by its thread from now on: addons have handles
     * on the loop that call in without any bracket. */
    runtime->holds_vm = !runtime->attached;
    if (runtime->holds_vm)
      runtime->engine->vm_enter(runtime->vm);
    runtime->engine->vm_enter(runtime->vm);
    status = open_realm(runtime, options->native_realm);
    runtime->engine->vm_leave(runtime->vm);
  }
  if (status != napi_shim_ok) {
    runtime_free(runtime);
    return status;
  }
  *result = runtime;
  return napi_shim_ok;
}

/* Turns the loop while asynchronous hooks or requests are open. */
static void wait_for_requests(struct napi_shim_runtime *runtime) {
  while (runtime->hooks.async_open > 0 || runtime->pending_requests > 0) {
    if (check_on())
      check_runtime_waits(runtime);
    uv_run(runtime->loop, UV_RUN_ONCE);
  }
}

/* One turn of the loop, even if nothing in it keeps it alive. */
static void turn_once(struct napi_shim_runtime *runtime) {
  struct finalizer_queue *queue = &runtime->finalizers;
  uv_idle_start(queue->idle, queue->run);
  uv_run(runtime->loop, UV_RUN_NOWAIT);
  if (queue->length == 0)
    uv_idle_stop(queue->idle);
}

/*
 * Done with the loop, while every env is still there: what addons have left on
 * it may be called in each of its turns, and when the envs are gone there must
 * be none.
 */
static void leave_loop(struct napi_shim_runtime *runtime) {
  foreign_stop_waking(runtime);
  finalizers_close(&runtime->finalizers);
  uv_run(runtime->loop, UV_RUN_NOWAIT);
}

/* Memory that ArrayBuffers borrow goes back to the addons, that of the newest
 * env first. */
static void finalize_memories(struct napi_shim_runtime *runtime) {
  napi_env env = runtime->envs;
  while (env != NULL) {
    if (env != runtime->host_env && env->memories.first != NULL) {
      env_finalize_memories(env);
      env = runtime->envs; /* finalizers may have changed the list */
    } else {
      env = env->next;
    }
  }
}

void runtime_run_hooks(struct napi_shim_runtime *runtime) {
  for (napi_env env = runtime->envs; env != NULL; env = env->next)
    if (env != runtime->host_env)
      env->can_run_js = false;
  /* Calls that other threads have queued are made before the first hook, and
   * works in flight complete, though JavaScript cannot run any more. */
  turn_once(runtime);
  wait_for_requests(runtime);
  if (runtime->closing)
    leave_loop(runtime);
  bool more;
  do {
    struct runtime_frame frame;
    more = runtime->hooks.first != NULL;
    runtime_enter(runtime, &frame);
    finalize_memories(runtime);
    hooks_run(&runtime->hooks);
    runtime_leave(runtime, &frame);
    more |= env_end_unkept(runtime);
    wait_for_requests(runtime);
  } while (more);
}

/* Sanitizers look for what was not freed. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
enum { sanitized = 1 };
#else
enum { sanitized = 0 };
#endif

/* All is left where it is, as the engine may still have threads of its own at
 * work, and where leak checkers find it in use. */
static void runtime_abandon(struct napi_shim_runtime *runtime) {
  static __attribute__((unused)) struct napi_shim_runtime *volatile abandoned;
  wait_for_terminate(runtime);
  runtime->engine->vm_enter(runtime->vm);
  foreign_close(runtime);
  env_teardown(runtime->host_env);
  runtime->engine->vm_leave(runtime->vm);
  if (runtime->holds_vm)
    runtime->engine->vm_leave(runtime->vm);
  runtime_loop_close(runtime);
  abandoned = runtime;
}

static napi_shim_status close_as(napi_shim_runtime *runtime, bool at_exit) {
  napi_shim_status status = runtime_check(runtime);
  if (status != napi_shim_ok)
    return status;
  if (runtime->depth > 0)
    return runtime_fail(napi_shim_busy, "a callback is running");

  if (check_on())
    check_runtime_ends(runtime);
  runtime->closing = true;
  runtime->host_env->can_run_js = false;
  runtime_run_hooks(runtime);
  if (at_exit && !runtime->attached && !sanitized && !process_flags.free_all)
    runtime_abandon(runtime);
  else
    runtime_free(runtime);
  return napi_shim_ok;
}

napi_shim_status napi_shim_runtime_close(napi_shim_runtime *runtime) {
  return close_as(runtime, false);
}

napi_shim_status napi_shim_runtime_close_at_exit(napi_shim_runtime *runtime) {
  return close_as(runtime, true);
}

napi_env napi_shim_runtime_env(napi_shim_runtime *runtime) {
  return runtime->host_env;
}

const char *napi_shim_runtime_engine_name(napi_shim_runtime *runtime) {
  return runtime->engine->name;
}

const char *napi_shim_runtime_engine_version(napi_shim_runtime *runtime) {
  return runtime->engine->version();
}
