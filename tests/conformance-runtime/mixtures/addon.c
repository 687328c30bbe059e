/* SPDX-License-Identifier: MIT */
/* Work, threads, hooks and handles of libuv, each of which can do something
 * with the others when its turn comes. */
#include "common.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>
#include <uv.h>

/* What an env has, one of each kind at most. */
struct instance {
  napi_env env;
  struct job *job;
  napi_threadsafe_function threadsafe;
  pthread_t producer;
  bool produces;
  uv_timer_t *timer;
  napi_ref callbacks; /* the object that scripts gave */
  napi_async_cleanup_hook_handle async_hook;
  uv_loop_t *loop;
};

static struct instance *instance_of(napi_env env) {
  void *instance = NULL;
  MUST(napi_get_instance_data(env, &instance));
  return instance;
}

static void finalize_instance(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  say("instance data ends");
  free(data);
}

/* Calls callbacks[name], and says what became of that unless it is ok. */
static void call_script(napi_env env, const char *name) {
  struct instance *it = instance_of(env);
  napi_value object, function, result;
  napi_valuetype type;
  if (it == NULL) {
    say("  no instance data for %s", name);
    return;
  }
  if (napi_get_reference_value(env, it->callbacks, &object) != napi_ok ||
      object == NULL) {
    say("  no callbacks for %s", name);
    return;
  }
  napi_status status = napi_get_named_property(env, object, name, &function);
  if (status == napi_ok && napi_typeof(env, function, &type) == napi_ok &&
      type != napi_function)
    return;
  if (status == napi_ok)
    status = napi_call_function(env, object, function, 0, NULL, &result);
  if (status != napi_ok)
    say_status(name, status);
}

/* --- work ---------------------------------------------------------------- */

struct job {
  napi_async_work work;
  useconds_t milliseconds;
};

static void execute(napi_env env, void *data) {
  const struct job *job = data;
  (void)env;
  usleep(job->milliseconds * 1000);
}

static void complete(napi_env env, napi_status status, void *data) {
  struct job *job = data;
  say("complete %s", status_name(status));
  struct instance *it = instance_of(env);
  if (it != NULL && it->job == job)
    it->job = NULL;
  MUST(napi_delete_async_work(env, job->work));
  free(job);
  call_script(env, "complete");
}

static void queue(struct instance *it, int64_t milliseconds) {
  napi_value name;
  napi_handle_scope scope;
  MUST(napi_open_handle_scope(it->env, &scope));
  MUST(napi_create_string_utf8(it->env, "work", NAPI_AUTO_LENGTH, &name));
  struct job *job = calloc(1, sizeof *job);
  job->milliseconds = (useconds_t)milliseconds;
  MUST(napi_create_async_work(it->env, NULL, name, execute, complete, job,
                              &job->work));
  it->job = job;
  say_status("queue", napi_queue_async_work(it->env, job->work));
  MUST(napi_close_handle_scope(it->env, scope));
}

/* work(ms) */
static napi_value work(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  queue(instance_of(env), integer(env, argv[0]));
  return NULL;
}

/* --- threads ------------------------------------------------------------- */

static void call_js(napi_env env, napi_value function, void *context,
                    void *data) {
  (void)function, (void)context;
  say("item %ld%s", (long)(intptr_t)data, env == NULL ? " handed back" : "");
  if (env != NULL)
    call_script(env, "item");
}

static void threadsafe_ends(napi_env env, void *data, void *hint) {
  struct instance *it = data;
  (void)hint;
  say("threadsafe function ends");
  if (it->produces) {
    pthread_join(it->producer, NULL);
    it->produces = false;
  }
  it->threadsafe = NULL;
  call_script(env, "threadsafeEnds");
}

