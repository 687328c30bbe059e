/* SPDX-License-Identifier: MIT */
/* Characters of strings where they lie. */

#ifndef NAPI_SHIM_QUICKJS_TEXT_H
#define NAPI_SHIM_QUICKJS_TEXT_H

#include "quickjs_engine.h"

#if FLAVOUR_NG
/*
 * A string of 1 to quickjs_narrow_most Latin-1 characters that the caller
 * writes, all of them, before anybody else sees it; only where the shortcut
 * works. The engine makes a wide one, with room for the NUL behind; the first
 * word of its head says how long and how wide it is.
 */
enum { quickjs_narrow_most = 4096 };
extern const uint16_t quickjs_zeros[quickjs_narrow_most / 2 + 1];

static inline JSValue quickjs_blank_string(const napi_shim_vm *vm,
                                           JSContext *ctx, size_t length,
                                           char **characters) {
  JSValue string = JS_NewStringUTF16(ctx, quickjs_zeros, length / 2 + 1);
  if (__builtin_expect(JS_IsException(string), 0))
    return string;
  char *head = JS_VALUE_GET_PTR(string);
  uint32_t narrow = (uint32_t)length;
  memcpy(head, &narrow, sizeof narrow);
  *characters = head + vm->shortcuts.text_at;
  return string;
}
#endif

/* A string of Latin-1 characters; only where the shortcut works. */
JSValue quickjs_narrow_string(napi_shim_vm *vm, JSContext *ctx,
                              const char *bytes, size_t length);

/*
 * The characters of a string where they lie: behind a head that begins with 31
 * bits of length and one that says "wide", then 28 bits of hash and two that
 * say how they are kept. False: the engine must be asked.
 */
static inline bool quickjs_text_in_place(const napi_shim_vm *vm,
                                         JSValueConst string,
                                         napi_shim_text *result) {
  if (JS_VALUE_GET_TAG(string) != JS_TAG_STRING)
    return false;
  const char *head = JS_VALUE_GET_PTR(string);
  uint32_t word[2];
  memcpy(word, head, sizeof word);
  if (word[1] >> 28 & 3)
    return false;
  result->form = word[0] >> 31 ? napi_shim_text_utf16 : napi_shim_text_latin1;
  result->length = word[0] & INT32_MAX;
  result->units = head + vm->shortcuts.text_at;
  return true;
}

/* units.c: all bits that are set in one of the units, and units below 256 as
 * bytes. */
unsigned quickjs_bits_of_units(const uint16_t *units, size_t length);
void quickjs_narrow_units(char *to, const uint16_t *from, size_t length);

#endif
