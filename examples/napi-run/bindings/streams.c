/* SPDX-License-Identifier: MIT */
/* Pipes: reading, writing, ending; and watched folders. */

#include <stdlib.h>
#include <string.h>

#include "bindings.h"

/* A write in flight, with its own copy of the bytes. */
struct write_request {
  uv_write_t uv;
  struct bindings *bindings;
  uint32_t id;
  char data[];
};

struct shutdown_request {
  uv_shutdown_t uv;
  struct bindings *bindings;
  uint32_t id;
};

static void notify(struct bindings *bindings, uint32_t id, const char *event,
                   int64_t status) {
  napi_handle_scope scope;
  if (bindings->closing ||
      napi_open_handle_scope(bindings->env, &scope) != napi_ok)
    return;
  bindings_dispatch(bindings, id, event, bind_new_int(bindings->env, status),
                    NULL);
  napi_close_handle_scope(bindings->env, scope);
}

static void on_alloc(uv_handle_t *handle, size_t size, uv_buf_t *buf) {
  (void)handle;
  buf->base = malloc(size);
  buf->len = buf->base == NULL ? 0 : size;
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buf) {
  struct bound_handle *handle = (struct bound_handle *)stream;
  struct bindings *bindings = handle->bindings;
  napi_handle_scope scope;
  if (count < 0)
    uv_read_stop(stream);
  if (count != 0 && !bindings->closing &&
      napi_open_handle_scope(bindings->env, &scope) == napi_ok) {
    napi_env env = bindings->env;
    napi_value bytes =
        count > 0 ? bind_new_bytes(env, buf->base, (size_t)count) : NULL;
    napi_value status = bind_new_int(env, count == UV_EOF ? 0 : count);
    bindings_dispatch(bindings, handle->id, "read", status, bytes);
    napi_close_handle_scope(env, scope);
  }
  free(buf->base);
}

static struct bound_handle *find(napi_env env, napi_value id) {
  return bound_handle_find(bindings_of(env), (uint32_t)bind_int(env, id, 0));
}

/* pipeOpen(fd): a pipe on a descriptor (or, when negative, on none yet). */
static napi_value pipe_open(napi_env env, napi_callback_info info) {
  napi_value argument;
  struct bindings *bindings = bindings_of(env);
  bind_args(env, info, &argument, 1, NULL);
  struct bound_handle *handle = bound_handle_new(bindings);
  if (handle == NULL)
    return bind_new_int(env, UV_ENOMEM);
  int status = uv_pipe_init(bindings->loop, &handle->uv.pipe, 0);
  if (status < 0) {
    bound_handle_drop(handle);
    return bind_new_int(env, status);
  }
  int fd = (int)bind_int(env, argument, -1);
  uint32_t id = handle->id;
  if (fd >= 0)
    status = uv_pipe_open(&handle->uv.pipe, fd);
  if (status < 0)
    bound_handle_close(handle);
  return bind_new_int(env, status < 0 ? status : (int64_t)id);
}

/* streamRead(id, on) */
static napi_value stream_read(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  bind_args(env, info, argv, 2, NULL);
  struct bound_handle *handle = find(env, argv[0]);
  if (handle == NULL)
    return bind_new_int(env, UV_EBADF);
  if (!bind_bool(env, argv[1]))
    return bind_new_int(env, uv_read_stop(&handle->uv.stream));
  return bind_new_int(env,
                      uv_read_start(&handle->uv.stream, on_alloc, on_read));
}

static void on_written(uv_write_t *uv, int status) {
  struct write_request *r = (struct write_request *)uv;
  struct bindings *bindings = r->bindings;
  notify(bindings, r->id, "written", status);
  free(r);
  bindings_pending_done(bindings);
}

