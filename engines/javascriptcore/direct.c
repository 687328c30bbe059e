/* SPDX-License-Identifier: MIT */
/* Calls of the engine's C++ functions, learned from samples; the C interface
 * takes a lock for each call that the thread holds already. */

#include "javascriptcore_engine.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Where exceptions wait */

#define VM_WORDS 16

/* Whether `word` may be an exception that holds `value`. */
static bool holds(uint64_t word, uint64_t value, jsc_peek *peek,
                  const int pipe_ends[2]) {
  uint64_t cell[2];
  return peek(pipe_ends, word, cell, sizeof cell) && cell[1] == value;
}

/* Takes what waits in the VM; NULL: nothing did. Any call of the interface
 * that reports exceptions reports that one. */
JSValueRef jsc_take_waiting(JSContextRef context) {
  JSValueRef exception = NULL, zero = JSValueMakeNumber(context, 0);
  JSValueToNumber(context, zero, &exception);
  return exception;
}

/* A Proxy's trap throws where nobody looks. */
static bool learn_exceptions(jsc_layout *layout, JSContextRef context,
                             jsc_peek *peek, const int pipe_ends[2]) {
  uint64_t vm = (uint64_t)(uintptr_t)JSContextGetGroup(context);
  uint64_t before[VM_WORDS], thrown[VM_WORDS], after[VM_WORDS];
  uint64_t value = jsc_encode_number(20.5);
  JSValueRef proxy =
      jsc_sample(context, "new Proxy({}, {has() { throw 20.5; }})");
  if (jsc_cpp_has_index == NULL || proxy == NULL ||
      !peek(pipe_ends, vm, before, sizeof before))
    return false;
  jsc_cpp_has_index((JSObjectRef)proxy, context, 3);
  bool read = peek(pipe_ends, vm, thrown, sizeof thrown);
  JSValueRef exception = jsc_take_waiting(context);
  if (!read || exception == NULL || jsc_bits(exception) != value ||
      !peek(pipe_ends, vm, after, sizeof after))
    return false;
  int found = 0;
  for (unsigned i = 0; i < VM_WORDS; i++) {
    if (before[i] == 0 && after[i] == 0 &&
        holds(thrown[i], value, peek, pipe_ends)) {
      layout->exception_word = i;
      found++;
    }
  }
  return found == 1 && jsc_take_waiting(context) == NULL;
}

static bool nothing_waits(const jsc_layout *layout, JSContextRef context) {
  const uint64_t *vm =
      (const uint64_t *)(const void *)JSContextGetGroup(context);
  return vm[layout->exception_word] == 0;
}

napi_shim_engine_status jsc_direct_failed(napi_shim_vm *vm) {
  return jsc_thrown(vm, jsc_take_waiting(vm->context));
}

/* Names */

JSValueRef jsc_unique_sample(JSContextRef context, const char *name) {
  char source[64] = "Object.keys({";
  strcat(strcat(source, name), ":1})[0]");
  return jsc_sample(context, source);
}

/* Many, as the flags share their word with a hash. */
#define NAME_SAMPLES 32

static bool learn_names(jsc_layout *layout, JSContextRef context) {
  JSValueRef list = jsc_sample(
      context, "(() => { const o = {}; for (let i = 0; i < 32; i++)"
               "  o['sampled' + i] = i; return Object.keys(o); })()");
  uint32_t all = ~0u, some = 0;
  for (unsigned i = 0; list != NULL && i < NAME_SAMPLES; i++) {
    char text[32] = "another sample ";
    text[strlen(text) - 1] = (char)('a' + i % 26);
    JSValueRef name =
        JSObjectGetPropertyAtIndex(context, (JSObjectRef)list, i, NULL);
    JSStringRef string = JSStringCreateWithUTF8CString(text);
    JSValueRef other = JSValueMakeString(context, string);
    JSStringRelease(string);
    if (!JSValueIsString(context, name) || jsc_string_memory_of(name) == NULL ||
        jsc_string_memory_of(other) == NULL)
      return false;
    all &= jsc_string_memory_of(name)->flags;
    some |= jsc_string_memory_of(other)->flags;
  }
  layout->unique = all & ~some;
  /* Two names that are the same text are the same memory. */
  JSValueRef first = jsc_unique_sample(context, "sampledTwice");
  JSValueRef second = jsc_unique_sample(context, "sampledTwice");
  return layout->unique != 0 && (layout->unique & (layout->unique - 1)) == 0 &&
         first != NULL && second != NULL &&
         jsc_string_memory_of(first) != NULL &&
         jsc_string_memory_of(first) == jsc_string_memory_of(second) &&
         (jsc_string_memory_of(first)->flags & layout->unique) != 0;
}

