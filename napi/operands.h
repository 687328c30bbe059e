/* SPDX-License-Identifier: MIT */
/* Arguments as the engine wants them, and small conversions that several
 * chapters share. */

#ifndef NAPI_OPERANDS_H
#define NAPI_OPERANDS_H

#include "napi/entry.h"

/* Leaves with this status where a helper did not end with napi_ok; the helper
 * has recorded it. */
#define PASS(operation)                                                        \
  do {                                                                         \
    napi_status status_ = (operation);                                         \
    if (RARELY(status_ != napi_ok))                                            \
      return status_;                                                          \
  } while (0)

/* As TRY, but where it threw, the call's own status tells what was wrong with
 * the argument; the exception is pending all the same. */
#define TRY_AS(env, operation, status)                                         \
  do {                                                                         \
    napi_shim_engine_status engine_status_ = (operation);                      \
    if (RARELY(engine_status_ != napi_shim_engine_ok))                         \
      return operand_failed((env), engine_status_, (status));                  \
  } while (0)
napi_status operand_failed(napi_env env, napi_shim_engine_status failure,
                           napi_status status);

/* The long path of operand_object: boxes a primitive in a new handle. */
napi_status operand_box(napi_env env, napi_value value,
                        const napi_shim_slot **result);

/* ToObject: the slot of an object. null, undefined: object_expected with a
 * TypeError pending; NULL: invalid_arg. */
static inline napi_status operand_object(napi_env env, napi_value value,
                                         const napi_shim_slot **result) {
  if (value == NULL)
    return env_set_error(env, napi_invalid_arg);
  if (RARELY(!is_object(env, value)))
    return operand_box(env, value, result);
  *result = slot_of(value);
  return napi_ok;
}

/* A text argument: its length in *length. A NULL text, or a length that is
 * neither AUTO nor below 2^31, is an invalid argument. */
napi_status operand_text(napi_env env, const char *text, size_t *length);

/* A string from UTF-8 in a new handle. */
napi_status operand_string(napi_env env, const char *bytes, size_t length,
                           const napi_shim_slot **result);

/* What the value is made of; napi_shim_class_none for a primitive. */
static inline napi_shim_class class_of(napi_env env, napi_value value) {
  return ENGINE(env)->class_of(REALM(env), slot_of(value));
}

/* Length, offset and kind of a buffer or view; its address is not asked for. */
static inline napi_shim_engine_status
extent_of(napi_env env, const napi_shim_slot *value, napi_shim_memory *result) {
  if (ENGINE(env)->get_extent != NULL)
    return ENGINE(env)->get_extent(REALM(env), value, result);
  return ENGINE(env)->get_memory(REALM(env), value, result);
}

/* Both of a typed array that has bytes where the engine tells them at once;
 * `buffer` may be NULL. Else nothing is written. */
static inline bool view_at_once(napi_env env, napi_value value,
                                napi_shim_slot *buffer,
                                napi_shim_memory *result) {
  return ENGINE(env)->get_view != NULL &&
         ENGINE(env)->get_view(REALM(env), slot_of(value), buffer, result) ==
             napi_shim_engine_ok;
}

/* Whether a value can be a property's name. */
static inline bool operand_is_name(napi_env env, napi_value value) {
  napi_shim_type type = type_of(env, value);
  return type == napi_shim_type_string || type == napi_shim_type_symbol;
}

/* argv of a call: no argument may be NULL. */
static inline bool operand_list_is_whole(size_t argc, const napi_value *argv) {
  for (size_t i = 0; i < argc; i++)
    if (argv[i] == NULL)
      return false;
  return true;
}

/* The same list as an engine takes it. */
static inline const napi_shim_slot *const *
operand_list(const napi_value *argv) {
  return (const napi_shim_slot *const *)(const void *)argv;
}

/* Calls an intrinsic for its truth; the result needs no handle. */
napi_shim_engine_status operand_test(napi_env env, enum intrinsic which,
                                     size_t argc,
                                     const napi_shim_slot *const *argv,
                                     bool *result);

/* The same about one value, for questions that only a stack that ends or a
 * runtime that is terminated can fail: the answer is then no. */
bool operand_ask(napi_env env, enum intrinsic which,
                 const napi_shim_slot *value);

/* Makes an Error of the kind (0 Error, 1 TypeError, 2 RangeError,
 * 3 SyntaxError) pending: text of ASCII, code may be NULL. Returns `status`,
 * recorded, or that of a failure to make it. */
napi_status operand_throw(napi_env env, int kind, const char *code,
                          const char *message, napi_status status);

#endif
