/* SPDX-License-Identifier: MIT */
/* The memory of ArrayBuffers: where it is, and when the addon's own ends. */

#include "napi/external_memory.h"

#include <string.h>

#include "env/check.h"
#include "env/memory.h"
#include "env/record.h"
#include "env/reference.h"
#include "env/trace.h"

/*
 * The memory may outlive its first ArrayBuffer (transfer moves it to another)
 * and may end before it (detach), so it is not the object that is watched: the
 * engine tells the memory's end. Two ends must come together before this is
 * freed: the engine's release, and the finalizer's turn.
 */
struct external_memory {
  struct finalizing_reference *owed; /* runs finalizer_turn; NULL: was run */
  struct napi_ref__ *buffer;         /* weak: to detach when the env ends */
  napi_finalize finalize;
  void *data;
  void *hint;
  bool released;
};

/* The engine is done with the memory. Perhaps inside GC. */
static void release(void *data, void *hint) {
  struct external_memory *memory = hint;
  (void)data;
  memory->released = true;
  if (check_on())
    check_memory_back(memory);
  if (memory->owed == NULL)
    memory_free(memory);
  else
    reference_queue(memory->owed);
}

void memory_detach(napi_env env, const napi_shim_slot *buffer) {
  if (ENGINE(env)->detach != NULL &&
      ENGINE(env)->detach(REALM(env), buffer) == napi_shim_engine_exception) {
    napi_shim_slot thrown;
    ENGINE(env)->take_exception(REALM(env), &thrown);
    realm_release(env->realm, &thrown);
  }
}

/* The env ends before the memory: scripts must not reach it any more. */
static void detach(napi_env env, struct napi_ref__ *weak) {
  napi_shim_slot buffer;
  if (!reference_get(weak, &buffer))
    return;
  memory_detach(env, &buffer);
  realm_release(env->realm, &buffer);
}

static void finalizer_turn(napi_env env, void *data, void *unused) {
  struct external_memory *memory = data;
  struct napi_ref__ *buffer = memory->buffer;
  napi_finalize finalize = memory->finalize;
  void *user_data = memory->data, *hint = memory->hint;
  (void)unused;
  memory->owed = NULL;
  if (check_on())
    check_memory_back(memory);
  if (memory->released)
    memory_free(memory);
  else if (buffer != NULL)
    detach(env, buffer); /* releases, which frees `memory` */
  if (buffer != NULL)
    reference_delete(buffer);
  if (finalize == NULL)
    return;
  struct trace_span span;
  trace_begin_of(&span, trace_finalizer, env, (const void *)finalize,
                 user_data);
  finalize(env, user_data, hint);
  trace_end(&span);
}

static struct external_memory *external_memory_new(napi_env env, void *data,
                                                   napi_finalize finalize,
                                                   void *hint) {
  struct external_memory *memory = memory_zeroed(1, sizeof *memory);
  if (memory == NULL)
    return NULL;
  *memory = (struct external_memory){
      .finalize = finalize, .data = data, .hint = hint};
  memory->owed = reference_new_data(env, finalizer_turn, memory, NULL);
  if (memory->owed != NULL) {
    reference_set_memory(memory->owed);
    return memory;
  }
  memory_free(memory);
  return NULL;
}

void external_memory_disown(struct external_memory *memory) {
  memory->finalize = NULL;
  if (check_on())
    check_memory_back(memory);
}

/* An engine that cannot use foreign memory gets a copy; the original is then
 * released at once. */
static napi_shim_engine_status make_buffer(napi_env env, void *data,
                                           size_t length,
                                           struct external_memory *memory,
                                           napi_shim_slot *result) {
  if (ENGINE(env)->make_external_arraybuffer != NULL)
    return ENGINE(env)->make_external_arraybuffer(REALM(env), data, length,
                                                  release, memory, result);
  void *copy;
  napi_shim_engine_status status =
      ENGINE(env)->make_arraybuffer(REALM(env), length, &copy, result);
  if (status != napi_shim_engine_ok)
    return status;
  if (length > 0)
    memcpy(copy, data, length);
  release(data, memory);
  return napi_shim_engine_ok;
}

napi_status external_memory_create(napi_env env, void *data, size_t length,
                                   napi_finalize finalize, void *hint,
                                   napi_value *result,
                                   struct external_memory **memory) {
  if (length > 0)
    CHECK_ARG(env, data);
  RESERVE(env, slot);
  struct external_memory *made = external_memory_new(env, data, finalize, hint);
  CHECK(env, made != NULL, napi_generic_failure);
  if (check_on())
    check_memory_lent(made, env, data, length);
  napi_shim_engine_status status = make_buffer(env, data, length, made, slot);
  if (status != napi_shim_engine_ok) {
    reference_delete(&made->owed->base);
    if (check_on())
      check_memory_back(made);
    memory_free(made);
    napi_status failure = operand_failed(env, status, napi_generic_failure);
    if (status == napi_shim_engine_exception && finalize != NULL)
      finalize(env, data, hint);
    return env_set_error(env, failure);
  }
  COMMIT(env, result);
  /* Without it only the detaching at the env's end is lost. */
  made->buffer = reference_new(env, slot, 0, 0);
  if (length == 0 && made->buffer != NULL)
    made->buffer->record->data = data; /* for memory_of() */
  *memory = made;
  return napi_ok;
}

napi_status memory_of_nothing(napi_env env, napi_value *result) {
  void *unused;
  RESERVE(env, slot);
  TRY(env, ENGINE(env)->make_arraybuffer(REALM(env), 0, &unused, slot));
  COMMIT(env, result);
  return napi_ok;
}

bool memory_is_resizable(napi_env env, const napi_shim_slot *buffer) {
  return operand_ask(env, intrinsic_isResizable, buffer);
}

/* The address of a buffer without bytes, for which an engine may have any. */
static void *address_of_nothing(napi_env env, const napi_shim_slot *buffer,
                                void *address) {
  struct record *record = record_find(env->realm, buffer);
  if (record != NULL && record->data != NULL)
    return record->data;
  return memory_is_resizable(env, buffer) ? address : NULL;
}

/* A view without bytes has an address if its buffer has one. */
static napi_shim_engine_status view_of_nothing(napi_env env, napi_value view,
                                               napi_shim_memory *memory) {
  napi_shim_slot buffer;
  napi_shim_memory whole;
  napi_shim_engine_status status =
      ENGINE(env)->get_buffer(REALM(env), slot_of(view), &buffer);
  if (status != napi_shim_engine_ok)
    return status;
  status = extent_of(env, &buffer, &whole);
  if (status == napi_shim_engine_ok && whole.byte_length == 0)
    memory->data = address_of_nothing(env, &buffer, memory->data);
  realm_release(env->realm, &buffer);
  return status;
}

napi_status memory_of(napi_env env, napi_value value,
                      napi_shim_memory *result) {
  napi_shim_memory memory;
  TRY(env, ENGINE(env)->get_memory(REALM(env), slot_of(value), &memory));
  if (memory.byte_length == 0 && !memory.detached) {
    napi_shim_class class = class_of(env, value);
    if (class == napi_shim_class_typedarray ||
        class == napi_shim_class_dataview)
      TRY(env, view_of_nothing(env, value, &memory));
    else
      memory.data = address_of_nothing(env, slot_of(value), memory.data);
  }
  *result = memory;
  return napi_ok;
}
