/* SPDX-License-Identifier: MIT */
/* Strings, exact in both directions, and symbols. */

#include "text.h"

#include <stdlib.h>

enum {
  text_on_stack = 2048,
  /* Below it JS_NewStringLen() is faster, above it refuses. */
  narrow_least = 96,
  narrow_most = 1 << 29
};

static bool makes_narrow(const napi_shim_realm *realm, size_t length) {
  return realm->vm->shortcuts.makes_narrow && length >= narrow_least &&
         length <= narrow_most;
}

/* Eight bytes; `at` counts words. */
static inline uint64_t word_at(const void *bytes, size_t at) {
  uint64_t word;
  memcpy(&word, (const char *)bytes + at * sizeof word, sizeof word);
  return word;
}

#if FLAVOUR_NG
static inline bool fills_narrow(const napi_shim_realm *realm, size_t length) {
  return realm->vm->shortcuts.fills_narrow && length - 1 < quickjs_narrow_most;
}

/* Most texts are short, and then a call takes longer than the copy. */
static inline void copy_short(char *to, const char *from, size_t length) {
  if (length > 16 || length < 8) {
    memcpy(to, from, length);
    return;
  }
  uint64_t first = word_at(from, 0), last = word_at(from + length - 8, 0);
  memcpy(to, &first, sizeof first);
  memcpy(to + length - 8, &last, sizeof last);
}
#endif

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
  *small = 0;
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

static status finish_narrow(napi_shim_realm *realm, char *small, char *bytes,
                            size_t length, napi_shim_slot *result) {
  JSValue string = quickjs_narrow_string(realm->vm, realm->ctx, bytes, length);
  if (bytes != small)
    free(bytes);
  return quickjs_finish(realm, string, result);
}

static status make_latin1(napi_shim_realm *realm, const char *bytes,
                          size_t length, napi_shim_slot *result) {
  char small[text_on_stack], *text, *end;
  if (makes_narrow(realm, length))
    return quickjs_finish(
        realm, quickjs_narrow_string(realm->vm, realm->ctx, bytes, length),
        result);
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

status quickjs_make_string_latin1(napi_shim_realm *realm, const char *bytes,
                                  size_t length, napi_shim_slot *result) {
#if FLAVOUR_NG
  char *to;
  if (fills_narrow(realm, length)) {
    JSValue string = quickjs_blank_string(realm->vm, realm->ctx, length, &to);
    if (!JS_IsException(string))
      copy_short(to, bytes, length);
    return quickjs_finish_new(realm, string, result);
  }
#endif
  return make_latin1(realm, bytes, length, result);
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

static status make_utf16(napi_shim_realm *realm, const uint16_t *units,
                         size_t length, unsigned bits, napi_shim_slot *result) {
  char small[text_on_stack], *text, *end;
  bool latin1 = bits < 0x100 && makes_narrow(realm, length);
  bool one_each = bits < 0x80 || latin1;
  text = text_buffer(small, length, one_each ? 1 : 3);
  if (!text)
    return napi_shim_engine_out_of_memory;
  if (one_each)
    quickjs_narrow_units(text, units, length);
  end = one_each ? text + length : put_utf16(text, units, length);
  if (latin1)
    return finish_narrow(realm, small, text, length, result);
  return finish_text(realm, small, text, (size_t)(end - text), result);
}

status quickjs_make_string_utf16(napi_shim_realm *realm, const uint16_t *units,
                                 size_t length, napi_shim_slot *result) {
  unsigned bits = quickjs_bits_of_units(units, length);
#if FLAVOUR_NG
  /* Narrow text must become a narrow string: a wide one with the same
   * characters works, but takes slow paths as a property name. */
  if (bits > 0xff)
    return quickjs_finish(realm, JS_NewStringUTF16(realm->ctx, units, length),
                          result);
  char *to;
  if (fills_narrow(realm, length)) {
    JSValue string = quickjs_blank_string(realm->vm, realm->ctx, length, &to);
    if (!JS_IsException(string))
      quickjs_narrow_units(to, units, length);
    return quickjs_finish_new(realm, string, result);
  }
#endif
  return make_utf16(realm, units, length, bits, result);
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
  if (realm->vm->shortcuts.text_in_place &&
      quickjs_text_in_place(realm->vm, slot_value(value), result)) {
    result->token = NULL;
    return napi_shim_engine_ok;
  }
  const char *text = JS_ToCStringLen(realm->ctx, &length, slot_value(value));
  if (!text)
    return quickjs_out_of_memory(realm);
  result->form =
      is_ascii(text, length) ? napi_shim_text_latin1 : napi_shim_text_wtf8;
  result->units = text;
  result->length = length;
  result->token = (void *)(uintptr_t)text;
  return napi_shim_engine_ok;
}

void quickjs_release_text(napi_shim_realm *realm, napi_shim_text *text) {
  if (text->token)
    JS_FreeCString(realm->ctx, text->token);
  text->token = NULL;
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
