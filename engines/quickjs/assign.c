/* SPDX-License-Identifier: MIT */
/* Assignment as sloppy scripts do it: a refusal is silent. */

#include "in_place.h"

/* Whether an array's length is read-only: no element can be added, and an
 * assignment to it is refused before the value is looked at, which the engine
 * does first. */
static bool length_refuses(napi_shim_realm *realm, JSValueConst object) {
  JSContext *ctx = realm->ctx;
  JSPropertyDescriptor length;
  if (JS_GetClassID(object) != realm->vm->classes.array ||
      JS_GetOwnProperty(ctx, &length, object, realm->vm->length) <= 0)
    return false;
  JS_FreeValue(ctx, length.value);
  return !(length.flags & JS_PROP_WRITABLE);
}

#if FLAVOUR_NG

/*
 * ng offers only the strict form, which throws a TypeError when the property
 * refuses. That error is told from one that a setter or trap threw by looking
 * at what the assignment met: nothing here runs a script.
 */
typedef enum { undecided, refused, not_refused } verdict;

/* A value that fails to become a number does so with a TypeError, too. */
static bool may_fail_as_number(JSValueConst value) {
  return JS_IsObject(value) || JS_IsSymbol(value) || JS_IsBigInt(value);
}

/* `is_target`: `object` is what was assigned to, and not further up. */
static verdict judge_property(napi_shim_realm *realm, JSValueConst object,
                              bool is_target, JSAtom name, JSValueConst value,
                              const JSPropertyDescriptor *found) {
  const struct class_ids *ids = &realm->vm->classes;
  JSClassID id = JS_GetClassID(object);
  if (found->flags & JS_PROP_GETSET)
    return JS_IsUndefined(found->setter) ? refused : not_refused;
  if (!(found->flags & JS_PROP_WRITABLE))
    return refused;
  /* A typed array's element converts the value, which may run a script, and so
   * does an array's length, which may be refused by an element that stays. */
  if (id >= ids->typed_first && id <= ids->typed_last)
    return not_refused;
  if (is_target && id == ids->array && name == realm->vm->length &&
      may_fail_as_number(value))
    return not_refused;
  return undecided;
}

static verdict judge_own(napi_shim_realm *realm, JSValueConst object,
                         bool is_target, JSAtom name, JSValueConst value) {
  JSContext *ctx = realm->ctx;
  JSPropertyDescriptor found;
  int has = JS_GetOwnProperty(ctx, &found, object, name);
  if (has < 0) {
    JS_FreeValue(ctx, JS_GetException(ctx));
    return not_refused;
  }
  if (!has)
    return undecided;
  verdict decided =
      judge_property(realm, object, is_target, name, value, &found);
  JS_FreeValue(ctx, found.value);
  JS_FreeValue(ctx, found.getter);
  JS_FreeValue(ctx, found.setter);
  return decided == undecided ? refused : decided;
}

/* The one refusal that leaves no trace: a trap somewhere in the chain said
 * no. Its error is the engine's own. */
static bool is_proxy_refusal(JSContext *ctx, JSValueConst error) {
  static const char expected[] = "proxy: cannot set property";
  bool same = false;
  JSPropertyDescriptor message;
  JSAtom name = JS_NewAtom(ctx, "message");
  if (JS_GetOwnProperty(ctx, &message, error, name) > 0) {
    size_t length;
    const char *text = JS_IsString(message.value)
                           ? JS_ToCStringLen(ctx, &length, message.value)
                           : NULL;
    same = text && length == sizeof expected - 1 &&
           memcmp(text, expected, length) == 0;
    JS_FreeCString(ctx, text);
    JS_FreeValue(ctx, message.value);
    JS_FreeValue(ctx, message.getter);
    JS_FreeValue(ctx, message.setter);
  }
  JS_FreeAtom(ctx, name);
  return same;
}

