/* SPDX-License-Identifier: MIT */
/* The tracer: it looks on while calls are made, and tells of each. */

#include "env/trace.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "env/memory.h"
#include "napi/intercept.h"
#include "napi/prototypes.h"
#include "napi/trace_decode.h"
#include "napi/trace_frame.h"
#include "napi/trace_output.h"
#include "napi/trace_owner.h"

enum { inputs_most = 1024 };

atomic_bool trace_is_on;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static const struct trace_config *_Atomic config_now;
static const struct trace_config *newest; /* keeps the old ones reachable */

const struct trace_config *trace_config_now(void) {
  return atomic_load_explicit(&config_now, memory_order_acquire);
}

/* Values of an env may be looked at on its thread, and not inside GC. */
static bool may_look(napi_env env) {
  if (env == NULL)
    return false;
  return runtime_on_own_thread(env->runtime) && !env->in_gc;
}

static const char *error_message(napi_env env) {
  const napi_extended_error_info *info;
  napi_extended_error_info saved = env->last_error;
  if (saved.error_code == napi_ok)
    return NULL;
  impl_napi_get_last_error_info((node_api_basic_env)env, &info);
  const char *message = info->error_message;
  env->last_error = saved;
  return message;
}

/* Whom the call is of, and whether anybody wants to see it. Where no argument
 * tells, it is the addon that this thread is in. */
static bool identify(struct trace_frame *frame,
                     const struct intercept_call *call) {
  const struct trace_frame *outer = trace_innermost();
  napi_env env = intercept_env(call);
  const char *path = "-";
  char letter = call->function->signature[0];
  void *first = letter != 's' ? *(void **)call->values[0] : NULL;
  frame->index = (int)call->function->index;
  frame->name = trace_names[frame->index];
  if (call->refused)
    first = env = NULL; /* they may be anything */
  if (letter == '>' && first != NULL)
    env = async_cleanup_hook_env(first);
  if (letter == 't' && first != NULL) {
    path = threadsafe_function_addon(first);
    frame->runtime = threadsafe_function_runtime(first);
  } else if (env != NULL) {
    path = env->display_name;
    frame->runtime = env->runtime;
  } else if (outer != NULL) {
    path = outer->addon;
    frame->runtime = outer->runtime;
  }
  trace_addon_name(path, frame->addon);
  bool hosts = env != NULL && env->filename[0] == '\0';
  return trace_filter_wants(frame->config, frame->runtime, path, hosts,
                            frame->name);
}

static void end_call(struct trace_frame *frame, struct trace_call *decoded,
                     const struct intercept_call *call) {
  char memory[inputs_most];
  struct line line = line_over(memory, sizeof memory);
  struct trace_ended ended = {.outputs = memory};
  napi_env env = decoded->env;
  if (call->function->returns) {
    ended.status = trace_status_name(call->status);
    ended.failed = call->status != napi_ok;
  }
  /* What threw has written nothing, even if the status is ok. */
  bool threw = env != NULL && env->exception_pending && !decoded->threw;
  if (!ended.failed && !threw)
    trace_decode_outputs(decoded, &line);
  else if (ended.failed && env != NULL)
    ended.error = error_message(env);
  trace_frame_end(frame, &ended);
}

static void tell_call(struct intercept_call *call) {
  struct trace_frame frame = {.config = trace_config_now()};
  if (frame.config == NULL || !identify(&frame, call)) {
    intercept_proceed(call);
    return;
  }
  char inputs[inputs_most];
  struct line line = line_over(inputs, sizeof inputs);
  napi_env env = call->refused ? NULL : intercept_env(call);
  struct trace_call decoded = {.signature = call->function->signature,
                               .names = call->function->names,
                               .values = call->values,
                               .env = may_look(env) ? env : NULL};
  decoded.threw = decoded.env != NULL && decoded.env->exception_pending;
  trace_decode_inputs(&decoded, &line);
  frame.text = inputs;
  frame.shown = true;
  trace_frame_begin(&frame);
  /* It may not come back. */
  if (call->function->index == intercept_napi_fatal_error ||
      (line.doubtful && !frame.config->errors))
    trace_frame_tell(&frame);
  intercept_proceed(call);
  end_call(&frame, &decoded, call);
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), end_length = strlen(end);
  return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static struct trace_config *config_new(const napi_shim_trace_options *options) {
  /* One for all: the events of a trace that goes on must not go back. */
  static uint64_t first_start;
  if (first_start == 0)
    first_start = trace_clock();
  struct trace_config *config = memory_zeroed(1, sizeof *config);
  if (config == NULL)
    return NULL;
  if (!trace_filter_read(config, options->filter)) {
    memory_free(config->filter_text);
    memory_free(config);
    return NULL;
  }
  config->json = options->output != NULL && ends_with(options->output, ".json");
  config->summary = options->summary;
  config->lines = !options->summary_only;
  config->summary |= options->summary_only;
  config->runtime = options->runtime;
  config->start = first_start;
  return config;
}

