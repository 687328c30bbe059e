/* SPDX-License-Identifier: MIT */
/* What was made in a global goes on after that global: each kind of thing that
 * an addon can hold, and the swaps that are refused. */

#include <stdio.h>
#include <string.h>

#include "fixture.h"

static struct fixture fixture;

/* What the addon below keeps and counts. */
static struct {
  int noted, finalized, hooks;
  int32_t data;
  napi_ref strong[2], weak[100];
  napi_deferred deferred;
  napi_async_work work;
  napi_threadsafe_function threadsafe;
  napi_env env;
  napi_shim_status status;
} held;

#define OK(call)   ck_assert_int_eq((call), napi_ok)
#define DONE(call) ck_assert_int_eq((call), napi_shim_ok)

static void open_runtime(void) {
  memset(&held, 0, sizeof held);
  fixture_open(&fixture);
}

static void close_runtime(void) {
  fixture_close(&fixture);
}

static void adopt(void) {
  DONE(napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_adopt));
}

static napi_value argument(napi_env env, napi_callback_info info) {
  napi_value value;
  size_t count = 1;
  OK(napi_get_cb_info(env, info, &count, &value, NULL, NULL));
  return value;
}

/* Sets a global variable of the realm that the env works in. */
static void mark(napi_env env, const char *name) {
  napi_value global, value;
  OK(napi_get_global(env, &global));
  OK(napi_get_boolean(env, true, &value));
  OK(napi_set_named_property(env, global, name, value));
}

static bool marked(const char *name) {
  char script[128];
  snprintf(script, sizeof script, "globalThis.%s === true ? 1 : 0", name);
  return fixture_number(&fixture, script) == 1;
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)env, (void)data, (void)hint;
  held.finalized++;
}

static napi_value note(napi_env env, napi_callback_info info) {
  (void)env, (void)info;
  held.noted++;
  return NULL;
}

/* hold(value): strong, in the first place that is free. */
static napi_value hold(napi_env env, napi_callback_info info) {
  int at = held.strong[0] != NULL;
  OK(napi_create_reference(env, argument(env, info), 1, &held.strong[at]));
  return NULL;
}

static napi_value hold_weakly(napi_env env, napi_callback_info info) {
  (void)info;
  for (int i = 0; i < 100; i++) {
    napi_value object;
    OK(napi_create_object(env, &object));
    OK(napi_create_reference(env, object, 0, &held.weak[i]));
  }
  return NULL;
}

static napi_value wrap(napi_env env, napi_callback_info info) {
  napi_value object = argument(env, info);
  OK(napi_wrap(env, object, &held.data, finalize, NULL, NULL));
  return object;
}

static napi_value make_object(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value object;
  OK(napi_create_object(env, &object));
  return object;
}

static void execute(napi_env env, void *data) {
  (void)env, (void)data;
}

/* The work's end: makes its mark, settles the promise of the old global. */
static void complete(napi_env env, napi_status status, void *data) {
  napi_value value;
  (void)data;
  ck_assert_int_eq(status, napi_ok);
  mark(env, "completedHere");
  OK(napi_get_boolean(env, true, &value));
  OK(napi_resolve_deferred(env, held.deferred, value));
  OK(napi_delete_async_work(env, held.work));
}

static napi_value start_work(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value promise, name;
  OK(napi_create_promise(env, &held.deferred, &promise));
  OK(napi_create_string_utf8(env, "work", 4, &name));
  OK(napi_create_async_work(env, NULL, name, execute, complete, NULL,
                            &held.work));
  OK(napi_queue_async_work(env, held.work));
  return promise;
}

static void dispatch(napi_env env, napi_value function, void *context,
                     void *data) {
  napi_value receiver;
  (void)context, (void)data;
  mark(env, "dispatchedHere");
  OK(napi_get_undefined(env, &receiver));
  napi_call_function(env, receiver, function, 0, NULL, NULL);
}

static napi_value open_threadsafe(napi_env env, napi_callback_info info) {
  napi_value name;
  OK(napi_create_string_utf8(env, "calls", 5, &name));
  OK(napi_create_threadsafe_function(env, argument(env, info), NULL, name, 0, 1,
                                     NULL, NULL, NULL, dispatch,
                                     &held.threadsafe));
  return NULL;
}

