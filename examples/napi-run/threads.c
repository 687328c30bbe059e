/* SPDX-License-Identifier: MIT */
/* Worker threads: started, stopped and joined by the thread above. */

#include "threads.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "bindings.h"
#include "host.h"
#include "message.h"

struct host_thread {
  struct host_thread *next; /* of the same parent */
  uv_thread_t thread;
  int id;
  struct run_options options;
  struct host host;
  uv_loop_t loop;
  struct channel_end *control; /* until the bootstrap takes it */
  struct channel_end *life;    /* closed as the thread's last act */

  uv_mutex_t lock; /* for `running` and the use of `wake` */
  napi_shim_runtime *running;
  uv_async_t wake;
  atomic_bool stopped;
  int exit_code;
};

/* 0 is the main thread. */
static atomic_int last_id;

/* JavaScript needs more than some systems give to a thread. */
enum { stack_size = 4 << 20 };

static void on_wake(uv_async_t *wake) {
  uv_stop(wake->loop);
}

bool threads_stopped(const struct host *host) {
  return host->thread != NULL && atomic_load(&host->thread->stopped);
}

/* The first who stops a thread says with which code it ends. */
static void stop(struct host_thread *thread, int code) {
  uv_mutex_lock(&thread->lock);
  if (!atomic_load(&thread->stopped)) {
    thread->exit_code = code;
    atomic_store(&thread->stopped, true);
  }
  if (thread->running != NULL) {
    napi_shim_runtime_terminate(thread->running);
    uv_async_send(&thread->wake);
  }
  uv_mutex_unlock(&thread->lock);
}

void threads_exit(struct host *host, int code) {
  stop(host->thread, code);
}

void threads_opened(struct host *host) {
  struct host_thread *thread = host->thread;
  if (uv_async_init(host->loop, &thread->wake, on_wake) != 0)
    abort();
  uv_unref((uv_handle_t *)&thread->wake);
  uv_mutex_lock(&thread->lock);
  thread->running = host->runtime;
  if (atomic_load(&thread->stopped))
    napi_shim_runtime_terminate(host->runtime);
  uv_mutex_unlock(&thread->lock);
}

void threads_closing(struct host *host) {
  struct host_thread *thread = host->thread;
  uv_mutex_lock(&thread->lock);
  bool was_open = thread->running != NULL;
  thread->running = NULL;
  uv_mutex_unlock(&thread->lock);
  if (was_open)
    uv_close((uv_handle_t *)&thread->wake, NULL);
}

static void close_handle(uv_handle_t *handle, void *data) {
  (void)data;
  if (!uv_is_closing(handle))
    uv_close(handle, NULL);
}

/* An addon may have left handles open, which nobody can use any more. */
static void close_loop(uv_loop_t *loop) {
  while (uv_loop_close(loop) == UV_EBUSY) {
    uv_walk(loop, close_handle, NULL);
    uv_run(loop, UV_RUN_ONCE);
  }
}

static void work(void *data) {
  struct host_thread *thread = data;
  struct host *host = &thread->host;
  int code = 1;
  if (uv_loop_init(&thread->loop) == 0) {
    host->loop = &thread->loop;
    if (host_open(host) && host_start(host))
      code = host_run(host);
    host_close(host);
    close_loop(&thread->loop);
  }
  if (!atomic_load(&thread->stopped))
    thread->exit_code = code;
  if (thread->control != NULL)
    channel_end_close(thread->control);
  channel_end_close(thread->life);
}

static void thread_free(struct host_thread *thread) {
  uv_mutex_destroy(&thread->lock);
  free(thread);
}

static struct host_thread *thread_new(struct host *parent) {
  struct host_thread *thread = calloc(1, sizeof *thread);
  if (thread == NULL)
    return NULL;
  if (uv_mutex_init(&thread->lock) != 0) {
    free(thread);
    return NULL;
  }
  thread->id = atomic_fetch_add(&last_id, 1) + 1;
  thread->options = *parent->options;
  thread->options.engine = napi_shim_runtime_engine_name(parent->runtime);
  thread->options.script = NULL;
  thread->options.code = NULL;
  thread->options.print = false;
  thread->options.isolate = false;
  thread->options.worker = false;
  thread->options.script_argc = 0;
  thread->host = (struct host){.options = &thread->options,
                               .thread = thread,
                               .argv0 = parent->argv0,
                               .exec_path = parent->exec_path};
  return thread;
}

