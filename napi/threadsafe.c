/* SPDX-License-Identifier: MIT */
/* Threadsafe functions: any thread asks, the loop calls into JavaScript. */

#include <stdlib.h>

#include "env/call.h"
#include "env/memory.h"
#include "napi/async_resource.h"
#include "napi/operands.h"
#include "napi/threadsafe_queue.h"
#include "napi/trace_owner.h"
#include "env/trace.h"

/* Calls made in one wake-up: a producer must not starve the loop. */
enum { dispatches_most = 1000 };

/*
 * Lives until it is finalized and every thread has released it, whichever
 * comes last. What threads that hold it may touch: the queue, and the rest
 * with the queue's mutex held.
 */
struct napi_threadsafe_function__ {
  struct threadsafe_queue queue;
  uv_async_t async;
  /* Changed with the queue's mutex held. */
  atomic_size_t threads;
  bool handle_closing; /* no wake-up any more */
  bool finalized;

  /* The loop's thread only; given up when it is finalized. */
  napi_env env;                /* held, and kept from its teardown */
  napi_shim_slot *function;    /* a root, or NULL */
  struct napi_ref__ *resource; /* or NULL */
  napi_threadsafe_function_call_js call_js;
  napi_finalize finalize;
  void *finalize_data;
  /* Constant: any thread may read them. */
  void *context;
  char addon[trace_addon_most];
  const struct napi_shim_runtime *runtime;

  /* In the list of those that outlive their env. */
  bool unreleased;
  napi_threadsafe_function previous;
  napi_threadsafe_function next;
};

/*
 * Functions that are finalized and that the addon still has, for ever perhaps:
 * many make one for the life of the process. The list is there for those who
 * look for leaks: what stands in it is the addon's to release.
 */
static napi_threadsafe_function unreleased;
static uv_mutex_t unreleased_lock;
static uv_once_t unreleased_once = UV_ONCE_INIT;

static void unreleased_open(void) {
  if (uv_mutex_init(&unreleased_lock) != 0)
    abort();
}

static void unreleased_add(napi_threadsafe_function function) {
  uv_once(&unreleased_once, unreleased_open);
  uv_mutex_lock(&unreleased_lock);
  function->unreleased = true;
  function->next = unreleased;
  if (unreleased != NULL)
    unreleased->previous = function;
  unreleased = function;
  uv_mutex_unlock(&unreleased_lock);
}

static void unreleased_remove(napi_threadsafe_function function) {
  uv_mutex_lock(&unreleased_lock);
  if (function->previous != NULL)
    function->previous->next = function->next;
  else
    unreleased = function->next;
  if (function->next != NULL)
    function->next->previous = function->previous;
  uv_mutex_unlock(&unreleased_lock);
}

static void function_free(napi_threadsafe_function function) {
  if (function->unreleased)
    unreleased_remove(function);
  threadsafe_queue_destroy(&function->queue);
  memory_free(function);
}

/* With the mutex held: the loop looks at the function soon. */
static void wake(napi_threadsafe_function function) {
  if (!function->handle_closing)
    uv_async_send(&function->async);
}

/* Below Node-API version 10 an exception here is told, but harms nobody. */
static void caught(napi_env env, void *data, napi_shim_slot *owned) {
  (void)data;
  if (env_is_modern(env)) {
    runtime_report(env->runtime, owned);
    return;
  }
  runtime_warn(env->runtime, "DeprecationWarning", "DEP0168",
               "Uncaught Node-API callback exception detected, please run "
               "node with option "
               "--force-node-api-uncaught-exceptions-policy=true to handle "
               "those exceptions properly.");
  runtime_release(env->runtime, owned);
}

/* What is called where the addon gave no call_js: the function alone. */
static void call_plainly(napi_env env, napi_value js_function, void *context,
                         void *data) {
  (void)context;
  (void)data;
  if (env == NULL || js_function == NULL || !env->can_run_js)
    return;
  const napi_shim_slot *function = slot_of(js_function);
  napi_shim_slot value;
  napi_shim_engine_status status =
      ENGINE(env)->call(REALM(env), function, NULL, 0, NULL, &value);
  if (status == napi_shim_engine_ok)
    runtime_release(env->runtime, &value);
  else
    env_engine_failed(env, status);
}

