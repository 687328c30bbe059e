/* SPDX-License-Identifier: MIT */
/* One JSContext with what its intrinsics must give, taken before any script. */

#include "quickjs_engine.h"

#include <stdlib.h>

#include "code.h"

status quickjs_failed(napi_shim_realm *realm) {
  napi_shim_vm *vm = realm->vm;
  if (atomic_load_explicit(&vm->terminating, memory_order_relaxed)) {
    JS_FreeValue(realm->ctx, JS_GetException(realm->ctx));
    return napi_shim_engine_terminated;
  }
  return napi_shim_engine_exception;
}

status quickjs_out_of_memory(napi_shim_realm *realm) {
  JS_FreeValue(realm->ctx, JS_GetException(realm->ctx));
  return napi_shim_engine_out_of_memory;
}

static JSValue nothing(JSContext *ctx, JSValueConst this_value, int argc,
                       JSValueConst *argv) {
  (void)ctx, (void)this_value, (void)argc, (void)argv;
  return JS_UNDEFINED;
}

/* Function.prototype, whatever the script made of its name. */
static JSValue function_prototype(JSContext *ctx) {
  JSValue function = JS_NewCFunction(ctx, nothing, "", 0);
  JSValue prototype = JS_GetPrototype(ctx, function);
  JS_FreeValue(ctx, function);
  return prototype;
}

/* An object of the prototype with the first of the properties that a function
 * or its prototype gets; the engine describes equal ones once, as long as one
 * is there. */
static JSValue keep(JSContext *ctx, JSValueConst prototype, int count,
                    const JSAtom *names, const int *flags) {
  JSValue object = JS_NewObjectProto(ctx, prototype);
  for (int i = 0; i < count && !JS_IsException(object); i++) {
    if (JS_DefinePropertyValue(ctx, object, names[i], JS_UNDEFINED, flags[i]) <
        0) {
      JS_FreeValue(ctx, object);
      object = JS_EXCEPTION;
    }
  }
  return object;
}

static bool keep_descriptions(napi_shim_realm *realm) {
  const napi_shim_vm *vm = realm->vm;
  const JSAtom names[] = {vm->length, vm->name, vm->constructor};
  const int flags[] = {JS_PROP_CONFIGURABLE, JS_PROP_CONFIGURABLE,
                       JS_PROP_CONFIGURABLE | JS_PROP_WRITABLE};
  for (int i = 0; i < 3; i++)
    realm->kept[i] =
        keep(realm->ctx, realm->function_prototype, i, names, flags);
  realm->kept[3] =
      keep(realm->ctx, realm->object_prototype, 1, &names[2], &flags[2]);
  for (int i = 0; i < kept_descriptions; i++)
    if (!JS_IsObject(realm->kept[i]))
      return false;
  return true;
}

static const char *const error_names[error_kinds] = {
    "Error", "TypeError", "RangeError", "SyntaxError"};

status quickjs_realm_open(napi_shim_vm *vm, void *native_realm,
                          napi_shim_realm **result) {
  napi_shim_realm *realm = calloc(1, sizeof *realm);
  if (!realm)
    return napi_shim_engine_out_of_memory;
  JSContext *ctx =
      native_realm ? JS_DupContext(native_realm) : JS_NewContext(vm->rt);
  if (!ctx) {
    JS_FreeValue(vm->system, JS_GetException(vm->system));
    free(realm);
    return napi_shim_engine_out_of_memory;
  }
  realm->vm = vm;
  realm->ctx = ctx;
  realm->function_prototype = function_prototype(ctx);
  realm->object_prototype = JS_GetClassProto(ctx, vm->classes.object);
  bool kept = keep_descriptions(realm);
  realm->type_error_prototype = quickjs_intrinsic(ctx, "TypeError.prototype");
  realm->reflect_set = quickjs_intrinsic(ctx, "Reflect.set");
  realm->make_object = quickjs_intrinsic(ctx, "Object");
  realm->make_shared = quickjs_intrinsic(ctx, "SharedArrayBuffer");
  realm->make_bytes = quickjs_intrinsic(ctx, "Uint8Array");
  for (int kind = 0; kind < error_kinds; kind++)
    realm->errors[kind] = quickjs_intrinsic(ctx, error_names[kind]);
  /* An engine short of memory may hand out a context that is half made. */
  if (!kept || !JS_IsObject(realm->function_prototype) ||
      !JS_IsObject(realm->make_object) || !JS_IsObject(realm->make_bytes) ||
      (!native_realm && JS_HasException(ctx))) {
    JS_FreeValue(ctx, JS_GetException(ctx));
    quickjs_realm_close(realm);
    return napi_shim_engine_out_of_memory;
  }
  *result = realm;
  return napi_shim_engine_ok;
}

