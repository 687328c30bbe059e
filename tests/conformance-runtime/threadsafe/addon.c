/* SPDX-License-Identifier: MIT */
/* Threadsafe functions, steered by the script; producers are real threads. */
#include "common.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { most = 64 };

/* What call_js does. */
enum kind { kind_none, kind_say, kind_count, kind_pass, kind_throw };

static struct function {
  napi_threadsafe_function it;
  int id;
  enum kind kind;
  bool says_end;
  bool end_throws;
  long called;
  atomic_long handed_back;
  atomic_long ok, full, closing, other; /* what producers were told */
  pthread_t threads[16];
  int thread_count;
  long per_thread;
  napi_threadsafe_function_call_mode mode;
  bool keeps_trying;
  bool releases;
  long last[16];
  napi_ref at_end; /* called by its finalizer */
  bool ordered;
  atomic_int blocked;
} functions[most];
static int used;

/* Items are thread * 2^32 + number. */
static intptr_t item_of(long thread, long nth) {
  return (intptr_t)thread << 32 | nth;
}

static void call_js(napi_env env, napi_value callback, void *context,
                    void *data) {
  struct function *f = context;
  intptr_t item = (intptr_t)data;
  if (env == NULL) {
    atomic_fetch_add(&f->handed_back, 1);
    if (f->kind == kind_say)
      say("call_js %d: item %ld, no env%s", f->id, (long)item,
          callback == NULL ? "" : ", but a callback");
    return;
  }
  f->called++;
  if (f->kind == kind_say) {
    say("call_js %d: item %ld%s", f->id, (long)item,
        callback == NULL ? ", no callback" : "");
    napi_value undefined, object;
    MUST(napi_get_undefined(env, &undefined));
    if (callback != NULL) {
      napi_value argument = number(env, (double)item);
      napi_status status =
          napi_call_function(env, undefined, callback, 1, &argument, NULL);
      if (status != napi_ok)
        say_status("call_function", status);
    } else {
      napi_status status = napi_create_object(env, &object);
      if (status != napi_ok)
        say_status("create_object", status);
    }
  } else if (f->kind == kind_pass) {
    napi_value undefined, argument = number(env, (double)item);
    MUST(napi_get_undefined(env, &undefined));
    napi_call_function(env, undefined, callback, 1, &argument, NULL);
  } else if (f->kind == kind_throw) {
    napi_throw_error(env, NULL, "from call_js");
  } else if (f->kind == kind_count) {
    long thread = (long)(item >> 32), nth = (long)(item & 0xffffffff);
    if (nth != f->last[thread] + 1)
      f->ordered = false;
    f->last[thread] = nth;
  }
}

/* Ends with a call of its own. */
static void end_calls(napi_env env, struct function *f) {
  napi_value callback;
  MUST(napi_get_reference_value(env, f->at_end, &callback));
  say_status("  call", call0(env, callback));
  MUST(napi_delete_reference(env, f->at_end));
}

static void finalize(napi_env env, void *data, void *hint) {
  struct function *f = data;
  if (f->says_end) {
    napi_value object;
    say("finalize %d: env %s, context %s, object %s", f->id,
        env == NULL ? "no" : "yes", hint == f ? "right" : "wrong",
        env == NULL ? "" : status_name(napi_create_object(env, &object)));
  }
  if (f->at_end != NULL)
    end_calls(env, f);
  if (f->end_throws)
    napi_throw_error(env, NULL, "from finalize");
}

/* create(kind, func, max, threads, flags, resource): flags 1 says its end, 2
 * throws in it, 4 no finalizer. */
static napi_value create(napi_env env, napi_callback_info info) {
  napi_value argv[6], name;
  napi_valuetype resource;
  arguments(env, info, 6, argv);
  MUST(napi_typeof(env, argv[5], &resource));
  int64_t flags = integer(env, argv[4]);
  struct function *f = &functions[used];
  *f = (struct function){.id = used,
                         .kind = (enum kind)integer(env, argv[0]),
                         .says_end = flags & 1,
                         .end_throws = flags & 2,
                         .ordered = true};
  for (int i = 0; i < 16; i++)
    f->last[i] = -1;
  napi_valuetype type;
  MUST(napi_typeof(env, argv[1], &type));
  MUST(napi_create_string_utf8(env, "test", NAPI_AUTO_LENGTH, &name));
  MUST(napi_create_threadsafe_function(
      env, type == napi_function ? argv[1] : NULL,
      resource == napi_object ? argv[5] : NULL, name,
      (size_t)integer(env, argv[2]), (size_t)integer(env, argv[3]), f,
      flags & 4 ? NULL : finalize, f, f->kind == kind_none ? NULL : call_js,
      &f->it));
  void *context;
  MUST(napi_get_threadsafe_function_context(f->it, &context));
  if (context != f)
    say("wrong context");
  return number(env, used++);
}

static struct function *function_of(napi_env env, napi_value value) {
  return &functions[integer(env, value)];
}

static napi_value text(napi_env env, const char *bytes) {
  napi_value result;
  MUST(napi_create_string_utf8(env, bytes, NAPI_AUTO_LENGTH, &result));
  return result;
}

