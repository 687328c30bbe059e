/* SPDX-License-Identifier: MIT */
/* Loops over the characters of long texts, many at a time. */

#include "env/text_span.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

/*
 * Each loop over whole blocks exists twice: in the compiler's vectors, for any
 * processor, and for x86-64 processors with AVX2. Calls that are long enough
 * for the question to pay choose between them.
 */
enum { block = span_block, asks_from = 512 };

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2")))

/* Asked by the first text that is long: what the compiler has for this asks
 * when the library is opened, and in a virtual machine that takes tens of
 * microseconds. */
static __attribute__((noinline)) int ask_avx2(void) {
  unsigned a, b, c, d, saved;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE) || !(c & bit_AVX))
    return -1;
  __asm__("xgetbv" : "=a"(saved), "=d"(d) : "c"(0));
  bool by_system = (saved & 6) == 6; /* the registers, whole */
  return by_system && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_AVX2)
             ? 1
             : -1;
}

static inline bool has_avx2(size_t length) {
  static atomic_int known;
  int answer = atomic_load_explicit(&known, memory_order_relaxed);
  if (answer == 0 && length >= asks_from) {
    answer = ask_avx2();
    atomic_store_explicit(&known, answer, memory_order_relaxed);
  }
  return answer > 0;
}

#define CHOOSE(function, ...)                                                  \
  (has_avx2(length) ? function##_avx2(__VA_ARGS__) : function(__VA_ARGS__))
#else
#define CHOOSE(function, ...) function(__VA_ARGS__)
#endif

static const uint64_t high = UINT64_C(0x8080808080808080);

static inline uint64_t word_of(const char *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

static inline uint64_t four_words(const char *bytes) {
  return word_of(bytes) | word_of(bytes + 8) | word_of(bytes + 16) |
         word_of(bytes + 24);
}

/* The bytes of the leading blocks that are ASCII. */
static size_t count_blocks(const char *from, size_t length) {
  size_t at = 0;
  for (; length - at >= block; at += block) {
    uint64_t all = four_words(from + at) | four_words(from + at + 32) |
                   four_words(from + at + 64) | four_words(from + at + 96);
    if (all & high)
      break;
  }
  return at;
}

static size_t copy_blocks(char *to, const char *from, size_t length) {
  size_t count = count_blocks(from, length);
  memcpy(to, from, count);
  return count;
}

static size_t widen_blocks(uint16_t *to, const char *from, size_t length) {
  size_t count = length & ~(size_t)7;
  for (size_t i = 0; i < count; i += 8)
    span_widen(to + i, from + i, 8);
  return count;
}

#ifdef AVX2
AVX2 static inline __m256i load(const char *from) {
  return _mm256_loadu_si256((const __m256i *)(const void *)from);
}

AVX2 static inline void store(void *to, __m256i value) {
  _mm256_storeu_si256(to, value);
}

AVX2 static size_t count_blocks_avx2(const char *from, size_t length) {
  const __m256i mask = _mm256_set1_epi8((char)0x80);
  size_t at = 0;
  for (; length - at >= block; at += block) {
    const char *p = from + at;
    __m256i all = _mm256_or_si256(_mm256_or_si256(load(p), load(p + 32)),
                                  _mm256_or_si256(load(p + 64), load(p + 96)));
    if (!_mm256_testz_si256(all, mask))
      break;
  }
  return at;
}

AVX2 static size_t copy_blocks_avx2(char *to, const char *from, size_t length) {
  const __m256i mask = _mm256_set1_epi8((char)0x80);
  size_t at = 0;
  for (; length - at >= block; at += block) {
    const char *p = from + at;
    __m256i a = load(p), b = load(p + 32), c = load(p + 64), d = load(p + 96);
    __m256i all = _mm256_or_si256(_mm256_or_si256(a, b), _mm256_or_si256(c, d));
    if (!_mm256_testz_si256(all, mask))
      break;
    store(to + at, a);
    store(to + at + 32, b);
    store(to + at + 64, c);
    store(to + at + 96, d);
  }
  return at;
}

AVX2 static inline void widen_16(uint16_t *to, const char *from) {
  __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)from);
  store(to, _mm256_cvtepu8_epi16(bytes));
}

AVX2 static size_t widen_blocks_avx2(uint16_t *to, const char *from,
                                     size_t length) {
  size_t at = 0;
  for (; length - at >= 64; at += 64) {
    widen_16(to + at, from + at);
    widen_16(to + at + 16, from + at + 16);
    widen_16(to + at + 32, from + at + 32);
    widen_16(to + at + 48, from + at + 48);
  }
  return at;
}
#endif

size_t span_ascii_long(const char *bytes, size_t length) {
  return CHOOSE(count_blocks, bytes, length);
}

size_t span_copy_ascii_long(char *to, const char *from, size_t length) {
  return CHOOSE(copy_blocks, to, from, length);
}

size_t span_widen_long(uint16_t *to, const char *from, size_t length) {
  return CHOOSE(widen_blocks, to, from, length);
}
