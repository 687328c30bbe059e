/* SPDX-License-Identifier: MIT */
/* ArrayBuffers, their memory, and the views on it. */

#include "quickjs_engine.h"

#include <stdlib.h>

enum { alignment = 16 };

/*
 * What the engine's buffer object knows of its memory. The engine's own
 * buffers would do, but nothing promises how they are aligned.
 */
struct memory {
  napi_shim_release_memory release; /* NULL: nobody else's */
  void *hint;
  void *data;
  size_t length;
  void *resized; /* own memory after a transfer to another length */
};

#if FLAVOUR_FREES_TWICE
/* On while detach() asks: the callback will come again later. Laid out when
 * the library is loaded: memory may be short later. */
static _Thread_local bool detaching __attribute__((tls_model("initial-exec")));
#endif

static void memory_end(struct memory *memory) {
  napi_shim_release_memory release = memory->release;
  memory->release = NULL;
  if (release)
    release(memory->data, memory->hint);
}

/* Foreign memory cannot grow: its content moves to memory of our own. */
static void *memory_resize(JSRuntime *rt, struct memory *memory, size_t size) {
  void *data = js_mallocz_rt(rt, size);
  if (!data)
    return NULL;
  memcpy(data, memory->data, size < memory->length ? size : memory->length);
  memory_end(memory);
  js_free_rt(rt, memory->resized);
  memory->resized = memory->data = data;
  memory->length = size;
  return data;
}

static void *memory_callback(JSRuntime *rt, void *opaque, void *data,
                             size_t size) {
  struct memory *memory = opaque;
  if (size)
    return memory_resize(rt, memory, size);
#if FLAVOUR_FREES_TWICE
  bool again = detaching && data;
  detaching = false;
#else
  const bool again = false;
  (void)data;
#endif
  memory_end(memory);
  if (again)
    return NULL;
  js_free_rt(rt, memory->resized);
  js_free_rt(rt, memory);
  return NULL;
}

FLAVOUR_MEMORY_CALLBACK(on_memory, memory_callback)

/* A buffer object over memory->data. On failure `memory` is freed, and not
 * released: it is still the caller's. */
static status make_buffer(napi_shim_realm *realm, struct memory *memory,
                          bool shared, napi_shim_slot *result) {
  /* A NULL would make ng allocate and forget our callback. */
  void *data = memory->data ? memory->data : memory;
  JSValue buffer = FLAVOUR_NEW_ARRAYBUFFER(realm->ctx, data, memory->length,
                                           on_memory, memory, shared);
  if (JS_IsException(buffer))
    js_free_rt(realm->vm->rt, memory);
  return quickjs_finish(realm, buffer, result);
}

/* From the engine's allocator, so that it counts for the next collection.
 * NULL: there is none. */
static struct memory *own_memory(napi_shim_vm *vm, size_t length) {
  struct memory *memory =
      js_mallocz_rt(vm->rt, length + sizeof *memory + alignment);
  if (!memory)
    return NULL;
  uintptr_t after = (uintptr_t)(memory + 1);
  memory->data = (void *)((after + alignment - 1) & -(uintptr_t)alignment);
  memory->length = length;
  return memory;
}

status quickjs_make_arraybuffer(napi_shim_realm *realm, size_t length,
                                void **data, napi_shim_slot *result) {
  if (length > INT32_MAX) {
    JS_ThrowRangeError(realm->ctx, "invalid array buffer length");
    return quickjs_failed(realm);
  }
  struct memory *memory = own_memory(realm->vm, length);
  if (!memory)
    return napi_shim_engine_out_of_memory;
  void *bytes = memory->data;
  status done = make_buffer(realm, memory, false, result);
  if (done == napi_shim_engine_ok)
    *data = bytes;
  return done;
}

static status make_external(napi_shim_realm *realm, void *data, size_t length,
                            napi_shim_release_memory release, void *hint,
                            bool shared, napi_shim_slot *result) {
  struct memory *memory = js_mallocz_rt(realm->vm->rt, sizeof *memory);
  if (!memory)
    return napi_shim_engine_out_of_memory;
  memory->release = release;
  memory->hint = hint;
  memory->data = data;
  memory->length = length;
  return make_buffer(realm, memory, shared, result);
}

