/* SPDX-License-Identifier: MIT */
/* Native functions for scripts. */

#include "natives.h"

#include <stdlib.h>
#include <string.h>

/*
 * Where natives.c can make no functions of the engine's own, a native function
 * is a JavaScript closure over one shared native function,
 * dispatch(), made by the glue: so `new`, `extends`, new.target, name, length
 * and prototype are the engine's own. The closure captures the address of a
 * jsc_function, as a number, and a holder object whose death frees it. When
 * dispatch() returns the gate's `failed`, the closure throws what take()
 * gives.
 */

/* The places of dispatch()'s arguments. */
enum {
  at_pointer,
  at_new_target,
  at_this,
  at_arguments, /* all of them; or, of many, the object … */
  at_length,    /* … and how many they are */
  many_count = 10
};

/* A whole number in an argument; an address has at most 48 bits. */
static inline int64_t integer_of(JSValueRef number) {
  return (int64_t)jsc_decode_number((uint64_t)(uintptr_t)number);
}

static inline void *pointer_of(JSValueRef number) {
  return (void *)(intptr_t)integer_of(number);
}

static JSValueRef error_of(JSContextRef context, const char *message) {
  JSStringRef text = JSStringCreateWithUTF8CString(message);
  JSValueRef value = JSValueMakeString(context, text);
  JSStringRelease(text);
  return JSObjectMakeError(context, 1, &value, NULL);
}

static JSValueRef fail(jsc_gate *gate, JSValueRef thrown) {
  gate->thrown = thrown;
  return gate->failed;
}

/* A call of some 20 ns feels each frame. */
#define FAST static inline __attribute__((always_inline))

/* What invoke() answers, as a value for the closure. */
FAST JSValueRef call_core(const jsc_function *function,
                          const napi_shim_call *call) {
  jsc_gate *gate = function->gate;
  napi_shim_vm *vm = gate->vm;
  napi_shim_slot result = {{JSC_UNDEFINED, 0}};
  napi_shim_engine_status status = napi_shim_engine_terminated;
  if (!atomic_load(&vm->terminating))
    status = vm->core->invoke(function->function, call, &result);
  if (status == napi_shim_engine_terminated || atomic_load(&vm->terminating)) {
    /* What is thrown here could be caught; the time limit of zero cannot. */
    jsc_stop_script(vm);
    return fail(gate, JSValueMakeNull(vm->context));
  }
  if (status == napi_shim_engine_ok)
    return jsc_value(&result);
  return fail(gate, status == napi_shim_engine_exception
                        ? jsc_value(&result)
                        : error_of(vm->context, "Out of memory"));
}

FAST JSValueRef call_on(const jsc_function *function, JSValueRef this_value,
                        JSValueRef new_target, const napi_shim_slot *arguments,
                        size_t count) {
  napi_shim_slot self, target;
  jsc_put(&self, this_value);
  jsc_put(&target, new_target);
  napi_shim_call call = {.this_value = &self,
                         .new_target =
                             target.word[0] == JSC_UNDEFINED ? NULL : &target,
                         .argv = arguments,
                         .argc = count};
  return call_core(function, &call);
}

FAST JSValueRef call_with(const jsc_function *function, const JSValueRef *argv,
                          const napi_shim_slot *arguments, size_t count) {
  return call_on(function, argv[at_this], argv[at_new_target], arguments,
                 count);
}

/* Where `count` arguments find room: `few` or the heap; NULL when memory is
 * short. */
static napi_shim_slot *slots_for(size_t count, napi_shim_slot *few) {
  return count <= JSC_FEW ? few : malloc(count * sizeof *few);
}

static JSValueRef no_memory(const jsc_function *function) {
  return fail(function->gate,
              error_of(function->gate->vm->context, "Out of memory"));
}

/* More arguments than the closure passes one by one: read from its
 * `arguments` object, which keeps them alive. */