struct dispatch {
  napi_threadsafe_function function;
  void *data;
};

static void dispatch_body(napi_env env, void *data) {
  const struct dispatch *dispatch = data;
  napi_threadsafe_function function = dispatch->function;
  napi_value callback = NULL;
  if (function->function != NULL) {
    napi_shim_slot *slot = handles_reserve(&env->runtime->handles);
    if (slot == NULL)
      runtime_fatal(env->runtime, "napi_call_threadsafe_function",
                    "out of memory");
    runtime_retain(env->runtime, function->function, slot);
    callback = handles_commit(&env->runtime->handles);
  }
  struct trace_span span;
  trace_begin_of(&span, trace_dispatch, env,
                 function->call_js != call_plainly
                     ? (const void *)function->call_js
                     : NULL,
                 function);
  function->call_js(env, callback, function->context, dispatch->data);
  trace_end(&span);
}

static void finalize_body(napi_env env, void *data) {
  napi_threadsafe_function function = data;
  struct trace_span span;
  trace_begin_of(&span, trace_finalizer, env, (const void *)function->finalize,
                 function->finalize_data);
  function->finalize(env, function->finalize_data, function->context);
  trace_end(&span);
}

static void end_hook(void *data);

/* Everything but what threads may still touch. */
static void give_up_env(napi_threadsafe_function function) {
  napi_env env = function->env;
  struct runtime_frame frame;
  runtime_enter(env->runtime, &frame);
  runtime_root_free(env->runtime, function->function);
  async_resource_close(function->resource);
  runtime_leave(env->runtime, &frame);
  hooks_remove(&env->runtime->hooks, end_hook, function);
  uv_mutex_lock(&function->queue.mutex);
  function->finalized = true;
  bool last = function->threads == 0;
  /* Before the mutex goes: another thread may be the last a moment later. */
  if (!last)
    unreleased_add(function);
  uv_mutex_unlock(&function->queue.mutex);
  if (last)
    function_free(function);
  env_unkeep(env);
  env_release(env);
}

static void on_closed(uv_handle_t *handle) {
  napi_threadsafe_function function = handle->data;
  function->env->runtime->pending_requests--;
  void *data;
  while (threadsafe_queue_take(&function->queue, &data))
    function->call_js(NULL, NULL, function->context, data);
  if (function->finalize != NULL)
    call_from_loop(function->env, finalize_body, caught, function);
  give_up_env(function);
}

/* On the loop's thread, with the mutex held: nothing comes in any more, the
 * rest happens when libuv has closed the handle. */
static void close_locked(napi_threadsafe_function function) {
  threadsafe_queue_close(&function->queue);
  if (function->handle_closing)
    return;
  function->handle_closing = true;
  if (uv_has_ref((uv_handle_t *)&function->async))
    function->env->in_flight--;
  function->env->runtime->pending_requests++;
  uv_close((uv_handle_t *)&function->async, on_closed);
}

static void close_now(napi_threadsafe_function function) {
  uv_mutex_lock(&function->queue.mutex);
  close_locked(function);
  uv_mutex_unlock(&function->queue.mutex);
}

/* The cleanup hook: the env ends. */
static void end_hook(void *data) {
  close_now(data);
}

/* Nobody holds it any more and nothing is left to call. */
static void close_if_over(napi_threadsafe_function function) {
  /* Whoever takes it to zero after this look wakes the loop once more. */
  if (threadsafe_queue_has_taken(&function->queue) ||
      atomic_load(&function->threads) > 0)
    return;
  uv_mutex_lock(&function->queue.mutex);
  if (function->threads == 0 && threadsafe_queue_close_empty(&function->queue))
    close_locked(function);
  uv_mutex_unlock(&function->queue.mutex);
}

static void dispatch_some(napi_threadsafe_function function) {
  struct dispatch dispatch = {.function = function};
  threadsafe_queue_attend(&function->queue);
  for (int i = 0; i < dispatches_most; i++) {
    if (threadsafe_queue_closed(&function->queue)) {
      /* Aborted. What is queued is handed back when the handle is closed. */
      close_now(function);
      return;
    }
    bool any = threadsafe_queue_take(&function->queue, &dispatch.data);
    close_if_over(function);
    if (!any)
      break;
    call_from_loop(function->env, dispatch_body, caught, &dispatch);
  }
  if (threadsafe_queue_leave(&function->queue)) {
    uv_mutex_lock(&function->queue.mutex);
    wake(function);
    uv_mutex_unlock(&function->queue.mutex);
  }
}

