/* SPDX-License-Identifier: MIT */
/* What the files of the JavaScriptCore backend share. */

#ifndef NAPI_SHIM_JAVASCRIPTCORE_ENGINE_H
#define NAPI_SHIM_JAVASCRIPTCORE_ENGINE_H

#include "private_api.h"
#include "napi_shim_engine.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* How many values one call gathers on the C stack before it goes to the
 * heap. */
#define JSC_FEW 16
/* How many arguments glue_call_few passes on. */
#define JSC_CALL_FEW 5

/* The glue functions of a realm, in the order in which glue.c's script
 * returns them. */
enum {
  glue_make_function, /* (pointer, holder, name) */
  glue_make_nameless, /* (pointer, holder) */
  glue_call_few,      /* (f, up to 5 arguments): this is undefined */
  glue_call_many,     /* (f, this, ...arguments) */
  glue_construct,     /* (f): throws if f is not a constructor */
  glue_has_own,       /* (object, key) */
  glue_define,   /* (object, key, value, writable, enumerable, configurable) */
  glue_accessor, /* (object, key, get, set, enumerable, configurable) */
  glue_instance_of,
  glue_to_number,
  glue_array,     /* (length) */
  glue_shared,    /* (length) */
  glue_close,     /* (object): no longer extensible */
  glue_detach,    /* (buffer): true if detached now */
  glue_detached,  /* (buffer) */
  glue_is_shared, /* (object) */
  glue_class_of,  /* (object): a napi_shim_class number */
  glue_kind_of,   /* (typed array): a napi_typedarray_type number */
  glue_error,     /* (kind, message): 0 TypeError, 1 RangeError */
  glue_rejection, /* (gate, native): a callback for unhandled rejections */
  glue_unique,    /* (text): the same text as a property's name */
  glue_own_bytes, /* (length, constructor or undefined) */
  glue_bytes,     /* not to be called: the constructor Uint8Array */
  glue_count
};

/*
 * What was learned from samples about the memory of this process's
 * JavaScriptCore (layout.c). A false flag means: ask the C interface.
 */
typedef struct jsc_layout {
  bool boxing;  /* numbers and immediates can be decoded; else no VM opens */
  bool types;   /* the cell's type byte can be used */
  bool buffers; /* the data pointer of an ArrayBuffer can be read */
  bool strings; /* characters can be read in place */
  bool latin1;  /* strings of one byte per unit can be made */
  bool texts;   /* string values can be made over memory made through C++ */
  bool bigints; /* BigInts of 64 bits can be made and read directly */
  bool views;   /* typed arrays over a buffer can be read in place */
  bool objects; /* an object's first word tells whether it is like {} */
  bool owners;  /* so can typed arrays that have no buffer yet */
  bool defines; /* properties of plain objects can be defined directly */
  bool natives; /* natives.c: native functions can be the engine's own */
  uint64_t structures;      /* upper half of their addresses, or zero */
  unsigned structure_class; /* word of those: the class */
  uint8_t function_byte;    /* type byte of functions that are no class's */
  bool instances_known;     /* instances.c */
  bool scope[256];          /* by type byte: as `this` it is undefined */
  uint8_t type[256];        /* napi_shim_type + 1 by type byte; 0: ask */
  uint8_t klass[256];       /* napi_shim_class + 1 by type byte; 0: ask */
  int8_t kind[256];         /* napi_typedarray_type by type byte; -1 */
  uint8_t buffer_byte;      /* type byte of ArrayBuffer, SharedArrayBuffer */
  unsigned impl_word;       /* word of the cell: the buffer's implementation */
  unsigned data_word;       /* word of that: the data */
  uint32_t eight_bit;       /* flag in the third word of a string's memory */
  unsigned view_mode;       /* byte of a typed array … */
  uint8_t view_plain; /* … that is this over a buffer of fixed length … */
  uint8_t view_owner; /* … and this where it has memory of its own */
  /* direct.c; without `names` none of the three after it. */
  bool names;         /* unique strings are known, and their memory names */
  bool has;           /* properties can be asked for */
  bool own;           /* own data properties of plain objects can be read */
  bool put;           /* properties of plain objects can be set */
  bool instances;     /* instanceof can be asked for */
  bool calls;         /* functions can be called, and constructed */
  bool thrown;        /* it is known where an exception waits */
  uint32_t unique;    /* flag in the third word of a string's memory */
  uint8_t plain_byte; /* type byte of objects without a class */
  unsigned exception_word;  /* of the VM: what was thrown and waits */
  unsigned slot_value;      /* word of what jsc_cpp_own() fills */
  unsigned slot_attributes; /* half word of that: zero for plain data */
  /* structures.c */
  bool own_buffers;   /* ArrayBuffers can be made with memory of their own */
  bool promises;      /* promises can be made and settled */
  bool bytes;         /* the constructor Uint8Array can be called */
  uint8_t bytes_byte; /* type byte of that */
  /* elements.c */
  uint8_t array_byte;
  uint8_t shape[256]; /* jsc_shape by the second half's first byte */
} jsc_layout;

