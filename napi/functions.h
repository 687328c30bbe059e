/* SPDX-License-Identifier: MIT */
/* The one list of every Node-API function, as macros that the includer defines:
 * stubs, dispatch table, symbol map, tracer and tests all come from here.
 *
 * There is no include guard. Before each inclusion define
 *   NAPI_FUNCTION(version, return_type, name, (typed, parameters),
 *                 (argument, names), "signature")
 *   NAPI_FUNCTION_VOID(version, name, (typed, parameters),
 *                      (argument, names), "signature")
 * and, where the compiler must know that a function does not come back,
 *   NAPI_FUNCTION_NORETURN, with the same arguments as NAPI_FUNCTION_VOID
 *   (when it is not defined, NAPI_FUNCTION_VOID is used in its place).
 * All three are undefined again at the end.
 *
 * `version` is the Node-API version that brought the function, 1 to 10, or 99
 * for an experimental one. Entries follow the chapters of the Node-API
 * documentation.
 *
 * `signature` has exactly one character per parameter. As a rule a small letter
 * is an input and its capital the same thing as an output (a pointer to it).
 *
 *   e env                       E env, a basic one will do (both are inputs)
 *   v V value                   b B bool
 *   i I int32_t                 u U uint32_t
 *   l L int64_t                 q Q uint64_t
 *   d D double                  g G int (the sign of a BigInt)
 *   n N size_t                  p P opaque void pointer, never dereferenced
 *
 *   s UTF-8 text   a Latin-1 text   w UTF-16 text: the next parameter is z
 *   z size_t, code units of the text before it, or NAPI_AUTO_LENGTH
 *   c UTF-8 text that ends at its NUL; may be NULL
 *   S UTF-8   A Latin-1   W UTF-16 buffer to fill: then come n (its capacity in
 *     code units) and N (code units written, or needed if the buffer is NULL)
 *   C text that the env owns (const char **)
 *
 *   k size_t, the element count of every array in the same call
 *   y array of values to read   o array of uint64_t to read
 *   x array of property descriptors to read
 *   K size_t, before the call the room in the arrays, after it the true count
 *   Y array of values to fill   O array of uint64_t to fill (may be NULL)
 *
 *   m napi_callback             f finalizer with env   F finalizer without env
 *   @ async work: execute       = async work: complete
 *   & threadsafe: call_js       ~ cleanup hook, plain or asynchronous
 *
 *   j callback info             r R reference
 *   h H handle scope            t T threadsafe function
 *   ) ( escapable scope         ] [ callback scope
 *   ! ? deferred                - + async work
 *   } { async context           > < async cleanup hook handle
 *   (of these last pairs the first is the input, the second the output)
 *
 *   # const napi_type_tag *     M napi_module *, an input
 *   X const napi_extended_error_info **
 *   Z const napi_node_version **
 *   J struct uv_loop_s **
 *
 *   enums: 1 typed array type, 2 the same as output, 3 value type (output),
 *          4 key collection mode, 5 key filter, 6 key conversion,
 *          7 threadsafe release mode, 8 threadsafe call mode
 */
/* clang-format off */
#if !defined(NAPI_FUNCTION) || !defined(NAPI_FUNCTION_VOID)
#error "define NAPI_FUNCTION and NAPI_FUNCTION_VOID before this file"
#endif
#ifndef NAPI_FUNCTION_NORETURN
#define NAPI_FUNCTION_NORETURN NAPI_FUNCTION_VOID
#endif

/* Environment life cycle */
NAPI_FUNCTION(6, napi_status, napi_set_instance_data,
  (node_api_basic_env env, void *data, napi_finalize finalize_cb, void *hint),
  (env, data, finalize_cb, hint), "Epfp")
NAPI_FUNCTION(6, napi_status, napi_get_instance_data,
  (node_api_basic_env env, void **data), (env, data), "EP")

/* Error handling */
NAPI_FUNCTION(1, napi_status, napi_get_last_error_info,
  (node_api_basic_env env, const napi_extended_error_info **result),
  (env, result), "EX")
NAPI_FUNCTION(1, napi_status, napi_throw,
  (napi_env env, napi_value error), (env, error), "ev")
NAPI_FUNCTION(1, napi_status, napi_throw_error,
  (napi_env env, const char *code, const char *msg), (env, code, msg), "ecc")
NAPI_FUNCTION(1, napi_status, napi_throw_type_error,
  (napi_env env, const char *code, const char *msg), (env, code, msg), "ecc")
