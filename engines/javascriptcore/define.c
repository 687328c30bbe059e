/* SPDX-License-Identifier: MIT */
/* Properties with attributes, on objects that nobody else has touched. */

#include "javascriptcore_engine.h"

/*
 * The first half of an object's first word names its structure: what it is
 * made of, its properties, its prototype, whether it is extensible. Where that
 * is the structure of `{}`, the object inherits from its realm's
 * Object.prototype and from nothing else; asking it for a property runs
 * nothing, and defining one that it does not have cannot fail. The C
 * interface's way to define a property is then exact; elsewhere it is not: it
 * assigns what is inherited, and does not tell a refusal.
 *
 * The last object that was defined upon is remembered with the structure that
 * this left. It is a root till the next collection ends, so that neither its
 * address nor its structure's number can be another's.
 */
/* More might make the structure the object's own. */
#define MOST_PROPERTIES 32

static uint32_t structure_of(JSObjectRef object) {
  return *(const uint32_t *)(const void *)object;
}

static bool is_untouched(const napi_shim_realm *realm, JSObjectRef object) {
  const napi_shim_vm *vm = realm->vm;
  uint32_t structure = structure_of(object);
  return realm->sample_object != NULL &&
         (structure == structure_of(realm->sample_object) ||
          (object == vm->defined && structure == vm->defined_structure &&
           vm->defined_count < MOST_PROPERTIES));
}

static void remember(napi_shim_vm *vm, JSObjectRef object) {
  vm->defined_count = object == vm->defined ? vm->defined_count + 1 : 1;
  vm->defined = object;
  vm->defined_structure = structure_of(object);
}

void jsc_forget_defined(napi_shim_vm *vm) {
  vm->defined = NULL;
}

static JSPropertyAttributes attributes_of(const napi_shim_property *property) {
  return (property->writable ? 0 : kJSPropertyAttributeReadOnly) |
         (property->enumerable ? 0 : kJSPropertyAttributeDontEnum) |
         (property->configurable ? 0 : kJSPropertyAttributeDontDelete);
}

bool jsc_define_untouched(napi_shim_realm *realm, JSObjectRef object,
                          JSValueRef key, const napi_shim_property *property) {
  JSContextRef context = realm->context;
  JSValueRef exception = NULL;
  if (property->value == NULL || !is_untouched(realm, object) ||
      JSObjectHasPropertyForKey(context, object, key, &exception) ||
      exception != NULL)
    return false;
  JSObjectSetPropertyForKey(context, object, key, jsc_value(property->value),
                            attributes_of(property), &exception);
  remember(realm->vm, object);
  return exception == NULL;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Whether first words tell apart what must be told apart: lists of samples
 * that are like the first one, and that are not. */
static bool tell_apart(JSContextRef context, const char *const *sources,
                       size_t alike, size_t count) {
  JSValueRef values[12];
  jsc_samples(context, sources, count, sizeof *sources, values);
  for (size_t i = 0; i < count; i++) {
    if (values[i] == NULL || !JSValueIsObject(context, values[i]))
      return false;
    bool same = structure_of((JSObjectRef)values[i]) ==
                structure_of((JSObjectRef)values[0]);
    if (same != (i < alike))
      return false;
  }
  return true;
}

bool jsc_learn_structures(JSContextRef context) {
  static const char *const empty[] = {"({})",
                                      "new Object",
                                      "({a: 1})",
                                      "Object.preventExtensions({})",
                                      "Object.freeze({})",
                                      "Object.create(null)",
                                      "Object.create({})",
                                      "Object.setPrototypeOf({}, [])",
                                      "new (class {})",
                                      "new Proxy({}, {})",
                                      "[]",
                                      "(function () {})"};
  static const char *const full[] = {"({a: 1})",
                                     "({a: {}})",
                                     "Object.preventExtensions({a: 1})",
                                     "Object.seal({a: 1})",
                                     "Object.setPrototypeOf({a: 1}, null)",
                                     "Object.setPrototypeOf({a: 1}, {})",
                                     "({b: 1})",
                                     "({a: 1, b: 1})",
                                     "({get a() {}})",
                                     "({})"};
  JSValueRef sample = jsc_sample(context, "({})");
  return sample != NULL &&
         structure_of((JSObjectRef)sample) ==
             structure_of(JSObjectMake(context, NULL, NULL)) &&
         tell_apart(context, empty, 2, COUNT(empty)) &&
         tell_apart(context, full, 2, COUNT(full));
}