static void run_hook(void *data) {
  (void)data;
  held.hooks++;
}

static napi_value add_hook(napi_env env, napi_callback_info info) {
  (void)info;
  OK(napi_add_env_cleanup_hook(env, run_hook, NULL));
  return NULL;
}

static napi_value set_data(napi_env env, napi_callback_info info) {
  (void)info;
  held.data = 7;
  OK(napi_set_instance_data(env, &held.data, finalize, NULL));
  return NULL;
}

static napi_value get_data(napi_env env, napi_callback_info info) {
  (void)info;
  int32_t *data = NULL;
  napi_value number;
  OK(napi_get_instance_data(env, (void **)&data));
  OK(napi_create_int32(env, data == NULL ? -1 : *data, &number));
  return number;
}

static napi_value construct(napi_env env, napi_callback_info info) {
  napi_value object;
  OK(napi_get_cb_info(env, info, NULL, NULL, &object, NULL));
  return object;
}

static napi_value swap_inside(napi_env env, napi_callback_info info) {
  (void)env, (void)info;
  held.status =
      napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_adopt);
  return NULL;
}

static void swap_in_hook(void *data) {
  (void)data;
  held.status =
      napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_adopt);
}

static napi_value init(napi_env env, napi_value exports) {
  static const struct {
    const char *name;
    napi_callback callback;
  } functions[] = {
      {"note", note},
      {"hold", hold},
      {"holdWeakly", hold_weakly},
      {"wrap", wrap},
      {"makeObject", make_object},
      {"startWork", start_work},
      {"openThreadsafe", open_threadsafe},
      {"addHook", add_hook},
      {"setData", set_data},
      {"getData", get_data},
      {"swap", swap_inside},
  };
  napi_property_descriptor method = {.utf8name = "method", .method = note};
  napi_value class;
  held.env = env;
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    define_function(env, exports, functions[i].name, functions[i].callback);
  OK(napi_define_class(env, "Thing", NAPI_AUTO_LENGTH, construct, NULL, 1,
                       &method, &class));
  OK(napi_set_named_property(env, exports, "Thing", class));
  return exports;
}

/* The addon, and a script in the first global. */
static void begin(const char *script) {
  fixture_bind(&fixture, "addon", 8, init);
  fixture_run(&fixture, script);
}

/* Makes what the addon holds a global variable. */
static void give(int which, const char *name) {
  napi_value value, global;
  DONE(napi_shim_runtime_enter(fixture.runtime));
  OK(napi_get_reference_value(held.env, held.strong[which], &value));
  OK(napi_get_global(fixture.env, &global));
  OK(napi_set_named_property(fixture.env, global, name, value));
  DONE(napi_shim_runtime_leave(fixture.runtime));
}

START_TEST(work_completes_in_the_new_realm_and_settles_the_old_promise) {
  begin("addon.startWork().then(addon.note)");
  adopt();
  uv_run(&fixture.loop, UV_RUN_DEFAULT);
  ck_assert(marked("completedHere"));
  ck_assert_int_eq(held.noted, 1);
}
END_TEST

static void call_threadsafe(void *data) {
  (void)data;
  OK(napi_call_threadsafe_function(held.threadsafe, NULL, napi_tsfn_blocking));
  OK(napi_release_threadsafe_function(held.threadsafe, napi_tsfn_release));
}

static void call_from_thread(void) {
  uv_thread_t thread;
  ck_assert_int_eq(uv_thread_create(&thread, call_threadsafe, NULL), 0);
  uv_thread_join(&thread);
  uv_run(&fixture.loop, UV_RUN_DEFAULT);
}

START_TEST(a_threadsafe_function_calls_into_the_new_realm) {
  begin("addon.openThreadsafe(() => addon.note())");
  adopt();
  call_from_thread();
  ck_assert(marked("dispatchedHere"));
  ck_assert_int_eq(held.noted, 1);
}
END_TEST

START_TEST(what_an_old_function_throws_is_reported_once) {
  /* Older modules have such exceptions told as warnings. */
  fixture_bind(&fixture, "addon", 10, init);
  fixture_run(&fixture, "addon.openThreadsafe("
                        "  () => { throw new Error('late'); })");
  adopt();
  call_from_thread();
  ck_assert_int_eq(fixture.uncaught, 1);
  ck_assert_str_eq(fixture.last_uncaught, "Error: late");
}
END_TEST

