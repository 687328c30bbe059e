/* SPDX-License-Identifier: MIT */
/* Transcoding: exact, and never past the end of a buffer. */

#include "env/text.h"

#include <string.h>

#include "env/memory.h"
#include "env/runtime.h"
#include "env/text_span.h"

enum { replacement = 0xFFFD };

/*
 * One code point from UTF-8. Returns the bytes it took; -n where the next n
 * are a maximal part of something malformed. `surrogates`: their three-byte
 * forms are code points too (WTF-8).
 */
static int decode(const unsigned char *bytes, size_t length, bool surrogates,
                  uint32_t *result) {
  unsigned first = bytes[0];
  if (first < 0x80) {
    *result = first;
    return 1;
  }
  int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  if (first < 0xC2 || first > 0xF4)
    return -1;
  /* Only the second byte's range depends on the first. */
  unsigned low = 0x80, high = 0xBF;
  if (first == 0xE0)
    low = 0xA0;
  else if (first == 0xED && !surrogates)
    high = 0x9F;
  else if (first == 0xF0)
    low = 0x90;
  else if (first == 0xF4)
    high = 0x8F;
  uint32_t point = first & (0x3Fu >> more);
  for (int i = 1; i <= more; i++) {
    if ((size_t)i >= length || bytes[i] < low || bytes[i] > high)
      return -i;
    point = point << 6 | (bytes[i] & 0x3Fu);
    low = 0x80;
    high = 0xBF;
  }
  *result = point;
  return more + 1;
}

bool text_is_utf8(const char *bytes, size_t length) {
  for (;;) {
    size_t ascii = span_ascii(bytes, length);
    bytes += ascii;
    length -= ascii;
    if (length == 0)
      return true;
    uint32_t point;
    int taken = decode((const unsigned char *)bytes, length, false, &point);
    if (taken < 0)
      return false;
    bytes += taken;
    length -= (size_t)taken;
  }
}

static size_t put_utf16(uint32_t point, uint16_t *result) {
  if (point < 0x10000) {
    result[0] = (uint16_t)point;
    return 1;
  }
  result[0] = (uint16_t)(0xD800 + ((point - 0x10000) >> 10));
  result[1] = (uint16_t)(0xDC00 + (point & 0x3FF));
  return 2;
}

size_t text_utf8_to_utf16(const char *bytes, size_t length, uint16_t *result) {
  const unsigned char *from = (const unsigned char *)bytes;
  size_t at = 0, units = 0;
  while (at < length) {
    uint32_t point;
    int taken = decode(from + at, length - at, false, &point);
    if (taken < 0) {
      point = replacement;
      taken = -taken;
    }
    units += put_utf16(point, result + units);
    at += (size_t)taken;
  }
  return units;
}

napi_shim_engine_status text_make_utf8(struct realm *realm, const char *bytes,
                                       size_t length, napi_shim_slot *result) {
  const napi_shim_engine *engine = realm->runtime->engine;
  size_t ascii = span_ascii(bytes, length);
  if (ascii == length)
    return engine->make_string_latin1(realm->engine_realm, bytes, length,
                                      result);
  if (engine->make_string_utf8 != NULL &&
      text_is_utf8(bytes + ascii, length - ascii))
    return engine->make_string_utf8(realm->engine_realm, bytes, length, result);
  if (length > SIZE_MAX / sizeof(uint16_t))
    return napi_shim_engine_out_of_memory;
  uint16_t *units = memory_alloc(length * sizeof *units);
  if (units == NULL)
    return napi_shim_engine_out_of_memory;
  size_t count = text_utf8_to_utf16(bytes, length, units);
  napi_shim_engine_status status =
      engine->make_string_utf16(realm->engine_realm, units, count, result);
  memory_free(units);
  return status;
}

/* The next code point of a text; *at moves behind it. Halves of a pair are
 * one, a lone surrogate is itself. */
static uint32_t next_point(const napi_shim_text *text, size_t *at) {
  if (text->form == napi_shim_text_latin1)
    return ((const unsigned char *)text->units)[(*at)++];
  uint32_t point;
  if (text->form == napi_shim_text_wtf8) {
    int taken = decode((const unsigned char *)text->units + *at,
                       text->length - *at, true, &point);
    if (taken < 0) {
      *at += (size_t)-taken;
      return replacement;
    }
    *at += (size_t)taken;
    return point;
  }
  const uint16_t *units = text->units;
  point = units[(*at)++];
  if ((point & 0xFC00) == 0xD800 && *at < text->length &&
      (units[*at] & 0xFC00) == 0xDC00)
    point = 0x10000 + ((point & 0x3FF) << 10) + (units[(*at)++] & 0x3FFu);
  return point;
}

static bool is_surrogate(uint32_t point) {
  return (point & 0xFFFFF800) == 0xD800;
}

