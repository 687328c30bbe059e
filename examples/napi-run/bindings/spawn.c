/* SPDX-License-Identifier: MIT */
/* Child processes on the loop. */

#include <stdlib.h>
#include <string.h>

#include "spawn.h"

napi_value spawn_get(napi_env env, napi_value object, const char *name) {
  napi_value value;
  if (napi_get_named_property(env, object, name, &value) != napi_ok)
    return bind_undefined(env);
  return value;
}

static bool is_given(napi_env env, napi_value value) {
  napi_valuetype type;
  return napi_typeof(env, value, &type) == napi_ok && type != napi_undefined &&
         type != napi_null;
}

static bool parse_identity(napi_env env, napi_value object,
                           struct spawn_plan *plan) {
  napi_value cwd = spawn_get(env, object, "cwd");
  napi_value uid = spawn_get(env, object, "uid");
  napi_value gid = spawn_get(env, object, "gid");
  if (is_given(env, cwd)) {
    plan->options.cwd = bind_string(env, cwd, NULL);
    if (plan->options.cwd == NULL)
      return false;
  }
  if (is_given(env, uid)) {
    plan->options.flags |= UV_PROCESS_SETUID;
    plan->options.uid = (uv_uid_t)bind_int(env, uid, 0);
  }
  if (is_given(env, gid)) {
    plan->options.flags |= UV_PROCESS_SETGID;
    plan->options.gid = (uv_gid_t)bind_int(env, gid, 0);
  }
  if (bind_bool(env, spawn_get(env, object, "detached")))
    plan->options.flags |= UV_PROCESS_DETACHED;
  return true;
}

static bool parse_stdio(napi_env env, napi_value list,
                        struct spawn_plan *plan) {
  if (napi_get_array_length(env, list, &plan->count) != napi_ok) {
    bind_throw(env, "stdio must be an array");
    return false;
  }
  plan->stdio = calloc(plan->count + 1u, sizeof *plan->stdio);
  plan->kinds = calloc(plan->count + 1u, sizeof *plan->kinds);
  if (plan->stdio == NULL || plan->kinds == NULL) {
    bind_throw(env, "out of memory");
    return false;
  }
  for (uint32_t i = 0; i < plan->count; i++) {
    napi_value item;
    plan->kinds[i] = -1;
    if (napi_get_element(env, list, i, &item) == napi_ok)
      plan->kinds[i] = (int)bind_int(env, item, -1);
    plan->stdio[i].flags = UV_IGNORE;
    if (plan->kinds[i] >= 0) {
      plan->stdio[i].flags = UV_INHERIT_FD;
      plan->stdio[i].data.fd = plan->kinds[i];
    }
  }
  plan->options.stdio = plan->stdio;
  plan->options.stdio_count = (int)plan->count;
  return true;
}

bool spawn_plan_parse(napi_env env, napi_value object,
                      struct spawn_plan *plan) {
  memset(plan, 0, sizeof *plan);
  napi_value variables = spawn_get(env, object, "env");
  plan->options.file = bind_string(env, spawn_get(env, object, "file"), NULL);
  if (plan->options.file == NULL)
    return false;
  plan->options.args = bind_strings(env, spawn_get(env, object, "args"));
  if (plan->options.args == NULL)
    return false;
  if (is_given(env, variables)) {
    plan->options.env = bind_strings(env, variables);
    if (plan->options.env == NULL)
      return false;
  }
  return parse_identity(env, object, plan) &&
         parse_stdio(env, spawn_get(env, object, "stdio"), plan);
}

void spawn_plan_free(struct spawn_plan *plan) {
  free((char *)plan->options.file);
  free((char *)plan->options.cwd);
  bind_free_strings(plan->options.args);
  bind_free_strings(plan->options.env);
  free(plan->stdio);
  free(plan->kinds);
}

static void on_exit_child(uv_process_t *uv, int64_t status, int signal) {
  struct bound_handle *handle = (struct bound_handle *)uv;
  struct bindings *bindings = handle->bindings;
  napi_handle_scope scope;
  uint32_t id = handle->id;
  bound_handle_close(handle);
  if (bindings->closing ||
      napi_open_handle_scope(bindings->env, &scope) != napi_ok)
    return;
  bindings_dispatch(bindings, id, "exit", bind_new_int(bindings->env, status),
                    bind_new_int(bindings->env, signal));
  napi_close_handle_scope(bindings->env, scope);
}

