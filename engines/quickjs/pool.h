/* SPDX-License-Identifier: MIT */
/* Memory of equal size that goes with its VM, taken and given without the
 * system's allocator. */

#ifndef NAPI_SHIM_QUICKJS_POOL_H
#define NAPI_SHIM_QUICKJS_POOL_H

#include <stdbool.h>
#include <stddef.h>

struct pool {
  void *spare; /* what is free: each begins with the address of the next */
  struct pool_block *blocks;
};

/* Puts more on the list; false: out of memory. */
bool quickjs_pool_grow(struct pool *pool, size_t size);

/* Calls `each` for all elements, in use or not; what is behind the first word
 * of one that never was is zero. */
void quickjs_pool_each(const struct pool *pool, size_t size,
                       void (*each)(void *element));

/* Frees the memory of all. */
void quickjs_pool_close(struct pool *pool);

/* One more of `size` bytes, always the same; NULL: there is none. */
static inline void *pool_take(struct pool *pool, size_t size) {
  if (!pool->spare && !quickjs_pool_grow(pool, size))
    return NULL;
  void *element = pool->spare;
  pool->spare = *(void **)element;
  return element;
}

static inline void pool_give(struct pool *pool, void *element) {
  *(void **)element = pool->spare;
  pool->spare = element;
}

#endif
