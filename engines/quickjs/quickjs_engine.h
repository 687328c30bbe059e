/* SPDX-License-Identifier: MIT */
/* What the files of the QuickJS backend share. */

#ifndef NAPI_SHIM_QUICKJS_ENGINE_H
#define NAPI_SHIM_QUICKJS_ENGINE_H

#include "flavour.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "napi_shim_engine.h"
#include "pool.h"
#include "spare.h"

/*
 * A slot *is* a JSValue, so that arguments, results and handles need no
 * translation. QuickJS packs values into 8 bytes on 32-bit machines; those
 * are not supported.
 */
_Static_assert(sizeof(JSValue) == sizeof(napi_shim_slot),
               "a slot must be exactly one JSValue");
_Static_assert(_Alignof(JSValue) <= _Alignof(napi_shim_slot),
               "a slot must be aligned like a JSValue");

typedef napi_shim_engine_status status;

/* An intrusive list; the head is a link itself. */
struct link {
  struct link *previous, *next;
};

/*
 * A record of the library tied to an object. Where `weak` handles point to.
 * Freed by the finalizer of its home: the object itself when it is of one of
 * our classes, else a holder object that only the object refers to.
 */
struct attachment {
  napi_shim_vm *vm;
  void *record;  /* NULL in a pool: it is free */
  void *object;  /* the JSObject */
  void *weakref; /* a WeakRef of the object where the engine tells us its death
                    late, else NULL */
  bool hashed;   /* is in vm->table */
  bool left;     /* the record was dropped; the VM may be gone, if not pooled */
  bool pooled;   /* its memory is the VM's, which ends after it */
};

/* Object address to attachment, for objects of foreign classes. */
struct attachment_table {
  struct attachment **entries;
  size_t capacity; /* a power of two, or 0 */
  size_t count;
};

enum { typed_array_kinds = 12, typed_classes = 128, error_kinds = 4 };

/* The engine's own class numbers, learnt from samples. */
struct class_ids {
  JSClassID object, array, error, date, promise, arraybuffer,
      shared_arraybuffer, dataview, proxy, bytecode_function;
  JSClassID typed_array[typed_array_kinds]; /* by napi_typedarray_type; 0:
                                               none */
  JSClassID typed_first, typed_last;
};

/* Longer BigInts are read and made as text. */
enum { quickjs_bigint_words = 64 };

/* What layout.c found to work beyond what the engine promises. */
struct shortcuts {
  bool text_in_place;    /* a string's characters can be read where they lie */
  bool makes_narrow;     /* quickjs_narrow_string() */
  bool fills_narrow;     /* quickjs_blank_string() */
  size_t text_at;        /* its characters' place */
  bool bigint_in_place;  /* bigints.c: limbs can be read and made there */
  bool objects_in_place; /* what in_place.h knows of objects and counts */
  unsigned char head[14];
  size_t head_size;
};

/* Names that were asked for before. A place is found by where the text is, and
 * holds what it was then; both sorts keep their atom. */
enum { known_name_bits = 7, known_name_size = 28, known_key_bits = 6 };
enum { known_names = 1 << known_name_bits, known_keys = 1 << known_key_bits };

struct known_name {
  char text[known_name_size];
  JSAtom atom;
};

struct known_key {
  const void *seen; /* the string that was here last */
  void *string;     /* held, so that its address stays its own */
  JSAtom atom;
};

struct napi_shim_vm {
  JSRuntime *rt;
  const napi_shim_core *core;
  void *runtime;
  bool attached, gc_stress;
  bool attention; /* quickjs_attend() has something to do */
  bool safe;      /* nothing but what every copy of the engine can do */

