/* SPDX-License-Identifier: MIT */
/* What the engine keeps of objects, read where it lies: only where in_place.c
 * has found it there. */

#ifndef NAPI_SHIM_QUICKJS_IN_PLACE_H
#define NAPI_SHIM_QUICKJS_IN_PLACE_H

#include "quickjs_engine.h"

/* The releases whose objects begin like this. */
#define IN_PLACE_KNOWN (FLAVOUR_AT_LEAST(0, 16) && !FLAVOUR_AT_LEAST(0, 17))

/* Bytes from the address in a value on. */
enum {
  in_place_count = -4,        /* int32_t: how many hold it */
  in_place_class = 18,        /* uint16_t: an object's class */
  in_place_opaque = 48,       /* of objects of our classes */
  in_place_elements = 56,     /* of arrays that have them in a row: values, */
  in_place_element_count = 64 /* uint32_t; other arrays: 0 */
};

static inline bool in_place_works(const napi_shim_vm *vm) {
  return IN_PLACE_KNOWN && __builtin_expect(vm->shortcuts.objects_in_place, 1);
}

static inline const char *in_place_at(JSValueConst value, int offset) {
  return (const char *)JS_VALUE_GET_PTR(value) + offset;
}

static inline JSClassID in_place_class_of(JSValueConst object) {
  uint16_t id;
  memcpy(&id, in_place_at(object, in_place_class), sizeof id);
  return id;
}

static inline void *in_place_opaque_of(JSValueConst object) {
  void *opaque;
  memcpy(&opaque, in_place_at(object, in_place_opaque), sizeof opaque);
  return opaque;
}

static inline int32_t *in_place_count_of(JSValueConst value) {
  return (int32_t *)(void *)((char *)JS_VALUE_GET_PTR(value) + in_place_count);
}

/* Where an array has the element; NULL: the engine has to be asked. */
static inline JSValue *in_place_element(JSValueConst array, uint32_t index) {
  uint32_t count;
  JSValue *elements;
  memcpy(&count, in_place_at(array, in_place_element_count), sizeof count);
  if (index >= count)
    return NULL;
  memcpy(&elements, in_place_at(array, in_place_elements), sizeof elements);
  return elements + index;
}

static inline JSValue in_place_dup(JSValueConst value) {
  if (JS_VALUE_HAS_REF_COUNT(value))
    ++*in_place_count_of(value);
  return value;
}

static inline void in_place_free(JSRuntime *rt, JSValue value) {
  if (!JS_VALUE_HAS_REF_COUNT(value))
    return;
  int32_t *count = in_place_count_of(value);
  if (*count > 1)
    --*count;
  else
    JS_FreeValueRT(rt, value);
}

/* An object's class and its opaque pointer; 0 and NULL for what is none. */
static inline void *quickjs_opaque(const napi_shim_vm *vm, JSValueConst value,
                                   JSClassID *id) {
  if (in_place_works(vm) && JS_IsObject(value)) {
    *id = in_place_class_of(value);
    return in_place_opaque_of(value);
  }
  JSClassID answer;
  void *opaque = JS_GetAnyOpaque(value, &answer);
  *id = answer;
  return opaque;
}

/* 0 for what is no object. */
static inline JSClassID quickjs_class_id(const napi_shim_vm *vm,
                                         JSValueConst value) {
  if (!in_place_works(vm) || !JS_IsObject(value))
    return JS_GetClassID(value);
  return in_place_class_of(value);
}

#endif