static size_t utf8_size(uint32_t point) {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

static void put_utf8(uint32_t point, char *to) {
  static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  size_t size = utf8_size(point);
  for (size_t i = size; i-- > 1; point >>= 6)
    to[i] = (char)(0x80 | (point & 0x3F));
  to[0] = (char)(lead[size] | point);
}

size_t text_units(const napi_shim_text *text) {
  if (text->form != napi_shim_text_wtf8)
    return text->length;
  size_t count = span_ascii(text->units, text->length);
  for (size_t at = count; at < text->length;)
    count += next_point(text, &at) >= 0x10000 ? 2 : 1;
  return count;
}

size_t text_utf8_length(const napi_shim_text *text) {
  /* A surrogate and U+FFFD take three bytes each. */
  if (text->form == napi_shim_text_wtf8)
    return text->length;
  size_t at = 0;
  if (text->form == napi_shim_text_latin1)
    at = span_ascii(text->units, text->length);
  size_t bytes = at;
  while (at < text->length)
    bytes += utf8_size(next_point(text, &at));
  return bytes;
}

size_t text_to_latin1(const napi_shim_text *text, char *buffer, size_t room) {
  size_t count = 0;
  if (text->form == napi_shim_text_latin1) {
    count = text->length < room ? text->length : room;
    if (count > 0)
      memcpy(buffer, text->units, count);
    return count;
  }
  for (size_t at = 0; at < text->length && count < room;) {
    uint16_t units[2];
    size_t n = put_utf16(next_point(text, &at), units);
    buffer[count++] = (char)units[0];
    if (n == 2 && count < room)
      buffer[count++] = (char)units[1];
  }
  return count;
}

/* The units that are bytes: all, or those before the first that is not ASCII.
 * Returns how many. */
static size_t widen(const napi_shim_text *text, uint16_t *buffer, size_t room) {
  size_t count = text->length < room ? text->length : room;
  if (text->form == napi_shim_text_wtf8)
    count = span_ascii(text->units, count);
  span_widen(buffer, text->units, count);
  return count;
}

size_t text_to_utf16(const napi_shim_text *text, uint16_t *buffer,
                     size_t room) {
  size_t count = 0;
  if (text->form == napi_shim_text_utf16) {
    count = text->length < room ? text->length : room;
    if (count > 0)
      memcpy(buffer, text->units, count * sizeof *buffer);
    return count;
  }
  size_t at = widen(text, buffer, room);
  count = at;
  while (at < text->length && count < room) {
    uint16_t units[2];
    size_t n = put_utf16(next_point(text, &at), units);
    buffer[count++] = units[0];
    if (n == 2 && count < room)
      buffer[count++] = units[1];
  }
  return count;
}

/* From the character `at` on, behind `count` bytes that are written. */
static __attribute__((noinline)) size_t rest_to_utf8(const napi_shim_text *text,
                                                     size_t at, char *buffer,
                                                     size_t room,
                                                     size_t count) {
  while (at < text->length) {
    uint32_t point = next_point(text, &at);
    if (is_surrogate(point))
      point = replacement;
    if (utf8_size(point) > room - count)
      break;
    put_utf8(point, buffer + count);
    count += utf8_size(point);
  }
  return count;
}

size_t text_to_utf8(const napi_shim_text *text, char *buffer, size_t room) {
  if (text->form == napi_shim_text_utf16)
    return rest_to_utf8(text, 0, buffer, room, 0);
  size_t most = text->length < room ? text->length : room;
  size_t count = span_copy_ascii(buffer, text->units, most);
  return count == most ? count : rest_to_utf8(text, count, buffer, room, count);
}

char *text_repair_utf8(const char *bytes, size_t *length) {
  const unsigned char *from = (const unsigned char *)bytes;
  /* A bad byte becomes three at most. */
  char *copy = memory_alloc(*length * 3 + 1);
  if (copy == NULL)
    return NULL;
  size_t at = 0, count = 0;
  while (at < *length) {
    uint32_t point;
    int taken = decode(from + at, *length - at, false, &point);
    if (taken < 0) {
      point = replacement;
      taken = -taken;
    }
    put_utf8(point, copy + count);
    count += utf8_size(point);
    at += (size_t)taken;
  }
  copy[count] = '\0';
  *length = count;
  return copy;
}

/* Writes the escape sequence of a lone surrogate. */
static void put_escape(uint32_t point, char *to) {
  static const char digits[] = "0123456789abcdef";
  to[0] = '\\';
  to[1] = 'u';
  for (int i = 0; i < 4; i++)
    to[2 + i] = digits[point >> (12 - 4 * i) & 15];
}

/* Escaped, a surrogate takes six bytes instead of three. */
static char *copy_escaped(const napi_shim_text *text, size_t *length) {
  char *copy = memory_alloc(text_utf8_length(text) * 2 + 1);
  if (copy == NULL)
    return NULL;
  size_t count = 0;
  for (size_t at = 0; at < text->length;) {
    uint32_t point = next_point(text, &at);
    if (is_surrogate(point)) {
      put_escape(point, copy + count);
      count += 6;
    } else {
      put_utf8(point, copy + count);
      count += utf8_size(point);
    }
  }
  copy[count] = '\0';
  *length = count;
  return copy;
}

static char *copy_utf8(const napi_shim_text *text, size_t *length) {
  size_t room = text_utf8_length(text);
  char *copy = memory_alloc(room + 1);
  if (copy == NULL)
    return NULL;
  *length = text_to_utf8(text, copy, room);
  copy[*length] = '\0';
  return copy;
}

static char *copy_with(struct realm *realm, const napi_shim_slot *value,
                       size_t *length,
                       char *copy(const napi_shim_text *, size_t *)) {
  const napi_shim_engine *engine = realm->runtime->engine;
  napi_shim_text text;
  if (engine->get_text(realm->engine_realm, value, &text) !=
      napi_shim_engine_ok)
    return NULL;
  char *result = copy(&text, length);
  text_release(realm, &text);
  return result;
}

char *text_copy_utf8(struct realm *realm, const napi_shim_slot *value,
                     size_t *length) {
  return copy_with(realm, value, length, copy_utf8);
}

char *text_copy_source(struct realm *realm, const napi_shim_slot *value,
                       size_t *length) {
  return copy_with(realm, value, length, copy_escaped);
}