  /* A realm that no script ever sees: what runs there cannot be changed. */
  JSContext *system;
  JSValue stamp;        /* (object, holder): hides holder in object */
  JSValue weak_map;     /* object to holder, where stamp is refused */
  JSValue weak_map_set; /* WeakMap.prototype.set */
  JSValue make_weakref; /* (object) => new WeakRef(object) */
  JSValue deref;        /* WeakRef.prototype.deref */
  JSValue make_symbol;  /* Symbol */
  JSValue view_buffer;  /* getters of DataView.prototype */
  JSValue view_byte_offset;
  JSValue view_byte_length;
  JSValue typed_buffer; /* getters of %TypedArray%.prototype */
  JSValue typed_length;
  JSAtom stamp_key; /* the private name that `stamp` uses */
  JSAtom name, length, prototype, constructor, code;

  JSClassID class_function, class_instance, class_external, class_holder;
  JSClassID class_bare_external; /* without a finalizer */
  JSClassID class_sentinel;
  JSValue sentinel; /* notices collections */
  struct class_ids classes;

  struct shortcuts shortcuts;
  uint64_t
      bigint_words[quickjs_bigint_words + 1]; /* those of the last one read */

  unsigned names_in_use; /* operations that are using a known name */
  struct known_name names[known_names];
  struct known_key keys[known_keys];
  /* By class number: 1 + type of its objects, 0 while unknown or not one. */
  unsigned char types[typed_classes];

  struct spare spare;      /* memory of the runtime */
  struct link attachments; /* struct loose_attachment */
  struct link functions;
  struct function_names *function_names;
  struct pool spare_attachments, spare_functions;
  struct attachment_table table;

  int depth; /* of vm_enter */
  pthread_t thread;
  size_t stack_size;               /* wished for; 0: as much as there is */
  uintptr_t stack_low, stack_high; /* of `thread` */
  uintptr_t stack_floor;           /* below it no JavaScript call begins */
  atomic_bool terminating;
  bool shielded; /* not now: our own helpers are running */
  int64_t external_memory, external_memory_seen;
};

enum { kept_descriptions = 4 };

struct napi_shim_realm {
  napi_shim_vm *vm;
  JSContext *ctx;
  JSValue function_prototype;
  JSValue object_prototype;
  /* Objects that keep the engine's descriptions of functions and their
   * prototypes alive, so that those need not be made for each. */
  JSValue kept[kept_descriptions];
  JSValue type_error_prototype;
  JSValue reflect_set;
  JSValue make_object; /* Object */
  JSValue make_shared; /* (length) => new SharedArrayBuffer(length) */
  JSValue make_bytes;  /* Uint8Array */
  JSValue errors[error_kinds];
};

/* Slots and values. */
static inline JSValue slot_value(const napi_shim_slot *slot) {
  JSValue value;
  memcpy(&value, slot, sizeof value);
  return value;
}

static inline void slot_write(napi_shim_slot *slot, JSValue value) {
  memcpy(slot, &value, sizeof value);
}

/* Lists. */
static inline void list_init(struct link *head) {
  head->previous = head->next = head;
}

static inline void list_add(struct link *head, struct link *item) {
  item->next = head;
  item->previous = head->previous;
  head->previous->next = item;
  head->previous = item;
}

static inline void list_remove(struct link *item) {
  item->previous->next = item->next;
  item->next->previous = item->previous;
  item->previous = item->next = item;
}

/* vm.c: after an operation, when the garbage collector needs a word. Under
 * stress that makes the next allocation collect. */
void quickjs_attend(napi_shim_vm *vm);
static inline void stress(napi_shim_vm *vm) {
  if (__builtin_expect(vm->attention, 0))
    quickjs_attend(vm);
}

/* The status of an operation that just failed with a JavaScript exception. */
status quickjs_failed(napi_shim_realm *realm);

/* The same where only a lack of memory can be the reason. */
status quickjs_out_of_memory(napi_shim_realm *realm);

/* Moves the owned `value` to *result, or reports why there is none. */
static inline status quickjs_finish(napi_shim_realm *realm, JSValue value,
                                    napi_shim_slot *result) {
  stress(realm->vm);
  if (__builtin_expect(JS_IsException(value), 0))
    return quickjs_failed(realm);
  slot_write(result, value);
  return napi_shim_engine_ok;
}

