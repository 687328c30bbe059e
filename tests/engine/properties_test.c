/* SPDX-License-Identifier: MIT */
/* Properties: reading, sloppy assignment, definition. */

#include "engine_test.h"

#include <stdio.h>

static status set(const char *object, const char *key, const char *value) {
  return engine->set(w->realm, run(object), run(key), run(value));
}

START_TEST(get_has_and_delete_follow_the_prototype_as_scripts_do) {
  slot *object = run("globalThis.o = Object.create({up: 1}); o.own = 2; o");
  slot *value = root();
  bool answer = false;
  ok(engine->get(w->realm, object, make_string("up"), value));
  ck_assert_str_eq(text(value), "1");
  value = root();
  ok(engine->get(w->realm, object, make_string("none"), value));
  ck_assert_int_eq(engine->type_of(w->realm, value), napi_shim_type_undefined);
  ok(engine->has(w->realm, object, make_string("up"), &answer));
  ck_assert(answer);
  ok(engine->has_own(w->realm, object, make_string("up"), &answer));
  ck_assert(!answer);
  ok(engine->has_own(w->realm, object, make_string("own"), &answer));
  ck_assert(answer);
  ok(engine->delete_key(w->realm, object, make_string("own"), &answer));
  ck_assert(answer);
  ok(engine->has(w->realm, object, make_string("own"), &answer));
  ck_assert(!answer);
  ok(engine->delete_key(w->realm, object, make_string("never"), &answer));
  ck_assert(answer);
}
END_TEST

START_TEST(deleting_a_fixed_property_is_false) {
  bool answer = true;
  ok(engine->delete_key(w->realm, run("Object.freeze({a: 1})"),
                        make_string("a"), &answer));
  ck_assert(!answer);
}
END_TEST

START_TEST(keys_are_converted_as_in_scripts) {
  slot *value = root();
  ok(set("globalThis.o = {}", "1.5", "'n'"));
  ok(set("o", "globalThis.y = Symbol()", "'s'"));
  ok(set("o", "({toString() { return 'k' }})", "'o'"));
  ok(set("globalThis.a = []", "3", "'e'"));
  holds("o['1.5'] === 'n' && o[y] === 's' && o.k === 'o' && a.length === 4");
  throws(engine->get(w->realm, run("o"), run("({toString() { throw 'key' }})"),
                     value));
  ck_assert_str_eq(thrown_text(), "key");
  throws(set("o", "({toString() { throw 'key' }})", "1"));
  ck_assert_str_eq(thrown_text(), "key");
}
END_TEST

START_TEST(getters_and_traps_may_throw) {
  slot *value = root();
  bool answer;
  throws(engine->get(w->realm, run("({get a() { throw 'g' }})"),
                     make_string("a"), value));
  ck_assert_str_eq(thrown_text(), "g");
  const char *proxy =
      "globalThis.p = new Proxy({}, {has() { throw 'h' }, get() { throw 'g' },"
      "deleteProperty() { throw 'd' }, getOwnPropertyDescriptor() {throw "
      "'o'}})";
  run(proxy);
  throws(engine->get(w->realm, run("p"), make_string("a"), value));
  ck_assert_str_eq(thrown_text(), "g");
  throws(engine->has(w->realm, run("p"), make_string("a"), &answer));
  ck_assert_str_eq(thrown_text(), "h");
  throws(engine->has_own(w->realm, run("p"), make_string("a"), &answer));
  ck_assert_str_eq(thrown_text(), "o");
  throws(engine->delete_key(w->realm, run("p"), make_string("a"), &answer));
  ck_assert_str_eq(thrown_text(), "d");
}
END_TEST

START_TEST(a_refused_assignment_is_silent) {
  ok(set("globalThis.o = Object.freeze({a: 1})", "'a'", "2"));
  ok(set("o", "'b'", "2"));
  ok(set("Object.preventExtensions([1])", "1", "2"));
  ok(set("Object.freeze([1])", "0", "2"));
  ok(set("({get a() { return 1 }})", "'a'", "2"));
  ok(set("Object.create({get a() { return 1 }})", "'a'", "2"));
  ok(set("Object.create(Object.freeze({a: 1}))", "'a'", "2"));
  ok(set("Object.defineProperty([], 'length', {writable: false})", "0", "1"));
  ok(set("Object.defineProperty([], 'length', {writable: false})", "'length'",
         "1"));
  ok(set("Object.defineProperty([1, 2], 0, {configurable: false})", "'length'",
         "0"));
  ok(set("new String('ab')", "0", "'x'"));
  ok(set("new Uint8Array(2)", "9", "1"));
  ok(set("() => 1", "'name'", "'x'"));
  holds("o.a === 1 && !('b' in o)");
}
END_TEST