/* Properties */

static bool learn_has(const jsc_layout *layout, JSContextRef context,
                      const void *name) {
  static const struct {
    const char *source;
    bool has;
  } samples[] = {{"({name: undefined})", true},
                 {"({})", false},
                 {"({__proto__: {get name() { throw 1; }}})", true},
                 {"new Proxy({}, {has: (t, k) => k === 'name'})", true},
                 {"(() => {}).bind()", true},
                 {"[]", false},
                 {"({__proto__: new Proxy({name: 1}, {})})", true}};
  JSValueRef values[COUNT(samples)];
  if (jsc_cpp_has == NULL)
    return false;
  jsc_samples(context, samples, COUNT(samples), sizeof *samples, values);
  for (size_t i = 0; i < COUNT(samples); i++) {
    if (values[i] == NULL ||
        jsc_cpp_has((JSObjectRef)values[i], context, name) != samples[i].has ||
        !nothing_waits(layout, context))
      return false;
  }
  return true;
}

/* Only objects that literals and classes make have this byte. */
static bool learn_plain(jsc_layout *layout, JSContextRef context) {
  static const char *const sources[] = {
      "({})", "({a: 1})", "Object.create(null)", "new (class { b = 2; })",
      /* others */
      "new Map", "[]", "(() => {})", "Math", "globalThis", "Object.prototype",
      "new String('')", "(function () { return arguments; })()", "/x/",
      "new Proxy({}, {})", "new Error", "new Uint8Array(1)", "JSON"};
  enum { plain = 4 };
  JSValueRef values[COUNT(sources)];
  layout->plain_byte =
      jsc_type_byte(jsc_bits(JSObjectMake(context, NULL, NULL)));
  jsc_samples(context, sources, COUNT(sources), sizeof *sources, values);
  for (size_t i = 0; i < COUNT(sources); i++) {
    if (values[i] == NULL || (jsc_type_byte(jsc_bits(values[i])) ==
                              layout->plain_byte) != (i < plain))
      return false;
  }
  return true;
}

/* Objects with the property `name`: plain data first, then other kinds. */
static const char *const own_samples[] = {
    "({name: 10.5})",
    "({a: 1, b: 2, name: 11.5})",
    "(() => { const o = {}; for (let i = 0; i < 200; i++) o['p' + i] = i;"
    " o.name = 12.5; return o; })()",
    "(() => { const o = {a: 1, name: 13.5, b: 2}; delete o.a; return o; })()",
    "new (class { name = 14.5; })",
    "({__proto__: {name: 1}, name: 15.5})",
    "Object.defineProperty({}, 'name',"
    " {value: 20.5, enumerable: true, configurable: true})",
    "Object.defineProperty({}, 'name',"
    " {value: 21.5, writable: true, configurable: true})",
    "Object.defineProperty({}, 'name',"
    " {value: 22.5, writable: true, enumerable: true})",
    "({get name() { throw 1; }})",
    "({set name(v) {}})"};
#define OWN_SAMPLES COUNT(own_samples)
#define OWN_PLAIN   6

/* Fills `slot`, whatever is in it; false also where more was written. */
static bool look(JSContextRef context, JSValueRef object, const void *name,
                 uint64_t *slot) {
  uint64_t words[4 * JSC_SLOT_WORDS];
  memset(words, 0x5a, sizeof words);
  bool found = jsc_cpp_own((JSObjectRef)object, context, name, words);
  memcpy(slot, words, JSC_SLOT_WORDS * sizeof *slot);
  for (int i = JSC_SLOT_WORDS; i < 4 * JSC_SLOT_WORDS; i++)
    found &= words[i] == 0x5a5a5a5a5a5a5a5aull;
  return found;
}

static bool tells_value(uint64_t slots[][JSC_SLOT_WORDS], unsigned word) {
  for (unsigned i = 0; i < OWN_PLAIN; i++) {
    if (slots[i][word] != jsc_encode_number(10.5 + i))
      return false;
  }
  return true;
}

static bool tells_attributes(uint64_t slots[][JSC_SLOT_WORDS], unsigned half) {
  uint32_t last = 0;
  for (unsigned i = 0; i < OWN_SAMPLES; i++) {
    uint32_t value;
    memcpy(&value, (const char *)slots[i] + half * sizeof value, sizeof value);
    if ((value == 0) != (i < OWN_PLAIN))
      return false;
    /* What is read-only, hidden or fixed differs from the others. */
    if (i >= OWN_PLAIN && i < OWN_PLAIN + 3 && value == last)
      return false;
    last = value;
  }
  return true;
}