/* Finish for results that only a lack of memory prevents. */
static inline status quickjs_finish_new(napi_shim_realm *realm, JSValue value,
                                        napi_shim_slot *result) {
  stress(realm->vm);
  if (__builtin_expect(JS_IsException(value), 0))
    return quickjs_out_of_memory(realm);
  slot_write(result, value);
  return napi_shim_engine_ok;
}

/* An atom for UTF-8 bytes; JS_ATOM_NULL with an exception if none. */
JSAtom quickjs_atom(JSContext *ctx, const char *bytes, size_t length);

/* A string for UTF-8 bytes. */
static inline JSValue quickjs_string(JSContext *ctx, const char *bytes,
                                     size_t length) {
  return JS_NewStringLen(ctx, bytes, length);
}

/* realm.c: runs a script; the build may have compiled it ahead. */
JSValue quickjs_run(napi_shim_vm *vm, JSContext *ctx, const char *source,
                    size_t length, const char *name);

/* bigints.c: whether their limbs lie as thought. */
bool quickjs_bigints_work(napi_shim_vm *vm, JSContext *ctx);

/* in_place.c: whether objects lie as thought. */
bool quickjs_objects_in_place(napi_shim_vm *vm, JSContext *ctx);

/* layout.c: tries the shortcuts, with the hidden realm open. */
void quickjs_probe(napi_shim_vm *vm);

/* names.c: remembers a name; false, without an exception: it cannot. */
bool quickjs_learn_name(napi_shim_vm *vm, JSContext *ctx, const char *name);
/* The atom of a string, if it is remembered; else JS_ATOM_NULL, without an
 * exception. */
JSAtom quickjs_learn_key(napi_shim_vm *vm, JSContext *ctx,
                         struct known_key *place, JSValueConst string);
void quickjs_names_close(napi_shim_vm *vm);

static inline size_t quickjs_place(const void *address, int bits) {
  uint64_t hash = (uint64_t)(uintptr_t)address * UINT64_C(0x9e3779b97f4a7c15);
  return (size_t)(hash >> (64 - bits));
}

/* The atom of a name that is known, else JS_ATOM_NULL. It is the place's: to be
 * used between names_in_use++ and --, else a nested operation may take the
 * place. */
static inline JSAtom quickjs_known_name(const napi_shim_vm *vm,
                                        const char *name) {
  const struct known_name *place =
      &vm->names[quickjs_place(name, known_name_bits)];
  const char *text = place->text, *at = name;
  for (; *text == *at; text++, at++)
    if (*text == '\0')
      return place->atom;
  return JS_ATOM_NULL;
}

/* The atom of a property's key, from begin to end. JS_ATOM_NULL: there is an
 * exception, and no end. */
struct key_use {
  JSAtom atom;
  bool known;
};

static inline struct key_use quickjs_key_begin(napi_shim_vm *vm, JSContext *ctx,
                                               JSValueConst key) {
  struct key_use use = {JS_ATOM_NULL, false};
  if (JS_VALUE_GET_TAG(key) == JS_TAG_STRING) {
    void *string = JS_VALUE_GET_PTR(key);
    struct known_key *place = &vm->keys[quickjs_place(string, known_key_bits)];
    use.atom = place->string == string ? place->atom
                                       : quickjs_learn_key(vm, ctx, place, key);
  }
  use.known = use.atom != JS_ATOM_NULL;
  if (use.known)
    vm->names_in_use++;
  else
    use.atom = JS_ValueToAtom(ctx, key);
  return use;
}

static inline void quickjs_key_end(napi_shim_vm *vm, JSContext *ctx,
                                   struct key_use use) {
  if (use.known)
    vm->names_in_use--;
  else
    JS_FreeAtom(ctx, use.atom);
}

