/* SPDX-License-Identifier: MIT */
/* Looks at what an addon hands in before anybody has checked it. */

#ifndef NAPI_TRACE_MEMORY_H
#define NAPI_TRACE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "node_api.h"

/* Copies memory of this process that may not be there; the kernel reads it, so
 * that a bad pointer is no crash. How many bytes came, from the front. */
size_t trace_read(void *to, const void *from, size_t length);

/* Whether the value is a live handle of the env's runtime: in an open scope, or
 * an argument of a call on this thread that the trace has seen begin. On the
 * env's thread. */
bool trace_is_handle(const struct napi_env__ *env, napi_value value);

#endif
