/* SPDX-License-Identifier: MIT */
/* Values that are made, read and told apart without the engine, where it says
 * how they lie in slots. */

#ifndef ENV_VALUES_H
#define ENV_VALUES_H

#include <string.h>

#include "env/env.h"

static inline bool value_has_tag(const napi_shim_slot *slot, uint64_t tag) {
  return (uint32_t)slot->word[1] == (uint32_t)tag;
}

static inline void value_make_undefined(napi_env env, napi_shim_slot *result) {
  const struct napi_shim_runtime *runtime = env->runtime;
  if (runtime->form.has_constants)
    *result = runtime->form.undefined;
  else
    runtime->engine->make_undefined(env->realm->engine_realm, result);
}

static inline void value_make_null(napi_env env, napi_shim_slot *result) {
  const struct napi_shim_runtime *runtime = env->runtime;
  if (runtime->form.has_constants)
    *result = runtime->form.null;
  else
    runtime->engine->make_null(env->realm->engine_realm, result);
}

static inline void value_make_boolean(napi_env env, bool value,
                                      napi_shim_slot *result) {
  const struct napi_shim_runtime *runtime = env->runtime;
  if (runtime->form.has_constants)
    *result = value ? runtime->form.yes : runtime->form.no;
  else
    runtime->engine->make_boolean(env->realm->engine_realm, value, result);
}

static inline void value_make_int32(napi_env env, int32_t value,
                                    napi_shim_slot *result) {
  const struct napi_shim_runtime *runtime = env->runtime;
  if (runtime->form.is_tagged)
    *result = (napi_shim_slot){{(uint32_t)value, runtime->form.tag_int32}};
  else if (runtime->engine->make_int32 != NULL)
    runtime->engine->make_int32(env->realm->engine_realm, value, result);
  else
    runtime->engine->make_number(env->realm->engine_realm, value, result);
}

static inline int32_t value_int32(const napi_shim_slot *slot) {
  return (int32_t)(uint32_t)slot->word[0];
}

/* A number, where values are tagged. */
static inline void value_make_tagged(napi_env env, double value,
                                     napi_shim_slot *result) {
  const napi_shim_slot_form *form = &env->runtime->form;
  uint64_t bits, sum_bits, whole_bits;
  memcpy(&bits, &value, sizeof bits);
  /* Of a whole number of 32 bits the sum with 1.5 * 2^52 ends with these; what
   * comes of any other one is another number. Of the two zeros one has bits. */
  double sum = value + 6755399441055744.0;
  memcpy(&sum_bits, &sum, sizeof sum_bits);
  double whole = (int32_t)(uint32_t)sum_bits;
  memcpy(&whole_bits, &whole, sizeof whole_bits);
  if (whole_bits == bits)
    *result = (napi_shim_slot){{(uint32_t)sum_bits, form->tag_int32}};
  else
    *result = (napi_shim_slot){{bits, form->tag_double}};
}

static inline void value_make_double(napi_env env, double value,
                                     napi_shim_slot *result) {
  const struct napi_shim_runtime *runtime = env->runtime;
  if (runtime->form.is_tagged)
    value_make_tagged(env, value, result);
  else
    runtime->engine->make_number(env->realm->engine_realm, value, result);
}

/* False: no number; *result is untouched. */
static inline bool value_get_number(napi_env env, const napi_shim_slot *slot,
                                    double *result) {
  const struct napi_shim_runtime *runtime = env->runtime;
  if (!runtime->form.is_tagged)
    return runtime->engine->get_number(env->realm->engine_realm, slot, result);
  if (value_has_tag(slot, runtime->form.tag_double))
    memcpy(result, &slot->word[0], sizeof *result);
  else if (value_has_tag(slot, runtime->form.tag_int32))
    *result = value_int32(slot);
  else
    return false;
  return true;
}

/* 0, or 1 + type of an object that says what it is. */
static inline unsigned value_object_type(const napi_shim_slot_form *form,
                                         const napi_shim_slot *slot) {
  uint16_t class;
  memcpy(&class, (const char *)(uintptr_t)slot->word[0] + form->class_at,
         sizeof class);
  return class < form->type_count ? form->types[class] : 0;
}

static inline napi_shim_type value_type(napi_env env,
                                        const napi_shim_slot *slot) {
  const napi_shim_slot_form *form = &env->runtime->form;
  if (form->type_count > 0 && value_has_tag(slot, form->tag_object)) {
    unsigned known = value_object_type(form, slot);
    if (__builtin_expect(known != 0, 1))
      return (napi_shim_type)(known - 1);
  }
  return env->runtime->engine->type_of(env->realm->engine_realm, slot);
}

/* Object, function or external: what has properties and can be wrapped. */
static inline bool value_is_object(napi_env env, const napi_shim_slot *slot) {
  const napi_shim_slot_form *form = &env->runtime->form;
  if (form->is_tagged)
    return value_has_tag(slot, form->tag_object);
  napi_shim_type type = value_type(env, slot);
  return type == napi_shim_type_object || type == napi_shim_type_function ||
         type == napi_shim_type_external;
}

#endif
