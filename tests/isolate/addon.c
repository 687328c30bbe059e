/* SPDX-License-Identifier: MIT */
/* An addon of version 8: objects with ballast whose finalizers, deferred to
 * the loop, use JavaScript; and ways to bring the process down. */

#define NAPI_VERSION 8
#include <node_api.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ballast_size = 1024 };

/* Of the process: every env of this library counts here. */
static int made;
static int finalized;

static void finalize(napi_env env, void *data, void *hint) {
  napi_value global, name, value;
  (void)hint;
  /* The global that is there now is asked for, and written to. */
  if (napi_get_global(env, &global) == napi_ok &&
      napi_create_string_utf8(env, "finalizedHere", NAPI_AUTO_LENGTH, &name) ==
          napi_ok &&
      napi_get_boolean(env, true, &value) == napi_ok)
    napi_set_property(env, global, name, value);
  free(data);
  finalized++;
}

static napi_value wrap(napi_env env, napi_callback_info info) {
  napi_value object;
  size_t count = 1;
  void *ballast = malloc(ballast_size);
  if (ballast == NULL ||
      napi_get_cb_info(env, info, &count, &object, NULL, NULL) != napi_ok)
    return NULL;
  memset(ballast, 1, ballast_size);
  if (napi_wrap(env, object, ballast, finalize, NULL, NULL) != napi_ok)
    return NULL;
  made++;
  return object;
}

/* counts(): [made, finalized] of the whole process. */
static napi_value counts(napi_env env, napi_callback_info info) {
  napi_value array, value;
  (void)info;
  if (napi_create_array(env, &array) != napi_ok)
    return NULL;
  napi_create_int32(env, made, &value);
  napi_set_element(env, array, 0, value);
  napi_create_int32(env, finalized, &value);
  napi_set_element(env, array, 1, value);
  return array;
}

/* Writes where nothing is, after one last call of Node-API. */
static napi_value crash(napi_env env, napi_callback_info info) {
  static int *volatile nowhere;
  napi_value object;
  (void)info;
  napi_create_object(env, &object);
  *nowhere = 1;
  return object;
}

/* Ends the process by a signal of its own. */
static napi_value send_signal(napi_env env, napi_callback_info info) {
  napi_value argument;
  size_t count = 1;
  int32_t number = 0;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  napi_get_value_int32(env, argument, &number);
  raise(number);
  return NULL;
}

/* Ends the process without a word to anybody. */
static napi_value leave(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  _Exit(0);
}

/* Tells what the process has done, at its end. */
__attribute__((destructor)) static void tell_counts(void) {
  const char *path = getenv("ISOLATE_COUNTS");
  FILE *file = path == NULL ? NULL : fopen(path, "a");
  if (file == NULL)
    return;
  fprintf(file, "%d %d\n", made, finalized);
  fclose(file);
}

static void define(napi_env env, napi_value exports, const char *name,
                   napi_callback callback) {
  napi_value function;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL,
                           &function) == napi_ok)
    napi_set_named_property(env, exports, name, function);
}

NAPI_MODULE_INIT() {
  define(env, exports, "wrap", wrap);
  define(env, exports, "counts", counts);
  define(env, exports, "crash", crash);
  define(env, exports, "signal", send_signal);
  define(env, exports, "leave", leave);
  return exports;
}
