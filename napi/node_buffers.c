/* SPDX-License-Identifier: MIT */
/* Node's Buffers: the host's Buffer class where it gave one, else plain
 * Uint8Arrays. */

#include <string.h>

#include "napi/external_memory.h"

/* What a JavaScript number counts exactly. */
static const uint64_t buffer_length_most = (UINT64_C(1) << 53) - 1;

/* The host's class, or the library's own in JavaScript. */
static napi_shim_engine_status make_generic(napi_env env,
                                            const napi_shim_slot *constructor,
                                            const napi_shim_slot *arraybuffer,
                                            size_t offset, size_t length,
                                            napi_shim_slot *result) {
  napi_shim_slot held, offset_slot, length_slot, inherits;
  /* What is called may give the host another class. */
  if (constructor == NULL)
    ENGINE(env)->make_undefined(REALM(env), &held);
  else
    runtime_retain(env->runtime, constructor, &held);
  ENGINE(env)->make_number(REALM(env), (double)offset, &offset_slot);
  ENGINE(env)->make_number(REALM(env), (double)length, &length_slot);
  ENGINE(env)->make_boolean(REALM(env), env->realm->buffer_inherits, &inherits);
  const napi_shim_slot *argv[] = {&held, arraybuffer, &offset_slot,
                                  &length_slot, &inherits};
  struct realm *realm = env->realm;
  napi_shim_engine_status status =
      realm_call(realm, intrinsic_makeBuffer, 5, argv, result);
  realm_release(realm, &held);
  return status;
}

/* new Buffer(arrayBuffer, offset, length) in a new handle. */
static napi_status wrap_buffer(napi_env env, const napi_shim_slot *arraybuffer,
                               size_t offset, size_t length,
                               napi_value *result) {
  const napi_shim_slot *constructor = env->realm->buffer_constructor;
  bool plain = constructor == NULL || env->realm->buffer_inherits;
  napi_shim_engine_status status = napi_shim_engine_unsupported;
  RESERVE(env, slot);
  if (plain && ENGINE(env)->make_bytes != NULL)
    status = ENGINE(env)->make_bytes(REALM(env), arraybuffer, offset, length,
                                     constructor, slot);
  if (status == napi_shim_engine_unsupported)
    status = make_generic(env, constructor, arraybuffer, offset, length, slot);
  TRY(env, status);
  COMMIT(env, result);
  return napi_ok;
}

/* *made: whether the engine could. */
static napi_status create_own(napi_env env, size_t length, void **data,
                              napi_value *result, bool *made) {
  const napi_shim_slot *constructor = env->realm->buffer_constructor;
  *made = false;
  if (ENGINE(env)->make_own_bytes == NULL ||
      (constructor != NULL && !env->realm->buffer_inherits))
    return napi_ok;
  RESERVE(env, slot);
  napi_shim_engine_status status =
      ENGINE(env)->make_own_bytes(REALM(env), length, constructor, data, slot);
  if (status == napi_shim_engine_unsupported)
    return napi_ok;
  TRY_AS(env, status, napi_generic_failure);
  COMMIT(env, result);
  *made = true;
  return napi_ok;
}

static napi_status create_buffer(napi_env env, size_t length, void **data,
                                 napi_value *result) {
  bool made;
  PASS(create_own(env, length, data, result, &made));
  if (made)
    LEAVE(env, napi_ok);
  napi_value arraybuffer, buffer;
  void *memory = NULL;
  RESERVE(env, slot);
  TRY_AS(env, ENGINE(env)->make_arraybuffer(REALM(env), length, &memory, slot),
         napi_generic_failure);
  COMMIT(env, &arraybuffer);
  PASS(wrap_buffer(env, slot_of(arraybuffer), 0, length, &buffer));
  *data = length == 0 ? NULL : memory;
  *result = buffer;
  LEAVE(env, napi_ok);
}

/* Zeroed; data may be NULL. Version 1. */
napi_status impl_napi_create_buffer(napi_env env, size_t length, void **data,
                                    napi_value *result) {
  void *memory;
  ENTER_JS(env);
  CHECK_ARG(env, result);
  PASS(create_buffer(env, length, &memory, result));
  if (data != NULL)
    *data = memory;
  LEAVE(env, napi_ok);
}