NAPI_FUNCTION(1, napi_status, napi_throw_range_error,
  (napi_env env, const char *code, const char *msg), (env, code, msg), "ecc")
NAPI_FUNCTION(9, napi_status, node_api_throw_syntax_error,
  (napi_env env, const char *code, const char *msg), (env, code, msg), "ecc")
NAPI_FUNCTION(1, napi_status, napi_is_error,
  (napi_env env, napi_value value, bool *result), (env, value, result), "evB")
NAPI_FUNCTION(1, napi_status, napi_create_error,
  (napi_env env, napi_value code, napi_value msg, napi_value *result),
  (env, code, msg, result), "evvV")
NAPI_FUNCTION(1, napi_status, napi_create_type_error,
  (napi_env env, napi_value code, napi_value msg, napi_value *result),
  (env, code, msg, result), "evvV")
NAPI_FUNCTION(1, napi_status, napi_create_range_error,
  (napi_env env, napi_value code, napi_value msg, napi_value *result),
  (env, code, msg, result), "evvV")
NAPI_FUNCTION(9, napi_status, node_api_create_syntax_error,
  (napi_env env, napi_value code, napi_value msg, napi_value *result),
  (env, code, msg, result), "evvV")
NAPI_FUNCTION(1, napi_status, napi_get_and_clear_last_exception,
  (napi_env env, napi_value *result), (env, result), "eV")
NAPI_FUNCTION(1, napi_status, napi_is_exception_pending,
  (napi_env env, bool *result), (env, result), "eB")
NAPI_FUNCTION(3, napi_status, napi_fatal_exception,
  (napi_env env, napi_value err), (env, err), "ev")
NAPI_FUNCTION_NORETURN(1, napi_fatal_error,
  (const char *location, size_t location_len, const char *message,
   size_t message_len),
  (location, location_len, message, message_len), "szsz")

/* Object lifetime: handle scopes */
NAPI_FUNCTION(1, napi_status, napi_open_handle_scope,
  (napi_env env, napi_handle_scope *result), (env, result), "eH")
NAPI_FUNCTION(1, napi_status, napi_close_handle_scope,
  (napi_env env, napi_handle_scope scope), (env, scope), "eh")
NAPI_FUNCTION(1, napi_status, napi_open_escapable_handle_scope,
  (napi_env env, napi_escapable_handle_scope *result), (env, result), "e(")
NAPI_FUNCTION(1, napi_status, napi_close_escapable_handle_scope,
  (napi_env env, napi_escapable_handle_scope scope), (env, scope), "e)")
NAPI_FUNCTION(1, napi_status, napi_escape_handle,
  (napi_env env, napi_escapable_handle_scope scope, napi_value escapee,
   napi_value *result),
  (env, scope, escapee, result), "e)vV")

/* Object lifetime: references */
NAPI_FUNCTION(1, napi_status, napi_create_reference,
  (napi_env env, napi_value value, uint32_t initial_refcount, napi_ref *result),
  (env, value, initial_refcount, result), "evuR")
NAPI_FUNCTION(1, napi_status, napi_delete_reference,
  (node_api_basic_env env, napi_ref ref), (env, ref), "Er")
NAPI_FUNCTION(1, napi_status, napi_reference_ref,
  (napi_env env, napi_ref ref, uint32_t *result), (env, ref, result), "erU")
NAPI_FUNCTION(1, napi_status, napi_reference_unref,
  (napi_env env, napi_ref ref, uint32_t *result), (env, ref, result), "erU")
NAPI_FUNCTION(1, napi_status, napi_get_reference_value,
  (napi_env env, napi_ref ref, napi_value *result), (env, ref, result), "erV")

/* Object lifetime: cleanup hooks */
NAPI_FUNCTION(3, napi_status, napi_add_env_cleanup_hook,
  (node_api_basic_env env, napi_cleanup_hook fun, void *arg),
  (env, fun, arg), "E~p")
NAPI_FUNCTION(3, napi_status, napi_remove_env_cleanup_hook,
  (node_api_basic_env env, napi_cleanup_hook fun, void *arg),
  (env, fun, arg), "E~p")
NAPI_FUNCTION(8, napi_status, napi_add_async_cleanup_hook,
  (node_api_basic_env env, napi_async_cleanup_hook hook, void *arg,
   napi_async_cleanup_hook_handle *remove_handle),
  (env, hook, arg, remove_handle), "E~p<")
