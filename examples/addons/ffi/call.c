/* SPDX-License-Identifier: MIT */
/* C functions as JavaScript functions. */

#include <stdlib.h>
#include <string.h>

#include "ffi_addon.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "libffi widens small results; their low bytes come first here");

struct function {
  struct signature signature;
  void (*code)(void);
};

enum { alignment = 16, arguments_most = 32 };

static size_t room(const struct type *type) {
  size_t size = type_size(type);
  if (size < sizeof(ffi_arg))
    size = sizeof(ffi_arg);
  return (size + alignment - 1) / alignment * alignment;
}

/* The arguments and, in the end, the result lie one after the other. */
static bool place_arguments(napi_env env, const struct signature *signature,
                            const napi_value *argv, char *memory, void **places,
                            struct strings **strings) {
  for (size_t i = 0; i < signature->count; i++) {
    places[i] = memory;
    memory += room(&signature->arguments[i]);
    if (!value_to_c(env, &signature->arguments[i], argv[i], places[i], strings))
      return false;
  }
  return true;
}

static napi_value call_with(napi_env env, struct function *function,
                            const napi_value *argv, char *memory,
                            char *result) {
  struct signature *signature = &function->signature;
  void *places[arguments_most];
  struct strings *strings = NULL;
  napi_value value = NULL;
  bool thrown = false;
  if (place_arguments(env, signature, argv, memory, places, &strings)) {
    ffi_call(&signature->cif, function->code, result, places);
    /* A callback may have thrown on the way. */
    napi_is_exception_pending(env, &thrown);
    if (!thrown && !value_from_c(env, &signature->result, result, &value))
      value = NULL;
  }
  strings_free(strings);
  return value;
}

static napi_value call(napi_env env, napi_callback_info info) {
  struct function *function;
  napi_value argv[arguments_most], value = NULL;
  size_t argc = arguments_most, size = 0;
  napi_get_cb_info(env, info, &argc, argv, NULL, (void **)&function);
  struct signature *signature = &function->signature;
  if (!require_type(env, argc == signature->count, "wrong number of arguments"))
    return NULL;
  for (size_t i = 0; i < argc; i++)
    size += room(&signature->arguments[i]);
  char *memory = aligned_alloc(alignment, size + room(&signature->result));
  if (!require_type(env, memory != NULL, "out of memory"))
    return NULL;
  memset(memory, 0, size + room(&signature->result));
  value = call_with(env, function, argv, memory, memory + size);
  free(memory);
  return value;
}

static void function_free(napi_env env, void *data, void *hint) {
  struct function *function = data;
  (void)env, (void)hint;
  signature_free(&function->signature);
  free(function);
}

static bool read_function(napi_env env, const napi_value *argv, size_t argc,
                          struct function *function) {
  int32_t fixed = -1;
  void *code;
  if (!pointer_read(env, argv[0], &code) ||
      !require_type(env, code != NULL, "there is no function at NULL"))
    return false;
  *(void **)&function->code = code;
  if (argc > 3 &&
      !require_type(env, napi_get_value_int32(env, argv[3], &fixed) == napi_ok,
                    "how many arguments are fixed?"))
    return false;
  if (!signature_read(env, argv[1], argv[2], fixed, &function->signature))
    return false;
  if (require_type(env, function->signature.count <= arguments_most,
                   "too many arguments"))
    return true;
  signature_free(&function->signature);
  return false;
}

napi_value make_function(napi_env env, napi_callback_info info) {
  napi_value argv[4], result;
  size_t argc = 4;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  struct function *function = calloc(1, sizeof *function);
  if (!require_type(env, function != NULL, "out of memory"))
    return NULL;
  if (!read_function(env, argv, argc, function)) {
    free(function);
    return NULL;
  }
  if (napi_create_function(env, "native", NAPI_AUTO_LENGTH, call, function,
                           &result) == napi_ok &&
      napi_add_finalizer(env, result, function, function_free, NULL, NULL) ==
          napi_ok)
    return result;
  function_free(env, function, NULL);
  return NULL;
}