START_TEST(a_trap_that_refuses_is_silent_and_asked_once) {
  run("globalThis.n = 0;"
      "globalThis.p = new Proxy({}, {set() { n++; return false }})");
  ok(set("p", "'a'", "1"));
  holds("n === 1");
  ok(set("Object.create(p)", "'a'", "1"));
  holds("n === 2");
  ok(set("new Proxy(Object.freeze({a: 1}), {})", "'a'", "2"));
  ok(set("new Proxy({}, {defineProperty() { n++; return false }})", "'a'",
         "2"));
  holds("n === 3");
}
END_TEST

START_TEST(what_setters_and_traps_throw_is_thrown) {
  throws(set("({set a(v) { throw 'setter' }})", "'a'", "1"));
  ck_assert_str_eq(thrown_text(), "setter");
  throws(set("({set a(v) { throw new TypeError('mine') }})", "'a'", "1"));
  ck_assert_str_eq(thrown_text(), "TypeError: mine");
  throws(set("Object.create({set a(v) { throw new TypeError('up') }})", "'a'",
             "1"));
  ck_assert_str_eq(thrown_text(), "TypeError: up");
  throws(set("new Proxy({}, {set() { throw new TypeError('trap') }})", "'a'",
             "1"));
  ck_assert_str_eq(thrown_text(), "TypeError: trap");
  throws(set("Object.create(new Proxy({}, {set() { throw new TypeError('up') "
             "}}))",
             "'a'", "1"));
  ck_assert_str_eq(thrown_text(), "TypeError: up");
  throws(set("new Uint8Array(1)", "0", "({valueOf() { throw 'value' }})"));
  ck_assert_str_eq(thrown_text(), "value");
  throws(set("new Uint8Array(1)", "0", "1n"));
  ck_assert_ptr_nonnull(strstr(thrown_text(), "TypeError"));
  throws(set("[]", "'length'", "-1"));
  ck_assert_ptr_nonnull(strstr(thrown_text(), "RangeError"));
}
END_TEST

START_TEST(a_refusal_is_silent_although_scripts_changed_the_intrinsics) {
  run("Reflect.set = () => { throw 'used' };"
      "Object.defineProperty(TypeError, Symbol.hasInstance, {value() { throw "
      "'used' }}); globalThis.TypeError = null");
  ok(set("Object.freeze({a: 1})", "'a'", "2"));
  ok(set("new Proxy({}, {set() { return false }})", "'a'", "2"));
}
END_TEST

START_TEST(named_properties_are_utf8_with_nul) {
  OPTIONAL(get_named);
  OPTIONAL(set_named);
  slot *object = make_object(), *value = root();
  ok(engine->set_named(w->realm, object, "a\0b", 3, make_number(1)));
  ok(engine->set_named(w->realm, object, "\xc3\xa9", 2, make_number(2)));
  ok(engine->set_named(w->realm, object, "7", 1, make_number(3)));
  ok(engine->set_named(w->realm, object, "", 0, make_number(4)));
  set_global("o", object);
  holds("o['a\\0b'] === 1 && o['\\u00e9'] === 2 && o[7] === 3 && o[''] === 4");
  ok(engine->get_named(w->realm, object, "a\0c", 3, value));
  ck_assert_int_eq(engine->type_of(w->realm, value), napi_shim_type_undefined);
  value = root();
  ok(engine->get_named(w->realm, run("({'\\u00c3\\u00a9': 1, '\\u00e9': 2})"),
                       "\xc3\xa9", 2, value));
  ck_assert_str_eq(text(value), "2");
}
END_TEST

START_TEST(named_assignment_is_sloppy) {
  OPTIONAL(set_named);
  ok(engine->set_named(w->realm, run("Object.freeze({})"), "a", 1,
                       make_number(1)));
  throws(engine->set_named(w->realm, run("({set a(v) { throw v }})"), "a", 1,
                           make_number(5)));
  ck_assert_str_eq(thrown_text(), "5");
}
END_TEST

START_TEST(indices_reach_to_the_end_of_uint32) {
  OPTIONAL(get_index);
  OPTIONAL(set_index);
  slot *object = run("globalThis.a = []"), *value = root();
  ok(engine->set_index(w->realm, object, 0, make_number(1)));
  ok(engine->set_index(w->realm, object, 4294967294u, make_number(2)));
  ok(engine->set_index(w->realm, object, UINT32_MAX, make_number(3)));
  holds("a.length === 4294967295 && a[0] === 1 && a[4294967295] === 3");
  ok(engine->get_index(w->realm, object, UINT32_MAX, value));
  ck_assert_str_eq(text(value), "3");
  ok(engine->set_index(w->realm, run("Object.freeze([])"), 0, make_number(1)));
}
END_TEST

