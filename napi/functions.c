/* SPDX-License-Identifier: MIT */
/* Functions: made, called, constructed, and what a callback learns. */

#include "env/call.h"
#include "napi/descriptors.h"

/* utf8name may be NULL: the function's name is then empty. Version 1. */
napi_status impl_napi_create_function(napi_env env, const char *utf8name,
                                      size_t length, napi_callback cb,
                                      void *data, napi_value *result) {
  ENTER_JS(env);
  CHECK_ARG(env, result);
  CHECK_ARG(env, cb);
  if (utf8name == NULL) {
    utf8name = "";
    length = 0;
  }
  PASS(operand_text(env, utf8name, &length));
  RESERVE(env, slot);
  TRY(env,
      descriptor_function(env, utf8name, length, cb, data, NULL, false, slot));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

BEHIND_THAT napi_status call_function(napi_env env, napi_value recv,
                                      napi_value func, size_t argc,
                                      const napi_value *argv,
                                      napi_value *result) {
  ENTER_JS(env);
  CHECK_ARG(env, recv);
  if (argc > 0)
    CHECK_ARG(env, argv);
  CHECK_ARG(env, func);
  CHECK(env, type_of(env, func) == napi_shim_type_function, napi_invalid_arg);
  CHECK(env, operand_list_is_whole(argc, argv), napi_invalid_arg);
  RESERVE(env, slot);
  TRY(env, ENGINE(env)->call(REALM(env), slot_of(func), slot_of(recv), argc,
                             operand_list(argv), slot));
  if (result != NULL)
    COMMIT(env, result);
  else
    realm_release(env->realm, slot);
  LEAVE(env, napi_ok);
}

/* The arguments of a call that can begin at once. */
static inline bool are_ready(napi_env env, size_t argc,
                             const napi_value *argv) {
  return IS_READY(env) &&
         (argc == 0 || (argv != NULL && operand_list_is_whole(argc, argv)));
}

/* result may be NULL. What the function throws becomes pending; microtasks
 * are left alone. A non-function is an invalid argument. Version 1. */
napi_status impl_napi_call_function(napi_env env, napi_value recv,
                                    napi_value func, size_t argc,
                                    const napi_value *argv,
                                    napi_value *result) {
  if (!USUAL_OBJECT(env, func) || RARELY(recv == NULL || result == NULL) ||
      RARELY(!is_function_at_once(env, func) || !are_ready(env, argc, argv)))
    return call_function(env, recv, func, argc, argv, result);
  env_set_error(env, napi_ok);
  TRY(env, ENGINE(env)->call(REALM(env), slot_of(func), slot_of(recv), argc,
                             operand_list(argv), READY_SLOT(env)));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

/* `new constructor(...)`. Version 1. */
napi_status impl_napi_new_instance(napi_env env, napi_value constructor,
                                   size_t argc, const napi_value *argv,
                                   napi_value *result) {
  ENTER_JS(env);
  CHECK_ARG(env, constructor);
  if (argc > 0)
    CHECK_ARG(env, argv);
  CHECK_ARG(env, result);
  CHECK(env, type_of(env, constructor) == napi_shim_type_function,
        napi_invalid_arg);
  CHECK(env, operand_list_is_whole(argc, argv), napi_invalid_arg);
  RESERVE(env, slot);
  TRY(env, ENGINE(env)->construct(REALM(env), slot_of(constructor), argc,
                                  operand_list(argv), slot));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

/* A constructor that is no function: function_expected, with a TypeError
 * pending; a test that throws: generic_failure. *result is false even where
 * the call then fails. Version 1. */
napi_status impl_napi_instanceof(napi_env env, napi_value object,
                                 napi_value constructor, bool *result) {
  const napi_shim_slot *right;
  ENTER_JS(env);
  CHECK_ARG(env, object);
  CHECK_ARG(env, result);
  *result = false;
  PASS(operand_object(env, constructor, &right));
  if (value_type(env, right) != napi_shim_type_function)
    return operand_throw(env, 1, "ERR_NAPI_CONS_FUNCTION",
                         "Constructor must be a function",
                         napi_function_expected);
  bool answer;
  if (ENGINE(env)->instance_of != NULL) {
    TRY_AS(
        env,
        ENGINE(env)->instance_of(REALM(env), slot_of(object), right, &answer),
        napi_generic_failure);
  } else {
    const napi_shim_slot *argv[] = {slot_of(object), right};
    TRY_AS(env, operand_test(env, intrinsic_instanceOf, 2, argv, &answer),
           napi_generic_failure);
  }
  *result = answer;
  LEAVE(env, napi_ok);
}

/* `this` as in sloppy mode: the global for null and undefined, else an
 * object. */
static napi_status receiver(napi_env env, const napi_shim_call *call,
                            napi_value *result) {
  napi_shim_type type = ENGINE(env)->type_of(REALM(env), call->this_value);
  if (type == napi_shim_type_object || type == napi_shim_type_function ||
      type == napi_shim_type_external) {
    *result = (napi_value)(uintptr_t)call->this_value;
    return napi_ok;
  }
  RESERVE(env, slot);
  if (type == napi_shim_type_undefined || type == napi_shim_type_null)
    ENGINE(env)->realm_global(REALM(env), slot);
  else
    TRY(env, ENGINE(env)->to_object(REALM(env), call->this_value, slot));
  COMMIT(env, result);
  return napi_ok;
}

/* The first `count` arguments; undefined where there are none. */
static napi_status arguments(napi_env env, const napi_shim_call *call,
                             napi_value *argv, size_t count) {
  size_t given = count < call->argc ? count : call->argc;
  for (size_t i = 0; i < given; i++)
    argv[i] = (napi_value)(uintptr_t)&call->argv[i];
  if (given == count)
    return napi_ok;
  napi_value undefined;
  RESERVE(env, slot);
  ENGINE(env)->make_undefined(REALM(env), slot);
  COMMIT(env, &undefined);
  for (size_t i = given; i < count; i++)
    argv[i] = undefined;
  return napi_ok;
}

BEHIND_THAT napi_status get_cb_info(napi_env env, napi_callback_info cbinfo,
                                    size_t *argc, napi_value *argv,
                                    napi_value *this_arg, void **data) {
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, cbinfo);
  if (argv != NULL) {
    CHECK_ARG(env, argc);
    PASS(arguments(env, cbinfo->call, argv, *argc));
  }
  if (argc != NULL)
    *argc = cbinfo->call->argc;
  if (this_arg != NULL)
    PASS(receiver(env, cbinfo->call, this_arg));
  if (data != NULL)
    *data = cbinfo->function->data;
  LEAVE(env, napi_ok);
}

/* Whether all that is asked for is there as it is. */
static inline bool can_answer_at_once(napi_env env, const napi_shim_call *call,
                                      const size_t *argc,
                                      const napi_value *argv,
                                      const napi_value *this_arg) {
  if (argv != NULL && RARELY(argc == NULL || *argc > call->argc))
    return false;
  return this_arg == NULL || !RARELY(!is_object_at_once(
                                 env, (napi_value)(uintptr_t)call->this_value));
}

/*
 * Everything but cbinfo may be NULL, but argv needs argc: in, the room in
 * argv; out, the number of arguments passed. Version 1, legal always.
 */
napi_status impl_napi_get_cb_info(napi_env env, napi_callback_info cbinfo,
                                  size_t *argc, napi_value *argv,
                                  napi_value *this_arg, void **data) {
  if (RARELY(env == NULL || cbinfo == NULL) ||
      !can_answer_at_once(env, cbinfo->call, argc, argv, this_arg))
    return get_cb_info(env, cbinfo, argc, argv, this_arg, data);
  const napi_shim_call *call = cbinfo->call;
  if (argv != NULL)
    for (size_t i = 0, count = *argc; i < count; i++)
      argv[i] = (napi_value)(uintptr_t)&call->argv[i];
  if (argc != NULL)
    *argc = call->argc;
  if (this_arg != NULL)
    *this_arg = (napi_value)(uintptr_t)call->this_value;
  if (data != NULL)
    *data = cbinfo->function->data;
  LEAVE(env, napi_ok);
}

/* NULL in a plain call. Version 1, legal always. */
napi_status impl_napi_get_new_target(napi_env env, napi_callback_info cbinfo,
                                     napi_value *result) {
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, cbinfo);
  CHECK_ARG(env, result);
  *result = (napi_value)(uintptr_t)cbinfo->call->new_target;
  LEAVE(env, napi_ok);
}
