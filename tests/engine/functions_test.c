/* SPDX-License-Identifier: MIT */
/* Native functions, calls in both directions, scripts. */

#include "engine_test.h"

#include <stdio.h>

static void give(const slot *value, slot *result) {
  engine->retain(w->vm, value, result);
}

static status nothing(struct world *world, struct function *self,
                      const napi_shim_call *call, slot *result) {
  (void)world, (void)self, (void)call;
  engine->make_undefined(w->realm, result);
  return napi_shim_engine_ok;
}

/* Returns, and in `new` only notes, [this, new.target, ...arguments]. */
static status report(struct world *world, struct function *self,
                     const napi_shim_call *call, slot *result) {
  slot *array = root();
  (void)world, (void)self;
  ok(engine->make_array(w->realm, 0, array));
  ok(engine->set(w->realm, array, make_number(0), call->this_value));
  if (call->new_target)
    ok(engine->set(w->realm, array, make_number(1), call->new_target));
  for (size_t i = 0; i < call->argc; i++)
    ok(engine->set(w->realm, array, make_number((double)i + 2),
                   &call->argv[i]));
  set_global("seen", array);
  if (call->new_target)
    engine->make_undefined(w->realm, result);
  else
    give(array, result);
  return napi_shim_engine_ok;
}

static status first_argument(struct world *world, struct function *self,
                             const napi_shim_call *call, slot *result) {
  (void)world, (void)self;
  if (call->argc)
    give(&call->argv[0], result);
  else
    engine->make_undefined(w->realm, result);
  return napi_shim_engine_ok;
}

static status throw_argument(struct world *world, struct function *self,
                             const napi_shim_call *call, slot *result) {
  (void)world, (void)self;
  give(&call->argv[0], result);
  return napi_shim_engine_exception;
}

/* Calls its first argument with the rest; passes on what that throws. */
static status call_argument(struct world *world, struct function *self,
                            const napi_shim_call *call, slot *result) {
  const slot *arguments[8];
  slot *value = root();
  (void)world, (void)self;
  for (size_t i = 1; i < call->argc && i < 8; i++)
    arguments[i - 1] = &call->argv[i];
  status done = engine->call(w->realm, &call->argv[0], NULL,
                             call->argc ? call->argc - 1 : 0, arguments, value);
  if (done == napi_shim_engine_exception)
    engine->take_exception(w->realm, value);
  give(value, result);
  return done;
}

START_TEST(a_native_function_passes_what_scripts_test) {
  static struct function f = {.callback = nothing};
  set_global("f", make_function(&f, "some name"));
  holds("typeof f === 'function' && f instanceof Function");
  holds("f.name === 'some name' && f.length === 0");
  holds("Object.getPrototypeOf(f) === Function.prototype");
  holds("Object.prototype.toString.call(f) === '[object Function]'");
  holds("/\\[native code\\]/.test(Function.prototype.toString.call(f))");
  holds("f.hasOwnProperty('name') && f.hasOwnProperty('length') && "
        "f.hasOwnProperty('prototype')");
  holds("f.prototype.constructor === f && "
        "Object.keys(f.prototype).length === 0 && "
        "Object.getPrototypeOf(f.prototype) === Object.prototype");
  holds("f.call(1) === undefined && f.apply(null, [1]) === undefined && "
        "f.bind({}, 1)() === undefined");
  holds("(f.name = 'x', f.name === 'some name')");
  holds("Object.defineProperty(f, 'name', {value: 'x'}).name === 'x'");
  holds("(f.own = 1, f.own === 1) && delete f.own && Object.isExtensible(f)");
  holds("Reflect.ownKeys(f).every((k) => "
        "['length', 'name', 'prototype'].includes(k))");
}
END_TEST

START_TEST(name_and_length_have_a_functions_attributes) {
  static struct function f = {.callback = nothing};
  set_global("f", make_function(&f, "f"));
  holds("['name', 'length'].every((k) => { const d = "
        "Object.getOwnPropertyDescriptor(f, k); return !d.writable && "
        "!d.enumerable && d.configurable })");
  holds("{ const d = Object.getOwnPropertyDescriptor(f, 'prototype'); "
        "!d.enumerable && !d.configurable }");
  holds("{ const d = Object.getOwnPropertyDescriptor(f.prototype, "
        "'constructor'); d.writable && !d.enumerable && d.configurable }");
}
END_TEST