NAPI_FUNCTION(8, napi_status, napi_remove_async_cleanup_hook,
  (napi_async_cleanup_hook_handle remove_handle), (remove_handle), ">")

/* Module registration */
NAPI_FUNCTION_VOID(1, napi_module_register, (napi_module *mod), (mod), "M")

/* Values: creating objects */
NAPI_FUNCTION(1, napi_status, napi_create_array,
  (napi_env env, napi_value *result), (env, result), "eV")
NAPI_FUNCTION(1, napi_status, napi_create_array_with_length,
  (napi_env env, size_t length, napi_value *result),
  (env, length, result), "enV")
NAPI_FUNCTION(1, napi_status, napi_create_arraybuffer,
  (napi_env env, size_t byte_length, void **data, napi_value *result),
  (env, byte_length, data, result), "enPV")
NAPI_FUNCTION(1, napi_status, napi_create_buffer,
  (napi_env env, size_t length, void **data, napi_value *result),
  (env, length, data, result), "enPV")
NAPI_FUNCTION(1, napi_status, napi_create_buffer_copy,
  (napi_env env, size_t length, const void *data, void **result_data,
   napi_value *result),
  (env, length, data, result_data, result), "enpPV")
NAPI_FUNCTION(5, napi_status, napi_create_date,
  (napi_env env, double time, napi_value *result), (env, time, result), "edV")
NAPI_FUNCTION(1, napi_status, napi_create_external,
  (napi_env env, void *data, node_api_basic_finalize finalize_cb, void *hint,
   napi_value *result),
  (env, data, finalize_cb, hint, result), "epfpV")
NAPI_FUNCTION(1, napi_status, napi_create_external_arraybuffer,
  (napi_env env, void *external_data, size_t byte_length,
   node_api_basic_finalize finalize_cb, void *hint, napi_value *result),
  (env, external_data, byte_length, finalize_cb, hint, result), "epnfpV")
NAPI_FUNCTION(1, napi_status, napi_create_external_buffer,
  (napi_env env, size_t length, void *data, node_api_basic_finalize finalize_cb,
   void *hint, napi_value *result),
  (env, length, data, finalize_cb, hint, result), "enpfpV")
NAPI_FUNCTION(10, napi_status, node_api_create_buffer_from_arraybuffer,
  (napi_env env, napi_value arraybuffer, size_t byte_offset, size_t byte_length,
   napi_value *result),
  (env, arraybuffer, byte_offset, byte_length, result), "evnnV")
NAPI_FUNCTION(99, napi_status, node_api_create_sharedarraybuffer,
  (napi_env env, size_t byte_length, void **data, napi_value *result),
  (env, byte_length, data, result), "enPV")
NAPI_FUNCTION(99, napi_status, node_api_create_external_sharedarraybuffer,
  (napi_env env, void *external_data, size_t byte_length,
   node_api_noenv_finalize finalize_cb, void *hint, napi_value *result),
  (env, external_data, byte_length, finalize_cb, hint, result), "epnFpV")
NAPI_FUNCTION(1, napi_status, napi_create_object,
  (napi_env env, napi_value *result), (env, result), "eV")
NAPI_FUNCTION(99, napi_status, node_api_create_object_with_properties,
  (napi_env env, napi_value prototype_or_null, const napi_value *property_names,
   const napi_value *property_values, size_t property_count,
   napi_value *result),
  (env, prototype_or_null, property_names, property_values, property_count,
   result), "evyykV")
NAPI_FUNCTION(1, napi_status, napi_create_symbol,
  (napi_env env, napi_value description, napi_value *result),
  (env, description, result), "evV")
NAPI_FUNCTION(9, napi_status, node_api_symbol_for,
  (napi_env env, const char *utf8description, size_t length,
   napi_value *result),
  (env, utf8description, length, result), "eszV")
NAPI_FUNCTION(1, napi_status, napi_create_typedarray,
  (napi_env env, napi_typedarray_type type, size_t length,
   napi_value arraybuffer, size_t byte_offset, napi_value *result),
  (env, type, length, arraybuffer, byte_offset, result), "e1nvnV")
NAPI_FUNCTION(1, napi_status, napi_create_dataview,
  (napi_env env, size_t length, napi_value arraybuffer, size_t byte_offset,
   napi_value *result),
  (env, length, arraybuffer, byte_offset, result), "envnV")

