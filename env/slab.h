/* SPDX-License-Identifier: MIT */
/* Pools of equal elements that start with a slot, so that a marking engine
 * can be shown every value that is kept alive from native code. */

#ifndef ENV_SLAB_H
#define ENV_SLAB_H

#include "env/check.h"
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

/* An element that is free: its slot's first word is empty, so that a marking
 * engine passes over it; the second marks it as free. */
struct slab_free_element {
  uint64_t empty;
  uint64_t mark;
  struct slab_free_element *next;
};

#define SLAB_FREE_MARK UINT64_C(0xf4eef4eef4eef4ee)

/* Makes free elements. False: out of memory. */
bool slab_grow(struct slab *slab);

/* An element that the caller overwrites, or NULL: out of memory. */
static inline void *slab_take_raw(struct slab *slab) {
  if (slab->free == NULL && !slab_grow(slab))
    return NULL;
  struct slab_free_element *element = slab->free;
  slab->free = element->next;
  slab->live++;
  return element;
}

/* A zeroed element, or NULL: out of memory. */
void *slab_take(struct slab *slab);

/* Puts an element behind all that are free. */
void slab_give_last(struct slab *slab, void *element);

/* Gives an element back. Its slot has been released. For the checker it is not
 * used again before all others. */
static inline void slab_give(struct slab *slab, void *element) {
  slab->live--;
  if (slab->free == NULL || check_on()) {
    slab_give_last(slab, element);
    return;
  }
  struct slab_free_element *gone = element;
  *gone =
      (struct slab_free_element){.mark = SLAB_FREE_MARK, .next = slab->free};
  slab->free = gone;
}

/* Shows the slot of every element that is in use and not empty. */
void slab_visit(const struct slab *slab, napi_shim_visit visit, void *visitor);

/* Calls `each` for every element in use. */
void slab_each(const struct slab *slab, void (*each)(void *data, void *element),
               void *data);

#endif
