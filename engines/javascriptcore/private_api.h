/* SPDX-License-Identifier: MIT */
/* Functions that JavaScriptCore exports but does not declare in its headers. */

#ifndef NAPI_SHIM_JAVASCRIPTCORE_PRIVATE_API_H
#define NAPI_SHIM_JAVASCRIPTCORE_PRIVATE_API_H

#include <JavaScriptCore/JavaScript.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
/* VMs made from here on have no timers for collections when idle. */
JSC_WEAK void JSDisableGCTimer(void);
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

/* The target of a Proxy; NULL for other objects. */
JSC_WEAK JSObjectRef JSObjectGetProxyTarget(JSObjectRef object);

/* A C++ method by its mangled name: runs the microtasks of a VM, which is what
 * a context group is. */
JSC_WEAK void jsc_drain_microtasks(JSContextGroupRef group) __asm__(
    "_ZN3JSC2VM15drainMicrotasksEv");

/*
 * C++ functions that make short cuts. Their mangled names spell out their
 * types, so another interface has another name and is not found; layout.c
 * tries them out before they are used.
 */
typedef int64_t (*jsc_host_code)(void *global, const uint64_t *frame);

/* A counted pointer that is returned, through memory as C++ does it. */
typedef struct jsc_returned {
  void *memory;
  void *unused[2];
} jsc_returned;

/* JSNativeStdFunction::create. `name` points to a WTF::String; *code is a C++
 * object that the function calls and deletes: it is emptied. */
JSC_WEAK JSObjectRef jsc_cpp_native_create(
    JSContextGroupRef vm, JSContextRef global, unsigned length,
    const void *const *name, void **code, uint8_t intrinsic,
    jsc_host_code
        constructor) __asm__("_ZN3JSC19JSNativeStdFunction6createERNS_2VMEPNS_"
                             "14JSGlobalObjectEjRKN3WTF6StringEONS5_"
                             "8FunctionIFlS4_PNS_9CallFrameEEEENS_"
                             "9IntrinsicENS5_11FunctionPtrILNS5_6PtrTagE1ESC_"
                             "LNS5_18FunctionAttributesE2EEE");
/* VM::throwException: gives the exception, which now waits in the VM. */
JSC_WEAK void *
jsc_cpp_throw(JSContextGroupRef vm, JSContextRef global,
              JSValueRef value) __asm__("_ZN3JSC2VM14throwExceptionEPNS_14JSGl"
                                        "obalObjectENS_7JSValueE");
/* Classes: a name, a parent, methods. Of JSNativeStdFunction, JSFunction,
 * JSObject; and the last one's getOwnSpecialPropertyNames, which does nothing.
 */
extern JSC_WEAK const uint64_t
    jsc_cpp_native_class[] __asm__("_ZN3JSC19JSNativeStdFunction6s_infoE");
extern JSC_WEAK const
    uint64_t jsc_cpp_function_class[] __asm__("_ZN3JSC10JSFunction6s_infoE");
extern JSC_WEAK const
    uint64_t jsc_cpp_object_class[] __asm__("_ZN3JSC8JSObject6s_infoE");
JSC_WEAK void jsc_cpp_own_names(void) __asm__(
    "_ZN3JSC8JSObject26getOwnSpecialPropertyNamesEPS0_PNS_14JSGlobalObjectERNS_"
    "17PropertyNameArrayENS_22DontEnumPropertiesModeE");
/* WTF::String(std::span<const unsigned char>): fills *string. */
JSC_WEAK void
jsc_cpp_string_new(void **string, const char *bytes, size_t length) __asm__(
    "_ZN3WTF6StringC1ESt4spanIKhLm18446744073709551615EE");
/* OpaqueJSString::tryCreate(WTF::String &&): a JSStringRef; empties *string. */
JSC_WEAK jsc_returned jsc_cpp_string_wrap(void **string) __asm__(
    "_ZN14OpaqueJSString9tryCreateEON3WTF6StringE");

/* WTF::String(std::span<const char16_t>): fills *string. */
JSC_WEAK void
jsc_cpp_wide_new(void **string, const uint16_t *units, size_t length) __asm__(
    "_ZN3WTF6StringC1ESt4spanIKDsLm18446744073709551615EE");
/* WTF::StringImpl::createUninitialized(size_t, std::span<unsigned char> &):
 * memory for so many bytes, whose place is written to bytes[0]. */
JSC_WEAK jsc_returned jsc_cpp_room_new(size_t length, void **bytes) __asm__(
    "_ZN3WTF10StringImpl19createUninitialize"
    "dEmRSt4spanIhLm18446744073709551615EE");