static bool learn_own(jsc_layout *layout, JSContextRef context,
                      const void *name) {
  uint64_t slots[OWN_SAMPLES][JSC_SLOT_WORDS], none[JSC_SLOT_WORDS];
  JSValueRef heir = jsc_sample(context, "({__proto__: {name: 1}})");
  JSValueRef objects[OWN_SAMPLES];
  if (jsc_cpp_own == NULL || heir == NULL)
    return false;
  jsc_samples(context, own_samples, OWN_SAMPLES, sizeof *own_samples, objects);
  for (unsigned i = 0; i < OWN_SAMPLES; i++) {
    JSValueRef object = objects[i];
    if (object == NULL ||
        jsc_type_byte(jsc_bits(object)) != layout->plain_byte ||
        !look(context, object, name, slots[i]))
      return false;
  }
  int values = 0, attributes = 0;
  for (unsigned i = 0; i < JSC_SLOT_WORDS; i++) {
    if (tells_value(slots, i)) {
      layout->slot_value = i;
      values++;
    }
  }
  for (unsigned i = 0; i < 2 * JSC_SLOT_WORDS; i++) {
    if (tells_attributes(slots, i)) {
      layout->slot_attributes = i;
      attributes++;
    }
  }
  return values == 1 && attributes == 1 && nothing_waits(layout, context) &&
         !look(context, heir, name, none);
}

/* As the C interface fills it: `this`, no offset, not strict. */
static void put(JSContextRef context, JSObjectRef object, const void *name,
                JSValueRef value) {
  uint64_t slot[JSC_SLOT_WORDS] = {0, (uint64_t)(uintptr_t)object,
                                   0x01000000ffffffff, 0};
  jsc_cpp_put(object, context, name, value, slot);
}

/* Objects to set `name` of; the last function tells whether that went well. */
static const char put_samples[] =
    "(() => { 'use strict';"
    "  const log = [], parent = {}, many = {};"
    "  Object.defineProperty(parent, 'name',"
    "    {set(v) { log.push(this, v); }});"
    "  for (let i = 0; i < 200; i++) many['p' + i] = i;"
    "  delete many.p5;"
    "  const list = [{}, {a: 1, name: 1}, many, Object.create(parent),"
    "    Object.freeze({name: 1}), Object.preventExtensions({}),"
    "    Object.create(Object.freeze({name: 1})),"
    "    Object.create(new Proxy({}, {"
    "      set(t, k, v, r) { log.push(r, v, k); return true; }})),"
    "    {set name(v) { throw v; }}];"
    "  list.push(() => {"
    "    const own = Object.getOwnPropertyDescriptor(list[0], 'name');"
    "    return own.value === 7.5 && own.writable && own.enumerable &&"
    "      own.configurable && list[1].name === 7.5 && many.name === 7.5 &&"
    "      list[1].a === 1 && !Object.hasOwn(list[3], 'name') &&"
    "      list[4].name === 1 && !('name' in list[5]) &&"
    "      !Object.hasOwn(list[6], 'name') && !Object.hasOwn(list[7], 'name')"
    "      && log.length === 5 && log[0] === list[3] && log[1] === 7.5 &&"
    "      log[2] === list[7] && log[3] === 7.5 && log[4] === 'name'; });"
    "  return list; })()";
#define PUT_SAMPLES 9

static bool learn_put(const jsc_layout *layout, JSContextRef context,
                      const void *name) {
  JSValueRef list = jsc_sample(context, put_samples);
  if (jsc_cpp_put == NULL || list == NULL)
    return false;
  JSValueRef value = JSValueMakeNumber(context, 7.5);
  for (unsigned i = 0; i < PUT_SAMPLES; i++) {
    JSValueRef object =
        JSObjectGetPropertyAtIndex(context, (JSObjectRef)list, i, NULL);
    if (jsc_type_byte(jsc_bits(object)) != layout->plain_byte)
      return false;
    put(context, (JSObjectRef)object, name, value);
    JSValueRef thrown = jsc_take_waiting(context);
    bool throws = i == PUT_SAMPLES - 1;
    if ((thrown != NULL) != throws ||
        (throws && jsc_bits(thrown) != jsc_bits(value)))
      return false;
  }
  JSValueRef check =
      JSObjectGetPropertyAtIndex(context, (JSObjectRef)list, PUT_SAMPLES, NULL);
  JSValueRef answer =
      JSObjectCallAsFunction(context, (JSObjectRef)check, NULL, 0, NULL, NULL);
  return answer != NULL && jsc_bits(answer) == JSC_TRUE;
}

