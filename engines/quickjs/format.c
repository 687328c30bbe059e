/* SPDX-License-Identifier: MIT */
/* vsnprintf() for the engine, which writes each line of a stack with it: a
 * plain loop for %s and %d, and the C library for everything else. */

#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The linker's names (--wrap) for what replaces vsnprintf() in this library,
 * and for the C library's own. */
int __wrap_vsnprintf(char *to, size_t size, const char *format, va_list list);
int __real_vsnprintf(char *to, size_t size, const char *format, va_list list);

/* Where text goes: what has no room is counted only. */
struct output {
  char *at, *end;
  size_t lost;
};

static inline void put_character(struct output *output, char character) {
  if (output->at < output->end)
    *output->at++ = character;
  else
    output->lost++;
}

static inline void put_text(struct output *output, const char *text) {
  size_t length = strlen(text), room = (size_t)(output->end - output->at);
  size_t count = length < room ? length : room;
  memcpy(output->at, text, count);
  output->at += count;
  output->lost += length - count;
}

static inline void put_number(struct output *output, int number) {
  char digits[16];
  unsigned count = 0;
  unsigned rest = number < 0 ? 0u - (unsigned)number : (unsigned)number;
  do
    digits[count++] = (char)('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (number < 0)
    put_character(output, '-');
  while (count > 0)
    put_character(output, digits[--count]);
}

/* What follows a percent sign; false: not one of ours. */
static inline bool put_argument(struct output *output, char letter,
                                va_list *list) {
  if (letter == 'd') {
    put_number(output, va_arg(*list, int));
    return true;
  }
  const char *text = letter == 's' ? va_arg(*list, const char *) : NULL;
  if (text == NULL)
    return false;
  put_text(output, text);
  return true;
}

static bool put_all(struct output *output, const char *format, va_list *list) {
  for (; *format != '\0'; format++) {
    if (*format != '%')
      put_character(output, *format);
    else if (!put_argument(output, *++format, list))
      return false;
  }
  return true;
}

/* Nothing is written at `end`, which is the terminator's place. */
int __wrap_vsnprintf(char *to, size_t size, const char *format, va_list list) {
  char nothing[1];
  char *start = size == 0 ? nothing : to;
  struct output output = {start, start + (size == 0 ? 0 : size - 1), 0};
  va_list copy;
  va_copy(copy, list);
  bool ours = put_all(&output, format, &copy);
  va_end(copy);
  size_t length = (size_t)(output.at - start) + output.lost;
  if (!ours || length > INT_MAX)
    return __real_vsnprintf(to, size, format, list);
  *output.at = '\0';
  return (int)length;
}
