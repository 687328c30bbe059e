/* SPDX-License-Identifier: MIT */
/* Dates. */

#include "napi/operands.h"

/* time: milliseconds since 1970 in UTC. Version 5, as all of this chapter. */
napi_status impl_napi_create_date(napi_env env, double time,
                                  napi_value *result) {
  napi_shim_slot number;
  ENTER_JS(env);
  CHECK_ARG(env, result);
  ENGINE(env)->make_number(REALM(env), time, &number);
  const napi_shim_slot *argv[] = {&number};
  RESERVE(env, slot);
  TRY(env, realm_call(env->realm, intrinsic_makeDate, 1, argv, slot));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_is_date(napi_env env, napi_value value, bool *result) {
  ENTER(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  *result = class_of(env, value) == napi_shim_class_date;
  LEAVE(env, napi_ok);
}

/* NaN for an invalid date. */
napi_status impl_napi_get_date_value(napi_env env, napi_value value,
                                     double *result) {
  napi_shim_slot number;
  ENTER_JS(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  CHECK(env, class_of(env, value) == napi_shim_class_date, napi_date_expected);
  const napi_shim_slot *argv[] = {slot_of(value)};
  TRY(env, realm_call(env->realm, intrinsic_dateValue, 1, argv, &number));
  bool is_number = ENGINE(env)->get_number(REALM(env), &number, result);
  LEAVE(env, is_number ? napi_ok : napi_generic_failure);
}
