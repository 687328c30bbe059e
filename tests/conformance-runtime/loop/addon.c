/* SPDX-License-Identifier: MIT */
/* An addon with handles of its own on the loop: timers, asyncs, polls, idle,
 * prepare, check and pool work, made with libuv. */
#include "common.h"

#include <unistd.h>
#include <uv.h>

struct callback {
  napi_env env;
  napi_ref function;
  int left;
  union {
    uv_handle_t handle;
    uv_timer_t timer;
    uv_async_t async;
    uv_poll_t poll;
    uv_idle_t idle;
    uv_prepare_t prepare;
    uv_check_t check;
  } uv;
  uv_work_t work;
  uv_thread_t thread;
  int pipe[2];
};

static struct callback *callback_new(napi_env env, napi_callback_info info,
                                     uv_loop_t **loop) {
  napi_value argv[2];
  arguments(env, info, 2, argv);
  struct callback *it = calloc(1, sizeof *it);
  it->env = env;
  it->uv.handle.data = it;
  it->left = (int)integer(env, argv[1]);
  MUST(napi_create_reference(env, argv[0], 1, &it->function));
  MUST(napi_get_uv_event_loop(env, loop));
  return it;
}

static void closed(uv_handle_t *handle) {
  struct callback *it = handle->data;
  MUST(napi_delete_reference(it->env, it->function));
  free(it);
}

/* Calls the script as an addon does that is called by the loop. */
static void call(struct callback *it) {
  napi_handle_scope scope;
  napi_value function, receiver;
  MUST(napi_open_handle_scope(it->env, &scope));
  MUST(napi_get_reference_value(it->env, it->function, &function));
  MUST(napi_create_object(it->env, &receiver));
  napi_status status =
      napi_make_callback(it->env, NULL, receiver, function, 0, NULL, NULL);
  if (status != napi_ok)
    say_status("make_callback", status);
  MUST(napi_close_handle_scope(it->env, scope));
}

static void call_and_count(struct callback *it) {
  call(it);
  if (--it->left == 0)
    uv_close(&it->uv.handle, closed);
}

static void on_timer(uv_timer_t *handle) {
  call_and_count(handle->data);
}

static napi_value timer(napi_env env, napi_callback_info info) {
  uv_loop_t *loop;
  struct callback *it = callback_new(env, info, &loop);
  uv_timer_init(loop, &it->uv.timer);
  uv_timer_start(&it->uv.timer, on_timer, 2, 2);
  return NULL;
}

static void on_idle(uv_idle_t *handle) {
  call_and_count(handle->data);
}

static napi_value idle(napi_env env, napi_callback_info info) {
  uv_loop_t *loop;
  struct callback *it = callback_new(env, info, &loop);
  uv_idle_init(loop, &it->uv.idle);
  uv_idle_start(&it->uv.idle, on_idle);
  return NULL;
}

static void on_prepare(uv_prepare_t *handle) {
  call_and_count(handle->data);
}

static napi_value prepare(napi_env env, napi_callback_info info) {
  uv_loop_t *loop;
  struct callback *it = callback_new(env, info, &loop);
  uv_prepare_init(loop, &it->uv.prepare);
  uv_prepare_start(&it->uv.prepare, on_prepare);
  return NULL;
}

static void on_check(uv_check_t *handle) {
  call_and_count(handle->data);
}

static napi_value check(napi_env env, napi_callback_info info) {
  uv_loop_t *loop;
  struct callback *it = callback_new(env, info, &loop);
  uv_check_init(loop, &it->uv.check);
  uv_check_start(&it->uv.check, on_check);
  return NULL;
}

static void on_async(uv_async_t *handle) {
  struct callback *it = handle->data;
  call(it);
  uv_thread_join(&it->thread);
  uv_close(&it->uv.handle, closed);
}

static void send_from_thread(void *data) {
  struct callback *it = data;
  usleep(5000);
  uv_async_send(&it->uv.async);
}

static napi_value async(napi_env env, napi_callback_info info) {
  uv_loop_t *loop;
  struct callback *it = callback_new(env, info, &loop);
  uv_async_init(loop, &it->uv.async, on_async);
  if (uv_thread_create(&it->thread, send_from_thread, it) != 0)
    abort();
  return NULL;
}

static void on_readable(uv_poll_t *handle, int status, int events) {
  struct callback *it = handle->data;
  char bytes[8];
  ssize_t length = read(it->pipe[0], bytes, sizeof bytes);
  say("poll %d, readable %d, bytes %d", status, events == UV_READABLE,
      (int)length);
  call(it);
  close(it->pipe[0]);
  close(it->pipe[1]);
  uv_close(&it->uv.handle, closed);
}

static napi_value poll_pipe(napi_env env, napi_callback_info info) {
  uv_loop_t *loop;
  struct callback *it = callback_new(env, info, &loop);
  if (pipe(it->pipe) != 0 || write(it->pipe[1], "bytes", 5) != 5)
    abort();
  uv_poll_init(loop, &it->uv.poll, it->pipe[0]);
  uv_poll_start(&it->uv.poll, UV_READABLE, on_readable);
  return NULL;
}

static void on_pool(uv_work_t *work) {
  (void)work;
  usleep(2000);
}

static void after_pool(uv_work_t *work, int status) {
  struct callback *it = work->data;
  say("work %d", status);
  call(it);
  MUST(napi_delete_reference(it->env, it->function));
  free(it);
}

static napi_value pool(napi_env env, napi_callback_info info) {
  uv_loop_t *loop;
  struct callback *it = callback_new(env, info, &loop);
  it->work.data = it;
  uv_queue_work(loop, &it->work, on_pool, after_pool);
  return NULL;
}

/* A handle that stays until the end: closed by a hook. */
static void end_closed(uv_handle_t *handle) {
  say("handle closed by the hook");
  free(handle->data);
}

static void end_async_closed(uv_handle_t *handle) {
  struct callback *it = handle->data;
  say("handle closed by the hook");
  MUST(napi_remove_async_cleanup_hook(
      (napi_async_cleanup_hook_handle)it->work.data));
  free(it);
}

static void end_hook(void *data) {
  struct callback *it = data;
  say("hook");
  uv_close(&it->uv.handle, end_closed);
}

static void end_async_hook(napi_async_cleanup_hook_handle handle, void *data) {
  struct callback *it = data;
  say("async hook");
  it->work.data = handle;
  uv_close(&it->uv.handle, end_async_closed);
}

static void unexpected(uv_timer_t *timer) {
  (void)timer;
  say("a timer that should not fire");
}

static napi_value until_end(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  uv_loop_t *loop;
  MUST(napi_get_uv_event_loop(env, &loop));
  struct callback *it = calloc(1, sizeof *it);
  it->uv.handle.data = it;
  uv_timer_init(loop, &it->uv.timer);
  uv_timer_start(&it->uv.timer, unexpected, 1000000, 0);
  uv_unref(&it->uv.handle);
  if (integer(env, argv[0]))
    MUST(napi_add_async_cleanup_hook(env, end_async_hook, it, NULL));
  else
    MUST(napi_add_env_cleanup_hook(env, end_hook, it));
  return NULL;
}

void topic_init(napi_env env, napi_value exports) {
  export_function(env, exports, "timer", timer);
  export_function(env, exports, "idle", idle);
  export_function(env, exports, "prepare", prepare);
  export_function(env, exports, "check", check);
  export_function(env, exports, "async", async);
  export_function(env, exports, "poll", poll_pipe);
  export_function(env, exports, "pool", pool);
  export_function(env, exports, "untilEnd", until_end);
}
