/* SPDX-License-Identifier: MIT */
/* Arguments of a call, as the checker sees them: handles, scopes, and things
 * that the addon was given. */

#include "napi/check_arguments.h"

#include <stdio.h>
#include <string.h>

#include "env/memory.h"
#include "napi/trace_memory.h"

enum { name_most = 48 };

/* The name of parameter `index` from "(env, value, result)". */
static void name_of(const struct intercept_function *function, int index,
                    char *name) {
  const char *at = function->names + 1;
  for (; index > 0; index--)
    at = strchr(at, ',') + 2;
  snprintf(name, name_most, "%.*s", (int)strcspn(at, ",)"), at);
}

static void report_closed(const struct intercept_call *call, napi_env env,
                          const char *name, int maker) {
  check_report(env->display_name, call->function->name, check_handle_closed,
               NULL, NULL, NULL, "'%s' is a handle whose scope is closed%s%s",
               name, maker >= 0 ? "; it came from " : "",
               maker >= 0 ? intercept_functions[maker].name : "");
}

/* One value; NULL is for the function itself to judge. */
static bool check_value(const struct intercept_call *call, napi_env env,
                        napi_value value, const char *name) {
  struct handle_facts facts;
  const char *path = env->display_name;
  if (value == NULL || env->runtime->handles.watch == NULL)
    return true;
  check_handle_look(env->runtime, value, &facts);
  switch (facts.verdict) {
  case handle_alive:
    if (facts.owner != NULL && facts.owner != env)
      check_report(
          path, call->function->name, check_handle_of_other_env, NULL, NULL,
          NULL, "'%s' is a handle that was given to another environment", name);
    return true;
  case handle_closed:
    report_closed(call, env, name, facts.maker);
    return false;
  case handle_of_other_runtime:
    check_report(path, call->function->name, check_handle_of_other_runtime,
                 NULL, NULL, NULL, "'%s' is a handle of another runtime", name);
    return false;
  default:
    check_report(path, call->function->name, check_no_handle, NULL, NULL, NULL,
                 "'%s' is no handle at all", name);
    return false;
  }
}

/*
 * An argument that is used too late, but soon enough to go well without the
 * checker, is replaced by its value. So is a name of async work that is a text
 * of C: the engine takes it for a number in Node, and programs are built with
 * it.
 */
static bool check_single(const struct intercept_call *call, napi_env env,
                         napi_value *value, const char *name) {
  if (check_value(call, env, *value, name))
    return true;
  napi_value other = check_handle_kept(env->runtime, *value);
  if (other == NULL && strcmp(name, "async_resource_name") == 0)
    other = check_handle_undefined(env->runtime);
  if (other == NULL)
    return false;
  /* As a handle of its own: the call may end what is kept. */
  check_handle_given(env, &other, -1);
  *value = other;
  return true;
}

static size_t count_of(const struct intercept_call *call) {
  const char *at = strchr(call->function->signature, 'k');
  return at != NULL ? *(size_t *)call->values[at - call->function->signature]
                    : 0;
}

static bool check_list(const struct intercept_call *call, napi_env env,
                       const napi_value *list, const char *name) {
  size_t count = list != NULL ? count_of(call) : 0;
  bool fine = true;
  for (size_t i = 0; i < count && fine; i++) {
    char element[name_most + 24];
    napi_value value;
    /* The function may refuse the call and never look at the list. */
    if (trace_read(&value, &list[i], sizeof value) != sizeof value)
      break;
    snprintf(element, sizeof element, "%s[%zu]", name, i);
    fine = check_value(call, env, value, element);
  }
  return fine;
}

static bool check_descriptors(const struct intercept_call *call, napi_env env,
                              const napi_property_descriptor *list,
                              const char *name) {
  size_t count = list != NULL ? count_of(call) : 0;
  bool fine = true;
  for (size_t i = 0; i < count && fine; i++) {
    napi_property_descriptor one;
    if (trace_read(&one, &list[i], sizeof one) != sizeof one)
      break;
    bool plain = one.method == NULL && one.getter == NULL && one.setter == NULL;
    char element[name_most + 32];
    snprintf(element, sizeof element, "%s[%zu].name", name, i);
    fine = one.utf8name != NULL || check_value(call, env, one.name, element);
    snprintf(element, sizeof element, "%s[%zu].value", name, i);
    fine = fine && (!plain || check_value(call, env, one.value, element));
  }
  return fine;
}

static struct check_scope *find_scope(struct check_env *check,
                                      const void *scope) {
  for (size_t i = check->scope_count; i-- > 0;)
    if (check->scopes[i].scope == scope)
      return &check->scopes[i];
  return NULL;
}

static void forget_scope(struct check_env *check, struct check_scope *scope) {
  size_t index = (size_t)(scope - check->scopes);
  check->scope_count--;
  memmove(scope, scope + 1,
          (check->scope_count - index) * sizeof *check->scopes);
}

