/* SPDX-License-Identifier: MIT */
/* A native function's `prototype`, which few scripts look at: it is made, with
 * its way back to the function, when somebody does. */

#include "quickjs_engine.h"

/*
 * Until then the object has no such property, and the engine asks here: its
 * exotic methods are for what is not found among an object's properties. While
 * the engine goes through those nothing may be added; so what is only looked at
 * is made beside the object. What defines any property makes it an ordinary
 * one first, which keeps the order of the keys: before that, the object has
 * none but `length` and `name`. An object that is not extensible keeps it
 * beside, where the engine's rules are asked of a stand-in.
 */

void quickjs_function_mark(JSRuntime *rt, JSValueConst value,
                           JS_MarkFunc *mark) {
  JSClassID id;
  struct native_function *native = JS_GetAnyOpaque(value, &id);
  if (native)
    JS_MarkValue(rt, native->prototype, mark);
}

static bool make(JSContext *ctx, JSValueConst function,
                 struct native_function *native) {
  if (native->state != prototype_unmade)
    return true;
  JSValue prototype = JS_NewObjectProto(ctx, native->prototype);
  if (JS_IsException(prototype))
    return false;
  if (JS_DefinePropertyValue(ctx, prototype, native->name_of_constructor,
                             JS_DupValue(ctx, function),
                             JS_PROP_CONFIGURABLE | JS_PROP_WRITABLE) < 0) {
    JS_FreeValue(ctx, prototype);
    return false;
  }
  JSValue parent = native->prototype;
  native->prototype = prototype;
  native->state = prototype_beside;
  JS_FreeValue(ctx, parent);
  return true;
}

bool quickjs_define_prototype(JSContext *ctx, JSValueConst function,
                              struct native_function *native) {
  if (!make(ctx, function, native) ||
      JS_DefinePropertyValue(ctx, function, native->name_of_prototype,
                             JS_DupValue(ctx, native->prototype),
                             JS_PROP_WRITABLE | JS_PROP_NO_EXOTIC) < 0)
    return false;
  JSValue prototype = native->prototype;
  native->prototype = JS_UNDEFINED;
  native->state = prototype_defined;
  JS_FreeValue(ctx, prototype);
  return true;
}

status quickjs_bare_prototype(napi_shim_realm *realm,
                              const napi_shim_slot *function,
                              napi_shim_slot *result) {
  JSContext *ctx = realm->ctx;
  JSClassID id;
  struct native_function *native = JS_GetAnyOpaque(slot_value(function), &id);
  if (id != realm->vm->class_function || !native ||
      native->state != prototype_unmade)
    return napi_shim_engine_unsupported;
  JSValue prototype = JS_NewObjectProto(ctx, native->prototype);
  if (JS_IsException(prototype))
    return quickjs_out_of_memory(realm);
  JSValue parent = native->prototype;
  native->prototype = JS_DupValue(ctx, prototype);
  native->state = prototype_beside;
  JS_FreeValue(ctx, parent);
  if (!quickjs_define_prototype(ctx, slot_value(function), native)) {
    JS_FreeValue(ctx, prototype);
    prototype = JS_EXCEPTION;
  }
  return quickjs_finish_new(realm, prototype, result);
}

#if FLAVOUR_LAZY_PROPERTIES

/* What stands behind a function whose `prototype` is not among its
 * properties, else NULL. */
static struct native_function *lazy(JSValueConst function) {
  JSClassID id;
  struct native_function *native = JS_GetAnyOpaque(function, &id);
  return native && native->state != prototype_defined ? native : NULL;
}

static int get_own(JSContext *ctx, JSPropertyDescriptor *result,
                   JSValueConst function, JSAtom name) {
  struct native_function *native = lazy(function);
  if (!native || name != native->name_of_prototype)
    return false;
  if (!result)
    return true;
  if (!make(ctx, function, native))
    return -1;
  *result =
      (JSPropertyDescriptor){.flags = native->read_only ? 0 : JS_PROP_WRITABLE,
                             .value = JS_DupValue(ctx, native->prototype),
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
  JSPropertyEnum *list = js_malloc(ctx, sizeof *list);
  if (!list)
    return -1;
  *list = (JSPropertyEnum){.atom = JS_DupAtom(ctx, native->name_of_prototype)};
  *names = list;
  *count = 1;
  return 0;
}

static int delete_own(JSContext *ctx, JSValueConst function, JSAtom name) {
  struct native_function *native = lazy(function);
  (void)ctx;
  return !native || name != native->name_of_prototype;
}

/* What a definition makes of the property, by the engine's own rules. */
static int define_beside(JSContext *ctx, struct native_function *native,
                         JSValueConst value, JSValueConst getter,
                         JSValueConst setter, int flags) {
  JSAtom name = native->name_of_prototype;
  JSPropertyDescriptor property;
  JSValue standin = JS_NewObjectProto(ctx, JS_NULL);
  if (JS_IsException(standin))
    return -1;
  int done = JS_DefinePropertyValue(ctx, standin, name,
                                    JS_DupValue(ctx, native->prototype),
                                    native->read_only ? 0 : JS_PROP_WRITABLE);
  if (done > 0)
    done = JS_DefineProperty(ctx, standin, name, value, getter, setter, flags);
  if (done > 0)
    done = JS_GetOwnProperty(ctx, &property, standin, name);
  JS_FreeValue(ctx, standin);
  if (done <= 0)
    return done;
  JSValue before = native->prototype;
  native->prototype = property.value;
  native->read_only = !(property.flags & JS_PROP_WRITABLE);
  JS_FreeValue(ctx, before);
  return true;
}

static int define_own(JSContext *ctx, JSValueConst function, JSAtom name,
                      JSValueConst value, JSValueConst getter,
                      JSValueConst setter, int flags) {
  struct native_function *native = lazy(function);
  if (native && JS_IsExtensible(ctx, function)) {
    if (!quickjs_define_prototype(ctx, function, native))
      return -1;
  } else if (native && name == native->name_of_prototype) {
    return make(ctx, function, native)
               ? define_beside(ctx, native, value, getter, setter, flags)
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
