/* SPDX-License-Identifier: MIT */
/* What a host does while memory is short: scripts, bound and loaded addons. */

#include "chapters.h"

#include <stdlib.h>
#include <string.h>

napi_shim_runtime *chapter_runtime;

/* As for Node-API calls: ok, or short memory is the reason. */
static bool done(napi_env env, napi_shim_status status, int line) {
  napi_value error;
  if (status == napi_shim_ok)
    return true;
  if (!memory_was_short())
    wrong(__FILE__, line, napi_shim_last_error());
  if (napi_shim_last_error()[0] == '\0')
    wrong(__FILE__, line, "no reason is given");
  napi_get_and_clear_last_exception(env, &error);
  return false;
}

#define TRY(call)                                                              \
  do {                                                                         \
    if (!done(env, call, __LINE__))                                            \
      return false;                                                            \
  } while (0)

bool chapter_script(napi_env env) {
  napi_value value;
  TRY(napi_shim_runtime_evaluate(chapter_runtime, "'caf\xc3\xa9'",
                                 NAPI_AUTO_LENGTH, NULL, &value));
  TRY(napi_shim_runtime_evaluate(chapter_runtime, "1 + 1; rest", 5, "a.js",
                                 &value));
  return true;
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)env, (void)data, (void)hint;
  finalizers_called++;
}

/* More objects than the first tables of records have room for. */
static napi_value init(napi_env env, napi_value exports) {
  static char data;
  napi_value object;
  if (napi_set_instance_data(env, &data, finalize, NULL) == napi_ok)
    finalizers_owed++;
  for (int i = 0; i < 1200; i++) {
    if (napi_create_object(env, &object) != napi_ok ||
        napi_set_element(env, exports, (uint32_t)i, object) != napi_ok ||
        napi_wrap(env, object, &data, finalize, NULL, NULL) != napi_ok)
      break;
    finalizers_owed++;
  }
  return exports;
}

bool chapter_bound(napi_env env) {
  napi_value exports;
  TRY(napi_shim_runtime_bind(chapter_runtime, "bound", 8, init, &exports));
  return true;
}

bool chapter_loaded(napi_env env) {
  napi_value module, exports;
  if (napi_create_object(env, &module) != napi_ok ||
      napi_create_object(env, &exports) != napi_ok ||
      napi_set_named_property(env, module, "exports", exports) != napi_ok) {
    if (!memory_was_short())
      wrong(__FILE__, __LINE__, "no module object");
    return false;
  }
  TRY(napi_shim_runtime_load(chapter_runtime, CHAPTER_ADDON, module, &exports));
  return true;
}
