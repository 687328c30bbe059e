/* SPDX-License-Identifier: MIT */
/* A realm: a global context of the VM's group, and its glue. */

#include "javascriptcore_engine.h"

#include <stdlib.h>

/* The callback for unhandled rejections, made once per VM in the VM's own
 * context: JSC holds it strongly from each realm that has it, so a function of
 * that realm would keep the realm alive for ever. NULL: none to be had. */
static JSObjectRef rejection_callback(napi_shim_vm *vm) {
  static const char text[] =
      "(function(gate, native) {"
      "  return function(promise, reason) { native(gate, promise, reason); };"
      "})";
  if (vm->rejection != NULL)
    return vm->rejection;
  JSStringRef script = JSStringCreateWithUTF8CString(text);
  JSValueRef exception = NULL;
  JSValueRef make =
      JSEvaluateScript(vm->context, script, NULL, NULL, 1, &exception);
  JSStringRelease(script);
  if (make == NULL)
    return NULL;
  JSValueRef argv[2] = {
      JSValueMakeNumber(vm->context, (double)(uintptr_t)vm->gate),
      jsc_rejection_function(vm->context)};
  JSValueRef callback = JSObjectCallAsFunction(vm->context, (JSObjectRef)make,
                                               NULL, 2, argv, &exception);
  if (callback == NULL)
    return NULL;
  JSValueProtect(vm->context, callback);
  vm->rejection = (JSObjectRef)callback;
  return vm->rejection;
}

/* Only in realms of our own: a host's realm keeps the host's callback. */
static void watch_rejections(napi_shim_realm *realm) {
  if (JSGlobalContextSetUnhandledRejectionCallback == NULL)
    return;
  JSObjectRef callback = rejection_callback(realm->vm);
  JSValueRef exception = NULL;
  if (callback != NULL)
    JSGlobalContextSetUnhandledRejectionCallback(realm->context, callback,
                                                 &exception);
}

static napi_shim_engine_status open_locked(napi_shim_vm *vm, void *native,
                                           napi_shim_realm **result) {
  JSGlobalContextRef context = native;
  if (context != NULL && JSContextGetGroup(context) != vm->group)
    return napi_shim_engine_unsupported;
  napi_shim_realm *realm = calloc(1, sizeof *realm);
  if (realm == NULL)
    return napi_shim_engine_out_of_memory;
  realm->vm = vm;
  realm->context = context != NULL
                       ? JSGlobalContextRetain(context)
                       : JSGlobalContextCreateInGroup(vm->group, NULL);
  realm->next = vm->realms;
  vm->realms = realm;
  napi_shim_engine_status status = jsc_glue_open(realm);
  if (status != napi_shim_engine_ok) {
    jsc_realm_close(realm);
    return status;
  }
  if (native == NULL)
    watch_rejections(realm);
  *result = realm;
  return napi_shim_engine_ok;
}

napi_shim_engine_status jsc_realm_open(napi_shim_vm *vm, void *native,
                                       napi_shim_realm **result) {
  JSLock(vm->context);
  napi_shim_engine_status status = open_locked(vm, native, result);
  JSUnlock(vm->context);
  return status;
}

void jsc_realm_close(napi_shim_realm *realm) {
  napi_shim_vm *vm = realm->vm;
  JSLock(vm->context);
  napi_shim_realm **link = &vm->realms;
  while (*link != realm)
    link = &(*link)->next;
  *link = realm->next;
  JSGlobalContextRelease(realm->context);
  free(realm);
  JSUnlock(vm->context);
}

void jsc_realm_global(napi_shim_realm *realm, napi_shim_slot *result) {
  jsc_put(result, JSContextGetGlobalObject(realm->context));
}

void *jsc_native_realm(napi_shim_realm *realm) {
  return realm->context;
}

void jsc_take_exception(napi_shim_realm *realm, napi_shim_slot *result) {
  napi_shim_vm *vm = realm->vm;
  jsc_put(result, vm->exception != NULL ? vm->exception
                                        : JSValueMakeUndefined(realm->context));
  vm->exception = NULL;
}
