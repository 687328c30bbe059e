/* SPDX-License-Identifier: MIT */
/* QuickJS: values between the engine and Node-API, and how to attach. */

#ifndef NAPI_SHIM_QUICKJS_H
#define NAPI_SHIM_QUICKJS_H

#include <quickjs.h>

#include "node_api.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Attaching to a runtime that the host made: pass its JSRuntime * as
 * `native_vm` and its JSContext * as `native_realm` when the library's runtime
 * is opened. The host and the library must use one and the same copy of
 * QuickJS: link the host with the shared library of this backend's QuickJS, or
 * build the backend into the host.
 *
 * The library then touches nothing that is the host's: not the opaque
 * pointers, not the interrupt handler, the rejection tracker, the limits. So
 * the host itself reports rejections and stops endless scripts. The JSRuntime
 * must outlive the library's runtime; the library frees its own references
 * only. Native functions that scripts still hold afterwards throw a TypeError.
 */

/* A handle in the open scope of `env`, or NULL when memory is short. `value`
 * stays the caller's. */
__attribute__((visibility("default"))) napi_value
napi_shim_quickjs_to_napi(napi_env env, JSValueConst value);

/* The value behind a handle; the caller owns it and frees it with
 * JS_FreeValue(). */
__attribute__((visibility("default"))) JSValue
napi_shim_quickjs_from_napi(napi_env env, napi_value value);

#ifdef __cplusplus
}
#endif

#endif
