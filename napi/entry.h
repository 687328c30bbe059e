/* SPDX-License-Identifier: MIT */
/* How every Node-API function begins and ends. */

#ifndef NAPI_ENTRY_H
#define NAPI_ENTRY_H

#include "env/env.h"
#include "env/handles.h"
#include "env/realm.h"
#include "env/runtime.h"
#include "env/values.h"
#include "napi/prototypes.h"
#include "node_api.h"

/*
 * The three gates. Each is the first statement of a function.
 *   ENTER_ANYWHERE  legal always, inside GC too
 *   ENTER           not inside GC; fine with an exception pending
 *   ENTER_JS        may run JavaScript: no exception pending, env not closing
 * A NULL env gives invalid_arg and records nothing.
 */
#define ENTER_ANYWHERE(env)                                                    \
  do {                                                                         \
    if (RARELY((env) == NULL))                                                 \
      return napi_invalid_arg;                                                 \
  } while (0)

#define ENTER(env)                                                             \
  do {                                                                         \
    if (RARELY((env) == NULL))                                                 \
      return napi_invalid_arg;                                                 \
    if (RARELY((env)->in_gc))                                                  \
      entry_inside_gc(env);                                                    \
  } while (0)

#define ENTER_JS(env)                                                          \
  do {                                                                         \
    if (RARELY((env) == NULL))                                                 \
      return napi_invalid_arg;                                                 \
    if (RARELY(!env_is_usual(env) || runtime_is_terminating((env)->runtime)))  \
      return entry_js_refused(env);                                            \
    env_set_error((env), napi_ok);                                             \
  } while (0)

#define RARELY(condition) __builtin_expect(!!(condition), 0)

/* The one way out: records the status as the env's last error. */
#define LEAVE(env, status) return env_set_error((env), (status))

/* A condition on the caller's arguments. */
#define CHECK(env, condition, status)                                          \
  do {                                                                         \
    if (RARELY(!(condition)))                                                  \
      LEAVE(env, status);                                                      \
  } while (0)
#define CHECK_ARG(env, argument)                                               \
  CHECK(env, (argument) != NULL, napi_invalid_arg)

/* An engine operation: leaves with its failure, an exception becomes pending
 * in the env. */
#define TRY(env, operation)                                                    \
  do {                                                                         \
    napi_shim_engine_status engine_status_ = (operation);                      \
    if (RARELY(engine_status_ != napi_shim_engine_ok))                         \
      return env_engine_failed((env), engine_status_);                         \
  } while (0)

/* The env's engine table and current realm, as the table's functions want
 * it. */
#define ENGINE(env) ((env)->runtime->engine)
#define REALM(env)  ((env)->realm->engine_realm)

/*
 * Makes a handle: RESERVE names a slot to write an owned value to, COMMIT
 * stores it as a handle in *result. Out of memory leaves.
 */
#define RESERVE(env, slot)                                                     \
  napi_shim_slot *slot = handles_reserve(&(env)->runtime->handles);            \
  if (RARELY(slot == NULL))                                                    \
  LEAVE(env, napi_generic_failure)
#define COMMIT(env, result)                                                    \
  (*(result) = handles_commit(&(env)->runtime->handles))
/* For values that have to be released, and for those that never have. */
#define COMMIT_OWING(env, result)                                              \
  (*(result) = handles_commit_owing(&(env)->runtime->handles))
#define COMMIT_FREE(env, result)                                               \
  (*(result) = handles_commit_free(&(env)->runtime->handles))

/*
 * The usual way through the functions that programs call most stands first in
 * them: one look at all that could be in its way, and few registers to save.
 * The way of all other calls, failures among them, is the function behind it.
 */
#define BEHIND_THAT static __attribute__((noinline))
#define USUAL(env)  (!RARELY((env) == NULL || (env)->in_gc))
#define USUAL_JS(env)                                                          \
  (!RARELY((env) == NULL || !env_is_usual(env) ||                              \
           runtime_is_terminating((env)->runtime)))
/* The same, with an object of an engine that tells what the shortest ways
 * need. */
#define USUAL_OBJECT(env, object)                                              \
  (!RARELY((env) == NULL || !env_is_usual(env) ||                              \
           !runtime_is_open((env)->runtime) || (object) == NULL ||             \
           !has_object_tag(env, object)))

/* A slot is made ready, if need be, in such a function behind, too. */
#define IS_READY(env)   handles_are_ready(&(env)->runtime->handles)
#define READY_SLOT(env) ((env)->runtime->handles.top)
#define MAKE_READY(env)                                                        \
  CHECK(env, IS_READY(env) || handles_grow(&(env)->runtime->handles),          \
        napi_generic_failure)

/* Whether it is an object, of an engine whose values are tagged. */
static inline bool has_object_tag(napi_env env, napi_value value) {
  return value_has_tag(slot_of(value), env->runtime->form.tag_object);
}

/* Whether what has that tag is known at once to be a function. */
static inline bool is_function_at_once(napi_env env, napi_value object) {
  const napi_shim_slot_form *form = &env->runtime->form;
  return form->type_count > 0 && value_object_type(form, slot_of(object)) ==
                                     1 + napi_shim_type_function;
}

/* Whether a value is known at once to be an object. */
static inline bool is_object_at_once(napi_env env, napi_value value) {
  return value != NULL && env->runtime->form.is_tagged &&
         has_object_tag(env, value);
}

/* Aborts: a call that may affect the collector, made inside it. */
__attribute__((cold)) _Noreturn void entry_inside_gc(napi_env env);

/* What the third gate answers when it is shut, recorded. Aborts inside the
 * collector. */
__attribute__((cold)) napi_status entry_js_refused(napi_env env);

/* The type of a value. */
static inline napi_shim_type type_of(napi_env env, napi_value value) {
  return value_type(env, slot_of(value));
}

/* Object, function or external: what has properties and can be wrapped. */
static inline bool is_object(napi_env env, napi_value value) {
  return value_is_object(env, slot_of(value));
}

#endif
