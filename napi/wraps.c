/* SPDX-License-Identifier: MIT */
/* Native data on objects: wraps, finalizers, externals, type tags. */

#include "env/record.h"
#include "env/reference.h"
#include "napi/operands.h"

/* Objects and functions; externals carry their own data and nothing else. */
static bool can_be_wrapped(napi_env env, napi_value value) {
  napi_shim_type type = type_of(env, value);
  return type == napi_shim_type_object || type == napi_shim_type_function;
}

static struct record *find_record(napi_env env, napi_value object) {
  return record_find(env->realm, slot_of(object));
}

static struct finalizing_reference *wrap_of(const struct record *record) {
  return (struct finalizing_reference *)(void *)record->wrap;
}

/*
 * Ties native data to an object, any but an external; it is seen on that very
 * object only. No object, or a second time: invalid_arg. With `result` the
 * caller gets a weak reference and must give a finalizer, in which it deletes
 * the reference; deleted earlier, it cancels finalizer and wrap. Version 1.
 */
napi_status impl_napi_wrap(napi_env env, napi_value js_object,
                           void *native_object,
                           node_api_basic_finalize finalize_cb, void *hint,
                           napi_ref *result) {
  ENTER_JS(env);
  CHECK_ARG(env, js_object);
  CHECK(env, can_be_wrapped(env, js_object), napi_invalid_arg);
  struct record *record = record_of(env->realm, slot_of(js_object));
  CHECK(env, record != NULL, napi_generic_failure);
  CHECK(env, record->wrap == NULL, napi_invalid_arg);
  if (result != NULL)
    CHECK_ARG(env, finalize_cb);
  struct finalizing_reference *reference = reference_new_watching(
      env, record, result != NULL ? reference_of_addon : 0, finalize_cb,
      native_object, hint);
  CHECK(env, reference != NULL, napi_generic_failure);
  record->wrap = &reference->base;
  if (result != NULL)
    *result = &reference->base;
  LEAVE(env, napi_ok);
}

BEHIND_THAT napi_status unwrap(napi_env env, napi_value js_object,
                               void **result) {
  ENTER_JS(env);
  CHECK_ARG(env, js_object);
  CHECK_ARG(env, result);
  CHECK(env, is_object(env, js_object), napi_invalid_arg);
  const struct record *record = find_record(env, js_object);
  CHECK(env, record != NULL && record->wrap != NULL, napi_invalid_arg);
  *result = wrap_of(record)->data;
  LEAVE(env, napi_ok);
}

/* The data of the object's wrap; none: invalid_arg. Version 1. */
napi_status impl_napi_unwrap(napi_env env, napi_value js_object,
                             void **result) {
  if (!USUAL_OBJECT(env, js_object) || RARELY(result == NULL))
    return unwrap(env, js_object, result);
  env_set_error(env, napi_ok);
  const struct record *record =
      ENGINE(env)->get_record(REALM(env), slot_of(js_object));
  CHECK(env, record != NULL && record->wrap != NULL, napi_invalid_arg);
  *result = wrap_of(record)->data;
  return napi_ok;
}

/* The same, and ends the wrap: its finalizer never runs. result may be NULL.
 * A reference that napi_wrap gave stays the caller's. Version 1. */
napi_status impl_napi_remove_wrap(napi_env env, napi_value js_object,
                                  void **result) {
  ENTER_JS(env);
  CHECK_ARG(env, js_object);
  CHECK(env, is_object(env, js_object), napi_invalid_arg);
  struct record *record = find_record(env, js_object);
  CHECK(env, record != NULL && record->wrap != NULL, napi_invalid_arg);
  struct finalizing_reference *reference = wrap_of(record);
  if (result != NULL)
    *result = reference->data;
  record->wrap = NULL;
  if (reference->base.flags & reference_of_addon)
    reference_reset_finalizer(reference);
  else
    reference_delete(&reference->base);
  LEAVE(env, napi_ok);
}

/* Calls the finalizer after the object's end. With `result` the caller gets a
 * weak reference, to delete itself. Version 5. */
napi_status impl_napi_add_finalizer(napi_env env, napi_value js_object,
                                    void *finalize_data,
                                    node_api_basic_finalize finalize_cb,
                                    void *hint, napi_ref *result) {
  ENTER(env);
  CHECK_ARG(env, js_object);
  CHECK_ARG(env, finalize_cb);
  CHECK(env, is_object(env, js_object), napi_invalid_arg);
  struct finalizing_reference *reference = reference_new_finalizing(
      env, slot_of(js_object), 0, result != NULL ? reference_of_addon : 0,
      finalize_cb, finalize_data, hint);
  CHECK(env, reference != NULL, napi_generic_failure);
  if (result != NULL)
    *result = &reference->base;
  LEAVE(env, napi_ok);
}

