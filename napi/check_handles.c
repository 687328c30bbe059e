/* SPDX-License-Identifier: MIT */
/* The handle stack of a runtime that is checked: the slots of a closed scope
 * are emptied and rest for long before they are used again, so that a handle
 * that is used too late is known. */

#include <pthread.h>
#include <string.h>

#include "env/memory.h"
#include "napi/check.h"

/*
 * A frame (a call of native code) begins in a chunk above the one in use. When
 * it ends, the stack goes back to where it was below, as always; but the chunk
 * stays above with its top, and the next frame goes on from there. A scope that
 * is closed within a frame leaves the top where it is. Chunks that are full and
 * hold nothing any more rest in a queue, and the oldest of a full queue is the
 * next new chunk.
 */
enum { page_bits = 12, bucket_count = 4096, resting_most = 1024 };

/* How many values of the scope that was closed last are kept. */
enum { kept_most = 64 };

struct chunk_state {
  struct handle_chunk *chunk;
  struct handle_watch *watch;
  struct chunk_state *next; /* in the queue */
  unsigned closed_count;
  bool base; /* a frame begins here: marks lie below, none in it */
  bool closed[handle_chunk_slots];
  int16_t makers[handle_chunk_slots];
  const struct napi_env__ *owners[handle_chunk_slots];
};

struct handle_watch {
  struct napi_shim_runtime *runtime;
  napi_shim_slot undefined; /* what is in a closed slot: a host may look */
  struct chunk_state *oldest, *newest;
  unsigned resting;
  unsigned kept_count;
  const napi_shim_slot *kept_from[kept_most];
  napi_shim_slot kept[kept_most];
};

