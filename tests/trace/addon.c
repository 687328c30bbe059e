/* SPDX-License-Identifier: MIT */
/* An addon with a little of everything that a trace shows. */

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "node_api.h"

/* Exported, so that a trace shows their names. */
#define SHOWN __attribute__((visibility("default")))

SHOWN napi_value inner(napi_env env, napi_callback_info info);
SHOWN napi_value outer(napi_env env, napi_callback_info info);
SHOWN napi_value wrong(napi_env env, napi_callback_info info);
SHOWN napi_value wild(napi_env env, napi_callback_info info);
SHOWN napi_value crash(napi_env env, napi_callback_info info);
SHOWN napi_value kinds(napi_env env, napi_callback_info info);
SHOWN napi_value external(napi_env env, napi_callback_info info);
SHOWN napi_value work(napi_env env, napi_callback_info info);
SHOWN napi_value ends(napi_env env, napi_callback_info info);
SHOWN napi_value threads(napi_env env, napi_callback_info info);
SHOWN void hook(void *argument);
SHOWN void async_hook(napi_async_cleanup_hook_handle handle, void *argument);
SHOWN void freed(napi_env env, void *data, void *hint);
SHOWN void execute(napi_env env, void *data);
SHOWN void complete(napi_env env, napi_status status, void *data);
SHOWN void dispatch(napi_env env, napi_value callback, void *context,
                    void *data);

napi_value inner(napi_env env, napi_callback_info info) {
  napi_value result;
  (void)info;
  napi_create_string_utf8(env, "from\tinside \xc3\xa9", NAPI_AUTO_LENGTH,
                          &result);
  return result;
}

/* outer(f): calls f. */
napi_value outer(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value argv[2], receiver, number, result = NULL;
  napi_get_cb_info(env, info, &argc, argv, &receiver, NULL);
  napi_create_double(env, 2.5, &number);
  napi_call_function(env, receiver, argv[0], 1, &number, &result);
  return result;
}

/* One good call, two that fail. */
napi_value wrong(napi_env env, napi_callback_info info) {
  napi_value text;
  int32_t number;
  (void)info;
  napi_create_string_latin1(env, "no number", 9, &text);
  napi_get_value_int32(env, text, &number);
  napi_get_named_property(env, text, NULL, &text);
  return NULL;
}

/* A text that ends where a page that may be read does. */
static char *at_the_end_of_a_page(const char *text) {
  size_t length = strlen(text);
  char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED || munmap(pages + 4096, 4096) != 0)
    abort();
  return memcpy(pages + 4096 - length, text, length);
}

/* All of these are refused for the exception that is pending, so nothing that
 * they are given is ever looked at. wild(1) */
napi_value wild(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  void *nowhere = (void *)1;
  char *text = at_the_end_of_a_page("end of a page");
  napi_handle_scope scope;
  napi_value one, stale, result;
  napi_property_descriptor property = {nowhere, NULL, wild,         NULL,
                                       NULL,    NULL, napi_default, NULL};
  napi_get_cb_info(env, info, &argc, &one, NULL, NULL);
  napi_throw_error(env, NULL, "thrown");
  napi_open_handle_scope(env, &scope);
  napi_get_boolean(env, true, &result); /* its place is used again below */
  napi_get_boolean(env, true, &stale);
  napi_close_handle_scope(env, scope);
  napi_create_string_utf8(env, text, 13, &result);
  napi_create_function(env, text, 99, wild, NULL, &result);
  napi_create_function(env, nowhere, 5, wild, NULL, &result);
  napi_create_function(env, nowhere, NAPI_AUTO_LENGTH, wild, NULL, &result);
  napi_set_property(env, nowhere, stale, stale);
  napi_get_element(env, one, 0, &result);
  napi_call_function(env, stale, stale, 3, nowhere, &result);
  napi_new_instance(env, one, SIZE_MAX, nowhere, &result);
  napi_create_bigint_words(env, 0, 2, nowhere, &result);
  napi_define_properties(env, one, 2, nowhere);
  napi_define_properties(env, one, 1, &property);
  napi_type_tag_object(env, one, nowhere);
  napi_throw_error(env, nowhere, nowhere);
  munmap(text + 13 - 4096, 4096);
  return NULL;
}

napi_value crash(napi_env env, napi_callback_info info) {
  napi_value result;
  (void)info;
  napi_create_string_utf8(env, (void *)1, 5, &result);
  return NULL;
}

void freed(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  free(data);
}