static void make_threadsafe(struct instance *it, size_t limit) {
  napi_value name;
  napi_handle_scope scope;
  MUST(napi_open_handle_scope(it->env, &scope));
  MUST(napi_create_string_utf8(it->env, "items", NAPI_AUTO_LENGTH, &name));
  MUST(napi_create_threadsafe_function(it->env, NULL, NULL, name, limit, 1, it,
                                       threadsafe_ends, NULL, call_js,
                                       &it->threadsafe));
  MUST(napi_close_handle_scope(it->env, scope));
}

/* threadsafe(limit) */
static napi_value threadsafe(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  make_threadsafe(instance_of(env), (size_t)integer(env, argv[0]));
  return NULL;
}

static void push(struct instance *it, intptr_t item) {
  say_status("push", napi_call_threadsafe_function(it->threadsafe, (void *)item,
                                                   napi_tsfn_nonblocking));
}

/* push(item) */
static napi_value push_item(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  push(instance_of(env), (intptr_t)integer(env, argv[0]));
  return NULL;
}

/* release(), abort(), unref() */
static napi_value release(napi_env env, napi_callback_info info) {
  (void)info;
  struct instance *it = instance_of(env);
  say_status("release", napi_release_threadsafe_function(it->threadsafe,
                                                         napi_tsfn_release));
  return NULL;
}

static napi_value abort_threadsafe(napi_env env, napi_callback_info info) {
  (void)info;
  struct instance *it = instance_of(env);
  say_status("abort",
             napi_release_threadsafe_function(it->threadsafe, napi_tsfn_abort));
  return NULL;
}

static napi_value unref(napi_env env, napi_callback_info info) {
  (void)info;
  MUST(napi_unref_threadsafe_function(env, instance_of(env)->threadsafe));
  return NULL;
}

static void *produce(void *data) {
  struct instance *it = data;
  napi_status status = napi_ok;
  for (intptr_t i = 1; i <= 5 && status == napi_ok; i++)
    status = napi_call_threadsafe_function(it->threadsafe, (void *)i,
                                           napi_tsfn_blocking);
  if (status == napi_ok)
    napi_release_threadsafe_function(it->threadsafe, napi_tsfn_release);
  return NULL;
}

/* produce(): five items from another thread, which waits for room. */
static napi_value start_producer(napi_env env, napi_callback_info info) {
  (void)info;
  struct instance *it = instance_of(env);
  it->produces = true;
  if (pthread_create(&it->producer, NULL, produce, it) != 0)
    abort();
  return NULL;
}

/* --- handles of libuv ---------------------------------------------------- */

static void timer_closed(uv_handle_t *handle) {
  (void)handle;
  say("timer is closed");
}

static void on_timer(uv_timer_t *timer) {
  struct instance *it = timer->data;
  napi_handle_scope scope;
  say("timer");
  MUST(napi_open_handle_scope(it->env, &scope));
  call_script(it->env, "timer");
  MUST(napi_close_handle_scope(it->env, scope));
}

/* timer(ms, repeat, unref): nothing closes it by itself. */
static napi_value start_timer(napi_env env, napi_callback_info info) {
  napi_value argv[3];
  arguments(env, info, 3, argv);
  struct instance *it = instance_of(env);
  /* Where it is left open, nobody would free it. */
  static uv_timer_t timers[4];
  static int used;
  it->timer = &timers[used++];
  uv_timer_init(it->loop, it->timer);
  it->timer->data = it;
  uv_timer_start(it->timer, on_timer, (uint64_t)integer(env, argv[0]),
                 (uint64_t)integer(env, argv[1]));
  if (integer(env, argv[2]) != 0)
    uv_unref((uv_handle_t *)it->timer);
  return NULL;
}

static void close_timer_now(struct instance *it) {
  if (it->timer != NULL)
    uv_close((uv_handle_t *)it->timer, timer_closed);
  it->timer = NULL;
}

static napi_value close_timer(napi_env env, napi_callback_info info) {
  (void)info;
  close_timer_now(instance_of(env));
  return NULL;
}

