/* SPDX-License-Identifier: MIT */
/* Property descriptors of an addon made into properties of an object. */

#include "napi/descriptors.h"

#include <string.h>

#include "env/call.h"
#include "env/memory.h"
#include "env/text.h"
#include "env/text_span.h"

napi_shim_engine_status descriptor_function(napi_env env, const char *name,
                                            size_t length,
                                            napi_callback callback, void *data,
                                            struct class_brand *brand,
                                            bool is_constructor,
                                            napi_shim_slot *result) {
  char *repaired = NULL;
  if (!text_is_utf8(name, length)) {
    repaired = text_repair_utf8(name, &length);
    if (repaired == NULL)
      return napi_shim_engine_out_of_memory;
    name = repaired;
  }
  napi_shim_engine_status status = call_make_function(
      env, name, length, callback, data, brand, is_constructor, result);
  memory_free(repaired);
  return status;
}

static int flags_of(const napi_shim_property *property) {
  return (property->writable ? 1 : 0) | (property->enumerable ? 2 : 0) |
         (property->configurable ? 4 : 0);
}

static napi_shim_engine_status
define_generic(napi_env env, const napi_shim_slot *object,
               const napi_shim_slot *key, const napi_shim_property *property,
               bool *defined) {
  napi_shim_slot flags, undefined;
  ENGINE(env)->make_number(REALM(env), flags_of(property), &flags);
  if (property->value != NULL) {
    const napi_shim_slot *argv[] = {object, key, property->value, &flags};
    return operand_test(env, intrinsic_defineValue, 4, argv, defined);
  }
  ENGINE(env)->make_undefined(REALM(env), &undefined);
  const napi_shim_slot *argv[] = {
      object, key, property->getter != NULL ? property->getter : &undefined,
      property->setter != NULL ? property->setter : &undefined, &flags};
  return operand_test(env, intrinsic_defineAccessor, 5, argv, defined);
}

/* A value with the attributes that an assignment would give. */
static bool is_like_assigned(const napi_shim_property *property,
                             enum descriptor_kind kind) {
  return property->configurable && property->enumerable && property->writable &&
         kind == descriptor_of_value;
}

/* Objects that only ever refuse, so that what the engine throws can be taken
 * for a refusal: traps throw on their own, and an array's length does, unless
 * a plain assignment's attributes are asked for, which it refuses first. */
static bool only_refuses(napi_env env, const napi_shim_slot *object,
                         const napi_shim_property *property,
                         enum descriptor_kind kind) {
  napi_shim_class class = ENGINE(env)->class_of(REALM(env), object);
  return class != napi_shim_class_proxy &&
         (class != napi_shim_class_array || is_like_assigned(property, kind));
}

/* A typed array converts what becomes an element, which may run a script, and
 * in Node throws where there is no such element, unless it is a method. */
static bool is_element(napi_env env, const napi_shim_slot *object,
                       const napi_shim_slot *key,
                       const napi_shim_property *property,
                       enum descriptor_kind kind) {
  bool there = true;
  return ENGINE(env)->class_of(REALM(env), object) ==
             napi_shim_class_typedarray &&
         property->configurable && property->enumerable && property->writable &&
         kind != descriptor_of_accessor &&
         operand_ask(env, intrinsic_isNumericName, key) &&
         (kind == descriptor_of_value ||
          (ENGINE(env)->has_own(REALM(env), object, key, &there) ==
               napi_shim_engine_ok &&
           there));
}

/* What the engine threw is a refusal, which the status tells. */
static napi_shim_engine_status refused(napi_env env) {
  napi_shim_slot thrown;
  ENGINE(env)->take_exception(REALM(env), &thrown);
  realm_release(env->realm, &thrown);
  return napi_shim_engine_ok;
}

napi_shim_engine_status
descriptor_define_raw(napi_env env, const napi_shim_slot *object,
                      const napi_shim_slot *key,
                      const napi_shim_property *property,
                      enum descriptor_kind kind, bool *defined) {
  if (ENGINE(env)->define_property == NULL ||
      !only_refuses(env, object, property, kind))
    return define_generic(env, object, key, property, defined);
  bool may_throw = is_element(env, object, key, property, kind);
  napi_shim_engine_status status =
      ENGINE(env)->define_property(REALM(env), object, key, property);
  *defined = status == napi_shim_engine_ok;
  if (status != napi_shim_engine_exception || may_throw)
    return status;
  return refused(env);
}

napi_status descriptor_key(napi_env env,
                           const napi_property_descriptor *descriptor,
                           const napi_shim_slot **result) {
  if (descriptor->utf8name != NULL)
    return operand_string(env, descriptor->utf8name,
                          strlen(descriptor->utf8name), result);
  CHECK(env, descriptor->name != NULL && operand_is_name(env, descriptor->name),
        napi_name_expected);
  *result = slot_of(descriptor->name);
  return napi_ok;
}

/* A function without name for a callback; NULL for none. */
static napi_status function_of(napi_env env, napi_callback callback, void *data,
                               const napi_shim_slot **result) {
  *result = NULL;
  if (callback == NULL)
    return napi_ok;
  RESERVE(env, slot);
  TRY(env, call_make_function(env, "", 0, callback, data, NULL, false, slot));
  napi_value handle;
  *result = slot_of(COMMIT(env, &handle));
  return napi_ok;
}

static napi_shim_property
attributes_of(const napi_property_descriptor *descriptor) {
  return (napi_shim_property){
      .writable = descriptor->attributes & napi_writable,
      .enumerable = descriptor->attributes & napi_enumerable,
      .configurable = descriptor->attributes & napi_configurable};
}

