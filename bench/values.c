/* SPDX-License-Identifier: MIT */
/* Rows on primitive values: numbers, strings, scopes, references. */

#include "addon.h"

#include <string.h>

ROW(get_version, uint32_t version; OK(napi_get_version(env, &version));)
ROW(create_double, OK(napi_create_double(env, i + 0.5, &value));)
ROW(int32_roundtrip, int32_t number;
    OK(napi_create_int32(env, (int32_t)i, &value));
    OK(napi_get_value_int32(env, value, &number));)
ROW(get_value_double, double number;
    OK(napi_get_value_double(env, t->number, &number));)
ROW(get_undefined, OK(napi_get_undefined(env, &value));)
ROW(typeof_, napi_valuetype type; OK(napi_typeof(env, t->object, &type));)
ROW(strict_equals, bool same;
    OK(napi_strict_equals(env, t->object, t->array, &same));)
ROW(handle_scope, napi_handle_scope scope;
    OK(napi_open_handle_scope(env, &scope));
    OK(napi_close_handle_scope(env, scope));)
ROW(handle_scope_4, napi_handle_scope scope;
    OK(napi_open_handle_scope(env, &scope));
    OK(napi_create_int32(env, 1, &value));
    OK(napi_create_int32(env, 2, &value));
    OK(napi_create_int32(env, 3, &value));
    OK(napi_create_int32(env, 4, &value));
    OK(napi_close_handle_scope(env, scope));)
ROW(reference_create_delete, napi_ref reference;
    OK(napi_create_reference(env, t->object, 1, &reference));
    OK(napi_delete_reference(env, reference));)
ROW(reference_weak_create_delete, napi_ref reference;
    OK(napi_create_reference(env, t->object, 0, &reference));
    OK(napi_delete_reference(env, reference));)
ROW(reference_get, OK(napi_get_reference_value(env, t->reference, &value));)

static char latin[1024];
static char16_t wide[1024];

__attribute__((constructor)) static void fill(void) {
  memset(latin, 'x', sizeof latin);
  for (size_t i = 0; i < 1024; i++)
    wide[i] = u'x';
}

ROW(str_utf8_create_16, OK(napi_create_string_utf8(env, latin, 16, &value));)
ROW(str_utf8_create_1k, OK(napi_create_string_utf8(env, latin, 1024, &value));)
ROW(str_utf16_create_16, OK(napi_create_string_utf16(env, wide, 16, &value));)
ROW(str_utf16_create_1k, OK(napi_create_string_utf16(env, wide, 1024, &value));)
ROW(str_latin1_create_16,
    OK(napi_create_string_latin1(env, latin, 16, &value));)
ROW(str_latin1_create_1k,
    OK(napi_create_string_latin1(env, latin, 1024, &value));)
ROW(str_latin1_get_16, char text[32]; size_t length;
    OK(napi_get_value_string_latin1(env, t->text16, text, 32, &length));)
ROW(str_latin1_get_1k, char text[1100]; size_t length;
    OK(napi_get_value_string_latin1(env, t->text1k, text, 1100, &length));)
ROW(str_utf16_get_16, char16_t text[32]; size_t length;
    OK(napi_get_value_string_utf16(env, t->text16, text, 32, &length));)
ROW(str_utf16_get_1k, char16_t text[1100]; size_t length;
    OK(napi_get_value_string_utf16(env, t->text1k, text, 1100, &length));)
ROW(str_utf8_get_16, char text[32]; size_t length;
    OK(napi_get_value_string_utf8(env, t->text16, text, 32, &length));)
ROW(str_utf8_get_1k, char text[1100]; size_t length;
    OK(napi_get_value_string_utf8(env, t->text1k, text, 1100, &length));)
ROW(str_utf8_length_1k, size_t length;
    OK(napi_get_value_string_utf8(env, t->text1k, NULL, 0, &length));)
ROW(bigint_int64, int64_t number; bool whole;
    OK(napi_create_bigint_int64(env, 123456789012, &value));
    OK(napi_get_value_bigint_int64(env, value, &number, &whole));)
ROW(bigint_words_4, uint64_t words[4] = {1, 2, 3, 4}; size_t count = 4;
    int sign; OK(napi_create_bigint_words(env, 0, 4, words, &value));
    OK(napi_get_value_bigint_words(env, value, &sign, &count, words));)

const struct row value_rows[] = {
    {"n_get_version", get_version},
    {"n_create_double", create_double},
    {"n_int32_roundtrip", int32_roundtrip},
    {"n_get_value_double", get_value_double},
    {"n_get_undefined", get_undefined},
    {"n_typeof", typeof_},
    {"n_strict_equals", strict_equals},
    {"n_handle_scope", handle_scope},
    {"n_handle_scope_4", handle_scope_4},
    {"n_reference_create_delete", reference_create_delete},
    {"n_reference_weak_create_delete", reference_weak_create_delete},
    {"n_reference_get", reference_get},
    {"n_str_utf8_create_16", str_utf8_create_16},
    {"n_str_utf8_create_1k", str_utf8_create_1k},
    {"n_str_utf8_get_16", str_utf8_get_16},
    {"n_str_utf8_get_1k", str_utf8_get_1k},
    {"n_str_utf8_length_1k", str_utf8_length_1k},
    {"n_str_utf16_create_16", str_utf16_create_16},
    {"n_str_utf16_create_1k", str_utf16_create_1k},
    {"n_str_utf16_get_16", str_utf16_get_16},
    {"n_str_utf16_get_1k", str_utf16_get_1k},
    {"n_str_latin1_create_16", str_latin1_create_16},
    {"n_str_latin1_create_1k", str_latin1_create_1k},
    {"n_str_latin1_get_16", str_latin1_get_16},
    {"n_str_latin1_get_1k", str_latin1_get_1k},
    {"n_bigint_int64", bigint_int64},
    {"n_bigint_words_4", bigint_words_4},
    {NULL, NULL}};
