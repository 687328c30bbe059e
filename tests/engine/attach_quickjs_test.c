/* SPDX-License-Identifier: MIT */
/* The QuickJS backend on a runtime that somebody else made and goes on using.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../engines/quickjs/flavour.h"
#include "napi_shim_engine.h"

__attribute__((visibility("default"))) const napi_shim_engine *
napi_shim_engine_table(const char **refusal);

static const napi_shim_engine *engine;
static JSRuntime *rt;
static JSContext *ctx;
static int interrupts, rejections, invoked;
static int function_drops, record_drops;

static napi_shim_engine_status
invoke(void *function, const napi_shim_call *call, napi_shim_slot *result) {
  (void)function, (void)call;
  JSValue value = JS_MKVAL(JS_TAG_INT, 42);
  memcpy(result, &value, sizeof value);
  invoked++;
  return napi_shim_engine_ok;
}

static void function_dropped(void *function) {
  (void)function;
  function_drops++;
}

static void record_dropped(void *record) {
  (void)record;
  record_drops++;
}

static void promise_rejection(void *runtime, const napi_shim_slot *promise,
                              const napi_shim_slot *reason, bool handled) {
  (void)runtime, (void)promise, (void)reason, (void)handled;
  ck_abort_msg("the host tells rejections itself");
}

static const napi_shim_core core = {.invoke = invoke,
                                    .function_dropped = function_dropped,
                                    .record_dropped = record_dropped,
                                    .promise_rejection = promise_rejection};

static int host_interrupt(JSRuntime *runtime, void *opaque) {
  (void)runtime;
  return ++*(int *)opaque > 3;
}

static void host_rejection(JSContext *context, JSValueConst promise,
                           JSValueConst reason, flavour_bool handled,
                           void *opaque) {
  (void)context, (void)promise, (void)reason, (void)handled;
  ++*(int *)opaque;
}

static void open_host(void) {
  const char *refusal = NULL;
  engine = napi_shim_engine_table(&refusal);
  ck_assert_ptr_nonnull(engine);
  rt = JS_NewRuntime();
  ctx = JS_NewContext(rt);
  interrupts = rejections = invoked = function_drops = record_drops = 0;
  JS_SetRuntimeOpaque(rt, &interrupts);
  JS_SetContextOpaque(ctx, &rejections);
  JS_SetHostPromiseRejectionTracker(rt, host_rejection, &rejections);
}

static void close_host(void) {
  JS_FreeContext(ctx);
  JS_RunGC(rt);
  JS_RunGC(rt);
  JS_FreeRuntime(rt);
}

struct guest {
  napi_shim_vm *vm;
  napi_shim_realm *realm;
};

static struct guest join(void) {
  struct guest guest;
  napi_shim_vm_options options = {.native_vm = rt};
  ck_assert_int_eq(engine->vm_open(&options, &core, &guest, &guest.vm), 0);
  engine->vm_enter(guest.vm);
  ck_assert_int_eq(engine->realm_open(guest.vm, ctx, &guest.realm), 0);
  engine->vm_leave(guest.vm);
  return guest;
}

static void leave(struct guest *guest) {
  engine->vm_enter(guest->vm);
  engine->realm_close(guest->realm);
  engine->vm_leave(guest->vm);
  engine->vm_close(guest->vm);
}

static napi_shim_slot as_slot(JSValueConst value) {
  napi_shim_slot slot;
  memcpy(&slot, &value, sizeof slot);
  return slot;
}

static JSValue run(const char *source) {
  JSValue value =
      JS_Eval(ctx, source, strlen(source), "host.js", JS_EVAL_TYPE_GLOBAL);
  if (JS_IsException(value)) {
    JSValue error = JS_GetException(ctx);
    const char *text = JS_ToCString(ctx, error);
    ck_abort_msg("%s: %s", source, text);
  }
  return value;
}

static void holds(const char *source) {
  JSValue value = run(source);
  ck_assert_msg(JS_VALUE_GET_TAG(value) == JS_TAG_BOOL &&
                    JS_VALUE_GET_BOOL(value),
                "%s", source);
}

static void give_function(struct guest *guest, const char *name) {
  napi_shim_slot function, global;
  static int data;
  ck_assert_int_eq(
      engine->make_function(guest->realm, name, strlen(name), &data, &function),
      0);
  engine->realm_global(guest->realm, &global);
  ck_assert_int_eq(
      engine->set_named(guest->realm, &global, name, strlen(name), &function),
      0);
  engine->release(guest->vm, &function, 1);
  engine->release(guest->vm, &global, 1);
}

static void *attach(struct guest *guest, const char *source) {
  static int record;
  void *weak = NULL;
  JSValue object = run(source);
  napi_shim_slot slot = as_slot(object);
  ck_assert_int_eq(engine->attach_record(guest->realm, &slot, &record, &weak),
                   0);
  ck_assert_ptr_eq(engine->get_record(guest->realm, &slot), &record);
  JS_FreeValue(ctx, object);
  return weak;
}

START_TEST(nothing_of_the_hosts_is_touched) {
  struct guest guest = join();
  ck_assert_ptr_eq(JS_GetRuntimeOpaque(rt), &interrupts);
  ck_assert_ptr_eq(JS_GetContextOpaque(ctx), &rejections);
  JS_FreeValue(ctx, run("Promise.reject(1); 0"));
  ck_assert_int_eq(rejections, 1);
  JS_SetInterruptHandler(rt, host_interrupt, &interrupts);
  JSValue value = JS_Eval(ctx, "for (;;);", 9, "x", JS_EVAL_TYPE_GLOBAL);
  ck_assert(JS_IsException(value));
  JS_FreeValue(ctx, JS_GetException(ctx));
  ck_assert_int_gt(interrupts, 3);
  JS_SetInterruptHandler(rt, NULL, NULL);
  holds("Reflect.ownKeys(globalThis).every((k) => typeof k === 'symbol' || "
        "!/napi|shim|stamp/i.test(k))");
  leave(&guest);
  ck_assert_ptr_eq(JS_GetRuntimeOpaque(rt), &interrupts);
  holds("[1].map((x) => x)[0] === 1");
}
END_TEST

START_TEST(the_host_calls_native_functions) {
  struct guest guest = join();
  give_function(&guest, "f");
  holds("f() === 42 && new f() instanceof f");
  ck_assert_int_eq(invoked, 2);
  leave(&guest);
  ck_assert_int_eq(function_drops, 1);
}
END_TEST

START_TEST(a_function_that_is_left_over_throws) {
  struct guest guest = join();
  give_function(&guest, "f");
  JS_FreeValue(ctx, run("globalThis.i = new f()"));
  leave(&guest);
  ck_assert_int_eq(function_drops, 1);
  holds("{ let e; try { f() } catch (x) { e = x } e instanceof TypeError }");
  holds("{ let e; try { new f() } catch (x) { e = x } "
        "e instanceof TypeError }");
  ck_assert_int_eq(invoked, 1);
  JS_FreeValue(ctx, run("f = i = null"));
  JS_RunGC(rt);
  ck_assert_int_eq(function_drops, 1);
}
END_TEST

START_TEST(a_function_that_is_left_over_has_its_prototype) {
  struct guest guest = join();
  give_function(&guest, "f");
  give_function(&guest, "g");
  give_function(&guest, "h");
  JS_FreeValue(ctx, run("globalThis.p = g.prototype; Object.freeze(h); 0"));
  leave(&guest);
  ck_assert_int_eq(function_drops, 3);
  holds("[f, g, h].every((x) => x.prototype.constructor === x && "
        "Reflect.ownKeys(x).join() === 'length,name,prototype')");
  holds("g.prototype === p && Reflect.set(f, 'prototype', p) && "
        "f.prototype === p && !Reflect.set(h, 'prototype', p)");
  JS_FreeValue(ctx, run("f = g = h = p = null"));
  JS_RunGC(rt);
}
END_TEST

static const char *const objects[] = {
    "globalThis.a = {}",
    "globalThis.b = Object.freeze({})",
    "globalThis.c = new Proxy([], {})",
    "globalThis.d = new f()",
    "globalThis.e = f",
    "{ const o = {}; o.o = o; Object.freeze(o) }"};

enum { object_count = sizeof objects / sizeof *objects };

START_TEST(records_of_living_objects_are_dropped_at_the_end) {
  struct guest guest = join();
  give_function(&guest, "f");
  for (int i = 0; i < object_count; i++)
    attach(&guest, objects[i]);
  ck_assert_int_eq(record_drops, 0);
  leave(&guest);
  ck_assert_int_eq(record_drops, object_count);
  JS_FreeValue(ctx, run("a = b = c = d = e = f = null"));
  JS_RunGC(rt);
  ck_assert_int_eq(record_drops, object_count);
}
END_TEST

START_TEST(a_second_guest_starts_afresh) {
  for (int round = 1; round <= 5; round++) {
    struct guest guest = join();
    if (round == 1)
      give_function(&guest, "f");
    for (int i = 0; i < object_count && round == 1; i++)
      attach(&guest, objects[i]);
    if (round > 1) {
      const char *const same[] = {"a", "b", "c", "d", "e"};
      for (int i = 0; i < 5; i++) {
        JSValue object = run(same[i]);
        napi_shim_slot slot = as_slot(object);
        ck_assert_ptr_null(engine->get_record(guest.realm, &slot));
        JS_FreeValue(ctx, object);
        attach(&guest, same[i]);
      }
    }
    leave(&guest);
  }
  ck_assert_int_eq(record_drops, object_count + 4 * 5);
  ck_assert_int_eq(function_drops, 1);
}
END_TEST

START_TEST(two_guests_do_not_see_each_other) {
  struct guest one = join(), two = join();
  give_function(&one, "f");
  give_function(&two, "g");
  attach(&one, "globalThis.a = {}");
  attach(&two, "a");
  attach(&one, "globalThis.d = new f()");
  attach(&two, "d");
  attach(&one, "f");
  attach(&two, "f");
  holds("f() === 42 && g() === 42");
  leave(&one);
  ck_assert_int_eq(record_drops, 3);
  holds("g() === 42");
  JSValue object = run("d");
  napi_shim_slot slot = as_slot(object);
  ck_assert_ptr_nonnull(engine->get_record(two.realm, &slot));
  JS_FreeValue(ctx, object);
  leave(&two);
  ck_assert_int_eq(record_drops, 6);
  ck_assert_int_eq(function_drops, 2);
}
END_TEST

START_TEST(the_hosts_context_may_go_first) {
  struct guest guest = join();
  give_function(&guest, "f");
  attach(&guest, "globalThis.a = Object.freeze({f})");
  JSContext *mine = ctx;
  ctx = JS_NewContext(rt);
  JS_FreeContext(mine);
  leave(&guest);
  JS_RunGC(rt);
  ck_assert_int_eq(function_drops, 1);
  ck_assert_int_eq(record_drops, 1);
}
END_TEST

static int64_t blocks_of(JSRuntime *runtime) {
  JSMemoryUsage usage;
  JS_ComputeMemoryUsage(runtime, &usage);
  return usage.malloc_count;
}

/* Each allocation of the engine on the way fails once, in a VM of its own. */
START_TEST(own_bytes_without_memory) {
  struct guest own;
  napi_shim_vm_options options = {0};
  ck_assert_int_eq(engine->vm_open(&options, &core, &own, &own.vm), 0);
  engine->vm_enter(own.vm);
  ck_assert_int_eq(engine->realm_open(own.vm, NULL, &own.realm), 0);
  JSContext *context = engine->native_realm(own.realm);
  JSRuntime *runtime = JS_GetRuntime(context);
  JSValue like = JS_Eval(context, "(class extends Uint8Array {})", 29, "like",
                         JS_EVAL_TYPE_GLOBAL);
  napi_shim_slot constructor = as_slot(like), view, thrown;
  void *data = NULL;
  int failures = 0;
  napi_shim_engine_status status;
  JS_RunGC(runtime);
  do {
    JSMemoryUsage usage;
    JS_ComputeMemoryUsage(runtime, &usage);
    JS_SetMemoryLimit(runtime, (size_t)usage.malloc_size + 40 * failures);
    status = engine->make_own_bytes(
        own.realm, 100, failures % 2 ? &constructor : NULL, &data, &view);
    JS_SetMemoryLimit(runtime, 0);
    if (status == napi_shim_engine_unsupported)
      break;
    if (status == napi_shim_engine_exception) {
      engine->take_exception(own.realm, &thrown);
      engine->release(own.vm, &thrown, 1);
    }
    if (status != napi_shim_engine_ok)
      ck_assert_int_eq(blocks_of(runtime), usage.malloc_count);
    failures++;
  } while (status != napi_shim_engine_ok);
  if (status == napi_shim_engine_ok) {
    ck_assert_int_gt(failures, 5);
    memset(data, 1, 100);
    engine->release(own.vm, &view, 1);
  }
  JS_FreeValue(context, like);
  engine->realm_close(own.realm);
  engine->vm_leave(own.vm);
  engine->vm_close(own.vm);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("attach");
  TCase *topic = tcase_create("attach");
  tcase_add_checked_fixture(topic, open_host, close_host);
  tcase_add_test(topic, nothing_of_the_hosts_is_touched);
  tcase_add_test(topic, the_host_calls_native_functions);
  tcase_add_test(topic, a_function_that_is_left_over_throws);
  tcase_add_test(topic, a_function_that_is_left_over_has_its_prototype);
  tcase_add_test(topic, records_of_living_objects_are_dropped_at_the_end);
  tcase_add_test(topic, a_second_guest_starts_afresh);
  tcase_add_test(topic, two_guests_do_not_see_each_other);
  tcase_add_test(topic, the_hosts_context_may_go_first);
  tcase_add_test(topic, own_bytes_without_memory);
  suite_add_tcase(suite, topic);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
