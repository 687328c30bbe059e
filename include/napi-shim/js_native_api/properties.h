/* SPDX-License-Identifier: MIT */
/* Properties and elements of objects. */
#ifndef NAPI_SHIM_JS_NATIVE_API_PROPERTIES_H
#define NAPI_SHIM_JS_NATIVE_API_PROPERTIES_H

#include "../js_native_api.h"

EXTERN_C_START

/* Gives the prototype of an object. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_prototype(napi_env env,
                                                      napi_value object,
                                                      napi_value *result);

#ifdef NAPI_EXPERIMENTAL

#define NODE_API_EXPERIMENTAL_HAS_SET_PROTOTYPE

/* Sets the prototype of an object, with the effect of
 * `Object.setPrototypeOf`. */
NAPI_EXTERN napi_status NAPI_CDECL node_api_set_prototype(napi_env env,
                                                          napi_value object,
                                                          napi_value value);

#endif /* NAPI_EXPERIMENTAL */

/* Gives an array of the enumerable string keys, inherited ones too, numbers
 * written as strings. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_property_names(napi_env env,
                                                           napi_value object,
                                                           napi_value *result);

#if NAPI_VERSION >= 6

/* Gives an array of keys, chosen by where they are found, by their
 * attributes and kind; numbers stay numbers or become strings. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_all_property_names(
    napi_env env, napi_value object, napi_key_collection_mode key_mode,
    napi_key_filter key_filter, napi_key_conversion key_conversion,
    napi_value *result);

#endif /* NAPI_VERSION >= 6 */

/* Does `object[key] = value`. Anything but undefined and null is turned into
 * an object first (napi_object_expected). Setters and Proxy traps run and
 * may throw: napi_pending_exception. */
NAPI_EXTERN napi_status NAPI_CDECL napi_set_property(napi_env env,
                                                     napi_value object,
                                                     napi_value key,
                                                     napi_value value);

/* Does `key in object`. */
NAPI_EXTERN napi_status NAPI_CDECL napi_has_property(napi_env env,
                                                     napi_value object,
                                                     napi_value key,
                                                     bool *result);

/* Does `object[key]`; gives undefined where there is no such property. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_property(napi_env env,
                                                     napi_value object,
                                                     napi_value key,
                                                     napi_value *result);

/* Does `delete object[key]`. `result` (may be NULL) tells whether the
 * property is gone. */
NAPI_EXTERN napi_status NAPI_CDECL napi_delete_property(napi_env env,
                                                        napi_value object,
                                                        napi_value key,
                                                        bool *result);

/* Tells whether the object itself has the property. The key must be a string
 * or symbol: napi_name_expected. */
NAPI_EXTERN napi_status NAPI_CDECL napi_has_own_property(napi_env env,
                                                         napi_value object,
                                                         napi_value key,
                                                         bool *result);

/* As napi_set_property, with a key in UTF-8 that ends at its NUL. */
NAPI_EXTERN napi_status NAPI_CDECL napi_set_named_property(napi_env env,
                                                           napi_value object,
                                                           const char *utf8name,
                                                           napi_value value);

/* As napi_has_property, with a key in UTF-8 that ends at its NUL. */
NAPI_EXTERN napi_status NAPI_CDECL napi_has_named_property(napi_env env,
                                                           napi_value object,
                                                           const char *utf8name,
                                                           bool *result);

/* As napi_get_property, with a key in UTF-8 that ends at its NUL. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_named_property(napi_env env,
                                                           napi_value object,
                                                           const char *utf8name,
                                                           napi_value *result);

/* As napi_set_property, with an index as key. */
NAPI_EXTERN napi_status NAPI_CDECL napi_set_element(napi_env env,
                                                    napi_value object,
                                                    uint32_t index,
                                                    napi_value value);

/* As napi_has_property, with an index as key. */
NAPI_EXTERN napi_status NAPI_CDECL napi_has_element(napi_env env,
                                                    napi_value object,
                                                    uint32_t index,
                                                    bool *result);

/* As napi_get_property, with an index as key. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_element(napi_env env,
                                                    napi_value object,
                                                    uint32_t index,
                                                    napi_value *result);

/* As napi_delete_property, with an index as key. */
NAPI_EXTERN napi_status NAPI_CDECL napi_delete_element(napi_env env,
                                                       napi_value object,
                                                       uint32_t index,
                                                       bool *result);

/* Defines values, accessors and methods with their attributes, in order. The
 * descriptors are read during the call only. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_define_properties(napi_env env, napi_value object, size_t property_count,
                       const napi_property_descriptor *properties);

#if NAPI_VERSION >= 8

/* Does `Object.freeze(object)`. */
NAPI_EXTERN napi_status NAPI_CDECL napi_object_freeze(napi_env env,
                                                      napi_value object);

/* Does `Object.seal(object)`. */
NAPI_EXTERN napi_status NAPI_CDECL napi_object_seal(napi_env env,
                                                    napi_value object);

#endif /* NAPI_VERSION >= 8 */

EXTERN_C_END

#endif /* NAPI_SHIM_JS_NATIVE_API_PROPERTIES_H */
