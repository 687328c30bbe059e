/* SPDX-License-Identifier: MIT */
/* What the system bindings share: state of a runtime, arguments, events. */

#ifndef NAPI_RUN_BINDINGS_H
#define NAPI_RUN_BINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "node_api.h"

/* Ids of the events that no request or handle sends. */
enum { EVENT_TIMERS = 1, EVENT_IMMEDIATES = 2, EVENT_FIRST_FREE = 16 };

struct bindings;

/* A libuv handle that JavaScript knows by its id. `close` frees it. */
struct bound_handle {
  union {
    uv_handle_t handle;
    uv_stream_t stream;
    uv_pipe_t pipe;
    uv_process_t process;
    uv_signal_t signal;
    uv_fs_event_t fs_event;
    uv_async_t async;
  } uv;
  struct bindings *bindings;
  uint32_t id;
  void *data;
  void (*before_close)(struct bound_handle *handle); /* NULL: nothing */
  struct bound_handle *next;
};

/* The state of the bindings in one runtime. */
struct bindings {
  napi_env env;
  uv_loop_t *loop;
  napi_ref dispatch; /* JavaScript: (id, event, a, b) */
  uint32_t last_id;
  struct bound_handle *handles;
  size_t pending; /* requests and closing handles that still call back */
  bool closing;
  bool stopped; /* JavaScript runs no more: its thread is to end */
  napi_async_cleanup_hook_handle hook;
  uv_timer_t timer;
  uv_check_t check;
  uv_idle_t idle;
  char *real_folder; /* of the file system's: no links on the way to it */
};

/* Initialises every binding: the init function of napi_shim_runtime_bind. */
napi_value bindings_init(napi_env env, napi_value exports);

/* The state that belongs to an env. */
struct bindings *bindings_of(napi_env env);

/* One entry of a binding's list of functions. */
struct binding_function {
  const char *name;
  napi_callback call;
  const void *data;
};

/* Defines `count` functions on `target`. */
void bind_functions(napi_env env, napi_value target,
                    const struct binding_function *list, size_t count);

/* The function of this name; NULL: there is none in the list, or no memory. */
napi_value bind_named(napi_env env, const char *name,
                      const struct binding_function *list, size_t count);

/* Fetches up to `count` arguments, missing ones as undefined. */
void bind_args(napi_env env, napi_callback_info info, napi_value *argv,
               size_t count, void **data);

/* Numbers; what is not one gives `otherwise`. */
int64_t bind_int(napi_env env, napi_value value, int64_t otherwise);
double bind_double(napi_env env, napi_value value, double otherwise);
bool bind_bool(napi_env env, napi_value value);

/* A copy of a string or of a view's bytes, NUL-terminated, for free(); NULL
 * with an exception pending when the value is neither or memory is out. */
char *bind_string(napi_env env, napi_value value, size_t *length);

/* The bytes of a view or ArrayBuffer; false when it is none. */
bool bind_bytes(napi_env env, napi_value value, uint8_t **data, size_t *length);

/* An array of strings as a NULL-terminated vector for bind_free_strings(). */
char **bind_strings(napi_env env, napi_value array);
void bind_free_strings(char **strings);

/* New values; NULL when the engine fails, with an exception pending. */
napi_value bind_new_int(napi_env env, int64_t number);
napi_value bind_new_double(napi_env env, double number);
napi_value bind_new_string(napi_env env, const char *text);
napi_value bind_new_bool(napi_env env, bool value);
napi_value bind_undefined(napi_env env);
napi_value bind_new_doubles(napi_env env, const double *values, size_t count);
napi_value bind_new_bytes(napi_env env, const void *data, size_t length);

/* Sets a property, numeric or string. */
void bind_set_int(napi_env env, napi_value object, const char *name,
                  int64_t number);
void bind_set_double(napi_env env, napi_value object, const char *name,
                     double number);
void bind_set_string(napi_env env, napi_value object, const char *name,
                     const char *text);

/* Throws a TypeError; returns NULL. */
napi_value bind_throw(napi_env env, const char *message);

/* Calls dispatch(id, event, a, b) from the loop, as an outermost callback.
 * `a` and `b` may be NULL. An exception goes to the host. Returns the result,
 * or NULL. A handle scope must be open. */
napi_value bindings_dispatch(struct bindings *bindings, uint32_t id,
                             const char *event, napi_value a, napi_value b);

/* Hands an exception that a callback left to the host. */
void bindings_report(struct bindings *bindings);

/* A fresh id for a request or handle. */
uint32_t bindings_next_id(struct bindings *bindings);

/* Brackets for requests that will call back; after the last one the
 * bindings may end. */
void bindings_pending_add(struct bindings *bindings);
void bindings_pending_done(struct bindings *bindings);

/* Handles: made before uv_*_init, known by id, closed once. */
struct bound_handle *bound_handle_new(struct bindings *bindings);
void bound_handle_drop(struct bound_handle *handle); /* init failed */
struct bound_handle *bound_handle_find(struct bindings *bindings, uint32_t id);
void bound_handle_close(struct bound_handle *handle);

/* The groups: as bind_named(). */
napi_value find_fs(napi_env env, const char *name);
napi_value find_constants(napi_env env, const char *name);
napi_value find_process(napi_env env, const char *name);
napi_value find_os(napi_env env, const char *name);
napi_value find_text(napi_env env, const char *name);
napi_value find_spawn(napi_env env, const char *name);
napi_value find_spawn_sync(napi_env env, const char *name);
napi_value find_streams(napi_env env, const char *name);
napi_value find_ports(napi_env env, const char *name);
napi_value find_broadcast(napi_env env, const char *name);
napi_value find_shared_memory(napi_env env, const char *name);
napi_value find_timers(napi_env env, const char *name);
int timers_open(struct bindings *bindings);
void timers_close(struct bindings *bindings);

#endif
