/* SPDX-License-Identifier: MIT */
/* The names of an object's properties, filtered. */

#include "napi/operands.h"

static napi_shim_engine_status element(napi_env env, const napi_shim_slot *list,
                                       int index, napi_shim_slot *result) {
  napi_shim_slot key;
  ENGINE(env)->make_number(REALM(env), index, &key);
  return ENGINE(env)->get(REALM(env), list, &key, result);
}

static bool is_proxy(napi_env env, const napi_shim_slot *object) {
  return ENGINE(env)->class_of(REALM(env), object) == napi_shim_class_proxy;
}

static bool is_null(napi_env env, const napi_shim_slot *value) {
  return ENGINE(env)->type_of(REALM(env), value) == napi_shim_type_null;
}

static napi_shim_engine_status prototype_of(napi_env env,
                                            const napi_shim_slot *object,
                                            napi_shim_slot *result) {
  if (ENGINE(env)->get_prototype != NULL)
    return ENGINE(env)->get_prototype(REALM(env), object, result);
  return realm_call(env->realm, intrinsic_getPrototypeOf, 1, &object, result);
}

/* Whether the object or one of its prototypes is a Proxy. It asks no trap. */
static napi_shim_engine_status find_proxy(napi_env env,
                                          const napi_shim_slot *object,
                                          bool own_only, bool *found) {
  napi_shim_slot at, next;
  napi_shim_engine_status status = napi_shim_engine_ok;
  *found = is_proxy(env, object);
  if (*found || own_only)
    return status;
  status = prototype_of(env, object, &at);
  while (status == napi_shim_engine_ok && !is_null(env, &at)) {
    *found = is_proxy(env, &at);
    if (*found)
      break;
    status = prototype_of(env, &at, &next);
    realm_release(env->realm, &at);
    at = next;
  }
  if (*found)
    realm_release(env->realm, &at);
  return status;
}

/*
 * Object by object, as only the engine tells which of them is a Proxy. The
 * arguments are those of the intrinsic `keys`.
 */
static napi_shim_engine_status step_by_step(napi_env env,
                                            const napi_shim_slot *const argv[4],
                                            napi_shim_slot *result) {
  napi_shim_slot before, next, made, proxy;
  napi_shim_engine_status status;
  const napi_shim_slot *object = argv[0];
  ENGINE(env)->make_undefined(REALM(env), &before);
  for (;;) {
    ENGINE(env)->make_boolean(REALM(env), is_proxy(env, object), &proxy);
    const napi_shim_slot *step[] = {object,  argv[1], argv[2],
                                    argv[3], &proxy,  &before};
    status = realm_call(env->realm, intrinsic_keysStep, 6, step, &made);
    realm_release(env->realm, &before);
    if (object == &next)
      realm_release(env->realm, &next);
    if (status != napi_shim_engine_ok)
      return status;
    before = made;
    status = element(env, &before, 0, &next);
    if (status != napi_shim_engine_ok)
      break;
    object = &next;
    if (is_null(env, &next)) {
      status = element(env, &before, 1, result);
      break;
    }
  }
  realm_release(env->realm, &before);
  return status;
}

/* The arguments after `object` are those of the intrinsic `keys`. */
static napi_status names(napi_env env, napi_value object, bool own_only,
                         int filter, bool keep_numbers, napi_value *result) {
  const int attributes =
      napi_key_writable | napi_key_enumerable | napi_key_configurable;
  napi_shim_slot own, bits, keep;
  const napi_shim_slot *target;
  bool proxy = false;
  PASS(operand_object(env, object, &target));
  ENGINE(env)->make_boolean(REALM(env), own_only, &own);
  ENGINE(env)->make_number(REALM(env), filter, &bits);
  ENGINE(env)->make_boolean(REALM(env), keep_numbers, &keep);
  const napi_shim_slot *argv[] = {target, &own, &bits, &keep};
  RESERVE(env, slot);
  if ((filter & attributes) != 0)
    TRY(env, find_proxy(env, target, own_only, &proxy));
  if (proxy)
    TRY(env, step_by_step(env, argv, slot));
  else
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
