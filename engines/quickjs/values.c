/* SPDX-License-Identifier: MIT */
/* Primitive values, comparison and conversion. */

#include "in_place.h"

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

/* Whether a function is decided by the class alone, but for a Proxy. */
static napi_shim_type learn_type(napi_shim_realm *realm, JSValueConst value) {
  napi_shim_vm *vm = realm->vm;
  JSClassID id = JS_GetClassID(value);
  napi_shim_type type = napi_shim_type_object;
  if (id == vm->class_external || id == vm->class_bare_external)
    type = napi_shim_type_external;
  else if (JS_IsFunction(realm->ctx, value))
    type = napi_shim_type_function;
  if (id < typed_classes && id != vm->classes.proxy)
    vm->types[id] = (unsigned char)(1 + type);
  return type;
}

static __attribute__((noinline)) napi_shim_type
find_type(napi_shim_realm *realm, JSValueConst value) {
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
    return learn_type(realm, value);
  default:
    return napi_shim_type_undefined;
  }
}

void quickjs_describe_slots(napi_shim_vm *vm, napi_shim_slot_form *result) {
  if (vm->safe)
    return;
  result->has_constants = true;
  slot_write(&result->undefined, JS_UNDEFINED);
  slot_write(&result->null, JS_NULL);
  slot_write(&result->no, JS_FALSE);
  slot_write(&result->yes, JS_TRUE);
  result->is_tagged = true;
  result->tag_int32 = JS_TAG_INT;
  result->tag_double = JS_TAG_FLOAT64;
  result->tag_object = (uint64_t)JS_TAG_OBJECT;
  result->tag_counted = (uint32_t)JS_TAG_FIRST;
  if (!in_place_works(vm))
    return;
  result->count_at = in_place_count;
  result->class_at = in_place_class;
  result->type_count = typed_classes;
  result->types = vm->types;
}

napi_shim_type quickjs_type_of(napi_shim_realm *realm,
                               const napi_shim_slot *slot) {
  JSValue value = slot_value(slot);
  if (JS_VALUE_GET_TAG(value) == JS_TAG_STRING)
    return napi_shim_type_string;
  /* 0 for what is no object. */
  JSClassID id = quickjs_class_id(realm->vm, value);
  unsigned char known = id < typed_classes ? realm->vm->types[id] : 0;
  return __builtin_expect(known != 0, 1) ? (napi_shim_type)(known - 1)
                                         : find_type(realm, value);
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