/* streamWrite(id, bytes): the request's id or an error number. */
static napi_value stream_write(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  uint8_t *data;
  size_t length;
  struct bindings *bindings = bindings_of(env);
  bind_args(env, info, argv, 2, NULL);
  struct bound_handle *handle = find(env, argv[0]);
  if (handle == NULL)
    return bind_new_int(env, UV_EBADF);
  if (!bind_bytes(env, argv[1], &data, &length))
    return bind_throw(env, "a Buffer, TypedArray or DataView is expected");
  struct write_request *r = malloc(sizeof *r + length);
  if (r == NULL)
    return bind_new_int(env, UV_ENOMEM);
  memcpy(r->data, data, length);
  r->bindings = bindings;
  r->id = bindings_next_id(bindings);
  uv_buf_t buf = uv_buf_init(r->data, (unsigned)length);
  int status = uv_write(&r->uv, &handle->uv.stream, &buf, 1, on_written);
  if (status < 0) {
    free(r);
    return bind_new_int(env, status);
  }
  bindings_pending_add(bindings);
  return bind_new_int(env, r->id);
}

static void on_shutdown(uv_shutdown_t *uv, int status) {
  struct shutdown_request *r = (struct shutdown_request *)uv;
  struct bindings *bindings = r->bindings;
  notify(bindings, r->id, "shutdown", status);
  free(r);
  bindings_pending_done(bindings);
}

/* streamEnd(id): the request's id or an error number. */
static napi_value stream_end(napi_env env, napi_callback_info info) {
  napi_value argument;
  struct bindings *bindings = bindings_of(env);
  bind_args(env, info, &argument, 1, NULL);
  struct bound_handle *handle = find(env, argument);
  if (handle == NULL)
    return bind_new_int(env, UV_EBADF);
  struct shutdown_request *r = calloc(1, sizeof *r);
  if (r == NULL)
    return bind_new_int(env, UV_ENOMEM);
  r->bindings = bindings;
  r->id = bindings_next_id(bindings);
  int status = uv_shutdown(&r->uv, &handle->uv.stream, on_shutdown);
  if (status < 0) {
    free(r);
    return bind_new_int(env, status);
  }
  bindings_pending_add(bindings);
  return bind_new_int(env, r->id);
}

static void on_fs_event(uv_fs_event_t *uv, const char *name, int events,
                        int status) {
  struct bound_handle *handle = (struct bound_handle *)uv;
  struct bindings *bindings = handle->bindings;
  napi_env env = bindings->env;
  napi_handle_scope scope;
  if (napi_open_handle_scope(env, &scope) != napi_ok)
    return;
  bindings_dispatch(bindings, handle->id, "watch",
                    bind_new_int(env, status < 0 ? status : events),
                    name == NULL ? NULL : bind_new_string(env, name));
  napi_close_handle_scope(env, scope);
}

/* watch(path): the handle's id or an error number. */
static napi_value watch(napi_env env, napi_callback_info info) {
  napi_value argument;
  struct bindings *bindings = bindings_of(env);
  bind_args(env, info, &argument, 1, NULL);
  char *path = bind_string(env, argument, NULL);
  if (path == NULL)
    return NULL;
  struct bound_handle *handle = bound_handle_new(bindings);
  int status = handle == NULL ? UV_ENOMEM : 0;
  int64_t id = 0;
  if (handle != NULL) {
    id = handle->id;
    status = uv_fs_event_init(bindings->loop, &handle->uv.fs_event);
    if (status < 0) {
      bound_handle_drop(handle);
    } else {
      status = uv_fs_event_start(&handle->uv.fs_event, on_fs_event, path, 0);
      if (status < 0)
        bound_handle_close(handle);
    }
  }
  free(path);
  return bind_new_int(env, status < 0 ? status : id);
}

static const struct binding_function functions[] = {
    {"pipeOpen", pipe_open, NULL},
    {"streamRead", stream_read, NULL},
    {"streamWrite", stream_write, NULL},
    {"streamEnd", stream_end, NULL},
    {"watch", watch, NULL},
};

napi_value find_streams(napi_env env, const char *name) {
  return bind_named(env, name, functions, sizeof functions / sizeof *functions);
}