/* Values: from C to JavaScript */
NAPI_FUNCTION(1, napi_status, napi_create_int32,
  (napi_env env, int32_t value, napi_value *result),
  (env, value, result), "eiV")
NAPI_FUNCTION(1, napi_status, napi_create_uint32,
  (napi_env env, uint32_t value, napi_value *result),
  (env, value, result), "euV")
NAPI_FUNCTION(1, napi_status, napi_create_int64,
  (napi_env env, int64_t value, napi_value *result),
  (env, value, result), "elV")
NAPI_FUNCTION(1, napi_status, napi_create_double,
  (napi_env env, double value, napi_value *result), (env, value, result), "edV")
NAPI_FUNCTION(6, napi_status, napi_create_bigint_int64,
  (napi_env env, int64_t value, napi_value *result),
  (env, value, result), "elV")
NAPI_FUNCTION(6, napi_status, napi_create_bigint_uint64,
  (napi_env env, uint64_t value, napi_value *result),
  (env, value, result), "eqV")
NAPI_FUNCTION(6, napi_status, napi_create_bigint_words,
  (napi_env env, int sign_bit, size_t word_count, const uint64_t *words,
   napi_value *result),
  (env, sign_bit, word_count, words, result), "egkoV")
NAPI_FUNCTION(1, napi_status, napi_create_string_latin1,
  (napi_env env, const char *str, size_t length, napi_value *result),
  (env, str, length, result), "eazV")
NAPI_FUNCTION(1, napi_status, napi_create_string_utf16,
  (napi_env env, const char16_t *str, size_t length, napi_value *result),
  (env, str, length, result), "ewzV")
NAPI_FUNCTION(1, napi_status, napi_create_string_utf8,
  (napi_env env, const char *str, size_t length, napi_value *result),
  (env, str, length, result), "eszV")
NAPI_FUNCTION(10, napi_status, node_api_create_external_string_latin1,
  (napi_env env, char *str, size_t length, node_api_basic_finalize finalize_cb,
   void *hint, napi_value *result, bool *copied),
  (env, str, length, finalize_cb, hint, result, copied), "eazfpVB")
NAPI_FUNCTION(10, napi_status, node_api_create_external_string_utf16,
  (napi_env env, char16_t *str, size_t length,
   node_api_basic_finalize finalize_cb, void *hint, napi_value *result,
   bool *copied),
  (env, str, length, finalize_cb, hint, result, copied), "ewzfpVB")
NAPI_FUNCTION(10, napi_status, node_api_create_property_key_latin1,
  (napi_env env, const char *str, size_t length, napi_value *result),
  (env, str, length, result), "eazV")
NAPI_FUNCTION(10, napi_status, node_api_create_property_key_utf16,
  (napi_env env, const char16_t *str, size_t length, napi_value *result),
  (env, str, length, result), "ewzV")
NAPI_FUNCTION(10, napi_status, node_api_create_property_key_utf8,
  (napi_env env, const char *str, size_t length, napi_value *result),
  (env, str, length, result), "eszV")

/* Values: from JavaScript to C */
NAPI_FUNCTION(1, napi_status, napi_get_array_length,
  (napi_env env, napi_value value, uint32_t *result),
  (env, value, result), "evU")
NAPI_FUNCTION(1, napi_status, napi_get_arraybuffer_info,
  (napi_env env, napi_value arraybuffer, void **data, size_t *byte_length),
  (env, arraybuffer, data, byte_length), "evPN")
NAPI_FUNCTION(1, napi_status, napi_get_buffer_info,
  (napi_env env, napi_value value, void **data, size_t *length),
  (env, value, data, length), "evPN")
NAPI_FUNCTION(1, napi_status, napi_get_prototype,
  (napi_env env, napi_value object, napi_value *result),
  (env, object, result), "evV")
NAPI_FUNCTION(99, napi_status, node_api_set_prototype,
  (napi_env env, napi_value object, napi_value value),
  (env, object, value), "evv")
NAPI_FUNCTION(1, napi_status, napi_get_typedarray_info,
  (napi_env env, napi_value typedarray, napi_typedarray_type *type,
   size_t *length, void **data, napi_value *arraybuffer, size_t *byte_offset),
  (env, typedarray, type, length, data, arraybuffer, byte_offset), "ev2NPVN")
NAPI_FUNCTION(1, napi_status, napi_get_dataview_info,
  (napi_env env, napi_value dataview, size_t *byte_length, void **data,
   napi_value *arraybuffer, size_t *byte_offset),
  (env, dataview, byte_length, data, arraybuffer, byte_offset), "evNPVN")
