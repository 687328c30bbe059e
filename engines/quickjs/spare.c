/* SPDX-License-Identifier: MIT */
/* Memory that the engine frees and asks for again. */

#include "spare.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define KEEPS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KEEPS 0
#endif
#endif
#ifndef KEEPS
#define KEEPS 1 /* a sanitizer wants to see what is freed */
#endif

/* By their addresses: tests lead what this library imports elsewhere to make
 * its own allocations fail. The engine's are not among them. */
struct quickjs_system quickjs_system = {malloc, calloc, realloc, free};

void quickjs_spare_close(struct spare *spare) {
  for (int i = 0; i < spare_sizes; i++) {
    while (spare->blocks[i]) {
      void *block = spare->blocks[i];
      spare->blocks[i] = *(void **)block;
      quickjs_system.free(block);
    }
  }
  spare->bytes = 0;
}

#if FLAVOUR_NG

static inline bool is_kept(size_t size) {
  return KEEPS && size - spare_least <= spare_most - spare_least;
}

/* All blocks of one list have room for its size, a multiple of the step. */
static inline size_t list_for(size_t size) {
  return (size - spare_least + spare_step - 1) / spare_step;
}

static inline size_t size_of_list(size_t list) {
  return spare_least + list * spare_step;
}

/* NULL: there is none. */
static inline void *take(struct spare *spare, size_t list) {
  void *block = spare->blocks[list];
  if (block) {
    spare->blocks[list] = *(void **)block;
    spare->bytes -= size_of_list(list);
  }
  return block;
}

/* The system may have what is kept here. */
static void *after_all(struct spare *spare, size_t size) {
  if (spare->bytes == 0)
    return NULL;
  quickjs_spare_close(spare);
  return quickjs_system.malloc(size);
}

static void *spare_malloc(void *opaque, size_t size) {
  struct spare *spare = opaque;
  if (is_kept(size)) {
    size_t list = list_for(size);
    void *block = take(spare, list);
    if (block)
      return block;
    size = size_of_list(list);
  }
  void *block = quickjs_system.malloc(size);
  return block ? block : after_all(spare, size);
}

static void *spare_calloc(void *opaque, size_t count, size_t size) {
  size_t all;
  if (__builtin_mul_overflow(count, size, &all))
    return NULL;
  if (!is_kept(all))
    return quickjs_system.calloc(1, all);
  void *block = spare_malloc(opaque, all);
  return block ? memset(block, 0, all) : NULL;
}

static void *spare_realloc(void *opaque, void *block, size_t size) {
  (void)opaque;
  return quickjs_system.realloc(block, size);
}

static void spare_free(void *opaque, void *block) {
  struct spare *spare = opaque;
  /* What the system gave may be a little more than was asked for. */
  size_t size = block ? malloc_usable_size(block) & -(size_t)spare_step : 0;
  if (!is_kept(size)) {
    quickjs_system.free(block);
    return;
  }
  if (spare->bytes + size > spare_bytes)
    quickjs_spare_close(spare);
  void **list = &spare->blocks[list_for(size)];
  *(void **)block = *list;
  *list = block;
  spare->bytes += size;
}

static size_t spare_usable_size(const void *block) {
  return malloc_usable_size((void *)(uintptr_t)block);
}

JSRuntime *quickjs_spare_runtime(struct spare *spare) {
  static const JSMallocFunctions functions = {
      spare_calloc, spare_malloc, spare_free, spare_realloc, spare_usable_size};
  return JS_NewRuntime2(&functions, spare);
}

#else

JSRuntime *quickjs_spare_runtime(struct spare *spare) {
  (void)spare;
  return JS_NewRuntime();
}

#endif
