/* SPDX-License-Identifier: MIT */
/* Calls into an addon: from JavaScript, and from the loop. */

#ifndef ENV_CALL_H
#define ENV_CALL_H

#include "env/env.h"

/* A native class: its instances carry its address. */
struct class_brand {
  size_t holders; /* the constructor and its methods */
};

/* What stands behind a JavaScript function made by an addon. */
struct native_function {
  char *name;   /* only if it was made while a trace ran */
  napi_env env; /* held */
  napi_callback callback;
  void *data;
  struct class_brand *brand; /* methods: of the receiver; or NULL */
  bool is_constructor;       /* of the brand's class */
};

/* What a napi_callback_info points to. */
struct napi_callback_info__ {
  const napi_shim_call *call;
  const struct native_function *function;
};

/* A JavaScript function for the callback. brand: held if given. */
napi_shim_engine_status call_make_function(napi_env env, const char *name,
                                           size_t length,
                                           napi_callback callback, void *data,
                                           struct class_brand *brand,
                                           bool is_constructor,
                                           napi_shim_slot *result);

/* core->invoke and core->function_dropped. */
napi_shim_engine_status call_invoke(void *function, const napi_shim_call *call,
                                    napi_shim_slot *result);
void call_function_dropped(void *function);

/*
 * A callback of the addon that the loop calls: enters the runtime, runs
 * `body`, checks that scopes are balanced, hands a pending exception to
 * `caught` (NULL: to the host as uncaught), leaves. The env is held meanwhile.
 */
typedef void (*call_body)(napi_env env, void *data);
typedef void (*call_caught)(napi_env env, void *data, napi_shim_slot *owned);
void call_from_loop(napi_env env, call_body body, call_caught caught,
                    void *data);

#endif
