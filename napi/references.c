/* SPDX-License-Identifier: MIT */
/* References: values that outlive the call, strong or weak. */

#include "env/reference.h"
#include "napi/operands.h"

static bool can_be_referenced(napi_env env, napi_value value) {
  return env_is_modern(env) || is_object(env, value) ||
         type_of(env, value) == napi_shim_type_symbol;
}

/*
 * Strong while its count is above zero. Modules below version 10 may refer to
 * objects, functions and symbols only; all others to any value. The caller
 * deletes it. Version 1.
 */
napi_status impl_napi_create_reference(napi_env env, napi_value value,
                                       uint32_t initial_refcount,
                                       napi_ref *result) {
  ENTER(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  CHECK(env, can_be_referenced(env, value), napi_invalid_arg);
  napi_ref reference =
      reference_new(env, slot_of(value), initial_refcount, reference_of_addon);
  CHECK(env, reference != NULL, napi_generic_failure);
  *result = reference;
  LEAVE(env, napi_ok);
}

/*
 * C++ addons copy and drop references on threads of their pools. Node lets that
 * pass; here the runtime's thread does it, and the last error, which belongs to
 * that thread, is left alone.
 */
static napi_status on_own_thread(napi_env env, napi_ref ref,
                                 enum foreign_action action) {
  if (ref == NULL)
    return napi_invalid_arg;
  return foreign_post(env, ref, action) ? napi_ok : napi_generic_failure;
}

/* Counts on another thread; `result` is what is to be expected. */
static napi_status count_on_own_thread(napi_env env, napi_ref ref,
                                       enum foreign_action action,
                                       uint32_t *result) {
  if (ref != NULL && result != NULL) {
    uint32_t count = __atomic_load_n(&ref->count, __ATOMIC_RELAXED);
    if (action == foreign_ref)
      *result = count + 1;
    else
      *result = count > 0 ? count - 1 : 0;
  }
  return on_own_thread(env, ref, action);
}

/* A finalizer that it still owes is cancelled for good. On another thread:
 * soon. Version 1, legal always. */
napi_status impl_napi_delete_reference(node_api_basic_env env, napi_ref ref) {
  ENTER_ANYWHERE(env);
  if (!runtime_on_own_thread(env->runtime))
    return on_own_thread((napi_env)env, ref, foreign_delete);
  CHECK_ARG(env, ref);
  reference_delete(ref);
  LEAVE(env, napi_ok);
}

/* result may be NULL. The count of a reference whose object is gone stays
 * 0. On another thread: soon, with the count to be expected then. Version 1. */
napi_status impl_napi_reference_ref(napi_env env, napi_ref ref,
                                    uint32_t *result) {
  uint32_t count;
  if (env != NULL && !runtime_on_own_thread(env->runtime))
    return count_on_own_thread(env, ref, foreign_ref, result);
  ENTER(env);
  CHECK_ARG(env, ref);
  CHECK(env, reference_ref(ref, &count), napi_generic_failure);
  if (result != NULL)
    *result = count;
  LEAVE(env, napi_ok);
}

/* result may be NULL. At 0 already: generic_failure. On another thread: soon,
 * with the count to be expected then. Version 1. */
napi_status impl_napi_reference_unref(napi_env env, napi_ref ref,
                                      uint32_t *result) {
  uint32_t count;
  if (env != NULL && !runtime_on_own_thread(env->runtime))
    return count_on_own_thread(env, ref, foreign_unref, result);
  ENTER(env);
  CHECK_ARG(env, ref);
  CHECK(env, ref->count > 0, napi_generic_failure);
  CHECK(env, reference_unref(ref, &count), napi_generic_failure);
  if (result != NULL)
    *result = count;
  LEAVE(env, napi_ok);
}

BEHIND_THAT napi_status get_value(napi_env env, napi_ref ref,
                                  napi_value *result) {
  ENTER(env);
  CHECK_ARG(env, ref);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  if (reference_get(ref, slot))
    COMMIT(env, result);
  else
    *result = NULL;
  LEAVE(env, napi_ok);
}

BEHIND_THAT napi_status ready_to_get_value(napi_env env, napi_ref ref,
                                           napi_value *result) {
  struct handles *handles = &env->runtime->handles;
  napi_value value = (napi_value)handles->top;
  if (handles_take_again(handles, &ref->value)) {
    *result = value;
    LEAVE(env, napi_ok);
  }
  MAKE_READY(env);
  return impl_napi_get_reference_value(env, ref, result);
}

/* *result is NULL where the object is gone. Version 1. */
napi_status impl_napi_get_reference_value(napi_env env, napi_ref ref,
                                          napi_value *result) {
  if (!USUAL(env) || RARELY(ref == NULL || result == NULL || ref->count == 0))
    return get_value(env, ref, result);
  struct napi_shim_runtime *runtime = env->runtime;
  if (!handles_are_ready(&runtime->handles))
    return ready_to_get_value(env, ref, result);
  napi_shim_slot *slot = slot_of(COMMIT_OWING(env, result));
  env_set_error(env, napi_ok);
  /* Last, as nothing is needed after it: it cannot fail. */
  runtime_retain(runtime, &ref->value, slot);
  return napi_ok;
}
