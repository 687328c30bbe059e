/* SPDX-License-Identifier: MIT */
/* The engine's C++ functions, and what they need to be called and give. */

#ifndef NAPI_SHIM_JAVASCRIPTCORE_DIRECT_H
#define NAPI_SHIM_JAVASCRIPTCORE_DIRECT_H

#include "javascriptcore_engine.h"

/* direct.c: calls of the engine's C++ functions. */
void jsc_learn_direct(jsc_layout *layout, JSContextRef context, jsc_peek *peek,
                      const int pipe_ends[2]);
JSValueRef jsc_unique_sample(JSContextRef context, const char *name);
/* Takes what waits in the VM; NULL: nothing did. */
JSValueRef jsc_take_waiting(JSContextRef context);

/* The head of a string's memory, as layout.c verified it. */
typedef struct {
  uint32_t references;
  uint32_t length;
  const void *units;
  uint32_t flags;
} jsc_string_memory;

/* NULL: the string is in pieces. */
static inline const jsc_string_memory *jsc_string_memory_of(JSValueRef value) {
  uint64_t word = ((const uint64_t *)(const void *)value)[1];
  return (word & 7) == 0 ? (const jsc_string_memory *)(uintptr_t)word : NULL;
}

/* The memory of a unique string value, which names a property; or NULL. */
static inline const void *jsc_unique_memory(const jsc_layout *layout,
                                            JSValueRef value) {
  uint64_t bits = (uint64_t)(uintptr_t)value;
  if (!layout->names || !jsc_bits_are_cell(bits) ||
      layout->type[jsc_type_byte(bits)] != napi_shim_type_string + 1)
    return NULL;
  const jsc_string_memory *memory = jsc_string_memory_of(value);
  return memory != NULL && (memory->flags & layout->unique) != 0 ? memory
                                                                 : NULL;
}

/* Takes what such a call left in the VM; always a failure. */
napi_shim_engine_status jsc_direct_failed(napi_shim_vm *vm);
static inline napi_shim_engine_status jsc_direct_done(napi_shim_vm *vm) {
  const uint64_t *words = (const uint64_t *)(const void *)vm->group;
  return __builtin_expect(words[vm->layout->exception_word] == 0, 1)
             ? napi_shim_engine_ok
             : jsc_direct_failed(vm);
}
/* Room for each struct of the engine's that says how a property was found or
 * set. */
#define JSC_SLOT_WORDS 16
napi_shim_engine_status jsc_put_named(napi_shim_realm *realm,
                                      JSObjectRef object, const void *name,
                                      JSValueRef value);

/* structures.c */
void jsc_learn_made(jsc_layout *layout, JSContextRef context, jsc_peek *peek,
                    const int pipe_ends[2]);
/* False: make it in another way. */
bool jsc_make_own_buffer(napi_shim_realm *realm, size_t length, void **data,
                         napi_shim_slot *result);
/* Reflect.construct(Uint8Array, arguments, like), or unsupported. `like` may be
 * NULL. */
napi_shim_engine_status jsc_construct_bytes(napi_shim_realm *realm,
                                            const napi_shim_slot *like,
                                            size_t count,
                                            const JSValueRef *arguments,
                                            JSObjectRef *result);

#endif
