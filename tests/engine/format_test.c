/* SPDX-License-Identifier: MIT */
/* vsnprintf() as the engine gets it, held against the C library's. */

#include <check.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the linker made of the C library's, as the backend has it. */
int __real_vsnprintf(char *to, size_t size, const char *format, va_list list);

enum { room = 160, filler = 0x5a };

static void both(size_t size, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same text, the same answer, and no byte beyond the size is touched. */
static void both(size_t size, const char *format, ...) {
  char one[room], two[room];
  va_list list;
  memset(one, filler, sizeof one);
  memset(two, filler, sizeof two);
  va_start(list, format);
  int expected = __real_vsnprintf(one, size, format, list);
  va_end(list);
  va_start(list, format);
  int found = vsnprintf(two, size, format, list);
  va_end(list);
  ck_assert_msg(expected == found, "%s: %d, %d", format, expected, found);
  ck_assert_mem_eq(one, two, sizeof one);
}

static const int numbers[] = {0,  1,   9,    10,      99,      100,
                              -1, -10, 4096, INT_MAX, INT_MIN, INT_MIN + 1};
enum { number_count = sizeof numbers / sizeof *numbers };

START_TEST(what_it_writes_itself) {
  for (size_t size = 0; size < 60; size++) {
    both(size, "plain text");
    both(size, "    at %s", "<anonymous>");
    both(size, " (%s", "/a/folder/of/some/length/and/a/file.js");
    both(size, "%s", "");
    both(size, "%s%s", "", "x");
    both(size, "[%s|%d|%s]", "caf\xc3\xa9", -17, "end");
    for (int i = 0; i < number_count; i++)
      both(size, ":%d:%d", numbers[i], numbers[number_count - 1 - i]);
  }
}
END_TEST

START_TEST(what_it_leaves_to_the_c_library) {
  for (size_t size = 0; size < 60; size++) {
    both(size, "%5d|%-5d|%05d|%+d", 1, 2, 3, 4);
    both(size, "%s then %.3s and %10s", "first", "second", "third");
    both(size, "%d%%", 50);
    both(size, "%s %x %#o %c", "mixed", 255u, 8u, 'c');
    both(size, "%d %ld %lld %zu %g", 1, -2L, 3LL, (size_t)4, 0.5);
    both(size, "%s %p", "pointer", (void *)&numbers);
  }
}
END_TEST

START_TEST(a_text_that_is_missing) {
  const char *volatile missing = NULL;
  both(room, "[%s]", missing);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("format");
  TCase *tests = tcase_create("format");
  tcase_add_test(tests, what_it_writes_itself);
  tcase_add_test(tests, what_it_leaves_to_the_c_library);
  tcase_add_test(tests, a_text_that_is_missing);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
