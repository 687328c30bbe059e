/* SPDX-License-Identifier: MIT */
/* Cleanup hooks, plain and asynchronous, and what else runs at the end. */
#include "common.h"

#include <unistd.h>
#include <uv.h>

static napi_env the_env;

static void tell(void *data) {
  say("hook %ld", (long)(intptr_t)data);
}

static void hook_a(void *data);
static void hook_b(void *data);

static napi_value add(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  void *data = (void *)(intptr_t)integer(env, argv[0]);
  say_status("add", napi_add_env_cleanup_hook(env, tell, data));
  return NULL;
}

static napi_value remove_hook(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  void *data = (void *)(intptr_t)integer(env, argv[0]);
  say_status("remove", napi_remove_env_cleanup_hook(env, tell, data));
  return NULL;
}

static napi_value refusals(napi_env env, napi_callback_info info) {
  (void)info;
  say_status("add nothing", napi_add_env_cleanup_hook(env, NULL, NULL));
  say_status("remove nothing", napi_remove_env_cleanup_hook(env, NULL, NULL));
  say_status("add nothing async",
             napi_add_async_cleanup_hook(env, NULL, NULL, NULL));
  say_status("remove nothing async", napi_remove_async_cleanup_hook(NULL));
  return NULL;
}

/* Finalizers, with a word on what still works in them. */
static void finalizer(napi_env env, void *data, void *hint) {
  (void)hint;
  napi_value value, name;
  void *instance = NULL;
  say("finalizer %ld", (long)(intptr_t)data);
  MUST(napi_get_instance_data(env, &instance));
  say("  instance data %s", instance == NULL ? "gone" : "there");
  say_status("  create_object", napi_create_object(env, &value));
  say_status("  create_string", napi_create_string_utf8(env, "x", 1, &name));
  say_status("  set_property", napi_set_named_property(env, value, "x", name));
  napi_ref made;
  if ((intptr_t)data < 100)
    say_status("  add_finalizer",
               napi_add_finalizer(env, value, (void *)((intptr_t)data + 100),
                                  finalizer, NULL, NULL));
  say_status("  create_reference", napi_create_reference(env, value, 1, &made));
  say_status("  throw", napi_throw_error(env, NULL, "from a finalizer"));
}

static void plain_finalizer(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  say("finalizer %ld", (long)(intptr_t)data);
}

/* watch(object, n, talkative) */
static napi_value watch(napi_env env, napi_callback_info info) {
  napi_value argv[3];
  arguments(env, info, 3, argv);
  MUST(napi_add_finalizer(env, argv[0], (void *)(intptr_t)integer(env, argv[1]),
                          integer(env, argv[2]) ? finalizer : plain_finalizer,
                          NULL, NULL));
  return NULL;
}

static napi_value wrap(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  arguments(env, info, 2, argv);
  MUST(napi_wrap(env, argv[0], (void *)(intptr_t)integer(env, argv[1]),
                 plain_finalizer, NULL, NULL));
  return NULL;
}

static napi_value external(napi_env env, napi_callback_info info) {
  napi_value argv[1], result;
  arguments(env, info, 1, argv);
  MUST(napi_create_external(env, (void *)(intptr_t)integer(env, argv[0]),
                            plain_finalizer, NULL, &result));
  return result;
}

static napi_value instance_data(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  MUST(napi_set_instance_data(env, (void *)(intptr_t)integer(env, argv[0]),
                              plain_finalizer, NULL));
  return NULL;
}

static void late(void *data) {
  say("late hook %ld", (long)(intptr_t)data);
}

static void adds_one(void *data) {
  say("hook that adds, %ld", (long)(intptr_t)data);
  say_status("  add", napi_add_env_cleanup_hook(the_env, late, data));
}

static void removes_one(void *data) {
  say("hook that removes %ld", (long)(intptr_t)data);
  say_status("  remove", napi_remove_env_cleanup_hook(the_env, tell, data));
}

/* Removes another one and adds it again. */
static void shuffles(void *data) {
  say("hook that shuffles %ld", (long)(intptr_t)data);
  say_status("  remove", napi_remove_env_cleanup_hook(the_env, tell, data));
  say_status("  add", napi_add_env_cleanup_hook(the_env, tell, data));
}

static void hook_a(void *data) {
  say("hook a");
  say_status("  add again", napi_add_env_cleanup_hook(the_env, hook_a, data));
}

static void hook_b(void *data) {
  say("hook b");
  say_status("  remove", napi_remove_env_cleanup_hook(the_env, hook_b, data));
  say_status("  add", napi_add_env_cleanup_hook(the_env, hook_b, data));
}

