/* SPDX-License-Identifier: MIT */
/* make_callback, callback scopes and async contexts, from the script's stack
 * and from raw callbacks of the loop. */
#include "common.h"

#include <uv.h>

static napi_env the_env;
static napi_ref the_function;
static napi_async_context the_context;
static napi_deferred the_deferred;
static int the_way;

static napi_value text(napi_env env, const char *bytes) {
  napi_value result;
  MUST(napi_create_string_utf8(env, bytes, NAPI_AUTO_LENGTH, &result));
  return result;
}

static napi_value refusals(napi_env env, napi_callback_info info) {
  napi_value argv[1], object, undefined, name = text(env, "name"), result;
  arguments(env, info, 1, argv);
  napi_async_context context;
  MUST(napi_create_object(env, &object));
  MUST(napi_get_undefined(env, &undefined));
  say_status("init without name", napi_async_init(env, NULL, NULL, &context));
  say_status("init without result", napi_async_init(env, NULL, name, NULL));
  say_status("destroy nothing", napi_async_destroy(env, NULL));
  say_status("init", napi_async_init(env, object, name, &context));
  say_status("no receiver",
             napi_make_callback(env, context, NULL, argv[0], 0, NULL, &result));
  say_status("no function",
             napi_make_callback(env, context, object, NULL, 0, NULL, &result));
  say_status(
      "an object as function",
      napi_make_callback(env, context, object, object, 0, NULL, &result));
  say_status("no arguments", napi_make_callback(env, context, object, argv[0],
                                                1, NULL, &result));
  say_status("no result",
             napi_make_callback(env, context, object, argv[0], 0, NULL, NULL));
  say_status("a number as receiver",
             napi_make_callback(env, context, number(env, 4), argv[0], 0, NULL,
                                &result));
  say_status("no context",
             napi_make_callback(env, NULL, object, argv[0], 0, NULL, &result));
  say_status("open without result",
             napi_open_callback_scope(env, object, context, NULL));
  say_status("close nothing", napi_close_callback_scope(env, NULL));
  say_status("close none", napi_close_callback_scope(
                               env, (napi_callback_scope)(void *)&context));
  say_status("destroy", napi_async_destroy(env, context));
  say_status(
      "undefined as receiver",
      napi_make_callback(env, NULL, undefined, argv[0], 0, NULL, &result));
  bool pending;
  MUST(napi_is_exception_pending(env, &pending));
  say("pending %d", pending);
  if (pending)
    MUST(napi_get_and_clear_last_exception(env, &result));
  return NULL;
}

