/* SPDX-License-Identifier: MIT */
/* References that an addon counts or gives up on a thread of its own: the
 * runtime's thread does it. */

#ifndef ENV_FOREIGN_H
#define ENV_FOREIGN_H

#include <stdbool.h>
#include <uv.h>

#include "node_api.h"

struct napi_shim_runtime;
struct foreign_job;

enum foreign_action { foreign_ref, foreign_unref, foreign_delete };

/* Jobs from any thread; an unreferenced handle wakes the loop for them. */
struct foreign_queue {
  uv_mutex_t mutex;
  bool open;
  uv_async_t *wake; /* own allocation: closing outlives the queue; under the
                       mutex, NULL once it is closed */
  struct foreign_job *first;
  struct foreign_job *last;
};

/* False: out of memory, or the system's. */
bool foreign_open(struct napi_shim_runtime *runtime);
/* Closes the handle, which the loop frees in its next turn. Jobs still come,
 * and wait for the end. */
void foreign_stop_waking(struct napi_shim_runtime *runtime);
/* Does what is left. */
void foreign_close(struct napi_shim_runtime *runtime);

/* On any thread. False: out of memory. */
bool foreign_post(napi_env env, napi_ref reference, enum foreign_action action);

/* Drops the jobs of an env that is about to be freed. */
void foreign_forget(napi_env env);

#endif
