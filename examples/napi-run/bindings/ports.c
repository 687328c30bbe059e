/* SPDX-License-Identifier: MIT */
/* Channels between threads: two ends, each with a queue and a reader. */

#include "bindings.h"
#include "message.h"

#include <stdlib.h>

struct channel;

struct channel_end {
  struct channel *channel;
  struct message *first, *last; /* what is still to be read here */
  struct bound_handle *reader;  /* NULL: on its way to another thread */
  bool closed;
  bool started; /* the reader wants to be told */
  bool told;    /* that the other end is closed */
};

/* Under its lock, but for `started` and `told`, which are the reader's. */
struct channel {
  uv_mutex_t lock;
  struct channel_end ends[2];
};

/* Messages that one turn of the loop delivers at most. */
enum { at_most = 1000 };

static struct channel_end *other(struct channel_end *end) {
  struct channel *channel = end->channel;
  return end == &channel->ends[0] ? &channel->ends[1] : &channel->ends[0];
}

static struct channel *channel_new(void) {
  struct channel *channel = calloc(1, sizeof *channel);
  if (channel == NULL)
    return NULL;
  if (uv_mutex_init(&channel->lock) != 0) {
    free(channel);
    return NULL;
  }
  channel->ends[0].channel = channel;
  channel->ends[1].channel = channel;
  return channel;
}

static void wake(struct channel_end *end) {
  if (end->reader != NULL)
    uv_async_send(&end->reader->uv.async);
}

static struct message *pop(struct channel_end *end) {
  struct message *message = end->first;
  if (message != NULL)
    end->first = message_next(message);
  return message;
}

void channel_end_close(struct channel_end *end) {
  struct channel *channel = end->channel;
  uv_mutex_lock(&channel->lock);
  end->closed = true;
  end->reader = NULL;
  struct message *unread = end->first;
  end->first = NULL;
  bool last = other(end)->closed;
  if (!last)
    wake(other(end));
  uv_mutex_unlock(&channel->lock);
  while (unread != NULL) {
    struct message *next = message_next(unread);
    message_free(unread);
    unread = next;
  }
  if (last) {
    uv_mutex_destroy(&channel->lock);
    free(channel);
  }
}

/* Puts the message into the other end's queue, or frees it. An end that was to
 * receive itself would never be read: as in Node, the channel is lost. */
void channel_end_post(struct channel_end *end, struct message *message) {
  struct channel_end *to = other(end);
  if (message_carries(message, to)) {
    message_free(message);
    return;
  }
  uv_mutex_lock(&end->channel->lock);
  bool open = !to->closed;
  if (open) {
    message_set_next(message, NULL);
    if (to->first == NULL)
      to->first = message;
    else
      message_set_next(to->last, message);
    to->last = message;
    wake(to);
  }
  uv_mutex_unlock(&end->channel->lock);
  if (!open)
    message_free(message);
}

bool channel_end_is_alone(struct channel_end *end) {
  uv_mutex_lock(&end->channel->lock);
  bool alone = other(end)->closed;
  uv_mutex_unlock(&end->channel->lock);
  return alone;
}

bool channel_end_leads_to(struct channel_end *end,
                          const struct channel_end *to) {
  return other(end) == to;
}

static struct message *receive(struct channel_end *end) {
  uv_mutex_lock(&end->channel->lock);
  struct message *message = pop(end);
  uv_mutex_unlock(&end->channel->lock);
  return message;
}

/* Whether nothing will come any more. */
static bool is_over(struct channel_end *end) {
  uv_mutex_lock(&end->channel->lock);
  bool over = other(end)->closed && (end->first == NULL || !end->started);
  uv_mutex_unlock(&end->channel->lock);
  return over;
}

/* Delivers one message, or that there will be none. False: nothing to do. */
static bool deliver(struct bound_handle *handle) {
  struct bindings *bindings = handle->bindings;
  struct channel_end *end = handle->data;
  napi_env env = bindings->env;
  napi_handle_scope scope;
  struct message *message = end->started ? receive(end) : NULL;
  if (message == NULL && (end->told || !is_over(end)))
    return false;
  if (napi_open_handle_scope(env, &scope) != napi_ok) {
    if (message != NULL)
      message_free(message);
    return false;
  }
  if (message != NULL) {
    napi_value cells = message_unpack(bindings, message);
    if (cells != NULL)
      bindings_dispatch(bindings, handle->id, "message", cells, NULL);
    else
      bindings_report(bindings);
  } else {
    end->told = true;
    bindings_dispatch(bindings, handle->id, "close", NULL, NULL);
  }
  napi_close_handle_scope(env, scope);
  return true;
}

static void on_wake(uv_async_t *async) {
  struct bound_handle *handle = (struct bound_handle *)async;
  struct bindings *bindings = handle->bindings;
  uint32_t id = handle->id;
  for (int i = 0; i < at_most; i++) {
    /* What a message does may close or move the port. */
    if (bindings->closing || bindings->stopped ||
        bound_handle_find(bindings, id) != handle || handle->data == NULL)
      return;
    if (!deliver(handle))
      return;
  }
  uv_async_send(async);
}

/* Before the handle closes: the end does too, unless it has moved on. */
static void leave_port(struct bound_handle *handle) {
  if (handle->data != NULL)
    channel_end_close(handle->data);
  handle->data = NULL;
}

static struct bound_handle *find_port(struct bindings *bindings, uint32_t id) {
  struct bound_handle *handle = bound_handle_find(bindings, id);
  if (handle == NULL || handle->before_close != leave_port)
    return NULL;
  return handle;
}

