/* SPDX-License-Identifier: MIT */
/* Errors: the last status, throwing, catching, making Error objects. */
#ifndef NAPI_SHIM_JS_NATIVE_API_ERRORS_H
#define NAPI_SHIM_JS_NATIVE_API_ERRORS_H

#include "../js_native_api.h"

EXTERN_C_START

/* Describes the last failed call of this env. The record belongs to the env
 * and is overwritten by its next call; this function itself never changes
 * it, and works with an exception pending. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_last_error_info(
    node_api_basic_env env, const napi_extended_error_info **result);

/* Throws any value. It becomes pending now and is seen by JavaScript when
 * the native callback returns, whose result is then ignored.
 * napi_pending_exception if one is pending already. */
NAPI_EXTERN napi_status NAPI_CDECL napi_throw(napi_env env, napi_value error);

/* Throws a new Error with this message; `code`, unless NULL, becomes its
 * `code` property. Both strings end at their NUL and are copied. */
NAPI_EXTERN napi_status NAPI_CDECL napi_throw_error(napi_env env,
                                                    const char *code,
                                                    const char *msg);

/* As napi_throw_error, with a TypeError. */
NAPI_EXTERN napi_status NAPI_CDECL napi_throw_type_error(napi_env env,
                                                         const char *code,
                                                         const char *msg);

/* As napi_throw_error, with a RangeError. */
NAPI_EXTERN napi_status NAPI_CDECL napi_throw_range_error(napi_env env,
                                                          const char *code,
                                                          const char *msg);

#if NAPI_VERSION >= 9

/* As napi_throw_error, with a SyntaxError. */
NAPI_EXTERN napi_status NAPI_CDECL node_api_throw_syntax_error(napi_env env,
                                                               const char *code,
                                                               const char *msg);

#endif /* NAPI_VERSION >= 9 */

/* Tells whether the value was made by an Error constructor of any realm or
 * kind. */
NAPI_EXTERN napi_status NAPI_CDECL napi_is_error(napi_env env, napi_value value,
                                                 bool *result);

/* Makes an Error without throwing it. `msg` must be a string, `code` a
 * string or NULL: napi_string_expected otherwise. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_error(napi_env env,
                                                     napi_value code,
                                                     napi_value msg,
                                                     napi_value *result);

/* As napi_create_error, with a TypeError. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_type_error(napi_env env,
                                                          napi_value code,
                                                          napi_value msg,
                                                          napi_value *result);

/* As napi_create_error, with a RangeError. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_range_error(napi_env env,
                                                           napi_value code,
                                                           napi_value msg,
                                                           napi_value *result);

#if NAPI_VERSION >= 9

/* As napi_create_error, with a SyntaxError. */
NAPI_EXTERN napi_status NAPI_CDECL node_api_create_syntax_error(
    napi_env env, napi_value code, napi_value msg, napi_value *result);

#endif /* NAPI_VERSION >= 9 */

/* Hands over the pending exception and clears it, or gives `undefined` where
 * none is pending. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_get_and_clear_last_exception(napi_env env, napi_value *result);

/* Tells whether an exception waits for the native callback to return. */
NAPI_EXTERN napi_status NAPI_CDECL napi_is_exception_pending(napi_env env,
                                                             bool *result);

EXTERN_C_END

#endif /* NAPI_SHIM_JS_NATIVE_API_ERRORS_H */