/* jsStringWithCacheSlowCase: a string value over memory that it counts once
 * more. Not for less than two units. */
JSC_WEAK JSValueRef
jsc_cpp_string_value(JSContextGroupRef vm, void *memory) __asm__(
    "_ZN3JSC25jsStringWithCacheSlowCaseERNS_2VMERN3WTF10StringImplE");
/* JSBigInt::createFrom: NULL with an exception in the VM. */
JSC_WEAK JSValueRef
jsc_cpp_bigint_int64(JSContextRef global, int64_t value) __asm__(
    "_ZN3JSC8JSBigInt10createFromEPNS_14JSGlobalObjectEl");
JSC_WEAK JSValueRef
jsc_cpp_bigint_uint64(JSContextRef global, uint64_t value) __asm__(
    "_ZN3JSC8JSBigInt10createFromEPNS_14JSGlobalObjectEm");

/* JSBigInt::tryCreateWithLength: zero, with room for so many digits; or NULL.
 */
JSC_WEAK JSValueRef jsc_cpp_bigint_room(
    JSContextGroupRef vm,
    unsigned digits) __asm__("_ZN3JSC8JSBigInt19tryCreateWithLengthERNS_2VMEj");

/*
 * Cells of a structure, which is given by its address.
 */
/* ArrayBuffer::tryCreate(size_t, unsigned, std::optional<size_t>): zeroed
 * memory for so many elements of that size, counted once; or NULL. */
JSC_WEAK jsc_returned jsc_cpp_buffer_new(
    size_t count, unsigned size, size_t most,
    uint64_t has_most) __asm__("_ZN3JSC11ArrayBuffer9tryCreateEmjSt8optional"
                               "ImE");
/* JSArrayBuffer::create: over *memory, which stays the caller's too. */
JSC_WEAK JSObjectRef jsc_cpp_buffer_object(
    JSContextGroupRef vm, const void *structure,
    void **memory) __asm__("_ZN3JSC13JSArrayBuffer6createERNS_2VMEPNS_"
                           "9StructureEON3WTF6RefPtrINS_11ArrayBufferENS5_"
                           "12RawPtrTraitsIS7_EENS5_21DefaultRefDerefTraitsIS7"
                           "_EEEE");
JSC_WEAK JSObjectRef
jsc_cpp_promise_new(JSContextGroupRef vm, const void *structure) __asm__(
    "_ZN3JSC9JSPromise6createERNS_2VMEPNS_9StructureE");
JSC_WEAK void
jsc_cpp_promise_resolve(JSObjectRef promise, JSContextRef global,
                        JSValueRef value) __asm__("_ZN3JSC9JSPromise7resolveEP"
                                                  "NS_14JSGlobalObjectENS_7JSVa"
                                                  "lueE");
JSC_WEAK void
jsc_cpp_promise_reject(JSObjectRef promise, JSContextRef global,
                       JSValueRef value) __asm__("_ZN3JSC9JSPromise6rejectEPN"
                                                 "S_14JSGlobalObjectENS_7JSValu"
                                                 "eE");
JSC_WEAK void
jsc_cpp_promise_handled(JSObjectRef promise, JSContextRef global) __asm__(
    "_ZN3JSC9JSPromise13markAsHandledEPNS_14JSGlobalObjectE");
JSC_WEAK unsigned jsc_cpp_promise_status(
    JSObjectRef promise,
    JSContextGroupRef vm) __asm__("_ZNK3JSC9JSPromise6statusERNS_2VME");
JSC_WEAK JSValueRef jsc_cpp_promise_result(
    JSObjectRef promise,
    JSContextGroupRef vm) __asm__("_ZNK3JSC9JSPromise6resultERNS_2VME");
/* What `new` does to Uint8Array; a frame's `this` is new.target. */
JSC_WEAK int64_t
jsc_cpp_bytes_construct(JSContextRef global, const uint64_t *frame) __asm__(
    "_ZN3JSC19constructUint8ArrayEPNS_14JSGlobalObjectEPNS_9CallFrameE");

/* JSObject::preventExtensions. */
JSC_WEAK bool
jsc_cpp_prevent_extensions(JSObjectRef object, JSContextRef global) __asm__(
    "_ZN3JSC8JSObject17preventExtensionsEPS0_PNS_14JSGlobalObjectE");

/* VMEntryScope::setUpSlow, tearDownSlow: what entering JavaScript does where
 * nobody has entered it yet, and leaving it. */
struct jsc_entry_scope;
JSC_WEAK void jsc_cpp_entry_begins(struct jsc_entry_scope *scope) __asm__(
    "_ZN3JSC12VMEntryScope9setUpSlowEv");
