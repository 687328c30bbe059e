/* SPDX-License-Identifier: MIT */
/* ArrayBuffers, typed arrays and the memory behind them. */

#include "javascriptcore_engine.h"

#include <stdlib.h>

/* JavaScriptCore's own limit for one buffer. */
#define MAXIMUM_LENGTH (1ull << 32)

static napi_shim_engine_status too_long(napi_shim_realm *realm) {
  return jsc_throw(realm, 1, "Array buffer allocation failed");
}

/*
 * Asking the C interface for the address pins a buffer: it can then never be
 * detached. So the address is read in place where the layout is known.
 */
static void *data_of(napi_shim_realm *realm, JSObjectRef buffer) {
  const jsc_layout *layout = realm->vm->layout;
  if (layout->buffers &&
      jsc_type_byte((uint64_t)(uintptr_t)buffer) == layout->buffer_byte) {
    void *const *const *cell = (const void *)buffer;
    return (void *)cell[layout->impl_word][layout->data_word];
  }
  return JSObjectGetArrayBufferBytesPtr(realm->context, buffer, NULL);
}

static void free_own_memory(void *data, void *hint) {
  (void)hint;
  free(data);
}

napi_shim_engine_status jsc_make_arraybuffer(napi_shim_realm *realm,
                                             size_t length, void **data,
                                             napi_shim_slot *result) {
  if (length > MAXIMUM_LENGTH)
    return too_long(realm);
  if (jsc_make_own_buffer(realm, length, data, result))
    return napi_shim_engine_ok;
  /* malloc's alignment is 16; an empty buffer has an address too. */
  void *memory = calloc(length != 0 ? length : 1, 1);
  if (memory == NULL)
    return too_long(realm);
  JSValueRef exception = NULL;
  JSObjectRef buffer = JSObjectMakeArrayBufferWithBytesNoCopy(
      realm->context, memory, length, free_own_memory, NULL, &exception);
  if (buffer == NULL || exception != NULL)
    return jsc_thrown(realm->vm, exception);
  *data = memory;
  jsc_put(result, buffer);
  return napi_shim_engine_ok;
}

napi_shim_engine_status jsc_make_bytes(napi_shim_realm *realm,
                                       const napi_shim_slot *arraybuffer,
                                       size_t byte_offset, size_t length,
                                       const napi_shim_slot *like,
                                       napi_shim_slot *result) {
  JSObjectRef made;
  const JSValueRef argv[3] = {
      jsc_value(arraybuffer),
      JSValueMakeNumber(realm->context, (double)byte_offset),
      JSValueMakeNumber(realm->context, (double)length)};
  napi_shim_engine_status status =
      jsc_construct_bytes(realm, like, 3, argv, &made);
  if (status == napi_shim_engine_ok)
    jsc_put(result, made);
  return status;
}

/* Through JavaScript where it has to be. */
static napi_shim_engine_status new_own_bytes(napi_shim_realm *realm,
                                             size_t length,
                                             const napi_shim_slot *like,
                                             JSObjectRef *result) {
  JSValueRef argv[2] = {JSValueMakeNumber(realm->context, (double)length),
                        like != NULL ? jsc_value(like)
                                     : JSValueMakeUndefined(realm->context)};
  napi_shim_engine_status status =
      jsc_construct_bytes(realm, like, 1, argv, result);
  if (status != napi_shim_engine_unsupported)
    return status;
  JSValueRef made;
  status = jsc_glue_call(realm, glue_own_bytes, 2, argv, &made);
  if (status == napi_shim_engine_ok)
    *result = (JSObjectRef)made;
  return status;
}

napi_shim_engine_status jsc_make_own_bytes(napi_shim_realm *realm,
                                           size_t length,
                                           const napi_shim_slot *like,
                                           void **data,
                                           napi_shim_slot *result) {
  const jsc_layout *layout = realm->vm->layout;
  if (!layout->owners || length < JSC_LEAST_OWN || length > JSC_MOST_OWN)
    return napi_shim_engine_unsupported;
  JSObjectRef made;
  napi_shim_engine_status status = new_own_bytes(realm, length, like, &made);
  if (status != napi_shim_engine_ok)
    return status;
  const jsc_view *view = (const void *)made;
  if (((const uint8_t *)made)[layout->view_mode] != layout->view_owner ||
      view->data == NULL || view->length != length)
    return napi_shim_engine_unsupported;
  *data = view->data;
  jsc_put(result, made);
  return napi_shim_engine_ok;
}

/* A buffer without an address would count as a detached one. */
static _Alignas(16) char no_memory;

/* The last buffer over external memory died. */
static void release_external(void *ignored, void *hint) {
  jsc_memory *memory = hint;
  (void)ignored;
  jsc_link_remove(&memory->link);
  if (memory->vm != NULL) {
    if (memory->buffer != NULL)
      JSWeakRelease(memory->vm->group, memory->buffer);
    memory->release(memory->data, memory->hint);
  }
  free(memory);
}

