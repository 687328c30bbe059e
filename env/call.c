/* SPDX-License-Identifier: MIT */
/* Calls into an addon: from JavaScript, and from the loop. */

#include "env/call.h"

#include <stdio.h>
#include <string.h>

#include "env/check.h"
#include "env/memory.h"
#include "env/note.h"
#include "env/record.h"
#include "env/trace.h"
#include "env/values.h"

napi_shim_engine_status call_make_function(napi_env env, const char *name,
                                           size_t length,
                                           napi_callback callback, void *data,
                                           struct class_brand *brand,
                                           bool is_constructor,
                                           napi_shim_slot *result) {
  struct native_function *function = slab_take(&env->runtime->functions);
  if (function == NULL)
    return napi_shim_engine_out_of_memory;
  *function = (struct native_function){.env = env,
                                       .name = trace_copy_name(name, length),
                                       .callback = callback,
                                       .data = data,
                                       .brand = brand,
                                       .is_constructor = is_constructor};
  env_hold(env);
  if (brand != NULL)
    brand->holders++;
  /* From here on the engine owns it: call_function_dropped() ends it. */
  return env->runtime->engine->make_function(env->realm->engine_realm, name,
                                             length, function, result);
}

void call_function_dropped(void *data) {
  struct native_function *function = data;
  struct class_brand *brand = function->brand;
  struct slab *slab = &function->env->runtime->functions;
  env_release(function->env);
  if (brand != NULL && --brand->holders == 0)
    memory_free(brand);
  memory_free(function->name);
  slab_give(slab, function);
}

/* What must be as before when native code returns. */
struct balance {
  struct handle_mark mark;
  unsigned handle_scopes;
  unsigned callback_scopes;
};

static struct balance balance_begin(napi_env env) {
  return (struct balance){handles_mark(&env->runtime->handles),
                          env->open_handle_scopes, env->open_callback_scopes};
}

__attribute__((cold, noinline)) static void
balance_failed(napi_env env, const struct balance *balance) {
  if (check_on())
    check_scopes_left(env);
  const char *what = env->open_handle_scopes != balance->handle_scopes
                         ? "handle scopes"
                         : "callback scopes";
  char text[512];
  snprintf(text, sizeof text,
           "%s: a native function returned without closing the %s it opened",
           env->display_name, what);
  runtime_fatal(env->runtime, NULL, text);
}

static inline void balance_check(napi_env env, const struct balance *balance) {
  if (env->open_handle_scopes != balance->handle_scopes ||
      env->open_callback_scopes != balance->callback_scopes)
    balance_failed(env, balance);
}

/* A swap moves every env: one that it left behind would run in a global that
 * is gone. Nothing after this could be trusted. */
static inline void check_realm(const struct napi_env__ *env) {
  if (env->realm == env->runtime->realm)
    return;
  if (check_on())
    check_stale_realm(env);
  runtime_fatal(env->runtime, env->display_name,
                "stale realm: a call into a global object that is gone");
}

enum error_kind { plain_error, type_error };

/* Makes an error of the current realm; *result is what to throw. */
static napi_shim_engine_status refuse(napi_env env, enum error_kind which,
                                      const char *text,
                                      napi_shim_slot *result) {
  const napi_shim_engine *engine = env->runtime->engine;
  napi_shim_realm *realm = env->realm->engine_realm;
  napi_shim_slot kind, message, code, error;
  engine->make_number(realm, which, &kind);
  engine->make_undefined(realm, &code);
  napi_shim_engine_status status =
      engine->make_string_latin1(realm, text, strlen(text), &message);
  if (status != napi_shim_engine_ok)
    return status;
  const napi_shim_slot *argv[] = {&kind, &message, &code};
  status = realm_call(env->realm, intrinsic_makeError, 3, argv, &error);
  realm_release(env->realm, &message);
  if (status != napi_shim_engine_ok) {
    if (status == napi_shim_engine_exception)
      engine->take_exception(realm, result);
    return status;
  }
  *result = error;
  return napi_shim_engine_exception;
}

