/* SPDX-License-Identifier: MIT */
/* Where the lines of a trace go: never waits for a reader, counts what it had
 * to leave out. */

#ifndef NAPI_TRACE_OUTPUT_H
#define NAPI_TRACE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

enum { output_line_most = 4096 }; /* what a pipe takes as one piece */

/*
 * Opens the file, with the process in place of %p, or standard error for NULL,
 * for an owner: what others write is nothing. `append`: behind what is there,
 * in JSON into the array that an earlier trace has closed. False: errno says
 * why.
 */
bool output_open(const char *name, const void *owner, bool append, bool json);

/* Writes a whole piece of at most output_line_most bytes, or none of it. Any
 * thread. In JSON the piece is an event with ",\n" before it. */
void output_write(const void *owner, const char *bytes, size_t length);

/* To standard error, apart from the trace; nothing if nobody reads there. */
void output_say(const char *bytes, size_t length);

/* Says how many lines were lost, if any, and closes. */
void output_close(void);

#endif
