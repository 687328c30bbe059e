/* SPDX-License-Identifier: MIT */
/* Opens a runtime, gives it the bindings and the bootstrap, runs it. */

#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindings.h"
#include "threads.h"
#include "worker.h"

/* Calls a hook of the bootstrap; NULL when it threw (the exception is then
 * pending in the host's env) or is not there yet. */
static napi_value call_hook(struct host *host, enum host_hook hook, size_t argc,
                            const napi_value *argv) {
  napi_env env = napi_shim_runtime_env(host->runtime);
  napi_value function, result = NULL;
  if (host->hooks[hook] == NULL ||
      napi_get_reference_value(env, host->hooks[hook], &function) != napi_ok ||
      function == NULL)
    return NULL;
  if (napi_call_function(env, bind_undefined(env), function, argc, argv,
                         &result) != napi_ok)
    return NULL;
  return result;
}

/* Shows an exception by the simplest means there are. */
static void print_plainly(napi_env env, napi_value error) {
  static const char *const parts[] = {"name", "message", "stack"};
  napi_value text;
  char buffer[4096];
  for (int i = 0; i < 3; i++) {
    if (napi_get_named_property(env, error, parts[i], &text) == napi_ok &&
        napi_get_value_string_utf8(env, text, buffer, sizeof buffer, NULL) ==
            napi_ok)
      fprintf(stderr, i == 0 ? "%s: " : "%s\n", buffer);
  }
}

static void uncaught_exception(void *data, napi_env env, napi_value error) {
  struct host *host = data;
  napi_value other;
  if (host->hooks[hook_uncaught] == NULL) {
    print_plainly(env, error);
    host_exit(host, 1);
    return;
  }
  if (call_hook(host, hook_uncaught, 1, &error) != NULL ||
      threads_stopped(host))
    return;
  print_plainly(env, error);
  if (napi_get_and_clear_last_exception(env, &other) == napi_ok)
    print_plainly(env, other);
  host_exit(host, 7);
}

/* Notes it; JavaScript hears of it when it is at rest. */
static void promise_rejection(void *data, napi_env env, napi_value promise,
                              napi_value reason, bool handled) {
  struct host *host = data;
  if (host->rejection_count == host->rejection_room) {
    size_t room = host->rejection_room * 2 + 8;
    struct host_rejection *list =
        realloc(host->rejections, room * sizeof *list);
    if (list == NULL)
      return;
    host->rejections = list;
    host->rejection_room = room;
  }
  struct host_rejection *r = &host->rejections[host->rejection_count];
  r->promise = NULL;
  r->reason = NULL;
  r->handled = handled;
  if (napi_create_reference(env, promise, 1, &r->promise) != napi_ok)
    return;
  if (!handled)
    napi_create_reference(env, reason, 1, &r->reason);
  host->rejection_count++;
}

static napi_value take_reference(napi_env env, napi_ref reference) {
  napi_value value = NULL;
  if (reference != NULL) {
    napi_get_reference_value(env, reference, &value);
    napi_delete_reference(env, reference);
  }
  return value == NULL ? bind_undefined(env) : value;
}

/* Hands the noted rejections over as one flat array. */
static void deliver_rejections(struct host *host, napi_env env) {
  napi_value list;
  uint32_t index = 0;
  if (napi_create_array(env, &list) != napi_ok)
    return;
  for (size_t i = 0; i < host->rejection_count; i++) {
    struct host_rejection *r = &host->rejections[i];
    napi_set_element(env, list, index++, take_reference(env, r->promise));
    napi_set_element(env, list, index++, take_reference(env, r->reason));
    napi_set_element(env, list, index++, bind_new_bool(env, r->handled));
  }
  host->rejection_count = 0;
  call_hook(host, hook_rejections, 1, &list);
}

static __attribute__((noinline)) bool run_ticks(struct host *host,
                                                napi_env env) {
  if (host->flags[flag_ticks] != 0) {
    call_hook(host, hook_run_ticks, 0, NULL);
    return true;
  }
  /* The microtasks run first: one of them may handle it. */
  if (host->rejections_ready)
    deliver_rejections(host, env);
  host->rejections_ready = !host->rejections_ready;
  return true;
}

/* After each callback, and mostly for nothing. */
static bool drain_ticks(void *data, napi_env env) {
  struct host *host = data;
  if (host->flags == NULL)
    return false;
  if (host->flags[flag_ticks] != 0 || host->rejection_count != 0)
    return run_ticks(host, env);
  host->rejections_ready = false;
  return false;
}

static void warning(void *data, napi_env env, const char *type,
                    const char *code, const char *message) {
  napi_value argv[] = {bind_new_string(env, type),
                       code == NULL ? bind_undefined(env)
                                    : bind_new_string(env, code),
                       bind_new_string(env, message)};
  call_hook(data, hook_warning, 3, argv);
}

