/* SPDX-License-Identifier: MIT */
/* The objects that `new` makes for native functions. */

#include "natives.h"

#include <string.h>

/*
 * Such an object is like {}, but for its prototype, so it is made as {} and
 * gets the structure of a sample with that prototype. Samples are roots till
 * the next collection ends: a structure's number cannot be another's, nor a
 * prototype's address. Where anything is out of the ordinary, JavaScript makes
 * it.
 */

static uint32_t *structure_of(JSValueRef value) {
  return (uint32_t *)(uintptr_t)value;
}

/* What two structures must have in common: what cells of them are, and how many
 * properties these have room for. */
static bool have_alike_structures(const jsc_layout *layout, JSValueRef a,
                                  JSValueRef b) {
  uint64_t words[2][2];
  memcpy(words[0],
         (const void *)(uintptr_t)(layout->structures | *structure_of(a)),
         sizeof words[0]);
  memcpy(words[1],
         (const void *)(uintptr_t)(layout->structures | *structure_of(b)),
         sizeof words[1]);
  return words[0][1] == words[1][1];
}

static JSValueRef ask(napi_shim_vm *vm, JSObjectRef function,
                      JSValueRef argument) {
  const uint64_t *words = (const uint64_t *)(const void *)vm->group;
  const jsc_list list = {&argument, 1};
  JSValueRef undefined = (JSValueRef)(uintptr_t)JSC_UNDEFINED;
  JSValueRef value =
      jsc_cpp_call(vm->context, function, undefined, &list, "", 0);
  return words[vm->layout->exception_word] == 0 ? value : NULL;
}

/* The function's own `prototype`, as far as it has one that is an object. */
static JSObjectRef prototype_of(napi_shim_vm *vm, JSContextRef context,
                                JSValueRef target) {
  const jsc_layout *layout = vm->layout;
  uint64_t slot[JSC_SLOT_WORDS];
  uint32_t attributes;
  if (jsc_type_byte((uint64_t)(uintptr_t)target) != layout->function_byte ||
      !jsc_cpp_own((JSObjectRef)target, context, vm->prototype_name, slot))
    return NULL;
  memcpy(&attributes,
         (const char *)slot + layout->slot_attributes * sizeof attributes,
         sizeof attributes);
  uint64_t bits = slot[layout->slot_value];
  if ((attributes & ~(uint32_t)(jsc_read_only | jsc_hidden | jsc_fixed)) != 0 ||
      !jsc_bits_are_cell(bits) || jsc_type_byte(bits) != layout->plain_byte)
    return NULL;
  return (JSObjectRef)(uintptr_t)bits;
}

/* NULL: what was thrown waits in the VM. */
static JSObjectRef sample_for(napi_shim_vm *vm, jsc_instance *place,
                              JSObjectRef prototype) {
  JSObjectRef sample = (JSObjectRef)ask(vm, vm->heir, prototype);
  if (sample == NULL)
    return NULL;
  place->prototype = prototype;
  place->sample = sample;
  return sample;
}

JSObjectRef jsc_new_object(napi_shim_vm *vm, JSContextRef context,
                           JSValueRef target) {
  JSObjectRef prototype =
      vm->layout->instances_known ? prototype_of(vm, context, target) : NULL;
  if (prototype == NULL)
    return (JSObjectRef)ask(vm, vm->instance, target);
  jsc_instance *place =
      &vm->instances[((uintptr_t)prototype >> 4) % JSC_INSTANCES];
  JSObjectRef sample = place->sample;
  if (place->prototype != prototype || sample == NULL)
    sample = sample_for(vm, place, prototype);
  if (sample == NULL)
    return NULL;
  JSObjectRef object = JSObjectMake(context, NULL, NULL);
  if (!have_alike_structures(vm->layout, object, sample))
    return (JSObjectRef)ask(vm, vm->heir, prototype);
  *structure_of(object) = *structure_of(sample);
  return object;
}

void jsc_forget_instances(napi_shim_vm *vm) {
  memset(vm->instances, 0, sizeof vm->instances);
}

bool jsc_instances_open(napi_shim_vm *vm) {
  vm->instance = (JSObjectRef)jsc_sample(
      vm->context, "(() => { 'use strict';"
                   "  const Base = function () {}, {construct} = Reflect;"
                   "  const none = [];"
                   "  return (target) => construct(Base, none, target); })()");
  vm->heir = (JSObjectRef)jsc_sample(
      vm->context, "(() => { 'use strict'; const {create} = Object;"
                   "  return (prototype) => create(prototype); })()");
  return vm->instance != NULL && vm->heir != NULL;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Whether structures tell apart objects with more and less room; and whether an
 * object that is made as said is what scripts take it for. */
bool jsc_learn_instances(const jsc_layout *layout, JSContextRef context) {
  static const char *const sources[] = {
      "Object.create({sampled: 4.5})",
      "(() => { const F = function () { this.a = this.b = this.c = this.d ="
      " this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l ="
      " this.m = this.n = this.o = this.p = this.q = this.r = this.s = 1; };"
      " return new F; })()",
      "[]", "(() => {})"};
  JSValueRef values[COUNT(sources)];
  JSObjectRef object = JSObjectMake(context, NULL, NULL);
  jsc_samples(context, sources, COUNT(sources), sizeof *sources, values);
  for (size_t i = 0; i < COUNT(sources); i++)
    if (values[i] == NULL ||
        have_alike_structures(layout, object, values[i]) != (i == 0))
      return false;
  JSValueRef test = jsc_sample(
      context, "(function (o, like) {"
               "  for (let i = 0; i < 12; i++) o['p' + i] = i;"
               "  for (let i = 0; i < 12; i++)"
               "    if (o['p' + i] !== i) return false;"
               "  return o.sampled === 4.5 && typeof o === 'object' &&"
               "    Object.keys(o).length === 12 && Object.isExtensible(o) &&"
               "    Object.getPrototypeOf(o) === Object.getPrototypeOf(like);"
               "})");
  if (test == NULL)
    return false;
  *structure_of(object) = *structure_of(values[0]);
  JSValueRef argv[2] = {object, values[0]};
  JSValueRef answer =
      JSObjectCallAsFunction(context, (JSObjectRef)test, NULL, 2, argv, NULL);
  return answer != NULL && JSValueToBoolean(context, answer);
}
