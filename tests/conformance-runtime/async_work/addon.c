/* SPDX-License-Identifier: MIT */
/* Asynchronous work, steered by the script. */
#include "common.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { most = 16384 };

/* What complete does beyond telling. */
enum {
  tells = 1,
  deletes = 2,
  throws = 4,
  requeues = 8,
  calls = 16,
  waits = 32, /* execute waits for open_gate */
  no_complete = 64,
  cancels = 128,
  slow = 256 /* execute takes long, and tells when it is over */
};

static struct work {
  napi_async_work it;
  int id;
  int flags;
  atomic_int executed;
  napi_ref callback;
  int completed;
} works[most];
static int used;
static atomic_bool gate;
static atomic_int started;

static void execute(napi_env env, void *data) {
  struct work *w = data;
  if (env == NULL)
    abort();
  atomic_fetch_add(&started, 1);
  if (w->flags & waits)
    while (!atomic_load(&gate))
      usleep(500);
  atomic_fetch_add(&w->executed, 1);
  if (w->flags & slow) {
    usleep(400 * 1000);
    say("executed");
  }
}

static void complete(napi_env env, napi_status status, void *data) {
  struct work *w = data;
  w->completed++;
  if (w->flags & tells)
    say("complete %d: %s, executed %d", w->id, status_name(status),
        atomic_load(&w->executed));
  if (w->flags & calls) {
    napi_value callback;
    MUST(napi_get_reference_value(env, w->callback, &callback));
    napi_status called = call0(env, callback);
    if (called != napi_ok)
      say_status("call_function", called);
  }
  if (w->flags & cancels)
    say_status("cancel in complete", napi_cancel_async_work(env, w->it));
  if (w->flags & throws)
    napi_throw_error(env, NULL, "from complete");
  if (w->flags & requeues) {
    w->flags &= ~requeues;
    say_status("queue in complete", napi_queue_async_work(env, w->it));
  } else if (w->flags & deletes) {
    napi_status deleted = napi_delete_async_work(env, w->it);
    if (deleted != napi_ok)
      say_status("delete in complete", deleted);
    w->it = NULL;
  }
}

/* create(flags, callback, resource) */
static napi_value create(napi_env env, napi_callback_info info) {
  napi_value argv[3], name;
  napi_valuetype type;
  arguments(env, info, 3, argv);
  MUST(napi_typeof(env, argv[2], &type));
  struct work *w = &works[used];
  w->id = used;
  w->flags = (int)integer(env, argv[0]);
  if (w->flags & calls)
    MUST(napi_create_reference(env, argv[1], 1, &w->callback));
  MUST(napi_create_string_utf8(env, "test", NAPI_AUTO_LENGTH, &name));
  MUST(napi_create_async_work(env, type == napi_object ? argv[2] : NULL, name,
                              execute, w->flags & no_complete ? NULL : complete,
                              w, &w->it));
  return number(env, used++);
}

static napi_value text(napi_env env, const char *bytes) {
  napi_value result;
  MUST(napi_create_string_utf8(env, bytes, NAPI_AUTO_LENGTH, &result));
  return result;
}

#define OPERATION(name)                                                        \
  static napi_value name(napi_env env, napi_callback_info info) {              \
    napi_value argv[1];                                                        \
    arguments(env, info, 1, argv);                                             \
    return text(env, status_name(napi_##name##_async_work(                     \
                         env, works[integer(env, argv[0])].it)));              \
  }
OPERATION(queue)
OPERATION(cancel)
OPERATION(delete)

static napi_value open_gate(napi_env env, napi_callback_info info) {
  (void)env, (void)info;
  atomic_store(&gate, true);
  return NULL;
}

static napi_value count_started(napi_env env, napi_callback_info info) {
  (void)info;
  return number(env, atomic_load(&started));
}

static napi_value count_completed(napi_env env, napi_callback_info info) {
  (void)info;
  int count = 0;
  for (int i = 0; i < used; i++)
    count += works[i].completed;
  return number(env, count);
}

static napi_value executed(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  return number(env, atomic_load(&works[integer(env, argv[0])].executed));
}

static napi_value refusals(napi_env env, napi_callback_info info) {
  (void)info;
  napi_async_work it;
  napi_value name = text(env, "name"), object, undefined;
  MUST(napi_create_object(env, &object));
  MUST(napi_get_undefined(env, &undefined));
#define TRY_CREATE(what, resource, name_, execute_, result)                    \
  say_status(what, napi_create_async_work(env, resource, name_, execute_,      \
                                          complete, NULL, result))
  TRY_CREATE("no execute", NULL, name, NULL, &it);
  TRY_CREATE("no result", NULL, name, execute, NULL);
  TRY_CREATE("no name", NULL, NULL, execute, &it);
  TRY_CREATE("a number as resource", number(env, 1), name, execute, &it);
  MUST(napi_delete_async_work(env, it));
  TRY_CREATE("an object as name", object, object, execute, &it);
  MUST(napi_delete_async_work(env, it));
  say_status("delete nothing", napi_delete_async_work(env, NULL));
  say_status("queue nothing", napi_queue_async_work(env, NULL));
  say_status("cancel nothing", napi_cancel_async_work(env, NULL));
  TRY_CREATE("undefined as resource", undefined, name, execute, &it);
  return NULL;
}

/* An object's finalizer and a hook tell the order of the end. */
static void finalizer(napi_env env, void *data, void *hint) {
  (void)env, (void)data, (void)hint;
  say("object finalizer");
}

static void hook(void *data) {
  (void)data;
  say("hook");
}

static napi_value watch(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  MUST(napi_add_finalizer(env, argv[0], NULL, finalizer, NULL, NULL));
  MUST(napi_add_env_cleanup_hook(env, hook, NULL));
  return NULL;
}

/* With an exception pending: create and delete are still allowed. */
static napi_value while_pending(napi_env env, napi_callback_info info) {
  (void)info;
  napi_async_work it;
  napi_value name = text(env, "name");
  MUST(napi_throw_error(env, NULL, "pending"));
  say_status("create", napi_create_async_work(env, NULL, name, execute,
                                              complete, NULL, &it));
  say_status("delete", napi_delete_async_work(env, it));
  return NULL;
}

void topic_init(napi_env env, napi_value exports) {
  export_function(env, exports, "create", create);
  export_function(env, exports, "queue", queue);
  export_function(env, exports, "cancel", cancel);
  export_function(env, exports, "delete", delete);
  export_function(env, exports, "openGate", open_gate);
  export_function(env, exports, "started", count_started);
  export_function(env, exports, "completed", count_completed);
  export_function(env, exports, "executed", executed);
  export_function(env, exports, "refusals", refusals);
  export_function(env, exports, "watch", watch);
  export_function(env, exports, "whilePending", while_pending);
}
