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
  bool keeps_stale;      /* there may be such values */
  uint32_t counted_from; /* tags of values to be released: the engine's form */
  size_t spare;          /* chunks kept behind it */
  const napi_shim_engine *engine;
  napi_shim_vm *vm;
  struct handle_watch *watch; /* the checker's, or NULL */
};

/* A position to go back to. */
struct handle_mark {
  napi_shim_slot *top;
  struct handle_chunk *chunk;
};

/* form: how the engine's values lie in slots. */
bool handles_init(struct handles *handles, const napi_shim_engine *engine,
                  napi_shim_vm *vm, const napi_shim_slot_form *form);
void handles_free(struct handles *handles);

/* Makes room for at least one slot. False: out of memory. */
__attribute__((noinline)) bool handles_grow(struct handles *handles);

/* Where the next slot still owns this very value: makes it a handle as it is.
 */
bool handles_take_again(struct handles *handles, const napi_shim_slot *value);

/* Ends the scope that began at the mark: its slots are free, while their values
 * are kept until the slots are taken again. */
void handles_close(struct handles *handles, struct handle_mark mark);

/* Lets go of what handles_close() kept. */
void handles_drop_stale(struct handles *handles);

/* Makes sure of `count` (at most a chunk's) slots in the chunk in use. */
bool handles_make_room(struct handles *handles, size_t count);

/* The long way of handles_reset(). */
void handles_reset_slow(struct handles *handles, struct handle_mark mark);

void handles_visit(const struct handles *handles, napi_shim_visit visit,
                   void *visitor);

/*
 * The next slot, for an engine operation to write its result to; it counts
 * only after handles_commit(). NULL: out of memory. Nested calls may use the
 * slot meanwhile: the result is written last.
 */
static inline napi_shim_slot *handles_reserve(struct handles *handles) {
  if (__builtin_expect(handles->top == handles->limit, 0) &&
      !handles_grow(handles))
    return NULL;
  napi_shim_slot *top = handles->top;
  /* Spares every caller's check for NULL on the usual way. */
  if (top == NULL)
    __builtin_unreachable();
  return top;
}

/* Whether the next slot is there without further ado. */
static inline bool handles_are_ready(const struct handles *handles) {
  return __builtin_expect(handles->top != handles->limit, 1);
}

/* The reserved slot, now filled, becomes a handle. */
static inline napi_value handles_commit(struct handles *handles) {
  return (napi_value)handles->top++;
}

static inline struct handle_mark handles_mark(const struct handles *handles) {
  return (struct handle_mark){handles->top, handles->chunk};
}

/* Whether the value in a slot has to be released, as far as that is known. */
static inline bool handles_owe(const struct handles *handles,
                               const napi_shim_slot *slot) {
  return (uint32_t)slot->word[1] >= handles->counted_from;
}

/* Gives up all slots above the mark's chunk and position. */
static inline void handles_reset(struct handles *handles,
                                 struct handle_mark mark) {
  if (mark.chunk == handles->chunk && !handles->keeps_stale) {
    const napi_shim_slot *slot = mark.top;
    if (slot == handles->top)
      return;
    while (slot != handles->top && !handles_owe(handles, slot))
      slot++;
    if (slot == handles->top && handles->watch == NULL) {
      handles->top = mark.top;
      return;
    }
  }
  handles_reset_slow(handles, mark);
}

static inline napi_shim_slot *slot_of(napi_value value) {
  return (napi_shim_slot *)(void *)value;
}

#endif
