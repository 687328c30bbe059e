/* SPDX-License-Identifier: MIT */
/* Object lifetime: handle scopes, references, data of the module's instance. */
#ifndef NAPI_SHIM_JS_NATIVE_API_LIFETIME_H
#define NAPI_SHIM_JS_NATIVE_API_LIFETIME_H

#include "../js_native_api.h"

EXTERN_C_START

/* Opens a scope: handles made from now on die when it is closed. Scopes nest
 * and are closed in reverse order, in the native frame that opened them. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_open_handle_scope(napi_env env, napi_handle_scope *result);

/* Closes the innermost scope, and with it every handle made in it.
 * napi_handle_scope_mismatch if none is open. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_close_handle_scope(napi_env env, napi_handle_scope scope);

/* Opens a scope out of which one handle can be saved. */
NAPI_EXTERN napi_status NAPI_CDECL napi_open_escapable_handle_scope(
    napi_env env, napi_escapable_handle_scope *result);

/* Closes a scope opened by napi_open_escapable_handle_scope, with the same
 * rules as for a plain one. */
NAPI_EXTERN napi_status NAPI_CDECL napi_close_escapable_handle_scope(
    napi_env env, napi_escapable_handle_scope scope);

/* Copies a handle into the scope around this one. Works once per scope:
 * napi_escape_called_twice after that. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_escape_handle(napi_env env, napi_escapable_handle_scope scope,
                   napi_value escapee, napi_value *result);

/* Makes a reference, which outlives handle scopes. A count above 0 keeps the
 * value alive, 0 is weak. The caller owns it until napi_delete_reference.
 * Modules below version 10 can refer to objects, functions and symbols only
 * (napi_invalid_arg). */
NAPI_EXTERN napi_status NAPI_CDECL
napi_create_reference(napi_env env, napi_value value, uint32_t initial_refcount,
                      napi_ref *result);

/* Frees a reference of any count and lets go of its value. A finalizer that
 * belongs to it is cancelled. Allowed in basic finalizers. */
NAPI_EXTERN napi_status NAPI_CDECL napi_delete_reference(node_api_basic_env env,
                                                         napi_ref ref);

/* Adds one to the count, which makes the reference strong. `result` may be
 * NULL. Gives 0 where the value is gone already. */
NAPI_EXTERN napi_status NAPI_CDECL napi_reference_ref(napi_env env,
                                                      napi_ref ref,
                                                      uint32_t *result);

/* Takes one from the count; at 0 the reference is weak. `result` may be
 * NULL. napi_generic_failure if it is 0 already. */
NAPI_EXTERN napi_status NAPI_CDECL napi_reference_unref(napi_env env,
                                                        napi_ref ref,
                                                        uint32_t *result);

/* Gives a new handle on the value, or NULL (with napi_ok) where a weak one's
 * value is gone. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_reference_value(napi_env env,
                                                            napi_ref ref,
                                                            napi_value *result);

#if NAPI_VERSION >= 6

/* Ties data to this env. `finalize_cb` (may be NULL) runs when the env ends.
 * Set again, the older data is dropped without its finalizer. */
NAPI_EXTERN napi_status NAPI_CDECL napi_set_instance_data(
    node_api_basic_env env, void *data, napi_finalize finalize_cb, void *hint);

/* Gives the data set by napi_set_instance_data, or NULL. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_get_instance_data(node_api_basic_env env, void **data);

#endif /* NAPI_VERSION >= 6 */

EXTERN_C_END

#endif /* NAPI_SHIM_JS_NATIVE_API_LIFETIME_H */
