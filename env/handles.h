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
  /* From here up to the top of the chunk in use no value has to be released;
   * below, perhaps. It may lie above the top. */
  napi_shim_slot *owing_end;
  bool keeps_stale;      /* there may be stale values */
  uint32_t counted_from; /* tags of values to be released: the engine's form */
  int32_t count_at;      /* where they are counted, or 0: the same */
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

/* The long way of handles_leave_stale(). */
void handles_leave_first(struct handles *handles);

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

/* Whether the value in a slot has to be released, as far as that is known. */
static inline bool handles_owe(const struct handles *handles,
                               const napi_shim_slot *slot) {
  return (uint32_t)slot->word[1] >= handles->counted_from;
}

/* The reserved slot, now filled, becomes a handle. */
static inline napi_value handles_commit(struct handles *handles) {
  napi_shim_slot *slot = handles->top;
  handles->top = slot + 1;
  if (handles_owe(handles, slot))
    handles->owing_end = slot + 1;
  return (napi_value)slot;
}

/* The same for a value that is to be released, or will be. */
static inline napi_value handles_commit_owing(struct handles *handles) {
  napi_shim_slot *slot = handles->top;
  handles->top = handles->owing_end = slot + 1;
  return (napi_value)slot;
}

/* The same for a value that never has to be released. */
static inline napi_value handles_commit_free(struct handles *handles) {
  return (napi_value)handles->top++;
}

static inline struct handle_mark handles_mark(const struct handles *handles) {
  return (struct handle_mark){handles->top, handles->chunk};
}

/* Where it says how many hold a value that has to be released; NULL: the engine
 * does not tell. */
static inline int32_t *handles_count(const struct handles *handles,
                                     const napi_shim_slot *slot) {
  if (handles->count_at == 0)
    return NULL;
  return (int32_t *)(uintptr_t)(slot->word[0] +
                                (uint64_t)(int64_t)handles->count_at);
}

/* Holds a value that has to be released once more. */
static inline void handles_retain_counted(const struct handles *handles,
                                          const napi_shim_slot *slot,
                                          napi_shim_slot *result) {
  int32_t *count = handles_count(handles, slot);
  if (__builtin_expect(count == NULL, 0)) {
    handles->engine->retain(handles->vm, slot, result);
    return;
  }
  *result = *slot;
  ++*count;
}

/* Releases such a value. */
static inline void handles_release_counted(const struct handles *handles,
                                           napi_shim_slot *slot) {
  int32_t *count = handles_count(handles, slot);
  if (__builtin_expect(count != NULL && *count > 1, 1))
    --*count;
  else if (handles->engine->release != NULL)
    handles->engine->release(handles->vm, slot, 1);
}

/* The first stale slot is one no longer. */
static inline void handles_leave_stale(struct handles *handles) {
  napi_shim_slot *next = handles->stale + 1;
  if (next != handles->stale_end && handles_owe(handles, next))
    handles->stale = handles->limit = next;
  else
    handles_leave_first(handles);
}

/* Where the next slot still owns this very value: makes it a handle as it is.
 */
static inline bool handles_take_again(struct handles *handles,
                                      const napi_shim_slot *value) {
  napi_shim_slot *slot = handles->stale;
  if (slot != handles->top || slot == handles->stale_end ||
      slot->word[0] != value->word[0] || slot->word[1] != value->word[1])
    return false;
  handles_leave_stale(handles);
  handles_commit_owing(handles);
  return true;
}

/* Ends a scope where that is only a matter of the top; false: it is not. What
 * lies between what may owe and the top lies in the chunk in use. */
static inline bool handles_close_at_once(struct handles *handles,
                                         const void *scope) {
  uintptr_t at = (uintptr_t)scope, from = (uintptr_t)handles->owing_end;
  if (at < from || at > (uintptr_t)handles->top || handles->keeps_stale ||
      handles->watch != NULL || (at - from) % sizeof *handles->top != 0)
    return false;
  handles->top = handles->owing_end + (at - from) / sizeof *handles->top;
  return true;
}

/* Gives up all slots above the mark's chunk and position. */
static inline void handles_reset(struct handles *handles,
                                 struct handle_mark mark) {
  if (mark.chunk == handles->chunk && !handles->keeps_stale) {
    if (mark.top == handles->top)
      return;
    if (handles->owing_end <= mark.top && handles->watch == NULL) {
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
