/* SPDX-License-Identifier: MIT */
/* The blocks that a pool's memory comes from. */

#include "pool.h"

#include <stdlib.h>

enum { block_bytes = 8 * 1024 };

struct pool_block {
  struct pool_block *next;
  _Alignas(16) unsigned char elements[];
};

bool quickjs_pool_grow(struct pool *pool, size_t size) {
  size_t count = (block_bytes - sizeof(struct pool_block)) / size;
  struct pool_block *block = malloc(sizeof *block + count * size);
  if (!block)
    return false;
  block->next = pool->blocks;
  pool->blocks = block;
  for (size_t i = count; i-- > 0;)
    pool_give(pool, block->elements + i * size);
  return true;
}

void quickjs_pool_close(struct pool *pool) {
  while (pool->blocks) {
    struct pool_block *block = pool->blocks;
    pool->blocks = block->next;
    free(block);
  }
  pool->spare = NULL;
}
