/* SPDX-License-Identifier: MIT */
/* What engines may do to spare work: names that are known again, and a
 * description of how values lie in slots. */

#include "engine_test.h"

#include <stdio.h>

/* Either way a name is asked for, the answer is the same. */
static status get(const slot *object, const char *name, slot *result) {
  status done = engine->get_known(w->realm, object, name, result);
  if (done != napi_shim_engine_unsupported)
    return done;
  return engine->get(w->realm, object, make_string(name), result);
}

static status set(const slot *object, const char *name, const slot *value) {
  status done = engine->set_known(w->realm, object, name, value);
  if (done != napi_shim_engine_unsupported)
    return done;
  return engine->set(w->realm, object, make_string(name), value);
}

static void is_number(const slot *object, const char *name, double expected) {
  double number = -1;
  slot *value = root();
  ok(get(object, name, value));
  ck_assert_msg(engine->get_number(w->realm, value, &number), "no %s", name);
  ck_assert_double_eq(number, expected);
}

START_TEST(a_name_is_what_its_text_is_now) {
  OPTIONAL(get_known);
  char name[64];
  slot *object = run("globalThis.o = {}; o");
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < 300; i++) {
      size_t mark = w->count;
      snprintf(name, sizeof name, "n%d", i);
      ok(set(object, name, make_number(i + round)));
      is_number(object, name, i + round);
      cut(mark);
    }
  }
  holds("Object.keys(o).length === 300 && o.n7 === 9 && o.n299 === 301");
}
END_TEST

START_TEST(equal_names_at_many_places_are_one_property) {
  OPTIONAL(get_known);
  enum { places = 2000 };
  static char names[places][8];
  slot *object = run("globalThis.o = {}; o");
  for (int i = 0; i < places; i++) {
    size_t mark = w->count;
    snprintf(names[i], sizeof names[i], "n%d", i % 3);
    ok(set(object, names[i], make_number(i)));
    is_number(object, names[i], i);
    cut(mark);
  }
  holds("Object.keys(o).join() === 'n0,n1,n2'");
}
END_TEST

START_TEST(every_name_has_its_answer) {
  OPTIONAL(get_known);
  static const char *const names[] = {
      "",
      "0",
      "12",
      "4294967295",
      "length",
      "__proto__",
      "a name with blanks",
      "caf\xc3\xa9",
      "\xf0\x9f\x98\x80",
      "twenty-seven characters----",
      "twenty-eight characters-----",
      "a name that is so long that nobody would want to keep it in mind"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    slot *object = run("Object.create(null)");
    bool has = false;
    ok(set(object, names[i], make_number((double)i)));
    is_number(object, names[i], (double)i);
    ok(engine->has_own(w->realm, object, make_string(names[i]), &has));
    ck_assert_msg(has, "%s", names[i]);
    has = false;
    if (engine->has_known(w->realm, object, names[i], &has) !=
        napi_shim_engine_unsupported)
      ck_assert_msg(has, "%s", names[i]);
  }
}
END_TEST

START_TEST(known_names_see_prototypes_getters_and_refusals) {
  OPTIONAL(get_known);
  slot *object = run("globalThis.o = Object.create({up: 1}); o");
  slot *value = root();
  bool has = false;
  is_number(object, "up", 1);
  ok(engine->has_known(w->realm, object, "up", &has));
  ck_assert(has);
  ok(engine->has_known(w->realm, object, "none", &has));
  ck_assert(!has);
  throws(engine->get_known(w->realm, run("({get x() { throw 'got' }})"), "x",
                           value));
  ck_assert_str_eq(thrown_text(), "got");
  throws(engine->set_known(w->realm, run("({set x(v) { throw v }})"), "x",
                           run("'set'")));
  ck_assert_str_eq(thrown_text(), "set");
  throws(engine->has_known(
      w->realm, run("new Proxy({}, {has() { throw 'asked' }})"), "x", &has));
  ck_assert_str_eq(thrown_text(), "asked");
  ok(engine->set_known(w->realm, run("Object.freeze({x: 1})"), "x", value));
}
END_TEST

enum { other_names = 3000 };
static char others[other_names][16];

/* Asks for many names. */
static status forget_all(struct world *world, struct function *self,
                         const napi_shim_call *call, slot *result) {
  slot *object = make_object();
  (void)world, (void)self, (void)call;
  for (int i = 0; i < other_names; i++) {
    size_t mark = w->count;
    snprintf(others[i], sizeof others[i], "m%d", i);
    ok(get(object, others[i], root()));
    cut(mark);
  }
  engine->make_undefined(w->realm, result);
  return napi_shim_engine_ok;
}