void quickjs_realm_close(napi_shim_realm *realm) {
  JSContext *ctx = realm->ctx;
  for (int i = 0; i < kept_descriptions; i++)
    JS_FreeValue(ctx, realm->kept[i]);
  JS_FreeValue(ctx, realm->function_prototype);
  JS_FreeValue(ctx, realm->object_prototype);
  JS_FreeValue(ctx, realm->type_error_prototype);
  JS_FreeValue(ctx, realm->reflect_set);
  JS_FreeValue(ctx, realm->make_object);
  JS_FreeValue(ctx, realm->make_shared);
  JS_FreeValue(ctx, realm->make_bytes);
  for (int kind = 0; kind < error_kinds; kind++)
    JS_FreeValue(ctx, realm->errors[kind]);
  free(realm);
  JS_FreeContext(ctx);
}

void quickjs_realm_global(napi_shim_realm *realm, napi_shim_slot *result) {
  slot_write(result, JS_GetGlobalObject(realm->ctx));
}

void quickjs_take_exception(napi_shim_realm *realm, napi_shim_slot *result) {
  JSValue value = JS_GetException(realm->ctx);
  slot_write(result, JS_IsUninitialized(value) ? JS_UNDEFINED : value);
}

void *quickjs_native_realm(napi_shim_realm *realm) {
  return realm->ctx;
}

#if NAPI_SHIM_QUICKJS_PRECOMPILED
static const struct quickjs_code *find_code(const char *source, size_t length,
                                            const char *name) {
  struct quickjs_code_key key = quickjs_code_key_of(name, source, length);
  for (size_t i = 0; i < quickjs_code_count; i++) {
    if (memcmp(&quickjs_codes[i].key, &key, sizeof key) == 0)
      return &quickjs_codes[i];
  }
  return NULL;
}

/* The function of a script that the build compiled with this very engine;
 * undefined where there is none. */
static JSValue read_code(napi_shim_vm *vm, JSContext *ctx, const char *source,
                         size_t length, const char *name) {
  const struct quickjs_code *code =
      vm->safe ? NULL : find_code(source, length, name);
  if (!code)
    return JS_UNDEFINED;
  return JS_ReadObject(ctx, (const uint8_t *)code->bytes, code->length,
                       JS_READ_OBJ_BYTECODE);
}
#else
static JSValue read_code(napi_shim_vm *vm, JSContext *ctx, const char *source,
                         size_t length, const char *name) {
  (void)vm, (void)ctx, (void)source, (void)length, (void)name;
  return JS_UNDEFINED;
}
#endif

JSValue quickjs_run(napi_shim_vm *vm, JSContext *ctx, const char *source,
                    size_t length, const char *name) {
  JSValue function = read_code(vm, ctx, source, length, name);
  if (JS_IsUndefined(function))
    return JS_Eval(ctx, source, length, name, JS_EVAL_TYPE_GLOBAL);
  return JS_IsException(function) ? function : JS_EvalFunction(ctx, function);
}

status quickjs_evaluate(napi_shim_realm *realm, const char *source,
                        size_t length, const char *name,
                        napi_shim_slot *result) {
  return quickjs_finish(
      realm, quickjs_run(realm->vm, realm->ctx, source, length, name), result);
}
