/* SPDX-License-Identifier: MIT */
/* Loops over the characters of long texts, many at a time. */

#ifndef ENV_TEXT_SPAN_H
#define ENV_TEXT_SPAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { span_block = 128 };

/* The whole blocks, for texts that have at least one. */
size_t span_ascii_long(const char *bytes, size_t length);
size_t span_copy_ascii_long(char *to, const char *from, size_t length);
size_t span_widen_long(uint16_t *to, const char *from, size_t length);

/* Eight bytes, and those of their highest bits that are set. */
static inline uint64_t span_high_bits(const char *bytes, uint64_t *word) {
  memcpy(word, bytes, sizeof *word);
  return *word & UINT64_C(0x8080808080808080);
}

/* Most texts are short, and then a call takes longer than the copy. */
static inline void span_copy(char *to, const char *from, size_t length) {
  uint64_t first, last;
  if (length < sizeof first || length > 2 * sizeof first) {
    memcpy(to, from, length);
    return;
  }
  memcpy(&first, from, sizeof first);
  memcpy(&last, from + length - sizeof last, sizeof last);
  memcpy(to, &first, sizeof first);
  memcpy(to + length - sizeof last, &last, sizeof last);
}

/* How many bytes at the front are ASCII. */
static inline size_t span_ascii(const char *bytes, size_t length) {
  size_t at = length >= span_block ? span_ascii_long(bytes, length) : 0;
  uint64_t word;
  while (length - at >= 8 && !span_high_bits(bytes + at, &word))
    at += 8;
  while (at < length && (unsigned char)bytes[at] < 0x80)
    at++;
  return at;
}

/* Copies the bytes at the front that are ASCII, and nothing more. Returns how
 * many. The two may not overlap. */
static inline size_t span_copy_ascii(char *to, const char *from,
                                     size_t length) {
  size_t at = length >= span_block ? span_copy_ascii_long(to, from, length) : 0;
  uint64_t word;
  for (; length - at >= 8 && !span_high_bits(from + at, &word); at += 8)
    memcpy(to + at, &word, sizeof word);
  for (; at < length && (unsigned char)from[at] < 0x80; at++)
    to[at] = from[at];
  return at;
}

typedef unsigned char span_bytes __attribute__((vector_size(8)));
typedef uint16_t span_units __attribute__((vector_size(16)));

/* Each byte becomes a unit. */
static inline void span_widen(uint16_t *to, const char *from, size_t length) {
  size_t at = length >= span_block ? span_widen_long(to, from, length) : 0;
  for (; length - at >= 8; at += 8) {
    span_bytes bytes;
    memcpy(&bytes, from + at, sizeof bytes);
    span_units units = __builtin_convertvector(bytes, span_units);
    memcpy(to + at, &units, sizeof units);
  }
  for (; at < length; at++)
    to[at] = (unsigned char)from[at];
}

#endif
