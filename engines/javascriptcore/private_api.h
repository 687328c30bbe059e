/* SPDX-License-Identifier: MIT */
/* Functions that JavaScriptCore exports but does not declare in its headers. */

#ifndef NAPI_SHIM_JAVASCRIPTCORE_PRIVATE_API_H
#define NAPI_SHIM_JAVASCRIPTCORE_PRIVATE_API_H

#include <JavaScriptCore/JavaScript.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Every one is a weak symbol: where the library that is loaded lacks it, its
 * address is NULL. vm.c decides which ones are needed and which have a
 * substitute.
 */
#define JSC_WEAK __attribute__((weak))

/* Weak references to objects. */
typedef const struct OpaqueJSWeak *JSWeakRef;
JSC_WEAK JSWeakRef JSWeakCreate(JSContextGroupRef group, JSObjectRef object);
JSC_WEAK void JSWeakRelease(JSContextGroupRef group, JSWeakRef weak);
JSC_WEAK JSObjectRef JSWeakGetObject(JSWeakRef weak);

/* A function that the collector asks for more roots. */
typedef struct JSMarker JSMarker;
typedef JSMarker *JSMarkerRef;
struct JSMarker {
  bool (*IsMarked)(JSMarkerRef marker, JSObjectRef object);
  void (*Mark)(JSMarkerRef marker, JSObjectRef object);
};
typedef void (*JSMarkingConstraint)(JSMarkerRef marker, void *data);
JSC_WEAK void JSContextGroupAddMarkingConstraint(JSContextGroupRef group,
                                                 JSMarkingConstraint constraint,
                                                 void *data);

/* A function that runs on the JavaScript thread when a collection ends. */
typedef void (*JSHeapFinalizer)(JSContextGroupRef group, void *data);
JSC_WEAK void JSContextGroupAddHeapFinalizer(JSContextGroupRef group,
                                             JSHeapFinalizer finalizer,
                                             void *data);
JSC_WEAK void JSContextGroupRemoveHeapFinalizer(JSContextGroupRef group,
                                                JSHeapFinalizer finalizer,
                                                void *data);

JSC_WEAK void JSSynchronousGarbageCollectForDebugging(JSContextRef context);
JSC_WEAK void JSReportExtraMemoryCost(JSContextRef context, size_t size);

/* The VM's recursive lock. Releasing its outermost level runs microtasks. */
JSC_WEAK void JSLock(JSContextRef context);
JSC_WEAK void JSUnlock(JSContextRef context);

/* function(promise, reason) is called when a microtask run leaves a rejected
 * promise without a handler. */
JSC_WEAK void JSGlobalContextSetUnhandledRejectionCallback(
    JSGlobalContextRef context, JSObjectRef function, JSValueRef *exception);

typedef bool (*JSShouldTerminateCallback)(JSContextRef context, void *data);
JSC_WEAK void
JSContextGroupSetExecutionTimeLimit(JSContextGroupRef group, double limit,
                                    JSShouldTerminateCallback callback,
                                    void *data);
JSC_WEAK void JSContextGroupClearExecutionTimeLimit(JSContextGroupRef group);

/* The target of a Proxy; NULL for other objects. */
JSC_WEAK JSObjectRef JSObjectGetProxyTarget(JSObjectRef object);

/* A C++ method by its mangled name: runs the microtasks of a VM, which is what
 * a context group is. */
JSC_WEAK void jsc_drain_microtasks(JSContextGroupRef group) __asm__(
    "_ZN3JSC2VM15drainMicrotasksEv");

/* The version, from the GLib interface in the same library. */
JSC_WEAK unsigned jsc_get_major_version(void);
JSC_WEAK unsigned jsc_get_minor_version(void);
JSC_WEAK unsigned jsc_get_micro_version(void);

#endif
