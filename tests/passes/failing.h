/* SPDX-License-Identifier: MIT */
/* Allocations of the library and its backends, counted and made to fail. */

#ifndef TESTS_PASSES_FAILING_H
#define TESTS_PASSES_FAILING_H

#include <stdbool.h>
#include <stddef.h>

/* From now on the allocations of this loaded library are ours. */
bool failing_watch(const char *library);

/* The n-th allocation from now on fails, and with `all` each one after it;
 * 0: none. */
void failing_at(size_t n, bool all);

/* None fails any more; the counts stay. */
void failing_stop(void);

/* Allocations since failing_at(), and how many of them failed. */
size_t failing_count(void);
size_t failing_fired(void);

/* Blocks that the watched libraries have and did not free. */
size_t failing_live(void);

/* Prints who allocated what is live, as library and offset. */
void failing_show(void);

#endif
