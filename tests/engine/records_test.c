/* SPDX-License-Identifier: MIT */
/* Hidden records, weak handles, externals. */

#include "engine_test.h"

#include <stdio.h>

static status nothing(struct world *world, struct function *self,
                      const napi_shim_call *call, slot *result) {
  (void)world, (void)self, (void)call;
  engine->make_undefined(w->realm, result);
  return napi_shim_engine_ok;
}

/* Every kind of object that a wrap may meet. */
static const char *const kinds[] = {
    "({})",
    "Object.create(null)",
    "Object.freeze({a: 1})",
    "Object.seal([1])",
    "Object.preventExtensions(new Map)",
    "[]",
    "[1, 2, 3]",
    "Object.freeze([1, 2])",
    "() => 1",
    "(function () {})",
    "(class A {})",
    "Object.freeze(function () {})",
    "Math.max",
    "(function () {}).bind()",
    "(async function* () {})",
    "(function () { return arguments })(1, 2)",
    "new Error('x')",
    "new Date",
    "/x/g",
    "new Map",
    "new WeakMap",
    "new String('abc')",
    "Object(Symbol())",
    "Promise.resolve(1)",
    "new ArrayBuffer(8)",
    "new Uint8Array(8)",
    "Object.preventExtensions(new Uint8Array(8))",
    "new DataView(new ArrayBuffer(8))",
    "new Proxy({}, {})",
    "Object.freeze(new Proxy({}, {}))",
    "Proxy.revocable({}, {}).proxy",
    "new Proxy(() => 1, {})",
    ("(() => { const r = Proxy.revocable({}, {}); r.revoke(); return r.proxy "
     "})()"),
    "new Proxy({}, new Proxy({}, {get() { throw 'trap' }}))",
    "globalThis",
    "JSON",
    "f",
    "Object.freeze(new f)",
    "new f",
    "new (class extends f {})",
};

enum { kind_count = sizeof kinds / sizeof *kinds };

static struct function native = {.callback = nothing};

START_TEST(a_record_is_found_on_its_object_only) {
  static struct record records[kind_count];
  slot *objects[kind_count];
  size_t mark = w->count;
  set_global("f", make_function(&native, "f"));
  for (size_t i = 0; i < kind_count; i++) {
    objects[i] = run(kinds[i]);
    ck_assert_msg(!engine->get_record(w->realm, objects[i]), "%s", kinds[i]);
    records[i] = (struct record){0};
    attach(objects[i], &records[i]);
  }
  slot *plain = make_object();
  for (size_t i = 0; i < kind_count; i++) {
    slot *alive = root();
    ck_assert_msg(engine->get_record(w->realm, objects[i]) == &records[i], "%s",
                  kinds[i]);
    ck_assert(engine->weak_get(w->vm, records[i].weak, alive));
    ck_assert(engine->strict_equals(w->realm, alive, objects[i]));
    ck_assert_ptr_null(engine->get_record(w->realm, plain));
  }
  cut(mark);
  collect();
  for (size_t i = 0; i < kind_count; i++)
    ck_assert_int_le(records[i].drops, 1);
  world_close(w);
  for (size_t i = 0; i < kind_count; i++)
    ck_assert_msg(records[i].drops == 1, "%s: %d", kinds[i], records[i].drops);
  w = world_open();
}
END_TEST

START_TEST(a_dead_object_drops_its_record_once) {
  static struct record records[kind_count];
  for (size_t i = 0; i < kind_count; i++) {
    /* These stay alive whatever we do. */
    if (strcmp(kinds[i], "globalThis") == 0 || strcmp(kinds[i], "JSON") == 0 ||
        strcmp(kinds[i], "Math.max") == 0 || strcmp(kinds[i], "f") == 0)
      continue;
    size_t mark = w->count;
    set_global("f", make_function(&native, "f"));
    records[i] = (struct record){0};
    attach(run(kinds[i]), &records[i]);
    ck_assert(weak_alive(&records[i]));
    cut(mark);
    /* A collector that reads the C stack may see an old value there. */
    for (int tries = 0; tries < 10 && !records[i].drops; tries++) {
      run("(function deep(n) { return n ? [deep(n - 1)] : [] })(50)");
      cut(mark);
      collect();
    }
    ck_assert_msg(records[i].drops == 1, "%s: %d", kinds[i], records[i].drops);
  }
}
END_TEST

