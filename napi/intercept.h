/* SPDX-License-Identifier: MIT */
/* Interception of Node-API calls: while somebody looks on, every entry of the
 * table is a closure made from the function's signature. */

#ifndef NAPI_INTERCEPT_H
#define NAPI_INTERCEPT_H

#include <stdbool.h>
#include <stddef.h>

#include "napi/table.h"
#include "napi_shim.h"
#include "node_api.h"

struct napi_shim_runtime;

/* Numbers of the functions in the list. */
enum intercept_index {
#define NAPI_FUNCTION(version, type, name, parameters, arguments, signature)   \
  intercept_##name,
#define NAPI_FUNCTION_VOID(version, name, parameters, arguments, signature)    \
  intercept_##name,
#include "napi/functions.h"
  intercept_count
};

struct intercept_function {
  const char *name;
  const char *signature; /* a letter per parameter, see napi/functions.h */
  const char *names;     /* "(env, value, result)" */
  enum intercept_index index;
  bool returns; /* a status, and not nothing */
};

extern const struct intercept_function intercept_functions[intercept_count];

struct intercept_machine;

/* A call on its way. */
struct intercept_call {
  const struct intercept_function *function;
  void **values; /* as libffi gives them: where each argument is */
  /* How it ended, once intercept_proceed() is back. */
  napi_status status;
  /* A looker-on has refused it: it is not made, `status` is what the addon
   * gets, and handles among its arguments must not be looked at. */
  bool refused;

  struct intercept_machine *machine;
  void *result;
  unsigned next; /* looker-on */
};

/* Who may look on; the first one sees a call first and its end last. */
enum intercept_consumer {
  intercept_check,
  intercept_trace,
  intercept_consumer_count
};

/* Is called in place of the function, on any thread, and calls
 * intercept_proceed() exactly once. It may still be called while, or shortly
 * after, it is stopped. */
typedef void (*intercept_around)(struct intercept_call *call);

/*
 * Begins to intercept, at any time and from any thread. `runtime`: calls with
 * an env of that one, and those without an env; NULL: all. Unsupported, with
 * the text set: the system forbids memory that can be executed.
 */
napi_shim_status intercept_start(enum intercept_consumer consumer,
                                 intercept_around around,
                                 const struct napi_shim_runtime *runtime);

/* Ends it; the last one puts the table back to what it was. */
void intercept_stop(enum intercept_consumer consumer);

/* The call goes on: to the next looker-on, then to the function. */
void intercept_proceed(struct intercept_call *call);

/* What the exports call, now or once nobody looks on any more. */
void intercept_set_targets(const struct napi_table *table);

/* The env that the call is given, as it is; NULL: none. */
napi_env intercept_env(const struct intercept_call *call);

#endif
