/* SPDX-License-Identifier: MIT */
/* An addon with a function for each fault that the checker knows. */

#include <node_api.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Not static: a report names it. */
#define FUNCTION(name)                                                         \
  __attribute__((visibility("default"))) napi_value name(                      \
      napi_env env, napi_callback_info info);                                  \
  napi_value name(napi_env env, napi_callback_info info)

static napi_value kept;

static napi_value argument(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value value = NULL;
  napi_get_cb_info(env, info, &count, &value, NULL, NULL);
  return value;
}

static napi_value number(napi_env env, double value) {
  napi_value result;
  napi_create_double(env, value, &result);
  return result;
}

static void execute(napi_env env, void *data) {
  (void)env, (void)data;
}

static void complete(napi_env env, napi_status status, void *data) {
  (void)env, (void)status, (void)data;
}

/* 1: used after its scope */
FUNCTION(inner_scope) {
  napi_handle_scope scope;
  napi_value result;
  double value;
  (void)info;
  napi_open_handle_scope(env, &scope);
  napi_create_string_utf8(env, "short lived", NAPI_AUTO_LENGTH, &result);
  napi_close_handle_scope(env, scope);
  napi_get_value_double(env, result, &value);
  return NULL;
}

FUNCTION(return_inner) {
  napi_handle_scope scope;
  napi_value result, text;
  (void)info;
  napi_open_handle_scope(env, &scope);
  napi_create_object(env, &result);
  napi_create_string_utf8(env, "late", NAPI_AUTO_LENGTH, &text);
  napi_close_handle_scope(env, scope);
  napi_set_named_property(env, result, "x", text);
  return result;
}

FUNCTION(name_work) {
  static char text[] = "a text of C, not a handle of it";
  napi_async_work work;
  (void)info;
  napi_status status = napi_create_async_work(
      env, NULL, (napi_value)(void *)text, execute, complete, NULL, &work);
  if (status == napi_ok)
    napi_delete_async_work(env, work);
  return number(env, status);
}

FUNCTION(keep) {
  kept = argument(env, info);
  return NULL;
}

FUNCTION(use_kept) {
  napi_valuetype type;
  (void)info;
  return number(env, napi_typeof(env, kept, &type));
}

FUNCTION(return_kept) {
  (void)env, (void)info;
  return kept;
}

/* 2: of another runtime */
FUNCTION(keep_number) {
  (void)info;
  kept = number(env, 1);
  return kept;
}

/* 2: of another environment, given on as a number */
FUNCTION(share) {
  napi_value global, list[1], function = argument(env, info);
  napi_get_global(env, &global);
  list[0] = number(env, (double)(uintptr_t)function);
  napi_call_function(env, global, function, 1, list, NULL);
  return NULL;
}

FUNCTION(use_shared) {
  double address;
  napi_valuetype type;
  napi_get_value_double(env, argument(env, info), &address);
  return number(env, napi_typeof(env, (napi_value)(uintptr_t)address, &type));
}

/* 3 and 6: another thread */
struct job {
  napi_env env;
  napi_value value;
  bool with_value;
};

static void *other_thread(void *data) {
  struct job *job = data;
  napi_value result;
  double value;
  if (job->with_value)
    napi_get_value_double(job->env, job->value, &value);
  else
    napi_create_object(job->env, &result);
  return NULL;
}

static void run_job(struct job *job) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, other_thread, job) == 0)
    pthread_join(thread, NULL);
}

FUNCTION(value_on_thread) {
  struct job job = {env, argument(env, info), true};
  run_job(&job);
  return NULL;
}

FUNCTION(call_on_thread) {
  struct job job = {env, NULL, false};
  (void)info;
  run_job(&job);
  return NULL;
}

/* 4: no handle */
FUNCTION(garbage) {
  napi_valuetype type;
  long words[2] = {0, 0};
  static const uintptr_t values[] = {1, 8, 0xdeadbeef, UINTPTR_MAX};
  (void)info;
  int status = napi_typeof(env, (napi_value)(void *)words, &type);
  for (int i = 0; i < 4 && status == napi_invalid_arg; i++)
    status = napi_typeof(env, (napi_value)values[i], &type);
  return number(env, status);
}

FUNCTION(garbage_argument) {
  napi_value global, function = argument(env, info), result;
  napi_value list[2] = {function, (napi_value)(uintptr_t)0x1234567};
  napi_get_global(env, &global);
  return number(env,
                napi_call_function(env, global, function, 2, list, &result));
}

FUNCTION(garbage_descriptor) {
  napi_value object;
  napi_property_descriptor one = {.utf8name = "x",
                                  .value = (napi_value)(uintptr_t)0x1234567};
  (void)info;
  napi_create_object(env, &object);
  return number(env, napi_define_properties(env, object, 1, &one));
}

FUNCTION(return_garbage) {
  (void)env, (void)info;
  return (napi_value)(uintptr_t)0xdeadbeef;
}

/* 5: scopes */
FUNCTION(scope_order) {
  napi_handle_scope outer, inner;
  (void)info;
  napi_open_handle_scope(env, &outer);
  napi_open_handle_scope(env, &inner);
  napi_close_handle_scope(env, outer);
  napi_close_handle_scope(env, inner);
  return NULL;
}