static bool is_accessor(const napi_property_descriptor *descriptor) {
  return descriptor->getter != NULL || descriptor->setter != NULL;
}

static enum descriptor_kind kind_of(const napi_property_descriptor *it) {
  if (is_accessor(it))
    return descriptor_of_accessor;
  return it->method != NULL ? descriptor_of_method : descriptor_of_value;
}

/* Fills in the value or the two functions. */
static napi_status property_of(napi_env env,
                               const napi_property_descriptor *descriptor,
                               napi_shim_property *result) {
  *result = attributes_of(descriptor);
  if (is_accessor(descriptor)) {
    PASS(function_of(env, descriptor->getter, descriptor->data,
                     &result->getter));
    return function_of(env, descriptor->setter, descriptor->data,
                       &result->setter);
  }
  if (descriptor->method != NULL)
    return function_of(env, descriptor->method, descriptor->data,
                       &result->value);
  CHECK_ARG(env, descriptor->value);
  result->value = slot_of(descriptor->value);
  return napi_ok;
}

bool descriptor_is_plain(napi_env env, const napi_shim_slot *object,
                         const napi_property_descriptor *descriptor) {
  if (descriptor->utf8name == NULL || ENGINE(env)->define_named == NULL)
    return false;
  napi_shim_class class = ENGINE(env)->class_of(REALM(env), object);
  size_t length = strlen(descriptor->utf8name);
  return class == napi_shim_class_plain &&
         span_ascii(descriptor->utf8name, length) == length;
}

napi_shim_engine_status
descriptor_define_plain(napi_env env, const napi_shim_slot *object,
                        const char *name, const napi_shim_property *property,
                        bool *defined) {
  napi_shim_engine_status status = ENGINE(env)->define_named(
      REALM(env), object, name, strlen(name), property);
  *defined = status == napi_shim_engine_ok;
  return status == napi_shim_engine_exception ? refused(env) : status;
}

napi_status descriptor_define(napi_env env, const napi_shim_slot *object,
                              const napi_property_descriptor *descriptor) {
  const napi_shim_slot *key = NULL;
  napi_shim_property property;
  bool defined, plain = descriptor_is_plain(env, object, descriptor);
  if (!plain)
    PASS(descriptor_key(env, descriptor, &key));
  PASS(property_of(env, descriptor, &property));
  TRY(env, plain ? descriptor_define_plain(env, object, descriptor->utf8name,
                                           &property, &defined)
                 : descriptor_define_raw(env, object, key, &property,
                                         kind_of(descriptor), &defined));
  if (!defined)
    LEAVE(env, !is_accessor(descriptor) && descriptor->method != NULL
                   ? napi_generic_failure
                   : napi_invalid_arg);
  return napi_ok;
}

/* A method has its property's name, if that is a string. The key is only
 * looked at where the name is no text. */
static napi_status method_of(napi_env env,
                             const napi_property_descriptor *descriptor,
                             const napi_shim_slot *key,
                             struct class_brand *brand,
                             const napi_shim_slot **result) {
  RESERVE(env, slot);
  napi_shim_engine_status status;
  napi_value handle;
  if (descriptor->utf8name != NULL) {
    status = descriptor_function(
        env, descriptor->utf8name, strlen(descriptor->utf8name),
        descriptor->method, descriptor->data, brand, false, slot);
  } else if (ENGINE(env)->type_of(REALM(env), key) == napi_shim_type_symbol) {
    status = call_make_function(env, "", 0, descriptor->method,
                                descriptor->data, brand, false, slot);
  } else {
    size_t length;
    char *name = text_copy_utf8(env->realm, key, &length);
    CHECK(env, name != NULL, napi_generic_failure);
    status = call_make_function(env, name, length, descriptor->method,
                                descriptor->data, brand, false, slot);
    memory_free(name);
  }
  TRY(env, status);
  *result = slot_of(COMMIT(env, &handle));
  return napi_ok;
}

napi_status descriptor_define_member(napi_env env,
                                     const napi_shim_slot *prototype,
                                     const napi_property_descriptor *descriptor,
                                     struct class_brand *brand) {
  const napi_shim_slot *key = NULL;
  napi_shim_property property = attributes_of(descriptor);
  bool done, plain = descriptor_is_plain(env, prototype, descriptor);
  if (!plain)
    PASS(descriptor_key(env, descriptor, &key));
  if (!is_accessor(descriptor) && descriptor->method != NULL)
    PASS(method_of(env, descriptor, key, brand, &property.value));
  else
    PASS(property_of(env, descriptor, &property));
  TRY(env, plain ? descriptor_define_plain(env, prototype, descriptor->utf8name,
                                           &property, &done)
                 : descriptor_define_raw(env, prototype, key, &property,
                                         kind_of(descriptor), &done));
  return napi_ok;
}

/*
 * Defines all properties, in order, up to the first that fails. Version 1.
 */
napi_status
impl_napi_define_properties(napi_env env, napi_value object,
                            size_t property_count,
                            const napi_property_descriptor *properties) {
  const napi_shim_slot *target;
  ENTER_JS(env);
  if (property_count > 0)
    CHECK_ARG(env, properties);
  PASS(operand_object(env, object, &target));
  struct handle_mark mark = handles_mark(&env->runtime->handles);
  for (size_t i = 0; i < property_count; i++)
    PASS(descriptor_define(env, target, &properties[i]));
  handles_reset(&env->runtime->handles, mark);
  LEAVE(env, napi_ok);
}