napi_shim_engine_status jsc_put_named(napi_shim_realm *realm,
                                      JSObjectRef object, const void *name,
                                      JSValueRef value) {
  put(realm->context, object, name, jsc_given(value));
  return jsc_direct_done(realm->vm);
}

static bool learn_instances(const jsc_layout *layout, JSContextRef context) {
  static const char *const samples[] = {
      "[Array, [], true]",
      "[Array, {}, false]",
      "[Object, 5, false]",
      "[(class A {}).bind(), {}, false]",
      "(() => { class A {} return [A.bind(), new (class extends A {}), true];"
      " })()",
      "[class { static [Symbol.hasInstance](v) { return v === 5; } }, 5, "
      "true]"};
  JSValueRef lists[COUNT(samples)];
  if (jsc_cpp_has_instance == NULL)
    return false;
  jsc_samples(context, samples, COUNT(samples), sizeof *samples, lists);
  for (size_t i = 0; i < COUNT(samples); i++) {
    JSValueRef list = lists[i], part[3];
    if (list == NULL)
      return false;
    for (unsigned j = 0; j < 3; j++)
      part[j] = JSObjectGetPropertyAtIndex(context, (JSObjectRef)list, j, NULL);
    bool is = jsc_cpp_has_instance((JSObjectRef)part[0], context, part[1]);
    if (is != (jsc_bits(part[2]) == JSC_TRUE) ||
        !nothing_waits(layout, context))
      return false;
  }
  JSValueRef arrow = jsc_sample(context, "(() => {})");
  JSValueRef object = jsc_sample(context, "({})");
  jsc_cpp_has_instance((JSObjectRef)arrow, context, object);
  return jsc_take_waiting(context) != NULL;
}

/* Calls */

static bool is_number(JSValueRef value, double number) {
  return value != NULL && jsc_bits(value) == jsc_encode_number(number);
}

static bool learn_calls(const jsc_layout *layout, JSContextRef context) {
  if (jsc_cpp_call == NULL || jsc_cpp_construct == NULL)
    return false;
  JSValueRef sum = jsc_sample(
      context, "(function (a, b, c) { 'use strict';"
               "  return arguments.length * 1000 + this + a + b + c; })");
  JSValueRef thrower = jsc_sample(context, "(function (a) { throw a; })");
  JSValueRef made = jsc_sample(
      context, "(function (a, b) {"
               "  return {is: new.target === arguments.callee && a - b}; })");
  if (sum == NULL || thrower == NULL || made == NULL)
    return false;
  JSValueRef three[3];
  for (int i = 0; i < 3; i++)
    three[i] = JSValueMakeNumber(context, 10 * (i + 1));
  const jsc_list all = {three, 3}, two = {three, 2};
  JSValueRef self = JSValueMakeNumber(context, 0.5);
  if (!is_number(jsc_cpp_call(context, sum, self, &all, "", 0), 3060.5) ||
      !nothing_waits(layout, context))
    return false;
  jsc_cpp_call(context, thrower, self, &two, "", 0);
  if (!is_number(jsc_take_waiting(context), 10))
    return false;
  JSObjectRef object = jsc_cpp_construct(context, made, &two, "", 0);
  if (object == NULL || !nothing_waits(layout, context))
    return false;
  JSStringRef name = JSStringCreateWithUTF8CString("is");
  JSValueRef is = JSObjectGetProperty(context, object, name, NULL);
  JSStringRelease(name);
  jsc_cpp_construct(context, thrower, &all, "", 0);
  return is_number(is, -10) && is_number(jsc_take_waiting(context), 10);
}

void jsc_learn_direct(jsc_layout *layout, JSContextRef context, jsc_peek *peek,
                      const int pipe_ends[2]) {
  if (!layout->strings)
    return;
  layout->thrown = learn_exceptions(layout, context, peek, pipe_ends);
  if (!layout->thrown)
    return;
  layout->instances = learn_instances(layout, context);
  layout->calls = learn_calls(layout, context);
  layout->names = learn_plain(layout, context) && learn_names(layout, context);
  if (!layout->names)
    return;
  /* Kept alive by this frame, as all samples are. */
  JSValueRef name = jsc_unique_sample(context, "name");
  const void *memory = jsc_unique_memory(layout, name);
  if (memory == NULL)
    return;
  layout->has = learn_has(layout, context, memory);
  layout->own = learn_own(layout, context, memory);
  layout->put = learn_put(layout, context, memory);
}
