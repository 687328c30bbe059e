/* SPDX-License-Identifier: MIT */
/* What wrappers of other languages do with Node-API, by hand: classes that own
 * a reference to their wrap, errors that are kept, finalizers that post. */
#include "../common.h"

enum { TWIN, BESIDE, DANGLING, BOX, POSTED, FAILED, CALLED, COUNTERS };
static int counters[COUNTERS];

static napi_value first_argument(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value argument;
  MUST(napi_get_cb_info(env, info, &argc, &argument, NULL, NULL));
  return argument;
}

/* Two references of one object, both of which its owner deletes. */
struct owner {
  napi_ref wrap, other;
  int counter;
};

static struct owner *owner_new(int counter) {
  struct owner *owner = calloc(1, sizeof *owner);
  if (owner == NULL)
    abort();
  owner->counter = counter;
  return owner;
}

static void end_owner(napi_env env, void *data, void *hint) {
  struct owner *owner = data;
  (void)hint;
  counters[owner->counter]++;
  MUST(napi_delete_reference(env, owner->wrap));
  MUST(napi_delete_reference(env, owner->other));
  free(owner);
}

/* twin(object): a wrap and a finalizer, of which only one may run. */
static napi_value twin(napi_env env, napi_callback_info info) {
  struct owner *owner = owner_new(TWIN);
  napi_value object = first_argument(env, info);
  MUST(napi_wrap(env, object, owner, end_owner, NULL, &owner->wrap));
  MUST(napi_add_finalizer(env, object, owner, end_owner, NULL, &owner->other));
  return NULL;
}

/* besideBefore(object), besideAfter(object): a plain weak reference that was
 * made before or after the wrap whose finalizer deletes it. */
static napi_value beside(napi_env env, napi_callback_info info, bool before) {
  struct owner *owner = owner_new(BESIDE);
  napi_value object = first_argument(env, info);
  if (before)
    MUST(napi_create_reference(env, object, 0, &owner->other));
  MUST(napi_wrap(env, object, owner, end_owner, NULL, &owner->wrap));
  if (!before)
    MUST(napi_create_reference(env, object, 0, &owner->other));
  return NULL;
}

static napi_value beside_before(napi_env env, napi_callback_info info) {
  return beside(env, info, true);
}

static napi_value beside_after(napi_env env, napi_callback_info info) {
  return beside(env, info, false);
}

static void end_counted(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  ++*(int *)data;
}

/* dangling(object): the reference of a wrap that is removed stays with us. */
static napi_ref dangling_refs[32];
static size_t dangling_count;

static napi_value dangling(napi_env env, napi_callback_info info) {
  napi_value object = first_argument(env, info);
  napi_value found;
  bool same = false;
  napi_ref *ref = &dangling_refs[dangling_count++];
  MUST(napi_wrap(env, object, &counters[DANGLING], end_counted, NULL, ref));
  MUST(napi_remove_wrap(env, object, NULL));
  MUST(napi_get_reference_value(env, *ref, &found));
  MUST(napi_strict_equals(env, object, found, &same));
  MUST(napi_get_boolean(env, same, &found));
  return found;
}

/* danglingDead(): how many of these are dead; those are deleted. */
static napi_value dangling_dead(napi_env env, napi_callback_info info) {
  static uint32_t dead;
  napi_value value;
  (void)info;
  for (size_t i = 0; i < dangling_count; i++) {
    if (dangling_refs[i] == NULL)
      continue;
    MUST(napi_get_reference_value(env, dangling_refs[i], &value));
    if (value != NULL)
      continue;
    MUST(napi_delete_reference(env, dangling_refs[i]));
    dangling_refs[i] = NULL;
    dead++;
  }
  MUST(napi_create_uint32(env, dead, &value));
  return value;
}

/* What a finalizer inside the collector may not do, it posts. */
struct posting {
  napi_ref function;
  napi_deferred deferred;
  int rounds;
};

static void posted(napi_env env, void *data, void *hint) {
  struct posting *posting = data;
  napi_value function, undefined;
  counters[POSTED]++;
  MUST(napi_get_undefined(env, &undefined));
  if (posting->rounds-- > 0) {
    MUST(node_api_post_finalizer(env, posted, data, hint));
    return;
  }
  MUST(napi_get_reference_value(env, posting->function, &function));
  MUST(napi_call_function(env, undefined, function, 0, NULL, NULL));
  MUST(napi_delete_reference(env, posting->function));
  MUST(napi_resolve_deferred(env, posting->deferred, undefined));
  free(posting);
}

