/* SPDX-License-Identifier: MIT */
/* The hidden realm: intrinsics and helpers that no script can reach. */

#include "quickjs_engine.h"
#include "system_source.h"

enum { helpers = 11, classes = 10 };

static JSClassID class_at(JSContext *ctx, JSValueConst list, uint32_t index) {
  JSValue sample = JS_GetPropertyUint32(ctx, list, index);
  JSClassID id = JS_GetClassID(sample);
  JS_FreeValue(ctx, sample);
  return id;
}

static void learn_classes(napi_shim_vm *vm, JSValueConst list) {
  struct class_ids *ids = &vm->classes;
  JSClassID *const order[classes] = {&ids->object,
                                     &ids->array,
                                     &ids->error,
                                     &ids->date,
                                     &ids->promise,
                                     &ids->arraybuffer,
                                     &ids->shared_arraybuffer,
                                     &ids->dataview,
                                     &ids->proxy,
                                     &ids->bytecode_function};
  for (uint32_t i = 0; i < classes; i++)
    *order[i] = class_at(vm->system, list, helpers + i);
  ids->typed_first = (JSClassID)-1;
  for (uint32_t i = 0; i < typed_array_kinds; i++) {
    JSClassID id = class_at(vm->system, list, helpers + classes + i);
    ids->typed_array[i] = id;
    if (id && id < ids->typed_first)
      ids->typed_first = id;
    if (id > ids->typed_last)
      ids->typed_last = id;
  }
}

/* The private name, read from an object that carries it. */
static bool learn_stamp_key(napi_shim_vm *vm) {
  JSContext *ctx = vm->system;
  JSValue sample = JS_NewObject(ctx);
  JSValue arguments[2] = {sample, JS_NULL};
  JSValue done = JS_Call(ctx, vm->stamp, JS_UNDEFINED, 2, arguments);
  JSPropertyEnum *names = NULL;
  uint32_t count = 0;
  if (!JS_IsException(done) &&
      JS_GetOwnPropertyNames(ctx, &names, &count, sample,
                             JS_GPN_PRIVATE_MASK) == 0) {
    if (count == 1)
      vm->stamp_key = JS_DupAtom(ctx, names[0].atom);
    for (uint32_t i = 0; i < count; i++)
      JS_FreeAtom(ctx, names[i].atom);
    js_free(ctx, names);
  }
  JS_FreeValue(ctx, done);
  JS_FreeValue(ctx, sample);
  return vm->stamp_key != JS_ATOM_NULL;
}

static bool take_helpers(napi_shim_vm *vm, JSValueConst list) {
  JSValue *const order[helpers] = {&vm->stamp,
                                   &vm->weak_map,
                                   &vm->weak_map_set,
                                   &vm->make_weakref,
                                   &vm->deref,
                                   &vm->make_symbol,
                                   &vm->view_buffer,
                                   &vm->view_byte_offset,
                                   &vm->view_byte_length,
                                   &vm->typed_buffer,
                                   &vm->typed_length};
  for (uint32_t i = 0; i < helpers; i++) {
    *order[i] = JS_GetPropertyUint32(vm->system, list, i);
    if (!JS_IsObject(*order[i]))
      return false;
  }
  return true;
}

static void clear_helpers(napi_shim_vm *vm) {
  vm->stamp = vm->weak_map = vm->weak_map_set = vm->make_weakref = vm->deref =
      vm->make_symbol = vm->view_buffer = vm->view_byte_offset =
          vm->view_byte_length = vm->typed_buffer = vm->typed_length =
              JS_UNDEFINED;
}

bool quickjs_system_open(napi_shim_vm *vm) {
  clear_helpers(vm);
  JSContext *ctx = vm->system = JS_NewContext(vm->rt);
  if (!ctx || (!vm->attached && JS_HasException(ctx)))
    return false;
  vm->name = JS_NewAtom(ctx, "name");
  vm->length = JS_NewAtom(ctx, "length");
  vm->prototype = JS_NewAtom(ctx, "prototype");
  vm->constructor = JS_NewAtom(ctx, "constructor");
  vm->code = JS_NewAtom(ctx, "code");
  JSValue list =
      quickjs_run(vm, ctx, quickjs_system_source,
                  sizeof quickjs_system_source - 1, QUICKJS_SYSTEM_NAME);
  bool ok = !JS_IsException(list) && take_helpers(vm, list);
  if (ok)
    learn_classes(vm, list);
  JS_FreeValue(ctx, list);
  ok = ok && learn_stamp_key(vm);
  if (!ok)
    JS_FreeValue(ctx, JS_GetException(ctx));
  else
    quickjs_probe(vm);
  return ok;
}

void quickjs_system_close(napi_shim_vm *vm) {
  JSContext *ctx = vm->system;
  if (!ctx)
    return;
  JSValue held[helpers] = {vm->stamp,
                           vm->weak_map,
                           vm->weak_map_set,
                           vm->make_weakref,
                           vm->deref,
                           vm->make_symbol,
                           vm->view_buffer,
                           vm->view_byte_offset,
                           vm->view_byte_length,
                           vm->typed_buffer,
                           vm->typed_length};
  JSAtom atoms[] = {vm->name,        vm->length, vm->prototype,
                    vm->constructor, vm->code,   vm->stamp_key};
  for (size_t i = 0; i < helpers; i++)
    JS_FreeValue(ctx, held[i]);
  for (size_t i = 0; i < sizeof atoms / sizeof *atoms; i++)
    JS_FreeAtom(ctx, atoms[i]);
  clear_helpers(vm);
  vm->system = NULL;
  JS_FreeContext(ctx);
}

JSValue quickjs_system_call(napi_shim_vm *vm, JSValueConst function,
                            JSValueConst this_value, int argc,
                            JSValueConst *argv) {
  bool shielded = vm->shielded;
  vm->shielded = true;
  JSValue result = JS_Call(vm->system, function, this_value, argc, argv);
  vm->shielded = shielded;
  return result;
}

JSValue quickjs_intrinsic(JSContext *ctx, const char *path) {
  JSValue value = JS_GetGlobalObject(ctx);
  while (*path && JS_IsObject(value)) {
    size_t length = strcspn(path, ".");
    JSAtom name = JS_NewAtomLen(ctx, path, length);
    JSValue next = JS_GetProperty(ctx, value, name);
    JS_FreeAtom(ctx, name);
    JS_FreeValue(ctx, value);
    value = next;
    path += length + (path[length] == '.');
  }
  if (*path || JS_IsException(value)) {
    JS_FreeValue(ctx, JS_GetException(ctx));
    JS_FreeValue(ctx, value);
    return JS_UNDEFINED;
  }
  return value;
}
