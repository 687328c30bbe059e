/* SPDX-License-Identifier: MIT */
/* The loop as seen by hosts that have none of their own, or another kind. */

#include "env/memory.h"
#include "env/runtime.h"

bool runtime_loop_open(struct napi_shim_runtime *runtime, uv_loop_t *loop) {
  if (loop != NULL) {
    runtime->loop = loop;
    return true;
  }
  loop = memory_alloc(sizeof *loop);
  if (loop == NULL)
    return false;
  if (uv_loop_init(loop) != 0) {
    memory_free(loop);
    return false;
  }
  runtime->loop = runtime->own_loop = loop;
  return true;
}

static void close_handle(uv_handle_t *handle, void *data) {
  (void)data;
  if (!uv_is_closing(handle))
    uv_close(handle, NULL);
}

void runtime_loop_close(struct napi_shim_runtime *runtime) {
  uv_loop_t *loop = runtime->own_loop;
  if (loop == NULL)
    return;
  /* What an addon has left open belongs to nobody any more. */
  while (uv_loop_close(loop) == UV_EBUSY) {
    uv_walk(loop, close_handle, NULL);
    uv_run(loop, UV_RUN_ONCE);
  }
  memory_free(loop);
}

uv_loop_t *napi_shim_runtime_loop(napi_shim_runtime *runtime) {
  return runtime->loop;
}

int napi_shim_runtime_poll_fd(napi_shim_runtime *runtime) {
  return uv_backend_fd(runtime->loop);
}

bool napi_shim_runtime_alive(napi_shim_runtime *runtime) {
  return uv_loop_alive(runtime->loop) != 0;
}

int napi_shim_runtime_poll_timeout(napi_shim_runtime *runtime) {
  if (!napi_shim_runtime_alive(runtime))
    return -1;
  /* The loop's idea of now is from its last turn. */
  uv_update_time(runtime->loop);
  return uv_backend_timeout(runtime->loop);
}

napi_shim_status napi_shim_runtime_run_once(napi_shim_runtime *runtime) {
  napi_shim_status status = runtime_check(runtime);
  if (status != napi_shim_ok)
    return status;
  if (runtime->depth > 0)
    return runtime_fail(napi_shim_busy, "a callback is running");
  uv_run(runtime->loop, UV_RUN_NOWAIT);
  return napi_shim_ok;
}
