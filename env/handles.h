/* SPDX-License-Identifier: MIT */
/* The handle stack: where the values live that native code holds as
 * napi_value. A scope is a saved position of it. */

#ifndef ENV_HANDLES_H
#define ENV_HANDLES_H

#include "js_native_api_types.h"
#include "napi_shim_engine.h"

enum { handle_chunk_slots = 510, handle_spare_chunks = 32 };

struct handle_chunk {
  struct handle_chunk *previous;
  struct handle_chunk *next; /* kept for reuse */
  napi_shim_slot *top;       /* saved while a later chunk is in use */
  napi_shim_slot slots[handle_chunk_slots];
};

/*
 * A closed scope's values stay in their slots until these are needed, as in
 * V8, whose users return handles from scopes that they closed. They lie behind
 * the top: [stale, stale_end) in the chunk in use, up to stale_next in the one
 * behind it. `limit` is lowered to `stale`, so that taking a slot costs no
 * further test.
 */
struct handles {
  napi_shim_slot *top;   /* the next free slot */
  napi_shim_slot *limit; /* where handles_grow() has something to do */
  struct handle_chunk *chunk;
  napi_shim_slot *stale, *stale_end, *stale_next;
  bool keeps_stale; /* there may be such values */
  size_t spare;     /* chunks kept behind it */
  const napi_shim_engine *engine;
  napi_shim_vm *vm;
  struct handle_watch *watch; /* the checker's, or NULL */
};

/* A position to go back to. */
struct handle_mark {
  napi_shim_slot *top;
  struct handle_chunk *chunk;
};

bool handles_init(struct handles *handles, const napi_shim_engine *engine,
                  napi_shim_vm *vm);
void handles_free(struct handles *handles);

/* Makes room for at least one slot. False: out of memory. */
bool handles_grow(struct handles *handles);

/* Ends the scope that began at the mark: its slots are free, while their values
 * are kept until the slots are taken again. */
void handles_close(struct handles *handles, struct handle_mark mark);

/* Lets go of what handles_close() kept. */
void handles_drop_stale(struct handles *handles);

/* Makes sure of `count` (at most a chunk's) slots in the chunk in use. */
bool handles_make_room(struct handles *handles, size_t count);

/* Gives up all slots above the mark's chunk and position. */
void handles_reset_slow(struct handles *handles, struct handle_mark mark);

void handles_visit(const struct handles *handles, napi_shim_visit visit,
                   void *visitor);

/*
 * The next slot, for an engine operation to write its result to; it counts
 * only after handles_commit(). NULL: out of memory. Nested calls may use the
 * slot meanwhile: the result is written last.
 */
static inline napi_shim_slot *handles_reserve(struct handles *handles) {
  if (handles->top == handles->limit && !handles_grow(handles))
    return NULL;
  napi_shim_slot *top = handles->top;
  /* Spares every caller's check for NULL on the usual way. */
  if (top == NULL)
    __builtin_unreachable();
  return top;
}

/* The reserved slot, now filled, becomes a handle. */
static inline napi_value handles_commit(struct handles *handles) {
  return (napi_value)handles->top++;
}

static inline struct handle_mark handles_mark(const struct handles *handles) {
  return (struct handle_mark){handles->top, handles->chunk};
}

static inline void handles_reset(struct handles *handles,
                                 struct handle_mark mark) {
  if (mark.chunk == handles->chunk && mark.top == handles->top &&
      !handles->keeps_stale)
    return;
  handles_reset_slow(handles, mark);
}

static inline napi_shim_slot *slot_of(napi_value value) {
  return (napi_shim_slot *)(void *)value;
}

#endif
