/* SPDX-License-Identifier: MIT */
/* Objects: made, their prototypes, and properties by key, name and index. */

#include <string.h>

#include "env/text.h"
#include "napi/descriptors.h"
#include "napi/external_memory.h"

/*
 * All operations on properties apply ToObject: null and undefined give
 * object_expected and leave a TypeError pending. What a getter, setter or
 * Proxy trap throws becomes pending: pending_exception. Version 1.
 */

napi_status impl_napi_create_object(napi_env env, napi_value *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  TRY(env, ENGINE(env)->make_object(REALM(env), slot));
  COMMIT_OWING(env, result);
  LEAVE(env, napi_ok);
}

/* By key: any value, converted as in object[key]. */

BEHIND_THAT napi_status set_property(napi_env env, napi_value object,
                                     napi_value key, napi_value value) {
  const napi_shim_slot *target;
  ENTER_JS(env);
  CHECK_ARG(env, key);
  CHECK_ARG(env, value);
  PASS(operand_object(env, object, &target));
  TRY(env, ENGINE(env)->set(REALM(env), target, slot_of(key), slot_of(value)));
  LEAVE(env, napi_ok);
}

napi_status impl_napi_set_property(napi_env env, napi_value object,
                                   napi_value key, napi_value value) {
  if (!USUAL_OBJECT(env, object) || RARELY(key == NULL || value == NULL))
    return set_property(env, object, key, value);
  env_set_error(env, napi_ok);
  TRY(env, ENGINE(env)->set(REALM(env), slot_of(object), slot_of(key),
                            slot_of(value)));
  LEAVE(env, napi_ok);
}