START_TEST(a_new_array_has_its_length_and_no_elements) {
  slot *array = root();
  ok(engine->make_array(w->realm, 5, array));
  set_global("a", array);
  holds("Array.isArray(a) && a.length === 5 && !(0 in a)");
  array = root();
  ok(engine->make_array(w->realm, UINT32_MAX, array));
  set_global("a", array);
  holds("a.length === 4294967295");
  array = root();
  ok(engine->make_array(w->realm, 0, array));
  set_global("a", array);
  holds("a.length === 0 && Object.getPrototypeOf(a) === Array.prototype");
}
END_TEST

START_TEST(definitions_have_their_attributes) {
  OPTIONAL(define_property);
  slot *object = make_object();
  set_global("o", object);
  napi_shim_property property = {.value = make_number(1), .enumerable = true};
  ok(engine->define_property(w->realm, object, make_string("a"), &property));
  property =
      (napi_shim_property){.getter = run("() => 'got'"), .configurable = true};
  ok(engine->define_property(w->realm, object, make_string("b"), &property));
  property = (napi_shim_property){.setter = run("(v) => { globalThis.v = v }")};
  ok(engine->define_property(w->realm, object, make_string("1"), &property));
  holds("JSON.stringify(Object.getOwnPropertyDescriptor(o, 'a')) === "
        "'{\"value\":1,\"writable\":false,\"enumerable\":true,"
        "\"configurable\":false}'");
  holds("o.b === 'got' && (o.b = 2, o.b === 'got') && (o[1] = 7, v === 7)");
  property = (napi_shim_property){.value = make_number(2)};
  throws(
      engine->define_property(w->realm, object, make_string("a"), &property));
  ck_assert_ptr_nonnull(strstr(thrown_text(), "TypeError"));
  throws(engine->define_property(w->realm, run("Object.freeze({})"),
                                 make_string("a"), &property));
  ck_assert_ptr_nonnull(strstr(thrown_text(), "TypeError"));
  throws(engine->define_property(
      w->realm, run("new Proxy({}, {defineProperty() { return false }})"),
      make_string("a"), &property));
  ck_assert_ptr_nonnull(strstr(thrown_text(), "TypeError"));
}
END_TEST

/* With each combination of attributes, one after the other upon one object. */
static void define_all(const slot *object, const char *const *keys,
                       size_t count) {
  for (size_t i = 0; i < count; i++) {
    napi_shim_property property = {.value = make_number((double)i),
                                   .writable = i & 1,
                                   .enumerable = i & 2,
                                   .configurable = i & 4};
    ok(engine->define_property(w->realm, object, run(keys[i]), &property));
  }
}

START_TEST(definitions_are_exact_whatever_is_inherited) {
  static const char *const keys[] = {
      "'a'",    "'toString'", "Symbol.iterator", "'0'",          "'__proto__'",
      "'trap'", "'fixed'",    "'constructor'",   "'4294967295'", "''"};
  enum { count = sizeof keys / sizeof *keys };
  OPTIONAL(define_property);
  run("globalThis.calls = 0; Object.defineProperties(Object.prototype, {"
      "  trap: {configurable: true, get() { calls++; return 1 },"
      "    set() { calls++ }},"
      "  fixed: {value: 1, configurable: true}})");
  slot *objects[] = {make_object(), run("({a: 5})"), run("Object.create(null)"),
                     run("new (class { set a(v) { calls++ } })")};
  for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
    define_all(objects[i], keys, count);
    set_global("o", objects[i]);
    holds("calls === 0 && Reflect.ownKeys(o).length === 10");
    for (size_t k = 0; k < count; k++) {
      set_global("k", run(keys[k]));
      set_global("n", make_number((double)k));
      holds("(({value, writable, enumerable, configurable}) =>"
            "  value === n && writable === !!(n & 1) &&"
            "  enumerable === !!(n & 2) && (o.a === 5 || configurable ==="
            "  !!(n & 4)))(Object.getOwnPropertyDescriptor(o, k))");
    }
  }
}
END_TEST

