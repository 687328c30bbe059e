/* SPDX-License-Identifier: MIT */
/* What an addon owes when a worker thread ends, in whichever way. */
#include "common.h"

#include <unistd.h>
#include <uv.h>

/* One per env: the same addon may be in several threads. */
struct instance {
  napi_env env;
  int number;
  int items; /* of threadsafe functions, that were called */
};

static void hook(void *data) {
  say("hook %ld", (long)(intptr_t)data);
}

/* hook(n) */
static napi_value add_hook(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  MUST(napi_add_env_cleanup_hook(env, hook,
                                 (void *)(intptr_t)integer(env, argv[0])));
  return NULL;
}

struct async_hook {
  uv_timer_t timer;
  napi_async_cleanup_hook_handle handle;
  uv_loop_t *loop;
  int number;
};

static void async_hook_closed(uv_handle_t *timer) {
  struct async_hook *it = (struct async_hook *)timer;
  say("async hook %d is done", it->number);
  MUST(napi_remove_async_cleanup_hook(it->handle));
  free(it);
}

static void async_hook_later(uv_timer_t *timer) {
  uv_close((uv_handle_t *)timer, async_hook_closed);
}

static void async_hook(napi_async_cleanup_hook_handle handle, void *data) {
  struct async_hook *it = data;
  say("async hook %d begins", it->number);
  it->handle = handle;
  uv_timer_init(it->loop, &it->timer);
  uv_timer_start(&it->timer, async_hook_later, 100, 0);
}

/* asyncHook(n): one that needs the loop. */
static napi_value add_async_hook(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  struct async_hook *it = calloc(1, sizeof *it);
  it->number = (int)integer(env, argv[0]);
  MUST(napi_get_uv_event_loop(env, &it->loop));
  MUST(napi_add_async_cleanup_hook(env, async_hook, it, NULL));
  return NULL;
}

static void finalizer(napi_env env, void *data, void *hint) {
  struct instance *instance = NULL;
  napi_value object, name, result;
  (void)hint;
  say("finalizer %ld", (long)(intptr_t)data);
  MUST(napi_get_instance_data(env, (void **)&instance));
  say("  instance data %s", instance == NULL ? "gone" : "there");
  say_status("  create_object", napi_create_object(env, &object));
  say_status("  create_string", napi_create_string_utf8(env, "1", 1, &name));
  say_status("  set", napi_set_named_property(env, object, "x", name));
  say_status("  run_script", napi_run_script(env, name, &result));
}

/* wrap(object, n) */
static napi_value wrap(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  arguments(env, info, 2, argv);
  MUST(napi_wrap(env, argv[0], (void *)(intptr_t)integer(env, argv[1]),
                 finalizer, NULL, NULL));
  return NULL;
}

static void end_instance(napi_env env, void *data, void *hint) {
  struct instance *instance = data;
  (void)hint;
  say("end of instance data %d, %s", instance->number,
      instance->env == env ? "own env" : "another env");
  free(instance);
}

static napi_value set_number(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  struct instance *instance;
  arguments(env, info, 1, argv);
  MUST(napi_get_instance_data(env, (void **)&instance));
  instance->number = (int)integer(env, argv[0]);
  return NULL;
}

static void on_item(napi_env env, napi_value function, void *context,
                    void *item) {
  napi_value object;
  (void)function, (void)context;
  say("item %ld, env %s", (long)(intptr_t)item, env == NULL ? "gone" : "there");
  if (env == NULL)
    return;
  struct instance *instance;
  MUST(napi_get_instance_data(env, (void **)&instance));
  instance->items++;
  say_status("  create_object", napi_create_object(env, &object));
  say_status("  set", napi_set_named_property(env, object, "x", object));
}

static void end_function(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  say("end of threadsafe function %ld", (long)(intptr_t)data);
}

/* threadsafe(n, ref): with three items that wait. */
static napi_value threadsafe(napi_env env, napi_callback_info info) {
  napi_value argv[2], name;
  napi_threadsafe_function it;
  arguments(env, info, 2, argv);
  intptr_t number = (intptr_t)integer(env, argv[0]);
  MUST(napi_create_string_utf8(env, "items", NAPI_AUTO_LENGTH, &name));
  MUST(napi_create_threadsafe_function(env, NULL, NULL, name, 0, 1,
                                       (void *)number, end_function, NULL,
                                       on_item, &it));
  if (integer(env, argv[1]) == 0)
    MUST(napi_unref_threadsafe_function(env, it));
  for (intptr_t i = 1; i <= 3; i++)
    MUST(napi_call_threadsafe_function(it, (void *)(number * 10 + i),
                                       napi_tsfn_blocking));
  return NULL;
}

