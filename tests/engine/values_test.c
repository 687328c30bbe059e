/* SPDX-License-Identifier: MIT */
/* Primitive values, strings, comparison and conversion. */

#include "engine_test.h"

#include <math.h>
#include <stdio.h>

static void is_type(const char *source, napi_shim_type type) {
  ck_assert_msg(engine->type_of(w->realm, run(source)) == type,
                "%s is of type %d", source,
                engine->type_of(w->realm, run(source)));
}

START_TEST(every_kind_of_value_has_its_type) {
  is_type("undefined", napi_shim_type_undefined);
  is_type("null", napi_shim_type_null);
  is_type("true", napi_shim_type_boolean);
  is_type("1", napi_shim_type_number);
  is_type("1.5", napi_shim_type_number);
  is_type("NaN", napi_shim_type_number);
  is_type("'x'", napi_shim_type_string);
  is_type("'abcdefgh'.repeat(2000) + Math.random()", napi_shim_type_string);
  is_type("Symbol()", napi_shim_type_symbol);
  is_type("({})", napi_shim_type_object);
  is_type("[]", napi_shim_type_object);
  is_type("new Proxy({}, {})", napi_shim_type_object);
  is_type("new Proxy(() => {}, {})", napi_shim_type_function);
  is_type("class A {}; A", napi_shim_type_function);
  is_type("Object.create(Function.prototype)", napi_shim_type_object);
  is_type("1n", napi_shim_type_bigint);
  is_type("2n ** 300n", napi_shim_type_bigint);
}
END_TEST

START_TEST(made_primitives_are_what_scripts_see) {
  slot *value = root();
  engine->make_null(w->realm, value);
  set_global("a", value);
  engine->make_boolean(w->realm, true, value);
  set_global("b", value);
  engine->make_undefined(w->realm, value);
  set_global("c", value);
  holds("a === null && b === true && c === undefined");
}
END_TEST

START_TEST(numbers_are_exact_in_both_directions) {
  const double numbers[] = {0.0,
                            -0.0,
                            1,
                            -1,
                            2147483647,
                            2147483648,
                            -2147483648.0,
                            -2147483649.0,
                            4294967295.0,
                            0.1,
                            1e300,
                            5e-324,
                            NAN,
                            INFINITY,
                            -INFINITY,
                            9007199254740993.0};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    double back = 12345;
    slot *value = make_number(numbers[i]);
    ck_assert(engine->get_number(w->realm, value, &back));
    if (isnan(numbers[i]))
      ck_assert(isnan(back));
    else
      ck_assert_mem_eq(&back, &numbers[i], sizeof back);
  }
  set_global("zero", make_number(-0.0));
  holds("Object.is(zero, -0)");
  double back;
  ck_assert(engine->get_number(w->realm, run("-0"), &back));
  ck_assert(back == 0 && signbit(back));
}
END_TEST

START_TEST(int32_is_a_number) {
  OPTIONAL(make_int32);
  slot *value = root();
  double back;
  engine->make_int32(w->realm, INT32_MIN, value);
  ck_assert(engine->get_number(w->realm, value, &back));
  ck_assert(back == INT32_MIN);
}
END_TEST

START_TEST(reading_a_value_of_another_type_leaves_the_result) {
  double number = 7;
  bool boolean = true;
  ck_assert(!engine->get_number(w->realm, run("'1'"), &number));
  ck_assert(!engine->get_number(w->realm, run("1n"), &number));
  ck_assert(!engine->get_number(w->realm, run("undefined"), &number));
  ck_assert(!engine->get_boolean(w->realm, run("0"), &boolean));
  ck_assert(
      !engine->get_boolean(w->realm, run("new Boolean(false)"), &boolean));
  ck_assert(number == 7 && boolean);
}
END_TEST

