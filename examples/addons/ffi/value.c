/* SPDX-License-Identifier: MIT */
/* Values of C types: to memory and from it. */

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ffi_addon.h"

/* What numbers of the kind may be. */
static const struct {
  double least, most;
} ranges[] = {
    [kind_i8] = {INT8_MIN, INT8_MAX},
    [kind_u8] = {0, UINT8_MAX},
    [kind_i16] = {INT16_MIN, INT16_MAX},
    [kind_u16] = {0, UINT16_MAX},
    [kind_i32] = {INT32_MIN, INT32_MAX},
    [kind_u32] = {0, UINT32_MAX},
    [kind_i64] = {-9007199254740991.0, 9007199254740991.0},
    [kind_u64] = {0, 9007199254740991.0},
    [kind_size] = {0, 9007199254740991.0},
};

/* An integer of any kind, as 64 bits. BigInts for the wide kinds. */
static bool read_integer(napi_env env, enum kind kind, napi_value value,
                         int64_t *result) {
  napi_valuetype type;
  double number = 0;
  bool lossless = true;
  uint64_t bits = 0;
  napi_typeof(env, value, &type);
  if (type == napi_bigint && kind == kind_i64)
    napi_get_value_bigint_int64(env, value, result, &lossless);
  else if (type == napi_bigint && kind == kind_u64)
    napi_get_value_bigint_uint64(env, value, &bits, &lossless);
  else if (!require_type(env, type == napi_number, "a number is needed"))
    return false;
  if (type == napi_bigint) {
    if (kind == kind_u64)
      *result = (int64_t)bits;
    if (!lossless)
      napi_throw_range_error(env, NULL, "the integer has more than 64 bits");
    return lossless;
  }
  napi_get_value_double(env, value, &number);
  if (number != floor(number) || number < ranges[kind].least ||
      number > ranges[kind].most) {
    napi_throw_range_error(env, NULL, "the type has no such integer");
    return false;
  }
  *result = (int64_t)number;
  return true;
}

bool pointer_read(napi_env env, napi_value value, void **result) {
  napi_valuetype type;
  bool is = false;
  napi_typeof(env, value, &type);
  if (type == napi_null) {
    *result = NULL;
    return true;
  }
  if (type == napi_bigint) {
    uint64_t bits;
    napi_get_value_bigint_uint64(env, value, &bits, &is);
    *result = (void *)(uintptr_t)bits;
    return require_type(env, is, "no pointer has so many bits");
  }
  if (napi_is_typedarray(env, value, &is) == napi_ok && is)
    return napi_get_typedarray_info(env, value, NULL, NULL, result, NULL,
                                    NULL) == napi_ok;
  if (napi_is_dataview(env, value, &is) == napi_ok && is)
    return napi_get_dataview_info(env, value, NULL, result, NULL, NULL) ==
           napi_ok;
  if (napi_is_arraybuffer(env, value, &is) == napi_ok && is)
    return napi_get_arraybuffer_info(env, value, result, NULL) == napi_ok;
  return require_type(env, false, "a pointer is null, a BigInt or a buffer");
}

static bool read_string(napi_env env, napi_value value, const char **result,
                        struct strings **strings) {
  napi_valuetype type;
  size_t length;
  napi_typeof(env, value, &type);
  *result = NULL;
  if (type == napi_null)
    return true;
  if (!require_type(env, type == napi_string, "a string or null is needed"))
    return false;
  napi_get_value_string_utf8(env, value, NULL, 0, &length);
  struct strings *string = malloc(sizeof *string + length + 1);
  if (!require_type(env, string != NULL, "out of memory"))
    return false;
  napi_get_value_string_utf8(env, value, string->text, length + 1, NULL);
  string->next = *strings;
  *strings = string;
  *result = string->text;
  return true;
}

void strings_free(struct strings *strings) {
  while (strings != NULL) {
    struct strings *next = strings->next;
    free(strings);
    strings = next;
  }
}

