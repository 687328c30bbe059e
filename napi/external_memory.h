/* SPDX-License-Identifier: MIT */
/* ArrayBuffers over the addon's memory: when its finalizer runs. */

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

/* The caller keeps the memory after all: the finalizer never runs. */
void external_memory_disown(struct external_memory *memory);

#endif
