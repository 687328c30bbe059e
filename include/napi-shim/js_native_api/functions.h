/* SPDX-License-Identifier: MIT */
/* Functions: making them, calling them, being called. */
#ifndef NAPI_SHIM_JS_NATIVE_API_FUNCTIONS_H
#define NAPI_SHIM_JS_NATIVE_API_FUNCTIONS_H

#include "../js_native_api.h"

EXTERN_C_START

/* Makes a function that runs `cb`. The name is UTF-8 and may be NULL; `data`
 * comes back through napi_get_cb_info and stays the caller's. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_create_function(napi_env env, const char *utf8name, size_t length,
                     napi_callback cb, void *data, napi_value *result);

/* Calls a function; napi_invalid_arg if it is none. `recv` is its `this`; the
 * arguments are read during the call only. Whatever it throws stays pending:
 * napi_pending_exception. `result` may be NULL. Microtasks are left for later.
 */
NAPI_EXTERN napi_status NAPI_CDECL
napi_call_function(napi_env env, napi_value recv, napi_value func, size_t argc,
                   const napi_value *argv, napi_value *result);

/* Does `new constructor(...argv)`. napi_pending_exception if it throws,
 * napi_invalid_arg if it is no function. */
NAPI_EXTERN napi_status NAPI_CDECL napi_new_instance(napi_env env,
                                                     napi_value constructor,
                                                     size_t argc,
                                                     const napi_value *argv,
                                                     napi_value *result);

/* Gives what the running callback was called with. `argc` holds the room in
 * `argv` before and the true number of arguments after; unused room is
 * filled with undefined. Every output may be NULL. Valid during the callback
 * only. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_get_cb_info(napi_env env, napi_callback_info cbinfo, size_t *argc,
                 napi_value *argv, napi_value *this_arg, void **data);

/* Gives the constructor that `new` was applied to, or NULL in a plain call. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_new_target(
    napi_env env, napi_callback_info cbinfo, napi_value *result);

/* Makes a class. Descriptors marked napi_static go to the constructor, all
 * others to the prototype. The descriptors are read during the call only,
 * `data` stays the caller's. */
NAPI_EXTERN napi_status NAPI_CDECL napi_define_class(
    napi_env env, const char *utf8name, size_t length,
    napi_callback constructor, void *data, size_t property_count,
    const napi_property_descriptor *properties, napi_value *result);

EXTERN_C_END

#endif /* NAPI_SHIM_JS_NATIVE_API_FUNCTIONS_H */
