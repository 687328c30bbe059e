/* SPDX-License-Identifier: MIT */
/* The benchmark's asynchronous parts: finalizers, work on the thread pool,
 * threadsafe functions. */

#include "addon.h"

#include <pthread.h>
#include <stdlib.h>

/* --- finalizers ----------------------------------------------------------- */

static double finalized;

static void finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)data;
  (void)hint;
  finalized++;
}

/* (count): that many objects with a finalizer, dropped at once. */
static napi_value make_garbage(napi_env env, napi_callback_info info) {
  napi_value argument, value;
  size_t argc = 1;
  uint32_t count;
  TRY(napi_get_cb_info(env, info, &argc, &argument, NULL, NULL));
  TRY(napi_get_value_uint32(env, argument, &count));
  for (uint32_t i = 0; i < count; i++) {
    napi_handle_scope scope;
    TRY(napi_open_handle_scope(env, &scope));
    TRY(napi_create_object(env, &value));
    TRY(napi_wrap(env, value, &finalized, finalize, NULL, NULL));
    TRY(napi_close_handle_scope(env, scope));
  }
  return NULL;
}

static napi_value finalized_count(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  TRY(napi_create_double(env, finalized, &result));
  return result;
}

/* --- what ends with a call of `done` -------------------------------------- */

struct job {
  napi_ref done;
  double start;
  uint32_t left; /* to start, or to receive */
  uint32_t pending;
};

static void job_end(napi_env env, struct job *job) {
  napi_value done, receiver, argument;
  double spent = now_ns() - job->start;
  if (napi_get_reference_value(env, job->done, &done) != napi_ok ||
      napi_get_undefined(env, &receiver) != napi_ok ||
      napi_create_double(env, spent, &argument) != napi_ok)
    abort();
  napi_call_function(env, receiver, done, 1, &argument, NULL);
  napi_delete_reference(env, job->done);
  free(job);
}

static struct job *job_new(napi_env env, napi_value done, uint32_t count) {
  struct job *job = calloc(1, sizeof *job);
  if (job == NULL ||
      napi_create_reference(env, done, 1, &job->done) != napi_ok) {
    free(job);
    return NULL;
  }
  job->left = count;
  job->start = now_ns();
  return job;
}

/* --- asynchronous work ---------------------------------------------------- */

struct work {
  struct job *job;
  napi_async_work handle;
};

static void execute(napi_env env, void *data) {
  (void)env;
  (void)data;
}

static void complete(napi_env env, napi_status status, void *data);

static napi_status start_one(napi_env env, struct job *job) {
  struct work *work = malloc(sizeof *work);
  napi_value name;
  napi_status status = napi_create_string_utf8(env, "bench", 5, &name);
  if (work == NULL || status != napi_ok) {
    free(work);
    return napi_generic_failure;
  }
  work->job = job;
  job->left--;
  job->pending++;
  status = napi_create_async_work(env, NULL, name, execute, complete, work,
                                  &work->handle);
  return status == napi_ok ? napi_queue_async_work(env, work->handle) : status;
}

static void complete(napi_env env, napi_status status, void *data) {
  struct work *work = data;
  struct job *job = work->job;
  if (status != napi_ok || napi_delete_async_work(env, work->handle) != napi_ok)
    abort();
  free(work);
  job->pending--;
  if (job->left > 0 && start_one(env, job) != napi_ok)
    abort();
  if (job->pending == 0)
    job_end(env, job);
}

/* (count, flying, done) */
static napi_value async_work(napi_env env, napi_callback_info info) {
  napi_value argv[3];
  size_t argc = 3;
  uint32_t count, flying;
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  TRY(napi_get_value_uint32(env, argv[0], &count));
  TRY(napi_get_value_uint32(env, argv[1], &flying));
  struct job *job = job_new(env, argv[2], count);
  for (uint32_t i = 0; job != NULL && i < flying; i++)
    TRY(start_one(env, job));
  return NULL;
}

/* --- threadsafe functions ------------------------------------------------- */

struct producer {
  napi_threadsafe_function function;
  uint32_t count;
};

static void *produce(void *data) {
  struct producer *producer = data;
  for (uint32_t i = 0; i < producer->count; i++) {
    if (napi_call_threadsafe_function(producer->function, NULL,
                                      napi_tsfn_blocking) != napi_ok)
      abort();
  }
  napi_release_threadsafe_function(producer->function, napi_tsfn_release);
  free(producer);
  return NULL;
}

static void receive(napi_env env, napi_value function, void *context,
                    void *data) {
  (void)data;
  struct job *job = context;
  napi_value receiver;
  if (env == NULL || napi_get_undefined(env, &receiver) != napi_ok ||
      napi_call_function(env, receiver, function, 0, NULL, NULL) != napi_ok)
    abort();
  if (--job->left == 0)
    job_end(env, job);
}

static bool start_producer(napi_threadsafe_function function, uint32_t count) {
  struct producer *producer = malloc(sizeof *producer);
  pthread_t thread;
  if (producer == NULL)
    return false;
  *producer = (struct producer){function, count};
  return pthread_create(&thread, NULL, produce, producer) == 0 &&
         pthread_detach(thread) == 0;
}

/* (count, producers, limit, function, done) */
static napi_value threadsafe(napi_env env, napi_callback_info info) {
  napi_value argv[5], name;
  size_t argc = 5;
  uint32_t count, producers, limit;
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  TRY(napi_get_value_uint32(env, argv[0], &count));
  TRY(napi_get_value_uint32(env, argv[1], &producers));
  TRY(napi_get_value_uint32(env, argv[2], &limit));
  TRY(napi_create_string_utf8(env, "bench", 5, &name));
  struct job *job = job_new(env, argv[4], count / producers * producers);
  napi_threadsafe_function function;
  TRY(napi_create_threadsafe_function(env, argv[3], NULL, name, limit,
                                      producers, NULL, NULL, job, receive,
                                      &function));
  for (uint32_t i = 0; i < producers; i++) {
    if (!start_producer(function, count / producers))
      abort();
  }
  return NULL;
}

napi_value async_init(napi_env env, napi_value exports) {
  const napi_property_descriptor list[] = {
      METHOD("makeGarbage", make_garbage),
      METHOD("finalizedCount", finalized_count),
      METHOD("asyncWork", async_work), METHOD("threadsafe", threadsafe)};
  TRY(napi_define_properties(env, exports, sizeof list / sizeof *list, list));
  return exports;
}
