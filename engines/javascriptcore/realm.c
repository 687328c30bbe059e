/* SPDX-License-Identifier: MIT */
/* A realm: a global context of the VM's group, and its glue. */

#include "javascriptcore_engine.h"

#include <stdlib.h>

/* Only in realms of our own: a host's realm keeps the host's callback. */
static void watch_rejections(napi_shim_realm *realm) {
  if (JSGlobalContextSetUnhandledRejectionCallback == NULL)
    return;
  JSValueRef argv[2] = {
      JSValueMakeNumber(realm->context, (double)(uintptr_t)realm->vm->gate),
      jsc_rejection_function(realm->context)};
  JSValueRef callback, exception = NULL;
  if (jsc_glue_call(realm, glue_rejection, 2, argv, &callback) ==
      napi_shim_engine_ok)
    JSGlobalContextSetUnhandledRejectionCallback(
        realm->context, (JSObjectRef)callback, &exception);
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
