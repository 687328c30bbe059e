/* SPDX-License-Identifier: MIT */
/* Native functions that are the engine's own, and what `new` of them makes. */

#ifndef NAPI_SHIM_JAVASCRIPTCORE_NATIVES_H
#define NAPI_SHIM_JAVASCRIPTCORE_NATIVES_H

#include "javascriptcore_engine.h"

/* natives.c */
enum { jsc_native_word = 4 }; /* of the cell: what it calls */
bool jsc_learn_natives(jsc_layout *layout, JSContextRef context, jsc_peek *peek,
                       const int pipe_ends[2]);
bool jsc_natives_open(napi_shim_vm *vm);
bool jsc_natives_prepare(napi_shim_realm *realm);
napi_shim_engine_status jsc_make_native(napi_shim_realm *realm, void *code,
                                        const char *name, size_t length,
                                        napi_shim_slot *result);
JSValueRef jsc_strict_this(napi_shim_vm *vm, uint64_t bits);

/* instances.c */
bool jsc_learn_instances(const jsc_layout *layout, JSContextRef context);
bool jsc_instances_open(napi_shim_vm *vm);
void jsc_forget_instances(napi_shim_vm *vm);
/* For a function that `new` was called with; NULL: what was thrown on the way
 * waits in the VM. */
JSObjectRef jsc_new_object(napi_shim_vm *vm, JSContextRef context,
                           JSValueRef target);

/* functions.c */
int64_t jsc_native_constructed(void *global, const uint64_t *frame);

#endif
