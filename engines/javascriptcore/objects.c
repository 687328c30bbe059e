/* SPDX-License-Identifier: MIT */
/* Objects, arrays and their properties. */

#include "javascriptcore_engine.h"

#include <string.h>

napi_shim_engine_status jsc_make_object(napi_shim_realm *realm,
                                        napi_shim_slot *result) {
  jsc_put(result, JSObjectMake(realm->context, NULL, NULL));
  return napi_shim_engine_ok;
}

napi_shim_engine_status jsc_make_array(napi_shim_realm *realm, uint32_t length,
                                       napi_shim_slot *result) {
  JSValueRef exception = NULL, value = NULL;
  if (length == 0) {
    value = JSObjectMakeArray(realm->context, 0, NULL, &exception);
    return jsc_done(realm->vm, value, exception, result);
  }
  JSValueRef argv[1] = {JSValueMakeNumber(realm->context, length)};
  napi_shim_engine_status status =
      jsc_glue_call(realm, glue_array, 1, argv, &value);
  if (status == napi_shim_engine_ok)
    jsc_put(result, value);
  return status;
}

napi_shim_engine_status jsc_get(napi_shim_realm *realm,
                                const napi_shim_slot *object,
                                const napi_shim_slot *key,
                                napi_shim_slot *result) {
  JSValueRef exception = NULL;
  JSValueRef value = JSObjectGetPropertyForKey(
      realm->context, jsc_object(object), jsc_value(key), &exception);
  return jsc_done(realm->vm, value, exception, result);
}

napi_shim_engine_status jsc_set(napi_shim_realm *realm,
                                const napi_shim_slot *object,
                                const napi_shim_slot *key,
                                const napi_shim_slot *value) {
  JSValueRef exception = NULL;
  JSObjectSetPropertyForKey(realm->context, jsc_object(object), jsc_value(key),
                            jsc_value(value), kJSPropertyAttributeNone,
                            &exception);
  return exception != NULL ? jsc_thrown(realm->vm, exception)
                           : napi_shim_engine_ok;
}

napi_shim_engine_status jsc_has(napi_shim_realm *realm,
                                const napi_shim_slot *object,
                                const napi_shim_slot *key, bool *result) {
  JSValueRef exception = NULL;
  bool found = JSObjectHasPropertyForKey(realm->context, jsc_object(object),
                                         jsc_value(key), &exception);
  if (exception != NULL)
    return jsc_thrown(realm->vm, exception);
  *result = found;
  return napi_shim_engine_ok;
}

napi_shim_engine_status jsc_has_own(napi_shim_realm *realm,
                                    const napi_shim_slot *object,
                                    const napi_shim_slot *key, bool *result) {
  JSValueRef argv[2] = {jsc_value(object), jsc_value(key)}, answer;
  napi_shim_engine_status status =
      jsc_glue_call(realm, glue_has_own, 2, argv, &answer);
  if (status == napi_shim_engine_ok)
    *result = JSValueToBoolean(realm->context, answer);
  return status;
}

napi_shim_engine_status jsc_delete_key(napi_shim_realm *realm,
                                       const napi_shim_slot *object,
                                       const napi_shim_slot *key,
                                       bool *result) {
  JSValueRef exception = NULL;
  bool deleted = JSObjectDeletePropertyForKey(
      realm->context, jsc_object(object), jsc_value(key), &exception);
  if (exception != NULL)
    return jsc_thrown(realm->vm, exception);
  *result = deleted;
  return napi_shim_engine_ok;
}

/* The cached name in `place`, made if need be; NULL when memory is short. */
static JSStringRef cached_name(jsc_name *place, const char *name,
                               size_t length) {
  if (place->string != NULL && place->length == length &&
      memcmp(place->bytes, name, length) == 0)
    return place->string;
  JSStringRef string = jsc_string_from_utf8(name, length);
  if (string == NULL)
    return NULL;
  if (place->string != NULL)
    JSStringRelease(place->string);
  place->string = string;
  place->length = (uint8_t)length;
  memcpy(place->bytes, name, length);
  return string;
}

