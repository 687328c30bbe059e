/* SPDX-License-Identifier: MIT */
/* Native functions that are the engine's own, which C++ can make. */

#include "natives.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>

/*
 * Such a function owns a C++ object: it calls it, and deletes it when it dies.
 * Ours is a jsc_function, whose first word points to what a compiler would
 * have written: two destructors, the second of which frees, and the call.
 * `new` is told of the function alone, and finds the object in its cell.
 */

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Keeps what the engine is given the memory of from dying meanwhile. */
static inline void keep(JSValueRef value) {
  __asm__ volatile("" : : "r"(value) : "memory");
}

static JSObjectRef create(JSContextGroupRef group, JSContextRef context,
                          const void *name, void *code, jsc_host_code made) {
  enum { no_intrinsic = 0 };
  return jsc_cpp_native_create(group, context, 0, &name, &code, no_intrinsic,
                               made);
}

/*
 * Functions that C++ made are asked for names beyond their properties, and go
 * on telling `length` and `name` when these were deleted. Ours are of a class
 * that has only properties to tell: the engine's, with the method that all
 * objects have by default. It is put into the structure that functions are
 * made with, whence what follows from that inherits it.
 */
#define CLASS_WORDS 96
static uint64_t native_class[CLASS_WORDS];
enum { structure_kind = 8, structure_words = 16 };

static uint32_t structure_of(JSValueRef value) {
  return *(const uint32_t *)(const void *)value;
}

/* The class in an object's structure. */
static uint64_t *class_of(const jsc_layout *layout, JSValueRef object) {
  uint64_t structure = layout->structures | structure_of(object);
  return (uint64_t *)(uintptr_t)structure + layout->structure_class;
}

static void define(JSContextRef context, JSObjectRef object, const void *name,
                   JSObjectRef value, uint32_t attributes) {
  const jsc_descriptor descriptor = {value, NULL, NULL, attributes,
                                     jsc_all_told};
  jsc_cpp_define(object, context, name, &descriptor, false);
}

/* An object of its own with what every function has: length, name, prototype.
 */
napi_shim_engine_status jsc_make_native(napi_shim_realm *realm, void *code,
                                        const char *name, size_t length,
                                        napi_shim_slot *result) {
  napi_shim_vm *vm = realm->vm;
  JSContextRef context = realm->context;
  JSValueRef keeper = NULL;
  const void *text = jsc_name_text(realm, name, length, &keeper);
  if (text == NULL)
    return napi_shim_engine_out_of_memory;
  JSObjectRef function =
      create(vm->group, context, text, code, jsc_native_constructed);
  keep(keeper);
  JSObjectRef prototype = JSObjectMake(context, NULL, NULL);
  define(context, function, vm->prototype_name, prototype,
         jsc_hidden | jsc_fixed);
  define(context, prototype, vm->constructor_name, function, jsc_hidden);
  jsc_put(result, function);
  return napi_shim_engine_ok;
}

napi_shim_engine_status jsc_bare_prototype(napi_shim_realm *realm,
                                           const napi_shim_slot *function,
                                           napi_shim_slot *result) {
  napi_shim_vm *vm = realm->vm;
  if (!realm->natives)
    return napi_shim_engine_unsupported;
  JSObjectRef prototype = JSObjectMake(realm->context, NULL, NULL);
  define(realm->context, jsc_object(function), vm->prototype_name, prototype,
         jsc_hidden | jsc_fixed);
  jsc_put(result, prototype);
  return napi_shim_engine_ok;
}

/*
 * Whoever calls a function that it finds in a scope passes that scope for
 * `this`, which strict functions take for undefined. Nobody else may see it.
 */
JSValueRef jsc_strict_this(napi_shim_vm *vm, uint64_t bits) {
  const JSValueRef undefined = (JSValueRef)(uintptr_t)JSC_UNDEFINED;
  if (bits == 0)
    return undefined;
  JSValueRef value = (JSValueRef)(uintptr_t)bits;
  if (!jsc_bits_are_cell(bits) || vm->layout->type[jsc_type_byte(bits)] != 0)
    return value;
  if (vm->layout->scope[jsc_type_byte(bits)])
    return undefined;
  const jsc_list none = {NULL, 0};
  value = jsc_cpp_call(vm->context, vm->strict_this, value, &none, "", 0);
  return jsc_direct_done(vm) == napi_shim_engine_ok ? value : undefined;
}

