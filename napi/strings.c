/* SPDX-License-Identifier: MIT */
/* Strings in Latin-1, UTF-16 and UTF-8. */

#include <limits.h>
#include <string.h>

#include "env/text.h"
#include "env/text_span.h"
#include "napi/operands.h"

/*
 * Making. A NULL text is fine with length 0 only; embedded NULs are kept; a
 * length above INT_MAX is an invalid argument. UTF-8 that is malformed is
 * accepted: each bad part becomes U+FFFD.
 * Versions: 1; property keys and external strings 10.
 */

static size_t utf16_length(const char16_t *text) {
  size_t length = 0;
  while (text[length] != 0)
    length++;
  return length;
}

/* The checks that all share, in Node's order. */
#define CHECK_TEXT(env, text, length, result)                                  \
  do {                                                                         \
    if ((length) > 0)                                                          \
      CHECK_ARG(env, text);                                                    \
    CHECK_ARG(env, result);                                                    \
    CHECK(env, (length) == NAPI_AUTO_LENGTH || (length) <= INT_MAX,            \
          napi_invalid_arg);                                                   \
  } while (0)

/* A string too long for the engine is a plain failure: what the engine threw is
 * dropped. */
__attribute__((cold, noinline)) static napi_status
not_made(napi_env env, napi_shim_engine_status status) {
  napi_shim_slot thrown;
  if (status != napi_shim_engine_exception)
    return env_engine_failed(env, status);
  ENGINE(env)->take_exception(REALM(env), &thrown);
  realm_release(env->realm, &thrown);
  LEAVE(env, napi_generic_failure);
}

