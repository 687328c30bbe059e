/* SPDX-License-Identifier: MIT */
/* Native code that calls script that calls native code, by hand. */
#include "../common.h"

static int data_a = 1, data_b = 2;

static const char *data_name(const void *data) {
  return data == &data_a ? "a" : data == &data_b ? "b" : "none";
}

static void say(napi_env env, const char *what) {
  bool pending = false;
  napi_status status = napi_is_exception_pending(env, &pending);
  printf("  %s: pending %d (%s)\n", what, pending, status_name(status));
  fflush(stdout);
}

/* Gets `this`, two arguments and the data; says which. */
static napi_value facts(napi_env env, napi_callback_info info) {
  napi_value args[2], self, target;
  size_t argc = 2;
  napi_valuetype types[3];
  void *data;
  MUST(napi_get_cb_info(env, info, &argc, args, &self, &data));
  MUST(napi_typeof(env, args[0], &types[0]));
  MUST(napi_typeof(env, args[1], &types[1]));
  MUST(napi_typeof(env, self, &types[2]));
  MUST(napi_get_new_target(env, info, &target));
  printf("  facts: argc %zu types %d %d this %d data %s new.target %s\n", argc,
         types[0], types[1], types[2], data_name(data), target ? "yes" : "no");
  fflush(stdout);
  return args[0];
}

/* call(f, x): calls f with x; says what came back; returns it. */
static napi_value call(napi_env env, napi_callback_info info) {
  napi_value args[2], self, result = NULL;
  size_t argc = 2;
  MUST(napi_get_cb_info(env, info, &argc, args, &self, NULL));
  log_status(env, "  call",
             napi_call_function(env, self, args[0], 1, &args[1], &result));
  say(env, "after the call");
  return result;
}

/* ignore(f): calls f, goes on as if nothing had happened. */
static napi_value ignore(napi_env env, napi_callback_info info) {
  napi_value function, self, result, text;
  size_t argc = 1;
  MUST(napi_get_cb_info(env, info, &argc, &function, &self, NULL));
  log_status(env, "  first",
             napi_call_function(env, self, function, 0, NULL, &result));
  log_status(env, "  second",
             napi_call_function(env, self, function, 0, NULL, &result));
  log_status(env, "  create", napi_create_string_utf8(env, "t", 1, &text));
  log_status(env, "  set", napi_set_named_property(env, self, "x", text));
  log_status(env, "  throw", napi_throw_error(env, NULL, "test other"));
  return text;
}

/* swallow(f): calls f, clears its exception, returns it as a value. */
static napi_value swallow(napi_env env, napi_callback_info info) {
  napi_value function, self, result = NULL, exception = NULL;
  size_t argc = 1;
  MUST(napi_get_cb_info(env, info, &argc, &function, &self, NULL));
  log_status(env, "  call",
             napi_call_function(env, self, function, 0, NULL, &result));
  say(env, "before clearing");
  log_status(env, "  clear",
             napi_get_and_clear_last_exception(env, &exception));
  say(env, "after clearing");
  return exception;
}

/* rethrow(f): calls f, clears, throws what it got again. */
static napi_value rethrow(napi_env env, napi_callback_info info) {
  napi_value exception = swallow(env, info);
  log_status(env, "  throw again", napi_throw(env, exception));
  return exception;
}

/* replace(f): calls f, clears, throws another error. */
static napi_value replace(napi_env env, napi_callback_info info) {
  swallow(env, info);
  log_status(env, "  throw", napi_throw_range_error(env, "ERR_R", "replaced"));
  return NULL;
}

static napi_value last_error(napi_env env, napi_callback_info info) {
  const napi_extended_error_info *first, *second;
  napi_value value;
  int32_t number;
  (void)info;
  MUST(napi_get_last_error_info(env, &first));
  printf("  at entry: %s %s %u %d\n", status_name(first->error_code),
         first->error_message ? first->error_message : "NULL",
         first->engine_error_code, first->engine_reserved != NULL);
  MUST(napi_create_object(env, &value));
  napi_get_value_int32(env, value, &number);
  MUST(napi_get_last_error_info(env, &second));
  printf("  the same place %d: %s %s\n", first == second,
         status_name(second->error_code), second->error_message);
  MUST(napi_get_last_error_info(env, &second));
  printf("  asked again: %s\n", status_name(second->error_code));
  MUST(napi_create_object(env, &value));
  MUST(napi_get_last_error_info(env, &second));
  printf("  after a success: %s %s\n", status_name(second->error_code),
         second->error_message ? second->error_message : "NULL");
  fflush(stdout);
  napi_get_value_int32(env, value, &number);
  return NULL;
}

/* numbers(n): makes n numbers in nested scopes; the last one is returned. */
static napi_value numbers(napi_env env, napi_callback_info info) {
  napi_value value, limit;
  size_t argc = 1;
  uint32_t count, i;
  MUST(napi_get_cb_info(env, info, &argc, &limit, NULL, NULL));
  MUST(napi_get_value_uint32(env, limit, &count));
  for (i = 0; i < count; i++) {
    napi_handle_scope scope;
    MUST(napi_open_handle_scope(env, &scope));
    MUST(napi_create_double(env, i + 0.5, &value));
    MUST(napi_create_object(env, &value));
    MUST(napi_close_handle_scope(env, scope));
  }
  MUST(napi_create_uint32(env, i, &value));
  return value;
}

/* many(n): n handles alive at once, each still right afterwards. */
static napi_value many(napi_env env, napi_callback_info info) {
  enum { COUNT = 20000 };
  static napi_value values[COUNT];
  napi_value result;
  uint32_t number, i, right = 0;
  (void)info;
  for (i = 0; i < COUNT; i++)
    MUST(napi_create_uint32(env, i * 3, &values[i]));
  for (i = 0; i < COUNT; i++)
    if (napi_get_value_uint32(env, values[i], &number) == napi_ok &&
        number == i * 3)
      right++;
  MUST(napi_create_uint32(env, right, &result));
  return result;
}

void topic_init(napi_env env, napi_value exports) {
  napi_value function;
  MUST(napi_create_function(env, "factsA", NAPI_AUTO_LENGTH, facts, &data_a,
                            &function));
  MUST(napi_set_named_property(env, exports, "factsA", function));
  MUST(napi_create_function(env, "factsB", NAPI_AUTO_LENGTH, facts, &data_b,
                            &function));
  MUST(napi_set_named_property(env, exports, "factsB", function));
  export_function(env, exports, "facts", facts);
  export_function(env, exports, "call", call);
  export_function(env, exports, "ignore", ignore);
  export_function(env, exports, "swallow", swallow);
  export_function(env, exports, "rethrow", rethrow);
  export_function(env, exports, "replace", replace);
  export_function(env, exports, "lastError", last_error);
  export_function(env, exports, "numbers", numbers);
  export_function(env, exports, "many", many);
}
