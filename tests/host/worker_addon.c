/* SPDX-License-Identifier: MIT */
/* An addon that many threads load: instance data, wraps, borrowed memory,
 * work on the pool, threads of its own, hooks. It counts what it has open.
 * Built twice, once for each way to register. */

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <node_api.h>

/* Of all threads together: zero when everything was finalized once. */
static atomic_long open_things;

struct instance {
  long calls; /* of this env */
};

#define MUST(call)                                                             \
  do {                                                                         \
    if ((call) != napi_ok)                                                     \
      abort();                                                                 \
  } while (0)

static void *thing_new(void) {
  atomic_fetch_add(&open_things, 1);
  return malloc(16);
}

static void thing_free(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  atomic_fetch_sub(&open_things, 1);
  free(data);
}

static void hook(void *data) {
  thing_free(NULL, data, NULL);
}

static napi_value wrap(napi_env env, napi_callback_info info) {
  napi_value object;
  size_t argc = 1;
  MUST(napi_get_cb_info(env, info, &argc, &object, NULL, NULL));
  MUST(napi_wrap(env, object, thing_new(), thing_free, NULL, NULL));
  struct instance *instance;
  MUST(napi_get_instance_data(env, (void **)&instance));
  instance->calls++;
  return object;
}

static napi_value buffer(napi_env env, napi_callback_info info) {
  napi_value result;
  (void)info;
  MUST(napi_create_external_buffer(env, 16, thing_new(), thing_free, NULL,
                                   &result));
  return result;
}

static napi_value calls(napi_env env, napi_callback_info info) {
  struct instance *instance;
  napi_value result;
  (void)info;
  MUST(napi_get_instance_data(env, (void **)&instance));
  MUST(napi_create_double(env, (double)instance->calls, &result));
  return result;
}

struct work {
  napi_async_work it;
  napi_ref function;
  int result;
};

static void call_function(napi_env env, napi_value function) {
  napi_value receiver;
  MUST(napi_get_undefined(env, &receiver));
  napi_call_function(env, receiver, function, 0, NULL, NULL);
}

static void execute(napi_env env, void *data) {
  struct work *work = data;
  (void)env;
  for (int i = 0; i < 1000; i++)
    work->result += i;
}

static void complete(napi_env env, napi_status status, void *data) {
  struct work *work = data;
  napi_value function;
  if (status == napi_ok && work->result != 499500)
    abort();
  MUST(napi_get_reference_value(env, work->function, &function));
  call_function(env, function);
  MUST(napi_delete_reference(env, work->function));
  MUST(napi_delete_async_work(env, work->it));
  thing_free(env, work, NULL);
}

static napi_value queue_work(napi_env env, napi_callback_info info) {
  napi_value function, name;
  size_t argc = 1;
  MUST(napi_get_cb_info(env, info, &argc, &function, NULL, NULL));
  MUST(napi_create_string_utf8(env, "work", NAPI_AUTO_LENGTH, &name));
  struct work *work = calloc(1, sizeof *work);
  atomic_fetch_add(&open_things, 1);
  MUST(napi_create_reference(env, function, 1, &work->function));
  MUST(napi_create_async_work(env, NULL, name, execute, complete, work,
                              &work->it));
  MUST(napi_queue_async_work(env, work->it));
  return NULL;
}

static void *produce(void *data) {
  for (int i = 0; i < 20; i++) {
    napi_status status =
        napi_call_threadsafe_function(data, NULL, napi_tsfn_blocking);
    if (status == napi_closing)
      return NULL;
    if (status != napi_ok)
      abort();
  }
  MUST(napi_release_threadsafe_function(data, napi_tsfn_release));
  return NULL;
}

static napi_value start_thread(napi_env env, napi_callback_info info) {
  napi_value function, name;
  size_t argc = 1;
  MUST(napi_get_cb_info(env, info, &argc, &function, NULL, NULL));
  MUST(napi_create_string_utf8(env, "thread", NAPI_AUTO_LENGTH, &name));
  napi_threadsafe_function it;
  MUST(napi_create_threadsafe_function(env, function, NULL, name, 4, 1,
                                       thing_new(), thing_free, NULL, NULL,
                                       &it));
  pthread_t thread;
  if (pthread_create(&thread, NULL, produce, it) != 0 ||
      pthread_detach(thread) != 0)
    abort();
  return NULL;
}

static napi_value count_open(napi_env env, napi_callback_info info) {
  napi_value result;
  (void)info;
  MUST(napi_create_double(env, (double)atomic_load(&open_things), &result));
  return result;
}

static void function(napi_env env, napi_value exports, const char *name,
                     napi_callback callback) {
  napi_value value;
  MUST(napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL,
                            &value));
  MUST(napi_set_named_property(env, exports, name, value));
}

static void instance_free(napi_env env, void *data, void *hint) {
  thing_free(env, data, hint);
}

static napi_value init(napi_env env, napi_value exports) {
  struct instance *instance = calloc(1, sizeof *instance);
  atomic_fetch_add(&open_things, 1);
  MUST(napi_set_instance_data(env, instance, instance_free, NULL));
  MUST(napi_add_env_cleanup_hook(env, hook, thing_new()));
  function(env, exports, "wrap", wrap);
  function(env, exports, "buffer", buffer);
  function(env, exports, "calls", calls);
  function(env, exports, "work", queue_work);
  function(env, exports, "thread", start_thread);
  function(env, exports, "open", count_open);
  return exports;
}

#ifdef REGISTERS_WHEN_OPENED
/* As old addons do: a static constructor tells the library, once. */
static napi_module module = {
    .nm_version = NAPI_MODULE_VERSION,
    .nm_filename = __FILE__,
    .nm_register_func = init,
    .nm_modname = "worker_addon",
};

__attribute__((constructor)) static void construct(void) {
  napi_module_register(&module);
}
#else
NAPI_MODULE_INIT() {
  return init(env, exports);
}
#endif