/* records.c: the finalizer of instances, externals and holders. */
void quickjs_attachment_finalizer(JSRuntime *rt, JSValue value);
/* Tells the library that the object is gone, and frees the attachment. */
void quickjs_attachment_drop(struct attachment *attachment);
/* Before the VM closes: what attachments hold of the engine is released. */
void quickjs_records_let_go(napi_shim_vm *vm);
/* The VM goes while objects stay: their records are dropped now. */
void quickjs_records_close(napi_shim_vm *vm);

/* system.c: what the hidden realm provides. */
bool quickjs_system_open(napi_shim_vm *vm);
void quickjs_system_close(napi_shim_vm *vm);
/* The value at "A.b.c" from the realm's global; undefined where it ends. */
JSValue quickjs_intrinsic(JSContext *ctx, const char *path);

/* Calls a helper of the hidden realm, which termination does not interrupt. */
JSValue quickjs_system_call(napi_shim_vm *vm, JSValueConst function,
                            JSValueConst this_value, int argc,
                            JSValueConst *argv);

/* The entries of the table, by file. */
const char *quickjs_version(void);
/* Why this copy of QuickJS cannot be used; NULL: it can. */
const char *quickjs_refusal(void);
status quickjs_vm_open(const napi_shim_vm_options *options,
                       const napi_shim_core *core, void *runtime,
                       napi_shim_vm **result);
void quickjs_vm_close(napi_shim_vm *vm);
void quickjs_vm_enter(napi_shim_vm *vm);
void quickjs_vm_leave(napi_shim_vm *vm);
void quickjs_collect_garbage(napi_shim_vm *vm);
status quickjs_run_microtasks(napi_shim_realm *realm);
void quickjs_terminate(napi_shim_vm *vm);
void quickjs_adjust_external_memory(napi_shim_vm *vm, int64_t change);
void quickjs_retain(napi_shim_vm *vm, const napi_shim_slot *slot,
                    napi_shim_slot *result);
void quickjs_release(napi_shim_vm *vm, napi_shim_slot *slots, size_t count);

status quickjs_realm_open(napi_shim_vm *vm, void *native_realm,
                          napi_shim_realm **result);
void quickjs_realm_close(napi_shim_realm *realm);
void quickjs_realm_global(napi_shim_realm *realm, napi_shim_slot *result);
void quickjs_take_exception(napi_shim_realm *realm, napi_shim_slot *result);
void *quickjs_native_realm(napi_shim_realm *realm);
status quickjs_evaluate(napi_shim_realm *realm, const char *source,
                        size_t length, const char *name,
                        napi_shim_slot *result);

void quickjs_describe_slots(napi_shim_vm *vm, napi_shim_slot_form *result);
void quickjs_make_undefined(napi_shim_realm *realm, napi_shim_slot *result);
void quickjs_make_null(napi_shim_realm *realm, napi_shim_slot *result);
void quickjs_make_boolean(napi_shim_realm *realm, bool value,
                          napi_shim_slot *result);
void quickjs_make_number(napi_shim_realm *realm, double value,
                         napi_shim_slot *result);
void quickjs_make_int32(napi_shim_realm *realm, int32_t value,
                        napi_shim_slot *result);
napi_shim_type quickjs_type_of(napi_shim_realm *realm,
                               const napi_shim_slot *value);
bool quickjs_get_boolean(napi_shim_realm *realm, const napi_shim_slot *value,
                         bool *result);
bool quickjs_get_number(napi_shim_realm *realm, const napi_shim_slot *value,
                        double *result);
status quickjs_make_bigint_int64(napi_shim_realm *realm, int64_t value,
                                 napi_shim_slot *result);
status quickjs_make_bigint_uint64(napi_shim_realm *realm, uint64_t value,
                                  napi_shim_slot *result);
status quickjs_get_bigint_int64(napi_shim_realm *realm,
                                const napi_shim_slot *value, int64_t *result,
                                bool *lossless);