/* call(id, item, blocking) on the script's thread. */
static napi_value call(napi_env env, napi_callback_info info) {
  napi_value argv[3];
  arguments(env, info, 3, argv);
  struct function *f = function_of(env, argv[0]);
  return text(env, status_name(napi_call_threadsafe_function(
                       f->it, (void *)(intptr_t)integer(env, argv[1]),
                       (int)integer(env, argv[2]))));
}

static napi_value acquire(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  struct function *f = function_of(env, argv[0]);
  return text(env, status_name(napi_acquire_threadsafe_function(f->it)));
}

static napi_value release(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  arguments(env, info, 2, argv);
  struct function *f = function_of(env, argv[0]);
  return text(env, status_name(napi_release_threadsafe_function(
                       f->it, (int)integer(env, argv[1]))));
}

static napi_value reference(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  arguments(env, info, 2, argv);
  struct function *f = function_of(env, argv[0]);
  return text(env,
              status_name(integer(env, argv[1])
                              ? napi_ref_threadsafe_function(env, f->it)
                              : napi_unref_threadsafe_function(env, f->it)));
}

struct producer {
  struct function *f;
  int thread;
};

static void *produce(void *data) {
  struct producer *producer = data;
  struct function *f = producer->f;
  bool held = true;
  for (long i = 0; i < f->per_thread; i++) {
    atomic_fetch_add(&f->blocked, 1);
    napi_status status = napi_call_threadsafe_function(
        f->it, (void *)item_of(producer->thread, i), f->mode);
    atomic_fetch_sub(&f->blocked, 1);
    if (status == napi_ok) {
      atomic_fetch_add(&f->ok, 1);
    } else if (status == napi_queue_full) {
      atomic_fetch_add(&f->full, 1);
      if (f->keeps_trying) {
        i--;
        usleep(100);
      }
    } else if (status == napi_closing) {
      atomic_fetch_add(&f->closing, 1);
      held = false;
      break;
    } else {
      atomic_fetch_add(&f->other, 1);
    }
  }
  if (held && f->releases) {
    napi_status status =
        napi_release_threadsafe_function(f->it, napi_tsfn_release);
    if (status != napi_ok)
      say_status("release by a producer", status);
  }
  free(producer);
  return NULL;
}

/* start(id, threads, per_thread, flags): flags 1 blocking, 2 keeps trying,
 * 4 does not release. */
static napi_value start(napi_env env, napi_callback_info info) {
  napi_value argv[4];
  arguments(env, info, 4, argv);
  struct function *f = function_of(env, argv[0]);
  int64_t flags = integer(env, argv[3]);
  f->thread_count = (int)integer(env, argv[1]);
  f->per_thread = (long)integer(env, argv[2]);
  f->mode = flags & 1 ? napi_tsfn_blocking : napi_tsfn_nonblocking;
  f->keeps_trying = flags & 2;
  f->releases = !(flags & 4);
  for (int i = 0; i < f->thread_count; i++) {
    struct producer *producer = malloc(sizeof *producer);
    *producer = (struct producer){f, i};
    if (pthread_create(&f->threads[i], NULL, produce, producer) != 0)
      abort();
  }
  return NULL;
}

static napi_value join(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  struct function *f = function_of(env, argv[0]);
  for (int i = 0; i < f->thread_count; i++)
    pthread_join(f->threads[i], NULL);
  f->thread_count = 0;
  return NULL;
}

static napi_value counts(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  struct function *f = function_of(env, argv[0]);
  char line[200];
  snprintf(line, sizeof line,
           "called %ld ordered %d handed back %ld ok %ld full %s closing %ld "
           "other %ld",
           f->called, f->ordered, atomic_load(&f->handed_back),
           atomic_load(&f->ok), atomic_load(&f->full) ? "some" : "none",
           atomic_load(&f->closing), atomic_load(&f->other));
  return text(env, line);
}

static napi_value blocked(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  return number(env, atomic_load(&function_of(env, argv[0])->blocked));
}

static napi_value sleep_ms(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  usleep((useconds_t)integer(env, argv[0]) * 1000);
  return NULL;
}

/* Argument checks, in one go. */
static napi_value refusals(napi_env env, napi_callback_info info) {
  napi_value func, name, object, undefined, argv[1];
  arguments(env, info, 1, argv);
  func = argv[0];
  napi_threadsafe_function it;
  name = text(env, "name");
  MUST(napi_create_object(env, &object));
  MUST(napi_get_undefined(env, &undefined));
#define TRY_CREATE(what, func_, resource, name_, count, callback, result)      \
  say_status(what, napi_create_threadsafe_function(                            \
                       env, func_, resource, name_, 0, count, NULL, NULL,      \
                       NULL, callback, result))
  TRY_CREATE("no name", func, NULL, NULL, 1, NULL, &it);
  TRY_CREATE("no threads", func, NULL, name, 0, NULL, &it);
  TRY_CREATE("no result", func, NULL, name, 1, NULL, NULL);
  TRY_CREATE("no function and no call_js", NULL, NULL, name, 1, NULL, &it);
  TRY_CREATE("an object as function", object, NULL, name, 1, call_js, &it);
  TRY_CREATE("an object as name", func, NULL, object, 1, NULL, &it);
  MUST(napi_release_threadsafe_function(it, napi_tsfn_release));
  TRY_CREATE("undefined as name", func, NULL, undefined, 1, NULL, &it);
  MUST(napi_release_threadsafe_function(it, napi_tsfn_release));
  TRY_CREATE("a number as resource", func, name, name, 1, NULL, &it);
  MUST(napi_release_threadsafe_function(it, napi_tsfn_release));
  TRY_CREATE("undefined as resource", func, undefined, name, 1, NULL, &it);
  return NULL;
}