/* Methods of a native class take only its instances; `new method()` has an
 * object of its own. */
static bool receiver_fits(const struct native_function *function,
                          const napi_shim_call *call) {
  napi_env env = function->env;
  if (function->brand == NULL || function->is_constructor ||
      call->new_target != NULL)
    return true;
  const napi_shim_engine *engine = env->runtime->engine;
  napi_shim_type type =
      engine->type_of(env->realm->engine_realm, call->this_value);
  if (type != napi_shim_type_object && type != napi_shim_type_function)
    return false;
  struct record *record = record_find(env->realm, call->this_value);
  return record != NULL && record->brand == function->brand;
}

/* `new` of a native class: the fresh object gets the brand. */
static bool put_brand(const struct native_function *function,
                      const napi_shim_call *call) {
  if (!function->is_constructor || call->new_target == NULL)
    return true;
  struct record *record = record_of(function->env->realm, call->this_value);
  if (record == NULL)
    return false;
  record->brand = function->brand;
  return true;
}

napi_shim_engine_status call_invoke(void *data, const napi_shim_call *call,
                                    napi_shim_slot *result) {
  struct native_function *function = data;
  napi_env env = function->env;
  struct napi_shim_runtime *runtime = env->runtime;
  if (runtime->terminating || (env->closed && runtime->closing))
    return napi_shim_engine_terminated;
  check_realm(env);
  if (env->closed)
    return refuse(env, plain_error, "the addon's environment has ended",
                  result);
  if (function->brand != NULL) {
    if (!receiver_fits(function, call))
      return refuse(env, type_error, "Illegal invocation", result);
    if (!put_brand(function, call))
      return napi_shim_engine_out_of_memory;
  }

  note_addon(env);
  struct balance balance = balance_begin(env);
  napi_shim_call checked;
  if (check_on())
    call = check_call_begins(env, call, &checked);
  struct napi_callback_info__ info = {call, function};
  env_hold(env);
  runtime->depth++;
  env_set_error(env, napi_ok);
  struct trace_span span;
  trace_begin_call(&span, function, call);
  napi_value value = function->callback(env, &info);
  if (check_on())
    value = check_returned(env, value, (const void *)function->callback);
  trace_end_call(&span, env);
  runtime->depth--;
  balance_check(env, &balance);

  napi_shim_engine_status status = napi_shim_engine_ok;
  if (runtime->terminating) {
    env_drop_exception(env);
    status = napi_shim_engine_terminated;
  } else if (env->exception_pending) {
    env_take_exception(env, result);
    status = napi_shim_engine_exception;
  } else if (value != NULL) {
    runtime_retain(runtime, slot_of(value), result);
  } else {
    value_make_undefined(env, result);
  }
  handles_reset(&runtime->handles, balance.mark);
  env_release(env);
  if (runtime->depth == 0 && runtime->callbacks.after_call != NULL)
    runtime->callbacks.after_call(runtime->callbacks.data);
  return status;
}

void call_from_loop(napi_env env, call_body body, call_caught caught,
                    void *data) {
  struct napi_shim_runtime *runtime = env->runtime;
  struct runtime_frame frame;
  check_realm(env);
  note_addon(env);
  env_hold(env);
  runtime_enter(runtime, &frame);
  struct balance balance = balance_begin(env);
  env_set_error(env, napi_ok);
  body(env, data);
  balance_check(env, &balance);
  if (env->exception_pending) {
    napi_shim_slot thrown;
    env_take_exception(env, &thrown);
    if (runtime->terminating)
      runtime_release(runtime, &thrown);
    else if (caught != NULL)
      caught(env, data, &thrown);
    else
      runtime_report(runtime, &thrown);
  }
  runtime_leave(runtime, &frame);
  env_release(env);
}
