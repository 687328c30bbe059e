/* SPDX-License-Identifier: MIT */
/* What is going on, per thread, and the lines that tell it. A call is one line,
 * written when it has returned; only when something is told from inside it, a
 * line that opens it comes first. */

#include "napi/trace_frame.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "env/call.h"
#include "env/memory.h"
#include "napi/trace_output.h"

const char *const trace_names[trace_index_count] = {
#define NAPI_FUNCTION(version, type, name, parameters, arguments, signature)   \
  [trace_function_##name] = #name,
#define NAPI_FUNCTION_VOID(version, name, parameters, arguments, signature)    \
  [trace_function_##name] = #name,
#include "napi/functions.h"
    [trace_function_count + trace_load] = "load",
    [trace_function_count + trace_env_open] = "env open",
    [trace_function_count + trace_env_close] = "env close",
    [trace_function_count + trace_init] = "init",
    [trace_function_count + trace_callback] = "call",
    [trace_function_count + trace_finalizer] = "finalizer",
    [trace_function_count + trace_dispatch] = "threadsafe dispatch",
    [trace_function_count + trace_execute] = "async execute",
    [trace_function_count + trace_complete] = "async complete",
    [trace_function_count + trace_hook] = "cleanup hook",
    [trace_function_count + trace_async_hook] = "async cleanup hook",
    [trace_function_count + trace_realm_swap] = "realm swap",
};

static _Thread_local struct trace_frame *innermost;
static _Thread_local unsigned thread_number;
static atomic_uint thread_count;

static unsigned this_thread(void) {
  if (thread_number == 0)
    thread_number = atomic_fetch_add(&thread_count, 1) + 1;
  return thread_number;
}

uint64_t trace_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void trace_addon_name(const char *path, char *name) {
  struct line line = line_over(name, trace_addon_most);
  const char *slash = strrchr(path, '/');
  line_name(&line, slash != NULL ? slash + 1 : path);
  size_t length = strlen(name);
  if (length > 5 && strcmp(name + length - 5, ".node") == 0)
    name[length - 5] = '\0';
}

const struct trace_frame *trace_innermost(void) {
  return innermost;
}

static void begin_line(struct line *line, const struct trace_frame *frame) {
  line_putf(line, "T%u %-12s %*s", this_thread(), frame->addon,
            (int)(2 * (frame->depth < 40 ? frame->depth : 40)), "");
}

static bool tells_text(const struct trace_frame *frame) {
  const struct trace_config *config = frame->config;
  return frame->shown && config->lines && !config->json;
}

/* The end is always told, so a line that is too long is cut before it. */
static void write_line(const struct trace_config *config, struct line *line,
                       const char *end) {
  line->end = line->start + output_line_most - 1;
  line_put(line, end);
  output_write(config, line->start, (size_t)(line->at - line->start));
}

/* "name(arguments)" of a function, "name what" of an event. */
static void put_subject(struct line *line, const struct trace_frame *frame) {
  bool function = frame->index < trace_function_count;
  line_put(line, frame->name);
  line_put(line, function ? "(" : *frame->text != '\0' ? " " : "");
  line_put(line, frame->text);
  line_put(line, function ? ")" : "");
}

static void open_frame(struct trace_frame *frame) {
  char memory[output_line_most];
  struct line line = line_over(memory, sizeof memory - 64);
  begin_line(&line, frame);
  put_subject(&line, frame);
  write_line(frame->config, &line, " {\n");
  frame->opened = true;
}

/* From the outermost on. */
static void open_outers(struct trace_frame *frame) {
  if (frame == NULL || frame->opened)
    return;
  open_outers(frame->outer);
  if (tells_text(frame) && !frame->config->errors)
    open_frame(frame);
}

void trace_frame_begin(struct trace_frame *frame) {
  frame->outer = innermost;
  frame->opened = false;
  frame->depth = 0;
  if (innermost != NULL)
    frame->depth = innermost->depth + (innermost->shown ? 1 : 0);
  innermost = frame;
  frame->start = trace_clock();
}

void trace_frame_tell(struct trace_frame *frame) {
  open_outers(frame->outer);
  if (tells_text(frame))
    open_frame(frame);
}

static void put_outcome(struct line *line, const struct trace_ended *ended) {
  if (*ended->outputs != '\0')
    line_putf(line, " -> %s", ended->outputs);
  if (ended->status != NULL)
    line_putf(line, " = %s", ended->status);
  if (ended->error != NULL)
    line_putf(line, " (%s)", ended->error);
}

static void tell_text(const struct trace_frame *frame, uint64_t duration,
                      const struct trace_ended *ended) {
  char memory[output_line_most], end[64];
  struct line line = line_over(memory, sizeof memory - 64);
  struct line tail = line_over(end, sizeof end);
  begin_line(&line, frame);
  if (frame->opened)
    line_putf(&line, "} %s", frame->name);
  else
    put_subject(&line, frame);
  if (ended != NULL)
    put_outcome(&line, ended);
  line_putf(&tail, " %.1fus\n", (double)duration / 1e3);
  write_line(frame->config, &line, end);
}

static void tell_json(const struct trace_frame *frame, uint64_t duration,
                      const struct trace_ended *ended) {
  char memory[output_line_most], subject[256];
  struct line line = line_over(memory, sizeof memory / 2);
  line_putf(&line,
            ",\n{\"ph\":\"X\",\"pid\":%ld,\"tid\":%u,\"name\":", (long)getpid(),
            this_thread());
  if (frame->index < trace_function_count)
    snprintf(subject, sizeof subject, "%s", frame->name);
  else
    snprintf(subject, sizeof subject, "%s %s", frame->name, frame->text);
  line_json(&line, subject);
  line_put(&line, ",\"cat\":");
  line_json(&line, frame->addon);
  line_putf(&line, ",\"ts\":%.3f,\"dur\":%.3f,\"args\":{\"in\":",
            (double)(frame->start - frame->config->start) / 1e3,
            (double)duration / 1e3);
  line_json(&line, frame->text);
  line.end = memory + sizeof memory - 320;
  if (ended != NULL && *ended->outputs != '\0') {
    line_put(&line, ",\"out\":");
    line_json(&line, ended->outputs);
  }
  line.end = memory + sizeof memory - 16;
  if (ended != NULL && ended->status != NULL)
    line_putf(&line, ",\"status\":\"%s\"", ended->status);
  if (ended != NULL && ended->error != NULL) {
    line_put(&line, ",\"error\":");
    line_json(&line, ended->error);
  }
  write_line(frame->config, &line, "}}");
}

void trace_frame_end(struct trace_frame *frame,
                     const struct trace_ended *ended) {
  uint64_t duration = trace_clock() - frame->start;
  bool failed = ended != NULL && ended->failed;
  const struct trace_config *config = frame->config;
  innermost = frame->outer;
  if (!frame->shown)
    return;
  if (config->summary && config == trace_config_now())
    trace_summary_add(frame, duration, failed);
  if (!config->lines || (config->errors && !failed))
    return;
  if (config->json) {
    tell_json(frame, duration, ended);
  } else {
    if (!frame->opened)
      open_outers(frame->outer);
    tell_text(frame, duration, ended);
  }
}

/* False: the trace is over. */
static bool begin_event(struct trace_span *span, enum trace_event event,
                        const struct napi_shim_runtime *runtime,
                        const char *path, bool hosts) {
  struct trace_frame *frame = &span->frame;
  const struct trace_config *config = trace_config_now();
  span->on = config != NULL;
  if (config == NULL)
    return false;
  *frame = (struct trace_frame){.config = config,
                                .runtime = runtime,
                                .index = trace_function_count + (int)event,
                                .text = span->text};
  frame->name = trace_names[frame->index];
  span->text[0] = '\0';
  trace_addon_name(path, frame->addon);
  frame->shown = trace_filter_wants(config, runtime, path, hosts, frame->name);
  return true;
}

/* What the calls that made it name the thing of an event. */
static const char *thing_name(enum trace_event event) {
  switch (event) {
  case trace_execute:
  case trace_complete:
    return "work";
  case trace_dispatch:
    return "func";
  case trace_hook:
    return "arg";
  case trace_async_hook:
    return "handle";
  default:
    return "data";
  }
}

static void put_callback(struct line *line, enum trace_event event,
                         const char *name, const void *callback,
                         const void *thing) {
  char symbol[trace_event_text];
  struct line symbol_line = line_over(symbol, sizeof symbol);
  line_symbol(&symbol_line, callback);
  if (name != NULL && *name != '\0')
    line_name(line, name);
  if (callback != NULL && (name == NULL || strcmp(symbol, name) != 0)) {
    line_put(line, line->at > line->start ? " " : "");
    line_put(line, symbol);
  }
  if (thing != NULL)
    line_putf(line, "%s%s=%p", line->at > line->start ? " " : "",
              thing_name(event), thing);
}

void trace_begin_slow(struct trace_span *span, enum trace_event event,
                      const struct napi_env__ *env, const void *callback,
                      const void *thing) {
  if (!begin_event(span, event, env->runtime, env->display_name,
                   env->filename[0] == '\0'))
    return;
  struct line line = line_over(span->text, sizeof span->text);
  if (span->frame.shown)
    put_callback(&line, event, NULL, callback, thing);
  trace_frame_begin(&span->frame);
}

void trace_begin_call_slow(struct trace_span *span,
                           const struct native_function *function,
                           const napi_shim_call *call) {
  const struct napi_env__ *env = function->env;
  if (!begin_event(span, trace_callback, env->runtime, env->display_name,
                   env->filename[0] == '\0'))
    return;
  struct line line = line_over(span->text, sizeof span->text);
  if (span->frame.shown)
    put_callback(&line, trace_callback, function->name,
                 (const void *)function->callback, function->data);
  span->frame.call = call;
  trace_frame_begin(&span->frame);
}

char *trace_copy_name_slow(const char *name, size_t length) {
  char *copy = memory_alloc(length + 1);
  if (copy == NULL)
    return NULL;
  memcpy(copy, name, length);
  copy[length] = '\0';
  return copy;
}

void trace_begin_text_slow(struct trace_span *span, enum trace_event event,
                           const struct napi_shim_runtime *runtime,
                           const char *path, const char *text) {
  if (!begin_event(span, event, runtime, path != NULL ? path : "-", false))
    return;
  struct line line = line_over(span->text, sizeof span->text);
  line_name(&line, text);
  trace_frame_begin(&span->frame);
}

void trace_end_slow(struct trace_span *span, bool threw) {
  const struct trace_ended thrown = {
      .outputs = "", .status = "exception", .failed = true};
  trace_frame_end(&span->frame, threw ? &thrown : NULL);
}
