/* SPDX-License-Identifier: MIT */
/* BigInts of 64 bits through the engine, longer ones as hexadecimal text. */

#include <limits.h>
#include <string.h>

#include "env/memory.h"
#include "env/text.h"
#include "napi/operands.h"

enum {
  digits_per_word = 16,
  max_words = 1 << 24 /* as in Node; an engine may have a lower limit */
};

/* Version 6, as all of this chapter. */
napi_status impl_napi_create_bigint_int64(napi_env env, int64_t value,
                                          napi_value *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  TRY(env, ENGINE(env)->make_bigint_int64(REALM(env), value, slot));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_create_bigint_uint64(napi_env env, uint64_t value,
                                           napi_value *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  TRY(env, ENGINE(env)->make_bigint_uint64(REALM(env), value, slot));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

static napi_status too_big(napi_env env) {
  return operand_throw(env, 2, NULL, "Maximum BigInt size exceeded",
                       napi_pending_exception);
}

/* "0x…" with all digits of the words, lowest word first. */
static char *hex_of(const uint64_t *words, size_t count, size_t *length) {
  static const char digits[] = "0123456789abcdef";
  *length = 2 + count * digits_per_word;
  char *text = memory_alloc(*length);
  if (text == NULL)
    return NULL;
  char *to = text + *length;
  for (size_t i = 0; i < count; i++)
    for (int shift = 0; shift < 64; shift += 4)
      *--to = digits[words[i] >> shift & 15];
  text[0] = '0';
  text[1] = 'x';
  return text;
}

static napi_shim_engine_status from_words(napi_env env, bool negative,
                                          size_t count, const uint64_t *words,
                                          napi_shim_slot *result) {
  size_t length;
  char *hex = hex_of(words, count, &length);
  if (hex == NULL)
    return napi_shim_engine_out_of_memory;
  napi_shim_slot sign, text;
  napi_shim_engine_status status =
      ENGINE(env)->make_string_latin1(REALM(env), hex, length, &text);
  memory_free(hex);
  if (status != napi_shim_engine_ok)
    return status;
  ENGINE(env)->make_boolean(REALM(env), negative, &sign);
  const napi_shim_slot *argv[] = {&sign, &text};
  status = realm_call(env->realm, intrinsic_bigintFromText, 2, argv, result);
  realm_release(env->realm, &text);
  return status;
}

/* The highest word is not zero. */
static napi_shim_engine_status make_words(napi_env env, bool negative,
                                          size_t count, const uint64_t *words,
                                          napi_shim_slot *result) {
  if (count == 0)
    return ENGINE(env)->make_bigint_uint64(REALM(env), 0, result);
  if (count == 1 && !negative)
    return ENGINE(env)->make_bigint_uint64(REALM(env), words[0], result);
  if (ENGINE(env)->make_bigint_words != NULL) {
    napi_shim_engine_status status = ENGINE(env)->make_bigint_words(
        REALM(env), negative, count, words, result);
    if (status != napi_shim_engine_unsupported)
      return status;
  }
  return from_words(env, negative, count, words, result);
}

/* words: lowest first. Too many for the engine: pending_exception with a
 * RangeError. */
napi_status impl_napi_create_bigint_words(napi_env env, int sign_bit,
                                          size_t word_count,
                                          const uint64_t *words,
                                          napi_value *result) {
  ENTER_JS(env);
  CHECK_ARG(env, words);
  CHECK_ARG(env, result);
  CHECK(env, word_count <= INT_MAX, napi_invalid_arg);
  if (word_count > max_words)
    return too_big(env);
  while (word_count > 0 && words[word_count - 1] == 0)
    word_count--;
  RESERVE(env, slot);
  napi_shim_engine_status status =
      make_words(env, sign_bit != 0, word_count, words, slot);
  if (status == napi_shim_engine_exception) {
    napi_shim_slot thrown;
    ENGINE(env)->take_exception(REALM(env), &thrown);
    realm_release(env->realm, &thrown);
    return too_big(env);
  }
  TRY(env, status);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

/* The low 64 bits; *lossless tells whether that is all. */
napi_status impl_napi_get_value_bigint_int64(napi_env env, napi_value value,
                                             int64_t *result, bool *lossless) {
  ENTER(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  CHECK_ARG(env, lossless);
  CHECK(env, type_of(env, value) == napi_shim_type_bigint,
        napi_bigint_expected);
  TRY(env, ENGINE(env)->get_bigint_int64(REALM(env), slot_of(value), result,
                                         lossless));
  LEAVE(env, napi_ok);
}

napi_status impl_napi_get_value_bigint_uint64(napi_env env, napi_value value,
                                              uint64_t *result,
                                              bool *lossless) {
  ENTER(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  CHECK_ARG(env, lossless);
  CHECK(env, type_of(env, value) == napi_shim_type_bigint,
        napi_bigint_expected);
  TRY(env, ENGINE(env)->get_bigint_uint64(REALM(env), slot_of(value), result,
                                          lossless));
  LEAVE(env, napi_ok);
}

/* The magnitude of a BigInt: the engine's words, or one word, or hexadecimal
 * digits. */
struct magnitude {
  bool negative;
  const uint64_t *words; /* NULL: one of the others */
  size_t count;
  uint64_t word;
  char *digits; /* NULL: `word` is all */
  size_t digit_count;
};

static napi_shim_engine_status
digits_of(napi_env env, const napi_shim_slot *value, struct magnitude *result) {
  napi_shim_slot text;
  napi_shim_engine_status status =
      realm_call(env->realm, intrinsic_bigintToText, 1, &value, &text);
  if (status != napi_shim_engine_ok)
    return status;
  result->digits = text_copy_utf8(env->realm, &text, &result->digit_count);
  realm_release(env->realm, &text);
  if (result->digits == NULL)
    return napi_shim_engine_out_of_memory;
  result->negative = result->digits[0] == '-';
  return napi_shim_engine_ok;
}

static napi_shim_engine_status magnitude_of(napi_env env,
                                            const napi_shim_slot *value,
                                            struct magnitude *result) {
  int64_t number;
  bool lossless;
  *result = (struct magnitude){0};
  if (ENGINE(env)->get_bigint_words != NULL &&
      ENGINE(env)->get_bigint_words(REALM(env), value, &result->negative,
                                    &result->count,
                                    &result->words) == napi_shim_engine_ok)
    return napi_shim_engine_ok;
  *result = (struct magnitude){0};
  napi_shim_engine_status status = ENGINE(env)->get_bigint_uint64(
      REALM(env), value, &result->word, &lossless);
  if (status != napi_shim_engine_ok || lossless)
    return status;
  status = ENGINE(env)->get_bigint_int64(REALM(env), value, &number, &lossless);
  if (status != napi_shim_engine_ok)
    return status;
  if (!lossless)
    return digits_of(env, value, result);
  result->negative = true; /* what is positive did fit the first time */
  result->word = UINT64_C(0) - (uint64_t)number;
  return napi_shim_engine_ok;
}

static size_t words_needed(const struct magnitude *magnitude) {
  if (magnitude->words != NULL)
    return magnitude->count;
  if (magnitude->digits == NULL)
    return magnitude->word == 0 ? 0 : 1;
  size_t digits = magnitude->digit_count - (magnitude->negative ? 1 : 0);
  return (digits + digits_per_word - 1) / digits_per_word;
}

static uint64_t word_at(const struct magnitude *magnitude, size_t index) {
  if (magnitude->digits == NULL)
    return magnitude->word;
  const char *begin = magnitude->digits + (magnitude->negative ? 1 : 0);
  const char *end =
      magnitude->digits + magnitude->digit_count - index * digits_per_word;
  const char *at =
      end - begin > digits_per_word ? end - digits_per_word : begin;
  uint64_t word = 0;
  for (; at < end; at++)
    word = word << 4 | (uint64_t)(*at <= '9' ? *at - '0' : *at - 'a' + 10);
  return word;
}

/* sign_bit and words: both or neither. word_count: in, the room; out, the
 * number needed, whatever the room was. */
napi_status impl_napi_get_value_bigint_words(napi_env env, napi_value value,
                                             int *sign_bit, size_t *word_count,
                                             uint64_t *words) {
  struct magnitude magnitude;
  ENTER(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, word_count);
  CHECK(env, type_of(env, value) == napi_shim_type_bigint,
        napi_bigint_expected);
  if (sign_bit != NULL || words != NULL) {
    CHECK_ARG(env, sign_bit);
    CHECK_ARG(env, words);
  }
  TRY(env, magnitude_of(env, slot_of(value), &magnitude));
  size_t needed = words_needed(&magnitude);
  if (words != NULL) {
    *sign_bit = magnitude.negative;
    size_t fitting = needed < *word_count ? needed : *word_count;
    if (magnitude.words != NULL)
      memcpy(words, magnitude.words, fitting * sizeof *words);
    else
      for (size_t i = 0; i < fitting; i++)
        words[i] = word_at(&magnitude, i);
  }
  if (magnitude.digits != NULL)
    memory_free(magnitude.digits);
  *word_count = needed;
  LEAVE(env, napi_ok);
}
