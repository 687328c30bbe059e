/* SPDX-License-Identifier: MIT */
/* What the checker must be told of that is no call of a Node-API function. Off,
 * each costs at most a look at one flag. */

#ifndef ENV_CHECK_H
#define ENV_CHECK_H

#include <stdatomic.h>
#include <stdbool.h>

#include "env/handles.h"
#include "node_api.h"

struct napi_shim_runtime;

extern atomic_bool check_is_on;

static inline bool check_on(void) {
  return __builtin_expect(
      atomic_load_explicit(&check_is_on, memory_order_relaxed), 0);
}

/* Starts the checker if the environment asks for it, once in the process. */
void check_from_environment(void);

/* The handle stack of a runtime that is being checked (handles->watch): what a
 * scope or a frame gives up is not used again for long. */
bool check_handles_grow(struct handles *handles, size_t room);
void check_handles_enter(struct handles *handles); /* a frame begins */
void check_handles_reset(struct handles *handles, struct handle_mark mark);
void check_handles_close(struct handles *handles, struct handle_mark mark);
void check_handles_end(struct handles *handles);
void check_handles_visit(const struct handles *handles, napi_shim_visit visit,
                         void *visitor);

/* Where native code is called that may open scopes. */
static inline struct handle_mark check_frame_begins(struct handles *handles) {
  struct handle_mark mark = handles_mark(handles);
  if (handles->watch != NULL)
    check_handles_enter(handles);
  return mark;
}

/* Life of an env: made; its addon's init runs or has run; all that it owes has
 * been done; its memory goes (only if env->check is set). */
void check_env_open(napi_env env);
void check_env_init(napi_env env, bool begins);
void check_env_end(napi_env env);
void check_env_free(napi_env env);

/* The runtime is about to end, before anything of it does. */
void check_runtime_ends(struct napi_shim_runtime *runtime);

/* The end of the runtime waits, perhaps for ever. */
void check_runtime_waits(const struct napi_shim_runtime *runtime);

/* Arguments of a native function, which engines keep on the C stack, become
 * handles: returns `copy`, or `call` where there is no memory. */
const napi_shim_call *check_call_begins(napi_env env,
                                        const napi_shim_call *call,
                                        napi_shim_call *copy);

/* What a native function has returned: itself, or NULL if it is no handle. */
napi_value check_returned(napi_env env, napi_value value, const void *function);

/* Faults for which the program is about to be stopped. */
void check_scopes_left(napi_env env);
void check_inside_gc(napi_env env);
void check_stale_realm(const struct napi_env__ *env);

/* Memory that an ArrayBuffer borrows from the addon, from begin to end; key
 * tells it apart. The end may be inside GC. */
void check_memory_lent(const void *key, napi_env env, const void *data,
                       size_t length);
void check_memory_back(const void *key);

#endif