/* Waits for its end and forgets the thread. */
static int join(struct host *parent, struct host_thread *thread) {
  struct host_thread **link = &parent->threads;
  while (*link != thread)
    link = &(*link)->next;
  *link = thread->next;
  uv_thread_join(&thread->thread);
  int code = thread->exit_code;
  thread_free(thread);
  return code;
}

void threads_stop_all(struct host *host) {
  for (struct host_thread *t = host->threads; t != NULL; t = t->next)
    stop(t, 1);
  while (host->threads != NULL)
    join(host, host->threads);
}

static struct host *arguments(napi_env env, napi_callback_info info,
                              napi_value *argument) {
  void *data = NULL;
  bind_args(env, info, argument, 1, &data);
  return data;
}

static struct host_thread *find(struct host *host, int64_t id) {
  struct host_thread *thread = host->threads;
  while (thread != NULL && thread->id != id)
    thread = thread->next;
  return thread;
}

static bool start(struct host *host, struct host_thread *thread) {
  uv_thread_options_t options = {.flags = UV_THREAD_HAS_STACK_SIZE,
                                 .stack_size = stack_size};
  thread->next = host->threads;
  host->threads = thread;
  if (uv_thread_create_ex(&thread->thread, &options, work, thread) == 0)
    return true;
  host->threads = thread->next;
  thread_free(thread);
  return false;
}

/* startThread(control, life): the thread's id. It gets two ends of channels,
 * one to talk, the other one it closes when all is over. */
static napi_value start_thread(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  void *data = NULL, *ends[2] = {NULL, NULL};
  bind_args(env, info, argv, 2, &data);
  if (napi_get_value_external(env, argv[0], &ends[0]) != napi_ok ||
      napi_get_value_external(env, argv[1], &ends[1]) != napi_ok)
    return bind_throw(env, "two ends of channels are expected");
  struct host_thread *thread = thread_new(data);
  if (thread != NULL) {
    int id = thread->id;
    thread->control = ends[0];
    thread->life = ends[1];
    if (start(data, thread))
      return bind_new_int(env, id);
  }
  channel_end_close(ends[0]);
  channel_end_close(ends[1]);
  napi_throw_error(env, "ERR_WORKER_INIT_FAILED",
                   "Worker initialization failure: no thread can be made");
  return NULL;
}

/* takeControl(): on the thread, its end of the channel to talk. */
static napi_value take_control(napi_env env, napi_callback_info info) {
  napi_value argument, control = NULL;
  struct host_thread *thread = arguments(env, info, &argument)->thread;
  if (thread->control == NULL ||
      napi_create_external(env, thread->control, NULL, NULL, &control) !=
          napi_ok)
    return NULL;
  thread->control = NULL;
  return control;
}

/* stopThread(id) */
static napi_value stop_thread(napi_env env, napi_callback_info info) {
  napi_value argument;
  struct host *host = arguments(env, info, &argument);
  struct host_thread *thread = find(host, bind_int(env, argument, 0));
  if (thread != NULL)
    stop(thread, 1);
  return NULL;
}

/* joinThread(id): the exit code of a thread that has closed its channel. */
static napi_value join_thread(napi_env env, napi_callback_info info) {
  napi_value argument;
  struct host *host = arguments(env, info, &argument);
  struct host_thread *thread = find(host, bind_int(env, argument, 0));
  return thread == NULL ? NULL : bind_new_int(env, join(host, thread));
}

void threads_define(struct host *host, napi_env env, napi_value object) {
  struct binding_function functions[] = {{"startThread", start_thread, host},
                                         {"stopThread", stop_thread, host},
                                         {"joinThread", join_thread, host},
                                         {"takeControl", take_control, host}};
  bool is_worker = host->thread != NULL;
  bind_functions(env, object, functions, is_worker ? 4 : 3);
  bind_set_int(env, object, "threadId", is_worker ? host->thread->id : 0);
}
