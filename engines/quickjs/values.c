/* SPDX-License-Identifier: MIT */
/* Primitive values, comparison and conversion. */

#include "quickjs_engine.h"

void quickjs_make_undefined(napi_shim_realm *realm, napi_shim_slot *result) {
  (void)realm;
  slot_write(result, JS_UNDEFINED);
}

void quickjs_make_null(napi_shim_realm *realm, napi_shim_slot *result) {
  (void)realm;
  slot_write(result, JS_NULL);
}

void quickjs_make_boolean(napi_shim_realm *realm, bool value,
                          napi_shim_slot *result) {
  (void)realm;
  slot_write(result, value ? JS_TRUE : JS_FALSE);
}

/* Integers as integers: the engine indexes and computes faster with them. */
void quickjs_make_number(napi_shim_realm *realm, double value,
                         napi_shim_slot *result) {
  JSValue number;
  int32_t integer;
  if (value >= INT32_MIN && value <= INT32_MAX &&
      (integer = (int32_t)value, (double)integer == value) &&
      !(integer == 0 && __builtin_signbit(value)))
    number = JS_MKVAL(JS_TAG_INT, integer);
  else
    number = JS_NewFloat64(realm->ctx, value);
  slot_write(result, number);
}

void quickjs_make_int32(napi_shim_realm *realm, int32_t value,
                        napi_shim_slot *result) {
  (void)realm;
  slot_write(result, JS_MKVAL(JS_TAG_INT, value));
}

static napi_shim_type type_of_object(napi_shim_realm *realm, JSValue value) {
  JSClassID id = JS_GetClassID(value);
  if (id == realm->vm->classes.object)
    return napi_shim_type_object;
  if (id == realm->vm->class_external)
    return napi_shim_type_external;
  return JS_IsFunction(realm->ctx, value) ? napi_shim_type_function
                                          : napi_shim_type_object;
}

napi_shim_type quickjs_type_of(napi_shim_realm *realm,
                               const napi_shim_slot *slot) {
  JSValue value = slot_value(slot);
  switch (JS_VALUE_GET_NORM_TAG(value)) {
  case JS_TAG_NULL:
    return napi_shim_type_null;
  case JS_TAG_BOOL:
    return napi_shim_type_boolean;
  case JS_TAG_INT:
  case JS_TAG_FLOAT64:
    return napi_shim_type_number;
  case JS_TAG_STRING:
  case JS_TAG_STRING_ROPE:
    return napi_shim_type_string;
  case JS_TAG_SYMBOL:
    return napi_shim_type_symbol;
  case JS_TAG_BIG_INT:
  case JS_TAG_SHORT_BIG_INT:
    return napi_shim_type_bigint;
  case JS_TAG_OBJECT:
    return type_of_object(realm, value);
  default:
    return napi_shim_type_undefined;
  }
}

bool quickjs_get_boolean(napi_shim_realm *realm, const napi_shim_slot *slot,
                         bool *result) {
  JSValue value = slot_value(slot);
  (void)realm;
  if (!JS_IsBool(value))
    return false;
  *result = JS_VALUE_GET_BOOL(value);
  return true;
}

bool quickjs_get_number(napi_shim_realm *realm, const napi_shim_slot *slot,
                        double *result) {
  JSValue value = slot_value(slot);
  int tag = JS_VALUE_GET_NORM_TAG(value);
  (void)realm;
  if (tag == JS_TAG_INT)
    *result = JS_VALUE_GET_INT(value);
  else if (tag == JS_TAG_FLOAT64)
    *result = JS_VALUE_GET_FLOAT64(value);
  else
    return false;
  return true;
}

bool quickjs_strict_equals(napi_shim_realm *realm, const napi_shim_slot *a,
                           const napi_shim_slot *b) {
  return flavour_strict_equals(realm->ctx, slot_value(a), slot_value(b));
}

bool quickjs_to_boolean(napi_shim_realm *realm, const napi_shim_slot *value) {
  return JS_ToBool(realm->ctx, slot_value(value)) > 0;
}

status quickjs_to_number(napi_shim_realm *realm, const napi_shim_slot *value,
                         napi_shim_slot *result) {
  double number;
  if (JS_ToFloat64(realm->ctx, &number, slot_value(value)))
    return quickjs_failed(realm);
  quickjs_make_number(realm, number, result);
  stress(realm->vm);
  return napi_shim_engine_ok;
}

status quickjs_to_string(napi_shim_realm *realm, const napi_shim_slot *value,
                         napi_shim_slot *result) {
  return quickjs_finish(realm, JS_ToString(realm->ctx, slot_value(value)),
                        result);
}

status quickjs_to_object(napi_shim_realm *realm, const napi_shim_slot *slot,
                         napi_shim_slot *result) {
  JSContext *ctx = realm->ctx;
  JSValue value = slot_value(slot);
  if (JS_IsObject(value)) {
    slot_write(result, JS_DupValue(ctx, value));
    return napi_shim_engine_ok;
  }
  if (JS_IsNull(value) || JS_IsUndefined(value)) {
    JS_ThrowTypeError(ctx, "Cannot convert undefined or null to object");
    return quickjs_failed(realm);
  }
  return quickjs_finish(
      realm, JS_Call(ctx, realm->make_object, JS_UNDEFINED, 1, &value), result);
}

status quickjs_instance_of(napi_shim_realm *realm, const napi_shim_slot *value,
                           const napi_shim_slot *constructor, bool *result) {
  int is =
      JS_IsInstanceOf(realm->ctx, slot_value(value), slot_value(constructor));
  stress(realm->vm);
  if (is < 0)
    return quickjs_failed(realm);
  *result = is;
  return napi_shim_engine_ok;
}