/* A finalizer on an object and a plain hook tell where they come. */
static void object_finalizer(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  say("object finalizer %ld", (long)(intptr_t)data);
}

static napi_value watch(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  arguments(env, info, 2, argv);
  MUST(napi_add_finalizer(env, argv[0], (void *)(intptr_t)integer(env, argv[1]),
                          object_finalizer, NULL, NULL));
  return NULL;
}

/* An object whose finalizer, at the end of the env, is the last one that
 * releases the function. */
static void releasing_finalizer(napi_env env, void *data, void *hint) {
  struct function *f = data;
  (void)env;
  say_status(hint == NULL ? "release at the end" : "abort at the end",
             napi_release_threadsafe_function(
                 f->it, hint == NULL ? napi_tsfn_release : napi_tsfn_abort));
}

/* releasedBy(object, id, aborts) */
static napi_value released_by(napi_env env, napi_callback_info info) {
  napi_value argv[3];
  arguments(env, info, 3, argv);
  MUST(napi_add_finalizer(
      env, argv[0], function_of(env, argv[1]), releasing_finalizer,
      integer(env, argv[2]) ? releasing_finalizer : NULL, NULL));
  return NULL;
}

/* atEnd(id, function) */
static napi_value set_at_end(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  arguments(env, info, 2, argv);
  MUST(napi_create_reference(env, argv[1], 1,
                             &function_of(env, argv[0])->at_end));
  return NULL;
}

/* joinAtEnd(id): a hook of before the function comes after its closing. */
static void joining_hook(void *data) {
  struct function *f = &functions[(intptr_t)data];
  for (int i = 0; i < f->thread_count; i++)
    pthread_join(f->threads[i], NULL);
  say("joined, closing %ld other %ld", atomic_load(&f->closing),
      atomic_load(&f->other));
}

static napi_value join_at_end(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  MUST(napi_add_env_cleanup_hook(env, joining_hook,
                                 (void *)(intptr_t)integer(env, argv[0])));
  return NULL;
}

static void hook_calls(void *data) {
  intptr_t bits = (intptr_t)data;
  struct function *f = &functions[bits & 63];
  say("hook on %d", f->id);
  say_status("  call", napi_call_threadsafe_function(f->it, (void *)(bits >> 6),
                                                     napi_tsfn_nonblocking));
}

/* hook(id, item): a cleanup hook that calls the function. */
static napi_value hook(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  arguments(env, info, 2, argv);
  intptr_t bits = integer(env, argv[1]) << 6 | integer(env, argv[0]);
  MUST(napi_add_env_cleanup_hook(env, hook_calls, (void *)bits));
  return NULL;
}

/* A thread that goes on after everything else is over, and ends the process
 * with what it saw. */
static void *outlive(void *data) {
  struct function *f = data;
  usleep(300 * 1000);
  napi_status first =
      napi_call_threadsafe_function(f->it, NULL, napi_tsfn_blocking);
  say_status("late call", first);
  return NULL;
}

static void wait_for(void *data) {
  struct function *f = data;
  pthread_join(f->threads[0], NULL);
  say("joined");
}

__attribute__((destructor)) static void at_exit(void) {
  for (int i = 0; i < used; i++)
    if (functions[i].mode == 77)
      wait_for(&functions[i]);
}

static napi_value outlived(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  struct function *f = function_of(env, argv[0]);
  f->mode = 77;
  if (pthread_create(&f->threads[0], NULL, outlive, f) != 0)
    abort();
  return NULL;
}

void topic_init(napi_env env, napi_value exports) {
  export_function(env, exports, "create", create);
  export_function(env, exports, "call", call);
  export_function(env, exports, "acquire", acquire);
  export_function(env, exports, "release", release);
  export_function(env, exports, "reference", reference);
  export_function(env, exports, "start", start);
  export_function(env, exports, "join", join);
  export_function(env, exports, "counts", counts);
  export_function(env, exports, "blocked", blocked);
  export_function(env, exports, "sleep", sleep_ms);
  export_function(env, exports, "refusals", refusals);
  export_function(env, exports, "watch", watch);
  export_function(env, exports, "hook", hook);
  export_function(env, exports, "releasedBy", released_by);
  export_function(env, exports, "atEnd", set_at_end);
  export_function(env, exports, "joinAtEnd", join_at_end);
  export_function(env, exports, "outlived", outlived);
}
