/* SPDX-License-Identifier: MIT */
/* Creating values: primitives, objects, arrays, symbols, dates, BigInts. */
#ifndef NAPI_SHIM_JS_NATIVE_API_CREATE_H
#define NAPI_SHIM_JS_NATIVE_API_CREATE_H

#include "../js_native_api.h"

EXTERN_C_START

/* Gives `undefined`. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_undefined(napi_env env,
                                                      napi_value *result);

/* Gives `null`. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_null(napi_env env,
                                                 napi_value *result);

/* Gives the global object of the env's realm. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_global(napi_env env,
                                                   napi_value *result);

/* Gives `true` or `false`. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_boolean(napi_env env, bool value,
                                                    napi_value *result);

/* Makes an empty object. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_object(napi_env env,
                                                      napi_value *result);

#ifdef NAPI_EXPERIMENTAL

#define NODE_API_EXPERIMENTAL_HAS_CREATE_OBJECT_WITH_PROPERTIES

/* Makes an object with this prototype (an object, `null`, or NULL for the
 * default one) and these properties at once. The arrays hold
 * `property_count` entries; names are strings or symbols. */
NAPI_EXTERN napi_status NAPI_CDECL node_api_create_object_with_properties(
    napi_env env, napi_value prototype_or_null,
    const napi_value *property_names, const napi_value *property_values,
    size_t property_count, napi_value *result);

#endif /* NAPI_EXPERIMENTAL */

/* Makes an empty array. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_array(napi_env env,
                                                     napi_value *result);

/* Makes an array of this length, without elements. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_create_array_with_length(napi_env env, size_t length, napi_value *result);

/* Makes a number. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_double(napi_env env,
                                                      double value,
                                                      napi_value *result);

/* Makes a number from a signed integer. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_int32(napi_env env,
                                                     int32_t value,
                                                     napi_value *result);

/* Makes a number from an unsigned integer. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_uint32(napi_env env,
                                                      uint32_t value,
                                                      napi_value *result);

/* Makes a number from a 64-bit integer; beyond 2^53 it is rounded to the
 * nearest double. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_int64(napi_env env,
                                                     int64_t value,
                                                     napi_value *result);

/* Makes a new, unique symbol. `description` is a string or NULL
 * (napi_string_expected). */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_symbol(napi_env env,
                                                      napi_value description,
                                                      napi_value *result);

#if NAPI_VERSION >= 9

/* Gives the symbol that `Symbol.for` knows under this description. */
NAPI_EXTERN napi_status NAPI_CDECL
node_api_symbol_for(napi_env env, const char *utf8description, size_t length,
                    napi_value *result);

#endif /* NAPI_VERSION >= 9 */

#if NAPI_VERSION >= 5

/* Makes a Date from milliseconds since 1970, UTC. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_date(napi_env env, double time,
                                                    napi_value *result);

#endif /* NAPI_VERSION >= 5 */

#if NAPI_VERSION >= 6

/* Makes a BigInt from a signed integer. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_bigint_int64(napi_env env,
                                                            int64_t value,
                                                            napi_value *result);

/* Makes a BigInt from an unsigned integer. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_create_bigint_uint64(napi_env env, uint64_t value, napi_value *result);

/* Makes a BigInt from 64-bit words, least significant first; a `sign_bit`
 * other than 0 makes it negative. More words than the engine allows throw a
 * RangeError. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_create_bigint_words(napi_env env, int sign_bit, size_t word_count,
                         const uint64_t *words, napi_value *result);

#endif /* NAPI_VERSION >= 6 */

EXTERN_C_END

#endif /* NAPI_SHIM_JS_NATIVE_API_CREATE_H */
