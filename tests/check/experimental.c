/* SPDX-License-Identifier: MIT */
/* A module that declares itself experimental: its finalizers run inside the
 * collector, and this one makes a value there. */

#define NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_NO_WARNING
#include <node_api.h>

void finalizer_with_fault(node_api_basic_env env, void *data, void *hint) {
  napi_value object;
  (void)data, (void)hint;
  napi_create_object((napi_env)env, &object);
}

napi_value lose(napi_env env, napi_callback_info info) {
  napi_value external;
  static int data;
  (void)info;
  napi_create_external(env, &data, finalizer_with_fault, NULL, &external);
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "lose", NAPI_AUTO_LENGTH, lose, NULL, &function);
  napi_set_named_property(env, exports, "lose", function);
  return exports;
}
