/* SPDX-License-Identifier: MIT */
/* What engines may do in a quicker way when it is simple or comes often: it is
 * the same as in the usual way. */

#include "engine_test.h"

#include <math.h>
#include <stdio.h>

/* Often enough for any cache. */
enum { often = 12 };

static double number(const slot *value) {
  double result = NAN;
  ck_assert(engine->get_number(w->realm, value, &result));
  return result;
}

static const char *get_named(const slot *object, const char *name) {
  slot *value = root();
  ok(engine->get_named(w->realm, object, name, strlen(name), value));
  return text(value);
}

static bool has_named(const slot *object, const char *name) {
  bool answer = false;
  ok(engine->has_named(w->realm, object, name, strlen(name), &answer));
  return answer;
}

START_TEST(a_name_that_comes_often_reads_the_same) {
  OPTIONAL(get_named);
  static const char *const samples[][2] = {
      {"({name: 1})", "1"},
      {"({__proto__: {name: 2}})", "2"},
      {"({get name() { return this.own; }, own: 3})", "3"},
      {"({__proto__: {get name() { return this.own; }}, own: 4})", "4"},
      {"Object.freeze({name: 5})", "5"},
      {"Object.defineProperty({}, 'name', {value: 6})", "6"},
      {"new Proxy({}, {get: (t, k) => k + '!'})", "name!"},
      {"Object.create(new Proxy({}, {get: (t, k) => k + '?'}))", "name?"},
      {"(function name() {})", "name"},
      {"new (class { name = 7; })", "7"},
      {"({name: undefined})", "undefined"},
      {"({})", "undefined"},
      {"(() => { const o = {a: 1, name: 8}; delete o.a; return o; })()", "8"},
      {"(() => { const o = {}; for (let i = 0; i < 500; i++) o['n' + i] = i;"
       " o.name = 9; return o; })()",
       "9"}};
  for (int i = 0; i < often; i++) {
    for (size_t j = 0; j < sizeof samples / sizeof *samples; j++) {
      size_t mark = w->count;
      ck_assert_str_eq(get_named(run(samples[j][0]), "name"), samples[j][1]);
      slot *value = root();
      ok(engine->get(w->realm, run(samples[j][0]), run("'name'"), value));
      ck_assert_str_eq(text(value), samples[j][1]);
      cut(mark);
    }
  }
}
END_TEST

START_TEST(length_is_a_name_like_others) {
  OPTIONAL(get_named);
  OPTIONAL(set_named);
  slot *plain = run("globalThis.o = {length: 'long', 0: 'zero'}"), *value;
  for (int i = 0; i < often; i++) {
    size_t mark = w->count;
    ck_assert_str_eq(get_named(plain, "length"), "long");
    ck_assert_str_eq(get_named(run("({})"), "length"), "undefined");
    ck_assert_str_eq(get_named(run("[1, 2]"), "length"), "2");
    ck_assert_str_eq(get_named(plain, "0"), "zero");
    value = root();
    ok(engine->get(w->realm, plain, run("'length'"), value));
    ck_assert_str_eq(text(value), "long");
    value = root();
    ok(engine->get(w->realm, run("({})"), run("Object.keys({length: 1})[0]"),
                   value));
    ck_assert_int_eq(engine->type_of(w->realm, value),
                     napi_shim_type_undefined);
    cut(mark);
  }
  slot *array = run("globalThis.a = [1, 2, 3]");
  ok(engine->set_named(w->realm, array, "length", 6, make_number(1)));
  ok(engine->set_named(w->realm, plain, "length", 6, make_number(5)));
  holds("a.length === 1 && o.length === 5");
}
END_TEST

