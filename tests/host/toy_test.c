/* SPDX-License-Identifier: MIT */
/* An engine given as a table that lacks things on purpose: what is missing is
 * said, replaced by a generic form, or answered with an honest status. */

#define NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_NO_WARNING
#define NODE_API_EXPERIMENTAL_BASIC_ENV_OPT_OUT

#include "fixture.h"

#include <dlfcn.h>
#include <napi_shim_engine.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engines/entries.h"

static struct fixture fixture;

/* A copy of the tested engine's table, for each test to take from. */
static napi_shim_engine toy;

static void make_toy(void) {
  char path[4096];
  const char *folder = getenv("NAPI_SHIM_ENGINE_PATH");
  const napi_shim_engine *(*table)(const char **);
  const char *refusal;
  ck_assert_msg(folder != NULL, "NAPI_SHIM_ENGINE_PATH is not set");
  snprintf(path, sizeof path, "%s/libnapi-shim-%s.so", folder,
           getenv("NAPI_SHIM_ENGINE"));
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  ck_assert_msg(library != NULL, "%s", dlerror());
  *(void **)&table = dlsym(library, NAPI_SHIM_ENGINE_SYMBOL);
  ck_assert(table != NULL && table(&refusal) != NULL);
  toy = *table(&refusal);
  toy.name = "toy";
}

static napi_shim_status open_toy(void) {
  ck_assert_int_eq(uv_loop_init(&fixture.loop), 0);
  fixture.options = (napi_shim_options){.size = sizeof fixture.options,
                                        .loop = &fixture.loop,
                                        .engine_table = &toy};
  napi_shim_status status =
      napi_shim_runtime_open(&fixture.options, &fixture.runtime);
  if (status == napi_shim_ok)
    fixture.env = napi_shim_runtime_env(fixture.runtime);
  else
    ck_assert_int_eq(uv_loop_close(&fixture.loop), 0);
  return status;
}

static void refused_with(const char *text) {
  ck_assert_int_eq(open_toy(), napi_shim_engine_failed);
  ck_assert_msg(strstr(napi_shim_last_error(), text) != NULL,
                "'%s' does not say %s", napi_shim_last_error(), text);
}

