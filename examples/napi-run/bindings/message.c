/* SPDX-License-Identifier: MIT */
/* Packs values for another thread, and unpacks them there. */

#include "bindings.h"
#include "message.h"

#include <stdlib.h>
#include <string.h>

enum cell {
  cell_undefined,
  cell_null,
  cell_false,
  cell_true,
  cell_number,
  cell_string,
  cell_bigint,
  cell_bytes, /* these have an attachment */
  cell_shared,
  cell_port
};

/* From this size on memory is handed over instead of copied. */
enum { hand_over_from = 64 * 1024 };

struct attachment {
  enum cell cell;
  void *data; /* malloc()ed bytes, struct shared_memory, struct channel_end */
  size_t length;
  uint32_t port; /* while packing */
};

struct message {
  struct message *next;
  uint32_t cells;
  uint8_t *bytes;
  size_t used, room;
  struct attachment *attachments;
  size_t attached, attachment_room;
};

struct message *message_next(const struct message *message) {
  return message->next;
}

void message_set_next(struct message *message, struct message *next) {
  message->next = next;
}

static void drop_attachment(struct attachment *attachment) {
  if (attachment->data == NULL)
    return;
  if (attachment->cell == cell_bytes)
    free(attachment->data);
  else if (attachment->cell == cell_shared)
    shared_memory_release(attachment->data);
  else
    channel_end_close(attachment->data);
}

void message_free(struct message *message) {
  for (size_t i = 0; i < message->attached; i++)
    drop_attachment(&message->attachments[i]);
  free(message->attachments);
  free(message->bytes);
  free(message);
}

bool message_carries(const struct message *message,
                     const struct channel_end *end) {
  for (size_t i = 0; i < message->attached; i++)
    if (message->attachments[i].cell == cell_port &&
        message->attachments[i].data == end)
      return true;
  return false;
}

static bool out_of_memory(napi_env env) {
  napi_throw_error(env, "ERR_MEMORY_ALLOCATION_FAILED", "out of memory");
  return false;
}

/* Room for `size` more bytes; NULL: out of memory. */
static void *grow(struct message *message, size_t size) {
  if (message->room - message->used < size) {
    size_t room = (message->used + size) * 2 + 64;
    uint8_t *bytes = realloc(message->bytes, room);
    if (bytes == NULL)
      return NULL;
    message->bytes = bytes;
    message->room = room;
  }
  void *at = message->bytes + message->used;
  message->used += size;
  return at;
}

static bool put(napi_env env, struct message *message, const void *data,
                size_t size) {
  void *at = grow(message, size);
  if (at == NULL)
    return out_of_memory(env);
  memcpy(at, data, size);
  return true;
}

static bool put_cell(napi_env env, struct message *message, enum cell cell) {
  uint8_t byte = (uint8_t)cell;
  return put(env, message, &byte, 1);
}

static struct attachment *attach(napi_env env, struct message *message,
                                 enum cell cell) {
  if (message->attached == message->attachment_room) {
    size_t room = message->attachment_room * 2 + 4;
    struct attachment *list =
        realloc(message->attachments, room * sizeof *list);
    if (list == NULL) {
      out_of_memory(env);
      return NULL;
    }
    message->attachments = list;
    message->attachment_room = room;
  }
  if (!put_cell(env, message, cell))
    return NULL;
  struct attachment *attachment = &message->attachments[message->attached++];
  *attachment = (struct attachment){.cell = cell};
  return attachment;
}

static bool pack_string(napi_env env, struct message *message,
                        napi_value value) {
  size_t length;
  if (napi_get_value_string_utf16(env, value, NULL, 0, &length) != napi_ok)
    return false;
  if (!put_cell(env, message, cell_string) ||
      !put(env, message, &length, sizeof length))
    return false;
  char16_t *units = malloc((length + 1) * sizeof *units);
  if (units == NULL)
    return out_of_memory(env);
  bool ok = napi_get_value_string_utf16(env, value, units, length + 1,
                                        &length) == napi_ok &&
            put(env, message, units, length * sizeof *units);
  free(units);
  return ok;
}

static bool pack_bigint(napi_env env, struct message *message,
                        napi_value value) {
  size_t count = 0;
  int sign = 0;
  if (napi_get_value_bigint_words(env, value, NULL, &count, NULL) != napi_ok)
    return false;
  uint64_t *words = calloc(count + 1, sizeof *words);
  if (words == NULL)
    return out_of_memory(env);
  bool ok = napi_get_value_bigint_words(env, value, &sign, &count, words) ==
                napi_ok &&
            put_cell(env, message, cell_bigint) &&
            put(env, message, &sign, sizeof sign) &&
            put(env, message, &count, sizeof count) &&
            put(env, message, words, count * sizeof *words);
  free(words);
  return ok;
}

