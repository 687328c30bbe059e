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
struct threadsafe_block;

/* Apart, so that what one side writes does not slow down the other. */
enum { threadsafe_line = 64 };

/*
 * Pushing takes no lock: `head` is the newest item, each points to the one
 * pushed before it. The consumer takes the whole chain at once and turns it
 * round, so that the order of pushes is kept. Bit 0 of `head` says that the
 * queue is closed; it is set in the same word that pushes change, so that no
 * item can come in behind the last look.
 *
 * Items lie in blocks. `room` is the address of the block in use and, in its
 * lower bits, the number of items that were taken from it: one word, so that
 * nobody can take an item of a block that is gone. A block goes when the
 * consumer has seen all of its items.
 */
struct threadsafe_queue {
  /* What producers write. */
  _Atomic(uintptr_t) head;
  _Atomic(uintptr_t) room;
  _Atomic(struct threadsafe_block *) spare;  /* one that is empty, or NULL */
  _Atomic(struct threadsafe_item *) refused; /* came too late, newest first */
  char apart[threadsafe_line];

  /* The consumer will look again by itself: nobody needs to wake it. */
  atomic_bool attended;
  atomic_bool closed;            /* follows `head`, for the consumer's looks */
  struct threadsafe_item *taken; /* the consumer's, oldest first */

  /* Only with a limit. An item counts from before it is pushed until it is
   * taken. */
  size_t limit;       /* 0: none */
  size_t unannounced; /* items taken since waiters were last woken */
  char apart_too[threadsafe_line];
  atomic_size_t size;
  atomic_uint waiters; /* producers that sleep until there is room */
  uv_cond_t vacancy;

  /* Sleepers' lock; also for what the owner keeps beside the queue. */
  uv_mutex_t mutex;
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
static inline bool
threadsafe_queue_closed(const struct threadsafe_queue *queue) {
  return atomic_load(&queue->closed);
}

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
