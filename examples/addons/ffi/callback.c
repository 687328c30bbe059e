/* SPDX-License-Identifier: MIT */
/* JavaScript functions as C functions. */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "ffi_addon.h"

/*
 * Belongs to an object in JavaScript that has the function as a property, so
 * that the collector sees all there is to see. C may call the code for as long
 * as that object lives, on the thread that made it.
 */
struct callback {
  struct signature signature;
  ffi_closure *closure;
  void *code;
  napi_env env;
  napi_ref object; /* weak */
  pthread_t thread;
};

/* Small results fill a whole register, as libffi has it. */
static void put_result(const struct type *type, const void *value,
                       void *result) {
  switch (type->kind) {
  case kind_i8:
    *(ffi_sarg *)result = *(const int8_t *)value;
    break;
  case kind_i16:
    *(ffi_sarg *)result = *(const int16_t *)value;
    break;
  case kind_i32:
    *(ffi_sarg *)result = *(const int32_t *)value;
    break;
  case kind_u8:
  case kind_u16:
  case kind_u32:
    *(ffi_arg *)result = 0;
    memcpy(result, value, type_size(type));
    break;
  default:
    memcpy(result, value, type_size(type));
  }
}

static bool call_javascript(struct callback *callback, void **arguments,
                            void *result) {
  napi_env env = callback->env;
  napi_value argv[32], object, function, value;
  struct signature *signature = &callback->signature;
  struct strings *strings = NULL;
  bool ok;
  for (size_t i = 0; i < signature->count; i++)
    if (!value_from_c(env, &signature->arguments[i], arguments[i], &argv[i]))
      return false;
  if (napi_get_reference_value(env, callback->object, &object) != napi_ok ||
      object == NULL ||
      napi_get_named_property(env, object, "function", &function) != napi_ok ||
      napi_call_function(env, object, function, signature->count, argv,
                         &value) != napi_ok)
    return false;
  void *memory = calloc(1, type_size(&signature->result) + sizeof(ffi_arg));
  ok = require_type(env, memory != NULL, "out of memory") &&
       value_to_c(env, &signature->result, value, memory, &strings);
  if (ok && strings != NULL) {
    /* Nobody could say when C has done with it. */
    ok = require_type(env, false, "a callback cannot give a string");
    strings_free(strings);
  }
  if (ok)
    put_result(&signature->result, memory, result);
  free(memory);
  return ok;
}

/* What is thrown stays pending: the C function that called us returns first,
 * with zeros from here on, then its caller in JavaScript gets it. */
static void called_by_c(ffi_cif *cif, void *result, void **arguments,
                        void *data) {
  struct callback *callback = data;
  napi_handle_scope scope;
  bool pending = true;
  size_t size = cif->rtype->size;
  if (!pthread_equal(callback->thread, pthread_self()))
    napi_fatal_error("ffi", NAPI_AUTO_LENGTH,
                     "a callback was called on another thread",
                     NAPI_AUTO_LENGTH);
  if (callback->signature.result.kind != kind_void)
    memset(result, 0, size < sizeof(ffi_arg) ? sizeof(ffi_arg) : size);
  if (napi_is_exception_pending(callback->env, &pending) != napi_ok || pending)
    return;
  if (napi_open_handle_scope(callback->env, &scope) != napi_ok)
    return;
  call_javascript(callback, arguments, result);
  napi_close_handle_scope(callback->env, scope);
}

static void callback_free(napi_env env, void *data, void *hint) {
  struct callback *callback = data;
  (void)hint;
  if (callback->object != NULL)
    napi_delete_reference(env, callback->object);
  if (callback->closure != NULL)
    ffi_closure_free(callback->closure);
  signature_free(&callback->signature);
  free(callback);
}

static bool prepare(napi_env env, struct callback *callback) {
  callback->closure = ffi_closure_alloc(sizeof(ffi_closure), &callback->code);
  return require_type(
      env,
      callback->closure != NULL &&
          ffi_prep_closure_loc(callback->closure, &callback->signature.cif,
                               called_by_c, callback, callback->code) == FFI_OK,
      "the callback cannot be made");
}

static bool fill_object(napi_env env, struct callback *callback,
                        napi_value function, napi_value object) {
  napi_value pointer;
  return napi_create_bigint_uint64(env, (uintptr_t)callback->code, &pointer) ==
             napi_ok &&
         napi_set_named_property(env, object, "pointer", pointer) == napi_ok &&
         napi_set_named_property(env, object, "function", function) ==
             napi_ok &&
         napi_create_reference(env, object, 0, &callback->object) == napi_ok &&
         napi_add_finalizer(env, object, callback, callback_free, NULL, NULL) ==
             napi_ok &&
         napi_object_freeze(env, object) == napi_ok;
}

napi_value make_callback(napi_env env, napi_callback_info info) {
  napi_value argv[3], object;
  napi_valuetype type;
  size_t argc = 3;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  napi_typeof(env, argv[2], &type);
  if (!require_type(env, type == napi_function, "a function is needed"))
    return NULL;
  struct callback *callback = calloc(1, sizeof *callback);
  if (!require_type(env, callback != NULL, "out of memory"))
    return NULL;
  callback->env = env;
  callback->thread = pthread_self();
  if (!signature_read(env, argv[0], argv[1], -1, &callback->signature)) {
    free(callback);
    return NULL;
  }
  if (require_type(env, callback->signature.count <= 32,
                   "too many arguments") &&
      prepare(env, callback) && napi_create_object(env, &object) == napi_ok &&
      fill_object(env, callback, argv[2], object))
    return object;
  callback_free(env, callback, NULL);
  return NULL;
}