static bool pack_bytes(napi_env env, struct message *message,
                       napi_value value) {
  void *data = NULL;
  size_t length = 0;
  if (napi_get_arraybuffer_info(env, value, &data, &length) != napi_ok)
    return false;
  struct attachment *attachment = attach(env, message, cell_bytes);
  if (attachment == NULL)
    return false;
  attachment->data = malloc(length + 1);
  attachment->length = length;
  if (attachment->data == NULL)
    return out_of_memory(env);
  if (length > 0)
    memcpy(attachment->data, data, length);
  return true;
}

static bool pack_shared(napi_env env, struct message *message,
                        napi_value view) {
  void *data = NULL;
  struct shared_memory *memory = NULL;
  if (napi_get_typedarray_info(env, view, NULL, NULL, &data, NULL, NULL) ==
      napi_ok)
    memory = shared_memory_find(data);
  if (memory == NULL) {
    napi_throw_error(env, "ERR_NOT_SHAREABLE",
                     "#<SharedArrayBuffer> could not be cloned.");
    return false;
  }
  struct attachment *attachment = attach(env, message, cell_shared);
  if (attachment == NULL)
    shared_memory_release(memory);
  else
    attachment->data = memory;
  return attachment != NULL;
}

static bool pack_port(struct bindings *bindings, struct message *message,
                      napi_value object) {
  napi_env env = bindings->env;
  napi_value value;
  if (napi_get_named_property(env, object, "port", &value) != napi_ok)
    return false;
  uint32_t id = (uint32_t)bind_int(env, value, 0);
  if (port_end(bindings, id) == NULL) {
    bind_throw(env, "not a port of this thread");
    return false;
  }
  struct attachment *attachment = attach(env, message, cell_port);
  if (attachment != NULL)
    attachment->port = id;
  return attachment != NULL;
}

static bool pack_object(struct bindings *bindings, struct message *message,
                        napi_value value) {
  napi_env env = bindings->env;
  bool is = false;
  if (napi_is_arraybuffer(env, value, &is) == napi_ok && is)
    return pack_bytes(env, message, value);
  if (napi_is_typedarray(env, value, &is) == napi_ok && is)
    return pack_shared(env, message, value);
  return pack_port(bindings, message, value);
}

static bool pack(struct bindings *bindings, struct message *message,
                 napi_value value) {
  napi_env env = bindings->env;
  napi_valuetype type;
  double number;
  if (napi_typeof(env, value, &type) != napi_ok)
    return false;
  switch (type) {
  case napi_undefined:
    return put_cell(env, message, cell_undefined);
  case napi_null:
    return put_cell(env, message, cell_null);
  case napi_boolean:
    return put_cell(env, message,
                    bind_bool(env, value) ? cell_true : cell_false);
  case napi_number:
    number = bind_double(env, value, 0);
    return put_cell(env, message, cell_number) &&
           put(env, message, &number, sizeof number);
  case napi_string:
    return pack_string(env, message, value);
  case napi_bigint:
    return pack_bigint(env, message, value);
  case napi_object:
    return pack_object(bindings, message, value);
  default:
    bind_throw(env, "not a cell of a message");
    return false;
  }
}

static bool pack_all(struct bindings *bindings, struct message *message,
                     napi_value cells) {
  napi_env env = bindings->env;
  if (napi_get_array_length(env, cells, &message->cells) != napi_ok)
    return false;
  for (uint32_t i = 0; i < message->cells; i++) {
    napi_handle_scope scope;
    napi_value value;
    if (napi_open_handle_scope(env, &scope) != napi_ok)
      return false;
    bool ok = napi_get_element(env, cells, i, &value) == napi_ok &&
              pack(bindings, message, value);
    napi_close_handle_scope(env, scope);
    if (!ok)
      return false;
  }
  return true;
}

static bool detach_all(napi_env env, napi_value moved) {
  uint32_t count = 0;
  napi_valuetype type;
  if (napi_typeof(env, moved, &type) != napi_ok || type == napi_undefined)
    return true;
  if (napi_get_array_length(env, moved, &count) != napi_ok)
    return false;
  for (uint32_t i = 0; i < count; i++) {
    napi_value buffer;
    if (napi_get_element(env, moved, i, &buffer) != napi_ok)
      return false;
    if (napi_detach_arraybuffer(env, buffer) != napi_ok) {
      napi_throw_error(env, "ERR_NOT_DETACHABLE",
                       "An ArrayBuffer could not be detached.");
      return false;
    }
  }
  return true;
}

static void take_ports(struct bindings *bindings, struct message *message) {
  for (size_t i = 0; i < message->attached; i++) {
    struct attachment *attachment = &message->attachments[i];
    if (attachment->cell == cell_port)
      attachment->data = port_extract(bindings, attachment->port);
  }
}

