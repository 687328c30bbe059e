/* SPDX-License-Identifier: MIT */
/* Every difference between quickjs-ng and Bellard's QuickJS, in one place. */

#ifndef NAPI_SHIM_QUICKJS_FLAVOUR_H
#define NAPI_SHIM_QUICKJS_FLAVOUR_H

#include <pthread.h>
#include <quickjs.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef QUICKJS_NG
#define FLAVOUR_NG 1
#else
#define FLAVOUR_NG 0
#endif

#if FLAVOUR_NG
#define FLAVOUR_AT_LEAST(major, minor)                                         \
  (QJS_VERSION_MAJOR > (major) ||                                              \
   (QJS_VERSION_MAJOR == (major) && QJS_VERSION_MINOR >= (minor)))
#else
#define FLAVOUR_AT_LEAST(major, minor) 0
#endif

#if FLAVOUR_NG && !FLAVOUR_AT_LEAST(0, 16)
#error "quickjs-ng 0.16 or newer is needed: before, external memory differs"
#endif

/* ArrayBuffers whose length changes, and views that follow it. */
#define FLAVOUR_RESIZABLE_BUFFERS FLAVOUR_NG

/* ArrayBuffers that a script has made immutable: not to be detached. */
static inline bool flavour_immutable_buffer(JSValueConst buffer) {
#if FLAVOUR_NG
  return JS_IsImmutableArrayBuffer(buffer) > 0;
#else
  (void)buffer;
  return false;
#endif
}

/* Whether a class may answer for properties that its objects do not have yet:
 * the other flavour's rules for that have not been looked at. */
#define FLAVOUR_LAZY_PROPERTIES FLAVOUR_NG

/* Whether a class cannot add its private fields to a frozen object. */
#define FLAVOUR_STAMP_NEEDS_EXTENSIBLE FLAVOUR_NG

/* The boolean of callbacks' parameters. */
#if FLAVOUR_NG
typedef bool flavour_bool;
#else
typedef JS_BOOL flavour_bool;
#endif

/*
 * Class numbers: per runtime in ng; in the other flavour per process, so that
 * the same few numbers must serve every runtime. *number is process-wide.
 */
static inline JSClassID flavour_class_id(JSRuntime *rt, JSClassID *number) {
#if FLAVOUR_NG
  JSClassID fresh = 0;
  (void)number;
  return JS_NewClassID(rt, &fresh);
#else
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  JSClassID id;
  (void)rt;
  pthread_mutex_lock(&mutex);
  id = JS_NewClassID(number);
  pthread_mutex_unlock(&mutex);
  return id;
#endif
}

static inline bool flavour_strict_equals(JSContext *ctx, JSValueConst a,
                                         JSValueConst b) {
#if FLAVOUR_NG
  return JS_IsStrictEqual(ctx, a, b);
#else
  return JS_StrictEq(ctx, a, b);
#endif
}

/* Marks the error so that no `catch` and no `finally` sees it. */
static inline void flavour_make_uncatchable(JSContext *ctx,
                                            JSValueConst error) {
#if FLAVOUR_NG
  JS_SetUncatchableError(ctx, error);
#else
  JS_SetUncatchableError(ctx, error, 1);
#endif
}

/*
 * External memory. ng asks one function to resize (size > 0) and to free
 * (size 0), and forgets it after a detach. The other flavour only frees, and
 * asks again with NULL data when a detached buffer dies. Both become
 * callback(opaque, data, size).
 */
#if FLAVOUR_NG
#define FLAVOUR_MEMORY_CALLBACK(name, callback)                                \
  static void *name(JSRuntime *rt, void *opaque, void *data, size_t size) {    \
    return callback(rt, opaque, data, size);                                   \
  }
#define FLAVOUR_NEW_ARRAYBUFFER(ctx, data, length, name, opaque, shared)       \
  JS_NewArrayBuffer(ctx, data, length, 0, name, opaque, shared)
#else
#define FLAVOUR_MEMORY_CALLBACK(name, callback)                                \
  static void name(JSRuntime *rt, void *opaque, void *data) {                  \
    callback(rt, opaque, data, 0);                                             \
  }
#define FLAVOUR_NEW_ARRAYBUFFER(ctx, data, length, name, opaque, shared)       \
  JS_NewArrayBuffer(ctx, data, length, name, opaque, shared)
#endif

/* Whether the memory callback comes once more after a detach. */
#define FLAVOUR_FREES_TWICE (!FLAVOUR_NG)

#endif
