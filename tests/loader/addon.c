/* SPDX-License-Identifier: MIT */
/* One addon, faulty in the way that FAULT_… names at compile time. */

#include <node_api.h>
#include <stdlib.h>

#if defined(FAULT_NO_REGISTRATION)

int nothing_to_register(void);
int nothing_to_register(void) {
  return 1;
}

#elif defined(FAULT_NO_INIT)

static napi_module module = {.nm_version = 1, .nm_modname = "no init"};

__attribute__((constructor)) static void registers(void) {
  napi_module_register(&module);
}

#else

#if defined(FAULT_V8)
/* v8::Isolate::GetCurrent() */
void *_ZN2v87Isolate10GetCurrentEv(void);
#define USE() _ZN2v87Isolate10GetCurrentEv()
#elif defined(FAULT_OLD_NODE)
void node_module_register(void *);
#define USE() node_module_register(NULL)
#elif defined(FAULT_UV)
int uv_that_nobody_has(void);
#define USE() uv_that_nobody_has()
#elif defined(FAULT_NAPI)
napi_status napi_that_nobody_has(napi_env env);
#define USE() napi_that_nobody_has(env)
#else
#define USE() ((void)0)
#endif

#if defined(FAULT_VERSION)
NAPI_MODULE_EXPORT int32_t NODE_API_MODULE_GET_API_VERSION(void) {
  return FAULT_VERSION;
}
#endif

static napi_value use(napi_env env, napi_callback_info info) {
  (void)env, (void)info;
  USE();
  return NULL;
}

NAPI_MODULE_EXPORT napi_value NAPI_MODULE_INITIALIZER(napi_env env,
                                                      napi_value exports) {
  napi_value function;
  napi_create_function(env, "use", NAPI_AUTO_LENGTH, use, NULL, &function);
  napi_set_named_property(env, exports, "use", function);
  /* Referenced, so that the symbol is imported, but seldom called. */
  if (getenv("NAPI_SHIM_TEST_CALLS_THE_MISSING_SYMBOL") != NULL)
    USE();
#if defined(FAULT_THROWS)
  napi_throw_error(env, "E_INIT", "the init refused");
#endif
  napi_value yes;
  napi_get_boolean(env, true, &yes);
  napi_set_named_property(env, exports, "loaded", yes);
  return exports;
}

#endif
