/* SPDX-License-Identifier: MIT */
/* The memory of ArrayBuffers: where it is, and when the addon's own ends. */

#ifndef NAPI_EXTERNAL_MEMORY_H
#define NAPI_EXTERNAL_MEMORY_H

#include "napi/operands.h"

struct external_memory;

/*
 * An ArrayBuffer over the caller's memory in a new handle. The finalizer runs
 * once on the loop when the engine gives the memory back, or at the env's end.
 * Where the engine refuses (too long), the finalizer runs at once and the call
 * gives generic_failure with the exception pending; after any other failure
 * the caller still owns the memory. *memory is for external_memory_disown().
 */
napi_status external_memory_create(napi_env env, void *data, size_t length,
                                   napi_finalize finalize, void *hint,
                                   napi_value *result,
                                   struct external_memory **memory);

/*
 * The memory of a buffer or view, as Node tells it: a buffer without bytes has
 * no address, unless it can grow or the addon gave it one, and its views have
 * none either.
 */
napi_status memory_of(napi_env env, napi_value value, napi_shim_memory *result);

/* Whether the buffer can change its length. */
bool memory_is_resizable(napi_env env, const napi_shim_slot *buffer);

/* The caller keeps the memory after all: the finalizer never runs. */
void external_memory_disown(struct external_memory *memory);

/* Detaches a buffer where the engine can; nothing is thrown. */
void memory_detach(napi_env env, const napi_shim_slot *buffer);

/* An empty ArrayBuffer in a new handle. A script makes no view of a detached
 * buffer, but Node does, of nothing: here it is one of such a buffer, which is
 * detached afterwards. */
napi_status memory_of_nothing(napi_env env, napi_value *result);

#endif
