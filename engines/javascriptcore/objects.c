/* SPDX-License-Identifier: MIT */
/* Objects, arrays and their properties. */

#include "javascriptcore_engine.h"

#include <string.h>

napi_shim_engine_status jsc_make_object(napi_shim_realm *realm,
                                        napi_shim_slot *result) {
  jsc_put(result, JSObjectMake(realm->context, NULL, NULL));
  return napi_shim_engine_ok;
}

napi_shim_engine_status jsc_make_array(napi_shim_realm *realm, uint32_t length,
                                       napi_shim_slot *result) {
  JSValueRef exception = NULL, value = NULL;
  if (length == 0) {
    value = JSObjectMakeArray(realm->context, 0, NULL, &exception);
    return jsc_done(realm->vm, value, exception, result);
  }
  JSValueRef argv[1] = {JSValueMakeNumber(realm->context, length)};
  napi_shim_engine_status status =
      jsc_glue_call(realm, glue_array, 1, argv, &value);
  if (status == napi_shim_engine_ok)
    jsc_put(result, value);
  return status;
}

/* Whether properties of the object's own are looked up as in any object. */
static bool is_plain(const jsc_layout *layout, const napi_shim_slot *object) {
  return jsc_type_byte(object->word[0]) == layout->plain_byte;
}

/* A plain object's own plain data; false: ask the C interface. */
static bool get_own(napi_shim_realm *realm, const napi_shim_slot *object,
                    const void *name, napi_shim_slot *result) {
  const jsc_layout *layout = realm->vm->layout;
  uint64_t slot[JSC_SLOT_WORDS];
  uint32_t attributes;
  /* The function behind it takes every object for an array when the name is
   * "length". */
  if (name == NULL || name == realm->vm->length_name ||
      !jsc_cpp_own(jsc_object(object), realm->context, name, slot))
    return false;
  memcpy(&attributes,
         (const char *)slot + layout->slot_attributes * sizeof attributes,
         sizeof attributes);
  uint64_t bits = slot[layout->slot_value];
  if (attributes != 0 || bits == 0)
    return false;
  jsc_put(result, (JSValueRef)(uintptr_t)bits);
  return true;
}

napi_shim_engine_status jsc_get(napi_shim_realm *realm,
                                const napi_shim_slot *object,
                                const napi_shim_slot *key,
                                napi_shim_slot *result) {
  const jsc_layout *layout = realm->vm->layout;
  if (layout->own && is_plain(layout, object) &&
      get_own(realm, object, jsc_unique_memory(layout, jsc_value(key)), result))
    return napi_shim_engine_ok;
  JSValueRef exception = NULL;
  JSValueRef value = JSObjectGetPropertyForKey(
      realm->context, jsc_object(object), jsc_value(key), &exception);
  return jsc_done(realm->vm, value, exception, result);
}

napi_shim_engine_status jsc_set(napi_shim_realm *realm,
                                const napi_shim_slot *object,
                                const napi_shim_slot *key,
                                const napi_shim_slot *value) {
  const jsc_layout *layout = realm->vm->layout;
  if (layout->put && is_plain(layout, object)) {
    const void *name = jsc_unique_memory(layout, jsc_value(key));
    if (name != NULL)
      return jsc_put_named(realm, jsc_object(object), name, jsc_value(value));
  }
  JSValueRef exception = NULL;
  JSObjectSetPropertyForKey(realm->context, jsc_object(object), jsc_value(key),
                            jsc_value(value), kJSPropertyAttributeNone,
                            &exception);
  return exception != NULL ? jsc_thrown(realm->vm, exception)
                           : napi_shim_engine_ok;
}

napi_shim_engine_status jsc_has(napi_shim_realm *realm,
                                const napi_shim_slot *object,
                                const napi_shim_slot *key, bool *result) {
  JSValueRef exception = NULL;
  bool found = JSObjectHasPropertyForKey(realm->context, jsc_object(object),
                                         jsc_value(key), &exception);
  if (exception != NULL)
    return jsc_thrown(realm->vm, exception);
  *result = found;
  return napi_shim_engine_ok;
}

