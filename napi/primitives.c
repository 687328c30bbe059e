/* SPDX-License-Identifier: MIT */
/* Numbers, booleans, singletons: made, read, converted, compared. */

#include <math.h>

#include "napi/operands.h"

/* The singletons. Version 1, "Functions to get global instances". */

napi_status impl_napi_get_undefined(napi_env env, napi_value *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  ENGINE(env)->make_undefined(REALM(env), slot);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_get_null(napi_env env, napi_value *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  ENGINE(env)->make_null(REALM(env), slot);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_get_boolean(napi_env env, bool value,
                                  napi_value *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  ENGINE(env)->make_boolean(REALM(env), value, slot);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
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

static napi_status create_number(napi_env env, double value,
                                 napi_value *result) {
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  ENGINE(env)->make_number(REALM(env), value, slot);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_create_double(napi_env env, double value,
                                    napi_value *result) {
  ENTER(env);
  return create_number(env, value, result);
}

napi_status impl_napi_create_int32(napi_env env, int32_t value,
                                   napi_value *result) {
  ENTER(env);
  if (ENGINE(env)->make_int32 == NULL)
    return create_number(env, value, result);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  ENGINE(env)->make_int32(REALM(env), value, slot);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_create_uint32(napi_env env, uint32_t value,
                                    napi_value *result) {
  if (value <= INT32_MAX)
    return impl_napi_create_int32(env, (int32_t)value, result);
  ENTER(env);
  return create_number(env, value, result);
}

/* Beyond 2^53 the nearest double. */
napi_status impl_napi_create_int64(napi_env env, int64_t value,
                                   napi_value *result) {
  if (value >= INT32_MIN && value <= INT32_MAX)
    return impl_napi_create_int32(env, (int32_t)value, result);
  ENTER(env);
  return create_number(env, (double)value, result);
}

/* Reading. Version 1, "Functions to convert from Node-API to C types". */

#define GET_NUMBER(env, value, result, number)                                 \
  double number;                                                               \
  CHECK_ARG(env, value);                                                       \
  CHECK_ARG(env, result);                                                      \
  CHECK(env, ENGINE(env)->get_number(REALM(env), slot_of(value), &number),     \
        napi_number_expected)

napi_status impl_napi_get_value_double(napi_env env, napi_value value,
                                       double *result) {
  ENTER(env);
  GET_NUMBER(env, value, result, number);
  *result = number;
  LEAVE(env, napi_ok);
}

/* ECMAScript's ToUint32: modulo 2^32, 0 for what is not finite. */
static uint32_t wrap(double number) {
  if (!isfinite(number))
    return 0;
  double rest = fmod(trunc(number), 4294967296.0);
  return (uint32_t)(int64_t)rest;
}

napi_status impl_napi_get_value_int32(napi_env env, napi_value value,
                                      int32_t *result) {
  ENTER(env);
  GET_NUMBER(env, value, result, number);
  if (number >= INT32_MIN && number <= INT32_MAX)
    *result = (int32_t)number;
  else
    *result = (int32_t)wrap(number);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_get_value_uint32(napi_env env, napi_value value,
                                       uint32_t *result) {
  ENTER(env);
  GET_NUMBER(env, value, result, number);
  if (number >= 0 && number <= UINT32_MAX)
    *result = (uint32_t)number;
  else
    *result = wrap(number);
  LEAVE(env, napi_ok);
}

/* Out of range: the nearest; not finite: 0. */
napi_status impl_napi_get_value_int64(napi_env env, napi_value value,
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

napi_status impl_napi_typeof(napi_env env, napi_value value,
                             napi_valuetype *result) {
  ENTER(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  *result = (napi_valuetype)type_of(env, value);
  LEAVE(env, napi_ok);
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

napi_status impl_napi_strict_equals(napi_env env, napi_value lhs,
                                    napi_value rhs, bool *result) {
  ENTER_JS(env);
  CHECK_ARG(env, lhs);
  CHECK_ARG(env, rhs);
  CHECK_ARG(env, result);
  *result = ENGINE(env)->strict_equals(REALM(env), slot_of(lhs), slot_of(rhs));
  LEAVE(env, napi_ok);
}