NAPI_FUNCTION(5, napi_status, napi_get_date_value,
  (napi_env env, napi_value value, double *result), (env, value, result), "evD")
NAPI_FUNCTION(1, napi_status, napi_get_value_bool,
  (napi_env env, napi_value value, bool *result), (env, value, result), "evB")
NAPI_FUNCTION(1, napi_status, napi_get_value_double,
  (napi_env env, napi_value value, double *result), (env, value, result), "evD")
NAPI_FUNCTION(6, napi_status, napi_get_value_bigint_int64,
  (napi_env env, napi_value value, int64_t *result, bool *lossless),
  (env, value, result, lossless), "evLB")
NAPI_FUNCTION(6, napi_status, napi_get_value_bigint_uint64,
  (napi_env env, napi_value value, uint64_t *result, bool *lossless),
  (env, value, result, lossless), "evQB")
NAPI_FUNCTION(6, napi_status, napi_get_value_bigint_words,
  (napi_env env, napi_value value, int *sign_bit, size_t *word_count,
   uint64_t *words),
  (env, value, sign_bit, word_count, words), "evGKO")
NAPI_FUNCTION(1, napi_status, napi_get_value_external,
  (napi_env env, napi_value value, void **result), (env, value, result), "evP")
NAPI_FUNCTION(1, napi_status, napi_get_value_int32,
  (napi_env env, napi_value value, int32_t *result),
  (env, value, result), "evI")
NAPI_FUNCTION(1, napi_status, napi_get_value_int64,
  (napi_env env, napi_value value, int64_t *result),
  (env, value, result), "evL")
NAPI_FUNCTION(1, napi_status, napi_get_value_string_latin1,
  (napi_env env, napi_value value, char *buf, size_t bufsize, size_t *result),
  (env, value, buf, bufsize, result), "evAnN")
NAPI_FUNCTION(1, napi_status, napi_get_value_string_utf8,
  (napi_env env, napi_value value, char *buf, size_t bufsize, size_t *result),
  (env, value, buf, bufsize, result), "evSnN")
NAPI_FUNCTION(1, napi_status, napi_get_value_string_utf16,
  (napi_env env, napi_value value, char16_t *buf, size_t bufsize,
   size_t *result),
  (env, value, buf, bufsize, result), "evWnN")
NAPI_FUNCTION(1, napi_status, napi_get_value_uint32,
  (napi_env env, napi_value value, uint32_t *result),
  (env, value, result), "evU")

/* Values: singletons */
NAPI_FUNCTION(1, napi_status, napi_get_boolean,
  (napi_env env, bool value, napi_value *result), (env, value, result), "ebV")
NAPI_FUNCTION(1, napi_status, napi_get_global,
  (napi_env env, napi_value *result), (env, result), "eV")
NAPI_FUNCTION(1, napi_status, napi_get_null,
  (napi_env env, napi_value *result), (env, result), "eV")
NAPI_FUNCTION(1, napi_status, napi_get_undefined,
  (napi_env env, napi_value *result), (env, result), "eV")

/* Values: coercion, comparison, type checks */
NAPI_FUNCTION(1, napi_status, napi_coerce_to_bool,
  (napi_env env, napi_value value, napi_value *result),
  (env, value, result), "evV")
NAPI_FUNCTION(1, napi_status, napi_coerce_to_number,
  (napi_env env, napi_value value, napi_value *result),
  (env, value, result), "evV")
NAPI_FUNCTION(1, napi_status, napi_coerce_to_object,
  (napi_env env, napi_value value, napi_value *result),
  (env, value, result), "evV")
NAPI_FUNCTION(1, napi_status, napi_coerce_to_string,
  (napi_env env, napi_value value, napi_value *result),
  (env, value, result), "evV")
NAPI_FUNCTION(1, napi_status, napi_typeof,
  (napi_env env, napi_value value, napi_valuetype *result),
  (env, value, result), "ev3")
NAPI_FUNCTION(1, napi_status, napi_instanceof,
  (napi_env env, napi_value object, napi_value constructor, bool *result),
  (env, object, constructor, result), "evvB")
NAPI_FUNCTION(1, napi_status, napi_is_array,
  (napi_env env, napi_value value, bool *result), (env, value, result), "evB")
NAPI_FUNCTION(1, napi_status, napi_is_arraybuffer,
  (napi_env env, napi_value value, bool *result), (env, value, result), "evB")