START_TEST(a_name_may_be_empty_or_hold_nul_and_utf8) {
  static struct function f = {.callback = nothing};
  slot *value = root();
  ok(engine->make_function(w->realm, "", 0, &f, value));
  set_global("f", value);
  holds(
      "f.name === '' && f.length === 0 &&"
      "['name', 'length'].every((k) => { const d = "
      "Object.getOwnPropertyDescriptor(f, k);"
      "return !d.writable && !d.enumerable && d.configurable; }) &&"
      "f.prototype.constructor === f && new (class extends f {}) instanceof f");
  static struct function g = {.callback = nothing};
  value = root();
  ok(engine->make_function(w->realm, "a\0\xc3\xa9", 4, &g, value));
  set_global("g", value);
  holds("g.name === 'a\\0\\u00e9'");
  cut(0);
}
END_TEST

START_TEST(this_and_arguments_arrive_as_they_are) {
  static struct function f = {.callback = report};
  set_global("f", make_function(&f, "f"));
  holds("f.call(1, 'a', null, undefined)[0] === 1 && seen.length === 5 && "
        "seen[2] === 'a' && seen[3] === null && seen[4] === undefined && "
        "!(1 in seen)");
  holds("f()[0] === undefined && seen.length === 1");
  holds("{ const o = {f}; o.f()[0] === o }");
  holds("f.call(null)[0] === null");
  holds("f.apply(0, Array(1000).fill(7)).length === 1002 && seen[1001] === 7");
}
END_TEST

START_TEST(new_makes_an_object_of_the_prototype) {
  static struct function f = {.callback = report};
  set_global("f", make_function(&f, "f"));
  holds("{ const o = new f(5); o instanceof f && "
        "Object.getPrototypeOf(o) === f.prototype && seen[0] === o && "
        "seen[1] === f && seen[2] === 5 }");
  holds("{ const o = new f; Object.prototype.toString.call(o) === "
        "'[object Object]' && Reflect.ownKeys(o).length === 0 && "
        "Object.isExtensible(o) && JSON.stringify(o) === '{}' }");
  holds("{ const o = new f; o.a = 1; ({...o}).a === 1 && "
        "Object.assign({}, o).a === 1 && Object.isFrozen(Object.freeze(o)) }");
  holds("{ const p = {}; f.prototype = p; "
        "Object.getPrototypeOf(new f) === p }");
  holds("{ f.prototype = 3; "
        "Object.getPrototypeOf(new f) === Object.prototype }");
}
END_TEST

START_TEST(new_gives_the_object_that_the_callback_returns) {
  static struct function f = {.callback = first_argument};
  set_global("f", make_function(&f, "f"));
  holds("{ const o = {}; new f(o) === o }");
  holds("{ const o = () => 1; new f(o) === o }");
  holds("new f(1) instanceof f");
  holds("new f('text') instanceof f && new f(null) instanceof f");
}
END_TEST

START_TEST(a_class_can_extend_a_native_function) {
  static struct function f = {.callback = report};
  set_global("f", make_function(&f, "Base"));
  run("globalThis.D = class D extends f {"
      "  constructor(x) { super(x, 2); this.field = x }"
      "  get two() { return 2 } }");
  holds("{ const d = new D(1); d instanceof D && d instanceof f && "
        "d.field === 1 && d.two === 2 && seen[0] === d && seen[1] === D && "
        "seen[3] === 2 }");
  holds("new (class extends D {}) instanceof f");
  holds("Object.getPrototypeOf(D) === f");
}
END_TEST

START_TEST(reflect_construct_chooses_new_target) {
  static struct function f = {.callback = report};
  set_global("f", make_function(&f, "f"));
  holds("{ function N() {} const o = Reflect.construct(f, [1], N); "
        "seen[1] === N && Object.getPrototypeOf(o) === N.prototype }");
  holds("Array.isArray(Reflect.construct(Array, [], f)) && "
        "Reflect.construct(Array, [], f) instanceof f");
}
END_TEST

