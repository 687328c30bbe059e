/* SPDX-License-Identifier: MIT */
/* Registers in static constructors, and has the well-known symbol as well. */

#include "common.h"

static int inits;

static napi_value exports_of(napi_env env, napi_value exports,
                             const char *which) {
  napi_value text;
  say("init of the %s module, %d", which, ++inits);
  MUST(napi_create_string_utf8(env, which, NAPI_AUTO_LENGTH, &text));
  MUST(napi_set_named_property(env, exports, "which", text));
  return exports;
}

static napi_value init_first(napi_env env, napi_value exports) {
  return exports_of(env, exports, "first");
}

static napi_value init_second(napi_env env, napi_value exports) {
  return exports_of(env, exports, "second");
}

static napi_module first = {
    .nm_version = 1,
    .nm_filename = __FILE__,
    .nm_register_func = init_first,
    .nm_modname = "first",
};

static napi_module second = {
    .nm_version = 1,
    .nm_filename = __FILE__,
    .nm_register_func = init_second,
    .nm_modname = "second",
};

__attribute__((constructor(101))) static void construct_first(void) {
  say("constructor of the first");
  napi_module_register(&first);
}

__attribute__((constructor(102))) static void construct_second(void) {
  say("constructor of the second");
  napi_module_register(&second);
}

/* By the symbol, which the constructors outdo. */
void topic_init(napi_env env, napi_value exports) {
  exports_of(env, exports, "well-known");
}