/* How an array keeps its elements. */
typedef enum jsc_shape {
  jsc_shape_other,
  jsc_shape_values,  /* values, shared with other arrays */
  jsc_shape_numbers, /* doubles, shared with other arrays */
  jsc_shape_own_integers,
  jsc_shape_own_numbers,
  jsc_shape_own_values
} jsc_shape;

/*
 * Outlives its VM: the collector of an attached VM goes on calling with it,
 * and so may functions in the script's hands. vm is NULL once closed.
 */
typedef struct jsc_gate {
  napi_shim_vm *vm;
  JSValueRef failed; /* what a native function returns in order to throw … */
  JSValueRef thrown; /* … this; NULL if nothing */
  struct jsc_gate *next;
} jsc_gate;

/* A doubly linked ring's link; the head is one too. */
typedef struct jsc_link {
  struct jsc_link *next, *previous;
} jsc_link;

/* A native function's data; dies with its function object. */
typedef struct jsc_function {
  const void *const *methods; /* natives.c */
  jsc_link link;              /* in vm->functions */
  jsc_gate *gate;
  void *function; /* NULL when the VM was closed */
} jsc_function;

/* External memory of an ArrayBuffer; dies with the memory. */
typedef struct jsc_memory {
  jsc_link link;
  napi_shim_vm *vm;
  JSWeakRef buffer; /* to detach it when an attached VM is closed */
  void *data;
  napi_shim_release_memory release;
  void *hint;
} jsc_memory;

/* The record of an object; in a pool, found through its address. */
typedef struct jsc_entry {
  struct jsc_entry *next; /* in its bucket, or free */
  JSObjectRef key;        /* NULL: free */
  JSWeakRef weak;
  void *record;
} jsc_entry;

typedef struct jsc_records {
  jsc_entry **buckets;
  size_t mask; /* number of buckets - 1 */
  size_t count;
  jsc_entry *free;
  struct jsc_chunk *chunks;
} jsc_records;

/* A cached property name. When it has served often enough it becomes a unique
 * string of the engine's. */
#define JSC_NAMES      512
#define JSC_NAME_BYTES 48
typedef struct jsc_name {
  JSStringRef string; /* NULL: this place is free */
  JSValueRef value;   /* unique, or NULL */
  const void *unique; /* its memory, or NULL */
  uint8_t uses;       /* while it is not */
  uint8_t length;
  char bytes[JSC_NAME_BYTES];
} jsc_name;

/* What JavaScriptCore keeps on the stack of whoever enters it first. */
typedef struct jsc_entry_scope {
  JSContextGroupRef group;
  JSContextRef global;
  uintptr_t more[14]; /* zero: lists in other versions */
} jsc_entry_scope;

struct napi_shim_realm {
  napi_shim_vm *vm;
  JSGlobalContextRef context;
  JSObjectRef glue[glue_count];
  JSObjectRef sample_buffer; /* keeps its structure alive */
  JSObjectRef sample_object; /* {}, the same; or NULL */
  JSObjectRef sample_native; /* the same */
  bool natives;              /* natives.c: can be made here */
  JSObjectRef own_buffer;    /* structures.c: the same for those it makes … */
  JSObjectRef promise;       /* … or NULL */
  napi_shim_realm *next;
};

/* instances.c: an object with this prototype; roots till the next collection
 * ends. */
#define JSC_INSTANCES 64
typedef struct jsc_instance {
  JSObjectRef prototype, sample;
} jsc_instance;