START_TEST(each_required_entry_that_is_missing_is_named) {
  napi_shim_engine whole = toy;
#define WITHOUT(entry)                                                         \
  toy = whole;                                                                 \
  toy.entry = NULL;                                                            \
  refused_with(" " #entry);
  REQUIRED_ENTRIES(WITHOUT)
#undef WITHOUT
}
END_TEST

START_TEST(each_claim_without_its_entry_is_named) {
  napi_shim_engine whole = toy;
#define WITHOUT(bit, entry)                                                    \
  toy = whole;                                                                 \
  toy.capabilities |= bit;                                                     \
  toy.entry = NULL;                                                            \
  refused_with(#bit " without " #entry);
  CLAIMED_ENTRIES(WITHOUT)
#undef WITHOUT
}
END_TEST

START_TEST(another_layout_is_refused) {
  toy.abi_version++;
  refused_with("layout");
  toy.abi_version--;
  toy.size--;
  refused_with("layout");
}
END_TEST

START_TEST(a_name_without_a_library_is_refused) {
  napi_shim_options options = {.size = sizeof options, .engine = "no-such"};
  ck_assert_int_eq(napi_shim_runtime_open(&options, &fixture.runtime),
                   napi_shim_no_engine);
  ck_assert_ptr_nonnull(strstr(napi_shim_last_error(), "no-such"));
  options.engine = "../quickjs";
  ck_assert_int_eq(napi_shim_runtime_open(&options, &fixture.runtime),
                   napi_shim_no_engine);
}
END_TEST

/* Statuses as numbers, for scripts. */
static napi_value number(napi_env env, int value) {
  napi_value result;
  ck_assert_int_eq(napi_create_int32(env, value, &result), napi_ok);
  return result;
}

static napi_value argument(napi_env env, napi_callback_info info) {
  napi_value value;
  size_t argc = 1;
  napi_get_cb_info(env, info, &argc, &value, NULL, NULL);
  return value;
}

static napi_value detach(napi_env env, napi_callback_info info) {
  return number(env, napi_detach_arraybuffer(env, argument(env, info)));
}

static int released;

static void release(napi_env env, void *data, void *hint) {
  (void)env, (void)data, (void)hint;
  released++;
}

/* [1, 2, 3] of the caller's own memory. */
static napi_value external(napi_env env, napi_callback_info info) {
  static char memory[3] = {1, 2, 3};
  napi_value buffer;
  (void)info;
  ck_assert_int_eq(
      napi_create_external_arraybuffer(env, memory, 3, release, NULL, &buffer),
      napi_ok);
  return buffer;
}

static napi_value half(napi_env env, napi_callback_info info) {
  napi_value array;
  return number(env, napi_create_typedarray(env, napi_float16_array, 1,
                                            argument(env, info), 0, &array));
}

static napi_value shared(napi_env env, napi_callback_info info) {
  napi_value buffer;
  (void)info;
  return number(env, node_api_create_sharedarraybuffer(env, 8, NULL, &buffer));
}

static napi_value external_shared(napi_env env, napi_callback_info info) {
  static char memory[8];
  napi_value buffer;
  (void)info;
  return number(env, node_api_create_external_sharedarraybuffer(
                         env, memory, 8, NULL, NULL, &buffer));
}

/* As many API functions with an optional entry as there are. */
static napi_value generic(napi_env env, napi_callback_info info) {
  napi_value result, value, key, getter, promise;
  napi_deferred deferred;
  bool is = false;
  napi_value object = argument(env, info);
  napi_property_descriptor accessor = {
      "defined", NULL, NULL, NULL, NULL, number(env, 7), napi_enumerable, NULL};
#define OK(call) ck_assert_int_eq(call, napi_ok)
  OK(napi_create_array(env, &result));
  OK(napi_create_string_utf8(env, "na\xc3\xafve", NAPI_AUTO_LENGTH, &value));
  OK(napi_set_element(env, result, 0, value));
  OK(napi_create_symbol(env, value, &key));
  OK(napi_set_property(env, object, key, number(env, 5)));
  OK(napi_get_property(env, object, key, &value));
  OK(napi_set_element(env, result, 1, value));
  OK(napi_set_named_property(env, object, "named", number(env, -3)));
  OK(napi_get_named_property(env, object, "named", &value));
  OK(napi_set_element(env, result, 2, value));
  OK(napi_define_properties(env, object, 1, &accessor));
  OK(napi_get_named_property(env, object, "defined", &value));
  OK(napi_set_element(env, result, 3, value));
  OK(napi_get_prototype(env, object, &value));
  OK(napi_set_element(env, result, 4, value));
  OK(napi_get_named_property(env, value, "constructor", &getter));
  OK(napi_instanceof(env, object, getter, &is));
  ck_assert(is);
  OK(napi_create_promise(env, &deferred, &promise));
  OK(napi_resolve_deferred(env, deferred, number(env, 9)));
  OK(napi_set_element(env, result, 5, promise));
  OK(napi_get_element(env, result, 1, &value));
  OK(napi_set_element(env, result, 6, value));
#undef OK
  return result;
}

static napi_value init(napi_env env, napi_value exports) {
  define_function(env, exports, "detach", detach);
  define_function(env, exports, "external", external);
  define_function(env, exports, "half", half);
  define_function(env, exports, "shared", shared);
  define_function(env, exports, "externalShared", external_shared);
  define_function(env, exports, "generic", generic);
  return exports;
}

START_TEST(generic_forms_do_the_same) {
  toy.make_int32 = NULL;
  toy.make_string_utf8 = NULL;
  toy.make_symbol = NULL;
  toy.get_named = NULL;
  toy.set_named = NULL;
  toy.get_index = NULL;
  toy.set_index = NULL;
  toy.define_property = NULL;
  toy.get_prototype = NULL;
  toy.instance_of = NULL;
  toy.make_promise = NULL;
  toy.make_pending = NULL;
  toy.settle = NULL;
  toy.adjust_external_memory = NULL;
  toy.native_realm = NULL;
  ck_assert_int_eq(open_toy(), napi_shim_ok);
  fixture_bind(&fixture, "addon", 9, init);
  fixture_run(&fixture, "class A {}; var object = new A();"
                        "var list = addon.generic(object);"
                        "list[5].then((n) => { var_of_promise = n; });"
                        "var var_of_promise");
  ck_assert_double_eq(
      fixture_number(&fixture,
                     "[list[0] === 'na\\xefve', list[1] === 5, list[2] === -3,"
                     " list[3] === 7, list[4] === A.prototype,"
                     " var_of_promise === 9, list[6] === 5,"
                     " Object.getOwnPropertySymbols(object)[0].description"
                     "   === 'na\\xefve',"
                     " Object.keys(object).join() === 'named,defined']"
                     ".filter((is) => is).length"),
      9);
  fixture_close(&fixture);
}
END_TEST

START_TEST(capabilities_that_are_missing_are_told) {
  toy.capabilities = 0;
  toy.terminate = NULL;
  toy.detach = NULL;
  toy.make_external_arraybuffer = NULL;
  toy.make_shared_arraybuffer = NULL;
  toy.make_external_shared_arraybuffer = NULL;
  ck_assert_int_eq(open_toy(), napi_shim_ok);
  fixture_bind(&fixture, "addon", 9, init);
  ck_assert_double_eq(
      fixture_number(&fixture, "addon.detach(new ArrayBuffer(4))"),
      napi_detachable_arraybuffer_expected);
  ck_assert_double_eq(
      fixture_number(&fixture, "addon.half(new ArrayBuffer(4))"),
      napi_invalid_arg);
  ck_assert_double_eq(fixture_number(&fixture, "addon.shared()"),
                      napi_generic_failure);
  ck_assert_double_eq(fixture_number(&fixture, "addon.externalShared()"),
                      napi_no_external_buffers_allowed);

  /* The memory is copied, and given back at once. */
  released = 0;
  ck_assert_double_eq(
      fixture_number(&fixture, "new Uint8Array(addon.external())[2]"), 3);
  uv_run(&fixture.loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(released, 1);

  ck_assert_int_eq(
      napi_shim_runtime_swap_realm(fixture.runtime, napi_shim_swap_adopt),
      napi_shim_unsupported);
  ck_assert_ptr_nonnull(strstr(napi_shim_last_error(), "toy"));
  ck_assert_int_eq(napi_shim_runtime_terminate(fixture.runtime),
                   napi_shim_unsupported);
  ck_assert_ptr_nonnull(strstr(napi_shim_last_error(), "toy"));
  fixture_close(&fixture);
}
END_TEST

/* The tested engine, as if its VM were the host's. */
static napi_shim_engine whole_engine;
static int entered;

static napi_shim_engine_status
open_as_if_attached(const napi_shim_vm_options *options,
                    const napi_shim_core *core, void *runtime,
                    napi_shim_vm **result) {
  napi_shim_vm_options own = *options;
  own.native_vm = NULL;
  return whole_engine.vm_open(&own, core, runtime, result);
}

static void count_enter(napi_shim_vm *vm) {
  entered++;
  whole_engine.vm_enter(vm);
}

static void count_leave(napi_shim_vm *vm) {
  entered--;
  whole_engine.vm_leave(vm);
}

static napi_env noted_env;

static napi_value note_env(napi_env env, napi_value exports) {
  noted_env = env;
  return exports;
}

static void attach_toy(void) {
  whole_engine = toy;
  toy.vm_open = open_as_if_attached;
  toy.vm_enter = count_enter;
  toy.vm_leave = count_leave;
  ck_assert_int_eq(uv_loop_init(&fixture.loop), 0);
  fixture.options = (napi_shim_options){.size = sizeof fixture.options,
                                        .loop = &fixture.loop,
                                        .native_vm = &fixture,
                                        .engine_table = &toy};
  ck_assert_int_eq(napi_shim_runtime_open(&fixture.options, &fixture.runtime),
                   napi_shim_ok);
  fixture.env = napi_shim_runtime_env(fixture.runtime);
}

START_TEST(callbacks_of_an_addon_hold_an_attached_vm) {
  napi_handle_scope outer;
  napi_escapable_handle_scope inner;
  napi_value value;
  attach_toy();
  fixture_bind(&fixture, "addon", 8, note_env);
  ck_assert_int_eq(entered, 0);
  /* As libuv would call: nobody has entered anything. */
  ck_assert_int_eq(napi_open_handle_scope(noted_env, &outer), napi_ok);
  ck_assert_int_gt(entered, 0);
  ck_assert_int_eq(napi_open_escapable_handle_scope(noted_env, &inner),
                   napi_ok);
  ck_assert_int_eq(napi_create_object(noted_env, &value), napi_ok);
  ck_assert_int_eq(napi_escape_handle(noted_env, inner, value, &value),
                   napi_ok);
  ck_assert_int_eq(napi_close_escapable_handle_scope(noted_env, inner),
                   napi_ok);
  ck_assert_int_gt(entered, 0);
  ck_assert_int_eq(napi_close_handle_scope(noted_env, outer), napi_ok);
  ck_assert_int_eq(entered, 0);
  fixture_close(&fixture);
  ck_assert_int_eq(entered, 0);
}
END_TEST

static Suite *make_suite(void) {
  Suite *suite = suite_create("toy");
  TCase *tests = tcase_create("toy");
  tcase_add_checked_fixture(tests, make_toy, NULL);
  tcase_add_test(tests, each_required_entry_that_is_missing_is_named);
  tcase_add_test(tests, each_claim_without_its_entry_is_named);
  tcase_add_test(tests, another_layout_is_refused);
  tcase_add_test(tests, a_name_without_a_library_is_refused);
  tcase_add_test(tests, generic_forms_do_the_same);
  tcase_add_test(tests, capabilities_that_are_missing_are_told);
  tcase_add_test(tests, callbacks_of_an_addon_hold_an_attached_vm);
  tcase_set_timeout(tests, 60);
  suite_add_tcase(suite, tests);
  return suite;
}

int main(void) {
  return run_on_every_engine(make_suite);
}
