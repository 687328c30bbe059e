/* SPDX-License-Identifier: MIT */
/* Handles and scopes: memory stays flat, values stay alive, and no longer. */

#include "fixture.h"

static struct fixture fixture;

static void open_runtime(void) {
  fixture_open(&fixture);
}

static void close_runtime(void) {
  fixture_close(&fixture);
}

enum { outer_rounds = 1000, inner_rounds = 10000 };

/* 10 million numbers in nested scopes, in one callback. */
static napi_value make_numbers(napi_env env, napi_callback_info info) {
  (void)info;
  long before = 0, after;
  for (int i = 0; i < outer_rounds; i++) {
    napi_handle_scope outer, inner;
    napi_value value;
    ck_assert_int_eq(napi_open_handle_scope(env, &outer), napi_ok);
    ck_assert_int_eq(napi_create_double(env, i + 0.5, &value), napi_ok);
    ck_assert_int_eq(napi_open_handle_scope(env, &inner), napi_ok);
    for (int j = 0; j < inner_rounds; j++)
      if (napi_create_double(env, j * 1.25, &value) != napi_ok)
        ck_abort_msg("a number could not be made");
    ck_assert_int_eq(napi_close_handle_scope(env, inner), napi_ok);
    ck_assert_int_eq(napi_close_handle_scope(env, outer), napi_ok);
    if (i == 10)
      before = memory_kib();
  }
  after = memory_kib();
  ck_assert_msg(after - before < 1024, "memory grew by %ld KiB",
                after - before);
  return NULL;
}

static napi_value init_numbers(napi_env env, napi_value exports) {
  define_function(env, exports, "makeNumbers", make_numbers);
  return exports;
}

START_TEST(ten_million_numbers_in_nested_scopes_leave_memory_flat) {
  fixture_bind(&fixture, "addon", 8, init_numbers);
  fixture_run(&fixture, "addon.makeNumbers()");
}
END_TEST

/* An object made in an inner scope and escaped survives it. */
static napi_value escape_one(napi_env env, napi_callback_info info) {
  (void)info;
  napi_escapable_handle_scope scope;
  napi_value object, number, escaped, again;
  ck_assert_int_eq(napi_open_escapable_handle_scope(env, &scope), napi_ok);
  ck_assert_int_eq(napi_create_object(env, &object), napi_ok);
  ck_assert_int_eq(napi_create_int32(env, 42, &number), napi_ok);
  ck_assert_int_eq(napi_set_named_property(env, object, "n", number), napi_ok);
  ck_assert_int_eq(napi_escape_handle(env, scope, object, &escaped), napi_ok);
  ck_assert_int_eq(napi_escape_handle(env, scope, object, &again),
                   napi_escape_called_twice);
  ck_assert_int_eq(napi_close_escapable_handle_scope(env, scope), napi_ok);
  /* Whatever takes the inner scope's place must not disturb it. */
  for (int i = 0; i < 2000; i++)
    ck_assert_int_eq(napi_create_object(env, &object), napi_ok);
  return escaped;
}

static napi_value init_escape(napi_env env, napi_value exports) {
  define_function(env, exports, "escapeOne", escape_one);
  return exports;
}

START_TEST(an_escaped_handle_survives_its_scope) {
  fixture_bind(&fixture, "addon", 8, init_escape);
  ck_assert_double_eq(fixture_number(&fixture, "addon.escapeOne().n"), 42);
}
END_TEST

/* More handles than a chunk holds, all alive through a collection. */
static napi_value keep_many(napi_env env, napi_callback_info info) {
  (void)info;
  enum { many = 3000 };
  static napi_value values[many];
  for (int i = 0; i < many; i++) {
    napi_value number;
    ck_assert_int_eq(napi_create_object(env, &values[i]), napi_ok);
    ck_assert_int_eq(napi_create_int32(env, i, &number), napi_ok);
    ck_assert_int_eq(napi_set_named_property(env, values[i], "i", number),
                     napi_ok);
  }
  napi_shim_runtime_collect_garbage(fixture.runtime);
  for (int i = 0; i < many; i++) {
    napi_value number;
    int32_t read = -1;
    ck_assert_int_eq(napi_get_named_property(env, values[i], "i", &number),
                     napi_ok);
    ck_assert_int_eq(napi_get_value_int32(env, number, &read), napi_ok);
    ck_assert_int_eq(read, i);
  }
  return NULL;
}

static napi_value init_keep(napi_env env, napi_value exports) {
  define_function(env, exports, "keepMany", keep_many);
  return exports;
}

START_TEST(handles_of_an_open_frame_survive_a_collection) {
  fixture_bind(&fixture, "addon", 8, init_keep);
  fixture_run(&fixture, "addon.keepMany()");
}
END_TEST

/* Deeper than the spare chunks reach, twice, so that some are given back and
 * others are taken again. */
static napi_value go_deep_twice(napi_env env, napi_callback_info info) {
  (void)info;
  enum { deep = 100 * 510 };
  for (int round = 0; round < 3; round++) {
    napi_handle_scope scope;
    napi_value value, first;
    ck_assert_int_eq(napi_open_handle_scope(env, &scope), napi_ok);
    ck_assert_int_eq(napi_create_string_utf8(env, "first", 5, &first), napi_ok);
    for (int i = 0; i < deep; i++)
      if (napi_create_object(env, &value) != napi_ok)
        ck_abort_msg("an object could not be made");
    char text[8] = "";
    ck_assert_int_eq(napi_get_value_string_utf8(env, first, text, 8, NULL),
                     napi_ok);
    ck_assert_str_eq(text, "first");
    ck_assert_int_eq(napi_close_handle_scope(env, scope), napi_ok);
  }
  return NULL;
}