/* Makes the pipes that the plan wants; `ids` receives theirs, 0 elsewhere. */
static int open_pipes(struct bindings *bindings, struct spawn_plan *plan,
                      uint32_t *ids) {
  for (uint32_t i = 0; i < plan->count; i++) {
    if (plan->kinds[i] != -2)
      continue;
    struct bound_handle *handle = bound_handle_new(bindings);
    if (handle == NULL)
      return UV_ENOMEM;
    int status = uv_pipe_init(bindings->loop, &handle->uv.pipe, 0);
    if (status < 0) {
      bound_handle_drop(handle);
      return status;
    }
    ids[i] = handle->id;
    plan->stdio[i].flags = UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE;
    plan->stdio[i].data.stream = &handle->uv.stream;
  }
  return 0;
}

static void close_pipes(struct bindings *bindings, const uint32_t *ids,
                        uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    struct bound_handle *handle =
        ids[i] == 0 ? NULL : bound_handle_find(bindings, ids[i]);
    if (handle != NULL)
      bound_handle_close(handle);
  }
}

static int start(struct bindings *bindings, struct spawn_plan *plan,
                 uint32_t *ids, struct bound_handle **result) {
  struct bound_handle *handle = bound_handle_new(bindings);
  if (handle == NULL)
    return UV_ENOMEM;
  int status = open_pipes(bindings, plan, ids);
  if (status < 0) {
    bound_handle_drop(handle);
  } else {
    plan->options.exit_cb = on_exit_child;
    status = uv_spawn(bindings->loop, &handle->uv.process, &plan->options);
    if (status < 0)
      bound_handle_close(handle);
  }
  if (status < 0)
    close_pipes(bindings, ids, plan->count);
  *result = handle;
  return status;
}

/* [id, pid, pipe id or 0 per stdio entry…] */
static napi_value child_value(napi_env env, struct bound_handle *handle,
                              const uint32_t *ids, uint32_t count) {
  napi_value list;
  if (napi_create_array(env, &list) != napi_ok)
    return NULL;
  napi_set_element(env, list, 0, bind_new_int(env, handle->id));
  napi_set_element(env, list, 1, bind_new_int(env, handle->uv.process.pid));
  for (uint32_t i = 0; i < count; i++)
    napi_set_element(env, list, i + 2, bind_new_int(env, ids[i]));
  return list;
}

/* spawn(options): the child or an error number. */
static napi_value spawn(napi_env env, napi_callback_info info) {
  napi_value argument, result = NULL;
  struct spawn_plan plan;
  struct bound_handle *handle = NULL;
  struct bindings *bindings = bindings_of(env);
  bind_args(env, info, &argument, 1, NULL);
  if (spawn_plan_parse(env, argument, &plan)) {
    uint32_t *ids = calloc(plan.count + 1u, sizeof *ids);
    int status = ids == NULL ? UV_ENOMEM : start(bindings, &plan, ids, &handle);
    result = status < 0 ? bind_new_int(env, status)
                        : child_value(env, handle, ids, plan.count);
    free(ids);
  }
  spawn_plan_free(&plan);
  return result;
}

/* childKill(id, signal) */
static napi_value child_kill(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  bind_args(env, info, argv, 2, NULL);
  struct bound_handle *handle =
      bound_handle_find(bindings_of(env), (uint32_t)bind_int(env, argv[0], 0));
  if (handle == NULL)
    return bind_new_int(env, UV_ESRCH);
  return bind_new_int(env, uv_process_kill(&handle->uv.process,
                                           (int)bind_int(env, argv[1], 15)));
}

static const struct binding_function functions[] = {
    {"spawn", spawn, NULL},
    {"childKill", child_kill, NULL},
};

napi_value find_spawn(napi_env env, const char *name) {
  return bind_named(env, name, functions, sizeof functions / sizeof *functions);
}
