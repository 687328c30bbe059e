/* SPDX-License-Identifier: MIT */
/* Strings: creating them and copying them out. */
#ifndef NAPI_SHIM_JS_NATIVE_API_STRINGS_H
#define NAPI_SHIM_JS_NATIVE_API_STRINGS_H

#include "../js_native_api.h"

EXTERN_C_START

/* Copies ISO-8859-1 text into a string. The length is in bytes or
 * NAPI_AUTO_LENGTH. NULL text is allowed with length 0 only; a length above
 * INT_MAX is napi_invalid_arg. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_string_latin1(
    napi_env env, const char *str, size_t length, napi_value *result);

/* Copies UTF-8 text into a string; broken sequences become U+FFFD. Lengths
 * as for Latin-1. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_string_utf8(napi_env env,
                                                           const char *str,
                                                           size_t length,
                                                           napi_value *result);

/* Copies UTF-16 text into a string. The length is in code units. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_string_utf16(napi_env env,
                                                            const char16_t *str,
                                                            size_t length,
                                                            napi_value *result);

#if NAPI_VERSION >= 10

/* Makes a string that may go on using the caller's text, without a copy.
 * Where `copied` (may be NULL) comes back true, the engine took a copy, and
 * the finalizer has run already; else it runs when the string is collected. */
NAPI_EXTERN napi_status NAPI_CDECL node_api_create_external_string_latin1(
    napi_env env, char *str, size_t length, node_api_basic_finalize finalize_cb,
    void *hint, napi_value *result, bool *copied);

/* As node_api_create_external_string_latin1, with UTF-16 text. */
NAPI_EXTERN napi_status NAPI_CDECL node_api_create_external_string_utf16(
    napi_env env, char16_t *str, size_t length,
    node_api_basic_finalize finalize_cb, void *hint, napi_value *result,
    bool *copied);

/* Makes a string meant to be used often as a property key. */
NAPI_EXTERN napi_status NAPI_CDECL node_api_create_property_key_latin1(
    napi_env env, const char *str, size_t length, napi_value *result);

/* Makes a string meant to be used often as a property key. */
NAPI_EXTERN napi_status NAPI_CDECL node_api_create_property_key_utf8(
    napi_env env, const char *str, size_t length, napi_value *result);

/* Makes a string meant to be used often as a property key. */
NAPI_EXTERN napi_status NAPI_CDECL node_api_create_property_key_utf16(
    napi_env env, const char16_t *str, size_t length, napi_value *result);

#endif /* NAPI_VERSION >= 10 */

/* Copies a string out, cut to fit `bufsize`, which includes the NUL that
 * always ends it. `result` (may be NULL) gets the bytes copied, without the
 * NUL; with a NULL `buf` it gets the whole length. Not a string:
 * napi_string_expected. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_value_string_latin1(
    napi_env env, napi_value value, char *buf, size_t bufsize, size_t *result);

/* As napi_get_value_string_latin1, in UTF-8. A cut never splits a character;
 * a lone surrogate is written as U+FFFD. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_value_string_utf8(
    napi_env env, napi_value value, char *buf, size_t bufsize, size_t *result);

/* As napi_get_value_string_latin1, in UTF-16; sizes are in code units. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_value_string_utf16(napi_env env,
                                                               napi_value value,
                                                               char16_t *buf,
                                                               size_t bufsize,
                                                               size_t *result);

EXTERN_C_END

#endif /* NAPI_SHIM_JS_NATIVE_API_STRINGS_H */
