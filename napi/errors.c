/* SPDX-License-Identifier: MIT */
/* Errors: the last status with its text, exceptions thrown and fetched. */

#include <string.h>

#include "napi/operands.h"

/* Indexed by napi_status. The texts are part of the interface. */
static const char *const messages[] = {
    NULL,
    "Invalid argument",
    "An object was expected",
    "A string was expected",
    "A string or symbol was expected",
    "A function was expected",
    "A number was expected",
    "A boolean was expected",
    "An array was expected",
    "Unknown failure",
    "An exception is pending",
    "The async work item was cancelled",
    "napi_escape_handle already called on scope",
    "Invalid handle scope usage",
    "Invalid callback scope usage",
    "Thread-safe function queue is full",
    "Thread-safe function handle is closing",
    "A bigint was expected",
    "A date was expected",
    "An arraybuffer was expected",
    "A detachable arraybuffer was expected",
    "Main thread would deadlock",
    "External buffers are not allowed",
    "Cannot run JavaScript",
};
_Static_assert(sizeof messages / sizeof *messages == napi_cannot_run_js + 1,
               "a text for each status");

/* How the last call of this env ended; valid until the next one. The only
 * function that does not change it. Version 1, legal always. */
napi_status
impl_napi_get_last_error_info(node_api_basic_env env,
                              const napi_extended_error_info **result) {
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, result);
  if (env->last_error.error_code == napi_ok)
    env_set_error(env, napi_ok);
  env->last_error.error_message = messages[env->last_error.error_code];
  *result = &env->last_error;
  return napi_ok;
}

/* Any value can be thrown. JavaScript sees it when the native function
 * returns. Version 1. */
napi_status impl_napi_throw(napi_env env, napi_value error) {
  napi_shim_slot thrown;
  ENTER_JS(env);
  CHECK_ARG(env, error);
  runtime_retain(env->runtime, slot_of(error), &thrown);
  env_set_exception(env, &thrown);
  LEAVE(env, napi_ok);
}

enum kind { plain_error, type_error, range_error, syntax_error };

/* message: a string; code: a string, or NULL for none. */
static napi_shim_engine_status make_error(napi_env env, enum kind kind,
                                          const napi_shim_slot *code,
                                          const napi_shim_slot *message,
                                          napi_shim_slot *result) {
  napi_shim_slot number;
  if (ENGINE(env)->make_error != NULL) {
    napi_shim_engine_status status =
        ENGINE(env)->make_error(REALM(env), (int)kind, message, code, result);
    if (status != napi_shim_engine_unsupported)
      return status;
  }
  ENGINE(env)->make_number(REALM(env), kind, &number);
  const napi_shim_slot *argv[] = {&number, message, code};
  return realm_call(env->realm, intrinsic_makeError, code == NULL ? 2 : 3, argv,
                    result);
}

/* A new error of the kind becomes pending; code may be NULL. Version 1, syntax
 * errors 9. */
static napi_status throw_error(napi_env env, enum kind kind, const char *code,
                               const char *message) {
  const napi_shim_slot *message_slot, *code_slot = NULL;
  struct handle_mark mark = handles_mark(&env->runtime->handles);
  CHECK_ARG(env, message);
  PASS(operand_string(env, message, strlen(message), &message_slot));
  if (code != NULL)
    PASS(operand_string(env, code, strlen(code), &code_slot));
  napi_shim_slot error;
  TRY(env, make_error(env, kind, code_slot, message_slot, &error));
  env_set_exception(env, &error);
  handles_reset(&env->runtime->handles, mark);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_throw_error(napi_env env, const char *code,
                                  const char *msg) {
  ENTER_JS(env);
  return throw_error(env, plain_error, code, msg);
}

napi_status impl_napi_throw_type_error(napi_env env, const char *code,
                                       const char *msg) {
  ENTER_JS(env);
  return throw_error(env, type_error, code, msg);
}

napi_status impl_napi_throw_range_error(napi_env env, const char *code,
                                        const char *msg) {
  ENTER_JS(env);
  return throw_error(env, range_error, code, msg);
}

napi_status impl_node_api_throw_syntax_error(napi_env env, const char *code,
                                             const char *msg) {
  ENTER_JS(env);
  return throw_error(env, syntax_error, code, msg);
}

/* A new error of the kind: code is a string or NULL and becomes a plain
 * property. Version 1, syntax errors 9. */
static napi_status create_error(napi_env env, enum kind kind, napi_value code,
                                napi_value message, napi_value *result) {
  CHECK_ARG(env, message);
  CHECK_ARG(env, result);
  CHECK(env, type_of(env, message) == napi_shim_type_string,
        napi_string_expected);
  if (code != NULL)
    CHECK(env, type_of(env, code) == napi_shim_type_string,
          napi_string_expected);
  RESERVE(env, slot);
  TRY(env, make_error(env, kind, code == NULL ? NULL : slot_of(code),
                      slot_of(message), slot));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_create_error(napi_env env, napi_value code,
                                   napi_value msg, napi_value *result) {
  ENTER(env);
  return create_error(env, plain_error, code, msg, result);
}

napi_status impl_napi_create_type_error(napi_env env, napi_value code,
                                        napi_value msg, napi_value *result) {
  ENTER(env);
  return create_error(env, type_error, code, msg, result);
}

napi_status impl_napi_create_range_error(napi_env env, napi_value code,
                                         napi_value msg, napi_value *result) {
  ENTER(env);
  return create_error(env, range_error, code, msg, result);
}

napi_status impl_node_api_create_syntax_error(napi_env env, napi_value code,
                                              napi_value msg,
                                              napi_value *result) {
  ENTER(env);
  return create_error(env, syntax_error, code, msg, result);
}

/* Whether it was made by an Error constructor, whatever its prototype.
 * Version 1. */
napi_status impl_napi_is_error(napi_env env, napi_value value, bool *result) {
  ENTER(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  *result = class_of(env, value) == napi_shim_class_error;
  LEAVE(env, napi_ok);
}

napi_status impl_napi_is_exception_pending(napi_env env, bool *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  *result = env->exception_pending;
  LEAVE(env, napi_ok);
}

/* undefined where none is pending. Version 1. */
napi_status impl_napi_get_and_clear_last_exception(napi_env env,
                                                   napi_value *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  if (env->exception_pending)
    env_take_exception(env, slot);
  else
    ENGINE(env)->make_undefined(REALM(env), slot);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}