BEHIND_THAT napi_status get_property(napi_env env, napi_value object,
                                     napi_value key, napi_value *result) {
  const napi_shim_slot *target;
  ENTER_JS(env);
  CHECK_ARG(env, key);
  CHECK_ARG(env, result);
  PASS(operand_object(env, object, &target));
  RESERVE(env, slot);
  TRY(env, ENGINE(env)->get(REALM(env), target, slot_of(key), slot));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

/* Whether a get can begin at once. */
#define USUAL_GET(env, object, result)                                         \
  (USUAL_OBJECT(env, object) && !RARELY((result) == NULL))

BEHIND_THAT napi_status ready_to_get_property(napi_env env, napi_value object,
                                              napi_value key,
                                              napi_value *result) {
  MAKE_READY(env);
  return impl_napi_get_property(env, object, key, result);
}

napi_status impl_napi_get_property(napi_env env, napi_value object,
                                   napi_value key, napi_value *result) {
  if (!USUAL_GET(env, object, result) || RARELY(key == NULL))
    return get_property(env, object, key, result);
  if (!IS_READY(env))
    return ready_to_get_property(env, object, key, result);
  env_set_error(env, napi_ok);
  TRY(env, ENGINE(env)->get(REALM(env), slot_of(object), slot_of(key),
                            READY_SLOT(env)));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

static napi_status has_key(napi_env env, napi_value object,
                           const napi_shim_slot *key, bool *result) {
  const napi_shim_slot *target;
  PASS(operand_object(env, object, &target));
  TRY(env, ENGINE(env)->has(REALM(env), target, key, result));
  LEAVE(env, napi_ok);
}

napi_status impl_napi_has_property(napi_env env, napi_value object,
                                   napi_value key, bool *result) {
  ENTER_JS(env);
  CHECK_ARG(env, result);
  CHECK_ARG(env, key);
  return has_key(env, object, slot_of(key), result);
}

/* The key must be a string or a symbol: name_expected. */
napi_status impl_napi_has_own_property(napi_env env, napi_value object,
                                       napi_value key, bool *result) {
  const napi_shim_slot *target;
  ENTER_JS(env);
  CHECK_ARG(env, key);
  CHECK_ARG(env, result);
  PASS(operand_object(env, object, &target));
  CHECK(env, operand_is_name(env, key), napi_name_expected);
  TRY(env, ENGINE(env)->has_own(REALM(env), target, slot_of(key), result));
  LEAVE(env, napi_ok);
}

static napi_status delete_key(napi_env env, napi_value object,
                              const napi_shim_slot *key, bool *result) {
  const napi_shim_slot *target;
  bool deleted;
  PASS(operand_object(env, object, &target));
  TRY(env, ENGINE(env)->delete_key(REALM(env), target, key, &deleted));
  if (result != NULL)
    *result = deleted;
  LEAVE(env, napi_ok);
}

/* result may be NULL. */
napi_status impl_napi_delete_property(napi_env env, napi_value object,
                                      napi_value key, bool *result) {
  ENTER_JS(env);
  CHECK_ARG(env, key);
  return delete_key(env, object, slot_of(key), result);
}

/* By name: UTF-8 up to its NUL. Engines may know names again. */

BEHIND_THAT napi_status set_named(napi_env env, napi_value object,
                                  const char *utf8name, napi_value value) {
  const napi_shim_slot *target, *key;
  ENTER_JS(env);
  CHECK_ARG(env, value);
  PASS(operand_object(env, object, &target));
  CHECK_ARG(env, utf8name);
  size_t length = strlen(utf8name);
  if (ENGINE(env)->set_named != NULL && text_is_utf8(utf8name, length)) {
    TRY(env, ENGINE(env)->set_named(REALM(env), target, utf8name, length,
                                    slot_of(value)));
    LEAVE(env, napi_ok);
  }
  PASS(operand_string(env, utf8name, length, &key));
  TRY(env, ENGINE(env)->set(REALM(env), target, key, slot_of(value)));
  LEAVE(env, napi_ok);
}

napi_status impl_napi_set_named_property(napi_env env, napi_value object,
                                         const char *utf8name,
                                         napi_value value) {
  if (!USUAL_OBJECT(env, object) || RARELY(utf8name == NULL || value == NULL))
    return set_named(env, object, utf8name, value);
  env_set_error(env, napi_ok);
  napi_shim_engine_status status = ENGINE(env)->set_known(
      REALM(env), slot_of(object), utf8name, slot_of(value));
  if (RARELY(status == napi_shim_engine_unsupported))
    return set_named(env, object, utf8name, value);
  TRY(env, status);
  LEAVE(env, napi_ok);
}

BEHIND_THAT napi_status get_named(napi_env env, napi_value object,
                                  const char *utf8name, napi_value *result) {
  const napi_shim_slot *target, *key = NULL;
  ENTER_JS(env);
  CHECK_ARG(env, result);
  CHECK_ARG(env, utf8name);
  PASS(operand_object(env, object, &target));
  size_t length = strlen(utf8name);
  bool direct =
      ENGINE(env)->get_named != NULL && text_is_utf8(utf8name, length);
  if (!direct)
    PASS(operand_string(env, utf8name, length, &key));
  RESERVE(env, slot);
  if (direct)
    TRY(env,
        ENGINE(env)->get_named(REALM(env), target, utf8name, length, slot));
  else
    TRY(env, ENGINE(env)->get(REALM(env), target, key, slot));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

BEHIND_THAT napi_status ready_to_get_named(napi_env env, napi_value object,
                                           const char *utf8name,
                                           napi_value *result) {
  MAKE_READY(env);
  return impl_napi_get_named_property(env, object, utf8name, result);
}

napi_status impl_napi_get_named_property(napi_env env, napi_value object,
                                         const char *utf8name,
                                         napi_value *result) {
  if (!USUAL_GET(env, object, result) || RARELY(utf8name == NULL))
    return get_named(env, object, utf8name, result);
  if (!IS_READY(env))
    return ready_to_get_named(env, object, utf8name, result);
  env_set_error(env, napi_ok);
  napi_shim_engine_status status = ENGINE(env)->get_known(
      REALM(env), slot_of(object), utf8name, READY_SLOT(env));
  if (RARELY(status != napi_shim_engine_ok)) {
    if (status == napi_shim_engine_unsupported)
      return get_named(env, object, utf8name, result);
    return env_engine_failed(env, status);
  }
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

BEHIND_THAT napi_status has_named(napi_env env, napi_value object,
                                  const char *utf8name, bool *result) {
  const napi_shim_slot *target, *key;
  ENTER_JS(env);
  CHECK_ARG(env, result);
  PASS(operand_object(env, object, &target));
  CHECK_ARG(env, utf8name);
  size_t length = strlen(utf8name);
  if (ENGINE(env)->has_named != NULL && text_is_utf8(utf8name, length)) {
    TRY(env,
        ENGINE(env)->has_named(REALM(env), target, utf8name, length, result));
    LEAVE(env, napi_ok);
  }
  PASS(operand_string(env, utf8name, length, &key));
  TRY(env, ENGINE(env)->has(REALM(env), target, key, result));
  LEAVE(env, napi_ok);
}

napi_status impl_napi_has_named_property(napi_env env, napi_value object,
                                         const char *utf8name, bool *result) {
  if (!USUAL_GET(env, object, result) || RARELY(utf8name == NULL))
    return has_named(env, object, utf8name, result);
  env_set_error(env, napi_ok);
  napi_shim_engine_status status =
      ENGINE(env)->has_known(REALM(env), slot_of(object), utf8name, result);
  if (RARELY(status == napi_shim_engine_unsupported))
    return has_named(env, object, utf8name, result);
  TRY(env, status);
  LEAVE(env, napi_ok);
}

/* By index: 4294967295 is a property too, though no array element. */

BEHIND_THAT napi_status set_element(napi_env env, napi_value object,
                                    uint32_t index, napi_value value) {
  const napi_shim_slot *target;
  ENTER_JS(env);
  CHECK_ARG(env, value);
  PASS(operand_object(env, object, &target));
  if (ENGINE(env)->set_index != NULL) {
    TRY(env, ENGINE(env)->set_index(REALM(env), target, index, slot_of(value)));
    LEAVE(env, napi_ok);
  }
  napi_shim_slot key;
  value_make_double(env, index, &key);
  TRY(env, ENGINE(env)->set(REALM(env), target, &key, slot_of(value)));
  LEAVE(env, napi_ok);
}

napi_status impl_napi_set_element(napi_env env, napi_value object,
                                  uint32_t index, napi_value value) {
  if (!USUAL_OBJECT(env, object) || RARELY(value == NULL))
    return set_element(env, object, index, value);
  env_set_error(env, napi_ok);
  TRY(env, ENGINE(env)->set_index(REALM(env), slot_of(object), index,
                                  slot_of(value)));
  LEAVE(env, napi_ok);
}

BEHIND_THAT napi_status get_element(napi_env env, napi_value object,
                                    uint32_t index, napi_value *result) {
  const napi_shim_slot *target;
  ENTER_JS(env);
  CHECK_ARG(env, result);
  PASS(operand_object(env, object, &target));
  RESERVE(env, slot);
  if (ENGINE(env)->get_index != NULL) {
    TRY(env, ENGINE(env)->get_index(REALM(env), target, index, slot));
  } else {
    napi_shim_slot key;
    value_make_double(env, index, &key);
    TRY(env, ENGINE(env)->get(REALM(env), target, &key, slot));
  }
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

BEHIND_THAT napi_status ready_to_get_element(napi_env env, napi_value object,
                                             uint32_t index,
                                             napi_value *result) {
  MAKE_READY(env);
  return impl_napi_get_element(env, object, index, result);
}

napi_status impl_napi_get_element(napi_env env, napi_value object,
                                  uint32_t index, napi_value *result) {
  if (!USUAL_GET(env, object, result))
    return get_element(env, object, index, result);
  if (!IS_READY(env))
    return ready_to_get_element(env, object, index, result);
  env_set_error(env, napi_ok);
  TRY(env, ENGINE(env)->get_index(REALM(env), slot_of(object), index,
                                  READY_SLOT(env)));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_has_element(napi_env env, napi_value object,
                                  uint32_t index, bool *result) {
  napi_shim_slot key;
  ENTER_JS(env);
  CHECK_ARG(env, result);
  value_make_double(env, index, &key);
  return has_key(env, object, &key, result);
}

/* result may be NULL. */
napi_status impl_napi_delete_element(napi_env env, napi_value object,
                                     uint32_t index, bool *result) {
  napi_shim_slot key;
  ENTER_JS(env);
  value_make_double(env, index, &key);
  return delete_key(env, object, &key, result);
}

/* Prototypes. Version 1; set_prototype is experimental. */

/* null for a Proxy, whose trap is not asked: as in Node. */
napi_status impl_napi_get_prototype(napi_env env, napi_value object,
                                    napi_value *result) {
  const napi_shim_slot *target;
  ENTER_JS(env);
  CHECK_ARG(env, result);
  PASS(operand_object(env, object, &target));
  RESERVE(env, slot);
  if (ENGINE(env)->class_of(REALM(env), target) == napi_shim_class_proxy)
    ENGINE(env)->make_null(REALM(env), slot);
  else if (ENGINE(env)->get_prototype != NULL)
    TRY(env, ENGINE(env)->get_prototype(REALM(env), target, slot));
  else
    TRY(env,
        realm_call(env->realm, intrinsic_getPrototypeOf, 1, &target, slot));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

static bool is_revoked(napi_env env, const napi_shim_slot *object) {
  return ENGINE(env)->class_of(REALM(env), object) == napi_shim_class_proxy &&
         operand_ask(env, intrinsic_isRevoked, object);
}

/* A primitive is ignored, as an assignment to __proto__ ignores it; a refusal
 * (not extensible, a cycle) is a generic_failure, and so is a trap that throws:
 * what it threw is dropped, as Node does. */
napi_status impl_node_api_set_prototype(napi_env env, napi_value object,
                                        napi_value value) {
  const napi_shim_slot *target;
  bool changed;
  ENTER_JS(env);
  CHECK_ARG(env, value);
  PASS(operand_object(env, object, &target));
  napi_shim_type type = type_of(env, value);
  CHECK(env, type != napi_shim_type_external, napi_object_expected);
  if (type != napi_shim_type_null && type != napi_shim_type_object &&
      type != napi_shim_type_function) {
    CHECK(env, !is_revoked(env, target), napi_generic_failure);
    LEAVE(env, napi_ok);
  }
  const napi_shim_slot *argv[] = {target, slot_of(value)};
  napi_shim_engine_status status =
      operand_test(env, intrinsic_setPrototypeOf, 2, argv, &changed);
  if (status == napi_shim_engine_exception) {
    env_engine_failed(env, status);
    env_drop_exception(env);
    changed = false;
  } else {
    TRY(env, status);
  }
  LEAVE(env, changed ? napi_ok : napi_generic_failure);
}

/* Object.freeze and Object.seal. Version 8. */

/* A typed array's elements cannot be restricted, nor what may change its
 * size: a TypeError, which in Node comes after the other properties. */
static napi_status restrict_view(napi_env env, const napi_shim_slot *view,
                                 bool freeze) {
  napi_shim_slot flags[3], buffer;
  napi_shim_memory memory;
  bool unused;
  TRY(env, extent_of(env, view, &memory));
  TRY(env, ENGINE(env)->get_buffer(REALM(env), view, &buffer));
  bool resizable = memory_is_resizable(env, &buffer);
  realm_release(env->realm, &buffer);
  ENGINE(env)->make_boolean(REALM(env), freeze, &flags[0]);
  ENGINE(env)->make_boolean(REALM(env), resizable, &flags[1]);
  ENGINE(env)->make_boolean(REALM(env), memory.length > 0, &flags[2]);
  const napi_shim_slot *argv[] = {view, &flags[0], &flags[1], &flags[2]};
  TRY(env, operand_test(env, intrinsic_restrictView, 4, argv, &unused));
  LEAVE(env, napi_ok);
}

static napi_status restrict_object(napi_env env, napi_value object,
                                   enum intrinsic which) {
  const napi_shim_slot *target;
  bool unused;
  PASS(operand_object(env, object, &target));
  if (ENGINE(env)->class_of(REALM(env), target) == napi_shim_class_typedarray)
    return restrict_view(env, target, which == intrinsic_freeze);
  TRY(env, operand_test(env, which, 1, &target, &unused));
  LEAVE(env, napi_ok);
}

napi_status impl_napi_object_freeze(napi_env env, napi_value object) {
  ENTER_JS(env);
  return restrict_object(env, object, intrinsic_freeze);
}

napi_status impl_napi_object_seal(napi_env env, napi_value object) {
  ENTER_JS(env);
  return restrict_object(env, object, intrinsic_seal);
}

static napi_status give_prototype(napi_env env, const napi_shim_slot *object,
                                  napi_value prototype) {
  napi_shim_slot null;
  bool changed;
  ENGINE(env)->make_null(REALM(env), &null);
  const napi_shim_slot *argv[] = {
      object, prototype == NULL ? &null : slot_of(prototype)};
  TRY(env, operand_test(env, intrinsic_setPrototypeOf, 2, argv, &changed));
  return napi_ok;
}

static bool is_prototype(napi_env env, napi_value value) {
  napi_shim_type type = type_of(env, value);
  return type == napi_shim_type_null || type == napi_shim_type_object ||
         type == napi_shim_type_function;
}

/*
 * An object with these own properties, all writable, enumerable and
 * configurable. The prototype may be NULL: then, as with null, there is none.
 * Names must be strings or symbols: name_expected. Experimental.
 */
napi_status impl_node_api_create_object_with_properties(
    napi_env env, napi_value prototype_or_null,
    const napi_value *property_names, const napi_value *property_values,
    size_t property_count, napi_value *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  if (property_count > 0) {
    CHECK_ARG(env, property_names);
    CHECK_ARG(env, property_values);
  }
  CHECK(env, prototype_or_null == NULL || is_prototype(env, prototype_or_null),
        napi_object_expected);
  for (size_t i = 0; i < property_count; i++) {
    CHECK_ARG(env, property_names[i]);
    CHECK_ARG(env, property_values[i]);
    CHECK(env, operand_is_name(env, property_names[i]), napi_name_expected);
  }
  napi_value object;
  RESERVE(env, slot);
  TRY(env, ENGINE(env)->make_object(REALM(env), slot));
  COMMIT(env, &object);
  for (size_t i = 0; i < property_count; i++) {
    napi_shim_property property = {.value = slot_of(property_values[i]),
                                   .writable = true,
                                   .enumerable = true,
                                   .configurable = true};
    bool defined;
    TRY(env, descriptor_define_raw(env, slot, slot_of(property_names[i]),
                                   &property, descriptor_of_value, &defined));
  }
  PASS(give_prototype(env, slot, prototype_or_null));
  *result = object;
  LEAVE(env, napi_ok);
}
