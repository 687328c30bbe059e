/* SPDX-License-Identifier: MIT */
/* Load for many threads: work on the pool, producers, objects that die. */

#include <node_api.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define MUST(call)                                                             \
  do {                                                                         \
    if ((call) != napi_ok)                                                     \
      abort();                                                                 \
  } while (0)

/* What all threads of the process have open; nothing in the end. */
static atomic_long open_things;

static void *thing_new(size_t size) {
  void *thing = calloc(1, size);
  if (thing == NULL)
    abort();
  atomic_fetch_add(&open_things, 1);
  return thing;
}

static void thing_free(void *thing) {
  atomic_fetch_sub(&open_things, 1);
  free(thing);
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  thing_free(data);
}

static void call_with(napi_env env, napi_value function, double number) {
  napi_value receiver, argument;
  MUST(napi_get_undefined(env, &receiver));
  MUST(napi_create_double(env, number, &argument));
  /* What the script throws stays pending: it is uncaught. */
  napi_call_function(env, receiver, function, 1, &argument, NULL);
}

/* wrap(object) */
static napi_value wrap(napi_env env, napi_callback_info info) {
  napi_value object;
  size_t argc = 1;
  MUST(napi_get_cb_info(env, info, &argc, &object, NULL, NULL));
  MUST(napi_wrap(env, object, thing_new(64), finalize, NULL, NULL));
  return object;
}

/* buffer(): borrowed memory. */
static napi_value buffer(napi_env env, napi_callback_info info) {
  napi_value result;
  (void)info;
  MUST(napi_create_external_buffer(env, 64, thing_new(64), finalize, NULL,
                                   &result));
  return result;
}

struct work {
  napi_async_work it;
  napi_ref function;
  double number, answer;
};

static void execute(napi_env env, void *data) {
  struct work *work = data;
  (void)env;
  work->answer = 0;
  for (int i = 0; i <= work->number; i++)
    work->answer += i;
}

static void complete(napi_env env, napi_status status, void *data) {
  struct work *work = data;
  napi_value function;
  if (status != napi_ok)
    abort();
  MUST(napi_get_reference_value(env, work->function, &function));
  call_with(env, function, work->answer);
  MUST(napi_delete_reference(env, work->function));
  MUST(napi_delete_async_work(env, work->it));
  thing_free(work);
}

/* sum(n, callback): 0 + 1 + … + n on the pool. */
static napi_value sum(napi_env env, napi_callback_info info) {
  napi_value argv[2], name;
  size_t argc = 2;
  struct work *work = thing_new(sizeof *work);
  MUST(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  MUST(napi_get_value_double(env, argv[0], &work->number));
  MUST(napi_create_reference(env, argv[1], 1, &work->function));
  MUST(napi_create_string_utf8(env, "sum", NAPI_AUTO_LENGTH, &name));
  MUST(napi_create_async_work(env, NULL, name, execute, complete, work,
                              &work->it));
  MUST(napi_queue_async_work(env, work->it));
  return NULL;
}

struct producer {
  napi_threadsafe_function to;
  intptr_t count;
  pthread_t thread;
};

static void *produce(void *data) {
  struct producer *producer = data;
  for (intptr_t i = 1; i <= producer->count; i++)
    MUST(napi_call_threadsafe_function(producer->to, (void *)i,
                                       napi_tsfn_blocking));
  MUST(napi_release_threadsafe_function(producer->to, napi_tsfn_release));
  return NULL;
}

static void deliver(napi_env env, napi_value function, void *context,
                    void *item) {
  (void)context;
  if (env == NULL)
    abort(); /* every producer has its end awaited */
  call_with(env, function, (double)(intptr_t)item);
}

static void end_producer(napi_env env, void *data, void *hint) {
  struct producer *producer = data;
  (void)env, (void)hint;
  pthread_join(producer->thread, NULL);
  thing_free(producer);
}

/* produce(count, room, callback): 1, 2, … from a thread of its own. */
static napi_value start_producer(napi_env env, napi_callback_info info) {
  napi_value argv[3], name;
  size_t argc = 3;
  double count, room;
  struct producer *producer = thing_new(sizeof *producer);
  MUST(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  MUST(napi_get_value_double(env, argv[0], &count));
  MUST(napi_get_value_double(env, argv[1], &room));
  producer->count = (intptr_t)count;
  MUST(napi_create_string_utf8(env, "producer", NAPI_AUTO_LENGTH, &name));
  MUST(napi_create_threadsafe_function(env, argv[2], NULL, name, (size_t)room,
                                       1, producer, end_producer, NULL, deliver,
                                       &producer->to));
  if (pthread_create(&producer->thread, NULL, produce, producer) != 0)
    abort();
  return NULL;
}

static napi_value count_open(napi_env env, napi_callback_info info) {
  napi_value result;
  (void)info;
  MUST(napi_create_double(env, (double)atomic_load(&open_things), &result));
  return result;
}

NAPI_MODULE_EXPORT int32_t NODE_API_MODULE_GET_API_VERSION(void);
NAPI_MODULE_EXPORT int32_t NODE_API_MODULE_GET_API_VERSION(void) {
  return 10;
}

NAPI_MODULE_EXPORT napi_value NAPI_MODULE_INITIALIZER(napi_env env,
                                                      napi_value exports);
NAPI_MODULE_EXPORT napi_value NAPI_MODULE_INITIALIZER(napi_env env,
                                                      napi_value exports) {
  static const struct {
    const char *name;
    napi_callback call;
  } list[] = {{"wrap", wrap},
              {"buffer", buffer},
              {"sum", sum},
              {"produce", start_producer},
              {"open", count_open}};
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
    napi_value function;
    MUST(napi_create_function(env, list[i].name, NAPI_AUTO_LENGTH, list[i].call,
                              NULL, &function));
    MUST(napi_set_named_property(env, exports, list[i].name, function));
  }
  return exports;
}
