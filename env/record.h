/* SPDX-License-Identifier: MIT */
/* The hidden record of an object: its wrap, its type tag, its class, and the
 * references that watch it. At most one per object; scripts never see it. */

#ifndef ENV_RECORD_H
#define ENV_RECORD_H

#include "env/env.h"

struct class_brand;

struct record {
  struct napi_shim_runtime *runtime;
  void *weak;                      /* the engine's handle for weak_get */
  struct napi_ref__ *watchers;     /* references told of the object's end */
  struct napi_ref__ *wrap;         /* what napi_wrap made, or NULL */
  const struct class_brand *brand; /* the native class it is an instance of */
  napi_type_tag tag;
  bool tagged;
  bool external; /* data is a napi_external's */
  void *data;
};

/* The record of an object, made if it has none. NULL: out of memory. The
 * value must be an object, function or external. */
struct record *record_of(struct realm *realm, const napi_shim_slot *object);

/* The same if the object has one already, else NULL. */
struct record *record_find(struct realm *realm, const napi_shim_slot *object);

/* Makes an external with its record. */
napi_shim_engine_status record_make_external(struct realm *realm, void *data,
                                             struct record **record,
                                             napi_shim_slot *result);

/* core->record_dropped: the object is gone. Inside GC. */
void record_dropped(void *record);

/* A reference begins or stops to watch the object. */
void record_watch(struct record *record, struct napi_ref__ *reference);
void record_unwatch(struct napi_ref__ *reference);

#endif
