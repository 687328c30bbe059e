/* SPDX-License-Identifier: MIT */
/* Shortcuts for strings that the engine does not promise: each is tried on
 * samples when a VM is opened, and left alone where one comes out wrong. */

#include "quickjs_engine.h"

#include <stdlib.h>

#include "system_source.h"
#include "text.h"

#if FLAVOUR_NG

/* --- reading: the characters where they lie ------------------------------- */

enum { sample_length = 200, long_length = 9000, text_at_most = 64 };

/* A string of the characters that were found; wide, whatever they are. */
static JSValue copy_of(JSContext *ctx, const napi_shim_text *text) {
  if (text->form == napi_shim_text_utf16)
    return JS_NewStringUTF16(ctx, text->units, text->length);
  const unsigned char *bytes = text->units;
  uint16_t *units = malloc((text->length + 1) * sizeof *units);
  if (!units)
    return JS_EXCEPTION;
  for (size_t i = 0; i < text->length; i++)
    units[i] = bytes[i];
  JSValue copy = JS_NewStringUTF16(ctx, units, text->length);
  free(units);
  return copy;
}

/* Whether what lies in place is the string. What the shortcut leaves to the
 * engine is not wrong. */
static bool looks_right(const napi_shim_vm *vm, JSContext *ctx,
                        JSValueConst string) {
  napi_shim_text text;
  if (!quickjs_text_in_place(vm, string, &text))
    return true;
  if (text.length > long_length)
    return false;
  JSValue copy = copy_of(ctx, &text);
  bool right = !JS_IsException(copy) && JS_IsStrictEqual(ctx, copy, string);
  JS_FreeValue(ctx, copy);
  return right;
}

static bool samples_look_right(napi_shim_vm *vm, JSContext *ctx) {
  JSValue list =
      quickjs_run(vm, ctx, quickjs_samples_source,
                  sizeof quickjs_samples_source - 1, QUICKJS_SYSTEM_NAME);
  int64_t count = 0;
  bool right = !JS_IsException(list) && JS_GetLength(ctx, list, &count) == 0 &&
               count > 0;
  for (int64_t i = 0; right && i < count; i++) {
    JSValue sample = JS_GetPropertyInt64(ctx, list, i);
    right = looks_right(vm, ctx, sample);
    JS_FreeValue(ctx, sample);
  }
  JS_FreeValue(ctx, list);
  return right;
}

/* Where the characters begin: a wide string is given out where it lies. */
static bool learn_text_at(napi_shim_vm *vm, JSContext *ctx, JSValueConst wide) {
  const char *units = (const char *)JS_ToCStringLenUTF16(ctx, NULL, wide);
  uintptr_t head = (uintptr_t)JS_VALUE_GET_PTR(wide);
  vm->shortcuts.text_at = (uintptr_t)units - head;
  JS_FreeCStringUTF16(ctx, (const uint16_t *)(const void *)units);
  return units && vm->shortcuts.text_at >= 8 &&
         vm->shortcuts.text_at <= text_at_most;
}

/* A first look at strings long enough that a wrong guess of where their
 * characters begin still lies within them. */
static bool first_look(napi_shim_vm *vm, JSContext *ctx) {
  uint16_t wide[sample_length];
  char narrow[sample_length];
  napi_shim_text text;
  for (int i = 0; i < sample_length; i++) {
    narrow[i] = (char)('!' + i % 90);
    wide[i] = (uint16_t)(0x3b1 + i);
  }
  JSValue one = JS_NewStringLen(ctx, narrow, sample_length);
  JSValue two = JS_NewStringUTF16(ctx, wide, sample_length);
  bool right =
      !JS_IsException(one) && !JS_IsException(two) &&
      learn_text_at(vm, ctx, two) && quickjs_text_in_place(vm, one, &text) &&
      text.form == napi_shim_text_latin1 && text.length == sample_length &&
      memcmp(text.units, narrow, sizeof narrow) == 0 &&
      quickjs_text_in_place(vm, two, &text) &&
      text.form == napi_shim_text_utf16 && text.length == sample_length &&
      memcmp(text.units, wide, sizeof wide) == 0;
  JS_FreeValue(ctx, one);
  JS_FreeValue(ctx, two);
  return right;
}

