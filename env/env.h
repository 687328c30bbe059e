/* SPDX-License-Identifier: MIT */
/* One addon loaded in one runtime: what a napi_env points to. */

#ifndef ENV_ENV_H
#define ENV_ENV_H

#include <string.h>

#include "env/handles.h"
#include "env/realm.h"
#include "env/runtime.h"
#include "node_api.h"

struct finalizing_reference;

/* References of an env: last made first. */
struct reference_list {
  struct finalizing_reference *first;
};

/* What can keep an env from running JavaScript. */
struct env_state {
  bool exception_pending;
  bool can_run_js; /* false from the begin of teardown on */
  bool in_gc;      /* a basic finalizer is running inside GC */
  bool none;
};

struct napi_env__ {
  struct napi_shim_runtime *runtime;
  /* The global this env works in. Retargeted by a realm swap; nothing else
   * keeps a realm. */
  struct realm *realm;
  struct napi_env__ *previous; /* in the runtime's list */
  struct napi_env__ *next;
  /* Held by: the runtime's list (until teardown), queued finalizers, async
   * work, threadsafe functions, native functions that are alive. */
  size_t holders;

  napi_extended_error_info last_error;
  /* The pending exception, in the root slab; empty if there is none. */
  napi_shim_slot *exception;
  union {
    struct env_state state;
    struct {
      bool exception_pending, can_run_js, in_gc;
    };
  };

  bool ending;           /* its turn among the cleanup hooks has come */
  bool closed;           /* teardown is done */
  bool basic_finalizers; /* an experimental module: finalizers run in GC */
  int32_t api_version;

  /* Threadsafe functions and asynchronous cleanup hooks that are open: the
   * teardown waits for them. */
  unsigned keepers;

  /* Works that are queued, threadsafe functions that keep the loop alive. */
  unsigned in_flight;
  bool adopted; /* the global that it was made in is gone */

  unsigned open_hooks; /* cleanup hooks that the addon has registered */
  unsigned open_handle_scopes;
  unsigned open_callback_scopes;

  size_t plain_references; /* that exist, without finalizer */
  struct reference_list finalizing;
  struct reference_list memories; /* finalizing, for borrowed memory */
  struct reference_list detached; /* done, but still the addon's */

  struct finalizing_reference *instance_data;

  struct check_env *check; /* the checker's, or NULL */

  char *filename;     /* of the addon; until it asks an absolute path; or "" */
  char *display_name; /* for messages: path or name */
};

/* A new env in the runtime's current realm, one holder: the runtime's list.
 * `name` is a path (made a file URL) or, with is_path false, a name. NULL: out
 * of memory. */
napi_env env_new(struct napi_shim_runtime *runtime, const char *name,
                 bool is_path, int32_t api_version);

/* The addon's file as a URL, "" for an env without one; the env's. Few addons
 * ask, and to resolve symbolic links takes a call of the system for each
 * folder, so it is made then. NULL: out of memory. */
const char *env_filename(napi_env env);

static inline void env_hold(napi_env env) {
  env->holders++;
}

/* Gives up one hold; the last one frees the env. Legal inside GC. */
void env_release(napi_env env);

/* Runs what the env still owes: finalizing references, then plain ones. Part
 * of the runtime's cleanup; also called for a teardown swap. */
void env_teardown(napi_env env);

/* Runs what the env owes for memory that ArrayBuffers borrow. */
void env_finalize_memories(napi_env env);

/* The cleanup hook of an env: its teardown, unless something keeps it. */
void env_end(void *env);

/* One keeper less; the last one of an env that is ending tears it down. */
void env_unkeep(napi_env env);

/* Tears down the envs that are ending and that nothing keeps any more; says
 * whether there was one. */
bool env_end_unkept(struct napi_shim_runtime *runtime);

/* Calls the finalizer of a reference and frees it, as the loop does. */
void env_finalize_from_loop(struct finalizing_reference *reference);

/* Whether the module is one of Node-API version 10 or later. */
static inline bool env_is_modern(const struct napi_env__ *env) {
  return env->api_version >= 10;
}

/* Error state */
static inline napi_status env_set_error(napi_env env, napi_status status) {
  /* The engine's own fields are empty from the begin on. */
  env->last_error.error_code = status;
  env->last_error.error_message = NULL;
  return status;
}

/* Whether it may run JavaScript now, the runtime's own end aside. */
static inline bool env_is_usual(const struct napi_env__ *env) {
  static const struct env_state usual = {.can_run_js = true};
  return memcmp(&env->state, &usual, sizeof usual) == 0;
}

/* Exceptions. `take` moves the pending one into *result, owned. */
void env_set_exception(napi_env env, napi_shim_slot *owned);
void env_take_exception(napi_env env, napi_shim_slot *result);
void env_drop_exception(napi_env env);

/*
 * After an engine operation did not end with ok: an exception becomes pending
 * in the env. Returns pending_exception, or generic_failure where there is
 * none (out of memory, unsupported). When the engine is terminating, the
 * exception is undefined, and never seen by JavaScript. The last error is
 * set.
 */
napi_status env_engine_failed(napi_env env, napi_shim_engine_status status);

#endif
