/* SPDX-License-Identifier: MIT */
/* From a script's values to C arguments. */
#include "driver.h"

bool is_output(char kind) {
  return strchr("VBIUQGFZXTJORHKEyNa", kind) != NULL;
}

bool is_input(char kind) {
  return !is_output(kind) || strchr("yNa", kind) != NULL;
}

static napi_valuetype type_of(napi_env env, napi_value value) {
  napi_valuetype type;
  MUST(napi_typeof(env, value, &type));
  return type;
}

static double number_of(napi_env env, napi_value value) {
  double number;
  MUST(napi_get_value_double(env, value, &number));
  return number;
}

/* 64 bits from a number or, exactly, from a BigInt; -1 is all ones. */
static uint64_t word_of(napi_env env, napi_value value) {
  uint64_t word;
  int64_t integer;
  bool lossless;
  if (type_of(env, value) == napi_bigint) {
    MUST(napi_get_value_bigint_uint64(env, value, &word, &lossless));
    return word;
  }
  MUST(napi_get_value_int64(env, value, &integer));
  return (uint64_t)integer;
}

static char *text_of(napi_env env, napi_value value, size_t *length) {
  char *text;
  MUST(napi_get_value_string_utf8(env, value, NULL, 0, length));
  text = malloc(*length + 1);
  MUST(napi_get_value_string_utf8(env, value, text, *length + 1, length));
  return text;
}

/* A copy of a string's or typed array's bytes, with zeros behind it. */
static void *bytes_of(napi_env env, napi_value value, bool wide, bool kept,
                      size_t *length) {
  void *data = NULL, *copy;
  bool is_view = false;
  if (type_of(env, value) == napi_object)
    MUST(napi_is_typedarray(env, value, &is_view));
  if (is_view) {
    napi_typedarray_type type;
    MUST(
        napi_get_typedarray_info(env, value, &type, length, &data, NULL, NULL));
    if (type == napi_uint16_array)
      *length *= 2;
    else if (type == napi_biguint64_array)
      *length *= 8;
  } else if (wide) {
    MUST(napi_get_value_string_utf16(env, value, NULL, 0, length));
    *length *= 2;
  } else {
    MUST(napi_get_value_string_utf8(env, value, NULL, 0, length));
  }
  copy = kept ? kept_memory(*length + 8) : calloc(1, *length + 8);
  if (is_view && *length > 0)
    memcpy(copy, data, *length);
  else if (!is_view && wide)
    MUST(napi_get_value_string_utf16(env, value, copy, *length / 2 + 1, NULL));
  else if (!is_view)
    MUST(napi_get_value_string_utf8(env, value, copy, *length + 1, NULL));
  return copy;
}

static napi_value member(napi_env env, napi_value object, const char *name) {
  napi_value value;
  bool has;
  MUST(napi_has_named_property(env, object, name, &has));
  if (!has)
    return NULL;
  MUST(napi_get_named_property(env, object, name, &value));
  return value;
}

static napi_callback callback_member(napi_env env, napi_value object,
                                     const char *name) {
  napi_value value = member(env, object, name);
  size_t length;
  char *text;
  napi_callback callback;
  if (value == NULL)
    return NULL;
  text = text_of(env, value, &length);
  callback = callback_named(text);
  free(text);
  return callback;
}

static void decode_descriptor(napi_env env, napi_value from,
                              napi_property_descriptor *to) {
  napi_value value = member(env, from, "utf8name");
  size_t length;
  if (value != NULL)
    to->utf8name = bytes_of(env, value, false, true, &length);
  to->name = member(env, from, "name");
  to->method = callback_member(env, from, "method");
  to->getter = callback_member(env, from, "getter");
  to->setter = callback_member(env, from, "setter");
  to->value = member(env, from, "value");
  value = member(env, from, "attributes");
  if (value != NULL)
    to->attributes = (napi_property_attributes)number_of(env, value);
  value = member(env, from, "data");
  if (value != NULL)
    to->data = (void *)(uintptr_t)number_of(env, value);
}

