/* SPDX-License-Identifier: MIT */
/* Finalizers on the loop and at the end: of objects, of memory that buffers
 * borrow, and of what is made while they run. */
#include "common.h"

#include <pthread.h>

static pthread_t home;

static void tell(napi_env env, void *data, void *hint) {
  (void)env;
  say("finalizer %ld%s%s", (long)(intptr_t)hint,
      pthread_equal(home, pthread_self()) ? "" : " on another thread",
      env == NULL ? ", no env" : "");
  free(data);
}

/* Calls a function of the script. */
static void call_script(napi_env env, void *data, void *hint) {
  (void)hint;
  napi_value function;
  napi_ref reference = data;
  say("finalizer that calls");
  MUST(napi_get_reference_value(env, reference, &function));
  napi_status status = call0(env, function);
  if (status != napi_ok)
    say_status("call_function", status);
  say_status("delete_reference", napi_delete_reference(env, reference));
}

static void throw_in_it(napi_env env, void *data, void *hint) {
  (void)data, (void)hint;
  say("finalizer that throws");
  say_status("throw", napi_throw_error(env, NULL, "from a finalizer"));
}

/* watch(object, n) */
static napi_value watch(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  arguments(env, info, 2, argv);
  MUST(napi_add_finalizer(env, argv[0], malloc(8), tell,
                          (void *)(intptr_t)integer(env, argv[1]), NULL));
  return NULL;
}

static napi_value watch_calling(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  arguments(env, info, 2, argv);
  napi_ref reference;
  MUST(napi_create_reference(env, argv[1], 1, &reference));
  MUST(napi_add_finalizer(env, argv[0], reference, call_script, NULL, NULL));
  return NULL;
}

static napi_value watch_throwing(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  MUST(napi_add_finalizer(env, argv[0], NULL, throw_in_it, NULL, NULL));
  return NULL;
}

static napi_value external_buffer(napi_env env, napi_callback_info info) {
  napi_value argv[2], result;
  arguments(env, info, 2, argv);
  size_t length = (size_t)integer(env, argv[1]);
  void *data = calloc(1, length + 1);
  MUST(napi_create_external_buffer(env, length, data, tell,
                                   (void *)(intptr_t)integer(env, argv[0]),
                                   &result));
  return result;
}

/* externalCalling(function): a Buffer whose finalizer calls it. */
static napi_value external_calling(napi_env env, napi_callback_info info) {
  napi_value argv[1], result;
  napi_ref reference;
  arguments(env, info, 1, argv);
  MUST(napi_create_reference(env, argv[0], 1, &reference));
  MUST(napi_create_external_buffer(env, sizeof reference, reference,
                                   call_script, NULL, &result));
  return result;
}

/* externalThrowing(length): one whose finalizer throws. */
static napi_value external_throwing(napi_env env, napi_callback_info info) {
  static char memory[16];
  napi_value argv[1], result;
  arguments(env, info, 1, argv);
  MUST(napi_create_external_arraybuffer(
      env, memory, (size_t)integer(env, argv[0]), throw_in_it, NULL, &result));
  return result;
}

static napi_value external_arraybuffer(napi_env env, napi_callback_info info) {
  napi_value argv[2], result;
  arguments(env, info, 2, argv);
  size_t length = (size_t)integer(env, argv[1]);
  void *data = calloc(1, length + 1);
  MUST(napi_create_external_arraybuffer(env, data, length, tell,
                                        (void *)(intptr_t)integer(env, argv[0]),
                                        &result));
  return result;
}

static napi_value detach(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  say_status("detach", napi_detach_arraybuffer(env, argv[0]));
  return NULL;
}

/* What is refused leaves the memory with the caller. */
static napi_value refusals(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  char *data = malloc(8);
  say_status("no result",
             napi_create_external_buffer(env, 8, data, tell, (void *)1, NULL));
  MUST(napi_throw_error(env, NULL, "pending"));
  say_status("pending", napi_create_external_buffer(env, 8, data, tell,
                                                    (void *)2, &result));
  say_status("pending", napi_create_external_arraybuffer(env, data, 8, tell,
                                                         (void *)3, &result));
  MUST(napi_get_and_clear_last_exception(env, &result));
  free(data);
  return NULL;
}

static napi_value too_long(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  say_status("too long",
             napi_create_external_buffer(env, (size_t)1 << 54, malloc(8), tell,
                                         (void *)4, &result));
  bool pending;
  MUST(napi_is_exception_pending(env, &pending));
  say("pending %d", pending);
  return NULL;
}

static void hook(void *data) {
  say("hook %ld", (long)(intptr_t)data);
}

static napi_value add_hook(napi_env env, napi_callback_info info) {
  napi_value argv[1];
  arguments(env, info, 1, argv);
  MUST(napi_add_env_cleanup_hook(env, hook,
                                 (void *)(intptr_t)integer(env, argv[0])));
  return NULL;
}

void topic_init(napi_env env, napi_value exports) {
  home = pthread_self();
  export_function(env, exports, "watch", watch);
  export_function(env, exports, "watchCalling", watch_calling);
  export_function(env, exports, "watchThrowing", watch_throwing);
  export_function(env, exports, "externalBuffer", external_buffer);
  export_function(env, exports, "externalCalling", external_calling);
  export_function(env, exports, "externalThrowing", external_throwing);
  export_function(env, exports, "externalArrayBuffer", external_arraybuffer);
  export_function(env, exports, "detach", detach);
  export_function(env, exports, "refusals", refusals);
  export_function(env, exports, "tooLong", too_long);
  export_function(env, exports, "addHook", add_hook);
}