START_TEST(a_name_that_comes_often_writes_the_same) {
  OPTIONAL(set_named);
  run("globalThis.log = []; globalThis.targets = () => [{}, {name: 0},"
      "  Object.freeze({name: 0}), Object.preventExtensions({}),"
      "  Object.create({set name(v) { log.push(this, v); }}),"
      "  Object.create(Object.freeze({name: 0})),"
      "  Object.create(new Proxy({}, {set: (t, k, v, r) => log.push(r, v)})),"
      "  new Proxy({}, {set: (t, k, v, r) => log.push(r, v)}), [], () => 1]");
  for (int i = 0; i < often; i++) {
    size_t mark = w->count;
    slot *list = run("log.length = 0; globalThis.list = targets()");
    for (uint32_t j = 0; j < 10; j++) {
      slot *target = root();
      ok(engine->get_index(w->realm, list, j, target));
      ok(engine->set_named(w->realm, target, "name", 4, make_number(7)));
    }
    holds("list[0].name === 7 && list[1].name === 7 && list[2].name === 0 &&"
          "list[3].name === undefined && list[4].name === undefined &&"
          "list[5].name === 0 && list[8].name === 7 && list[9].name === '' &&"
          "!Object.hasOwn(list[4], 'name') && !Object.hasOwn(list[6], 'name')");
    holds("log.length === 6 && log[0] === list[4] && log[2] === list[6] &&"
          "log[4] === list[7] && log[1] === 7 && log[3] === 7");
    throws(engine->set_named(w->realm, run("({set name(v) { throw v; }})"),
                             "name", 4, make_number(8)));
    ck_assert_str_eq(thrown_text(), "8");
    cut(mark);
  }
}
END_TEST

START_TEST(a_name_that_comes_often_is_found_the_same) {
  OPTIONAL(has_named);
  bool answer;
  for (int i = 0; i < often; i++) {
    size_t mark = w->count;
    ck_assert(has_named(run("({name: undefined})"), "name"));
    ck_assert(
        has_named(run("({__proto__: {get name() { throw 1; }}})"), "name"));
    ck_assert(!has_named(run("Object.create(null)"), "name"));
    ck_assert(has_named(run("(() => 1)"), "name"));
    ck_assert(has_named(run("['a']"), "0"));
    ck_assert(!has_named(run("['a']"), "1"));
    ck_assert(has_named(run("new Proxy({}, {has: () => true})"), "name"));
    throws(engine->has_named(
        w->realm, run("({__proto__: new Proxy({}, {has() { throw 'h'; }})})"),
        "name", 4, &answer));
    ck_assert_str_eq(thrown_text(), "h");
    ck_assert(!has_named(run("({})"), "name"));
    cut(mark);
  }
}
END_TEST

START_TEST(names_without_number_are_told_apart) {
  OPTIONAL(get_named);
  OPTIONAL(set_named);
  slot *object = make_object();
  char name[64];
  for (int round = 0; round < 7; round++) {
    for (int i = 0; i < 1500; i++) {
      size_t mark = w->count;
      snprintf(name, sizeof name, "%0*d", 1 + i % 60, i);
      ok(engine->set_named(w->realm, object, name, strlen(name),
                           make_number(i)));
      slot *value = root();
      ok(engine->get_named(w->realm, object, name, strlen(name), value));
      ck_assert(number(value) == i);
      cut(mark);
    }
    collect();
  }
}
END_TEST

/* Three elements of each kind that an engine may tell apart. */
static const char *const arrays[] = {
    "(() => [7, 8, 9])()",
    "(() => [7.5, 8, 9.5])()",
    "(() => ['7', 8, '9'])()",
    "[7, 8, 9].map((v) => v)",
    "[7.5, 8, 9.5].map((v) => v)",
    "[{}, 8, null].map((v) => v)",
    "Object.preventExtensions([7, 8, 9])",
    "Object.seal([7, 8, 9])",
    "new (class extends Array {})(7, 8, 9)",
    "(() => { const a = [7, 8, 9]; a[500000] = 1; a.length = 3; return a; })()",
    "(function () { return arguments; })(7, 8, 9)",
    "({0: 7, 1: 8, 2: 9})",
    "new Float64Array([7, 8, 9])"};
enum { array_count = sizeof arrays / sizeof *arrays };

