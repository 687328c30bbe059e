/* SPDX-License-Identifier: MIT */
/* An addon that opens C libraries and calls them:
 *
 *   open(path or null)        a library, or the program with all it has loaded
 *   symbol(library, name)     the address of a function or variable
 *   func(address, result, [arguments], fixed?)
 *   callback(result, [arguments], function)     its `pointer` goes to C
 *   read(type, address, offset), write(type, address, offset, value)
 *   address(buffer), sizeof(type)
 *
 * Types: i8 … u64, f32, f64, size, pointer, string, void, or an array of types
 * for a struct. A library stays open: its functions may be anywhere. */

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "ffi_addon.h"

static const napi_type_tag library_tag = {0x5d7c3a1e92b84f60,
                                          0x8e21c4d7f03b6a95};

static bool read_text(napi_env env, napi_value value, char *text, size_t size) {
  size_t length = 0;
  return require_type(
      env,
      napi_get_value_string_utf8(env, value, text, size, &length) == napi_ok &&
          length < size - 1 && strlen(text) == length,
      "a name is a string");
}

static napi_value open_library(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  napi_valuetype type;
  size_t argc = 1;
  char path[4096];
  napi_get_cb_info(env, info, &argc, &argument, NULL, NULL);
  napi_typeof(env, argument, &type);
  if (type != napi_null && !read_text(env, argument, path, sizeof path))
    return NULL;
  void *library = dlopen(type == napi_null ? NULL : path, RTLD_NOW);
  if (library == NULL) {
    napi_throw_error(env, "ERR_DLOPEN", dlerror());
    return NULL;
  }
  if (napi_create_external(env, library, NULL, NULL, &result) != napi_ok ||
      napi_type_tag_object(env, result, &library_tag) != napi_ok)
    return NULL;
  return result;
}

static napi_value find_symbol(napi_env env, napi_callback_info info) {
  napi_value argv[2], result = NULL;
  napi_valuetype type;
  size_t argc = 2;
  char name[512];
  void *library;
  bool is_library = false;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  napi_typeof(env, argv[0], &type);
  if (type == napi_external)
    napi_check_object_type_tag(env, argv[0], &library_tag, &is_library);
  if (!require_type(env, is_library, "not a library") ||
      !read_text(env, argv[1], name, sizeof name))
    return NULL;
  napi_get_value_external(env, argv[0], &library);
  dlerror();
  void *symbol = dlsym(library, name);
  const char *error = dlerror();
  if (error != NULL)
    napi_throw_error(env, "ERR_NO_SYMBOL", error);
  else
    napi_create_bigint_uint64(env, (uintptr_t)symbol, &result);
  return result;
}

/* Type, address and offset of read() and write(). */
static bool read_place(napi_env env, const napi_value *argv, struct type *type,
                       char **place) {
  int64_t offset = 0;
  void *base;
  if (!pointer_read(env, argv[1], &base) ||
      !require_type(env, base != NULL, "there is nothing at NULL") ||
      !require_type(env, napi_get_value_int64(env, argv[2], &offset) == napi_ok,
                    "the offset is a number"))
    return false;
  *place = (char *)base + offset;
  return type_read(env, argv[0], type);
}

static napi_value read_memory(napi_env env, napi_callback_info info) {
  napi_value argv[3], result = NULL;
  size_t argc = 3;
  struct type type;
  char *place;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  if (!read_place(env, argv, &type, &place))
    return NULL;
  void *copy = malloc(type_size(&type) + 1);
  if (require_type(env, copy != NULL, "out of memory")) {
    /* C does not promise alignment. */
    memcpy(copy, place, type_size(&type));
    if (!value_from_c(env, &type, copy, &result))
      result = NULL;
  }
  free(copy);
  type_free(&type);
  return result;
}

static napi_value write_memory(napi_env env, napi_callback_info info) {
  napi_value argv[4];
  size_t argc = 4;
  struct type type;
  struct strings *strings = NULL;
  char *place;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  if (!read_place(env, argv, &type, &place))
    return NULL;
  void *copy = calloc(1, type_size(&type) + 1);
  if (require_type(env, copy != NULL, "out of memory") &&
      value_to_c(env, &type, argv[3], copy, &strings) &&
      require_type(env, strings == NULL, "a string has no place to stay"))
    memcpy(place, copy, type_size(&type));
  strings_free(strings);
  free(copy);
  type_free(&type);
  return NULL;
}

static napi_value address(napi_env env, napi_callback_info info) {
  napi_value argument, result = NULL;
  size_t argc = 1;
  void *pointer;
  napi_get_cb_info(env, info, &argc, &argument, NULL, NULL);
  if (pointer_read(env, argument, &pointer))
    napi_create_bigint_uint64(env, (uintptr_t)pointer, &result);
  return result;
}

static napi_value size_of(napi_env env, napi_callback_info info) {
  napi_value argument, result = NULL;
  size_t argc = 1;
  struct type type;
  napi_get_cb_info(env, info, &argc, &argument, NULL, NULL);
  if (!type_read(env, argument, &type))
    return NULL;
  napi_create_uint32(env, (uint32_t)type_size(&type), &result);
  type_free(&type);
  return result;
}

NAPI_MODULE_INIT() {
  static const struct {
    const char *name;
    napi_callback callback;
  } functions[] = {
      {"open", open_library},  {"symbol", find_symbol},
      {"func", make_function}, {"callback", make_callback},
      {"read", read_memory},   {"write", write_memory},
      {"address", address},    {"sizeof", size_of},
  };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    napi_value function;
    if (napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH,
                             functions[i].callback, NULL,
                             &function) != napi_ok ||
        napi_set_named_property(env, exports, functions[i].name, function) !=
            napi_ok)
      return NULL;
  }
  return exports;
}