static void bigint_is(const char *source, int64_t low, bool fits_signed,
                      bool fits_unsigned) {
  int64_t i = 1;
  uint64_t u = 1;
  bool lossless = !fits_signed;
  ok(engine->get_bigint_int64(w->realm, run(source), &i, &lossless));
  ck_assert_msg(i == low && lossless == fits_signed, "%s as int64: %lld %d",
                source, (long long)i, lossless);
  lossless = !fits_unsigned;
  ok(engine->get_bigint_uint64(w->realm, run(source), &u, &lossless));
  ck_assert_msg(u == (uint64_t)low && lossless == fits_unsigned,
                "%s as uint64: %llu %d", source, (unsigned long long)u,
                lossless);
}

START_TEST(bigints_give_their_low_64_bits_and_tell_what_is_lost) {
  bigint_is("0n", 0, true, true);
  bigint_is("-1n", -1, true, false);
  bigint_is("2n ** 63n - 1n", INT64_MAX, true, true);
  bigint_is("2n ** 63n", INT64_MIN, false, true);
  bigint_is("-(2n ** 63n)", INT64_MIN, true, false);
  bigint_is("2n ** 64n - 1n", -1, false, true);
  bigint_is("2n ** 64n", 0, false, false);
  bigint_is("2n ** 200n + 5n", 5, false, false);
  bigint_is("-(2n ** 200n) - 5n", -5, false, false);
}
END_TEST

static void words_are(const char *source, bool negative, size_t count,
                      const uint64_t *expected) {
  const uint64_t *words;
  size_t found;
  bool sign;
  napi_shim_engine_status done =
      engine->get_bigint_words(w->realm, run(source), &sign, &found, &words);
  if (done == napi_shim_engine_unsupported)
    return;
  ok(done);
  ck_assert_uint_eq(found, count);
  ck_assert(sign == negative);
  for (size_t i = 0; i < count; i++)
    ck_assert_uint_eq(words[i], expected[i]);
}

START_TEST(words_of_bigints_are_exact) {
  static const uint64_t words[] = {5, 0, 1};
  slot *value = root();
  if (engine->get_bigint_words != NULL) {
    words_are("0n", false, 0, NULL);
    words_are("-5n", true, 1, words);
    words_are("-(2n ** 128n) - 5n", true, 3, words);
    words_are("2n ** 128n + 5n", false, 3, words);
  }
  if (engine->make_bigint_words == NULL)
    return;
  napi_shim_engine_status done =
      engine->make_bigint_words(w->realm, true, 3, words, value);
  if (done == napi_shim_engine_unsupported)
    return;
  ok(done);
  set_global("b", value);
  holds("b === -(2n ** 128n) - 5n && b + 2n ** 128n === -5n");
  value = root();
  ok(engine->make_bigint_words(w->realm, true, 1, words, value));
  set_global("b", value);
  holds("b === -5n && `${b}` === '-5' && new Map([[b, 1]]).get(-5n) === 1");
}
END_TEST

/* What the engine makes itself is what the constructor would make. */
START_TEST(made_errors_are_those_of_their_constructors) {
  if (engine->make_error == NULL)
    return;
  slot *message = run("'a\\0\\ud800'"), *code = run("'C'"), *value;
  run("globalThis.set = 0;"
      "globalThis.T = [Error, TypeError, RangeError, SyntaxError];"
      "for (const name of ['Error', 'TypeError']) globalThis[name] = null");
  for (int kind = 0; kind < 4; kind++) {
    value = root();
    napi_shim_engine_status done =
        engine->make_error(w->realm, kind, message, code, value);
    if (done == napi_shim_engine_unsupported)
      continue;
    ok(done);
    ck_assert_int_eq(engine->class_of(w->realm, value), napi_shim_class_error);
    set_global("e", value);
    set_global("kind", make_number(kind));
    holds("Object.getPrototypeOf(e) === T[kind].prototype &&"
          "e.message === 'a\\0\\ud800' && e.code === 'C' &&"
          "`${Object.keys(e)}` === 'code'");
    value = root();
    ok(engine->make_error(w->realm, kind, run("''"), NULL, value));
    set_global("e", value);
    holds("!('code' in e) && e.message === '' && Object.hasOwn(e, 'message')");
  }
  run("Object.defineProperty(T[0].prototype, 'code', {configurable: true,"
      "  set() { throw 5 }})");
  value = root();
  napi_shim_engine_status done =
      engine->make_error(w->realm, 0, message, code, value);
  if (done != napi_shim_engine_unsupported) {
    ck_assert_int_eq(done, napi_shim_engine_exception);
    engine->take_exception(w->realm, value);
    set_global("thrown", value);
    holds("thrown === 5");
  }
}
END_TEST

