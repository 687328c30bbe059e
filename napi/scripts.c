/* SPDX-License-Identifier: MIT */
/* Running a script from its source. */

#include "env/memory.h"
#include "env/text.h"
#include "napi/operands.h"

/* script: a string, run as a classic script in the env's realm; *result is
 * its completion value. Version 1. */
napi_status impl_napi_run_script(napi_env env, napi_value script,
                                 napi_value *result) {
  size_t length;
  ENTER_JS(env);
  CHECK_ARG(env, script);
  CHECK_ARG(env, result);
  CHECK(env, type_of(env, script) == napi_shim_type_string,
        napi_string_expected);
  char *source = text_copy_source(env->realm, slot_of(script), &length);
  CHECK(env, source != NULL, napi_generic_failure);
  napi_shim_slot *slot = handles_reserve(&env->runtime->handles);
  napi_shim_engine_status status = napi_shim_engine_out_of_memory;
  if (slot != NULL)
    status = ENGINE(env)->evaluate(REALM(env), source, length, "", slot);
  memory_free(source);
  TRY_AS(env, status, napi_generic_failure);
  COMMIT(env, result);
  LEAVE(env, napi_ok);
}
