/* SPDX-License-Identifier: MIT */
/* Promises and the deferred objects that settle them. */

#include "env/reference.h"
#include "napi/operands.h"

/*
 * A deferred is a strong reference to the function that resolves the promise,
 * whose data is a strong reference to the one that rejects it: an env that
 * ends with promises unsettled frees them as it frees all references. Where the
 * engine settles promises itself, it is a reference to the promise, without
 * data.
 */
static struct finalizing_reference *deferred_of(napi_deferred deferred) {
  return (struct finalizing_reference *)(void *)deferred;
}

static void deferred_delete(struct finalizing_reference *deferred) {
  if (deferred->data != NULL)
    reference_delete(deferred->data);
  reference_delete(&deferred->base);
}

/* `reject` NULL: `resolve` is the promise. */
static struct finalizing_reference *deferred_new(napi_env env,
                                                 const napi_shim_slot *resolve,
                                                 const napi_shim_slot *reject) {
  struct napi_ref__ *rejecter = NULL;
  if (reject != NULL) {
    rejecter = reference_new(env, reject, 1, 0);
    if (rejecter == NULL)
      return NULL;
  }
  struct finalizing_reference *deferred =
      reference_new_data(env, NULL, rejecter, NULL);
  if (deferred == NULL) {
    if (rejecter != NULL)
      reference_delete(rejecter);
    return NULL;
  }
  /* Strong for its whole life: there is no object to watch. */
  deferred->base.count = 1;
  runtime_retain(env->runtime, resolve, &deferred->base.value);
  return deferred;
}

/* Through the captured constructor: [promise, resolve, reject]. */
static napi_shim_engine_status make_generic(napi_env env,
                                            napi_shim_slot *const results[3]) {
  napi_shim_slot list, key;
  napi_shim_engine_status status =
      realm_call(env->realm, intrinsic_makePromise, 0, NULL, &list);
  if (status != napi_shim_engine_ok)
    return status;
  int made = 0;
  for (; made < 3 && status == napi_shim_engine_ok; made++) {
    ENGINE(env)->make_number(REALM(env), made, &key);
    status = ENGINE(env)->get(REALM(env), &list, &key, results[made]);
  }
  if (status != napi_shim_engine_ok)
    while (--made > 0)
      realm_release(env->realm, results[made - 1]);
  realm_release(env->realm, &list);
  return status;
}

/* Where the engine settles it. *made: whether it does. */
static napi_status create_pending(napi_env env, napi_deferred *deferred,
                                  napi_value *promise, bool *made) {
  *made = false;
  if (ENGINE(env)->make_pending == NULL)
    return napi_ok;
  RESERVE(env, slot);
  napi_shim_engine_status status = ENGINE(env)->make_pending(REALM(env), slot);
  if (status == napi_shim_engine_unsupported)
    return napi_ok;
  TRY(env, status);
  napi_value handle;
  COMMIT(env, &handle);
  struct finalizing_reference *pending =
      deferred_new(env, slot_of(handle), NULL);
  CHECK(env, pending != NULL, napi_generic_failure);
  *deferred = (napi_deferred)(void *)pending;
  *promise = handle;
  *made = true;
  return napi_ok;
}

/* A pending promise; the deferred is spent by resolving or rejecting it.
 * Version 1. */
napi_status impl_napi_create_promise(napi_env env, napi_deferred *deferred,
                                     napi_value *promise) {
  napi_shim_slot resolve, reject;
  ENTER_JS(env);
  CHECK_ARG(env, deferred);
  CHECK_ARG(env, promise);
  bool pending;
  PASS(create_pending(env, deferred, promise, &pending));
  if (pending)
    LEAVE(env, napi_ok);
  RESERVE(env, slot);
  if (ENGINE(env)->make_promise != NULL) {
    TRY(env, ENGINE(env)->make_promise(REALM(env), slot, &resolve, &reject));
  } else {
    napi_shim_slot *const results[3] = {slot, &resolve, &reject};
    TRY(env, make_generic(env, results));
  }
  napi_value handle;
  COMMIT(env, &handle);
  struct finalizing_reference *made = deferred_new(env, &resolve, &reject);
  realm_release(env->realm, &resolve);
  realm_release(env->realm, &reject);
  CHECK(env, made != NULL, napi_generic_failure);
  *deferred = (napi_deferred)(void *)made;
  *promise = handle;
  LEAVE(env, napi_ok);
}

static napi_status settle(napi_env env, napi_deferred deferred,
                          napi_value value, bool resolve) {
  CHECK_ARG(env, value);
  CHECK_ARG(env, deferred);
  struct finalizing_reference *pair = deferred_of(deferred);
  bool direct = pair->data == NULL;
  struct napi_ref__ *used = resolve || direct ? &pair->base : pair->data;
  const napi_shim_slot *argv[] = {slot_of(value)};
  napi_shim_slot function, unused;
  CHECK(env, reference_get(used, &function), napi_generic_failure);
  deferred_delete(pair);
  napi_shim_engine_status status =
      direct ? ENGINE(env)->settle(REALM(env), &function, argv[0], resolve)
             : ENGINE(env)->call(REALM(env), &function, NULL, 1, argv, &unused);
  realm_release(env->realm, &function);
  TRY(env, status);
  if (!direct)
    realm_release(env->realm, &unused);
  LEAVE(env, napi_ok);
}

/* Version 1. */
napi_status impl_napi_resolve_deferred(napi_env env, napi_deferred deferred,
                                       napi_value resolution) {
  ENTER_JS(env);
  return settle(env, deferred, resolution, true);
}

napi_status impl_napi_reject_deferred(napi_env env, napi_deferred deferred,
                                      napi_value rejection) {
  ENTER_JS(env);
  return settle(env, deferred, rejection, false);
}

/* A native promise; another object with `then` is none. Version 1. */
napi_status impl_napi_is_promise(napi_env env, napi_value value,
                                 bool *is_promise) {
  ENTER(env);
  CHECK_ARG(env, value);
  CHECK_ARG(env, is_promise);
  *is_promise = class_of(env, value) == napi_shim_class_promise;
  LEAVE(env, napi_ok);
}
