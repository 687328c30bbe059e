/* SPDX-License-Identifier: MIT */
/* Text between native memory and engines: Latin-1, UTF-16, UTF-8 and WTF-8,
 * which is UTF-8 in which a lone surrogate takes three bytes. */

#ifndef ENV_TEXT_H
#define ENV_TEXT_H

#include "env/realm.h"
#include "env/runtime.h"
#include "napi_shim_engine.h"

/* Whether these bytes are UTF-8: no overlong form, no surrogate. */
bool text_is_utf8(const char *bytes, size_t length);

/* Decodes UTF-8; each maximal part that is not well-formed becomes U+FFFD.
 * Returns the number of units, at most `length`. */
size_t text_utf8_to_utf16(const char *bytes, size_t length, uint16_t *result);

/* A string of the engine from UTF-8 that may be malformed. */
napi_shim_engine_status text_make_utf8(struct realm *realm, const char *bytes,
                                       size_t length, napi_shim_slot *result);

/* A copy with U+FFFD for each malformed part; *length becomes its length. The
 * caller frees it with memory_free(); NULL: out of memory. */
char *text_repair_utf8(const char *bytes, size_t *length);

/* The UTF-8 of a string value, U+FFFD for a lone surrogate, with a NUL behind
 * it. The caller frees it with memory_free(); NULL: out of memory. */
char *text_copy_utf8(struct realm *realm, const napi_shim_slot *value,
                     size_t *length);

/* The same for source text: a lone surrogate becomes its escape sequence, which
 * means the same in a string literal. */
char *text_copy_source(struct realm *realm, const napi_shim_slot *value,
                       size_t *length);

/* Gives back what get_text() gave. */
static inline void text_release(struct realm *realm, napi_shim_text *text) {
  if (text->token != NULL)
    realm->runtime->engine->release_text(realm->engine_realm, text);
}

/* Length in code units of UTF-16, which is also that in Latin-1. */
size_t text_units(const napi_shim_text *text);

/* Length in bytes of UTF-8, a lone surrogate counted as U+FFFD. */
size_t text_utf8_length(const napi_shim_text *text);

/*
 * Copies as much as fits in `room` units of the buffer, without a terminator,
 * and returns the number of units written. Latin-1: the low byte of each
 * unit. UTF-8: whole code points only, U+FFFD for a lone surrogate.
 */
size_t text_to_latin1(const napi_shim_text *text, char *buffer, size_t room);
size_t text_to_utf16(const napi_shim_text *text, uint16_t *buffer, size_t room);
size_t text_to_utf8(const napi_shim_text *text, char *buffer, size_t room);

#endif
