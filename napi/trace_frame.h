/* SPDX-License-Identifier: MIT */
/* What a trace shows: filter, nesting, lines, counts. */

#ifndef NAPI_TRACE_FRAME_H
#define NAPI_TRACE_FRAME_H

#include "env/trace.h"
#include "napi/trace_line.h"

/* Numbers of functions in the list; events come behind them. */
enum trace_function {
#define NAPI_FUNCTION(version, type, name, parameters, arguments, signature)   \
  trace_function_##name,
#define NAPI_FUNCTION_VOID(version, name, parameters, arguments, signature)    \
  trace_function_##name,
#include "napi/functions.h"
  trace_function_count
};

enum { trace_index_count = trace_function_count + trace_event_count };

extern const char *const trace_names[trace_index_count];

enum { filter_most = 16 };

/* One start of the tracer. Never freed, and never changed once it is in use:
 * threads look at it while it is replaced. */
struct trace_config {
  const struct trace_config *previous;
  char *filter_text;
  const char *addons[filter_most];
  const char *functions[filter_most];
  unsigned addon_count, function_count;
  bool errors;
  bool json;
  bool lines; /* not the summary alone */
  bool summary;
  const struct napi_shim_runtime *runtime; /* that alone; NULL: all */
  uint64_t start; /* of the first trace of the process */
};

/* Reads "TERM,TERM…" into the config. False: out of memory or too many. */
bool trace_filter_read(struct trace_config *config, const char *filter);

/* Whether the filter wants this function of this addon. runtime: NULL where it
 * is not known; hosts: the env is none of an addon's file. */
bool trace_filter_wants(const struct trace_config *config,
                        const struct napi_shim_runtime *runtime,
                        const char *path, bool hosts, const char *function);

/* The config in use, or NULL. */
const struct trace_config *trace_config_now(void);

/* What this thread is in, or NULL. */
const struct trace_frame *trace_innermost(void);

uint64_t trace_clock(void);

/* Begins and ends what name, index, addon, text and shown are set of. `ended`
 * is NULL for an event. */
struct trace_ended {
  const char *outputs; /* "" for none */
  const char *status;  /* NULL: the function has none */
  bool failed;
  const char *error; /* the last-error message, or NULL */
};
void trace_frame_begin(struct trace_frame *frame);
void trace_frame_end(struct trace_frame *frame,
                     const struct trace_ended *ended);

/* Says at once that it has begun: it will not come back. */
void trace_frame_tell(struct trace_frame *frame);

/* Counts, when they are wanted. */
void trace_summary_add(const struct trace_frame *frame, uint64_t duration,
                       bool failed);
void trace_summary_print(const struct trace_config *config);
void trace_summary_clear(void);

#endif
