/* SPDX-License-Identifier: MIT */
/* For hosts that use JavaScriptCore themselves: attaching, values. */

#ifndef NAPI_SHIM_JAVASCRIPTCORE_H
#define NAPI_SHIM_JAVASCRIPTCORE_H

#include <JavaScriptCore/JavaScript.h>

#include "napi_shim_engine.h"
#include "node_api.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Attaching to a VM and a context that the host made
 *
 * Where the host interface takes a native VM and a native realm, give
 *   native VM:    JSContextGetGroup(context), a JSContextGroupRef
 *   native realm: context, a JSGlobalContextRef of that group
 *
 * - Both are retained while the library is attached, and released when it is
 *   closed. The heap, and what scripts hold, live on after that: native
 *   functions then throw an Error, buffers over an addon's memory are
 *   detached.
 * - The library holds the group's lock while it works; a host that runs
 *   JavaScript on several threads is served one thread at a time. When the
 *   outermost lock is released, JavaScriptCore runs all pending microtasks.
 * - Objects that addons hold are kept by a marking constraint of the group.
 * - The context's callback for unhandled rejections stays the host's. In
 *   contexts that the library makes, it is the library's.
 * - SharedArrayBuffer exists only if JSC_useSharedArrayBuffer=1 was in the
 *   environment when the process made its first VM; the library sees to it
 *   when that VM is its own.
 */

/*
 * A handle for a value of the env's VM, in the innermost open handle scope.
 * NULL when value is NULL or memory is short.
 */
static inline napi_value napi_shim_javascriptcore_to_napi(napi_env env,
                                                          JSValueRef value) {
  napi_shim_slot slot = {{(uint64_t)(uintptr_t)value, 0}};
  return value != NULL ? napi_shim_env_push(env, &slot) : NULL;
}

/*
 * The value behind a handle; NULL for NULL. It is alive for as long as the
 * handle is, or while it is on the C stack.
 */
static inline JSValueRef napi_shim_javascriptcore_from_napi(napi_env env,
                                                            napi_value value) {
  (void)env;
  return value != NULL
             ? (JSValueRef)(uintptr_t)((const napi_shim_slot *)(const void *)
                                           value)
                   ->word[0]
             : NULL;
}

#ifdef __cplusplus
}
#endif

#endif
