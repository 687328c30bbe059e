/* SPDX-License-Identifier: MIT */
/* References and the finalizers that some of them owe. */

#include "env/reference.h"

#include <assert.h>

#include "env/call.h"
#include "env/record.h"
#include "env/trace.h"
#include "env/values.h"

static bool is_plain(const struct napi_ref__ *reference) {
  return !(reference->flags & reference_is_finalizing);
}

static struct reference_list *list_of(struct napi_ref__ *reference) {
  napi_env env = reference->env;
  if (reference->flags & reference_detached)
    return &env->detached;
  return reference->flags & reference_of_memory ? &env->memories
                                                : &env->finalizing;
}

/* The plain ones are many and in no list: who wants them goes through all. */
static inline void link_to_env(struct napi_ref__ *reference) {
  if (is_plain(reference)) {
    reference->env->plain_references++;
    return;
  }
  struct finalizing_reference *one = (void *)reference;
  struct reference_list *list = list_of(reference);
  one->previous = NULL;
  one->next = list->first;
  if (list->first != NULL)
    list->first->previous = one;
  list->first = one;
}

static inline void unlink_from_env(struct napi_ref__ *reference) {
  if (is_plain(reference)) {
    reference->env->plain_references--;
    return;
  }
  struct finalizing_reference *one = (void *)reference;
  if (one->previous != NULL)
    one->previous->next = one->next;
  else
    list_of(reference)->first = one->next;
  if (one->next != NULL)
    one->next->previous = one->previous;
  one->previous = NULL;
  one->next = NULL;
}

/* What the value's type means for a reference that does not count it. */
static inline uint32_t weakness_of(napi_env env, const napi_shim_slot *value) {
  if (env->runtime->form.is_tagged && value_is_object(env, value))
    return 0;
  switch (value_type(env, value)) {
  case napi_shim_type_object:
  case napi_shim_type_function:
  case napi_shim_type_external:
    return 0;
  case napi_shim_type_symbol:
    return reference_of_primitive | reference_keeps_value;
  default:
    return reference_of_primitive;
  }
}

/* Begins to watch the object of the value, so that the reference can do
 * without owning it. */
static inline bool watch(struct napi_ref__ *reference,
                         const napi_shim_slot *value) {
  if (reference->record != NULL)
    return true;
  struct record *record = record_of(reference->env->realm, value);
  if (record == NULL)
    return false;
  record_watch(record, reference);
  return true;
}

static inline __attribute__((always_inline)) bool
reference_init(struct napi_ref__ *reference, napi_env env,
               const napi_shim_slot *value, uint32_t count, uint32_t flags) {
  *reference = (struct napi_ref__){
      .env = env, .count = count, .flags = flags | weakness_of(env, value)};
  if (!(reference->flags & reference_of_primitive) &&
      (count == 0 || flags & reference_is_finalizing) &&
      !watch(reference, value))
    return false;
  if (count > 0 || reference->flags & reference_keeps_value)
    runtime_retain(env->runtime, value, &reference->value);
  link_to_env(reference);
  return true;
}

static __attribute__((noinline)) struct napi_ref__ *
new_of_any(napi_env env, const napi_shim_slot *value, uint32_t count,
           uint32_t flags) {
  struct slab *slab = &env->runtime->references;
  struct napi_ref__ *reference = slab_take_raw(slab);
  if (reference == NULL)
    return NULL;
  if (reference_init(reference, env, value, count, flags))
    return reference;
  slab_give(slab, reference);
  return NULL;
}

struct napi_ref__ *reference_new(napi_env env, const napi_shim_slot *value,
                                 uint32_t count, uint32_t flags) {
  struct napi_shim_runtime *runtime = env->runtime;
  /* Strong ones of objects need no look at what the value is. */
  if (count == 0 || !runtime->form.is_tagged ||
      !value_has_tag(value, runtime->form.tag_object) ||
      runtime->references.free == NULL)
    return new_of_any(env, value, count, flags);
  struct napi_ref__ *reference = slab_take_raw(&runtime->references);
  *reference = (struct napi_ref__){.env = env, .count = count, .flags = flags};
  handles_retain_counted(&runtime->handles, value, &reference->value);
  env->plain_references++;
  return reference;
}

