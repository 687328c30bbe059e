/* SPDX-License-Identifier: MIT */
/* Custom asynchronous operations: calls into JavaScript that native code makes
 * on its own account, and what runs after the outermost of them. */

#include "env/memory.h"
#include "napi/async_resource.h"
#include "napi/operands.h"

struct napi_async_context__ {
  napi_env env;
  struct napi_ref__ *resource; /* or NULL */
};

struct napi_callback_scope__ {
  struct runtime_frame frame;
};

napi_status async_resource_open(napi_env env, napi_value resource,
                                napi_value name, struct napi_ref__ **kept) {
  CHECK_ARG(env, name);
  const napi_shim_slot *object = NULL;
  *kept = NULL;
  if (resource != NULL)
    PASS(operand_object(env, resource, &object));
  if (type_of(env, name) != napi_shim_type_string) {
    napi_shim_slot text;
    TRY_AS(env, ENGINE(env)->to_string(REALM(env), slot_of(name), &text),
           napi_string_expected);
    runtime_release(env->runtime, &text);
  }
  if (object == NULL)
    return napi_ok;
  *kept = reference_new(env, object, 1, 0);
  CHECK(env, *kept != NULL, napi_generic_failure);
  return napi_ok;
}

void async_resource_close(struct napi_ref__ *kept) {
  if (kept != NULL)
    reference_delete(kept);
}

/*
 * Version 1. Opens an async context, owned by the caller until
 * napi_async_destroy. Legal with an exception pending.
 */
napi_status impl_napi_async_init(napi_env env, napi_value async_resource,
                                 napi_value async_resource_name,
                                 napi_async_context *result) {
  ENTER(env);
  CHECK_ARG(env, async_resource_name);
  CHECK_ARG(env, result);
  struct napi_ref__ *resource;
  PASS(
      async_resource_open(env, async_resource, async_resource_name, &resource));
  napi_async_context context = memory_alloc(sizeof *context);
  if (context == NULL) {
    async_resource_close(resource);
    LEAVE(env, napi_generic_failure);
  }
  *context = (struct napi_async_context__){env, resource};
  *result = context;
  LEAVE(env, napi_ok);
}

/* Version 1. Frees an async context. Legal with an exception pending. */
napi_status impl_napi_async_destroy(napi_env env,
                                    napi_async_context async_context) {
  ENTER(env);
  CHECK_ARG(env, async_context);
  async_resource_close(async_context->resource);
  memory_free(async_context);
  LEAVE(env, napi_ok);
}

/* A handle in the caller's scope that is filled later: frames that are opened
 * meanwhile are closed before. NULL: out of memory. */
static napi_shim_slot *handle_for_later(napi_env env) {
  napi_shim_slot *slot = handles_reserve(&env->runtime->handles);
  if (slot == NULL)
    return NULL;
  ENGINE(env)->make_undefined(REALM(env), slot);
  handles_commit(&env->runtime->handles);
  return slot;
}

/*
 * Version 1. Calls a function in a callback of its own: where it is the
 * outermost one, ticks and microtasks run after it. The context may be NULL.
 * `result` may be NULL. What the function throws stays pending.
 */
napi_status impl_napi_make_callback(napi_env env,
                                    napi_async_context async_context,
                                    napi_value recv, napi_value func,
                                    size_t argc, const napi_value *argv,
                                    napi_value *result) {
  (void)async_context;
  ENTER_JS(env);
  CHECK_ARG(env, recv);
  if (argc > 0)
    CHECK_ARG(env, argv);
  const napi_shim_slot *receiver;
  PASS(operand_object(env, recv, &receiver));
  CHECK_ARG(env, func);
  CHECK(env, type_of(env, func) == napi_shim_type_function, napi_invalid_arg);
  CHECK(env, operand_list_is_whole(argc, argv), napi_invalid_arg);
  napi_shim_slot *slot = handle_for_later(env);
  CHECK(env, slot != NULL, napi_generic_failure);

  struct runtime_frame frame;
  napi_shim_slot value;
  runtime_enter(env->runtime, &frame);
  napi_shim_engine_status status = ENGINE(env)->call(
      REALM(env), slot_of(func), receiver, argc, operand_list(argv), &value);
  if (status != napi_shim_engine_ok) {
    napi_status failed = env_engine_failed(env, status);
    runtime_leave_quietly(env->runtime, &frame);
    return failed;
  }
  *slot = value;
  runtime_leave(env->runtime, &frame);
  if (result != NULL)
    *result = (napi_value)(void *)slot;
  LEAVE(env, napi_ok);
}

/*
 * Version 3. Opens a callback scope: ticks and microtasks wait until the
 * outermost one is closed. The resource object is ignored.
 */
napi_status impl_napi_open_callback_scope(napi_env env,
                                          napi_value resource_object,
                                          napi_async_context context,
                                          napi_callback_scope *result) {
  (void)resource_object;
  (void)context;
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, result);
  napi_callback_scope scope = memory_alloc(sizeof *scope);
  CHECK(env, scope != NULL, napi_generic_failure);
  runtime_enter(env->runtime, &scope->frame);
  env->open_callback_scopes++;
  *result = scope;
  LEAVE(env, napi_ok);
}

/*
 * Version 3. Closes the innermost callback scope. Handles made inside it live
 * on: it is no handle scope.
 */
napi_status impl_napi_close_callback_scope(napi_env env,
                                           napi_callback_scope scope) {
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, scope);
  CHECK(env, env->open_callback_scopes > 0, napi_callback_scope_mismatch);
  env->open_callback_scopes--;
  scope->frame.mark = handles_mark(&env->runtime->handles);
  runtime_leave(env->runtime, &scope->frame);
  memory_free(scope);
  LEAVE(env, napi_ok);
}
