/* SPDX-License-Identifier: MIT */
/* The native callbacks and finalizers that scripts can name. */
#include "driver.h"

#include <pthread.h>

static napi_ref script_callbacks;
/* Finalizers without an env come on any thread. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *finalized;
static size_t finalized_length;

static void note(const char *format, unsigned long a, unsigned long b) {
  char line[96];
  int length = snprintf(line, sizeof line, format, a, b);
  pthread_mutex_lock(&lock);
  char *grown = realloc(finalized, finalized_length + (size_t)length + 1);
  if (grown == NULL)
    abort();
  finalized = grown;
  memcpy(finalized + finalized_length, line, (size_t)length + 1);
  finalized_length += (size_t)length;
  pthread_mutex_unlock(&lock);
}

/* Large pointers have no stable value. */
static unsigned long shown(const void *pointer) {
  uintptr_t bits = (uintptr_t)pointer;
  return bits < 65536 ? (unsigned long)bits : 99999;
}

static void finalize_log(napi_env env, void *data, void *hint) {
  (void)env;
  note("%lu/%lu ", shown(data), shown(hint));
}

/* Prints at once: for what happens when nothing can be asked any more. */
static void finalize_print(napi_env env, void *data, void *hint) {
  void *instance = NULL;
  napi_status status = napi_get_instance_data(env, &instance);
  printf("finalized %lu/%lu, instance data %s %lu\n", shown(data), shown(hint),
         status_name(status), shown(instance));
  fflush(stdout);
}

/* Tries what may not run any more at the end of an env, or inside GC. */
static void finalize_try(napi_env env, void *data, void *hint) {
  napi_value value = NULL, function, name, result = NULL;
  bool pending = false;
  (void)hint;
  printf("finalizing %lu\n", shown(data));
  fflush(stdout);
  log_status(env, "  create object", napi_create_object(env, &value));
  log_status(env, "  create string",
             napi_create_string_utf8(env, "s", 1, &name));
  log_status(env, "  get global", napi_get_global(env, &value));
  log_status(env, "  get property",
             napi_get_named_property(env, value, "Object", &function));
  log_status(env, "  run script", napi_run_script(env, name, &result));
  log_status(env, "  throw", napi_throw_error(env, NULL, "test"));
  log_status(env, "  pending", napi_is_exception_pending(env, &pending));
  printf("  pending is %d\n", pending);
  if (pending)
    log_status(env, "  clear", napi_get_and_clear_last_exception(env, &result));
}

static void finalize_throw(napi_env env, void *data, void *hint) {
  (void)hint;
  printf("throwing %lu: %s\n", shown(data),
         status_name(napi_throw_error(env, "ERR_FIN", "from a finalizer")));
  fflush(stdout);
}

/* Deletes a reference; its token is the hint. */
static void finalize_delete(napi_env env, void *data, void *hint) {
  printf("finalized %lu, deletes a reference: ", shown(data));
  puts(status_name(
      napi_delete_reference(env, token_pointer((uint32_t)(uintptr_t)hint))));
  fflush(stdout);
}

/* Posts what prints. */
static void finalize_post(napi_env env, void *data, void *hint) {
  printf("finalized %lu, posts: ", shown(data));
  puts(status_name(node_api_post_finalizer(env, finalize_print, data, hint)));
  fflush(stdout);
}

static void finalize_noenv_log(void *data, void *hint) {
  note("noenv %lu/%lu ", shown(data), shown(hint));
}

static napi_value script_function(napi_env env, uint32_t index) {
  napi_value list, function;
  MUST(napi_get_reference_value(env, script_callbacks, &list));
  MUST(napi_get_element(env, list, index, &function));
  return function;
}

/* Calls the script's function number `hint` with the data. */
static void finalize_script(napi_env env, void *data, void *hint) {
  napi_handle_scope scope;
  napi_value function, argument, undefined;
  MUST(napi_open_handle_scope(env, &scope));
  function = script_function(env, (uint32_t)(uintptr_t)hint);
  MUST(napi_create_uint32(env, (uint32_t)(uintptr_t)data, &argument));
  MUST(napi_get_undefined(env, &undefined));
  napi_call_function(env, undefined, function, 1, &argument, NULL);
  MUST(napi_close_handle_scope(env, scope));
}