/* What an env has given back must not be needed any more. */
static void on_busy_timer(uv_timer_t *timer) {
  void *data;
  MUST(napi_get_instance_data(timer->data, &data));
}

static void on_busy_check(uv_check_t *check) {
  void *data;
  MUST(napi_get_instance_data(check->data, &data));
}

/* busy(): handles that are called in every turn of the loop, for ever. */
static napi_value busy(napi_env env, napi_callback_info info) {
  static uv_timer_t timer;
  static uv_check_t check;
  uv_loop_t *loop = instance_of(env)->loop;
  (void)info;
  uv_timer_init(loop, &timer);
  uv_check_init(loop, &check);
  timer.data = check.data = env;
  uv_timer_start(&timer, on_busy_timer, 0, 1);
  uv_check_start(&check, on_busy_check);
  uv_unref((uv_handle_t *)&timer);
  uv_unref((uv_handle_t *)&check);
  return NULL;
}

static void never_idle(uv_idle_t *handle) {
  (void)handle;
}

static void never_prepare(uv_prepare_t *handle) {
  (void)handle;
}

static void never_check(uv_check_t *handle) {
  (void)handle;
}

static void never_async(uv_async_t *handle) {
  (void)handle;
}

static void never_signal(uv_signal_t *handle, int number) {
  (void)handle, (void)number;
}

static void never_poll(uv_poll_t *handle, int status, int events) {
  (void)handle, (void)status, (void)events;
}

/* leave(): a handle of each kind that is never closed, all unreferenced. */
static napi_value leave(napi_env env, napi_callback_info info) {
  uv_loop_t *loop = instance_of(env)->loop;
  static struct {
    uv_idle_t idle;
    uv_prepare_t prepare;
    uv_check_t check;
    uv_async_t async;
    uv_signal_t signal;
    uv_poll_t poll;
  } all[2];
  static int used;
  int ends[2];
  (void)info;
  __typeof__(&all[0]) it = &all[used++ % 2];
  if (pipe(ends) != 0)
    abort();
  uv_idle_init(loop, &it->idle);
  uv_idle_start(&it->idle, never_idle);
  uv_prepare_init(loop, &it->prepare);
  uv_prepare_start(&it->prepare, never_prepare);
  uv_check_init(loop, &it->check);
  uv_check_start(&it->check, never_check);
  uv_async_init(loop, &it->async, never_async);
  uv_signal_init(loop, &it->signal);
  uv_signal_start(&it->signal, never_signal, SIGUSR2);
  uv_poll_init(loop, &it->poll, ends[0]);
  uv_poll_start(&it->poll, UV_READABLE, never_poll);
  uv_unref((uv_handle_t *)&it->idle);
  uv_unref((uv_handle_t *)&it->prepare);
  uv_unref((uv_handle_t *)&it->check);
  uv_unref((uv_handle_t *)&it->async);
  uv_unref((uv_handle_t *)&it->signal);
  uv_unref((uv_handle_t *)&it->poll);
  return NULL;
}

/* --- hooks --------------------------------------------------------------- */

static void hook(void *data) {
  struct instance *it = data;
  napi_handle_scope scope;
  say("hook");
  MUST(napi_open_handle_scope(it->env, &scope));
  call_script(it->env, "hook");
  MUST(napi_close_handle_scope(it->env, scope));
}

static void hook_queues(void *data) {
  say("hook queues");
  queue(data, 5);
}

static void hook_pushes(void *data) {
  say("hook pushes");
  push(data, 99);
}

static void hook_makes_threadsafe(void *data) {
  struct instance *it = data;
  say("hook makes a threadsafe function");
  make_threadsafe(it, 0);
  push(it, 7);
}

static void hook_aborts(void *data) {
  struct instance *it = data;
  say("hook aborts");
  say_status("abort",
             napi_release_threadsafe_function(it->threadsafe, napi_tsfn_abort));
}

static void hook_closes_timer(void *data) {
  say("hook closes the timer");
  close_timer_now(data);
}