/* After a trap the engine compares with the target's property of that name,
 * which is another trap's affair here. */
START_TEST(a_name_in_use_is_not_forgotten) {
  OPTIONAL(get_known);
  static struct function f = {.callback = forget_all};
  set_global("trap", make_function(&f, "trap"));
  slot *proxy = run("new Proxy(new Proxy({}, {getOwnPropertyDescriptor(o, k) {"
                    "seen = k } }), {get() { trap() }})");
  slot *value = root();
  for (int i = 0; i < 3; i++) {
    run("var seen = null");
    ok(get(proxy, "asked-for-nowhere-else", value));
    ck_assert_str_eq(text(global("seen")), "asked-for-nowhere-else");
  }
}
END_TEST

START_TEST(a_string_that_is_known_as_a_key_is_its_own_text) {
  slot *object = run("globalThis.o = {}; o");
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < 200; i++) {
      size_t mark = w->count;
      char name[16];
      snprintf(name, sizeof name, "key%d", i);
      slot *key = make_string(name);
      for (int again = 0; again < 3; again++) {
        double number = -1;
        slot *value = root();
        ok(engine->set(w->realm, object, key, make_number(i + again)));
        ok(engine->get(w->realm, object, key, value));
        ck_assert(engine->get_number(w->realm, value, &number));
        ck_assert_double_eq(number, i + again);
      }
      cut(mark);
    }
    collect();
  }
  holds("Object.keys(o).length === 200 && o.key7 === 9");
}
END_TEST

static uint32_t tag(const slot *value) {
  return (uint32_t)value->word[1];
}

static napi_shim_slot_form described(void) {
  napi_shim_slot_form form;
  memset(&form, 0, sizeof form);
  engine->describe_slots(w->vm, &form);
  return form;
}

START_TEST(constants_are_what_they_are_called) {
  OPTIONAL(describe_slots);
  napi_shim_slot_form form = described();
  if (!form.has_constants)
    return;
  bool yes = false, no = true;
  ck_assert_int_eq(engine->type_of(w->realm, &form.undefined),
                   napi_shim_type_undefined);
  ck_assert_int_eq(engine->type_of(w->realm, &form.null), napi_shim_type_null);
  ck_assert(engine->get_boolean(w->realm, &form.yes, &yes) && yes);
  ck_assert(engine->get_boolean(w->realm, &form.no, &no) && !no);
  set_global("yes", &form.yes);
  set_global("no", &form.no);
  set_global("nil", &form.null);
  holds("yes === true && no === false && nil === null");
}
END_TEST

/* As the library makes them. */
START_TEST(tagged_numbers_are_numbers) {
  OPTIONAL(describe_slots);
  napi_shim_slot_form form = described();
  if (!form.is_tagged)
    return;
  const double numbers[] = {0.5, -0.0, 1e300, 2147483648.0};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    slot value = {{0, form.tag_double}};
    double back = 0;
    memcpy(&value.word[0], &numbers[i], sizeof numbers[i]);
    ck_assert(engine->get_number(w->realm, &value, &back));
    ck_assert_mem_eq(&back, &numbers[i], sizeof back);
    ck_assert_uint_eq(tag(make_number(numbers[i])), (uint32_t)form.tag_double);
  }
  const slot minus = {{(uint32_t)-7, form.tag_int32}};
  set_global("minus", &minus);
  set_global("zero", &(slot){{0, form.tag_int32}});
  holds("minus === -7 && Object.is(zero, 0)");
  ck_assert_uint_eq(tag(run("-7")), (uint32_t)form.tag_int32);
}
END_TEST

START_TEST(objects_have_their_tag_and_nothing_else_has) {
  static struct function f = {.callback = forget_all};
  OPTIONAL(describe_slots);
  napi_shim_slot_form form = described();
  if (!form.is_tagged)
    return;
  uint32_t expected = (uint32_t)form.tag_object;
  const char *const objects[] = {
      "({})", "[]", "(() => {})", "/x/", "class A {}; A", "new Proxy({}, {})"};
  const char *const others_of_all[] = {"undefined",
                                       "null",
                                       "true",
                                       "1",
                                       "1.5",
                                       "'x'",
                                       "Symbol()",
                                       "1n",
                                       "''",
                                       "2n ** 300n",
                                       "'ab'.repeat(9999) + 1"};
  for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
    ck_assert_msg(tag(run(objects[i])) == expected, "%s", objects[i]);
  ck_assert_uint_eq(tag(make_function(&f, "f")), expected);
  for (size_t i = 0; i < sizeof others_of_all / sizeof *others_of_all; i++)
    ck_assert_msg(tag(run(others_of_all[i])) != expected, "%s",
                  others_of_all[i]);
  ck_assert_uint_ge(expected, form.tag_counted);
  ck_assert_uint_ge(tag(run("'x'")), form.tag_counted);
  ck_assert_uint_ge(tag(run("Symbol()")), form.tag_counted);
  ck_assert_uint_ge(tag(run("2n ** 300n")), form.tag_counted);
  ck_assert_uint_lt(0, form.tag_counted);
}
END_TEST

