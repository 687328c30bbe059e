/* SPDX-License-Identifier: MIT */
/* The names of an object's properties, filtered. */

#include "napi/operands.h"

/* The arguments after `object` are those of the intrinsic `keys`. */
static napi_status names(napi_env env, napi_value object, bool own_only,
                         int filter, bool keep_numbers, napi_value *result) {
  napi_shim_slot own, bits, keep;
  const napi_shim_slot *target;
  PASS(operand_object(env, object, &target));
  ENGINE(env)->make_boolean(REALM(env), own_only, &own);
  ENGINE(env)->make_number(REALM(env), filter, &bits);
  ENGINE(env)->make_boolean(REALM(env), keep_numbers, &keep);
  const napi_shim_slot *argv[] = {target, &own, &bits, &keep};
  RESERVE(env, slot);
  TRY(env, realm_call(env->realm, intrinsic_keys, 4, argv, slot));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

/* As `for (x in object)` enumerates them, all as strings. Version 1. */
napi_status impl_napi_get_property_names(napi_env env, napi_value object,
                                         napi_value *result) {
  ENTER_JS(env);
  CHECK_ARG(env, result);
  return names(env, object, false, napi_key_enumerable | napi_key_skip_symbols,
               false, result);
}

/* Strings and symbols that pass the filter; napi_key_keep_numbers gives array
 * indices as numbers. Version 6. */
napi_status impl_napi_get_all_property_names(napi_env env, napi_value object,
                                             napi_key_collection_mode key_mode,
                                             napi_key_filter key_filter,
                                             napi_key_conversion key_conversion,
                                             napi_value *result) {
  const napi_shim_slot *target;
  ENTER_JS(env);
  CHECK_ARG(env, result);
  PASS(operand_object(env, object, &target));
  CHECK(env,
        key_mode == napi_key_include_prototypes ||
            key_mode == napi_key_own_only,
        napi_invalid_arg);
  CHECK(env,
        key_conversion == napi_key_keep_numbers ||
            key_conversion == napi_key_numbers_to_strings,
        napi_invalid_arg);
  return names(env, object, key_mode == napi_key_own_only, (int)key_filter,
               key_conversion == napi_key_keep_numbers, result);
}
