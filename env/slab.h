/* SPDX-License-Identifier: MIT */
/* Pools of equal elements that start with a slot, so that a marking engine
 * can be shown every value that is kept alive from native code. */

#ifndef ENV_SLAB_H
#define ENV_SLAB_H

#include "napi_shim_engine.h"

struct slab_chunk;

struct slab {
  size_t element_size;
  struct slab_chunk *chunks;
  void *free;     /* list of free elements */
  void *free_end; /* its last one, if there is one */
  size_t live;
};

/* element_size: at least a slot's. */
void slab_init(struct slab *slab, size_t element_size);

/* Frees the memory of all elements. The caller has released their slots. */
void slab_free(struct slab *slab);

/* A zeroed element, or NULL: out of memory. */
void *slab_take(struct slab *slab);

/* Gives an element back. Its slot has been released. */
void slab_give(struct slab *slab, void *element);

/* Shows the slot of every element that is in use and not empty. */
void slab_visit(const struct slab *slab, napi_shim_visit visit, void *visitor);

/* Calls `each` for every element in use. */
void slab_each(const struct slab *slab, void (*each)(void *data, void *element),
               void *data);

#endif