static inline napi_status
made_string(napi_env env, napi_shim_engine_status status, napi_value *result) {
  if (__builtin_expect(status != napi_shim_engine_ok, 0))
    return not_made(env, status);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

static napi_status create_latin1(napi_env env, const char *text, size_t length,
                                 napi_value *result) {
  CHECK_TEXT(env, text, length, result);
  if (length == NAPI_AUTO_LENGTH)
    length = strlen(text);
  RESERVE(env, slot);
  return made_string(env,
                     ENGINE(env)->make_string_latin1(
                         REALM(env), length == 0 ? "" : text, length, slot),
                     result);
}

static napi_status create_utf16(napi_env env, const char16_t *text,
                                size_t length, napi_value *result) {
  static const char16_t nothing[1];
  CHECK_TEXT(env, text, length, result);
  if (length == NAPI_AUTO_LENGTH)
    length = utf16_length(text);
  RESERVE(env, slot);
  return made_string(
      env,
      ENGINE(env)->make_string_utf16(REALM(env), length == 0 ? nothing : text,
                                     length, slot),
      result);
}

static napi_status create_utf8(napi_env env, const char *text, size_t length,
                               napi_value *result) {
  CHECK_TEXT(env, text, length, result);
  if (length == NAPI_AUTO_LENGTH)
    length = strlen(text);
  RESERVE(env, slot);
  return made_string(
      env, text_make_utf8(env->realm, length == 0 ? "" : text, length, slot),
      result);
}

napi_status impl_napi_create_string_latin1(napi_env env, const char *str,
                                           size_t length, napi_value *result) {
  ENTER(env);
  return create_latin1(env, str, length, result);
}

napi_status impl_napi_create_string_utf16(napi_env env, const char16_t *str,
                                          size_t length, napi_value *result) {
  ENTER(env);
  return create_utf16(env, str, length, result);
}

napi_status impl_napi_create_string_utf8(napi_env env, const char *str,
                                         size_t length, napi_value *result) {
  ENTER(env);
  return create_utf8(env, str, length, result);
}

/* A property key is a string like any other: that it is meant as a key is a
 * hint which the engines here have no use for. */

napi_status impl_node_api_create_property_key_latin1(napi_env env,
                                                     const char *str,
                                                     size_t length,
                                                     napi_value *result) {
  ENTER(env);
  return create_latin1(env, str, length, result);
}

napi_status impl_node_api_create_property_key_utf16(napi_env env,
                                                    const char16_t *str,
                                                    size_t length,
                                                    napi_value *result) {
  ENTER(env);
  return create_utf16(env, str, length, result);
}

napi_status impl_node_api_create_property_key_utf8(napi_env env,
                                                   const char *str,
                                                   size_t length,
                                                   napi_value *result) {
  ENTER(env);
  return create_utf8(env, str, length, result);
}

/*
 * External strings are copied: the caller's memory is free again at once, so
 * its finalizer runs before the call returns, and *copied says so. When the
 * call fails the caller still owns the memory.
 */
static napi_status copied_external(napi_env env, napi_status status, void *text,
                                   node_api_basic_finalize finalize_cb,
                                   void *hint, bool *copied) {
  if (status != napi_ok)
    return status;
  if (copied != NULL)
    *copied = true;
  if (finalize_cb != NULL)
    finalize_cb(env, text, hint);
  LEAVE(env, napi_ok);
}

napi_status impl_node_api_create_external_string_latin1(
    napi_env env, char *str, size_t length, node_api_basic_finalize finalize_cb,
    void *hint, napi_value *result, bool *copied) {
  ENTER(env);
  return copied_external(env, create_latin1(env, str, length, result), str,
                         finalize_cb, hint, copied);
}

napi_status impl_node_api_create_external_string_utf16(
    napi_env env, char16_t *str, size_t length,
    node_api_basic_finalize finalize_cb, void *hint, napi_value *result,
    bool *copied) {
  ENTER(env);
  return copied_external(env, create_utf16(env, str, length, result), str,
                         finalize_cb, hint, copied);
}

/*
 * Reading. Without a buffer *result is the whole length; with one, as much as
 * fits is written, then a terminator. bufsize includes the terminator, *result
 * does not. Version 1.
 */
enum encoding { latin1, utf16, utf8 };

/* Compiled once for each encoding. */
#define BODY static inline __attribute__((always_inline))

BODY size_t whole_length(enum encoding encoding, const napi_shim_text *text) {
  return encoding == utf8 ? text_utf8_length(text) : text_units(text);
}

BODY size_t copy_utf16(const napi_shim_text *text, char16_t *buffer,
                       size_t room) {
  if (text->form != napi_shim_text_latin1)
    return text_to_utf16(text, buffer, room);
  size_t count = text->length < room ? text->length : room;
  span_widen(buffer, text->units, count);
  return count;
}

BODY size_t copy_latin1(const napi_shim_text *text, char *buffer, size_t room) {
  if (text->form != napi_shim_text_latin1)
    return text_to_latin1(text, buffer, room);
  size_t count = text->length < room ? text->length : room;
  span_copy(buffer, text->units, count);
  return count;
}

BODY size_t copy(enum encoding encoding, const napi_shim_text *text,
                 void *buffer, size_t room) {
  size_t count;
  switch (encoding) {
  case utf16:
    count = copy_utf16(text, buffer, room);
    ((char16_t *)buffer)[count] = 0;
    return count;
  case latin1:
    count = copy_latin1(text, buffer, room);
    break;
  default:
    count = text_to_utf8(text, buffer, room);
    break;
  }
  ((char *)buffer)[count] = '\0';
  return count;
}

BODY napi_status get_string(napi_env env, enum encoding encoding,
                            napi_value value, void *buffer, size_t bufsize,
                            size_t *result) {
  CHECK_ARG(env, value);
  CHECK(env, type_of(env, value) == napi_shim_type_string,
        napi_string_expected);
  if (buffer == NULL)
    CHECK_ARG(env, result);
  size_t length = 0;
  if (buffer == NULL || bufsize > 0) {
    napi_shim_text text;
    TRY(env, ENGINE(env)->get_text(REALM(env), slot_of(value), &text));
    length = buffer == NULL ? whole_length(encoding, &text)
                            : copy(encoding, &text, buffer, bufsize - 1);
    text_release(env->realm, &text);
  }
  if (result != NULL)
    *result = length;
  LEAVE(env, napi_ok);
}

napi_status impl_napi_get_value_string_latin1(napi_env env, napi_value value,
                                              char *buf, size_t bufsize,
                                              size_t *result) {
  ENTER(env);
  return get_string(env, latin1, value, buf, bufsize, result);
}

napi_status impl_napi_get_value_string_utf8(napi_env env, napi_value value,
                                            char *buf, size_t bufsize,
                                            size_t *result) {
  ENTER(env);
  return get_string(env, utf8, value, buf, bufsize, result);
}

napi_status impl_napi_get_value_string_utf16(napi_env env, napi_value value,
                                             char16_t *buf, size_t bufsize,
                                             size_t *result) {
  ENTER(env);
  return get_string(env, utf16, value, buf, bufsize, result);
}