struct napi_shim_vm {
  JSContextGroupRef group;
  JSGlobalContextRef context; /* the VM's own, for locking and weak work */
  bool attached;
  unsigned entered; /* how often the lock is held, in the innermost callback */
  bool safe;
  bool stress;
  bool terminable;
  unsigned stress_count;
  const napi_shim_core *core;
  void *runtime;
  jsc_gate *gate;
  const jsc_layout *layout;
  JSValueRef exception; /* waits for take_exception(); or NULL */
  JSClassRef external_class;
  JSObjectRef external_sample; /* its first word is that of all; or NULL */
  JSClassRef holder_class;
  JSObjectRef defined;        /* define.c: the last one, or NULL … */
  uint32_t defined_structure; /* … as it was left … */
  unsigned defined_count;     /* … with so many properties */
  napi_shim_realm *realms;
  JSObjectRef rejection;  /* callback for unhandled rejections, protected */
  napi_shim_realm *inner; /* over `context`, in an attached VM; or NULL */
  jsc_records records;
  jsc_link functions;
  jsc_link memories;
  jsc_name *names;
  JSObjectRef strict_this;    /* natives.c */
  JSObjectRef instance, heir; /* instances.c */
  jsc_instance instances[JSC_INSTANCES];
  JSValueRef prototype_value, constructor_value;
  const void *prototype_name, *constructor_name;
  JSValueRef length_value; /* "length", where names are known; or NULL … */
  const void *length_name; /* … and its memory */
  int64_t external_memory; /* bytes that native code holds for objects … */
  int64_t reported_memory; /* … as far as the collector knows */
  atomic_bool terminating;
  double stop_asked; /* termination.c: when the timer began that stops script */
  bool stopped; /* … and script is not running: the library has control */
  bool emptied; /* … nor are there microtasks */
  bool rows;    /* JavaScript can be entered once for many calls */
  jsc_entry_scope row;
};

/* Slots */
static inline JSValueRef jsc_value(const napi_shim_slot *slot) {
  return (JSValueRef)(uintptr_t)slot->word[0];
}

static inline JSObjectRef jsc_object(const napi_shim_slot *slot) {
  return (JSObjectRef)(uintptr_t)slot->word[0];
}

static inline void jsc_put(napi_shim_slot *slot, JSValueRef value) {
  slot->word[0] = (uint64_t)(uintptr_t)value;
  slot->word[1] = 0;
}

/* What the interface takes an empty value for. */
static inline JSValueRef jsc_given(JSValueRef value) {
  return value != NULL ? value : (JSValueRef)(uintptr_t)0x2; /* null */
}

/* Encoded values: numbers have one of the upper 15 bits set, undefined, null
 * and booleans bit 1, cells neither. */
#define JSC_NUMBER_BITS 0xfffe000000000000ull
/* Added to the bits of a double. */
#define JSC_DOUBLE_OFFSET (1ull << 49)
#define JSC_OTHER_BIT     2ull
#define JSC_UNDEFINED     0xaull
#define JSC_NULL          2ull
#define JSC_TRUE          7ull
#define JSC_FALSE         6ull

static inline bool jsc_bits_are_cell(uint64_t bits) {
  return bits != 0 && (bits & (JSC_NUMBER_BITS | JSC_OTHER_BIT)) == 0;
}

static inline uint64_t jsc_bits(JSValueRef value) {
  return (uint64_t)(uintptr_t)value;
}

/* The byte that tells what a cell is. */
static inline uint8_t jsc_type_byte(uint64_t bits) {
  return ((const uint8_t *)(uintptr_t)bits)[5];
}