START_TEST(made_bigints_are_exact) {
  slot *value = root();
  ok(engine->make_bigint_int64(w->realm, INT64_MIN, value));
  set_global("a", value);
  value = root();
  ok(engine->make_bigint_uint64(w->realm, UINT64_MAX, value));
  set_global("b", value);
  value = root();
  ok(engine->make_bigint_int64(w->realm, -1, value));
  set_global("c", value);
  holds("a === -(2n ** 63n) && b === 2n ** 64n - 1n && c === -1n");
}
END_TEST

START_TEST(utf16_keeps_lone_surrogates_and_nul) {
  const uint16_t units[] = {0xd800, 'a', 0, 0xdc00, 0xd83d, 0xde00, 0xe9, 'z'};
  uint16_t back[16];
  slot *value = root();
  ok(engine->make_string_utf16(w->realm, units, 8, value));
  set_global("s", value);
  holds("s.length === 8 && [...Array(8).keys()].map((i) => s.charCodeAt(i))"
        ".join() === '55296,97,0,56320,55357,56832,233,122'");
  ck_assert_uint_eq(units_of(value, back, 16), 8);
  ck_assert_mem_eq(back, units, sizeof units);
  ck_assert_uint_eq(units_of(run("'\\ud800a\\0\\udc00'"), back, 16), 4);
  ck_assert_mem_eq(back, units, 8);
}
END_TEST

START_TEST(latin1_is_a_byte_per_code_unit) {
  char bytes[256];
  uint16_t back[300];
  slot *value = root();
  for (int i = 0; i < 256; i++)
    bytes[i] = (char)i;
  ok(engine->make_string_latin1(w->realm, bytes, 256, value));
  set_global("s", value);
  holds("s.length === 256 && [...s].every((c, i) => c.charCodeAt(0) === i)");
  ck_assert_uint_eq(units_of(value, back, 300), 256);
  for (unsigned i = 0; i < 256; i++)
    ck_assert_uint_eq(back[i], i);
}
END_TEST

START_TEST(utf8_is_decoded_with_nul) {
  OPTIONAL(make_string_utf8);
  slot *value = root();
  ok(engine->make_string_utf8(w->realm, "a\0\xc3\xa9\xf0\x9f\x98\x80", 8,
                              value));
  set_global("s", value);
  holds("s === 'a\\0\\u00e9\\u{1f600}'");
}
END_TEST

START_TEST(empty_strings_need_no_memory) {
  uint16_t back[4];
  slot *a = root(), *b = root();
  ok(engine->make_string_latin1(w->realm, NULL, 0, a));
  ok(engine->make_string_utf16(w->realm, NULL, 0, b));
  ck_assert(engine->strict_equals(w->realm, a, b));
  ck_assert_uint_eq(units_of(a, back, 4), 0);
}
END_TEST

START_TEST(a_text_is_one_key_whichever_way_it_was_made) {
  const uint16_t wide[] = {'k', 0xe9, 'y'};
  slot *object = make_object(), *key = root(), *value = root();
  ok(engine->make_string_utf16(w->realm, wide, 3, key));
  ok(engine->set(w->realm, object, key, make_number(1)));
  key = root();
  ok(engine->make_string_latin1(w->realm, "k\xe9y", 3, key));
  ok(engine->get(w->realm, object, key, value));
  ck_assert_str_eq(text(value), "1");
  set_global("o", object);
  holds("o['k\\u00e9y'] === 1 && Object.keys(o).length === 1");
}
END_TEST

