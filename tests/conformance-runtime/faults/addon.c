/* SPDX-License-Identifier: MIT */
/* Fatal errors, uncaught exceptions, and what a module asks of its runtime. */
#include "common.h"

#include <pthread.h>

static napi_value fatal(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  switch (integer(env, argv[0])) {
  case 0:
    napi_fatal_error("place", NAPI_AUTO_LENGTH, "message", NAPI_AUTO_LENGTH);
  case 1:
    napi_fatal_error("place of many words", 5, "message and more", 7);
  case 2:
    napi_fatal_error(NULL, 0, "no place", NAPI_AUTO_LENGTH);
  case 3:
    napi_fatal_error("", 0, "", 0);
  case 4:
    napi_fatal_error("place", NAPI_AUTO_LENGTH, NULL, 0);
  default:
    return NULL;
  }
}

static void *on_thread(void *data) {
  (void)data;
  napi_fatal_error("thread", NAPI_AUTO_LENGTH, "of an addon", NAPI_AUTO_LENGTH);
  return NULL;
}

static napi_value fatal_on_thread(napi_env env, napi_callback_info info) {
  (void)env, (void)info;
  pthread_t thread;
  if (pthread_create(&thread, NULL, on_thread, NULL) != 0)
    exit(99);
  pthread_join(thread, NULL);
  return NULL;
}

static napi_value fatal_exception(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  say_status("fatal_exception", napi_fatal_exception(env, argv[0]));
  bool pending;
  MUST(napi_is_exception_pending(env, &pending));
  say("pending %d", pending);
  return NULL;
}

static napi_value refusals(napi_env env, napi_callback_info info) {
  (void)info;
  say_status("fatal_exception of nothing", napi_fatal_exception(env, NULL));
  say_status("get_uv_event_loop", napi_get_uv_event_loop(env, NULL));
  say_status("get_node_version", napi_get_node_version(env, NULL));
  say_status("get_module_file_name", node_api_get_module_file_name(env, NULL));
  say_status("no env", napi_get_node_version(NULL, NULL));
  const napi_extended_error_info *error;
  MUST(napi_get_last_error_info(env, &error));
  say("%s", error->error_message);
  const napi_node_version *version;
  say_status("get_node_version", napi_get_node_version(env, &version));
  say("%s %s", version->release, version->major >= 20 ? "20 or later" : "old");
  MUST(napi_throw_error(env, NULL, "pending"));
  napi_value value;
  MUST(napi_get_and_clear_last_exception(env, &value));
  MUST(napi_throw(env, value));
  say_status("fatal_exception while one is pending",
             napi_fatal_exception(env, value));
  MUST(napi_get_and_clear_last_exception(env, &value));
  return NULL;
}

static napi_value file_name(napi_env env, napi_callback_info info) {
  (void)info;
  const char *name;
  napi_value result;
  MUST(node_api_get_module_file_name(env, &name));
  MUST(napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &result));
  return result;
}

/* Last errors: which calls overwrite them. */
static void no_hook(void *data) {
  (void)data;
}

static void tell_last(napi_env env, const char *what) {
  const napi_extended_error_info *error;
  MUST(napi_get_last_error_info(env, &error));
  say("after %s: %s", what, status_name(error->error_code));
}

static napi_value last_errors(napi_env env, napi_callback_info info) {
  (void)info;
  const napi_node_version *version;
  const char *name;
  struct uv_loop_s *loop;
  napi_async_cleanup_hook_handle handle;
#define FAIL() napi_get_undefined(env, NULL)
  FAIL();
  napi_add_env_cleanup_hook(env, no_hook, NULL);
  tell_last(env, "add_env_cleanup_hook");
  FAIL();
  napi_remove_env_cleanup_hook(env, no_hook, NULL);
  tell_last(env, "remove_env_cleanup_hook");
  FAIL();
  napi_add_async_cleanup_hook(env, (napi_async_cleanup_hook)(void *)no_hook,
                              NULL, &handle);
  tell_last(env, "add_async_cleanup_hook");
  FAIL();
  napi_remove_async_cleanup_hook(handle);
  tell_last(env, "remove_async_cleanup_hook");
  FAIL();
  napi_get_node_version(env, &version);
  tell_last(env, "get_node_version");
  FAIL();
  napi_get_uv_event_loop(env, &loop);
  tell_last(env, "get_uv_event_loop");
  FAIL();
  node_api_get_module_file_name(env, &name);
  tell_last(env, "get_module_file_name");
  return NULL;
}

/* An exception from the native frame itself, with and without a value. */
static napi_value throws(napi_env env, napi_callback_info info) {
  (void)info;
  napi_throw_error(env, "ERR_CODE", "from native code");
  return number(env, 1);
}

void topic_init(napi_env env, napi_value exports) {
  export_function(env, exports, "fatal", fatal);
  export_function(env, exports, "fatalOnThread", fatal_on_thread);
  export_function(env, exports, "fatalException", fatal_exception);
  export_function(env, exports, "refusals", refusals);
  export_function(env, exports, "fileName", file_name);
  export_function(env, exports, "lastErrors", last_errors);
  export_function(env, exports, "throws", throws);
}