static napi_value init_deep(napi_env env, napi_value exports) {
  define_function(env, exports, "goDeepTwice", go_deep_twice);
  return exports;
}

START_TEST(a_deep_stack_can_be_left_and_entered_again) {
  fixture_bind(&fixture, "addon", 8, init_deep);
  fixture_run(&fixture, "addon.goDeepTwice()");
}
END_TEST

static napi_value object_with(napi_env env, int32_t i) {
  napi_value object, number;
  ck_assert_int_eq(napi_create_object(env, &object), napi_ok);
  ck_assert_int_eq(napi_create_int32(env, i, &number), napi_ok);
  ck_assert_int_eq(napi_set_named_property(env, object, "i", number), napi_ok);
  return object;
}

/* leave(before, inside, which): of `inside` objects made in a scope behind
 * `before` other handles, the one that is returned when the scope is closed. */
static napi_value leave(napi_env env, napi_callback_info info) {
  size_t argc = 3;
  napi_value argv[3], value = NULL;
  int32_t number[3];
  napi_handle_scope scope;
  ck_assert_int_eq(napi_get_cb_info(env, info, &argc, argv, NULL, NULL),
                   napi_ok);
  for (int i = 0; i < 3; i++)
    ck_assert_int_eq(napi_get_value_int32(env, argv[i], &number[i]), napi_ok);
  for (int32_t i = 0; i < number[0]; i++)
    ck_assert_int_eq(napi_create_object(env, &value), napi_ok);
  for (int round = 0; round < 2; round++) {
    ck_assert_int_eq(napi_open_handle_scope(env, &scope), napi_ok);
    for (int32_t i = 0; i < number[1]; i++) {
      napi_value object = object_with(env, i);
      if (i == number[2])
        value = object;
    }
    ck_assert_int_eq(napi_close_handle_scope(env, scope), napi_ok);
  }
  return value;
}

static napi_value init_leave(napi_env env, napi_value exports) {
  define_function(env, exports, "leave", leave);
  return exports;
}

/* Wrong, and done by addons that work in Node: the values of a closed scope
 * stay until other handles take their slots. */
START_TEST(a_handle_of_a_closed_scope_can_be_returned) {
  fixture_bind(&fixture, "addon", 8, init_leave);
  fixture_run(&fixture,
              "for (let before = 0; before < 1100; before += 17)"
              "  for (const inside of [1, 2, 3, 100, 254, 255, 256, 700])"
              "    for (const which of [0, Math.min(inside, 255) - 1]) {"
              "      const { i } = addon.leave(before, inside, which);"
              "      if (i !== which)"
              "        throw new Error(`${before} ${inside} ${which}: ${i}`);"
              "    }");
}
END_TEST

static napi_deferred the_deferred;

static napi_value promise(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  ck_assert_int_eq(napi_create_promise(env, &the_deferred, &result), napi_ok);
  return result;
}

static napi_value init_promise(napi_env env, napi_value exports) {
  define_function(env, exports, "promise", promise);
  return exports;
}

static bool global_flag(napi_env env, const char *name) {
  napi_value global, flag;
  bool result;
  ck_assert_int_eq(napi_get_global(env, &global), napi_ok);
  ck_assert_int_eq(napi_get_named_property(env, global, name, &flag), napi_ok);
  ck_assert_int_eq(napi_get_value_bool(env, flag, &result), napi_ok);
  return result;
}

/* As from a callback of the loop, where what is due runs later. */
START_TEST(a_collection_runs_no_script) {
  napi_env env = fixture.env;
  napi_handle_scope scope;
  napi_value global;
  fixture_bind(&fixture, "addon", 8, init_promise);
  fixture_run(&fixture, "var ran = false;"
                        "addon.promise().then(() => { ran = true; });");
  ck_assert_int_eq(napi_open_handle_scope(env, &scope), napi_ok);
  ck_assert_int_eq(napi_get_global(env, &global), napi_ok);
  ck_assert_int_eq(napi_resolve_deferred(env, the_deferred, global), napi_ok);
  ck_assert_int_eq(napi_shim_runtime_collect_garbage(fixture.runtime),
                   napi_shim_ok);
  ck_assert(!global_flag(env, "ran"));
  ck_assert_int_eq(napi_shim_runtime_drain_microtasks(fixture.runtime),
                   napi_shim_ok);
  ck_assert(global_flag(env, "ran"));
  ck_assert_int_eq(napi_close_handle_scope(env, scope), napi_ok);
}
END_TEST

static Suite *make(void) {
  Suite *suite = suite_create("handles");
  TCase *tests = tcase_create("handles");
  tcase_add_checked_fixture(tests, open_runtime, close_runtime);
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, ten_million_numbers_in_nested_scopes_leave_memory_flat);
  tcase_add_test(tests, an_escaped_handle_survives_its_scope);
  tcase_add_test(tests, a_handle_of_a_closed_scope_can_be_returned);
  tcase_add_test(tests, handles_of_an_open_frame_survive_a_collection);
  tcase_add_test(tests, a_deep_stack_can_be_left_and_entered_again);
  tcase_add_test(tests, a_collection_runs_no_script);
  suite_add_tcase(suite, tests);
  return suite;
}

int main(void) {
  return run_on_every_engine(make);
}
