/* SPDX-License-Identifier: MIT */
/* Reading values: typeof, primitives, coercion, comparison. */
#ifndef NAPI_SHIM_JS_NATIVE_API_READ_H
#define NAPI_SHIM_JS_NATIVE_API_READ_H

#include "../js_native_api.h"

EXTERN_C_START

/* Tells the type, as JavaScript's typeof does, with null and externals told
 * apart. napi_invalid_arg for a value that has none of them. */
NAPI_EXTERN napi_status NAPI_CDECL napi_typeof(napi_env env, napi_value value,
                                               napi_valuetype *result);

/* Reads a number: napi_number_expected if it is none. Nothing is coerced. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_value_double(napi_env env,
                                                         napi_value value,
                                                         double *result);

/* Reads a number modulo 2^32; NaN and infinities give 0.
 * napi_number_expected if it is none. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_value_int32(napi_env env,
                                                        napi_value value,
                                                        int32_t *result);

/* Reads a number modulo 2^32, as unsigned. napi_number_expected if it is
 * none. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_value_uint32(napi_env env,
                                                         napi_value value,
                                                         uint32_t *result);

/* Reads a number, cut towards zero and held within the range of the type;
 * NaN and infinities give 0. napi_number_expected if it is none. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_value_int64(napi_env env,
                                                        napi_value value,
                                                        int64_t *result);

/* Reads a boolean: napi_boolean_expected if it is none. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_value_bool(napi_env env,
                                                       napi_value value,
                                                       bool *result);

#if NAPI_VERSION >= 5

/* Reads a Date, in milliseconds since 1970: napi_date_expected if it is
 * none. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_date_value(napi_env env,
                                                       napi_value value,
                                                       double *result);

#endif /* NAPI_VERSION >= 5 */

#if NAPI_VERSION >= 6

/* Reads a BigInt's low 64 bits as signed; `lossless` tells whether that was
 * all of it. napi_bigint_expected if it is none. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_value_bigint_int64(napi_env env,
                                                               napi_value value,
                                                               int64_t *result,
                                                               bool *lossless);

/* Reads a BigInt's low 64 bits as unsigned; `lossless` tells whether that
 * was all of it. napi_bigint_expected if it is none. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_value_bigint_uint64(
    napi_env env, napi_value value, uint64_t *result, bool *lossless);

/* Reads a BigInt as 64-bit words, least significant first. `word_count` says
 * how many fit and gets the number needed. `sign_bit` and `words` may be
 * NULL, both or neither, to ask for the count alone. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_get_value_bigint_words(napi_env env, napi_value value, int *sign_bit,
                            size_t *word_count, uint64_t *words);

#endif /* NAPI_VERSION >= 6 */

/* Converts as `Boolean(value)` does. */
NAPI_EXTERN napi_status NAPI_CDECL napi_coerce_to_bool(napi_env env,
                                                       napi_value value,
                                                       napi_value *result);

/* Converts as `Number(value)` does; may run a script and throw. */
NAPI_EXTERN napi_status NAPI_CDECL napi_coerce_to_number(napi_env env,
                                                         napi_value value,
                                                         napi_value *result);

/* Converts as `Object(value)` does, but undefined and null are
 * napi_object_expected. */
NAPI_EXTERN napi_status NAPI_CDECL napi_coerce_to_object(napi_env env,
                                                         napi_value value,
                                                         napi_value *result);

/* Converts as `String(value)` does; may run a script and throw. */
NAPI_EXTERN napi_status NAPI_CDECL napi_coerce_to_string(napi_env env,
                                                         napi_value value,
                                                         napi_value *result);

/* Compares as `===` does. */
NAPI_EXTERN napi_status NAPI_CDECL napi_strict_equals(napi_env env,
                                                      napi_value lhs,
                                                      napi_value rhs,
                                                      bool *result);

/* Tells what `object instanceof constructor` tells. A constructor that is no
 * function throws a TypeError and is napi_function_expected. */
NAPI_EXTERN napi_status NAPI_CDECL napi_instanceof(napi_env env,
                                                   napi_value object,
                                                   napi_value constructor,
                                                   bool *result);

/* Tells whether the value is an Array. */
NAPI_EXTERN napi_status NAPI_CDECL napi_is_array(napi_env env, napi_value value,
                                                 bool *result);

/* Reads an Array's length: napi_array_expected if it is none. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_array_length(napi_env env,
                                                         napi_value value,
                                                         uint32_t *result);

#if NAPI_VERSION >= 5

/* Tells whether the value is a Date. */
NAPI_EXTERN napi_status NAPI_CDECL napi_is_date(napi_env env, napi_value value,
                                                bool *result);

#endif /* NAPI_VERSION >= 5 */

EXTERN_C_END

#endif /* NAPI_SHIM_JS_NATIVE_API_READ_H */
