/* SPDX-License-Identifier: MIT */
/* What the chapters of the API are put through while memory is short. */

#ifndef TESTS_PASSES_CHAPTERS_H
#define TESTS_PASSES_CHAPTERS_H

#include <napi_shim.h>

struct chapter {
  const char *name;
  /* With the runtime entered. False: a call said that it could not. */
  bool (*run)(napi_env env);
};

extern const struct chapter chapters[];
extern const size_t chapter_count;

/* Where the chapters are run. */
extern napi_shim_runtime *chapter_runtime;

/* Chapters of a host. */
bool chapter_script(napi_env env);
bool chapter_bound(napi_env env);
bool chapter_loaded(napi_env env);

/* Finalizers that calls took, and those that were called. */
extern int finalizers_owed, finalizers_called;

/* Ends the program with a reason. */
_Noreturn void wrong(const char *file, int line, const char *what);

/* Allocation has failed in this run: only then may a call fail. */
bool memory_was_short(void);

#endif
