/* SPDX-License-Identifier: MIT */
/* Cleanup hooks of a runtime: last in first out, those of all addons and the
 * library's own in one list. */

#ifndef ENV_HOOKS_H
#define ENV_HOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hook;
struct napi_env__;

/* All zero: an empty list. */
struct hook_list {
  struct hook *first;    /* newest first */
  struct hook **buckets; /* the same ones by function and argument */
  size_t bucket_count;   /* a power of two, or 0 */
  size_t length;
  uint64_t next_serial;
  uint64_t batch_end; /* serial of the first hook behind the running batch */
  bool running;
  /* Asynchronous hooks that were started and are not done: the end of the
   * runtime turns the loop until it is zero. */
  size_t async_open;
};

typedef void (*hook_function)(void *argument);

/* Adds a hook of an owner. False: out of memory. A pair must not be added
 * twice: the caller asks hooks_find first. */
bool hooks_add(struct hook_list *list, hook_function function, void *argument,
               const void *owner);
/* The same of a function that is the addon's own: a trace tells of it. */
bool hooks_add_plain(struct hook_list *list, hook_function function,
                     void *argument, const struct napi_env__ *env);
bool hooks_find(const struct hook_list *list, hook_function function,
                const void *argument);
/* Unknown pairs are ignored. */
void hooks_remove(struct hook_list *list, hook_function function,
                  const void *argument);

/*
 * Runs one batch: the hooks that are there when it begins, the newest first,
 * except those that another one removes before their turn. A hook that is
 * running is still found by hooks_find. Hooks added meanwhile stay for the
 * next batch: the caller comes again until `first` is NULL.
 */
void hooks_run(struct hook_list *list);

/* Runs the hooks of one owner, the newest first, until none is left. */
void hooks_run_of(struct hook_list *list, const void *owner);

/* Frees the memory of an empty list. */
void hooks_free(struct hook_list *list);

#endif