START_TEST(hooks_wait_for_the_end_of_their_env) {
  begin("addon.addHook()");
  adopt();
  adopt();
  ck_assert_int_eq(held.hooks, 0);
  DONE(napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_teardown));
  ck_assert_int_eq(held.hooks, 1);
  adopt();
  ck_assert_int_eq(held.hooks, 1);
}
END_TEST

START_TEST(instance_data_stays_until_nothing_holds_the_env) {
  begin("addon.setData(); addon.hold(addon.getData)");
  adopt();
  give(0, "getData");
  ck_assert_double_eq(fixture_number(&fixture, "getData()"), 7);
  ck_assert_int_eq(held.finalized, 0);
  /* A second load has an env, and data, of its own. */
  napi_env first = held.env;
  fixture_bind(&fixture, "addon", 8, init);
  ck_assert_ptr_ne(first, held.env);
  ck_assert_double_eq(fixture_number(&fixture, "addon.getData()"), -1);
  OK(napi_delete_reference(first, held.strong[0]));
  for (int i = 0; i < 4; i++) {
    adopt();
    fixture_collect(&fixture);
  }
  ck_assert_int_eq(held.finalized, 1);
}
END_TEST

START_TEST(strong_references_keep_and_weak_ones_do_not) {
  begin("addon.hold({ answer: 42 }); addon.holdWeakly()");
  adopt();
  fixture_collect(&fixture);
  give(0, "old");
  ck_assert_double_eq(fixture_number(&fixture, "old.answer"), 42);
  int alive = 0;
  DONE(napi_shim_runtime_enter(fixture.runtime));
  for (int i = 0; i < 100; i++) {
    napi_value value;
    OK(napi_get_reference_value(held.env, held.weak[i], &value));
    alive += value != NULL;
    OK(napi_delete_reference(held.env, held.weak[i]));
  }
  DONE(napi_shim_runtime_leave(fixture.runtime));
  /* A conservative collector may take some words of the stack for objects. */
  ck_assert_int_lt(alive, 50);
}
END_TEST

START_TEST(a_wrap_goes_with_its_object) {
  begin("addon.hold(addon.wrap({}))");
  adopt();
  napi_value object;
  void *data = NULL;
  DONE(napi_shim_runtime_enter(fixture.runtime));
  OK(napi_get_reference_value(held.env, held.strong[0], &object));
  OK(napi_unwrap(held.env, object, &data));
  ck_assert_ptr_eq(data, &held.data);
  OK(napi_delete_reference(held.env, held.strong[0]));
  DONE(napi_shim_runtime_leave(fixture.runtime));
  adopt();
  fixture_collect(&fixture);
  DONE(napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_teardown));
  ck_assert_int_eq(held.finalized, 1);
}
END_TEST

START_TEST(classes_of_two_realms_are_two_classes) {
  begin("addon.hold(addon.Thing); addon.hold(new addon.Thing())");
  adopt();
  give(0, "OldThing");
  give(1, "old");
  fixture_bind(&fixture, "addon", 8, init);
  ck_assert_double_eq(
      fixture_number(&fixture, "const fresh = new addon.Thing();"
                               "(old instanceof OldThing) * 1 +"
                               "(new OldThing() instanceof OldThing) * 2 +"
                               "(old instanceof addon.Thing) * 4 +"
                               "(fresh instanceof OldThing) * 8 +"
                               "(old instanceof Object) * 16"),
      3);
  fixture_run(&fixture, "old.method()");
  ck_assert_int_eq(held.noted, 1);
  ck_assert_double_eq(
      fixture_number(&fixture, "let kind = 0;"
                               "try { fresh.method.call(old); }"
                               "catch (e) { kind = e instanceof TypeError; }"
                               "kind * 1"),
      1);
}
END_TEST

START_TEST(a_function_of_the_old_realm_makes_things_of_the_new_one) {
  begin("addon.hold(addon.makeObject)");
  adopt();
  give(0, "makeObject");
  ck_assert_double_eq(
      fixture_number(&fixture, "makeObject() instanceof Object ? 1 : 0"), 1);
}
END_TEST