START_TEST(a_long_text_survives) {
  enum { size = 3000000 };
  uint16_t *units = malloc(size * sizeof *units);
  slot *value = root();
  napi_shim_text t;
  for (size_t i = 0; i < size; i++)
    units[i] = (uint16_t)(i % 0xd000 + 1);
  ok(engine->make_string_utf16(w->realm, units, size, value));
  set_global("s", value);
  holds("s.length === 3000000 && s.charCodeAt(2999999) === 2999999 % 0xd000 "
        "+ 1");
  ok(engine->get_text(w->realm, value, &t));
  ck_assert_uint_ge(t.length, size);
  engine->release_text(w->realm, &t);
  free(units);
}
END_TEST

/* A text of so many code units from `low` on, made natively, made by a script,
 * and the middle of a longer one. */
static void check_text(size_t length, unsigned low, unsigned kinds) {
  uint16_t *units = malloc(length * sizeof *units);
  uint16_t *back = malloc((length + 4) * sizeof *back);
  char *bytes = malloc(length), source[300];
  size_t start = w->count;
  slot *wide = root(), *narrow = root();
  for (size_t i = 0; i < length; i++)
    bytes[i] = (char)(units[i] = (uint16_t)(low + i % kinds));
  snprintf(source, sizeof source,
           "globalThis.t = ''; for (let i = 0; i < %zu; i++)"
           "  t += String.fromCharCode(%u + i %% %u);"
           "globalThis.part = (t.slice(1) + t).slice(%zu, %zu); t",
           length, low, kinds, length - 1, 2 * length - 1);
  slot *made = run(source), *part = run("part");
  ok(engine->make_string_utf16(w->realm, units, length, wide));
  set_global("s", wide);
  holds("s === t && s.length === t.length");
  if (low + kinds <= 0x100) {
    ok(engine->make_string_latin1(w->realm, bytes, length, narrow));
    set_global("s", narrow);
    holds("s === t && s.length === t.length && (s + 'x').length > s.length");
  }
  const slot *const all[] = {made, part, wide};
  for (int i = 0; i < 3; i++) {
    ck_assert_uint_eq(units_of(all[i], back, length + 4), length);
    ck_assert_mem_eq(back, units, length * sizeof *units);
  }
  cut(start);
  free(units);
  free(back);
  free(bytes);
}

START_TEST(a_text_is_the_same_at_every_length) {
  static const size_t lengths[] = {1,    7,    8,    9,    95,   96,   97,
                                   127,  128,  2031, 2032, 2033, 2047, 2048,
                                   2049, 4096, 4097, 8192, 8193, 20000};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    check_text(lengths[i], 1, 127);
    check_text(lengths[i], 0, 256);
    check_text(lengths[i], 200, 700);
  }
  check_text(256, 1, 256); /* all but the last fit in a byte */
}
END_TEST

START_TEST(symbols_are_unique_and_keep_their_description) {
  OPTIONAL(make_symbol);
  const uint16_t units[] = {'a', 0, 0xd800};
  slot *description = root(), *a = root(), *b = root(), *c = root();
  ok(engine->make_string_utf16(w->realm, units, 3, description));
  ok(engine->make_symbol(w->realm, description, a));
  ok(engine->make_symbol(w->realm, description, b));
  ok(engine->make_symbol(w->realm, NULL, c));
  ck_assert(!engine->strict_equals(w->realm, a, b));
  ck_assert(engine->strict_equals(w->realm, a, a));
  set_global("a", a);
  set_global("c", c);
  holds("a.description === 'a\\0\\ud800' && c.description === undefined && "
        "Symbol.keyFor(a) === undefined");
}
END_TEST