status quickjs_make_external_arraybuffer(napi_shim_realm *realm, void *data,
                                         size_t length,
                                         napi_shim_release_memory release,
                                         void *hint, napi_shim_slot *result) {
  return make_external(realm, data, length, release, hint, false, result);
}

/* A host's runtime may count its shared memory in a header of its own, which
 * foreign memory has not. */
status quickjs_make_external_shared_arraybuffer(
    napi_shim_realm *realm, void *data, size_t length,
    napi_shim_release_memory release, void *hint, napi_shim_slot *result) {
  if (realm->vm->attached)
    return napi_shim_engine_unsupported;
  return make_external(realm, data, length, release, hint, true, result);
}

/* By its constructor: a host's runtime may have its own way to allocate
 * memory that several threads share. */
status quickjs_make_shared_arraybuffer(napi_shim_realm *realm, size_t length,
                                       void **data, napi_shim_slot *result) {
  JSContext *ctx = realm->ctx;
  JSValue argument = JS_NewFloat64(ctx, (double)length);
  size_t size;
  if (!JS_IsObject(realm->make_shared))
    return napi_shim_engine_unsupported;
  JSValue buffer = JS_CallConstructor(ctx, realm->make_shared, 1, &argument);
  if (!JS_IsException(buffer))
    *data = JS_GetArrayBuffer(ctx, &size, buffer);
  return quickjs_finish(realm, buffer, result);
}

/* The bytes of a buffer; false when it is detached. */
static bool buffer_bytes(JSContext *ctx, JSValueConst buffer, uint8_t **data,
                         size_t *length) {
  *data = JS_GetArrayBuffer(ctx, length, buffer);
  if (*data || !JS_HasException(ctx))
    return true;
  JS_FreeValue(ctx, JS_GetException(ctx));
  return false;
}

static JSValue ask(napi_shim_vm *vm, JSValueConst getter, JSValueConst view) {
  return quickjs_system_call(vm, getter, view, 0, NULL);
}

/* A number that a getter gives; 0 for a view that is out of bounds. */
static size_t ask_size(napi_shim_vm *vm, JSValueConst getter,
                       JSValueConst view) {
  JSValue value = ask(vm, getter, view);
  double number = 0;
  if (JS_IsException(value))
    JS_FreeValue(vm->system, JS_GetException(vm->system));
  else if (JS_ToFloat64(vm->system, &number, value))
    number = 0;
  return (size_t)number;
}

static JSValue view_buffer(napi_shim_vm *vm, JSValueConst view) {
  bool is_view = JS_GetClassID(view) == vm->classes.dataview;
  return ask(vm, is_view ? vm->view_buffer : vm->typed_buffer, view);
}

static int typed_array_kind(const napi_shim_vm *vm, JSClassID id) {
  if (id < vm->classes.typed_first || id > vm->classes.typed_last)
    return -1;
  for (int kind = 0; kind < typed_array_kinds; kind++)
    if (vm->classes.typed_array[kind] == id)
      return kind;
  return -1;
}

/* The engine tells how long the view was when it was made. That is what it is
 * now, unless it follows a resized buffer; and such a view ends with it. */
static size_t typed_array_length(napi_shim_vm *vm, JSValueConst array,
                                 size_t bytes, size_t each, size_t room) {
  if (FLAVOUR_RESIZABLE_BUFFERS && bytes != room)
    return ask_size(vm, vm->typed_length, array);
  return bytes >> __builtin_ctzl(each); /* a power of two */
}

