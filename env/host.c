/* SPDX-License-Identifier: MIT */
/* What a host does with an open runtime. */

#include <string.h>

#include "env/env.h"
#include "env/memory.h"
#include "env/runtime.h"

const char *napi_shim_version(void) {
  return NAPI_SHIM_VERSION;
}

napi_shim_status runtime_check(const struct napi_shim_runtime *runtime) {
  if (runtime == NULL)
    return runtime_fail(napi_shim_invalid_arg, "no runtime");
  if (!runtime_on_own_thread(runtime))
    return runtime_fail(napi_shim_wrong_thread,
                        "a runtime is used by its own thread only");
  return napi_shim_ok;
}

/* An exception left in the host's env belongs to nobody: it is uncaught. */
static void report_pending(napi_shim_runtime *runtime) {
  napi_env env = runtime->host_env;
  if (!env->exception_pending)
    return;
  napi_shim_slot thrown;
  env_take_exception(env, &thrown);
  runtime_report(runtime, &thrown);
}

napi_shim_status napi_shim_runtime_enter(napi_shim_runtime *runtime) {
  napi_shim_status status = runtime_check(runtime);
  if (status != napi_shim_ok)
    return status;
  if (runtime->frame_count == host_frames_most)
    return runtime_fail(napi_shim_busy, "entered more than %d times",
                        host_frames_most);
  runtime_enter(runtime, &runtime->frames[runtime->frame_count++]);
  return napi_shim_ok;
}

napi_shim_status
napi_shim_runtime_enter_from_script(napi_shim_runtime *runtime) {
  napi_shim_status status = napi_shim_runtime_enter(runtime);
  if (status == napi_shim_ok)
    runtime->frames[runtime->frame_count - 1].from_script = true;
  return status;
}

napi_shim_status napi_shim_runtime_leave(napi_shim_runtime *runtime) {
  napi_shim_status status = runtime_check(runtime);
  if (status != napi_shim_ok)
    return status;
  if (runtime->frame_count == 0)
    return runtime_fail(napi_shim_invalid_arg, "leave without enter");
  if (runtime->depth == 1)
    report_pending(runtime);
  runtime_leave(runtime, &runtime->frames[--runtime->frame_count]);
  return napi_shim_ok;
}

static napi_shim_status evaluate(napi_shim_runtime *runtime, const char *source,
                                 size_t length, const char *name,
                                 napi_value *result) {
  napi_env env = runtime->host_env;
  napi_shim_slot *slot = handles_reserve(&runtime->handles);
  if (slot == NULL)
    return runtime_fail(napi_shim_out_of_memory, "out of memory");
  napi_shim_engine_status status = runtime->engine->evaluate(
      env->realm->engine_realm, source, length, name, slot);
  if (status == napi_shim_engine_ok) {
    napi_value value = handles_commit(&runtime->handles);
    if (result != NULL)
      *result = value;
    return napi_shim_ok;
  }
  env_engine_failed(env, status);
  if (runtime->terminating)
    env_drop_exception(env);
  else if (env->exception_pending)
    return runtime_fail(napi_shim_pending_exception, "the script threw");
  return runtime_fail(napi_shim_engine_failed, "the script was stopped");
}

napi_shim_status napi_shim_runtime_evaluate(napi_shim_runtime *runtime,
                                            const char *source, size_t length,
                                            const char *name,
                                            napi_value *result) {
  napi_shim_status status = runtime_check(runtime);
  if (status != napi_shim_ok)
    return status;
  if (source == NULL || runtime->depth == 0)
    return runtime_fail(napi_shim_invalid_arg,
                        source == NULL ? "no source"
                                       : "evaluate outside enter and leave");
  if (runtime->host_env->exception_pending)
    return runtime_fail(napi_shim_pending_exception, "an exception is pending");
  if (runtime_is_terminating(runtime))
    return runtime_fail(napi_shim_engine_failed, "the script was stopped");
  if (length == NAPI_AUTO_LENGTH)
    length = strlen(source);
  if (name == NULL)
    name = "evaluate";
  /* Engines want a NUL behind the text, and a caller's buffer may have none. */
  char *copy = memory_alloc(length + 1);
  if (copy == NULL)
    return runtime_fail(napi_shim_out_of_memory, "out of memory");
  memcpy(copy, source, length);
  copy[length] = '\0';
  status = evaluate(runtime, copy, length, name, result);
  memory_free(copy);
  return status;
}

