/* SPDX-License-Identifier: MIT */
/* A small stand-in for the library, to drive any engine table directly. */

#ifndef NAPI_SHIM_ENGINE_TEST_H
#define NAPI_SHIM_ENGINE_TEST_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "napi_shim_engine.h"

typedef napi_shim_slot slot;
typedef napi_shim_engine_status status;

enum { roots_size = 16384, text_size = 4096 };

/* One VM with its roots: every slot that a test holds is in `roots`, so that
 * engines that mark find it. */
struct world {
  napi_shim_vm *vm;
  napi_shim_realm *realm;
  slot roots[roots_size];
  size_t count;
  int rejections, handled;
};

/* A native function; the table gets its address. */
struct function {
  status (*callback)(struct world *world, struct function *self,
                     const napi_shim_call *call, slot *result);
  struct world *world;
  void *data;
  int calls, drops;
};

/* A record; the table gets its address. */
struct record {
  int drops;
  void *weak;
};

extern const napi_shim_engine *engine;
/* The world of the running test, opened before and closed after it; a test's
 * own threads set theirs. */
extern _Thread_local struct world *w;

#define ok(expression) ck_assert_int_eq((expression), napi_shim_engine_ok)
#define throws(expression)                                                     \
  ck_assert_int_eq((expression), napi_shim_engine_exception)

/* Entries that an engine may leave to the library. Says so, so that a run
 * shows what it did not try. */
#define OPTIONAL(entry)                                                        \
  do {                                                                         \
    if (engine->entry == NULL) {                                               \
      fprintf(stderr, "%s: %s is left to the library\n", engine->name,         \
              #entry);                                                         \
      return;                                                                  \
    }                                                                          \
  } while (0)

#define CAPABLE(bit)                                                           \
  do {                                                                         \
    if (!(engine->capabilities & (bit))) {                                     \
      fprintf(stderr, "%s: not capable: %s\n", engine->name, #bit);            \
      return;                                                                  \
    }                                                                          \
  } while (0)

struct world *world_open(void);
struct world *world_open_with(const napi_shim_vm_options *options);
void world_close(struct world *world);

/* A new root that holds undefined. */
slot *root(void);
/* Drops all roots from `count` on: `size_t mark = w->count; … cut(mark)`. */
void cut(size_t count);

/* The value of a script; fails the test when it throws. */
slot *run(const char *source);
/* The status of a script; a thrown value is taken into *thrown if not NULL. */
status try_run(const char *source, slot *thrown);
/* Fails unless the script gives `true`. */
void holds(const char *source);
/* Sets a global variable. */
void set_global(const char *name, const slot *value);
slot *global(const char *name);
/* What was thrown; fails unless there is something. */
slot *take(void);
/* `value` as text in UTF-8, in memory that the next call reuses. */
const char *text(const slot *value);
/* The text of what an operation threw, and nothing is left to take. */
const char *thrown_text(void);
/* Code units of a string; returns how many. */
size_t units_of(const slot *string, uint16_t *units, size_t size);

slot *make_string(const char *utf8);
slot *make_object(void);
slot *make_number(double value);
/* A function object that calls callback; `function` must outlive it. */
slot *make_function(struct function *function, const char *name);
/* Attaches a fresh record. */
void attach(const slot *object, struct record *record);
void collect(void);
bool weak_alive(struct record *record);

TCase *values_tests(void);
TCase *properties_tests(void);
TCase *shortcuts_tests(void);
TCase *known_tests(void);
TCase *functions_tests(void);
TCase *jobs_tests(void);
TCase *buffers_tests(void);
TCase *records_tests(void);
TCase *vm_tests(void);
TCase *stack_tests(void);

/* table.c: says what is missing; false: the tests cannot run. */
bool table_is_complete(void);

#endif
