/* SPDX-License-Identifier: MIT */
/* Calls in both directions: native functions for scripts, and scripts run. */

#include "javascriptcore_engine.h"

#include <stdlib.h>
#include <string.h>

/*
 * A native function is a JavaScript closure over one shared native function,
 * dispatch(), made by the glue: so `new`, `extends`, new.target, name, length
 * and prototype are the engine's own. The closure captures the address of a
 * jsc_function, as a number, and a holder object whose death frees it. When
 * dispatch() returns the gate's `failed`, the closure throws what take()
 * gives.
 */

/* The places of dispatch()'s arguments, where it sees frames … */
enum {
  at_pointer,
  at_new_target,
  at_this,
  at_count, /* of the arguments, of which there is room for four */
  at_arguments,
  at_most = 4,
  at_again = at_count /* gather()'s: whether it can be called again */
};

/* … and where it is a function of the interface. */
enum {
  plain_arguments = 3, /* all of them; or, of many, the object … */
  plain_length,        /* … and how many they are */
  plain_many = 10      /* how many are passed then */
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
    jsc_terminate_now(vm);
    return fail(gate, JSValueMakeNull(vm->context));
  }
  if (status == napi_shim_engine_ok)
    return jsc_value(&result);
  return fail(gate, status == napi_shim_engine_exception
                        ? jsc_value(&result)
                        : error_of(vm->context, "Out of memory"));
}