struct finalizing_reference *
reference_new_finalizing(napi_env env, const napi_shim_slot *value,
                         uint32_t count, uint32_t flags, napi_finalize finalize,
                         void *data, void *hint) {
  struct slab *slab = &env->runtime->finalizing;
  struct finalizing_reference *reference = slab_take(slab);
  if (reference == NULL)
    return NULL;
  reference->finalize = finalize;
  reference->data = data;
  reference->hint = hint;
  flags |= reference_is_finalizing;
  if (finalize != NULL)
    flags |= reference_has_finalizer;
  if (reference_init(&reference->base, env, value, count, flags))
    return reference;
  slab_give(slab, reference);
  return NULL;
}

struct finalizing_reference *
reference_new_watching(napi_env env, struct record *record, uint32_t flags,
                       napi_finalize finalize, void *data, void *hint) {
  struct finalizing_reference *reference =
      slab_take_raw(&env->runtime->finalizing);
  if (reference == NULL)
    return NULL;
  flags |= reference_is_finalizing;
  if (finalize != NULL)
    flags |= reference_has_finalizer;
  *reference =
      (struct finalizing_reference){.base = {.env = env, .flags = flags},
                                    .finalize = finalize,
                                    .data = data,
                                    .hint = hint};
  record_watch(record, &reference->base);
  link_to_env(&reference->base);
  return reference;
}

struct finalizing_reference *reference_new_data(napi_env env,
                                                napi_finalize finalize,
                                                void *data, void *hint) {
  struct slab *slab = &env->runtime->finalizing;
  struct finalizing_reference *reference = slab_take(slab);
  if (reference == NULL)
    return NULL;
  reference->finalize = finalize;
  reference->data = data;
  reference->hint = hint;
  reference->base.env = env;
  reference->base.flags = reference_is_finalizing | reference_of_primitive;
  if (finalize != NULL)
    reference->base.flags |= reference_has_finalizer;
  link_to_env(&reference->base);
  return reference;
}

void reference_set_memory(struct finalizing_reference *reference) {
  unlink_from_env(&reference->base);
  reference->base.flags |= reference_of_memory;
  link_to_env(&reference->base);
}

static inline void drop_value(struct napi_ref__ *reference) {
  if (reference->value.word[0] == 0 && reference->value.word[1] == 0)
    return;
  napi_shim_slot value = reference->value;
  reference->value = (napi_shim_slot){{0, 0}};
  runtime_release(reference->env->runtime, &value);
}

/* Strong, without a finalizer, and never weak before. */
static void delete_plain_strong(struct napi_ref__ *reference) {
  napi_env env = reference->env;
  struct napi_shim_runtime *runtime = env->runtime;
  napi_shim_slot value = reference->value;
  env->plain_references--;
  slab_give(&runtime->references, reference);
  /* Last: it may end the object. */
  runtime_release(runtime, &value);
}

void reference_delete(struct napi_ref__ *reference) {
  if (reference->count > 0 && reference->record == NULL &&
      !(reference->flags & ~(uint32_t)reference_of_addon)) {
    delete_plain_strong(reference);
    return;
  }
  struct napi_shim_runtime *runtime = reference->env->runtime;
  if (reference->flags & reference_queued)
    reference_unqueue(reference);
  if (reference->record != NULL)
    record_unwatch(reference);
  unlink_from_env(reference);
  drop_value(reference);
  slab_give(reference->flags & reference_is_finalizing ? &runtime->finalizing
                                                       : &runtime->references,
            reference);
}

/* A count of zero that is kept strong: a symbol's, or one that overflowed. */
static bool leave_zero(struct napi_ref__ *reference) {
  if (!(reference->flags & reference_keeps_value))
    return reference_get(reference, &reference->value);
  reference->flags &= ~(uint32_t)reference_keeps_value;
  reference->flags |= weakness_of(reference->env, &reference->value);
  return true;
}

/* Threads of an addon may be looking at it. */
static void set_count(struct napi_ref__ *reference, uint32_t count) {
  __atomic_store_n(&reference->count, count, __ATOMIC_RELAXED);
}

bool reference_ref(struct napi_ref__ *reference, uint32_t *count) {
  /* The object is gone, or never was one: it stays at zero. */
  if (reference->count == 0 && !leave_zero(reference)) {
    *count = 0;
    return true;
  }
  *count = reference->count + 1;
  set_count(reference, *count);
  /* As in Node, a count that begins anew still holds its value. */
  if (*count == 0)
    reference->flags |= reference_keeps_value;
  return true;
}

