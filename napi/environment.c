/* SPDX-License-Identifier: MIT */
/* The env itself: instance data, the version, memory it accounts for. */

#include "env/reference.h"
#include "napi/operands.h"

enum { newest_version = 10 };

/*
 * Data of the addon in this env; finalize_cb may be NULL and else runs when
 * the env ends. Set again, the earlier data is forgotten: its finalizer never
 * runs. Version 6, legal always.
 */
napi_status impl_napi_set_instance_data(node_api_basic_env env, void *data,
                                        napi_finalize finalize_cb, void *hint) {
  ENTER_ANYWHERE(env);
  struct finalizing_reference *fresh =
      reference_new_data(env, finalize_cb, data, hint);
  CHECK(env, fresh != NULL, napi_generic_failure);
  struct finalizing_reference *old = env->instance_data;
  env->instance_data = fresh;
  if (old != NULL)
    reference_delete(&old->base);
  LEAVE(env, napi_ok);
}

/* NULL where none was set, and from its finalizer on. Version 6, legal
 * always. */
napi_status impl_napi_get_instance_data(node_api_basic_env env, void **data) {
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, data);
  *data = env->instance_data == NULL ? NULL : env->instance_data->data;
  LEAVE(env, napi_ok);
}

/* The newest Node-API version there is here. Version 1, legal always. */
napi_status impl_napi_get_version(node_api_basic_env env, uint32_t *result) {
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, result);
  *result = newest_version;
  LEAVE(env, napi_ok);
}

/*
 * Tells the collector of memory that JavaScript objects keep alive. *result is
 * the sum of all changes in this runtime; a sum below zero is refused with
 * invalid_arg. Version 1, legal always.
 */
napi_status impl_napi_adjust_external_memory(node_api_basic_env env,
                                             int64_t change_in_bytes,
                                             int64_t *adjusted_value) {
  int64_t sum;
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, adjusted_value);
  struct napi_shim_runtime *runtime = env->runtime;
  CHECK(env,
        !__builtin_add_overflow(runtime->external_memory, change_in_bytes,
                                &sum) &&
            sum >= 0,
        napi_invalid_arg);
  runtime->external_memory = sum;
  if (runtime->engine->adjust_external_memory != NULL)
    runtime->engine->adjust_external_memory(runtime->vm, change_in_bytes);
  *adjusted_value = sum;
  LEAVE(env, napi_ok);
}
