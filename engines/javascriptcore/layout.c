/* SPDX-License-Identifier: MIT */
/* Learns from samples how JavaScriptCore lays out values in memory. */

#include "natives.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

uint64_t jsc_encode_number(double value) {
  if (value >= -2147483648.0 && value <= 2147483647.0) {
    int32_t integer = (int32_t)value;
    if ((double)integer == value && !(integer == 0 && signbit(value)))
      return JSC_NUMBER_BITS | (uint32_t)integer;
  }
  uint64_t bits = 0x7ff8000000000000ull;
  if (value == value)
    memcpy(&bits, &value, sizeof bits);
  return bits + JSC_DOUBLE_OFFSET;
}

static bool learn_boxing(JSContextRef context) {
  static const double samples[] = {0,
                                   -0.0,
                                   1,
                                   -1,
                                   2147483647.0,
                                   -2147483648.0,
                                   2147483648.0,
                                   0.5,
                                   -0.5,
                                   1e308,
                                   5e-324,
                                   INFINITY,
                                   -INFINITY,
                                   4294967295.0,
                                   NAN,
                                   9007199254740993.0};
  if (sizeof(JSValueRef) != sizeof(uint64_t))
    return false;
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    uint64_t bits = jsc_bits(JSValueMakeNumber(context, samples[i]));
    double back = jsc_decode_number(bits);
    if (bits != jsc_encode_number(samples[i]) || jsc_bits_are_cell(bits))
      return false;
    if (memcmp(&back, &samples[i], sizeof back) != 0 && back == back)
      return false;
  }
  return jsc_bits(JSValueMakeUndefined(context)) == JSC_UNDEFINED &&
         jsc_bits(JSValueMakeNull(context)) == JSC_NULL &&
         jsc_bits(JSValueMakeBoolean(context, true)) == JSC_TRUE &&
         jsc_bits(JSValueMakeBoolean(context, false)) == JSC_FALSE &&
         jsc_bits_are_cell(jsc_bits(JSObjectMake(context, NULL, NULL)));
}

typedef struct {
  const char *source;
  napi_shim_type type;
  napi_shim_class klass;
  int kind;
} sample;

