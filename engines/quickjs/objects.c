/* SPDX-License-Identifier: MIT */
/* Objects, their classes and their properties; assignment is in assign.c. */

#include "in_place.h"

/*
 * ng 0.16 looks a name up by its bytes as if they were Latin-1 and may return
 * the atom of another string for non-ASCII ones; so these go through a string.
 */
JSAtom quickjs_atom(JSContext *ctx, const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if ((unsigned char)bytes[i] >= 0x80) {
      JSValue string = quickjs_string(ctx, bytes, length);
      JSAtom atom =
          JS_IsException(string) ? JS_ATOM_NULL : JS_ValueToAtom(ctx, string);
      JS_FreeValue(ctx, string);
      return atom;
    }
  }
  return JS_NewAtomLen(ctx, bytes, length);
}

/* Of the class that carries a record itself: a wrap needs no hidden object
 * then. A host's own code may tell the engine's class from ours. */
status quickjs_make_object(napi_shim_realm *realm, napi_shim_slot *result) {
  const napi_shim_vm *vm = realm->vm;
  JSValue object = JS_NewObjectProtoClass(
      realm->ctx, realm->object_prototype,
      vm->attached || vm->safe ? vm->classes.object : vm->class_instance);
  return quickjs_finish_new(realm, object, result);
}

status quickjs_make_array(napi_shim_realm *realm, uint32_t length,
                          napi_shim_slot *result) {
  JSContext *ctx = realm->ctx;
  JSValue array = JS_NewArray(ctx);
  if (!JS_IsException(array) && length &&
      JS_SetProperty(ctx, array, realm->vm->length, JS_NewInt64(ctx, length)) <
          0) {
    JS_FreeValue(ctx, array);
    array = JS_EXCEPTION;
  }
  return quickjs_finish_new(realm, array, result);
}

napi_shim_class quickjs_class_of(napi_shim_realm *realm,
                                 const napi_shim_slot *slot) {
  const struct class_ids *ids = &realm->vm->classes;
  JSClassID id = JS_GetClassID(slot_value(slot));
  if (id == 0)
    return napi_shim_class_none;
  if (id >= ids->typed_first && id <= ids->typed_last)
    return napi_shim_class_typedarray;
  if (id == ids->array)
    return napi_shim_class_array;
  if (id == ids->error)
    return napi_shim_class_error;
  if (id == ids->date)
    return napi_shim_class_date;
  if (id == ids->promise)
    return napi_shim_class_promise;
  if (id == ids->arraybuffer)
    return napi_shim_class_arraybuffer;
  if (id == ids->shared_arraybuffer)
    return napi_shim_class_shared_arraybuffer;
  if (id == ids->dataview)
    return napi_shim_class_dataview;
  if (id == ids->proxy)
    return napi_shim_class_proxy;
  return id == realm->vm->class_external || id == realm->vm->class_bare_external
             ? napi_shim_class_external
             : napi_shim_class_plain;
}

status quickjs_get(napi_shim_realm *realm, const napi_shim_slot *object,
                   const napi_shim_slot *key, napi_shim_slot *result) {
  JSContext *ctx = realm->ctx;
  struct key_use use = quickjs_key_begin(realm->vm, ctx, slot_value(key));
  if (use.atom == JS_ATOM_NULL)
    return quickjs_failed(realm);
  JSValue value = JS_GetProperty(ctx, slot_value(object), use.atom);
  quickjs_key_end(realm->vm, ctx, use);
  return quickjs_finish(realm, value, result);
}

/* Turns what the engine answers (-1, 0, 1) into status and *result. */
static status finish_answer(napi_shim_realm *realm, int answer, bool *result) {
  stress(realm->vm);
  if (answer < 0)
    return quickjs_failed(realm);
  *result = answer;
  return napi_shim_engine_ok;
}

status quickjs_has(napi_shim_realm *realm, const napi_shim_slot *object,
                   const napi_shim_slot *key, bool *result) {
  JSContext *ctx = realm->ctx;
  struct key_use use = quickjs_key_begin(realm->vm, ctx, slot_value(key));
  if (use.atom == JS_ATOM_NULL)
    return quickjs_failed(realm);
  int answer = JS_HasProperty(ctx, slot_value(object), use.atom);
  quickjs_key_end(realm->vm, ctx, use);
  return finish_answer(realm, answer, result);
}

status quickjs_has_own(napi_shim_realm *realm, const napi_shim_slot *object,
                       const napi_shim_slot *key, bool *result) {
  JSContext *ctx = realm->ctx;
  struct key_use use = quickjs_key_begin(realm->vm, ctx, slot_value(key));
  if (use.atom == JS_ATOM_NULL)
    return quickjs_failed(realm);
  int answer = JS_GetOwnProperty(ctx, NULL, slot_value(object), use.atom);
  quickjs_key_end(realm->vm, ctx, use);
  return finish_answer(realm, answer, result);
}

status quickjs_delete_key(napi_shim_realm *realm, const napi_shim_slot *object,
                          const napi_shim_slot *key, bool *result) {
  JSContext *ctx = realm->ctx;
  JSAtom name = JS_ValueToAtom(ctx, slot_value(key));
  if (name == JS_ATOM_NULL)
    return quickjs_failed(realm);
  int answer = JS_DeleteProperty(ctx, slot_value(object), name, 0);
  JS_FreeAtom(ctx, name);
  return finish_answer(realm, answer, result);
}

