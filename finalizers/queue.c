/* SPDX-License-Identifier: MIT */
/* What waits for the loop to be finalized, in the order in which it died. */

#include "finalizers/queue.h"

#include "env/memory.h"

bool finalizers_open(struct finalizer_queue *queue, uv_loop_t *loop,
                     uv_idle_cb run, void *data) {
  uv_idle_t *idle = memory_alloc(sizeof *idle);
  if (idle == NULL)
    return false;
  uv_idle_init(loop, idle);
  idle->data = data;
  *queue = (struct finalizer_queue){.idle = idle, .run = run};
  return true;
}

static void free_handle(uv_handle_t *handle) {
  memory_free(handle);
}

void finalizers_close(struct finalizer_queue *queue) {
  uv_close((uv_handle_t *)queue->idle, free_handle);
  queue->idle = NULL;
}

void finalizers_add(struct finalizer_queue *queue,
                    struct finalizer_link *link) {
  link->next = NULL;
  link->previous = queue->last;
  if (queue->last != NULL)
    queue->last->next = link;
  else
    queue->first = link;
  queue->last = link;
  /* At the very end the engine may still drop objects: nobody is left to
   * wake then, the one who closes takes them. */
  if (queue->length++ == 0 && queue->idle != NULL)
    uv_idle_start(queue->idle, queue->run);
}

void finalizers_remove(struct finalizer_queue *queue,
                       struct finalizer_link *link) {
  if (link->previous != NULL)
    link->previous->next = link->next;
  else
    queue->first = link->next;
  if (link->next != NULL)
    link->next->previous = link->previous;
  else
    queue->last = link->previous;
  link->next = NULL;
  link->previous = NULL;
  if (--queue->length == 0 && queue->idle != NULL)
    uv_idle_stop(queue->idle);
}

struct finalizer_link *finalizers_take(struct finalizer_queue *queue) {
  struct finalizer_link *link = queue->first;
  if (link != NULL)
    finalizers_remove(queue, link);
  return link;
}