static status typed_memory(napi_shim_realm *realm, JSValueConst array, int kind,
                           napi_shim_memory *result) {
  napi_shim_vm *vm = realm->vm;
  JSContext *ctx = realm->ctx;
  napi_shim_memory memory = {.kind = kind};
  size_t offset, bytes, each, size;
  uint8_t *data;
  JSValue buffer = JS_GetTypedArrayBuffer(ctx, array, &offset, &bytes, &each);
  bool inside = !JS_IsException(buffer);
  if (!inside) {
    JS_FreeValue(ctx, JS_GetException(ctx));
    buffer = view_buffer(vm, array);
    if (JS_IsException(buffer))
      return quickjs_failed(realm);
  }
  memory.detached = !buffer_bytes(ctx, buffer, &data, &size);
  JS_FreeValue(ctx, buffer);
  if (inside && !memory.detached) {
    memory.byte_offset = offset;
    memory.length = typed_array_length(vm, array, bytes, each, size - offset);
    memory.byte_length = memory.length * each;
  }
  if (!memory.detached)
    memory.data = data + memory.byte_offset;
  *result = memory;
  return napi_shim_engine_ok;
}

static status view_memory(napi_shim_realm *realm, JSValueConst view,
                          napi_shim_memory *result) {
  napi_shim_vm *vm = realm->vm;
  napi_shim_memory memory = {.kind = -1};
  uint8_t *data;
  size_t size;
  JSValue buffer = view_buffer(vm, view);
  if (JS_IsException(buffer))
    return quickjs_failed(realm);
  memory.detached = !buffer_bytes(realm->ctx, buffer, &data, &size);
  JS_FreeValue(realm->ctx, buffer);
  if (!memory.detached) {
    memory.byte_offset = ask_size(vm, vm->view_byte_offset, view);
    memory.byte_length = ask_size(vm, vm->view_byte_length, view);
    memory.data = data + memory.byte_offset;
  }
  *result = memory;
  return napi_shim_engine_ok;
}

status quickjs_get_memory(napi_shim_realm *realm, const napi_shim_slot *slot,
                          napi_shim_memory *result) {
  napi_shim_vm *vm = realm->vm;
  JSValue value = slot_value(slot);
  JSClassID id = JS_GetClassID(value);
  if (id == vm->classes.dataview)
    return view_memory(realm, value, result);
  int kind = typed_array_kind(vm, id);
  if (kind >= 0)
    return typed_memory(realm, value, kind, result);
  uint8_t *data;
  size_t length;
  bool there = buffer_bytes(realm->ctx, value, &data, &length);
  *result = (napi_shim_memory){.data = there ? data : NULL,
                               .byte_length = there ? length : 0,
                               .kind = -1,
                               .detached = !there};
  return napi_shim_engine_ok;
}

/* One that is out of bounds, detached or empty takes the long way. */
status quickjs_get_view(napi_shim_realm *realm, const napi_shim_slot *slot,
                        napi_shim_slot *held, napi_shim_memory *result) {
  napi_shim_vm *vm = realm->vm;
  JSContext *ctx = realm->ctx;
  JSValue array = slot_value(slot);
  size_t offset, bytes, each, size;
  uint8_t *data;
  int kind = typed_array_kind(vm, JS_GetClassID(array));
  if (kind < 0)
    return napi_shim_engine_unsupported;
  JSValue buffer = JS_GetTypedArrayBuffer(ctx, array, &offset, &bytes, &each);
  if (JS_IsException(buffer)) {
    JS_FreeValue(ctx, JS_GetException(ctx));
    return napi_shim_engine_unsupported;
  }
  size_t length = 0;
  if (buffer_bytes(ctx, buffer, &data, &size))
    length = typed_array_length(vm, array, bytes, each, size - offset);
  if (length > 0 && held)
    slot_write(held, buffer);
  else
    JS_FreeValue(ctx, buffer);
  if (length == 0)
    return napi_shim_engine_unsupported;
  *result = (napi_shim_memory){.data = data + offset,
                               .byte_length = length * each,
                               .byte_offset = offset,
                               .length = length,
                               .kind = kind};
  return napi_shim_engine_ok;
}

status quickjs_make_bytes(napi_shim_realm *realm,
                          const napi_shim_slot *arraybuffer, size_t byte_offset,
                          size_t length, const napi_shim_slot *like,
                          napi_shim_slot *result) {
  JSContext *ctx = realm->ctx;
  JSValue argv[] = {slot_value(arraybuffer),
                    JS_NewInt64(ctx, (int64_t)byte_offset),
                    JS_NewInt64(ctx, (int64_t)length)};
  return quickjs_finish(
      realm,
      JS_CallConstructor2(ctx, realm->make_bytes,
                          like ? slot_value(like) : realm->make_bytes, 3, argv),
      result);
}

