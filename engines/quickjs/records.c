/* SPDX-License-Identifier: MIT */
/* One hidden record per object, and weak handles to the object. */

#include "functions.h"
#include "in_place.h"

#include <stdlib.h>

/*
 * Where an attachment lives:
 * - objects of our own classes carry it directly;
 * - any other object carries a holder under a private name. Holder and object
 *   die in the same collection step, so that the finalizer tells in time;
 * - ng refuses private names on objects that are not extensible. There a
 *   WeakMap ties the holder, which may die one collection later than the
 *   object: a WeakRef tells then whether the object is still there.
 */

static size_t table_home(const struct attachment_table *table,
                         const void *object) {
  uint64_t hash = (uint64_t)(uintptr_t)object * UINT64_C(0x9e3779b97f4a7c15);
  return (size_t)(hash >> 32) & (table->capacity - 1);
}

static struct attachment *table_find(const struct attachment_table *table,
                                     const void *object) {
  if (!table->count)
    return NULL;
  size_t at = table_home(table, object);
  while (table->entries[at] && table->entries[at]->object != object)
    at = (at + 1) & (table->capacity - 1);
  return table->entries[at];
}

static void table_put(struct attachment_table *table,
                      struct attachment *attachment) {
  size_t at = table_home(table, attachment->object);
  while (table->entries[at])
    at = (at + 1) & (table->capacity - 1);
  table->entries[at] = attachment;
  table->count++;
  attachment->hashed = true;
}

/* Room for one more entry, at most three quarters full. */
static bool table_reserve(struct attachment_table *table) {
  if (4 * (table->count + 1) <= 3 * table->capacity)
    return true;
  struct attachment_table bigger = {
      .capacity = table->capacity ? 2 * table->capacity : 64};
  bigger.entries = calloc(bigger.capacity, sizeof *bigger.entries);
  if (!bigger.entries)
    return false;
  for (size_t i = 0; i < table->capacity; i++)
    if (table->entries[i])
      table_put(&bigger, table->entries[i]);
  free(table->entries);
  *table = bigger;
  return true;
}

/* Entries that had to make way move back, so that no marks of deleted ones
 * pile up. No memory is taken: this runs inside collections. */
static void table_remove(struct attachment_table *table,
                         struct attachment *attachment) {
  size_t mask = table->capacity - 1;
  size_t hole = table_home(table, attachment->object);
  while (table->entries[hole] != attachment)
    hole = (hole + 1) & mask;
  for (size_t at = (hole + 1) & mask; table->entries[at];
       at = (at + 1) & mask) {
    size_t home = table_home(table, table->entries[at]->object);
    if (((at - home) & mask) >= ((at - hole) & mask)) {
      table->entries[hole] = table->entries[at];
      hole = at;
    }
  }
  table->entries[hole] = NULL;
  table->count--;
  attachment->hashed = false;
}

/* Attachments of a VM of our own come from blocks that go with it. Those of a
 * host's may outlive it, each by itself. */
struct loose_attachment {
  struct link link; /* in vm->attachments */
  struct attachment attachment;
};

static struct loose_attachment *loose(struct attachment *attachment) {
  return (
      struct loose_attachment *)((char *)attachment -
                                 offsetof(struct loose_attachment, attachment));
}

static void attachment_free(struct attachment *attachment) {
  if (!attachment->pooled) {
    free(loose(attachment));
    return;
  }
  attachment->record = NULL;
  pool_give(&attachment->vm->spare_attachments, attachment);
}

static struct attachment *new_loose(napi_shim_vm *vm) {
  struct loose_attachment *made = malloc(sizeof *made);
  if (!made)
    return NULL;
  list_add(&vm->attachments, &made->link);
  return &made->attachment;
}

static struct attachment *attachment_new(napi_shim_vm *vm, void *record,
                                         JSValueConst object) {
  struct attachment *attachment =
      vm->attached ? new_loose(vm)
                   : pool_take(&vm->spare_attachments, sizeof *attachment);
  if (attachment)
    *attachment = (struct attachment){.vm = vm,
                                      .record = record,
                                      .object = JS_VALUE_GET_PTR(object),
                                      .pooled = !vm->attached};
  return attachment;
}

static void free_weakref(napi_shim_vm *vm, struct attachment *attachment) {
  void *weakref = attachment->weakref;
  attachment->weakref = NULL;
  if (weakref)
    JS_FreeValueRT(vm->rt, JS_MKPTR(JS_TAG_OBJECT, weakref));
}

/* Ends the tie to the VM; the memory stays. */
static void attachment_leave(struct attachment *attachment) {
  napi_shim_vm *vm = attachment->vm;
  if (attachment->hashed)
    table_remove(&vm->table, attachment);
  if (!attachment->pooled)
    list_remove(&loose(attachment)->link);
  attachment->left = true;
  free_weakref(vm, attachment);
}

/* The same, and tells the library that the object is gone. */
static void attachment_end(struct attachment *attachment) {
  if (attachment->left)
    return;
  attachment_leave(attachment);
  attachment->vm->core->record_dropped(attachment->record);
}

