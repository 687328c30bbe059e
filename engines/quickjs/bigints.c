/* SPDX-License-Identifier: MIT */
/* BigInts: 64 bits through the engine, or its limbs where they lie. */

#include "quickjs_engine.h"

#include "system_source.h"

/*
 * Not promised, hence tried on samples when a VM is opened: a BigInt that is
 * not short is a block of the engine's allocator with a count of limbs, and
 * then those, of 32 bits, lowest first, in two's complement and as few as
 * possible.
 */
struct limbs {
  uint32_t count;
  const uint32_t *at;
  uint32_t small; /* the only limb of a short one */
};

enum {
  limb_bits = 32,
  word_limbs = 2 * quickjs_bigint_words,
  is_little_endian = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
};

/* False: the engine must be asked. */
static inline bool limbs_of(const napi_shim_vm *vm, JSValueConst value,
                            struct limbs *result) {
#if FLAVOUR_NG
  if (JS_VALUE_GET_TAG(value) == JS_TAG_SHORT_BIG_INT) {
    result->small = (uint32_t)JS_VALUE_GET_SHORT_BIG_INT(value);
    result->at = &result->small;
    result->count = 1;
    return true;
  }
  if (vm->shortcuts.bigint_in_place &&
      JS_VALUE_GET_TAG(value) == JS_TAG_BIG_INT) {
    const uint32_t *block = JS_VALUE_GET_PTR(value);
    result->count = block[0];
    result->at = block + 1;
    return true;
  }
#endif
  (void)vm;
  (void)value;
  (void)result;
  return false;
}

static inline bool is_negative(const struct limbs *limbs) {
  return limbs->at[limbs->count - 1] >> (limb_bits - 1);
}

/* Modulo 2^64. */
static inline uint64_t low_bits(const struct limbs *limbs) {
  if (limbs->count == 1)
    return (uint64_t)(int64_t)(int32_t)limbs->at[0];
  return limbs->at[0] | (uint64_t)limbs->at[1] << limb_bits;
}

status quickjs_make_bigint_int64(napi_shim_realm *realm, int64_t value,
                                 napi_shim_slot *result) {
  return quickjs_finish_new(realm, JS_NewBigInt64(realm->ctx, value), result);
}

status quickjs_make_bigint_uint64(napi_shim_realm *realm, uint64_t value,
                                  napi_shim_slot *result) {
  return quickjs_finish_new(realm, JS_NewBigUint64(realm->ctx, value), result);
}

/* Whether `value` is the BigInt `exact`, which is released. */
static status compare(napi_shim_realm *realm, JSValueConst value, JSValue exact,
                      bool *lossless) {
  if (JS_IsException(exact))
    return quickjs_out_of_memory(realm);
  *lossless = flavour_strict_equals(realm->ctx, value, exact);
  JS_FreeValue(realm->ctx, exact);
  return napi_shim_engine_ok;
}

/* Through the engine: what it gives is compared with what it came from. */
static status ask(napi_shim_realm *realm, JSValueConst value, bool is_signed,
                  int64_t *result, bool *lossless) {
  JSContext *ctx = realm->ctx;
  int64_t low;
  if (JS_ToBigInt64(ctx, &low, value))
    return quickjs_failed(realm);
  status done = compare(realm, value,
                        is_signed ? JS_NewBigInt64(ctx, low)
                                  : JS_NewBigUint64(ctx, (uint64_t)low),
                        lossless);
  if (done == napi_shim_engine_ok)
    *result = low;
  return done;
}

status quickjs_get_bigint_int64(napi_shim_realm *realm,
                                const napi_shim_slot *slot, int64_t *result,
                                bool *lossless) {
  struct limbs limbs;
  if (!limbs_of(realm->vm, slot_value(slot), &limbs))
    return ask(realm, slot_value(slot), true, result, lossless);
  *result = (int64_t)low_bits(&limbs);
  *lossless = limbs.count <= 2;
  return napi_shim_engine_ok;
}

