/* SPDX-License-Identifier: MIT */
/* Structures, and the cells that the engine's own functions make of them:
 * ArrayBuffers, promises, typed arrays. */

#include "javascriptcore_engine.h"

#include <string.h>

/*
 * A cell begins with the number of its structure, which is the lower half of
 * that one's address; the upper half is the same for all. A structure is a
 * cell too. Its second word begins with what its cells have behind that
 * number, a later one is the global object they belong to.
 */
enum { shape_word = 1, global_word = 5, structure_words };

#define UPPER_HALF 0xffffffff00000000ull
/* Of the shape: what a collection does not change. */
#define SHAPE_BITS 0xffffffu

static uint64_t word_of(JSValueRef cell, unsigned word) {
  return ((const uint64_t *)(const void *)cell)[word];
}

static bool is_own_structure(uint64_t address, jsc_peek *peek,
                             const int pipe_ends[2]) {
  uint64_t word;
  return peek(pipe_ends, address, &word, sizeof word) &&
         (uint32_t)word == (uint32_t)address;
}

/* Whether that is a cell's structure. `global` NULL: it has none. */
static bool is_structure(uint64_t address, JSValueRef cell, JSContextRef global,
                         jsc_peek *peek, const int pipe_ends[2]) {
  uint64_t words[structure_words];
  return (uint32_t)address == (uint32_t)word_of(cell, 0) &&
         peek(pipe_ends, address, words, sizeof words) &&
         ((words[shape_word] ^ word_of(cell, 0) >> 32) & SHAPE_BITS) == 0 &&
         (global == NULL ||
          words[global_word] == (uint64_t)(uintptr_t)global) &&
         is_own_structure((address & UPPER_HALF) | (uint32_t)words[0], peek,
                          pipe_ends);
}

#define CHUNK_WORDS 512
#define CHUNKS      32

/* The VM has the addresses of structures that no realm owns. */
static uint64_t find_upper_half(JSContextRef context, JSValueRef text,
                                jsc_peek *peek, const int pipe_ends[2]) {
  uint64_t chunk[CHUNK_WORDS];
  uint64_t at = (uint64_t)(uintptr_t)JSContextGetGroup(context);
  for (int i = 0; i < CHUNKS; i++, at += sizeof chunk) {
    if (!peek(pipe_ends, at, chunk, sizeof chunk))
      return 0;
    for (int k = 0; k < CHUNK_WORDS; k++) {
      if ((uint32_t)chunk[k] == (uint32_t)word_of(text, 0) &&
          (chunk[k] & UPPER_HALF) != 0 &&
          is_structure(chunk[k], text, NULL, peek, pipe_ends))
        return chunk[k] & UPPER_HALF;
    }
  }
  return 0;
}

enum { bytes_class, bytes_heir, whole_buffer, text_sample, first_sample };

/* One script: each takes its time. All from the third on are samples. */
static const char *const sources[] = {"Uint8Array",
                                      "class extends Uint8Array {}",
                                      "new ArrayBuffer(1100)",
                                      "'sample'",
                                      "({})",
                                      "[]",
                                      "(() => {})",
                                      "new Uint8Array",
                                      "new Error()",
                                      "new ArrayBuffer(1)",
                                      "Promise.resolve()"};
#define SOURCES (sizeof sources / sizeof *sources)

static bool learn_upper_half(jsc_layout *layout, JSContextRef context,
                             const JSValueRef *values, jsc_peek *peek,
                             const int pipe_ends[2]) {
  /* natives.c may have found it. */
  uint64_t upper = layout->structures;
  if (upper == 0)
    upper = find_upper_half(context, values[text_sample], peek, pipe_ends);
  for (size_t i = first_sample; i < SOURCES; i++) {
    if (upper == 0 || !is_structure(upper | (uint32_t)word_of(values[i], 0),
                                    values[i], context, peek, pipe_ends))
      return false;
  }
  layout->structures = upper;
  return true;
}

