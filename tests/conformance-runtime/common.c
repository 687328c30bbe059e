/* SPDX-License-Identifier: MIT */
/* What the addons share. */
#include "common.h"

#include "../conformance/status_names.h"

#include <stdarg.h>
#include <unistd.h>

void say(const char *format, ...) {
  char line[1024];
  va_list values;
  va_start(values, format);
  int length = vsnprintf(line, sizeof line - 1, format, values);
  va_end(values);
  if (length > (int)sizeof line - 2)
    length = (int)sizeof line - 2;
  line[length++] = '\n';
  if (write(STDOUT_FILENO, line, (size_t)length) != length)
    abort();
}

const char *status_name(napi_status status) {
  return status_name_of((size_t)status);
}

napi_status say_status(const char *what, napi_status status) {
  say("%s: %s", what, status_name(status));
  return status;
}

void export_function(napi_env env, napi_value exports, const char *name,
                     napi_callback callback) {
  napi_value function;
  MUST(napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL,
                            &function));
  MUST(napi_set_named_property(env, exports, name, function));
}

void arguments(napi_env env, napi_callback_info info, size_t count,
               napi_value *values) {
  MUST(napi_get_cb_info(env, info, &count, values, NULL, NULL));
}

int64_t integer(napi_env env, napi_value value) {
  int64_t result;
  MUST(napi_get_value_int64(env, value, &result));
  return result;
}

napi_value number(napi_env env, double value) {
  napi_value result;
  MUST(napi_create_double(env, value, &result));
  return result;
}

napi_status call0(napi_env env, napi_value function) {
  napi_value receiver;
  MUST(napi_get_undefined(env, &receiver));
  return napi_call_function(env, receiver, function, 0, NULL, NULL);
}

EXPORT int32_t NODE_API_MODULE_GET_API_VERSION(void) {
  return CONFORMANCE_VERSION;
}

EXPORT napi_value NAPI_MODULE_INITIALIZER(napi_env env, napi_value exports) {
  topic_init(env, exports);
  return exports;
}
