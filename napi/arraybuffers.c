/* SPDX-License-Identifier: MIT */
/* ArrayBuffers, shared ones, typed arrays and DataViews. */

#include <stdio.h>

#include "napi/external_memory.h"

static bool is_any_buffer(napi_shim_class class) {
  return class == napi_shim_class_arraybuffer ||
         class == napi_shim_class_shared_arraybuffer;
}

/* `length` units of `size` bytes from `offset` on lie within `room` bytes. */
static bool fits(size_t length, size_t size, size_t offset, size_t room) {
  return offset <= room && length <= (room - offset) / size;
}

/* What is_* functions share. */
static napi_status is_class(napi_env env, napi_value value,
                            napi_shim_class class, bool *result) {
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  *result = class_of(env, value) == class;
  LEAVE(env, napi_ok);
}

/* ArrayBuffers. Version 1. */

/* A SharedArrayBuffer is none. */
napi_status impl_napi_is_arraybuffer(napi_env env, napi_value value,
                                     bool *result) {
  ENTER(env);
  return is_class(env, value, napi_shim_class_arraybuffer, result);
}

/* Zeroed. *data (may be NULL) is valid as long as the buffer lives and is not
 * detached, and NULL for length 0. */
napi_status impl_napi_create_arraybuffer(napi_env env, size_t byte_length,
                                         void **data, napi_value *result) {
  void *memory = NULL;
  ENTER_JS(env);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  TRY(env,
      ENGINE(env)->make_arraybuffer(REALM(env), byte_length, &memory, slot));
  COMMIT(env, result);
  if (data != NULL)
    *data = byte_length == 0 ? NULL : memory;
  LEAVE(env, napi_ok);
}

/* Over the caller's memory; see napi_create_external_buffer. Over no memory at
 * all it is a detached one. */
napi_status impl_napi_create_external_arraybuffer(
    napi_env env, void *external_data, size_t byte_length,
    node_api_basic_finalize finalize_cb, void *hint, napi_value *result) {
  napi_value buffer;
  struct external_memory *memory;
  ENTER_JS(env);
  PASS(external_memory_create(env, external_data, byte_length, finalize_cb,
                              hint, &buffer, &memory));
  if (external_data == NULL)
    memory_detach(env, slot_of(buffer));
  if (result != NULL)
    *result = buffer;
  LEAVE(env, napi_ok);
}

/* Of a SharedArrayBuffer too. data and byte_length may be NULL. */
napi_status impl_napi_get_arraybuffer_info(napi_env env, napi_value arraybuffer,
                                           void **data, size_t *byte_length) {
  napi_shim_memory memory;
  ENTER(env);
  CHECK_ARG(env, arraybuffer);
  CHECK(env, is_any_buffer(class_of(env, arraybuffer)), napi_invalid_arg);
  PASS(memory_of(env, arraybuffer, &memory));
  if (data != NULL)
    *data = memory.data;
  if (byte_length != NULL)
    *byte_length = memory.byte_length;
  LEAVE(env, napi_ok);
}

/* Not an ArrayBuffer: arraybuffer_expected; one that cannot be detached:
 * detachable_arraybuffer_expected. Again is fine. Version 7. */
napi_status impl_napi_detach_arraybuffer(napi_env env, napi_value arraybuffer) {
  napi_shim_memory memory;
  ENTER(env);
  CHECK_ARG(env, arraybuffer);
  CHECK(env, class_of(env, arraybuffer) == napi_shim_class_arraybuffer,
        napi_arraybuffer_expected);
  TRY(env, extent_of(env, slot_of(arraybuffer), &memory));
  if (memory.detached)
    LEAVE(env, napi_ok);
  CHECK(env,
        ENGINE(env)->detach != NULL &&
            ENGINE(env)->capabilities & napi_shim_can_detach,
        napi_detachable_arraybuffer_expected);
  napi_shim_engine_status status =
      ENGINE(env)->detach(REALM(env), slot_of(arraybuffer));
  CHECK(env, status != napi_shim_engine_unsupported,
        napi_detachable_arraybuffer_expected);
  TRY(env, status);
  LEAVE(env, napi_ok);
}

