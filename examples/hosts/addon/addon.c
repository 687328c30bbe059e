/* SPDX-License-Identifier: MIT */
/* The addon that the example hosts load: a function, a class whose instances
 * have native memory, and work on another thread that ends in a promise. */

#include <node_api.h>
#include <stdlib.h>

static napi_value add(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value argv[2], result;
  double a, b;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  if (napi_get_value_double(env, argv[0], &a) != napi_ok ||
      napi_get_value_double(env, argv[1], &b) != napi_ok) {
    napi_throw_type_error(env, "ERR_NO_NUMBER", "add takes two numbers");
    return NULL;
  }
  napi_create_double(env, a + b, &result);
  return result;
}

static void free_count(napi_env env, void *count, void *hint) {
  (void)env, (void)hint;
  free(count);
}

static napi_value counter(napi_env env, napi_callback_info info) {
  napi_value self;
  napi_get_cb_info(env, info, NULL, NULL, &self, NULL);
  napi_wrap(env, self, calloc(1, sizeof(int)), free_count, NULL, NULL);
  return self;
}

static napi_value next(napi_env env, napi_callback_info info) {
  napi_value self, result;
  int *count;
  napi_get_cb_info(env, info, NULL, NULL, &self, NULL);
  napi_unwrap(env, self, (void **)&count);
  napi_create_int32(env, ++*count, &result);
  return result;
}

struct work {
  napi_async_work work;
  napi_deferred deferred;
  double number;
};

static void square(napi_env env, void *data) {
  struct work *work = data;
  (void)env;
  work->number *= work->number;
}

static void settle(napi_env env, napi_status status, void *data) {
  struct work *work = data;
  napi_value result;
  (void)status;
  napi_create_double(env, work->number, &result);
  napi_resolve_deferred(env, work->deferred, result);
  napi_delete_async_work(env, work->work);
  free(work);
}

static napi_value square_later(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value argument, name, promise;
  struct work *work = calloc(1, sizeof *work);
  napi_get_cb_info(env, info, &argc, &argument, NULL, NULL);
  napi_get_value_double(env, argument, &work->number);
  napi_create_promise(env, &work->deferred, &promise);
  napi_create_string_utf8(env, "square", NAPI_AUTO_LENGTH, &name);
  napi_create_async_work(env, NULL, name, square, settle, work, &work->work);
  napi_queue_async_work(env, work->work);
  return promise;
}

NAPI_MODULE_INIT() {
  napi_value class;
  napi_property_descriptor method = {"next", NULL, next, NULL,
                                     NULL,   NULL, 0,    NULL};
  napi_define_class(env, "Counter", NAPI_AUTO_LENGTH, counter, NULL, 1, &method,
                    &class);
  napi_property_descriptor all[] = {
      {"add", NULL, add, NULL, NULL, NULL, napi_enumerable, NULL},
      {"squareLater", NULL, square_later, NULL, NULL, NULL, napi_enumerable,
       NULL},
      {"Counter", NULL, NULL, NULL, NULL, class, napi_enumerable, NULL},
  };
  napi_define_properties(env, exports, 3, all);
  return exports;
}