NAPI_FUNCTION(99, napi_status, node_api_is_sharedarraybuffer,
  (napi_env env, napi_value value, bool *result), (env, value, result), "evB")
NAPI_FUNCTION(1, napi_status, napi_is_buffer,
  (napi_env env, napi_value value, bool *result), (env, value, result), "evB")
NAPI_FUNCTION(5, napi_status, napi_is_date,
  (napi_env env, napi_value value, bool *result), (env, value, result), "evB")
NAPI_FUNCTION(1, napi_status, napi_is_typedarray,
  (napi_env env, napi_value value, bool *result), (env, value, result), "evB")
NAPI_FUNCTION(1, napi_status, napi_is_dataview,
  (napi_env env, napi_value value, bool *result), (env, value, result), "evB")
NAPI_FUNCTION(1, napi_status, napi_strict_equals,
  (napi_env env, napi_value lhs, napi_value rhs, bool *result),
  (env, lhs, rhs, result), "evvB")
NAPI_FUNCTION(7, napi_status, napi_detach_arraybuffer,
  (napi_env env, napi_value arraybuffer), (env, arraybuffer), "ev")
NAPI_FUNCTION(7, napi_status, napi_is_detached_arraybuffer,
  (napi_env env, napi_value value, bool *result), (env, value, result), "evB")

/* Properties */
NAPI_FUNCTION(1, napi_status, napi_get_property_names,
  (napi_env env, napi_value object, napi_value *result),
  (env, object, result), "evV")
NAPI_FUNCTION(6, napi_status, napi_get_all_property_names,
  (napi_env env, napi_value object, napi_key_collection_mode key_mode,
   napi_key_filter key_filter, napi_key_conversion key_conversion,
   napi_value *result),
  (env, object, key_mode, key_filter, key_conversion, result), "ev456V")
NAPI_FUNCTION(1, napi_status, napi_set_property,
  (napi_env env, napi_value object, napi_value key, napi_value value),
  (env, object, key, value), "evvv")
NAPI_FUNCTION(1, napi_status, napi_get_property,
  (napi_env env, napi_value object, napi_value key, napi_value *result),
  (env, object, key, result), "evvV")
NAPI_FUNCTION(1, napi_status, napi_has_property,
  (napi_env env, napi_value object, napi_value key, bool *result),
  (env, object, key, result), "evvB")
NAPI_FUNCTION(1, napi_status, napi_delete_property,
  (napi_env env, napi_value object, napi_value key, bool *result),
  (env, object, key, result), "evvB")
NAPI_FUNCTION(1, napi_status, napi_has_own_property,
  (napi_env env, napi_value object, napi_value key, bool *result),
  (env, object, key, result), "evvB")
NAPI_FUNCTION(1, napi_status, napi_set_named_property,
  (napi_env env, napi_value object, const char *utf8name, napi_value value),
  (env, object, utf8name, value), "evcv")
NAPI_FUNCTION(1, napi_status, napi_get_named_property,
  (napi_env env, napi_value object, const char *utf8name, napi_value *result),
  (env, object, utf8name, result), "evcV")
NAPI_FUNCTION(1, napi_status, napi_has_named_property,
  (napi_env env, napi_value object, const char *utf8name, bool *result),
  (env, object, utf8name, result), "evcB")
NAPI_FUNCTION(1, napi_status, napi_set_element,
  (napi_env env, napi_value object, uint32_t index, napi_value value),
  (env, object, index, value), "evuv")
NAPI_FUNCTION(1, napi_status, napi_get_element,
  (napi_env env, napi_value object, uint32_t index, napi_value *result),
  (env, object, index, result), "evuV")
NAPI_FUNCTION(1, napi_status, napi_has_element,
  (napi_env env, napi_value object, uint32_t index, bool *result),
  (env, object, index, result), "evuB")
NAPI_FUNCTION(1, napi_status, napi_delete_element,
  (napi_env env, napi_value object, uint32_t index, bool *result),
  (env, object, index, result), "evuB")
NAPI_FUNCTION(1, napi_status, napi_define_properties,
  (napi_env env, napi_value object, size_t property_count,
   const napi_property_descriptor *properties),
  (env, object, property_count, properties), "evkx")
NAPI_FUNCTION(8, napi_status, napi_object_freeze,
  (napi_env env, napi_value object), (env, object), "ev")
