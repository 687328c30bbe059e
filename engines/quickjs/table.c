/* SPDX-License-Identifier: MIT */
/* The table of the QuickJS backend. */

#include "quickjs_engine.h"

static const napi_shim_engine engine = {
    .abi_version = NAPI_SHIM_ENGINE_ABI,
    .size = sizeof(napi_shim_engine),
    .name = NAPI_SHIM_QUICKJS_NAME,
    .version = quickjs_version,
    .capabilities = napi_shim_can_detach | napi_shim_can_share_memory |
                    napi_shim_can_terminate | napi_shim_can_several_realms |
                    (FLAVOUR_NG ? napi_shim_can_float16 : 0) |
                    napi_shim_can_external_memory | napi_shim_closes_externals,

    .vm_open = quickjs_vm_open,
    .vm_close = quickjs_vm_close,
    .vm_enter = quickjs_vm_enter,
    .vm_leave = quickjs_vm_leave,
    .collect_garbage = quickjs_collect_garbage,
    .run_microtasks = quickjs_run_microtasks,
    .terminate = quickjs_terminate,
    .adjust_external_memory = quickjs_adjust_external_memory,
    .retain = quickjs_retain,
    .release = quickjs_release,

    .realm_open = quickjs_realm_open,
    .realm_close = quickjs_realm_close,
    .realm_global = quickjs_realm_global,
    .take_exception = quickjs_take_exception,
    .evaluate = quickjs_evaluate,
    .native_realm = quickjs_native_realm,

    .make_undefined = quickjs_make_undefined,
    .make_null = quickjs_make_null,
    .make_boolean = quickjs_make_boolean,
    .make_number = quickjs_make_number,
    .make_int32 = quickjs_make_int32,
    .type_of = quickjs_type_of,
    .get_boolean = quickjs_get_boolean,
    .get_number = quickjs_get_number,
    .make_bigint_int64 = quickjs_make_bigint_int64,
    .make_bigint_uint64 = quickjs_make_bigint_uint64,
    .get_bigint_int64 = quickjs_get_bigint_int64,
    .get_bigint_uint64 = quickjs_get_bigint_uint64,
    .make_bigint_words = quickjs_make_bigint_words,
    .get_bigint_words = quickjs_get_bigint_words,
    .strict_equals = quickjs_strict_equals,
    .to_boolean = quickjs_to_boolean,
    .to_number = quickjs_to_number,
    .to_string = quickjs_to_string,
    .to_object = quickjs_to_object,
    .instance_of = quickjs_instance_of,

    .make_string_latin1 = quickjs_make_string_latin1,
    .make_string_utf16 = quickjs_make_string_utf16,
    .make_string_utf8 = quickjs_make_string_utf8,
    .get_text = quickjs_get_text,
    .release_text = quickjs_release_text,
    .make_symbol = quickjs_make_symbol,

    .make_object = quickjs_make_object,
    .make_array = quickjs_make_array,
    .class_of = quickjs_class_of,
    .get = quickjs_get,
    .set = quickjs_set,
    .has = quickjs_has,
    .has_own = quickjs_has_own,
    .delete_key = quickjs_delete_key,
    .get_named = quickjs_get_named,
    .set_named = quickjs_set_named,
    .get_index = quickjs_get_index,
    .set_index = quickjs_set_index,
    .define_property = quickjs_define_property,
    .define_named = quickjs_define_named,
    .get_prototype = quickjs_get_prototype,

    .make_function = quickjs_make_function,
    .bare_prototype = quickjs_bare_prototype,
    .call = quickjs_call,
    .construct = quickjs_construct,
    .make_promise = quickjs_make_promise,
    .make_error = quickjs_make_error,

    .make_arraybuffer = quickjs_make_arraybuffer,
    .make_external_arraybuffer = quickjs_make_external_arraybuffer,
    .make_external_shared_arraybuffer =
        quickjs_make_external_shared_arraybuffer,
    .make_shared_arraybuffer = quickjs_make_shared_arraybuffer,
    .get_memory = quickjs_get_memory,
    .get_view = quickjs_get_view,
    .make_bytes = quickjs_make_bytes,
    .make_own_bytes = quickjs_make_own_bytes,
    .get_buffer = quickjs_get_buffer,
    .detach = quickjs_detach,

    .make_external = quickjs_make_external,
    .make_bare_external = quickjs_make_bare_external,
    .get_bare_external = quickjs_get_bare_external,
    .get_record = quickjs_get_record,
    .attach_record = quickjs_attach_record,
    .weak_get = quickjs_weak_get,

    .describe_slots = quickjs_describe_slots,
    .get_known = quickjs_get_known,
    .set_known = quickjs_set_known,
    .has_known = quickjs_has_known,
};

/* The symbol that the registry looks up. */
__attribute__((visibility("default"))) const napi_shim_engine *
napi_shim_engine_table(const char **refusal);

const napi_shim_engine *napi_shim_engine_table(const char **refusal) {
  *refusal = quickjs_refusal();
  return *refusal == NULL ? &engine : NULL;
}