FAST JSValueRef call_with(const jsc_function *function, const JSValueRef *argv,
                          const napi_shim_slot *arguments, size_t count) {
  napi_shim_slot self, target;
  jsc_put(&self, argv[at_this]);
  jsc_put(&target, argv[at_new_target]);
  napi_shim_call call = {.this_value = &self,
                         .new_target =
                             target.word[0] == JSC_UNDEFINED ? NULL : &target,
                         .argv = arguments,
                         .argc = count};
  return call_core(function, &call);
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
  size_t count = (size_t)JSValueToNumber(context, argv[plain_length], NULL);
  napi_shim_slot *slots = slots_for(count, few);
  if (slots == NULL)
    return no_memory(function);
  for (size_t i = 0; i < count; i++)
    jsc_put(&slots[i], JSObjectGetPropertyAtIndex(
                           context, (JSObjectRef)argv[plain_arguments],
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
static JSValueRef dispatch_plain(JSContextRef context, size_t argc,
                                 const JSValueRef *argv) {
  const jsc_function *function = pointer_of(argv[at_pointer]);
  JSValueRef result;
  if (!is_open(function, context, &result))
    return result;
  if (argc == plain_many)
    return call_with_many(function, argv);
  napi_shim_slot slots[plain_many - plain_arguments];
  size_t count = argc - plain_arguments;
  for (size_t i = 0; i < count; i++)
    jsc_put(&slots[i], argv[plain_arguments + i]);
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
  JSValueRef result = dispatch_plain(context, argc, argv);
  if (gate->vm != NULL)
    gate->vm->entered = entered;
  JSUnlock(context);
  return result;
}

/* As JavaScript calls it directly: the lock stays held. */
static int64_t dispatch_frame(void *global, const uint64_t *frame) {
  const JSValueRef *argv = (const void *)(frame + jsc_frame_arguments);
  const jsc_function *function = pointer_of(argv[at_pointer]);
  JSValueRef result;
  if (is_open(function, global, &result)) {
    napi_shim_slot slots[at_most];
    size_t count = (size_t)integer_of(argv[at_count]);
    for (size_t i = 0; i < count; i++)
      jsc_put(&slots[i], argv[at_arguments + i]);
    result = call_with(function, argv, slots, count);
  }
  return (int64_t)(uintptr_t)result;
}

static JSValueRef no_frame(const jsc_function *function, JSValueRef again) {
  jsc_gate *gate = function->gate;
  return (uint64_t)(uintptr_t)again == JSC_TRUE
             ? fail(gate, gate->failed)
             : fail(gate, error_of(gate->vm->context,
                                   "The arguments cannot be read"));
}

/*
 * The same for more arguments: they stand in the closure's own frame, where its
 * caller has put them and nothing writes. A closure that the engine has made a
 * part of its caller has no frame; it is told to try again, the last argument,
 * or fails.
 */
static int64_t gather_frame(void *global, const uint64_t *frame) {
  const JSValueRef *argv = (const void *)(frame + jsc_frame_arguments);
  const uint64_t *caller = (const void *)(uintptr_t)frame[jsc_frame_caller];
  const jsc_function *function = pointer_of(argv[at_pointer]);
  JSValueRef result;
  if (!is_open(function, global, &result))
    return (int64_t)(uintptr_t)result;
  if (caller[jsc_frame_callee] != (uint64_t)(uintptr_t)function->closure)
    return (int64_t)(uintptr_t)no_frame(function, argv[at_again]);
  napi_shim_slot few[JSC_FEW];
  size_t count = (uint32_t)caller[jsc_frame_count] - 1;
  napi_shim_slot *slots = slots_for(count, few);
  if (slots == NULL)
    return (int64_t)(uintptr_t)no_memory(function);
  for (size_t i = 0; i < count; i++)
    slots[i] = (napi_shim_slot){{caller[jsc_frame_arguments + i], 0}};
  result = call_with(function, argv, slots, count);
  if (slots != few)
    free(slots);
  return (int64_t)(uintptr_t)result;
}

JSObjectRef jsc_make_host_function(JSContextGroupRef group,
                                   JSContextRef context, jsc_host_code code) {
  if (jsc_cpp_function_create == NULL || jsc_cpp_no_constructor == NULL)
    return NULL;
  enum { public_visibility = 0, no_intrinsic = 0 };
  void *name = NULL; /* a null string: no name */
  return jsc_cpp_function_create(group, context, 0, &name, code,
                                 public_visibility, no_intrinsic,
                                 jsc_cpp_no_constructor, NULL);
}

JSObjectRef jsc_dispatch_function(napi_shim_realm *realm) {
  if (realm->vm->layout->hosts)
    return jsc_make_host_function(realm->vm->group, realm->context,
                                  dispatch_frame);
  return JSObjectMakeFunctionWithCallback(realm->context, NULL,
                                          dispatch_unlocked);
}

JSObjectRef jsc_gather_function(napi_shim_realm *realm) {
  return realm->vm->layout->hosts
             ? jsc_make_host_function(realm->vm->group, realm->context,
                                      gather_frame)
             : NULL;
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

/* The holder died with its closure. */
static void holder_finalize(JSObjectRef holder) {
  jsc_function *function = JSObjectGetPrivate(holder);
  if (function == NULL)
    return;
  jsc_link_remove(&function->link);
  if (function->function != NULL)
    function->gate->vm->core->function_dropped(function->function);
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
    void *data = function->function;
    jsc_link_remove(&function->link);
    jsc_link_init(&function->link);
    function->function = NULL;
    vm->core->function_dropped(data);
  }
}

napi_shim_engine_status jsc_make_function(napi_shim_realm *realm,
                                          const char *name, size_t length,
                                          void *function,
                                          napi_shim_slot *result) {
  napi_shim_vm *vm = realm->vm;
  JSContextRef context = realm->context;
  jsc_function *data = malloc(sizeof *data);
  napi_shim_slot text = {{0, 0}};
  if (data == NULL ||
      (length != 0 && jsc_make_string_utf8(realm, name, length, &text) !=
                          napi_shim_engine_ok)) {
    free(data);
    vm->core->function_dropped(function);
    return napi_shim_engine_out_of_memory;
  }
  data->gate = vm->gate;
  data->function = function;
  data->closure = NULL;
  jsc_link_add(&vm->functions, &data->link);
  JSValueRef argv[3] = {JSValueMakeNumber(context, (double)(uintptr_t)data),
                        JSObjectMake(context, vm->holder_class, data),
                        jsc_value(&text)};
  JSValueRef closure;
  napi_shim_engine_status status =
      length != 0 ? jsc_glue_call(realm, glue_make_function, 3, argv, &closure)
                  : jsc_glue_call(realm, glue_make_nameless, 2, argv, &closure);
  if (status == napi_shim_engine_ok) {
    data->closure = closure;
    jsc_put(result, closure);
  }
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
    list[i] = jsc_given(jsc_value(argv[i]));
  return list;
}

/* Through the glue, for a `this` that the interface cannot pass. */
static napi_shim_engine_status
call_with_glue(napi_shim_realm *realm, JSValueRef function, JSValueRef self,
               size_t argc, const JSValueRef *argv, JSValueRef *result) {
  JSValueRef few[JSC_FEW];
  bool plain =
      argc <= JSC_CALL_FEW && (uint64_t)(uintptr_t)self == JSC_UNDEFINED;
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

/* Can be called without asking, and directly. */
static bool is_known_function(const jsc_layout *layout, JSValueRef value) {
  uint64_t bits = (uint64_t)(uintptr_t)value;
  return layout->calls && jsc_bits_are_cell(bits) &&
         layout->type[jsc_type_byte(bits)] == napi_shim_type_function + 1;
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

/* Of a function that is_known_function(). */
static inline napi_shim_engine_status
call_directly(napi_shim_realm *realm, JSValueRef function, JSValueRef self,
              size_t argc, const JSValueRef *argv, napi_shim_slot *result) {
  const jsc_list list = {argv, (int)argc};
  JSValueRef value = jsc_cpp_call(realm->context, function, self, &list, "", 0);
  napi_shim_engine_status status = jsc_direct_done(realm->vm);
  if (status == napi_shim_engine_ok)
    jsc_put(result, value);
  return status;
}

static napi_shim_engine_status call_any(napi_shim_realm *realm,
                                        JSValueRef function, JSValueRef self,
                                        size_t argc,
                                        const napi_shim_slot *const *argv,
                                        napi_shim_slot *result) {
  JSValueRef few[JSC_FEW];
  few[0] = NULL;
  JSValueRef *list = values_of(argc, argv, few);
  if (list == NULL)
    return napi_shim_engine_out_of_memory;
  napi_shim_engine_status status =
      is_known_function(realm->vm->layout, function)
          ? call_directly(realm, function, self, argc, list, result)
          : call_values(realm, function, self, argc, list, result);
  if (list != few)
    free(list);
  return status;
}

/* As many arguments as most calls have. */
#define CALL_USUAL 4

napi_shim_engine_status jsc_call(napi_shim_realm *realm,
                                 const napi_shim_slot *function,
                                 const napi_shim_slot *this_value, size_t argc,
                                 const napi_shim_slot *const *argv,
                                 napi_shim_slot *result) {
  if (atomic_load(&realm->vm->terminating))
    return napi_shim_engine_terminated;
  JSValueRef self = this_value != NULL ? jsc_given(jsc_value(this_value))
                                       : (JSValueRef)(uintptr_t)JSC_UNDEFINED;
  if (argc > CALL_USUAL ||
      !is_known_function(realm->vm->layout, jsc_value(function)))
    return call_any(realm, jsc_value(function), self, argc, argv, result);
  JSValueRef list[CALL_USUAL];
  for (size_t i = 0; i < argc; i++)
    list[i] = jsc_given(jsc_value(argv[i]));
  return call_directly(realm, jsc_value(function), self, argc, list, result);
}

napi_shim_engine_status jsc_construct(napi_shim_realm *realm,
                                      const napi_shim_slot *constructor,
                                      size_t argc,
                                      const napi_shim_slot *const *argv,
                                      napi_shim_slot *result) {
  if (atomic_load(&realm->vm->terminating))
    return napi_shim_engine_terminated;
  JSValueRef few[JSC_FEW];
  few[0] = NULL;
  JSValueRef *list = values_of(argc, argv, few);
  if (list == NULL)
    return napi_shim_engine_out_of_memory;
  JSValueRef exception = NULL, object = NULL;
  JSValueRef what = jsc_value(constructor);
  napi_shim_engine_status thrown = napi_shim_engine_ok;
  if (!is_known_function(realm->vm->layout, what)) {
    object = JSObjectCallAsConstructor(realm->context, (JSObjectRef)what, argc,
                                       list, &exception);
  } else if (JSObjectIsConstructor(realm->context, (JSObjectRef)what)) {
    const jsc_list arguments = {list, (int)argc};
    object = jsc_cpp_construct(realm->context, what, &arguments, "", 0);
    thrown = jsc_direct_done(realm->vm);
  }
  if (list != few)
    free(list);
  if (thrown != napi_shim_engine_ok)
    return thrown;
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
