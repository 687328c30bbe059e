/* SPDX-License-Identifier: MIT */
/* Functions of libuv that an addon wants and nobody has: found out when one is
 * called. */

#ifndef LOADER_MISSING_H
#define LOADER_MISSING_H

#include <stdbool.h>

/* How many such functions a process can have. */
enum { missing_at_most = 64 };

/* Points the library's slots for missing uv_* functions at one that reports
 * the call and ends the process. `handle` is of dlopen, bound lazily. False:
 * there are too many; the library must not be used then. */
bool missing_prepare(void *handle);

/* Between these a call ends the process as a load that failed does, with exit
 * code 1, and without a core. They nest. */
void missing_load_begins(void);
void missing_load_ends(void);

#endif
