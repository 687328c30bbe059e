/* SPDX-License-Identifier: MIT */
/* Memory of middle size for a VM's engine: what it frees it gets again, without
 * the system's allocator. */

#ifndef NAPI_SHIM_QUICKJS_SPARE_H
#define NAPI_SHIM_QUICKJS_SPARE_H

#include <stddef.h>

#include "flavour.h"

/* The engine takes what is small from blocks of its own: of those, and of all
 * that is larger, few sizes come again and again. */
enum {
  spare_least = 512,
  spare_most = 4096 + 64,
  spare_step = 64,
  spare_sizes = (spare_most - spare_least) / spare_step + 1,
  spare_bytes = 64 * 1024 /* more is given back to the system */
};

/* The C library's. */
extern struct quickjs_system {
  void *(*malloc)(size_t size);
  void *(*calloc)(size_t count, size_t size);
  void *(*realloc)(void *block, size_t size);
  void (*free)(void *block);
} quickjs_system;

struct spare {
  void *blocks[spare_sizes]; /* each begins with the address of the next */
  size_t bytes;
};

/* A runtime whose memory comes through `spare`, which is empty and outlives it.
 * NULL: out of memory. */
JSRuntime *quickjs_spare_runtime(struct spare *spare);

/* Gives everything back to the system. */
void quickjs_spare_close(struct spare *spare);

#endif
