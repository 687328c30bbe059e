/* SPDX-License-Identifier: MIT */
/* One JavaScript global with the intrinsics that the library captured when it
 * was opened, before any script could change them. */

#ifndef ENV_REALM_H
#define ENV_REALM_H

#include "env/intrinsics.h"
#include "napi_shim_engine.h"

struct napi_shim_runtime;

struct realm {
  struct napi_shim_runtime *runtime;
  napi_shim_realm *engine_realm;
  /* Slots in the runtime's root slab, so that they are visited. */
  napi_shim_slot *intrinsics[intrinsic_count];
  napi_shim_slot *buffer_constructor; /* NULL: plain Uint8Array */
  bool buffer_inherits; /* it is not called, but its prototype is taken */
};

/* Opens a realm. NULL: out of memory, or the engine refused; why is in
 * napi_shim_last_error(). */
struct realm *realm_new(struct napi_shim_runtime *runtime, void *native_realm);

void realm_free(struct realm *realm);

/* Calls a captured intrinsic. */
napi_shim_engine_status realm_call(struct realm *realm, enum intrinsic which,
                                   size_t argc,
                                   const napi_shim_slot *const *argv,
                                   napi_shim_slot *result);

/* Gives a slot back that an engine operation returned. */
void realm_release(struct realm *realm, napi_shim_slot *slot);

#endif