/* result_data may be NULL. Version 1. */
napi_status impl_napi_create_buffer_copy(napi_env env, size_t length,
                                         const void *data, void **result_data,
                                         napi_value *result) {
  void *memory;
  ENTER_JS(env);
  CHECK_ARG(env, result);
  if (length > 0)
    CHECK_ARG(env, data);
  PASS(create_buffer(env, length, &memory, result));
  if (length > 0)
    memcpy(memory, data, length);
  if (result_data != NULL)
    *result_data = memory;
  LEAVE(env, napi_ok);
}

/*
 * Over the caller's memory, not copied. finalize_cb (may be NULL) runs once on
 * the env's thread when nothing uses the memory any more, at the latest when
 * the env ends. Too long a buffer: it runs at once, generic_failure. After any
 * other failure the caller still owns the memory. Version 1.
 */
napi_status
impl_napi_create_external_buffer(napi_env env, size_t length, void *data,
                                 node_api_basic_finalize finalize_cb,
                                 void *hint, napi_value *result) {
  napi_value arraybuffer;
  struct external_memory *memory;
  ENTER_JS(env);
  CHECK_ARG(env, result);
  if (length > buffer_length_most) {
    if (finalize_cb != NULL)
      finalize_cb(env, data, hint);
    return operand_throw(env, 0, "ERR_BUFFER_TOO_LARGE",
                         "Cannot create a Buffer larger than 0x1fffffffffffff "
                         "bytes",
                         napi_generic_failure);
  }
  PASS(external_memory_create(env, data, length, finalize_cb, hint,
                              &arraybuffer, &memory));
  napi_status status =
      wrap_buffer(env, slot_of(arraybuffer), 0, length, result);
  if (status != napi_ok)
    external_memory_disown(memory);
  else if (data == NULL)
    memory_detach(env, slot_of(arraybuffer));
  LEAVE(env, status);
}

/*
 * A view of part of an ArrayBuffer. As in Node, one that is out of range gives
 * ok with a RangeError pending and writes no result (pending_exception where
 * offset + length overflow: there Node crashes), and a wrong type returns
 * invalid_arg but leaves ok as the last error. Version 10.
 */
napi_status impl_node_api_create_buffer_from_arraybuffer(napi_env env,
                                                         napi_value arraybuffer,
                                                         size_t byte_offset,
                                                         size_t byte_length,
                                                         napi_value *result) {
  napi_shim_memory memory;
  size_t end;
  ENTER_JS(env);
  CHECK_ARG(env, arraybuffer);
  CHECK_ARG(env, result);
  if (class_of(env, arraybuffer) != napi_shim_class_arraybuffer)
    return napi_invalid_arg;
  TRY(env, extent_of(env, slot_of(arraybuffer), &memory));
  bool overflow = __builtin_add_overflow(byte_offset, byte_length, &end);
  if (overflow || end > memory.byte_length)
    return operand_throw(env, 2, "ERR_OUT_OF_RANGE",
                         "The byte offset + length is out of range",
                         overflow ? napi_pending_exception : napi_ok);
  napi_value buffer;
  if (memory.detached)
    PASS(memory_of_nothing(env, &arraybuffer));
  PASS(wrap_buffer(env, slot_of(arraybuffer), byte_offset, byte_length,
                   &buffer));
  if (memory.detached)
    memory_detach(env, slot_of(arraybuffer));
  *result = buffer;
  LEAVE(env, napi_ok);
}

static bool is_view(napi_shim_class class) {
  return class == napi_shim_class_typedarray ||
         class == napi_shim_class_dataview;
}

/* true for every typed array and DataView. Version 1. */
napi_status impl_napi_is_buffer(napi_env env, napi_value value, bool *result) {
  ENTER(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  *result = is_view(class_of(env, value));
  LEAVE(env, napi_ok);
}

/* length is in bytes. Both results may be NULL. Version 1. */
napi_status impl_napi_get_buffer_info(napi_env env, napi_value value,
                                      void **data, size_t *length) {
  napi_shim_memory memory;
  ENTER(env);
  CHECK_ARG(env, value);
  if (!view_at_once(env, value, NULL, &memory)) {
    CHECK(env, is_view(class_of(env, value)), napi_invalid_arg);
    PASS(memory_of(env, value, &memory));
  }
  if (data != NULL)
    *data = memory.data;
  if (length != NULL)
    *length = memory.byte_length;
  LEAVE(env, napi_ok);
}
