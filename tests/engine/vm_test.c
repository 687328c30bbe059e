/* SPDX-License-Identifier: MIT */
/* VMs, realms, threads, termination. */

#include "engine_test.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static status nothing(struct world *world, struct function *self,
                      const napi_shim_call *call, slot *result) {
  (void)world, (void)self, (void)call;
  engine->make_undefined(w->realm, result);
  return napi_shim_engine_ok;
}

START_TEST(the_table_is_complete) {
  ck_assert_uint_eq(engine->abi_version, NAPI_SHIM_ENGINE_ABI);
  ck_assert_uint_eq(engine->size, sizeof *engine);
  ck_assert_ptr_nonnull(engine->name);
  ck_assert_uint_gt(strlen(engine->version()), 0);
  if (engine->native_realm)
    ck_assert_ptr_nonnull(engine->native_realm(w->realm));
}
END_TEST

START_TEST(entering_nests) {
  engine->vm_enter(w->vm);
  engine->vm_enter(w->vm);
  holds("1 + 1 === 2");
  engine->vm_leave(w->vm);
  engine->vm_leave(w->vm);
  engine->vm_leave(w->vm);
  engine->vm_enter(w->vm);
  holds("1 + 1 === 2");
}
END_TEST

START_TEST(a_retained_slot_is_a_second_owner) {
  slot *value = run("({a: 1})"), copy;
  engine->retain(w->vm, value, &copy);
  slot *second = root();
  *second = copy;
  slot *third = root();
  ok(engine->get(w->realm, second, make_string("a"), third));
  ck_assert_str_eq(text(third), "1");
}
END_TEST

/* Runs `body` with a second realm as the current one. */
static napi_shim_realm *open_second(void) {
  napi_shim_realm *second;
  ok(engine->realm_open(w->vm, NULL, &second));
  return second;
}

START_TEST(realms_share_objects_and_have_their_own_globals) {
  CAPABLE(napi_shim_can_several_realms);
  napi_shim_realm *first = w->realm, *second = open_second();
  slot *object = run("globalThis.who = 1; ({who: () => who, list: [1]})");
  w->realm = second;
  run("globalThis.who = 2");
  set_global("o", object);
  holds("who === 2 && o.who() === 1 && Array.isArray(o.list) && "
        "!(o.list instanceof Array)");
  w->realm = first;
  holds("who === 1");
  size_t mark = w->count;
  w->realm = second;
  run("o = null");
  cut(mark);
  w->realm = first;
  engine->realm_close(second);
}
END_TEST

START_TEST(what_a_closed_realm_leaves_goes_on) {
  CAPABLE(napi_shim_can_several_realms);
  static struct record records[3];
  static struct function f = {.callback = nothing};
  napi_shim_realm *first = w->realm, *second = open_second();
  size_t mark = w->count;
  w->realm = second;
  set_global("f", make_function(&f, "f"));
  for (int i = 0; i < 3; i++)
    records[i] = (struct record){0};
  slot *object = run("globalThis.mine = 7; ({get: () => mine, f, "
                     "z: Object.freeze({})})");
  slot *frozen = root();
  ok(engine->get(second, object, make_string("z"), frozen));
  attach(object, &records[0]);
  attach(frozen, &records[1]);
  w->realm = first;
  engine->realm_close(second);
  collect();
  set_global("o", object);
  holds("o.get() === 7 && o.f() === undefined && new o.f() instanceof o.f");
  ck_assert_ptr_eq(engine->get_record(first, object), &records[0]);
  ck_assert_ptr_eq(engine->get_record(first, frozen), &records[1]);
  ck_assert(weak_alive(&records[0]) && weak_alive(&records[1]));
  attach(run("Object.freeze({})"), &records[2]);
  ck_assert_int_eq(f.drops, 0);
  run("o = null");
  cut(mark);
  world_close(w);
  ck_assert_int_eq(f.drops, 1);
  for (int i = 0; i < 3; i++)
    ck_assert_int_eq(records[i].drops, 1);
  w = world_open();
}
END_TEST

START_TEST(realms_come_and_go) {
  CAPABLE(napi_shim_can_several_realms);
  napi_shim_realm *first = w->realm;
  for (int i = 0; i < 50; i++) {
    size_t mark = w->count;
    w->realm = open_second();
    holds("[1, 2].map((x) => x * 2).join() === '2,4'");
    cut(mark);
    engine->realm_close(w->realm);
    w->realm = first;
  }
  collect();
}
END_TEST