static JSValueRef call_with_many(const jsc_function *function,
                                 const JSValueRef *argv) {
  JSContextRef context = function->gate->vm->context;
  napi_shim_slot few[JSC_FEW];
  size_t count = (size_t)JSValueToNumber(context, argv[at_length], NULL);
  napi_shim_slot *slots = slots_for(count, few);
  if (slots == NULL)
    return no_memory(function);
  for (size_t i = 0; i < count; i++)
    jsc_put(&slots[i],
            JSObjectGetPropertyAtIndex(context, (JSObjectRef)argv[at_arguments],
                                       (unsigned)i, NULL));
  JSValueRef result = call_with(function, argv, slots, count);
  if (slots != few)
    free(slots);
  return result;
}

/* Whether the function can be called; else *result is the answer. */
FAST bool is_open(const jsc_function *function, JSContextRef context,
                  JSValueRef *result) {
  if (function->function == NULL) {
    *result = fail(function->gate,
                   error_of(context, "The native function's library is "
                                     "closed"));
    return false;
  }
  if (function->gate->vm->stress)
    jsc_stress(function->gate->vm);
  return true;
}

/* With the lock held. */
static JSValueRef dispatch(JSContextRef context, size_t argc,
                           const JSValueRef *argv) {
  const jsc_function *function = pointer_of(argv[at_pointer]);
  JSValueRef result;
  if (!is_open(function, context, &result))
    return result;
  if (argc == many_count)
    return call_with_many(function, argv);
  napi_shim_slot slots[many_count - at_arguments];
  size_t count = argc - at_arguments;
  for (size_t i = 0; i < count; i++)
    jsc_put(&slots[i], argv[at_arguments + i]);
  return call_with(function, argv, slots, count);
}

/* As JavaScriptCore's interface calls it: without the lock. */
static JSValueRef dispatch_unlocked(JSContextRef context, JSObjectRef callee,
                                    JSObjectRef self, size_t argc,
                                    const JSValueRef argv[],
                                    JSValueRef *exception) {
  (void)callee;
  (void)self;
  (void)exception;
  const jsc_gate *gate = ((jsc_function *)pointer_of(argv[at_pointer]))->gate;
  JSLock(context);
  unsigned entered = 0;
  if (gate->vm != NULL) {
    entered = gate->vm->entered;
    gate->vm->entered = 1;
  }
  JSValueRef result = dispatch(context, argc, argv);
  if (gate->vm != NULL)
    gate->vm->entered = entered;
  JSUnlock(context);
  return result;
}

/* The functions of natives.c; what they throw waits in the VM. */

static __attribute__((cold, noinline)) int64_t
throw_directly(jsc_gate *gate, JSContextRef context) {
  JSValueRef thrown = gate->thrown;
  gate->thrown = NULL;
  jsc_cpp_throw(JSContextGetGroup(context), context, thrown);
  return JSC_UNDEFINED;
}

/* The engine keeps the frame's values alive. */
FAST JSValueRef call_from(const jsc_function *function, JSValueRef self,
                          JSValueRef target, const uint64_t *frame) {
  napi_shim_slot few[JSC_FEW];
  size_t count = (uint32_t)frame[jsc_frame_count] - 1;
  napi_shim_slot *slots = slots_for(count, few);
  if (slots == NULL)
    return no_memory(function);
  for (size_t i = 0; i < count; i++)
    slots[i] = (napi_shim_slot){{frame[jsc_frame_arguments + i], 0}};
  JSValueRef result = call_on(function, self, target, slots, count);
  if (slots != few)
    free(slots);
  return result;
}

static int64_t native_called(const jsc_function *function, void *global,
                             const uint64_t *frame) {
  JSValueRef result;
  if (is_open(function, global, &result))
    result = call_from(
        function, jsc_strict_this(function->gate->vm, frame[jsc_frame_this]),
        (JSValueRef)(uintptr_t)JSC_UNDEFINED, frame);
  return result == function->gate->failed
             ? throw_directly(function->gate, global)
             : (int64_t)(uintptr_t)result;
}

