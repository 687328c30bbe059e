/* SPDX-License-Identifier: MIT */
/* The hidden record of an object: its wrap, its type tag, its class, and the
 * references that watch it. At most one per object; scripts never see it. */

#ifndef ENV_RECORD_H
#define ENV_RECORD_H

#include "env/env.h"

struct class_brand;

/* There may be as many as wraps, so each word counts. */
struct record {
  uintptr_t owner;             /* the runtime; lowest bit: of an external */
  void *weak;                  /* the engine's handle for weak_get */
  struct napi_ref__ *watchers; /* references told of the object's end */
  struct napi_ref__ *wrap;     /* what napi_wrap made, or NULL */
  napi_type_tag *tag;          /* in the runtime's slab, or NULL */
  union {
    const struct class_brand *brand; /* the native class of an instance */
    void *data;                      /* of an external */
  };
};

enum { record_external_bit = 1 };

static inline bool record_is_external(const struct record *record) {
  return record->owner & record_external_bit;
}

static inline struct napi_shim_runtime *
record_runtime(const struct record *record) {
  return (struct napi_shim_runtime *)(record->owner &
                                      ~(uintptr_t)record_external_bit);
}

/* The record of an object, made if it has none. NULL: out of memory. The
 * value must be an object, function or external. */
struct record *record_of(struct realm *realm, const napi_shim_slot *object);

/* The same if the object has one already, else NULL. */
struct record *record_find(struct realm *realm, const napi_shim_slot *object);

/* Makes an external with its record. */
napi_shim_engine_status record_make_external(struct realm *realm, void *data,
                                             struct record **record,
                                             napi_shim_slot *result);

/* Gives the object a tag, which it has not. False: out of memory. */
bool record_tag(struct record *record, const napi_type_tag *tag);

/* core->record_dropped: the object is gone. Inside GC. */
void record_dropped(void *record);

/* A reference begins or stops to watch the object. */
void record_watch(struct record *record, struct napi_ref__ *reference);
void record_unwatch(struct napi_ref__ *reference);

#endif