START_TEST(a_typed_array_keeps_its_bytes) {
  begin("addon.hold(new Uint8Array([1, 2, 3]))");
  adopt();
  fixture_collect(&fixture);
  napi_value array;
  napi_typedarray_type type;
  size_t length;
  void *data;
  DONE(napi_shim_runtime_enter(fixture.runtime));
  OK(napi_get_reference_value(held.env, held.strong[0], &array));
  OK(napi_get_typedarray_info(held.env, array, &type, &length, &data, NULL,
                              NULL));
  ck_assert_int_eq(type, napi_uint8_array);
  ck_assert_int_eq(length, 3);
  ck_assert_mem_eq(data, "\1\2\3", 3);
  DONE(napi_shim_runtime_leave(fixture.runtime));
}
END_TEST

/* Whether napi_create_buffer gives an instance of the host's Buffer. */
static bool makes_buffers(void) {
  napi_value buffer, class;
  bool is_one = false;
  DONE(napi_shim_runtime_enter(fixture.runtime));
  OK(napi_create_buffer(fixture.env, 8, NULL, &buffer));
  DONE(napi_shim_runtime_evaluate(
      fixture.runtime,
      "globalThis.Buffer ||= class Buffer extends Uint8Array {}",
      NAPI_AUTO_LENGTH, "test.js", &class));
  OK(napi_instanceof(fixture.env, buffer, class, &is_one));
  DONE(napi_shim_runtime_leave(fixture.runtime));
  return is_one;
}

static void set_buffer(void) {
  napi_value class;
  DONE(napi_shim_runtime_enter(fixture.runtime));
  DONE(napi_shim_runtime_evaluate(fixture.runtime, "Buffer", NAPI_AUTO_LENGTH,
                                  "test.js", &class));
  DONE(napi_shim_runtime_set_buffer_constructor(fixture.runtime, class));
  DONE(napi_shim_runtime_leave(fixture.runtime));
}

START_TEST(each_realm_has_a_buffer_class_of_its_own) {
  ck_assert(!makes_buffers());
  set_buffer();
  ck_assert(makes_buffers());
  adopt();
  ck_assert(!makes_buffers());
  set_buffer();
  ck_assert(makes_buffers());
}
END_TEST

START_TEST(microtasks_of_the_old_realm_run_before_it_goes) {
  napi_value script;
  static const char text[] = "Promise.resolve().then(() => {"
                             "  globalThis.late = 1; addon.note(); })";
  begin("0");
  /* Outside of a bracket, whose end would run them. */
  OK(napi_create_string_utf8(fixture.env, text, sizeof text - 1, &script));
  OK(napi_run_script(fixture.env, script, &script));
  adopt();
  ck_assert_int_eq(held.noted, 1);
  ck_assert_double_eq(fixture_number(&fixture, "typeof late === 'number'"
                                               "  ? 1 : 0"),
                      0);
}
END_TEST

START_TEST(swaps_with_nothing_loaded_are_fine) {
  adopt();
  adopt();
  DONE(napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_teardown));
  DONE(napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_retire));
  ck_assert_double_eq(fixture_number(&fixture, "1 + 1"), 2);
}
END_TEST

START_TEST(a_function_whose_env_was_torn_down_throws) {
  napi_value exports, function, receiver;
  napi_ref kept;
  DONE(napi_shim_runtime_enter(fixture.runtime));
  DONE(napi_shim_runtime_bind(fixture.runtime, "addon", 8, init, &exports));
  OK(napi_get_named_property(fixture.env, exports, "note", &function));
  OK(napi_create_reference(fixture.env, function, 1, &kept));
  DONE(napi_shim_runtime_leave(fixture.runtime));
  DONE(napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_teardown));
  adopt();

  DONE(napi_shim_runtime_enter(fixture.runtime));
  OK(napi_get_reference_value(fixture.env, kept, &function));
  OK(napi_get_undefined(fixture.env, &receiver));
  ck_assert_int_eq(
      napi_call_function(fixture.env, receiver, function, 0, NULL, NULL),
      napi_pending_exception);
  OK(napi_get_and_clear_last_exception(fixture.env, &receiver));
  OK(napi_delete_reference(fixture.env, kept));
  DONE(napi_shim_runtime_leave(fixture.runtime));
  ck_assert_int_eq(held.noted, 0);
  ck_assert_double_eq(fixture_number(&fixture, "2 + 2"), 4);
}
END_TEST

