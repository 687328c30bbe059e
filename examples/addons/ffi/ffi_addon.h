/* SPDX-License-Identifier: MIT */
/* What the files of the addon share: C types, values of them, calls. */

#ifndef FFI_ADDON_H
#define FFI_ADDON_H

#include <ffi.h>
#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>

enum kind {
  kind_void,
  kind_i8,
  kind_u8,
  kind_i16,
  kind_u16,
  kind_i32,
  kind_u32,
  kind_i64,
  kind_u64,
  kind_f32,
  kind_f64,
  kind_size,    /* size_t, a number in JavaScript */
  kind_pointer, /* a BigInt; null, or the memory of a buffer, going in */
  kind_string,  /* const char *, UTF-8; null for NULL */
  kind_struct   /* an array of its members */
};

/* A C type. Structs own their members, and stay where they are. */
struct type {
  enum kind kind;
  ffi_type *ffi;
  ffi_type own; /* of a struct: what `ffi` points to */
  size_t count; /* of members */
  struct type *members;
  ffi_type **elements; /* NULL at the end, as libffi wants it */
  size_t *offsets;
};

/* The signature of a function. */
struct signature {
  ffi_cif cif;
  struct type result;
  size_t count;
  struct type *arguments;
  ffi_type **types;
};

/* C strings that live as long as a call. */
struct strings {
  struct strings *next;
  char text[];
};

/* type.c. `read` functions throw a TypeError and return false where the value
 * is not what it should be; nothing is to be freed then. */
bool type_read(napi_env env, napi_value value, struct type *result);
void type_free(struct type *type);
size_t type_size(const struct type *type);
/* result type, array of argument types; variadic from `fixed` on, if >= 0. */
bool signature_read(napi_env env, napi_value result, napi_value arguments,
                    int fixed, struct signature *signature);
void signature_free(struct signature *signature);

/* value.c. To memory of the type's size, and from it. */
bool value_to_c(napi_env env, const struct type *type, napi_value value,
                void *memory, struct strings **strings);
bool value_from_c(napi_env env, const struct type *type, const void *memory,
                  napi_value *result);
/* A pointer argument: null, a BigInt, or a buffer's memory. */
bool pointer_read(napi_env env, napi_value value, void **result);
void strings_free(struct strings *strings);

/* call.c: func(pointer, result, arguments, fixed?) */
napi_value make_function(napi_env env, napi_callback_info info);

/* callback.c: callback(result, arguments, function) */
napi_value make_callback(napi_env env, napi_callback_info info);

/* Throws a TypeError unless `ok`; gives `ok` back. */
bool require_type(napi_env env, bool ok, const char *message);

#endif
