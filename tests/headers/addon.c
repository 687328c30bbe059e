/* SPDX-License-Identifier: MIT */
/* The least an addon does: registers itself and exports a number. */
#include <node_api.h>

static napi_value init(napi_env env, napi_value exports) {
  napi_value answer;
  if (napi_create_int32(env, 42, &answer) != napi_ok ||
      napi_set_named_property(env, exports, "answer", answer) != napi_ok)
    return NULL;
  return exports;
}

NAPI_MODULE(addon, init)
