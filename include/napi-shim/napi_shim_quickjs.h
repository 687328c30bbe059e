/* SPDX-License-Identifier: MIT */
/* QuickJS: values between the engine and Node-API, and how to attach. */

#ifndef NAPI_SHIM_QUICKJS_H
#define NAPI_SHIM_QUICKJS_H

#include <quickjs.h>
#include <string.h>

#include "napi_shim_engine.h"
#include "node_api.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Attaching to a runtime that the host made: pass its JSRuntime * as
 * `native_vm` and its JSContext * as `native_realm` when the library's runtime
 * is opened, and "quickjs" (or nothing) as `engine`.
 *
 * The library then works with the host's own copy of QuickJS, so the program
 * must show its JS_* functions to libraries: link QuickJS into it with
 * -rdynamic, or as a shared library. A copy of another version than the
 * library was built with is refused.
 *
 * The library touches nothing that is the host's: not the opaque pointers, not
 * the interrupt handler, the rejection tracker, the limits. So the host itself
 * reports rejections and stops endless scripts. The JSRuntime must outlive the
 * library's runtime; the library frees its own references only. Native
 * functions that scripts still hold afterwards throw a TypeError.
 */

/* A handle in the open scope of `env`, or NULL when memory is short. `value`
 * stays the caller's. */
static inline napi_value napi_shim_quickjs_to_napi(napi_env env,
                                                   JSValueConst value) {
  napi_shim_slot slot = {{0, 0}};
  memcpy(&slot, &value, sizeof value);
  return napi_shim_env_push(env, &slot);
}

/* The value behind a handle; the caller owns it and frees it with
 * JS_FreeValue(). */
static inline JSValue napi_shim_quickjs_from_napi(napi_env env,
                                                  napi_value value) {
  JSValue inner;
  (void)env;
  memcpy(&inner, value, sizeof inner);
  /* Counting a reference needs no runtime. */
  return JS_DupValueRT(NULL, inner);
}

#ifdef __cplusplus
}
#endif

#endif
