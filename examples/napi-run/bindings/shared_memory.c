/* SPDX-License-Identifier: MIT */
/* Memory that SharedArrayBuffers of several threads stand on. */

#define NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_NO_WARNING
#include "bindings.h"
#include "message.h"

#include <stdlib.h>

struct shared_memory {
  struct shared_memory *next;
  void *data;
  size_t length;
  unsigned holders; /* SharedArrayBuffers and messages on their way */
};

/* All of the process, under the lock. */
static struct shared_memory *memories;
static uv_mutex_t lock;
static uv_once_t once = UV_ONCE_INIT;

static void init_lock(void) {
  uv_mutex_init(&lock);
}

struct shared_memory *shared_memory_find(const void *data) {
  uv_once(&once, init_lock);
  uv_mutex_lock(&lock);
  struct shared_memory *memory = memories;
  while (memory != NULL && memory->data != data)
    memory = memory->next;
  if (memory != NULL)
    memory->holders++;
  uv_mutex_unlock(&lock);
  return memory;
}

void shared_memory_release(struct shared_memory *memory) {
  uv_mutex_lock(&lock);
  bool last = --memory->holders == 0;
  if (last) {
    struct shared_memory **link = &memories;
    while (*link != memory)
      link = &(*link)->next;
    *link = memory->next;
  }
  uv_mutex_unlock(&lock);
  if (!last)
    return;
  free(memory->data);
  free(memory);
}

static struct shared_memory *make(size_t length) {
  struct shared_memory *memory = calloc(1, sizeof *memory);
  if (memory == NULL)
    return NULL;
  memory->data = calloc(length > 0 ? length : 1, 1);
  if (memory->data == NULL) {
    free(memory);
    return NULL;
  }
  memory->length = length;
  memory->holders = 1;
  uv_once(&once, init_lock);
  uv_mutex_lock(&lock);
  memory->next = memories;
  memories = memory;
  uv_mutex_unlock(&lock);
  return memory;
}

static void on_dropped(void *data, void *hint) {
  (void)data;
  shared_memory_release(hint);
}

napi_value shared_memory_wrap(napi_env env, struct shared_memory *memory) {
  napi_value buffer = NULL;
  napi_status status = node_api_create_external_sharedarraybuffer(
      env, memory->data, memory->length, on_dropped, memory, &buffer);
  if (status == napi_ok)
    return buffer;
  shared_memory_release(memory);
  if (status != napi_pending_exception)
    napi_throw_error(env, "ERR_NOT_SHAREABLE",
                     "the engine cannot share memory with other threads");
  return NULL;
}

/* sharedNew(length): a SharedArrayBuffer that messages can carry. */
static napi_value shared_new(napi_env env, napi_callback_info info) {
  napi_value argument;
  bind_args(env, info, &argument, 1, NULL);
  struct shared_memory *memory = make((size_t)bind_int(env, argument, 0));
  if (memory == NULL) {
    napi_throw_range_error(env, NULL, "Array buffer allocation failed");
    return NULL;
  }
  return shared_memory_wrap(env, memory);
}

napi_value find_shared_memory(napi_env env, const char *name) {
  static const struct binding_function functions[] = {
      {"sharedNew", shared_new, NULL}};
  return bind_named(env, name, functions, 1);
}