static void *terminate_soon(void *vm) {
  usleep(50000);
  engine->terminate(vm);
  return NULL;
}

/* In place of the fixture's world: one that can be stopped. */
static void open_terminable(void) {
  napi_shim_vm_options options = {.terminable = true};
  world_close(w);
  w = world_open_with(&options);
}

START_TEST(termination_unwinds_what_cannot_be_caught) {
  CAPABLE(napi_shim_can_terminate);
  open_terminable();
  pthread_t thread;
  ck_assert_int_eq(pthread_create(&thread, NULL, terminate_soon, w->vm), 0);
  status done = try_run("globalThis.caught = 0; for (;;) try { for (;;); } "
                        "catch (e) { caught++ } finally { caught++ }",
                        NULL);
  ck_assert_int_eq(done, napi_shim_engine_terminated);
  pthread_join(thread, NULL);
  cut(0);
}
END_TEST

static status run_source(struct world *world, struct function *self,
                         const napi_shim_call *call, slot *result) {
  const char *source = self->data;
  slot *value = root();
  (void)world, (void)call;
  status done =
      engine->evaluate(w->realm, source, strlen(source), "inner.js", value);
  if (done == napi_shim_engine_exception)
    engine->take_exception(w->realm, value);
  if (done != napi_shim_engine_terminated)
    engine->retain(w->vm, value, result);
  return done;
}

START_TEST(termination_unwinds_through_native_frames) {
  CAPABLE(napi_shim_can_terminate);
  open_terminable();
  pthread_t thread;
  static struct function f = {.callback = run_source, .data = "for (;;);"};
  set_global("f", make_function(&f, "f"));
  ck_assert_int_eq(pthread_create(&thread, NULL, terminate_soon, w->vm), 0);
  status done =
      try_run("try { f() } catch (e) { } finally { for (;;); }", NULL);
  ck_assert_int_eq(done, napi_shim_engine_terminated);
  pthread_join(thread, NULL);
  cut(0);
}
END_TEST

/* A world of its own on a thread of its own; `argument` is where its count of
 * finished rounds goes. */
static void *work(void *argument) {
  struct record *records = calloc(20, sizeof *records);
  struct function f = {.callback = nothing};
  w = world_open();
  set_global("f", make_function(&f, "f"));
  for (int round = 0; round < 20; round++) {
    size_t mark = w->count;
    slot *object = run(round % 2 ? "({})" : "Object.freeze([f])");
    attach(object, &records[round]);
    holds("{ let s = 0; for (let i = 0; i < 5000; i++) { f(i); "
          "s += [i].length } s === 5000 }");
    ck_assert_ptr_eq(engine->get_record(w->realm, object), &records[round]);
    cut(mark);
    collect();
    ++*(int *)argument;
  }
  world_close(w);
  for (int round = 0; round < 20; round++)
    ck_assert_int_eq(records[round].drops, 1);
  ck_assert_int_eq(f.calls, 20 * 5000);
  ck_assert_int_eq(f.drops, 1);
  free(records);
  return NULL;
}

START_TEST(vms_on_several_threads_do_not_meet) {
  pthread_t threads[3];
  int rounds[3] = {0};
  for (int i = 0; i < 3; i++)
    ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &rounds[i]), 0);
  holds("{ let s = 0; for (let i = 0; i < 100000; i++) s += i; s > 0 }");
  for (int i = 0; i < 3; i++) {
    pthread_join(threads[i], NULL);
    ck_assert_int_eq(rounds[i], 20);
  }
}
END_TEST

START_TEST(calls_in_a_row_are_as_others) {
  for (int i = 0; i < 3; i++) {
    if (engine->row_begins != NULL)
      engine->row_begins(w->vm);
    run("globalThis.done = 0; Promise.resolve().then(() => done++)");
    holds("done === 0");
    ok(engine->run_microtasks(w->realm));
    holds("done === 1");
    holds("{ let e; try { null.x } catch (x) { e = x } "
          "e instanceof TypeError && !/napi|row/.test(e.stack) }");
    holds("{ let e; function deep() { return 1 + deep() } "
          "try { deep() } catch (x) { e = x } e instanceof Error }");
    engine->collect_garbage(w->vm);
    holds("new Date(2020, 1, 2, 3).getHours() === 3");
    if (engine->row_ends != NULL)
      engine->row_ends(w->vm);
    holds("new Date(2020, 1, 2, 3).getHours() === 3");
  }
}
END_TEST