/* In the VM's own context, which no script gets hold of. */
bool jsc_natives_open(napi_shim_vm *vm) {
  JSContextRef context = vm->context;
  vm->strict_this = (JSObjectRef)jsc_sample(
      context, "(function () { 'use strict'; return this; })");
  vm->prototype_value = jsc_unique_sample(context, "prototype");
  vm->prototype_name = jsc_unique_memory(vm->layout, vm->prototype_value);
  vm->constructor_value = jsc_unique_sample(context, "constructor");
  vm->constructor_name = jsc_unique_memory(vm->layout, vm->constructor_value);
  return vm->strict_this != NULL && jsc_instances_open(vm) &&
         vm->prototype_name != NULL && vm->constructor_name != NULL;
}

/* Learning */

/* What the samples' function saw last, and what it answers. */
static struct {
  const void *self;
  uint64_t bits[3];
  uint32_t count;
  uint64_t constructed, callee;
  JSContextGroupRef group;
} seen;

static void probe_deleted(void *code) {
  (void)code;
}

/* Throws its first argument where there are two. */
static int64_t probe_called(const void *code, void *global,
                            const uint64_t *frame) {
  seen.self = code;
  seen.count = (uint32_t)frame[jsc_frame_count];
  seen.bits[0] = frame[jsc_frame_this];
  for (unsigned i = 1; i < 3 && i < seen.count; i++)
    seen.bits[i] = frame[jsc_frame_this + i];
  if (seen.count == 3)
    jsc_cpp_throw(seen.group, global, (JSValueRef)(uintptr_t)seen.bits[1]);
  return (int64_t)jsc_encode_number(42.5);
}

/* Gives its argument. */
static int64_t probe_constructed(void *global, const uint64_t *frame) {
  (void)global;
  seen.constructed = frame[jsc_frame_this];
  seen.callee = frame[jsc_frame_callee];
  return (int64_t)frame[jsc_frame_arguments];
}

static const void *const probe_methods[] = {(const void *)probe_deleted,
                                            (const void *)probe_deleted,
                                            (const void *)probe_called};
/* Outlives all that may delete it. */
static const struct { const void *const *methods; } probe = {probe_methods};

/* What scripts see of one: its properties, `new`, `extends`, what it throws. */
static const char looks[] =
    "(function (f) { 'use strict';"
    "  const one = {}, own = Object.getOwnPropertyDescriptors(f);"
    "  const text = Function.prototype.toString.call(f);"
    "  for (let i = 0; i < 20; i++) if (f(i) !== 42.5) return false;"
    "  let thrown; try { f(one, 2); } catch (e) { thrown = e; }"
    "  let again; try { new Proxy(f, {}).call(1, 7, 2); }"
    "  catch (e) { again = e; }"
    "  class Heir extends f { constructor() { super(one); } }"
    "  return thrown === one && again === 7 && typeof f === 'function' &&"
    "    new f(one) === one && new Heir() === one &&"
    "    Reflect.construct(f, [one], Heir) === one &&"
    "    Object.getPrototypeOf(f) === Function.prototype &&"
    "    Reflect.ownKeys(f).join() === 'length,name,prototype' &&"
    "    own.length.value === 0 && own.name.value === 'sampledName' &&"
    "    !own.name.writable && !own.name.enumerable &&"
    "    own.name.configurable && !own.length.writable &&"
    "    !own.length.enumerable && own.length.configurable &&"
    "    own.prototype.writable && !own.prototype.enumerable &&"
    "    !own.prototype.configurable && Object.isExtensible(f) &&"
    "    Object.getPrototypeOf(f.prototype) === Object.prototype &&"
    "    Reflect.ownKeys(f.prototype).length === 0 && (f.x = 1) === f.x &&"
    "    text.startsWith('function sampledName(') &&"
    "    text.includes('[native code]'); })";

/* Calls of `f` where it is found in different places. */
static const char *const scopes[] = {
    "((f) => (() => f())())", "((f) => (() => () => f())()())",
    "((f) => { { let g = f; return (() => g())(); } })",
    "((f) => { globalThis.sampledGlobal = f;"
    " try { return (0, eval)('sampledGlobal()'); }"
    " finally { delete globalThis.sampledGlobal; } })"};

static JSValueRef call_with(JSContextRef context, JSValueRef function,
                            JSValueRef argument) {
  return function == NULL
             ? NULL
             : JSObjectCallAsFunction(context, (JSObjectRef)function, NULL, 1,
                                      &argument, NULL);
}