static void post(napi_env env, void *data, void *hint) {
  MUST(node_api_post_finalizer(env, posted, data, hint));
}

/* posting(object, function, rounds): a promise that is kept after the object
 * has died and the function was called. */
static napi_value posting(napi_env env, napi_callback_info info) {
  struct posting *it = calloc(1, sizeof *it);
  size_t argc = 3;
  napi_value args[3], promise;
  MUST(napi_get_cb_info(env, info, &argc, args, NULL, NULL));
  MUST(napi_get_value_int32(env, args[2], &it->rounds));
  MUST(napi_create_reference(env, args[1], 1, &it->function));
  MUST(napi_create_promise(env, &it->deferred, &promise));
  MUST(napi_add_finalizer(env, args[0], it, post, NULL, NULL));
  return promise;
}

/* Box: a class whose native half is made in its constructor. */
static napi_ref box_class;

struct box {
  napi_ref wrap;
  double number;
};

static void end_box(napi_env env, void *data, void *hint) {
  struct box *box = data;
  (void)hint;
  counters[BOX]++;
  MUST(napi_delete_reference(env, box->wrap));
  free(box);
}

static napi_value box_new(napi_env env, napi_callback_info info) {
  napi_value args[2], self, target, class, result = NULL;
  napi_valuetype type;
  size_t argc = 2;
  MUST(napi_get_cb_info(env, info, &argc, args, &self, NULL));
  MUST(napi_get_new_target(env, info, &target));
  if (target == NULL) {
    MUST(napi_get_reference_value(env, box_class, &class));
    log_status(env, "  new",
               napi_new_instance(env, class, argc, args, &result));
    return result;
  }
  struct box *box = calloc(1, sizeof *box);
  MUST(napi_wrap(env, self, box, end_box, NULL, &box->wrap));
  if (napi_get_value_double(env, args[0], &box->number) == napi_ok)
    return self;
  MUST(napi_typeof(env, args[1], &type));
  if (type == napi_undefined) {
    /* As a constructor in C++ that throws: nothing of it stays. */
    MUST(napi_remove_wrap(env, self, NULL));
    MUST(napi_delete_reference(env, box->wrap));
    free(box);
    counters[FAILED]++;
  }
  MUST(napi_throw_type_error(env, "ERR_BOX", "a number was expected"));
  return NULL;
}

static struct box *box_of(napi_env env, napi_callback_info info,
                          napi_value *argument, void **data) {
  napi_value self;
  size_t argc = 1;
  void *box = NULL;
  MUST(napi_get_cb_info(env, info, &argc, argument, &self, data));
  napi_status status = napi_unwrap(env, self, &box);
  if (status == napi_ok)
    return box;
  log_status(env, "  unwrap", status);
  napi_throw_error(env, NULL, "test not a box");
  return NULL;
}

static napi_value box_get(napi_env env, napi_callback_info info) {
  napi_value value = NULL;
  const struct box *box = box_of(env, info, &value, NULL);
  if (box != NULL)
    MUST(napi_create_double(env, box->number, &value));
  return box == NULL ? NULL : value;
}

static napi_value box_set(napi_env env, napi_callback_info info) {
  napi_value value;
  struct box *box = box_of(env, info, &value, NULL);
  if (box != NULL && napi_get_value_double(env, value, &box->number) != napi_ok)
    napi_throw_type_error(env, NULL, "test no number");
  return NULL;
}

static napi_value box_times(napi_env env, napi_callback_info info) {
  napi_value value, class, result = NULL;
  double factor;
  const struct box *box = box_of(env, info, &value, NULL);
  if (box == NULL || napi_get_value_double(env, value, &factor) != napi_ok)
    return NULL;
  MUST(napi_create_double(env, box->number * factor, &value));
  MUST(napi_get_reference_value(env, box_class, &class));
  MUST(napi_new_instance(env, class, 1, &value, &result));
  return result;
}

static void define_box(napi_env env, napi_value exports) {
  const napi_property_descriptor members[] = {
      {.utf8name = "value", .getter = box_get, .setter = box_set},
      {.utf8name = "readOnly", .getter = box_get},
      {.utf8name = "times", .method = box_times},
  };
  napi_value class;
  MUST(napi_define_class(env, "Box", NAPI_AUTO_LENGTH, box_new, NULL,
                         sizeof members / sizeof *members, members, &class));
  MUST(napi_create_reference(env, class, 1, &box_class));
  MUST(napi_set_named_property(env, exports, "Box", class));
}

