/* SPDX-License-Identifier: MIT */
/* The table of the JavaScriptCore backend. */

#include "javascriptcore_engine.h"

#define EXPORT __attribute__((visibility("default")))

static const napi_shim_engine table = {
    .abi_version = NAPI_SHIM_ENGINE_ABI,
    .size = sizeof(napi_shim_engine),
    .name = "javascriptcore",
    .version = jsc_version,
    .capabilities = napi_shim_can_detach | napi_shim_can_share_memory |
                    napi_shim_can_float16 | napi_shim_can_terminate |
                    napi_shim_can_several_realms |
                    napi_shim_can_external_memory | napi_shim_closes_externals,
    .vm_open = jsc_vm_open,
    .vm_close = jsc_vm_close,
    .vm_enter = jsc_vm_enter,
    .vm_leave = jsc_vm_leave,
    .collect_garbage = jsc_collect_garbage,
    .run_microtasks = jsc_run_microtasks,
    .row_begins = jsc_row_begins,
    .row_ends = jsc_row_ends,
    .terminate = jsc_terminate,
    .adjust_external_memory = jsc_adjust_external_memory,
    .retain = jsc_retain,
    .release = NULL, /* the collector finds slots through visit_roots */
    .realm_open = jsc_realm_open,
    .realm_close = jsc_realm_close,
    .realm_global = jsc_realm_global,
    .take_exception = jsc_take_exception,
    .make_undefined = jsc_make_undefined,
    .make_null = jsc_make_null,
    .make_boolean = jsc_make_boolean,
    .make_number = jsc_make_number,
    .make_int32 = jsc_make_int32,
    .type_of = jsc_type_of,
    .get_boolean = jsc_get_boolean,
    .get_number = jsc_get_number,
    .make_bigint_int64 = jsc_make_bigint_int64,
    .make_bigint_uint64 = jsc_make_bigint_uint64,
    .get_bigint_int64 = jsc_get_bigint_int64,
    .get_bigint_uint64 = jsc_get_bigint_uint64,
    .make_bigint_words = jsc_make_bigint_words,
    .get_bigint_words = jsc_get_bigint_words,
    .make_string_latin1 = jsc_make_string_latin1,
    .make_string_utf16 = jsc_make_string_utf16,
    .make_string_utf8 = jsc_make_string_utf8,
    .get_text = jsc_get_text,
    .release_text = jsc_release_text,
    .make_symbol = jsc_make_symbol,
    .make_object = jsc_make_object,
    .make_array = jsc_make_array,
    .make_external = jsc_make_external,
    .class_of = jsc_class_of,
    .get = jsc_get,
    .set = jsc_set,
    .has = jsc_has,
    .has_own = jsc_has_own,
    .delete_key = jsc_delete_key,
    .get_named = jsc_get_named,
    .set_named = jsc_set_named,
    .has_named = jsc_has_named,
    .get_index = jsc_get_index,
    .set_index = jsc_set_index,
    .define_property = jsc_define_property,
    .define_named = jsc_define_named,
    .strict_equals = jsc_strict_equals,
    .to_boolean = jsc_to_boolean,
    .to_number = jsc_to_number,
    .to_string = jsc_to_string,
    .to_object = jsc_to_object,
    .instance_of = jsc_instance_of,
    .make_function = jsc_make_function,
    .bare_prototype = jsc_bare_prototype,
    .call = jsc_call,
    .construct = jsc_construct,
    .evaluate = jsc_evaluate,
    .make_promise = jsc_make_promise,
    .make_pending = jsc_make_pending,
    .settle = jsc_settle,
    .make_error = jsc_make_error,
    .make_arraybuffer = jsc_make_arraybuffer,
    .make_bytes = jsc_make_bytes,
    .make_own_bytes = jsc_make_own_bytes,
    .make_external_arraybuffer = jsc_make_external_arraybuffer,
    .make_shared_arraybuffer = jsc_make_shared_arraybuffer,
    .get_memory = jsc_get_memory,
    .get_extent = jsc_get_extent,
    .get_buffer = jsc_get_buffer,
    .detach = jsc_detach,
    .get_record = jsc_get_record,
    .attach_record = jsc_attach_record,
    .weak_get = jsc_weak_get,
    .native_realm = jsc_native_realm,
};

/* Functions that there is no substitute for; NULL if the library that was
 * loaded has them all. */
static const char *missing_function(void) {
#define NEEDS(name)                                                            \
  if (name == NULL)                                                            \
  return "this JavaScriptCore does not export " #name
  NEEDS(JSLock);
  NEEDS(JSUnlock);
  NEEDS(JSWeakCreate);
  NEEDS(JSWeakRelease);
  NEEDS(JSWeakGetObject);
  NEEDS(JSContextGroupAddMarkingConstraint);
  NEEDS(JSContextGroupAddHeapFinalizer);
  NEEDS(JSContextGroupRemoveHeapFinalizer);
#undef NEEDS
  return NULL;
}

EXPORT const napi_shim_engine *napi_shim_engine_table(const char **refusal);

/* The symbol that the library looks up (NAPI_SHIM_ENGINE_SYMBOL). */
const napi_shim_engine *napi_shim_engine_table(const char **refusal) {
  const char *missing = missing_function();
  if (missing == NULL)
    return &table;
  *refusal = missing;
  return NULL;
}