bool reference_unref(struct napi_ref__ *reference, uint32_t *count) {
  if (reference->count == 1) {
    if (!(reference->flags & reference_of_primitive) &&
        !watch(reference, &reference->value))
      return false;
    set_count(reference, 0);
    /* Last: it may end the object, and with it this reference's watch. */
    *count = 0;
    if (!(reference->flags & reference_keeps_value))
      drop_value(reference);
    return true;
  }
  *count = reference->count - 1;
  set_count(reference, *count);
  return true;
}

bool reference_get_weak(struct napi_ref__ *reference, napi_shim_slot *result) {
  struct napi_shim_runtime *runtime = reference->env->runtime;
  if (reference->record == NULL)
    return false;
  return runtime->engine->weak_get(runtime->vm, reference->record->weak,
                                   result);
}

void reference_detach(struct napi_ref__ *reference) {
  reference_unqueue(reference);
  record_unwatch(reference);
  unlink_from_env(reference);
  reference->flags &= ~(uint32_t)reference_keeps_value;
  reference->flags |= reference_detached;
  reference->count = 0;
  link_to_env(reference);
  drop_value(reference);
}

static void detach_plain(void *env, void *element) {
  struct napi_ref__ *reference = element;
  if (reference->env == env && !(reference->flags & reference_detached))
    reference_detach(reference);
}

void references_detach_plain(napi_env env) {
  if (env->plain_references > 0)
    slab_each(&env->runtime->references, detach_plain, env);
}

static void delete_plain(void *env, void *element) {
  struct napi_ref__ *reference = element;
  if (reference->env == env)
    reference_delete(reference);
}

void references_delete(napi_env env) {
  while (env->detached.first != NULL)
    reference_delete(&env->detached.first->base);
  if (env->plain_references > 0)
    slab_each(&env->runtime->references, delete_plain, env);
}

void reference_unqueue(struct napi_ref__ *reference) {
  if (!(reference->flags & reference_queued))
    return;
  reference->flags &= ~(uint32_t)reference_queued;
  finalizers_remove(&reference->env->runtime->finalizers, &reference->link);
}

void reference_queue(struct finalizing_reference *reference) {
  assert(reference->base.record == NULL);
  reference->base.flags |= reference_queued;
  finalizers_add(&reference->base.env->runtime->finalizers,
                 &reference->base.link);
}

struct finalizing_reference *
reference_take_queued(struct napi_shim_runtime *runtime) {
  struct finalizer_link *link = finalizers_take(&runtime->finalizers);
  if (link == NULL)
    return NULL;
  struct finalizing_reference *reference = reference_of_link(link);
  reference->base.flags &= ~(uint32_t)reference_queued;
  return reference;
}

void reference_reset_finalizer(struct finalizing_reference *reference) {
  reference_unqueue(&reference->base);
  reference->base.flags &= ~(uint32_t)reference_has_finalizer;
  reference->finalize = NULL;
}

void reference_object_dropped(struct napi_ref__ *reference) {
  napi_env env = reference->env;
  if (!(reference->flags & reference_is_finalizing))
    return;
  if (!(reference->flags & reference_has_finalizer)) {
    /* What the library owns has nothing left to do, but it must not be freed
     * here while a caller may be walking the lists: the queue does it. */
    if (reference->flags & reference_of_addon)
      return;
  } else if (env->basic_finalizers) {
    bool outer = env->in_gc;
    env->in_gc = true;
    reference_finalize(reference);
    env->in_gc = outer;
    return;
  }
  reference_queue((struct finalizing_reference *)reference);
}

void reference_finalize(struct napi_ref__ *reference) {
  struct finalizing_reference *finalizing = (void *)reference;
  napi_env env = reference->env;
  /* Read all before the call: the finalizer may delete the reference. */
  bool of_addon = reference->flags & reference_of_addon;
  bool owed = reference->flags & reference_has_finalizer;
  bool of_memory = reference->flags & reference_of_memory;
  napi_finalize finalize = finalizing->finalize;
  void *data = finalizing->data;
  void *hint = finalizing->hint;

  reference_reset_finalizer(finalizing);
  /* Neither its own finalizer nor a later one sees it. */
  if (env->instance_data == finalizing)
    env->instance_data = NULL;
  /* The addon still has its own and may use it: it lives on, without object. */
  if (of_addon)
    reference_detach(reference);
  else
    reference_delete(reference);
  if (!owed)
    return;
  struct trace_span span = {.on = false};
  /* What ends memory is the library's own; it tells of the addon's part. */
  if (!of_memory)
    trace_begin_of(&span, trace_finalizer, env, (const void *)finalize, data);
  finalize(env, data, hint);
  trace_end(&span);
}
