/* SPDX-License-Identifier: MIT */
/* A call is looked at: before it is made, what goes in; after it, what came
 * out. */

#include <string.h>

#include "env/record.h"
#include "napi/check.h"
#include "napi/check_arguments.h"
#include "napi/entry.h"

enum { ignored_most = 3 };

static _Thread_local const struct intercept_call *innermost;

const char *check_function_now(void) {
  return innermost != NULL ? innermost->function->name : "";
}

static void refuse(struct intercept_call *call, napi_status status) {
  call->refused = true;
  call->status = status;
}

static bool on_its_thread(const struct napi_env__ *env) {
  uv_thread_t self = uv_thread_self();
  return uv_thread_equal(&self, &env->runtime->thread);
}

/* Only what the library itself passes on to the right thread is made. */
static void wrong_thread(struct intercept_call *call, napi_env env) {
  enum intercept_index index = call->function->index;
  if (check_arguments_handle(call, env))
    check_report(env->display_name, call->function->name,
                 check_handle_on_other_thread, NULL, NULL, NULL,
                 "a handle is used on another thread than its own; a "
                 "threadsafe function brings a call to the right one");
  else
    check_report(env->display_name, call->function->name, check_wrong_thread,
                 NULL, NULL, NULL,
                 "called on another thread than the environment's");
  if (index != intercept_napi_delete_reference &&
      index != intercept_napi_reference_unref)
    refuse(call, napi_generic_failure);
}

/* What is right to call while an exception is pending: what deals with it, and
 * what gives back. */
static bool fits_exception(const struct intercept_function *function) {
  switch (function->index) {
  case intercept_napi_get_and_clear_last_exception:
  case intercept_napi_is_exception_pending:
  case intercept_napi_fatal_exception:
  case intercept_napi_close_handle_scope:
  case intercept_napi_close_escapable_handle_scope:
  case intercept_napi_close_callback_scope:
  case intercept_napi_escape_handle:
  case intercept_napi_reference_unref:
  case intercept_napi_delete_async_work:
  case intercept_napi_async_destroy:
  case intercept_napi_remove_wrap:
  case intercept_napi_get_cb_info:
  case intercept_napi_get_undefined:
  case intercept_napi_get_null:
    return true;
  default:
    return function->signature[0] == 'E';
  }
}

static void count_ignored(const struct intercept_call *call, napi_env env,
                          struct check_env *check) {
  if (!env->exception_pending) {
    check->ignored = 0;
    check->thrower = NULL;
    return;
  }
  if (fits_exception(call->function) || ++check->ignored != ignored_most)
    return;
  check_report(env->display_name, call->function->name, check_exception_ignored,
               NULL, NULL, NULL,
               "the third call since an exception became pending%s%s: it has "
               "to be cleared, or the function to return",
               check->thrower != NULL ? " in " : "",
               check->thrower != NULL ? check->thrower : "");
}

/* What must be known when the call is over. */
struct before {
  bool threw;
  size_t room; /* for values to fill */
  const void *wrap;
  /* The addon's hook, if it does not want the handle itself. */
  napi_async_cleanup_hook_handle hook, *hook_result;
};

static const void *wrap_of(napi_env env, napi_value object) {
  if (object == NULL || !is_object(env, object))
    return NULL;
  const struct record *record = record_find(env->realm, slot_of(object));
  return record != NULL ? record->wrap : NULL;
}

static void look_before(struct intercept_call *call, napi_env env,
                        struct check_env *check, struct before *before) {
  if (env->realm != env->runtime->realm)
    check_stale_realm(env);
  check_handles_watch(env->runtime);
  before->threw = env->exception_pending;
  count_ignored(call, env, check);
  if (!check_arguments(call, env, check)) {
    refuse(call, napi_invalid_arg);
    return;
  }
  if (call->function->index == intercept_napi_get_cb_info) {
    const size_t *count = *(size_t **)call->values[2];
    before->room = count != NULL ? *count : 0;
  } else if (call->function->index == intercept_napi_open_handle_scope) {
    check_handles_room(env);
  } else if (call->function->index == intercept_napi_remove_wrap) {
    before->wrap = wrap_of(env, *(napi_value *)call->values[1]);
  } else if (call->function->index == intercept_napi_add_async_cleanup_hook &&
             *(void **)call->values[3] == NULL) {
    before->hook_result = &before->hook;
    memcpy(call->values[3], &before->hook_result, sizeof before->hook_result);
  }
}

static void values_given(const struct intercept_call *call, napi_env env,
                         size_t room) {
  const struct intercept_function *function = call->function;
  for (int i = 0; function->signature[i] != '\0'; i++) {
    char letter = function->signature[i];
    if (letter != 'V' && letter != 'Y')
      continue;
    napi_value *values = *(napi_value **)call->values[i];
    size_t count = letter == 'V' ? 1 : room;
    for (size_t k = 0; values != NULL && k < count; k++)
      check_handle_given(env, &values[k], (int)function->index);
  }
}