/* --- making: a wide string of zeros becomes a narrow one -------------------
 */

const uint16_t quickjs_zeros[quickjs_narrow_most / 2 + 1];

/* A blank string before anything is changed, so that a wrong guess harms
 * nobody: the head that the blank's change relies on, and its room. */
static bool blank_is_as_thought(const napi_shim_vm *vm, JSContext *ctx,
                                size_t length) {
  uint32_t units = (uint32_t)(length / 2 + 1), word[2];
  JSValue string = JS_NewStringUTF16(ctx, quickjs_zeros, units);
  if (JS_IsException(string) || JS_VALUE_GET_TAG(string) != JS_TAG_STRING)
    return false;
  const char *head = JS_VALUE_GET_PTR(string);
  memcpy(word, head, sizeof word);
  bool right = word[0] == (UINT32_C(1) << 31 | units) && word[1] == 0 &&
               memcmp(head + vm->shortcuts.text_at, quickjs_zeros,
                      units * sizeof *quickjs_zeros) == 0;
  JS_FreeValue(ctx, string);
  return right;
}

/* Whether it is in every way the string that the engine makes itself: by
 * comparison, as UTF-8 and as the name of a property. */
static bool filled_is_as_made(napi_shim_vm *vm, JSContext *ctx,
                              const char *bytes, size_t length) {
  char *characters;
  JSValue made = JS_NewStringLen(ctx, bytes, length);
  JSValue filled = quickjs_blank_string(vm, ctx, length, &characters);
  bool same = !JS_IsException(made) && !JS_IsException(filled);
  if (same)
    memcpy(characters, bytes, length);
  size_t size = 0;
  const char *text = same ? JS_ToCStringLen(ctx, &size, filled) : NULL;
  same = text && size == length && memcmp(text, bytes, length + 1) == 0 &&
         JS_IsStrictEqual(ctx, filled, made);
  JS_FreeCString(ctx, text);
  JSAtom one = JS_ValueToAtom(ctx, filled), two = JS_ValueToAtom(ctx, made);
  same = same && one == two && one != JS_ATOM_NULL;
  JS_FreeAtom(ctx, one);
  JS_FreeAtom(ctx, two);
  JS_FreeValue(ctx, filled);
  JS_FreeValue(ctx, made);
  return same;
}

static bool filling_works(napi_shim_vm *vm, JSContext *ctx) {
  static const size_t lengths[] = {1, 2, 7, 100, quickjs_narrow_most};
  char *bytes = malloc(quickjs_narrow_most + 1);
  bool right = bytes != NULL;
  for (size_t i = 0; right && i <= quickjs_narrow_most; i++)
    bytes[i] = (char)('!' + (i & 63));
  for (size_t i = 0; right && i < sizeof lengths / sizeof *lengths; i++) {
    char next = bytes[lengths[i]];
    bytes[lengths[i]] = '\0';
    right = blank_is_as_thought(vm, ctx, lengths[i]) &&
            filled_is_as_made(vm, ctx, bytes, lengths[i]);
    bytes[lengths[i]] = next;
  }
  free(bytes);
  return right;
}

/* --- making: what JS_WriteObject() would write, without a checksum -------- */

enum { checksum_at = 1, checksum_size = 4, small_copy = 2048 };

/* The length with its lowest bit free, as the engine writes it. */
static size_t put_length(unsigned char *to, size_t length) {
  size_t count = 0;
  for (length <<= 1; length >= 0x80; length >>= 7)
    to[count++] = (unsigned char)(0x80 | (length & 0x7f));
  to[count++] = (unsigned char)length;
  return count;
}