START_TEST(a_record_is_not_seen_through_the_prototype) {
  static struct record record = {0};
  set_global("f", make_function(&native, "f"));
  attach(run("globalThis.o = {}"), &record);
  ck_assert_ptr_null(engine->get_record(w->realm, run("Object.create(o)")));
  ck_assert_ptr_null(engine->get_record(w->realm, run("new Proxy(o, {})")));
  ck_assert_ptr_null(engine->get_record(w->realm, run("({...o})")));
  ck_assert_ptr_null(engine->get_record(w->realm, run("Object.assign({}, o)")));
  world_close(w);
  ck_assert_int_eq(record.drops, 1);
  w = world_open();
}
END_TEST

START_TEST(a_record_is_invisible_to_scripts) {
  static struct record records[4];
  set_global("f", make_function(&native, "f"));
  attach(run("globalThis.o = {a: 1}"), &records[0]);
  attach(run("globalThis.z = Object.freeze([1])"), &records[1]);
  attach(run("globalThis.t = new Uint8Array(2)"), &records[2]);
  attach(run("globalThis.i = new f"), &records[3]);
  holds("Reflect.ownKeys(o).join() === 'a' && JSON.stringify(o) === "
        "'{\"a\":1}' && Object.isExtensible(o)");
  holds("Reflect.ownKeys(z).join() === '0,length' && Object.isFrozen(z)");
  holds("Reflect.ownKeys(t).join() === '0,1'");
  holds("Reflect.ownKeys(i).length === 0");
  holds("{ const k = []; for (const x in o) k.push(x); k.join() === 'a' }");
  holds("Object.isFrozen(Object.freeze(o)) && Object.isFrozen("
        "Object.freeze(i))");
  holds("Object.getOwnPropertySymbols(o).length === 0 && "
        "Object.entries(Object.getOwnPropertyDescriptors(o)).length === 1");
  ck_assert_ptr_eq(engine->get_record(w->realm, global("o")), &records[0]);
  ck_assert_ptr_eq(engine->get_record(w->realm, global("i")), &records[3]);
  world_close(w);
  w = world_open();
}
END_TEST

START_TEST(attaching_asks_no_trap) {
  static struct record record = {0};
  set_global("f", make_function(&native, "f"));
  attach(run("globalThis.asked = []; globalThis.p = new Proxy({}, new Proxy("
             "{}, {get(t, k) { asked.push(k); throw k }}))"),
         &record);
  ck_assert_ptr_eq(engine->get_record(w->realm, global("p")), &record);
  holds("asked.length === 0");
  world_close(w);
  w = world_open();
}
END_TEST

START_TEST(attaching_needs_nothing_that_scripts_can_change) {
  static struct record records[3];
  run("WeakMap.prototype.set = WeakMap.prototype.get = WeakRef.prototype.deref"
      " = () => { throw 'used' }; globalThis.WeakMap = globalThis.WeakRef = "
      "globalThis.Object2 = null; Object.freeze(Object.prototype)");
  attach(run("globalThis.a = {}"), &records[0]);
  attach(run("globalThis.b = Object.freeze({})"), &records[1]);
  attach(run("globalThis.c = new Proxy({}, {})"), &records[2]);
  ck_assert_ptr_eq(engine->get_record(w->realm, global("a")), &records[0]);
  ck_assert_ptr_eq(engine->get_record(w->realm, global("b")), &records[1]);
  ck_assert_ptr_eq(engine->get_record(w->realm, global("c")), &records[2]);
  ck_assert(weak_alive(&records[1]));
  world_close(w);
  w = world_open();
}
END_TEST

static void dies_in_a_cycle(const char *source) {
  struct record record = {0};
  size_t mark = w->count;
  set_global("f", make_function(&native, "f"));
  attach(run(source), &record);
  cut(mark);
  for (int tries = 0; tries < 10 && !record.drops; tries++) {
    run("f(); (function deep(n) { return n ? [deep(n - 1)] : [] })(50)");
    cut(mark);
    collect();
  }
  ck_assert_msg(record.drops == 1, "%s: %d", source, record.drops);
}

START_TEST(records_do_not_keep_cycles_alive) {
  dies_in_a_cycle("{ const o = {}; o.o = o; o }");
  dies_in_a_cycle("{ const o = {}; o.o = [o, () => o]; Object.freeze(o) }");
  dies_in_a_cycle("{ const o = []; o.push(o); o }");
  dies_in_a_cycle("{ const o = new f; o.o = o; o }");
  dies_in_a_cycle("{ const t = {}; const p = new Proxy(t, {}); t.p = p; p }");
  dies_in_a_cycle("{ const g = () => g; g }");
}
END_TEST