/* What the last argument, a result, points to; NULL: it was not wanted. */
static const void *last_result(const struct intercept_call *call) {
  size_t last = strlen(call->function->signature) - 1;
  void **result = *(void ***)call->values[last];
  return result != NULL ? *result : NULL;
}

static void wrapped(const struct intercept_call *call, napi_env env) {
  const char *name = call->function->name;
  const void *result = last_result(call);
  if (result != NULL)
    check_thing_made(check_reference, result, env, name, 0);
  else if (call->function->index == intercept_napi_wrap &&
           *(void **)call->values[3] == NULL)
    check_thing_made(check_wrap, wrap_of(env, *(napi_value *)call->values[1]),
                     env, name, (uintptr_t) * (void **)call->values[2]);
}

static void things_made(const struct intercept_call *call, napi_env env) {
  const char *name = call->function->name;
  switch (call->function->index) {
  case intercept_napi_create_reference:
    check_thing_made(check_reference, last_result(call), env, name, 0);
    break;
  case intercept_napi_wrap:
  case intercept_napi_add_finalizer:
    wrapped(call, env);
    break;
  case intercept_napi_create_promise:
    check_thing_made(check_deferred, **(void ***)call->values[1], env, name, 0);
    break;
  case intercept_napi_create_async_work:
    check_thing_made(check_work, last_result(call), env, name, 0);
    break;
  case intercept_napi_create_threadsafe_function:
    check_thing_made(check_threadsafe, last_result(call), env, name,
                     *(size_t *)call->values[5]);
    break;
  case intercept_napi_add_async_cleanup_hook:
    check_thing_made(check_hook, last_result(call), env, name, 0);
    break;
  default:
    break;
  }
}

static void things_gone(const struct intercept_call *call,
                        const struct before *before) {
  switch (call->function->index) {
  case intercept_napi_delete_reference:
    check_thing_gone(check_reference, *(void **)call->values[1]);
    break;
  case intercept_napi_remove_wrap:
    check_thing_gone(check_wrap, before->wrap);
    break;
  case intercept_napi_resolve_deferred:
  case intercept_napi_reject_deferred:
    check_thing_gone(check_deferred, *(void **)call->values[1]);
    break;
  case intercept_napi_delete_async_work:
    check_thing_gone(check_work, *(void **)call->values[1]);
    break;
  default:
    break;
  }
}

static void look_after(const struct intercept_call *call, napi_env env,
                       struct check_env *check, const struct before *before) {
  bool threw = env->exception_pending && !before->threw;
  if (threw) {
    check->ignored = 0;
    check->thrower = call->function->name;
  }
  if (call->status != napi_ok)
    return;
  things_gone(call, before);
  if (threw)
    return; /* nothing was written */
  values_given(call, env, before->room);
  things_made(call, env);
  check_arguments_scope_opened(call, env, check);
}

/* Without an env: any thread. What is gone may be freed by the call. */
static void look_at_other(struct intercept_call *call) {
  const void *first = NULL;
  switch (call->function->index) {
  case intercept_napi_acquire_threadsafe_function:
    first = *(void **)call->values[0];
    intercept_proceed(call);
    if (call->status == napi_ok)
      check_thing_threads(first, 1);
    return;
  case intercept_napi_release_threadsafe_function:
    first = *(void **)call->values[0];
    if (*(napi_threadsafe_function_release_mode *)call->values[1] ==
        napi_tsfn_abort)
      check_thing_gone(check_threadsafe, first);
    else
      check_thing_threads(first, -1);
    break;
  case intercept_napi_remove_async_cleanup_hook:
    check_thing_gone(check_hook, *(void **)call->values[0]);
    break;
  default:
    break;
  }
  intercept_proceed(call);
}

static void look_at(struct intercept_call *call, napi_env env) {
  struct before before = {.room = 0};
  struct check_env *check;
  if (!on_its_thread(env)) {
    wrong_thread(call, env);
    if (call->function->index == intercept_napi_delete_reference)
      check_thing_gone(check_reference, *(void **)call->values[1]);
    intercept_proceed(call);
    return;
  }
  check = check_env_of(env);
  if (check == NULL) {
    intercept_proceed(call);
    return;
  }
  look_before(call, env, check, &before);
  intercept_proceed(call);
  if (!call->refused)
    look_after(call, env, check, &before);
}

void check_call(struct intercept_call *call) {
  const struct intercept_call *outer = innermost;
  napi_env env = intercept_env(call);
  innermost = call;
  if (!check_on() || (env != NULL && env->filename[0] == '\0'))
    intercept_proceed(call);
  else if (env == NULL)
    look_at_other(call);
  else
    look_at(call, env);
  innermost = outer;
}
