/* SPDX-License-Identifier: MIT */
/* Elements of arrays, read and written in place. */

#include "javascriptcore_engine.h"

#include <math.h>
#include <string.h>

/*
 * An array whose elements are all plain data keeps them in a block: integers
 * as values, doubles, or any values. Eight bytes before the first one are how
 * many count, which is the array's length. What is missing is a zero or a
 * NaN, and is looked for elsewhere by the engine. A block may be shared with
 * other arrays until it is written to.
 */
typedef struct {
  uint32_t structure;
  uint8_t indexing;
  uint8_t type;
  uint8_t flags;
  uint8_t state;
  uint64_t *elements;
} array_cell;

static uint32_t length_of(const uint64_t *elements) {
  return (uint32_t)elements[-1];
}

static bool is_number(uint64_t bits) {
  return (bits & JSC_NUMBER_BITS) != 0;
}

static double double_of(uint64_t word) {
  double number;
  memcpy(&number, &word, sizeof number);
  return number;
}

static bool are_numbers(jsc_shape shape) {
  return shape == jsc_shape_numbers || shape == jsc_shape_own_numbers;
}

/* The element's place, with the array's shape; NULL: not there, or elsewhere.
 */
static uint64_t *place_of(const jsc_layout *layout, JSObjectRef array,
                          uint32_t index, jsc_shape *shape) {
  const array_cell *cell = (const void *)array;
  *shape = layout->shape[cell->indexing];
  if (cell->type != layout->array_byte || *shape == jsc_shape_other ||
      index >= length_of(cell->elements))
    return NULL;
  uint64_t *place = &cell->elements[index];
  bool missing = are_numbers(*shape) ? isnan(double_of(*place)) : *place == 0;
  return missing ? NULL : place;
}

bool jsc_read_element(const jsc_layout *layout, JSObjectRef array,
                      uint32_t index, uint64_t *bits) {
  jsc_shape shape;
  const uint64_t *place = place_of(layout, array, index, &shape);
  if (place == NULL)
    return false;
  *bits = are_numbers(shape) ? *place + JSC_DOUBLE_OFFSET : *place;
  return true;
}

/* Only what needs no word to the collector, as no cell is stored. */
static bool store(uint64_t *place, jsc_shape shape, uint64_t bits) {
  if (shape == jsc_shape_own_integers ? bits < JSC_NUMBER_BITS
                                      : jsc_bits_are_cell(bits))
    return false;
  uint64_t word = bits;
  if (shape == jsc_shape_own_numbers) {
    if (!is_number(bits))
      return false;
    double number = jsc_decode_number(bits);
    if (isnan(number))
      return false;
    memcpy(&word, &number, sizeof word);
  }
  /* The collector may be reading on another thread. */
  __atomic_store_n(place, word, __ATOMIC_RELAXED);
  return true;
}

bool jsc_write_element(napi_shim_realm *realm, JSObjectRef array,
                       uint32_t index, uint64_t bits) {
  jsc_shape shape;
  uint64_t *place = place_of(realm->vm->layout, array, index, &shape);
  if (place == NULL || bits == 0)
    return false;
  if (shape >= jsc_shape_own_integers && store(place, shape, bits))
    return true;
  /* An element that is there is writable data: nothing can be thrown. */
  jsc_cpp_put_index(array, realm->context, index, (JSValueRef)(uintptr_t)bits,
                    false);
  return true;
}

/* What is learned */

typedef struct {
  const char *source;
  jsc_shape shape;
} sample;

/* Of three elements each. The first six have a byte of their own each. */
static const sample samples[] = {
    {"(() => [7, 8, 9])()", jsc_shape_values},
    {"(() => ['a', 8, 'c'])()", jsc_shape_values},
    {"(() => [0.5, 8.5, 9.5])()", jsc_shape_numbers},
    {"(() => { const a = []; a.push(7, 8, 9); return a; })()",
     jsc_shape_own_integers},
    {"(() => { const a = []; a.push(0.5, 8.5, 9.5); return a; })()",
     jsc_shape_own_numbers},
    {"(() => { const a = []; a.push({}, 8, null); return a; })()",
     jsc_shape_own_values},
    {"[7, 8, 9].map((v) => v)", jsc_shape_own_integers},
    {"(() => { const a = new Array(3); a[0] = 7; a[1] = 8; a[2] = 9;"
     "  return a; })()",
     jsc_shape_own_integers},
    {"(() => { const a = [7, 8, 9]; a[1] = 'b'; return a; })()",
     jsc_shape_own_values},
    {"(() => { const a = [7, 8, 9, 10]; a.length = 3; a[0] = 1;"
     "  return a; })()",
     jsc_shape_own_integers},
    {"Object.freeze([7, 8, 9])", jsc_shape_other},
    {"Object.seal([7, 8, 9])", jsc_shape_other},
    {"Object.defineProperty([7, 8, 9], 1, {get() {}})", jsc_shape_other},
    {"Object.defineProperty([7, 8, 9], 1, {value: 8, writable: false})",
     jsc_shape_other},
    {"(() => { const a = [7, 8, 9]; a[900000] = 1; a.length = 3;"
     "  return a; })()",
     jsc_shape_other}};
