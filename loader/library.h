/* SPDX-License-Identifier: MIT */
/* Addons as shared libraries: opened once per process, each with its way to
 * register. */

#ifndef LOADER_LIBRARY_H
#define LOADER_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node_api.h"

/* How an addon is initialised. */
struct registration {
  napi_addon_register_func init;
  int32_t api_version;
};

/*
 * Opens the addon (again) and finds its registration; static constructors run
 * the first time only. On failure `why` holds a sentence with the file's
 * name.
 */
bool library_open(const char *path, struct registration *result, char *why,
                  size_t size);

#endif
