/* SPDX-License-Identifier: MIT */
/* The handle stack: chunks of slots, so that a slot never moves. */

#include "env/handles.h"

#include "env/memory.h"

static void use_chunk(struct handles *handles, struct handle_chunk *chunk,
                      napi_shim_slot *top) {
  handles->chunk = chunk;
  handles->top = top;
  handles->limit = chunk->slots + handle_chunk_slots;
}

bool handles_init(struct handles *handles, const napi_shim_engine *engine,
                  napi_shim_vm *vm) {
  struct handle_chunk *chunk = memory_alloc(sizeof *chunk);
  if (chunk == NULL)
    return false;
  chunk->previous = NULL;
  chunk->next = NULL;
  handles->engine = engine;
  handles->vm = vm;
  use_chunk(handles, chunk, chunk->slots);
  return true;
}

static void free_from(struct handle_chunk *chunk) {
  while (chunk != NULL) {
    struct handle_chunk *next = chunk->next;
    memory_free(chunk);
    chunk = next;
  }
}

void handles_free(struct handles *handles) {
  struct handle_chunk *first = handles->chunk;
  if (first == NULL)
    return;
  while (first->previous != NULL)
    first = first->previous;
  handles_reset(handles, (struct handle_mark){first->slots, first});
  free_from(first);
  *handles = (struct handles){0};
}

bool handles_grow(struct handles *handles) {
  struct handle_chunk *full = handles->chunk;
  struct handle_chunk *chunk = full->next;
  if (chunk == NULL) {
    chunk = memory_alloc(sizeof *chunk);
    if (chunk == NULL)
      return false;
    chunk->previous = full;
    chunk->next = NULL;
    full->next = chunk;
  } else {
    handles->spare--;
  }
  full->top = handles->top;
  use_chunk(handles, chunk, chunk->slots);
  return true;
}

static void release(struct handles *handles, napi_shim_slot *from,
                    napi_shim_slot *to) {
  if (handles->engine->release != NULL && from != to)
    handles->engine->release(handles->vm, from, (size_t)(to - from));
}

/* The chunk stays behind the one in use, so that a loop over many handles does
 * not allocate each time round; beyond a limit an older spare one goes. */
static void keep_spare(struct handles *handles, struct handle_chunk *chunk) {
  struct handle_chunk *older = chunk->next;
  if (handles->spare < handle_spare_chunks || older == NULL) {
    handles->spare++;
    return;
  }
  chunk->next = older->next;
  if (older->next != NULL)
    older->next->previous = chunk;
  memory_free(older);
}

void handles_reset_slow(struct handles *handles, struct handle_mark mark) {
  while (handles->chunk != mark.chunk) {
    struct handle_chunk *chunk = handles->chunk;
    napi_shim_slot *top = handles->top;
    /* Releasing may run finalizers of the engine, so the stack is already in
     * its new state by then. */
    use_chunk(handles, chunk->previous, chunk->previous->top);
    keep_spare(handles, chunk);
    release(handles, chunk->slots, top);
  }
  napi_shim_slot *top = handles->top;
  handles->top = mark.top;
  release(handles, mark.top, top);
}

void handles_visit(const struct handles *handles, napi_shim_visit visit,
                   void *visitor) {
  const struct handle_chunk *chunk = handles->chunk;
  const napi_shim_slot *top = handles->top;
  while (chunk != NULL) {
    if (top != chunk->slots)
      visit(visitor, chunk->slots, (size_t)(top - chunk->slots));
    chunk = chunk->previous;
    if (chunk != NULL)
      top = chunk->top;
  }
}
