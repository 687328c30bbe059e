/* SPDX-License-Identifier: MIT */
/* Broadcast channels: what is said under a name reaches all other ends of it,
 * on whichever thread they are. */

#include "bindings.h"
#include "message.h"

#include <stdlib.h>
#include <string.h>

/* Holds one end of a channel whose other end somebody listens to. */
struct listener {
  struct listener *next;
  struct channel_end *end;
  char name[];
};

/* All of the process, under the lock. */
static struct listener *listeners;
static uv_mutex_t lock;
static uv_once_t once = UV_ONCE_INIT;

static void init_lock(void) {
  if (uv_mutex_init(&lock) != 0)
    abort();
}

static void drop(struct listener **link) {
  struct listener *listener = *link;
  *link = listener->next;
  channel_end_close(listener->end);
  free(listener);
}

/* Those that ended with their thread have told nobody. */
static void sweep(void) {
  struct listener **link = &listeners;
  while (*link != NULL) {
    if (channel_end_is_alone((*link)->end))
      drop(link);
    else
      link = &(*link)->next;
  }
}

/* broadcastJoin(id, name): the end of a channel hears that name from now on,
 * and its other end is where to read. */
static napi_value join(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  bind_args(env, info, argv, 2, NULL);
  char *name = bind_string(env, argv[1], NULL);
  if (name == NULL)
    return NULL;
  struct listener *listener = malloc(sizeof *listener + strlen(name) + 1);
  struct channel_end *end =
      listener == NULL
          ? NULL
          : port_extract(bindings_of(env), (uint32_t)bind_int(env, argv[0], 0));
  if (end == NULL) {
    free(listener);
    free(name);
    return bind_throw(env, "a port of this thread is expected");
  }
  listener->end = end;
  memcpy(listener->name, name, strlen(name) + 1);
  free(name);
  uv_once(&once, init_lock);
  uv_mutex_lock(&lock);
  sweep();
  listener->next = listeners;
  listeners = listener;
  uv_mutex_unlock(&lock);
  return NULL;
}

/* broadcastPost(id, name, cells): to all others of that name. */
static napi_value post(napi_env env, napi_callback_info info) {
  struct bindings *bindings = bindings_of(env);
  napi_value argv[3];
  bind_args(env, info, argv, 3, NULL);
  const struct channel_end *own =
      port_end(bindings, (uint32_t)bind_int(env, argv[0], 0));
  char *name = bind_string(env, argv[1], NULL);
  if (name == NULL)
    return NULL;
  bool ok = true;
  uv_mutex_lock(&lock);
  sweep();
  for (struct listener *l = listeners; ok && l != NULL; l = l->next) {
    if (strcmp(l->name, name) != 0 || channel_end_leads_to(l->end, own))
      continue;
    struct message *message =
        message_pack(bindings, argv[2], bind_undefined(env));
    ok = message != NULL;
    if (ok)
      channel_end_post(l->end, message);
  }
  uv_mutex_unlock(&lock);
  free(name);
  return NULL;
}

/* broadcastLeave(id): nothing more is heard there. */
static napi_value leave(napi_env env, napi_callback_info info) {
  napi_value argument;
  bind_args(env, info, &argument, 1, NULL);
  const struct channel_end *own =
      port_end(bindings_of(env), (uint32_t)bind_int(env, argument, 0));
  uv_mutex_lock(&lock);
  struct listener **link = &listeners;
  while (*link != NULL && !channel_end_leads_to((*link)->end, own))
    link = &(*link)->next;
  if (*link != NULL)
    drop(link);
  uv_mutex_unlock(&lock);
  return NULL;
}

napi_value find_broadcast(napi_env env, const char *name) {
  static const struct binding_function functions[] = {
      {"broadcastJoin", join, NULL},
      {"broadcastPost", post, NULL},
      {"broadcastLeave", leave, NULL},
  };
  return bind_named(env, name, functions, sizeof functions / sizeof *functions);
}