NAPI_FUNCTION(8, napi_status, napi_object_seal,
  (napi_env env, napi_value object), (env, object), "ev")

/* Functions */
NAPI_FUNCTION(1, napi_status, napi_call_function,
  (napi_env env, napi_value recv, napi_value func, size_t argc,
   const napi_value *argv, napi_value *result),
  (env, recv, func, argc, argv, result), "evvkyV")
NAPI_FUNCTION(1, napi_status, napi_create_function,
  (napi_env env, const char *utf8name, size_t length, napi_callback cb,
   void *data, napi_value *result),
  (env, utf8name, length, cb, data, result), "eszmpV")
NAPI_FUNCTION(1, napi_status, napi_get_cb_info,
  (napi_env env, napi_callback_info cbinfo, size_t *argc, napi_value *argv,
   napi_value *this_arg, void **data),
  (env, cbinfo, argc, argv, this_arg, data), "ejKYVP")
NAPI_FUNCTION(1, napi_status, napi_get_new_target,
  (napi_env env, napi_callback_info cbinfo, napi_value *result),
  (env, cbinfo, result), "ejV")
NAPI_FUNCTION(1, napi_status, napi_new_instance,
  (napi_env env, napi_value constructor, size_t argc, const napi_value *argv,
   napi_value *result),
  (env, constructor, argc, argv, result), "evkyV")

/* Object wrap */
NAPI_FUNCTION(1, napi_status, napi_define_class,
  (napi_env env, const char *utf8name, size_t length, napi_callback constructor,
   void *data, size_t property_count,
   const napi_property_descriptor *properties, napi_value *result),
  (env, utf8name, length, constructor, data, property_count, properties,
   result), "eszmpkxV")
NAPI_FUNCTION(1, napi_status, napi_wrap,
  (napi_env env, napi_value js_object, void *native_object,
   node_api_basic_finalize finalize_cb, void *hint, napi_ref *result),
  (env, js_object, native_object, finalize_cb, hint, result), "evpfpR")
NAPI_FUNCTION(1, napi_status, napi_unwrap,
  (napi_env env, napi_value js_object, void **result),
  (env, js_object, result), "evP")
NAPI_FUNCTION(1, napi_status, napi_remove_wrap,
  (napi_env env, napi_value js_object, void **result),
  (env, js_object, result), "evP")
NAPI_FUNCTION(8, napi_status, napi_type_tag_object,
  (napi_env env, napi_value value, const napi_type_tag *type_tag),
  (env, value, type_tag), "ev#")
NAPI_FUNCTION(8, napi_status, napi_check_object_type_tag,
  (napi_env env, napi_value value, const napi_type_tag *type_tag, bool *result),
  (env, value, type_tag, result), "ev#B")
NAPI_FUNCTION(5, napi_status, napi_add_finalizer,
  (napi_env env, napi_value js_object, void *finalize_data,
   node_api_basic_finalize finalize_cb, void *hint, napi_ref *result),
  (env, js_object, finalize_data, finalize_cb, hint, result), "evpfpR")
NAPI_FUNCTION(99, napi_status, node_api_post_finalizer,
  (node_api_basic_env env, napi_finalize finalize_cb, void *finalize_data,
   void *hint),
  (env, finalize_cb, finalize_data, hint), "Efpp")

/* Asynchronous work */
NAPI_FUNCTION(1, napi_status, napi_create_async_work,
  (napi_env env, napi_value async_resource, napi_value async_resource_name,
   napi_async_execute_callback execute, napi_async_complete_callback complete,
   void *data, napi_async_work *result),
  (env, async_resource, async_resource_name, execute, complete, data, result),
   "evv@=p+")
NAPI_FUNCTION(1, napi_status, napi_delete_async_work,
  (napi_env env, napi_async_work work), (env, work), "e-")
NAPI_FUNCTION(1, napi_status, napi_queue_async_work,
  (node_api_basic_env env, napi_async_work work), (env, work), "E-")
NAPI_FUNCTION(1, napi_status, napi_cancel_async_work,
  (node_api_basic_env env, napi_async_work work), (env, work), "E-")

/* Custom asynchronous operations */
NAPI_FUNCTION(1, napi_status, napi_async_init,
  (napi_env env, napi_value async_resource, napi_value async_resource_name,
   napi_async_context *result),
  (env, async_resource, async_resource_name, result), "evv{")
NAPI_FUNCTION(1, napi_status, napi_async_destroy,
  (napi_env env, napi_async_context async_context), (env, async_context), "e}")
