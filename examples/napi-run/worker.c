/* SPDX-License-Identifier: MIT */
/* Test files one after another, each in a fresh global of one runtime. */

#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void tell(const char *line) {
  size_t left = strlen(line);
  while (left > 0) {
    ssize_t written = write(worker_channel, line, left);
    if (written < 0 && errno != EINTR)
      return;
    if (written > 0) {
      line += written;
      left -= (size_t)written;
    }
  }
}

void worker_tell_exit(int code) {
  char line[64];
  snprintf(line, sizeof line, "\n{\"event\":\"exit\",\"code\":%d}\n", code);
  tell(line);
}

void worker_prepare(void) {
  /* What a test starts must not keep the channel open. */
  fcntl(worker_channel, F_SETFD, FD_CLOEXEC);
  napi_shim_note_calls();
}

/* One line from the coordinator, which waits for nothing else meanwhile. */
static bool read_path(char *path, size_t room) {
  size_t length = 0;
  while (length + 1 < room) {
    ssize_t got = read(worker_channel, path + length, 1);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return false;
    if (path[length] == '\n') {
      path[length] = '\0';
      return true;
    }
    length++;
  }
  return false;
}

/* Until the file says that it is over. One turn there is always: what earlier
 * files left owed, finalizers too, has its turn in each file. */
static void run_loop(struct host *host) {
  uv_update_time(host->loop);
  host_call_hook(host, hook_main);
  uv_run(host->loop, UV_RUN_NOWAIT);
  while (host->flags[flag_file_over] == 0) {
    if (uv_run(host->loop, UV_RUN_ONCE) == 0 &&
        host->flags[flag_file_over] == 0)
      host_call_hook(host, hook_idle);
  }
}

/* The file's global goes, with everything that the host had from it; addons
 * stay, and so does what they still owe. */
static bool leave_global(struct host *host) {
  host_call_hook(host, hook_retire);
  host_forget_global(host);
  if (napi_shim_runtime_swap_realm(host->runtime, napi_shim_swap_retire) ==
      napi_shim_ok)
    return true;
  fprintf(stderr, "napi-run: %s\n", napi_shim_last_error());
  return false;
}

static void out_of_time(uv_timer_t *timer) {
  uv_stop(timer->loop);
}

/* What files left in flight comes to its end, if it is soon. */
static void finish_work(struct host *host) {
  uv_timer_t patience;
  uv_timer_init(host->loop, &patience);
  uv_timer_start(&patience, out_of_time, 2000, 0);
  uv_unref((uv_handle_t *)&patience);
  uv_run(host->loop, UV_RUN_DEFAULT);
  uv_close((uv_handle_t *)&patience, NULL);
  uv_run(host->loop, UV_RUN_NOWAIT);
}

int worker_run(struct host *host) {
  char path[4096];
  worker_watch_signals();
  tell("{\"event\":\"ready\"}\n");
  while (read_path(path, sizeof path)) {
    host->script = path;
    if (!host_start(host))
      return 1;
    run_loop(host);
    host->script = NULL;
    if (!leave_global(host))
      return 1;
    /* Only now: what goes wrong in a swap is told of the file before it. */
    tell("{\"event\":\"done\"}\n");
  }
  finish_work(host);
  return 0;
}