struct message *message_pack(struct bindings *bindings, napi_value cells,
                             napi_value moved) {
  struct message *message = calloc(1, sizeof *message);
  if (message == NULL) {
    out_of_memory(bindings->env);
    return NULL;
  }
  if (!pack_all(bindings, message, cells) ||
      !detach_all(bindings->env, moved)) {
    message_free(message);
    return NULL;
  }
  take_ports(bindings, message);
  return message;
}

/* A message that is being read. */
struct reader {
  struct message *message;
  size_t at;
  size_t attachment;
};

static const void *take(struct reader *reader, size_t size) {
  const void *data = reader->message->bytes + reader->at;
  reader->at += size;
  return data;
}

static void free_bytes(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  free(data);
}

static napi_value unpack_bytes(napi_env env, struct attachment *attachment) {
  napi_value buffer = NULL;
  void *data;
  if (attachment->length >= hand_over_from &&
      napi_create_external_arraybuffer(env, attachment->data,
                                       attachment->length, free_bytes, NULL,
                                       &buffer) == napi_ok) {
    attachment->data = NULL;
    return buffer;
  }
  if (napi_create_arraybuffer(env, attachment->length, &data, &buffer) !=
      napi_ok)
    return NULL;
  if (attachment->length > 0)
    memcpy(data, attachment->data, attachment->length);
  return buffer;
}

static napi_value unpack_port(struct bindings *bindings,
                              struct attachment *attachment) {
  napi_env env = bindings->env;
  napi_value object;
  if (attachment->data == NULL || napi_create_object(env, &object) != napi_ok)
    return NULL;
  uint32_t id = port_adopt(bindings, attachment->data);
  if (id == 0) {
    out_of_memory(env);
    return NULL;
  }
  attachment->data = NULL;
  bind_set_int(env, object, "port", id);
  return object;
}

static napi_value unpack_attachment(struct bindings *bindings,
                                    struct reader *reader) {
  struct attachment *attachment =
      &reader->message->attachments[reader->attachment++];
  if (attachment->cell == cell_bytes)
    return unpack_bytes(bindings->env, attachment);
  if (attachment->cell == cell_port)
    return unpack_port(bindings, attachment);
  struct shared_memory *memory = attachment->data;
  attachment->data = NULL;
  return shared_memory_wrap(bindings->env, memory);
}

static napi_value unpack_string(napi_env env, struct reader *reader) {
  napi_value value = NULL;
  size_t length;
  memcpy(&length, take(reader, sizeof length), sizeof length);
  const void *bytes = take(reader, length * sizeof(char16_t));
  char16_t *units = malloc((length + 1) * sizeof *units);
  if (units == NULL) {
    out_of_memory(env);
    return NULL;
  }
  memcpy(units, bytes, length * sizeof *units);
  napi_create_string_utf16(env, units, length, &value);
  free(units);
  return value;
}

static napi_value unpack_bigint(napi_env env, struct reader *reader) {
  napi_value value = NULL;
  int sign;
  size_t count;
  memcpy(&sign, take(reader, sizeof sign), sizeof sign);
  memcpy(&count, take(reader, sizeof count), sizeof count);
  const void *bytes = take(reader, count * sizeof(uint64_t));
  uint64_t *words = calloc(count + 1, sizeof *words);
  if (words == NULL) {
    out_of_memory(env);
    return NULL;
  }
  memcpy(words, bytes, count * sizeof *words);
  napi_create_bigint_words(env, sign, count, words, &value);
  free(words);
  return value;
}

static napi_value unpack(struct bindings *bindings, struct reader *reader) {
  napi_env env = bindings->env;
  napi_value value = NULL;
  double number;
  enum cell cell = *(const uint8_t *)take(reader, 1);
  switch (cell) {
  case cell_undefined:
    return bind_undefined(env);
  case cell_null:
    napi_get_null(env, &value);
    return value;
  case cell_false:
  case cell_true:
    return bind_new_bool(env, cell == cell_true);
  case cell_number:
    memcpy(&number, take(reader, sizeof number), sizeof number);
    return bind_new_double(env, number);
  case cell_string:
    return unpack_string(env, reader);
  case cell_bigint:
    return unpack_bigint(env, reader);
  default:
    return unpack_attachment(bindings, reader);
  }
}

napi_value message_unpack(struct bindings *bindings, struct message *message) {
  napi_env env = bindings->env;
  struct reader reader = {message, 0, 0};
  napi_value array;
  bool ok =
      napi_create_array_with_length(env, message->cells, &array) == napi_ok;
  for (uint32_t i = 0; ok && i < message->cells; i++) {
    napi_handle_scope scope;
    if (napi_open_handle_scope(env, &scope) != napi_ok)
      break;
    napi_value value = unpack(bindings, &reader);
    ok = value != NULL && napi_set_element(env, array, i, value) == napi_ok;
    napi_close_handle_scope(env, scope);
  }
  message_free(message);
  return ok ? array : NULL;
}
