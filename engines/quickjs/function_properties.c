/* SPDX-License-Identifier: MIT */
/* A native function's `length`, `name` and `prototype`, which few scripts look
 * at: they become properties of the object when something is done to them. */

#include "functions.h"

#include <stdlib.h>

/*
 * Until then they are absent: the object has none of them, and the engine asks
 * here, as its exotic methods are for what is not found among an object's
 * properties. While the engine goes through those nothing may be added; so what
 * is only looked at stays absent. What defines or deletes any property makes
 * them ordinary ones first, in the order in which they would have been born. An
 * object that is not extensible has them on a stand-in, an ordinary object that
 * nobody else sees, and the engine's rules are asked of that.
 */

struct function_names *quickjs_function_names(const napi_shim_vm *vm) {
  struct function_names *names = malloc(sizeof *names);
  if (names)
    *names = (struct function_names){1, JS_DupAtom(vm->system, vm->length),
                                     JS_DupAtom(vm->system, vm->name),
                                     JS_DupAtom(vm->system, vm->prototype),
                                     JS_DupAtom(vm->system, vm->constructor)};
  return names;
}

void quickjs_function_names_free(JSRuntime *rt, struct function_names *names) {
  JS_FreeAtomRT(rt, names->length);
  JS_FreeAtomRT(rt, names->name);
  JS_FreeAtomRT(rt, names->prototype);
  JS_FreeAtomRT(rt, names->constructor);
  free(names);
}

void quickjs_function_mark(JSRuntime *rt, JSValueConst value,
                           JS_MarkFunc *mark) {
  JSClassID id;
  struct native_function *native = JS_GetAnyOpaque(value, &id);
  if (native)
    JS_MarkValue(rt, native->prototype, mark);
}

static void replace_prototype(JSContext *ctx, struct native_function *native,
                              JSValue value) {
  JSValue before = native->prototype;
  native->prototype = value;
  JS_FreeValue(ctx, before);
}

/* The prototype's object, with its way back to the function if `is_whole`. */
static bool make(JSContext *ctx, JSValueConst function,
                 struct native_function *native, bool is_whole) {
  if (native->made)
    return true;
  JSValue prototype = JS_NewObjectProto(ctx, native->prototype);
  if (JS_IsException(prototype))
    return false;
  if (is_whole &&
      JS_DefinePropertyValue(ctx, prototype, native->names->constructor,
                             JS_DupValue(ctx, function),
                             JS_PROP_CONFIGURABLE | JS_PROP_WRITABLE) < 0) {
    JS_FreeValue(ctx, prototype);
    return false;
  }
  native->made = true;
  replace_prototype(ctx, native, prototype);
  return true;
}

/* The value that an absent property has, owned; `made` where it is the
 * prototype. May be an exception. */
static JSValue value_of(JSContext *ctx, const struct native_function *native,
                        enum absent_property which) {
  switch (which) {
  case absent_length:
    return JS_MKVAL(JS_TAG_INT, 0);
  case absent_name:
    return native->has_string
               ? JS_DupValue(ctx, JS_MKPTR(JS_TAG_STRING, native->name.string))
               : quickjs_string(ctx, native->name.text, native->text_length);
  default:
    return JS_DupValue(ctx, native->prototype);
  }
}

/* Moves all that are absent to an object, in their order. What has been moved
 * when memory runs out stays so. */
static bool move_to(JSContext *ctx, JSValueConst object,
                    struct native_function *native) {
  static const int flags[] = {JS_PROP_CONFIGURABLE, JS_PROP_CONFIGURABLE,
                              JS_PROP_WRITABLE};
  const JSAtom names[] = {native->names->length, native->names->name,
                          native->names->prototype};
  for (unsigned i = 0; i < absent_properties; i++) {
    enum absent_property which = 1U << i;
    if (!(native->absent & which))
      continue;
    JSValue value = value_of(ctx, native, which);
    if (JS_IsException(value) ||
        JS_DefinePropertyValue(ctx, object, names[i], value,
                               flags[i] | JS_PROP_NO_EXOTIC) < 0)
      return false;
    native->absent &= ~(unsigned)which;
  }
  return true;
}

bool quickjs_show_properties(JSContext *ctx, JSValueConst function,
                             struct native_function *native) {
  if (!make(ctx, function, native, true) || !move_to(ctx, function, native))
    return false;
  replace_prototype(ctx, native, JS_UNDEFINED);
  return true;
}

status quickjs_bare_prototype(napi_shim_realm *realm,
                              const napi_shim_slot *function,
                              napi_shim_slot *result) {
  JSContext *ctx = realm->ctx;
  JSClassID id;
  struct native_function *native = JS_GetAnyOpaque(slot_value(function), &id);
  if (id != realm->vm->class_function || !native || native->made)
    return napi_shim_engine_unsupported;
  if (!make(ctx, slot_value(function), native, false))
    return quickjs_out_of_memory(realm);
  return quickjs_finish_new(realm, JS_DupValue(ctx, native->prototype), result);
}