START_TEST(a_weak_handle_revives_until_its_object_is_gone) {
  static struct record record = {0}, other = {0};
  size_t mark = w->count;
  /* In a cycle it stays until a collection; reviving it meanwhile is fine. */
  attach(run("{ const o = {x: 5}; o.o = o; o }"), &record);
  cut(mark);
  slot *object = root();
  if (engine->weak_get(w->vm, record.weak, object)) {
    collect();
    set_global("o", object);
    holds("o.x === 5 && o.o === o");
    ck_assert_ptr_eq(engine->get_record(w->realm, object), &record);
    ck_assert_int_eq(record.drops, 0);
    run("o = null");
  }
  cut(mark);
  attach(run("Object.freeze({y: 6})"), &other);
  slot *held = root();
  ck_assert(engine->weak_get(w->vm, other.weak, held));
  collect();
  ck_assert_int_eq(other.drops, 0);
  set_global("o", held);
  holds("o.y === 6");
  world_close(w);
  ck_assert_int_eq(record.drops, 1);
  ck_assert_int_eq(other.drops, 1);
  w = world_open();
}
END_TEST

START_TEST(a_weak_handle_of_a_dead_cycle_never_gives_it) {
  /* Until a record is dropped its handle may be asked, whatever died. */
  enum { rounds = 200 };
  static struct record records[rounds];
  size_t mark = w->count;
  for (int i = 0; i < rounds; i++) {
    records[i] = (struct record){0};
    attach(run(i % 2 ? "{ const o = {a: [1]}; o.o = o; Object.freeze(o) }"
                     : "{ const o = {a: [1]}; o.o = o; o }"),
           &records[i]);
    cut(mark);
    if (i % 10 == 9)
      run("for (let k = 0, a; k < 2000; k++) { a = {k}; a.a = a }");
    for (int j = 0; j <= i; j++) {
      slot *object = root();
      if (!records[j].drops &&
          engine->weak_get(w->vm, records[j].weak, object)) {
        set_global("o", object);
        holds("o.a.join() === '1' && o.o === o");
        run("o = null");
      }
      cut(mark);
    }
  }
  world_close(w);
  for (int i = 0; i < rounds; i++)
    ck_assert_int_eq(records[i].drops, 1);
  w = world_open();
}
END_TEST

START_TEST(thousands_of_records_come_and_go) {
  enum { many = 3000 };
  static struct record records[many], again[many];
  size_t mark = w->count;
  slot *values[many];
  for (int i = 0; i < many; i++) {
    records[i] = again[i] = (struct record){0};
    values[i] = run(i % 3 == 0   ? "({})"
                    : i % 3 == 1 ? "Object.freeze([])"
                                 : "() => 1");
    attach(values[i], &records[i]);
  }
  for (int i = 0; i < many; i++)
    ck_assert_ptr_eq(engine->get_record(w->realm, values[i]), &records[i]);
  /* Every second one dies; the others keep theirs. */
  for (int i = 0; i < many; i += 2) {
    slot old = *values[i];
    engine->make_undefined(w->realm, values[i]);
    if (engine->release)
      engine->release(w->vm, &old, 1);
  }
  collect();
  for (int i = 1; i < many; i += 2) {
    ck_assert_ptr_eq(engine->get_record(w->realm, values[i]), &records[i]);
    ck_assert_int_eq(records[i].drops, 0);
  }
  for (int i = 0; i < many; i += 2) {
    slot *fresh = i % 4 ? make_object() : run("Object.freeze({})");
    ck_assert_ptr_null(engine->get_record(w->realm, fresh));
    attach(fresh, &again[i]);
    ck_assert_ptr_eq(engine->get_record(w->realm, fresh), &again[i]);
    if (w->count + 10 > roots_size)
      cut(mark + many);
  }
  world_close(w);
  for (int i = 0; i < many; i++)
    ck_assert_int_eq(records[i].drops, 1);
  w = world_open();
}
END_TEST