napi_shim_engine_status
jsc_make_external_arraybuffer(napi_shim_realm *realm, void *data, size_t length,
                              napi_shim_release_memory release, void *hint,
                              napi_shim_slot *result) {
  if (length > MAXIMUM_LENGTH)
    return too_long(realm);
  jsc_memory *memory = calloc(1, sizeof *memory);
  if (memory == NULL)
    return napi_shim_engine_out_of_memory;
  memory->vm = realm->vm;
  memory->data = data;
  memory->release = release;
  memory->hint = hint;
  jsc_link_add(&realm->vm->memories, &memory->link);
  JSValueRef exception = NULL;
  JSObjectRef buffer = JSObjectMakeArrayBufferWithBytesNoCopy(
      realm->context, data != NULL ? data : &no_memory, length,
      release_external, memory, &exception);
  if (buffer == NULL || exception != NULL)
    return jsc_thrown(realm->vm, exception);
  if (realm->vm->attached)
    memory->buffer = JSWeakCreate(realm->vm->group, buffer);
  jsc_put(result, buffer);
  return napi_shim_engine_ok;
}

/*
 * An attached VM is closed while its heap lives on: buffers over external
 * memory are detached, which releases it. What cannot be detached (a script
 * transferred it, or the host pinned it) stays readable and is never
 * released.
 */
void jsc_memories_detach(napi_shim_vm *vm) {
  jsc_link kept;
  jsc_link_init(&kept);
  while (vm->memories.next != &vm->memories) {
    jsc_memory *memory = (jsc_memory *)(void *)vm->memories.next;
    jsc_link_remove(&memory->link);
    jsc_link_add(&kept, &memory->link);
    napi_shim_slot buffer;
    if (memory->buffer != NULL && vm->inner != NULL) {
      jsc_put(&buffer, JSWeakGetObject(memory->buffer));
      if (jsc_object(&buffer) != NULL)
        jsc_detach(vm->inner, &buffer);
    }
  }
  while (kept.next != &kept) {
    jsc_memory *memory = (jsc_memory *)(void *)kept.next;
    jsc_link_remove(&memory->link);
    jsc_link_add(&vm->memories, &memory->link);
    if (memory->buffer != NULL)
      JSWeakRelease(vm->group, memory->buffer);
    memory->buffer = NULL;
  }
}

/* Nobody is left to tell when this memory dies. */
void jsc_memories_abandon(napi_shim_vm *vm) {
  while (vm->memories.next != &vm->memories) {
    jsc_memory *memory = (jsc_memory *)(void *)vm->memories.next;
    jsc_link_remove(&memory->link);
    jsc_link_init(&memory->link);
    memory->vm = NULL;
  }
}

napi_shim_engine_status jsc_make_shared_arraybuffer(napi_shim_realm *realm,
                                                    size_t length, void **data,
                                                    napi_shim_slot *result) {
  if (realm->glue[glue_shared] == NULL)
    return napi_shim_engine_unsupported;
  JSValueRef argv[1] = {JSValueMakeNumber(realm->context, (double)length)};
  JSValueRef buffer;
  napi_shim_engine_status status =
      jsc_glue_call(realm, glue_shared, 1, argv, &buffer);
  if (status != napi_shim_engine_ok)
    return status;
  *data = data_of(realm, (JSObjectRef)buffer);
  jsc_put(result, buffer);
  return napi_shim_engine_ok;
}

/* The address of a buffer of that length; what has no bytes is not asked. */
static void *address_of(napi_shim_realm *realm, JSObjectRef buffer,
                        size_t length) {
  if (length == 0 && !realm->vm->layout->buffers)
    return &no_memory;
  return data_of(realm, buffer);
}

/* Only a buffer without bytes can be a detached one. */
static bool is_detached(napi_shim_realm *realm, JSObjectRef buffer,
                        size_t length) {
  if (length != 0)
    return false;
  JSValueRef argv[1] = {buffer}, answer;
  if (jsc_glue_call(realm, glue_detached, 1, argv, &answer) ==
      napi_shim_engine_ok)
    return JSValueToBoolean(realm->context, answer);
  realm->vm->exception = NULL;
  return false; /* a SharedArrayBuffer */
}

static napi_shim_engine_status memory_of_buffer(napi_shim_realm *realm,
                                                JSObjectRef buffer,
                                                bool with_data,
                                                napi_shim_memory *result) {
  JSValueRef exception = NULL;
  size_t length =
      JSObjectGetArrayBufferByteLength(realm->context, buffer, &exception);
  if (exception != NULL)
    return jsc_thrown(realm->vm, exception);
  *result = (napi_shim_memory){.byte_length = length, .kind = -1};
  result->detached = is_detached(realm, buffer, length);
  if (with_data && !result->detached)
    result->data = address_of(realm, buffer, length);
  return napi_shim_engine_ok;
}