status quickjs_get_bigint_uint64(napi_shim_realm *realm,
                                 const napi_shim_slot *value, uint64_t *result,
                                 bool *lossless);
status quickjs_make_bigint_words(napi_shim_realm *realm, bool negative,
                                 size_t count, const uint64_t *words,
                                 napi_shim_slot *result);
status quickjs_get_bigint_words(napi_shim_realm *realm,
                                const napi_shim_slot *slot, bool *negative,
                                size_t *count, const uint64_t **words);
bool quickjs_strict_equals(napi_shim_realm *realm, const napi_shim_slot *a,
                           const napi_shim_slot *b);
bool quickjs_to_boolean(napi_shim_realm *realm, const napi_shim_slot *value);
status quickjs_to_number(napi_shim_realm *realm, const napi_shim_slot *value,
                         napi_shim_slot *result);
status quickjs_to_string(napi_shim_realm *realm, const napi_shim_slot *value,
                         napi_shim_slot *result);
status quickjs_to_object(napi_shim_realm *realm, const napi_shim_slot *value,
                         napi_shim_slot *result);
status quickjs_instance_of(napi_shim_realm *realm, const napi_shim_slot *value,
                           const napi_shim_slot *constructor, bool *result);

status quickjs_make_string_latin1(napi_shim_realm *realm, const char *bytes,
                                  size_t length, napi_shim_slot *result);
status quickjs_make_string_utf16(napi_shim_realm *realm, const uint16_t *units,
                                 size_t length, napi_shim_slot *result);
status quickjs_make_string_utf8(napi_shim_realm *realm, const char *bytes,
                                size_t length, napi_shim_slot *result);
status quickjs_get_text(napi_shim_realm *realm, const napi_shim_slot *value,
                        napi_shim_text *result);
void quickjs_release_text(napi_shim_realm *realm, napi_shim_text *text);
status quickjs_make_symbol(napi_shim_realm *realm,
                           const napi_shim_slot *description,
                           napi_shim_slot *result);

status quickjs_make_object(napi_shim_realm *realm, napi_shim_slot *result);
status quickjs_make_array(napi_shim_realm *realm, uint32_t length,
                          napi_shim_slot *result);
napi_shim_class quickjs_class_of(napi_shim_realm *realm,
                                 const napi_shim_slot *value);
status quickjs_get(napi_shim_realm *realm, const napi_shim_slot *object,
                   const napi_shim_slot *key, napi_shim_slot *result);
status quickjs_set(napi_shim_realm *realm, const napi_shim_slot *object,
                   const napi_shim_slot *key, const napi_shim_slot *value);
status quickjs_has(napi_shim_realm *realm, const napi_shim_slot *object,
                   const napi_shim_slot *key, bool *result);
status quickjs_has_own(napi_shim_realm *realm, const napi_shim_slot *object,
                       const napi_shim_slot *key, bool *result);
status quickjs_delete_key(napi_shim_realm *realm, const napi_shim_slot *object,
                          const napi_shim_slot *key, bool *result);
status quickjs_get_named(napi_shim_realm *realm, const napi_shim_slot *object,
                         const char *name, size_t length,
                         napi_shim_slot *result);
status quickjs_set_named(napi_shim_realm *realm, const napi_shim_slot *object,
                         const char *name, size_t length,
                         const napi_shim_slot *value);
status quickjs_get_known(napi_shim_realm *realm, const napi_shim_slot *object,
                         const char *name, napi_shim_slot *result);
status quickjs_set_known(napi_shim_realm *realm, const napi_shim_slot *object,
                         const char *name, const napi_shim_slot *value);
status quickjs_has_known(napi_shim_realm *realm, const napi_shim_slot *object,
                         const char *name, bool *result);
status quickjs_get_index(napi_shim_realm *realm, const napi_shim_slot *object,
                         uint32_t index, napi_shim_slot *result);