void quickjs_attachment_drop(struct attachment *attachment) {
  attachment_end(attachment);
  attachment_free(attachment);
}

void quickjs_attachment_finalizer(JSRuntime *rt, JSValue value) {
  JSClassID id;
  struct attachment *attachment = JS_GetAnyOpaque(value, &id);
  (void)rt;
  if (attachment)
    quickjs_attachment_drop(attachment);
}

static void let_go(void *element) {
  struct attachment *attachment = element;
  if (attachment->record)
    free_weakref(attachment->vm, attachment);
}

void quickjs_records_let_go(napi_shim_vm *vm) {
  struct link *at = vm->attachments.next;
  for (; at != &vm->attachments; at = at->next)
    let_go(&((struct loose_attachment *)(void *)at)->attachment);
  quickjs_pool_each(&vm->spare_attachments, sizeof(struct attachment), let_go);
}

static void end_if_used(void *element) {
  struct attachment *attachment = element;
  if (attachment->record)
    attachment_end(attachment);
}

/* In an attached runtime objects outlive the VM; their finalizers then find
 * an attachment that was left. */
void quickjs_records_close(napi_shim_vm *vm) {
  while (vm->attachments.next != &vm->attachments)
    attachment_end(
        &((struct loose_attachment *)(void *)vm->attachments.next)->attachment);
  quickjs_pool_each(&vm->spare_attachments, sizeof(struct attachment),
                    end_if_used);
  free(vm->table.entries);
  quickjs_pool_close(&vm->spare_attachments);
}

status quickjs_make_external(napi_shim_realm *realm, void *record, void **weak,
                             napi_shim_slot *result) {
  napi_shim_vm *vm = realm->vm;
  JSContext *ctx = realm->ctx;
  JSValue object = JS_NewObjectProtoClass(ctx, JS_NULL, vm->class_external);
  if (JS_IsException(object))
    return quickjs_out_of_memory(realm);
  struct attachment *attachment = attachment_new(vm, record, object);
  if (!attachment) {
    JS_FreeValue(ctx, object);
    return napi_shim_engine_out_of_memory;
  }
  JS_SetOpaque(object, attachment);
  JS_PreventExtensions(ctx, object);
  *weak = attachment;
  return quickjs_finish_new(realm, object, result);
}

status quickjs_make_bare_external(napi_shim_realm *realm, void *data,
                                  napi_shim_slot *result) {
  JSContext *ctx = realm->ctx;
  JSValue object =
      JS_NewObjectProtoClass(ctx, JS_NULL, realm->vm->class_bare_external);
  if (JS_IsException(object))
    return quickjs_out_of_memory(realm);
  JS_SetOpaque(object, data);
  JS_PreventExtensions(ctx, object);
  return quickjs_finish_new(realm, object, result);
}

void *quickjs_get_bare_external(napi_shim_realm *realm,
                                const napi_shim_slot *external) {
  return JS_GetOpaque(slot_value(external), realm->vm->class_bare_external);
}

typedef enum { alive, gone, unknown } state;

/* The object behind an attachment, owned, when it is alive. Unknown when the
 * host of an attached runtime interrupts even this. */
static state revive(struct attachment *attachment, JSValue *result) {
  napi_shim_vm *vm = attachment->vm;
  JSValue object = JS_MKPTR(JS_TAG_OBJECT, attachment->object);
  if (!attachment->weakref) {
    if (!JS_IsLiveObject(vm->rt, object))
      return gone;
    *result = JS_DupValueRT(vm->rt, object);
    return alive;
  }
  object = quickjs_system_call(
      vm, vm->deref, JS_MKPTR(JS_TAG_OBJECT, attachment->weakref), 0, NULL);
  if (JS_IsObject(object)) {
    *result = object;
    return alive;
  }
  if (!JS_IsException(object))
    return gone;
  JS_FreeValue(vm->system, JS_GetException(vm->system));
  return unknown;
}

/* The table's entry for this very object: an object that died unnoticed may
 * have left its address to another one. */
static struct attachment *find(napi_shim_vm *vm, JSValueConst object) {
  struct attachment *attachment =
      table_find(&vm->table, JS_VALUE_GET_PTR(object));
  JSValue held = JS_UNDEFINED;
  if (!attachment || !attachment->weakref)
    return attachment;
  switch (revive(attachment, &held)) {
  case alive:
    JS_FreeValueRT(vm->rt, held);
    return attachment;
  case gone:
    attachment_end(attachment);
    return NULL;
  default:
    return NULL;
  }
}

static __attribute__((noinline)) void *get_record_of_any(napi_shim_vm *vm,
                                                         JSValueConst object) {
  JSClassID id;
  struct attachment *attachment;
  void *opaque = quickjs_opaque(vm, object, &id);
  if (id == vm->class_instance || id == vm->class_external) {
    attachment = opaque;
    if (!attachment)
      return NULL;
    if (attachment->vm == vm && !attachment->left)
      return attachment->record;
  } else if (id == vm->class_function) {
    struct native_function *native = opaque;
    if (native && native->vm == vm)
      return native->attachment ? native->attachment->record : NULL;
  }
  attachment = find(vm, object);
  return attachment ? attachment->record : NULL;
}