napi_shim_engine_status jsc_has_own(napi_shim_realm *realm,
                                    const napi_shim_slot *object,
                                    const napi_shim_slot *key, bool *result) {
  JSValueRef argv[2] = {jsc_value(object), jsc_value(key)}, answer;
  napi_shim_engine_status status =
      jsc_glue_call(realm, glue_has_own, 2, argv, &answer);
  if (status == napi_shim_engine_ok)
    *result = JSValueToBoolean(realm->context, answer);
  return status;
}

napi_shim_engine_status jsc_delete_key(napi_shim_realm *realm,
                                       const napi_shim_slot *object,
                                       const napi_shim_slot *key,
                                       bool *result) {
  JSValueRef exception = NULL;
  bool deleted = JSObjectDeletePropertyForKey(
      realm->context, jsc_object(object), jsc_value(key), &exception);
  if (exception != NULL)
    return jsc_thrown(realm->vm, exception);
  *result = deleted;
  return napi_shim_engine_ok;
}

/* How often a name is used until it is worth a unique string. */
#define NAME_USES 4

/* The name as a unique string, which the engine need not look up. Where there
 * is none the text goes on serving. */
static void make_unique(napi_shim_realm *realm, jsc_name *name) {
  napi_shim_vm *vm = realm->vm;
  JSValueRef text = JSValueMakeString(realm->context, name->string), unique;
  napi_shim_engine_status status =
      jsc_glue_call(realm, glue_unique, 1, &text, &unique);
  if (status != napi_shim_engine_ok) {
    vm->exception = NULL;
    return;
  }
  const void *memory = jsc_unique_memory(vm->layout, unique);
  /* A script may have changed Object.keys before we came. */
  if (memory == NULL || !JSValueIsStrictEqual(realm->context, unique, text))
    return;
  name->value = unique;
  name->unique = memory;
}

/* Fills the place anew; false when memory is short. */
static bool take_place(jsc_name *place, const char *name, size_t length) {
  JSStringRef string = jsc_string_from_utf8(name, length);
  if (string == NULL)
    return false;
  if (place->string != NULL)
    JSStringRelease(place->string);
  place->string = string;
  place->value = NULL;
  place->unique = NULL;
  place->uses = 0;
  place->length = (uint8_t)length;
  memcpy(place->bytes, name, length);
  return true;
}

static inline bool is_name(const jsc_name *place, const char *name,
                           size_t length) {
  return place->string != NULL && place->length == length &&
         memcmp(place->bytes, name, length) == 0;
}

/* A name that is new here, or has not served often; NULL: memory is short. */
static __attribute__((noinline)) const jsc_name *
name_slowly(napi_shim_realm *realm, jsc_name *place, const char *name,
            size_t length) {
  if (!is_name(place, name, length))
    return take_place(place, name, length) ? place : NULL;
  if (++place->uses == NAME_USES && realm->vm->layout->names)
    make_unique(realm, place);
  return place;
}

/* Up to eight bytes as a number; of more, the first eight. */
static inline uint64_t head_of(const char *bytes, size_t length) {
  uint64_t word;
  uint32_t half, end;
  if (length >= 8) {
    memcpy(&word, bytes, sizeof word);
    return word;
  }
  if (length >= 4) {
    memcpy(&half, bytes, sizeof half);
    memcpy(&end, bytes + length - 4, sizeof end);
    return (uint64_t)end << 32 | half;
  }
  word = 0;
  for (size_t i = 0; i < length; i++)
    word = word << 8 | (unsigned char)bytes[i];
  return word;
}

static inline size_t place_of(const char *name, size_t length) {
  uint64_t hash = head_of(name, length) + length;
  for (size_t at = 8; at < length; at += 8) {
    uint64_t word;
    /* The last eight bytes overlap those before. */
    memcpy(&word, name + (at + 8 <= length ? at : length - 8), sizeof word);
    hash = (hash ^ hash >> 29) * 0x9e3779b97f4a7c15ull ^ word;
  }
  hash = (hash ^ hash >> 32) * 0x9e3779b97f4a7c15ull;
  return (size_t)(hash >> 55) % JSC_NAMES;
}

/* The cached name; NULL when it is too long or memory is short. It may give
 * way to another when JavaScript has run. */
