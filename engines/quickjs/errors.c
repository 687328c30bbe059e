/* SPDX-License-Identifier: MIT */
/* Errors, by their constructors: no function of ours is in the stack. */

#include "quickjs_engine.h"

status quickjs_make_error(napi_shim_realm *realm, int kind,
                          const napi_shim_slot *message,
                          const napi_shim_slot *code, napi_shim_slot *result) {
  JSContext *ctx = realm->ctx;
  JSValue text = slot_value(message);
  if (!JS_IsObject(realm->errors[kind]))
    return napi_shim_engine_unsupported;
  JSValue error = JS_CallConstructor(ctx, realm->errors[kind], 1, &text);
  if (code && !JS_IsException(error) &&
      JS_SetProperty(ctx, error, realm->vm->code,
                     JS_DupValue(ctx, slot_value(code))) < 0) {
    JS_FreeValue(ctx, error);
    error = JS_EXCEPTION;
  }
  return quickjs_finish(realm, error, result);
}
