/* SPDX-License-Identifier: MIT */
/* Native functions, calls in both directions, promises. */

#include "functions.h"

#include <stdlib.h>

enum {
  arguments_on_stack = 16,
  /* So far below the floor it is another stack, a coroutine's. */
  stack_doubtful = 16 * 1024 * 1024
};

/* As attachments: from blocks that go with a VM of our own. */
static void native_free(napi_shim_vm *vm, struct native_function *native) {
  if (native->pooled)
    pool_give(&vm->spare_functions, native);
  else
    free(native);
}

static void release_names(JSRuntime *rt, struct function_names *names) {
  if (--names->holders == 0)
    quickjs_function_names_free(rt, names);
}

void quickjs_function_finalizer(JSRuntime *rt, JSValue value) {
  JSClassID id;
  struct native_function *native = JS_GetAnyOpaque(value, &id);
  if (!native)
    return;
  if (native->attachment)
    quickjs_attachment_drop(native->attachment);
  if (native->vm) {
    list_remove(&native->link);
    native->vm->core->function_dropped(native->function);
  }
  release_names(rt, native->names);
  if (native->has_string)
    JS_FreeValueRT(rt, JS_MKPTR(JS_TAG_STRING, native->name.string));
  JS_FreeValueRT(rt, native->prototype);
  native_free(native->vm, native);
}

void quickjs_functions_let_go(napi_shim_vm *vm) {
  if (vm->function_names)
    release_names(vm->rt, vm->function_names);
  vm->function_names = NULL;
}

void quickjs_functions_close(napi_shim_vm *vm) {
  while (vm->functions.next != &vm->functions) {
    struct native_function *native = (void *)vm->functions.next;
    list_remove(&native->link);
    native->vm = NULL;
    vm->core->function_dropped(native->function);
  }
  quickjs_pool_close(&vm->spare_functions);
}

/* JavaScript functions check the stack when they begin, classes do not; so
 * natives that call each other must. */
static bool stack_is_short(const napi_shim_vm *vm) {
  uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  return here < vm->stack_floor && vm->stack_floor - here < stack_doubtful;
}

static JSValue throw_uncatchable(JSContext *ctx) {
  JS_ThrowInternalError(ctx, "terminated");
  JSValue error = JS_GetException(ctx);
  flavour_make_uncatchable(ctx, error);
  return JS_Throw(ctx, error);
}

/* The object that `new` makes, as OrdinaryCreateFromConstructor does. */
static JSValue make_this(napi_shim_vm *vm, JSContext *ctx,
                         JSValueConst new_target) {
  JSClassID id;
  struct native_function *native = JS_GetAnyOpaque(new_target, &id);
  /* Once it constructs, it is asked again and again. */
  if (id == vm->class_function && native && native->absent & absent_prototype &&
      JS_IsExtensible(ctx, new_target) &&
      !quickjs_show_properties(ctx, new_target, native))
    return JS_EXCEPTION;
  JSValue prototype = JS_GetProperty(ctx, new_target, vm->prototype);
  if (JS_IsException(prototype))
    return prototype;
  if (!JS_IsObject(prototype)) {
    JS_FreeValue(ctx, prototype);
    prototype = JS_GetClassProto(ctx, vm->classes.object);
  }
  JSValue object = JS_NewObjectProtoClass(ctx, prototype, vm->class_instance);
  JS_FreeValue(ctx, prototype);
  return object;
}

static __attribute__((cold)) JSValue
finish_invoke(JSContext *ctx, status done, const napi_shim_slot *thrown) {
  switch (done) {
  case napi_shim_engine_exception:
    return JS_Throw(ctx, slot_value(thrown));
  case napi_shim_engine_out_of_memory:
    return JS_ThrowOutOfMemory(ctx);
  default:
    return throw_uncatchable(ctx);
  }
}

