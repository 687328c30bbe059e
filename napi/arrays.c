/* SPDX-License-Identifier: MIT */
/* Arrays: made, recognised, measured. */

#include "env/text.h"
#include "napi/operands.h"

static napi_status create_array(napi_env env, uint32_t length,
                                napi_value *result) {
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  TRY(env, ENGINE(env)->make_array(REALM(env), length, slot));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_create_array(napi_env env, napi_value *result) {
  ENTER(env);
  return create_array(env, 0, result);
}

/* No elements, only a length; one that an int cannot hold counts as the int
 * that is left of it, a negative one as 0. Version 1. */
napi_status impl_napi_create_array_with_length(napi_env env, size_t length,
                                               napi_value *result) {
  ENTER(env);
  int32_t count = (int32_t)(uint32_t)length;
  return create_array(env, count > 0 ? (uint32_t)count : 0, result);
}

/* false for a Proxy of an array. Version 1. */
napi_status impl_napi_is_array(napi_env env, napi_value value, bool *result) {
  ENTER(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  *result = class_of(env, value) == napi_shim_class_array;
  LEAVE(env, napi_ok);
}

/* Version 1. */
napi_status impl_napi_get_array_length(napi_env env, napi_value value,
                                       uint32_t *result) {
  static const char name[] = "length";
  ENTER_JS(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  CHECK(env, class_of(env, value) == napi_shim_class_array,
        napi_array_expected);
  napi_shim_slot length;
  if (ENGINE(env)->get_named != NULL) {
    TRY(env, ENGINE(env)->get_named(REALM(env), slot_of(value), name,
                                    sizeof name - 1, &length));
  } else {
    const napi_shim_slot *key;
    struct handle_mark mark = handles_mark(&env->runtime->handles);
    PASS(operand_string(env, name, sizeof name - 1, &key));
    TRY(env, ENGINE(env)->get(REALM(env), slot_of(value), key, &length));
    handles_reset(&env->runtime->handles, mark);
  }
  /* An array's own length is a number below 2^32: nothing to release. */
  double number = 0;
  ENGINE(env)->get_number(REALM(env), &length, &number);
  *result = (uint32_t)number;
  LEAVE(env, napi_ok);
}