START_TEST(elements_are_what_scripts_see) {
  OPTIONAL(get_index);
  OPTIONAL(set_index);
  static const double values[] = {5, 5.5, -0.0, 4294967295.0, -3, INFINITY};
  for (int i = 0; i < array_count; i++) {
    for (size_t j = 0; j < sizeof values / sizeof *values; j++) {
      size_t mark = w->count;
      slot *array = run(arrays[i]), *value = root();
      set_global("a", array);
      set_global("v", make_number(values[j]));
      ok(engine->get_index(w->realm, array, 1, value));
      ck_assert(number(value) == 8);
      ok(engine->set_index(w->realm, array, 1, global("v")));
      holds("Object.is(a[1], v) && a[0] != 8 && a[2] != 8");
      value = root();
      ok(engine->get_index(w->realm, array, 1, value));
      ck_assert(number(value) == values[j] &&
                signbit(number(value)) == signbit(values[j]));
      value = root();
      ok(engine->get_index(w->realm, array, 3, value));
      ck_assert_int_eq(engine->type_of(w->realm, value),
                       napi_shim_type_undefined);
      cut(mark);
    }
  }
}
END_TEST

START_TEST(elements_may_be_any_value) {
  OPTIONAL(get_index);
  OPTIONAL(set_index);
  static const char *const values[] = {
      "NaN", "undefined", "null", "true", "'text'", "12n", "globalThis.o"};
  run("globalThis.o = {}");
  for (int i = 0; i < array_count - 1; i++) {
    for (size_t j = 0; j < sizeof values / sizeof *values; j++) {
      size_t mark = w->count;
      slot *array = run(arrays[i]), *value = root();
      set_global("a", array);
      set_global("v", run(values[j]));
      ok(engine->set_index(w->realm, array, 1, global("v")));
      collect();
      holds("Object.is(a[1], v) && a[0] != 8 && a[2] != 8");
      ok(engine->get_index(w->realm, array, 1, value));
      set_global("g", value);
      holds("Object.is(g, v)");
      cut(mark);
    }
  }
}
END_TEST

START_TEST(elements_keep_objects_alive) {
  OPTIONAL(get_index);
  OPTIONAL(set_index);
  slot *array = run("[{}, {}, {}].map((v) => v)");
  for (int i = 0; i < 300; i++) {
    size_t mark = w->count;
    slot *object = make_object(), *value = root();
    set_global("o", object);
    run("o.name = 'kept'; globalThis.o = null");
    ok(engine->set_index(w->realm, array, 1, object));
    if (i % 100 == 0)
      collect();
    run("for (let i = 0; i < 50; i++) ({i})");
    ok(engine->get_index(w->realm, array, 1, value));
    set_global("o", value);
    holds("o.name === 'kept'");
    cut(mark);
  }
}
END_TEST

START_TEST(arrays_of_one_literal_stay_apart) {
  OPTIONAL(set_index);
  run("globalThis.make = () => [7, 8, 9]; globalThis.words = () => ['a', 'b'];"
      "globalThis.halves = () => [0.5, 1.5]");
  static const char *const makers[] = {"make()", "words()", "halves()"};
  for (int i = 0; i < often; i++) {
    size_t mark = w->count;
    for (int j = 0; j < 3; j++) {
      ok(engine->set_index(w->realm, run(makers[j]), 0, make_number(i)));
      ok(engine->set_index(w->realm, run(makers[j]), 1, run("({})")));
    }
    holds("make().join() === '7,8,9' && words().join() === 'a,b' &&"
          "halves().join() === '0.5,1.5'");
    cut(mark);
  }
}
END_TEST

START_TEST(missing_elements_are_looked_for_in_the_prototype) {
  OPTIONAL(get_index);
  OPTIONAL(set_index);
  static const char *const holes[] = {"[7, , 9]", "[7.5, , 9.5]",
                                      "['a', , 'c']", "[7, 8, 9].map((v) => v)",
                                      "[7.5, 8, 9.5].map((v) => v)"};
  for (int i = 0; i < 5; i++) {
    slot *array = run(holes[i]), *value = root();
    set_global("a", array);
    run("delete a[1]; globalThis.log = []; Object.setPrototypeOf(a,"
        "{__proto__: Array.prototype, get 1() { return 'up'; },"
        " set 1(v) { log.push(this, v); }})");
    ok(engine->get_index(w->realm, array, 1, value));
    ck_assert_str_eq(text(value), "up");
    ok(engine->set_index(w->realm, array, 1, make_number(5)));
    holds("log[0] === a && log[1] === 5 && !Object.hasOwn(a, 1)");
  }
}
END_TEST