FUNCTION(scope_twice) {
  napi_handle_scope outer, inner;
  (void)info;
  napi_open_handle_scope(env, &outer);
  napi_open_handle_scope(env, &inner);
  napi_close_handle_scope(env, inner);
  napi_close_handle_scope(env, inner);
  return NULL;
}

FUNCTION(scope_open) {
  napi_handle_scope scope;
  (void)info;
  napi_open_handle_scope(env, &scope);
  return NULL;
}

/* 7: in a basic finalizer; see experimental.c */

/* 8: an exception ignored */
FUNCTION(ignore_exception) {
  napi_value object, value;
  (void)info;
  napi_throw_error(env, NULL, "ignored");
  napi_create_object(env, &object);
  napi_create_int32(env, 1, &value);
  napi_set_named_property(env, object, "x", value);
  napi_set_named_property(env, object, "y", value);
  return NULL;
}

FUNCTION(clear_exception) {
  napi_value error, object;
  napi_ref reference;
  napi_create_reference(env, argument(env, info), 1, &reference);
  for (int i = 0; i < 5; i++) {
    napi_throw_error(env, NULL, "cleared");
    napi_delete_reference(env, reference);
    napi_get_and_clear_last_exception(env, &error);
    napi_create_object(env, &object);
    napi_create_reference(env, object, 1, &reference);
  }
  napi_delete_reference(env, reference);
  return NULL;
}

/* 9: references */
FUNCTION(leak_reference) {
  napi_ref reference;
  napi_create_reference(env, argument(env, info), 1, &reference);
  return NULL;
}

static napi_ref held;

static void *unref(void *data) {
  napi_reference_unref(data, held, NULL);
  return NULL;
}

FUNCTION(unref_on_thread) {
  pthread_t thread;
  napi_create_reference(env, argument(env, info), 2, &held);
  if (pthread_create(&thread, NULL, unref, env) == 0)
    pthread_join(thread, NULL);
  return number(env, napi_delete_reference(env, held));
}

FUNCTION(hold_reference) {
  napi_create_reference(env, argument(env, info), 1, &held);
  return NULL;
}

FUNCTION(drop_reference) {
  (void)info;
  napi_delete_reference(env, held);
  return NULL;
}

FUNCTION(reference_twice) {
  napi_ref reference;
  napi_create_reference(env, argument(env, info), 1, &reference);
  napi_delete_reference(env, reference);
  napi_delete_reference(env, reference);
  return NULL;
}

/* 10: wraps */
FUNCTION(leak_wrap) {
  napi_value object;
  (void)info;
  napi_create_object(env, &object);
  napi_wrap(env, object, malloc(16), NULL, NULL, NULL);
  return object;
}

/* 11 and 15: deferreds */
FUNCTION(leak_deferred) {
  napi_deferred deferred;
  napi_value promise;
  (void)info;
  napi_create_promise(env, &deferred, &promise);
  return promise;
}

FUNCTION(deferred_twice) {
  napi_deferred deferred;
  napi_value promise;
  (void)info;
  napi_create_promise(env, &deferred, &promise);
  napi_resolve_deferred(env, deferred, number(env, 1));
  for (int i = 0; i < 20; i++) {
    napi_deferred other;
    napi_create_promise(env, &other, &promise);
    napi_resolve_deferred(env, other, number(env, 3));
  }
  int status = napi_reject_deferred(env, deferred, number(env, 2));
  return number(env, status);
}

FUNCTION(work_twice) {
  napi_async_work work;
  napi_value name;
  (void)info;
  napi_create_string_utf8(env, "twice", NAPI_AUTO_LENGTH, &name);
  napi_create_async_work(env, NULL, name, execute, complete, NULL, &work);
  napi_delete_async_work(env, work);
  napi_delete_async_work(env, work);
  return NULL;
}

/* 12: threadsafe functions */
FUNCTION(leak_threadsafe) {
  napi_threadsafe_function function;
  napi_value name;
  napi_create_string_utf8(env, "leak", NAPI_AUTO_LENGTH, &name);
  napi_create_threadsafe_function(env, argument(env, info), NULL, name, 0, 1,
                                  NULL, NULL, NULL, NULL, &function);
  napi_unref_threadsafe_function(env, function);
  return NULL;
}

/* 13: async work */
FUNCTION(leak_work) {
  napi_async_work work;
  napi_value name;
  (void)info;
  napi_create_string_utf8(env, "leak", NAPI_AUTO_LENGTH, &name);
  napi_create_async_work(env, NULL, name, execute, complete, NULL, &work);
  napi_queue_async_work(env, work);
  return NULL;
}

/* 14: an asynchronous hook that is never done */
static void never_done(napi_async_cleanup_hook_handle handle, void *data) {
  (void)handle, (void)data;
}

FUNCTION(leak_hook) {
  (void)info;
  napi_add_async_cleanup_hook(env, never_done, NULL, NULL);
  return NULL;
}