struct channel_end *port_end(struct bindings *bindings, uint32_t id) {
  struct bound_handle *handle = find_port(bindings, id);
  return handle == NULL ? NULL : handle->data;
}

struct channel_end *port_extract(struct bindings *bindings, uint32_t id) {
  struct bound_handle *handle = find_port(bindings, id);
  struct channel_end *end = handle == NULL ? NULL : handle->data;
  if (end == NULL)
    return NULL;
  uv_mutex_lock(&end->channel->lock);
  end->reader = NULL;
  uv_mutex_unlock(&end->channel->lock);
  end->started = false;
  end->told = false;
  handle->data = NULL;
  bound_handle_close(handle);
  return end;
}

uint32_t port_adopt(struct bindings *bindings, struct channel_end *end) {
  struct bound_handle *handle = bound_handle_new(bindings);
  if (handle == NULL)
    return 0;
  if (uv_async_init(bindings->loop, &handle->uv.async, on_wake) != 0) {
    bound_handle_drop(handle);
    return 0;
  }
  uv_unref(&handle->uv.handle);
  handle->before_close = leave_port;
  handle->data = end;
  uv_mutex_lock(&end->channel->lock);
  end->reader = handle;
  wake(end);
  uv_mutex_unlock(&end->channel->lock);
  return handle->id;
}

/* portPair(): the ids of a channel's two ends. */
static napi_value port_pair(napi_env env, napi_callback_info info) {
  struct bindings *bindings = bindings_of(env);
  (void)info;
  struct channel *channel = channel_new();
  double ids[2] = {0, 0};
  for (int i = 0; channel != NULL && i < 2; i++) {
    ids[i] = port_adopt(bindings, &channel->ends[i]);
    if (ids[i] == 0)
      channel_end_close(&channel->ends[i]);
  }
  if (ids[0] == 0 || ids[1] == 0) {
    napi_throw_error(env, "ERR_MEMORY_ALLOCATION_FAILED", "out of memory");
    return NULL;
  }
  return bind_new_doubles(env, ids, 2);
}

/* portPost(id, cells, moved): false if there is no such port any more. */
static napi_value port_post(napi_env env, napi_callback_info info) {
  struct bindings *bindings = bindings_of(env);
  napi_value argv[3];
  bind_args(env, info, argv, 3, NULL);
  struct channel_end *end =
      port_end(bindings, (uint32_t)bind_int(env, argv[0], 0));
  struct message *message = message_pack(bindings, argv[1], argv[2]);
  if (message == NULL)
    return NULL;
  if (end == NULL)
    message_free(message);
  else
    channel_end_post(end, message);
  return bind_new_bool(env, end != NULL);
}

/* portReceive(id): the next message's cells, or undefined. */
static napi_value port_receive(napi_env env, napi_callback_info info) {
  struct bindings *bindings = bindings_of(env);
  napi_value argument;
  bind_args(env, info, &argument, 1, NULL);
  struct channel_end *end =
      port_end(bindings, (uint32_t)bind_int(env, argument, 0));
  struct message *message = end == NULL ? NULL : receive(end);
  return message == NULL ? NULL : message_unpack(bindings, message);
}

/* portStart(id): messages are told from now on. */
static napi_value port_start(napi_env env, napi_callback_info info) {
  napi_value argument;
  bind_args(env, info, &argument, 1, NULL);
  struct bound_handle *handle =
      find_port(bindings_of(env), (uint32_t)bind_int(env, argument, 0));
  if (handle == NULL)
    return NULL;
  struct channel_end *end = handle->data;
  end->started = true;
  uv_async_send(&handle->uv.async);
  return NULL;
}

/* portExtract(id): the end as an external, for another thread's portAdopt. */
static napi_value extract(napi_env env, napi_callback_info info) {
  napi_value argument, external = NULL;
  bind_args(env, info, &argument, 1, NULL);
  struct channel_end *end =
      port_extract(bindings_of(env), (uint32_t)bind_int(env, argument, 0));
  if (end != NULL)
    napi_create_external(env, end, NULL, NULL, &external);
  return external;
}

/* portAdopt(external): its id here. */
static napi_value adopt(napi_env env, napi_callback_info info) {
  napi_value argument;
  void *end = NULL;
  bind_args(env, info, &argument, 1, NULL);
  if (napi_get_value_external(env, argument, &end) != napi_ok)
    return bind_throw(env, "the end of a channel is expected");
  return bind_new_int(env, port_adopt(bindings_of(env), end));
}

/* copyMessage(cells, moved): as another thread would get them. */
static napi_value copy_message(napi_env env, napi_callback_info info) {
  struct bindings *bindings = bindings_of(env);
  napi_value argv[2];
  bind_args(env, info, argv, 2, NULL);
  struct message *message = message_pack(bindings, argv[0], argv[1]);
  return message == NULL ? NULL : message_unpack(bindings, message);
}

static const struct binding_function functions[] = {
    {"portPair", port_pair, NULL},       {"portPost", port_post, NULL},
    {"portReceive", port_receive, NULL}, {"portStart", port_start, NULL},
    {"portExtract", extract, NULL},      {"portAdopt", adopt, NULL},
    {"copyMessage", copy_message, NULL},
};

napi_value find_ports(napi_env env, const char *name) {
  return bind_named(env, name, functions, sizeof functions / sizeof *functions);
}