static inline JSValue invoke(JSContext *ctx, struct native_function *native,
                             const napi_shim_call *call) {
  napi_shim_vm *vm = native->vm;
  napi_shim_slot result;
  status done = vm->core->invoke(native->function, call, &result);
  stress(vm);
  if (__builtin_expect(done == napi_shim_engine_ok, 1))
    return slot_value(&result);
  return finish_invoke(ctx, done, &result);
}

static __attribute__((noinline)) JSValue
construct(JSContext *ctx, struct native_function *native,
          JSValueConst new_target, napi_shim_call *call) {
  JSValue object = make_this(native->vm, ctx, new_target);
  if (JS_IsException(object))
    return object;
  napi_shim_slot this_value;
  slot_write(&this_value, object);
  call->this_value = &this_value;
  JSValue result = invoke(ctx, native, call);
  if (JS_IsException(result) || JS_IsObject(result)) {
    JS_FreeValue(ctx, object);
    return result;
  }
  JS_FreeValue(ctx, result);
  return object;
}

JSValue quickjs_function_call(JSContext *ctx, JSValueConst function,
                              JSValueConst this_value, int argc,
                              JSValueConst *argv, int flags) {
  JSClassID id;
  struct native_function *native = JS_GetAnyOpaque(function, &id);
  if (!native || !native->vm)
    return JS_ThrowTypeError(ctx, "the native function's addon is gone");
  if (stack_is_short(native->vm))
    return JS_ThrowRangeError(ctx, "Maximum call stack size exceeded");
  if (atomic_load_explicit(&native->vm->terminating, memory_order_relaxed))
    return throw_uncatchable(ctx);
  napi_shim_call call = {.argv = (const napi_shim_slot *)(const void *)argv,
                         .argc = (size_t)argc};
  /* In a construction `this_value` is new.target. */
  if (flags & JS_CALL_FLAG_CONSTRUCTOR) {
    call.new_target = (const napi_shim_slot *)(const void *)&this_value;
    return construct(ctx, native, this_value, &call);
  }
  call.this_value = (const napi_shim_slot *)(const void *)&this_value;
  return invoke(ctx, native, &call);
}

static bool keep_name(JSContext *ctx, struct native_function *native,
                      const char *name, size_t length) {
  if (length <= sizeof native->name.text) {
    native->text_length = (unsigned char)length;
    memcpy(native->name.text, name, length);
    return true;
  }
  JSValue string = quickjs_string(ctx, name, length);
  if (JS_IsException(string))
    return false;
  native->name.string = JS_VALUE_GET_PTR(string);
  native->has_string = true;
  return true;
}

static struct native_function *native_new(napi_shim_realm *realm,
                                          const char *name, size_t length,
                                          void *function) {
  napi_shim_vm *vm = realm->vm;
  struct native_function *native =
      vm->attached ? malloc(sizeof *native)
                   : pool_take(&vm->spare_functions, sizeof *native);
  if (!native)
    return NULL;
  *native = (struct native_function){.vm = vm,
                                     .function = function,
                                     .names = vm->function_names,
                                     .absent = all_absent,
                                     .pooled = !vm->attached};
  if (!keep_name(realm->ctx, native, name, length)) {
    native_free(vm, native);
    return NULL;
  }
  native->prototype = JS_DupValue(realm->ctx, realm->object_prototype);
  vm->function_names->holders++;
  list_add(&vm->functions, &native->link);
  return native;
}

status quickjs_make_function(napi_shim_realm *realm, const char *name,
                             size_t length, void *function,
                             napi_shim_slot *result) {
  napi_shim_vm *vm = realm->vm;
  JSContext *ctx = realm->ctx;
  struct native_function *native = NULL;
  JSValue value = JS_NewObjectProtoClass(ctx, realm->function_prototype,
                                         vm->class_function);
  if (!JS_IsException(value))
    native = native_new(realm, name, length, function);
  if (!native) {
    JS_FreeValue(ctx, value);
    vm->core->function_dropped(function);
    return quickjs_out_of_memory(realm);
  }
  /* From here on the finalizer tells the end. */
  JS_SetOpaque(value, native);
  JS_SetConstructorBit(ctx, value, true);
  if ((!FLAVOUR_LAZY_PROPERTIES || vm->safe) &&
      !quickjs_show_properties(ctx, value, native)) {
    JS_FreeValue(ctx, value);
    return quickjs_out_of_memory(realm);
  }
  return quickjs_finish(realm, value, result);
}

