/* SPDX-License-Identifier: MIT */
/* Handle scopes: a scope *is* the position of the handle stack to go back to,
 * so that opening one stores nothing. */

#include "napi/operands.h"

/*
 * What libuv calls of an addon comes without any bracket. The thread of a VM
 * that was attached does not hold its lock all the time, so the scope that such
 * a callback has to open does.
 */
static inline bool scope_holds_vm(const struct napi_shim_runtime *runtime) {
  return RARELY(runtime->attached) && runtime->depth == 0;
}

static inline void hold_vm(struct napi_shim_runtime *runtime) {
  if (scope_holds_vm(runtime))
    runtime->engine->vm_enter(runtime->vm);
}

static inline void give_back_vm(struct napi_shim_runtime *runtime) {
  if (scope_holds_vm(runtime))
    runtime->engine->vm_leave(runtime->vm);
}

/*
 * A position between two chunks belongs to the one it ends: a chunk's slots
 * never begin where another's end, there is a header between.
 */
static bool find_mark(const struct handles *handles, const void *scope,
                      struct handle_mark *result) {
  uintptr_t position = (uintptr_t)scope;
  struct handle_chunk *chunk = handles->chunk;
  napi_shim_slot *top = handles->top;
  while (chunk != NULL) {
    if (position >= (uintptr_t)chunk->slots && position <= (uintptr_t)top) {
      result->chunk = chunk;
      result->top = chunk->slots + (position - (uintptr_t)chunk->slots) /
                                       sizeof(napi_shim_slot);
      return true;
    }
    chunk = chunk->previous;
    if (chunk != NULL)
      top = chunk->top;
  }
  return false;
}

static inline void close_handles(struct handles *handles, const void *scope) {
  struct handle_mark mark;
  /* One that lies above the top was closed together with an outer one. */
  if (find_mark(handles, scope, &mark))
    handles_close(handles, mark);
}

static __attribute__((noinline)) napi_status close_scope(napi_env env,
                                                         const void *scope) {
  ENTER(env);
  CHECK_ARG(env, scope);
  CHECK(env, env->open_handle_scopes > 0, napi_handle_scope_mismatch);
  env->open_handle_scopes--;
  struct napi_shim_runtime *runtime = env->runtime;
  if (scope != runtime->handles.top)
    close_handles(&runtime->handles, scope);
  give_back_vm(runtime);
  LEAVE(env, napi_ok);
}

static __attribute__((noinline)) napi_status
open_scope(napi_env env, napi_handle_scope *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  hold_vm(env->runtime);
  *result = (napi_handle_scope)(void *)env->runtime->handles.top;
  env->open_handle_scopes++;
  LEAVE(env, napi_ok);
}

/* Handles made from now on end with the scope. Version 1. */
napi_status impl_napi_open_handle_scope(napi_env env,
                                        napi_handle_scope *result) {
  /* Calls nothing, and saves no registers. */
  if (RARELY(env == NULL || env->in_gc || result == NULL ||
             env->runtime->attached))
    return open_scope(env, result);
  *result = (napi_handle_scope)(void *)env->runtime->handles.top;
  env->open_handle_scopes++;
  LEAVE(env, napi_ok);
}

/* More closed than opened: handle_scope_mismatch. Version 1. */
napi_status impl_napi_close_handle_scope(napi_env env,
                                         napi_handle_scope scope) {
  /* A scope that can be closed so is not NULL. */
  if (RARELY(env == NULL || env->in_gc || env->open_handle_scopes == 0 ||
             env->runtime->attached) ||
      ((void *)scope != env->runtime->handles.top &&
       !handles_close_at_once(&env->runtime->handles, scope)))
    return close_scope(env, scope);
  env->open_handle_scopes--;
  LEAVE(env, napi_ok);
}

/*
 * An escapable scope points to two slots of the stack: the one below it takes
 * the escapee and belongs to the outer scope, the first inside it is a boolean
 * that tells whether it was used. Version 1.
 */
napi_status
impl_napi_open_escapable_handle_scope(napi_env env,
                                      napi_escapable_handle_scope *result) {
  ENTER(env);
  CHECK_ARG(env, result);
  struct handles *handles = &env->runtime->handles;
  CHECK(env, handles_make_room(handles, 2), napi_generic_failure);
  hold_vm(env->runtime);
  value_make_undefined(env, handles->top);
  handles_commit_owing(handles);
  *result = (napi_escapable_handle_scope)(void *)handles->top;
  value_make_boolean(env, false, handles->top);
  handles_commit(handles);
  env->open_handle_scopes++;
  LEAVE(env, napi_ok);
}

napi_status
impl_napi_close_escapable_handle_scope(napi_env env,
                                       napi_escapable_handle_scope scope) {
  return close_scope(env, scope);
}

/* *result lives in the outer scope. Once per scope: escape_called_twice.
 * Version 1. */
napi_status impl_napi_escape_handle(napi_env env,
                                    napi_escapable_handle_scope scope,
                                    napi_value escapee, napi_value *result) {
  bool escaped;
  ENTER(env);
  CHECK_ARG(env, scope);
  CHECK_ARG(env, escapee);
  CHECK_ARG(env, result);
  napi_shim_slot *used = (napi_shim_slot *)(void *)scope;
  /* What is no boolean is no open scope. */
  CHECK(env, ENGINE(env)->get_boolean(REALM(env), used, &escaped),
        napi_invalid_arg);
  CHECK(env, !escaped, napi_escape_called_twice);
  ENGINE(env)->make_boolean(REALM(env), true, used);
  runtime_retain(env->runtime, slot_of(escapee), used - 1);
  *result = (napi_value)(used - 1);
  LEAVE(env, napi_ok);
}
