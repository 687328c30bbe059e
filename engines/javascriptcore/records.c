/* SPDX-License-Identifier: MIT */
/* One native record per object, found through the object's address. */

#include "javascriptcore_engine.h"

#include <stdlib.h>

/*
 * JavaScriptCore does not move objects. An entry keeps a weak reference next
 * to the address: when the object has died, the entry matches nothing any
 * more, whatever is made at that address later. At the end of every
 * collection a sweep frees the entries of the dead.
 */

#define CHUNK_ENTRIES 256
#define FIRST_BUCKETS 256

typedef struct jsc_chunk {
  struct jsc_chunk *next;
  jsc_entry entries[CHUNK_ENTRIES];
} jsc_chunk;

/*
 * The engine makes objects one behind the other in blocks of 16 KiB. Their
 * buckets lie as they do, so that a run of new records, or a sweep over dead
 * ones, goes through memory in order; only where a block's buckets begin is
 * spread.
 */
#define BLOCK_BITS 14
#define ATOM_BITS  4

static size_t bucket_of(const jsc_records *records, JSObjectRef key) {
  uint64_t address = (uint64_t)(uintptr_t)key;
  uint64_t start = (address >> BLOCK_BITS) * 0x9e3779b97f4a7c15ull >> 32;
  uint64_t atom = (address & ((1u << BLOCK_BITS) - 1)) >> ATOM_BITS;
  return (size_t)(start + atom) & records->mask;
}

bool jsc_records_open(napi_shim_vm *vm) {
  jsc_records *records = &vm->records;
  records->buckets = calloc(FIRST_BUCKETS, sizeof *records->buckets);
  records->mask = FIRST_BUCKETS - 1;
  return records->buckets != NULL;
}

/* More buckets; where memory is short the chains just get longer. */
static void grow(jsc_records *records) {
  size_t count = (records->mask + 1) * 2;
  jsc_entry **buckets = calloc(count, sizeof *buckets);
  if (buckets == NULL)
    return;
  size_t old_count = records->mask + 1;
  jsc_entry **old = records->buckets;
  records->buckets = buckets;
  records->mask = count - 1;
  for (size_t i = 0; i < old_count; i++) {
    for (jsc_entry *entry = old[i], *next; entry != NULL; entry = next) {
      size_t place = bucket_of(records, entry->key);
      next = entry->next;
      entry->next = buckets[place];
      buckets[place] = entry;
    }
  }
  free(old);
}

static bool add_chunk(jsc_records *records) {
  jsc_chunk *chunk = calloc(1, sizeof *chunk);
  if (chunk == NULL)
    return false;
  chunk->next = records->chunks;
  records->chunks = chunk;
  for (size_t i = CHUNK_ENTRIES; i-- > 0;) {
    chunk->entries[i].next = records->free;
    records->free = &chunk->entries[i];
  }
  return true;
}

/* NULL when memory is short. */
static jsc_entry *add_entry(napi_shim_vm *vm, JSObjectRef key, void *record) {
  jsc_records *records = &vm->records;
  if (records->free == NULL && !add_chunk(records))
    return NULL;
  if (records->count > records->mask)
    grow(records);
  /* May collect, so it comes before the entry is taken. */
  JSWeakRef weak = JSWeakCreate(vm->group, key);
  jsc_entry *entry = records->free;
  records->free = entry->next;
  entry->key = key;
  entry->weak = weak;
  entry->record = record;
  jsc_entry **bucket = &records->buckets[bucket_of(records, key)];
  entry->next = *bucket;
  *bucket = entry;
  records->count++;
  return entry;
}

static void unlink_entry(jsc_records *records, jsc_entry *entry) {
  jsc_entry **link = &records->buckets[bucket_of(records, entry->key)];
  while (*link != entry)
    link = &(*link)->next;
  *link = entry->next;
}

static void drop_entry(napi_shim_vm *vm, jsc_entry *entry) {
  jsc_records *records = &vm->records;
  void *record = entry->record;
  unlink_entry(records, entry);
  JSWeakRelease(vm->group, entry->weak);
  entry->key = NULL;
  entry->weak = NULL;
  entry->record = NULL;
  entry->next = records->free;
  records->free = entry;
  records->count--;
  vm->core->record_dropped(record);
}

void jsc_records_sweep(napi_shim_vm *vm) {
  for (jsc_chunk *chunk = vm->records.chunks; chunk != NULL;
       chunk = chunk->next) {
    for (size_t i = 0; i < CHUNK_ENTRIES; i++) {
      jsc_entry *entry = &chunk->entries[i];
      if (entry->key != NULL && JSWeakGetObject(entry->weak) == NULL)
        drop_entry(vm, entry);
    }
  }
}

void jsc_records_close(napi_shim_vm *vm) {
  jsc_records *records = &vm->records;
  while (records->chunks != NULL) {
    jsc_chunk *chunk = records->chunks;
    for (size_t i = 0; i < CHUNK_ENTRIES; i++) {
      if (chunk->entries[i].key != NULL)
        drop_entry(vm, &chunk->entries[i]);
    }
    records->chunks = chunk->next;
    free(chunk);
    records->free = NULL;
  }
  free(records->buckets);
  records->buckets = NULL;
}

void *jsc_get_record(napi_shim_realm *realm, const napi_shim_slot *object) {
  const jsc_records *records = &realm->vm->records;
  JSObjectRef key = jsc_object(object);
  for (const jsc_entry *entry = records->buckets[bucket_of(records, key)];
       entry != NULL; entry = entry->next) {
    if (entry->key == key && JSWeakGetObject(entry->weak) == key)
      return entry->record;
  }
  return NULL;
}

napi_shim_engine_status jsc_attach_record(napi_shim_realm *realm,
                                          const napi_shim_slot *object,
                                          void *record, void **weak) {
  jsc_entry *entry = add_entry(realm->vm, jsc_object(object), record);
  if (entry == NULL)
    return napi_shim_engine_out_of_memory;
  *weak = entry;
  return napi_shim_engine_ok;
}

bool jsc_weak_get(napi_shim_vm *vm, void *weak, napi_shim_slot *result) {
  (void)vm;
  JSObjectRef object = JSWeakGetObject(((jsc_entry *)weak)->weak);
  if (object == NULL)
    return false;
  jsc_put(result, object);
  return true;
}
