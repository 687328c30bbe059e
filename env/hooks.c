/* SPDX-License-Identifier: MIT */
/* Cleanup hooks of a runtime: last in first out. */

#include "env/hooks.h"

#include "env/memory.h"
#include "env/trace.h"

struct hook {
  struct hook *previous; /* newer */
  struct hook *next;     /* older */
  struct hook *chain;    /* in its bucket */
  hook_function function;
  void *argument;
  const void *owner;
  const struct napi_env__ *env; /* of an addon's function, or NULL */
  uint64_t serial;
  /* Taken back while a batch runs: it keeps its place until the batch is over,
   * since a pair that comes again before its turn has that turn. */
  bool removed;
};

static size_t hash(hook_function function, const void *argument) {
  uint64_t bits = (uint64_t)(uintptr_t)function * UINT64_C(0x9e3779b97f4a7c15);
  bits ^= (uint64_t)(uintptr_t)argument * UINT64_C(0xc2b2ae3d27d4eb4f);
  return (size_t)(bits >> 29);
}

static struct hook **bucket_of(const struct hook_list *list,
                               hook_function function, const void *argument) {
  return &list->buckets[hash(function, argument) & (list->bucket_count - 1)];
}

static struct hook *find(const struct hook_list *list, hook_function function,
                         const void *argument) {
  if (list->bucket_count == 0)
    return NULL;
  struct hook *hook = *bucket_of(list, function, argument);
  while (hook != NULL &&
         (hook->function != function || hook->argument != argument))
    hook = hook->chain;
  return hook;
}

static bool grow(struct hook_list *list) {
  size_t count = list->bucket_count == 0 ? 16 : list->bucket_count * 2;
  struct hook **buckets = memory_zeroed(count, sizeof *buckets);
  if (buckets == NULL)
    return false;
  memory_free(list->buckets);
  list->buckets = buckets;
  list->bucket_count = count;
  for (struct hook *hook = list->first; hook != NULL; hook = hook->next) {
    struct hook **bucket = bucket_of(list, hook->function, hook->argument);
    hook->chain = *bucket;
    *bucket = hook;
  }
  return true;
}

bool hooks_find(const struct hook_list *list, hook_function function,
                const void *argument) {
  const struct hook *hook = find(list, function, argument);
  return hook != NULL && !hook->removed;
}

static struct hook *add(struct hook_list *list, hook_function function,
                        void *argument, const void *owner) {
  struct hook *hook = find(list, function, argument);
  if (hook != NULL) {
    hook->removed = false;
    return hook;
  }
  if (list->length == list->bucket_count && !grow(list))
    return NULL;
  hook = memory_alloc(sizeof *hook);
  if (hook == NULL)
    return NULL;
  struct hook **bucket = bucket_of(list, function, argument);
  *hook = (struct hook){.next = list->first,
                        .chain = *bucket,
                        .function = function,
                        .argument = argument,
                        .owner = owner,
                        .serial = list->next_serial++};
  *bucket = hook;
  if (list->first != NULL)
    list->first->previous = hook;
  list->first = hook;
  list->length++;
  return hook;
}

bool hooks_add(struct hook_list *list, hook_function function, void *argument,
               const void *owner) {
  return add(list, function, argument, owner) != NULL;
}

bool hooks_add_plain(struct hook_list *list, hook_function function,
                     void *argument, const struct napi_env__ *env) {
  struct hook *hook = add(list, function, argument, env);
  if (hook != NULL)
    hook->env = env;
  return hook != NULL;
}

static void drop(struct hook_list *list, struct hook *hook) {
  struct hook **place = bucket_of(list, hook->function, hook->argument);
  while (*place != hook)
    place = &(*place)->chain;
  *place = hook->chain;
  if (hook->previous != NULL)
    hook->previous->next = hook->next;
  else
    list->first = hook->next;
  if (hook->next != NULL)
    hook->next->previous = hook->previous;
  list->length--;
  memory_free(hook);
}

void hooks_remove(struct hook_list *list, hook_function function,
                  const void *argument) {
  struct hook *hook = find(list, function, argument);
  if (hook == NULL)
    return;
  if (list->running && hook->serial < list->batch_end)
    hook->removed = true;
  else
    drop(list, hook);
}

/* The hook may go meanwhile, and the env with the last one. */
static void call(const struct hook *hook) {
  hook_function function = hook->function;
  struct trace_span span = {.on = false};
  if (hook->env != NULL)
    trace_begin_of(&span, trace_hook, hook->env, (const void *)function,
                   hook->argument);
  function(hook->argument);
  trace_end(&span);
}

/* The newest hook of the running batch; those that are done are gone. */
static struct hook *newest_of_batch(const struct hook_list *list) {
  struct hook *hook = list->first;
  while (hook != NULL && hook->serial >= list->batch_end)
    hook = hook->next;
  return hook;
}

void hooks_run(struct hook_list *list) {
  list->running = true;
  list->batch_end = list->next_serial;
  struct hook *hook;
  while ((hook = newest_of_batch(list)) != NULL) {
    if (!hook->removed)
      call(hook);
    drop(list, hook);
  }
  list->running = false;
}

static struct hook *newest_of(const struct hook_list *list, const void *owner) {
  struct hook *hook = list->first;
  while (hook != NULL && (hook->owner != owner || hook->removed))
    hook = hook->next;
  return hook;
}

void hooks_run_of(struct hook_list *list, const void *owner) {
  struct hook *hook;
  while ((hook = newest_of(list, owner)) != NULL) {
    struct hook copy = *hook;
    drop(list, hook);
    call(&copy);
  }
}

void hooks_free(struct hook_list *list) {
  memory_free(list->buckets);
  *list = (struct hook_list){0};
}
