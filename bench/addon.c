/* SPDX-License-Identifier: MIT */
/* The benchmark's addon: what JavaScript calls, and the rows that loop in
 * native code. */

#include "addon.h"

#include <time.h>

static double read_clock(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

double now_ns(void) {
  return read_clock(CLOCK_MONOTONIC);
}

__attribute__((noinline)) double cpu_ns(void) {
  return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

static napi_value cpu(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  TRY(napi_create_double(env, cpu_ns(), &result));
  return result;
}

static napi_value now(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  TRY(napi_create_double(env, now_ns(), &result));
  return result;
}

/* --- called from JavaScript ------------------------------------------------*/

static napi_value call_0(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  return NULL;
}

static napi_value call_3(napi_env env, napi_callback_info info) {
  napi_value argv[3], result;
  size_t argc = 3;
  double sum = 0, number;
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  for (size_t i = 0; i < argc; i++) {
    TRY(napi_get_value_double(env, argv[i], &number));
    sum += number;
  }
  TRY(napi_create_double(env, sum, &result));
  return result;
}

static napi_value echo(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  size_t argc = 1, length;
  char text[64];
  TRY(napi_get_cb_info(env, info, &argc, &argument, NULL, NULL));
  TRY(napi_get_value_string_utf8(env, argument, text, sizeof text, &length));
  TRY(napi_create_string_utf8(env, text, length, &result));
  return result;
}

static napi_value read_object(napi_env env, napi_callback_info info) {
  static const char *const names[] = {"a", "b", "c"};
  napi_value argument, value, result;
  size_t argc = 1;
  double sum = 0, number;
  TRY(napi_get_cb_info(env, info, &argc, &argument, NULL, NULL));
  for (size_t i = 0; i < 3; i++) {
    TRY(napi_get_named_property(env, argument, names[i], &value));
    TRY(napi_get_value_double(env, value, &number));
    sum += number;
  }
  TRY(napi_create_double(env, sum, &result));
  return result;
}

static napi_value call_back(napi_env env, napi_callback_info info) {
  napi_value function, receiver, result;
  size_t argc = 1;
  TRY(napi_get_cb_info(env, info, &argc, &function, &receiver, NULL));
  TRY(napi_call_function(env, receiver, function, 0, NULL, &result));
  return result;
}

/* --- a class -------------------------------------------------------------- */

struct counter {
  double count;
};

static struct counter shared;

static napi_value construct(napi_env env, napi_callback_info info) {
  napi_value self;
  TRY(napi_get_cb_info(env, info, NULL, NULL, &self, NULL));
  TRY(napi_wrap(env, self, &shared, NULL, NULL, NULL));
  return self;
}

static napi_value count_up(napi_env env, napi_callback_info info) {
  napi_value self, result;
  void *counter;
  TRY(napi_get_cb_info(env, info, NULL, NULL, &self, NULL));
  TRY(napi_unwrap(env, self, &counter));
  TRY(napi_create_double(env, ((struct counter *)counter)->count++, &result));
  return result;
}

/* --- rows in native code -------------------------------------------------- */

static napi_status read_things(napi_env env, napi_value from,
                               struct things *things) {
  const struct {
    const char *name;
    napi_value *place;
  } list[] = {{"object", &things->object},
              {"array", &things->array},
              {"function", &things->function},
              {"constructor", &things->constructor},
              {"key", &things->key},
              {"number", &things->number},
              {"text16", &things->text16},
              {"text1k", &things->text1k},
              {"typedArray", &things->typed_array},
              {"wrapped", &things->wrapped}};
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
    napi_status status =
        napi_get_named_property(env, from, list[i].name, list[i].place);
    if (status != napi_ok)
      return status;
  }
  return napi_create_reference(env, things->object, 1, &things->reference);
}

static const struct row *row_at(uint32_t index) {
  const struct row *row = value_rows;
  for (; row->name != NULL && index > 0; index--)
    row++;
  if (row->name == NULL)
    row = object_rows + index;
  return row;
}

/* (index, count, things): nanoseconds for all rounds. */
static napi_value run(napi_env env, napi_callback_info info) {
  napi_value argv[3], result;
  size_t argc = 3;
  uint32_t index, count;
  struct things things = {NULL};
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  TRY(napi_get_value_uint32(env, argv[0], &index));
  TRY(napi_get_value_uint32(env, argv[1], &count));
  TRY(read_things(env, argv[2], &things));
  double start = cpu_ns();
  const char *failed = row_at(index)->run(env, &things, count);
  double end = cpu_ns();
  TRY(napi_delete_reference(env, things.reference));
  if (failed != NULL) {
    napi_throw_error(env, NULL, failed);
    return NULL;
  }
  TRY(napi_create_double(env, end - start, &result));
  return result;
}

static napi_status add_rows(napi_env env, const struct row *rows,
                            uint32_t *count, napi_value list) {
  for (; rows->name != NULL; rows++) {
    napi_value name;
    napi_status status =
        napi_create_string_utf8(env, rows->name, NAPI_AUTO_LENGTH, &name);
    if (status == napi_ok)
      status = napi_set_element(env, list, (*count)++, name);
    if (status != napi_ok)
      return status;
  }
  return napi_ok;
}

NAPI_MODULE_INIT() {
  napi_value rows, class;
  uint32_t count = 0;
  TRY(napi_create_array(env, &rows));
  TRY(add_rows(env, value_rows, &count, rows));
  TRY(add_rows(env, object_rows, &count, rows));
  const napi_property_descriptor members[] = {
      METHOD("up", count_up),
      {"next", NULL, NULL, count_up, NULL, NULL, napi_default, NULL},
      {"none", NULL, call_0, NULL, NULL, NULL, napi_static, NULL}};
  TRY(napi_define_class(env, "Counter", NAPI_AUTO_LENGTH, construct, NULL, 3,
                        members, &class));
  const napi_property_descriptor list[] = {
      METHOD("now", now),
      METHOD("cpu", cpu),
      METHOD("call0", call_0),
      METHOD("call3", call_3),
      METHOD("echo", echo),
      METHOD("readObject", read_object),
      METHOD("callBack", call_back),
      METHOD("run", run),
      {"rows", NULL, NULL, NULL, NULL, rows, napi_enumerable, NULL},
      {"Counter", NULL, NULL, NULL, NULL, class, napi_enumerable, NULL}};
  TRY(napi_define_properties(env, exports, sizeof list / sizeof *list, list));
  return async_init(env, exports) == NULL ? NULL : memory_init(env, exports);
}