#define SAMPLES (sizeof samples / sizeof *samples)
#define APART   6

/* Whether the block holds what the interface sees. */
static bool block_is(JSContextRef context, JSValueRef array, jsc_shape shape,
                     jsc_peek *peek, const int pipe_ends[2]) {
  uint64_t words[4];
  const array_cell *cell = (const void *)array;
  if (!peek(pipe_ends, (uint64_t)(uintptr_t)(cell->elements - 1), words,
            sizeof words) ||
      (uint32_t)words[0] != 3)
    return false;
  for (unsigned i = 0; i < 3; i++) {
    JSValueRef value =
        JSObjectGetPropertyAtIndex(context, (JSObjectRef)array, i, NULL);
    uint64_t word = words[i + 1];
    if (jsc_bits(value) !=
        (are_numbers(shape) ? jsc_encode_number(double_of(word)) : word))
      return false;
  }
  return true;
}

/* Bytes for each shape; one byte must not stand for two. */
static bool learn_shapes(jsc_layout *layout, JSContextRef context,
                         jsc_peek *peek, const int pipe_ends[2]) {
  JSValueRef values[SAMPLES];
  bool seen[256] = {false};
  jsc_samples(context, samples, SAMPLES, sizeof *samples, values);
  for (size_t i = 0; i < SAMPLES; i++) {
    if (values[i] == NULL ||
        ((const array_cell *)(const void *)values[i])->type !=
            layout->array_byte)
      return false;
    uint8_t byte = ((const array_cell *)(const void *)values[i])->indexing;
    if (seen[byte] && (i < APART || layout->shape[byte] != samples[i].shape))
      return false;
    if (samples[i].shape != jsc_shape_other &&
        !block_is(context, values[i], samples[i].shape, peek, pipe_ends))
      return false;
    seen[byte] = true;
    layout->shape[byte] = (uint8_t)samples[i].shape;
  }
  return true;
}

/* Arrays that share, or do not; the last function tells what has changed. */
static const char written[] =
    "(() => { const shared = () => [7, 8, 9];"
    "  const a = [shared(), [7, 8, 9].map((v) => v),"
    "    [7, 8, 9].map((v) => v + 0.5), [{}, 8, 9].map((v) => v)];"
    "  a.push(() => shared()[1] === 8 && a[0].join() === '7,5,9' &&"
    "    a[1].join() === '7,5,9' && a[2].join() === '7.5,5,9.5' &&"
    "    a[3].slice(1).join() === '5,9' && a.length === 5);"
    "  return a; })()";

static bool learn_writing(const jsc_layout *layout, JSContextRef context) {
  JSValueRef list = jsc_sample(context, written);
  if (jsc_cpp_put_index == NULL || list == NULL)
    return false;
  for (unsigned i = 0; i < 4; i++) {
    JSValueRef array =
        JSObjectGetPropertyAtIndex(context, (JSObjectRef)list, i, NULL);
    jsc_shape shape;
    uint64_t *place = place_of(layout, (JSObjectRef)array, 1, &shape);
    if (place == NULL)
      return false;
    /* Shared ones as the engine does it, first with a cell. */
    if (shape < jsc_shape_own_integers) {
      jsc_cpp_put_index((JSObjectRef)array, context, 1, list, false);
      jsc_cpp_put_index((JSObjectRef)array, context, 1,
                        JSValueMakeNumber(context, 5), false);
    } else if (!store(place, shape, jsc_encode_number(5))) {
      return false;
    }
  }
  JSValueRef check =
      JSObjectGetPropertyAtIndex(context, (JSObjectRef)list, 4, NULL);
  JSValueRef answer =
      JSObjectCallAsFunction(context, (JSObjectRef)check, NULL, 0, NULL, NULL);
  return answer != NULL && jsc_bits(answer) == JSC_TRUE;
}

void jsc_learn_elements(jsc_layout *layout, JSContextRef context,
                        jsc_peek *peek, const int pipe_ends[2]) {
  JSValueRef array = jsc_sample(context, "[1]");
  layout->array_byte = jsc_type_byte(jsc_bits(array));
  if (!learn_shapes(layout, context, peek, pipe_ends) ||
      !learn_writing(layout, context))
    memset(layout->shape, jsc_shape_other, sizeof layout->shape);
}
