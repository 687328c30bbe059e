/* SPDX-License-Identifier: MIT */
/* One JavaScript global with its captured intrinsics. */

#include "env/realm.h"

#include <string.h>

#include "env/memory.h"
#include "env/runtime.h"

static const char *const intrinsic_names[intrinsic_count] = {
#define INTRINSIC_NAME(name) [intrinsic_##name] = #name,
    INTRINSICS(INTRINSIC_NAME)
#undef INTRINSIC_NAME
};

void realm_release(struct realm *realm, napi_shim_slot *slot) {
  runtime_release(realm->runtime, slot);
}

/* Reads one property of the object that the script made into a root. */
static napi_shim_engine_status capture(struct realm *realm,
                                       const napi_shim_slot *from,
                                       const char *name,
                                       napi_shim_slot **result) {
  const napi_shim_engine *engine = realm->runtime->engine;
  napi_shim_slot key, value;
  napi_shim_engine_status status =
      engine->make_string_latin1(realm->engine_realm, name, strlen(name), &key);
  if (status != napi_shim_engine_ok)
    return status;
  status = engine->get(realm->engine_realm, from, &key, &value);
  realm_release(realm, &key);
  if (status != napi_shim_engine_ok)
    return status;
  *result = runtime_root_new(realm->runtime);
  if (*result == NULL) {
    realm_release(realm, &value);
    return napi_shim_engine_out_of_memory;
  }
  **result = value;
  return napi_shim_engine_ok;
}

static napi_shim_engine_status capture_all(struct realm *realm) {
  const napi_shim_engine *engine = realm->runtime->engine;
  napi_shim_slot *made = runtime_root_new(realm->runtime);
  if (made == NULL)
    return napi_shim_engine_out_of_memory;
  napi_shim_slot object;
  napi_shim_engine_status status =
      engine->evaluate(realm->engine_realm, intrinsics_source,
                       intrinsics_source_length, "napi-shim", &object);
  if (status == napi_shim_engine_ok)
    *made = object;
  for (int i = 0; status == napi_shim_engine_ok && i < intrinsic_count; i++)
    status = capture(realm, made, intrinsic_names[i], &realm->intrinsics[i]);
  runtime_root_free(realm->runtime, made);
  return status;
}

struct realm *realm_new(struct napi_shim_runtime *runtime, void *native_realm) {
  struct realm *realm = memory_zeroed(1, sizeof *realm);
  if (realm == NULL) {
    runtime_fail(napi_shim_out_of_memory, "out of memory");
    return NULL;
  }
  realm->runtime = runtime;
  napi_shim_engine_status status = runtime->engine->realm_open(
      runtime->vm, native_realm, &realm->engine_realm);
  if (status == napi_shim_engine_ok)
    status = capture_all(realm);
  if (status == napi_shim_engine_ok)
    return realm;
  runtime_fail(napi_shim_engine_failed,
               "the engine %s could not open a global object (status %d)",
               runtime->engine->name, (int)status);
  realm_free(realm);
  return NULL;
}

void realm_free(struct realm *realm) {
  for (int i = 0; i < intrinsic_count; i++)
    runtime_root_free(realm->runtime, realm->intrinsics[i]);
  runtime_root_free(realm->runtime, realm->buffer_constructor);
  if (realm->engine_realm != NULL)
    realm->runtime->engine->realm_close(realm->engine_realm);
  memory_free(realm);
}

napi_shim_engine_status realm_call(struct realm *realm, enum intrinsic which,
                                   size_t argc,
                                   const napi_shim_slot *const *argv,
                                   napi_shim_slot *result) {
  return realm->runtime->engine->call(
      realm->engine_realm, realm->intrinsics[which], NULL, argc, argv, result);
}