START_TEST(a_swap_inside_a_callback_is_refused) {
  begin("globalThis.here = 1; addon.swap()");
  ck_assert_int_eq(held.status, napi_shim_busy);
  ck_assert_double_eq(fixture_number(&fixture, "here"), 1);
}
END_TEST

START_TEST(a_swap_with_a_scope_open_is_refused) {
  napi_callback_scope call;
  napi_value global;
  napi_handle_scope scope;
  OK(napi_open_handle_scope(fixture.env, &scope));
  ck_assert_int_eq(
      napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_adopt),
      napi_shim_busy);
  OK(napi_get_global(fixture.env, &global));
  OK(napi_open_callback_scope(fixture.env, global, NULL, &call));
  OK(napi_close_handle_scope(fixture.env, scope));
  ck_assert_int_eq(
      napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_adopt),
      napi_shim_busy);
  OK(napi_close_callback_scope(fixture.env, call));
  adopt();
}
END_TEST

START_TEST(a_swap_while_entered_or_terminated_is_refused) {
  DONE(napi_shim_runtime_enter(fixture.runtime));
  ck_assert_int_eq(
      napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_retire),
      napi_shim_busy);
  DONE(napi_shim_runtime_leave(fixture.runtime));
  adopt();
  DONE(napi_shim_runtime_terminate(fixture.runtime));
  ck_assert_int_eq(
      napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_teardown),
      napi_shim_closing);
}
END_TEST

START_TEST(a_swap_with_an_exception_pending_is_refused) {
  napi_value error;
  OK(napi_throw_error(fixture.env, NULL, "mine"));
  ck_assert_int_eq(
      napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_adopt),
      napi_shim_busy);
  OK(napi_get_and_clear_last_exception(fixture.env, &error));
  adopt();
}
END_TEST

static void swap_on_thread(void *data) {
  (void)data;
  held.status =
      napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_adopt);
}

START_TEST(a_swap_on_another_thread_is_refused) {
  uv_thread_t thread;
  ck_assert_int_eq(uv_thread_create(&thread, swap_on_thread, NULL), 0);
  uv_thread_join(&thread);
  ck_assert_int_eq(held.status, napi_shim_wrong_thread);
  ck_assert_int_eq(napi_shim_runtime_swap_realm(NULL, napi_shim_swap_adopt),
                   napi_shim_invalid_arg);
}
END_TEST

START_TEST(a_swap_while_the_runtime_closes_is_refused) {
  begin("0");
  OK(napi_add_env_cleanup_hook(held.env, swap_in_hook, NULL));
  DONE(napi_shim_runtime_close(fixture.runtime));
  ck_assert_int_eq(held.status, napi_shim_closing);
  DONE(napi_shim_runtime_open(&fixture.options, &fixture.runtime));
}
END_TEST

static Suite *make(void) {
  const TTest *const all[] = {
      work_completes_in_the_new_realm_and_settles_the_old_promise,
      a_threadsafe_function_calls_into_the_new_realm,
      what_an_old_function_throws_is_reported_once,
      hooks_wait_for_the_end_of_their_env,
      instance_data_stays_until_nothing_holds_the_env,
      strong_references_keep_and_weak_ones_do_not,
      a_wrap_goes_with_its_object,
      classes_of_two_realms_are_two_classes,
      a_function_of_the_old_realm_makes_things_of_the_new_one,
      a_typed_array_keeps_its_bytes,
      each_realm_has_a_buffer_class_of_its_own,
      microtasks_of_the_old_realm_run_before_it_goes,
      swaps_with_nothing_loaded_are_fine,
      a_function_whose_env_was_torn_down_throws,
      a_swap_inside_a_callback_is_refused,
      a_swap_with_a_scope_open_is_refused,
      a_swap_while_entered_or_terminated_is_refused,
      a_swap_with_an_exception_pending_is_refused,
      a_swap_on_another_thread_is_refused,
      a_swap_while_the_runtime_closes_is_refused,
  };
  Suite *suite = suite_create("swap");
  TCase *tests = tcase_create("swap");
  tcase_add_checked_fixture(tests, open_runtime, close_runtime);
  tcase_set_timeout(tests, 60);
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    tcase_add_test(tests, all[i]);
  suite_add_tcase(suite, tests);
  return suite;
}

int main(void) {
  return run_on_every_engine(make);
}
