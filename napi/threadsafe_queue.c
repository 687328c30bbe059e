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

static const uintptr_t closed_bit = 1;

bool threadsafe_queue_init(struct threadsafe_queue *queue, size_t limit) {
  if (uv_mutex_init(&queue->mutex) != 0)
    return false;
  if (uv_cond_init(&queue->room) != 0) {
    uv_mutex_destroy(&queue->mutex);
    return false;
  }
  atomic_init(&queue->head, 0);
  atomic_init(&queue->attended, false);
  atomic_init(&queue->size, 0);
  atomic_init(&queue->waiters, 0);
  queue->limit = limit;
  queue->unannounced = 0;
  queue->taken = NULL;
  return true;
}

void threadsafe_queue_destroy(struct threadsafe_queue *queue) {
  void *data;
  while (threadsafe_queue_take(queue, &data))
    continue;
  uv_cond_destroy(&queue->room);
  uv_mutex_destroy(&queue->mutex);
}

bool threadsafe_queue_closed(struct threadsafe_queue *queue) {
  return atomic_load(&queue->head) & closed_bit;
}

void threadsafe_queue_close(struct threadsafe_queue *queue) {
  atomic_fetch_or(&queue->head, closed_bit);
  uv_cond_broadcast(&queue->room);
}

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
      uv_cond_wait(&queue->room, &queue->mutex);
  }
  atomic_fetch_sub(&queue->waiters, 1);
  uv_mutex_unlock(&queue->mutex);
  return outcome;
}

enum threadsafe_pushed threadsafe_queue_push(struct threadsafe_queue *queue,
                                             void *data, bool wait,
                                             bool *wake) {
  struct threadsafe_item *item = memory_alloc(sizeof *item);
  if (item == NULL)
    return threadsafe_pushed_no_memory;
  item->data = data;
  if (queue->limit > 0) {
    enum threadsafe_pushed outcome = reserve(queue, wait);
    if (outcome != threadsafe_pushed_ok) {
      memory_free(item);
      return outcome;
    }
  }
  uintptr_t head = atomic_load_explicit(&queue->head, memory_order_relaxed);
  do {
    if (head & closed_bit) {
      memory_free(item);
      return threadsafe_pushed_closed;
    }
    item->next = (struct threadsafe_item *)head;
  } while (!atomic_compare_exchange_weak(&queue->head, &head, (uintptr_t)item));
  /* Whoever pushed below this item has seen to the wake-up. */
  *wake = head == 0 && !atomic_load(&queue->attended);
  return threadsafe_pushed_ok;
}

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
  if (atomic_load(&queue->waiters) == 0)
    return;
  uv_mutex_lock(&queue->mutex);
  uv_cond_broadcast(&queue->room);
  uv_mutex_unlock(&queue->mutex);
}

bool threadsafe_queue_take(struct threadsafe_queue *queue, void **data) {
  if (queue->taken == NULL)
    fetch(queue);
  struct threadsafe_item *item = queue->taken;
  if (item == NULL)
    return false;
  queue->taken = item->next;
  *data = item->data;
  memory_free(item);
  if (queue->limit > 0)
    announce_room(queue);
  return true;
}

bool threadsafe_queue_close_empty(struct threadsafe_queue *queue) {
  uintptr_t empty = 0;
  return queue->taken == NULL &&
         atomic_compare_exchange_strong(&queue->head, &empty, closed_bit);
}

void threadsafe_queue_attend(struct threadsafe_queue *queue) {
  atomic_store(&queue->attended, true);
}

bool threadsafe_queue_leave(struct threadsafe_queue *queue) {
  if (queue->taken == NULL) {
    atomic_store(&queue->attended, false);
    if ((atomic_load(&queue->head) & ~closed_bit) == 0)
      return false;
  }
  atomic_store(&queue->attended, true);
  return true;
}