static void hook_deletes_work(void *data) {
  struct instance *it = data;
  say("hook deletes the work");
  /* The pool still has the job, which is lost with it. */
  if (it->job != NULL)
    say_status("delete", napi_delete_async_work(it->env, it->job->work));
}

/* hook(n): one of these. */
static napi_value add_hook(napi_env env, napi_callback_info info) {
  static void (*const hooks[])(void *) = {
      hook,        hook_queues,       hook_pushes,      hook_makes_threadsafe,
      hook_aborts, hook_closes_timer, hook_deletes_work};
  napi_value argv[1];
  arguments(env, info, 1, argv);
  MUST(napi_add_env_cleanup_hook(env, hooks[integer(env, argv[0])],
                                 instance_of(env)));
  return NULL;
}

static void async_hook_ends(uv_handle_t *timer) {
  struct instance *it = timer->data;
  say("asynchronous hook ends");
  MUST(napi_remove_async_cleanup_hook(it->async_hook));
  free(timer);
}

static void async_hook_waited(uv_timer_t *timer) {
  uv_close((uv_handle_t *)timer, async_hook_ends);
}

static void async_hook(napi_async_cleanup_hook_handle handle, void *data) {
  struct instance *it = data;
  uv_timer_t *timer = calloc(1, sizeof *timer);
  say("asynchronous hook begins");
  it->async_hook = handle;
  timer->data = it;
  uv_timer_init(it->loop, timer);
  uv_timer_start(timer, async_hook_waited, 60, 0);
}

static napi_value add_async_hook(napi_env env, napi_callback_info info) {
  (void)info;
  MUST(napi_add_async_cleanup_hook(env, async_hook, instance_of(env), NULL));
  return NULL;
}

/* --- objects ------------------------------------------------------------- */

static void finalizer(napi_env env, void *data, void *hint) {
  (void)data, (void)hint;
  say("finalizer");
  call_script(env, "finalizer");
}

/* wrap(object) */
static napi_value wrap(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  MUST(napi_wrap(env, argv[0], finalizer, finalizer, NULL, NULL));
  return NULL;
}

/* inside(function): a call from native code. */
static napi_value inside(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  napi_status status = call0(env, argv[0]);
  say_status("inside", status);
  return NULL;
}

/* fatal(error) */
static napi_value fatal(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  say_status("fatal_exception", napi_fatal_exception(env, argv[0]));
  return NULL;
}

/* say(text): a worker's console would wait for the main thread. */
static napi_value say_text(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  char text[256];
  arguments(env, info, 1, argv);
  MUST(napi_get_value_string_utf8(env, argv[0], text, sizeof text, NULL));
  say("%s", text);
  return NULL;
}

/* start(callbacks) */
static napi_value start(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  MUST(napi_create_reference(env, argv[0], 1, &instance_of(env)->callbacks));
  return NULL;
}

void topic_init(napi_env env, napi_value exports) {
  static const struct {
    const char *name;
    napi_callback callback;
  } list[] = {{"start", start},
              {"say", say_text},
              {"work", work},
              {"threadsafe", threadsafe},
              {"push", push_item},
              {"release", release},
              {"abort", abort_threadsafe},
              {"unref", unref},
              {"produce", start_producer},
              {"timer", start_timer},
              {"closeTimer", close_timer},
              {"leave", leave},
              {"busy", busy},
              {"hook", add_hook},
              {"asyncHook", add_async_hook},
              {"wrap", wrap},
              {"inside", inside},
              {"fatal", fatal}};
  struct instance *it = calloc(1, sizeof *it);
  it->env = env;
  MUST(napi_get_uv_event_loop(env, &it->loop));
  MUST(napi_set_instance_data(env, it, finalize_instance, NULL));
  for (size_t i = 0; i < sizeof list / sizeof *list; i++)
    export_function(env, exports, list[i].name, list[i].callback);
}
