/* SPDX-License-Identifier: MIT */
/* A message between threads: primitive values, blocks of memory, ports. */

#ifndef NAPI_RUN_MESSAGE_H
#define NAPI_RUN_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node_api.h"

struct bindings;
struct channel_end;
struct message;

/*
 * Makes a message of an array of cells: undefined, null, booleans, numbers,
 * strings, bigints, ArrayBuffers (their bytes are copied), views of shared
 * memory, and {port: id}. Only when all of it is packed do the ports leave
 * this thread, and are the buffers in `moved` detached. NULL with an exception
 * pending: nothing was changed.
 */
struct message *message_pack(struct bindings *bindings, napi_value cells,
                             napi_value moved);

/* The array of cells, with shared memory as SharedArrayBuffers and ports as
 * {port: id} of this thread. Frees the message. NULL: an exception is
 * pending. */
napi_value message_unpack(struct bindings *bindings, struct message *message);

/* Frees a message that nobody will read; its ports are closed. */
void message_free(struct message *message);

/* Whether the message takes this end along. */
bool message_carries(const struct message *message,
                     const struct channel_end *end);

/* A queue of messages hangs on the messages themselves. */
struct message *message_next(const struct message *message);
void message_set_next(struct message *message, struct message *next);

/* Memory that threads share, counted. `find` holds what it finds. */
struct shared_memory;
struct shared_memory *shared_memory_find(const void *data);
void shared_memory_release(struct shared_memory *memory);
/* A SharedArrayBuffer over the memory, whose hold it takes; NULL: exception. */
napi_value shared_memory_wrap(napi_env env, struct shared_memory *memory);

/* The end of a channel leaves the loop that it was read on; NULL: no port. */
struct channel_end *port_end(struct bindings *bindings, uint32_t id);
struct channel_end *port_extract(struct bindings *bindings, uint32_t id);
/* The end is read on this loop from now on: its id, 0 if memory is out. */
uint32_t port_adopt(struct bindings *bindings, struct channel_end *end);
/* Closes an end that no loop reads. */
void channel_end_close(struct channel_end *end);
/* Puts the message, which it takes, into the queue of the other end. */
void channel_end_post(struct channel_end *end, struct message *message);
/* Whether the other end is closed; whether it is this one. */
bool channel_end_is_alone(struct channel_end *end);
bool channel_end_leads_to(struct channel_end *end,
                          const struct channel_end *to);

#endif