JSValue quickjs_narrow_string(napi_shim_vm *vm, JSContext *ctx,
                              const char *bytes, size_t length) {
  unsigned char small[small_copy], *row = small;
  size_t head = vm->shortcuts.head_size;
  if (length > sizeof small - 16)
    row = malloc(length + 16);
  if (!row)
    return JS_ThrowOutOfMemory(ctx);
  memcpy(row, vm->shortcuts.head, sizeof vm->shortcuts.head);
  head += put_length(row + head, length);
  memcpy(row + head, bytes, length);
  JSValue string = JS_ReadObject(ctx, row, head + length, 0);
  if (row != small)
    free(row);
  return string;
}

/* Learns what comes before the length from a sample that the engine wrote. */
static bool learn_head(napi_shim_vm *vm, JSContext *ctx, JSValueConst sample,
                       const char *bytes, size_t length) {
  unsigned char tail[8];
  size_t size, digits = put_length(tail, length);
  uint8_t *written = JS_WriteObject(ctx, &size, sample, 0);
  if (!written)
    return false;
  size_t head = size - length - digits;
  bool right = size > length + digits && head <= sizeof vm->shortcuts.head &&
               head > checksum_at + checksum_size &&
               memcmp(written + head, tail, digits) == 0 &&
               memcmp(written + head + digits, bytes, length) == 0;
  if (right) {
    memcpy(vm->shortcuts.head, written, head);
    memset(vm->shortcuts.head + checksum_at, 0xff, checksum_size);
    vm->shortcuts.head_size = head;
  }
  js_free(ctx, written);
  return right;
}

static bool same_as_made(napi_shim_vm *vm, JSContext *ctx, JSValueConst sample,
                         const char *bytes, size_t length) {
  JSValue made = quickjs_narrow_string(vm, ctx, bytes, length);
  bool same = !JS_IsException(made) && JS_IsString(made) &&
              JS_IsStrictEqual(ctx, made, sample);
  JS_FreeValue(ctx, made);
  return same;
}

static bool making_works(napi_shim_vm *vm, JSContext *ctx) {
  static const size_t lengths[] = {1, 100, long_length};
  char *bytes = malloc(long_length);
  bool right = bytes != NULL;
  if (right)
    memset(bytes, '!', long_length);
  for (size_t i = 0; right && i < sizeof lengths / sizeof *lengths; i++) {
    JSValue sample = JS_NewStringLen(ctx, bytes, lengths[i]);
    right = !JS_IsException(sample) &&
            (i > 0 || learn_head(vm, ctx, sample, bytes, lengths[i])) &&
            same_as_made(vm, ctx, sample, bytes, lengths[i]);
    JS_FreeValue(ctx, sample);
  }
  JSValue latin1 = JS_NewStringLen(ctx, "caf\xc3\xa9", 5);
  right = right && same_as_made(vm, ctx, latin1, "caf\xe9", 4);
  JS_FreeValue(ctx, latin1);
  free(bytes);
  return right;
}

/* What one VM learnt holds for all: they share their copy of the engine. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct shortcuts learnt;
static bool probed;

void quickjs_probe(napi_shim_vm *vm) {
  JSContext *ctx = vm->system;
  if (vm->safe || vm->attached)
    return;
  pthread_mutex_lock(&mutex);
  if (!probed) {
    struct shortcuts *found = &vm->shortcuts;
    found->text_in_place = first_look(vm, ctx) && samples_look_right(vm, ctx);
    found->fills_narrow = found->text_in_place && filling_works(vm, ctx);
    found->makes_narrow = making_works(vm, ctx);
    found->bigint_in_place = quickjs_bigints_work(vm, ctx);
    found->objects_in_place = quickjs_objects_in_place(vm, ctx);
    /* A sample that failed may have left an exception. */
    JS_FreeValue(ctx, JS_GetException(ctx));
    learnt = *found;
    probed = true;
  }
  vm->shortcuts = learnt;
  pthread_mutex_unlock(&mutex);
}

#else

JSValue quickjs_narrow_string(napi_shim_vm *vm, JSContext *ctx,
                              const char *bytes, size_t length) {
  (void)vm;
  return JS_NewStringLen(ctx, bytes, length);
}

void quickjs_probe(napi_shim_vm *vm) {
  (void)vm;
}

#endif