static bool are_alike(JSContextRef context, JSObjectRef a, JSObjectRef b) {
  return (word_of(a, 0) ^ word_of(b, 0)) << 8 == 0 &&
         JSObjectGetPrototype(context, a) == JSObjectGetPrototype(context, b);
}

static bool are_all(const void *memory, size_t length, uint8_t byte) {
  const uint8_t *bytes = memory;
  for (size_t i = 0; i < length; i++) {
    if (bytes[i] != byte)
      return false;
  }
  return true;
}

/* The structure of `sample`, which keeps it alive; NULL: not as learned. */
static const void *structure_of(const jsc_layout *layout, JSContextRef context,
                                JSObjectRef sample) {
  const uint64_t *structure =
      (const uint64_t *)(uintptr_t)(layout->structures |
                                    (uint32_t)word_of(sample, 0));
  return structure[global_word] == (uint64_t)(uintptr_t)context ? structure
                                                                : NULL;
}

/* ArrayBuffers */

/* Room for what the C interface is to make a sample of. */
static _Alignas(16) char sample_memory[16];

static JSObjectRef sample_buffer(JSContextRef context) {
  return JSObjectMakeArrayBufferWithBytesNoCopy(
      context, sample_memory, sizeof sample_memory, NULL, NULL, NULL);
}

/* NULL: memory is short. */
static JSObjectRef new_buffer(JSContextRef context, const void *structure,
                              size_t length) {
  void *memory = jsc_cpp_buffer_new(length, 1, 0, 0).memory;
  if (memory == NULL)
    return NULL;
  JSObjectRef buffer =
      jsc_cpp_buffer_object(JSContextGetGroup(context), structure, &memory);
  /* Ours of the counts; the object has its own. */
  *(uint32_t *)memory -= 2;
  return buffer;
}

#define SAMPLE_BYTES 100

static bool learn_own_buffers(const jsc_layout *layout, JSContextRef context) {
  JSObjectRef sample = sample_buffer(context);
  if (!layout->buffers || jsc_cpp_buffer_new == NULL ||
      jsc_cpp_buffer_object == NULL || sample == NULL)
    return false;
  JSObjectRef buffer =
      new_buffer(context, structure_of(layout, context, sample), SAMPLE_BYTES);
  if (buffer == NULL || !are_alike(context, buffer, sample))
    return false;
  const uint64_t *impl = (const void *)word_of(buffer, layout->impl_word);
  const uint64_t *other = (const void *)word_of(sample, layout->impl_word);
  const void *data = (const void *)impl[layout->data_word];
  return (uint32_t)impl[0] == (uint32_t)other[0] &&
         JSObjectGetArrayBufferByteLength(context, buffer, NULL) ==
             SAMPLE_BYTES &&
         JSObjectGetArrayBufferBytesPtr(context, buffer, NULL) == data &&
         (uintptr_t)data % 16 == 0 && are_all(data, SAMPLE_BYTES, 0);
}

bool jsc_make_own_buffer(napi_shim_realm *realm, size_t length, void **data,
                         napi_shim_slot *result) {
  const jsc_layout *layout = realm->vm->layout;
  if (!layout->own_buffers || length == 0 || length > JSC_MOST_OWN)
    return false;
  if (realm->own_buffer == NULL)
    realm->own_buffer = sample_buffer(realm->context);
  const void *structure =
      realm->own_buffer != NULL
          ? structure_of(layout, realm->context, realm->own_buffer)
          : NULL;
  JSObjectRef buffer =
      structure != NULL ? new_buffer(realm->context, structure, length) : NULL;
  if (buffer == NULL)
    return false;
  const uint64_t *impl = (const void *)word_of(buffer, layout->impl_word);
  *data = (void *)(uintptr_t)impl[layout->data_word];
  jsc_put(result, buffer);
  return true;
}

