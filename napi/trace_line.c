/* SPDX-License-Identifier: MIT */
/* A line of a trace while it is written. */

#include "napi/trace_line.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "env/text.h"

enum { quoted_most = 40 };

struct line line_over(char *memory, size_t size) {
  memory[0] = '\0';
  return (struct line){memory, memory, memory + size - 1, false};
}

static void put_bytes(struct line *line, const char *bytes, size_t length) {
  size_t room = (size_t)(line->end - line->at);
  if (length > room)
    length = room;
  memcpy(line->at, bytes, length);
  line->at += length;
  *line->at = '\0';
}

void line_put(struct line *line, const char *text) {
  put_bytes(line, text, strlen(text));
}

void line_putf(struct line *line, const char *format, ...) {
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  line_put(line, text);
}

static void put_escaped(struct line *line, unsigned char byte) {
  switch (byte) {
  case '\n':
    line_put(line, "\\n");
    break;
  case '\t':
    line_put(line, "\\t");
    break;
  case '\r':
    line_put(line, "\\r");
    break;
  case '"':
    line_put(line, "\\\"");
    break;
  case '\\':
    line_put(line, "\\\\");
    break;
  default:
    line_putf(line, "\\x%02x", byte);
  }
}

/* How many bytes from here on are one character to print as it is; 0: none. */
static size_t character_at(const char *bytes, size_t length) {
  unsigned char first = (unsigned char)bytes[0];
  if (first >= 0x20 && first < 0x7f)
    return first == '"' || first == '\\' ? 0 : 1;
  size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  return size > 0 && size <= length && text_is_utf8(bytes, size) ? size : 0;
}

void line_quote(struct line *line, const char *bytes, size_t length) {
  if (bytes == NULL) {
    line_put(line, "NULL");
    return;
  }
  size_t at = 0;
  line_put(line, "\"");
  while (at < length && at < quoted_most) {
    size_t size = character_at(bytes + at, length - at);
    if (size == 0)
      put_escaped(line, (unsigned char)bytes[at]);
    else if ((size_t)(line->end - line->at) >= size)
      put_bytes(line, bytes + at, size);
    at += size > 0 ? size : 1;
  }
  line_put(line, at < length ? "\"..." : "\"");
}

void line_quote_latin1(struct line *line, const char *bytes, size_t length) {
  char utf8[2 * quoted_most + 4];
  size_t size = 0;
  for (size_t i = 0; bytes != NULL && i < length && size <= quoted_most; i++) {
    unsigned char byte = (unsigned char)bytes[i];
    if (byte >= 0x80)
      utf8[size++] = (char)(0xc0 | byte >> 6);
    utf8[size++] = (char)(byte < 0x80 ? byte : 0x80 | (byte & 0x3f));
  }
  line_quote(line, bytes == NULL ? NULL : utf8, size);
}

void line_quote_utf16(struct line *line, const void *units, size_t length) {
  char utf8[4 * quoted_most];
  if (length > quoted_most + 1)
    length = quoted_most + 1;
  napi_shim_text text = {napi_shim_text_utf16, units, length, NULL};
  size_t size = units == NULL ? 0 : text_to_utf8(&text, utf8, sizeof utf8);
  line_quote(line, units == NULL ? NULL : utf8, size);
}

void line_json(struct line *line, const char *text) {
  line_put(line, "\"");
  /* Cut between characters: the rest of one always fits. */
  for (; *text != '\0'; text++) {
    unsigned char byte = (unsigned char)*text;
    if ((byte & 0xc0) != 0x80 && line->end - line->at <= 10)
      break;
    if (byte == '"' || byte == '\\')
      line_putf(line, "\\%c", byte);
    else if (byte < 0x20)
      line_putf(line, "\\u%04x", byte);
    else
      put_bytes(line, text, 1);
  }
  line_put(line, "\"");
}

void line_name(struct line *line, const char *name) {
  for (; *name != '\0'; name++)
    put_bytes(line, *name > 0x20 && *name < 0x7f ? name : "?", 1);
}

/* The name alone: no result type, no parameters, <> for those of templates. */
static void put_cplusplus(struct line *line, char *text) {
  static const char anonymous[] = "(anonymous namespace)";
  char *from = text, *to = text;
  unsigned depth = 0;
  for (; *from != '\0'; from++) {
    if (*from == '<' && depth++ == 0)
      *to++ = '<';
    if (*from == '>' && depth > 0 && --depth > 0)
      continue;
    if (depth > 0)
      continue;
    if (strncmp(from, anonymous, sizeof anonymous - 1) == 0)
      from += sizeof anonymous - 2;
    else if (*from == '(')
      break;
    else if (*from == ' ')
      to = text;
    else
      *to++ = *from;
  }
  *to = '\0';
  line_name(line, text);
}

/* C++ names, and the older kind of Rust's, are read by the C++ library, if the
 * process has it. */
static void put_symbol(struct line *line, const char *symbol) {
  typedef char *demangle(const char *, char *, size_t *, int *);
  static _Atomic(demangle *) known;
  demangle *function = known;
  if (strncmp(symbol, "_Z", 2) == 0 && function == NULL) {
    void *library = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_NOLOAD);
    if (library != NULL)
      *(void **)&function = dlsym(library, "__cxa_demangle");
    known = function;
  }
  char *text = NULL;
  if (strncmp(symbol, "_Z", 2) == 0 && function != NULL)
    text = function(symbol, NULL, NULL, NULL);
  if (text != NULL)
    put_cplusplus(line, text);
  else
    line_name(line, symbol);
  free(text);
}

void line_symbol(struct line *line, const void *function) {
  Dl_info info;
  if (function == NULL) {
    line_put(line, "NULL");
  } else if (dladdr(function, &info) == 0 || info.dli_fname == NULL) {
    line_putf(line, "%p", function);
  } else if (info.dli_sname != NULL && info.dli_saddr == function) {
    put_symbol(line, info.dli_sname);
  } else {
    const char *slash = strrchr(info.dli_fname, '/');
    line_name(line, slash != NULL ? slash + 1 : info.dli_fname);
    line_putf(line, "+0x%zx",
              (size_t)((const char *)function - (char *)info.dli_fbase));
  }
}