START_TEST(elements_that_are_guarded_stay_so) {
  OPTIONAL(get_index);
  OPTIONAL(set_index);
  slot *array = run("globalThis.a = Object.freeze([1, 2, 3])"), *value;
  ok(engine->set_index(w->realm, array, 1, make_number(5)));
  array = run("globalThis.b = Object.defineProperty([1, 2, 3], 1,"
              "{value: 2, writable: false})");
  ok(engine->set_index(w->realm, array, 1, make_number(5)));
  array = run("globalThis.c = Object.defineProperty([1, 2, 3], 1,"
              "{get() { throw 'get'; }, set(v) { throw 'set'; }})");
  throws(engine->set_index(w->realm, array, 1, make_number(5)));
  ck_assert_str_eq(thrown_text(), "set");
  value = root();
  throws(engine->get_index(w->realm, array, 1, value));
  ck_assert_str_eq(thrown_text(), "get");
  holds("a[1] === 2 && b[1] === 2");
  array = run("globalThis.d = [1, 2, 3]; d.length = 1; d");
  ok(engine->get_index(w->realm, array, 1, value));
  ck_assert_int_eq(engine->type_of(w->realm, value), napi_shim_type_undefined);
  ok(engine->set_index(w->realm, array, 2, make_number(5)));
  holds("d.length === 3 && !(1 in d) && d[2] === 5");
}
END_TEST

static bool equals(const char *a, const char *b) {
  return engine->strict_equals(w->realm, run(a), run(b));
}

START_TEST(equal_values_need_not_be_the_same) {
  ck_assert(equals("1", "new Float64Array([1])[0]"));
  ck_assert(equals("0", "-0"));
  ck_assert(!equals("NaN", "NaN"));
  ck_assert(!equals("1", "true"));
  ck_assert(!equals("0", "null"));
  ck_assert(!equals("null", "undefined"));
  ck_assert(!equals("false", "null"));
  ck_assert(!equals("1", "'1'"));
  ck_assert(!equals("1", "1n"));
  ck_assert(equals("'ab'", "'a' + String.fromCharCode(98)"));
  ck_assert(!equals("'ab'", "'a' + String.fromCharCode(99)"));
  ck_assert(equals("2n ** 70n", "2n ** 69n * 2n"));
  ck_assert(!equals("1n", "2n"));
  ck_assert(!equals("Symbol('a')", "Symbol('a')"));
  ck_assert(equals("Symbol.for('a')", "Symbol.for('a')"));
  ck_assert(!equals("({})", "({})"));
  ck_assert(!equals("'[object Object]'", "({})"));
  run("globalThis.o = {}");
  ck_assert(equals("o", "o"));
  ck_assert(equals("globalThis", "globalThis"));
}
END_TEST

static bool is_instance(const char *value, const char *constructor) {
  bool answer = false;
  ok(engine->instance_of(w->realm, run(value), run(constructor), &answer));
  return answer;
}

START_TEST(instances_are_asked_for_as_scripts_do) {
  OPTIONAL(instance_of);
  bool answer;
  ck_assert(is_instance("[]", "Array"));
  ck_assert(!is_instance("({})", "Array"));
  ck_assert(!is_instance("5", "Number"));
  run("globalThis.C = class {}");
  ck_assert(is_instance("new C", "C.bind()"));
  ck_assert(is_instance("5", "(class { static [Symbol.hasInstance](v) {"
                             " return v === 5; } })"));
  ck_assert(is_instance("[]", "new Proxy(Array, {})"));
  ck_assert(is_instance("new Proxy([], {})", "Array"));
  static const char *const throwers[] = {
      "() => 1", "(class { static [Symbol.hasInstance]() { throw 1; } })",
      "(class { static get [Symbol.hasInstance]() { throw 1; } })",
      "Object.defineProperty(function () {}, 'prototype', {value: 1})"};
  for (int i = 0; i < 4; i++) {
    throws(
        engine->instance_of(w->realm, run("({})"), run(throwers[i]), &answer));
    take();
    ck_assert(is_instance("[]", "Array"));
  }
}
END_TEST

