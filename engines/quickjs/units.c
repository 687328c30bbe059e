/* SPDX-License-Identifier: MIT */
/* UTF-16 units whose upper halves are empty, as bytes. */

#include "text.h"

/* Both loops exist a second time for x86-64 processors with AVX2, which texts
 * that are long enough for the question ask for. */
enum { block = 64, asks_from = 512 };

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

typedef uint16_t eight_units __attribute__((vector_size(16)));
typedef unsigned char eight_bytes __attribute__((vector_size(8)));

static inline uint64_t word_of(const uint16_t *units) {
  uint64_t word;
  memcpy(&word, units, sizeof word);
  return word;
}

/* The bits of whole blocks, spread over a word. */
static uint64_t bits_of_blocks(const uint16_t *units, size_t length) {
  uint64_t all = 0;
  for (size_t i = 0; length - i >= 16; i += 16)
    all |= word_of(units + i) | word_of(units + i + 4) |
           word_of(units + i + 8) | word_of(units + i + 12);
  return all;
}

static void narrow_blocks(char *to, const uint16_t *from, size_t length) {
  for (size_t i = 0; length - i >= 8; i += 8) {
    eight_units units;
    memcpy(&units, from + i, sizeof units);
    eight_bytes bytes = __builtin_convertvector(units, eight_bytes);
    memcpy(to + i, &bytes, sizeof bytes);
  }
}

#ifdef AVX2
AVX2 static inline __m256i load(const uint16_t *from) {
  return _mm256_loadu_si256((const __m256i *)(const void *)from);
}

AVX2 static uint64_t bits_of_blocks_avx2(const uint16_t *units, size_t length) {
  __m256i all = _mm256_setzero_si256();
  size_t i = 0;
  for (; length - i >= block; i += block) {
    const uint16_t *p = units + i;
    all = _mm256_or_si256(all, _mm256_or_si256(load(p), load(p + 16)));
    all = _mm256_or_si256(all, _mm256_or_si256(load(p + 32), load(p + 48)));
  }
  uint64_t words[4];
  _mm256_storeu_si256((__m256i *)(void *)words, all);
  return words[0] | words[1] | words[2] | words[3] |
         bits_of_blocks(units + i, length - i);
}

/* 32 units: the processor packs each half of a vector by itself. */
AVX2 static inline void narrow_32(char *to, const uint16_t *from) {
  __m256i packed = _mm256_packus_epi16(load(from), load(from + 16));
  _mm256_storeu_si256((__m256i *)(void *)to,
                      _mm256_permute4x64_epi64(packed, 0xd8));
}

AVX2 static void narrow_blocks_avx2(char *to, const uint16_t *from,
                                    size_t length) {
  size_t i = 0;
  for (; length - i >= block; i += block) {
    narrow_32(to + i, from + i);
    narrow_32(to + i + 32, from + i + 32);
  }
  narrow_blocks(to + i, from + i, length - i);
}
#endif

unsigned quickjs_bits_of_units(const uint16_t *units, size_t length) {
  uint64_t all = length >= block ? CHOOSE(bits_of_blocks, units, length)
                                 : bits_of_blocks(units, length);
  for (size_t i = length & ~(size_t)15; i < length; i++)
    all |= units[i];
  all |= all >> 32;
  return (unsigned)(all | all >> 16) & 0xffff;
}

void quickjs_narrow_units(char *to, const uint16_t *from, size_t length) {
  if (length >= block)
    CHOOSE(narrow_blocks, to, from, length);
  else
    narrow_blocks(to, from, length);
  for (size_t i = length & ~(size_t)7; i < length; i++)
    to[i] = (char)from[i];
}
