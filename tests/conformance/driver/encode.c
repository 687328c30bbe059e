/* SPDX-License-Identifier: MIT */
/* From C output arguments to what a script can look at. */
#include "driver.h"

static bool untouched(const struct argument *arg) {
  size_t i;
  for (i = 0; i < sizeof arg->out; i++)
    if (arg->out[i] != 0xa5)
      return false;
  return true;
}

static napi_value text(napi_env env, const char *string) {
  napi_value value;
  MUST(napi_create_string_utf8(env, string, NAPI_AUTO_LENGTH, &value));
  return value;
}

static napi_value pair(napi_env env, const char *tag, napi_value value) {
  napi_value result;
  MUST(napi_create_array(env, &result));
  MUST(napi_set_element(env, result, 0, text(env, tag)));
  if (value != NULL)
    MUST(napi_set_element(env, result, 1, value));
  return result;
}

/* Small pointers are numbers the script chose; others only have a kind. New
 * memory must suit every type; what a script made, 8 bytes. */
static napi_value encode_pointer(napi_env env, const struct step *step,
                                 const void *pointer) {
  bool created = strncmp(step->entry->name, "napi_create_", 12) == 0;
  uintptr_t bits = (uintptr_t)pointer;
  napi_value value;
  if (pointer == NULL)
    return pair(env, "null", NULL);
  if (bits >= 65536)
    return pair(env, "pointer",
                text(env, bits % (created ? 16 : 8) ? "unaligned" : "aligned"));
  MUST(napi_create_uint32(env, (uint32_t)bits, &value));
  return pair(env, "value", value);
}

static napi_value encode_bytes(napi_env env, const struct argument *arg) {
  size_t size = arg->kind == 'a' ? 0 : arg->length;
  napi_value buffer, view;
  void *data = NULL;
  MUST(napi_create_arraybuffer(env, size, &data, &buffer));
  if (size > 0)
    memcpy(data, arg->in.pointer, size);
  MUST(napi_create_typedarray(env, napi_uint8_array, size, buffer, 0, &view));
  return pair(env, "bytes", view);
}

static napi_value encode_values(napi_env env, const struct argument *arg) {
  napi_value list, *values = arg->in.pointer;
  napi_value pattern;
  uint32_t i;
  memset(&pattern, 0xa5, sizeof pattern);
  MUST(napi_create_array(env, &list));
  for (i = 0; i < arg->length; i++)
    if (values[i] == pattern)
      MUST(napi_set_element(env, list, i, text(env, "(untouched)")));
    else
      MUST(napi_set_element(env, list, i, values[i]));
  return pair(env, "value", list);
}

static napi_value encode_token(napi_env env, void *pointer) {
  napi_value value;
  if (pointer == NULL)
    return pair(env, "null", NULL);
  MUST(napi_create_uint32(env, token_for(pointer), &value));
  return pair(env, "token", value);
}

static napi_value encode_integer(napi_env env, const struct argument *arg) {
  napi_value value;
  int32_t i32;
  uint32_t u32;
  uint64_t u64;
  memcpy(&i32, arg->out, sizeof i32);
  memcpy(&u32, arg->out, sizeof u32);
  memcpy(&u64, arg->out, sizeof u64);
  switch (arg->kind) {
  case 'I':
  case 'T':
  case 'J':
    MUST(napi_create_int32(env, i32, &value));
    break;
  case 'U':
    MUST(napi_create_uint32(env, u32, &value));
    break;
  case 'Q':
    MUST(napi_create_bigint_int64(env, (int64_t)u64, &value));
    break;
  default:
    MUST(napi_create_bigint_uint64(env, u64, &value));
  }
  return pair(env, "value", value);
}

napi_value encode_output(napi_env env, const struct step *step,
                         const struct argument *arg) {
  napi_value value;
  void *pointer;
  double number;
  if (arg->is_null)
    return pair(env, "none", NULL);
  if (arg->kind == 'y')
    return encode_bytes(env, arg);
  if (arg->kind == 'a')
    return encode_values(env, arg);
  if (untouched(arg))
    return pair(env, "untouched", NULL);
  memcpy(&pointer, arg->out, sizeof pointer);
  switch (arg->kind) {
  case 'V':
    if (pointer == NULL)
      return pair(env, "null", NULL);
    if (step->values_die)
      return pair(env, "dead", NULL);
    return pair(env, "value", (napi_value)pointer);
  case 'B':
    MUST(napi_get_boolean(env, arg->out[0] != 0, &value));
    return pair(env, arg->out[0] > 1 ? "bad bool" : "value", value);
  case 'F':
    memcpy(&number, arg->out, sizeof number);
    MUST(napi_create_double(env, number, &value));
    return pair(env, "value", value);
  case 'X':
  case 'O':
    return encode_pointer(env, step, pointer);
  case 'R':
  case 'H':
  case 'K':
  case 'E':
    return encode_token(env, pointer);
  default:
    return encode_integer(env, arg);
  }
}
