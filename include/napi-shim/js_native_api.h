/* SPDX-License-Identifier: MIT */
/* The half of Node-API that any JavaScript engine can serve; the functions are
 * declared in one small header per topic.
 *
 * What holds for all of them:
 * - The result of a call is its status; outputs are written only on napi_ok
 *   unless said otherwise. napi_get_last_error_info tells more.
 * - A NULL env, or NULL for an output that is not called optional, is
 *   napi_invalid_arg.
 * - A napi_value is borrowed: it lives until the handle scope it was made in is
 *   closed, at the latest until the native callback returns.
 * - Functions that may run a script refuse with napi_pending_exception while an
 *   exception is pending, and with napi_cannot_run_js (modules below version
 *   10: napi_pending_exception) while the env is ending.
 * - Only functions whose env is a node_api_basic_env may be called in a
 *   finalizer that runs inside a garbage collection.
 * - Everything runs on the thread of the env, unless said otherwise. */
#ifndef SRC_JS_NATIVE_API_H_
#define SRC_JS_NATIVE_API_H_

#include <stdbool.h>
#include <stddef.h>

#include "js_native_api_types.h"

#ifndef NAPI_EXTERN
#if defined(_WIN32)
#define NAPI_EXTERN __declspec(dllexport)
#elif defined(__wasm__)
#define NAPI_EXTERN                                                            \
  __attribute__((visibility("default")))                                       \
  __attribute__((__import_module__("napi")))
#else
#define NAPI_EXTERN __attribute__((visibility("default")))
#endif
#endif

/* As a text's length: it ends at its NUL. */
#define NAPI_AUTO_LENGTH SIZE_MAX

#ifdef __cplusplus
#define EXTERN_C_START extern "C" {
#define EXTERN_C_END   }
#else
#define EXTERN_C_START
#define EXTERN_C_END
#endif

#include "js_native_api/errors.h"
#include "js_native_api/lifetime.h"
#include "js_native_api/create.h"
#include "js_native_api/strings.h"
#include "js_native_api/read.h"
#include "js_native_api/properties.h"
#include "js_native_api/functions.h"
#include "js_native_api/wrap.h"
#include "js_native_api/buffers.h"
#include "js_native_api/engine.h"

#endif /* SRC_JS_NATIVE_API_H_ */