static void report_order(const struct intercept_call *call, napi_env env,
                         const char *title, const struct check_scope *scope,
                         const char *text) {
  check_report(env->display_name, call->function->name, check_scope_order, NULL,
               title, scope != NULL ? &scope->site : NULL, "%s", text);
}

static void close_scope(const struct intercept_call *call, napi_env env,
                        struct check_env *check, const void *closed) {
  bool escapable =
      call->function->index == intercept_napi_close_escapable_handle_scope;
  struct check_scope *scope = find_scope(check, closed);
  struct check_scope *last = check->scopes + check->scope_count - 1;
  if (scope == NULL) {
    if (check->complete && closed != NULL)
      report_order(call, env, NULL, NULL,
                   "the scope is not open: it was closed before, or never "
                   "opened");
    return;
  }
  if (scope != last)
    report_order(call, env, "opened here, and still open", last,
                 "scopes are closed out of order: one that was opened later is "
                 "still open");
  else if (scope->escapable != escapable)
    report_order(call, env, "opened here", scope,
                 escapable ? "a plain scope is closed as an escapable one"
                           : "an escapable scope is closed as a plain one");
  forget_scope(check, scope);
}

static bool check_scope_argument(const struct intercept_call *call,
                                 napi_env env, struct check_env *check,
                                 const void *scope) {
  if (call->function->index != intercept_napi_escape_handle) {
    close_scope(call, env, check, scope);
    return true;
  }
  const struct check_scope *open = find_scope(check, scope);
  if (scope == NULL || !check->complete || (open != NULL && open->escapable))
    return true;
  report_order(call, env, NULL, NULL,
               "'scope' is no escapable scope that is open");
  return false;
}

static bool check_thing(const struct intercept_call *call, napi_env env,
                        enum check_kind kind, const void *key,
                        const char *text) {
  struct check_site spent;
  const char *spender;
  if (key == NULL || check_thing_known(kind, key))
    return true;
  if (check_thing_spent(kind, key, &spent, &spender))
    check_report(env->display_name, call->function->name, check_used_twice,
                 NULL, "given up here", &spent, "%s was given up before, in %s",
                 text, spender);
  else
    check_report(env->display_name, call->function->name, check_no_such_thing,
                 NULL, NULL, NULL, "%s is none that the addon was given", text);
  return false;
}

static bool check_argument(const struct intercept_call *call, napi_env env,
                           struct check_env *check, int index) {
  void *value = call->values[index];
  char name[name_most];
  name_of(call->function, index, name);
  switch (call->function->signature[index]) {
  case 'v':
    return check_single(call, env, value, name);
  case 'y':
    return check_list(call, env, *(napi_value **)value, name);
  case 'x':
    return check_descriptors(call, env, *(napi_property_descriptor **)value,
                             name);
  case 'h':
  case ')':
    return check_scope_argument(call, env, check, *(void **)value);
  case '!':
    return !check->complete || check_thing(call, env, check_deferred,
                                           *(void **)value, "the deferred");
  case 'r':
    return !check->complete || check_thing(call, env, check_reference,
                                           *(void **)value, "the reference");
  case '-':
    return !check->complete || check_thing(call, env, check_work,
                                           *(void **)value, "the async work");
  default:
    return true;
  }
}

bool check_arguments(const struct intercept_call *call, napi_env env,
                     struct check_env *check) {
  for (int i = 0; call->function->signature[i] != '\0'; i++)
    if (!check_argument(call, env, check, i))
      return false;
  return true;
}

bool check_arguments_handle(const struct intercept_call *call, napi_env env) {
  for (int i = 0; call->function->signature[i] != '\0'; i++) {
    if (call->function->signature[i] == 'v' &&
        check_handle_is_of(env->runtime, *(napi_value *)call->values[i]))
      return true;
  }
  return false;
}

void check_arguments_scope_opened(const struct intercept_call *call,
                                  napi_env env, struct check_env *check) {
  bool escapable =
      call->function->index == intercept_napi_open_escapable_handle_scope;
  if (!escapable && call->function->index != intercept_napi_open_handle_scope)
    return;
  if (check->scope_count == check->scope_room) {
    size_t room = check->scope_room * 2 + 8;
    struct check_scope *scopes =
        memory_resize(check->scopes, room * sizeof *scopes);
    if (scopes == NULL) {
      check->complete = false;
      return;
    }
    check->scopes = scopes;
    check->scope_room = room;
  }
  struct check_scope *scope = &check->scopes[check->scope_count++];
  scope->scope = **(void ***)call->values[1];
  scope->escapable = escapable;
  check_site_here(&scope->site);
  /* So that the next one has another position. */
  if (!escapable)
    check_handles_step(env);
}
