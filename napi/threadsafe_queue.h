/* SPDX-License-Identifier: MIT */
/* The queue of a threadsafe function: many threads push, the loop takes. */

#ifndef NAPI_THREADSAFE_QUEUE_H
#define NAPI_THREADSAFE_QUEUE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct threadsafe_item;

/*
 * Pushing takes no lock: `head` is the newest item, each points to the one
 * pushed before it. The consumer takes the whole chain at once and turns it
 * round, so that the order of pushes is kept. Bit 0 of `head` says that the
 * queue is closed; it is set in the same word that pushes change, so that no
 * item can come in behind the last look.
 */
struct threadsafe_queue {
  _Atomic(uintptr_t) head;
  /* The consumer will look again by itself: nobody needs to wake it. */
  atomic_bool attended;

  /* Only with a limit. An item counts from before it is pushed until it is
   * taken. */
  size_t limit; /* 0: none */
  atomic_size_t size;
  atomic_uint waiters; /* producers that sleep until there is room */
  size_t unannounced;  /* items taken since waiters were last woken */
  uv_cond_t room;

  /* Sleepers' lock; also for what the owner keeps beside the queue. */
  uv_mutex_t mutex;

  struct threadsafe_item *taken; /* the consumer's, oldest first */
};

enum threadsafe_pushed {
  threadsafe_pushed_ok,
  threadsafe_pushed_full,
  threadsafe_pushed_closed,
  threadsafe_pushed_no_memory
};

/* False: libuv refused. */
bool threadsafe_queue_init(struct threadsafe_queue *queue, size_t limit);
/* Nobody uses the queue any more. Items that are left are lost. */
void threadsafe_queue_destroy(struct threadsafe_queue *queue);

/* From any thread. `wait`: sleep while the queue is full. *wake: the consumer
 * must be woken. */
enum threadsafe_pushed threadsafe_queue_push(struct threadsafe_queue *queue,
                                             void *data, bool wait, bool *wake);

/* From any thread, with the mutex held. Wakes all that sleep; pushing fails
 * from now on, what is in the queue stays in it. */
void threadsafe_queue_close(struct threadsafe_queue *queue);
bool threadsafe_queue_closed(struct threadsafe_queue *queue);

/* The rest is the consumer's. */

/* Closes the queue unless there is something in it; says whether it did. */
bool threadsafe_queue_close_empty(struct threadsafe_queue *queue);

/* Whether there is something in it for sure, at next to no cost. */
static inline bool
threadsafe_queue_has_taken(const struct threadsafe_queue *queue) {
  return queue->taken != NULL;
}

/* Takes the oldest item. False: there is none. */
bool threadsafe_queue_take(struct threadsafe_queue *queue, void **data);

/* Begins to look: no wake-ups from now on. */
void threadsafe_queue_attend(struct threadsafe_queue *queue);
/* Ends looking. True: there is something, look again soon; pushing still
 * wakes nobody. */
bool threadsafe_queue_leave(struct threadsafe_queue *queue);

#endif