uint64_t jsc_encode_number(double value);
static inline double jsc_decode_number(uint64_t bits) {
  if (bits >= JSC_NUMBER_BITS)
    return (int32_t)(uint32_t)bits;
  double value;
  bits -= JSC_DOUBLE_OFFSET;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* The status for what an interface call threw. */
napi_shim_engine_status jsc_thrown(napi_shim_vm *vm, JSValueRef exception);

/* ok with *result, or the status for `exception`. */
static inline napi_shim_engine_status jsc_done(napi_shim_vm *vm,
                                               JSValueRef value,
                                               JSValueRef exception,
                                               napi_shim_slot *result) {
  if (__builtin_expect(exception != NULL || value == NULL, 0))
    return jsc_thrown(vm, exception);
  jsc_put(result, value);
  return napi_shim_engine_ok;
}

/* layout.c: the layout, learned with the first VM of the process; `safe`
 * gives one that knows of nothing but number encoding. NULL: out of memory. */
const jsc_layout *jsc_layout_get(JSGlobalContextRef context, bool safe);

/* cells.c: the same for single kinds of cells; false where the samples are not
 * as expected. `peek` reads memory that may not be there. */
typedef bool jsc_peek(const int pipe_ends[2], uint64_t address, void *result,
                      size_t size);
/* What a script gives; NULL if it throws. */
JSValueRef jsc_sample(JSContextRef context, const char *source);
/* The same for `count` scripts, which are expressions: the first members of
 * structs of `size` bytes. */
void jsc_samples(JSContextRef context, const void *samples, size_t count,
                 size_t size, JSValueRef *values);
bool jsc_learn_bigints(JSContextRef context, jsc_peek *peek,
                       const int pipe_ends[2]);
bool jsc_learn_views(jsc_layout *layout, JSContextRef context);
bool jsc_learn_owners(jsc_layout *layout, JSContextRef context);
bool jsc_learn_texts(const jsc_layout *layout, JSContextRef context);

/* The value over a string's memory, which belongs to the value from here on. */
JSValueRef jsc_text_value(JSContextGroupRef group, void *memory);

/* A BigInt's cell, as cells.c verified it. */
typedef struct jsc_bigint {
  uint64_t head;
  uint32_t digits; /* 64 bits each; none is zero */
  uint32_t hash;
  uint8_t negative;
  uint64_t *lowest;
} jsc_bigint;

/* NULL: not to be had, or too long for the short cut. */
JSValueRef jsc_bigint_of_words(JSContextGroupRef group, bool negative,
                               size_t count, const uint64_t *words);

/* Of a Uint8Array that has its memory without a buffer, where a buffer that is
 * asked for later takes the memory over. Shorter ones move then. */
#define JSC_LEAST_OWN 1001
#define JSC_MOST_OWN  65536

/* A typed array's cell, as cells.c verified it. */
typedef struct jsc_view {
  uint64_t head;
  void *properties;
  void *data; /* NULL: detached */
  uint64_t length;
  uint64_t offset;
} jsc_view;

/* elements.c */
void jsc_learn_elements(jsc_layout *layout, JSContextRef context,
                        jsc_peek *peek, const int pipe_ends[2]);
/* False: ask the C interface. */
bool jsc_read_element(const jsc_layout *layout, JSObjectRef array,
                      uint32_t index, uint64_t *bits);
bool jsc_write_element(napi_shim_realm *realm, JSObjectRef array,
                       uint32_t index, uint64_t bits);

/* glue.c */
napi_shim_engine_status jsc_glue_open(napi_shim_realm *realm);
napi_shim_engine_status jsc_glue_call(napi_shim_realm *realm, int function,
                                      size_t argc, const JSValueRef *argv,
                                      JSValueRef *result);
/* Throws a new error: kind as for glue_error; always `exception`. */
napi_shim_engine_status jsc_throw(napi_shim_realm *realm, int kind,
                                  const char *message);
JSStringRef jsc_string_from_utf8(const char *bytes, size_t length);

/* The memory of a string of a byte per unit, where texts can be made. */
void *jsc_narrow_memory(const uint16_t *units, size_t length);
/* Through C++ (strings.c); NULL where that is not to be had. */
JSStringRef jsc_make_latin1(const char *bytes, size_t length);

/* A call frame, in words. */
enum {
  jsc_frame_callee = 3,
  jsc_frame_count = 4, /* lower half: arguments and `this` */
  jsc_frame_this = 5,
  jsc_frame_arguments = 6
};

/* vm.c */
void jsc_stress(napi_shim_vm *vm);
static inline void jsc_link_init(jsc_link *head) {
  head->next = head->previous = head;
}
static inline void jsc_link_add(jsc_link *head, jsc_link *link) {
  link->next = head->next;
  link->previous = head;
  head->next->previous = link;
  head->next = link;
}
static inline void jsc_link_remove(jsc_link *link) {
  link->next->previous = link->previous;
  link->previous->next = link->next;
}

/* rows.c */
void jsc_scope_begins(napi_shim_vm *vm, jsc_entry_scope *scope);
void jsc_scope_ends(napi_shim_vm *vm, jsc_entry_scope *scope);

/* termination.c */
/* Looks at intervals whether a terminable VM is to stop. */
void jsc_watch(napi_shim_vm *vm);
void jsc_watch_end(napi_shim_vm *vm);
/* On the way back to script: that it ends soon, whatever it catches. */
void jsc_stop_script(napi_shim_vm *vm);
void jsc_script_stopped(napi_shim_vm *vm);
/* Before the lock is given up, upon which the engine runs microtasks. */
void jsc_stop_microtasks(napi_shim_vm *vm);
/* Whether no script may run any more; asked where the library has control. */
static inline bool jsc_terminated(napi_shim_vm *vm) {
  if (!atomic_load(&vm->terminating))
    return false;
  jsc_script_stopped(vm);
  return true;
}

/* functions.c */
JSClassRef jsc_holder_class_new(void);
JSObjectRef jsc_dispatch_function(napi_shim_realm *realm);
JSObjectRef jsc_take_function(JSContextRef context);
JSObjectRef jsc_rejection_function(JSContextRef context);
void jsc_functions_drop(napi_shim_vm *vm);

/* records.c */
bool jsc_records_open(napi_shim_vm *vm);
void jsc_records_close(napi_shim_vm *vm);
void jsc_records_sweep(napi_shim_vm *vm);

/* externals.c */
JSClassRef jsc_external_class_new(void);
void jsc_learn_externals(napi_shim_vm *vm);

/* define.c */
bool jsc_learn_structures(JSContextRef context);
/* False: define it in another way. */
bool jsc_define_untouched(napi_shim_realm *realm, JSObjectRef object,
                          JSValueRef key, const napi_shim_property *property);
void jsc_forget_defined(napi_shim_vm *vm);
/* Attributes, as C++ numbers them. */
enum {
  jsc_read_only = 2,
  jsc_hidden = 4,
  jsc_fixed = 8,
  jsc_accessor = 16,
  jsc_all_told = 7
};
bool jsc_learn_defines(const jsc_layout *layout, JSContextRef context);

/* buffers.c */
void jsc_memories_detach(napi_shim_vm *vm);
void jsc_memories_abandon(napi_shim_vm *vm);

/* objects.c */
/* The memory of a text, for as long as *keeper lives; NULL: out of memory. */
const void *jsc_name_text(napi_shim_realm *realm, const char *name,
                          size_t length, JSValueRef *keeper);
void jsc_names_close(napi_shim_vm *vm);

/* The operations of the table. */
#define OPERATION(name, ...) napi_shim_engine_status jsc_##name(__VA_ARGS__)
#define REALM                napi_shim_realm *realm
#define IN(name)             const napi_shim_slot *name
#define OUT                  napi_shim_slot *result

const char *jsc_version(void);
OPERATION(vm_open, const napi_shim_vm_options *options,
          const napi_shim_core *core, void *runtime, napi_shim_vm **result);
void jsc_vm_close(napi_shim_vm *vm);
void jsc_vm_enter(napi_shim_vm *vm);
void jsc_vm_leave(napi_shim_vm *vm);
void jsc_collect_garbage(napi_shim_vm *vm);
OPERATION(run_microtasks, REALM);
void jsc_rows_open(napi_shim_vm *vm);
void jsc_row_begins(napi_shim_vm *vm);
void jsc_row_ends(napi_shim_vm *vm);
void jsc_terminate(napi_shim_vm *vm);
void jsc_adjust_external_memory(napi_shim_vm *vm, int64_t change);
void jsc_retain(napi_shim_vm *vm, IN(slot), OUT);

OPERATION(realm_open, napi_shim_vm *vm, void *native, napi_shim_realm **result);
void jsc_realm_close(REALM);
void jsc_realm_global(REALM, OUT);
void *jsc_native_realm(REALM);
void jsc_take_exception(REALM, OUT);

void jsc_make_undefined(REALM, OUT);
void jsc_make_null(REALM, OUT);
void jsc_make_boolean(REALM, bool value, OUT);
void jsc_make_number(REALM, double value, OUT);
void jsc_make_int32(REALM, int32_t value, OUT);
napi_shim_type jsc_type_of(REALM, IN(value));
napi_shim_class jsc_class_of(REALM, IN(value));
bool jsc_get_boolean(REALM, IN(value), bool *result);
bool jsc_get_number(REALM, IN(value), double *result);
OPERATION(make_bigint_int64, REALM, int64_t value, OUT);
OPERATION(make_bigint_uint64, REALM, uint64_t value, OUT);
OPERATION(get_bigint_int64, REALM, IN(value), int64_t *result, bool *lossless);
OPERATION(get_bigint_uint64, REALM, IN(value), uint64_t *result,
          bool *lossless);
OPERATION(make_bigint_words, REALM, bool negative, size_t count,
          const uint64_t *words, OUT);
OPERATION(get_bigint_words, REALM, IN(value), bool *negative, size_t *count,
          const uint64_t **words);
bool jsc_strict_equals(REALM, IN(a), IN(b));
bool jsc_to_boolean(REALM, IN(value));
OPERATION(to_number, REALM, IN(value), OUT);
OPERATION(to_string, REALM, IN(value), OUT);
OPERATION(to_object, REALM, IN(value), OUT);
OPERATION(instance_of, REALM, IN(value), IN(constructor), bool *result);

OPERATION(make_string_latin1, REALM, const char *bytes, size_t length, OUT);
OPERATION(make_string_utf16, REALM, const uint16_t *units, size_t length, OUT);
OPERATION(make_string_utf8, REALM, const char *bytes, size_t length, OUT);
OPERATION(get_text, REALM, IN(value), napi_shim_text *result);
void jsc_release_text(REALM, napi_shim_text *text);
OPERATION(make_symbol, REALM, IN(description), OUT);

OPERATION(make_object, REALM, OUT);
OPERATION(make_array, REALM, uint32_t length, OUT);
OPERATION(get, REALM, IN(object), IN(key), OUT);
OPERATION(set, REALM, IN(object), IN(key), IN(value));
OPERATION(has, REALM, IN(object), IN(key), bool *result);
OPERATION(has_own, REALM, IN(object), IN(key), bool *result);
OPERATION(delete_key, REALM, IN(object), IN(key), bool *result);
OPERATION(get_named, REALM, IN(object), const char *name, size_t length, OUT);
OPERATION(set_named, REALM, IN(object), const char *name, size_t length,
          IN(value));
OPERATION(has_named, REALM, IN(object), const char *name, size_t length,
          bool *result);
OPERATION(get_index, REALM, IN(object), uint32_t index, OUT);
OPERATION(set_index, REALM, IN(object), uint32_t index, IN(value));
OPERATION(define_property, REALM, IN(object), IN(key),
          const napi_shim_property *property);

OPERATION(define_named, REALM, IN(object), const char *name, size_t length,
          const napi_shim_property *property);
OPERATION(bare_prototype, REALM, IN(function), OUT);

OPERATION(make_function, REALM, const char *name, size_t length, void *function,
          OUT);
OPERATION(call, REALM, IN(function), IN(this_value), size_t argc,
          const napi_shim_slot *const *argv, OUT);
OPERATION(construct, REALM, IN(constructor), size_t argc,
          const napi_shim_slot *const *argv, OUT);
OPERATION(evaluate, REALM, const char *source, size_t length, const char *name,
          OUT);
OPERATION(make_error, REALM, int kind, IN(message), IN(code), OUT);
OPERATION(make_promise, REALM, napi_shim_slot *promise, napi_shim_slot *resolve,
          napi_shim_slot *reject);
OPERATION(make_pending, REALM, OUT);
OPERATION(settle, REALM, IN(promise), IN(value), bool resolve);

OPERATION(make_arraybuffer, REALM, size_t length, void **data, OUT);
OPERATION(make_bytes, REALM, IN(arraybuffer), size_t byte_offset, size_t length,
          IN(like), OUT);
OPERATION(make_own_bytes, REALM, size_t length, IN(like), void **data, OUT);
OPERATION(make_external_arraybuffer, REALM, void *data, size_t length,
          napi_shim_release_memory release, void *hint, OUT);
OPERATION(make_shared_arraybuffer, REALM, size_t length, void **data, OUT);
OPERATION(get_memory, REALM, IN(value), napi_shim_memory *result);
OPERATION(get_extent, REALM, IN(value), napi_shim_memory *result);
OPERATION(get_buffer, REALM, IN(view), OUT);
OPERATION(detach, REALM, IN(arraybuffer));

OPERATION(make_external, REALM, void *record, void **weak, OUT);
void *jsc_get_record(REALM, IN(object));
OPERATION(attach_record, REALM, IN(object), void *record, void **weak);
bool jsc_weak_get(napi_shim_vm *vm, void *weak, OUT);

#include "direct.h"

#endif