static bool read_struct(napi_env env, const struct type *type, napi_value value,
                        char *memory, struct strings **strings) {
  bool is_array = false;
  uint32_t length = 0;
  napi_is_array(env, value, &is_array);
  if (is_array)
    napi_get_array_length(env, value, &length);
  if (!require_type(env, is_array && length == type->count,
                    "a struct is an array of its members"))
    return false;
  for (uint32_t i = 0; i < length; i++) {
    napi_value member;
    if (napi_get_element(env, value, i, &member) != napi_ok ||
        !value_to_c(env, &type->members[i], member, memory + type->offsets[i],
                    strings))
      return false;
  }
  return true;
}

static bool read_float(napi_env env, enum kind kind, napi_value value,
                       void *memory) {
  double number;
  if (!require_type(env, napi_get_value_double(env, value, &number) == napi_ok,
                    "a number is needed"))
    return false;
  if (kind == kind_f32)
    *(float *)memory = (float)number;
  else
    *(double *)memory = number;
  return true;
}

bool value_to_c(napi_env env, const struct type *type, napi_value value,
                void *memory, struct strings **strings) {
  int64_t integer;
  switch (type->kind) {
  case kind_void:
    return true;
  case kind_f32:
  case kind_f64:
    return read_float(env, type->kind, value, memory);
  case kind_pointer:
    return pointer_read(env, value, memory);
  case kind_string:
    return read_string(env, value, memory, strings);
  case kind_struct:
    return read_struct(env, type, value, memory, strings);
  default:
    break;
  }
  if (!read_integer(env, type->kind, value, &integer))
    return false;
  switch (type_size(type)) {
  case 1:
    *(int8_t *)memory = (int8_t)integer;
    break;
  case 2:
    *(int16_t *)memory = (int16_t)integer;
    break;
  case 4:
    *(int32_t *)memory = (int32_t)integer;
    break;
  default:
    *(int64_t *)memory = integer;
  }
  return true;
}

static napi_status make_struct(napi_env env, const struct type *type,
                               const char *memory, napi_value *result) {
  napi_status status = napi_create_array_with_length(env, type->count, result);
  for (size_t i = 0; status == napi_ok && i < type->count; i++) {
    napi_value member;
    if (!value_from_c(env, &type->members[i], memory + type->offsets[i],
                      &member))
      return napi_pending_exception;
    status = napi_set_element(env, *result, (uint32_t)i, member);
  }
  return status;
}

static napi_status make_string(napi_env env, const char *text,
                               napi_value *result) {
  return text == NULL
             ? napi_get_null(env, result)
             : napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, result);
}

static napi_status from_c(napi_env env, const struct type *type,
                          const void *memory, napi_value *result) {
  switch (type->kind) {
  case kind_void:
    return napi_get_undefined(env, result);
  case kind_i8:
    return napi_create_int32(env, *(const int8_t *)memory, result);
  case kind_u8:
    return napi_create_uint32(env, *(const uint8_t *)memory, result);
  case kind_i16:
    return napi_create_int32(env, *(const int16_t *)memory, result);
  case kind_u16:
    return napi_create_uint32(env, *(const uint16_t *)memory, result);
  case kind_i32:
    return napi_create_int32(env, *(const int32_t *)memory, result);
  case kind_u32:
    return napi_create_uint32(env, *(const uint32_t *)memory, result);
  case kind_i64:
    return napi_create_bigint_int64(env, *(const int64_t *)memory, result);
  case kind_f32:
    return napi_create_double(env, *(const float *)memory, result);
  case kind_f64:
    return napi_create_double(env, *(const double *)memory, result);
  case kind_size:
    return napi_create_double(env, (double)*(const size_t *)memory, result);
  case kind_string:
    return make_string(env, *(const char *const *)memory, result);
  case kind_struct:
    return make_struct(env, type, memory, result);
  case kind_u64:
  case kind_pointer:
    break;
  }
  return napi_create_bigint_uint64(env, *(const uint64_t *)memory, result);
}

bool value_from_c(napi_env env, const struct type *type, const void *memory,
                  napi_value *result) {
  return require_type(env, from_c(env, type, memory, result) == napi_ok,
                      "the value cannot be made");
}
