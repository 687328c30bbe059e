/* SPDX-License-Identifier: MIT */
/* The checker: what its parts know of each other. */

#ifndef NAPI_CHECK_H
#define NAPI_CHECK_H

#include "env/check.h"
#include "env/env.h"
#include "napi/intercept.h"

/* Reports of the same kind, function and place are one fault. */
enum check_fault {
  check_handle_closed,
  check_handle_of_other_env,
  check_handle_of_other_runtime,
  check_handle_on_other_thread,
  check_no_handle,
  check_scope_order,
  check_wrong_thread,
  check_in_finalizer,
  check_exception_ignored,
  check_not_freed,
  check_used_twice,
  check_no_such_thing,
  check_hook_waits,
  check_memory_freed,
  check_realm_stale,
};

/* A place in the addon: the frames of its own, innermost first. */
enum { check_frames_most = 8 };
struct check_site {
  int count;
  void *frames[check_frames_most];
};

/* Where this thread is, and whether two places are the same. */
void check_site_here(struct check_site *site);
bool check_site_equal(const struct check_site *a, const struct check_site *b);

/*
 * Tells of a fault: at `at` (NULL: here), with a second place if `made` is not
 * NULL: "made here". path: the addon's. Stops the program with --check=abort.
 */
void check_report(const char *path, const char *function,
                  enum check_fault fault, const struct check_site *at,
                  const char *made_title, const struct check_site *made,
                  const char *format, ...)
    __attribute__((format(printf, 7, 8)));

bool check_report_open(const char *output, bool aborts);
/* "again" lines, the summary line, and a clean slate. */
void check_report_close(void);

/* Handles. */
enum handle_verdict {
  handle_alive,
  handle_closed,
  handle_unknown,
  handle_of_other_runtime
};
struct handle_facts {
  enum handle_verdict verdict;
  const struct napi_env__ *owner; /* whom it was given to, or NULL; compared */
  int maker;                      /* an intercept_index, or -1 */
};

/* Begins to watch the runtime's handles, on its thread, if nobody does. */
void check_handles_watch(struct napi_shim_runtime *runtime);
void check_handle_look(const struct napi_shim_runtime *runtime,
                       napi_value value, struct handle_facts *facts);
/* The value of a handle of the scope that was closed last, or NULL. */
napi_value check_handle_kept(const struct napi_shim_runtime *runtime,
                             napi_value value);
/* A handle of undefined, in a runtime that is watched. */
napi_value check_handle_undefined(const struct napi_shim_runtime *runtime);
/* A value is given to the addon. One that is not on the handle stack (an
 * argument of a callback) is copied there. */
void check_handle_given(napi_env env, napi_value *value, int maker);
/* Whether it lies in a chunk of the runtime. Any thread. */
bool check_handle_is_of(const struct napi_shim_runtime *runtime,
                        napi_value value);
/* The next slot is in the chunk in use: a scope lies in the chunk of what it
 * holds. */
bool check_handles_room(napi_env env);
/* The next handle, or scope, has another position than this one. */
void check_handles_step(napi_env env);

/* What an addon makes and has to give back. */
enum check_kind {
  check_reference,
  check_wrap,
  check_deferred,
  check_work,
  check_threadsafe,
  check_hook,
  check_kind_count
};

/* made: a new one; `data` is a wrap's, or a threadsafe function's threads. */
void check_thing_made(enum check_kind kind, const void *key, napi_env env,
                      const char *function, uintptr_t data);
/* given back. False: there is none. */
bool check_thing_gone(enum check_kind kind, const void *key);
bool check_thing_known(enum check_kind kind, const void *key);
/* Where the last one with this key was given back; false: not known. */
bool check_thing_spent(enum check_kind kind, const void *key,
                       struct check_site *site, const char **function);
/* More or fewer threads; at none it is gone. */
void check_thing_threads(const void *key, int change);
/* Tells of what the env leaves. complete: its loop had come to its end. */
void check_things_left(napi_env env, bool complete);
/* Asynchronous hooks of the runtime that have not been removed. */
void check_hooks_left(const struct napi_shim_runtime *runtime);
void check_things_clear(void);

/* Calls. */
void check_call(struct intercept_call *call);

struct check_scope {
  const void *scope;
  bool escapable;
  struct check_site site;
};

/* What the checker knows of an env. */
struct check_env {
  unsigned start; /* of the checker; what was known before it is not */
  bool complete;  /* since it was opened */
  bool loop_ended;
  unsigned initialising;
  struct check_scope *scopes; /* open ones, the innermost last */
  size_t scope_count, scope_room;
  unsigned ignored; /* calls since the exception became pending */
  const char *thrower;
};

struct check_env *check_env_of(napi_env env);

/* Whether the checker looks at this runtime. */
bool check_concerns(const struct napi_shim_runtime *runtime);

/* The function that this thread is in, or "". */
const char *check_function_now(void);

/* Memory: `free` and its like are watched in the addon that the site is of. */
void check_memory_watch(const struct check_site *site);
void check_memory_clear(void);

#endif
