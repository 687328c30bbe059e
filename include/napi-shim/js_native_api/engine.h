/* SPDX-License-Identifier: MIT */
/* Promises, scripts, memory, and which Node-API this is. */
#ifndef NAPI_SHIM_JS_NATIVE_API_ENGINE_H
#define NAPI_SHIM_JS_NATIVE_API_ENGINE_H

#include "../js_native_api.h"

EXTERN_C_START

/* Makes a pending promise. The deferred is used up by exactly one call of
 * napi_resolve_deferred or napi_reject_deferred. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_promise(napi_env env,
                                                       napi_deferred *deferred,
                                                       napi_value *promise);

/* Resolves the promise and frees its deferred. */
NAPI_EXTERN napi_status NAPI_CDECL napi_resolve_deferred(napi_env env,
                                                         napi_deferred deferred,
                                                         napi_value resolution);

/* Rejects the promise and frees its deferred. */
NAPI_EXTERN napi_status NAPI_CDECL napi_reject_deferred(napi_env env,
                                                        napi_deferred deferred,
                                                        napi_value rejection);

/* Tells whether the value is a native promise; a mere thenable is none. */
NAPI_EXTERN napi_status NAPI_CDECL napi_is_promise(napi_env env,
                                                   napi_value value,
                                                   bool *is_promise);

/* Runs a string as a script in the global scope. It gets no `require` and no
 * `module`. napi_string_expected if it is no string. */
NAPI_EXTERN napi_status NAPI_CDECL napi_run_script(napi_env env,
                                                   napi_value script,
                                                   napi_value *result);

/* Tells the collector about memory, in bytes, that JavaScript objects keep
 * alive outside its heap. Gives the new sum. */
NAPI_EXTERN napi_status NAPI_CDECL napi_adjust_external_memory(
    node_api_basic_env env, int64_t change_in_bytes, int64_t *adjusted_value);

/* Gives the highest Node-API version that is supported. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_version(node_api_basic_env env,
                                                    uint32_t *result);

EXTERN_C_END

#endif /* NAPI_SHIM_JS_NATIVE_API_ENGINE_H */