/* false for anything that is no ArrayBuffer. Version 7. */
napi_status impl_napi_is_detached_arraybuffer(napi_env env, napi_value value,
                                              bool *result) {
  napi_shim_memory memory;
  ENTER(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  bool detached = false;
  if (class_of(env, value) == napi_shim_class_arraybuffer) {
    TRY(env, extent_of(env, slot_of(value), &memory));
    detached = memory.detached;
  }
  *result = detached;
  LEAVE(env, napi_ok);
}

/* SharedArrayBuffers. Experimental. */

napi_status impl_node_api_is_sharedarraybuffer(napi_env env, napi_value value,
                                               bool *result) {
  ENTER(env);
  return is_class(env, value, napi_shim_class_shared_arraybuffer, result);
}

/* An engine without shared memory: generic_failure. */
napi_status impl_node_api_create_sharedarraybuffer(napi_env env,
                                                   size_t byte_length,
                                                   void **data,
                                                   napi_value *result) {
  void *memory = NULL;
  ENTER_JS(env);
  CHECK_ARG(env, result);
  CHECK(env, ENGINE(env)->make_shared_arraybuffer != NULL,
        napi_generic_failure);
  RESERVE(env, slot);
  TRY(env, ENGINE(env)->make_shared_arraybuffer(REALM(env), byte_length,
                                                &memory, slot));
  COMMIT(env, result);
  if (data != NULL)
    *data = byte_length == 0 ? NULL : memory;
  LEAVE(env, napi_ok);
}

static void nothing_to_release(void *data, void *hint) {
  (void)data;
  (void)hint;
}

/* finalize_cb may run on any thread. An engine that cannot share foreign
 * memory: no_external_buffers_allowed, the caller still owns it. */
napi_status impl_node_api_create_external_sharedarraybuffer(
    napi_env env, void *external_data, size_t byte_length,
    node_api_noenv_finalize finalize_cb, void *hint, napi_value *result) {
  ENTER_JS(env);
  CHECK_ARG(env, result);
  if (byte_length > 0)
    CHECK_ARG(env, external_data);
  CHECK(env, ENGINE(env)->make_external_shared_arraybuffer != NULL,
        napi_no_external_buffers_allowed);
  RESERVE(env, slot);
  TRY(env,
      ENGINE(env)->make_external_shared_arraybuffer(
          REALM(env), external_data, byte_length,
          finalize_cb == NULL ? nothing_to_release : finalize_cb, hint, slot));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

/* Typed arrays. Version 1. */

static const struct kind {
  const char *name;
  size_t size;
} kinds[] = {
    [napi_int8_array] = {"Int8Array", 1},
    [napi_uint8_array] = {"Uint8Array", 1},
    [napi_uint8_clamped_array] = {"Uint8ClampedArray", 1},
    [napi_int16_array] = {"Int16Array", 2},
    [napi_uint16_array] = {"Uint16Array", 2},
    [napi_int32_array] = {"Int32Array", 4},
    [napi_uint32_array] = {"Uint32Array", 4},
    [napi_float32_array] = {"Float32Array", 4},
    [napi_float64_array] = {"Float64Array", 8},
    [napi_bigint64_array] = {"BigInt64Array", 8},
    [napi_biguint64_array] = {"BigUint64Array", 8},
    [napi_float16_array] = {"Float16Array", 2},
};

napi_status impl_napi_is_typedarray(napi_env env, napi_value value,
                                    bool *result) {
  ENTER(env);
  return is_class(env, value, napi_shim_class_typedarray, result);
}

/* A new view of the buffer through the captured constructor. */
static napi_status make_view(napi_env env, enum intrinsic which, int kind,
                             napi_value buffer, size_t offset, size_t length,
                             napi_value *result) {
  napi_shim_slot kind_slot, offset_slot, length_slot;
  ENGINE(env)->make_number(REALM(env), kind, &kind_slot);
  ENGINE(env)->make_number(REALM(env), (double)offset, &offset_slot);
  ENGINE(env)->make_number(REALM(env), (double)length, &length_slot);
  const napi_shim_slot *argv[] = {&kind_slot, slot_of(buffer), &offset_slot,
                                  &length_slot};
  bool typed = which == intrinsic_makeTypedArray;
  RESERVE(env, slot);
  TRY(env, realm_call(env->realm, which, typed ? 4 : 3, typed ? argv : argv + 1,
                      slot));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

/* The same, of nothing, for a buffer that is detached. */
static napi_status make_detached_view(napi_env env, enum intrinsic which,
                                      int kind, napi_value *result) {
  napi_value buffer, view;
  PASS(memory_of_nothing(env, &buffer));
  PASS(make_view(env, which, kind, buffer, 0, 0, &view));
  memory_detach(env, slot_of(buffer));
  *result = view;
  LEAVE(env, napi_ok);
}

static napi_status misaligned(napi_env env, const struct kind *kind) {
  char text[80];
  snprintf(text, sizeof text, "start offset of %s should be a multiple of %zu",
           kind->name, kind->size);
  return operand_throw(env, 2, "ERR_NAPI_INVALID_TYPEDARRAY_ALIGNMENT", text,
                       napi_generic_failure);
}

/* Misaligned or too long: generic_failure with a RangeError. A kind that the
 * engine lacks, or that is none: invalid_arg. */
napi_status impl_napi_create_typedarray(napi_env env, napi_typedarray_type type,
                                        size_t length, napi_value arraybuffer,
                                        size_t byte_offset,
                                        napi_value *result) {
  napi_shim_memory memory;
  ENTER_JS(env);
  CHECK_ARG(env, arraybuffer);
  CHECK_ARG(env, result);
  CHECK(env, is_any_buffer(class_of(env, arraybuffer)), napi_invalid_arg);
  CHECK(env, (unsigned)type < sizeof kinds / sizeof *kinds, napi_invalid_arg);
  CHECK(env,
        type != napi_float16_array ||
            ENGINE(env)->capabilities & napi_shim_can_float16,
        napi_invalid_arg);
  const struct kind *kind = &kinds[type];
  TRY(env, extent_of(env, slot_of(arraybuffer), &memory));
  if (byte_offset % kind->size != 0)
    return misaligned(env, kind);
  if (!fits(length, kind->size, byte_offset, memory.byte_length))
    return operand_throw(env, 2, "ERR_NAPI_INVALID_TYPEDARRAY_LENGTH",
                         "Invalid typed array length", napi_generic_failure);
  if (memory.detached)
    return make_detached_view(env, intrinsic_makeTypedArray, (int)type, result);
  return make_view(env, intrinsic_makeTypedArray, (int)type, arraybuffer,
                   byte_offset, length, result);
}

/* The buffer of a view in a new handle. */
static napi_status get_buffer(napi_env env, napi_value view,
                              napi_value *result) {
  RESERVE(env, slot);
  TRY(env, ENGINE(env)->get_buffer(REALM(env), slot_of(view), slot));
  COMMIT(env, result);
  return napi_ok;
}

/* Its memory, and its buffer in a new handle if that is wanted. */
static napi_status typed_array_info(napi_env env, napi_value value,
                                    napi_value *buffer,
                                    napi_shim_memory *memory) {
  if (buffer == NULL) {
    if (view_at_once(env, value, NULL, memory))
      return napi_ok;
  } else {
    RESERVE(env, slot);
    if (view_at_once(env, value, slot, memory)) {
      COMMIT(env, buffer);
      return napi_ok;
    }
  }
  CHECK(env, class_of(env, value) == napi_shim_class_typedarray,
        napi_invalid_arg);
  PASS(memory_of(env, value, memory));
  return buffer == NULL ? napi_ok : get_buffer(env, value, buffer);
}

/* Every result may be NULL. length is in elements. */
napi_status impl_napi_get_typedarray_info(napi_env env, napi_value typedarray,
                                          napi_typedarray_type *type,
                                          size_t *length, void **data,
                                          napi_value *arraybuffer,
                                          size_t *byte_offset) {
  napi_shim_memory memory;
  ENTER(env);
  CHECK_ARG(env, typedarray);
  PASS(typed_array_info(env, typedarray, arraybuffer, &memory));
  if (type != NULL)
    *type = (napi_typedarray_type)memory.kind;
  if (length != NULL)
    *length = memory.length;
  if (data != NULL)
    *data = memory.data;
  if (byte_offset != NULL)
    *byte_offset = memory.byte_offset;
  LEAVE(env, napi_ok);
}

/* DataViews. Version 1. */

napi_status impl_napi_is_dataview(napi_env env, napi_value value,
                                  bool *result) {
  ENTER(env);
  return is_class(env, value, napi_shim_class_dataview, result);
}

/* Out of the buffer's range: pending_exception with a RangeError. */
napi_status impl_napi_create_dataview(napi_env env, size_t length,
                                      napi_value arraybuffer,
                                      size_t byte_offset, napi_value *result) {
  napi_shim_memory memory;
  ENTER_JS(env);
  CHECK_ARG(env, arraybuffer);
  CHECK_ARG(env, result);
  CHECK(env, is_any_buffer(class_of(env, arraybuffer)), napi_invalid_arg);
  TRY(env, extent_of(env, slot_of(arraybuffer), &memory));
  if (!fits(length, 1, byte_offset, memory.byte_length))
    return operand_throw(
        env, 2, "ERR_NAPI_INVALID_DATAVIEW_ARGS",
        "byte_offset + byte_length should be less than or equal to the size in "
        "bytes of the array passed in",
        napi_pending_exception);
  if (memory.detached)
    return make_detached_view(env, intrinsic_makeDataView, 0, result);
  return make_view(env, intrinsic_makeDataView, 0, arraybuffer, byte_offset,
                   length, result);
}

/* Every result may be NULL. */
napi_status impl_napi_get_dataview_info(napi_env env, napi_value dataview,
                                        size_t *byte_length, void **data,
                                        napi_value *arraybuffer,
                                        size_t *byte_offset) {
  napi_shim_memory memory;
  ENTER(env);
  CHECK_ARG(env, dataview);
  CHECK(env, class_of(env, dataview) == napi_shim_class_dataview,
        napi_invalid_arg);
  PASS(memory_of(env, dataview, &memory));
  if (arraybuffer != NULL)
    PASS(get_buffer(env, dataview, arraybuffer));
  if (byte_length != NULL)
    *byte_length = memory.byte_length;
  if (data != NULL)
    *data = memory.data;
  if (byte_offset != NULL)
    *byte_offset = memory.byte_offset;
  LEAVE(env, napi_ok);
}
