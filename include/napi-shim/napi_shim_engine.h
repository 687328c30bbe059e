/* SPDX-License-Identifier: MIT */
/* What a JavaScript engine gives to the library: one table of functions. */

#ifndef NAPI_SHIM_ENGINE_H
#define NAPI_SHIM_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The table's layout. A backend with another number is refused. */
#define NAPI_SHIM_ENGINE_ABI 1

/*
 * Every backend that is a shared library exports this function:
 *   const napi_shim_engine *napi_shim_engine_table(const char **refusal);
 * NULL: it cannot work in this program; *refusal is a sentence that says why.
 */
#define NAPI_SHIM_ENGINE_SYMBOL "napi_shim_engine_table"

/* One engine value in memory of the library. An engine stores what it likes
 * in the two words (a pointer, a tagged value). A slot is either owned (it
 * keeps its value alive) or borrowed (something else does, for as long as the
 * text at that place says). A napi_value points to a slot. */
typedef struct napi_shim_slot {
  uint64_t word[2];
} napi_shim_slot;

/* One heap, used by one thread at a time. Defined by the engine. */
typedef struct napi_shim_vm napi_shim_vm;

/* One global object with its intrinsics. Defined by the engine. */
typedef struct napi_shim_realm napi_shim_realm;

/* How an engine operation ended. After `exception` the thrown value waits in
 * the realm's VM until take_exception() fetches it; the library always
 * fetches it before it calls another operation that can throw. */
typedef enum {
  napi_shim_engine_ok = 0,
  napi_shim_engine_exception,
  napi_shim_engine_out_of_memory,
  napi_shim_engine_terminated,
  napi_shim_engine_unsupported
} napi_shim_engine_status;

/* The type of a value, numbered as napi_valuetype is. */
typedef enum {
  napi_shim_type_undefined,
  napi_shim_type_null,
  napi_shim_type_boolean,
  napi_shim_type_number,
  napi_shim_type_string,
  napi_shim_type_symbol,
  napi_shim_type_object,
  napi_shim_type_function,
  napi_shim_type_external,
  napi_shim_type_bigint
} napi_shim_type;

/* What an object is made of, whatever its prototype says. A Proxy is
 * `proxy`, never the class of its target. */
typedef enum {
  napi_shim_class_none, /* not an object */
  napi_shim_class_plain,
  napi_shim_class_array,
  napi_shim_class_error,
  napi_shim_class_date,
  napi_shim_class_promise,
  napi_shim_class_arraybuffer,
  napi_shim_class_shared_arraybuffer,
  napi_shim_class_typedarray,
  napi_shim_class_dataview,
  napi_shim_class_proxy,
  napi_shim_class_external
} napi_shim_class;

/* Memory behind an ArrayBuffer, a typed array or a DataView. */
typedef struct {
  void *data;         /* of the view's first byte; NULL when detached */
  size_t byte_length; /* current one, for length-tracking views too */
  size_t byte_offset; /* of a view in its buffer */
  size_t length;      /* in elements, for typed arrays */
  int kind;           /* napi_typedarray_type of a typed array, else -1 */
  bool detached;
} napi_shim_memory;

/* Characters of a string, in the form that costs the engine least. */
typedef enum {
  napi_shim_text_latin1, /* a byte per code unit */
  napi_shim_text_utf16,
  napi_shim_text_wtf8 /* UTF-8 in which a lone surrogate is 3 bytes */
} napi_shim_text_form;

typedef struct {
  napi_shim_text_form form;
  const void *units;
  size_t length; /* in units of the form */
  void *token;   /* for release_text; NULL: nothing to release */
} napi_shim_text;

/* A property for define_property: data if both functions are NULL. */
typedef struct {
  const napi_shim_slot *value;
  const napi_shim_slot *getter; /* NULL or a function */
  const napi_shim_slot *setter;
  bool writable, enumerable, configurable;
} napi_shim_property;

/* A JavaScript call of a native function. All slots are borrowed, rooted
 * until the call returns, and may be handed out as handles till then. */
typedef struct {
  const napi_shim_slot *this_value; /* as passed: not coerced by the engine */
  const napi_shim_slot *new_target; /* NULL in a plain call */
  const napi_shim_slot *argv;
  size_t argc;
} napi_shim_call;

