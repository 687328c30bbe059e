/* SPDX-License-Identifier: MIT */
/* Scripts that the build compiled ahead, found again by their text. */

#ifndef NAPI_SHIM_QUICKJS_CODE_H
#define NAPI_SHIM_QUICKJS_CODE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct quickjs_code_key {
  uint64_t word[2];
};

/* What precompile.c made of one script. */
struct quickjs_code {
  struct quickjs_code_key key;
  const char *bytes;
  size_t length;
};
extern const struct quickjs_code quickjs_codes[];
extern const size_t quickjs_code_count;

static inline void quickjs_code_mix_word(struct quickjs_code_key *key,
                                         uint64_t word) {
  uint64_t a = (key->word[0] ^ word) * UINT64_C(0x9e3779b97f4a7c15);
  uint64_t b = (key->word[1] + word) * UINT64_C(0xc2b2ae3d27d4eb4f);
  key->word[0] = a ^ a >> 29;
  key->word[1] = b ^ b >> 31;
}

/* Texts with one key are taken for the same. Whoever can choose a script so
 * that it has the key of another gets that other one run, nothing more. */
static inline void quickjs_code_mix(struct quickjs_code_key *key,
                                    const char *bytes, size_t length) {
  uint64_t word;
  quickjs_code_mix_word(key, length);
  for (; length >= sizeof word; length -= sizeof word, bytes += sizeof word) {
    memcpy(&word, bytes, sizeof word);
    quickjs_code_mix_word(key, word);
  }
  word = 0;
  memcpy(&word, bytes, length);
  quickjs_code_mix_word(key, word);
}

static inline struct quickjs_code_key
quickjs_code_key_of(const char *name, const char *text, size_t length) {
  struct quickjs_code_key key = {{0, 0}};
  quickjs_code_mix(&key, name, strlen(name));
  quickjs_code_mix(&key, text, length);
  return key;
}

#endif
