/* SPDX-License-Identifier: MIT */
/* Events of a trace that are not calls of Node-API functions. Off, each costs
 * a look at one flag. */

#ifndef ENV_TRACE_H
#define ENV_TRACE_H

#include <stdatomic.h>
#include <stdint.h>

#include "env/env.h"

struct native_function;

enum trace_event {
  trace_load, /* the library of an addon is opened */
  trace_env_open,
  trace_env_close,
  trace_init,
  trace_callback, /* JavaScript calls a function of the addon */
  trace_finalizer,
  trace_dispatch, /* a call through a threadsafe function */
  trace_execute,
  trace_complete,
  trace_hook,
  trace_async_hook, /* until it returns: what it waits for comes later */
  trace_realm_swap,
  trace_event_count
};

enum { trace_addon_most = 48, trace_event_text = 160 };

/* What is going on, on the stack of the thread where it does. */
struct trace_frame {
  struct trace_frame *outer;
  const struct trace_config *config;
  const struct napi_shim_runtime *runtime; /* of `call` */
  const napi_shim_call *call; /* JavaScript's, whose arguments are handles */
  const char *name;
  int index; /* in the summary */
  char addon[trace_addon_most];
  char *text; /* the arguments */
  unsigned depth;
  uint64_t start; /* nanoseconds */
  bool shown;     /* the filter lets it through */
  bool opened;    /* a line says that it has begun */
};

struct trace_span {
  bool on;
  struct trace_frame frame;
  char text[trace_event_text];
};

extern atomic_bool trace_is_on;

void trace_begin_slow(struct trace_span *span, enum trace_event event,
                      const struct napi_env__ *env, const void *callback,
                      const void *thing);
void trace_begin_call_slow(struct trace_span *span,
                           const struct native_function *function,
                           const napi_shim_call *call);
void trace_begin_text_slow(struct trace_span *span, enum trace_event event,
                           const struct napi_shim_runtime *runtime,
                           const char *path, const char *text);
void trace_end_slow(struct trace_span *span, bool threw);
char *trace_copy_name_slow(const char *name, size_t length);

/* An event with a begin and an end on one thread. env may be gone at the end;
 * callback: the addon's function that is called, or NULL; thing: what of, as
 * the addon knows it from the call that made it, or NULL. */
static inline void trace_begin_of(struct trace_span *span,
                                  enum trace_event event,
                                  const struct napi_env__ *env,
                                  const void *callback, const void *thing) {
  span->on = atomic_load_explicit(&trace_is_on, memory_order_relaxed);
  if (__builtin_expect(span->on, 0))
    trace_begin_slow(span, event, env, callback, thing);
}

static inline void trace_begin(struct trace_span *span, enum trace_event event,
                               const struct napi_env__ *env,
                               const void *callback) {
  trace_begin_of(span, event, env, callback, NULL);
}

/* JavaScript calls a function of the addon. */
static inline void trace_begin_call(struct trace_span *span,
                                    const struct native_function *function,
                                    const napi_shim_call *call) {
  span->on = atomic_load_explicit(&trace_is_on, memory_order_relaxed);
  if (__builtin_expect(span->on, 0))
    trace_begin_call_slow(span, function, call);
}

/* What a trace calls a function by; NULL: there is none. The caller's. */
static inline char *trace_copy_name(const char *name, size_t length) {
  bool on = atomic_load_explicit(&trace_is_on, memory_order_relaxed);
  return __builtin_expect(on, 0) ? trace_copy_name_slow(name, length) : NULL;
}

/* An event of a runtime. path: of the addon that it is about, or NULL. */
static inline void trace_begin_text(struct trace_span *span,
                                    enum trace_event event,
                                    const struct napi_shim_runtime *runtime,
                                    const char *path, const char *text) {
  span->on = atomic_load_explicit(&trace_is_on, memory_order_relaxed);
  if (__builtin_expect(span->on, 0))
    trace_begin_text_slow(span, event, runtime, path, text);
}

static inline void trace_end(struct trace_span *span) {
  if (__builtin_expect(span->on, 0))
    trace_end_slow(span, false);
}

static inline void trace_end_call(struct trace_span *span,
                                  const struct napi_env__ *env) {
  if (__builtin_expect(span->on, 0))
    trace_end_slow(span, env->exception_pending);
}

/* An event without duration. */
static inline void trace_point(enum trace_event event,
                               const struct napi_env__ *env) {
  struct trace_span span;
  trace_begin(&span, event, env, NULL);
  trace_end(&span);
}

/* Starts a trace that the environment asks for, once in the process. */
void trace_from_environment(void);

/* The addon's name as traces show it: of its file, without the suffix. */
void trace_addon_name(const char *path, char *name);

#endif