/* An exception is kept in a reference, in an object where it is none. */
static napi_value key_of_kept(napi_env env) {
  napi_value key;
  MUST(
      napi_create_string_utf8(env, "kept by the test", NAPI_AUTO_LENGTH, &key));
  return key;
}

static napi_ref keep(napi_env env, napi_value exception) {
  napi_ref ref = NULL;
  napi_status status = napi_create_reference(env, exception, 1, &ref);
  log_status(env, "  reference", status);
  if (status == napi_ok)
    return ref;
  napi_value object;
  const napi_property_descriptor member = {.name = key_of_kept(env),
                                           .value = exception,
                                           .attributes = napi_writable};
  MUST(napi_create_object(env, &object));
  MUST(napi_define_properties(env, object, 1, &member));
  MUST(napi_create_reference(env, object, 1, &ref));
  return ref;
}

static napi_value unkeep(napi_env env, napi_ref ref) {
  napi_value value, key = key_of_kept(env);
  napi_valuetype type;
  bool has = false;
  MUST(napi_get_reference_value(env, ref, &value));
  MUST(napi_delete_reference(env, ref));
  MUST(napi_typeof(env, value, &type));
  if (type == napi_object)
    log_status(env, "  has own", napi_has_own_property(env, value, key, &has));
  if (has)
    MUST(napi_get_property(env, value, key, &value));
  return value;
}

/* carry(f): calls f, keeps what it throws, asks for its text, throws it. */
static napi_value carry(napi_env env, napi_callback_info info) {
  napi_value function = first_argument(env, info), undefined, result = NULL;
  napi_value exception, text;
  bool pending = true;
  MUST(napi_get_undefined(env, &undefined));
  if (napi_call_function(env, undefined, function, 0, NULL, &result) == napi_ok)
    return result;
  MUST(napi_get_and_clear_last_exception(env, &exception));
  napi_ref ref = keep(env, exception);
  MUST(napi_is_exception_pending(env, &pending));
  if (pending)
    /* What asking a Proxy threw. */
    MUST(napi_get_and_clear_last_exception(env, &text));
  if (napi_get_named_property(env, exception, "message", &text) != napi_ok)
    MUST(napi_get_and_clear_last_exception(env, &text));
  if (napi_coerce_to_string(env, exception, &text) != napi_ok)
    MUST(napi_get_and_clear_last_exception(env, &text));
  log_status(env, "  throw", napi_throw(env, unkeep(env, ref)));
  log_status(env, "  throw once more", napi_throw(env, exception));
  return undefined;
}

static void call_with_this(napi_env env, napi_value function) {
  napi_value undefined;
  counters[CALLED]++;
  MUST(napi_get_undefined(env, &undefined));
  log_status(env, "  call",
             napi_call_function(env, undefined, function, 0, NULL, NULL));
}

/* again(f): calls f three times, whether or not it throws, in scopes. */
static napi_value again(napi_env env, napi_callback_info info) {
  napi_value function = first_argument(env, info), exception;
  for (int i = 0; i < 3; i++) {
    napi_handle_scope scope;
    bool pending = false;
    MUST(napi_open_handle_scope(env, &scope));
    call_with_this(env, function);
    MUST(napi_is_exception_pending(env, &pending));
    if (pending && i < 2)
      MUST(napi_get_and_clear_last_exception(env, &exception));
    MUST(napi_close_handle_scope(env, scope));
  }
  return NULL;
}

static napi_value numbers(napi_env env, napi_callback_info info) {
  napi_value list, value;
  (void)info;
  MUST(napi_create_array_with_length(env, COUNTERS, &list));
  for (uint32_t i = 0; i < COUNTERS; i++) {
    MUST(napi_create_int32(env, counters[i], &value));
    MUST(napi_set_element(env, list, i, value));
  }
  return list;
}

void topic_init(napi_env env, napi_value exports) {
  define_box(env, exports);
  export_function(env, exports, "twin", twin);
  export_function(env, exports, "besideBefore", beside_before);
  export_function(env, exports, "besideAfter", beside_after);
  export_function(env, exports, "dangling", dangling);
  export_function(env, exports, "danglingDead", dangling_dead);
  export_function(env, exports, "posting", posting);
  export_function(env, exports, "carry", carry);
  export_function(env, exports, "again", again);
  export_function(env, exports, "numbers", numbers);
}
