/* SPDX-License-Identifier: MIT */
/* Cleanup hooks of a runtime: last in first out, synchronous ones and
 * asynchronous ones in one list. */

#ifndef ENV_HOOKS_H
#define ENV_HOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hook;

struct hook_list {
  struct hook *first; /* newest first */
  uint64_t next_serial;
  size_t async_open; /* asynchronous hooks that have not finished */
};

typedef void (*hook_function)(void *argument);

/* Adds a hook. False: out of memory. A pair that is there already aborts in
 * napi_add_env_cleanup_hook, not here: see hooks_find. */
bool hooks_add(struct hook_list *list, hook_function function, void *argument);
bool hooks_find(const struct hook_list *list, hook_function function,
                const void *argument);
/* Unknown pairs are ignored. */
void hooks_remove(struct hook_list *list, hook_function function,
                  const void *argument);

/* Runs all hooks, also those added meanwhile, until none is left: batch by
 * batch, the newest of a batch first; a hook that is running is still found by
 * hooks_find. */
void hooks_run(struct hook_list *list);

#endif
