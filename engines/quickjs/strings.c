/* SPDX-License-Identifier: MIT */
/* Strings, exact in both directions, and symbols. */

#include "quickjs_engine.h"

#include <stdlib.h>

enum { text_on_stack = 512 };

/* Eight bytes; `at` counts words. */
static inline uint64_t word_at(const void *bytes, size_t at) {
  uint64_t word;
  memcpy(&word, (const char *)bytes + at * sizeof word, sizeof word);
  return word;
}

static inline uint64_t four_words(const void *bytes) {
  return word_at(bytes, 0) | word_at(bytes, 1) | word_at(bytes, 2) |
         word_at(bytes, 3);
}

static bool is_ascii(const char *bytes, size_t length) {
  uint64_t high = 0;
  size_t i = 0;
  for (; length - i >= 64; i += 64)
    high |= four_words(bytes + i) | four_words(bytes + i + 32);
  for (; length - i >= 8; i += 8)
    high |= word_at(bytes + i, 0);
  for (; i < length; i++)
    high |= (uint64_t)(unsigned char)bytes[i];
  return !(high & UINT64_C(0x8080808080808080));
}

/* Writes one code point, or a lone surrogate, as (W)UTF-8. */
static char *put_utf8(char *to, uint32_t c) {
  if (c < 0x80) {
    *to++ = (char)c;
  } else if (c < 0x800) {
    *to++ = (char)(0xc0 | c >> 6);
    *to++ = (char)(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    *to++ = (char)(0xe0 | c >> 12);
    *to++ = (char)(0x80 | (c >> 6 & 0x3f));
    *to++ = (char)(0x80 | (c & 0x3f));
  } else {
    *to++ = (char)(0xf0 | c >> 18);
    *to++ = (char)(0x80 | (c >> 12 & 0x3f));
    *to++ = (char)(0x80 | (c >> 6 & 0x3f));
    *to++ = (char)(0x80 | (c & 0x3f));
  }
  return to;
}

/* Memory for `units` times `each` bytes: the caller's buffer if it suffices. */
static char *text_buffer(char *small, size_t units, size_t each) {
  if (units <= text_on_stack / each)
    return small;
  return units > SIZE_MAX / each ? NULL : malloc(units * each);
}

static status finish_text(napi_shim_realm *realm, char *small, char *bytes,
                          size_t length, napi_shim_slot *result) {
  JSValue string = quickjs_string(realm->ctx, bytes, length);
  if (bytes != small)
    free(bytes);
  return quickjs_finish(realm, string, result);
}

status quickjs_make_string_latin1(napi_shim_realm *realm, const char *bytes,
                                  size_t length, napi_shim_slot *result) {
  char small[text_on_stack], *text, *end;
  if (is_ascii(bytes, length))
    return quickjs_finish(realm, quickjs_string(realm->ctx, bytes, length),
                          result);
  end = text = text_buffer(small, length, 2);
  if (!text)
    return napi_shim_engine_out_of_memory;
  for (size_t i = 0; i < length; i++)
    end = put_utf8(end, (unsigned char)bytes[i]);
  return finish_text(realm, small, text, (size_t)(end - text), result);
}

static char *put_utf16(char *to, const uint16_t *units, size_t length) {
  for (size_t i = 0; i < length; i++) {
    uint32_t c = units[i];
    if ((c & 0xfc00) == 0xd800 && i + 1 < length &&
        (units[i + 1] & 0xfc00) == 0xdc00)
      c = 0x10000 + ((c & 0x3ff) << 10) + (units[++i] & 0x3ff);
    to = put_utf8(to, c);
  }
  return to;
}

/* All bits that are set in one of the units. */
static unsigned bits_of_all(const uint16_t *units, size_t length) {
  uint64_t all = 0;
  size_t i = 0;
  for (; length - i >= 16; i += 16)
    all |= four_words(units + i);
  for (; i < length; i++)
    all |= units[i];
  all |= all >> 32;
  return (unsigned)(all | all >> 16) & 0xffff;
}

/* Eight units, all ASCII, as eight bytes. */
static void narrow_eight(char *to, const uint16_t *units) {
  for (int i = 0; i < 8; i++)
    to[i] = (char)units[i];
}

static char *narrow(char *to, const uint16_t *units, size_t length) {
  size_t i = 0;
  for (; length - i >= 8; i += 8)
    narrow_eight(to + i, units + i);
  for (; i < length; i++)
    to[i] = (char)units[i];
  return to + length;
}

status quickjs_make_string_utf16(napi_shim_realm *realm, const uint16_t *units,
                                 size_t length, napi_shim_slot *result) {
  char small[text_on_stack], *text, *end;
  unsigned bits = bits_of_all(units, length);
#if FLAVOUR_NG
  /* Narrow text must become a narrow string: a wide one with the same
   * characters works, but takes slow paths as a property name. */
  if (bits > 0xff)
    return quickjs_finish(realm, JS_NewStringUTF16(realm->ctx, units, length),
                          result);
#endif
  text = text_buffer(small, length, bits < 0x80 ? 1 : 3);
  if (!text)
    return napi_shim_engine_out_of_memory;
  end = bits < 0x80 ? narrow(text, units, length)
                    : put_utf16(text, units, length);
  return finish_text(realm, small, text, (size_t)(end - text), result);
}

status quickjs_make_string_utf8(napi_shim_realm *realm, const char *bytes,
                                size_t length, napi_shim_slot *result) {
  return quickjs_finish(realm, quickjs_string(realm->ctx, bytes, length),
                        result);
}

/* ASCII comes without a copy; the rest is transcoded once by the engine. */
status quickjs_get_text(napi_shim_realm *realm, const napi_shim_slot *value,
                        napi_shim_text *result) {
  size_t length;
  const char *text = JS_ToCStringLen(realm->ctx, &length, slot_value(value));
  if (!text)
    return quickjs_out_of_memory(realm);
  result->form =
      is_ascii(text, length) ? napi_shim_text_latin1 : napi_shim_text_wtf8;
  result->units = text;
  result->length = length;
  result->token = NULL;
  return napi_shim_engine_ok;
}

void quickjs_release_text(napi_shim_realm *realm, napi_shim_text *text) {
  JS_FreeCString(realm->ctx, text->units);
  text->units = NULL;
}

status quickjs_make_symbol(napi_shim_realm *realm,
                           const napi_shim_slot *description,
                           napi_shim_slot *result) {
  napi_shim_vm *vm = realm->vm;
  JSValue text = description ? slot_value(description) : JS_UNDEFINED;
  return quickjs_finish(
      realm, quickjs_system_call(vm, vm->make_symbol, JS_UNDEFINED, 1, &text),
      result);
}