/* items(): how many have been called. */
static napi_value items(napi_env env, napi_callback_info info) {
  struct instance *instance;
  napi_value result;
  (void)info;
  MUST(napi_get_instance_data(env, (void **)&instance));
  MUST(napi_create_int32(env, instance->items, &result));
  return result;
}

static void end_memory(napi_env env, void *data, void *hint) {
  (void)data;
  say("end of memory %ld, env %s", (long)(intptr_t)hint,
      env == NULL ? "gone" : "there");
}

/* memory(n): a Buffer and an ArrayBuffer of the addon's. */
static napi_value make_memory(napi_env env, napi_callback_info info) {
  static char bytes[8];
  napi_value argv[1], list, value;
  arguments(env, info, 1, argv);
  intptr_t n = (intptr_t)integer(env, argv[0]);
  MUST(napi_create_array(env, &list));
  MUST(napi_create_external_buffer(env, sizeof bytes, bytes, end_memory,
                                   (void *)n, &value));
  MUST(napi_set_element(env, list, 0, value));
  MUST(napi_create_external_arraybuffer(env, bytes, sizeof bytes, end_memory,
                                        (void *)(n + 1), &value));
  MUST(napi_set_element(env, list, 1, value));
  return list;
}

static void releases(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  say_status("release",
             napi_release_threadsafe_function(*(napi_threadsafe_function *)data,
                                              napi_tsfn_release));
  free(data);
}

/* releasing(object): a threadsafe function that its finalizer releases. */
static napi_value releasing(napi_env env, napi_callback_info info) {
  napi_threadsafe_function *it = malloc(sizeof *it);
  napi_value argv[1], name;
  arguments(env, info, 1, argv);
  MUST(napi_create_string_utf8(env, "items", NAPI_AUTO_LENGTH, &name));
  MUST(napi_create_threadsafe_function(env, NULL, NULL, name, 0, 1, (void *)9,
                                       end_function, NULL, on_item, it));
  MUST(napi_unref_threadsafe_function(env, *it));
  MUST(napi_add_finalizer(env, argv[0], it, releases, NULL, NULL));
  return NULL;
}

struct work {
  napi_async_work it;
  napi_ref function;
};

static void execute(napi_env env, void *data) {
  (void)env, (void)data;
  usleep(400 * 1000);
}

static void complete(napi_env env, napi_status status, void *data) {
  struct work *work = data;
  napi_value function;
  say_status("complete", status);
  MUST(napi_get_reference_value(env, work->function, &function));
  say_status("  call", call0(env, function));
  MUST(napi_delete_reference(env, work->function));
  MUST(napi_delete_async_work(env, work->it));
  free(work);
}

/* work(function): 400 ms on the pool. */
static napi_value queue_work(napi_env env, napi_callback_info info) {
  napi_value argv[1], name;
  struct work *work = calloc(1, sizeof *work);
  arguments(env, info, 1, argv);
  MUST(napi_create_string_utf8(env, "work", NAPI_AUTO_LENGTH, &name));
  MUST(napi_create_reference(env, argv[0], 1, &work->function));
  MUST(napi_create_async_work(env, NULL, name, execute, complete, work,
                              &work->it));
  MUST(napi_queue_async_work(env, work->it));
  return NULL;
}

/* calls(function): what its end looks like to native code. */
static napi_value calls(napi_env env, napi_callback_info info) {
  napi_value argv[1], object;
  bool pending = false;
  arguments(env, info, 1, argv);
  say_status("call", call0(env, argv[0]));
  say_status("again", call0(env, argv[0]));
  MUST(napi_is_exception_pending(env, &pending));
  say("  exception %s", pending ? "pending" : "not pending");
  say_status("  create_object", napi_create_object(env, &object));
  return NULL;
}

void topic_init(napi_env env, napi_value exports) {
  struct instance *instance = calloc(1, sizeof *instance);
  instance->env = env;
  MUST(napi_set_instance_data(env, instance, end_instance, NULL));
  export_function(env, exports, "hook", add_hook);
  export_function(env, exports, "asyncHook", add_async_hook);
  export_function(env, exports, "wrap", wrap);
  export_function(env, exports, "number", set_number);
  export_function(env, exports, "threadsafe", threadsafe);
  export_function(env, exports, "items", items);
  export_function(env, exports, "memory", make_memory);
  export_function(env, exports, "releasing", releasing);
  export_function(env, exports, "work", queue_work);
  export_function(env, exports, "calls", calls);
}
