/* SPDX-License-Identifier: MIT */
/* The handle stack: chunks of slots, so that a slot never moves. */

#include "env/handles.h"

#include "env/check.h"
#include "env/memory.h"

static void use_chunk(struct handles *handles, struct handle_chunk *chunk,
                      napi_shim_slot *top) {
  handles->chunk = chunk;
  handles->top = handles->owing_end = top;
  handles->limit = chunk->slots + handle_chunk_slots;
}

bool handles_init(struct handles *handles, const napi_shim_engine *engine,
                  napi_shim_vm *vm, const napi_shim_slot_form *form) {
  struct handle_chunk *chunk = memory_alloc(sizeof *chunk);
  if (chunk == NULL)
    return false;
  chunk->previous = NULL;
  chunk->next = NULL;
  handles->stale = handles->stale_end = handles->stale_next = NULL;
  handles->keeps_stale = false;
  handles->counted_from = form->is_tagged ? form->tag_counted : 0;
  handles->count_at = form->is_tagged ? form->count_at : 0;
  handles->engine = engine;
  handles->vm = vm;
  handles->watch = NULL;
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
  if (handles->watch != NULL)
    check_handles_end(handles);
  struct handle_chunk *first = handles->chunk;
  if (first == NULL)
    return;
  while (first->previous != NULL)
    first = first->previous;
  handles_reset(handles, (struct handle_mark){first->slots, first});
  free_from(first);
  *handles = (struct handles){0};
}

static void release(struct handles *handles, napi_shim_slot *from,
                    napi_shim_slot *to) {
  if (handles->engine->release == NULL)
    return;
  while (from != to && !handles_owe(handles, from))
    from++;
  if (from != to)
    handles->engine->release(handles->vm, from, (size_t)(to - from));
}

static __attribute__((cold)) bool next_chunk(struct handles *handles) {
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
  if (handles->stale_next != NULL) {
    handles->stale = handles->limit = chunk->slots;
    handles->stale_end = handles->stale_next;
    handles->stale_next = NULL;
  }
  return true;
}

/* So many values that need no release are passed by at once. */
enum { look_ahead = 8 };

/*
 * The first stale slot is one no longer. Between it and the first stale one
 * that is left then, all is without need of release, but for what an operation
 * that failed may have left at the top.
 */
void handles_leave_first(struct handles *handles) {
  napi_shim_slot *at = handles->stale + 1, *end = handles->stale_end;
  for (int i = 0; i < look_ahead && at != end && !handles_owe(handles, at); i++)
    at++;
  handles->stale = handles->limit = at;
  if (at == end) {
    handles->limit = handles->chunk->slots + handle_chunk_slots;
    handles->keeps_stale = handles->stale_next != NULL;
  }
}

/* The slot at the top is the first stale one: its value goes. The stack is in
 * its new state before, as finalizers of the engine may run. */
static inline void take_stale_slot(struct handles *handles) {
  napi_shim_slot *slot = handles->stale;
  napi_shim_slot old = *slot;
  handles_leave_stale(handles);
  if (!handles_owe(handles, &old))
    return;
  *slot = (napi_shim_slot){{0, 0}};
  handles_release_counted(handles, &old);
}

static __attribute__((noinline)) bool grow_above(struct handles *handles) {
  if (handles->watch != NULL)
    return check_handles_grow(handles, 1);
  if (handles->stale == handles->stale_end && !next_chunk(handles))
    return false;
  if (handles->stale != handles->stale_end)
    take_stale_slot(handles);
  return true;
}

bool handles_grow(struct handles *handles) {
  if (handles->stale == handles->stale_end || handles->watch != NULL)
    return grow_above(handles);
  take_stale_slot(handles);
  return true;
}

bool handles_make_room(struct handles *handles, size_t count) {
  if (handles->watch != NULL)
    return (size_t)(handles->limit - handles->top) >= count ||
           check_handles_grow(handles, count);
  handles_drop_stale(handles);
  return (size_t)(handles->limit - handles->top) >= count ||
         next_chunk(handles);
}

void handles_drop_stale(struct handles *handles) {
  if (!handles->keeps_stale)
    return;
  napi_shim_slot *from = handles->stale, *to = handles->stale_end;
  napi_shim_slot *end = handles->stale_next;
  struct handle_chunk *next = handles->chunk->next;
  handles->keeps_stale = false;
  handles->stale = handles->stale_end = handles->stale_next = NULL;
  handles->limit = handles->chunk->slots + handle_chunk_slots;
  release(handles, from, to);
  if (end != NULL)
    release(handles, next->slots, end);
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
  if (handles->watch != NULL) {
    check_handles_reset(handles, mark);
    return;
  }
  handles_drop_stale(handles);
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
  handles->top = handles->owing_end = mark.top;
  release(handles, mark.top, top);
}

/* Slots that were made ready and not filled lie between the top and the stale
 * ones: they become stale, too, which only values that need no release may. */
static void join_stale(struct handles *handles) {
  if (handles->stale == handles->stale_end || handles->stale == handles->top)
    return;
  if (handles->counted_from == 0)
    handles_drop_stale(handles);
  else
    *handles->top = (napi_shim_slot){{0, 0}};
}

/* Whether a value above the mark may have to be released; so it is where that
 * lies in another chunk. */
static inline bool owe(const struct handles *handles, struct handle_mark mark) {
  return mark.chunk != handles->chunk || handles->owing_end > mark.top;
}

/* Where the values end that may have to be released. */
static inline napi_shim_slot *end_of_owing(const struct handles *handles) {
  if (handles->stale != handles->stale_end)
    return handles->stale_end;
  return handles->owing_end < handles->top ? handles->owing_end : handles->top;
}

/* Of a scope that filled several chunks the values of its first two stay. */
void handles_close(struct handles *handles, struct handle_mark mark) {
  if (mark.chunk == handles->chunk && mark.top == handles->top)
    return;
  if (handles->watch != NULL) {
    check_handles_close(handles, mark);
    return;
  }
  if (handles->engine->release == NULL) {
    handles_reset_slow(handles, mark);
    return;
  }
  bool owing = owe(handles, mark);
  join_stale(handles);
  if (!owing) {
    handles->top = mark.top;
    return;
  }
  /* More than two chunks: no one range. */
  if (handles->chunk != mark.chunk && handles->stale_next != NULL)
    handles_drop_stale(handles);
  while (handles->chunk != mark.chunk &&
         handles->chunk->previous != mark.chunk) {
    struct handle_chunk *chunk = handles->chunk;
    handles_reset_slow(
        handles, (struct handle_mark){chunk->previous->top, chunk->previous});
  }
  napi_shim_slot *end = end_of_owing(handles);
  if (handles->chunk != mark.chunk) {
    struct handle_chunk *chunk = handles->chunk;
    use_chunk(handles, chunk->previous, chunk->previous->top);
    keep_spare(handles, chunk);
    handles->stale_next = end != chunk->slots ? end : NULL;
    end = handles->top;
  }
  handles->keeps_stale = true;
  handles->top = handles->owing_end = mark.top;
  handles->stale = handles->limit = mark.top;
  handles->stale_end = end;
}

void handles_visit(const struct handles *handles, napi_shim_visit visit,
                   void *visitor) {
  if (handles->watch != NULL)
    check_handles_visit(handles, visit, visitor);
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
