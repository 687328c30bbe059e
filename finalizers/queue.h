/* SPDX-License-Identifier: MIT */
/* References whose object is gone and whose finalizer waits for the loop. */

#ifndef FINALIZERS_QUEUE_H
#define FINALIZERS_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct finalizing_reference;

/*
 * The nodes are the references themselves, so that nothing is allocated
 * inside GC. While the queue is not empty an idle handle keeps the loop alive
 * and awake.
 */
struct finalizer_queue {
  struct finalizing_reference *first;
  struct finalizing_reference *last;
  size_t length;
  uv_idle_t *idle; /* own allocation: closing outlives the queue */
};

/* False: out of memory or libuv refused. `run` is called on the loop whenever
 * the queue is not empty. */
bool finalizers_open(struct finalizer_queue *queue, uv_loop_t *loop,
                     uv_idle_cb run, void *data);
/* The queue is empty. The handle is closed by the loop later. */
void finalizers_close(struct finalizer_queue *queue);

/* Inside GC too. */
void finalizers_add(struct finalizer_queue *queue,
                    struct finalizing_reference *reference);
void finalizers_remove(struct finalizer_queue *queue,
                       struct finalizing_reference *reference);
/* The oldest one, removed; NULL if empty. */
struct finalizing_reference *finalizers_take(struct finalizer_queue *queue);

#endif