/* The logarithm of an element's size, by napi_typedarray_type. */
static const uint8_t kind_shift[] = {0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 1};

static int kind_of(napi_shim_realm *realm, JSValueRef view) {
  const jsc_layout *layout = realm->vm->layout;
  if (layout->types)
    return layout->kind[jsc_type_byte((uint64_t)(uintptr_t)view)];
  JSValueRef kind;
  if (jsc_glue_call(realm, glue_kind_of, 1, &view, &kind) ==
      napi_shim_engine_ok)
    return (int)JSValueToNumber(realm->context, kind, NULL);
  realm->vm->exception = NULL;
  return -1;
}

static napi_shim_engine_status memory_of_view(napi_shim_realm *realm,
                                              JSObjectRef view, bool with_data,
                                              napi_shim_memory *result) {
  JSContextRef context = realm->context;
  JSValueRef exception = NULL;
  /* First of all: a small array gets its final memory with its buffer. */
  JSObjectRef buffer = JSObjectGetTypedArrayBuffer(context, view, &exception);
  if (buffer == NULL || exception != NULL)
    return jsc_thrown(realm->vm, exception);
  napi_shim_memory whole;
  napi_shim_engine_status status =
      memory_of_buffer(realm, buffer, with_data, &whole);
  if (status != napi_shim_engine_ok)
    return status;
  *result = (napi_shim_memory){.kind = kind_of(realm, view),
                               .detached = whole.detached};
  if (whole.detached)
    return napi_shim_engine_ok;
  result->byte_length = JSObjectGetTypedArrayByteLength(context, view, NULL);
  result->byte_offset = JSObjectGetTypedArrayByteOffset(context, view, NULL);
  if (result->kind >= 0)
    result->length = JSObjectGetTypedArrayLength(context, view, NULL);
  if (whole.data != NULL)
    result->data = (char *)whole.data + result->byte_offset;
  return napi_shim_engine_ok;
}

/* Memory that neither moves nor grows. */
static bool is_steady(const jsc_layout *layout, JSObjectRef object) {
  uint8_t mode = ((const uint8_t *)object)[layout->view_mode];
  return mode == layout->view_plain ||
         (layout->owners && mode == layout->view_owner);
}

/* In place: a typed array over such memory. */
static bool view_in_place(const jsc_layout *layout, JSObjectRef object,
                          napi_shim_memory *result) {
  const jsc_view *view = (const void *)object;
  int kind = layout->kind[jsc_type_byte((uint64_t)(uintptr_t)object)];
  if (kind < 0 || !is_steady(layout, object) || view->data == NULL)
    return false;
  *result = (napi_shim_memory){.data = view->data,
                               .length = view->length,
                               .byte_length = view->length << kind_shift[kind],
                               .byte_offset = view->offset,
                               .kind = kind};
  return true;
}

static napi_shim_engine_status memory_of(napi_shim_realm *realm,
                                         JSObjectRef object, bool with_data,
                                         napi_shim_memory *result) {
  const jsc_layout *layout = realm->vm->layout;
  if (layout->views && view_in_place(layout, object, result))
    return napi_shim_engine_ok;
  bool buffer = JSValueGetTypedArrayType(realm->context, object, NULL) ==
                kJSTypedArrayTypeArrayBuffer;
  return buffer ? memory_of_buffer(realm, object, with_data, result)
                : memory_of_view(realm, object, with_data, result);
}

napi_shim_engine_status jsc_get_extent(napi_shim_realm *realm,
                                       const napi_shim_slot *value,
                                       napi_shim_memory *result) {
  return memory_of(realm, jsc_object(value), false, result);
}

napi_shim_engine_status jsc_get_memory(napi_shim_realm *realm,
                                       const napi_shim_slot *value,
                                       napi_shim_memory *result) {
  return memory_of(realm, jsc_object(value), true, result);
}

napi_shim_engine_status jsc_get_buffer(napi_shim_realm *realm,
                                       const napi_shim_slot *view,
                                       napi_shim_slot *result) {
  JSValueRef exception = NULL;
  JSObjectRef buffer =
      JSObjectGetTypedArrayBuffer(realm->context, jsc_object(view), &exception);
  return jsc_done(realm->vm, buffer, exception, result);
}

napi_shim_engine_status jsc_detach(napi_shim_realm *realm,
                                   const napi_shim_slot *arraybuffer) {
  JSValueRef argv[1] = {jsc_value(arraybuffer)}, detached;
  napi_shim_engine_status status =
      jsc_glue_call(realm, glue_detach, 1, argv, &detached);
  if (status == napi_shim_engine_exception) {
    realm->vm->exception = NULL; /* memory of WebAssembly, for instance */
    return napi_shim_engine_unsupported;
  }
  if (status != napi_shim_engine_ok)
    return status;
  /* A pinned buffer was copied, and is what it was. */
  return JSValueToBoolean(realm->context, detached)
             ? napi_shim_engine_ok
             : napi_shim_engine_unsupported;
}