/* 16: memory that a buffer still has */
static void forget(napi_env env, void *data, void *hint) {
  (void)env, (void)data, (void)hint;
}

static void freed(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  free(data);
}

FUNCTION(free_lent) {
  char *memory = malloc(64);
  napi_value buffer;
  (void)info;
  memset(memory, 1, 64);
  napi_create_external_arraybuffer(env, memory, 64, forget, NULL, &buffer);
  free(memory);
  return NULL;
}

FUNCTION(lend) {
  napi_value buffer;
  (void)info;
  napi_create_external_arraybuffer(env, calloc(1, 64), 64, freed, NULL,
                                   &buffer);
  return buffer;
}

FUNCTION(lend_and_detach) {
  char *memory = malloc(64);
  napi_value buffer;
  (void)info;
  napi_create_external_arraybuffer(env, memory, 64, forget, NULL, &buffer);
  napi_detach_arraybuffer(env, buffer);
  free(memory);
  return NULL;
}

FUNCTION(realloc_lent) {
  char *memory = malloc(64);
  napi_value buffer;
  (void)info;
  napi_create_external_arraybuffer(env, memory, 64, freed, NULL, &buffer);
  napi_detach_arraybuffer(env, buffer);
  memory = malloc(64);
  napi_create_external_buffer(env, 32, memory + 16, forget, NULL, &buffer);
  memory = realloc(memory, 4096);
  return NULL;
}

/* What is right. */
static napi_ref constructor;

FUNCTION(singleton) {
  if (constructor == NULL)
    napi_create_reference(env, argument(env, info), 1, &constructor);
  return NULL;
}

FUNCTION(escape) {
  napi_escapable_handle_scope scope;
  napi_value value, result;
  (void)info;
  napi_open_escapable_handle_scope(env, &scope);
  napi_create_string_utf8(env, "escaped", NAPI_AUTO_LENGTH, &value);
  napi_escape_handle(env, scope, value, &result);
  napi_close_escapable_handle_scope(env, scope);
  return result;
}

/* Arguments live as long as the call, wherever they were asked for. */
FUNCTION(argument_outlives_scope) {
  napi_handle_scope scope;
  napi_value value;
  napi_open_handle_scope(env, &scope);
  value = argument(env, info);
  napi_close_handle_scope(env, scope);
  return value;
}

FUNCTION(loop) {
  napi_handle_scope scope;
  napi_value object, value;
  double last = 0;
  (void)info;
  napi_create_object(env, &object);
  for (int i = 0; i < 3000; i++) {
    napi_open_handle_scope(env, &scope);
    for (int k = 0; k < 7; k++)
      napi_create_double(env, i, &value);
    napi_set_named_property(env, object, "last", value);
    napi_close_handle_scope(env, scope);
  }
  napi_get_named_property(env, object, "last", &value);
  napi_get_value_double(env, value, &last);
  return number(env, last);
}

FUNCTION(call) {
  napi_value global, result = NULL, function = argument(env, info);
  napi_get_global(env, &global);
  napi_call_function(env, global, function, 0, NULL, &result);
  return result;
}

#define ENTRY(name)                                                            \
  { #name, name }

static const struct {
  const char *name;
  napi_callback callback;
} functions[] = {
    ENTRY(inner_scope),
    ENTRY(keep),
    ENTRY(return_inner),
    ENTRY(name_work),
    ENTRY(use_kept),
    ENTRY(return_kept),
    ENTRY(keep_number),
    ENTRY(share),
    ENTRY(use_shared),
    ENTRY(value_on_thread),
    ENTRY(call_on_thread),
    ENTRY(garbage),
    ENTRY(garbage_argument),
    ENTRY(garbage_descriptor),
    ENTRY(return_garbage),
    ENTRY(scope_order),
    ENTRY(scope_twice),
    ENTRY(scope_open),
    ENTRY(ignore_exception),
    ENTRY(clear_exception),
    ENTRY(leak_reference),
    ENTRY(unref_on_thread),
    ENTRY(hold_reference),
    ENTRY(drop_reference),
    ENTRY(reference_twice),
    ENTRY(leak_wrap),
    ENTRY(leak_deferred),
    ENTRY(deferred_twice),
    ENTRY(leak_threadsafe),
    ENTRY(leak_work),
    ENTRY(work_twice),
    ENTRY(leak_hook),
    ENTRY(free_lent),
    ENTRY(realloc_lent),
    ENTRY(lend),
    ENTRY(lend_and_detach),
    ENTRY(singleton),
    ENTRY(escape),
    ENTRY(argument_outlives_scope),
    ENTRY(loop),
    ENTRY(call),
};

NAPI_MODULE_INIT() {
  size_t count = sizeof functions / sizeof *functions;
  for (size_t i = 0; i < count; i++) {
    napi_value function;
    napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH,
                         functions[i].callback, NULL, &function);
    napi_set_named_property(env, exports, functions[i].name, function);
    if (i < 2) {
      /* Kept as long as the env, as many addons do. */
      napi_ref reference;
      napi_create_reference(env, function, 1, &reference);
    }
  }
  return exports;
}
