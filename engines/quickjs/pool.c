/* SPDX-License-Identifier: MIT */
/* The blocks that a pool's memory comes from. */

#include "pool.h"

#include <stdlib.h>

enum { block_bytes = 8 * 1024 };

struct pool_block {
  struct pool_block *next;
  _Alignas(16) unsigned char elements[];
};

static size_t count_of(size_t size) {
  return (block_bytes - sizeof(struct pool_block)) / size;
}

bool quickjs_pool_grow(struct pool *pool, size_t size) {
  size_t count = count_of(size);
  struct pool_block *block = calloc(1, sizeof *block + count * size);
  if (!block)
    return false;
  block->next = pool->blocks;
  pool->blocks = block;
  for (size_t i = count; i-- > 0;)
    pool_give(pool, block->elements + i * size);
  return true;
}

void quickjs_pool_each(const struct pool *pool, size_t size,
                       void (*each)(void *element)) {
  for (struct pool_block *block = pool->blocks; block; block = block->next)
    for (size_t i = 0; i < count_of(size); i++)
      each(block->elements + i * size);
}

void quickjs_pool_close(struct pool *pool) {
  while (pool->blocks) {
    struct pool_block *block = pool->blocks;
    pool->blocks = block->next;
    free(block);
  }
  pool->spare = NULL;
}
