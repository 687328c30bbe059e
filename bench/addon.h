/* SPDX-License-Identifier: MIT */
/* What the files of the benchmark's addon share. */

#ifndef BENCH_ADDON_H
#define BENCH_ADDON_H

#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Leaves a row: what failed becomes the message of the error. */
#define OK(call)                                                               \
  do {                                                                         \
    if ((call) != napi_ok)                                                     \
      return #call;                                                            \
  } while (0)

/* In a callback: what failed becomes an exception. */
#define TRY(call)                                                              \
  do {                                                                         \
    if ((call) != napi_ok) {                                                   \
      napi_throw_error(env, NULL, #call);                                      \
      return NULL;                                                             \
    }                                                                          \
  } while (0)

/* A property that is a method. */
#define METHOD(name, function)                                                 \
  { name, NULL, function, NULL, NULL, NULL, napi_default_method, NULL }

/* What the driver hands to a row, made in JavaScript. */
struct things {
  napi_value object, array, function, constructor, symbol, key;
  napi_value number, text16, text1k, typed_array, wrapped;
  napi_ref reference;
};

typedef const char *row_function(napi_env env, const struct things *things,
                                 uint32_t count);

/* One benchmark: `count` rounds of it; NULL, or what failed. */
struct row {
  const char *name;
  row_function *run;
};

/* One row whose body runs in a handle scope for each 64 rounds; the body has
 * env, t (things), i and value. */
enum { row_batch = 64 };
#define ROW(name, ...)                                                         \
  static const char *name(napi_env env, const struct things *t,                \
                          uint32_t count) {                                    \
    (void)t;                                                                   \
    for (uint32_t done = 0; done < count; done += row_batch) {                 \
      napi_handle_scope row_scope;                                             \
      OK(napi_open_handle_scope(env, &row_scope));                             \
      for (uint32_t i = 0; i < row_batch; i++) {                               \
        napi_value value = NULL;                                               \
        (void)value;                                                           \
        __VA_ARGS__                                                            \
      }                                                                        \
      OK(napi_close_handle_scope(env, row_scope));                             \
    }                                                                          \
    return NULL;                                                               \
  }

extern const struct row value_rows[];  /* ends with a NULL name */
extern const struct row object_rows[]; /* the same */

double now_ns(void);

/* The thread's own time: what else the machine does takes none of it. Each call
 * is a mark in a profile of instructions. */
double cpu_ns(void);

/* More of the exports; NULL with an exception. */
napi_value async_init(napi_env env, napi_value exports);
napi_value memory_init(napi_env env, napi_value exports);

#endif