#define OBJECT(source, klass)                                                  \
  { source, napi_shim_type_object, napi_shim_class_##klass, -1 }
#define ARRAY(name, kind)                                                      \
  {                                                                            \
    "new " name "Array(2)", napi_shim_type_object, napi_shim_class_typedarray, \
        kind                                                                   \
  }

/* Objects whose byte tells everything. Not here: the byte of the interface's
 * own objects, which are external values, functions or neither. */
static const sample samples[] = {
    {"'sample'", napi_shim_type_string, napi_shim_class_none, -1},
    {"'a'+Math.random()", napi_shim_type_string, napi_shim_class_none, -1},
    {"Symbol()", napi_shim_type_symbol, napi_shim_class_none, -1},
    {"Symbol.iterator", napi_shim_type_symbol, napi_shim_class_none, -1},
    {"10n", napi_shim_type_bigint, napi_shim_class_none, -1},
    {"2n**99n", napi_shim_type_bigint, napi_shim_class_none, -1},
    {"(function(){})", napi_shim_type_function, napi_shim_class_plain, -1},
    {"(class{})", napi_shim_type_function, napi_shim_class_plain, -1},
    {"(()=>1)", napi_shim_type_function, napi_shim_class_plain, -1},
    {"Math.max", napi_shim_type_function, napi_shim_class_plain, -1},
    {"Array", napi_shim_type_function, napi_shim_class_plain, -1},
    OBJECT("({})", plain),
    OBJECT("Object.create(null)", plain),
    OBJECT("new (class{})", plain),
    OBJECT("new Map", plain),
    OBJECT("new Set", plain),
    OBJECT("/x/", plain),
    OBJECT("(function(){return arguments})()", plain),
    OBJECT("[]", array),
    OBJECT("Object.freeze([1])", array),
    OBJECT("new (class extends Array{})", array),
    OBJECT("Array.prototype", array),
    OBJECT("new Error", error),
    OBJECT("new RangeError", error),
    OBJECT("new (class extends TypeError{})", error),
    OBJECT("new Date", date),
    OBJECT("Promise.resolve()", promise),
    OBJECT("(async()=>{})()", promise),
    OBJECT("new ArrayBuffer(1)", arraybuffer),
    OBJECT("new DataView(new ArrayBuffer(1))", dataview),
    ARRAY("Int8", 0),
    ARRAY("Uint8", 1),
    ARRAY("Uint8Clamped", 2),
    ARRAY("Int16", 3),
    ARRAY("Uint16", 4),
    ARRAY("Int32", 5),
    ARRAY("Uint32", 6),
    ARRAY("Float32", 7),
    ARRAY("Float64", 8),
    ARRAY("BigInt64", 9),
    ARRAY("BigUint64", 10),
    ARRAY("Float16", 11)};

/* False when two samples of different nature have the same byte. */
static bool learn_type(jsc_layout *layout, uint8_t byte, const sample *from) {
  uint8_t type = (uint8_t)(from->type + 1);
  uint8_t klass = (uint8_t)(from->klass + 1);
  if (layout->type[byte] != 0 &&
      (layout->type[byte] != type || layout->klass[byte] != klass ||
       layout->kind[byte] != from->kind))
    return false;
  layout->type[byte] = type;
  layout->klass[byte] = klass;
  layout->kind[byte] = (int8_t)from->kind;
  return true;
}

static bool learn_types(jsc_layout *layout, JSContextRef context) {
  enum { count = sizeof samples / sizeof *samples };
  JSValueRef values[count];
  memset(layout->kind, -1, sizeof layout->kind);
  jsc_samples(context, samples, count, sizeof *samples, values);
  for (size_t i = 0; i < count; i++) {
    JSValueRef value = values[i];
    if (value == NULL)
      continue; /* an older engine without this kind of value */
    if (!jsc_bits_are_cell(jsc_bits(value)) ||
        !learn_type(layout, jsc_type_byte(jsc_bits(value)), &samples[i]))
      return false;
    if (samples[i].klass == napi_shim_class_arraybuffer)
      layout->buffer_byte = jsc_type_byte(jsc_bits(value));
  }
  /* The first word tells a SharedArrayBuffer from an ArrayBuffer. */
  JSValueRef plain = jsc_sample(context, "new ArrayBuffer(1)");
  JSValueRef shared = jsc_sample(context, "new SharedArrayBuffer(1)");
  if (shared != NULL && memcmp(plain, shared, sizeof(uint32_t)) == 0)
    return false;
  /* A Proxy has a byte of its own, and says little else. */
  JSValueRef proxy = jsc_sample(context, "new Proxy({},{})");
  JSValueRef callable = jsc_sample(context, "new Proxy(function(){},{})");
  if (proxy == NULL || callable == NULL)
    return false;
  uint8_t byte = jsc_type_byte(jsc_bits(proxy));
  if (byte != jsc_type_byte(jsc_bits(callable)) || layout->type[byte] != 0)
    return false;
  layout->klass[byte] = napi_shim_class_proxy + 1;
  /* The interface's own objects and the global must be asked for. */
  JSClassDefinition definition = kJSClassDefinitionEmpty;
  JSClassRef klass = JSClassCreate(&definition);
  JSValueRef own = JSObjectMake(context, klass, NULL);
  JSClassRelease(klass);
  return layout->type[jsc_type_byte(jsc_bits(own))] == 0;
}

/* Reads memory that may not be there, without a crash. */
static bool peek(const int pipe_ends[2], uint64_t address, void *result,
                 size_t size) {
  if (address < 4096 || address >> 47 != 0 || (address & 7) != 0)
    return false;
  /* Not write(): sanitizers would look at the memory themselves. Where memory
   * ends within, part of it has been written. */
  long written =
      syscall(SYS_write, pipe_ends[1], (const void *)(uintptr_t)address, size);
  return written > 0 &&
         read(pipe_ends[0], result, (size_t)written) == written &&
         (size_t)written == size;
}

#define BUFFER_SAMPLES 5
#define IMPL_WORDS     8

static bool data_is_at(const int pipe_ends[2], JSObjectRef *buffers,
                       void **memory, unsigned impl_word, unsigned data_word) {
  for (int i = 0; i < BUFFER_SAMPLES; i++) {
    uint64_t impl[IMPL_WORDS];
    uint64_t word = ((const uint64_t *)(const void *)buffers[i])[impl_word];
    if (!peek(pipe_ends, word, impl, sizeof impl) ||
        impl[data_word] != (uint64_t)(uintptr_t)memory[i])
      return false;
  }
  return true;
}

/* Where an ArrayBuffer keeps its data pointer, from buffers over memory that
 * is ours; refused unless exactly one place fits. */
static bool learn_buffers(jsc_layout *layout, JSContextRef context,
                          const int pipe_ends[2]) {
  static char memory[BUFFER_SAMPLES][64];
  JSObjectRef buffers[BUFFER_SAMPLES];
  void *data[BUFFER_SAMPLES];
  for (int i = 0; i < BUFFER_SAMPLES; i++) {
    data[i] = memory[i];
    buffers[i] = JSObjectMakeArrayBufferWithBytesNoCopy(
        context, memory[i], (size_t)(40 + i), NULL, NULL, NULL);
    if (buffers[i] == NULL)
      return false;
  }
  int found = 0;
  for (unsigned impl = 1; impl < 4; impl++) {
    for (unsigned word = 0; word < IMPL_WORDS; word++) {
      if (data_is_at(pipe_ends, buffers, data, impl, word)) {
        layout->impl_word = impl;
        layout->data_word = word;
        found++;
      }
    }
  }
  return found == 1;
}

static bool peek_string(const int pipe_ends[2], JSValueRef value, size_t length,
                        const void *units, size_t size, uint32_t *flags) {
  uint64_t impl[3];
  char characters[32];
  uint64_t word = ((const uint64_t *)(const void *)value)[1];
  if ((word & 7) != 0 || !peek(pipe_ends, word, impl, sizeof impl))
    return false;
  *flags = (uint32_t)impl[2];
  return impl[0] >> 32 == length && impl[1] >= 4096 && impl[1] >> 47 == 0 &&
         size <= sizeof characters &&
         write(pipe_ends[1], (const void *)(uintptr_t)impl[1], size) ==
             (ssize_t)size &&
         read(pipe_ends[0], characters, size) == (ssize_t)size &&
         memcmp(characters, units, size) == 0;
}

/* The header of a string's memory: count, length, characters, flags. */
static bool learn_strings(jsc_layout *layout, JSContextRef context,
                          const int pipe_ends[2]) {
  uint32_t narrow = ~0u, wide = 0;
  for (int i = 0; i < 8; i++) {
    char latin[8] = "abcdef";
    JSChar units[8] = {'a', 0x100, 'c', 'd', 'e', 'f', 'g', 'h'};
    uint32_t flags;
    latin[1] = (char)('a' + i);
    units[3] = (JSChar)('a' + i);
    JSStringRef text = JSStringCreateWithUTF8CString(latin);
    JSValueRef value = JSValueMakeString(context, text);
    JSStringRelease(text);
    if (!peek_string(pipe_ends, value, 6, latin, 6, &flags))
      return false;
    narrow &= flags;
    text = JSStringCreateWithCharacters(units, 8);
    value = JSValueMakeString(context, text);
    JSStringRelease(text);
    if (!peek_string(pipe_ends, value, 8, units, sizeof units, &flags))
      return false;
    wide |= flags;
  }
  layout->eight_bit = narrow & ~wide;
  return layout->eight_bit != 0 &&
         (layout->eight_bit & (layout->eight_bit - 1)) == 0;
}

/* A string that was made through C++, seen by the C interface. */
static bool learn_latin1(void) {
  JSStringRef text = jsc_make_latin1("caf\xe9", 4);
  if (text == NULL)
    return false;
  const JSChar *units = JSStringGetCharactersPtr(text);
  bool same =
      JSStringGetLength(text) == 4 && units[0] == 'c' && units[3] == 0xe9;
  JSStringRelease(text);
  return same;
}

static void learn(jsc_layout *layout, JSContextRef context) {
  int pipe_ends[2];
  layout->boxing = learn_boxing(context);
  if (!layout->boxing)
    return;
  layout->types = learn_types(layout, context);
  layout->latin1 = learn_latin1();
  layout->objects = layout->types && jsc_learn_structures(context);
  if (!layout->types || pipe(pipe_ends) != 0)
    return;
  for (int i = 0; i < 2; i++) {
    fcntl(pipe_ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(pipe_ends[i], F_SETFL, O_NONBLOCK);
  }
  layout->buffers = learn_buffers(layout, context, pipe_ends);
  layout->strings = learn_strings(layout, context, pipe_ends);
  layout->texts = jsc_learn_texts(layout, context);
  layout->bigints = jsc_learn_bigints(context, peek, pipe_ends);
  layout->views = layout->buffers && jsc_learn_views(layout, context);
  layout->owners = layout->views && jsc_learn_owners(layout, context);
  jsc_learn_direct(layout, context, peek, pipe_ends);
  layout->defines = layout->names && jsc_learn_defines(layout, context);
  layout->natives = jsc_learn_natives(layout, context, peek, pipe_ends);
  jsc_learn_elements(layout, context, peek, pipe_ends);
  jsc_learn_made(layout, context, peek, pipe_ends);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

const jsc_layout *jsc_layout_get(JSGlobalContextRef context, bool safe) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static jsc_layout learned, cautious;
  static bool ready;
  pthread_mutex_lock(&lock);
  if (!ready) {
    learn(&learned, context);
    cautious.boxing = learned.boxing;
    memset(cautious.kind, -1, sizeof cautious.kind);
    ready = true;
  }
  pthread_mutex_unlock(&lock);
  return safe ? &cautious : &learned;
}
