/* SPDX-License-Identifier: MIT */
/* State of the bindings in one runtime: set-up, events, handles, teardown. */

#include <stdlib.h>

#include "bindings.h"

struct bindings *bindings_of(napi_env env) {
  void *data = NULL;
  napi_get_instance_data(env, &data);
  return data;
}

uint32_t bindings_next_id(struct bindings *bindings) {
  if (++bindings->last_id < EVENT_FIRST_FREE)
    bindings->last_id = EVENT_FIRST_FREE;
  return bindings->last_id;
}

void bindings_report(struct bindings *bindings) {
  napi_env env = bindings->env;
  napi_value error;
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  /* Where nobody can be told, JavaScript was stopped. */
  if (!pending || napi_get_and_clear_last_exception(env, &error) != napi_ok ||
      napi_fatal_exception(env, error) != napi_ok)
    bindings->stopped = true;
}

napi_value bindings_dispatch(struct bindings *bindings, uint32_t id,
                             const char *event, napi_value a, napi_value b) {
  napi_env env = bindings->env;
  napi_value function, receiver, result = NULL;
  if (bindings->closing || bindings->stopped || bindings->dispatch == NULL)
    return NULL;
  napi_value undefined = bind_undefined(env);
  napi_value argv[] = {bind_new_int(env, id), bind_new_string(env, event),
                       a == NULL ? undefined : a, b == NULL ? undefined : b};
  if (napi_get_reference_value(env, bindings->dispatch, &function) != napi_ok ||
      napi_get_global(env, &receiver) != napi_ok)
    return NULL;
  if (napi_make_callback(env, NULL, receiver, function, 4, argv, &result) ==
      napi_ok)
    return result;
  bindings_report(bindings);
  return NULL;
}

static void on_teardown(napi_async_cleanup_hook_handle hook, void *data);

/* The last callback lets a closing env end. */
static void finish_closing(struct bindings *bindings) {
  if (bindings->closing && bindings->pending == 0 && bindings->hook != NULL) {
    napi_async_cleanup_hook_handle hook = bindings->hook;
    bindings->hook = NULL;
    napi_remove_async_cleanup_hook(hook);
  }
}

void bindings_pending_add(struct bindings *bindings) {
  /* Code of a global that was retired has asked for one more. */
  if (bindings->closing && bindings->hook == NULL)
    napi_add_async_cleanup_hook(bindings->env, on_teardown, bindings,
                                &bindings->hook);
  bindings->pending++;
}

void bindings_pending_done(struct bindings *bindings) {
  bindings->pending--;
  finish_closing(bindings);
}

struct bound_handle *bound_handle_new(struct bindings *bindings) {
  if (bindings->closing)
    return NULL;
  struct bound_handle *handle = calloc(1, sizeof *handle);
  if (handle == NULL)
    return NULL;
  handle->bindings = bindings;
  handle->id = bindings_next_id(bindings);
  handle->next = bindings->handles;
  bindings->handles = handle;
  return handle;
}

static void unlink_handle(struct bound_handle *handle) {
  struct bound_handle **link = &handle->bindings->handles;
  while (*link != NULL && *link != handle)
    link = &(*link)->next;
  if (*link != NULL)
    *link = handle->next;
}

void bound_handle_drop(struct bound_handle *handle) {
  unlink_handle(handle);
  free(handle);
}

struct bound_handle *bound_handle_find(struct bindings *bindings, uint32_t id) {
  struct bound_handle *handle = bindings->handles;
  while (handle != NULL && handle->id != id)
    handle = handle->next;
  return handle;
}

static void on_handle_closed(uv_handle_t *uv) {
  struct bound_handle *handle = (struct bound_handle *)uv;
  struct bindings *bindings = handle->bindings;
  free(handle);
  bindings_pending_done(bindings);
}

void bound_handle_close(struct bound_handle *handle) {
  if (handle->before_close != NULL)
    handle->before_close(handle);
  unlink_handle(handle);
  bindings_pending_add(handle->bindings);
  uv_close(&handle->uv.handle, on_handle_closed);
}

static void close_all(struct bindings *bindings) {
  if (!bindings->closing) {
    bindings->closing = true;
    while (bindings->handles != NULL)
      bound_handle_close(bindings->handles);
    timers_close(bindings);
  }
  finish_closing(bindings);
}

