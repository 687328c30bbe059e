/* SPDX-License-Identifier: MIT */
/* All of Node-API: what an addon includes. This file itself holds module
 * registration and everything that needs a runtime with an event loop. The
 * rules on top of js_native_api.h hold here too. */
#ifndef SRC_NODE_API_H_
#define SRC_NODE_API_H_

#if defined(BUILDING_NODE_EXTENSION) && !defined(NAPI_EXTERN)
#if defined(_WIN32)
#define NAPI_EXTERN __declspec(dllimport)
#elif defined(__wasm__)
#define NAPI_EXTERN __attribute__((__import_module__("napi")))
#endif
#endif

#include "js_native_api.h"
#include "node_api_types.h"

struct uv_loop_s;

#if defined(_WIN32)
#define NAPI_MODULE_EXPORT __declspec(dllexport)
#elif defined(__EMSCRIPTEN__)
#define NAPI_MODULE_EXPORT                                                     \
  __attribute__((visibility("default"))) __attribute__((used))
#else
#define NAPI_MODULE_EXPORT __attribute__((visibility("default")))
#endif

#if defined(__GNUC__)
#define NAPI_NO_RETURN __attribute__((noreturn))
#elif defined(_WIN32)
#define NAPI_NO_RETURN __declspec(noreturn)
#else
#define NAPI_NO_RETURN
#endif

/* Registration. An addon defines its init function with
 *
 *   NAPI_MODULE_INIT() { ... return exports; }
 *
 * or names one: NAPI_MODULE(anything, init). Both export two symbols by which
 * the loader finds the function and the NAPI_VERSION it was compiled for. In
 * the body, `env` and `exports` are in reach. */

#define NAPI_MODULE_VERSION 1

#ifdef __wasm__
#define NAPI_MODULE_INITIALIZER_BASE napi_register_wasm_v
#else
#define NAPI_MODULE_INITIALIZER_BASE napi_register_module_v
#endif
#define NODE_API_MODULE_GET_API_VERSION_BASE node_api_module_get_api_version_v

/* Joins the two after expanding them. */
#define NAPI_MODULE_INITIALIZER_X_HELPER(base, version) base##version
#define NAPI_MODULE_INITIALIZER_X(base, version)                               \
  NAPI_MODULE_INITIALIZER_X_HELPER(base, version)

#define NAPI_MODULE_INITIALIZER                                                \
  NAPI_MODULE_INITIALIZER_X(NAPI_MODULE_INITIALIZER_BASE, NAPI_MODULE_VERSION)
#define NODE_API_MODULE_GET_API_VERSION                                        \
  NAPI_MODULE_INITIALIZER_X(NODE_API_MODULE_GET_API_VERSION_BASE,              \
                            NAPI_MODULE_VERSION)

#define NAPI_MODULE_INIT()                                                     \
  EXTERN_C_START                                                               \
  NAPI_MODULE_EXPORT int32_t NODE_API_MODULE_GET_API_VERSION(void);            \
  NAPI_MODULE_EXPORT int32_t NODE_API_MODULE_GET_API_VERSION(void) {           \
    return NAPI_VERSION;                                                       \
  }                                                                            \
  NAPI_MODULE_EXPORT napi_value NAPI_MODULE_INITIALIZER(napi_env env,          \
                                                        napi_value exports);   \
  EXTERN_C_END                                                                 \
  napi_value NAPI_MODULE_INITIALIZER(napi_env env, napi_value exports)

#define NAPI_MODULE(modname, regfunc)                                          \
  NAPI_MODULE_INIT() {                                                         \
    return regfunc(env, exports);                                              \
  }

/* Old name; the last two arguments mean nothing. */
#define NAPI_MODULE_X(modname, regfunc, priv, flags)                           \
  NAPI_MODULE(modname, regfunc)

/* For napi_module_register, the old way through a static constructor. */
typedef struct napi_module {
  int nm_version;
  unsigned int nm_flags;
  const char *nm_filename;
  napi_addon_register_func nm_register_func;
  const char *nm_modname;
  void *nm_priv;
  void *reserved[4];
} napi_module;

EXTERN_C_START

/* Registers a module from a static constructor. Old: new code uses
 * NAPI_MODULE. The structure must live as long as the shared object. */
NAPI_EXTERN void NAPI_CDECL napi_module_register(napi_module *mod);

