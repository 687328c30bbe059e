/* SPDX-License-Identifier: MIT */
/* Primitive values, types and classes, comparison and conversion. */

#include "javascriptcore_engine.h"

static uint64_t bits_of(const napi_shim_slot *slot) {
  return slot->word[0];
}

static void put_bits(napi_shim_slot *slot, uint64_t bits) {
  slot->word[0] = bits;
  slot->word[1] = 0;
}

void jsc_make_undefined(napi_shim_realm *realm, napi_shim_slot *result) {
  (void)realm;
  put_bits(result, JSC_UNDEFINED);
}

void jsc_make_null(napi_shim_realm *realm, napi_shim_slot *result) {
  (void)realm;
  put_bits(result, JSC_NULL);
}

void jsc_make_boolean(napi_shim_realm *realm, bool value,
                      napi_shim_slot *result) {
  (void)realm;
  put_bits(result, value ? JSC_TRUE : JSC_FALSE);
}

void jsc_make_number(napi_shim_realm *realm, double value,
                     napi_shim_slot *result) {
  (void)realm;
  put_bits(result, jsc_encode_number(value));
}

void jsc_make_int32(napi_shim_realm *realm, int32_t value,
                    napi_shim_slot *result) {
  (void)realm;
  put_bits(result, JSC_NUMBER_BITS | (uint32_t)value);
}

bool jsc_get_boolean(napi_shim_realm *realm, const napi_shim_slot *value,
                     bool *result) {
  (void)realm;
  if ((bits_of(value) | 1) != JSC_TRUE)
    return false;
  *result = bits_of(value) == JSC_TRUE;
  return true;
}

bool jsc_get_number(napi_shim_realm *realm, const napi_shim_slot *value,
                    double *result) {
  (void)realm;
  if ((bits_of(value) & JSC_NUMBER_BITS) == 0)
    return false;
  *result = jsc_decode_number(bits_of(value));
  return true;
}

/* Of a cell, by asking. */
static napi_shim_type ask_type(napi_shim_realm *realm, JSValueRef value) {
  JSContextRef context = realm->context;
  switch (JSValueGetType(context, value)) {
  case kJSTypeString:
    return napi_shim_type_string;
  case kJSTypeSymbol:
    return napi_shim_type_symbol;
  case kJSTypeBigInt:
    return napi_shim_type_bigint;
  default:
    break;
  }
  if (JSValueIsObjectOfClass(context, value, realm->vm->external_class))
    return napi_shim_type_external;
  return JSObjectIsFunction(context, (JSObjectRef)value)
             ? napi_shim_type_function
             : napi_shim_type_object;
}

napi_shim_type jsc_type_of(napi_shim_realm *realm,
                           const napi_shim_slot *value) {
  uint64_t bits = bits_of(value);
  if (jsc_bits_are_cell(bits)) {
    const jsc_layout *layout = realm->vm->layout;
    if (layout->types) {
      uint8_t type = layout->type[jsc_type_byte(bits)];
      if (type != 0)
        return (napi_shim_type)(type - 1);
    }
    return ask_type(realm, jsc_value(value));
  }
  if ((bits & JSC_NUMBER_BITS) != 0)
    return napi_shim_type_number;
  if (bits == JSC_NULL)
    return napi_shim_type_null;
  return (bits | 1) == JSC_TRUE ? napi_shim_type_boolean
                                : napi_shim_type_undefined;
}

/* ArrayBuffer and SharedArrayBuffer are made of the same kind of cell. */
static bool is_shared(napi_shim_realm *realm, const napi_shim_slot *value) {
  if (realm->glue[glue_shared] == NULL)
    return false;
  const uint32_t *structure = (const void *)jsc_object(value);
  const uint32_t *sample = (const void *)realm->sample_buffer;
  if (realm->vm->layout->types && *structure == *sample)
    return false;
  JSValueRef argv[1] = {jsc_value(value)}, answer;
  return jsc_glue_call(realm, glue_is_shared, 1, argv, &answer) ==
             napi_shim_engine_ok &&
         JSValueToBoolean(realm->context, answer);
}

static bool is_view(JSContextRef context, JSValueRef value) {
  JSTypedArrayType type = JSValueGetTypedArrayType(context, value, NULL);
  return type != kJSTypedArrayTypeNone && type != kJSTypedArrayTypeArrayBuffer;
}

