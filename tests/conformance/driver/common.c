/* SPDX-License-Identifier: MIT */
/* Helpers that every conformance addon links. */
#include "driver.h"

#include "../status_names.h"

const char *status_name(napi_status status) {
  return status_name_of((size_t)status);
}

void log_status(napi_env env, const char *what, napi_status status) {
  const napi_extended_error_info *info = NULL;
  printf("%s: %s", what, status_name(status));
  if (status != napi_ok && napi_get_last_error_info(env, &info) == napi_ok)
    printf(" (%s)", info->error_message ? info->error_message : "no message");
  printf("\n");
  fflush(stdout);
}

void export_function(napi_env env, napi_value exports, const char *name,
                     napi_callback callback) {
  napi_value function;
  MUST(napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL,
                            &function));
  MUST(napi_set_named_property(env, exports, name, function));
}

struct block {
  struct block *next;
  max_align_t memory[];
};
static struct block *blocks;

void *kept_memory(size_t size) {
  struct block *block = calloc(1, sizeof *block + size + 16);
  if (block == NULL)
    abort();
  block->next = blocks;
  blocks = block;
  return block->memory;
}

static void **tokens;
static uint32_t token_count;

uint32_t token_for(void *pointer) {
  void **grown = realloc(tokens, (token_count + 1) * sizeof *tokens);
  if (grown == NULL)
    abort();
  tokens = grown;
  tokens[token_count] = pointer;
  return token_count++;
}

void *token_pointer(uint32_t token) {
  if (token >= token_count) {
    fprintf(stderr, "no such token: %u\n", token);
    abort();
  }
  return tokens[token];
}

__attribute__((destructor)) static void free_everything(void) {
  while (blocks != NULL) {
    struct block *next = blocks->next;
    free(blocks);
    blocks = next;
  }
  free(tokens);
  tokens = NULL;
}