START_TEST(a_prototype_getter_that_throws_ends_new) {
  static struct function f = {.callback = report};
  set_global("f", make_function(&f, "f"));
  slot thrown;
  throws(try_run("Reflect.construct(f, [], Object.defineProperty("
                 "function () {}.bind(), 'prototype', "
                 "{get() { throw 'proto' }}))",
                 &thrown));
  ck_assert_str_eq(text(&thrown), "proto");
  ck_assert_int_eq(f.calls, 0);
}
END_TEST

START_TEST(what_a_native_function_throws_is_what_scripts_catch) {
  static struct function f = {.callback = throw_argument};
  set_global("f", make_function(&f, "f"));
  holds("{ const o = {}; let c; try { f(o) } catch (e) { c = e } c === o }");
  holds("{ let c; try { new f('x') } catch (e) { c = e } c === 'x' }");
  holds("{ let c = 1; try { f(undefined) } catch (e) { c = e } "
        "c === undefined }");
}
END_TEST

START_TEST(exceptions_cross_natives_unchanged) {
  static struct function f = {.callback = call_argument};
  set_global("f", make_function(&f, "f"));
  holds("{ const o = {}; let c; "
        "try { f(f, f, () => { throw o }) } catch (e) { c = e } c === o }");
  holds("f(f, f, (x) => x, 5) === 5");
}
END_TEST

START_TEST(call_passes_this_and_arguments) {
  slot *value = root();
  slot *strict = run("'use strict'; (function (...a) { return "
                     "String(this) + typeof this + a.join() })");
  slot *sloppy = run("(function () { return typeof this })");
  const slot *arguments[200];
  slot *one = make_number(1);
  for (int i = 0; i < 200; i++)
    arguments[i] = one;
  ok(engine->call(w->realm, strict, make_number(5), 2, arguments, value));
  ck_assert_str_eq(text(value), "5number1,1");
  value = root();
  ok(engine->call(w->realm, strict, NULL, 0, NULL, value));
  ck_assert_str_eq(text(value), "undefinedundefined");
  value = root();
  ok(engine->call(w->realm, sloppy, make_number(5), 0, NULL, value));
  ck_assert_str_eq(text(value), "object");
  value = root();
  ok(engine->call(w->realm, run("(...a) => a.length"), NULL, 200, arguments,
                  value));
  ck_assert_str_eq(text(value), "200");
}
END_TEST

START_TEST(call_gives_what_is_thrown_once) {
  slot *value = root();
  throws(engine->call(w->realm, run("() => { throw new RangeError('r') }"),
                      NULL, 0, NULL, value));
  ck_assert_str_eq(thrown_text(), "RangeError: r");
  throws(engine->call(w->realm, run("() => { throw undefined }"), NULL, 0, NULL,
                      value));
  ck_assert_str_eq(thrown_text(), "undefined");
  throws(engine->call(w->realm, run("() => { throw null }"), NULL, 0, NULL,
                      value));
  ck_assert_str_eq(thrown_text(), "null");
}
END_TEST

START_TEST(construct_makes_objects_of_classes) {
  slot *value = root();
  slot *two = make_number(2);
  const slot *arguments[] = {two};
  ok(engine->construct(w->realm, run("Array"), 1, arguments, value));
  set_global("a", value);
  holds("Array.isArray(a) && a.length === 2");
  throws(engine->construct(w->realm, run("() => 1"), 0, NULL, value));
  ck_assert_ptr_nonnull(strstr(thrown_text(), "TypeError"));
  throws(engine->construct(w->realm,
                           run("(class { constructor() { throw 'c' } })"), 0,
                           NULL, value));
  ck_assert_str_eq(thrown_text(), "c");
}
END_TEST

START_TEST(a_native_function_can_be_constructed_by_native_code) {
  static struct function f = {.callback = report};
  slot *value = root(), *function = make_function(&f, "f");
  ok(engine->construct(w->realm, function, 0, NULL, value));
  set_global("o", value);
  set_global("f", function);
  holds("o instanceof f && seen[1] === f");
}
END_TEST

