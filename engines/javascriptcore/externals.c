/* SPDX-License-Identifier: MIT */
/* External values: objects of a class of their own that take nothing. */

#include "javascriptcore_engine.h"

#include <string.h>

JSClassRef jsc_external_class_new(void) {
  JSClassDefinition definition = kJSClassDefinitionEmpty;
  definition.className = "Object";
  definition.attributes = kJSClassAttributeNoAutomaticPrototype;
  return JSClassCreate(&definition);
}

/*
 * The first half of a cell's first word names its structure: class, prototype,
 * properties. An object that was just made gets the prototype of the VM's
 * sample, which is none, with the sample's structure.
 */
static uint32_t *structure_of(JSObjectRef object) {
  return (uint32_t *)object;
}

static bool close_quickly(JSContextRef context, JSObjectRef object,
                          JSObjectRef sample) {
  *structure_of(object) = *structure_of(sample);
  return jsc_cpp_prevent_extensions(object, context);
}

/* What a script sees of an external. */
static const char check[] =
    "(function (o) { 'use strict';"
    "  try { o.x = 1; return false; } catch {}"
    "  try { o[0] = 1; return false; } catch {}"
    "  return typeof o === 'object' && !Object.isExtensible(o) &&"
    "    Object.getPrototypeOf(o) === null &&"
    "    Reflect.ownKeys(o).length === 0; })";

static bool is_external(napi_shim_vm *vm, JSObjectRef object) {
  JSContextRef context = vm->context;
  JSValueRef function = jsc_sample(context, check), argv[1] = {object};
  if (function == NULL ||
      !JSValueIsObjectOfClass(context, object, vm->external_class))
    return false;
  JSValueRef answer = JSObjectCallAsFunction(context, (JSObjectRef)function,
                                             NULL, 1, argv, NULL);
  return answer != NULL && JSValueToBoolean(context, answer);
}

/* In the VM's own context, which no script gets hold of. */
void jsc_learn_externals(napi_shim_vm *vm) {
  JSContextRef context = vm->context;
  if (!vm->layout->types || jsc_cpp_prevent_extensions == NULL)
    return;
  JSObjectRef sample = JSObjectMake(context, vm->external_class, NULL);
  JSObjectRef other = JSObjectMake(context, vm->external_class, NULL);
  uint32_t fresh = *structure_of(other);
  JSObjectSetPrototype(context, sample, JSValueMakeNull(context));
  /* All else that the first two words say must be the same. */
  *structure_of(other) = *structure_of(sample);
  if (*structure_of(sample) == fresh || memcmp(other, sample, 16) != 0)
    return;
  if (close_quickly(context, other, sample) && is_external(vm, other))
    vm->external_sample = sample;
}

static napi_shim_engine_status close_object(napi_shim_realm *realm,
                                            JSObjectRef object) {
  JSValueRef argv[1] = {object}, unused;
  JSObjectSetPrototype(realm->context, object, JSValueMakeNull(realm->context));
  return jsc_glue_call(realm, glue_close, 1, argv, &unused);
}

napi_shim_engine_status jsc_make_external(napi_shim_realm *realm, void *record,
                                          void **weak, napi_shim_slot *result) {
  napi_shim_vm *vm = realm->vm;
  napi_shim_slot slot;
  JSObjectRef object = JSObjectMake(realm->context, vm->external_class, NULL);
  if (vm->external_sample == NULL ||
      !close_quickly(realm->context, object, vm->external_sample)) {
    napi_shim_engine_status status = close_object(realm, object);
    if (status != napi_shim_engine_ok)
      return status;
  }
  jsc_put(&slot, object);
  napi_shim_engine_status status =
      jsc_attach_record(realm, &slot, record, weak);
  if (status == napi_shim_engine_ok)
    *result = slot;
  return status;
}
