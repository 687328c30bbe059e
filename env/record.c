/* SPDX-License-Identifier: MIT */
/* The hidden record of an object. */

#include "env/record.h"

#include <assert.h>

#include "env/reference.h"

struct record *record_find(struct realm *realm, const napi_shim_slot *object) {
  const napi_shim_engine *engine = realm->runtime->engine;
  return engine->get_record(realm->engine_realm, object);
}

static struct record *record_new(struct napi_shim_runtime *runtime) {
  struct record *record = slab_take(&runtime->records);
  if (record != NULL)
    record->owner = (uintptr_t)runtime;
  return record;
}

struct record *record_of(struct realm *realm, const napi_shim_slot *object) {
  struct record *record = record_find(realm, object);
  if (record != NULL)
    return record;
  record = record_new(realm->runtime);
  if (record == NULL)
    return NULL;
  napi_shim_engine_status status = realm->runtime->engine->attach_record(
      realm->engine_realm, object, record, &record->weak);
  if (status == napi_shim_engine_ok)
    return record;
  if (status == napi_shim_engine_exception) {
    napi_shim_slot thrown;
    realm->runtime->engine->take_exception(realm->engine_realm, &thrown);
    realm_release(realm, &thrown);
  }
  slab_give(&realm->runtime->records, record);
  return NULL;
}

napi_shim_engine_status record_make_external(struct realm *realm, void *data,
                                             struct record **result_record,
                                             napi_shim_slot *result) {
  struct record *record = record_new(realm->runtime);
  if (record == NULL)
    return napi_shim_engine_out_of_memory;
  record->owner |= record_external_bit;
  record->data = data;
  napi_shim_engine_status status = realm->runtime->engine->make_external(
      realm->engine_realm, record, &record->weak, result);
  if (status != napi_shim_engine_ok)
    slab_give(&realm->runtime->records, record);
  else if (result_record != NULL)
    *result_record = record;
  return status;
}

bool record_tag(struct record *record, const napi_type_tag *tag) {
  record->tag = slab_take_raw(&record_runtime(record)->tags);
  if (record->tag == NULL)
    return false;
  *record->tag = *tag;
  return true;
}

void record_watch(struct record *record, struct napi_ref__ *reference) {
  /* Its links are the queue's then. */
  assert(!(reference->flags & reference_queued));
  reference->record = record;
  reference->watch_previous = NULL;
  reference->watch_next = record->watchers;
  if (record->watchers != NULL)
    record->watchers->watch_previous = reference;
  record->watchers = reference;
}

void record_unwatch(struct napi_ref__ *reference) {
  struct record *record = reference->record;
  if (record == NULL)
    return;
  if (record->wrap == reference)
    record->wrap = NULL;
  if (reference->watch_previous != NULL)
    reference->watch_previous->watch_next = reference->watch_next;
  else
    record->watchers = reference->watch_next;
  if (reference->watch_next != NULL)
    reference->watch_next->watch_previous = reference->watch_previous;
  reference->record = NULL;
  reference->watch_previous = NULL;
  reference->watch_next = NULL;
}

void record_dropped(void *data) {
  struct record *record = data;
  /* A basic finalizer may delete other references of the same object: take
   * the first each time. */
  while (record->watchers != NULL) {
    struct napi_ref__ *reference = record->watchers;
    record_unwatch(reference);
    reference_object_dropped(reference);
  }
  struct napi_shim_runtime *runtime = record_runtime(record);
  if (record->tag != NULL)
    slab_give(&runtime->tags, record->tag);
  slab_give(&runtime->records, record);
}
