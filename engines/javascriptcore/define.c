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

/*
 * Objects like {} can be told the same directly, whatever they have: a
 * descriptor says what it does not leave alone.
 */
static const char definitions[] =
    "(function (a, b, get, set) {"
    "  const is = (o, k, w, e, c) => {"
    "    const d = Object.getOwnPropertyDescriptor(o, k);"
    "    return d.writable === w && d.enumerable === e &&"
    "      d.configurable === c && d; };"
    "  return is(a, 'name', true, false, true).value === 1.5 &&"
    "    is(a, 'other', false, true, false).value === 2.5 &&"
    "    is(b, 'name', undefined, true, true).get === get && b.name === 7 &&"
    "    is(b, 'name', undefined, true, true).set === undefined &&"
    "    is(b, 'other', undefined, false, false).set === set &&"
    "    is(b, 'other', undefined, false, false).get === undefined &&"
    "    Reflect.ownKeys(a).join() === 'name,other' &&"
    "    Reflect.ownKeys(b).join() === 'name,other'; })";

bool jsc_learn_defines(const jsc_layout *layout, JSContextRef context) {
  JSValueRef names[2] = {jsc_unique_sample(context, "name"),
                         jsc_unique_sample(context, "other")};
  JSValueRef check = jsc_sample(context, definitions);
  JSValueRef get = jsc_sample(context, "(() => 7)");
  JSValueRef set = jsc_sample(context, "((v) => { throw v; })");
  JSValueRef undefined = JSValueMakeUndefined(context);
  JSObjectRef a = JSObjectMake(context, NULL, NULL);
  JSObjectRef b = JSObjectMake(context, NULL, NULL);
  const void *name = jsc_unique_memory(layout, names[0]);
  const void *other = jsc_unique_memory(layout, names[1]);
  if (jsc_cpp_define == NULL || name == NULL || other == NULL ||
      check == NULL || get == NULL || set == NULL)
    return false;
  const jsc_descriptor told[] = {
      {JSValueMakeNumber(context, 0.5), NULL, NULL, 0, jsc_all_told},
      {JSValueMakeNumber(context, 1.5), NULL, NULL, jsc_hidden, jsc_all_told},
      {JSValueMakeNumber(context, 2.5), NULL, NULL, jsc_read_only | jsc_fixed,
       jsc_all_told},
      {NULL, get, undefined, jsc_accessor, jsc_all_told},
      {NULL, undefined, set, jsc_accessor | jsc_hidden | jsc_fixed,
       jsc_all_told}};
  bool done = jsc_cpp_define(a, context, name, &told[0], true) &&
              jsc_cpp_define(a, context, name, &told[1], true) &&
              jsc_cpp_define(a, context, other, &told[2], true) &&
              jsc_cpp_define(b, context, name, &told[3], true) &&
              jsc_cpp_define(b, context, other, &told[4], true) &&
              !jsc_cpp_define(a, context, other, &told[0], false);
  JSValueRef argv[] = {a, b, get, set}, thrown = NULL;
  JSValueRef answer =
      JSObjectCallAsFunction(context, (JSObjectRef)check, NULL, 4, argv, NULL);
  /* A refusal throws, if that is asked for. */
  jsc_cpp_define(a, context, other, &told[0], true);
  JSValueToNumber(context, told[0].value, &thrown);
  return done && answer != NULL && JSValueToBoolean(context, answer) &&
         thrown != NULL;
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
