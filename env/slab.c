/* SPDX-License-Identifier: MIT */
/* Pools of equal elements that start with a slot. */

#include "env/slab.h"

#include <string.h>

#include "env/check.h"
#include "env/memory.h"

/* Many runtimes need few elements of a kind, and each page costs. */
enum { first_bytes = 2 * 1024, chunk_bytes = 16 * 1024 };

struct slab_chunk {
  struct slab_chunk *next;
  size_t count;
  _Alignas(16) unsigned char elements[];
};

void slab_init(struct slab *slab, size_t element_size) {
  if (element_size < sizeof(struct slab_free_element))
    element_size = sizeof(struct slab_free_element);
  *slab = (struct slab){.element_size = (element_size + 7) & ~(size_t)7};
}

void slab_free(struct slab *slab) {
  struct slab_chunk *chunk = slab->chunks;
  while (chunk != NULL) {
    struct slab_chunk *next = chunk->next;
    memory_free(chunk);
    chunk = next;
  }
  slab->chunks = NULL;
  slab->free = NULL;
  slab->live = 0;
}

bool slab_grow(struct slab *slab) {
  size_t bytes = slab->chunks == NULL ? first_bytes : chunk_bytes;
  size_t count = bytes / slab->element_size;
  struct slab_chunk *chunk =
      memory_alloc(sizeof *chunk + count * slab->element_size);
  if (chunk == NULL)
    return false;
  chunk->count = count;
  chunk->next = slab->chunks;
  slab->chunks = chunk;
  for (size_t i = count; i-- > 0;) {
    struct slab_free_element *element =
        (void *)(chunk->elements + i * slab->element_size);
    *element =
        (struct slab_free_element){.mark = SLAB_FREE_MARK, .next = slab->free};
    if (slab->free == NULL)
      slab->free_end = element;
    slab->free = element;
  }
  return true;
}

void *slab_take(struct slab *slab) {
  void *element = slab_take_raw(slab);
  return element == NULL ? NULL : memset(element, 0, slab->element_size);
}

void slab_give_last(struct slab *slab, void *element) {
  *(struct slab_free_element *)element =
      (struct slab_free_element){.mark = SLAB_FREE_MARK};
  if (slab->free == NULL)
    slab->free = element;
  else
    ((struct slab_free_element *)slab->free_end)->next = element;
  slab->free_end = element;
}

void slab_each(const struct slab *slab, void (*each)(void *data, void *element),
               void *data) {
  for (struct slab_chunk *chunk = slab->chunks, *next; chunk; chunk = next) {
    next = chunk->next;
    for (size_t i = 0; i < chunk->count; i++) {
      struct slab_free_element *element =
          (void *)(chunk->elements + i * slab->element_size);
      if (element->empty != 0 || element->mark != SLAB_FREE_MARK)
        each(data, element);
    }
  }
}

void slab_visit(const struct slab *slab, napi_shim_visit visit, void *visitor) {
  for (struct slab_chunk *chunk = slab->chunks; chunk; chunk = chunk->next) {
    for (size_t i = 0; i < chunk->count; i++) {
      const napi_shim_slot *slot =
          (const void *)(chunk->elements + i * slab->element_size);
      if (slot->word[0] != 0)
        visit(visitor, slot, 1);
    }
  }
}
