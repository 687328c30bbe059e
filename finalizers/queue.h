/* SPDX-License-Identifier: MIT */
/* What waits for the loop to be finalized, in the order in which it died. */

#ifndef FINALIZERS_QUEUE_H
#define FINALIZERS_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

/* Sits in whatever is queued, so that nothing is allocated inside GC. */
struct finalizer_link {
  struct finalizer_link *next;
  struct finalizer_link *previous;
};

/* While the queue is not empty an idle handle keeps the loop alive and
 * awake. */
struct finalizer_queue {
  struct finalizer_link *first;
  struct finalizer_link *last;
  size_t length;
  uv_idle_t *idle; /* own allocation: closing outlives the queue */
  uv_idle_cb run;
};

/*
 * `run` is called on the loop in each of its turns while the queue is not
 * empty, with `data` in the handle's data; it takes what is in it. False: out
 * of memory.
 */
bool finalizers_open(struct finalizer_queue *queue, uv_loop_t *loop,
                     uv_idle_cb run, void *data);
/* The queue is empty. The loop frees the handle in its next turn. */
void finalizers_close(struct finalizer_queue *queue);

/* Both are legal inside GC and cost the same whatever the length. */
void finalizers_add(struct finalizer_queue *queue, struct finalizer_link *link);
void finalizers_remove(struct finalizer_queue *queue,
                       struct finalizer_link *link);
/* The oldest one, removed; NULL if empty. */
struct finalizer_link *finalizers_take(struct finalizer_queue *queue);

#endif
