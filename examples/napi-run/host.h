/* SPDX-License-Identifier: MIT */
/* A runtime with its bootstrap: what napi-run adds to the library. */

#ifndef NAPI_RUN_HOST_H
#define NAPI_RUN_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "napi_shim.h"

#include "options.h"

/* JavaScript functions that the bootstrap hands over. */
enum host_hook {
  hook_run_ticks,
  hook_uncaught,
  hook_rejections,
  hook_warning,
  hook_before_exit,
  hook_exit,
  hook_main,
  hook_idle,
  hook_retire,
  hook_count
};

enum host_flag {
  flag_ticks,     /* ticks are waiting */
  flag_file_over, /* a worker's file has nothing left to run */
  flag_count
};

/* A promise that was rejected, or got its handler after all. */
struct host_rejection {
  napi_ref promise;
  napi_ref reason;
  bool handled;
};

/* One runtime and what the program knows about it. */
struct host {
  uv_loop_t *loop;
  napi_shim_runtime *runtime;
  const struct run_options *options;
  const char *script; /* what main() runs */
  char *exec_path;
  const char *argv0;
  double started_at;
  napi_ref hooks[hook_count];
  int32_t *flags; /* shared with the bootstrap: see enum host_flag */
  napi_ref flags_buffer;
  struct host_rejection *rejections;
  size_t rejection_count;
  bool rejections_ready; /* microtasks have run since they were noted */
  size_t rejection_room;
  struct host_thread *thread;  /* that this is the host of; NULL: main */
  struct host_thread *threads; /* that were started here */
};

/* A built-in's text; the list is sorted by id and generated. */
struct builtin_source {
  const char *id;
  const char *text;
  size_t length;
};
extern const struct builtin_source builtin_sources[];
extern const size_t builtin_source_count;

/* Opens the runtime. False: an error was printed. */
bool host_open(struct host *host);

/* Runs the bootstrap in the current global. False: an error was printed. */
bool host_start(struct host *host);

/* A hook as an outermost call, its result as a number; what it throws is
 * uncaught. */
double host_call_hook(struct host *host, enum host_hook hook);

/* Forgets what the host holds of the current global. */
void host_forget_global(struct host *host);

/* Runs the main script and the loop until nothing is left; the exit code. */
int host_run(struct host *host);

/* Closes the runtime and frees what the host holds. */
void host_close(struct host *host);

/* The object that the bootstrap knows as `host`. */
napi_value host_object(struct host *host, napi_env env);

/* Evaluates a built-in's text, inside a callback or a bracket. NULL with the
 * exception pending in the host's env when it fails. */
napi_value host_compile_builtin(struct host *host, const char *id);

/* Ends the process as process.exit() does. On a worker thread it returns, and
 * that thread ends. */
void host_exit(struct host *host, int code);

#endif
