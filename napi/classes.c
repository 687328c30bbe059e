/* SPDX-License-Identifier: MIT */
/* Native classes: a constructor, members on its prototype, statics on it. */

#include <stdlib.h>
#include <string.h>

#include "env/call.h"
#include "env/memory.h"
#include "env/text.h"
#include "napi/descriptors.h"

static napi_status get_prototype(napi_env env, const napi_shim_slot *class,
                                 const napi_shim_slot **result) {
  napi_value handle;
  const napi_shim_slot *key;
  PASS(operand_string(env, "prototype", 9, &key));
  RESERVE(env, slot);
  TRY(env, ENGINE(env)->get(REALM(env), class, key, slot));
  *result = slot_of(COMMIT(env, &handle));
  return napi_ok;
}

static bool is_accessor(const napi_property_descriptor *member) {
  return member->getter != NULL || member->setter != NULL;
}

/* Writable, enumerable and configurable: what an assignment makes. */
static bool is_open(const napi_property_descriptor *member) {
  const int all = napi_writable | napi_enumerable | napi_configurable;
  return !is_accessor(member) && (member->attributes & all) == all;
}

/* Whether two members have one name. Bad names are told when their turn
 * comes. */
static bool same_name(napi_env env, const napi_property_descriptor *a,
                      const napi_property_descriptor *b) {
  if (a->utf8name != NULL && b->utf8name != NULL)
    return strcmp(a->utf8name, b->utf8name) == 0;
  const napi_shim_slot *keys[2];
  if (a->utf8name == NULL &&
      (a->name == NULL || !operand_is_name(env, a->name)))
    return false;
  if (b->utf8name == NULL &&
      (b->name == NULL || !operand_is_name(env, b->name)))
    return false;
  return descriptor_key(env, a, &keys[0]) == napi_ok &&
         descriptor_key(env, b, &keys[1]) == napi_ok &&
         ENGINE(env)->strict_equals(REALM(env), keys[0], keys[1]);
}

/* "0", "17" … 2^32 - 2. */
static bool is_index(napi_env env, const napi_property_descriptor *member) {
  size_t length;
  char *copy = NULL, *end;
  const char *name = member->utf8name;
  if (name == NULL) {
    if (type_of(env, member->name) != napi_shim_type_string)
      return false;
    name = copy = text_copy_utf8(env->realm, slot_of(member->name), &length);
  }
  bool index = false;
  if (name != NULL && name[0] >= '0' && name[0] <= '9') {
    uint64_t number = strtoull(name, &end, 10);
    index = *end == '\0' && number < UINT32_MAX &&
            (name[0] != '0' || name[1] == '\0');
  }
  memory_free(copy);
  return index;
}

/* Of members with one name the first stays; but an accessor takes its place,
 * and an open index that of an open one. */
static bool takes_place(napi_env env, const napi_property_descriptor *later,
                        const napi_property_descriptor *earlier) {
  return is_accessor(later) ||
         (is_open(later) && is_open(earlier) && is_index(env, later));
}

static bool is_effective(napi_env env, size_t index, size_t count,
                         const napi_property_descriptor *members) {
  size_t current = count;
  for (size_t i = 0; i < count; i++) {
    if (i != index && (members[i].attributes & napi_static ||
                       !same_name(env, &members[i], &members[index])))
      continue;
    if (current == count || takes_place(env, &members[i], &members[current]))
      current = i;
  }
  return current == index;
}

/* The prototype without `constructor`. */
static napi_status bare_prototype(napi_env env, const napi_shim_slot *class,
                                  const napi_shim_slot **result) {
  if (ENGINE(env)->bare_prototype != NULL) {
    RESERVE(env, slot);
    napi_shim_engine_status status =
        ENGINE(env)->bare_prototype(REALM(env), class, slot);
    if (status != napi_shim_engine_unsupported) {
      napi_value handle;
      TRY(env, status);
      *result = slot_of(COMMIT(env, &handle));
      return napi_ok;
    }
  }
  const napi_shim_slot *prototype = NULL, *constructor = NULL;
  bool done;
  PASS(get_prototype(env, class, &prototype));
  PASS(operand_string(env, "constructor", 11, &constructor));
  TRY(env, ENGINE(env)->delete_key(REALM(env), prototype, constructor, &done));
  *result = prototype;
  return napi_ok;
}

