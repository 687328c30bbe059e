/* SPDX-License-Identifier: MIT */
/* Every allocation of the library goes through here, so that a test can make
 * the n-th one fail. */

#ifndef ENV_MEMORY_H
#define ENV_MEMORY_H

#include <stddef.h>

/* As malloc, calloc, realloc, strdup and free; NULL when there is none left.
 * Memory is aligned to 16 bytes. */
void *memory_alloc(size_t size);
void *memory_zeroed(size_t count, size_t size);
void *memory_resize(void *memory, size_t size);
char *memory_copy_text(const char *text);
/* At a multiple of `alignment`, a power of two and one of a pointer's. */
void *memory_aligned(size_t alignment, size_t size);
void memory_free(void *memory);

/*
 * For tests: the n-th allocation from now on fails (1: the next one), 0: none.
 * `memory_count` tells how many were made since. Also set by the environment
 * variable NAPI_SHIM_FAIL_ALLOC when the library is loaded.
 */
void memory_fail_at(size_t n);
size_t memory_count(void);

#endif