int64_t jsc_native_constructed(void *global, const uint64_t *frame) {
  const uint64_t *callee = (const uint64_t *)(uintptr_t)frame[jsc_frame_callee];
  const jsc_function *function =
      (const jsc_function *)(uintptr_t)callee[jsc_native_word];
  JSValueRef target = (JSValueRef)(uintptr_t)frame[jsc_frame_this];
  JSObjectRef self = NULL;
  JSValueRef result;
  if (is_open(function, global, &result)) {
    self = jsc_new_object(function->gate->vm, global, target);
    if (self == NULL)
      return JSC_UNDEFINED;
    result = call_from(function, self, target, frame);
  }
  if (result == function->gate->failed)
    return throw_directly(function->gate, global);
  return (int64_t)(uintptr_t)(JSValueIsObject(global, result) ? result : self);
}

JSObjectRef jsc_dispatch_function(napi_shim_realm *realm) {
  return JSObjectMakeFunctionWithCallback(realm->context, NULL,
                                          dispatch_unlocked);
}

/* (pointer): what dispatch() left to throw. */
static JSValueRef take(JSContextRef context, JSObjectRef callee,
                       JSObjectRef self, size_t argc, const JSValueRef argv[],
                       JSValueRef *exception) {
  (void)callee;
  (void)self;
  (void)argc;
  (void)exception;
  jsc_gate *gate = ((jsc_function *)pointer_of(argv[0]))->gate;
  JSLock(context);
  JSValueRef thrown = gate->thrown;
  gate->thrown = NULL;
  JSUnlock(context);
  return thrown != NULL ? thrown : JSValueMakeUndefined(context);
}

JSObjectRef jsc_take_function(JSContextRef context) {
  return JSObjectMakeFunctionWithCallback(context, NULL, take);
}

static void function_free(jsc_function *function) {
  jsc_link_remove(&function->link);
  if (function->function != NULL)
    function->gate->vm->core->function_dropped(function->function);
  free(function);
}

/* What the engine does with a function of natives.c. */
static void native_destroyed(jsc_function *function) {
  (void)function;
}
static const void *const native_methods[] = {(const void *)native_destroyed,
                                             (const void *)function_free,
                                             (const void *)native_called};

/* The holder died with its closure. */
static void holder_finalize(JSObjectRef holder) {
  jsc_function *function = JSObjectGetPrivate(holder);
  if (function != NULL)
    function_free(function);
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
    jsc_function *function =
        (void *)((char *)vm->functions.next - offsetof(jsc_function, link));
    void *data = function->function;
    jsc_link_remove(&function->link);
    jsc_link_init(&function->link);
    function->function = NULL;
    vm->core->function_dropped(data);
  }
}

/* A closure of the glue's. */
static napi_shim_engine_status make_closure(napi_shim_realm *realm,
                                            jsc_function *data,
                                            const char *name, size_t length,
                                            napi_shim_slot *result) {
  napi_shim_vm *vm = realm->vm;
  JSContextRef context = realm->context;
  napi_shim_slot text = {{0, 0}};
  if (length != 0 &&
      jsc_make_string_utf8(realm, name, length, &text) != napi_shim_engine_ok) {
    function_free(data);
    return napi_shim_engine_out_of_memory;
  }
  JSValueRef argv[3] = {JSValueMakeNumber(context, (double)(uintptr_t)data),
                        JSObjectMake(context, vm->holder_class, data),
                        jsc_value(&text)};
  JSValueRef closure;
  napi_shim_engine_status status =
      length != 0 ? jsc_glue_call(realm, glue_make_function, 3, argv, &closure)
                  : jsc_glue_call(realm, glue_make_nameless, 2, argv, &closure);
  if (status == napi_shim_engine_ok)
    jsc_put(result, closure);
  return status;
}

napi_shim_engine_status jsc_make_function(napi_shim_realm *realm,
                                          const char *name, size_t length,
                                          void *function,
                                          napi_shim_slot *result) {
  napi_shim_vm *vm = realm->vm;
  jsc_function *data = malloc(sizeof *data);
  if (data == NULL) {
    vm->core->function_dropped(function);
    return napi_shim_engine_out_of_memory;
  }
  data->methods = native_methods;
  data->gate = vm->gate;
  data->function = function;
  jsc_link_add(&vm->functions, &data->link);
  if (!realm->natives)
    return make_closure(realm, data, name, length, result);
  napi_shim_engine_status status =
      jsc_make_native(realm, data, name, length, result);
  if (status != napi_shim_engine_ok)
    function_free(data);
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
