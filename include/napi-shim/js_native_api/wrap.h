/* SPDX-License-Identifier: MIT */
/* Native data in objects: wraps, externals, type tags, finalizers. */
#ifndef NAPI_SHIM_JS_NATIVE_API_WRAP_H
#define NAPI_SHIM_JS_NATIVE_API_WRAP_H

#include "../js_native_api.h"

EXTERN_C_START

/* Ties native memory to an object, once per object (napi_invalid_arg after
 * that). `finalize_cb` (may be NULL) runs after the object is collected or
 * the env ends. With a `result` the caller gets a weak reference and must
 * delete it, in the finalizer at the earliest. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_wrap(napi_env env, napi_value js_object, void *native_object,
          node_api_basic_finalize finalize_cb, void *hint, napi_ref *result);

/* Gives the memory tied by napi_wrap to this very object, prototypes do not
 * count: napi_invalid_arg if there is none. */
NAPI_EXTERN napi_status NAPI_CDECL napi_unwrap(napi_env env,
                                               napi_value js_object,
                                               void **result);

/* Unties the memory and hands it back; the finalizer is not going to run.
 * `result` may be NULL. */
NAPI_EXTERN napi_status NAPI_CDECL napi_remove_wrap(napi_env env,
                                                    napi_value js_object,
                                                    void **result);

/* Makes a value that carries a pointer and that scripts cannot look into.
 * `finalize_cb` (may be NULL) runs after it is collected or the env ends. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_external(
    napi_env env, void *data, node_api_basic_finalize finalize_cb, void *hint,
    napi_value *result);

/* Gives the pointer of an external: napi_invalid_arg if it is none. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_value_external(napi_env env,
                                                           napi_value value,
                                                           void **result);

#if NAPI_VERSION >= 8

/* Marks an object with 128 bits that native code can check later. Only once
 * per object: napi_invalid_arg after that. */
NAPI_EXTERN napi_status NAPI_CDECL napi_type_tag_object(
    napi_env env, napi_value value, const napi_type_tag *type_tag);

/* Tells whether the object carries exactly this tag. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_check_object_type_tag(napi_env env, napi_value value,
                           const napi_type_tag *type_tag, bool *result);

#endif /* NAPI_VERSION >= 8 */

#if NAPI_VERSION >= 5

/* Runs `finalize_cb` after the object is collected or the env ends; several
 * per object are fine. With a `result` the caller gets a weak reference;
 * deleting it cancels the finalizer. */
NAPI_EXTERN napi_status NAPI_CDECL napi_add_finalizer(
    napi_env env, napi_value js_object, void *finalize_data,
    node_api_basic_finalize finalize_cb, void *hint, napi_ref *result);

#endif /* NAPI_VERSION >= 5 */

#ifdef NAPI_EXPERIMENTAL

#define NODE_API_EXPERIMENTAL_HAS_POST_FINALIZER

/* Asks, from inside a basic finalizer, for a finalizer to be run from the
 * event loop, where it may use the engine. */
NAPI_EXTERN napi_status NAPI_CDECL
node_api_post_finalizer(node_api_basic_env env, napi_finalize finalize_cb,
                        void *finalize_data, void *hint);

#endif /* NAPI_EXPERIMENTAL */

EXTERN_C_END

#endif /* NAPI_SHIM_JS_NATIVE_API_WRAP_H */