START_TEST(a_dead_function_is_told_once) {
  static struct function f = {.callback = nothing},
                         kept = {.callback = nothing};
  size_t mark = w->count;
  set_global("kept", make_function(&kept, "kept"));
  set_global("f", make_function(&f, "f"));
  run("f.self = f; f.prototype.x = {f}; f = null");
  cut(mark);
  collect();
  ck_assert_int_eq(f.drops, 1);
  ck_assert_int_eq(kept.drops, 0);
  world_close(w);
  ck_assert_int_eq(kept.drops, 1);
  ck_assert_int_eq(f.drops, 1);
  w = world_open();
}
END_TEST

/* Looked at in each way that leaves it where it is, closed or not. */
START_TEST(a_function_whose_prototype_was_looked_at_dies) {
  static const char *const looks[] = {
      "f.prototype.x = {f}",
      "Object.freeze(f).prototype.x = {f}",
      "f.prototype.x = Object.preventExtensions(f)",
      "Object.preventExtensions(f).prototype = {f}",
      ("Object.defineProperty(Object.preventExtensions(f), 'prototype', "
       "{value: {f}, writable: false})"),
      "Object.getOwnPropertyDescriptors(f).prototype.value.x = [f]",
      "new f().constructor.prototype.x = f"};
  enum { count = sizeof looks / sizeof *looks };
  static struct function list[count];
  size_t mark = w->count;
  for (int i = 0; i < count; i++) {
    list[i] = (struct function){.callback = nothing};
    set_global("f", make_function(&list[i], "f"));
    run(looks[i]);
    run("f = null");
    cut(mark);
  }
  collect();
  for (int i = 0; i < count; i++)
    ck_assert_int_eq(list[i].drops, 1);
}
END_TEST

START_TEST(a_bare_prototype_has_no_constructor_yet) {
  static struct function f = {.callback = nothing}, g = {.callback = nothing};
  slot *function = make_function(&f, "f"), *prototype = root();
  OPTIONAL(bare_prototype);
  status done = engine->bare_prototype(w->realm, function, prototype);
  set_global("f", function);
  if (done == napi_shim_engine_unsupported) {
    holds("f.prototype.constructor === f");
    return;
  }
  ok(done);
  set_global("p", prototype);
  holds("f.prototype === p && Reflect.ownKeys(p).length === 0 && "
        "Object.getPrototypeOf(p) === Object.prototype");
  holds("Reflect.ownKeys(f).join() === 'length,name,prototype' && "
        "new f() instanceof f");
  /* One that was looked at keeps what it has, or gets another. */
  function = make_function(&g, "g");
  set_global("g", function);
  holds("(globalThis.before = g.prototype).constructor === g");
  done = engine->bare_prototype(w->realm, function, prototype);
  if (done == napi_shim_engine_unsupported) {
    holds("g.prototype === before && before.constructor === g");
    return;
  }
  ok(done);
  set_global("p", prototype);
  holds("g.prototype === p && Reflect.ownKeys(p).length === 0 && "
        "new g() instanceof g");
}
END_TEST

/* Also where objects are made of samples. */
START_TEST(new_objects_have_the_prototype_that_the_function_has_then) {
  static struct function f = {.callback = nothing};
  set_global("f", make_function(&f, "f"));
  holds("(() => { const list = [];"
        "  for (let i = 0; i < 300; i++) {"
        "    f.prototype = {told: i};"
        "    for (let j = 0; j < 3; j++) list.push(new f());"
        "    for (let j = 0; j < 30; j++) list.at(-1)['p' + j] = j;"
        "  }"
        "  return list.every((o, i) => o.told === Math.floor(i / 3) &&"
        "    Object.keys(o).length === (i % 3 === 2 ? 30 : 0)); })()");
  holds("[null, 5, undefined].every((p) => { f.prototype = p;"
        "  return [1, 2].every(() =>"
        "    Object.getPrototypeOf(new f()) === Object.prototype); })");
  holds("[[1], () => 1, new Proxy({}, {}), Object.freeze({}), new Map,"
        "  Object.create({inherited: 1})].every((p) => { f.prototype = p;"
        "  return [1, 2].every(() => { const o = new f(); o.own = 1;"
        "    return Object.getPrototypeOf(o) === p && o.own === 1 &&"
        "      Object.isExtensible(o) && !Array.isArray(o); }); })");
  holds("(() => { const p = f.prototype = {get x() { return this.y; }};"
        "  const o = new f(); o.y = 4; Object.setPrototypeOf(p, {z: 5});"
        "  const later = new f(); later.y = 6;"
        "  return o.x === 4 && o.z === 5 && later.x === 6 && later.z === 5;"
        "})()");
}
END_TEST