static void on_wakeup(uv_async_t *async) {
  napi_threadsafe_function function = async->data;
  struct napi_shim_runtime *runtime = function->env->runtime;
  bool row = runtime_row_begins(runtime);
  dispatch_some(function);
  if (row)
    runtime_row_ends(runtime);
}

static napi_threadsafe_function function_new(napi_env env,
                                             size_t max_queue_size) {
  napi_threadsafe_function function = memory_zeroed(1, sizeof *function);
  if (function == NULL)
    return NULL;
  if (!threadsafe_queue_init(&function->queue, max_queue_size)) {
    memory_free(function);
    return NULL;
  }
  function->async.data = function;
  function->env = env;
  function->runtime = env->runtime;
  trace_addon_name(env->display_name, function->addon);
  return function;
}

const char *threadsafe_function_addon(napi_threadsafe_function function) {
  return function->addon;
}

const struct napi_shim_runtime *
threadsafe_function_runtime(napi_threadsafe_function function) {
  return function->runtime;
}

/* The parts that can fail: the function's root, the hook, the handle. */
static bool function_open(napi_threadsafe_function function, napi_value func) {
  struct napi_shim_runtime *runtime = function->env->runtime;
  if (func != NULL) {
    function->function = runtime_root_new(runtime);
    if (function->function == NULL)
      return false;
    runtime_retain(runtime, slot_of(func), function->function);
  }
  if (hooks_add(&runtime->hooks, end_hook, function, function->env)) {
    if (uv_async_init(runtime->loop, &function->async, on_wakeup) == 0)
      return true;
    hooks_remove(&runtime->hooks, end_hook, function);
  }
  runtime_root_free(runtime, function->function);
  return false;
}

/*
 * Version 4. Makes a function that `initial_thread_count` threads hold; it is
 * finalized when as many have released it, or when it is aborted, or with its
 * env. Legal with an exception pending.
 */
napi_status impl_napi_create_threadsafe_function(
    napi_env env, napi_value func, napi_value async_resource,
    napi_value async_resource_name, size_t max_queue_size,
    size_t initial_thread_count, void *thread_finalize_data,
    napi_finalize thread_finalize_cb, void *context,
    napi_threadsafe_function_call_js call_js_cb,
    napi_threadsafe_function *result) {
  ENTER(env);
  CHECK_ARG(env, async_resource_name);
  CHECK(env, initial_thread_count > 0, napi_invalid_arg);
  CHECK_ARG(env, result);
  if (func == NULL)
    CHECK_ARG(env, call_js_cb);
  else
    CHECK(env, type_of(env, func) == napi_shim_type_function, napi_invalid_arg);
  struct napi_ref__ *resource;
  PASS(
      async_resource_open(env, async_resource, async_resource_name, &resource));

  napi_threadsafe_function function = function_new(env, max_queue_size);
  if (function == NULL) {
    async_resource_close(resource);
    LEAVE(env, napi_generic_failure);
  }
  atomic_init(&function->threads, initial_thread_count);
  function->call_js = call_js_cb != NULL ? call_js_cb : call_plainly;
  function->finalize = thread_finalize_cb;
  function->finalize_data = thread_finalize_data;
  function->context = context;
  function->resource = resource;
  if (!function_open(function, func)) {
    async_resource_close(resource);
    function_free(function);
    LEAVE(env, napi_generic_failure);
  }
  env_hold(env);
  env->keepers++;
  env->in_flight++;
  *result = function;
  LEAVE(env, napi_ok);
}

/* Version 4. The context given at creation. Any thread that holds it. */
napi_status
impl_napi_get_threadsafe_function_context(napi_threadsafe_function func,
                                          void **result) {
  if (func == NULL || result == NULL)
    return napi_invalid_arg;
  *result = func->context;
  return napi_ok;
}

/* One thread less, with the mutex held: unlocks it, and frees the function if
 * that was the last that anybody had of it. The loop looks after the count has
 * changed, not before. */
