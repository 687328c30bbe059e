/* SPDX-License-Identifier: MIT */
/* Calls in both directions: native functions for scripts, and scripts run. */

#include "javascriptcore_engine.h"

#include <stdlib.h>
#include <string.h>

/*
 * A native function is a JavaScript closure over one shared native function,
 * dispatch(), made by the glue: so `new`, `extends`, new.target, name, length
 * and prototype are the engine's own. The closure captures the address of a
 * jsc_function, as a number, and a holder object whose death frees it.
 */

/* The places of dispatch()'s arguments. */
enum {
  at_pointer,
  at_new_target,
  at_this,
  at_arguments, /* the arguments themselves; or, of many, the object … */
  at_holder,
  at_length, /* … and how many they are */
  many_count = 8
};

static void *pointer_of(JSValueRef number) {
  return (void *)(uintptr_t)jsc_decode_number((uint64_t)(uintptr_t)number);
}

static JSValueRef error_of(JSContextRef context, const char *message) {
  JSStringRef text = JSStringCreateWithUTF8CString(message);
  JSValueRef value = JSValueMakeString(context, text);
  JSStringRelease(text);
  return JSObjectMakeError(context, 1, &value, NULL);
}

/* What invoke() answers, put into the words of a callback. */
static JSValueRef call_core(jsc_function *function, const napi_shim_call *call,
                            JSValueRef *exception) {
  napi_shim_vm *vm = function->vm;
  napi_shim_slot result = {{JSC_UNDEFINED, 0}};
  napi_shim_engine_status status = napi_shim_engine_terminated;
  if (!atomic_load(&vm->terminating))
    status = vm->core->invoke(function->function, call, &result);
  if (atomic_load(&vm->terminating))
    status = napi_shim_engine_terminated;
  if (status == napi_shim_engine_ok)
    return jsc_value(&result);
  if (status == napi_shim_engine_terminated) {
    /* What is thrown here could be caught; the time limit of zero cannot. */
    jsc_terminate_now(vm);
    jsc_put(&result, JSValueMakeNull(vm->context));
  } else if (status == napi_shim_engine_out_of_memory) {
    jsc_put(&result, error_of(vm->context, "Out of memory"));
  }
  *exception = jsc_value(&result);
  return NULL;
}

static JSValueRef call_with(jsc_function *function, const JSValueRef *argv,
                            const napi_shim_slot *arguments, size_t count,
                            JSValueRef *exception) {
  napi_shim_slot self, target;
  jsc_put(&self, argv[at_this]);
  jsc_put(&target, argv[at_new_target]);
  napi_shim_call call = {.this_value = &self,
                         .new_target =
                             target.word[0] == JSC_UNDEFINED ? NULL : &target,
                         .argv = arguments,
                         .argc = count};
  return call_core(function, &call, exception);
}

/* More arguments than the closure passes one by one: read from its
 * `arguments` object, which keeps them alive. */
static JSValueRef call_with_many(jsc_function *function, JSContextRef context,
                                 const JSValueRef *argv,
                                 JSValueRef *exception) {
  napi_shim_slot few[JSC_FEW];
  napi_shim_slot *slots = few;
  size_t count = (size_t)JSValueToNumber(context, argv[at_length], NULL);
  if (count > JSC_FEW) {
    slots = malloc(count * sizeof *slots);
    if (slots == NULL) {
      *exception = error_of(context, "Out of memory");
      return NULL;
    }
  }
  for (size_t i = 0; i < count; i++)
    jsc_put(&slots[i],
            JSObjectGetPropertyAtIndex(context, (JSObjectRef)argv[at_arguments],
                                       (unsigned)i, NULL));
  JSValueRef result = call_with(function, argv, slots, count, exception);
  if (slots != few)
    free(slots);
  return result;
}

static JSValueRef dispatch(JSContextRef context, JSObjectRef callee,
                           JSObjectRef self, size_t argc,
                           const JSValueRef argv[], JSValueRef *exception) {
  (void)callee;
  (void)self;
  jsc_function *function = pointer_of(argv[at_pointer]);
  napi_shim_vm *vm = function->vm;
  if (vm == NULL) {
    *exception = error_of(context, "The native function's library is closed");
    return NULL;
  }
  /* JavaScriptCore lets go of its lock around a callback. */
  JSLock(vm->context);
  unsigned entered = vm->entered;
  vm->entered = 1;
  if (vm->stress)
    jsc_stress(vm);
  JSValueRef result;
  if (argc == many_count) {
    result = call_with_many(function, context, argv, exception);
  } else {
    napi_shim_slot slots[many_count];
    size_t count = argc - at_arguments;
    for (size_t i = 0; i < count; i++)
      jsc_put(&slots[i], argv[at_arguments + i]);
    result = call_with(function, argv, slots, count, exception);
  }
  vm->entered = entered;
  JSUnlock(vm->context);
  return result;
}

