/* SPDX-License-Identifier: MIT */
/* Calls of functions, and scripts run. */

#include "javascriptcore_engine.h"

#include <stdlib.h>
#include <string.h>

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
  if (jsc_terminated(realm->vm))
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
  if (jsc_terminated(realm->vm))
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
  if (jsc_terminated(realm->vm))
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
