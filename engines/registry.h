/* SPDX-License-Identifier: MIT */
/* Engines by name: each is a shared library of its own. */

#ifndef ENGINES_REGISTRY_H
#define ENGINES_REGISTRY_H

#include <stdbool.h>

#include "napi_shim_engine.h"

/* Names of the engines that this build has, the default first, NULL at the
 * end. */
extern const char *const registry_names[];

/* The engine of this name (NULL: NAPI_SHIM_ENGINE, else the default). To
 * attach, its backend over the host's own copy of the engine is taken where
 * there is one. NULL: not found, `why` holds a sentence. Any thread. */
const napi_shim_engine *registry_find(const char *name, bool attach, char *why,
                                      size_t size);

/* Whether the table can be used by this library; if not, `why` says why. */
bool registry_check(const napi_shim_engine *engine, char *why, size_t size);

#endif
