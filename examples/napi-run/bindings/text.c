/* SPDX-License-Identifier: MIT */
/* Bytes to strings and back in Buffer's encodings. */

#include <stdlib.h>
#include <string.h>

#include "bindings.h"

/* Bytes `start` to `end` of a view, cut to what is there. */
static bool range(napi_env env, const napi_value *argv, const uint8_t **data,
                  size_t *length) {
  uint8_t *all;
  size_t size;
  if (!bind_bytes(env, argv[0], &all, &size)) {
    bind_throw(env, "argument must be a buffer");
    return false;
  }
  int64_t start = bind_int(env, argv[1], 0);
  int64_t end = bind_int(env, argv[2], (int64_t)size);
  if (start < 0)
    start = 0;
  if (end > (int64_t)size)
    end = (int64_t)size;
  if (start > end)
    start = end < 0 ? 0 : end;
  *data = all + start;
  *length = end < start ? 0 : (size_t)(end - start);
  return true;
}

static napi_value utf8_slice(napi_env env, napi_callback_info info) {
  napi_value argv[3], text = NULL;
  const uint8_t *data;
  size_t length;
  bind_args(env, info, argv, 3, NULL);
  if (range(env, argv, &data, &length))
    napi_create_string_utf8(env, (const char *)data, length, &text);
  return text;
}

static napi_value latin1_slice(napi_env env, napi_callback_info info) {
  napi_value argv[3], text = NULL;
  const uint8_t *data;
  size_t length;
  bind_args(env, info, argv, 3, NULL);
  if (range(env, argv, &data, &length))
    napi_create_string_latin1(env, (const char *)data, length, &text);
  return text;
}

static napi_value latin1_new(napi_env env, char *text, size_t length) {
  napi_value value = NULL;
  napi_create_string_latin1(env, text, length, &value);
  free(text);
  return value;
}

static napi_value hex_slice(napi_env env, napi_callback_info info) {
  static const char digits[] = "0123456789abcdef";
  napi_value argv[3];
  const uint8_t *data;
  size_t length;
  bind_args(env, info, argv, 3, NULL);
  if (!range(env, argv, &data, &length))
    return NULL;
  char *text = malloc(length * 2 + 1);
  if (text == NULL)
    return bind_throw(env, "out of memory");
  for (size_t i = 0; i < length; i++) {
    text[2 * i] = digits[data[i] >> 4];
    text[2 * i + 1] = digits[data[i] & 15];
  }
  return latin1_new(env, text, length * 2);
}

static const char base64_digits[2][65] = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"};

static size_t base64_encode(const uint8_t *data, size_t length, bool url,
                            char *out) {
  const char *digits = base64_digits[url];
  char *start = out;
  for (size_t i = 0; i < length; i += 3) {
    size_t left = length - i;
    uint32_t bits = (uint32_t)data[i] << 16;
    if (left > 1)
      bits |= (uint32_t)data[i + 1] << 8;
    if (left > 2)
      bits |= data[i + 2];
    *out++ = digits[bits >> 18];
    *out++ = digits[bits >> 12 & 63];
    if (left > 1)
      *out++ = digits[bits >> 6 & 63];
    else if (!url)
      *out++ = '=';
    if (left > 2)
      *out++ = digits[bits & 63];
    else if (!url)
      *out++ = '=';
  }
  return (size_t)(out - start);
}

/* base64Slice(view, start, end, url) */
static napi_value base64_slice(napi_env env, napi_callback_info info) {
  napi_value argv[4];
  const uint8_t *data;
  size_t length;
  bind_args(env, info, argv, 4, NULL);
  if (!range(env, argv, &data, &length))
    return NULL;
  char *text = malloc(length / 3 * 4 + 5);
  if (text == NULL)
    return bind_throw(env, "out of memory");
  size_t size = base64_encode(data, length, bind_bool(env, argv[3]), text);
  return latin1_new(env, text, size);
}

static napi_value utf8_length(napi_env env, napi_callback_info info) {
  napi_value text;
  size_t length = 0;
  bind_args(env, info, &text, 1, NULL);
  if (napi_get_value_string_utf8(env, text, NULL, 0, &length) != napi_ok)
    return bind_throw(env, "a string is expected");
  return bind_new_int(env, (int64_t)length);
}

/* utf8Bytes(string): a new Uint8Array. */
static napi_value utf8_bytes(napi_env env, napi_callback_info info) {
  napi_value text, buffer, array = NULL;
  size_t length = 0;
  void *data;
  bind_args(env, info, &text, 1, NULL);
  char *bytes = bind_string(env, text, &length);
  if (bytes == NULL)
    return NULL;
  if (napi_create_arraybuffer(env, length, &data, &buffer) == napi_ok) {
    if (length > 0)
      memcpy(data, bytes, length);
    napi_create_typedarray(env, napi_uint8_array, length, buffer, 0, &array);
  }
  free(bytes);
  return array;
}

