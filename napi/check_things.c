/* SPDX-License-Identifier: MIT */
/* What addons make and have to give back, and where they made it. */

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "env/memory.h"
#include "napi/check.h"

enum { bucket_count = 8192, spent_most = 4096 };

/* A place that makes things of one kind. */
struct maker {
  struct maker *next;
  enum check_kind kind;
  struct check_site site;
  unsigned long returned; /* given back so far */
  /* While what an env leaves is counted: */
  unsigned long left, data_count;
  uintptr_t data;
};

struct thing {
  struct thing *next;
  struct thing *newer; /* of those that are spent */
  enum check_kind kind;
  const void *key;
  napi_env env; /* only compared */
  const struct napi_shim_runtime *runtime;
  const char *function;
  struct maker *maker;
  uintptr_t data;
  bool in_init;
  bool spent;
  const char *spent_by;
  struct check_site spent_at;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct thing *buckets[bucket_count];
static struct maker *makers[bucket_count];
static struct thing *oldest_spent, *newest_spent;
static unsigned spent_count;

static struct thing **bucket_of(const void *key) {
  uint64_t bits = (uint64_t)(uintptr_t)key * UINT64_C(0x9e3779b97f4a7c15);
  return &buckets[(bits >> 40) % bucket_count];
}

static struct maker *maker_of(enum check_kind kind,
                              const struct check_site *site) {
  uint64_t bits = (uint64_t)kind;
  for (int i = 0; i < site->count; i++)
    bits = (bits ^ (uintptr_t)site->frames[i]) * UINT64_C(0x9e3779b97f4a7c15);
  struct maker **first = &makers[(bits >> 40) % bucket_count];
  struct maker *maker = *first;
  while (maker != NULL &&
         (maker->kind != kind || !check_site_equal(&maker->site, site)))
    maker = maker->next;
  if (maker == NULL && (maker = memory_zeroed(1, sizeof *maker)) != NULL) {
    maker->kind = kind;
    maker->site = *site;
    maker->next = *first;
    *first = maker;
  }
  return maker;
}

static struct thing *find(enum check_kind kind, const void *key, bool spent) {
  struct thing *thing = *bucket_of(key);
  while (thing != NULL &&
         (thing->key != key || thing->kind != kind || thing->spent != spent))
    thing = thing->next;
  return thing;
}

static void unlink_thing(struct thing *thing) {
  struct thing **link = bucket_of(thing->key);
  while (*link != thing)
    link = &(*link)->next;
  *link = thing->next;
}

void check_thing_made(enum check_kind kind, const void *key, napi_env env,
                      const char *function, uintptr_t data) {
  struct check_site site;
  check_site_here(&site);
  pthread_mutex_lock(&mutex);
  struct thing *thing = memory_zeroed(1, sizeof *thing);
  struct maker *maker = thing != NULL ? maker_of(kind, &site) : NULL;
  if (maker != NULL) {
    struct thing **first = bucket_of(key);
    const struct check_env *check = check_env_of(env);
    *thing =
        (struct thing){.next = *first,
                       .kind = kind,
                       .key = key,
                       .env = env,
                       .runtime = env->runtime,
                       .function = function,
                       .maker = maker,
                       .data = data,
                       .in_init = check != NULL && check->initialising > 0};
    *first = thing;
  } else {
    memory_free(thing);
  }
  pthread_mutex_unlock(&mutex);
}

/* It stays known for a while, for the second time that it is used. */
static void spend(struct thing *thing) {
  thing->maker->returned++;
  thing->spent = true;
  thing->spent_by = check_function_now();
  check_site_here(&thing->spent_at);
  if (newest_spent != NULL)
    newest_spent->newer = thing;
  else
    oldest_spent = thing;
  newest_spent = thing;
  if (spent_count++ < spent_most)
    return;
  struct thing *oldest = oldest_spent;
  oldest_spent = oldest->newer;
  spent_count--;
  unlink_thing(oldest);
  memory_free(oldest);
}

bool check_thing_gone(enum check_kind kind, const void *key) {
  pthread_mutex_lock(&mutex);
  struct thing *thing = find(kind, key, false);
  if (thing != NULL)
    spend(thing);
  pthread_mutex_unlock(&mutex);
  return thing != NULL;
}

bool check_thing_known(enum check_kind kind, const void *key) {
  pthread_mutex_lock(&mutex);
  bool known = find(kind, key, false) != NULL;
  pthread_mutex_unlock(&mutex);
  return known;
}

bool check_thing_spent(enum check_kind kind, const void *key,
                       struct check_site *site, const char **function) {
  pthread_mutex_lock(&mutex);
  const struct thing *thing = find(kind, key, true);
  /* Several lives at one address: the last one stands first. */
  if (thing != NULL) {
    *site = thing->spent_at;
    *function = thing->spent_by;
  }
  pthread_mutex_unlock(&mutex);
  return thing != NULL;
}

void check_thing_threads(const void *key, int change) {
  pthread_mutex_lock(&mutex);
  struct thing *thing = find(check_threadsafe, key, false);
  if (thing != NULL) {
    thing->data += (uintptr_t)(intptr_t)change;
    if (thing->data == 0)
      spend(thing);
  }
  pthread_mutex_unlock(&mutex);
}

/* Data of wraps that nobody has to free: in the image of a library. */
static bool is_static(uintptr_t data) {
  Dl_info info;
  return data == 0 || dladdr((void *)data, &info) != 0;
}

/* Whether the addon may well have meant to keep it: see docs/CHECKING.md. */
static bool may_be_kept(const struct thing *thing) {
  switch (thing->kind) {
  case check_deferred:
  case check_work:
    return false;
  case check_wrap:
    return thing->in_init || is_static(thing->data);
  default:
    return thing->in_init;
  }
}

static unsigned long least_count(const struct maker *maker) {
  return maker->kind == check_deferred || maker->kind == check_work ? 1 : 2;
}

static bool is_left(const struct thing *thing, const napi_env env) {
  return thing->env == env && !thing->spent && thing->kind != check_hook;
}

static void count_left(napi_env env) {
  for (int i = 0; i < bucket_count; i++)
    for (struct thing *thing = buckets[i]; thing != NULL; thing = thing->next) {
      struct maker *maker = thing->maker;
      if (!is_left(thing, env) || may_be_kept(thing))
        continue;
      maker->left++;
      if (maker->data_count == 0 || thing->data != maker->data)
        maker->data_count++;
      maker->data = thing->data;
    }
}

struct left {
  unsigned long count;
  const char *function;
  struct check_site site;
  enum check_kind kind;
};

/* The next place that leaves something, which is then forgotten. */
static bool take_left(napi_env env, bool complete, struct left *left) {
  for (int i = 0; i < bucket_count; i++) {
    struct thing **link = &buckets[i];
    while (*link != NULL) {
      struct thing *thing = *link;
      struct maker *maker = thing->maker;
      if (!is_left(thing, env)) {
        link = &thing->next;
        continue;
      }
      *left =
          (struct left){maker->left, thing->function, maker->site, maker->kind};
      bool told = maker->left >= least_count(maker) &&
                  (complete || (maker->left > 1 && maker->returned == 0 &&
                                maker->kind != check_deferred)) &&
                  (maker->kind != check_wrap || maker->data_count > 1);
      maker->left = maker->data_count = 0;
      *link = thing->next;
      memory_free(thing);
      if (told)
        return true;
    }
  }
  return false;
}

static const char *const kind_texts[check_kind_count] = {
    [check_reference] = "reference%s never deleted",
    [check_wrap] = "wrap%s without finalizer never removed: nothing can free "
                   "the native data",
    [check_deferred] = "deferred%s never resolved or rejected: the promise "
                       "waits for ever",
    [check_work] = "async work%s never deleted",
    [check_threadsafe] = "threadsafe function%s never released by all threads",
};

void check_things_left(napi_env env, bool complete) {
  struct left left;
  pthread_mutex_lock(&mutex);
  count_left(env);
  while (take_left(env, complete, &left)) {
    char text[160];
    snprintf(text, sizeof text, kind_texts[left.kind],
             left.count == 1 || left.kind == check_work ? "" : "s");
    pthread_mutex_unlock(&mutex);
    check_report(env->display_name, left.function, check_not_freed, &left.site,
                 NULL, NULL, "%lu %s; made here", left.count, text);
    pthread_mutex_lock(&mutex);
  }
  pthread_mutex_unlock(&mutex);
}

void check_hooks_left(const struct napi_shim_runtime *runtime) {
  for (;;) {
    struct thing *found = NULL;
    pthread_mutex_lock(&mutex);
    for (int i = 0; i < bucket_count && found == NULL; i++)
      for (found = buckets[i]; found != NULL; found = found->next)
        if (found->kind == check_hook && found->runtime == runtime &&
            !found->spent)
          break;
    if (found == NULL) {
      pthread_mutex_unlock(&mutex);
      return;
    }
    struct check_site site = found->maker->site;
    const char *function = found->function;
    napi_env env = found->env;
    spend(found);
    pthread_mutex_unlock(&mutex);
    check_report(env->display_name, function, check_hook_waits, &site, NULL,
                 NULL,
                 "an asynchronous cleanup hook was never removed: the "
                 "end of the environment waits for it; made here");
  }
}

static void clear_makers(void) {
  for (int i = 0; i < bucket_count; i++) {
    struct maker *maker = makers[i];
    while (maker != NULL) {
      struct maker *next = maker->next;
      memory_free(maker);
      maker = next;
    }
    makers[i] = NULL;
  }
}

void check_things_clear(void) {
  pthread_mutex_lock(&mutex);
  for (int i = 0; i < bucket_count; i++) {
    struct thing *thing = buckets[i];
    while (thing != NULL) {
      struct thing *next = thing->next;
      memory_free(thing);
      thing = next;
    }
    buckets[i] = NULL;
  }
  clear_makers();
  oldest_spent = newest_spent = NULL;
  spent_count = 0;
  pthread_mutex_unlock(&mutex);
}