static napi_shim_class ask_class(napi_shim_realm *realm,
                                 const napi_shim_slot *value) {
  JSContextRef context = realm->context;
  if (!JSValueIsObject(context, jsc_value(value)))
    return napi_shim_class_none;
  if (JSValueIsObjectOfClass(context, jsc_value(value),
                             realm->vm->external_class))
    return napi_shim_class_external;
  if (realm->vm->layout->types)
    return napi_shim_class_plain;
  if (JSObjectGetProxyTarget != NULL &&
      !JSValueIsStrictEqual(context, jsc_value(value),
                            JSContextGetGlobalObject(context)) &&
      JSObjectGetProxyTarget(jsc_object(value)) != NULL)
    return napi_shim_class_proxy;
  /* Where the interface knows, it does so without any stack. */
  if (JSValueIsArray(context, jsc_value(value)))
    return napi_shim_class_array;
  if (JSValueIsDate(context, jsc_value(value)))
    return napi_shim_class_date;
  if (is_view(context, jsc_value(value)))
    return napi_shim_class_typedarray;
  JSValueRef argv[1] = {jsc_value(value)}, answer;
  if (jsc_glue_call(realm, glue_class_of, 1, argv, &answer) !=
      napi_shim_engine_ok) {
    realm->vm->exception = NULL;
    return napi_shim_class_plain;
  }
  return (napi_shim_class)JSValueToNumber(context, answer, NULL);
}

napi_shim_class jsc_class_of(napi_shim_realm *realm,
                             const napi_shim_slot *value) {
  const jsc_layout *layout = realm->vm->layout;
  if (!jsc_bits_are_cell(bits_of(value)))
    return napi_shim_class_none;
  napi_shim_class found;
  uint8_t known =
      layout->types ? layout->klass[jsc_type_byte(bits_of(value))] : 0;
  if (known != 0)
    found = (napi_shim_class)(known - 1);
  else
    return ask_class(realm, value);
  if (found == napi_shim_class_arraybuffer && is_shared(realm, value))
    return napi_shim_class_shared_arraybuffer;
  return found;
}

/* ok where a BigInt was made without the C interface. */
static bool made_directly(JSValueRef bigint, napi_shim_slot *result) {
  if (bigint != NULL)
    jsc_put(result, bigint);
  return bigint != NULL;
}

/* The low 64 bits; what is beyond makes it lossy. */
static uint64_t read_bigint(const napi_shim_slot *value, bool *negative,
                            bool *longer) {
  const jsc_bigint *bigint = (const void *)jsc_object(value);
  uint64_t low = bigint->digits != 0 ? *bigint->lowest : 0;
  *negative = bigint->negative;
  *longer = bigint->digits > 1;
  return bigint->negative ? -low : low;
}

napi_shim_engine_status jsc_make_bigint_int64(napi_shim_realm *realm,
                                              int64_t value,
                                              napi_shim_slot *result) {
  JSValueRef exception = NULL;
  if (realm->vm->layout->bigints &&
      made_directly(jsc_cpp_bigint_int64(realm->context, value), result))
    return napi_shim_engine_ok;
  JSValueRef bigint =
      JSBigIntCreateWithInt64(realm->context, value, &exception);
  return jsc_done(realm->vm, bigint, exception, result);
}

napi_shim_engine_status jsc_make_bigint_uint64(napi_shim_realm *realm,
                                               uint64_t value,
                                               napi_shim_slot *result) {
  JSValueRef exception = NULL;
  if (realm->vm->layout->bigints &&
      made_directly(jsc_cpp_bigint_uint64(realm->context, value), result))
    return napi_shim_engine_ok;
  JSValueRef bigint =
      JSBigIntCreateWithUInt64(realm->context, value, &exception);
  return jsc_done(realm->vm, bigint, exception, result);
}

napi_shim_engine_status jsc_get_bigint_int64(napi_shim_realm *realm,
                                             const napi_shim_slot *value,
                                             int64_t *result, bool *lossless) {
  JSValueRef exception = NULL;
  if (realm->vm->layout->bigints) {
    bool negative, longer;
    *result = (int64_t)read_bigint(value, &negative, &longer);
    /* Zero is never negative. */
    *lossless = !longer && (*result < 0) == negative;
    return napi_shim_engine_ok;
  }
  int64_t low = JSValueToInt64(realm->context, jsc_value(value), &exception);
  if (exception != NULL)
    return jsc_thrown(realm->vm, exception);
  *lossless = JSValueCompareInt64(realm->context, jsc_value(value), low,
                                  NULL) == kJSRelationConditionEqual;
  *result = low;
  return napi_shim_engine_ok;
}

napi_shim_engine_status jsc_get_bigint_uint64(napi_shim_realm *realm,
                                              const napi_shim_slot *value,
                                              uint64_t *result,
                                              bool *lossless) {
  JSValueRef exception = NULL;
  if (realm->vm->layout->bigints) {
    bool negative, longer;
    *result = read_bigint(value, &negative, &longer);
    *lossless = !longer && !negative;
    return napi_shim_engine_ok;
  }
  uint64_t low = JSValueToUInt64(realm->context, jsc_value(value), &exception);
  if (exception != NULL)
    return jsc_thrown(realm->vm, exception);
  *lossless = JSValueCompareUInt64(realm->context, jsc_value(value), low,
                                   NULL) == kJSRelationConditionEqual;
  *result = low;
  return napi_shim_engine_ok;
}