START_TEST(an_external_is_an_object_of_its_own_type) {
  static struct record record = {0};
  slot *external = root(), *alive = root();
  size_t mark = w->count;
  ok(engine->make_external(w->realm, &record, &record.weak, external));
  ck_assert_int_eq(engine->type_of(w->realm, external),
                   napi_shim_type_external);
  ck_assert_int_eq(engine->class_of(w->realm, external),
                   napi_shim_class_external);
  ck_assert_ptr_eq(engine->get_record(w->realm, external), &record);
  set_global("e", external);
  holds("typeof e === 'object' && Object.getPrototypeOf(e) === null && "
        "Reflect.ownKeys(e).length === 0");
  if ((engine->capabilities & napi_shim_closes_externals) != 0)
    holds("!Object.isExtensible(e) && !Reflect.set(e, 'x', 1) && "
          "!Reflect.set(e, 0, 1) && Reflect.ownKeys(e).length === 0");
  else
    holds("Object.isExtensible(e) && (e.x = 1, e.x === 1)");
  ck_assert(engine->weak_get(w->vm, record.weak, alive));
  run("e = null");
  cut(0);
  (void)mark;
  for (int tries = 0; tries < 10 && !record.drops; tries++) {
    run("(function deep(n) { return n ? [deep(n - 1)] : [] })(50)");
    cut(0);
    collect();
  }
  ck_assert_int_eq(record.drops, 1);
}
END_TEST

START_TEST(a_bare_external_takes_a_record_later) {
  static struct record record = {0};
  int data;
  OPTIONAL(make_bare_external);
  slot *external = root(), *other = root(), *alive = root();
  ok(engine->make_bare_external(w->realm, &data, external));
  ok(engine->make_bare_external(w->realm, NULL, other));
  ck_assert_int_eq(engine->type_of(w->realm, external),
                   napi_shim_type_external);
  ck_assert_int_eq(engine->class_of(w->realm, external),
                   napi_shim_class_external);
  ck_assert_ptr_null(engine->get_record(w->realm, external));
  ck_assert_ptr_eq(engine->get_bare_external(w->realm, external), &data);
  ck_assert_ptr_null(engine->get_bare_external(w->realm, other));
  set_global("e", external);
  holds("typeof e === 'object' && Object.getPrototypeOf(e) === null && "
        "Reflect.ownKeys(e).length === 0");
  if ((engine->capabilities & napi_shim_closes_externals) != 0)
    holds("!Object.isExtensible(e) && !Reflect.set(e, 'x', 1) && "
          "!Reflect.set(e, 0, 1) && Reflect.ownKeys(e).length === 0");
  attach(external, &record);
  ck_assert_ptr_eq(engine->get_record(w->realm, external), &record);
  ck_assert_ptr_eq(engine->get_bare_external(w->realm, external), &data);
  ck_assert(engine->weak_get(w->vm, record.weak, alive));
  run("e = null");
  cut(0);
  for (int tries = 0; tries < 10 && !record.drops; tries++) {
    run("(function deep(n) { return n ? [deep(n - 1)] : [] })(50)");
    cut(0);
    collect();
  }
  ck_assert_int_eq(record.drops, 1);
}
END_TEST

START_TEST(a_records_object_may_be_a_weak_map_key_too) {
  static struct record record = {0};
  size_t mark = w->count;
  run("globalThis.m = new WeakMap; globalThis.k = Object.freeze({}); "
      "m.set(k, k); globalThis.r = new WeakRef(k)");
  attach(global("k"), &record);
  cut(mark);
  collect();
  ck_assert_int_eq(record.drops, 0);
  holds("m.get(k) === k && r.deref() === k");
  world_close(w);
  ck_assert_int_eq(record.drops, 1);
  w = world_open();
}
END_TEST

TCase *records_tests(void) {
  TCase *topic = tcase_create("records");
  tcase_add_test(topic, a_record_is_found_on_its_object_only);
  tcase_add_test(topic, a_dead_object_drops_its_record_once);
  tcase_add_test(topic, a_record_is_not_seen_through_the_prototype);
  tcase_add_test(topic, a_record_is_invisible_to_scripts);
  tcase_add_test(topic, attaching_asks_no_trap);
  tcase_add_test(topic, attaching_needs_nothing_that_scripts_can_change);
  tcase_add_test(topic, records_do_not_keep_cycles_alive);
  tcase_add_test(topic, a_weak_handle_revives_until_its_object_is_gone);
  tcase_add_test(topic, a_weak_handle_of_a_dead_cycle_never_gives_it);
  tcase_add_test(topic, thousands_of_records_come_and_go);
  tcase_add_test(topic, an_external_is_an_object_of_its_own_type);
  tcase_add_test(topic, a_bare_external_takes_a_record_later);
  tcase_add_test(topic, a_records_object_may_be_a_weak_map_key_too);
  return topic;
}
