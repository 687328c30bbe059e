/* SPDX-License-Identifier: MIT */
/* Rows on objects: properties, calls, wraps, errors, buffers, promises. */

#include "addon.h"

static int native;

static napi_value nothing(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  return NULL;
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)data;
  (void)hint;
}

ROW(create_object, OK(napi_create_object(env, &value));)
ROW(create_object_3props, OK(napi_create_object(env, &value));
    OK(napi_set_named_property(env, value, "a", t->number));
    OK(napi_set_named_property(env, value, "b", t->number));
    OK(napi_set_named_property(env, value, "c", t->number));)
ROW(named_set_get, OK(napi_set_named_property(env, t->object, "x", t->number));
    OK(napi_get_named_property(env, t->object, "x", &value));)
ROW(named_get, OK(napi_get_named_property(env, t->object, "x", &value));)
ROW(has_named, bool has;
    OK(napi_has_named_property(env, t->object, "x", &has));)
ROW(key_set_get, OK(napi_set_property(env, t->object, t->key, t->number));
    OK(napi_get_property(env, t->object, t->key, &value));)
ROW(element_set_get, OK(napi_set_element(env, t->array, 1, t->number));
    OK(napi_get_element(env, t->array, 1, &value));)
ROW(instanceof_, bool is;
    OK(napi_instanceof(env, t->object, t->constructor, &is));)
ROW(call_function_0,
    OK(napi_call_function(env, t->object, t->function, 0, NULL, &value));)
ROW(call_function_3, napi_value argv[3] = {t->number, t->object, t->text16};
    OK(napi_call_function(env, t->object, t->function, 3, argv, &value));)
ROW(new_instance, OK(napi_new_instance(env, t->constructor, 0, NULL, &value));)
ROW(create_function,
    OK(napi_create_function(env, "f", 1, nothing, NULL, &value));)
ROW(define_class_3,
    const napi_property_descriptor list[] = {METHOD("a", nothing),
                                             METHOD("b", nothing),
                                             METHOD("c", nothing)};
    OK(napi_define_class(env, "C", 1, nothing, NULL, 3, list, &value));)
ROW(create_external,
    OK(napi_create_external(env, &native, NULL, NULL, &value));)
ROW(wrap_fresh, OK(napi_create_object(env, &value));
    OK(napi_wrap(env, value, &native, finalize, NULL, NULL));)
ROW(unwrap, void *pointer; OK(napi_unwrap(env, t->wrapped, &pointer));)
ROW(error_throw_clear, OK(napi_throw_error(env, "E_CODE", "message"));
    OK(napi_get_and_clear_last_exception(env, &value));)
ROW(create_error, OK(napi_create_error(env, t->key, t->text16, &value));)
ROW(throw_value_clear, OK(napi_throw(env, t->object));
    OK(napi_get_and_clear_last_exception(env, &value));)
ROW(arraybuffer_1k, void *bytes;
    OK(napi_create_arraybuffer(env, 1024, &bytes, &value));)
ROW(buffer_copy_1k, static char source[1024]; void *bytes;
    OK(napi_create_buffer_copy(env, 1024, source, &bytes, &value));)
ROW(buffer_1k, void *bytes; OK(napi_create_buffer(env, 1024, &bytes, &value));)
ROW(buffer_info, size_t length; void *bytes;
    OK(napi_get_buffer_info(env, t->typed_array, &bytes, &length));)
ROW(typedarray_info, napi_typedarray_type type; size_t length, offset;
    void *bytes;
    OK(napi_get_typedarray_info(env, t->typed_array, &type, &length, &bytes,
                                &value, &offset));)
ROW(promise_resolve, napi_deferred deferred;
    OK(napi_create_promise(env, &deferred, &value));
    OK(napi_resolve_deferred(env, deferred, t->number));)
ROW(define_properties_3, OK(napi_create_object(env, &value));
    napi_property_descriptor list[] =
        {{"a", NULL, NULL, NULL, NULL, t->number, napi_writable, NULL},
         {"b", NULL, NULL, nothing, NULL, NULL, napi_enumerable, NULL},
         {"c", NULL, nothing, NULL, NULL, NULL, napi_default, NULL}};
    OK(napi_define_properties(env, value, 3, list));)

const struct row object_rows[] = {
    {"n_create_object", create_object},
    {"n_create_object_3props", create_object_3props},
    {"n_named_set_get", named_set_get},
    {"n_named_get", named_get},
    {"n_has_named", has_named},
    {"n_key_set_get", key_set_get},
    {"n_element_set_get", element_set_get},
    {"n_instanceof", instanceof_},
    {"n_call_function_0", call_function_0},
    {"n_call_function_3", call_function_3},
    {"n_new_instance", new_instance},
    {"n_create_function", create_function},
    {"n_define_class_3", define_class_3},
    {"n_create_external", create_external},
    {"n_wrap_fresh", wrap_fresh},
    {"n_unwrap", unwrap},
    {"n_error_throw_clear", error_throw_clear},
    {"n_create_error", create_error},
    {"n_throw_value_clear", throw_value_clear},
    {"n_arraybuffer_1k", arraybuffer_1k},
    {"n_buffer_copy_1k", buffer_copy_1k},
    {"n_buffer_1k", buffer_1k},
    {"n_buffer_info", buffer_info},
    {"n_typedarray_info", typedarray_info},
    {"n_promise_resolve", promise_resolve},
    {"n_define_properties_3", define_properties_3},
    {NULL, NULL}};
