/* SPDX-License-Identifier: MIT */
/* Property descriptors of an addon made into properties of an object. */

#ifndef NAPI_DESCRIPTORS_H
#define NAPI_DESCRIPTORS_H

#include "napi/operands.h"

struct class_brand;

/* A native function from a name that may be malformed UTF-8. */
napi_shim_engine_status descriptor_function(napi_env env, const char *name,
                                            size_t length,
                                            napi_callback callback, void *data,
                                            struct class_brand *brand,
                                            bool is_constructor,
                                            napi_shim_slot *result);

/* Node defines a value with all attributes as an assignment would, a method
 * never. */
enum descriptor_kind {
  descriptor_of_value,
  descriptor_of_method,
  descriptor_of_accessor
};

/* Object.defineProperty; *defined is false where the object refuses. */
napi_shim_engine_status
descriptor_define_raw(napi_env env, const napi_shim_slot *object,
                      const napi_shim_slot *key,
                      const napi_shim_property *property,
                      enum descriptor_kind kind, bool *defined);

/* Whether the descriptor's name needs no key: ASCII, for an object of no kind
 * that has rules of its own. */
bool descriptor_is_plain(napi_env env, const napi_shim_slot *object,
                         const napi_property_descriptor *descriptor);

/* The same as descriptor_define_raw() where that is so. */
napi_shim_engine_status
descriptor_define_plain(napi_env env, const napi_shim_slot *object,
                        const char *name, const napi_shim_property *property,
                        bool *defined);

/* The name of a descriptor as a property key, in a new handle or the caller's
 * own. A name that is no string or symbol, or none at all: name_expected. */
napi_status descriptor_key(napi_env env,
                           const napi_property_descriptor *descriptor,
                           const napi_shim_slot **result);

/* Defines one property as napi_define_properties does. An object that refuses:
 * invalid_arg, for methods generic_failure. Leaves handles behind. */
napi_status descriptor_define(napi_env env, const napi_shim_slot *object,
                              const napi_property_descriptor *descriptor);

/* Defines a member of a native class on its prototype; methods take only
 * instances of the brand. Leaves handles behind. */
napi_status descriptor_define_member(napi_env env,
                                     const napi_shim_slot *prototype,
                                     const napi_property_descriptor *descriptor,
                                     struct class_brand *brand);

#endif