static void decode_list(napi_env env, struct argument *arg, napi_value value) {
  uint32_t count, i;
  bool descriptors = arg->kind == 'P';
  size_t size =
      descriptors ? sizeof(napi_property_descriptor) : sizeof(napi_value);
  MUST(napi_get_array_length(env, value, &count));
  arg->in.pointer = calloc(count + 1, size);
  for (i = 0; i < count; i++) {
    napi_value element;
    MUST(napi_get_element(env, value, i, &element));
    if (descriptors)
      decode_descriptor(env, element,
                        (napi_property_descriptor *)arg->in.pointer + i);
    else
      ((napi_value *)arg->in.pointer)[i] = element;
  }
}

static void decode_name(napi_env env, struct argument *arg, napi_value value) {
  size_t length;
  char *name = text_of(env, value, &length);
  if (arg->kind == 'c') {
    napi_callback callback = callback_named(name);
    memcpy(&arg->in.pointer, &callback, sizeof callback);
  } else if (arg->kind == 'f') {
    napi_finalize finalize = finalizer_named(name);
    memcpy(&arg->in.pointer, &finalize, sizeof finalize);
  } else {
    node_api_noenv_finalize finalize = noenv_finalizer_named(name);
    memcpy(&arg->in.pointer, &finalize, sizeof finalize);
  }
  free(name);
}

/* n bytes: 1, 2, 3 … */
static void *filled_memory(size_t size) {
  unsigned char *memory = kept_memory(size);
  size_t i;
  for (i = 0; i < size; i++)
    memory[i] = (unsigned char)(i + 1);
  return memory;
}

static void decode_pointer(napi_env env, struct argument *arg,
                           napi_value value) {
  bool wide = arg->kind == 'w' || arg->kind == 'q';
  switch (arg->kind) {
  case 's':
  case 'w':
  case 'W':
  case 't':
    arg->in.pointer = bytes_of(env, value, wide, false, &arg->length);
    break;
  case 'S':
  case 'q':
    arg->in.pointer = bytes_of(env, value, wide, true, &arg->length);
    break;
  case 'c':
  case 'f':
  case 'n':
    decode_name(env, arg, value);
    break;
  case 'A':
  case 'P':
    decode_list(env, arg, value);
    break;
  case 'm':
    arg->length = (size_t)word_of(env, value);
    arg->in.pointer = filled_memory(arg->length);
    break;
  case 'p':
    arg->in.pointer = (void *)(uintptr_t)word_of(env, value);
    break;
  case 'y':
  case 'a':
    arg->length = (size_t)word_of(env, value);
    arg->in.pointer = malloc(arg->length * (arg->kind == 'a' ? 8 : 1) + 1);
    memset(arg->in.pointer, 0xa5, arg->length * (arg->kind == 'a' ? 8 : 1));
    break;
  case 'j':
    arg->in.pointer = driver_info;
    break;
  default:
    arg->in.pointer = token_pointer((uint32_t)number_of(env, value));
  }
}

void decode_argument(napi_env env, struct argument *arg, napi_value value) {
  switch (arg->kind) {
  case 'v':
    arg->in.value = value;
    break;
  case 'i':
    arg->in.i32 = (int32_t)number_of(env, value);
    break;
  case 'u':
    arg->in.u32 = (uint32_t)number_of(env, value);
    break;
  case 'l':
  case 'L':
    arg->in.u64 = word_of(env, value);
    break;
  case 'z':
    arg->in.size = (size_t)word_of(env, value);
    break;
  case 'N':
    arg->in.size = (size_t)word_of(env, value);
    memcpy(arg->out, &arg->in.size, sizeof arg->in.size);
    break;
  case 'd':
    arg->in.number = number_of(env, value);
    break;
  case 'b':
    MUST(napi_get_value_bool(env, value, &arg->in.flag));
    break;
  default:
    decode_pointer(env, arg, value);
  }
}

void release_argument(struct argument *arg) {
  if (arg->kind != '\0' && strchr("swWtAPya", arg->kind) != NULL)
    free(arg->in.pointer);
}
