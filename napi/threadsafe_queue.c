/* SPDX-License-Identifier: MIT */
/* The queue of a threadsafe function: many threads push, the loop takes. */

#include "napi/threadsafe_queue.h"

#include "env/memory.h"

/*
 * All atomic operations that two sides use to find each other are sequentially
 * consistent. Three pairs depend on it:
 *   push stores head, then reads attended | leave stores attended, then reads
 *     head: either the producer wakes or the consumer sees the item;
 *   a sleeper stores waiters, then reads size | take stores size, then reads
 *     waiters: either the sleeper finds room or it is announced;
 *   push and close change the same word.
 */

struct threadsafe_item {
  struct threadsafe_item *next;
  void *data;
};

/* A block is as long as its alignment less what malloc() keeps before it, so
 * that one can follow the other. */
enum {
  block_alignment = 16 * 1024,
  block_items = block_alignment / sizeof(struct threadsafe_item) - 2
};

struct threadsafe_block {
  size_t done; /* items that the consumer has seen */
  struct threadsafe_item items[block_items];
};

static const uintptr_t closed_bit = 1;
static const uintptr_t index_bits = block_alignment - 1;

bool threadsafe_queue_init(struct threadsafe_queue *queue, size_t limit) {
  if (uv_mutex_init(&queue->mutex) != 0)
    return false;
  if (uv_cond_init(&queue->vacancy) != 0) {
    uv_mutex_destroy(&queue->mutex);
    return false;
  }
  atomic_init(&queue->head, 0);
  atomic_init(&queue->room, block_items); /* of no block: all are taken */
  atomic_init(&queue->spare, NULL);
  atomic_init(&queue->refused, NULL);
  atomic_init(&queue->attended, false);
  atomic_init(&queue->closed, false);
  atomic_init(&queue->size, 0);
  atomic_init(&queue->waiters, 0);
  queue->limit = limit;
  queue->unannounced = 0;
  queue->taken = NULL;
  return true;
}

void threadsafe_queue_close(struct threadsafe_queue *queue) {
  atomic_fetch_or(&queue->head, closed_bit);
  atomic_store(&queue->closed, true);
  uv_cond_broadcast(&queue->vacancy);
}

/* --- items ---------------------------------------------------------------- */

static bool is_full(uintptr_t room) {
  return (room & index_bits) == block_items;
}

/* An empty block; one is kept for the next who needs one. */
static void block_free(struct threadsafe_queue *queue,
                       struct threadsafe_block *block) {
  struct threadsafe_block *none = NULL;
  if (!atomic_compare_exchange_strong(&queue->spare, &none, block))
    memory_free(block);
}

/* Puts an empty block in the place of a full one, unless another thread has
 * done so meanwhile. False: out of memory. */
static bool add_block(struct threadsafe_queue *queue, uintptr_t full) {
  struct threadsafe_block *block = atomic_exchange(&queue->spare, NULL);
  if (block == NULL)
    block = memory_aligned(block_alignment, sizeof *block);
  if (block == NULL)
    return false;
  block->done = 0;
  if (!atomic_compare_exchange_strong(&queue->room, &full, (uintptr_t)block))
    block_free(queue, block);
  return true;
}

static struct threadsafe_item *item_new(struct threadsafe_queue *queue) {
  uintptr_t room = atomic_load_explicit(&queue->room, memory_order_relaxed);
  do {
    while (is_full(room)) {
      if (!add_block(queue, room))
        return NULL;
      room = atomic_load_explicit(&queue->room, memory_order_relaxed);
    }
  } while (!atomic_compare_exchange_weak_explicit(&queue->room, &room, room + 1,
                                                  memory_order_acquire,
                                                  memory_order_relaxed));
  struct threadsafe_block *block = (void *)(room & ~index_bits);
  return &block->items[room & index_bits];
}

/* The consumer's: nobody looks at the item any more. */
static void item_free(struct threadsafe_queue *queue,
                      struct threadsafe_item *item) {
  struct threadsafe_block *block = (void *)((uintptr_t)item & ~index_bits);
  if (++block->done == block_items)
    block_free(queue, block);
}

/* The consumer's: a queue at rest keeps no memory. A block in use that is not
 * full is there still. */
static void give_back(struct threadsafe_queue *queue) {
  uintptr_t room = atomic_load_explicit(&queue->room, memory_order_acquire);
  struct threadsafe_block *block = (void *)(room & ~index_bits);
  if (!is_full(room) && block->done == (room & index_bits) &&
      atomic_compare_exchange_strong(&queue->room, &room, block_items))
    memory_free(block);
  if (atomic_load_explicit(&queue->spare, memory_order_relaxed) != NULL)
    memory_free(atomic_exchange(&queue->spare, NULL));
}

/* A producer's, who was refused: only the consumer counts. */
static void item_return(struct threadsafe_queue *queue,
                        struct threadsafe_item *item) {
  item->next = atomic_load_explicit(&queue->refused, memory_order_relaxed);
  while (!atomic_compare_exchange_weak(&queue->refused, &item->next, item))
    continue;
}

/* --- the limit ------------------------------------------------------------ */

static bool reserve_now(struct threadsafe_queue *queue) {
  size_t size = atomic_load(&queue->size);
  while (size < queue->limit)
    if (atomic_compare_exchange_weak(&queue->size, &size, size + 1))
      return true;
  return false;
}