/* Gives the realm's constructor for buffers this prototype. */
static bool inherit_from(struct realm *realm, const napi_shim_slot *prototype) {
  const napi_shim_engine *engine = realm->runtime->engine;
  napi_shim_slot key, thrown;
  napi_shim_engine_status status = engine->make_string_latin1(
      realm->engine_realm, "prototype", strlen("prototype"), &key);
  if (status == napi_shim_engine_ok) {
    status =
        engine->set(realm->engine_realm,
                    realm->intrinsics[intrinsic_bufferClass], &key, prototype);
    realm_release(realm, &key);
  }
  if (status == napi_shim_engine_exception) {
    engine->take_exception(realm->engine_realm, &thrown);
    realm_release(realm, &thrown);
  }
  return status == napi_shim_engine_ok;
}

napi_shim_status
napi_shim_runtime_set_buffer_constructor(napi_shim_runtime *runtime,
                                         napi_value constructor) {
  napi_shim_status status = runtime_check(runtime);
  if (status != napi_shim_ok)
    return status;
  struct realm *realm = runtime->realm;
  napi_shim_slot *root = NULL;
  bool inherits = false;
  if (constructor != NULL) {
    napi_shim_type type =
        runtime->engine->type_of(realm->engine_realm, slot_of(constructor));
    inherits = type == napi_shim_type_object;
    if (!inherits && type != napi_shim_type_function)
      return runtime_fail(napi_shim_invalid_arg, "neither class nor prototype");
    root = runtime_root_new(runtime);
    if (root == NULL)
      return runtime_fail(napi_shim_out_of_memory, "out of memory");
    runtime_retain(runtime,
                   inherits ? realm->intrinsics[intrinsic_bufferClass]
                            : slot_of(constructor),
                   root);
    if (inherits && !inherit_from(realm, slot_of(constructor))) {
      runtime_root_free(runtime, root);
      return runtime_fail(napi_shim_out_of_memory, "out of memory");
    }
  }
  runtime_root_free(runtime, realm->buffer_constructor);
  realm->buffer_constructor = root;
  realm->buffer_inherits = inherits;
  return napi_shim_ok;
}

napi_shim_status
napi_shim_runtime_drain_microtasks(napi_shim_runtime *runtime) {
  napi_shim_status status = runtime_check(runtime);
  if (status != napi_shim_ok)
    return status;
  struct runtime_frame frame;
  runtime_enter(runtime, &frame);
  runtime_drain(runtime);
  runtime_leave(runtime, &frame);
  return napi_shim_ok;
}

napi_shim_status napi_shim_runtime_collect_garbage(napi_shim_runtime *runtime) {
  napi_shim_status status = runtime_check(runtime);
  if (status != napi_shim_ok)
    return status;
  struct runtime_frame frame;
  runtime_enter(runtime, &frame);
  handles_drop_stale(&runtime->handles);
  runtime->engine->collect_garbage(runtime->vm);
  runtime_leave_quietly(runtime, &frame);
  return napi_shim_ok;
}

napi_shim_status napi_shim_runtime_report_exception(napi_shim_runtime *runtime,
                                                    napi_value error) {
  napi_shim_status status = runtime_check(runtime);
  if (status != napi_shim_ok)
    return status;
  if (error == NULL)
    return runtime_fail(napi_shim_invalid_arg, "no exception");
  struct runtime_frame frame;
  napi_shim_slot owned;
  runtime_retain(runtime, slot_of(error), &owned);
  runtime_enter(runtime, &frame);
  runtime_report(runtime, &owned);
  runtime_leave(runtime, &frame);
  return napi_shim_ok;
}

napi_shim_status napi_shim_runtime_terminate(napi_shim_runtime *runtime) {
  if (runtime == NULL)
    return runtime_fail(napi_shim_invalid_arg, "no runtime");
  if (runtime->engine->terminate == NULL)
    return runtime_fail(napi_shim_unsupported,
                        "the engine %s cannot be "
                        "terminated",
                        runtime->engine->name);
  uv_mutex_lock(&runtime->terminate_lock);
  runtime->terminating = true;
  runtime->engine->terminate(runtime->vm);
  uv_mutex_unlock(&runtime->terminate_lock);
  return napi_shim_ok;
}

napi_value napi_shim_env_push(napi_env env, const napi_shim_slot *borrowed) {
  napi_shim_slot *slot = handles_reserve(&env->runtime->handles);
  if (slot == NULL)
    return NULL;
  runtime_retain(env->runtime, borrowed, slot);
  return handles_commit(&env->runtime->handles);
}

napi_shim_realm *napi_shim_env_realm(napi_env env) {
  return env->realm->engine_realm;
}