static void uses_env(void *data) {
  (void)data;
  napi_handle_scope scope;
  napi_value value, result;
  say("hook that uses the env");
  say_status("  open", napi_open_handle_scope(the_env, &scope));
  say_status("  create_object", napi_create_object(the_env, &value));
  say_status("  set", napi_set_named_property(the_env, value, "x", value));
  say_status("  run_script", napi_run_script(the_env, value, &result));
  say_status("  close", napi_close_handle_scope(the_env, scope));
}

static napi_value special(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  arguments(env, info, 2, argv);
  static const napi_cleanup_hook hooks[] = {adds_one, removes_one, shuffles,
                                            hook_a,   hook_b,      uses_env};
  the_env = env;
  MUST(napi_add_env_cleanup_hook(env, hooks[integer(env, argv[0])],
                                 (void *)(intptr_t)integer(env, argv[1])));
  return NULL;
}

/* Asynchronous hooks: done at once, after a timer, or after pool work. */
struct async {
  int id;
  int way;
  uv_timer_t timer;
  uv_work_t work;
  napi_async_cleanup_hook_handle handle;
};

static void done(struct async *async) {
  say("async hook %d is done", async->id);
  say_status("  remove", napi_remove_async_cleanup_hook(async->handle));
}

static void timer_closed(uv_handle_t *handle) {
  done(handle->data);
}

static void on_timer(uv_timer_t *timer) {
  uv_close((uv_handle_t *)timer, timer_closed);
}

static void on_pool(uv_work_t *work) {
  (void)work;
  /* Far behind the timer, on a busy machine too. */
  usleep(300 * 1000);
}

static void after_pool(uv_work_t *work, int status) {
  (void)status;
  done(work->data);
}

static void async_hook(napi_async_cleanup_hook_handle handle, void *data) {
  struct async *async = data;
  say("async hook %d, handle %s", async->id,
      async->handle == NULL || async->handle == handle ? "right" : "wrong");
  async->handle = handle;
  uv_loop_t *loop = async->timer.data;
  async->timer.data = async;
  async->work.data = async;
  if (async->way == 0) {
    done(async);
  } else if (async->way == 1) {
    uv_timer_init(loop, &async->timer);
    uv_timer_start(&async->timer, on_timer, 10, 0);
  } else if (async->way == 2) {
    uv_queue_work(loop, &async->work, on_pool, after_pool);
  }
}

/* addAsync(way, with_handle) */
static napi_value add_async(napi_env env, napi_callback_info info) {
  static struct async asyncs[16];
  static int used;
  napi_value argv[2];
  arguments(env, info, 2, argv);
  struct async *async = &asyncs[used];
  *async = (struct async){.id = used++, .way = (int)integer(env, argv[0])};
  uv_loop_t *loop;
  MUST(napi_get_uv_event_loop(env, &loop));
  async->timer.data = loop;
  bool wants = integer(env, argv[1]) != 0;
  say_status("add async",
             napi_add_async_cleanup_hook(env, async_hook, async,
                                         wants ? &async->handle : NULL));
  napi_value result;
  MUST(napi_create_external(env, async, NULL, NULL, &result));
  return result;
}

static napi_value remove_async(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  struct async *async;
  MUST(napi_get_value_external(env, argv[0], (void **)&async));
  say_status("remove async", napi_remove_async_cleanup_hook(async->handle));
  return NULL;
}

/* An async hook that is added by a plain hook, and ends at once. */
static void adds_async(void *data) {
  static struct async async = {.id = 99, .way = 0};
  (void)data;
  say("hook that adds an async one");
  say_status("  add",
             napi_add_async_cleanup_hook(the_env, async_hook, &async, NULL));
}

static napi_value add_adder(napi_env env, napi_callback_info info) {
  (void)info;
  the_env = env;
  MUST(napi_add_env_cleanup_hook(env, adds_async, NULL));
  return NULL;
}

void topic_init(napi_env env, napi_value exports) {
  export_function(env, exports, "add", add);
  export_function(env, exports, "remove", remove_hook);
  export_function(env, exports, "refusals", refusals);
  export_function(env, exports, "watch", watch);
  export_function(env, exports, "wrap", wrap);
  export_function(env, exports, "external", external);
  export_function(env, exports, "instanceData", instance_data);
  export_function(env, exports, "special", special);
  export_function(env, exports, "addAsync", add_async);
  export_function(env, exports, "removeAsync", remove_async);
  export_function(env, exports, "addAdder", add_adder);
}
