/* SPDX-License-Identifier: MIT */
/* One uv_timer for all timers, one uv_check for all immediates. */

#include "bindings.h"

/* Asks JavaScript to run one due entry until it says that none is left. Each
 * is an outermost callback of its own: ticks and microtasks run in between. */
static void run_due(struct bindings *bindings, uint32_t event) {
  napi_env env = bindings->env;
  bool more = true;
  while (more && !bindings->closing && !bindings->stopped) {
    napi_handle_scope scope;
    if (napi_open_handle_scope(env, &scope) != napi_ok)
      return;
    napi_value result = bindings_dispatch(bindings, event, "", NULL, NULL);
    /* An entry that threw is done; the next one is still owed. */
    more = result == NULL || bind_bool(env, result);
    napi_close_handle_scope(env, scope);
  }
}

static void on_timer(uv_timer_t *timer) {
  run_due(timer->data, EVENT_TIMERS);
}

static void on_check(uv_check_t *check) {
  run_due(check->data, EVENT_IMMEDIATES);
}

static void on_idle(uv_idle_t *idle) {
  (void)idle; /* its existence keeps the loop from waiting */
}

/* timerStart(milliseconds) */
static napi_value timer_start(napi_env env, napi_callback_info info) {
  struct bindings *bindings = bindings_of(env);
  napi_value delay;
  bind_args(env, info, &delay, 1, NULL);
  if (bindings->closing)
    return NULL;
  int64_t ms = bind_int(env, delay, 0);
  uv_timer_start(&bindings->timer, on_timer, ms < 0 ? 0 : (uint64_t)ms, 0);
  return NULL;
}

static napi_value timer_stop(napi_env env, napi_callback_info info) {
  (void)info;
  struct bindings *bindings = bindings_of(env);
  if (!bindings->closing)
    uv_timer_stop(&bindings->timer);
  return NULL;
}

/* timerRef(keepsLoopAlive) */
static napi_value timer_ref(napi_env env, napi_callback_info info) {
  struct bindings *bindings = bindings_of(env);
  napi_value on;
  bind_args(env, info, &on, 1, NULL);
  if (bindings->closing)
    return NULL;
  if (bind_bool(env, on))
    uv_ref((uv_handle_t *)&bindings->timer);
  else
    uv_unref((uv_handle_t *)&bindings->timer);
  return NULL;
}

/* loopNow(): the loop's clock in milliseconds, read anew. */
static napi_value loop_now(napi_env env, napi_callback_info info) {
  struct bindings *bindings = bindings_of(env);
  (void)info;
  uv_update_time(bindings->loop);
  return bind_new_double(env, (double)uv_now(bindings->loop));
}

/* immediates(any, keepLoopAlive) */
static napi_value immediates(napi_env env, napi_callback_info info) {
  struct bindings *bindings = bindings_of(env);
  napi_value argv[2];
  bind_args(env, info, argv, 2, NULL);
  if (bindings->closing)
    return NULL;
  if (bind_bool(env, argv[0]))
    uv_check_start(&bindings->check, on_check);
  else
    uv_check_stop(&bindings->check);
  if (bind_bool(env, argv[1]))
    uv_idle_start(&bindings->idle, on_idle);
  else
    uv_idle_stop(&bindings->idle);
  return NULL;
}

static const struct binding_function functions[] = {
    {"timerStart", timer_start, NULL}, {"timerStop", timer_stop, NULL},
    {"timerRef", timer_ref, NULL},     {"loopNow", loop_now, NULL},
    {"immediates", immediates, NULL},
};

static void on_closed(uv_handle_t *handle) {
  bindings_pending_done(handle->data);
}

void timers_close(struct bindings *bindings) {
  uv_handle_t *handles[] = {(uv_handle_t *)&bindings->timer,
                            (uv_handle_t *)&bindings->check,
                            (uv_handle_t *)&bindings->idle};
  for (int i = 0; i < 3; i++) {
    bindings_pending_add(bindings);
    uv_close(handles[i], on_closed);
  }
}

napi_value find_timers(napi_env env, const char *name) {
  return bind_named(env, name, functions, sizeof functions / sizeof *functions);
}

int timers_open(struct bindings *bindings) {
  int status = uv_timer_init(bindings->loop, &bindings->timer);
  if (status == 0)
    status = uv_check_init(bindings->loop, &bindings->check);
  if (status == 0)
    status = uv_idle_init(bindings->loop, &bindings->idle);
  bindings->timer.data = bindings;
  bindings->check.data = bindings;
  bindings->idle.data = bindings;
  uv_unref((uv_handle_t *)&bindings->timer);
  uv_unref((uv_handle_t *)&bindings->check);
  return status;
}