NAPI_FUNCTION(1, napi_status, napi_make_callback,
  (napi_env env, napi_async_context async_context, napi_value recv,
   napi_value func, size_t argc, const napi_value *argv, napi_value *result),
  (env, async_context, recv, func, argc, argv, result), "e}vvkyV")
NAPI_FUNCTION(3, napi_status, napi_open_callback_scope,
  (napi_env env, napi_value resource_object, napi_async_context context,
   napi_callback_scope *result),
  (env, resource_object, context, result), "ev}[")
NAPI_FUNCTION(3, napi_status, napi_close_callback_scope,
  (napi_env env, napi_callback_scope scope), (env, scope), "e]")

/* Versions */
NAPI_FUNCTION(1, napi_status, napi_get_node_version,
  (node_api_basic_env env, const napi_node_version **version),
  (env, version), "EZ")
NAPI_FUNCTION(1, napi_status, napi_get_version,
  (node_api_basic_env env, uint32_t *result), (env, result), "EU")

/* Memory */
NAPI_FUNCTION(1, napi_status, napi_adjust_external_memory,
  (node_api_basic_env env, int64_t change_in_bytes, int64_t *adjusted_value),
  (env, change_in_bytes, adjusted_value), "ElL")

/* Promises */
NAPI_FUNCTION(1, napi_status, napi_create_promise,
  (napi_env env, napi_deferred *deferred, napi_value *promise),
  (env, deferred, promise), "e?V")
NAPI_FUNCTION(1, napi_status, napi_resolve_deferred,
  (napi_env env, napi_deferred deferred, napi_value resolution),
  (env, deferred, resolution), "e!v")
NAPI_FUNCTION(1, napi_status, napi_reject_deferred,
  (napi_env env, napi_deferred deferred, napi_value rejection),
  (env, deferred, rejection), "e!v")
NAPI_FUNCTION(1, napi_status, napi_is_promise,
  (napi_env env, napi_value value, bool *is_promise),
  (env, value, is_promise), "evB")

/* Scripts */
NAPI_FUNCTION(1, napi_status, napi_run_script,
  (napi_env env, napi_value script, napi_value *result),
  (env, script, result), "evV")

/* Event loop */
NAPI_FUNCTION(2, napi_status, napi_get_uv_event_loop,
  (node_api_basic_env env, struct uv_loop_s **loop), (env, loop), "EJ")

/* Threadsafe functions */
NAPI_FUNCTION(4, napi_status, napi_create_threadsafe_function,
  (napi_env env, napi_value func, napi_value async_resource,
   napi_value async_resource_name, size_t max_queue_size,
   size_t initial_thread_count, void *thread_finalize_data,
   napi_finalize thread_finalize_cb, void *context,
   napi_threadsafe_function_call_js call_js_cb,
   napi_threadsafe_function *result),
  (env, func, async_resource, async_resource_name, max_queue_size,
   initial_thread_count, thread_finalize_data, thread_finalize_cb, context,
   call_js_cb, result), "evvvnnpfp&T")
NAPI_FUNCTION(4, napi_status, napi_get_threadsafe_function_context,
  (napi_threadsafe_function func, void **result), (func, result), "tP")
NAPI_FUNCTION(4, napi_status, napi_call_threadsafe_function,
  (napi_threadsafe_function func, void *data,
   napi_threadsafe_function_call_mode is_blocking),
  (func, data, is_blocking), "tp8")
NAPI_FUNCTION(4, napi_status, napi_acquire_threadsafe_function,
  (napi_threadsafe_function func), (func), "t")
NAPI_FUNCTION(4, napi_status, napi_release_threadsafe_function,
  (napi_threadsafe_function func, napi_threadsafe_function_release_mode mode),
  (func, mode), "t7")
NAPI_FUNCTION(4, napi_status, napi_ref_threadsafe_function,
  (node_api_basic_env env, napi_threadsafe_function func), (env, func), "Et")
NAPI_FUNCTION(4, napi_status, napi_unref_threadsafe_function,
  (node_api_basic_env env, napi_threadsafe_function func), (env, func), "Et")

/* The module itself */
NAPI_FUNCTION(9, napi_status, node_api_get_module_file_name,
  (node_api_basic_env env, const char **result), (env, result), "EC")

#undef NAPI_FUNCTION
#undef NAPI_FUNCTION_VOID
#undef NAPI_FUNCTION_NORETURN
