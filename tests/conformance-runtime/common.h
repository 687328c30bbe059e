/* SPDX-License-Identifier: MIT */
/* What the addons share: printing that keeps its order, names of statuses. */
#ifndef CONFORMANCE_RUNTIME_COMMON_H
#define CONFORMANCE_RUNTIME_COMMON_H

#define NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_NO_WARNING
#define NODE_API_EXPERIMENTAL_BASIC_ENV_OPT_OUT
#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef CONFORMANCE_VERSION
#define CONFORMANCE_VERSION 8
#endif

#define EXPORT __attribute__((visibility("default")))

/* A line on standard output, at once: a script's lines and these keep their
 * order, also at teardown. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The status as the headers spell it. */
const char *status_name(napi_status status);

/* Says "what: status". */
napi_status say_status(const char *what, napi_status status);

void export_function(napi_env env, napi_value exports, const char *name,
                     napi_callback callback);

/* The arguments of a call; missing ones are undefined. */
void arguments(napi_env env, napi_callback_info info, size_t count,
               napi_value *values);
int64_t integer(napi_env env, napi_value value);
napi_value number(napi_env env, double value);

/* Calls a function without arguments; its status. */
napi_status call0(napi_env env, napi_value function);

/* A topic's own functions. */
void topic_init(napi_env env, napi_value exports);

#define MUST(call)                                                             \
  do {                                                                         \
    napi_status must_status = (call);                                          \
    if (must_status != napi_ok) {                                              \
      say("%s:%d: %s: %s", __FILE__, __LINE__, #call,                          \
          status_name(must_status));                                           \
      abort();                                                                 \
    }                                                                          \
  } while (0)

#endif