START_TEST(definitions_see_what_became_of_the_object) {
  static const char *const changes[] = {"Object.preventExtensions(o)",
                                        "Object.freeze(o)", "Object.seal(o)"};
  OPTIONAL(define_property);
  napi_shim_property property = {.value = make_number(1)};
  for (size_t i = 0; i < 3; i++) {
    slot *object = make_object();
    set_global("o", object);
    ok(engine->define_property(w->realm, object, make_string("a"), &property));
    run(changes[i]);
    throws(
        engine->define_property(w->realm, object, make_string("b"), &property));
    ck_assert_ptr_nonnull(strstr(thrown_text(), "TypeError"));
    throws(engine->define_property(
        w->realm, object, make_string("a"),
        &(napi_shim_property){.value = make_number(2)}));
    ck_assert_ptr_nonnull(strstr(thrown_text(), "TypeError"));
  }
  slot *object = make_object();
  set_global("o", object);
  ok(engine->define_property(w->realm, object, make_string("a"), &property));
  run("globalThis.called = 0; Object.setPrototypeOf(o, {"
      "  set b(v) { called++ },"
      "  __proto__: new Proxy({}, {has() { called++ }, set() { called++ },"
      "    get() { called++ }})})");
  ok(engine->define_property(w->realm, object, make_string("b"), &property));
  ok(engine->define_property(w->realm, object, make_string("c"), &property));
  holds("called === 0 && Reflect.ownKeys(o).join() === 'a,b,c'");
  /* A long list, and another object at the same place. */
  for (int round = 0; round < 3; round++) {
    object = make_object();
    set_global("o", object);
    for (int i = 0; i < 100; i++) {
      char name[16];
      snprintf(name, sizeof name, "name%d", i);
      ok(engine->define_property(w->realm, object, make_string(name),
                                 &property));
    }
    holds("Reflect.ownKeys(o).length === 100 && o.name99 === 1");
    run("Object.preventExtensions(o)");
    throws(
        engine->define_property(w->realm, object, make_string("b"), &property));
    (void)thrown_text();
    engine->collect_garbage(w->vm);
  }
}
END_TEST

START_TEST(definitions_by_name_are_the_same) {
  OPTIONAL(define_named);
  slot *object = make_object();
  set_global("o", object);
  napi_shim_property property = {.value = make_number(1), .enumerable = true};
  ok(engine->define_named(w->realm, object, "abc", 2, &property));
  property =
      (napi_shim_property){.getter = run("() => 'got'"), .configurable = true};
  ok(engine->define_named(w->realm, object, "17", 2, &property));
  holds("JSON.stringify(Object.getOwnPropertyDescriptor(o, 'ab')) === "
        "'{\"value\":1,\"writable\":false,\"enumerable\":true,"
        "\"configurable\":false}'");
  holds("o[17] === 'got' && Reflect.ownKeys(o).join() === '17,ab'");
  property = (napi_shim_property){.value = make_number(2)};
  throws(engine->define_named(w->realm, object, "ab", 2, &property));
  ck_assert_ptr_nonnull(strstr(thrown_text(), "TypeError"));
  throws(engine->define_named(w->realm, run("Object.freeze({})"), "a", 1,
                              &property));
  ck_assert_ptr_nonnull(strstr(thrown_text(), "TypeError"));
}
END_TEST

START_TEST(the_prototype_of_a_proxy_is_what_its_trap_says) {
  OPTIONAL(get_prototype);
  slot *value = root();
  ok(engine->get_prototype(w->realm, run("[]"), value));
  ck_assert(engine->strict_equals(w->realm, value, run("Array.prototype")));
  value = root();
  ok(engine->get_prototype(w->realm, run("Object.create(null)"), value));
  ck_assert_int_eq(engine->type_of(w->realm, value), napi_shim_type_null);
  value = root();
  ok(engine->get_prototype(
      w->realm,
      run("new Proxy({}, {getPrototypeOf() { return Date.prototype }})"),
      value));
  ck_assert(engine->strict_equals(w->realm, value, run("Date.prototype")));
  throws(engine->get_prototype(
      w->realm, run("new Proxy({}, {getPrototypeOf() { throw 'trap' }})"),
      value));
  ck_assert_str_eq(thrown_text(), "trap");
}
END_TEST

TCase *properties_tests(void) {
  TCase *topic = tcase_create("properties");
  tcase_add_test(topic, get_has_and_delete_follow_the_prototype_as_scripts_do);
  tcase_add_test(topic, deleting_a_fixed_property_is_false);
  tcase_add_test(topic, keys_are_converted_as_in_scripts);
  tcase_add_test(topic, getters_and_traps_may_throw);
  tcase_add_test(topic, a_refused_assignment_is_silent);
  tcase_add_test(topic, a_trap_that_refuses_is_silent_and_asked_once);
  tcase_add_test(topic, what_setters_and_traps_throw_is_thrown);
  tcase_add_test(topic,
                 a_refusal_is_silent_although_scripts_changed_the_intrinsics);
  tcase_add_test(topic, named_properties_are_utf8_with_nul);
  tcase_add_test(topic, named_assignment_is_sloppy);
  tcase_add_test(topic, indices_reach_to_the_end_of_uint32);
  tcase_add_test(topic, a_new_array_has_its_length_and_no_elements);
  tcase_add_test(topic, definitions_have_their_attributes);
  tcase_add_test(topic, definitions_are_exact_whatever_is_inherited);
  tcase_add_test(topic, definitions_see_what_became_of_the_object);
  tcase_add_test(topic, definitions_by_name_are_the_same);
  tcase_add_test(topic, the_prototype_of_a_proxy_is_what_its_trap_says);
  return topic;
}