napi_value kinds(napi_env env, napi_callback_info info) {
  static const uint64_t words[] = {1, 2};
  napi_value object, value, names;
  char text[4];
  size_t length;
  bool is;
  napi_valuetype type;
  (void)info;
  napi_create_object(env, &object);
  napi_create_bigint_words(env, 1, 2, words, &value);
  napi_set_named_property(env, object, "big", value);
  napi_create_string_utf16(env, u"caf\u00e9", 4, &value);
  napi_get_value_string_utf8(env, value, text, sizeof text, &length);
  napi_typeof(env, value, &type);
  napi_get_boolean(env, true, &value);
  napi_is_array(env, object, &is);
  napi_get_all_property_names(
      env, object, napi_key_own_only,
      (napi_key_filter)(napi_key_enumerable | napi_key_skip_symbols),
      napi_key_numbers_to_strings, &names);
  napi_create_arraybuffer(env, 16, NULL, &value);
  napi_create_typedarray(env, napi_int16_array, 4, value, 8, &value);
  return object;
}

napi_value external(napi_env env, napi_callback_info info) {
  napi_value value;
  (void)info;
  if (napi_create_external(env, malloc(1), freed, NULL, &value) != napi_ok)
    return NULL;
  return value;
}

static napi_async_work the_work;

void execute(napi_env env, void *data) {
  (void)env;
  (void)data;
}

void complete(napi_env env, napi_status status, void *data) {
  (void)status;
  (void)data;
  napi_delete_async_work(env, the_work);
}

napi_value work(napi_env env, napi_callback_info info) {
  napi_value name;
  (void)info;
  napi_create_string_utf8(env, "work", 4, &name);
  napi_create_async_work(env, NULL, name, execute, complete, NULL, &the_work);
  napi_queue_async_work(env, the_work);
  return NULL;
}

void hook(void *argument) {
  (void)argument;
}

void async_hook(napi_async_cleanup_hook_handle handle, void *argument) {
  (void)argument;
  napi_remove_async_cleanup_hook(handle);
}

/* Everything that runs when the env ends. */
napi_value ends(napi_env env, napi_callback_info info) {
  (void)info;
  napi_set_instance_data(env, malloc(1), freed, NULL);
  napi_add_env_cleanup_hook(env, hook, NULL);
  napi_add_async_cleanup_hook(env, async_hook, NULL, NULL);
  return NULL;
}

void dispatch(napi_env env, napi_value callback, void *context, void *data) {
  napi_value number;
  (void)callback;
  (void)context;
  if (env != NULL)
    napi_create_uint32(env, (uint32_t)(uintptr_t)data, &number);
}

static void *producer(void *data) {
  napi_threadsafe_function function = data;
  for (uintptr_t i = 0; i < 50; i++)
    napi_call_threadsafe_function(function, (void *)i, napi_tsfn_blocking);
  napi_release_threadsafe_function(function, napi_tsfn_release);
  return NULL;
}

/* Four threads with 50 calls each. */
napi_value threads(napi_env env, napi_callback_info info) {
  napi_threadsafe_function function;
  napi_value name;
  pthread_t thread;
  (void)info;
  napi_create_string_utf8(env, "threads", 7, &name);
  if (napi_create_threadsafe_function(env, NULL, NULL, name, 0, 4, NULL, NULL,
                                      NULL, dispatch, &function) != napi_ok)
    return NULL;
  for (int i = 0; i < 4; i++) {
    if (pthread_create(&thread, NULL, producer, function) != 0)
      abort();
    pthread_detach(thread);
  }
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor properties[] = {
      {"inner", NULL, inner, NULL, NULL, NULL, napi_enumerable, NULL},
      {"outer", NULL, outer, NULL, NULL, NULL,
       (napi_property_attributes)(napi_writable | napi_configurable), NULL},
      {"wrong", NULL, wrong, NULL, NULL, NULL, napi_default, NULL},
      {"wild", NULL, wild, NULL, NULL, NULL, napi_default, NULL},
      {"kinds", NULL, kinds, NULL, NULL, NULL, napi_default, NULL},
      {"external", NULL, external, NULL, NULL, NULL, napi_default, NULL},
      {"work", NULL, work, NULL, NULL, NULL, napi_default, NULL},
      {"ends", NULL, ends, NULL, NULL, NULL, napi_default, NULL},
      {"crash", NULL, crash, NULL, NULL, NULL, napi_default, NULL},
      {"threads", NULL, threads, NULL, NULL, NULL, napi_default, NULL}};
  napi_value nested;
  napi_define_properties(env, exports, sizeof properties / sizeof *properties,
                         properties);
  napi_create_function(env, "nested", NAPI_AUTO_LENGTH, inner, NULL, &nested);
  napi_set_named_property(env, exports, "nested", nested);
  return exports;
}