/* Prints location and message and aborts the process. Lengths may be
 * NAPI_AUTO_LENGTH; the location may be NULL. */
NAPI_EXTERN NAPI_NO_RETURN void NAPI_CDECL
napi_fatal_error(const char *location, size_t location_len, const char *message,
                 size_t message_len);

#if NAPI_VERSION >= 3

/* Hands an exception to the runtime as an uncaught one. */
NAPI_EXTERN napi_status NAPI_CDECL napi_fatal_exception(napi_env env,
                                                        napi_value err);

#endif /* NAPI_VERSION >= 3 */

/* Opens an async context for callbacks made later. `async_resource` may be
 * NULL. The caller owns it until napi_async_destroy. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_async_init(napi_env env, napi_value async_resource,
                napi_value async_resource_name, napi_async_context *result);

/* Frees an async context. May be called with an exception pending. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_async_destroy(napi_env env, napi_async_context async_context);

/* Calls a function from native code that was not called by JavaScript. When
 * it is the outermost callback, microtasks and ticks are run after it. The
 * context may be NULL. */
NAPI_EXTERN napi_status NAPI_CDECL napi_make_callback(
    napi_env env, napi_async_context async_context, napi_value recv,
    napi_value func, size_t argc, const napi_value *argv, napi_value *result);

#if NAPI_VERSION >= 3

/* Opens a scope in which napi_call_function behaves as inside
 * napi_make_callback. `resource_object` is ignored. */
NAPI_EXTERN napi_status NAPI_CDECL napi_open_callback_scope(
    napi_env env, napi_value resource_object, napi_async_context context,
    napi_callback_scope *result);

/* Closes the innermost callback scope; the outermost one runs microtasks and
 * ticks. napi_callback_scope_mismatch if none is open. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_close_callback_scope(napi_env env, napi_callback_scope scope);

#endif /* NAPI_VERSION >= 3 */

/* Makes a Buffer with undefined content. `data` (may be NULL) gets its
 * memory. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_buffer(napi_env env,
                                                      size_t length,
                                                      void **data,
                                                      napi_value *result);

#ifndef NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED

/* Makes a Buffer over the caller's memory, which must stay until
 * `finalize_cb` runs, on the thread of the env. Engines that cannot do this
 * answer napi_no_external_buffers_allowed. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_external_buffer(
    napi_env env, size_t length, void *data,
    node_api_basic_finalize finalize_cb, void *hint, napi_value *result);

#endif /* !NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED */

/* Makes a Buffer with a copy of `data`. `result_data` (may be NULL) gets the
 * copy's memory. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_buffer_copy(napi_env env,
                                                           size_t length,
                                                           const void *data,
                                                           void **result_data,
                                                           napi_value *result);

#if NAPI_VERSION >= 10

/* Makes a Buffer over a part of an ArrayBuffer. A part that is not inside it
 * throws a RangeError. */
NAPI_EXTERN napi_status NAPI_CDECL node_api_create_buffer_from_arraybuffer(
    napi_env env, napi_value arraybuffer, size_t byte_offset,
    size_t byte_length, napi_value *result);

#endif /* NAPI_VERSION >= 10 */

/* Tells whether the value is a Buffer or another view of an ArrayBuffer. */
NAPI_EXTERN napi_status NAPI_CDECL napi_is_buffer(napi_env env,
                                                  napi_value value,
                                                  bool *result);

/* Gives memory and size of a Buffer; each output may be NULL. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_buffer_info(napi_env env,
                                                        napi_value value,
                                                        void **data,
                                                        size_t *length);

/* Prepares work for the thread pool. `execute` runs there and must not touch
 * JavaScript, `complete` (may be NULL) runs on the env's thread afterwards.
 * The caller owns the work until napi_delete_async_work. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_async_work(
    napi_env env, napi_value async_resource, napi_value async_resource_name,
    napi_async_execute_callback execute, napi_async_complete_callback complete,
    void *data, napi_async_work *result);

/* Frees work that is not queued; `complete` may free its own. */
NAPI_EXTERN napi_status NAPI_CDECL napi_delete_async_work(napi_env env,
                                                          napi_async_work work);

/* Hands the work to the thread pool. It must not be queued already. */
NAPI_EXTERN napi_status NAPI_CDECL napi_queue_async_work(node_api_basic_env env,
                                                         napi_async_work work);