/* Counts an item that is going to be pushed. */
static enum threadsafe_pushed reserve(struct threadsafe_queue *queue,
                                      bool wait) {
  if (reserve_now(queue))
    return threadsafe_pushed_ok;
  if (!wait)
    return threadsafe_queue_closed(queue) ? threadsafe_pushed_closed
                                          : threadsafe_pushed_full;
  enum threadsafe_pushed outcome = threadsafe_pushed_full;
  uv_mutex_lock(&queue->mutex);
  atomic_fetch_add(&queue->waiters, 1);
  while (outcome == threadsafe_pushed_full) {
    if (threadsafe_queue_closed(queue))
      outcome = threadsafe_pushed_closed;
    else if (reserve_now(queue))
      outcome = threadsafe_pushed_ok;
    else
      uv_cond_wait(&queue->vacancy, &queue->mutex);
  }
  atomic_fetch_sub(&queue->waiters, 1);
  uv_mutex_unlock(&queue->mutex);
  return outcome;
}

static void wake_waiters(struct threadsafe_queue *queue) {
  if (atomic_load(&queue->waiters) == 0)
    return;
  uv_mutex_lock(&queue->mutex);
  uv_cond_broadcast(&queue->vacancy);
  uv_mutex_unlock(&queue->mutex);
}

/*
 * An item less. Sleepers are woken all together when the queue is half empty,
 * not at each item: it has to pass through that size before it can run dry.
 * Producers that do not sleep may keep it from getting there, hence the count.
 */
static void announce_room(struct threadsafe_queue *queue) {
  size_t size = atomic_fetch_sub(&queue->size, 1) - 1;
  queue->unannounced++;
  if (size != queue->limit / 2 && queue->unannounced < queue->limit)
    return;
  queue->unannounced = 0;
  wake_waiters(queue);
}

/* --- pushing -------------------------------------------------------------- */

enum threadsafe_pushed threadsafe_queue_push(struct threadsafe_queue *queue,
                                             void *data, bool wait,
                                             bool *wake) {
  if (queue->limit > 0) {
    enum threadsafe_pushed outcome = reserve(queue, wait);
    if (outcome != threadsafe_pushed_ok)
      return outcome;
  }
  struct threadsafe_item *item = item_new(queue);
  if (item == NULL) {
    if (queue->limit > 0) {
      atomic_fetch_sub(&queue->size, 1);
      wake_waiters(queue);
    }
    return threadsafe_pushed_no_memory;
  }
  item->data = data;
  uintptr_t head = atomic_load_explicit(&queue->head, memory_order_relaxed);
  do {
    if (head & closed_bit) {
      item_return(queue, item);
      return threadsafe_pushed_closed;
    }
    item->next = (struct threadsafe_item *)head;
  } while (!atomic_compare_exchange_weak(&queue->head, &head, (uintptr_t)item));
  /* Whoever pushed below this item has seen to the wake-up. */
  *wake = head == 0 && !atomic_load(&queue->attended);
  return threadsafe_pushed_ok;
}

/* --- taking --------------------------------------------------------------- */

/* Fetches what was pushed, oldest first. */
static void fetch(struct threadsafe_queue *queue) {
  if ((atomic_load(&queue->head) & ~closed_bit) == 0)
    return;
  uintptr_t head = atomic_fetch_and(&queue->head, closed_bit);
  struct threadsafe_item *item = (struct threadsafe_item *)(head & ~closed_bit);
  while (item != NULL) {
    struct threadsafe_item *next = item->next;
    item->next = queue->taken;
    queue->taken = item;
    item = next;
  }
}

bool threadsafe_queue_take(struct threadsafe_queue *queue, void **data) {
  if (queue->taken == NULL)
    fetch(queue);
  struct threadsafe_item *item = queue->taken;
  if (item == NULL)
    return false;
  queue->taken = item->next;
  *data = item->data;
  item_free(queue, item);
  if (queue->limit > 0)
    announce_room(queue);
  return true;
}

void threadsafe_queue_destroy(struct threadsafe_queue *queue) {
  void *data;
  while (threadsafe_queue_take(queue, &data))
    continue;
  struct threadsafe_item *refused = atomic_load(&queue->refused);
  while (refused != NULL) {
    struct threadsafe_item *next = refused->next;
    item_free(queue, refused);
    refused = next;
  }
  /* All items are back: of the blocks there are the last one and the spare. */
  uintptr_t room = atomic_load(&queue->room);
  if (!is_full(room))
    memory_free((void *)(room & ~index_bits));
  memory_free(atomic_load(&queue->spare));
  uv_cond_destroy(&queue->vacancy);
  uv_mutex_destroy(&queue->mutex);
}

bool threadsafe_queue_close_empty(struct threadsafe_queue *queue) {
  uintptr_t empty = 0;
  if (queue->taken != NULL ||
      !atomic_compare_exchange_strong(&queue->head, &empty, closed_bit))
    return false;
  atomic_store(&queue->closed, true);
  return true;
}

void threadsafe_queue_attend(struct threadsafe_queue *queue) {
  atomic_store(&queue->attended, true);
}

bool threadsafe_queue_leave(struct threadsafe_queue *queue) {
  if (queue->taken == NULL) {
    atomic_store(&queue->attended, false);
    if ((atomic_load(&queue->head) & ~closed_bit) == 0) {
      give_back(queue);
      return false;
    }
  }
  atomic_store(&queue->attended, true);
  return true;
}
