/* SPDX-License-Identifier: MIT */
/* Errors, made without a call into JavaScript. */

#include "javascriptcore_engine.h"

/* The stack begins with the native function that is running, and line and
 * column are those of its caller. */
napi_shim_engine_status jsc_make_error(napi_shim_realm *realm, int kind,
                                       const napi_shim_slot *message,
                                       const napi_shim_slot *code,
                                       napi_shim_slot *result) {
  if (kind != 0)
    return napi_shim_engine_unsupported;
  JSValueRef argv[1] = {jsc_value(message)}, exception = NULL;
  napi_shim_slot error;
  jsc_put(&error, JSObjectMakeError(realm->context, 1, argv, &exception));
  if (exception != NULL)
    return jsc_thrown(realm->vm, exception);
  if (code != NULL) {
    napi_shim_engine_status status =
        jsc_set_named(realm, &error, "code", 4, code);
    if (status != napi_shim_engine_ok)
      return status;
  }
  *result = error;
  return napi_shim_engine_ok;
}