static bool was_refused(napi_shim_realm *realm, JSValueConst object,
                        JSAtom name, JSValueConst value, JSValueConst error) {
  JSContext *ctx = realm->ctx;
  JSClassID proxy = realm->vm->classes.proxy;
  JSValue at = JS_DupValue(ctx, object);
  verdict decided = undecided;
  while (decided == undecided && JS_IsObject(at)) {
    if (JS_GetClassID(at) == proxy) {
      decided = is_proxy_refusal(ctx, error) ? refused : not_refused;
    } else {
      bool is_target = JS_VALUE_GET_PTR(at) == JS_VALUE_GET_PTR(object);
      decided = judge_own(realm, at, is_target, name, value);
      JSValue next = JS_GetPrototype(ctx, at);
      JS_FreeValue(ctx, at);
      at = next;
    }
  }
  JS_FreeValue(ctx, at);
  if (decided != undecided)
    return decided == refused;
  return JS_IsExtensible(ctx, object) == 0 || length_refuses(realm, object);
}

/* Only the engine's own TypeErrors are refusals. */
static bool is_type_error(napi_shim_realm *realm, JSValueConst error) {
  JSContext *ctx = realm->ctx;
  if (JS_GetClassID(error) != realm->vm->classes.error)
    return false;
  JSValue prototype = JS_GetPrototype(ctx, error);
  bool same = JS_IsObject(prototype) &&
              JS_VALUE_GET_PTR(prototype) ==
                  JS_VALUE_GET_PTR(realm->type_error_prototype);
  JS_FreeValue(ctx, prototype);
  return same;
}

static __attribute__((noinline)) status after_throw(napi_shim_realm *realm,
                                                    JSValueConst object,
                                                    JSAtom name,
                                                    JSValueConst value) {
  JSContext *ctx = realm->ctx;
  JSValue error = JS_GetException(ctx);
  if (is_type_error(realm, error) &&
      was_refused(realm, object, name, value, error)) {
    JS_FreeValue(ctx, error);
    return napi_shim_engine_ok;
  }
  JS_Throw(ctx, error);
  return quickjs_failed(realm);
}

/* A Proxy's traps must run once and may refuse: Reflect.set tells. */
static __attribute__((noinline)) status assign_to_proxy(napi_shim_realm *realm,
                                                        JSValueConst object,
                                                        JSAtom name,
                                                        JSValueConst value) {
  JSContext *ctx = realm->ctx;
  JSValue arguments[3] = {object, JS_AtomToValue(ctx, name), value};
  JSValue done = JS_EXCEPTION;
  if (!JS_IsException(arguments[1]))
    done = JS_Call(ctx, realm->reflect_set, JS_UNDEFINED, 3, arguments);
  JS_FreeValue(ctx, arguments[1]);
  if (JS_IsException(done))
    return quickjs_failed(realm);
  JS_FreeValue(ctx, done);
  return napi_shim_engine_ok;
}

static inline status assign(napi_shim_realm *realm, JSValueConst object,
                            JSAtom name, JSValueConst value) {
  JSContext *ctx = realm->ctx;
  const napi_shim_vm *vm = realm->vm;
  stress(realm->vm);
  if (__builtin_expect(quickjs_class_id(vm, object) == vm->classes.proxy, 0) &&
      JS_IsObject(realm->reflect_set))
    return assign_to_proxy(realm, object, name, value);
  if (__builtin_expect(name == vm->length, 0) && length_refuses(realm, object))
    return napi_shim_engine_ok;
  if (JS_VALUE_HAS_REF_COUNT(value))
    JS_DupValue(ctx, value);
  if (__builtin_expect(JS_SetProperty(ctx, object, name, value) >= 0, 1))
    return napi_shim_engine_ok;
  return after_throw(realm, object, name, value);
}

#else

static status assign(napi_shim_realm *realm, JSValueConst object, JSAtom name,
                     JSValueConst value) {
  JSContext *ctx = realm->ctx;
  stress(realm->vm);
  if (name == realm->vm->length && length_refuses(realm, object))
    return napi_shim_engine_ok;
  return JS_SetPropertyInternal(ctx, object, name, JS_DupValue(ctx, value),
                                object, 0) < 0
             ? quickjs_failed(realm)
             : napi_shim_engine_ok;
}

#endif

status quickjs_set(napi_shim_realm *realm, const napi_shim_slot *object,
                   const napi_shim_slot *key, const napi_shim_slot *value) {
  napi_shim_vm *vm = realm->vm;
  JSContext *ctx = realm->ctx;
  struct key_use use = quickjs_key_begin(vm, ctx, slot_value(key));
  if (use.atom == JS_ATOM_NULL)
    return quickjs_failed(realm);
  status done = assign(realm, slot_value(object), use.atom, slot_value(value));
  quickjs_key_end(vm, ctx, use);
  return done;
}