static inline const jsc_name *name_of(napi_shim_realm *realm, const char *name,
                                      size_t length) {
  if (length > JSC_NAME_BYTES)
    return NULL;
  jsc_name *place = &realm->vm->names[place_of(name, length)];
  if (is_name(place, name, length) && place->uses == NAME_USES)
    return place;
  return name_slowly(realm, place, name, length);
}

/* To be released by the caller; NULL when memory is short. */
static JSStringRef string_of(const jsc_name *cached, const char *name,
                             size_t length) {
  return cached != NULL ? JSStringRetain(cached->string)
                        : jsc_string_from_utf8(name, length);
}

const void *jsc_name_text(napi_shim_realm *realm, const char *name,
                          size_t length, JSValueRef *keeper) {
  const jsc_name *cached = length != 0 ? name_of(realm, name, length) : NULL;
  if (cached != NULL && cached->unique != NULL) {
    *keeper = cached->value;
    return cached->unique;
  }
  napi_shim_slot text;
  if (jsc_make_string_utf8(realm, name, length, &text) != napi_shim_engine_ok)
    return NULL;
  *keeper = jsc_value(&text);
  return jsc_string_memory_of(*keeper);
}

void jsc_names_close(napi_shim_vm *vm) {
  for (size_t i = 0; i < JSC_NAMES; i++) {
    if (vm->names[i].string != NULL)
      JSStringRelease(vm->names[i].string);
    vm->names[i].string = NULL;
  }
}

napi_shim_engine_status jsc_get_named(napi_shim_realm *realm,
                                      const napi_shim_slot *object,
                                      const char *name, size_t length,
                                      napi_shim_slot *result) {
  const jsc_layout *layout = realm->vm->layout;
  const jsc_name *cached = name_of(realm, name, length);
  if (cached != NULL && layout->own && is_plain(layout, object) &&
      get_own(realm, object, cached->unique, result))
    return napi_shim_engine_ok;
  JSValueRef exception = NULL, value;
  if (cached != NULL && cached->value != NULL) {
    value = JSObjectGetPropertyForKey(realm->context, jsc_object(object),
                                      cached->value, &exception);
    return jsc_done(realm->vm, value, exception, result);
  }
  JSStringRef string = string_of(cached, name, length);
  if (string == NULL)
    return napi_shim_engine_out_of_memory;
  value = JSObjectGetProperty(realm->context, jsc_object(object), string,
                              &exception);
  JSStringRelease(string);
  return jsc_done(realm->vm, value, exception, result);
}

napi_shim_engine_status jsc_set_named(napi_shim_realm *realm,
                                      const napi_shim_slot *object,
                                      const char *name, size_t length,
                                      const napi_shim_slot *value) {
  const jsc_layout *layout = realm->vm->layout;
  const jsc_name *cached = name_of(realm, name, length);
  if (cached != NULL && cached->unique != NULL && layout->put &&
      is_plain(layout, object))
    return jsc_put_named(realm, jsc_object(object), cached->unique,
                         jsc_value(value));
  JSStringRef string = string_of(cached, name, length);
  if (string == NULL)
    return napi_shim_engine_out_of_memory;
  JSValueRef exception = NULL;
  JSObjectSetProperty(realm->context, jsc_object(object), string,
                      jsc_value(value), kJSPropertyAttributeNone, &exception);
  JSStringRelease(string);
  return exception != NULL ? jsc_thrown(realm->vm, exception)
                           : napi_shim_engine_ok;
}

napi_shim_engine_status jsc_has_named(napi_shim_realm *realm,
                                      const napi_shim_slot *object,
                                      const char *name, size_t length,
                                      bool *result) {
  const jsc_name *cached = name_of(realm, name, length);
  if (cached != NULL && cached->unique != NULL && realm->vm->layout->has) {
    bool found =
        jsc_cpp_has(jsc_object(object), realm->context, cached->unique);
    napi_shim_engine_status status = jsc_direct_done(realm->vm);
    if (status == napi_shim_engine_ok)
      *result = found;
    return status;
  }
  JSStringRef string = string_of(cached, name, length);
  if (string == NULL)
    return napi_shim_engine_out_of_memory;
  napi_shim_slot key;
  jsc_put(&key, JSValueMakeString(realm->context, string));
  JSStringRelease(string);
  return jsc_has(realm, object, &key, result);
}