#if FLAVOUR_LAZY_PROPERTIES

/* What stands behind a function with absent properties, else NULL. */
static struct native_function *lazy(JSValueConst function) {
  JSClassID id;
  struct native_function *native = JS_GetAnyOpaque(function, &id);
  return native && native->absent ? native : NULL;
}

/* Which of the absent ones has the name; 0: none. */
static unsigned absent_of(const struct native_function *native, JSAtom name) {
  const struct function_names *names = native->names;
  unsigned which = name == names->prototype ? absent_prototype
                   : name == names->name    ? absent_name
                   : name == names->length  ? absent_length
                                            : 0;
  return which & native->absent;
}

static int get_own(JSContext *ctx, JSPropertyDescriptor *result,
                   JSValueConst function, JSAtom name) {
  struct native_function *native = lazy(function);
  unsigned which = native ? absent_of(native, name) : 0;
  if (!which)
    return false;
  if (native->apart)
    return JS_GetOwnProperty(ctx, result, native->prototype, name);
  if (!result)
    return true;
  if (which == absent_prototype && !make(ctx, function, native, true))
    return -1;
  JSValue value = value_of(ctx, native, which);
  if (JS_IsException(value))
    return -1;
  *result = (JSPropertyDescriptor){.flags = which == absent_prototype
                                                ? JS_PROP_WRITABLE
                                                : JS_PROP_CONFIGURABLE,
                                   .value = value,
                                   .getter = JS_UNDEFINED,
                                   .setter = JS_UNDEFINED};
  return true;
}

/* The engine puts these behind the others. */
static int get_names(JSContext *ctx, JSPropertyEnum **names, uint32_t *count,
                     JSValueConst function) {
  struct native_function *native = lazy(function);
  *names = NULL;
  *count = 0;
  if (!native)
    return 0;
  const JSAtom all[] = {native->names->length, native->names->name,
                        native->names->prototype};
  JSPropertyEnum *list = js_malloc(ctx, absent_properties * sizeof *list);
  if (!list)
    return -1;
  for (unsigned i = 0; i < absent_properties; i++)
    if (native->absent & 1U << i)
      list[(*count)++] = (JSPropertyEnum){.atom = JS_DupAtom(ctx, all[i])};
  *names = list;
  return 0;
}

/* From now on the absent ones are on a stand-in. */
static bool stand_apart(JSContext *ctx, JSValueConst function,
                        struct native_function *native) {
  if (native->apart)
    return true;
  if (!make(ctx, function, native, true))
    return false;
  unsigned absent = native->absent;
  JSValue standin = JS_NewObjectProto(ctx, JS_NULL);
  bool moved = !JS_IsException(standin) && move_to(ctx, standin, native);
  native->absent = absent;
  if (!moved) {
    JS_FreeValue(ctx, standin);
    return false;
  }
  native->apart = true;
  replace_prototype(ctx, native, standin);
  return true;
}

static int delete_own(JSContext *ctx, JSValueConst function, JSAtom name) {
  struct native_function *native = lazy(function);
  unsigned which = native ? absent_of(native, name) : 0;
  if (!which)
    return true;
  if (which == absent_prototype)
    return false;
  if (JS_IsExtensible(ctx, function))
    return quickjs_show_properties(ctx, function, native)
               ? JS_DeleteProperty(ctx, function, name, 0)
               : -1;
  if (!stand_apart(ctx, function, native))
    return -1;
  int done = JS_DeleteProperty(ctx, native->prototype, name, 0);
  if (done > 0)
    native->absent &= ~which;
  return done;
}

static int define_own(JSContext *ctx, JSValueConst function, JSAtom name,
                      JSValueConst value, JSValueConst getter,
                      JSValueConst setter, int flags) {
  struct native_function *native = lazy(function);
  if (native && JS_IsExtensible(ctx, function)) {
    if (!quickjs_show_properties(ctx, function, native))
      return -1;
  } else if (native && absent_of(native, name)) {
    return stand_apart(ctx, function, native)
               ? JS_DefineProperty(ctx, native->prototype, name, value, getter,
                                   setter, flags)
               : -1;
  }
  return JS_DefineProperty(ctx, function, name, value, getter, setter,
                           flags | JS_PROP_NO_EXOTIC);
}

JSClassExoticMethods quickjs_function_properties = {
    .get_own_property = get_own,
    .get_own_property_names = get_names,
    .delete_property = delete_own,
    .define_own_property = define_own};

#endif