/* Which chunk lies on a page of the address space. */
struct page_entry {
  struct page_entry *next;
  struct chunk_state *state;
  uintptr_t page;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct page_entry *pages[bucket_count];

static struct page_entry **bucket_of(uintptr_t page) {
  return &pages[page % bucket_count];
}

/* The chunk that the address is in, of whatever runtime. With the mutex. */
static struct chunk_state *find_locked(const void *address) {
  uintptr_t page = (uintptr_t)address >> page_bits;
  for (struct page_entry *at = *bucket_of(page); at != NULL; at = at->next) {
    const char *slots = (const char *)at->state->chunk->slots;
    if (at->page == page && (const char *)address >= slots &&
        (const char *)address < slots + sizeof at->state->chunk->slots)
      return at->state;
  }
  return NULL;
}

static struct chunk_state *state_of(const struct handle_chunk *chunk) {
  pthread_mutex_lock(&mutex);
  struct chunk_state *state = find_locked(chunk->slots);
  pthread_mutex_unlock(&mutex);
  return state;
}

static bool each_page(struct chunk_state *state,
                      bool (*each)(struct chunk_state *, uintptr_t)) {
  uintptr_t first = (uintptr_t)state->chunk->slots >> page_bits;
  uintptr_t last =
      ((uintptr_t)(state->chunk->slots + handle_chunk_slots) - 1) >> page_bits;
  bool done = true;
  pthread_mutex_lock(&mutex);
  for (uintptr_t page = first; page <= last; page++)
    done &= each(state, page);
  pthread_mutex_unlock(&mutex);
  return done;
}

static bool enter_page(struct chunk_state *state, uintptr_t page) {
  struct page_entry *entry = memory_alloc(sizeof *entry);
  if (entry == NULL)
    return false;
  *entry = (struct page_entry){*bucket_of(page), state, page};
  *bucket_of(page) = entry;
  return true;
}

static bool leave_page(struct chunk_state *state, uintptr_t page) {
  struct page_entry **link = bucket_of(page);
  while (*link != NULL && ((*link)->state != state || (*link)->page != page))
    link = &(*link)->next;
  struct page_entry *entry = *link;
  if (entry != NULL)
    *link = entry->next;
  memory_free(entry);
  return true;
}

/* Nothing is known of the slots any more. */
static void begin_life(struct chunk_state *state) {
  state->base = false;
  state->closed_count = 0;
  memset(state->closed, 0, sizeof state->closed);
  memset(state->owners, 0, sizeof state->owners);
  for (int i = 0; i < handle_chunk_slots; i++)
    state->makers[i] = -1;
}

static void state_free(struct chunk_state *state) {
  each_page(state, leave_page);
  memory_free(state);
}

static struct chunk_state *state_new(struct handle_watch *watch,
                                     struct handle_chunk *chunk) {
  struct chunk_state *state = memory_zeroed(1, sizeof *state);
  if (state == NULL)
    return NULL;
  state->chunk = chunk;
  state->watch = watch;
  if (!each_page(state, enter_page)) {
    state_free(state);
    return NULL;
  }
  begin_life(state);
  return state;
}

static unsigned used_in(const struct handles *handles,
                        const struct handle_chunk *chunk) {
  const napi_shim_slot *top =
      chunk == handles->chunk ? handles->top : chunk->top;
  return (unsigned)(top - chunk->slots);
}

static void empty_slot(struct handle_watch *watch, napi_shim_slot *slot) {
  napi_shim_slot value = *slot;
  *slot = watch->undefined;
  runtime_release(watch->runtime, &value);
}

static void drop_kept(struct handle_watch *watch) {
  while (watch->kept_count > 0) {
    napi_shim_slot value = watch->kept[--watch->kept_count];
    runtime_release(watch->runtime, &value);
  }
}

/* Addons that use a handle just after its scope go well where nobody checks,
 * and shall go on here. */
static void keep_values(struct chunk_state *state, unsigned from,
                        unsigned end) {
  struct handle_watch *watch = state->watch;
  for (unsigned i = from; i < end && watch->kept_count < kept_most; i++) {
    if (state->closed[i])
      continue;
    const napi_shim_slot *slot = &state->chunk->slots[i];
    unsigned at = watch->kept_count;
    watch->kept_from[at] = slot;
    runtime_retain(watch->runtime, slot, &watch->kept[at]);
    watch->kept_count++;
  }
}

napi_value check_handle_kept(const struct napi_shim_runtime *runtime,
                             napi_value value) {
  struct handle_watch *watch = runtime->handles.watch;
  for (unsigned i = 0; watch != NULL && i < watch->kept_count; i++)
    if (watch->kept_from[i] == slot_of(value))
      return (napi_value)&watch->kept[i];
  return NULL;
}

void check_handles_visit(const struct handles *handles, napi_shim_visit visit,
                         void *visitor) {
  const struct handle_watch *watch = handles->watch;
  if (watch->kept_count > 0)
    visit(visitor, watch->kept, watch->kept_count);
}

napi_value check_handle_undefined(const struct napi_shim_runtime *runtime) {
  return (napi_value)&runtime->handles.watch->undefined;
}

/* Closes the slots of a chunk from this one on. What they hold is released
 * last: that may run code of the addon. */
static void close_slots(struct chunk_state *state, unsigned from,
                        unsigned end) {
  if (state->closed_count == end)
    return;
  for (unsigned i = from; i < end; i++) {
    if (state->closed[i])
      continue;
    state->closed[i] = true;
    state->closed_count++;
    empty_slot(state->watch, &state->chunk->slots[i]);
  }
}

static void rest(struct handle_watch *watch, struct chunk_state *state) {
  state->next = NULL;
  if (watch->newest != NULL)
    watch->newest->next = state;
  else
    watch->oldest = state;
  watch->newest = state;
  watch->resting++;
}

static struct chunk_state *take_rested(struct handle_watch *watch) {
  struct chunk_state *state = watch->oldest;
  if (state == NULL)
    return NULL;
  watch->oldest = state->next;
  if (watch->oldest == NULL)
    watch->newest = NULL;
  watch->resting--;
  return state;
}

/* A chunk that is new, or has rested long enough. */
static struct handle_chunk *take_chunk(struct handle_watch *watch) {
  struct chunk_state *state = NULL;
  if (watch->resting >= resting_most)
    state = take_rested(watch);
  if (state != NULL) {
    begin_life(state);
    return state->chunk;
  }
  struct handle_chunk *chunk = memory_zeroed(1, sizeof *chunk);
  if (chunk == NULL)
    return NULL;
  if (state_new(watch, chunk) != NULL)
    return chunk;
  memory_free(chunk);
  return NULL;
}

static void unstack(struct handles *handles, struct handle_chunk *chunk) {
  if (chunk->previous != NULL)
    chunk->previous->next = chunk->next;
  if (chunk->next != NULL)
    chunk->next->previous = chunk->previous;
  rest(handles->watch, state_of(chunk));
}

static void use_chunk(struct handles *handles, struct handle_chunk *chunk) {
  handles->chunk = chunk;
  handles->top = chunk->top;
  handles->limit = handles->owing_end = chunk->slots + handle_chunk_slots;
}

/* To the chunk above, if it has room for this many slots, or to a new one. */
static bool move_up(struct handles *handles, size_t room, bool base) {
  struct handle_chunk *below = handles->chunk;
  struct handle_chunk *chunk;
  while ((chunk = below->next) != NULL &&
         (size_t)(chunk->slots + handle_chunk_slots - chunk->top) < room)
    unstack(handles, chunk);
  if (chunk == NULL) {
    chunk = take_chunk(handles->watch);
    if (chunk == NULL)
      return false;
    chunk->top = chunk->slots;
    chunk->next = NULL;
    chunk->previous = below;
    below->next = chunk;
  }
  below->top = handles->top;
  use_chunk(handles, chunk);
  state_of(chunk)->base = base;
  return true;
}

bool check_handles_grow(struct handles *handles, size_t room) {
  return move_up(handles, room, false);
}

void check_handles_enter(struct handles *handles) {
  /* Without memory, what the frame makes is not known when it is over. */
  move_up(handles, 1, true);
}

/* The chunk in use is left for the one below. */
static void move_down(struct handles *handles) {
  struct handle_chunk *chunk = handles->chunk;
  struct chunk_state *state = state_of(chunk);
  chunk->top = handles->top;
  state->base = false;
  use_chunk(handles, chunk->previous);
  close_slots(state, 0, (unsigned)(chunk->top - chunk->slots));
}

/* A frame ends. What is above the mark in its own chunk are values that the
 * library made for itself: no addon has seen them. */
void check_handles_reset(struct handles *handles, struct handle_mark mark) {
  drop_kept(handles->watch);
  while (handles->chunk != mark.chunk && handles->chunk->previous != NULL)
    move_down(handles);
  if (handles->chunk != mark.chunk)
    return;
  struct chunk_state *state = state_of(mark.chunk);
  unsigned from = (unsigned)(mark.top - mark.chunk->slots);
  unsigned end = used_in(handles, mark.chunk);
  handles->top = mark.top;
  for (unsigned i = from; i < end; i++) {
    if (state->closed[i])
      state->closed_count--;
    state->closed[i] = false;
    state->owners[i] = NULL;
    empty_slot(handles->watch, &mark.chunk->slots[i]);
  }
}

/* Full chunks of the frame that hold nothing any more leave the stack. */
static void leave_empty(struct handles *handles) {
  struct chunk_state *state = state_of(handles->chunk);
  while (!state->base && state->chunk->previous != NULL) {
    struct handle_chunk *chunk = state->chunk->previous;
    struct chunk_state *below = state_of(chunk);
    if (below->closed_count < used_in(handles, chunk))
      return;
    state->base = below->base;
    unstack(handles, chunk);
  }
}

/* A scope within a frame. */
void check_handles_close(struct handles *handles, struct handle_mark mark) {
  struct handle_chunk *chunk = handles->chunk;
  drop_kept(handles->watch);
  for (; chunk != mark.chunk; chunk = chunk->previous)
    close_slots(state_of(chunk), 0, used_in(handles, chunk));
  struct chunk_state *state = state_of(chunk);
  unsigned from = (unsigned)(mark.top - chunk->slots);
  unsigned end = used_in(handles, chunk);
  keep_values(state, from, end);
  close_slots(state, from, end);
  leave_empty(handles);
}

void check_handles_end(struct handles *handles) {
  struct handle_watch *watch = handles->watch;
  struct chunk_state *state;
  struct handle_chunk *chunk;
  drop_kept(watch);
  while (handles->chunk->previous != NULL)
    move_down(handles);
  chunk = handles->chunk;
  close_slots(state_of(chunk), 0, used_in(handles, chunk));
  while ((state = take_rested(watch)) != NULL) {
    chunk = state->chunk;
    state_free(state);
    memory_free(chunk);
  }
  for (chunk = handles->chunk; chunk != NULL; chunk = chunk->next) {
    state_free(state_of(chunk));
    chunk->top = chunk->slots;
  }
  handles->top = handles->chunk->slots;
  handles->watch = NULL;
  memory_free(watch);
}

/* Where marks lie in what was made before is not known. */
static bool take_over(struct handle_watch *watch, struct handle_chunk *chunk) {
  for (; chunk != NULL; chunk = chunk->previous) {
    struct chunk_state *state = state_new(watch, chunk);
    if (state == NULL)
      return false;
    state->base = true;
  }
  return true;
}

static void give_back(struct handle_chunk *last) {
  for (struct handle_chunk *chunk = last; chunk != NULL;
       chunk = chunk->previous) {
    struct chunk_state *state = state_of(chunk);
    if (state != NULL)
      state_free(state);
  }
}

void check_handles_watch(struct napi_shim_runtime *runtime) {
  struct handles *handles = &runtime->handles;
  if (handles->watch != NULL || !check_concerns(runtime))
    return;
  struct handle_watch *watch = memory_zeroed(1, sizeof *watch);
  if (watch == NULL)
    return;
  watch->runtime = runtime;
  runtime->engine->make_undefined(runtime->realm->engine_realm,
                                  &watch->undefined);
  handles_drop_stale(handles);
  if (!take_over(watch, handles->chunk)) {
    give_back(handles->chunk);
    memory_free(watch);
    return;
  }
  struct handle_chunk *spare = handles->chunk->next;
  handles->chunk->next = NULL;
  handles->spare = 0;
  while (spare != NULL) {
    struct handle_chunk *next = spare->next;
    memory_free(spare);
    spare = next;
  }
  handles->watch = watch;
}

static bool whole_slot(const struct chunk_state *state, const void *address) {
  size_t offset =
      (size_t)((const char *)address - (const char *)state->chunk->slots);
  return offset % sizeof(napi_shim_slot) == 0;
}

void check_handle_look(const struct napi_shim_runtime *runtime,
                       napi_value value, struct handle_facts *facts) {
  const struct handles *handles = &runtime->handles;
  *facts = (struct handle_facts){.verdict = handle_unknown, .maker = -1};
  pthread_mutex_lock(&mutex);
  const struct chunk_state *state = find_locked(value);
  if (state != NULL && whole_slot(state, value)) {
    unsigned index = (unsigned)(slot_of(value) - state->chunk->slots);
    if (state->watch->runtime != runtime) {
      facts->verdict = handle_of_other_runtime;
    } else if (index < used_in(handles, state->chunk)) {
      facts->verdict = state->closed[index] ? handle_closed : handle_alive;
      facts->owner = state->owners[index];
      facts->maker = state->makers[index];
    }
  }
  pthread_mutex_unlock(&mutex);
}

void check_handle_given(napi_env env, napi_value *value, int maker) {
  struct napi_shim_runtime *runtime = env->runtime;
  if (runtime->handles.watch == NULL || *value == NULL)
    return;
  pthread_mutex_lock(&mutex);
  struct chunk_state *state = find_locked(*value);
  pthread_mutex_unlock(&mutex);
  if (state == NULL) {
    napi_shim_slot *slot = handles_reserve(&runtime->handles);
    if (slot == NULL)
      return;
    runtime_retain(runtime, slot_of(*value), slot);
    *value = handles_commit(&runtime->handles);
    state = state_of(runtime->handles.chunk);
  }
  unsigned index = (unsigned)(slot_of(*value) - state->chunk->slots);
  state->owners[index] = env;
  state->makers[index] = (int16_t)maker;
}

bool check_handle_is_of(const struct napi_shim_runtime *runtime,
                        napi_value value) {
  pthread_mutex_lock(&mutex);
  const struct chunk_state *state = find_locked(value);
  bool is = state != NULL && state->watch->runtime == runtime;
  pthread_mutex_unlock(&mutex);
  return is;
}

bool check_handles_room(napi_env env) {
  return handles_reserve(&env->runtime->handles) != NULL;
}

void check_handles_step(napi_env env) {
  struct napi_shim_runtime *runtime = env->runtime;
  napi_shim_slot *slot = handles_reserve(&runtime->handles);
  if (slot == NULL)
    return;
  runtime->engine->make_undefined(env->realm->engine_realm, slot);
  handles_commit(&runtime->handles);
}

static const napi_shim_slot *push(napi_env env, const napi_shim_slot *value) {
  struct napi_shim_runtime *runtime = env->runtime;
  napi_value handle = (napi_value)(uintptr_t)value;
  if (value == NULL)
    return NULL;
  napi_shim_slot *slot = handles_reserve(&runtime->handles);
  if (slot == NULL)
    return value;
  runtime_retain(runtime, value, slot);
  handle = handles_commit(&runtime->handles);
  check_handle_given(env, &handle, intercept_napi_get_cb_info);
  return slot;
}

const napi_shim_call *check_call_begins(napi_env env,
                                        const napi_shim_call *call,
                                        napi_shim_call *copy) {
  struct handles *handles = &env->runtime->handles;
  bool hosts = env->filename[0] == '\0';
  size_t needed = call->argc + 2;
  if (!hosts)
    check_handles_watch(env->runtime);
  if (handles->watch == NULL)
    return call;
  /* Arguments stand side by side. */
  if (hosts || needed > handle_chunk_slots || !move_up(handles, needed, true)) {
    check_handles_enter(handles);
    return call;
  }
  *copy = *call;
  copy->argv = handles->top;
  for (size_t i = 0; i < call->argc; i++)
    push(env, &call->argv[i]);
  copy->this_value = push(env, call->this_value);
  copy->new_target = push(env, call->new_target);
  return copy;
}