status quickjs_get_bigint_uint64(napi_shim_realm *realm,
                                 const napi_shim_slot *slot, uint64_t *result,
                                 bool *lossless) {
  struct limbs limbs;
  int64_t low;
  if (limbs_of(realm->vm, slot_value(slot), &limbs)) {
    *result = low_bits(&limbs);
    /* A third limb says no more than that the others are no sign. */
    *lossless = !is_negative(&limbs) &&
                (limbs.count <= 2 || (limbs.count == 3 && limbs.at[2] == 0));
    return napi_shim_engine_ok;
  }
  status done = ask(realm, slot_value(slot), false, &low, lossless);
  if (done == napi_shim_engine_ok)
    *result = (uint64_t)low;
  return done;
}

#if FLAVOUR_NG

/* The words of a magnitude, or of its complement. */
static void put_words(bool negative, size_t count, const uint64_t *words,
                      uint32_t *limbs) {
  uint64_t carry = negative;
  if (is_little_endian && !negative) {
    memcpy(limbs, words, count * sizeof *words);
    return;
  }
  for (size_t i = 0; i < count; i++) {
    uint64_t word = (negative ? ~words[i] : words[i]) + carry;
    carry = carry && word == 0;
    *limbs++ = (uint32_t)word;
    *limbs++ = (uint32_t)(word >> limb_bits);
  }
}

/* A magnitude, which is not 0, in two's complement. Returns how many limbs: one
 * more where the highest bit would tell the wrong sign. */
static uint32_t put_limbs(bool negative, size_t count, const uint64_t *words,
                          uint32_t *limbs) {
  uint32_t used = (uint32_t)(2 * count), sign = negative ? UINT32_MAX : 0;
  put_words(negative, count, words, limbs);
  if ((limbs[used - 1] ^ sign) >> (limb_bits - 1))
    limbs[used++] = sign;
  else if (limbs[used - 1] == sign &&
           !((limbs[used - 2] ^ sign) >> (limb_bits - 1)))
    used--;
  return used;
}

/* The engine makes one of three limbs and moves it to a block that is large
 * enough, as it does itself where a result grows. */
static JSValue from_limbs(JSContext *ctx, const uint32_t *limbs,
                          uint32_t count) {
  JSValue value = JS_NewBigUint64(ctx, UINT64_MAX);
  if (JS_IsException(value))
    return value;
  size_t bytes = count * sizeof *limbs;
  uint32_t *block =
      js_realloc(ctx, JS_VALUE_GET_PTR(value), sizeof *limbs + bytes);
  if (!block) {
    JS_FreeValue(ctx, value);
    return JS_EXCEPTION;
  }
  block[0] = count;
  memcpy(block + 1, limbs, bytes);
  return JS_MKPTR(JS_TAG_BIG_INT, block);
}

status quickjs_make_bigint_words(napi_shim_realm *realm, bool negative,
                                 size_t count, const uint64_t *words,
                                 napi_shim_slot *result) {
  uint32_t limbs[word_limbs + 1];
  if (!realm->vm->shortcuts.bigint_in_place || count == 0 ||
      count > quickjs_bigint_words)
    return napi_shim_engine_unsupported;
  uint32_t used = put_limbs(negative, count, words, limbs);
  if (used <= 2) {
    struct limbs small = {.count = used, .at = limbs};
    return quickjs_make_bigint_int64(realm, (int64_t)low_bits(&small), result);
  }
  return quickjs_finish_new(realm, from_limbs(realm->ctx, limbs, used), result);
}

/* The words of the magnitude. */
static void take_words(bool negative, const struct limbs *limbs,
                       uint64_t *words) {
  uint32_t sign = negative ? UINT32_MAX : 0;
  uint64_t carry = negative;
  if (is_little_endian && !negative) {
    words[limbs->count / 2] = 0;
    memcpy(words, limbs->at, limbs->count * sizeof *limbs->at);
    return;
  }
  for (uint32_t i = 0; i < limbs->count; i += 2) {
    uint32_t upper = i + 1 < limbs->count ? limbs->at[i + 1] : sign;
    uint64_t word = limbs->at[i] | (uint64_t)upper << limb_bits;
    word = (negative ? ~word : word) + carry;
    carry = carry && word == 0;
    *words++ = word;
  }
}