static bool over; /* the process ends: what is written stays whole */

static void stop_at_exit(void) {
  napi_shim_trace_stop();
  pthread_mutex_lock(&mutex);
  over = true;
  pthread_mutex_unlock(&mutex);
}

static napi_shim_status begin(const napi_shim_trace_options *options) {
  struct trace_config *config = config_new(options);
  if (config == NULL)
    return runtime_fail(napi_shim_invalid_arg,
                        "no trace: out of memory, or a filter with more than "
                        "%d terms",
                        filter_most);
  if (!output_open(options->output, config, options->append, config->json)) {
    int error = errno;
    memory_free(config->filter_text);
    memory_free(config);
    return runtime_fail(napi_shim_invalid_arg, "no trace: %s: %s",
                        options->output != NULL ? options->output
                                                : "standard error",
                        strerror(error));
  }
  config->previous = newest;
  newest = config;
  atomic_store_explicit(&config_now, config, memory_order_release);
  atomic_store(&trace_is_on, true);
  return napi_shim_ok;
}

static napi_shim_status start_locked(const napi_shim_trace_options *options) {
  static bool registered;
  if (over)
    return runtime_fail(napi_shim_closing, "no trace: the process ends");
  if (trace_config_now() != NULL)
    return runtime_fail(napi_shim_busy, "a trace is running");
  napi_shim_status status =
      intercept_start(intercept_trace, tell_call, options->runtime);
  if (status != napi_shim_ok)
    return status;
  status = begin(options);
  if (status != napi_shim_ok)
    intercept_stop(intercept_trace);
  else if (!registered)
    registered = atexit(stop_at_exit) == 0;
  return status;
}

napi_shim_status napi_shim_trace_start(const napi_shim_trace_options *options) {
  napi_shim_trace_options own = {0};
  if (options != NULL)
    memcpy(&own, options,
           options->size < sizeof own ? options->size : sizeof own);
  pthread_mutex_lock(&mutex);
  napi_shim_status status = start_locked(&own);
  pthread_mutex_unlock(&mutex);
  return status;
}

void napi_shim_trace_stop(void) {
  pthread_mutex_lock(&mutex);
  const struct trace_config *config = trace_config_now();
  if (config != NULL) {
    intercept_stop(intercept_trace);
    atomic_store(&trace_is_on, false);
    atomic_store_explicit(&config_now, NULL, memory_order_release);
    if (config->summary)
      trace_summary_print(config);
    trace_summary_clear();
    output_close();
  }
  pthread_mutex_unlock(&mutex);
}

static bool is_set(const char *text) {
  return text != NULL && *text != '\0' && strcmp(text, "0") != 0;
}

static void start_from_environment(void) {
  const char *filter = getenv("NAPI_SHIM_TRACE");
  const char *summary = getenv("NAPI_SHIM_TRACE_SUMMARY");
  if (!is_set(filter) && !is_set(summary))
    return;
  napi_shim_trace_options options = {.size = sizeof options,
                                     .filter = filter,
                                     .output = getenv("NAPI_SHIM_TRACE_OUT"),
                                     .summary = is_set(summary),
                                     .summary_only = !is_set(filter)};
  if (options.output != NULL && *options.output == '\0')
    options.output = NULL;
  if (trace_config_now() == NULL &&
      napi_shim_trace_start(&options) != napi_shim_ok)
    fprintf(stderr, "napi-shim: %s\n", napi_shim_last_error());
}

void trace_from_environment(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, start_from_environment);
}
