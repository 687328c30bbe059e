/* SPDX-License-Identifier: MIT */
/* Strings and symbols, exact to the code unit. */

#include "javascriptcore_engine.h"

#include <stdlib.h>
#include <string.h>

/* Text up to this many units is widened on the C stack. */
#define SHORT_TEXT 256

static bool is_plain_ascii(const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if ((unsigned char)bytes[i] - 1u >= 0x7f)
      return false;
  }
  return true;
}

static size_t widen_latin1(JSChar *units, const unsigned char *bytes,
                           size_t length) {
  for (size_t i = 0; i < length; i++)
    units[i] = bytes[i];
  return length;
}

/* One code point of UTF-8, U+FFFD for a byte that is out of place. Moves
 * *next behind what was read. */
static uint32_t next_code_point(const unsigned char **next,
                                const unsigned char *end) {
  static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const unsigned char *at = *next;
  unsigned count = at[0] < 0x80   ? 1
                   : at[0] < 0xc2 ? 0
                   : at[0] < 0xe0 ? 2
                   : at[0] < 0xf0 ? 3
                   : at[0] < 0xf5 ? 4
                                  : 0;
  *next = at + 1;
  if (count == 1)
    return at[0];
  if (count == 0 || (size_t)(end - at) < count)
    return 0xfffd;
  uint32_t point = at[0] & (0x7fu >> count);
  for (unsigned i = 1; i < count; i++) {
    if ((at[i] & 0xc0) != 0x80)
      return 0xfffd;
    point = point << 6 | (at[i] & 0x3fu);
  }
  if (point < smallest[count] || point > 0x10ffff ||
      (point >= 0xd800 && point < 0xe000))
    return 0xfffd;
  *next = at + count;
  return point;
}

static size_t widen_utf8(JSChar *units, const unsigned char *bytes,
                         size_t length) {
  const unsigned char *end = bytes + length;
  size_t count = 0;
  while (bytes < end) {
    uint32_t point = next_code_point(&bytes, end);
    if (point >= 0x10000) {
      units[count++] = (JSChar)(0xd7c0 + (point >> 10));
      point = 0xdc00 | (point & 0x3ff);
    }
    units[count++] = (JSChar)point;
  }
  return count;
}

typedef size_t (*widen)(JSChar *units, const unsigned char *bytes,
                        size_t length);

/* NULL when memory is short. */
static JSStringRef widened(widen transcode, const char *bytes, size_t length) {
  JSChar few[SHORT_TEXT];
  JSChar *units = few;
  if (length > SHORT_TEXT) {
    units = malloc(length * sizeof *units);
    if (units == NULL)
      return NULL;
  }
  size_t count = transcode(units, (const unsigned char *)bytes, length);
  JSStringRef text = JSStringCreateWithCharacters(units, count);
  if (units != few)
    free(units);
  return text;
}

JSStringRef jsc_string_from_utf8(const char *bytes, size_t length) {
  /* The interface's own UTF-8 form wants a NUL at the end, and stops there;
   * for short names it saves half of the memory. */
  if (length < SHORT_TEXT && is_plain_ascii(bytes, length)) {
    char copy[SHORT_TEXT];
    /* An empty text may have no address. */
    if (length > 0)
      memcpy(copy, bytes, length);
    copy[length] = '\0';
    return JSStringCreateWithUTF8CString(copy);
  }
  return widened(widen_utf8, bytes, length);
}

JSStringRef jsc_make_latin1(const char *bytes, size_t length) {
  if (jsc_cpp_string_new == NULL || jsc_cpp_string_wrap == NULL)
    return NULL;
  void *string = NULL;
  /* An empty span would make a null string, which is none. */
  if (length == 0)
    return JSStringCreateWithUTF8CString("");
  jsc_cpp_string_new(&string, bytes, length);
  return jsc_cpp_string_wrap(&string).memory;
}

static bool is_ascii(const char *bytes, size_t length) {
  enum { count = 4 };
  uint64_t all[count] = {0}, group[count];
  unsigned char rest = 0;
  size_t i = 0;
  for (; i + sizeof group <= length; i += sizeof group) {
    memcpy(group, bytes + i, sizeof group);
    for (int k = 0; k < count; k++)
      all[k] |= group[k];
  }
  for (; i < length; i++)
    rest |= (unsigned char)bytes[i];
  return ((all[0] | all[1] | all[2] | all[3] | rest) & 0x8080808080808080) == 0;
}

/* Code units that are looked at together. */
#define GROUP 8 /* 16 bytes: what every machine has */
typedef uint16_t wide_group __attribute__((vector_size(2 * GROUP)));
typedef uint8_t narrow_group __attribute__((vector_size(GROUP)));

static bool is_latin1(const uint16_t *units, size_t length) {
  wide_group all = {0}, more = {0}, group[2];
  uint64_t words[2], rest = 0;
  size_t i = 0;
  for (; i + 2 * GROUP <= length; i += 2 * GROUP) {
    memcpy(group, units + i, sizeof group);
    all |= group[0];
    more |= group[1];
  }
  all |= more;
  memcpy(words, &all, sizeof words);
  for (; i < length; i++)
    rest |= units[i];
  return ((words[0] | words[1] | rest) & 0xff00ff00ff00ff00) == 0;
}

static void narrow_units(uint8_t *bytes, const uint16_t *units, size_t length) {
  size_t i = 0;
  for (; i + GROUP <= length; i += GROUP) {
    wide_group group;
    memcpy(&group, units + i, sizeof group);
    narrow_group bytes_of = __builtin_convertvector(group, narrow_group);
    memcpy(bytes + i, &bytes_of, sizeof bytes_of);
  }
  for (; i < length; i++)
    bytes[i] = (uint8_t)units[i];
}