/* Promises */

enum { pending, fulfilled, rejected };

static bool is_settled(JSContextRef context, JSObjectRef promise,
                       unsigned status, double value) {
  JSContextGroupRef group = JSContextGetGroup(context);
  return jsc_cpp_promise_status(promise, group) == status &&
         jsc_bits(jsc_cpp_promise_result(promise, group)) ==
             jsc_encode_number(value);
}

static JSObjectRef sample_promise(JSContextRef context) {
  JSObjectRef resolve, reject;
  return JSObjectMakeDeferredPromise(context, &resolve, &reject, NULL);
}

static bool learn_promises(const jsc_layout *layout, JSContextRef context) {
  JSContextGroupRef group = JSContextGetGroup(context);
  JSObjectRef sample = sample_promise(context), made[2];
  if (jsc_cpp_promise_new == NULL || jsc_cpp_promise_resolve == NULL ||
      jsc_cpp_promise_reject == NULL || jsc_cpp_promise_handled == NULL ||
      jsc_cpp_promise_status == NULL || jsc_cpp_promise_result == NULL ||
      sample == NULL)
    return false;
  for (int i = 0; i < 2; i++) {
    made[i] = jsc_cpp_promise_new(group, structure_of(layout, context, sample));
    if (!are_alike(context, made[i], sample) ||
        jsc_cpp_promise_status(made[i], group) != pending)
      return false;
    /* So that nobody hears of the rejection. */
    jsc_cpp_promise_handled(made[i], context);
  }
  for (int i = 0; i < 2; i++) {
    /* Only the first time counts. */
    jsc_cpp_promise_resolve(made[0], context,
                            JSValueMakeNumber(context, 7.5 + i));
    jsc_cpp_promise_reject(made[1], context,
                           JSValueMakeNumber(context, 8.5 + i));
  }
  return is_settled(context, made[0], fulfilled, 7.5) &&
         is_settled(context, made[1], rejected, 8.5) &&
         jsc_take_waiting(context) == NULL;
}

napi_shim_engine_status jsc_make_pending(napi_shim_realm *realm,
                                         napi_shim_slot *result) {
  const jsc_layout *layout = realm->vm->layout;
  if (!layout->promises)
    return napi_shim_engine_unsupported;
  if (realm->promise == NULL)
    realm->promise = sample_promise(realm->context);
  const void *structure =
      realm->promise != NULL
          ? structure_of(layout, realm->context, realm->promise)
          : NULL;
  if (structure == NULL)
    return napi_shim_engine_unsupported;
  jsc_put(result, jsc_cpp_promise_new(realm->vm->group, structure));
  return napi_shim_engine_ok;
}

napi_shim_engine_status jsc_settle(napi_shim_realm *realm,
                                   const napi_shim_slot *promise,
                                   const napi_shim_slot *value, bool resolve) {
  if (jsc_terminated(realm->vm))
    return napi_shim_engine_terminated;
  if (resolve)
    jsc_cpp_promise_resolve(jsc_object(promise), realm->context,
                            jsc_given(jsc_value(value)));
  else
    jsc_cpp_promise_reject(jsc_object(promise), realm->context,
                           jsc_given(jsc_value(value)));
  return jsc_direct_done(realm->vm);
}

/* Typed arrays */

/* What Reflect.construct() has the engine do; NULL: an exception waits. */
static JSObjectRef construct_bytes(JSContextRef context, JSObjectRef bytes,
                                   JSObjectRef like, size_t count,
                                   const JSValueRef *arguments) {
  uint64_t frame[jsc_frame_arguments + 3] = {0};
  frame[jsc_frame_callee] = jsc_bits(bytes);
  frame[jsc_frame_count] = count + 1;
  frame[jsc_frame_this] = jsc_bits(like);
  for (size_t i = 0; i < count; i++)
    frame[jsc_frame_arguments + i] = jsc_bits(arguments[i]);
  int64_t made = jsc_cpp_bytes_construct(context, frame);
  return (JSObjectRef)(uintptr_t)(uint64_t)made;
}