/* makeCallback(function, argument …): inside a callback of the script. */
static napi_value make_callback(napi_env env, napi_callback_info info) {
  napi_value argv[6], object, result = NULL;
  size_t argc = 6;
  MUST(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  MUST(napi_create_object(env, &object));
  napi_status status = napi_make_callback(env, NULL, object, argv[0], argc - 1,
                                          &argv[1], &result);
  say_status("make_callback", status);
  return status == napi_ok ? result : NULL;
}

static void call_it(napi_env env, napi_value function) {
  napi_value object, result;
  napi_callback_scope scope, inner;
  MUST(napi_create_object(env, &object));
  switch (the_way) {
  case 0: /* call_function */
    say_status("call_function", call0(env, function));
    say_status("call_function", call0(env, function));
    break;
  case 1: /* make_callback */
    say_status("make_callback", napi_make_callback(env, the_context, object,
                                                   function, 0, NULL, NULL));
    say_status("make_callback", napi_make_callback(env, the_context, object,
                                                   function, 0, NULL, NULL));
    break;
  case 2: /* in a callback scope */
    MUST(napi_open_callback_scope(env, object, the_context, &scope));
    say_status("call_function", call0(env, function));
    say_status("make_callback", napi_make_callback(env, the_context, object,
                                                   function, 0, NULL, &result));
    say("closing");
    MUST(napi_close_callback_scope(env, scope));
    say("closed");
    break;
  case 3: /* nested callback scopes */
    MUST(napi_open_callback_scope(env, object, the_context, &scope));
    MUST(napi_open_callback_scope(env, object, the_context, &inner));
    say_status("call_function", call0(env, function));
    MUST(napi_close_callback_scope(env, inner));
    say("inner closed");
    MUST(napi_close_callback_scope(env, scope));
    say("closed");
    break;
  case 4: /* a value made inside lives on behind the scope */
    MUST(napi_open_callback_scope(env, object, the_context, &scope));
    MUST(
        napi_create_string_utf8(env, "made inside", NAPI_AUTO_LENGTH, &result));
    MUST(napi_close_callback_scope(env, scope));
    {
      char bytes[20];
      MUST(napi_get_value_string_utf8(env, result, bytes, sizeof bytes, NULL));
      say("%s", bytes);
    }
    break;
  case 5: /* a callback scope that is closed with an exception pending */
    MUST(napi_open_callback_scope(env, object, the_context, &scope));
    say_status("call_function", call0(env, function));
    say("closing");
    say_status("close", napi_close_callback_scope(env, scope));
    break;
  case 6: /* a promise that is kept inside a scope */
    MUST(napi_open_callback_scope(env, object, the_context, &scope));
    say_status("resolve", napi_resolve_deferred(env, the_deferred, object));
    say("closing");
    MUST(napi_close_callback_scope(env, scope));
    say("closed");
    break;
  default:
    abort();
  }
}

static void free_timer(uv_handle_t *handle) {
  free(handle);
}

static void on_timer(uv_timer_t *timer) {
  napi_handle_scope scope;
  napi_value function;
  uv_close((uv_handle_t *)timer, free_timer);
  MUST(napi_open_handle_scope(the_env, &scope));
  MUST(napi_get_reference_value(the_env, the_function, &function));
  say("timer");
  call_it(the_env, function);
  bool pending = false;
  MUST(napi_is_exception_pending(the_env, &pending));
  say("pending %d", pending);
  MUST(napi_close_handle_scope(the_env, scope));
  say("timer returns");
}

/* fromLoop(function, way) */
static napi_value from_loop(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  arguments(env, info, 2, argv);
  the_env = env;
  the_way = (int)integer(env, argv[1]);
  MUST(napi_create_reference(env, argv[0], 1, &the_function));
  MUST(napi_async_init(env, NULL, text(env, "test"), &the_context));
  uv_loop_t *loop;
  MUST(napi_get_uv_event_loop(env, &loop));
  uv_timer_t *timer = malloc(sizeof *timer);
  uv_timer_init(loop, timer);
  /* Due when the loop begins, before any immediate of the script. */
  uv_timer_start(timer, on_timer, 0, 0);
  return NULL;
}

/* fromScript(function, way): the same inside a callback of the script. */
static napi_value from_script(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  arguments(env, info, 2, argv);
  the_way = (int)integer(env, argv[1]);
  MUST(napi_async_init(env, NULL, text(env, "test"), &the_context));
  call_it(env, argv[0]);
  MUST(napi_async_destroy(env, the_context));
  return NULL;
}

/* promise(): one that way 6 keeps. */
static napi_value promise(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  MUST(napi_create_promise(env, &the_deferred, &result));
  return result;
}

/* Contexts whose resource the script gives, and may lose. */
static void end_context(napi_env env, void *data, void *hint) {
  (void)hint;
  say_status("destroyed by the resource's finalizer",
             napi_async_destroy(env, data));
}

/* context(resource, ends_with_it): kept as the one context. */
static napi_value context(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  arguments(env, info, 2, argv);
  MUST(napi_async_init(env, argv[0], text(env, "test"), &the_context));
  if (integer(env, argv[1]))
    MUST(
        napi_add_finalizer(env, argv[0], the_context, end_context, NULL, NULL));
  return NULL;
}

/* inContext(function, argument …) */
static napi_value in_context(napi_env env, napi_callback_info info) {
  napi_value argv[6], object, result = NULL;
  size_t argc = 6;
  MUST(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  MUST(napi_create_object(env, &object));
  say_status("make_callback",
             napi_make_callback(env, the_context, object, argv[0], argc - 1,
                                &argv[1], &result));
  return result;
}

static napi_value end_the_context(napi_env env, napi_callback_info info) {
  (void)info;
  say_status("destroy", napi_async_destroy(env, the_context));
  return NULL;
}

static napi_value nothing(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  return number(env, 5);
}

/* Scopes that are not closed when the native function returns. */
static napi_value leave_open(napi_env env, napi_callback_info info) {
  (void)info;
  napi_callback_scope scope;
  napi_value object;
  MUST(napi_create_object(env, &object));
  MUST(napi_async_init(env, NULL, text(env, "test"), &the_context));
  MUST(napi_open_callback_scope(env, object, the_context, &scope));
  return NULL;
}

/* The result is a handle of a scope that has been closed: wrong, and addons
 * do it. */
static napi_value return_stale(napi_env env, napi_callback_info info) {
  (void)info;
  napi_handle_scope scope;
  napi_value object, key;
  MUST(napi_open_handle_scope(env, &scope));
  key = text(env, "key");
  MUST(napi_create_object(env, &object));
  MUST(napi_set_property(env, object, key, key));
  MUST(napi_close_handle_scope(env, scope));
  return object;
}

void topic_init(napi_env env, napi_value exports) {
  export_function(env, exports, "refusals", refusals);
  export_function(env, exports, "makeCallback", make_callback);
  export_function(env, exports, "fromLoop", from_loop);
  export_function(env, exports, "fromScript", from_script);
  export_function(env, exports, "promise", promise);
  export_function(env, exports, "context", context);
  export_function(env, exports, "inContext", in_context);
  export_function(env, exports, "endContext", end_the_context);
  export_function(env, exports, "nothing", nothing);
  export_function(env, exports, "leaveOpen", leave_open);
  export_function(env, exports, "returnStale", return_stale);
}
