/* SPDX-License-Identifier: MIT */
/* References that an addon counts or gives up on a thread of its own: the
 * runtime's thread does it. */

#include "env/foreign.h"

#include "env/env.h"
#include "env/memory.h"
#include "env/reference.h"

struct foreign_job {
  struct foreign_job *next;
  napi_env env;
  napi_ref reference;
  enum foreign_action action;
};

static struct foreign_job *take(struct foreign_queue *queue) {
  uv_mutex_lock(&queue->mutex);
  struct foreign_job *job = queue->first;
  if (job != NULL)
    queue->first = job->next;
  if (queue->first == NULL)
    queue->last = NULL;
  uv_mutex_unlock(&queue->mutex);
  return job;
}

static void run(struct foreign_job *job) {
  uint32_t count;
  if (job->action == foreign_delete)
    reference_delete(job->reference);
  else if (job->action == foreign_ref)
    reference_ref(job->reference, &count);
  else if (job->reference->count > 0)
    reference_unref(job->reference, &count);
}

static void run_all(struct napi_shim_runtime *runtime) {
  struct runtime_frame frame;
  struct foreign_job *job;
  runtime_enter(runtime, &frame);
  while ((job = take(&runtime->foreign)) != NULL) {
    run(job);
    memory_free(job);
  }
  runtime_leave_quietly(runtime, &frame);
}

static void woken(uv_async_t *wake) {
  run_all(wake->data);
}

bool foreign_open(struct napi_shim_runtime *runtime) {
  struct foreign_queue *queue = &runtime->foreign;
  uv_async_t *wake = memory_alloc(sizeof *wake);
  if (wake == NULL)
    return false;
  if (uv_mutex_init(&queue->mutex) != 0) {
    memory_free(wake);
    return false;
  }
  if (uv_async_init(runtime->loop, wake, woken) != 0) {
    uv_mutex_destroy(&queue->mutex);
    memory_free(wake);
    return false;
  }
  wake->data = runtime;
  uv_unref((uv_handle_t *)wake);
  queue->wake = wake;
  queue->open = true;
  return true;
}

static void free_handle(uv_handle_t *handle) {
  memory_free(handle);
}

void foreign_stop_waking(struct napi_shim_runtime *runtime) {
  struct foreign_queue *queue = &runtime->foreign;
  uv_mutex_lock(&queue->mutex);
  uv_async_t *wake = queue->wake;
  queue->wake = NULL;
  uv_mutex_unlock(&queue->mutex);
  if (wake != NULL)
    uv_close((uv_handle_t *)wake, free_handle);
}

void foreign_close(struct napi_shim_runtime *runtime) {
  struct foreign_queue *queue = &runtime->foreign;
  if (!queue->open)
    return;
  foreign_stop_waking(runtime);
  run_all(runtime);
  queue->open = false;
  uv_mutex_destroy(&queue->mutex);
}

bool foreign_post(napi_env env, napi_ref reference,
                  enum foreign_action action) {
  struct foreign_queue *queue = &env->runtime->foreign;
  struct foreign_job *job = memory_alloc(sizeof *job);
  if (job == NULL)
    return false;
  *job = (struct foreign_job){NULL, env, reference, action};
  uv_mutex_lock(&queue->mutex);
  if (queue->last != NULL)
    queue->last->next = job;
  else
    queue->first = job;
  queue->last = job;
  if (queue->wake != NULL)
    uv_async_send(queue->wake);
  uv_mutex_unlock(&queue->mutex);
  return true;
}

void foreign_forget(napi_env env) {
  struct foreign_queue *queue = &env->runtime->foreign;
  if (!queue->open)
    return;
  uv_mutex_lock(&queue->mutex);
  struct foreign_job **link = &queue->first;
  queue->last = NULL;
  while (*link != NULL) {
    struct foreign_job *job = *link;
    if (job->env != env) {
      queue->last = job;
      link = &job->next;
      continue;
    }
    *link = job->next;
    memory_free(job);
  }
  uv_mutex_unlock(&queue->mutex);
}