#if FLAVOUR_NG
static void note_end(void *data, void *hint) {
  (void)data;
  *(bool *)hint = true;
}

/* A view with its buffer in one call, as the engine makes them for itself. Of
 * a failure it does not tell whether the memory was already given back. */
static JSValue new_bytes(JSContext *ctx, struct memory *memory) {
  bool ended = false;
  memory->release = note_end;
  memory->hint = &ended;
  JSValue view = JS_NewUint8Array(ctx, memory->data, memory->length, on_memory,
                                  memory, false);
  if (!JS_IsException(view))
    memory->release = NULL;
  else if (!ended)
    js_free(ctx, memory);
  return view;
}

/* The engine gives a view the prototype that is the realm's for it now; no
 * script runs in between. */
static JSValue new_bytes_like(napi_shim_realm *realm, JSValue prototype,
                              struct memory *memory) {
  JSContext *ctx = realm->ctx;
  JSClassID id = realm->vm->classes.typed_array[1];
  JSValue usual = JS_GetClassProto(ctx, id);
  JS_SetClassProto(ctx, id, prototype);
  JSValue view = new_bytes(ctx, memory);
  JS_SetClassProto(ctx, id, usual);
  return view;
}

/* A context of the host's is left as it is. */
status quickjs_make_own_bytes(napi_shim_realm *realm, size_t length,
                              const napi_shim_slot *like, void **data,
                              napi_shim_slot *result) {
  napi_shim_vm *vm = realm->vm;
  if (vm->safe || vm->attached || length == 0 || length > INT32_MAX)
    return napi_shim_engine_unsupported;
  JSValue prototype = JS_UNDEFINED;
  if (like) {
    prototype = JS_GetProperty(realm->ctx, slot_value(like), vm->prototype);
    if (JS_IsException(prototype))
      return quickjs_failed(realm);
    if (!JS_IsObject(prototype)) {
      JS_FreeValue(realm->ctx, prototype);
      return napi_shim_engine_unsupported;
    }
  }
  struct memory *memory = own_memory(vm, length);
  if (!memory) {
    JS_FreeValue(realm->ctx, prototype);
    return napi_shim_engine_out_of_memory;
  }
  void *bytes = memory->data;
  status done = quickjs_finish(realm,
                               like ? new_bytes_like(realm, prototype, memory)
                                    : new_bytes(realm->ctx, memory),
                               result);
  if (done == napi_shim_engine_ok)
    *data = bytes;
  return done;
}
#else
status quickjs_make_own_bytes(napi_shim_realm *realm, size_t length,
                              const napi_shim_slot *like, void **data,
                              napi_shim_slot *result) {
  (void)realm, (void)length, (void)like, (void)data, (void)result;
  return napi_shim_engine_unsupported;
}
#endif

status quickjs_get_buffer(napi_shim_realm *realm, const napi_shim_slot *view,
                          napi_shim_slot *result) {
  JSContext *ctx = realm->ctx;
  JSValue value = slot_value(view);
  if (JS_GetClassID(value) != realm->vm->classes.dataview) {
    JSValue buffer = JS_GetTypedArrayBuffer(ctx, value, NULL, NULL, NULL);
    if (!JS_IsException(buffer))
      return quickjs_finish(realm, buffer, result);
    /* Detached, or cut off: the getter knows the buffer all the same. */
    JS_FreeValue(ctx, JS_GetException(ctx));
  }
  return quickjs_finish(realm, view_buffer(realm->vm, value), result);
}

status quickjs_detach(napi_shim_realm *realm,
                      const napi_shim_slot *arraybuffer) {
  if (flavour_immutable_buffer(slot_value(arraybuffer)))
    return napi_shim_engine_unsupported;
#if FLAVOUR_FREES_TWICE
  detaching = true;
#endif
  JS_DetachArrayBuffer(realm->ctx, slot_value(arraybuffer));
#if FLAVOUR_FREES_TWICE
  detaching = false;
#endif
  stress(realm->vm);
  return napi_shim_engine_ok;
}
