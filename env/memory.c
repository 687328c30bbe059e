/* SPDX-License-Identifier: MIT */
/* Every allocation of the library goes through here. */

#include "env/memory.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* 0 while no failure is planned, so that the usual path is one load. */
static atomic_size_t fail_at;
static atomic_size_t count;

static int must_fail(void) {
  size_t at = atomic_load_explicit(&fail_at, memory_order_relaxed);
  if (at == 0)
    return 0;
  return atomic_fetch_add(&count, 1) + 1 == at;
}

void *memory_alloc(size_t size) {
  return must_fail() ? NULL : malloc(size);
}

void *memory_zeroed(size_t n, size_t size) {
  return must_fail() ? NULL : calloc(n, size);
}

void *memory_resize(void *memory, size_t size) {
  return must_fail() ? NULL : realloc(memory, size);
}

char *memory_copy_text(const char *text) {
  return must_fail() ? NULL : strdup(text);
}

void *memory_aligned(size_t alignment, size_t size) {
  void *memory;
  return must_fail() || posix_memalign(&memory, alignment, size) != 0 ? NULL
                                                                      : memory;
}

void memory_free(void *memory) {
  free(memory);
}

void memory_fail_at(size_t n) {
  atomic_store(&count, 0);
  atomic_store(&fail_at, n);
}

size_t memory_count(void) {
  return atomic_load(&count);
}

__attribute__((constructor)) static void read_environment(void) {
  const char *text = getenv("NAPI_SHIM_FAIL_ALLOC");
  if (text != NULL)
    memory_fail_at((size_t)strtoull(text, NULL, 10));
}