/* Converted into memory of the VM's. */
status quickjs_get_bigint_words(napi_shim_realm *realm,
                                const napi_shim_slot *slot, bool *negative,
                                size_t *count, const uint64_t **words) {
  napi_shim_vm *vm = realm->vm;
  struct limbs limbs;
  if (!limbs_of(vm, slot_value(slot), &limbs) || limbs.count > word_limbs + 1)
    return napi_shim_engine_unsupported;
  *negative = is_negative(&limbs);
  size_t used = (limbs.count + 1) / 2;
  take_words(*negative, &limbs, vm->bigint_words);
  while (used > 0 && vm->bigint_words[used - 1] == 0)
    used--;
  *count = used;
  *words = vm->bigint_words;
  return napi_shim_engine_ok;
}

/* --- trying it ------------------------------------------------------------ */

/* Digits of a magnitude, compared with text. */
static bool reads_as(const char *text, size_t count, const uint64_t *words) {
  size_t digits = strlen(text);
  for (size_t i = 0; i < count * 16 || i < digits; i++) {
    unsigned digit =
        i < count * 16 ? (unsigned)(words[i / 16] >> i % 16 * 4 & 15) : 0;
    char shown = i < digits ? text[digits - 1 - i] : '0';
    if (shown != "0123456789abcdef"[digit])
      return false;
  }
  return true;
}

/* The limbs lie within the block, and read and made again it is the same. */
static bool sample_is_right(napi_shim_realm *realm, JSValueConst value,
                            bool wanted_negative, const char *text) {
  JSContext *ctx = realm->ctx;
  napi_shim_slot slot, made;
  const uint64_t *words;
  size_t count;
  bool negative;
  if (JS_VALUE_GET_TAG(value) == JS_TAG_BIG_INT) {
    const uint32_t *block = JS_VALUE_GET_PTR(value);
    size_t room = js_malloc_usable_size(ctx, block) / sizeof *block;
    if (room < 2 || block[0] == 0 || block[0] > room - 1)
      return false;
  }
  slot_write(&slot, value);
  if (quickjs_get_bigint_words(realm, &slot, &negative, &count, &words) !=
          napi_shim_engine_ok ||
      negative != wanted_negative || !reads_as(text, count, words) ||
      quickjs_make_bigint_words(realm, negative, count, words, &made) !=
          napi_shim_engine_ok)
    return false;
  bool same = JS_IsStrictEqual(ctx, value, slot_value(&made));
  JS_FreeValue(ctx, slot_value(&made));
  return same;
}

bool quickjs_bigints_work(napi_shim_vm *vm, JSContext *ctx) {
  napi_shim_realm realm = {.vm = vm, .ctx = ctx};
  JSValue list =
      quickjs_run(vm, ctx, quickjs_bigints_source,
                  sizeof quickjs_bigints_source - 1, QUICKJS_SYSTEM_NAME);
  int64_t count = 0;
  bool right = !JS_IsException(list) && JS_GetLength(ctx, list, &count) == 0 &&
               count > 0;
  vm->shortcuts.bigint_in_place = true;
  for (int64_t i = 0; right && i < count; i += 3) {
    JSValue value = JS_GetPropertyInt64(ctx, list, i);
    JSValue opposite = JS_GetPropertyInt64(ctx, list, i + 1);
    JSValue shown = JS_GetPropertyInt64(ctx, list, i + 2);
    const char *text = JS_ToCString(ctx, shown);
    right = text && sample_is_right(&realm, value, false, text) &&
            sample_is_right(&realm, opposite, true, text);
    JS_FreeCString(ctx, text);
    JS_FreeValue(ctx, shown);
    JS_FreeValue(ctx, opposite);
    JS_FreeValue(ctx, value);
  }
  vm->shortcuts.bigint_in_place = false;
  JS_FreeValue(ctx, list);
  return right;
}

#else

status quickjs_make_bigint_words(napi_shim_realm *realm, bool negative,
                                 size_t count, const uint64_t *words,
                                 napi_shim_slot *result) {
  (void)realm, (void)negative, (void)count, (void)words, (void)result;
  return napi_shim_engine_unsupported;
}

status quickjs_get_bigint_words(napi_shim_realm *realm,
                                const napi_shim_slot *slot, bool *negative,
                                size_t *count, const uint64_t **words) {
  (void)realm, (void)slot, (void)negative, (void)count, (void)words;
  return napi_shim_engine_unsupported;
}

#endif