static void is_class(const char *source, napi_shim_class class) {
  napi_shim_class is = engine->class_of(w->realm, run(source));
  ck_assert_msg(is == class, "%s is of class %d", source, is);
}

START_TEST(classes_are_seen_through_changed_prototypes) {
  is_class("1", napi_shim_class_none);
  is_class("'x'", napi_shim_class_none);
  is_class("null", napi_shim_class_none);
  is_class("({})", napi_shim_class_plain);
  is_class("new Map", napi_shim_class_plain);
  is_class("() => 1", napi_shim_class_plain);
  is_class("Object.setPrototypeOf([], null)", napi_shim_class_array);
  is_class("class B extends Array {}; new B", napi_shim_class_array);
  is_class("Object.create(Array.prototype)", napi_shim_class_plain);
  is_class("Object.setPrototypeOf(new RangeError, {})", napi_shim_class_error);
  is_class("({__proto__: Error.prototype})", napi_shim_class_plain);
  is_class("Object.setPrototypeOf(new Date, null)", napi_shim_class_date);
  is_class("Promise.resolve()", napi_shim_class_promise);
  is_class("({then() {}})", napi_shim_class_plain);
  is_class("Object.setPrototypeOf(new ArrayBuffer(1), null)",
           napi_shim_class_arraybuffer);
  is_class("new Float64Array(1)", napi_shim_class_typedarray);
  is_class("Object.setPrototypeOf(new BigInt64Array(1), null)",
           napi_shim_class_typedarray);
  is_class("Object.setPrototypeOf(new Uint8ClampedArray(0), null)",
           napi_shim_class_typedarray);
  is_class("Object.setPrototypeOf(new DataView(new ArrayBuffer(1)), null)",
           napi_shim_class_dataview);
  is_class("new Proxy([], {})", napi_shim_class_proxy);
  is_class("new Proxy(new Proxy(() => {}, {}), {})", napi_shim_class_proxy);
}
END_TEST

START_TEST(shared_buffers_have_a_class_of_their_own) {
  CAPABLE(napi_shim_can_share_memory);
  is_class("new SharedArrayBuffer(1)", napi_shim_class_shared_arraybuffer);
}
END_TEST

START_TEST(strict_equality_is_that_of_scripts) {
  ck_assert(!engine->strict_equals(w->realm, run("NaN"), run("NaN")));
  ck_assert(engine->strict_equals(w->realm, run("0"), run("-0")));
  ck_assert(
      engine->strict_equals(w->realm, run("2n ** 70n"), run("2n ** 70n")));
  ck_assert(!engine->strict_equals(w->realm, run("1"), run("'1'")));
  ck_assert(!engine->strict_equals(w->realm, run("'a\\0b'"), run("'a\\0c'")));
  ck_assert(!engine->strict_equals(w->realm, run("({})"), run("({})")));
}
END_TEST

START_TEST(conversions_are_those_of_scripts) {
  slot *value = root();
  double number;
  ck_assert(engine->to_boolean(w->realm, run("'0'")));
  ck_assert(!engine->to_boolean(w->realm, run("''")));
  ck_assert(!engine->to_boolean(w->realm, run("NaN")));
  ok(engine->to_number(w->realm, run("({valueOf() { return '0x10' }})"),
                       value));
  ck_assert(engine->get_number(w->realm, value, &number) && number == 16);
  value = root();
  ok(engine->to_string(w->realm, run("[1, [2, null]]"), value));
  ck_assert_str_eq(text(value), "1,2,");
  value = root();
  ok(engine->to_object(w->realm, run("'ab'"), value));
  set_global("s", value);
  holds("typeof s === 'object' && s instanceof String && s.length === 2");
  value = root();
  ok(engine->to_object(w->realm, run("globalThis.o = {}"), value));
  ck_assert(engine->strict_equals(w->realm, value, global("o")));
}
END_TEST