napi_shim_engine_status jsc_get_index(napi_shim_realm *realm,
                                      const napi_shim_slot *object,
                                      uint32_t index, napi_shim_slot *result) {
  uint64_t bits;
  if (jsc_read_element(realm->vm->layout, jsc_object(object), index, &bits)) {
    jsc_put(result, (JSValueRef)(uintptr_t)bits);
    return napi_shim_engine_ok;
  }
  JSValueRef exception = NULL;
  JSValueRef value = JSObjectGetPropertyAtIndex(
      realm->context, jsc_object(object), index, &exception);
  return jsc_done(realm->vm, value, exception, result);
}

napi_shim_engine_status jsc_set_index(napi_shim_realm *realm,
                                      const napi_shim_slot *object,
                                      uint32_t index,
                                      const napi_shim_slot *value) {
  if (jsc_write_element(realm, jsc_object(object), index, value->word[0]))
    return napi_shim_engine_ok;
  JSValueRef exception = NULL;
  JSObjectSetPropertyAtIndex(realm->context, jsc_object(object), index,
                             jsc_value(value), &exception);
  return exception != NULL ? jsc_thrown(realm->vm, exception)
                           : napi_shim_engine_ok;
}

static JSValueRef or_undefined(napi_shim_realm *realm,
                               const napi_shim_slot *slot) {
  return slot != NULL ? jsc_value(slot) : JSValueMakeUndefined(realm->context);
}

static JSPropertyAttributes or_none(bool has, uint32_t attribute) {
  return has ? 0 : attribute;
}

static napi_shim_engine_status
define_unique(napi_shim_realm *realm, JSObjectRef object, const void *name,
              const napi_shim_property *property) {
  jsc_descriptor it = {.attributes = or_none(property->enumerable, jsc_hidden) |
                                     or_none(property->configurable, jsc_fixed),
                       .told = jsc_all_told};
  if (property->getter != NULL || property->setter != NULL) {
    it.attributes |= jsc_accessor;
    it.getter = or_undefined(realm, property->getter);
    it.setter = or_undefined(realm, property->setter);
  } else {
    it.attributes |= or_none(property->writable, jsc_read_only);
    it.value = jsc_given(or_undefined(realm, property->value));
  }
  jsc_cpp_define(object, realm->context, name, &it, true);
  return jsc_direct_done(realm->vm);
}

napi_shim_engine_status jsc_define_named(napi_shim_realm *realm,
                                         const napi_shim_slot *object,
                                         const char *name, size_t length,
                                         const napi_shim_property *property) {
  const jsc_layout *layout = realm->vm->layout;
  /* Not what may be an index. */
  if (layout->defines && is_plain(layout, object) &&
      (unsigned char)(name[0] - '0') > 9) {
    const jsc_name *cached = name_of(realm, name, length);
    if (cached != NULL && cached->unique != NULL)
      return define_unique(realm, jsc_object(object), cached->unique, property);
  }
  napi_shim_slot key;
  napi_shim_engine_status status =
      jsc_make_string_utf8(realm, name, length, &key);
  return status == napi_shim_engine_ok
             ? jsc_define_property(realm, object, &key, property)
             : status;
}

napi_shim_engine_status
jsc_define_property(napi_shim_realm *realm, const napi_shim_slot *object,
                    const napi_shim_slot *key,
                    const napi_shim_property *property) {
  JSContextRef context = realm->context;
  if (jsc_define_untouched(realm, jsc_object(object), jsc_value(key), property))
    return napi_shim_engine_ok;
  bool accessor = property->getter != NULL || property->setter != NULL;
  JSValueRef ignored;
  JSValueRef argv[6] = {jsc_value(object),
                        jsc_value(key),
                        NULL,
                        NULL,
                        JSValueMakeBoolean(context, property->enumerable),
                        JSValueMakeBoolean(context, property->configurable)};
  if (accessor) {
    argv[2] = or_undefined(realm, property->getter);
    argv[3] = or_undefined(realm, property->setter);
  } else {
    argv[2] = or_undefined(realm, property->value);
    argv[3] = JSValueMakeBoolean(context, property->writable);
  }
  return jsc_glue_call(realm, accessor ? glue_accessor : glue_define, 6, argv,
                       &ignored);
}