static __attribute__((noinline)) status set_new(napi_shim_realm *realm,
                                                const napi_shim_slot *object,
                                                const char *name,
                                                const napi_shim_slot *value) {
  if (!quickjs_learn_name(realm->vm, realm->ctx, name))
    return napi_shim_engine_unsupported;
  return quickjs_set_known(realm, object, name, value);
}

status quickjs_set_known(napi_shim_realm *realm, const napi_shim_slot *object,
                         const char *name, const napi_shim_slot *value) {
  napi_shim_vm *vm = realm->vm;
  JSAtom atom = quickjs_known_name(vm, name);
  if (__builtin_expect(atom == JS_ATOM_NULL, 0))
    return set_new(realm, object, name, value);
  vm->names_in_use++;
  status done = assign(realm, slot_value(object), atom, slot_value(value));
  vm->names_in_use--;
  return done;
}

status quickjs_set_named(napi_shim_realm *realm, const napi_shim_slot *object,
                         const char *name, size_t length,
                         const napi_shim_slot *value) {
  JSAtom atom = quickjs_atom(realm->ctx, name, length);
  if (atom == JS_ATOM_NULL)
    return quickjs_failed(realm);
  status done = assign(realm, slot_value(object), atom, slot_value(value));
  JS_FreeAtom(realm->ctx, atom);
  return done;
}

static __attribute__((noinline)) status
set_index_by_atom(napi_shim_realm *realm, const napi_shim_slot *object,
                  uint32_t index, const napi_shim_slot *value) {
  JSAtom name = JS_NewAtomUInt32(realm->ctx, index);
  if (name == JS_ATOM_NULL)
    return quickjs_failed(realm);
  status done = assign(realm, slot_value(object), name, slot_value(value));
  JS_FreeAtom(realm->ctx, name);
  return done;
}

#if FLAVOUR_NG

static __attribute__((noinline)) status
after_element(napi_shim_realm *realm, const napi_shim_slot *array,
              uint32_t index, const napi_shim_slot *value) {
  JSContext *ctx = realm->ctx;
  JSValue error = JS_GetException(ctx);
  JSAtom name = JS_NewAtomUInt32(ctx, index);
  JS_Throw(ctx, error);
  status done = after_throw(realm, slot_value(array), name, slot_value(value));
  JS_FreeAtom(ctx, name);
  return done;
}

/* Elements of arrays need no atom unless something is in the way. */
static __attribute__((noinline)) status
set_any_index(napi_shim_realm *realm, const napi_shim_slot *object,
              uint32_t index, const napi_shim_slot *value) {
  JSContext *ctx = realm->ctx;
  JSValue array = slot_value(object), element = slot_value(value);
  if (JS_GetClassID(array) != realm->vm->classes.array)
    return set_index_by_atom(realm, object, index, value);
  stress(realm->vm);
  if (JS_VALUE_HAS_REF_COUNT(element))
    JS_DupValue(ctx, element);
  if (__builtin_expect(JS_SetPropertyUint32(ctx, array, index, element) < 0, 0))
    return after_element(realm, object, index, value);
  return napi_shim_engine_ok;
}

status quickjs_set_index(napi_shim_realm *realm, const napi_shim_slot *object,
                         uint32_t index, const napi_shim_slot *value) {
  const napi_shim_vm *vm = realm->vm;
  JSValue array = slot_value(object);
  if (!in_place_works(vm) || in_place_class_of(array) != vm->classes.array)
    return set_any_index(realm, object, index, value);
  JSValue *element = in_place_element(array, index);
  if (!element)
    return set_any_index(realm, object, index, value);
  JSValue old = *element;
  *element = in_place_dup(slot_value(value));
  /* Last: it may end an object, whose finalizer may do anything. */
  in_place_free(vm->rt, old);
  return napi_shim_engine_ok;
}

#else

status quickjs_set_index(napi_shim_realm *realm, const napi_shim_slot *object,
                         uint32_t index, const napi_shim_slot *value) {
  return set_index_by_atom(realm, object, index, value);
}

#endif
