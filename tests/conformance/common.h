/* SPDX-License-Identifier: MIT */
/* What every conformance addon shares: versions, names of statuses, logging. */
#ifndef CONFORMANCE_COMMON_H
#define CONFORMANCE_COMMON_H

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

/* The version that the module declares; the headers always show everything. */
#ifndef CONFORMANCE_VERSION
#define CONFORMANCE_VERSION 8
#endif

#define EXPORT __attribute__((visibility("default")))

/* The status as the headers spell it. */
const char *status_name(napi_status status);

/* Prints "what: status" and, unless ok, the last error's message. */
void log_status(napi_env env, const char *what, napi_status status);

/* Adds a native function to an object. */
void export_function(napi_env env, napi_value exports, const char *name,
                     napi_callback callback);

/* A topic's own addon.c adds its functions here. */
void topic_init(napi_env env, napi_value exports);

/* Stops the program where a call that the test relies on has failed. */
#define MUST(call)                                                             \
  do {                                                                         \
    napi_status must_status = (call);                                          \
    if (must_status != napi_ok) {                                              \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call,            \
              status_name(must_status));                                       \
      abort();                                                                 \
    }                                                                          \
  } while (0)

#endif
