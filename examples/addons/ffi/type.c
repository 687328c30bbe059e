/* SPDX-License-Identifier: MIT */
/* C types and signatures, from what JavaScript says of them. */

#include <stdlib.h>
#include <string.h>

#include "ffi_addon.h"

static const struct {
  const char *name;
  enum kind kind;
  ffi_type *ffi;
} names[] = {
    {"void", kind_void, &ffi_type_void},
    {"i8", kind_i8, &ffi_type_sint8},
    {"u8", kind_u8, &ffi_type_uint8},
    {"i16", kind_i16, &ffi_type_sint16},
    {"u16", kind_u16, &ffi_type_uint16},
    {"i32", kind_i32, &ffi_type_sint32},
    {"u32", kind_u32, &ffi_type_uint32},
    {"i64", kind_i64, &ffi_type_sint64},
    {"u64", kind_u64, &ffi_type_uint64},
    {"f32", kind_f32, &ffi_type_float},
    {"f64", kind_f64, &ffi_type_double},
    {"size", kind_size, &ffi_type_pointer},
    {"pointer", kind_pointer, &ffi_type_pointer},
    {"string", kind_string, &ffi_type_pointer},
};

bool require_type(napi_env env, bool ok, const char *message) {
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (!ok && !pending)
    napi_throw_type_error(env, NULL, message);
  return ok;
}

size_t type_size(const struct type *type) {
  return type->kind == kind_void ? 0 : type->ffi->size;
}

void type_free(struct type *type) {
  for (size_t i = 0; i < type->count; i++)
    type_free(&type->members[i]);
  free(type->members);
  free(type->elements);
  free(type->offsets);
  *type = (struct type){.kind = kind_void, .ffi = &ffi_type_void};
}

/* The elements of an array as types; none of them is void. */
static bool read_types(napi_env env, napi_value array, size_t *count,
                       struct type **types, ffi_type ***pointers) {
  uint32_t length = 0;
  bool is_array = false;
  napi_is_array(env, array, &is_array);
  if (!require_type(env, is_array, "types are given in an array"))
    return false;
  napi_get_array_length(env, array, &length);
  *count = 0;
  *types = calloc(length + 1, sizeof **types);
  *pointers = calloc(length + 1, sizeof **pointers);
  if (!require_type(env, *types != NULL && *pointers != NULL, "out of memory"))
    return false;
  for (uint32_t i = 0; i < length; i++) {
    napi_value element;
    if (napi_get_element(env, array, i, &element) != napi_ok ||
        !type_read(env, element, &(*types)[i]))
      return false;
    *count = i + 1;
    (*pointers)[i] = (*types)[i].ffi;
    if (!require_type(env, (*types)[i].kind != kind_void,
                      "void is the type of results alone"))
      return false;
  }
  return true;
}

static bool read_struct(napi_env env, napi_value value, struct type *result) {
  struct type *type = result;
  if (!read_types(env, value, &type->count, &type->members, &type->elements) ||
      !require_type(env, type->count > 0, "a struct has members"))
    return false;
  type->kind = kind_struct;
  type->own = (ffi_type){.type = FFI_TYPE_STRUCT, .elements = type->elements};
  type->offsets = calloc(type->count, sizeof *type->offsets);
  return require_type(env,
                      type->offsets != NULL &&
                          ffi_get_struct_offsets(FFI_DEFAULT_ABI, &type->own,
                                                 type->offsets) == FFI_OK,
                      "no such struct");
}

bool type_read(napi_env env, napi_value value, struct type *result) {
  char name[16] = "";
  napi_valuetype valuetype;
  *result = (struct type){.kind = kind_void, .ffi = &ffi_type_void};
  napi_typeof(env, value, &valuetype);
  if (valuetype != napi_string) {
    bool ok = read_struct(env, value, result);
    if (ok)
      result->ffi = &result->own;
    else
      type_free(result);
    return ok;
  }
  napi_get_value_string_utf8(env, value, name, sizeof name, NULL);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(name, names[i].name) == 0) {
      result->kind = names[i].kind;
      result->ffi = names[i].ffi;
      return true;
    }
  return require_type(env, false, "unknown type");
}

void signature_free(struct signature *signature) {
  type_free(&signature->result);
  for (size_t i = 0; i < signature->count; i++)
    type_free(&signature->arguments[i]);
  free(signature->arguments);
  free(signature->types);
}

bool signature_read(napi_env env, napi_value result, napi_value arguments,
                    int fixed, struct signature *signature) {
  *signature = (struct signature){.count = 0};
  if (!type_read(env, result, &signature->result))
    return false;
  bool ok = read_types(env, arguments, &signature->count, &signature->arguments,
                       &signature->types);
  if (ok) {
    unsigned count = (unsigned)signature->count;
    ffi_status status =
        fixed < 0 ? ffi_prep_cif(&signature->cif, FFI_DEFAULT_ABI, count,
                                 signature->result.ffi, signature->types)
                  : ffi_prep_cif_var(&signature->cif, FFI_DEFAULT_ABI,
                                     (unsigned)fixed, count,
                                     signature->result.ffi, signature->types);
    ok = require_type(env, status == FFI_OK,
                      "such a function cannot be called: variadic arguments "
                      "are i32 or wider, and f64");
  }
  if (!ok)
    signature_free(signature);
  return ok;
}