/* How values lie in slots, as far as an engine tells: the library makes and
 * reads such ones itself. What it does not tell is zero. */
typedef struct {
  /* These four are copied as they are, and never released. */
  bool has_constants;
  napi_shim_slot undefined, null, no, yes;
  /* The low half of word[1] is the value's tag, and the rest is told, too. What
   * the library makes has the whole tag in word[1]; whole numbers become int32
   * where they can. A slot of zeros needs no release. */
  bool is_tagged;
  uint64_t tag_int32;   /* the number is in the low half of word[0] */
  uint64_t tag_double;  /* its bits are word[0] */
  uint64_t tag_object;  /* all that is an object, and nothing else */
  uint32_t tag_counted; /* tags below (the low half) need no release */
  /* Where such values tell, in bytes from word[0] on; all or nothing. count_at,
   * not 0: an int32_t, how many hold it; above 1 a release only counts down.
   * class_at: an object's uint16_t class. types: by class, 1 + napi_shim_type,
   * or 0 while it has to be asked. */
  int32_t count_at;
  uint32_t class_at, type_count;
  const unsigned char *types;
} napi_shim_slot_form;

typedef void (*napi_shim_release_memory)(void *data, void *hint);
typedef void (*napi_shim_visit)(void *visitor, const napi_shim_slot *slots,
                                size_t count);

/* What the library gives to an engine, with the runtime pointer that
 * vm_open() received. */
typedef struct napi_shim_core {
  /* A native function made by make_function() is called. `ok`: *result is an
   * owned value to return. `exception`: *result is an owned value to throw.
   * `terminated`: *result is not written; the engine must unwind. */
  napi_shim_engine_status (*invoke)(void *function, const napi_shim_call *call,
                                    napi_shim_slot *result);

  /* The function object died. May be called inside GC. */
  void (*function_dropped)(void *function);

  /* The object with this record died; weak_get() on it must give nothing from
   * now on. May be called inside GC: queues, calls no engine operation. */
  void (*record_dropped)(void *record);

  /* Shows every live slot (handle stack, references, intrinsics) to an engine
   * that marks. Engines that count references never call it. The caller is
   * the collector; the VM's thread is not running library code meanwhile
   * (vm_enter() holds the engine's lock). */
  void (*visit_roots)(void *runtime, napi_shim_visit visit, void *visitor);

  /* A promise was rejected without a handler (handled = false), or got one
   * later (true). Borrowed slots. */
  void (*promise_rejection)(void *runtime, const napi_shim_slot *promise,
                            const napi_shim_slot *reason, bool handled);
} napi_shim_core;

/* How a VM is opened. */
typedef struct {
  void *native_vm;   /* an existing VM to attach to (JSRuntime *,
                        JSContextGroupRef …), not closed by vm_close; or NULL */
  size_t stack_size; /* bytes JavaScript may use of the C stack; 0: default */
  bool gc_stress;    /* collect as often as the engine can, for tests */
  bool safe;         /* public engine interfaces only, no probed shortcuts */
  bool terminable;   /* terminate() will be used from another thread: an engine
                        may need to run somewhat slower for that */
} napi_shim_vm_options;

/* What an engine cannot do is absent from its capability bits. */
enum {
  napi_shim_can_detach = 1 << 0,
  napi_shim_can_share_memory = 1 << 1,    /* SharedArrayBuffer */
  napi_shim_can_float16 = 1 << 2,         /* Float16Array */
  napi_shim_can_terminate = 1 << 3,       /* terminate() works */
  napi_shim_can_several_realms = 1 << 4,  /* realm_open() more than once */
  napi_shim_can_external_memory = 1 << 5, /* make_external_arraybuffer */
  napi_shim_can_external_string = 1 << 6, /* zero-copy strings */
  napi_shim_closes_externals = 1 << 7     /* make_external: not extensible */
};