static bool inherits(JSContextRef context, JSObjectRef object,
                     JSObjectRef constructor) {
  JSStringRef name = JSStringCreateWithUTF8CString("prototype");
  JSValueRef prototype = JSObjectGetProperty(context, constructor, name, NULL);
  JSStringRelease(name);
  return prototype == JSObjectGetPrototype(context, object);
}

#define SAMPLE_OFFSET 7

static bool learn_bytes(jsc_layout *layout, JSContextRef context,
                        const JSValueRef *values) {
  JSObjectRef plain = (JSObjectRef)values[bytes_class];
  JSObjectRef heir = (JSObjectRef)values[bytes_heir];
  JSObjectRef whole = (JSObjectRef)values[whole_buffer];
  JSValueRef count = JSValueMakeNumber(context, SAMPLE_BYTES);
  const JSValueRef over[] = {whole, JSValueMakeNumber(context, SAMPLE_OFFSET),
                             count};
  const JSValueRef far[] = {whole, JSValueMakeNumber(context, 1101), count};
  if (jsc_cpp_bytes_construct == NULL)
    return false;
  JSObjectRef a = construct_bytes(context, plain, plain, 1, &count);
  JSObjectRef b = construct_bytes(context, plain, heir, 3, over);
  if (a == NULL || b == NULL || jsc_take_waiting(context) != NULL)
    return false;
  layout->bytes_byte = jsc_type_byte(jsc_bits(plain));
  bool made =
      inherits(context, a, plain) && inherits(context, b, heir) &&
      JSObjectGetTypedArrayLength(context, a, NULL) == SAMPLE_BYTES &&
      are_all(JSObjectGetTypedArrayBytesPtr(context, a, NULL), SAMPLE_BYTES,
              0) &&
      JSObjectGetTypedArrayLength(context, b, NULL) == SAMPLE_BYTES &&
      JSObjectGetTypedArrayByteOffset(context, b, NULL) == SAMPLE_OFFSET &&
      JSObjectGetTypedArrayBuffer(context, b, NULL) == whole;
  /* Out of range. */
  construct_bytes(context, plain, heir, 3, far);
  return jsc_take_waiting(context) != NULL && made;
}

napi_shim_engine_status jsc_construct_bytes(napi_shim_realm *realm,
                                            const napi_shim_slot *like,
                                            size_t count,
                                            const JSValueRef *arguments,
                                            JSObjectRef *result) {
  const jsc_layout *layout = realm->vm->layout;
  JSObjectRef bytes = realm->glue[glue_bytes];
  /* In a host's realm the global may have been anything. */
  if (!layout->bytes || jsc_type_byte(jsc_bits(bytes)) != layout->bytes_byte)
    return napi_shim_engine_unsupported;
  JSObjectRef made = construct_bytes(realm->context, bytes,
                                     like != NULL ? jsc_object(like) : bytes,
                                     count, arguments);
  napi_shim_engine_status status = jsc_direct_done(realm->vm);
  if (status == napi_shim_engine_ok)
    *result = made;
  return status;
}

void jsc_learn_made(jsc_layout *layout, JSContextRef context, jsc_peek *peek,
                    const int pipe_ends[2]) {
  JSValueRef values[SOURCES];
  if (!layout->thrown)
    return;
  jsc_samples(context, sources, SOURCES, sizeof *sources, values);
  for (size_t i = 0; i < SOURCES; i++) {
    if (values[i] == NULL)
      return;
  }
  layout->bytes = learn_bytes(layout, context, values);
  if (!learn_upper_half(layout, context, values, peek, pipe_ends))
    return;
  layout->own_buffers = learn_own_buffers(layout, context);
  layout->promises = learn_promises(layout, context);
}