START_TEST(failing_conversions_throw) {
  slot *value = root();
  throws(engine->to_number(w->realm, run("Symbol()"), value));
  ck_assert_ptr_nonnull(strstr(thrown_text(), "TypeError"));
  throws(engine->to_number(w->realm, run("1n"), value));
  ck_assert_ptr_nonnull(strstr(thrown_text(), "TypeError"));
  throws(engine->to_string(w->realm, run("Symbol()"), value));
  ck_assert_ptr_nonnull(strstr(thrown_text(), "TypeError"));
  throws(engine->to_object(w->realm, run("null"), value));
  ck_assert_ptr_nonnull(strstr(thrown_text(), "TypeError"));
  throws(engine->to_object(w->realm, run("undefined"), value));
  ck_assert_ptr_nonnull(strstr(thrown_text(), "TypeError"));
  throws(engine->to_string(w->realm, run("({toString() { throw 'mine' }})"),
                           value));
  ck_assert_str_eq(thrown_text(), "mine");
}
END_TEST

START_TEST(conversion_does_not_use_what_scripts_overwrite) {
  slot *value = root();
  run("globalThis.Object = globalThis.String = globalThis.Symbol = null");
  ok(engine->to_object(w->realm, run("1"), value));
  ck_assert_int_eq(engine->type_of(w->realm, value), napi_shim_type_object);
}
END_TEST

START_TEST(instance_of_asks_the_constructor) {
  OPTIONAL(instance_of);
  bool is = false;
  ok(engine->instance_of(w->realm, run("[]"), run("Array"), &is));
  ck_assert(is);
  ok(engine->instance_of(w->realm, run("({})"), run("Array"), &is));
  ck_assert(!is);
  ok(engine->instance_of(
      w->realm, run("1"),
      run("(class { static [Symbol.hasInstance]() { return true } })"), &is));
  ck_assert(is);
  throws(engine->instance_of(
      w->realm, run("1"),
      run("(class { static [Symbol.hasInstance]() { throw 'no' } })"), &is));
  ck_assert_str_eq(thrown_text(), "no");
}
END_TEST

TCase *values_tests(void) {
  TCase *topic = tcase_create("values");
  tcase_add_test(topic, every_kind_of_value_has_its_type);
  tcase_add_test(topic, made_primitives_are_what_scripts_see);
  tcase_add_test(topic, numbers_are_exact_in_both_directions);
  tcase_add_test(topic, int32_is_a_number);
  tcase_add_test(topic, reading_a_value_of_another_type_leaves_the_result);
  tcase_add_test(topic, bigints_give_their_low_64_bits_and_tell_what_is_lost);
  tcase_add_test(topic, made_errors_are_those_of_their_constructors);
  tcase_add_test(topic, made_bigints_are_exact);
  tcase_add_test(topic, words_of_bigints_are_exact);
  tcase_add_test(topic, utf16_keeps_lone_surrogates_and_nul);
  tcase_add_test(topic, latin1_is_a_byte_per_code_unit);
  tcase_add_test(topic, utf8_is_decoded_with_nul);
  tcase_add_test(topic, empty_strings_need_no_memory);
  tcase_add_test(topic, a_text_is_one_key_whichever_way_it_was_made);
  tcase_add_test(topic, a_long_text_survives);
  tcase_add_test(topic, a_text_is_the_same_at_every_length);
  tcase_add_test(topic, symbols_are_unique_and_keep_their_description);
  tcase_add_test(topic, classes_are_seen_through_changed_prototypes);
  tcase_add_test(topic, shared_buffers_have_a_class_of_their_own);
  tcase_add_test(topic, strict_equality_is_that_of_scripts);
  tcase_add_test(topic, conversions_are_those_of_scripts);
  tcase_add_test(topic, failing_conversions_throw);
  tcase_add_test(topic, conversion_does_not_use_what_scripts_overwrite);
  tcase_add_test(topic, instance_of_asks_the_constructor);
  return topic;
}
