/* SPDX-License-Identifier: MIT */
/* The rare paths of arguments, and errors that the library itself throws. */

#include "napi/operands.h"

#include <limits.h>
#include <string.h>

#include "env/text.h"

napi_status operand_failed(napi_env env, napi_shim_engine_status failure,
                           napi_status status) {
  napi_status engine_says = env_engine_failed(env, failure);
  if (failure == napi_shim_engine_terminated)
    return engine_says;
  return env_set_error(env, status);
}

napi_status operand_box(napi_env env, napi_value value,
                        const napi_shim_slot **result) {
  RESERVE(env, slot);
  TRY_AS(env, ENGINE(env)->to_object(REALM(env), slot_of(value), slot),
         napi_object_expected);
  napi_value handle;
  *result = slot_of(COMMIT(env, &handle));
  return napi_ok;
}

napi_status operand_text(napi_env env, const char *text, size_t *length) {
  CHECK(env, *length == NAPI_AUTO_LENGTH || *length <= INT_MAX,
        napi_invalid_arg);
  CHECK_ARG(env, text);
  if (*length == NAPI_AUTO_LENGTH)
    *length = strlen(text);
  return napi_ok;
}

napi_status operand_string(napi_env env, const char *bytes, size_t length,
                           const napi_shim_slot **result) {
  RESERVE(env, slot);
  TRY_AS(env, text_make_utf8(env->realm, bytes, length, slot),
         napi_generic_failure);
  napi_value handle;
  *result = slot_of(COMMIT(env, &handle));
  return napi_ok;
}

napi_shim_engine_status operand_test(napi_env env, enum intrinsic which,
                                     size_t argc,
                                     const napi_shim_slot *const *argv,
                                     bool *result) {
  napi_shim_slot answer;
  napi_shim_engine_status status =
      realm_call(env->realm, which, argc, argv, &answer);
  if (status != napi_shim_engine_ok)
    return status;
  *result = ENGINE(env)->to_boolean(REALM(env), &answer);
  realm_release(env->realm, &answer);
  return napi_shim_engine_ok;
}

bool operand_ask(napi_env env, enum intrinsic which,
                 const napi_shim_slot *value) {
  bool answer = false;
  napi_shim_engine_status status = operand_test(env, which, 1, &value, &answer);
  if (status == napi_shim_engine_exception) {
    napi_shim_slot thrown;
    ENGINE(env)->take_exception(REALM(env), &thrown);
    realm_release(env->realm, &thrown);
  }
  return status == napi_shim_engine_ok && answer;
}

static napi_shim_engine_status make_ascii(napi_env env, const char *text,
                                          napi_shim_slot *result) {
  return ENGINE(env)->make_string_latin1(REALM(env), text, strlen(text),
                                         result);
}

static napi_shim_engine_status make_error(napi_env env, int kind,
                                          const char *code, const char *message,
                                          napi_shim_slot *result) {
  napi_shim_slot slots[3];
  ENGINE(env)->make_number(REALM(env), kind, &slots[0]);
  napi_shim_engine_status status = make_ascii(env, message, &slots[1]);
  if (status != napi_shim_engine_ok)
    return status;
  if (code != NULL)
    status = make_ascii(env, code, &slots[2]);
  if (status == napi_shim_engine_ok) {
    const napi_shim_slot *argv[] = {&slots[0], &slots[1], &slots[2]};
    status = realm_call(env->realm, intrinsic_makeError, code == NULL ? 2 : 3,
                        argv, result);
    if (code != NULL)
      realm_release(env->realm, &slots[2]);
  }
  realm_release(env->realm, &slots[1]);
  return status;
}

napi_status operand_throw(napi_env env, int kind, const char *code,
                          const char *message, napi_status status) {
  napi_shim_slot error;
  TRY(env, make_error(env, kind, code, message, &error));
  env_set_exception(env, &error);
  LEAVE(env, status);
}