/*
 * Calls the finalizer on the loop, soon, with an env that may do everything.
 * For basic finalizers, which may not. NULL: nothing happens. Experimental,
 * legal always.
 */
napi_status impl_node_api_post_finalizer(node_api_basic_env env,
                                         napi_finalize finalize_cb,
                                         void *finalize_data, void *hint) {
  ENTER_ANYWHERE(env);
  if (finalize_cb == NULL)
    LEAVE(env, napi_ok);
  struct finalizing_reference *reference =
      reference_new_data(env, finalize_cb, finalize_data, hint);
  CHECK(env, reference != NULL, napi_generic_failure);
  reference_queue(reference);
  LEAVE(env, napi_ok);
}

/* Scripts can put nothing on an external. */
static napi_shim_engine_status close_object(napi_env env,
                                            const napi_shim_slot *object) {
  if ((ENGINE(env)->capabilities & napi_shim_closes_externals) != 0)
    return napi_shim_engine_ok;
  bool unused;
  return operand_test(env, intrinsic_preventExtensions, 1, &object, &unused);
}

/* Nobody waits for its end: it needs no record until somebody looks for one. */
static bool make_bare_external(napi_env env, void *data,
                               napi_shim_engine_status *status,
                               napi_shim_slot *result) {
  if (ENGINE(env)->make_bare_external == NULL)
    return false;
  *status = ENGINE(env)->make_bare_external(REALM(env), data, result);
  return true;
}

/* A value that carries a pointer. finalize_cb may be NULL. Version 1. */
napi_status impl_napi_create_external(napi_env env, void *data,
                                      node_api_basic_finalize finalize_cb,
                                      void *hint, napi_value *result) {
  napi_value external;
  struct record *record = NULL;
  napi_shim_engine_status status;
  ENTER_JS(env);
  CHECK_ARG(env, result);
  RESERVE(env, slot);
  if (finalize_cb != NULL || !make_bare_external(env, data, &status, slot))
    status = record_make_external(env->realm, data, &record, slot);
  TRY(env, status);
  COMMIT(env, &external);
  TRY(env, close_object(env, slot));
  if (finalize_cb != NULL)
    CHECK(env,
          reference_new_watching(env, record, 0, finalize_cb, data, hint) !=
              NULL,
          napi_generic_failure);
  *result = external;
  LEAVE(env, napi_ok);
}

napi_status impl_napi_get_value_external(napi_env env, napi_value value,
                                         void **result) {
  ENTER(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  CHECK(env, type_of(env, value) == napi_shim_type_external, napi_invalid_arg);
  const struct record *record = find_record(env, value);
  if (record != NULL && record_is_external(record)) {
    *result = record->data;
  } else {
    CHECK(env, ENGINE(env)->get_bare_external != NULL, napi_invalid_arg);
    *result = ENGINE(env)->get_bare_external(REALM(env), slot_of(value));
  }
  LEAVE(env, napi_ok);
}

/*
 * Type tags: once per object (again: invalid_arg). Unlike elsewhere, null and
 * undefined give pending_exception; other primitives are boxed and the tag is
 * lost with the box. Version 8.
 */
static napi_status tag_target(napi_env env, napi_value value,
                              const napi_shim_slot **result) {
  napi_status status = operand_object(env, value, result);
  if (status == napi_object_expected)
    LEAVE(env, napi_pending_exception);
  return status;
}

napi_status impl_napi_type_tag_object(napi_env env, napi_value value,
                                      const napi_type_tag *type_tag) {
  const napi_shim_slot *target;
  ENTER_JS(env);
  PASS(tag_target(env, value, &target));
  CHECK_ARG(env, type_tag);
  struct record *record = record_of(env->realm, target);
  CHECK(env, record != NULL, napi_generic_failure);
  CHECK(env, record->tag == NULL, napi_invalid_arg);
  CHECK(env, record_tag(record, type_tag), napi_generic_failure);
  LEAVE(env, napi_ok);
}

napi_status impl_napi_check_object_type_tag(napi_env env, napi_value value,
                                            const napi_type_tag *type_tag,
                                            bool *result) {
  const napi_shim_slot *target;
  ENTER_JS(env);
  PASS(tag_target(env, value, &target));
  const struct record *record = record_find(env->realm, target);
  /* As in Node, an external without a tag is not asked for one. */
  bool tagged = record != NULL && record->tag != NULL;
  bool asked = tagged || ENGINE(env)->class_of(REALM(env), target) !=
                             napi_shim_class_external;
  CHECK(env, type_tag != NULL || !asked, napi_invalid_arg);
  CHECK_ARG(env, result);
  *result = tagged && record->tag->lower == type_tag->lower &&
            record->tag->upper == type_tag->upper;
  LEAVE(env, napi_ok);
}
