/* SPDX-License-Identifier: MIT */
/* The tracer: entries of the table become closures made from the signatures,
 * which tell of the call, make it, and tell how it ended. */

#include "env/trace.h"

#include <errno.h>
#include <ffi.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "env/memory.h"
#include "napi/prototypes.h"
#include "napi/table.h"
#include "napi/trace_decode.h"
#include "napi/trace_frame.h"
#include "napi/trace_output.h"
#include "napi/trace_owner.h"

enum { parameters_most = 12, inputs_most = 1024 };

atomic_bool trace_is_on;

/* A function of the list. What is made once stays: a thread may be in it. */
struct traced {
  const char *signature;
  const char *names;
  bool returns;
  void *target; /* what the closure calls on */
  void *code;
  ffi_cif cif;
  ffi_type *types[parameters_most];
};

static struct traced functions[trace_function_count] = {
#define NAPI_FUNCTION(version, type, name, parameters, arguments, text)        \
  {.signature = text, .names = #arguments, .returns = true},
#define NAPI_FUNCTION_VOID(version, name, parameters, arguments, text)         \
  {.signature = text, .names = #arguments},
#include "napi/functions.h"
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static const struct trace_config *_Atomic config_now;
static const struct trace_config *newest; /* keeps the old ones reachable */
static bool closures_made;

const struct trace_config *trace_config_now(void) {
  return atomic_load_explicit(&config_now, memory_order_acquire);
}

/* The env of a call, if its signature begins with one. */
static napi_env env_of(const struct traced *traced, void **values) {
  char letter = traced->signature[0];
  return letter == 'e' || letter == 'E' ? *(napi_env *)values[0] : NULL;
}

/* Values of an env may be looked at on its thread, and not inside GC. */
static bool may_look(napi_env env) {
  if (env == NULL)
    return false;
  uv_thread_t self = uv_thread_self();
  return uv_thread_equal(&self, &env->runtime->thread) && !env->in_gc;
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
static bool identify(struct trace_frame *frame, const struct traced *traced,
                     void **values) {
  napi_env env = env_of(traced, values);
  const char *path = "-";
  void *first = traced->signature[0] != 's' ? *(void **)values[0] : NULL;
  frame->index = (int)(traced - functions);
  frame->name = trace_names[frame->index];
  if (traced->signature[0] == '>' && first != NULL)
    env = async_cleanup_hook_env(first);
  if (traced->signature[0] == 't' && first != NULL)
    path = threadsafe_function_addon(first);
  else if (env != NULL)
    path = env->display_name;
  else if (trace_innermost() != NULL)
    path = trace_innermost()->addon;
  trace_addon_name(path, frame->addon);
  bool hosts = env != NULL && env->filename[0] == '\0';
  return trace_filter_wants(frame->config, path, hosts, frame->name);
}

static void end_call(struct trace_frame *frame, struct trace_call *call,
                     const struct traced *traced, napi_status status) {
  char memory[inputs_most];
  struct line line = line_over(memory, sizeof memory);
  struct trace_ended ended = {.outputs = memory};
  if (traced->returns) {
    ended.status = trace_status_name(status);
    ended.failed = status != napi_ok;
  }
  /* What threw has written nothing, even if the status is ok. */
  bool threw =
      call->env != NULL && call->env->exception_pending && !call->threw;
  if (!ended.failed && !threw)
    trace_decode_outputs(call, &line);
  else if (ended.failed && call->env != NULL)
    ended.error = error_message(call->env);
  trace_frame_end(frame, &ended);
}

/* Every closure comes here. */
static void call_traced(ffi_cif *cif, void *result, void **values, void *data) {
  const struct traced *traced = data;
  struct trace_frame frame = {.config = trace_config_now()};
  void *target = __atomic_load_n(&traced->target, __ATOMIC_ACQUIRE);
  if (frame.config == NULL || !identify(&frame, traced, values)) {
    ffi_call(cif, FFI_FN(target), result, values);
    return;
  }
  char inputs[inputs_most];
  struct line line = line_over(inputs, sizeof inputs);
  napi_env env = env_of(traced, values);
  struct trace_call call = {traced->signature,
                            traced->names,
                            values,
                            may_look(env) ? env : NULL,
                            0,
                            false};
  call.threw = call.env != NULL && call.env->exception_pending;
  trace_decode_inputs(&call, &line);
  frame.text = inputs;
  frame.shown = true;
  trace_frame_begin(&frame);
  if (frame.index == trace_function_napi_fatal_error)
    trace_frame_tell(&frame);
  ffi_call(cif, FFI_FN(target), result, values);
  end_call(&frame, &call, traced,
           traced->returns ? (napi_status) * (ffi_arg *)result : napi_ok);
}

static ffi_type *type_of_letter(char letter) {
  switch (letter) {
  case 'b':
    return &ffi_type_uint8;
  case 'i':
  case 'g':
    return &ffi_type_sint32;
  case 'u':
  case '1':
  case '4':
  case '5':
  case '6':
  case '7':
  case '8':
    return &ffi_type_uint32;
  case 'l':
    return &ffi_type_sint64;
  case 'q':
    return &ffi_type_uint64;
  case 'd':
    return &ffi_type_double;
  case 'n':
  case 'z':
  case 'k':
    return sizeof(size_t) == 8 ? &ffi_type_uint64 : &ffi_type_uint32;
  default:
    return &ffi_type_pointer;
  }
}

static bool make_closure(struct traced *traced) {
  unsigned count = 0;
  for (const char *at = traced->signature; *at != '\0'; at++)
    traced->types[count++] = type_of_letter(*at);
  ffi_type *result = traced->returns ? &ffi_type_sint32 : &ffi_type_void;
  if (ffi_prep_cif(&traced->cif, FFI_DEFAULT_ABI, count, result,
                   traced->types) != FFI_OK)
    return false;
  void *code;
  ffi_closure *closure = ffi_closure_alloc(sizeof *closure, &code);
  if (closure == NULL)
    return false;
  if (ffi_prep_closure_loc(closure, &traced->cif, call_traced, traced, code) !=
      FFI_OK)
    return false;
  traced->code = code;
  return true;
}

static bool make_closures(void) {
  for (int i = 0; i < trace_function_count && !closures_made; i++)
    if (functions[i].code == NULL && !make_closure(&functions[i]))
      return false;
  closures_made = true;
  return true;
}

/* The table as an array; every entry is a pointer to a function. */
static void **entries(void) {
  _Static_assert(sizeof napi_table == trace_function_count * sizeof(void *),
                 "the table has one pointer per function");
  return (void **)(void *)&napi_table;
}

static void put_closures(void) {
  for (int i = 0; i < trace_function_count; i++) {
    void *target = __atomic_load_n(&entries()[i], __ATOMIC_RELAXED);
    __atomic_store_n(&functions[i].target, target, __ATOMIC_RELEASE);
    __atomic_store_n(&entries()[i], functions[i].code, __ATOMIC_RELEASE);
  }
}

static void take_closures(void) {
  for (int i = 0; i < trace_function_count; i++)
    __atomic_store_n(&entries()[i], functions[i].target, __ATOMIC_RELEASE);
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), end_length = strlen(end);
  return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static struct trace_config *config_new(const napi_shim_trace_options *options) {
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
  config->start = trace_clock();
  return config;
}

static void stop_at_exit(void) {
  napi_shim_trace_stop();
}

static napi_shim_status start_locked(const napi_shim_trace_options *options) {
  static bool registered;
  if (trace_config_now() != NULL)
    return runtime_fail(napi_shim_busy, "a trace is running");
  if (!make_closures())
    return runtime_fail(napi_shim_unsupported,
                        "no trace: the system forbids memory that can be "
                        "executed, which libffi needs for its closures");
  struct trace_config *config = config_new(options);
  if (config == NULL)
    return runtime_fail(napi_shim_invalid_arg,
                        "no trace: out of memory, or a filter with more than "
                        "%d terms",
                        filter_most);
  if (!output_open(options->output)) {
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
  static const char head[] = "[{\"name\":\"process_name\",\"ph\":\"M\","
                             "\"pid\":0,\"tid\":0,\"args\":{\"name\":"
                             "\"Node-API\"}}";
  if (config->json)
    output_write(head, sizeof head - 1, true);
  atomic_store_explicit(&config_now, config, memory_order_release);
  atomic_store(&trace_is_on, true);
  put_closures();
  if (!registered)
    registered = atexit(stop_at_exit) == 0;
  return napi_shim_ok;
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
    take_closures();
    atomic_store(&trace_is_on, false);
    atomic_store_explicit(&config_now, NULL, memory_order_release);
    if (config->summary)
      trace_summary_print(config->json);
    trace_summary_clear();
    output_close(config->json ? "\n]\n" : "", config->json);
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