static napi_status
has_constructor(napi_env env, const napi_shim_slot *prototype, bool *result) {
  const napi_shim_slot *name = NULL;
  PASS(operand_string(env, "constructor", 11, &name));
  TRY(env, ENGINE(env)->has_own(REALM(env), prototype, name, result));
  return napi_ok;
}

/* Whether one of the members may be called so. */
static bool may_have_constructor(size_t count,
                                 const napi_property_descriptor *members) {
  for (size_t i = 0; i < count; i++)
    if (members[i].utf8name == NULL ||
        strcmp(members[i].utf8name, "constructor") == 0)
      return true;
  return false;
}

static napi_status define_constructor(napi_env env, const napi_shim_slot *class,
                                      const napi_shim_slot *prototype,
                                      size_t count,
                                      const napi_property_descriptor *members) {
  static const napi_property_descriptor it = {.utf8name = "constructor"};
  const napi_shim_slot *name = NULL;
  const napi_shim_property property = {
      .value = class, .writable = true, .configurable = true};
  bool done = false;
  if (may_have_constructor(count, members))
    PASS(has_constructor(env, prototype, &done));
  if (done)
    return napi_ok;
  if (descriptor_is_plain(env, prototype, &it)) {
    TRY(env,
        descriptor_define_plain(env, prototype, it.utf8name, &property, &done));
    return napi_ok;
  }
  PASS(operand_string(env, "constructor", 11, &name));
  TRY(env, descriptor_define_raw(env, prototype, name, &property,
                                 descriptor_of_value, &done));
  return napi_ok;
}

/* Members come before `constructor`, and one of that name takes its place. */
static napi_status define_members(napi_env env, const napi_shim_slot *class,
                                  size_t count,
                                  const napi_property_descriptor *members,
                                  struct class_brand *brand) {
  const napi_shim_slot *prototype = NULL;
  PASS(bare_prototype(env, class, &prototype));
  for (size_t i = 0; i < count; i++)
    if (!(members[i].attributes & napi_static) &&
        is_effective(env, i, count, members))
      PASS(descriptor_define_member(env, prototype, &members[i], brand));
  return define_constructor(env, class, prototype, count, members);
}

static napi_status define_statics(napi_env env, const napi_shim_slot *class,
                                  size_t count,
                                  const napi_property_descriptor *members) {
  for (size_t i = 0; i < count; i++)
    if (members[i].attributes & napi_static)
      PASS(descriptor_define(env, class, &members[i]));
  return napi_ok;
}

/* All but the statics, whose failure leaves the class in *result. */
static napi_status make_class(napi_env env, const char *name, size_t length,
                              napi_callback constructor, void *data,
                              size_t count,
                              const napi_property_descriptor *members,
                              struct class_brand *brand, napi_value *result) {
  bool has_members = false;
  for (size_t i = 0; i < count && !has_members; i++)
    has_members = !(members[i].attributes & napi_static);
  RESERVE(env, slot);
  TRY(env, descriptor_function(env, name, length, constructor, data, brand,
                               true, slot));
  napi_value class;
  COMMIT(env, &class);
  struct handle_mark mark = handles_mark(&env->runtime->handles);
  if (has_members)
    PASS(define_members(env, slot_of(class), count, members, brand));
  handles_reset(&env->runtime->handles, mark);
  *result = class;
  return napi_ok;
}

/*
 * Methods accept only instances of the class as `this`; accessors accept
 * anything. Descriptors with napi_static go on the constructor. Version 1.
 */
napi_status impl_napi_define_class(napi_env env, const char *utf8name,
                                   size_t length, napi_callback constructor,
                                   void *data, size_t property_count,
                                   const napi_property_descriptor *properties,
                                   napi_value *result) {
  ENTER_JS(env);
  CHECK_ARG(env, result);
  CHECK_ARG(env, constructor);
  if (property_count > 0)
    CHECK_ARG(env, properties);
  PASS(operand_text(env, utf8name, &length));
  struct class_brand *brand = memory_alloc(sizeof *brand);
  CHECK(env, brand != NULL, napi_generic_failure);
  brand->holders = 1; /* this call, until its functions hold it */
  napi_status status = make_class(env, utf8name, length, constructor, data,
                                  property_count, properties, brand, result);
  if (--brand->holders == 0)
    memory_free(brand);
  PASS(status);
  struct handle_mark mark = handles_mark(&env->runtime->handles);
  PASS(define_statics(env, slot_of(*result), property_count, properties));
  handles_reset(&env->runtime->handles, mark);
  LEAVE(env, napi_ok);
}