/* Instances of native classes are asked most. */
void *quickjs_get_record(napi_shim_realm *realm, const napi_shim_slot *slot) {
  napi_shim_vm *vm = realm->vm;
  JSValue object = slot_value(slot);
  if (in_place_works(vm) && JS_IsObject(object) &&
      in_place_class_of(object) == vm->class_instance) {
    const struct attachment *attachment = in_place_opaque_of(object);
    if (attachment && attachment->vm == vm && !attachment->left)
      return attachment->record;
  }
  return get_record_of_any(vm, object);
}

/* Classes on which defining a property asks nobody and reorders nothing. */
static bool is_simple(const napi_shim_vm *vm, JSClassID id) {
  const struct class_ids *ids = &vm->classes;
  return id == ids->object || id == ids->array ||
         id == ids->bytecode_function || id == ids->error || id == ids->date ||
         id == ids->promise || id == ids->arraybuffer || id == ids->dataview ||
         (id >= ids->typed_first && id <= ids->typed_last);
}

/* Hides the holder in the object; false with no exception if it cannot. */
static bool stamp(napi_shim_vm *vm, JSValueConst object, JSValueConst holder) {
  JSContext *ctx = vm->system;
  if (is_simple(vm, JS_GetClassID(object))) {
    int defined =
        JS_DefinePropertyValue(ctx, object, vm->stamp_key,
                               JS_DupValue(ctx, holder), JS_PROP_CONFIGURABLE);
    if (defined > 0)
      return true;
    if (defined < 0)
      JS_FreeValue(ctx, JS_GetException(ctx));
    if (FLAVOUR_STAMP_NEEDS_EXTENSIBLE)
      return false;
  }
  JSValue arguments[2] = {object, holder};
  JSValue done = quickjs_system_call(vm, vm->stamp, JS_UNDEFINED, 2, arguments);
  if (!JS_IsException(done))
    return true;
  JS_FreeValue(ctx, JS_GetException(ctx));
  return false;
}

static bool tie_weakly(napi_shim_vm *vm, JSValueConst object,
                       JSValueConst holder, struct attachment *attachment) {
  JSContext *ctx = vm->system;
  JSValue arguments[2] = {object, holder};
  JSValue weakref =
      quickjs_system_call(vm, vm->make_weakref, JS_UNDEFINED, 1, arguments);
  if (!JS_IsException(weakref)) {
    JSValue done =
        quickjs_system_call(vm, vm->weak_map_set, vm->weak_map, 2, arguments);
    if (!JS_IsException(done)) {
      JS_FreeValue(ctx, done);
      attachment->weakref = JS_VALUE_GET_PTR(weakref);
      return true;
    }
    JS_FreeValue(ctx, weakref);
  }
  JS_FreeValue(ctx, JS_GetException(ctx));
  return false;
}

/* Gives the attachment to a holder and ties that to the object. */
static status attach_foreign(napi_shim_realm *realm, JSValueConst object,
                             struct attachment *attachment) {
  napi_shim_vm *vm = realm->vm;
  JSContext *ctx = vm->system;
  JSValue holder = JS_EXCEPTION;
  /* A stale entry of the same address leaves here. */
  find(vm, object);
  if (table_reserve(&vm->table))
    holder = JS_NewObjectProtoClass(ctx, JS_NULL, vm->class_holder);
  if (JS_IsException(holder)) {
    attachment_leave(attachment);
    attachment_free(attachment);
    return quickjs_out_of_memory(realm);
  }
  JS_SetOpaque(holder, attachment);
  bool tied =
      stamp(vm, object, holder) || tie_weakly(vm, object, holder, attachment);
  if (tied)
    table_put(&vm->table, attachment);
  else
    attachment_leave(attachment); /* the holder's finalizer frees it */
  JS_FreeValue(ctx, holder);
  stress(vm);
  return tied ? napi_shim_engine_ok : napi_shim_engine_out_of_memory;
}

status quickjs_attach_record(napi_shim_realm *realm, const napi_shim_slot *slot,
                             void *record, void **weak) {
  napi_shim_vm *vm = realm->vm;
  JSValue object = slot_value(slot);
  JSClassID id;
  void *opaque = JS_GetAnyOpaque(object, &id);
  struct attachment *attachment = attachment_new(vm, record, object);
  if (!attachment)
    return napi_shim_engine_out_of_memory;
  if (id == vm->class_instance && !opaque) {
    JS_SetOpaque(object, attachment);
  } else if (id == vm->class_function &&
             ((struct native_function *)opaque)->vm == vm) {
    ((struct native_function *)opaque)->attachment = attachment;
  } else {
    status done = attach_foreign(realm, object, attachment);
    if (done != napi_shim_engine_ok)
      return done;
  }
  *weak = attachment;
  return napi_shim_engine_ok;
}

bool quickjs_weak_get(napi_shim_vm *vm, void *weak, napi_shim_slot *result) {
  JSValue object;
  (void)vm;
  if (revive(weak, &object) != alive)
    return false;
  slot_write(result, object);
  return true;
}
