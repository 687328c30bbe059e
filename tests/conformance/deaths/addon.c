/* SPDX-License-Identifier: MIT */
/* What a native function must not do, and what becomes of the process. */
#include "../common.h"

static napi_value leave_scope_open(napi_env env, napi_callback_info info) {
  napi_handle_scope scope;
  (void)info;
  MUST(napi_open_handle_scope(env, &scope));
  printf("returning with a scope open\n");
  fflush(stdout);
  return NULL;
}

static napi_value leave_two_open(napi_env env, napi_callback_info info) {
  napi_handle_scope scope;
  napi_escapable_handle_scope escapable;
  (void)info;
  MUST(napi_open_handle_scope(env, &scope));
  MUST(napi_open_escapable_handle_scope(env, &escapable));
  return NULL;
}

static napi_value fatal(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  napi_fatal_error("here", 4, "because", NAPI_AUTO_LENGTH);
}

static napi_value fatal_nowhere(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  napi_fatal_error(NULL, 0, "of this", 7);
}

void topic_init(napi_env env, napi_value exports) {
  export_function(env, exports, "leaveScopeOpen", leave_scope_open);
  export_function(env, exports, "leaveTwoOpen", leave_two_open);
  export_function(env, exports, "fatal", fatal);
  export_function(env, exports, "fatalNowhere", fatal_nowhere);
}
