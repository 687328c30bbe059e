/* SPDX-License-Identifier: MIT */
/* Finalizers and references that act on each other, and two envs on one
 * object. */
#include "../common.h"

/* An object of which C memory has the reference that its wrap gave. */
struct holder {
  napi_ref own;    /* from napi_wrap, or NULL */
  napi_ref nested; /* to another wrapped object, deleted with this one */
  bool deletes_own;
  bool makes_more;
};

static int finalized, again, deleted, alive, counted;

static void finalize_again(napi_env env, void *data, void *hint) {
  (void)env;
  (void)data;
  (void)hint;
  again++;
}

static void finalize_holder(napi_env env, void *data, void *hint) {
  struct holder *holder = data;
  napi_value value;
  (void)hint;
  finalized++;
  if (holder->nested != NULL &&
      napi_delete_reference(env, holder->nested) == napi_ok)
    deleted++;
  if (holder->deletes_own && napi_delete_reference(env, holder->own) == napi_ok)
    deleted++;
  if (holder->makes_more) {
    MUST(napi_create_object(env, &value));
    MUST(napi_wrap(env, value, &again, finalize_again, NULL, NULL));
  }
  alive--;
  free(holder);
}

static struct holder *holder_new(void) {
  alive++;
  return calloc(1, sizeof(struct holder));
}

/* own(object): its finalizer deletes the reference of the wrap. */
static napi_value own(napi_env env, napi_callback_info info) {
  struct holder *holder = holder_new();
  size_t argc = 1;
  napi_value object;
  MUST(napi_get_cb_info(env, info, &argc, &object, NULL, NULL));
  holder->deletes_own = true;
  MUST(napi_wrap(env, object, holder, finalize_holder, NULL, &holder->own));
  return NULL;
}

/* nested(outer, inner): the outer one's finalizer lets go of the inner one. */
static napi_value nested(napi_env env, napi_callback_info info) {
  struct holder *outer = holder_new(), *inner = holder_new();
  size_t argc = 2;
  napi_value objects[2];
  MUST(napi_get_cb_info(env, info, &argc, objects, NULL, NULL));
  MUST(napi_wrap(env, objects[1], inner, finalize_holder, NULL, NULL));
  MUST(napi_create_reference(env, objects[1], 1, &outer->nested));
  MUST(napi_wrap(env, objects[0], outer, finalize_holder, NULL, NULL));
  return NULL;
}

/* more(object): its finalizer makes and wraps another object. */
static napi_value more(napi_env env, napi_callback_info info) {
  struct holder *holder = holder_new();
  size_t argc = 1;
  napi_value object;
  MUST(napi_get_cb_info(env, info, &argc, &object, NULL, NULL));
  holder->makes_more = true;
  MUST(napi_wrap(env, object, holder, finalize_holder, NULL, NULL));
  return NULL;
}

/* rivals(a, b): each finalizer deletes the reference of the other, so that only
 * one of them may run when both are dead. */
static napi_ref rivals_of[2];
static int rivals_run;
static void finalize_rival(napi_env env, void *data, void *hint) {
  napi_ref *other = data;
  (void)hint;
  rivals_run++;
  if (*other != NULL)
    MUST(napi_delete_reference(env, *other));
  rivals_of[0] = rivals_of[1] = NULL;
}

static napi_value rivals(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value objects[2];
  MUST(napi_get_cb_info(env, info, &argc, objects, NULL, NULL));
  MUST(napi_add_finalizer(env, objects[0], &rivals_of[1], finalize_rival, NULL,
                          &rivals_of[0]));
  MUST(napi_add_finalizer(env, objects[1], &rivals_of[0], finalize_rival, NULL,
                          &rivals_of[1]));
  return NULL;
}

/* Wrapped, unwrapped for good and its reference deleted, all in one call. */
static napi_value at_once(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value object, value;
  napi_ref reference;
  void *data;
  MUST(napi_get_cb_info(env, info, &argc, &object, NULL, NULL));
  MUST(napi_wrap(env, object, &again, finalize_again, NULL, &reference));
  MUST(napi_remove_wrap(env, object, &data));
  log_status(env, "  get", napi_get_reference_value(env, reference, &value));
  log_status(env, "  delete", napi_delete_reference(env, reference));
  log_status(env, "  unwrap", napi_unwrap(env, object, &data));
  return object;
}

/* What a wrong return value is, does not matter where something was thrown. */
static napi_value bad_return(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value function, undefined;
  MUST(napi_get_cb_info(env, info, &argc, &function, NULL, NULL));
  if (argc == 0) {
    MUST(napi_throw_error(env, "CODE", "test thrown"));
  } else {
    MUST(napi_get_undefined(env, &undefined));
    napi_call_function(env, undefined, function, 0, NULL, NULL);
  }
  return (napi_value)(uintptr_t)0xfffffffff;
}

/* Counts in the instance data when an object dies. */
static void finalize_counted(napi_env env, void *data, void *hint) {
  void *instance = NULL;
  (void)data;
  (void)hint;
  if (napi_get_instance_data(env, &instance) == napi_ok && instance != NULL)
    ++*(int *)instance;
}

static napi_value count(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value object;
  MUST(napi_get_cb_info(env, info, &argc, &object, NULL, NULL));
  MUST(napi_set_instance_data(env, &counted, NULL, NULL));
  MUST(napi_add_finalizer(env, object, NULL, finalize_counted, NULL, NULL));
  return object;
}

/* tracked(): a function of which only the caller knows. */
static napi_value tracked(napi_env env, napi_callback_info info) {
  napi_value function;
  (void)info;
  MUST(napi_create_function(env, "tracked", NAPI_AUTO_LENGTH, at_once, &again,
                            &function));
  MUST(napi_add_finalizer(env, function, &again, finalize_again, NULL, NULL));
  return function;
}

static napi_value numbers(napi_env env, napi_callback_info info) {
  const int all[] = {finalized, again, deleted, alive, counted, rivals_run};
  napi_value list, value;
  (void)info;
  MUST(napi_create_array(env, &list));
  for (uint32_t i = 0; i < sizeof all / sizeof *all; i++) {
    MUST(napi_create_int32(env, all[i], &value));
    MUST(napi_set_element(env, list, i, value));
  }
  return list;
}

/* A scope around a call that throws is closed as any other. */
static napi_value scoped_throw(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value function, undefined, value;
  napi_handle_scope scope;
  MUST(napi_get_cb_info(env, info, &argc, &function, NULL, NULL));
  MUST(napi_open_handle_scope(env, &scope));
  MUST(napi_get_undefined(env, &undefined));
  log_status(env, "  call",
             napi_call_function(env, undefined, function, 0, NULL, &value));
  log_status(env, "  create", napi_create_object(env, &value));
  log_status(env, "  close", napi_close_handle_scope(env, scope));
  return NULL;
}

void topic_init(napi_env env, napi_value exports) {
  export_function(env, exports, "own", own);
  export_function(env, exports, "nested", nested);
  export_function(env, exports, "more", more);
  export_function(env, exports, "rivals", rivals);
  export_function(env, exports, "atOnce", at_once);
  export_function(env, exports, "badReturn", bad_return);
  export_function(env, exports, "count", count);
  export_function(env, exports, "tracked", tracked);
  export_function(env, exports, "numbers", numbers);
  export_function(env, exports, "scopedThrow", scoped_throw);
}