static void set(napi_env env, napi_value object, const char *name,
                napi_value value) {
  MUST(napi_set_named_property(env, object, name, value));
}

/* Calls the script's function number `data` with what the callback got. */
static napi_value callback_script(napi_env env, napi_callback_info info) {
  napi_value args[16], self, target, facts, list, function, result = NULL;
  size_t argc = 16;
  napi_callback_info outer = driver_info;
  uint32_t i;
  void *data;
  MUST(napi_get_cb_info(env, info, &argc, args, &self, &data));
  MUST(napi_get_new_target(env, info, &target));
  MUST(napi_create_object(env, &facts));
  MUST(napi_create_array(env, &list));
  for (i = 0; i < argc && i < 16; i++)
    MUST(napi_set_element(env, list, i, args[i]));
  set(env, facts, "args", list);
  set(env, facts, "self", self);
  if (target != NULL)
    set(env, facts, "newTarget", target);
  function = script_function(env, (uint32_t)(uintptr_t)data);
  driver_info = info;
  napi_call_function(env, self, function, 1, &facts, &result);
  driver_info = outer;
  return result;
}

static napi_value callback_null(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  return NULL;
}

static napi_value callback_self(napi_env env, napi_callback_info info) {
  napi_value self;
  MUST(napi_get_cb_info(env, info, NULL, NULL, &self, NULL));
  return self;
}

static napi_value callback_first(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value first;
  MUST(napi_get_cb_info(env, info, &argc, &first, NULL, NULL));
  return first;
}

static napi_value callback_throw(napi_env env, napi_callback_info info) {
  napi_value value;
  (void)info;
  MUST(napi_throw_error(env, "ERR_TEST", "thrown by the callback"));
  MUST(napi_create_int32(env, 42, &value));
  return value;
}

napi_callback callback_named(const char *name) {
  if (strcmp(name, "script") == 0)
    return callback_script;
  if (strcmp(name, "null") == 0)
    return callback_null;
  if (strcmp(name, "self") == 0)
    return callback_self;
  if (strcmp(name, "first") == 0)
    return callback_first;
  if (strcmp(name, "throw") == 0)
    return callback_throw;
  fprintf(stderr, "no such callback: %s\n", name);
  abort();
}

napi_finalize finalizer_named(const char *name) {
  if (strcmp(name, "log") == 0)
    return finalize_log;
  if (strcmp(name, "script") == 0)
    return finalize_script;
  if (strcmp(name, "print") == 0)
    return finalize_print;
  if (strcmp(name, "try") == 0)
    return finalize_try;
  if (strcmp(name, "throw") == 0)
    return finalize_throw;
  if (strcmp(name, "delete") == 0)
    return finalize_delete;
  if (strcmp(name, "post") == 0)
    return finalize_post;
  fprintf(stderr, "no such finalizer: %s\n", name);
  abort();
}

node_api_noenv_finalize noenv_finalizer_named(const char *name) {
  if (strcmp(name, "log") == 0)
    return finalize_noenv_log;
  fprintf(stderr, "no such finalizer without env: %s\n", name);
  abort();
}

/* What the "log" finalizers have got so far, and forget it. */
static napi_value take_finalized(napi_env env, napi_callback_info info) {
  napi_value text;
  (void)info;
  /* Making the text may collect, which may finalize. */
  pthread_mutex_lock(&lock);
  char *taken = finalized;
  size_t length = finalized_length;
  finalized = NULL;
  finalized_length = 0;
  pthread_mutex_unlock(&lock);
  MUST(napi_create_string_utf8(env, taken ? taken : "", length, &text));
  free(taken);
  return text;
}

__attribute__((destructor)) static void free_log(void) {
  free(finalized);
}

void callbacks_init(napi_env env, napi_value exports) {
  napi_value list;
  MUST(napi_create_array(env, &list));
  MUST(napi_create_reference(env, list, 1, &script_callbacks));
  set(env, exports, "callbacks", list);
  export_function(env, exports, "takeFinalized", take_finalized);
}