/* The arguments in one row; it is to be freed if it is not `small`. */
static inline JSValue *gather(JSValue *small, size_t argc,
                              const napi_shim_slot *const *argv) {
  JSValue *row = small;
  if (argc > arguments_on_stack)
    row = argc > INT32_MAX ? NULL : malloc(argc * sizeof *row);
  for (size_t i = 0; row && i < argc; i++)
    row[i] = slot_value(argv[i]);
  return row;
}

static __attribute__((noinline)) status
call_with_many(napi_shim_realm *realm, const napi_shim_slot *function,
               const napi_shim_slot *this_value, size_t argc,
               const napi_shim_slot *const *argv, napi_shim_slot *result) {
  JSValue small[arguments_on_stack];
  JSValue *row = gather(small, argc, argv);
  if (!row)
    return napi_shim_engine_out_of_memory;
  JSValue value = JS_Call(realm->ctx, slot_value(function),
                          this_value ? slot_value(this_value) : JS_UNDEFINED,
                          (int)argc, row);
  if (row != small)
    free(row);
  return quickjs_finish(realm, value, result);
}

static __attribute__((noinline)) status
call_with_some(napi_shim_realm *realm, const napi_shim_slot *function,
               const napi_shim_slot *this_value, size_t argc,
               const napi_shim_slot *const *argv, napi_shim_slot *result) {
  if (__builtin_expect(argc > arguments_on_stack || !this_value, 0))
    return call_with_many(realm, function, this_value, argc, argv, result);
  JSValue row[arguments_on_stack];
  for (size_t i = 0; i < argc; i++)
    row[i] = slot_value(argv[i]);
  stress(realm->vm);
  JSValue value = JS_Call(realm->ctx, slot_value(function),
                          slot_value(this_value), (int)argc, row);
  if (__builtin_expect(JS_IsException(value), 0))
    return quickjs_failed(realm);
  slot_write(result, value);
  return napi_shim_engine_ok;
}

status quickjs_call(napi_shim_realm *realm, const napi_shim_slot *function,
                    const napi_shim_slot *this_value, size_t argc,
                    const napi_shim_slot *const *argv, napi_shim_slot *result) {
  if (__builtin_expect(argc > 0 || !this_value, 0))
    return call_with_some(realm, function, this_value, argc, argv, result);
  stress(realm->vm);
  JSValue value = JS_Call(realm->ctx, slot_value(function),
                          slot_value(this_value), 0, NULL);
  if (__builtin_expect(JS_IsException(value), 0))
    return quickjs_failed(realm);
  slot_write(result, value);
  return napi_shim_engine_ok;
}

status quickjs_construct(napi_shim_realm *realm,
                         const napi_shim_slot *constructor, size_t argc,
                         const napi_shim_slot *const *argv,
                         napi_shim_slot *result) {
  JSValue small[arguments_on_stack];
  JSValue *row = gather(small, argc, argv);
  if (!row)
    return napi_shim_engine_out_of_memory;
  JSValue value =
      JS_CallConstructor(realm->ctx, slot_value(constructor), (int)argc, row);
  if (row != small)
    free(row);
  return quickjs_finish(realm, value, result);
}

status quickjs_make_promise(napi_shim_realm *realm, napi_shim_slot *promise,
                            napi_shim_slot *resolve, napi_shim_slot *reject) {
  JSValue functions[2];
  JSValue value = JS_NewPromiseCapability(realm->ctx, functions);
  status done = quickjs_finish(realm, value, promise);
  if (done == napi_shim_engine_ok) {
    slot_write(resolve, functions[0]);
    slot_write(reject, functions[1]);
  }
  return done;
}
