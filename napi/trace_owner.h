/* SPDX-License-Identifier: MIT */
/* Whose a thing is, for calls that are not given an env. */

#ifndef NAPI_TRACE_OWNER_H
#define NAPI_TRACE_OWNER_H

#include "node_api.h"

struct napi_shim_runtime;

/* The name that a threadsafe function has of its addon: for any thread that
 * holds it, when the env may be gone. */
const char *threadsafe_function_addon(napi_threadsafe_function function);

/* To compare: the runtime may be gone. */
const struct napi_shim_runtime *
threadsafe_function_runtime(napi_threadsafe_function function);

/* Whose hook it is. */
napi_env async_cleanup_hook_env(napi_async_cleanup_hook_handle handle);

#endif