/* To be released by the caller. */
static JSStringRef name_string(napi_shim_vm *vm, const char *name,
                               size_t length) {
  if (length > JSC_NAME_BYTES)
    return jsc_string_from_utf8(name, length);
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < length; i++)
    hash = (hash ^ (unsigned char)name[i]) * 16777619u;
  jsc_name *place = &vm->names[(hash ^ hash >> 15) % JSC_NAMES];
  JSStringRef string = cached_name(place, name, length);
  return string != NULL ? JSStringRetain(string) : NULL;
}

void jsc_names_close(napi_shim_vm *vm) {
  for (size_t i = 0; i < JSC_NAMES; i++) {
    if (vm->names[i].string != NULL)
      JSStringRelease(vm->names[i].string);
    vm->names[i].string = NULL;
  }
}

napi_shim_engine_status jsc_get_named(napi_shim_realm *realm,
                                      const napi_shim_slot *object,
                                      const char *name, size_t length,
                                      napi_shim_slot *result) {
  JSStringRef string = name_string(realm->vm, name, length);
  if (string == NULL)
    return napi_shim_engine_out_of_memory;
  JSValueRef exception = NULL;
  JSValueRef value = JSObjectGetProperty(realm->context, jsc_object(object),
                                         string, &exception);
  JSStringRelease(string);
  return jsc_done(realm->vm, value, exception, result);
}

napi_shim_engine_status jsc_set_named(napi_shim_realm *realm,
                                      const napi_shim_slot *object,
                                      const char *name, size_t length,
                                      const napi_shim_slot *value) {
  JSStringRef string = name_string(realm->vm, name, length);
  if (string == NULL)
    return napi_shim_engine_out_of_memory;
  JSValueRef exception = NULL;
  JSObjectSetProperty(realm->context, jsc_object(object), string,
                      jsc_value(value), kJSPropertyAttributeNone, &exception);
  JSStringRelease(string);
  return exception != NULL ? jsc_thrown(realm->vm, exception)
                           : napi_shim_engine_ok;
}

napi_shim_engine_status jsc_get_index(napi_shim_realm *realm,
                                      const napi_shim_slot *object,
                                      uint32_t index, napi_shim_slot *result) {
  JSValueRef exception = NULL;
  JSValueRef value = JSObjectGetPropertyAtIndex(
      realm->context, jsc_object(object), index, &exception);
  return jsc_done(realm->vm, value, exception, result);
}

napi_shim_engine_status jsc_set_index(napi_shim_realm *realm,
                                      const napi_shim_slot *object,
                                      uint32_t index,
                                      const napi_shim_slot *value) {
  JSValueRef exception = NULL;
  JSObjectSetPropertyAtIndex(realm->context, jsc_object(object), index,
                             jsc_value(value), &exception);
  return exception != NULL ? jsc_thrown(realm->vm, exception)
                           : napi_shim_engine_ok;
}

static JSValueRef or_undefined(napi_shim_realm *realm,
                               const napi_shim_slot *slot) {
  return slot != NULL ? jsc_value(slot) : JSValueMakeUndefined(realm->context);
}

napi_shim_engine_status
jsc_define_property(napi_shim_realm *realm, const napi_shim_slot *object,
                    const napi_shim_slot *key,
                    const napi_shim_property *property) {
  JSContextRef context = realm->context;
  if (jsc_define_untouched(realm, jsc_object(object), jsc_value(key), property))
    return napi_shim_engine_ok;
  bool accessor = property->getter != NULL || property->setter != NULL;
  JSValueRef ignored;
  JSValueRef argv[6] = {jsc_value(object),
                        jsc_value(key),
                        NULL,
                        NULL,
                        JSValueMakeBoolean(context, property->enumerable),
                        JSValueMakeBoolean(context, property->configurable)};
  if (accessor) {
    argv[2] = or_undefined(realm, property->getter);
    argv[3] = or_undefined(realm, property->setter);
  } else {
    argv[2] = or_undefined(realm, property->value);
    argv[3] = JSValueMakeBoolean(context, property->writable);
  }
  return jsc_glue_call(realm, accessor ? glue_accessor : glue_define, 6, argv,
                       &ignored);
}