napi_shim_engine_status jsc_make_bigint_words(napi_shim_realm *realm,
                                              bool negative, size_t count,
                                              const uint64_t *words,
                                              napi_shim_slot *result) {
  if (realm->vm->layout->bigints &&
      made_directly(
          jsc_bigint_of_words(realm->vm->group, negative, count, words),
          result))
    return napi_shim_engine_ok;
  return napi_shim_engine_unsupported;
}

napi_shim_engine_status jsc_get_bigint_words(napi_shim_realm *realm,
                                             const napi_shim_slot *value,
                                             bool *negative, size_t *count,
                                             const uint64_t **words) {
  const jsc_bigint *bigint = (const void *)jsc_object(value);
  if (!realm->vm->layout->bigints)
    return napi_shim_engine_unsupported;
  static const uint64_t nothing;
  *negative = bigint->negative;
  *count = bigint->digits;
  *words = bigint->digits != 0 ? bigint->lowest : &nothing;
  return napi_shim_engine_ok;
}

/* Different cells that are the same value: only where both are strings, or
 * BigInts. */
static bool may_be_text(const jsc_layout *layout, uint64_t bits) {
  uint8_t type = layout->types ? layout->type[jsc_type_byte(bits)] : 0;
  return type == 0 || type == napi_shim_type_string + 1 ||
         type == napi_shim_type_bigint + 1;
}

bool jsc_strict_equals(napi_shim_realm *realm, const napi_shim_slot *a,
                       const napi_shim_slot *b) {
  uint64_t left = bits_of(a), right = bits_of(b);
  bool cell = jsc_bits_are_cell(left);
  if (cell != jsc_bits_are_cell(right))
    return false;
  if (!cell) {
    /* Of a number in both encodings, and of those that differ from
     * themselves. */
    if ((left & JSC_NUMBER_BITS) != 0 && (right & JSC_NUMBER_BITS) != 0)
      return jsc_decode_number(left) == jsc_decode_number(right);
    return left == right;
  }
  if (left == right)
    return true;
  if (!may_be_text(realm->vm->layout, left) ||
      !may_be_text(realm->vm->layout, right))
    return false;
  return JSValueIsStrictEqual(realm->context, jsc_value(a), jsc_value(b));
}

bool jsc_to_boolean(napi_shim_realm *realm, const napi_shim_slot *value) {
  return JSValueToBoolean(realm->context, jsc_value(value));
}

napi_shim_engine_status jsc_to_number(napi_shim_realm *realm,
                                      const napi_shim_slot *value,
                                      napi_shim_slot *result) {
  if ((bits_of(value) & JSC_NUMBER_BITS) != 0) {
    *result = *value;
    return napi_shim_engine_ok;
  }
  /* The interface's own conversion takes a BigInt for a number. */
  JSValueRef argv[1] = {jsc_value(value)}, number;
  napi_shim_engine_status status =
      jsc_glue_call(realm, glue_to_number, 1, argv, &number);
  if (status == napi_shim_engine_ok)
    jsc_put(result, number);
  return status;
}

napi_shim_engine_status jsc_to_string(napi_shim_realm *realm,
                                      const napi_shim_slot *value,
                                      napi_shim_slot *result) {
  if (JSValueIsString(realm->context, jsc_value(value))) {
    *result = *value;
    return napi_shim_engine_ok;
  }
  JSValueRef exception = NULL;
  JSStringRef text =
      JSValueToStringCopy(realm->context, jsc_value(value), &exception);
  if (exception != NULL || text == NULL)
    return jsc_thrown(realm->vm, exception);
  jsc_put(result, JSValueMakeString(realm->context, text));
  JSStringRelease(text);
  return napi_shim_engine_ok;
}

napi_shim_engine_status jsc_to_object(napi_shim_realm *realm,
                                      const napi_shim_slot *value,
                                      napi_shim_slot *result) {
  JSValueRef exception = NULL;
  JSObjectRef object =
      JSValueToObject(realm->context, jsc_value(value), &exception);
  return jsc_done(realm->vm, object, exception, result);
}

napi_shim_engine_status jsc_instance_of(napi_shim_realm *realm,
                                        const napi_shim_slot *value,
                                        const napi_shim_slot *constructor,
                                        bool *result) {
  const jsc_layout *layout = realm->vm->layout;
  if (layout->instances && jsc_bits_are_cell(bits_of(constructor)) &&
      layout->type[jsc_type_byte(bits_of(constructor))] ==
          napi_shim_type_function + 1) {
    bool is = jsc_cpp_has_instance(jsc_object(constructor), realm->context,
                                   jsc_given(jsc_value(value)));
    napi_shim_engine_status status = jsc_direct_done(realm->vm);
    if (status == napi_shim_engine_ok)
      *result = is;
    return status;
  }
  JSValueRef argv[2] = {jsc_value(value), jsc_value(constructor)}, answer;
  napi_shim_engine_status status =
      jsc_glue_call(realm, glue_instance_of, 2, argv, &answer);
  if (status == napi_shim_engine_ok)
    *result = JSValueToBoolean(realm->context, answer);
  return status;
}