/* The table. Fill it with designated initialisers. `required` entries must be
 * set; an `optional` one that is NULL is replaced by a generic form that the
 * library builds on the others and on intrinsics captured when the realm was
 * opened.
 *
 * Common rules
 * - Slots that come in are borrowed. `result` receives an owned slot. It is
 *   written once, as the last step, on `ok` only: until then nothing looks at
 *   it and its memory may be used by nested calls.
 * - All operations run on the VM's thread between vm_enter and vm_leave, or
 *   inside a call of core->invoke.
 * - Operations never run microtasks. An engine that cannot hold them back
 *   says so in its documentation. */
typedef struct napi_shim_engine {
  uint32_t abi_version;         /* NAPI_SHIM_ENGINE_ABI */
  uint32_t size;                /* sizeof(napi_shim_engine) as compiled */
  const char *name;             /* "quickjs" */
  const char *(*version)(void); /* "quickjs-ng 0.16.2", required */
  uint64_t capabilities;

  /* VM: required unless said otherwise. */
  napi_shim_engine_status (*vm_open)(const napi_shim_vm_options *options,
                                     const napi_shim_core *core, void *runtime,
                                     napi_shim_vm **result);
  /* All realms are closed, all slots released. Objects that are still alive
   * die now: their records and functions are dropped through core. */
  void (*vm_close)(napi_shim_vm *vm);
  /* Brackets every use of the VM from outside JavaScript. Takes the engine's
   * lock and tells it the thread's stack. Nests. Of several VMs entered on one
   * thread, only the one entered last is used, until it is left. */
  void (*vm_enter)(napi_shim_vm *vm);
  void (*vm_leave)(napi_shim_vm *vm);
  /* Collects everything that is dead now, synchronously. */
  void (*collect_garbage)(napi_shim_vm *vm);
  /* Runs jobs until none is left. A job that throws ends the run with
   * `exception`; the caller takes it and calls again. */
  napi_shim_engine_status (*run_microtasks)(napi_shim_realm *realm);
  /* Makes running JavaScript unwind uncatchably. Any thread; optional. */
  void (*terminate)(napi_shim_vm *vm);
  /* Bytes held by native code for JavaScript objects changed; optional. */
  void (*adjust_external_memory)(napi_shim_vm *vm, int64_t change);

  /* Slots. `retain` makes an owned slot of a borrowed one; `release` ends
   * the ownership of `count` slots (NULL for a marking engine: nothing to
   * do). Both are legal wherever the library runs, not inside GC. */
  void (*retain)(napi_shim_vm *vm, const napi_shim_slot *slot,
                 napi_shim_slot *result);
  void (*release)(napi_shim_vm *vm, napi_shim_slot *slots, size_t count);

  /* Realms. native_realm: an existing one to attach to (JSContext *,
   * JSGlobalContextRef) or NULL for a fresh one. */
  napi_shim_engine_status (*realm_open)(napi_shim_vm *vm, void *native_realm,
                                        napi_shim_realm **result);
  void (*realm_close)(napi_shim_realm *realm);
  void (*realm_global)(napi_shim_realm *realm, napi_shim_slot *result);

  /* The thrown value; the VM has none afterwards. undefined if none. */
  void (*take_exception)(napi_shim_realm *realm, napi_shim_slot *result);

  /* Primitive values: required. These never throw. */
  void (*make_undefined)(napi_shim_realm *realm, napi_shim_slot *result);
  void (*make_null)(napi_shim_realm *realm, napi_shim_slot *result);
  void (*make_boolean)(napi_shim_realm *realm, bool value,
                       napi_shim_slot *result);
  void (*make_number)(napi_shim_realm *realm, double value,
                      napi_shim_slot *result);
  void (*make_int32)(napi_shim_realm *realm, int32_t value,
                     napi_shim_slot *result); /* optional */
  napi_shim_type (*type_of)(napi_shim_realm *realm,
                            const napi_shim_slot *value);
  /* false: not of that type, *result untouched. */
  bool (*get_boolean)(napi_shim_realm *realm, const napi_shim_slot *value,
                      bool *result);
  bool (*get_number)(napi_shim_realm *realm, const napi_shim_slot *value,
                     double *result);

  /* BigInt: required. get: the low 64 bits; *lossless tells whether the
   * value is exactly *result. The caller has checked the type. Longer ones
   * are handled by the library in JavaScript. */
  napi_shim_engine_status (*make_bigint_int64)(napi_shim_realm *realm,
                                               int64_t value,
                                               napi_shim_slot *result);
  napi_shim_engine_status (*make_bigint_uint64)(napi_shim_realm *realm,
                                                uint64_t value,
                                                napi_shim_slot *result);
  napi_shim_engine_status (*get_bigint_int64)(napi_shim_realm *realm,
                                              const napi_shim_slot *value,
                                              int64_t *result, bool *lossless);
  napi_shim_engine_status (*get_bigint_uint64)(napi_shim_realm *realm,
                                               const napi_shim_slot *value,
                                               uint64_t *result,
                                               bool *lossless);
  /* Optional: longer ones. Words are lowest first, the highest is not zero.
   * What is read stays the engine's, and is good until the next operation.
   * unsupported: the library does it in JavaScript. */
  napi_shim_engine_status (*make_bigint_words)(napi_shim_realm *realm,
                                               bool negative, size_t count,
                                               const uint64_t *words,
                                               napi_shim_slot *result);
  napi_shim_engine_status (*get_bigint_words)(napi_shim_realm *realm,
                                              const napi_shim_slot *value,
                                              bool *negative, size_t *count,
                                              const uint64_t **words);

  /* Strings: required. Exact: lone surrogates and NUL units are kept. */
  napi_shim_engine_status (*make_string_latin1)(napi_shim_realm *realm,
                                                const char *bytes,
                                                size_t length,
                                                napi_shim_slot *result);
  napi_shim_engine_status (*make_string_utf16)(napi_shim_realm *realm,
                                               const uint16_t *units,
                                               size_t length,
                                               napi_shim_slot *result);
  /* Well-formed UTF-8 only; optional. */
  napi_shim_engine_status (*make_string_utf8)(napi_shim_realm *realm,
                                              const char *bytes, size_t length,
                                              napi_shim_slot *result);
  /* The characters of a string value, until release_text(). */
  napi_shim_engine_status (*get_text)(napi_shim_realm *realm,
                                      const napi_shim_slot *value,
                                      napi_shim_text *result);
  void (*release_text)(napi_shim_realm *realm, napi_shim_text *text);
  /* description: a string, or NULL for none. Optional. */
  napi_shim_engine_status (*make_symbol)(napi_shim_realm *realm,
                                         const napi_shim_slot *description,
                                         napi_shim_slot *result);

  /* Objects: required. */
  napi_shim_engine_status (*make_object)(napi_shim_realm *realm,
                                         napi_shim_slot *result);
  /* A new array whose length is `length`, without elements. */
  napi_shim_engine_status (*make_array)(napi_shim_realm *realm, uint32_t length,
                                        napi_shim_slot *result);
  /* A fresh object with a null prototype, type `external`, class
   * `external`, to which `record` is attached from birth (see
   * attach_record; *weak likewise). */
  napi_shim_engine_status (*make_external)(napi_shim_realm *realm, void *record,
                                           void **weak, napi_shim_slot *result);
  /* The same without a record, which may be attached later; it carries `data`,
   * which get_bare_external() gives. That is asked of externals that are known
   * not to be of make_external(). Both or none; optional. */
  napi_shim_engine_status (*make_bare_external)(napi_shim_realm *realm,
                                                void *data,
                                                napi_shim_slot *result);
  void *(*get_bare_external)(napi_shim_realm *realm,
                             const napi_shim_slot *external);
  napi_shim_class (*class_of)(napi_shim_realm *realm,
                              const napi_shim_slot *value);

  /* Properties of objects; keys are strings, symbols, or any value that
   * ToPropertyKey takes. Required. `set` follows sloppy mode: an assignment
   * that is refused (read-only, frozen) is ok; only code that throws throws.
   * `delete`: *result is what sloppy `delete` gives. */
  napi_shim_engine_status (*get)(napi_shim_realm *realm,
                                 const napi_shim_slot *object,
                                 const napi_shim_slot *key,
                                 napi_shim_slot *result);
  napi_shim_engine_status (*set)(napi_shim_realm *realm,
                                 const napi_shim_slot *object,
                                 const napi_shim_slot *key,
                                 const napi_shim_slot *value);
  napi_shim_engine_status (*has)(napi_shim_realm *realm,
                                 const napi_shim_slot *object,
                                 const napi_shim_slot *key, bool *result);
  napi_shim_engine_status (*has_own)(napi_shim_realm *realm,
                                     const napi_shim_slot *object,
                                     const napi_shim_slot *key, bool *result);
  napi_shim_engine_status (*delete_key)(napi_shim_realm *realm,
                                        const napi_shim_slot *object,
                                        const napi_shim_slot *key,
                                        bool *result);
  /* The same by a UTF-8 name of `length` bytes (well-formed). Optional. */
  napi_shim_engine_status (*get_named)(napi_shim_realm *realm,
                                       const napi_shim_slot *object,
                                       const char *name, size_t length,
                                       napi_shim_slot *result);
  napi_shim_engine_status (*set_named)(napi_shim_realm *realm,
                                       const napi_shim_slot *object,
                                       const char *name, size_t length,
                                       const napi_shim_slot *value);
  napi_shim_engine_status (*has_named)(napi_shim_realm *realm,
                                       const napi_shim_slot *object,
                                       const char *name, size_t length,
                                       bool *result);
  /* The same by index. Optional. */
  napi_shim_engine_status (*get_index)(napi_shim_realm *realm,
                                       const napi_shim_slot *object,
                                       uint32_t index, napi_shim_slot *result);
  napi_shim_engine_status (*set_index)(napi_shim_realm *realm,
                                       const napi_shim_slot *object,
                                       uint32_t index,
                                       const napi_shim_slot *value);
  /* Object.defineProperty; a refusal throws a TypeError. Optional. */
  napi_shim_engine_status (*define_property)(
      napi_shim_realm *realm, const napi_shim_slot *object,
      const napi_shim_slot *key, const napi_shim_property *property);
  /* The same by an ASCII name of `length` bytes, on an object that is neither
   * a Proxy nor an array, nor made of memory. Optional. */
  napi_shim_engine_status (*define_named)(napi_shim_realm *realm,
                                          const napi_shim_slot *object,
                                          const char *name, size_t length,
                                          const napi_shim_property *property);
  /* Optional: generic form through captured intrinsics. */
  napi_shim_engine_status (*get_prototype)(napi_shim_realm *realm,
                                           const napi_shim_slot *object,
                                           napi_shim_slot *result);

  /* Comparison and conversion: required. Conversions are ECMAScript's
   * ToNumber, ToString, ToObject; they may run JavaScript. */
  bool (*strict_equals)(napi_shim_realm *realm, const napi_shim_slot *a,
                        const napi_shim_slot *b);
  bool (*to_boolean)(napi_shim_realm *realm, const napi_shim_slot *value);
  napi_shim_engine_status (*to_number)(napi_shim_realm *realm,
                                       const napi_shim_slot *value,
                                       napi_shim_slot *result);
  napi_shim_engine_status (*to_string)(napi_shim_realm *realm,
                                       const napi_shim_slot *value,
                                       napi_shim_slot *result);
  napi_shim_engine_status (*to_object)(napi_shim_realm *realm,
                                       const napi_shim_slot *value,
                                       napi_shim_slot *result);
  /* `value instanceof constructor`; optional. */
  napi_shim_engine_status (*instance_of)(napi_shim_realm *realm,
                                         const napi_shim_slot *value,
                                         const napi_shim_slot *constructor,
                                         bool *result);

  /* Functions: required. */
  /*
   * A function object that calls core->invoke(function, …). It passes every
   * test that scripts make: typeof, own `name` and `length` (0), `prototype`
   * with `constructor`, call/apply/bind, `new`, `class D extends f`,
   * Reflect.construct with another new.target, "[native code]" in
   * Function.prototype.toString. With `new`, this_value is a fresh object
   * whose prototype comes from new.target; if the callback returns an object,
   * that is the result of `new`, else this_value is.
   * core->function_dropped(function) tells its end exactly once, also when
   * this call fails.
   */
  napi_shim_engine_status (*make_function)(napi_shim_realm *realm,
                                           const char *name, size_t length,
                                           void *function,
                                           napi_shim_slot *result);
  /* The `prototype` of a function that make_function() has just made and that
   * no script has seen, before it gets its `constructor`: who asks defines
   * that. Optional; unsupported: nothing has changed, and what `prototype`
   * gives has its `constructor`. */
  napi_shim_engine_status (*bare_prototype)(napi_shim_realm *realm,
                                            const napi_shim_slot *function,
                                            napi_shim_slot *result);
  /* this_value NULL means undefined. argv points to slots. */
  napi_shim_engine_status (*call)(napi_shim_realm *realm,
                                  const napi_shim_slot *function,
                                  const napi_shim_slot *this_value, size_t argc,
                                  const napi_shim_slot *const *argv,
                                  napi_shim_slot *result);
  napi_shim_engine_status (*construct)(napi_shim_realm *realm,
                                       const napi_shim_slot *constructor,
                                       size_t argc,
                                       const napi_shim_slot *const *argv,
                                       napi_shim_slot *result);
  /* Runs a classic script; *result is its completion value. `source` is
   * UTF-8 and ends with a NUL that `length` does not count. `name` is shown
   * in stacks. */
  napi_shim_engine_status (*evaluate)(napi_shim_realm *realm,
                                      const char *source, size_t length,
                                      const char *name, napi_shim_slot *result);

  /* Promises, optional: a pending promise and its two functions. */
  napi_shim_engine_status (*make_promise)(napi_shim_realm *realm,
                                          napi_shim_slot *promise,
                                          napi_shim_slot *resolve,
                                          napi_shim_slot *reject);
  /* The same without the functions: settle() is called at most once for each.
   * Optional, both or none; or make_pending is unsupported. */
  napi_shim_engine_status (*make_pending)(napi_shim_realm *realm,
                                          napi_shim_slot *result);
  napi_shim_engine_status (*settle)(napi_shim_realm *realm,
                                    const napi_shim_slot *promise,
                                    const napi_shim_slot *value, bool resolve);

  /* Error, TypeError, RangeError, SyntaxError. Optional; or unsupported. */
  napi_shim_engine_status (*make_error)(napi_shim_realm *realm, int kind,
                                        const napi_shim_slot *message,
                                        const napi_shim_slot *code,
                                        napi_shim_slot *result);

  /* Buffers: make_arraybuffer, get_memory and get_buffer are required, the
   * others where the capability is claimed. */
  /* Zeroed memory aligned to 16 bytes. *data stays valid while the buffer
   * lives and is not detached. */
  napi_shim_engine_status (*make_arraybuffer)(napi_shim_realm *realm,
                                              size_t length, void **data,
                                              napi_shim_slot *result);
  /* The caller's memory. release(data, hint) is called exactly once, on the
   * VM's thread, perhaps inside GC, unless this call fails. data may be NULL
   * when length is 0. */
  napi_shim_engine_status (*make_external_arraybuffer)(
      napi_shim_realm *realm, void *data, size_t length,
      napi_shim_release_memory release, void *hint, napi_shim_slot *result);
  napi_shim_engine_status (*make_shared_arraybuffer)(napi_shim_realm *realm,
                                                     size_t length, void **data,
                                                     napi_shim_slot *result);
  /* The caller's memory behind a SharedArrayBuffer, as
   * make_external_arraybuffer; release may be called on any thread. Optional:
   * then such buffers are refused. */
  napi_shim_engine_status (*make_external_shared_arraybuffer)(
      napi_shim_realm *realm, void *data, size_t length,
      napi_shim_release_memory release, void *hint, napi_shim_slot *result);
  /* Of a value whose class is arraybuffer, shared_arraybuffer, typedarray or
   * dataview. A view that its resized buffer cut off has length and offset 0;
   * one of a detached buffer has no data either. */
  napi_shim_engine_status (*get_memory)(napi_shim_realm *realm,
                                        const napi_shim_slot *value,
                                        napi_shim_memory *result);
  /* The same; data may be left out. Optional, where the address has a price. */
  napi_shim_engine_status (*get_extent)(napi_shim_realm *realm,
                                        const napi_shim_slot *value,
                                        napi_shim_memory *result);
  /* A Uint8Array over bytes that the buffer has. Its prototype is that of the
   * constructor `like`, which is not called; NULL: the intrinsic one. Optional,
   * or unsupported: the library does it in JavaScript. */
  napi_shim_engine_status (*make_bytes)(napi_shim_realm *realm,
                                        const napi_shim_slot *arraybuffer,
                                        size_t byte_offset, size_t length,
                                        const napi_shim_slot *like,
                                        napi_shim_slot *result);
  /* The same of zeroed bytes of its own. Optional; or unsupported. */
  napi_shim_engine_status (*make_own_bytes)(napi_shim_realm *realm,
                                            size_t length,
                                            const napi_shim_slot *like,
                                            void **data,
                                            napi_shim_slot *result);
  /* The buffer object of a typed array or DataView. */
  napi_shim_engine_status (*get_buffer)(napi_shim_realm *realm,
                                        const napi_shim_slot *view,
                                        napi_shim_slot *result);
  /* Detaches; external memory is released as a death would. One that must not
   * be detached (immutable …): unsupported. */
  napi_shim_engine_status (*detach)(napi_shim_realm *realm,
                                    const napi_shim_slot *arraybuffer);

  /*
   * One native record per object: hidden from scripts, on any object
   * (frozen, Proxy, function …). Required.
   * attach_record: the object has none yet. *weak is a handle for weak_get()
   * that is valid until core->record_dropped(record) was called.
   * Attaching never keeps the object alive.
   */
  void *(*get_record)(napi_shim_realm *realm, const napi_shim_slot *object);
  napi_shim_engine_status (*attach_record)(napi_shim_realm *realm,
                                           const napi_shim_slot *object,
                                           void *record, void **weak);
  /* The object, owned, if it is alive; else false. Never throws. */
  bool (*weak_get)(napi_shim_vm *vm, void *weak, napi_shim_slot *result);

  /* The engine's own handle of a realm or VM (JSContext *, …). Optional. */
  void *(*native_realm)(napi_shim_realm *realm);

  /* Both or none. Brackets calls into JavaScript that follow each other, each
   * with its microtasks, on a VM that is entered and runs none: what entering
   * JavaScript costs may be paid once. Does not nest. Optional. */
  void (*row_begins)(napi_shim_vm *vm);
  void (*row_ends)(napi_shim_vm *vm);

  /* How values lie in slots, the same for as long as the VM is open. *result
   * is zeroed before. Optional. */
  void (*describe_slots)(napi_shim_vm *vm, napi_shim_slot_form *result);

  /* Properties by a name that ends with a NUL, for engines that know names
   * again. unsupported, and nothing was done: not this one, it has to be asked
   * for in another way. Optional, all or none. */
  napi_shim_engine_status (*get_known)(napi_shim_realm *realm,
                                       const napi_shim_slot *object,
                                       const char *name,
                                       napi_shim_slot *result);
  napi_shim_engine_status (*set_known)(napi_shim_realm *realm,
                                       const napi_shim_slot *object,
                                       const char *name,
                                       const napi_shim_slot *value);
  napi_shim_engine_status (*has_known)(napi_shim_realm *realm,
                                       const napi_shim_slot *object,
                                       const char *name, bool *result);

  /* get_memory of a typed array that has bytes, and its buffer where `buffer`
   * is not NULL. Anything else: unsupported. Optional. */
  napi_shim_engine_status (*get_view)(napi_shim_realm *realm,
                                      const napi_shim_slot *value,
                                      napi_shim_slot *buffer,
                                      napi_shim_memory *result);
} napi_shim_engine;

/* For the value conversion of a backend. push: a handle for the value in the
 * scope that is open (NULL: out of memory). The slot behind a napi_value is
 * what the pointer points to. env_realm: where the env works now. */
struct napi_env__;
struct napi_value__;
__attribute__((visibility("default"))) struct napi_value__ *
napi_shim_env_push(struct napi_env__ *env, const napi_shim_slot *borrowed);
__attribute__((visibility("default"))) napi_shim_realm *
napi_shim_env_realm(struct napi_env__ *env);

#ifdef __cplusplus
}
#endif

#endif
