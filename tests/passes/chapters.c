/* SPDX-License-Identifier: MIT */
/* What the chapters of the API are put through while memory is short: each call
 * does what it should, or says that it could not. */

#define NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_NO_WARNING
#define NODE_API_EXPERIMENTAL_BASIC_ENV_OPT_OUT

#include "chapters.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int finalizers_owed, finalizers_called;

/* ok, or a failure that short memory explains; the exception is cleared. */
static bool fine(napi_env env, napi_status status, int line) {
  bool pending = false;
  napi_value error;
  napi_is_exception_pending(env, &pending);
  if (status == napi_ok && !pending)
    return true;
  if (!memory_was_short())
    wrong(__FILE__, line, "a call failed without reason");
  if (status != napi_generic_failure && status != napi_pending_exception)
    wrong(__FILE__, line, "an unfitting status");
  if (pending)
    napi_get_and_clear_last_exception(env, &error);
  return false;
}

#define TRY(call)                                                              \
  do {                                                                         \
    if (!fine(env, call, __LINE__))                                            \
      return false;                                                            \
  } while (0)

#define HOLDS(condition)                                                       \
  do {                                                                         \
    if (!(condition))                                                          \
      wrong(__FILE__, __LINE__, #condition);                                   \
  } while (0)

static void finalize(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  free(data);
  finalizers_called++;
}

/* A call that takes a finalizer: owed if it succeeds, else the memory is still
 * ours. */
#define TRY_OWING(memory, call)                                                \
  do {                                                                         \
    if (!fine(env, call, __LINE__)) {                                          \
      free(memory);                                                            \
      return false;                                                            \
    }                                                                          \
    finalizers_owed++;                                                         \
  } while (0)

static bool evaluate(napi_env env, const char *source, napi_value *result) {
  napi_value text;
  TRY(napi_create_string_utf8(env, source, NAPI_AUTO_LENGTH, &text));
  TRY(napi_run_script(env, text, result));
  return true;
}

#define RUN(source, result)                                                    \
  do {                                                                         \
    if (!evaluate(env, source, result))                                        \
      return false;                                                            \
  } while (0)

static bool strings(napi_env env) {
  static const char latin[] = "caf\xe9 cr\xe8me";
  char16_t units[300], back[301];
  char bytes[1000];
  size_t length;
  napi_value value, same;
  for (int i = 0; i < 300; i++)
    units[i] = (char16_t)(i % 7 == 0 ? 0xd800 : 0x3b1 + i);
  TRY(napi_create_string_latin1(env, latin, NAPI_AUTO_LENGTH, &value));
  TRY(napi_get_value_string_utf8(env, value, bytes, sizeof bytes, &length));
  HOLDS(length == 12);
  TRY(napi_create_string_utf16(env, units, 300, &value));
  TRY(napi_get_value_string_utf16(env, value, back, 301, &length));
  HOLDS(length == 300 && memcmp(units, back, sizeof units) == 0);
  TRY(napi_get_value_string_utf8(env, value, bytes, sizeof bytes, &length));
  TRY(napi_get_value_string_latin1(env, value, bytes, sizeof bytes, &length));
  memset(bytes, 'a', sizeof bytes);
  memcpy(bytes + 500, "\xf0\x9f\x98\x80\xff\xc3", 6);
  TRY(napi_create_string_utf8(env, bytes, sizeof bytes, &value));
  TRY(napi_get_value_string_utf16(env, value, NULL, 0, &length));
  HOLDS(length == 998);
  TRY(node_api_create_property_key_utf16(env, units, 5, &value));
  TRY(node_api_symbol_for(env, "name", NAPI_AUTO_LENGTH, &value));
  TRY(napi_create_symbol(env, NULL, &same));
  return true;
}

static bool numbers(napi_env env) {
  static const uint64_t words[] = {1, 2, UINT64_MAX, 4};
  uint64_t back[4];
  size_t count = 4;
  int sign;
  double number;
  napi_value value, text;
  TRY(napi_create_bigint_words(env, 1, 4, words, &value));
  TRY(napi_get_value_bigint_words(env, value, &sign, &count, back));
  HOLDS(sign == 1 && count == 4 && memcmp(words, back, sizeof words) == 0);
  TRY(napi_coerce_to_string(env, value, &text));
  TRY(napi_create_date(env, 12.0, &value));
  TRY(napi_get_date_value(env, value, &number));
  HOLDS(number == 12);
  /* More handles than a chunk has. */
  for (int i = 0; i < 2000; i++)
    TRY(napi_create_double(env, i + 0.5, &value));
  TRY(napi_get_value_double(env, value, &number));
  HOLDS(number == 1999.5);
  return true;
}

static napi_value third(napi_env env, napi_callback_info info) {
  napi_value arguments[40], self;
  size_t count = 40;
  if (napi_get_cb_info(env, info, &count, arguments, &self, NULL) != napi_ok ||
      count < 3)
    return NULL;
  return arguments[2];
}

static napi_value thrower(napi_env env, napi_callback_info info) {
  (void)info;
  napi_throw_range_error(env, "CODE", "thrown");
  return NULL;
}

static bool objects(napi_env env) {
  napi_value object, value, names;
  bool answer;
  uint32_t length;
  const napi_property_descriptor properties[] = {
      {.utf8name = "method",
       .method = third,
       .attributes = napi_default_method},
      {.utf8name = "one", .getter = third, .setter = third},
  };
  TRY(napi_create_object(env, &object));
  TRY(napi_create_int32(env, 5, &value));
  TRY(napi_set_named_property(env, object,
                              "a name that is long enough to be "
                              "kept by no cache of names",
                              value));
  TRY(napi_set_named_property(env, object, "short", value));
  TRY(napi_define_properties(env, object, 2, properties));
  TRY(napi_has_named_property(env, object, "method", &answer));
  HOLDS(answer);
  TRY(napi_get_all_property_names(env, object, napi_key_include_prototypes,
                                  napi_key_all_properties,
                                  napi_key_numbers_to_strings, &names));
  TRY(napi_get_array_length(env, names, &length));
  HOLDS(length > 4);
  TRY(napi_get_property_names(env, object, &names));
  TRY(napi_type_tag_object(env, object, &(napi_type_tag){1, 2}));
  TRY(napi_check_object_type_tag(env, object, &(napi_type_tag){1, 2}, &answer));
  HOLDS(answer);
  TRY(napi_object_freeze(env, object));
  TRY(napi_create_array_with_length(env, 4, &value));
  TRY(napi_set_element(env, value, 3, object));
  return true;
}

static bool functions(napi_env env) {
  napi_value function, global, result, arguments[20];
  int32_t number;
  TRY(napi_get_global(env, &global));
  TRY(napi_create_function(env, "third", NAPI_AUTO_LENGTH, third, NULL,
                           &function));
  TRY(napi_set_named_property(env, global, "third", function));
  for (int i = 0; i < 20; i++)
    TRY(napi_create_int32(env, i, &arguments[i]));
  TRY(napi_call_function(env, global, function, 20, arguments, &result));
  TRY(napi_get_value_int32(env, result, &number));
  HOLDS(number == 2);
  RUN("third(...Array(30).fill(9)) + third(1, 2, 3) + third(0, 0, 0, 0, 0)",
      &result);
  TRY(napi_get_value_int32(env, result, &number));
  HOLDS(number == 12);
  TRY(napi_create_function(env, NULL, 0, thrower, NULL, &function));
  TRY(napi_set_named_property(env, global, "thrower", function));
  RUN("try { thrower() } catch (error) { error.message }", &result);
  return true;
}

static napi_value construct(napi_env env, napi_callback_info info) {
  napi_value self;
  void *memory = malloc(16);
  if (napi_get_cb_info(env, info, NULL, NULL, &self, NULL) != napi_ok ||
      napi_wrap(env, self, memory, finalize, NULL, NULL) != napi_ok)
    free(memory);
  else
    finalizers_owed++;
  return self;
}

static bool classes(napi_env env) {
  napi_value klass, object, global;
  void *data = NULL;
  bool answer;
  const napi_property_descriptor properties[] = {
      {.utf8name = "method", .method = third},
      {.utf8name = "fixed", .method = third, .attributes = napi_static},
      {.utf8name = "value", .getter = third, .attributes = napi_static},
  };
  TRY(napi_define_class(env, "Thing", NAPI_AUTO_LENGTH, construct, NULL, 3,
                        properties, &klass));
  TRY(napi_new_instance(env, klass, 0, NULL, &object));
  TRY(napi_instanceof(env, object, klass, &answer));
  HOLDS(answer);
  napi_status status = napi_unwrap(env, object, &data);
  /* The constructor may have found no memory. */
  HOLDS(status == napi_ok || memory_was_short());
  TRY(napi_get_global(env, &global));
  TRY(napi_set_named_property(env, global, "Thing", klass));
  RUN("new (class extends Thing {})().method(1, 2, 3)", &object);
  return true;
}

static bool references(napi_env env) {
  napi_value object, external;
  napi_ref strong, weak;
  uint32_t count;
  void *memory = malloc(16), *data;
  TRY_OWING(memory,
            napi_create_external(env, memory, finalize, NULL, &external));
  TRY(napi_get_value_external(env, external, &data));
  HOLDS(data == memory);
  TRY(napi_create_object(env, &object));
  TRY(napi_create_reference(env, object, 1, &strong));
  TRY(napi_reference_unref(env, strong, &count));
  TRY(napi_reference_ref(env, strong, &count));
  TRY(napi_delete_reference(env, strong));
  memory = malloc(16);
  TRY_OWING(memory, napi_wrap(env, object, memory, finalize, NULL, &weak));
  TRY(napi_get_reference_value(env, weak, &external));
  HOLDS(external != NULL);
  TRY(napi_remove_wrap(env, object, &data));
  HOLDS(data == memory);
  finalizers_owed--;
  free(data);
  TRY(napi_delete_reference(env, weak));
  memory = malloc(16);
  TRY_OWING(memory,
            napi_add_finalizer(env, object, memory, finalize, NULL, NULL));
  memory = malloc(16);
  TRY_OWING(memory, node_api_post_finalizer(env, finalize, memory, NULL));
  return true;
}

static bool buffers(napi_env env) {
  napi_value buffer, view;
  void *data, *memory;
  size_t length;
  TRY(napi_create_arraybuffer(env, 100, &data, &buffer));
  TRY(napi_create_typedarray(env, napi_int16_array, 4, buffer, 8, &view));
  TRY(napi_create_dataview(env, 4, buffer, 8, &view));
  TRY(napi_get_dataview_info(env, view, &length, &data, NULL, NULL));
  HOLDS(length == 4);
  TRY(napi_detach_arraybuffer(env, buffer));
  memory = malloc(64);
  TRY_OWING(memory, napi_create_external_arraybuffer(env, memory, 64, finalize,
                                                     NULL, &buffer));
  TRY(napi_get_arraybuffer_info(env, buffer, &data, &length));
  HOLDS(length == 64);
  TRY(napi_create_buffer_copy(env, 5, "bytes", &data, &buffer));
  HOLDS(memcmp(data, "bytes", 5) == 0);
  memory = malloc(64);
  TRY_OWING(memory, napi_create_external_buffer(env, 64, memory, finalize, NULL,
                                                &buffer));
  return true;
}

static bool errors(napi_env env) {
  napi_value code, message, error;
  const napi_extended_error_info *info;
  bool answer;
  TRY(napi_create_string_utf8(env, "CODE", NAPI_AUTO_LENGTH, &code));
  TRY(napi_create_string_utf8(env, "text", NAPI_AUTO_LENGTH, &message));
  TRY(napi_create_type_error(env, code, message, &error));
  TRY(napi_is_error(env, error, &answer));
  HOLDS(answer);
  if (napi_throw(env, error) == napi_ok) {
    TRY(napi_get_and_clear_last_exception(env, &error));
  }
  napi_get_last_error_info(env, &info);
  return true;
}

static bool promises(napi_env env) {
  napi_deferred deferred;
  napi_value promise, value;
  TRY(napi_create_promise(env, &deferred, &promise));
  TRY(napi_get_boolean(env, true, &value));
  napi_status status = napi_resolve_deferred(env, deferred, value);
  if (!fine(env, status, __LINE__))
    return false;
  RUN("Promise.reject(new Error('nobody')); Promise.resolve(5)", &value);
  return true;
}

static void note(void *data) {
  ++*(int *)data;
}

static void end_now(napi_async_cleanup_hook_handle handle, void *data) {
  (void)data;
  napi_remove_async_cleanup_hook(handle);
}

static bool hooks(napi_env env) {
  static int noted[40];
  napi_async_cleanup_hook_handle handle;
  for (int i = 0; i < 40; i++)
    TRY(napi_add_env_cleanup_hook(env, note, &noted[i]));
  for (int i = 0; i < 40; i += 2)
    TRY(napi_remove_env_cleanup_hook(env, note, &noted[i]));
  TRY(napi_add_async_cleanup_hook(env, end_now, NULL, NULL));
  TRY(napi_add_async_cleanup_hook(env, end_now, NULL, &handle));
  TRY(napi_remove_async_cleanup_hook(handle));
  return true;
}

static void execute(napi_env env, void *data) {
  (void)env, (void)data;
}

static napi_async_work work;

static void complete(napi_env env, napi_status status, void *data) {
  napi_value value;
  (void)status;
  (void)data;
  napi_create_string_utf8(env, "a string", NAPI_AUTO_LENGTH, &value);
  if (napi_delete_async_work(env, work) != napi_ok)
    wrong(__FILE__, __LINE__, "work cannot be deleted");
}

static bool works(napi_env env) {
  napi_value name;
  TRY(napi_create_string_utf8(env, "work", NAPI_AUTO_LENGTH, &name));
  TRY(napi_create_async_work(env, NULL, name, execute, complete, NULL, &work));
  TRY(napi_delete_async_work(env, work));
  TRY(napi_create_async_work(env, NULL, name, execute, complete, NULL, &work));
  if (fine(env, napi_queue_async_work(env, work), __LINE__))
    return true;
  napi_delete_async_work(env, work);
  return false;
}

static bool calls(napi_env env) {
  napi_value name, function, global, result;
  napi_threadsafe_function safe;
  napi_async_context context;
  napi_callback_scope scope;
  TRY(napi_create_string_utf8(env, "calls", NAPI_AUTO_LENGTH, &name));
  TRY(napi_create_function(env, NULL, 0, third, NULL, &function));
  TRY(napi_get_global(env, &global));
  TRY(napi_async_init(env, NULL, name, &context));
  if (fine(env, napi_open_callback_scope(env, global, context, &scope),
           __LINE__))
    fine(env, napi_close_callback_scope(env, scope), __LINE__);
  napi_make_callback(env, context, global, function, 0, NULL, &result);
  napi_get_and_clear_last_exception(env, &result);
  TRY(napi_async_destroy(env, context));
  void *memory = malloc(16);
  TRY_OWING(memory, napi_create_threadsafe_function(env, function, NULL, name,
                                                    0, 1, memory, finalize,
                                                    NULL, NULL, &safe));
  for (int i = 0; i < 3; i++) {
    napi_status status = napi_call_threadsafe_function(safe, NULL, 0);
    HOLDS(status == napi_ok || memory_was_short());
  }
  HOLDS(napi_release_threadsafe_function(safe, napi_tsfn_release) == napi_ok);
  return true;
}

const struct chapter chapters[] = {
    {"strings", strings},       {"numbers", numbers},
    {"objects", objects},       {"functions", functions},
    {"classes", classes},       {"buffers", buffers},
    {"references", references}, {"errors", errors},
    {"promises", promises},     {"hooks", hooks},
    {"works", works},           {"calls", calls},
    {"script", chapter_script}, {"bound", chapter_bound},
    {"loaded", chapter_loaded},
};
const size_t chapter_count = sizeof chapters / sizeof *chapters;
