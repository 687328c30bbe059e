/* SPDX-License-Identifier: MIT */
/* The arguments of a call, shown by the function's signature. */

#ifndef NAPI_TRACE_DECODE_H
#define NAPI_TRACE_DECODE_H

#include "napi/trace_line.h"
#include "node_api.h"

struct trace_call {
  const char *signature;
  const char *names; /* "(env, value, result)" */
  void **values;     /* as libffi gives them: where each argument is */
  napi_env env;      /* whose values may be looked at here and now; or NULL */
  size_t room;       /* of the arrays to fill, before the call */
  bool threw;        /* an exception was pending before it */
};

/* What goes in. Notes `room`; the line is doubtful if the function may not
 * survive it. */
void trace_decode_inputs(struct trace_call *call, struct line *line);

/* What came out of a call that ended well. */
void trace_decode_outputs(const struct trace_call *call, struct line *line);

/* "napi_ok" and so on. */
const char *trace_status_name(napi_status status);

#endif