JSC_WEAK void jsc_cpp_entry_ends(struct jsc_entry_scope *scope) __asm__(
    "_ZN3JSC12VMEntryScope12tearDownSlowEv");

/*
 * C++ functions of objects, which the C interface wraps in taking the lock and
 * counting the name. With the lock held; what they throw waits in the VM. A
 * `name` is the memory of a string that is unique in the VM.
 */
JSC_WEAK bool
jsc_cpp_has(JSObjectRef object, JSContextRef global, const void *name) __asm__(
    "_ZNK3JSC8JSObject11hasPropertyEPNS_14JSGlobalObjectENS_12PropertyNameE");
JSC_WEAK bool
jsc_cpp_has_index(JSObjectRef object, JSContextRef global,
                  unsigned index) __asm__("_ZNK3JSC8JSObject11hasPropertyEPNS_"
                                          "14JSGlobalObjectEj");
/* JSArray::getOwnPropertySlot: of names other than "length", for any object
 * whose class has no own way. Fills *slot. */
JSC_WEAK bool
jsc_cpp_own(JSObjectRef object, JSContextRef global, const void *name,
            uint64_t *slot) __asm__("_ZN3JSC7JSArray18getOwnPropertySlotEPNS_"
                                    "8JSObjectEPNS_14JSGlobalObjectENS_"
                                    "12PropertyNameERNS_12PropertySlotE");
/* JSObject::put. */
JSC_WEAK bool jsc_cpp_put(JSObjectRef object, JSContextRef global,
                          const void *name, JSValueRef value,
                          uint64_t *slot) __asm__("_ZN3JSC8JSObject3putEPNS_"
                                                  "6JSCellEPNS_14JSGlobalObject"
                                                  "ENS_12PropertyNameENS_7JSVal"
                                                  "ueERNS_15PutPropertySlotE");
JSC_WEAK bool
jsc_cpp_put_index(JSObjectRef object, JSContextRef global, unsigned index,
                  JSValueRef value,
                  bool throws) __asm__("_ZN3JSC8JSObject10putByIndexEPNS_"
                                       "6JSCellEPNS_14JSGlobalObjectEjNS_7JSVal"
                                       "ueEb");
/* What Object.defineProperty is told: those that are not are empty. */
typedef struct jsc_descriptor {
  JSValueRef value, getter, setter;
  uint32_t attributes;
  uint32_t told; /* a bit for each of three attributes */
} jsc_descriptor;

/* JSObject::defineOwnProperty: of objects whose class has no own way. */
JSC_WEAK bool jsc_cpp_define(
    JSObjectRef object, JSContextRef global, const void *name,
    const jsc_descriptor *descriptor,
    bool throws) __asm__("_ZN3JSC8JSObject17defineOwnPropertyEPS0_PNS_14JSGlob"
                         "alObjectENS_12PropertyNameERKNS_18PropertyDescriptor"
                         "Eb");
/* The operator instanceof. */
JSC_WEAK bool jsc_cpp_has_instance(
    JSObjectRef constructor, JSContextRef global,
    JSValueRef value) __asm__("_ZN3JSC8JSObject11hasInstanceEPNS_14JSGlobal"
                              "ObjectENS_7JSValueE");

/* Arguments, somewhere that the collector knows of. */
typedef struct jsc_list {
  const JSValueRef *values;
  int count;
} jsc_list;

/* With any `this`; the text is for an error where it cannot be called. */
JSC_WEAK JSValueRef
jsc_cpp_call(JSContextRef global, JSValueRef function, JSValueRef self,
             const jsc_list *arguments, const char *text,
             size_t length) __asm__("_ZN3JSC4callEPNS_14JSGlobalObjectENS_"
                                    "7JSValueES2_RKNS_7ArgListEN3WTF12"
                                    "ASCIILiteralE");
JSC_WEAK JSObjectRef jsc_cpp_construct(
    JSContextRef global, JSValueRef constructor, const jsc_list *arguments,
    const char *text,
    size_t length) __asm__("_ZN3JSC9constructEPNS_14JSGlobalObjectENS_7JSValue"
                           "ERKNS_7ArgListEN3WTF12ASCIILiteralE");

/* Options of the process, before its first VM. False: there is no such one. */
JSC_WEAK int jsc_options_set_boolean(const char *name, int value);
JSC_WEAK int jsc_options_set_uint(const char *name, unsigned value);

/* The version, from the GLib interface in the same library. */
JSC_WEAK unsigned jsc_get_major_version(void);
JSC_WEAK unsigned jsc_get_minor_version(void);
JSC_WEAK unsigned jsc_get_micro_version(void);

#endif