void *jsc_narrow_memory(const uint16_t *units, size_t length) {
  void *place[2] = {NULL, NULL};
  void *memory = jsc_cpp_room_new(length, place).memory;
  narrow_units(place[0], units, length);
  return memory;
}

static napi_shim_engine_status
string_done(napi_shim_realm *realm, JSStringRef text, napi_shim_slot *result) {
  if (text == NULL)
    return napi_shim_engine_out_of_memory;
  jsc_put(result, JSValueMakeString(realm->context, text));
  JSStringRelease(text);
  return napi_shim_engine_ok;
}

/* Whether a string of this length can be made past the C interface, which
 * copies its characters twice. Shorter ones are shared. */
static bool direct(const napi_shim_realm *realm, size_t length) {
  return realm->vm->layout->texts && length > 1;
}

napi_shim_engine_status jsc_make_string_latin1(napi_shim_realm *realm,
                                               const char *bytes, size_t length,
                                               napi_shim_slot *result) {
  JSStringRef text;
  if (direct(realm, length)) {
    void *memory;
    jsc_cpp_string_new(&memory, bytes, length);
    jsc_put(result, jsc_text_value(realm->vm->group, memory));
    return napi_shim_engine_ok;
  }
  if (realm->vm->layout->latin1)
    text = jsc_make_latin1(bytes, length);
  else if (length < SHORT_TEXT && is_plain_ascii(bytes, length))
    text = jsc_string_from_utf8(bytes, length);
  else
    text = widened(widen_latin1, bytes, length);
  return string_done(realm, text, result);
}

napi_shim_engine_status jsc_make_string_utf16(napi_shim_realm *realm,
                                              const uint16_t *units,
                                              size_t length,
                                              napi_shim_slot *result) {
  if (direct(realm, length)) {
    void *memory;
    /* Half of the memory is filled, swept and read later. */
    if (is_latin1(units, length))
      memory = jsc_narrow_memory(units, length);
    else
      jsc_cpp_wide_new(&memory, units, length);
    jsc_put(result, jsc_text_value(realm->vm->group, memory));
    return napi_shim_engine_ok;
  }
  return string_done(realm, JSStringCreateWithCharacters(units, length),
                     result);
}

napi_shim_engine_status jsc_make_string_utf8(napi_shim_realm *realm,
                                             const char *bytes, size_t length,
                                             napi_shim_slot *result) {
  if (is_ascii(bytes, length))
    return jsc_make_string_latin1(realm, bytes, length, result);
  return string_done(realm, jsc_string_from_utf8(bytes, length), result);
}

/* The head of a string's memory, as layout.c verified it. */
typedef struct {
  uint32_t references;
  uint32_t length;
  const void *units;
  uint32_t flags;
} string_memory;

static const string_memory *flat_memory(const napi_shim_slot *value) {
  uint64_t word = ((const uint64_t *)(const void *)jsc_object(value))[1];
  if (word == 0 || (word & 7) != 0)
    return NULL; /* a rope: not put together yet */
  return (const string_memory *)(uintptr_t)word;
}

/* Without a copy; the string value keeps the characters. */
static bool text_in_place(napi_shim_realm *realm, const napi_shim_slot *value,
                          napi_shim_text *result) {
  const string_memory *memory = flat_memory(value);
  if (memory == NULL) {
    JSStringRef text =
        JSValueToStringCopy(realm->context, jsc_value(value), NULL);
    if (text != NULL)
      JSStringRelease(text);
    memory = flat_memory(value);
    if (memory == NULL)
      return false;
  }
  result->form = (memory->flags & realm->vm->layout->eight_bit) != 0
                     ? napi_shim_text_latin1
                     : napi_shim_text_utf16;
  result->units = memory->units;
  result->length = memory->length;
  result->token = NULL;
  return true;
}

napi_shim_engine_status jsc_get_text(napi_shim_realm *realm,
                                     const napi_shim_slot *value,
                                     napi_shim_text *result) {
  if (realm->vm->layout->strings && text_in_place(realm, value, result))
    return napi_shim_engine_ok;
  JSValueRef exception = NULL;
  JSStringRef text =
      JSValueToStringCopy(realm->context, jsc_value(value), &exception);
  if (exception != NULL)
    return jsc_thrown(realm->vm, exception);
  if (text == NULL)
    return napi_shim_engine_out_of_memory;
  result->form = napi_shim_text_utf16;
  result->length = JSStringGetLength(text);
  result->units = JSStringGetCharactersPtr(text);
  result->token = text;
  return napi_shim_engine_ok;
}

void jsc_release_text(napi_shim_realm *realm, napi_shim_text *text) {
  (void)realm;
  if (text->token != NULL)
    JSStringRelease(text->token);
  text->token = NULL;
}

napi_shim_engine_status jsc_make_symbol(napi_shim_realm *realm,
                                        const napi_shim_slot *description,
                                        napi_shim_slot *result) {
  JSStringRef text = NULL;
  if (description != NULL) {
    JSValueRef exception = NULL;
    text =
        JSValueToStringCopy(realm->context, jsc_value(description), &exception);
    if (exception != NULL)
      return jsc_thrown(realm->vm, exception);
  }
  jsc_put(result, JSValueMakeSymbol(realm->context, text));
  if (text != NULL)
    JSStringRelease(text);
  return napi_shim_engine_ok;
}