static void unlock_and_release(napi_threadsafe_function function, bool tell) {
  size_t left = atomic_fetch_sub(&function->threads, 1) - 1;
  bool last = left == 0 && function->finalized;
  if (left == 0 || tell)
    wake(function);
  uv_mutex_unlock(&function->queue.mutex);
  if (last)
    function_free(function);
}

/* Closed: the thread that called has lost its hold. */
static napi_status refuse_call(napi_threadsafe_function function) {
  uv_mutex_lock(&function->queue.mutex);
  if (atomic_load(&function->threads) == 0) {
    uv_mutex_unlock(&function->queue.mutex);
    return napi_invalid_arg;
  }
  unlock_and_release(function, false);
  return napi_closing;
}

/*
 * Version 4. Queues one call. napi_queue_full: not blocking, and there is no
 * room. napi_closing: the calling thread no longer holds the function. Any
 * thread that holds it.
 */
napi_status impl_napi_call_threadsafe_function(
    napi_threadsafe_function func, void *data,
    napi_threadsafe_function_call_mode is_blocking) {
  if (func == NULL)
    return napi_invalid_arg;
  bool must_wake = false;
  switch (threadsafe_queue_push(
      &func->queue, data, is_blocking == napi_tsfn_blocking, &must_wake)) {
  case threadsafe_pushed_ok:
    break;
  case threadsafe_pushed_full:
    return napi_queue_full;
  case threadsafe_pushed_closed:
    return refuse_call(func);
  case threadsafe_pushed_no_memory:
    return napi_generic_failure;
  }
  if (must_wake) {
    uv_mutex_lock(&func->queue.mutex);
    wake(func);
    uv_mutex_unlock(&func->queue.mutex);
  }
  return napi_ok;
}

/* Version 4. One more thread holds the function. Any thread. */
napi_status
impl_napi_acquire_threadsafe_function(napi_threadsafe_function func) {
  if (func == NULL)
    return napi_invalid_arg;
  napi_status status = napi_closing;
  uv_mutex_lock(&func->queue.mutex);
  if (!threadsafe_queue_closed(&func->queue)) {
    atomic_fetch_add(&func->threads, 1);
    status = napi_ok;
  }
  uv_mutex_unlock(&func->queue.mutex);
  return status;
}

/*
 * Version 4. One thread less; the last one, or an abort, ends the function.
 * An abort hands back what is queued, and wakes whoever waits for room. Any
 * thread that holds it.
 */
napi_status impl_napi_release_threadsafe_function(
    napi_threadsafe_function func, napi_threadsafe_function_release_mode mode) {
  if (func == NULL)
    return napi_invalid_arg;
  uv_mutex_lock(&func->queue.mutex);
  if (atomic_load(&func->threads) == 0) {
    uv_mutex_unlock(&func->queue.mutex);
    return napi_invalid_arg;
  }
  bool aborted = mode == napi_tsfn_abort;
  if (aborted)
    threadsafe_queue_close(&func->queue);
  unlock_and_release(func, aborted);
  return napi_ok;
}

/* The handle counts for the loop's life, or does not, until it is closed. */
static napi_status set_referenced(napi_env env,
                                  napi_threadsafe_function function,
                                  void (*set)(uv_handle_t *)) {
  CHECK_ARG(env, function);
  uv_handle_t *handle = (uv_handle_t *)&function->async;
  if (!function->handle_closing) {
    unsigned before = uv_has_ref(handle) != 0;
    set(handle);
    function->env->in_flight += (uv_has_ref(handle) != 0) - before;
  }
  LEAVE(env, napi_ok);
}

/* Version 4. The loop lives while the function does. Idempotent. */
napi_status impl_napi_ref_threadsafe_function(node_api_basic_env env,
                                              napi_threadsafe_function func) {
  ENTER_ANYWHERE(env);
  return set_referenced((napi_env)env, func, uv_ref);
}

/* Version 4. The loop may end although the function lives. Idempotent. */
napi_status impl_napi_unref_threadsafe_function(node_api_basic_env env,
                                                napi_threadsafe_function func) {
  ENTER_ANYWHERE(env);
  return set_referenced((napi_env)env, func, uv_unref);
}