/* Takes back work that has not started: `complete` then gets napi_cancelled.
 * Started already: napi_generic_failure. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_cancel_async_work(node_api_basic_env env, napi_async_work work);

/* Gives the Node.js version that this runtime stands for. The record is
 * static. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_node_version(
    node_api_basic_env env, const napi_node_version **version);

#if NAPI_VERSION >= 2

/* Gives the libuv loop of this env, which stays the runtime's. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_get_uv_event_loop(node_api_basic_env env, struct uv_loop_s **loop);

#endif /* NAPI_VERSION >= 2 */

#if NAPI_VERSION >= 3

/* Registers a function to run when the env ends, last one first. The same
 * pair of function and argument twice is a fault and aborts. */
NAPI_EXTERN napi_status NAPI_CDECL napi_add_env_cleanup_hook(
    node_api_basic_env env, napi_cleanup_hook fun, void *arg);

/* Takes a cleanup hook back; an unknown one is ignored. */
NAPI_EXTERN napi_status NAPI_CDECL napi_remove_env_cleanup_hook(
    node_api_basic_env env, napi_cleanup_hook fun, void *arg);

#endif /* NAPI_VERSION >= 3 */

#if NAPI_VERSION >= 8

/* As napi_add_env_cleanup_hook, but the env's end waits until the hook's
 * handle is removed. `remove_handle` may be NULL. */
NAPI_EXTERN napi_status NAPI_CDECL napi_add_async_cleanup_hook(
    node_api_basic_env env, napi_async_cleanup_hook hook, void *arg,
    napi_async_cleanup_hook_handle *remove_handle);

/* Removes an asynchronous hook, or says, once it was started, that its work
 * is done. Frees the handle. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_remove_async_cleanup_hook(napi_async_cleanup_hook_handle remove_handle);

#endif /* NAPI_VERSION >= 8 */

#if NAPI_VERSION >= 4

/* Makes a queue through which other threads can call a function. With a NULL
 * `func` there must be a `call_js_cb`; without one, `func` is called with no
 * arguments. A `max_queue_size` of 0 is no limit; `initial_thread_count`
 * must be at least 1. It lives until that many threads have released it,
 * then the finalizer (may be NULL) runs on the env's thread. */
NAPI_EXTERN napi_status NAPI_CDECL napi_create_threadsafe_function(
    napi_env env, napi_value func, napi_value async_resource,
    napi_value async_resource_name, size_t max_queue_size,
    size_t initial_thread_count, void *thread_finalize_data,
    napi_finalize thread_finalize_cb, void *context,
    napi_threadsafe_function_call_js call_js_cb,
    napi_threadsafe_function *result);

/* Gives the context it was made with. From any thread that holds it. */
NAPI_EXTERN napi_status NAPI_CDECL napi_get_threadsafe_function_context(
    napi_threadsafe_function func, void **result);

/* Queues one call. A full queue is napi_queue_full or blocks, as asked.
 * napi_closing: the function is ending, and this thread has lost its hold on
 * it. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_call_threadsafe_function(napi_threadsafe_function func, void *data,
                              napi_threadsafe_function_call_mode is_blocking);

/* Adds one thread to those that hold it. napi_closing once it is ending. */
NAPI_EXTERN napi_status NAPI_CDECL
napi_acquire_threadsafe_function(napi_threadsafe_function func);

/* Takes one thread away; the last one ends it. With napi_tsfn_abort it ends
 * now, for every thread. */
NAPI_EXTERN napi_status NAPI_CDECL napi_release_threadsafe_function(
    napi_threadsafe_function func, napi_threadsafe_function_release_mode mode);

/* Makes the event loop stay while this function exists, as it does from the
 * start. */
NAPI_EXTERN napi_status NAPI_CDECL napi_ref_threadsafe_function(
    node_api_basic_env env, napi_threadsafe_function func);

/* Lets the event loop end although this function exists. */
NAPI_EXTERN napi_status NAPI_CDECL napi_unref_threadsafe_function(
    node_api_basic_env env, napi_threadsafe_function func);

#endif /* NAPI_VERSION >= 4 */

#if NAPI_VERSION >= 9

/* Gives the URL of the file the module was loaded from. The string belongs
 * to the env. */
NAPI_EXTERN napi_status NAPI_CDECL
node_api_get_module_file_name(node_api_basic_env env, const char **result);

#endif /* NAPI_VERSION >= 9 */

EXTERN_C_END

#endif /* SRC_NODE_API_H_ */
