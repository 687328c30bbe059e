/* SPDX-License-Identifier: MIT */
/* References: strong while their count is above zero, else weak; some own a
 * finalizer that is owed once the object is gone. */

#ifndef ENV_REFERENCE_H
#define ENV_REFERENCE_H

#include "env/env.h"

struct record;

enum reference_flags {
  /* The addon has it and will delete it; else the library does. */
  reference_of_addon = 1 << 0,
  /* Finalizer still owed. */
  reference_has_finalizer = 1 << 1,
  /* In the queue, to be finalized on the loop. */
  reference_queued = 1 << 2,
  /* A primitive: nothing to watch; weak means empty. */
  reference_of_primitive = 1 << 3,
  /* A struct finalizing_reference. */
  reference_is_finalizing = 1 << 4,
  /* Kept even while the count is zero: a symbol, since no engine lets us watch
   * one and a script cannot tell; a count that overflowed. */
  reference_keeps_value = 1 << 5,
  /* Its env's teardown is over with it; the addon may still delete it. */
  reference_detached = 1 << 6,
  /* For memory that an ArrayBuffer borrows: finalized before the hooks. */
  reference_of_memory = 1 << 7
};

/* The slot comes first: references live in a slab that engines visit. */
struct napi_ref__ {
  napi_shim_slot value; /* owned while count > 0 */
  napi_env env;
  struct record *record; /* watched, or NULL: strong only, or object gone */
  union {
    struct { /* while it watches */
      struct napi_ref__ *watch_previous;
      struct napi_ref__ *watch_next;
    };
    struct finalizer_link link; /* in the runtime's queue: the object is gone */
  };
  uint32_t count;
  uint32_t flags;
};

/* A reference that owes a finalizer. */
struct finalizing_reference {
  struct napi_ref__ base;
  struct finalizing_reference *previous; /* in one of the env's lists */
  struct finalizing_reference *next;
  napi_finalize finalize;
  void *data;
  void *hint;
};

/* The reference that finalizers_take() gave the link of. */
static inline struct finalizing_reference *
reference_of_link(struct finalizer_link *link) {
  return (struct finalizing_reference *)((char *)link -
                                         offsetof(struct finalizing_reference,
                                                  base.link));
}

/*
 * A reference to `value` with this count. With a finalizer, or with keep_data,
 * it is a finalizing one (finalize may be NULL: data only, for wraps).
 * NULL: out of memory.
 */
struct napi_ref__ *reference_new(napi_env env, const napi_shim_slot *value,
                                 uint32_t count, uint32_t flags);
struct finalizing_reference *
reference_new_finalizing(napi_env env, const napi_shim_slot *value,
                         uint32_t count, uint32_t flags, napi_finalize finalize,
                         void *data, void *hint);

/* The same with a count of zero, to the object of a record. */
struct finalizing_reference *
reference_new_watching(napi_env env, struct record *record, uint32_t flags,
                       napi_finalize finalize, void *data, void *hint);

/* A finalizing reference to nothing: data that its env finalizes at the end
 * (instance data), or that is queued later. */
struct finalizing_reference *reference_new_data(napi_env env,
                                                napi_finalize finalize,
                                                void *data, void *hint);

/* Makes it one for memory that an ArrayBuffer borrows: at the end of its env
 * its turn comes before the cleanup hooks. */
void reference_set_memory(struct finalizing_reference *reference);

/* Frees a reference; a finalizer that it still owes is never called. */
void reference_delete(struct napi_ref__ *reference);

/* *count is the new count, after 4294967295 it is 0. False: out of memory,
 * nothing changed. */
bool reference_ref(struct napi_ref__ *reference, uint32_t *count);
bool reference_unref(struct napi_ref__ *reference, uint32_t *count);

/* The value, owned; false: it is gone. */
bool reference_get_weak(struct napi_ref__ *reference, napi_shim_slot *result);
static inline bool reference_get(struct napi_ref__ *reference,
                                 napi_shim_slot *result) {
  if (reference->count == 0 && !(reference->flags & reference_keeps_value))
    return reference_get_weak(reference, result);
  runtime_retain(reference->env->runtime, &reference->value, result);
  return true;
}

/* The object of the reference is gone. Inside GC: runs a basic finalizer of
 * an experimental module, queues any other. */
void reference_object_dropped(struct napi_ref__ *reference);

/* Calls the finalizer that is owed, then frees what the library owns. Runs on
 * the loop, or at teardown. */
void reference_finalize(struct napi_ref__ *reference);

/* The oldest one in the queue, taken out; NULL: the queue is empty. */
struct finalizing_reference *
reference_take_queued(struct napi_shim_runtime *runtime);

/* Its finalizer runs on the loop, soon. Inside GC too. */
void reference_queue(struct finalizing_reference *reference);

/* Takes it out of the queue, if it is there. */
void reference_unqueue(struct napi_ref__ *reference);

/* Teardown: gives up value and object, but the memory stays for the addon,
 * which may delete the reference until its env is freed. */
void reference_detach(struct napi_ref__ *reference);

/* The same for all of the env that owe no finalizer. */
void references_detach_plain(napi_env env);

/* Frees what an env that has ended still has. */
void references_delete(napi_env env);

/* Cancels the finalizer of a reference that is going to live on. */
void reference_reset_finalizer(struct finalizing_reference *reference);

#endif
