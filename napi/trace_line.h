/* SPDX-License-Identifier: MIT */
/* A line of a trace while it is written: memory of a fixed size, what does not
 * fit is left out. */

#ifndef NAPI_TRACE_LINE_H
#define NAPI_TRACE_LINE_H

#include <stdbool.h>
#include <stddef.h>

struct line {
  char *start;
  char *at;
  char *end;     /* one byte is kept for the NUL */
  bool doubtful; /* it has an address of what should be there and is not */
};

/* An empty line over this memory. */
struct line line_over(char *memory, size_t size);

void line_put(struct line *line, const char *text);
void line_putf(struct line *line, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* In quotes, at most 40 bytes of it; what is not printable, or not UTF-8, is
 * escaped. NULL is shown as NULL. */
void line_quote(struct line *line, const char *bytes, size_t length);

/* The same of Latin-1 and UTF-16. */
void line_quote_latin1(struct line *line, const char *bytes, size_t length);
void line_quote_utf16(struct line *line, const void *units, size_t length);

/* The text as a JSON string, in quotes. */
void line_json(struct line *line, const char *text);

/* A name or path that comes from outside: what is not plain ASCII, or is white
 * space, becomes "?". */
void line_name(struct line *line, const char *name);

/* A function by its symbol, or by library and offset, or its address. */
void line_symbol(struct line *line, const void *function);

#endif