JSObjectRef jsc_dispatch_function(JSContextRef context) {
  return JSObjectMakeFunctionWithCallback(context, NULL, dispatch);
}

/* The holder died with its closure. */
static void holder_finalize(JSObjectRef holder) {
  jsc_function *function = JSObjectGetPrivate(holder);
  if (function == NULL)
    return;
  jsc_link_remove(&function->link);
  if (function->vm != NULL)
    function->vm->core->function_dropped(function->function);
  free(function);
}

JSClassRef jsc_holder_class_new(void) {
  JSClassDefinition definition = kJSClassDefinitionEmpty;
  definition.attributes = kJSClassAttributeNoAutomaticPrototype;
  definition.finalize = holder_finalize;
  return JSClassCreate(&definition);
}

/* Scripts may go on holding functions of a VM that we were attached to. */
void jsc_functions_drop(napi_shim_vm *vm) {
  while (vm->functions.next != &vm->functions) {
    jsc_function *function = (jsc_function *)(void *)vm->functions.next;
    jsc_link_remove(&function->link);
    jsc_link_init(&function->link);
    function->vm = NULL;
    vm->core->function_dropped(function->function);
  }
}

napi_shim_engine_status jsc_make_function(napi_shim_realm *realm,
                                          const char *name, size_t length,
                                          void *function,
                                          napi_shim_slot *result) {
  napi_shim_vm *vm = realm->vm;
  JSContextRef context = realm->context;
  jsc_function *data = malloc(sizeof *data);
  JSStringRef text = jsc_string_from_utf8(name, length);
  if (data == NULL || text == NULL) {
    free(data);
    if (text != NULL)
      JSStringRelease(text);
    vm->core->function_dropped(function);
    return napi_shim_engine_out_of_memory;
  }
  data->vm = vm;
  data->function = function;
  jsc_link_add(&vm->functions, &data->link);
  JSValueRef argv[3] = {JSValueMakeNumber(context, (double)(uintptr_t)data),
                        JSObjectMake(context, vm->holder_class, data),
                        JSValueMakeString(context, text)};
  JSStringRelease(text);
  JSValueRef closure;
  napi_shim_engine_status status =
      jsc_glue_call(realm, glue_make_function, 3, argv, &closure);
  if (status == napi_shim_engine_ok)
    jsc_put(result, closure);
  return status;
}

/* The callback for unhandled rejections: (gate, promise, reason). */
static JSValueRef rejected(JSContextRef context, JSObjectRef callee,
                           JSObjectRef self, size_t argc,
                           const JSValueRef argv[], JSValueRef *exception) {
  (void)callee;
  (void)self;
  (void)exception;
  napi_shim_vm *vm = ((jsc_gate *)pointer_of(argv[0]))->vm;
  if (vm != NULL && argc >= 3) {
    napi_shim_slot promise, reason;
    jsc_put(&promise, argv[1]);
    jsc_put(&reason, argv[2]);
    JSLock(vm->context);
    vm->core->promise_rejection(vm->runtime, &promise, &reason, false);
    JSUnlock(vm->context);
  }
  return JSValueMakeUndefined(context);
}

JSObjectRef jsc_rejection_function(JSContextRef context) {
  return JSObjectMakeFunctionWithCallback(context, NULL, rejected);
}

/* Room for `count` values: `few` or the heap; NULL when memory is short. The
 * slots that the values come from keep them alive. */
static JSValueRef *room_for(size_t count, JSValueRef *few) {
  return count <= JSC_FEW ? few : malloc(count * sizeof *few);
}

static JSValueRef *values_of(size_t argc, const napi_shim_slot *const *argv,
                             JSValueRef *few) {
  JSValueRef *list = room_for(argc, few);
  for (size_t i = 0; list != NULL && i < argc; i++)
    list[i] = jsc_value(argv[i]);
  return list;
}

/* Through the glue, for a `this` that the interface cannot pass. */
static napi_shim_engine_status
call_with_glue(napi_shim_realm *realm, JSValueRef function, JSValueRef self,
               size_t argc, const JSValueRef *argv, JSValueRef *result) {
  JSValueRef few[JSC_FEW];
  bool plain = argc <= 3 && (uint64_t)(uintptr_t)self == JSC_UNDEFINED;
  size_t before = plain ? 1 : 2;
  JSValueRef *all = room_for(argc + before, few);
  if (all == NULL)
    return napi_shim_engine_out_of_memory;
  all[0] = function;
  if (!plain)
    all[1] = self;
  if (argc > 0)
    memcpy(all + before, argv, argc * sizeof *argv);
  napi_shim_engine_status status =
      jsc_glue_call(realm, plain ? glue_call_few : glue_call_many,
                    argc + before, all, result);
  if (all != few)
    free(all);
  return status;
}