status quickjs_set_index(napi_shim_realm *realm, const napi_shim_slot *object,
                         uint32_t index, const napi_shim_slot *value);
status quickjs_define_property(napi_shim_realm *realm,
                               const napi_shim_slot *object,
                               const napi_shim_slot *key,
                               const napi_shim_property *property);
status quickjs_define_named(napi_shim_realm *realm,
                            const napi_shim_slot *object, const char *name,
                            size_t length, const napi_shim_property *property);
status quickjs_get_prototype(napi_shim_realm *realm,
                             const napi_shim_slot *object,
                             napi_shim_slot *result);

status quickjs_bare_prototype(napi_shim_realm *realm,
                              const napi_shim_slot *function,
                              napi_shim_slot *result);
status quickjs_make_function(napi_shim_realm *realm, const char *name,
                             size_t length, void *function,
                             napi_shim_slot *result);
status quickjs_call(napi_shim_realm *realm, const napi_shim_slot *function,
                    const napi_shim_slot *this_value, size_t argc,
                    const napi_shim_slot *const *argv, napi_shim_slot *result);
status quickjs_construct(napi_shim_realm *realm,
                         const napi_shim_slot *constructor, size_t argc,
                         const napi_shim_slot *const *argv,
                         napi_shim_slot *result);
status quickjs_make_promise(napi_shim_realm *realm, napi_shim_slot *promise,
                            napi_shim_slot *resolve, napi_shim_slot *reject);

/* kind: Error, TypeError, RangeError, SyntaxError. */
status quickjs_make_error(napi_shim_realm *realm, int kind,
                          const napi_shim_slot *message,
                          const napi_shim_slot *code, napi_shim_slot *result);

status quickjs_make_arraybuffer(napi_shim_realm *realm, size_t length,
                                void **data, napi_shim_slot *result);
status quickjs_make_external_arraybuffer(napi_shim_realm *realm, void *data,
                                         size_t length,
                                         napi_shim_release_memory release,
                                         void *hint, napi_shim_slot *result);
status quickjs_make_external_shared_arraybuffer(
    napi_shim_realm *realm, void *data, size_t length,
    napi_shim_release_memory release, void *hint, napi_shim_slot *result);
status quickjs_make_shared_arraybuffer(napi_shim_realm *realm, size_t length,
                                       void **data, napi_shim_slot *result);
status quickjs_get_memory(napi_shim_realm *realm, const napi_shim_slot *value,
                          napi_shim_memory *result);
status quickjs_get_view(napi_shim_realm *realm, const napi_shim_slot *value,
                        napi_shim_slot *buffer, napi_shim_memory *result);
status quickjs_make_own_bytes(napi_shim_realm *realm, size_t length,
                              const napi_shim_slot *like, void **data,
                              napi_shim_slot *result);
status quickjs_make_bytes(napi_shim_realm *realm,
                          const napi_shim_slot *arraybuffer, size_t byte_offset,
                          size_t length, const napi_shim_slot *like,
                          napi_shim_slot *result);
status quickjs_get_buffer(napi_shim_realm *realm, const napi_shim_slot *view,
                          napi_shim_slot *result);
status quickjs_detach(napi_shim_realm *realm,
                      const napi_shim_slot *arraybuffer);

status quickjs_make_external(napi_shim_realm *realm, void *record, void **weak,
                             napi_shim_slot *result);
status quickjs_make_bare_external(napi_shim_realm *realm, void *data,
                                  napi_shim_slot *result);
void *quickjs_get_bare_external(napi_shim_realm *realm,
                                const napi_shim_slot *external);
void *quickjs_get_record(napi_shim_realm *realm, const napi_shim_slot *object);
status quickjs_attach_record(napi_shim_realm *realm,
                             const napi_shim_slot *object, void *record,
                             void **weak);
bool quickjs_weak_get(napi_shim_vm *vm, void *weak, napi_shim_slot *result);

#endif
