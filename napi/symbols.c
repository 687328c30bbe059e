/* SPDX-License-Identifier: MIT */
/* Symbols: unique ones, and those of the registry. */

#include "env/text.h"
#include "napi/operands.h"

/* description: a string, or NULL for none. Version 1. */
napi_status impl_napi_create_symbol(napi_env env, napi_value description,
                                    napi_value *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  if (description != NULL)
    CHECK(env, type_of(env, description) == napi_shim_type_string,
          napi_string_expected);
  RESERVE(env, slot);
  const napi_shim_slot *text =
      description == NULL ? NULL : slot_of(description);
  if (ENGINE(env)->make_symbol != NULL)
    TRY(env, ENGINE(env)->make_symbol(REALM(env), text, slot));
  else
    TRY(env, realm_call(env->realm, intrinsic_symbol, text == NULL ? 0 : 1,
                        &text, slot));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}

/* Symbol.for(description). Version 9. */
napi_status impl_node_api_symbol_for(napi_env env, const char *utf8description,
                                     size_t length, napi_value *result) {
  napi_value description;
  ENTER(env);
  CHECK_ARG(env, result);
  PASS(
      impl_napi_create_string_utf8(env, utf8description, length, &description));
  const napi_shim_slot *text = slot_of(description);
  RESERVE(env, slot);
  TRY(env, realm_call(env->realm, intrinsic_symbolFor, 1, &text, slot));
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}