/* utf8Write(view, string, offset, length): the bytes written, whole code
 * points only. */
static napi_value utf8_write(napi_env env, napi_callback_info info) {
  napi_value argv[4];
  uint8_t *data;
  size_t size, length;
  bind_args(env, info, argv, 4, NULL);
  if (!bind_bytes(env, argv[0], &data, &size))
    return bind_throw(env, "argument must be a buffer");
  int64_t offset = bind_int(env, argv[2], 0);
  int64_t room = bind_int(env, argv[3], (int64_t)size);
  if (offset < 0 || offset > (int64_t)size)
    return bind_new_int(env, 0);
  if (room > (int64_t)size - offset)
    room = (int64_t)size - offset;
  char *bytes = bind_string(env, argv[1], &length);
  if (bytes == NULL)
    return NULL;
  if (room < 0)
    room = 0;
  if (length > (size_t)room) {
    length = (size_t)room;
    while (length > 0 && ((uint8_t)bytes[length] & 0xc0) == 0x80)
      length--;
  }
  if (length > 0)
    memcpy(data + offset, bytes, length);
  free(bytes);
  return bind_new_int(env, (int64_t)length);
}

static int base64_value(uint8_t c) {
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  if (c == '+' || c == '-')
    return 62;
  if (c == '/' || c == '_')
    return 63;
  return -1;
}

/* Either alphabet; what is in neither is skipped, '=' ends it. */
static size_t base64_decode(uint8_t *text, size_t length) {
  uint32_t bits = 0;
  int have = 0;
  size_t size = 0;
  for (size_t i = 0; i < length && text[i] != '='; i++) {
    int value = base64_value(text[i]);
    if (value < 0)
      continue;
    bits = bits << 6 | (uint32_t)value;
    have += 6;
    if (have >= 8) {
      have -= 8;
      text[size++] = (uint8_t)(bits >> have);
    }
  }
  return size;
}

static int hex_value(uint8_t c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  c |= 32;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Up to the first pair that is no byte. */
static size_t hex_decode(uint8_t *text, size_t length) {
  size_t size = 0;
  for (size_t i = 0; i + 1 < length; i += 2) {
    int high = hex_value(text[i]), low = hex_value(text[i + 1]);
    if (high < 0 || low < 0)
      break;
    text[size++] = (uint8_t)(high << 4 | low);
  }
  return size;
}

/* decode(string): the bytes of a hex or base64 string. */
static napi_value decode(napi_env env, napi_callback_info info) {
  napi_value text;
  size_t length;
  void *data;
  bind_args(env, info, &text, 1, &data);
  char *bytes = bind_string(env, text, &length);
  if (bytes == NULL)
    return NULL;
  uint8_t *start = (uint8_t *)bytes;
  size_t size = *(const char *)data == 'h' ? hex_decode(start, length)
                                           : base64_decode(start, length);
  napi_value array = bind_new_bytes(env, bytes, size);
  free(bytes);
  return array;
}

/* utf8Valid(view) */
static napi_value utf8_valid(napi_env env, napi_callback_info info) {
  napi_value argv[3];
  const uint8_t *s;
  size_t n;
  bool valid = true;
  bind_args(env, info, argv, 3, NULL);
  if (!range(env, argv, &s, &n))
    return NULL;
  for (size_t i = 0; i < n && valid;) {
    uint8_t c = s[i++];
    if (c < 0x80)
      continue;
    int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
    uint8_t low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    uint8_t high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    valid = c >= 0xc2 && c <= 0xf4 && i + (size_t)more <= n;
    for (; valid && more > 0; more--, low = 0x80, high = 0xbf) {
      valid = s[i] >= low && s[i] <= high;
      i++;
    }
  }
  return bind_new_bool(env, valid);
}

static const struct binding_function functions[] = {
    {"utf8Slice", utf8_slice, NULL},   {"latin1Slice", latin1_slice, NULL},
    {"hexSlice", hex_slice, NULL},     {"base64Slice", base64_slice, NULL},
    {"utf8Length", utf8_length, NULL}, {"utf8Bytes", utf8_bytes, NULL},
    {"utf8Write", utf8_write, NULL},   {"utf8Valid", utf8_valid, NULL},
    {"base64Bytes", decode, "b"},      {"hexBytes", decode, "h"},
};

napi_value find_text(napi_env env, const char *name) {
  return bind_named(env, name, functions, sizeof functions / sizeof *functions);
}