static bool open_runtime(struct host *host) {
  napi_shim_options options = {
      .size = sizeof options,
      .loop = host->loop,
      .engine = host->options->engine,
      .callbacks =
          {
              .size = sizeof options.callbacks,
              .data = host,
              .uncaught_exception = uncaught_exception,
              .promise_rejection = promise_rejection,
              .drain_ticks = drain_ticks,
              .warning = warning,
          },
      .node_version = {26, 0, 0, "node"},
      .terminable = host->thread != NULL,
  };
  if (napi_shim_runtime_open(&options, &host->runtime) == napi_shim_ok)
    return true;
  fprintf(stderr, "napi-run: %s\n", napi_shim_last_error());
  return false;
}

/* The bootstrap, called with the host and the bindings. */
static bool bootstrap(struct host *host) {
  napi_env env = napi_shim_runtime_env(host->runtime);
  napi_value argv[2], result;
  if (napi_shim_runtime_bind(host->runtime, "napi-run", 10, bindings_init,
                             &argv[1]) != napi_shim_ok)
    return false;
  argv[0] = host_object(host, env);
  napi_value function = host_compile_builtin(host, "bootstrap");
  return function != NULL && argv[0] != NULL &&
         napi_call_function(env, bind_undefined(env), function, 2, argv,
                            &result) == napi_ok;
}

/* Shows what made the bootstrap fail: a defect of the program. */
static void explain(struct host *host) {
  napi_env env = napi_shim_runtime_env(host->runtime);
  napi_value error;
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  fprintf(stderr, "napi-run: the bootstrap failed: %s\n",
          pending ? "" : napi_shim_last_error());
  if (pending && napi_get_and_clear_last_exception(env, &error) == napi_ok)
    print_plainly(env, error);
}

bool host_open(struct host *host) {
  host->started_at = (double)uv_hrtime() / 1e6;
  if (!open_runtime(host))
    return false;
  if (host->thread != NULL)
    threads_opened(host);
  return true;
}

bool host_start(struct host *host) {
  if (napi_shim_runtime_enter(host->runtime) != napi_shim_ok)
    return false;
  bool ok = bootstrap(host);
  if (!ok && !threads_stopped(host))
    explain(host);
  napi_shim_runtime_leave(host->runtime);
  return ok;
}

double host_call_hook(struct host *host, enum host_hook hook) {
  double number = 0;
  napi_shim_runtime_enter(host->runtime);
  napi_value result = call_hook(host, hook, 0, NULL);
  if (result != NULL)
    number = bind_double(napi_shim_runtime_env(host->runtime), result, 0);
  napi_shim_runtime_leave(host->runtime);
  return number;
}

int host_run(struct host *host) {
  uv_update_time(host->loop);
  host_call_hook(host, hook_main);
  while (!threads_stopped(host)) {
    uv_run(host->loop, UV_RUN_DEFAULT);
    if (threads_stopped(host))
      break;
    host_call_hook(host, hook_before_exit);
    if (!uv_loop_alive(host->loop))
      return (int)host_call_hook(host, hook_exit);
  }
  return 1;
}

static void drop_rejections(struct host *host, napi_env env) {
  for (size_t i = 0; i < host->rejection_count; i++) {
    take_reference(env, host->rejections[i].promise);
    take_reference(env, host->rejections[i].reason);
  }
  host->rejection_count = 0;
}

void host_forget_global(struct host *host) {
  napi_env env = napi_shim_runtime_env(host->runtime);
  napi_shim_runtime_enter(host->runtime);
  for (int i = 0; i < hook_count; i++) {
    if (host->hooks[i] != NULL)
      napi_delete_reference(env, host->hooks[i]);
    host->hooks[i] = NULL;
  }
  drop_rejections(host, env);
  host->flags = NULL;
  if (host->flags_buffer != NULL)
    napi_delete_reference(env, host->flags_buffer);
  host->flags_buffer = NULL;
  napi_shim_runtime_leave(host->runtime);
}

void host_close(struct host *host) {
  threads_stop_all(host);
  if (host->runtime != NULL) {
    if (host->thread != NULL)
      threads_closing(host);
    host_forget_global(host);
    /* The main program's ends with the process. */
    if (host->thread != NULL)
      napi_shim_runtime_close(host->runtime);
    else
      napi_shim_runtime_close_at_exit(host->runtime);
    host->runtime = NULL;
  }
  free(host->rejections);
  host->rejections = NULL;
}

void host_exit(struct host *host, int code) {
  if (host->thread != NULL) {
    threads_exit(host, code);
    return;
  }
  threads_stop_all(host);
  if (host->options->worker)
    worker_tell_exit(code);
  fflush(NULL);
  exit(code);
}