static void learn_scopes(jsc_layout *layout, JSContextRef context,
                         JSObjectRef function) {
  JSValueRef list[COUNT(scopes)];
  jsc_samples(context, scopes, COUNT(scopes), sizeof *scopes, list);
  for (size_t i = 0; i < COUNT(scopes); i++) {
    seen.bits[0] = JSC_UNDEFINED;
    call_with(context, list[i], function);
    if (jsc_bits_are_cell(seen.bits[0]) &&
        seen.bits[0] != jsc_bits(JSContextGetGlobalObject(context)) &&
        layout->type[jsc_type_byte(seen.bits[0])] == 0)
      layout->scope[jsc_type_byte(seen.bits[0])] = true;
  }
  /* Objects that scripts hold are none. */
  static const char *const sources[] = {"globalThis", "new Proxy({}, {})",
                                        "Math", "Object.prototype", "new Map"};
  enum { own = COUNT(sources) };
  JSValueRef values[own + 1];
  jsc_samples(context, sources, own, sizeof *sources, values);
  JSClassRef class = JSClassCreate(&kJSClassDefinitionEmpty);
  values[own] = JSObjectMake(context, class, NULL);
  JSClassRelease(class);
  for (size_t i = 0; i < COUNT(values); i++)
    if (values[i] != NULL)
      layout->scope[jsc_type_byte(jsc_bits(values[i]))] = false;
}

/* The upper half of where structures are, of which cells tell the lower: found
 * among the pointers that the global object has. */
static bool is_base(uint64_t base, const JSValueRef *values, size_t count,
                    jsc_peek *peek, const int pipe_ends[2]) {
  uint32_t first = 0;
  for (size_t i = 0; i < count; i++) {
    uint8_t structure[16];
    uint32_t own;
    const uint8_t *cell = (const uint8_t *)(const void *)values[i];
    if (!peek(pipe_ends, base | structure_of(values[i]), structure,
              sizeof structure) ||
        memcmp(structure + structure_kind, cell + 4, 3) != 0)
      return false;
    memcpy(&own, structure, sizeof own);
    if (own == 0 || (i > 0 && own != first))
      return false;
    first = own;
  }
  return true;
}

#define GLOBAL_WORDS 256

static bool learn_structures(jsc_layout *layout, JSContextRef context,
                             JSObjectRef function, jsc_peek *peek,
                             const int pipe_ends[2]) {
  static const char *const sources[] = {"({a: 1})", "[1]", "new Map",
                                        "(() => {})"};
  JSValueRef values[COUNT(sources) + 1] = {function};
  uint64_t words[GLOBAL_WORDS], last = 0;
  jsc_samples(context, sources, COUNT(sources), sizeof *sources, values + 1);
  for (size_t i = 0; i < COUNT(values); i++)
    if (values[i] == NULL)
      return false;
  if (!peek(pipe_ends, (uint64_t)(uintptr_t)context, words, sizeof words))
    return false;
  for (size_t i = 0; i < GLOBAL_WORDS; i++) {
    uint64_t base = words[i] & ~(uint64_t)UINT32_MAX;
    if (base == last || base >> 48 != 0)
      continue;
    last = base;
    if (is_base(base, values, COUNT(values), peek, pipe_ends)) {
      layout->structures = base;
      return true;
    }
  }
  return false;
}

static size_t words_of(const void *symbol) {
  const ElfW(Sym) *entry = NULL;
  Dl_info info;
  return dladdr1(symbol, &info, (void **)&entry, RTLD_DL_SYMENT) != 0 &&
                 entry != NULL && info.dli_saddr == symbol
             ? entry->st_size / sizeof(uint64_t)
             : 0;
}

/* The one place of `word`; `count` where there is none, or several. */
static size_t place_in(const uint64_t *words, size_t count, uint64_t word) {
  size_t place = count;
  for (size_t i = 0; i < count; i++) {
    if (words[i] != word)
      continue;
    if (place != count)
      return count;
    place = i;
  }
  return place;
}

static bool make_class(void) {
  size_t count = words_of(jsc_cpp_native_class); /* as of all */
  size_t method = place_in(jsc_cpp_object_class, count,
                           (uint64_t)(uintptr_t)jsc_cpp_own_names);
  size_t parent = place_in(jsc_cpp_native_class, count,
                           (uint64_t)(uintptr_t)jsc_cpp_function_class);
  if (count == 0 || count > CLASS_WORDS || parent == count || method == count)
    return false;
  memcpy(native_class, jsc_cpp_native_class, count * sizeof *native_class);
  native_class[method] = (uint64_t)(uintptr_t)jsc_cpp_own_names;
  native_class[parent] = (uint64_t)(uintptr_t)jsc_cpp_native_class;
  return true;
}