static status call_itself(struct world *world, struct function *self,
                          const napi_shim_call *call, slot *result) {
  slot value;
  (void)world, (void)call;
  volatile char deep[512];
  deep[0] = 1;
  status done = engine->call(w->realm, self->data, NULL, 0, NULL, &value);
  if (done == napi_shim_engine_exception)
    engine->take_exception(w->realm, &value);
  *result = value;
  return deep[0] ? done : napi_shim_engine_ok;
}

START_TEST(endless_recursion_of_natives_is_a_range_error) {
  static struct function f = {.callback = call_itself};
  slot *value = root(), *function = make_function(&f, "f");
  f.data = function;
  throws(engine->call(w->realm, function, NULL, 0, NULL, value));
  ck_assert_ptr_nonnull(strstr(thrown_text(), "RangeError"));
  ck_assert_int_gt(f.calls, 50);
  holds("1 + 1 === 2");
}
END_TEST

START_TEST(endless_recursion_of_scripts_throws) {
  static struct function f = {.callback = call_argument};
  set_global("f", make_function(&f, "f"));
  holds("{ let e; function deep() { return 1 + deep() } "
        "try { deep() } catch (x) { e = x } e instanceof Error }");
  holds("{ let e; function deep() { return 1 + f(deep) } "
        "try { deep() } catch (x) { e = x } e instanceof Error }");
  holds("1 + 1 === 2");
}
END_TEST

START_TEST(evaluate_gives_the_completion_value) {
  ck_assert_str_eq(text(run("var x = 20; if (x) { x + 1 }")), "21");
  holds("globalThis.x === 20");
  holds("'use strict'; (function () { return this })() === undefined");
}
END_TEST

START_TEST(evaluate_tells_syntax_errors_and_names) {
  slot thrown;
  throws(try_run("let let = ;", &thrown));
  ck_assert_ptr_nonnull(strstr(text(&thrown), "SyntaxError"));
  ck_assert_ptr_nonnull(strstr(text(run("new Error().stack")), "test.js"));
}
END_TEST

TCase *functions_tests(void) {
  TCase *topic = tcase_create("functions");
  tcase_add_test(topic, a_native_function_passes_what_scripts_test);
  tcase_add_test(topic, name_and_length_have_a_functions_attributes);
  tcase_add_test(topic, a_name_may_be_empty_or_hold_nul_and_utf8);
  tcase_add_test(topic, this_and_arguments_arrive_as_they_are);
  tcase_add_test(topic, new_makes_an_object_of_the_prototype);
  tcase_add_test(topic, new_gives_the_object_that_the_callback_returns);
  tcase_add_test(topic, a_class_can_extend_a_native_function);
  tcase_add_test(topic, reflect_construct_chooses_new_target);
  tcase_add_test(topic, a_prototype_getter_that_throws_ends_new);
  tcase_add_test(topic, what_a_native_function_throws_is_what_scripts_catch);
  tcase_add_test(topic, exceptions_cross_natives_unchanged);
  tcase_add_test(topic, call_passes_this_and_arguments);
  tcase_add_test(topic, call_gives_what_is_thrown_once);
  tcase_add_test(topic, construct_makes_objects_of_classes);
  tcase_add_test(topic, a_native_function_can_be_constructed_by_native_code);
  tcase_add_test(topic, a_dead_function_is_told_once);
  tcase_add_test(topic, a_function_whose_prototype_was_looked_at_dies);
  tcase_add_test(topic, a_bare_prototype_has_no_constructor_yet);
  tcase_add_test(topic,
                 new_objects_have_the_prototype_that_the_function_has_then);
  tcase_add_test(topic, endless_recursion_of_natives_is_a_range_error);
  tcase_add_test(topic, endless_recursion_of_scripts_throws);
  tcase_add_test(topic, evaluate_gives_the_completion_value);
  tcase_add_test(topic, evaluate_tells_syntax_errors_and_names);
  return topic;
}