static status call(const char *function, const slot *self, size_t argc,
                   slot *result) {
  const slot *argv[40];
  for (size_t i = 0; i < argc; i++)
    argv[i] = make_number((double)i);
  return engine->call(w->realm, run(function), self, argc, argv, result);
}

START_TEST(calls_pass_this_and_arguments_as_scripts_do) {
  const char *strict = "(function () { 'use strict'; return typeof this; })";
  const char *sloppy = "(function () { return typeof this; })";
  static const char *const selves[][2] = {
      {"5", "number"},    {"'a'", "string"},
      {"1n", "bigint"},   {"undefined", "undefined"},
      {"({})", "object"}, {"true", "boolean"}};
  slot *value = root();
  for (int i = 0; i < 6; i++) {
    ok(call(strict, run(selves[i][0]), 0, value));
    ck_assert_str_eq(text(value), selves[i][1]);
    ok(call(sloppy, run(selves[i][0]), 0, value));
    ck_assert_str_eq(text(value), "object");
  }
  for (size_t count = 0; count <= 40; count++) {
    size_t mark = w->count;
    value = root();
    ok(call("(...list) => list.length * 100 + (list.at(-1) ?? 0)",
            run("undefined"), count, value));
    ck_assert(number(value) == (double)(count * 100 + (count ? count - 1 : 0)));
    cut(mark);
  }
}
END_TEST

START_TEST(what_calls_throw_is_thrown_once) {
  slot *self = run("undefined"), *value = root();
  static const char *const throwers[][2] = {
      {"(a) => { throw a; }", "0"},
      {"(function f() { return f() + 1; })", "RangeError"},
      {"(class {})", "TypeError"},
      {"new Proxy(() => 1, {apply() { throw 'trap'; }})", "trap"},
      {"(() => { throw 'bound'; }).bind()", "bound"}};
  for (int i = 0; i < 5; i++) {
    throws(call(throwers[i][0], self, 1, value));
    ck_assert_ptr_nonnull(strstr(thrown_text(), throwers[i][1]));
    ok(call("(a) => 5", self, 1, value));
    ck_assert(number(value) == 5);
  }
}
END_TEST

START_TEST(construction_is_as_in_scripts) {
  slot *value;
  static const char *const good[] = {
      "globalThis.C = class { constructor() { this.t = new.target; } }",
      "C.bind()", "new Proxy(C, {})",
      "globalThis.C = function () { this.t = new.target; }"};
  for (int i = 0; i < 4; i++) {
    value = root();
    ok(engine->construct(w->realm, run(good[i]), 0, NULL, value));
    set_global("o", value);
    holds("o instanceof C && (o.t === C || typeof o.t === 'function')");
  }
  static const char *const bad[] = {"() => 1", "Math.max", "({f() {}}).f",
                                    "(class { constructor() { throw 1; } })",
                                    "Symbol"};
  value = root();
  for (int i = 0; i < 5; i++) {
    throws(engine->construct(w->realm, run(bad[i]), 0, NULL, value));
    take();
  }
}
END_TEST

TCase *shortcuts_tests(void) {
  TCase *topic = tcase_create("shortcuts");
  tcase_add_test(topic, a_name_that_comes_often_reads_the_same);
  tcase_add_test(topic, length_is_a_name_like_others);
  tcase_add_test(topic, a_name_that_comes_often_writes_the_same);
  tcase_add_test(topic, a_name_that_comes_often_is_found_the_same);
  tcase_add_test(topic, names_without_number_are_told_apart);
  tcase_add_test(topic, elements_are_what_scripts_see);
  tcase_add_test(topic, elements_may_be_any_value);
  tcase_add_test(topic, elements_keep_objects_alive);
  tcase_add_test(topic, arrays_of_one_literal_stay_apart);
  tcase_add_test(topic, missing_elements_are_looked_for_in_the_prototype);
  tcase_add_test(topic, elements_that_are_guarded_stay_so);
  tcase_add_test(topic, equal_values_need_not_be_the_same);
  tcase_add_test(topic, instances_are_asked_for_as_scripts_do);
  tcase_add_test(topic, calls_pass_this_and_arguments_as_scripts_do);
  tcase_add_test(topic, what_calls_throw_is_thrown_once);
  tcase_add_test(topic, construction_is_as_in_scripts);
  return topic;
}