static void on_teardown(napi_async_cleanup_hook_handle hook, void *data) {
  struct bindings *bindings = data;
  (void)hook;
  close_all(bindings);
}

/* retire(): the global that knows these bindings is about to go. Handles are
 * closed, and nothing is dispatched any more; what is in flight ends alone. */
static napi_value retire(napi_env env, napi_callback_info info) {
  struct bindings *bindings = bindings_of(env);
  (void)info;
  if (bindings->dispatch != NULL)
    napi_delete_reference(env, bindings->dispatch);
  bindings->dispatch = NULL;
  close_all(bindings);
  return NULL;
}

static void free_bindings(napi_env env, void *data, void *hint) {
  struct bindings *bindings = data;
  (void)hint;
  if (bindings->dispatch != NULL)
    napi_delete_reference(env, bindings->dispatch);
  free(bindings->real_folder);
  free(bindings);
}

/* setDispatch(function): who is told what happens on the loop. */
static napi_value set_dispatch(napi_env env, napi_callback_info info) {
  struct bindings *bindings = bindings_of(env);
  napi_value function;
  bind_args(env, info, &function, 1, NULL);
  if (bindings->dispatch != NULL)
    napi_delete_reference(env, bindings->dispatch);
  bindings->dispatch = NULL;
  napi_create_reference(env, function, 1, &bindings->dispatch);
  return NULL;
}

/* Handle methods that fit every kind: close, ref, unref. */
static napi_value handle_method(napi_env env, napi_callback_info info) {
  napi_value argument;
  void *data = NULL;
  bind_args(env, info, &argument, 1, &data);
  struct bound_handle *handle =
      bound_handle_find(bindings_of(env), (uint32_t)bind_int(env, argument, 0));
  if (handle == NULL)
    return NULL;
  switch (*(const char *)data) {
  case 'c':
    bound_handle_close(handle);
    break;
  case 'r':
    uv_ref(&handle->uv.handle);
    break;
  case 'u':
    uv_unref(&handle->uv.handle);
    break;
  }
  return NULL;
}

static const struct binding_function functions[] = {
    {"setDispatch", set_dispatch, NULL}, {"retire", retire, NULL},
    {"handleClose", handle_method, "c"}, {"handleRef", handle_method, "r"},
    {"handleUnref", handle_method, "u"},
};

static napi_value find_own(napi_env env, const char *name) {
  return bind_named(env, name, functions, sizeof functions / sizeof *functions);
}

/* find(group, name): most programs use few of the functions, so each is made
 * when it is asked for. Undefined where there is none. */
static napi_value find_function(napi_env env, napi_callback_info info) {
  static napi_value (*const others[])(napi_env env, const char *name) = {
      find_own,           find_constants, find_process,   find_timers,
      find_text,          find_streams,   find_ports,     find_broadcast,
      find_shared_memory, find_spawn,     find_spawn_sync};
  napi_value argv[2], function = NULL;
  char name[64];
  bind_args(env, info, argv, 2, NULL);
  int64_t group = bind_int(env, argv[0], 0);
  if (napi_get_value_string_utf8(env, argv[1], name, sizeof name, NULL) !=
      napi_ok)
    return NULL;
  if (group == 1)
    return find_fs(env, name);
  if (group == 2)
    return find_os(env, name);
  for (size_t i = 0; function == NULL && i < sizeof others / sizeof *others;
       i++)
    function = others[i](env, name);
  return function;
}

napi_value bindings_init(napi_env env, napi_value exports) {
  static const struct binding_function find = {"find", find_function, NULL};
  struct bindings *bindings = calloc(1, sizeof *bindings);
  if (bindings == NULL) {
    napi_throw_error(env, NULL, "out of memory");
    return NULL;
  }
  bindings->env = env;
  if (napi_get_uv_event_loop(env, &bindings->loop) != napi_ok ||
      napi_set_instance_data(env, bindings, free_bindings, NULL) != napi_ok ||
      timers_open(bindings) != 0 ||
      napi_add_async_cleanup_hook(env, on_teardown, bindings,
                                  &bindings->hook) != napi_ok) {
    napi_throw_error(env, NULL, "the bindings cannot be set up");
    return NULL;
  }
  bind_functions(env, exports, &find, 1);
  return exports;
}