static void *use_elsewhere(void *world) {
  w = world;
  engine->vm_enter(w->vm);
  holds("[1, 2, 3].map((x) => x * x).join() === '1,4,9'");
  holds("{ let e; function deep() { return 1 + deep() } "
        "try { deep() } catch (x) { e = x } e instanceof Error }");
  engine->vm_leave(w->vm);
  return NULL;
}

START_TEST(a_vm_can_move_to_another_thread) {
  pthread_t thread;
  engine->vm_leave(w->vm);
  ck_assert_int_eq(pthread_create(&thread, NULL, use_elsewhere, w), 0);
  pthread_join(thread, NULL);
  engine->vm_enter(w->vm);
  holds("1 + 1 === 2");
}
END_TEST

START_TEST(a_second_vm_on_the_thread_is_separate) {
  static struct record record = {0};
  run("globalThis.who = 1");
  struct world *first = w, *second = world_open();
  w = second;
  holds("typeof who === 'undefined'");
  attach(run("globalThis.o = {}"), &record);
  engine->vm_leave(second->vm);
  w = first;
  holds("who === 1");
  engine->vm_enter(second->vm);
  world_close(second);
  ck_assert_int_eq(record.drops, 1);
  holds("who === 1");
}
END_TEST

/* Without the fixture: an engine may ask that the first VM of the process says
 * how large its stack is. */
START_TEST(a_small_stack_is_a_small_stack) {
  napi_shim_vm_options options = {.stack_size = 128 * 1024};
  double depth = 0;
  w = world_open_with(&options);
  engine->get_number(w->realm,
                     run("globalThis.depth = 0; function deep() { depth++; "
                         "return 1 + deep() } try { deep() } catch (e) {} "
                         "depth"),
                     &depth);
  ck_assert(depth > 20);
  ck_assert(depth < 5000);
  world_close(w);
}
END_TEST

START_TEST(external_memory_may_be_reported) {
  OPTIONAL(adjust_external_memory);
  engine->adjust_external_memory(w->vm, 1 << 30);
  holds("Array(1000).fill().map(() => ({})).length === 1000");
  engine->adjust_external_memory(w->vm, -(1 << 30));
  engine->adjust_external_memory(w->vm, -5);
  holds("Array(1000).fill().map(() => ({})).length === 1000");
}
END_TEST

START_TEST(much_garbage_is_collected) {
  static struct record records[2000];
  int drops = 0;
  for (int i = 0; i < 2000; i++) {
    size_t mark = w->count;
    records[i] = (struct record){0};
    attach(run("{ const o = {a: [1, 2, 3]}; o.o = o; o }"), &records[i]);
    cut(mark);
  }
  collect();
  for (int i = 0; i < 2000; i++)
    drops += records[i].drops;
  ck_assert_int_gt(drops, 1900);
}
END_TEST

TCase *stack_tests(void) {
  TCase *topic = tcase_create("stack");
  tcase_add_test(topic, a_small_stack_is_a_small_stack);
  return topic;
}

TCase *vm_tests(void) {
  TCase *topic = tcase_create("vm");
  tcase_add_test(topic, the_table_is_complete);
  tcase_add_test(topic, entering_nests);
  tcase_add_test(topic, a_retained_slot_is_a_second_owner);
  tcase_add_test(topic, realms_share_objects_and_have_their_own_globals);
  tcase_add_test(topic, what_a_closed_realm_leaves_goes_on);
  tcase_add_test(topic, realms_come_and_go);
  tcase_add_test(topic, termination_unwinds_what_cannot_be_caught);
  tcase_add_test(topic, termination_unwinds_through_native_frames);
  tcase_add_test(topic, vms_on_several_threads_do_not_meet);
  tcase_add_test(topic, calls_in_a_row_are_as_others);
  tcase_add_test(topic, a_vm_can_move_to_another_thread);
  tcase_add_test(topic, a_second_vm_on_the_thread_is_separate);
  tcase_add_test(topic, external_memory_may_be_reported);
  tcase_add_test(topic, much_garbage_is_collected);
  return topic;
}
