/* SPDX-License-Identifier: MIT */
/* Asynchronous work: a part on libuv's pool, then one on the env's thread. */

#include "env/call.h"
#include "env/memory.h"
#include "napi/async_resource.h"
#include "env/trace.h"

struct napi_async_work__ {
  uv_work_t request;
  napi_env env;                /* held while queued */
  struct napi_ref__ *resource; /* or NULL */
  napi_async_execute_callback execute;
  napi_async_complete_callback complete;
  void *data;
  bool queued;
  bool deleted; /* while queued: freed when the pool is through with it */
};

struct completion {
  napi_async_work work; /* to name it: it may be gone */
  napi_async_complete_callback complete;
  napi_status status;
  void *data;
};

/*
 * Version 1. Prepares work; the caller owns it until napi_delete_async_work.
 * Legal with an exception pending.
 */
napi_status impl_napi_create_async_work(napi_env env, napi_value async_resource,
                                        napi_value async_resource_name,
                                        napi_async_execute_callback execute,
                                        napi_async_complete_callback complete,
                                        void *data, napi_async_work *result) {
  ENTER(env);
  CHECK_ARG(env, execute);
  CHECK_ARG(env, result);
  struct napi_ref__ *resource;
  napi_status status =
      async_resource_open(env, async_resource, async_resource_name, &resource);
  if (status != napi_ok)
    return status;
  napi_async_work work = memory_alloc(sizeof *work);
  if (work == NULL) {
    async_resource_close(resource);
    LEAVE(env, napi_generic_failure);
  }
  *work = (struct napi_async_work__){.env = env,
                                     .resource = resource,
                                     .execute = execute,
                                     .complete = complete,
                                     .data = data};
  *result = work;
  LEAVE(env, napi_ok);
}

/*
 * Version 1. Frees work. What is still queued is taken back if it has not
 * started; in any case it is never completed, and its memory goes when the
 * pool has no more use for it. Legal with an exception pending.
 */
napi_status impl_napi_delete_async_work(napi_env env, napi_async_work work) {
  ENTER(env);
  CHECK_ARG(env, work);
  async_resource_close(work->resource);
  work->resource = NULL;
  if (work->queued) {
    work->deleted = true;
    uv_cancel((uv_req_t *)&work->request);
  } else {
    memory_free(work);
  }
  LEAVE(env, napi_ok);
}

/* On the pool. */
static void execute(uv_work_t *request) {
  napi_async_work work = request->data;
  struct trace_span span;
  trace_begin_of(&span, trace_execute, work->env, (const void *)work->execute,
                 work);
  work->execute(work->env, work->data);
  trace_end(&span);
}

static void complete_body(napi_env env, void *data) {
  const struct completion *completion = data;
  struct trace_span span;
  trace_begin_of(&span, trace_complete, env, (const void *)completion->complete,
                 completion->work);
  completion->complete(env, completion->status, completion->data);
  trace_end(&span);
}

static napi_status status_of(int uv_status) {
  switch (uv_status) {
  case 0:
    return napi_ok;
  case UV_EINVAL:
    return napi_invalid_arg;
  case UV_ECANCELED:
    return napi_cancelled;
  default:
    return napi_generic_failure;
  }
}

/* On the loop. The work is the addon's again before it is told: it may queue
 * it once more or delete it. */
static void after(uv_work_t *request, int uv_status) {
  napi_async_work work = request->data;
  napi_env env = work->env;
  struct completion completion = {work, work->complete, status_of(uv_status),
                                  work->data};
  env->runtime->pending_requests--;
  env->in_flight--;
  work->queued = false;
  if (work->deleted)
    memory_free(work);
  else if (completion.complete != NULL)
    call_from_loop(env, complete_body, NULL, &completion);
  env_release(env);
}

/*
 * Version 1. Hands the work to the pool. generic_failure: it is queued
 * already.
 */
napi_status impl_napi_queue_async_work(node_api_basic_env basic_env,
                                       napi_async_work work) {
  napi_env env = (napi_env)basic_env;
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, work);
  CHECK(env, !work->queued, napi_generic_failure);
  struct napi_shim_runtime *runtime = work->env->runtime;
  work->request.data = work;
  int failed = uv_queue_work(runtime->loop, &work->request, execute, after);
  CHECK(env, failed == 0, status_of(failed));
  work->queued = true;
  env_hold(work->env);
  work->env->in_flight++;
  runtime->pending_requests++;
  LEAVE(env, napi_ok);
}

/*
 * Version 1. Takes back work that has not started; its completion is told
 * napi_cancelled. generic_failure: too late.
 */
napi_status impl_napi_cancel_async_work(node_api_basic_env basic_env,
                                        napi_async_work work) {
  napi_env env = (napi_env)basic_env;
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, work);
  CHECK(env, work->queued, napi_generic_failure);
  LEAVE(env, status_of(uv_cancel((uv_req_t *)&work->request)));
}