status quickjs_get_named(napi_shim_realm *realm, const napi_shim_slot *object,
                         const char *name, size_t length,
                         napi_shim_slot *result) {
  JSContext *ctx = realm->ctx;
  JSAtom atom = quickjs_atom(ctx, name, length);
  if (atom == JS_ATOM_NULL)
    return quickjs_failed(realm);
  JSValue value = JS_GetProperty(ctx, slot_value(object), atom);
  JS_FreeAtom(ctx, atom);
  return quickjs_finish(realm, value, result);
}

/* Known names: what is new is learnt, and then known. */

static __attribute__((noinline)) status get_new(napi_shim_realm *realm,
                                                const napi_shim_slot *object,
                                                const char *name,
                                                napi_shim_slot *result) {
  if (!quickjs_learn_name(realm->vm, realm->ctx, name))
    return napi_shim_engine_unsupported;
  return quickjs_get_known(realm, object, name, result);
}

status quickjs_get_known(napi_shim_realm *realm, const napi_shim_slot *object,
                         const char *name, napi_shim_slot *result) {
  napi_shim_vm *vm = realm->vm;
  JSAtom atom = quickjs_known_name(vm, name);
  if (__builtin_expect(atom == JS_ATOM_NULL, 0))
    return get_new(realm, object, name, result);
  vm->names_in_use++;
  stress(vm);
  JSValue value = JS_GetProperty(realm->ctx, slot_value(object), atom);
  vm->names_in_use--;
  if (__builtin_expect(JS_IsException(value), 0))
    return quickjs_failed(realm);
  slot_write(result, value);
  return napi_shim_engine_ok;
}

static __attribute__((noinline)) status has_new(napi_shim_realm *realm,
                                                const napi_shim_slot *object,
                                                const char *name,
                                                bool *result) {
  if (!quickjs_learn_name(realm->vm, realm->ctx, name))
    return napi_shim_engine_unsupported;
  return quickjs_has_known(realm, object, name, result);
}

status quickjs_has_known(napi_shim_realm *realm, const napi_shim_slot *object,
                         const char *name, bool *result) {
  napi_shim_vm *vm = realm->vm;
  JSAtom atom = quickjs_known_name(vm, name);
  if (__builtin_expect(atom == JS_ATOM_NULL, 0))
    return has_new(realm, object, name, result);
  vm->names_in_use++;
  int answer = JS_HasProperty(realm->ctx, slot_value(object), atom);
  vm->names_in_use--;
  return finish_answer(realm, answer, result);
}

static __attribute__((noinline)) status
get_any_index(napi_shim_realm *realm, const napi_shim_slot *object,
              uint32_t index, napi_shim_slot *result) {
  stress(realm->vm);
  JSValue value = JS_GetPropertyUint32(realm->ctx, slot_value(object), index);
  if (__builtin_expect(JS_IsException(value), 0))
    return quickjs_failed(realm);
  slot_write(result, value);
  return napi_shim_engine_ok;
}

status quickjs_get_index(napi_shim_realm *realm, const napi_shim_slot *object,
                         uint32_t index, napi_shim_slot *result) {
  const napi_shim_vm *vm = realm->vm;
  JSValue array = slot_value(object);
  if (!in_place_works(vm) || in_place_class_of(array) != vm->classes.array)
    return get_any_index(realm, object, index, result);
  const JSValue *element = in_place_element(array, index);
  if (!element)
    return get_any_index(realm, object, index, result);
  slot_write(result, in_place_dup(*element));
  return napi_shim_engine_ok;
}

/* Takes the name. */
static status define(napi_shim_realm *realm, const napi_shim_slot *object,
                     JSAtom name, const napi_shim_property *property) {
  JSContext *ctx = realm->ctx;
  JSValue value = JS_UNDEFINED, getter = JS_UNDEFINED, setter = JS_UNDEFINED;
  int flags = JS_PROP_THROW | JS_PROP_HAS_CONFIGURABLE | JS_PROP_HAS_ENUMERABLE;
  if (name == JS_ATOM_NULL)
    return quickjs_failed(realm);
  if (property->configurable)
    flags |= JS_PROP_CONFIGURABLE;
  if (property->enumerable)
    flags |= JS_PROP_ENUMERABLE;
  if (property->getter) {
    flags |= JS_PROP_HAS_GET;
    getter = slot_value(property->getter);
  }
  if (property->setter) {
    flags |= JS_PROP_HAS_SET;
    setter = slot_value(property->setter);
  }
  if (!property->getter && !property->setter) {
    flags |= JS_PROP_HAS_VALUE | JS_PROP_HAS_WRITABLE;
    if (property->writable)
      flags |= JS_PROP_WRITABLE;
    if (property->value)
      value = slot_value(property->value);
  }
  int done = JS_DefineProperty(ctx, slot_value(object), name, value, getter,
                               setter, flags);
  JS_FreeAtom(ctx, name);
  stress(realm->vm);
  return done < 0 ? quickjs_failed(realm) : napi_shim_engine_ok;
}

status quickjs_define_property(napi_shim_realm *realm,
                               const napi_shim_slot *object,
                               const napi_shim_slot *key,
                               const napi_shim_property *property) {
  return define(realm, object, JS_ValueToAtom(realm->ctx, slot_value(key)),
                property);
}

status quickjs_define_named(napi_shim_realm *realm,
                            const napi_shim_slot *object, const char *name,
                            size_t length, const napi_shim_property *property) {
  return define(realm, object, JS_NewAtomLen(realm->ctx, name, length),
                property);
}

status quickjs_get_prototype(napi_shim_realm *realm,
                             const napi_shim_slot *object,
                             napi_shim_slot *result) {
  return quickjs_finish(realm, JS_GetPrototype(realm->ctx, slot_value(object)),
                        result);
}
