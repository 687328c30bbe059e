/* SPDX-License-Identifier: MIT */
/* Learns from samples what is in the cells of BigInts, views and strings. */

#include "javascriptcore_engine.h"

#include <string.h>

JSValueRef jsc_sample(JSContextRef context, const char *source) {
  JSValueRef exception = NULL;
  JSStringRef text = JSStringCreateWithUTF8CString(source);
  JSValueRef value = JSEvaluateScript(context, text, NULL, NULL, 1, &exception);
  JSStringRelease(text);
  return exception == NULL ? value : NULL;
}

static const char *source_at(const void *samples, size_t size, size_t i) {
  return *(const char *const *)(const void *)((const char *)samples + i * size);
}

/* "[first,second,…]", or nothing where there is no room. */
static void join_sources(const void *samples, size_t count, size_t size,
                         char *text, size_t room) {
  size_t length = 0;
  for (size_t i = 0; i < count; i++) {
    const char *source = source_at(samples, size, i);
    size_t more = strlen(source);
    if (length + more + 3 > room) {
      text[0] = '\0';
      return;
    }
    text[length++] = i == 0 ? '[' : ',';
    memcpy(text + length, source, more);
    length += more;
  }
  memcpy(text + length, "]", 2);
}

void jsc_samples(JSContextRef context, const void *samples, size_t count,
                 size_t size, JSValueRef *values) {
  char text[4096];
  /* One script is several times faster than one for each. */
  join_sources(samples, count, size, text, sizeof text);
  JSValueRef list = jsc_sample(context, text);
  bool whole = list != NULL && JSValueIsArray(context, list);
  for (size_t i = 0; i < count; i++)
    values[i] = whole ? JSObjectGetPropertyAtIndex(context, (JSObjectRef)list,
                                                   (unsigned)i, NULL)
                      : jsc_sample(context, source_at(samples, size, i));
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef struct {
  const char *source;
  uint32_t digits;
  bool negative;
  uint64_t lowest;
} bigint_sample;

static const bigint_sample bigints[] = {
    {"0n", 0, false, 0},
    {"1n", 1, false, 1},
    {"-1n", 1, true, 1},
    {"0x123456789abcdef0n", 1, false, 0x123456789abcdef0},
    {"-(2n**63n)", 1, true, 1ull << 63},
    {"2n**64n-1n", 1, false, UINT64_MAX},
    {"-(2n**64n)-7n", 2, true, 7},
    {"2n**128n+9n", 3, false, 9}};

static bool bigint_is(JSValueRef value, const bigint_sample *expected,
                      jsc_peek *peek, const int pipe_ends[2]) {
  jsc_bigint cell;
  uint64_t lowest = 0;
  if (value == NULL || !jsc_bits_are_cell((uint64_t)(uintptr_t)value))
    return false;
  memcpy(&cell, value, sizeof cell);
  if (cell.digits != expected->digits || cell.negative != expected->negative)
    return false;
  if (cell.digits == 0)
    return true;
  return peek(pipe_ends, (uint64_t)(uintptr_t)cell.lowest, &lowest,
              sizeof lowest) &&
         lowest == expected->lowest;
}

/* Longer ones may be too long for the engine, which then throws. */
#define MOST_DIGITS 1024

JSValueRef jsc_bigint_of_words(JSContextGroupRef group, bool negative,
                               size_t count, const uint64_t *words) {
  if (jsc_cpp_bigint_room == NULL || count > MOST_DIGITS)
    return NULL;
  JSValueRef value = jsc_cpp_bigint_room(group, (unsigned)count);
  if (value == NULL)
    return NULL;
  jsc_bigint *bigint = (jsc_bigint *)(uintptr_t)value;
  memcpy(bigint->lowest, words, count * sizeof *words);
  bigint->negative = negative;
  return value;
}

static bool words_make(JSContextRef context, const char *expected) {
  static const uint64_t words[3] = {5, 0, 1};
  JSValueRef value =
      jsc_bigint_of_words(JSContextGetGroup(context), true, 3, words);
  JSValueRef other = jsc_sample(context, expected);
  return value != NULL && other != NULL &&
         JSValueIsStrictEqual(context, value, other);
}

bool jsc_learn_bigints(JSContextRef context, jsc_peek *peek,
                       const int pipe_ends[2]) {
  static const bigint_sample low = {"", 1, true, 1ull << 63};
  static const bigint_sample high = {"", 1, false, UINT64_MAX};
  if (jsc_cpp_bigint_int64 == NULL || jsc_cpp_bigint_uint64 == NULL)
    return false;
  JSValueRef values[COUNT(bigints)];
  jsc_samples(context, bigints, COUNT(bigints), sizeof *bigints, values);
  for (size_t i = 0; i < COUNT(bigints); i++) {
    if (!bigint_is(values[i], &bigints[i], peek, pipe_ends))
      return false;
  }
  return bigint_is(jsc_cpp_bigint_int64(context, INT64_MIN), &low, peek,
                   pipe_ends) &&
         bigint_is(jsc_cpp_bigint_uint64(context, UINT64_MAX), &high, peek,
                   pipe_ends) &&
         (jsc_cpp_bigint_room == NULL || words_make(context, "-(2n**128n+5n)"));
}

#define VIEW_SAMPLES 6
#define VIEW_BYTES   48

static bool view_is(JSValueRef value, const void *data, uint64_t length,
                    uint64_t offset) {
  jsc_view cell;
  memcpy(&cell, value, sizeof cell);
  return cell.data == data && cell.length == length && cell.offset == offset;
}

/* Views over a buffer that is ours: of different kinds, offsets, lengths. */
static bool make_views(JSContextRef context, JSObjectRef *views) {
  static char memory[64];
  static const JSTypedArrayType kinds[VIEW_SAMPLES] = {
      kJSTypedArrayTypeUint8Array,   kJSTypedArrayTypeUint16Array,
      kJSTypedArrayTypeFloat32Array, kJSTypedArrayTypeFloat64Array,
      kJSTypedArrayTypeInt8Array,    kJSTypedArrayTypeUint8Array};
  JSObjectRef buffer = JSObjectMakeArrayBufferWithBytesNoCopy(
      context, memory, sizeof memory, NULL, NULL, NULL);
  for (unsigned i = 0; buffer != NULL && i < VIEW_SAMPLES; i++) {
    views[i] = JSObjectMakeTypedArrayWithArrayBufferAndOffset(
        context, kinds[i], buffer, 8 * i, 1 + i % 3, NULL);
    if (views[i] == NULL ||
        !view_is(views[i], memory + 8 * i, 1 + i % 3, 8 * i))
      return false;
  }
  return buffer != NULL;
}

/* Whether byte `at` is the same in all views, and another in those whose
 * memory moves or whose length changes. */
static bool tells_plain(unsigned at, JSObjectRef const *views,
                        const JSValueRef *others, size_t count) {
  uint8_t byte = ((const uint8_t *)views[0])[at];
  for (int i = 1; i < VIEW_SAMPLES; i++) {
    if (((const uint8_t *)views[i])[at] != byte)
      return false;
  }
  for (size_t i = 0; i < count; i++) {
    if (((const uint8_t *)others[i])[at] == byte)
      return false;
  }
  return true;
}

bool jsc_learn_views(jsc_layout *layout, JSContextRef context) {
  static const char *const sources[] = {
      "new Uint8Array(2)", "new Uint16Array([1, 2, 3])",
      "new Uint8Array(100000)",
      "new Uint8Array(new ArrayBuffer(8, {maxByteLength: 16}))",
      "new Uint8Array(new ArrayBuffer(8, {maxByteLength: 16}), 0, 2)"};
  JSValueRef others[COUNT(sources)];
  JSObjectRef views[VIEW_SAMPLES];
  if (!make_views(context, views))
    return false;
  jsc_samples(context, sources, COUNT(sources), sizeof *sources, others);
  for (size_t i = 0; i < COUNT(sources); i++) {
    if (others[i] == NULL)
      return false;
  }
  int found = 0;
  for (unsigned at = sizeof(jsc_view); at < VIEW_BYTES; at++) {
    if (tells_plain(at, views, others, COUNT(sources))) {
      layout->view_mode = at;
      layout->view_plain = ((const uint8_t *)views[0])[at];
      found++;
    }
  }
  return found == 1;
}

/* What has no buffer is elsewhere, or not, when it has got one. */
bool jsc_learn_owners(jsc_layout *layout, JSContextRef context) {
  static const char *const sources[] = {
      "new Uint8Array(1001)", "new Uint8Array(1024)", "new Uint8Array(4099)",
      "new Uint8Array(65536)"};
  static const uint64_t lengths[] = {JSC_LEAST_OWN, 1024, 4099, JSC_MOST_OWN};
  JSValueRef values[COUNT(sources)];
  jsc_samples(context, sources, COUNT(sources), sizeof *sources, values);
  for (size_t i = 0; i < COUNT(sources); i++) {
    JSObjectRef object = (JSObjectRef)values[i];
    if (object == NULL)
      return false;
    void *data = ((const jsc_view *)(const void *)object)->data;
    uint8_t mode = ((const uint8_t *)object)[layout->view_mode];
    if (i == 0)
      layout->view_owner = mode;
    if (mode != layout->view_owner || mode == layout->view_plain ||
        !view_is(object, data, lengths[i], 0) ||
        JSObjectGetTypedArrayBytesPtr(context, object, NULL) != data ||
        !view_is(object, data, lengths[i], 0) ||
        ((const uint8_t *)object)[layout->view_mode] != layout->view_plain)
      return false;
  }
  return true;
}

/* The head of a string's memory: its count, in steps of two. */
static uint32_t count_of(const void *memory) {
  return *(const uint32_t *)memory;
}

JSValueRef jsc_text_value(JSContextGroupRef group, void *memory) {
  JSValueRef value = jsc_cpp_string_value(group, memory);
  /* The value has counted it too, so this is never the last; and no other
   * thread knows of it yet. */
  *(uint32_t *)memory -= 2;
  return value;
}

/* A value over `memory`, as the C interface and JavaScript see it. */
static bool text_is(JSContextRef context, void *memory, const char *source) {
  if (memory == NULL || count_of(memory) != 2)
    return false;
  JSValueRef value = jsc_text_value(JSContextGetGroup(context), memory);
  uint64_t word = ((const uint64_t *)(const void *)value)[1];
  JSValueRef expected = jsc_sample(context, source);
  return word == (uint64_t)(uintptr_t)memory && count_of(memory) == 2 &&
         expected != NULL && JSValueIsString(context, value) &&
         JSValueIsStrictEqual(context, value, expected);
}

bool jsc_learn_texts(const jsc_layout *layout, JSContextRef context) {
  static const uint16_t units[] = {'a', 0x20ac, 0xd800};
  static const uint16_t small[] = {'c', 'a', 'f', 0xe9};
  void *narrow = NULL, *wide = NULL;
  if (!layout->strings || jsc_cpp_string_new == NULL ||
      jsc_cpp_wide_new == NULL || jsc_cpp_room_new == NULL ||
      jsc_cpp_string_value == NULL)
    return false;
  jsc_cpp_string_new(&narrow, "caf\xe9", 4);
  jsc_cpp_wide_new(&wide, units, 3);
  void *narrowed = jsc_narrow_memory(small, 4);
  return (((const uint32_t *)narrowed)[4] & layout->eight_bit) != 0 &&
         text_is(context, narrow, "'caf\\xe9'") &&
         text_is(context, narrowed, "'caf\\xe9'") &&
         text_is(context, wide, "'a\\u20ac\\ud800'");
}