static bool learn_class(jsc_layout *layout, JSContextRef context,
                        const void *name, JSObjectRef function, jsc_peek *peek,
                        const int pipe_ends[2]) {
  uint64_t words[structure_words];
  JSValueRef test = jsc_sample(
      context, "(function (f) { f.key = 1; delete f.name;"
               "  const one = Reflect.ownKeys(f).join();"
               "  delete f.length; f.name = 1;"
               "  return one === 'length,key' && 'name' in f &&"
               "    Object.getOwnPropertyNames(f).join() === 'key' &&"
               "    f instanceof Function && f(1) === 42.5; })");
  if (test == NULL || jsc_cpp_native_class == NULL ||
      jsc_cpp_object_class == NULL || jsc_cpp_function_class == NULL ||
      jsc_cpp_own_names == NULL || !make_class() ||
      !peek(pipe_ends, layout->structures | structure_of(function), words,
            sizeof words))
    return false;
  size_t word = place_in(words, structure_words,
                         (uint64_t)(uintptr_t)jsc_cpp_native_class);
  if (word == structure_words)
    return false;
  layout->structure_class = (unsigned)word;
  *class_of(layout, function) = (uint64_t)(uintptr_t)native_class;
  JSValueRef other = create(seen.group, context, name,
                            (void *)(uintptr_t)&probe, probe_constructed);
  JSValueRef answer = structure_of(other) == structure_of(function)
                          ? call_with(context, test, other)
                          : NULL;
  return answer != NULL && jsc_bits(answer) == JSC_TRUE;
}

bool jsc_learn_natives(jsc_layout *layout, JSContextRef context, jsc_peek *peek,
                       const int pipe_ends[2]) {
  if (!layout->names || !layout->calls || !layout->defines ||
      jsc_cpp_native_create == NULL || jsc_cpp_throw == NULL)
    return false;
  seen.group = JSContextGetGroup(context);
  JSValueRef name = jsc_unique_sample(context, "sampledName");
  JSValueRef prototype_name = jsc_unique_sample(context, "prototype");
  const void *text = jsc_unique_memory(layout, name);
  const void *key = jsc_unique_memory(layout, prototype_name);
  JSValueRef test = jsc_sample(context, looks);
  if (text == NULL || key == NULL || test == NULL)
    return false;
  JSObjectRef function = create(seen.group, context, text,
                                (void *)(uintptr_t)&probe, probe_constructed);
  if (((const uint64_t *)(const void *)function)[jsc_native_word] !=
          (uint64_t)(uintptr_t)&probe ||
      !learn_structures(layout, context, function, peek, pipe_ends) ||
      !learn_class(layout, context, text, function, peek, pipe_ends))
    return false;
  define(context, function, key, JSObjectMake(context, NULL, NULL),
         jsc_hidden | jsc_fixed);
  JSValueRef answer = call_with(context, test, function);
  keep(name);
  keep(prototype_name);
  if (answer == NULL || jsc_bits(answer) != JSC_TRUE || seen.self != &probe ||
      seen.callee != jsc_bits(function) || seen.constructed == seen.callee ||
      layout->type[jsc_type_byte(seen.constructed)] !=
          napi_shim_type_function + 1)
    return false;
  learn_scopes(layout, context, function);
  layout->function_byte = jsc_type_byte(jsc_bits(function));
  layout->instances_known = jsc_learn_instances(layout, context);
  return true;
}

/* A realm */

static int64_t sample_constructed(void *global, const uint64_t *frame) {
  (void)global;
  (void)frame;
  return JSC_UNDEFINED;
}

bool jsc_natives_prepare(napi_shim_realm *realm) {
  napi_shim_vm *vm = realm->vm;
  const jsc_layout *layout = vm->layout;
  realm->sample_native = create(vm->group, realm->context, vm->prototype_name,
                                (void *)(uintptr_t)&probe, sample_constructed);
  uint64_t *class = class_of(layout, realm->sample_native);
  if (*class == (uint64_t)(uintptr_t)jsc_cpp_native_class)
    *class = (uint64_t)(uintptr_t)native_class;
  return *class == (uint64_t)(uintptr_t)native_class;
}
