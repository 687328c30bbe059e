/* SPDX-License-Identifier: MIT */
/* Child processes that the script waits for, on a loop of their own. */

#include <stdlib.h>
#include <string.h>

#include "spawn.h"

/* What was read from one pipe. */
struct collected {
  uv_pipe_t pipe;
  struct waiting *waiting;
  char *data;
  size_t length;
  size_t room;
};

/* The child that is waited for. */
struct waiting {
  uv_loop_t loop;
  uv_process_t process;
  uv_timer_t timer;
  uv_write_t write;
  struct collected *pipes;
  uint32_t count;
  size_t limit;
  int kill_signal;
  int error; /* ETIMEDOUT, ENOBUFS */
  bool exited;
  int64_t status;
  int signal;
};

static void close_handle(uv_handle_t *handle) {
  if (!uv_is_closing(handle))
    uv_close(handle, NULL);
}

/* First the signal, then the pipes: the other way round a child that writes
   could end by itself. Without its pipes the child's own children, which may
   live on, are not waited for. */
static void stop_child(struct waiting *w, int error) {
  if (w->error == 0)
    w->error = error;
  if (!w->exited)
    uv_process_kill(&w->process, w->kill_signal);
  for (uint32_t i = 0; i < w->count; i++)
    if (w->pipes[i].waiting != NULL)
      close_handle((uv_handle_t *)&w->pipes[i].pipe);
}

static void on_alloc(uv_handle_t *handle, size_t size, uv_buf_t *buf) {
  struct collected *c = (struct collected *)handle;
  if (c->room - c->length < size) {
    size_t room = c->room * 2 + size;
    char *data = realloc(c->data, room);
    if (data == NULL) {
      *buf = uv_buf_init(NULL, 0);
      return;
    }
    c->data = data;
    c->room = room;
  }
  *buf = uv_buf_init(c->data + c->length, (unsigned)(c->room - c->length));
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buf) {
  struct collected *c = (struct collected *)stream;
  (void)buf;
  if (count < 0) {
    uv_close((uv_handle_t *)stream, NULL);
    return;
  }
  c->length += (size_t)count;
  if (c->length > c->waiting->limit) {
    c->length = c->waiting->limit;
    stop_child(c->waiting, UV_ENOBUFS);
  }
}

static void on_child_exit(uv_process_t *process, int64_t status, int signal) {
  struct waiting *w = process->data;
  w->exited = true;
  w->status = status;
  w->signal = signal;
  uv_close((uv_handle_t *)process, NULL);
}

static void on_timeout(uv_timer_t *timer) {
  stop_child(timer->data, UV_ETIMEDOUT);
}

static void on_written(uv_write_t *write, int status) {
  (void)status; /* a child that does not read its input is no error */
  close_handle((uv_handle_t *)write->handle);
}

static void close_any(uv_handle_t *handle, void *unused) {
  (void)unused;
  close_handle(handle);
}

static void begin_io(struct waiting *w, struct spawn_plan *plan, char *input,
                     size_t length) {
  for (uint32_t i = 0; i < plan->count; i++) {
    if (plan->kinds[i] != -2)
      continue;
    uv_stream_t *stream = (uv_stream_t *)&w->pipes[i].pipe;
    if (i > 0) {
      uv_read_start(stream, on_alloc, on_read);
      continue;
    }
    uv_buf_t buf = uv_buf_init(input, (unsigned)length);
    if (length == 0 || uv_write(&w->write, stream, &buf, 1, on_written) < 0)
      uv_close((uv_handle_t *)stream, NULL);
  }
}

static int run_child(struct waiting *w, struct spawn_plan *plan, char *input,
                     size_t length, uint64_t timeout) {
  for (uint32_t i = 0; i < plan->count; i++) {
    if (plan->kinds[i] != -2)
      continue;
    uv_pipe_init(&w->loop, &w->pipes[i].pipe, 0);
    w->pipes[i].waiting = w;
    plan->stdio[i].flags = UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE;
    plan->stdio[i].data.stream = (uv_stream_t *)&w->pipes[i].pipe;
  }
  plan->options.exit_cb = on_child_exit;
  w->process.data = w;
  uv_timer_init(&w->loop, &w->timer);
  w->timer.data = w;
  int status = uv_spawn(&w->loop, &w->process, &plan->options);
  if (status == 0) {
    begin_io(w, plan, input, length);
    if (timeout > 0)
      uv_timer_start(&w->timer, on_timeout, timeout, 0);
    /* It runs for as long as the child or a pipe of its is there. */
    uv_unref((uv_handle_t *)&w->timer);
    uv_run(&w->loop, UV_RUN_DEFAULT);
  }
  uv_walk(&w->loop, close_any, NULL);
  uv_run(&w->loop, UV_RUN_DEFAULT);
  return status;
}

/* [error, status, signal, pid, bytes or undefined per stdio entry…] */
static napi_value outcome(napi_env env, struct waiting *w, int status,
                          const struct spawn_plan *plan) {
  napi_value list;
  if (napi_create_array(env, &list) != napi_ok)
    return NULL;
  int error = status < 0 ? status : w->error;
  napi_set_element(env, list, 0, bind_new_int(env, error));
  napi_set_element(env, list, 1, bind_new_int(env, w->status));
  napi_set_element(env, list, 2, bind_new_int(env, w->signal));
  napi_set_element(env, list, 3,
                   bind_new_int(env, status < 0 ? 0 : w->process.pid));
  for (uint32_t i = 0; i < plan->count; i++) {
    struct collected *c = &w->pipes[i];
    bool piped = plan->kinds[i] == -2 && i > 0;
    napi_set_element(env, list, i + 4,
                     piped ? bind_new_bytes(env, c->data, c->length)
                           : bind_undefined(env));
  }
  return list;
}

static napi_value run(napi_env env, napi_value options,
                      struct spawn_plan *plan) {
  struct waiting w;
  uint8_t *input = NULL;
  size_t length = 0;
  memset(&w, 0, sizeof w);
  w.limit = (size_t)bind_double(env, spawn_get(env, options, "maxBuffer"),
                                1024 * 1024);
  w.kill_signal = (int)bind_int(env, spawn_get(env, options, "killSignal"), 15);
  double timeout = bind_double(env, spawn_get(env, options, "timeout"), 0);
  bind_bytes(env, spawn_get(env, options, "input"), &input, &length);
  w.pipes = calloc(plan->count + 1u, sizeof *w.pipes);
  w.count = plan->count;
  if (w.pipes == NULL || uv_loop_init(&w.loop) < 0) {
    free(w.pipes);
    return bind_throw(env, "out of memory");
  }
  int status = run_child(&w, plan, (char *)input, length, (uint64_t)timeout);
  napi_value result = outcome(env, &w, status, plan);
  uv_loop_close(&w.loop);
  for (uint32_t i = 0; i < plan->count; i++)
    free(w.pipes[i].data);
  free(w.pipes);
  return result;
}

/* spawnSync(options) */
static napi_value spawn_sync(napi_env env, napi_callback_info info) {
  napi_value argument, result = NULL;
  struct spawn_plan plan;
  bind_args(env, info, &argument, 1, NULL);
  if (spawn_plan_parse(env, argument, &plan))
    result = run(env, argument, &plan);
  spawn_plan_free(&plan);
  return result;
}

napi_value find_spawn_sync(napi_env env, const char *name) {
  static const struct binding_function f = {"spawnSync", spawn_sync, NULL};
  return bind_named(env, name, &f, 1);
}