static napi_shim_engine_status call_values(napi_shim_realm *realm,
                                           JSValueRef function, JSValueRef self,
                                           size_t argc, const JSValueRef *argv,
                                           napi_shim_slot *result) {
  JSValueRef value = NULL, exception = NULL;
  if (JSValueIsObject(realm->context, self)) {
    value = JSObjectCallAsFunction(realm->context, (JSObjectRef)function,
                                   (JSObjectRef)self, argc, argv, &exception);
    if (value != NULL || exception != NULL)
      return jsc_done(realm->vm, value, exception, result);
  }
  /* Also where `function` is not callable: it throws the right error. */
  napi_shim_engine_status status =
      call_with_glue(realm, function, self, argc, argv, &value);
  if (status == napi_shim_engine_ok)
    jsc_put(result, value);
  return status;
}

napi_shim_engine_status jsc_call(napi_shim_realm *realm,
                                 const napi_shim_slot *function,
                                 const napi_shim_slot *this_value, size_t argc,
                                 const napi_shim_slot *const *argv,
                                 napi_shim_slot *result) {
  if (atomic_load(&realm->vm->terminating))
    return napi_shim_engine_terminated;
  JSValueRef few[JSC_FEW] = {NULL};
  JSValueRef *list = values_of(argc, argv, few);
  if (list == NULL)
    return napi_shim_engine_out_of_memory;
  JSValueRef self = this_value != NULL ? jsc_value(this_value)
                                       : JSValueMakeUndefined(realm->context);
  napi_shim_engine_status status =
      call_values(realm, jsc_value(function), self, argc, list, result);
  if (list != few)
    free(list);
  return status;
}

napi_shim_engine_status jsc_construct(napi_shim_realm *realm,
                                      const napi_shim_slot *constructor,
                                      size_t argc,
                                      const napi_shim_slot *const *argv,
                                      napi_shim_slot *result) {
  if (atomic_load(&realm->vm->terminating))
    return napi_shim_engine_terminated;
  JSValueRef few[JSC_FEW] = {NULL};
  JSValueRef *list = values_of(argc, argv, few);
  if (list == NULL)
    return napi_shim_engine_out_of_memory;
  JSValueRef exception = NULL;
  JSValueRef what = jsc_value(constructor);
  JSValueRef object = JSObjectCallAsConstructor(
      realm->context, (JSObjectRef)what, argc, list, &exception);
  if (list != few)
    free(list);
  if (object == NULL && exception == NULL) {
    /* Not a constructor: the glue throws the right error. */
    napi_shim_engine_status status =
        jsc_glue_call(realm, glue_construct, 1, &what, &object);
    if (status != napi_shim_engine_ok)
      return status;
  }
  return jsc_done(realm->vm, object, exception, result);
}

static JSStringRef source_string(const char *source, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if ((unsigned char)source[i] - 1u >= 0x7f)
      return jsc_string_from_utf8(source, length);
  }
  return JSStringCreateWithUTF8CString(source);
}

napi_shim_engine_status jsc_evaluate(napi_shim_realm *realm, const char *source,
                                     size_t length, const char *name,
                                     napi_shim_slot *result) {
  if (atomic_load(&realm->vm->terminating))
    return napi_shim_engine_terminated;
  JSStringRef text = source_string(source, length);
  if (text == NULL)
    return napi_shim_engine_out_of_memory;
  JSStringRef url =
      name != NULL ? jsc_string_from_utf8(name, strlen(name)) : NULL;
  JSValueRef exception = NULL;
  JSValueRef value =
      JSEvaluateScript(realm->context, text, NULL, url, 1, &exception);
  JSStringRelease(text);
  if (url != NULL)
    JSStringRelease(url);
  return jsc_done(realm->vm, value, exception, result);
}

napi_shim_engine_status jsc_make_promise(napi_shim_realm *realm,
                                         napi_shim_slot *promise,
                                         napi_shim_slot *resolve,
                                         napi_shim_slot *reject) {
  JSObjectRef settle, refuse;
  JSValueRef exception = NULL;
  JSObjectRef value =
      JSObjectMakeDeferredPromise(realm->context, &settle, &refuse, &exception);
  if (exception != NULL || value == NULL)
    return jsc_thrown(realm->vm, exception);
  jsc_put(promise, value);
  jsc_put(resolve, settle);
  jsc_put(reject, refuse);
  return napi_shim_engine_ok;
}