static int32_t holders_of(const napi_shim_slot_form *form, const slot *value) {
  int32_t count;
  memcpy(&count,
         (const char *)(uintptr_t)value->word[0] + (ptrdiff_t)form->count_at,
         sizeof count);
  return count;
}

START_TEST(who_holds_a_value_is_counted_where_the_engine_says) {
  static struct function f = {.callback = forget_all};
  OPTIONAL(describe_slots);
  napi_shim_slot_form form = described();
  if (form.count_at == 0)
    return;
  const char *const samples[] = {"({})",
                                 "[1]",
                                 "(() => {})",
                                 "new Proxy({}, {})",
                                 "'a text, ' + Date()",
                                 "Symbol()",
                                 "2n ** 300n",
                                 "'ab'.repeat(9999) + Date()",
                                 "'name'"};
  for (size_t i = 0; i <= sizeof samples / sizeof *samples; i++) {
    const slot *value = i == sizeof samples / sizeof *samples
                            ? make_function(&f, "f")
                            : run(samples[i]);
    ck_assert_uint_ge(tag(value), form.tag_counted);
    int32_t count = holders_of(&form, value);
    ck_assert_int_ge(count, 1);
    slot more;
    engine->retain(w->vm, value, &more);
    ck_assert_int_eq(holders_of(&form, value), count + 1);
    engine->release(w->vm, &more, 1);
    ck_assert_int_eq(holders_of(&form, value), count);
  }
}
END_TEST

START_TEST(objects_are_of_the_type_that_their_class_says) {
  static struct function f = {.callback = forget_all};
  OPTIONAL(describe_slots);
  napi_shim_slot_form form = described();
  if (form.type_count == 0)
    return;
  const char *const samples[] = {"({})",
                                 "[]",
                                 "(() => {})",
                                 "/x/",
                                 "class A {}; A",
                                 "new Proxy({}, {})",
                                 "new Proxy(() => {}, {})",
                                 "(() => {}).bind()",
                                 "Math.max",
                                 "new Date()",
                                 "(function () { return arguments; })()",
                                 "new Uint8Array(1)",
                                 "function* g() {}; g",
                                 "async () => {}"};
  for (size_t i = 0; i <= sizeof samples / sizeof *samples; i++) {
    const slot *value = i == sizeof samples / sizeof *samples
                            ? make_function(&f, "f")
                            : run(samples[i]);
    napi_shim_type type = engine->type_of(w->realm, value);
    uint16_t class;
    memcpy(&class, (const char *)(uintptr_t)value->word[0] + form.class_at,
           sizeof class);
    if (class < form.type_count && form.types[class] != 0)
      ck_assert_int_eq(form.types[class] - 1, type);
  }
  uint16_t class;
  const slot *function = run("(() => {})");
  memcpy(&class, (const char *)(uintptr_t)function->word[0] + form.class_at,
         sizeof class);
  ck_assert_uint_lt(class, form.type_count);
  ck_assert_int_eq(form.types[class], 1 + napi_shim_type_function);
}
END_TEST

TCase *known_tests(void) {
  TCase *topic = tcase_create("known");
  tcase_add_test(topic, a_name_is_what_its_text_is_now);
  tcase_add_test(topic, equal_names_at_many_places_are_one_property);
  tcase_add_test(topic, every_name_has_its_answer);
  tcase_add_test(topic, known_names_see_prototypes_getters_and_refusals);
  tcase_add_test(topic, a_name_in_use_is_not_forgotten);
  tcase_add_test(topic, a_string_that_is_known_as_a_key_is_its_own_text);
  tcase_add_test(topic, constants_are_what_they_are_called);
  tcase_add_test(topic, tagged_numbers_are_numbers);
  tcase_add_test(topic, objects_have_their_tag_and_nothing_else_has);
  tcase_add_test(topic, who_holds_a_value_is_counted_where_the_engine_says);
  tcase_add_test(topic, objects_are_of_the_type_that_their_class_says);
  return topic;
}
