/* SPDX-License-Identifier: MIT */
/* Binary data: ArrayBuffer, SharedArrayBuffer, typed arrays, DataView. */
#ifndef NAPI_SHIM_JS_NATIVE_API_BUFFERS_H
#define NAPI_SHIM_JS_NATIVE_API_BUFFERS_H

#include "../js_native_api.h"

EXTERN_C_START

/* Tells whether the value is an ArrayBuffer; a SharedArrayBuffer is none. */
NAPI_EXTERN napi_status NAPI_CDECL napi_is_arraybuffer(napi_env env,
                                                       napi_value value,
                                                       bool *result);

/* Makes an ArrayBuffer of zeroes. `data` (may be NULL) gets its memory,
 * which lives as long as the buffer and is the engine's. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_arraybuffer(napi_env env,
                                                           size_t byte_length,
                                                           void **data,
                                                           napi_value *result);

#ifndef NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED

/* Makes an ArrayBuffer over the caller's memory, which must stay until
 * `finalize_cb` runs. If the call fails, the caller still owns the memory.
 * Engines that cannot do this answer napi_no_external_buffers_allowed. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_external_arraybuffer(
    napi_env env, void *external_data, size_t byte_length,
    node_api_basic_finalize finalize_cb, void *hint, napi_value *result);

#endif /* !NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED */

#ifndef NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED
#ifdef NAPI_EXPERIMENTAL

#define NODE_API_EXPERIMENTAL_HAS_CREATE_EXTERNAL_SHAREDARRAYBUFFER

/* Makes a SharedArrayBuffer over the caller's memory. Its finalizer has no
 * env and may run on any thread. */
NAPI_EXTERN napi_status NAPI_CDECL node_api_create_external_sharedarraybuffer(
    napi_env env, void *external_data, size_t byte_length,
    node_api_noenv_finalize finalize_cb, void *hint, napi_value *result);

#endif /* NAPI_EXPERIMENTAL */

#endif /* !NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED */

/* Gives memory and size of an ArrayBuffer; each output may be NULL.
 * napi_invalid_arg if the value is none. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_arraybuffer_info(
    napi_env env, napi_value arraybuffer, void **data, size_t *byte_length);

#if NAPI_VERSION >= 7

/* Takes the memory away from an ArrayBuffer. napi_arraybuffer_expected if it
 * is none, napi_detachable_arraybuffer_expected if it must keep its memory. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_detach_arraybuffer(napi_env env, napi_value arraybuffer);

/* Tells whether the value is an ArrayBuffer without memory. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_is_detached_arraybuffer(napi_env env, napi_value value, bool *result);

#endif /* NAPI_VERSION >= 7 */

/* Tells whether the value is a typed array. */
NAPI_EXTERN napi_status NAPI_CDECL napi_is_typedarray(napi_env env,
                                                      napi_value value,
                                                      bool *result);

/* Makes a typed array over a part of an ArrayBuffer; `length` counts
 * elements. A bad offset or length throws a RangeError. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_typedarray(
    napi_env env, napi_typedarray_type type, size_t length,
    napi_value arraybuffer, size_t byte_offset, napi_value *result);

/* Describes a typed array; each output may be NULL. `length` counts
 * elements, `data` points to the first of them. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_typedarray_info(
    napi_env env, napi_value typedarray, napi_typedarray_type *type,
    size_t *length, void **data, napi_value *arraybuffer, size_t *byte_offset);

/* Makes a DataView over a part of an ArrayBuffer; a part that is not inside
 * it throws a RangeError. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_dataview(napi_env env,
                                                        size_t length,
                                                        napi_value arraybuffer,
                                                        size_t byte_offset,
                                                        napi_value *result);

/* Tells whether the value is a DataView. */
NAPI_EXTERN napi_status NAPI_CDECL napi_is_dataview(napi_env env,
                                                    napi_value value,
                                                    bool *result);

/* Describes a DataView; each output may be NULL. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_dataview_info(
    napi_env env, napi_value dataview, size_t *byte_length, void **data,
    napi_value *arraybuffer, size_t *byte_offset);

#ifdef NAPI_EXPERIMENTAL

#define NODE_API_EXPERIMENTAL_HAS_SHAREDARRAYBUFFER

/* Tells whether the value is a SharedArrayBuffer. */
NAPI_EXTERN napi_status NAPI_CDECL
node_api_is_sharedarraybuffer(napi_env env, napi_value value, bool *result);

/* Makes a SharedArrayBuffer of zeroes. `data` (may be NULL) gets its memory. */
NAPI_EXTERN napi_status NAPI_CDECL node_api_create_sharedarraybuffer(
    napi_env env, size_t byte_length, void **data, napi_value *result);

#endif /* NAPI_EXPERIMENTAL */

EXTERN_C_END

#endif /* NAPI_SHIM_JS_NATIVE_API_BUFFERS_H */
