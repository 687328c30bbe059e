/* SPDX-License-Identifier: MIT */
/* Where the lines of a trace go: never waits for a reader, counts what it had
 * to leave out. */

#ifndef NAPI_TRACE_OUTPUT_H
#define NAPI_TRACE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

enum { output_line_most = 4096 }; /* what a pipe takes as one piece */

/* Opens the file, or standard error for NULL. False: errno says why. */
bool output_open(const char *path);

/* Writes a whole piece of at most output_line_most bytes, or none of it. Any
 * thread. Nothing happens while no output is open. */
void output_write(const char *bytes, size_t length, bool json);

/* Says how many lines were lost, if any, and closes. `tail` is the last piece,
 * or "". */
void output_close(const char *tail, bool json);

#endif
