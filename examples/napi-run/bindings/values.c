/* SPDX-License-Identifier: MIT */
/* Arguments in, values out: the small vocabulary of the bindings. */

#include <stdlib.h>
#include <string.h>

#include "bindings.h"

void bind_functions(napi_env env, napi_value target,
                    const struct binding_function *list, size_t count) {
  for (size_t i = 0; i < count; i++) {
    napi_value function;
    if (napi_create_function(env, list[i].name, NAPI_AUTO_LENGTH, list[i].call,
                             (void *)list[i].data, &function) == napi_ok)
      napi_set_named_property(env, target, list[i].name, function);
  }
}

napi_value bind_named(napi_env env, const char *name,
                      const struct binding_function *list, size_t count) {
  napi_value function = NULL;
  for (size_t i = 0; i < count; i++)
    if (strcmp(list[i].name, name) == 0 &&
        napi_create_function(env, name, NAPI_AUTO_LENGTH, list[i].call,
                             (void *)list[i].data, &function) == napi_ok)
      return function;
  return NULL;
}

void bind_args(napi_env env, napi_callback_info info, napi_value *argv,
               size_t count, void **data) {
  napi_get_cb_info(env, info, &count, argv, NULL, data);
}

int64_t bind_int(napi_env env, napi_value value, int64_t otherwise) {
  int64_t number;
  if (napi_get_value_int64(env, value, &number) != napi_ok)
    return otherwise;
  return number;
}

double bind_double(napi_env env, napi_value value, double otherwise) {
  double number;
  if (napi_get_value_double(env, value, &number) != napi_ok)
    return otherwise;
  return number;
}

bool bind_bool(napi_env env, napi_value value) {
  bool result = false;
  napi_get_value_bool(env, value, &result);
  return result;
}

static char *copy_bytes(const uint8_t *data, size_t length) {
  char *copy = malloc(length + 1);
  if (copy == NULL)
    return NULL;
  if (length > 0)
    memcpy(copy, data, length);
  copy[length] = '\0';
  return copy;
}

char *bind_string(napi_env env, napi_value value, size_t *length) {
  size_t size = 0;
  uint8_t *data = NULL;
  char *text = NULL;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &size) == napi_ok) {
    text = malloc(size + 1);
    if (text != NULL)
      napi_get_value_string_utf8(env, value, text, size + 1, &size);
  } else if (bind_bytes(env, value, &data, &size)) {
    text = copy_bytes(data, size);
  } else {
    bind_throw(env, "a string is expected");
    return NULL;
  }
  if (text == NULL)
    napi_throw_error(env, "ERR_MEMORY_ALLOCATION_FAILED", "out of memory");
  else if (length != NULL)
    *length = size;
  return text;
}

static bool view_bytes(napi_env env, napi_value value, uint8_t **data,
                       size_t *length) {
  static const uint8_t sizes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 2};
  napi_typedarray_type type;
  bool is = false;
  void *start = NULL;
  if (napi_is_typedarray(env, value, &is) == napi_ok && is) {
    if (napi_get_typedarray_info(env, value, &type, length, &start, NULL,
                                 NULL) != napi_ok ||
        (size_t)type >= sizeof sizes)
      return false;
    *length *= sizes[type];
    *data = start;
    return true;
  }
  if (napi_is_dataview(env, value, &is) == napi_ok && is) {
    if (napi_get_dataview_info(env, value, length, &start, NULL, NULL) !=
        napi_ok)
      return false;
    *data = start;
    return true;
  }
  return false;
}

bool bind_bytes(napi_env env, napi_value value, uint8_t **data,
                size_t *length) {
  bool is = false;
  void *start = NULL;
  if (view_bytes(env, value, data, length))
    return true;
  if (napi_is_arraybuffer(env, value, &is) != napi_ok || !is)
    return false;
  if (napi_get_arraybuffer_info(env, value, &start, length) != napi_ok)
    return false;
  *data = start;
  return true;
}

char **bind_strings(napi_env env, napi_value array) {
  uint32_t count = 0;
  if (napi_get_array_length(env, array, &count) != napi_ok)
    return (char **)(void *)bind_throw(env, "an array is expected");
  char **strings = calloc((size_t)count + 1, sizeof *strings);
  for (uint32_t i = 0; strings != NULL && i < count; i++) {
    napi_value item;
    if (napi_get_element(env, array, i, &item) == napi_ok)
      strings[i] = bind_string(env, item, NULL);
    if (strings[i] == NULL) {
      bind_free_strings(strings);
      return NULL;
    }
  }
  return strings;
}

void bind_free_strings(char **strings) {
  for (char **s = strings; s != NULL && *s != NULL; s++)
    free(*s);
  free(strings);
}

napi_value bind_new_int(napi_env env, int64_t number) {
  napi_value value = NULL;
  napi_create_int64(env, number, &value);
  return value;
}

napi_value bind_new_double(napi_env env, double number) {
  napi_value value = NULL;
  napi_create_double(env, number, &value);
  return value;
}

napi_value bind_new_string(napi_env env, const char *text) {
  napi_value value = NULL;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  return value;
}

napi_value bind_new_bool(napi_env env, bool boolean) {
  napi_value value = NULL;
  napi_get_boolean(env, boolean, &value);
  return value;
}

napi_value bind_undefined(napi_env env) {
  napi_value value = NULL;
  napi_get_undefined(env, &value);
  return value;
}

static napi_value new_array(napi_env env, napi_typedarray_type type,
                            const void *data, size_t count, size_t size) {
  napi_value buffer, array = NULL;
  void *start = NULL;
  if (napi_create_arraybuffer(env, count * size, &start, &buffer) != napi_ok)
    return NULL;
  if (count > 0)
    memcpy(start, data, count * size);
  napi_create_typedarray(env, type, count, buffer, 0, &array);
  return array;
}

napi_value bind_new_doubles(napi_env env, const double *values, size_t count) {
  return new_array(env, napi_float64_array, values, count, sizeof *values);
}

napi_value bind_new_bytes(napi_env env, const void *data, size_t length) {
  return new_array(env, napi_uint8_array, data, length, 1);
}

void bind_set_int(napi_env env, napi_value object, const char *name,
                  int64_t number) {
  napi_set_named_property(env, object, name, bind_new_int(env, number));
}

void bind_set_double(napi_env env, napi_value object, const char *name,
                     double number) {
  napi_set_named_property(env, object, name, bind_new_double(env, number));
}

void bind_set_string(napi_env env, napi_value object, const char *name,
                     const char *text) {
  napi_set_named_property(env, object, name, bind_new_string(env, text));
}

napi_value bind_throw(napi_env env, const char *message) {
  napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", message);
  return NULL;
}
