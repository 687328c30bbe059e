/* SPDX-License-Identifier: MIT */
/* Numbers, booleans, singletons: made, read, converted, compared. */

#include <math.h>

#include "napi/operands.h"

#define USUAL_MAKE(env, result)                                                \
  (USUAL(env) && (result) != NULL &&                                           \
   handles_are_ready(&(env)->runtime->handles))
#define SLOT(env) ((env)->runtime->handles.top)

/* The singletons. Version 1, "Functions to get global instances". */

typedef void (*make_singleton)(napi_env env, napi_shim_slot *result);

static inline napi_status get_singleton(napi_env env, make_singleton make,
                                        napi_value *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  make(env, slot);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

static inline bool has_constants(napi_env env) {
  return env->runtime->form.has_constants;
}

static inline napi_status give_constant(napi_env env,
                                        const napi_shim_slot *constant,
                                        napi_value *result) {
  *SLOT(env) = *constant;
  COMMIT_FREE(env, result);
  LEAVE(env, napi_ok);
}

BEHIND_THAT napi_status get_undefined(napi_env env, napi_value *result) {
  return get_singleton(env, value_make_undefined, result);
}

napi_status impl_napi_get_undefined(napi_env env, napi_value *result) {
  if (USUAL_MAKE(env, result) && has_constants(env))
    return give_constant(env, &env->runtime->form.undefined, result);
  return get_undefined(env, result);
}

BEHIND_THAT napi_status get_null(napi_env env, napi_value *result) {
  return get_singleton(env, value_make_null, result);
}

napi_status impl_napi_get_null(napi_env env, napi_value *result) {
  if (USUAL_MAKE(env, result) && has_constants(env))
    return give_constant(env, &env->runtime->form.null, result);
  return get_null(env, result);
}

BEHIND_THAT napi_status get_boolean(napi_env env, bool value,
                                    napi_value *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  value_make_boolean(env, value, slot);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_get_boolean(napi_env env, bool value,
                                  napi_value *result) {
  if (USUAL_MAKE(env, result) && has_constants(env))
    return give_constant(
        env, value ? &env->runtime->form.yes : &env->runtime->form.no, result);
  return get_boolean(env, value, result);
}

/* The global object of the realm that the env works in now. */
napi_status impl_napi_get_global(napi_env env, napi_value *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  ENGINE(env)->realm_global(REALM(env), slot);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

/* Numbers. Version 1, "Functions to convert from C types to Node-API". */

static inline bool is_tagged(napi_env env) {
  return env->runtime->form.is_tagged;
}

BEHIND_THAT napi_status create_number(napi_env env, double value,
                                      napi_value *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  value_make_double(env, value, slot);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_create_double(napi_env env, double value,
                                    napi_value *result) {
  if (USUAL_MAKE(env, result) && is_tagged(env)) {
    value_make_tagged(env, value, SLOT(env));
    COMMIT_FREE(env, result);
    LEAVE(env, napi_ok);
  }
  return create_number(env, value, result);
}

BEHIND_THAT napi_status create_int32(napi_env env, int32_t value,
                                     napi_value *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  value_make_int32(env, value, slot);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_create_int32(napi_env env, int32_t value,
                                   napi_value *result) {
  if (USUAL_MAKE(env, result) && is_tagged(env)) {
    *SLOT(env) =
        (napi_shim_slot){{(uint32_t)value, env->runtime->form.tag_int32}};
    COMMIT_FREE(env, result);
    LEAVE(env, napi_ok);
  }
  return create_int32(env, value, result);
}

napi_status impl_napi_create_uint32(napi_env env, uint32_t value,
                                    napi_value *result) {
  if (value <= INT32_MAX)
    return impl_napi_create_int32(env, (int32_t)value, result);
  return create_number(env, value, result);
}

/* Beyond 2^53 the nearest double. */
napi_status impl_napi_create_int64(napi_env env, int64_t value,
                                   napi_value *result) {
  if (value >= INT32_MIN && value <= INT32_MAX)
    return impl_napi_create_int32(env, (int32_t)value, result);
  return create_number(env, (double)value, result);
}

/* Reading. Version 1, "Functions to convert from Node-API to C types". */

#define USUAL_READ(env, value, result)                                         \
  (USUAL(env) && (value) != NULL && (result) != NULL && is_tagged(env))
#define HAS_TAG(env, value, name)                                              \
  value_has_tag(slot_of(value), (env)->runtime->form.name)

#define GET_NUMBER(env, value, result, number)                                 \
  double number;                                                               \
  CHECK_ARG(env, value);                                                       \
  CHECK_ARG(env, result);                                                      \
  CHECK(env, value_get_number(env, slot_of(value), &number),                   \
        napi_number_expected)

BEHIND_THAT napi_status get_double(napi_env env, napi_value value,
                                   double *result) {
  ENTER(env);
  GET_NUMBER(env, value, result, number);
  *result = number;
  LEAVE(env, napi_ok);
}

napi_status impl_napi_get_value_double(napi_env env, napi_value value,
                                       double *result) {
  if (USUAL_READ(env, value, result)) {
    if (HAS_TAG(env, value, tag_double)) {
      memcpy(result, slot_of(value), sizeof *result);
      LEAVE(env, napi_ok);
    }
    if (HAS_TAG(env, value, tag_int32)) {
      *result = value_int32(slot_of(value));
      LEAVE(env, napi_ok);
    }
  }
  return get_double(env, value, result);
}

/* ECMAScript's ToUint32: modulo 2^32, 0 for what is not finite. */
static __attribute__((noinline)) uint32_t wrap(double number) {
  if (!isfinite(number))
    return 0;
  double rest = fmod(trunc(number), 4294967296.0);
  return (uint32_t)(int64_t)rest;
}

BEHIND_THAT napi_status get_int32(napi_env env, napi_value value,
                                  int32_t *result) {
  ENTER(env);
  GET_NUMBER(env, value, result, number);
  if (number >= INT32_MIN && number <= INT32_MAX)
    *result = (int32_t)number;
  else
    *result = (int32_t)wrap(number);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_get_value_int32(napi_env env, napi_value value,
                                      int32_t *result) {
  if (USUAL_READ(env, value, result) && HAS_TAG(env, value, tag_int32)) {
    *result = value_int32(slot_of(value));
    LEAVE(env, napi_ok);
  }
  return get_int32(env, value, result);
}

BEHIND_THAT napi_status get_uint32(napi_env env, napi_value value,
                                   uint32_t *result) {
  ENTER(env);
  GET_NUMBER(env, value, result, number);
  if (number >= 0 && number <= UINT32_MAX)
    *result = (uint32_t)number;
  else
    *result = wrap(number);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_get_value_uint32(napi_env env, napi_value value,
                                       uint32_t *result) {
  if (USUAL_READ(env, value, result) && HAS_TAG(env, value, tag_int32)) {
    *result = (uint32_t)value_int32(slot_of(value));
    LEAVE(env, napi_ok);
  }
  return get_uint32(env, value, result);
}

/* Out of range: the nearest; not finite: 0. */
BEHIND_THAT napi_status get_int64(napi_env env, napi_value value,
                                  int64_t *result) {
  ENTER(env);
  GET_NUMBER(env, value, result, number);
  if (number >= -9223372036854775808.0 && number < 9223372036854775808.0)
    *result = (int64_t)number;
  else if (!isfinite(number))
    *result = 0;
  else
    *result = number > 0 ? INT64_MAX : INT64_MIN;
  LEAVE(env, napi_ok);
}

napi_status impl_napi_get_value_int64(napi_env env, napi_value value,
                                      int64_t *result) {
  if (USUAL_READ(env, value, result) && HAS_TAG(env, value, tag_int32)) {
    *result = value_int32(slot_of(value));
    LEAVE(env, napi_ok);
  }
  return get_int64(env, value, result);
}

napi_status impl_napi_get_value_bool(napi_env env, napi_value value,
                                     bool *result) {
  bool boolean;
  ENTER(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  CHECK(env, ENGINE(env)->get_boolean(REALM(env), slot_of(value), &boolean),
        napi_boolean_expected);
  *result = boolean;
  LEAVE(env, napi_ok);
}

BEHIND_THAT napi_status get_type(napi_env env, napi_value value,
                                 napi_valuetype *result) {
  ENTER(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  *result = (napi_valuetype)type_of(env, value);
  LEAVE(env, napi_ok);
}

/* 0, or 1 + the type of an object or a number that need not be asked about. */
static inline unsigned type_at_once(napi_env env, const napi_shim_slot *slot) {
  const napi_shim_slot_form *form = &env->runtime->form;
  if (RARELY(form->type_count == 0))
    return 0;
  if (value_has_tag(slot, form->tag_object))
    return value_object_type(form, slot);
  return value_has_tag(slot, form->tag_double) ||
                 value_has_tag(slot, form->tag_int32)
             ? 1 + napi_shim_type_number
             : 0;
}

napi_status impl_napi_typeof(napi_env env, napi_value value,
                             napi_valuetype *result) {
  if (USUAL(env) && value != NULL && result != NULL) {
    unsigned known = type_at_once(env, slot_of(value));
    if (!RARELY(known == 0)) {
      *result = (napi_valuetype)(known - 1);
      LEAVE(env, napi_ok);
    }
  }
  return get_type(env, value, result);
}

/* Conversion. Version 1, "Working with JavaScript values and abstract
 * operations". A conversion that throws leaves the exception pending. */

napi_status impl_napi_coerce_to_bool(napi_env env, napi_value value,
                                     napi_value *result) {
  ENTER_JS(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  bool truth = ENGINE(env)->to_boolean(REALM(env), slot_of(value));
  ENGINE(env)->make_boolean(REALM(env), truth, slot);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_coerce_to_number(napi_env env, napi_value value,
                                       napi_value *result) {
  ENTER_JS(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  TRY_AS(env, ENGINE(env)->to_number(REALM(env), slot_of(value), slot),
         napi_number_expected);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_coerce_to_string(napi_env env, napi_value value,
                                       napi_value *result) {
  ENTER_JS(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  TRY_AS(env, ENGINE(env)->to_string(REALM(env), slot_of(value), slot),
         napi_string_expected);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_coerce_to_object(napi_env env, napi_value value,
                                       napi_value *result) {
  ENTER_JS(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  TRY_AS(env, ENGINE(env)->to_object(REALM(env), slot_of(value), slot),
         napi_object_expected);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

BEHIND_THAT napi_status strict_equals(napi_env env, napi_value lhs,
                                      napi_value rhs, bool *result) {
  ENTER_JS(env);
  CHECK_ARG(env, lhs);
  CHECK_ARG(env, rhs);
  CHECK_ARG(env, result);
  *result = ENGINE(env)->strict_equals(REALM(env), slot_of(lhs), slot_of(rhs));
  LEAVE(env, napi_ok);
}

napi_status impl_napi_strict_equals(napi_env env, napi_value lhs,
                                    napi_value rhs, bool *result) {
  if (!USUAL_OBJECT(env, lhs) ||
      RARELY(rhs == NULL || result == NULL || !has_object_tag(env, rhs)))
    return strict_equals(env, lhs, rhs, result);
  *result = slot_of(lhs)->word[0] == slot_of(rhs)->word[0];
  LEAVE(env, napi_ok);
}
