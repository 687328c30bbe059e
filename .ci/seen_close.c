// SPDX-License-Identifier: MIT
// Preloaded under ThreadSanitizer. libuv closes its descriptors by
// syscall(SYS_close), which ThreadSanitizer does not see: the next thread that
// is given the same number then seems to race with the one that had it before,
// which may be in fopen() of ours. Here each such call is a close().
#include <dlfcn.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

static long (*next)(long number, ...);

// Runs before any thread is started.
__attribute__((constructor)) static void find_next(void) {
  *(void **)&next = dlsym(RTLD_NEXT, "syscall");
}

long syscall(long number, ...) {
  va_list list;
  long argument[6];
  va_start(list, number);
  for (int i = 0; i < 6; i++)
    argument[i] = va_arg(list, long);
  va_end(list);
  if (number == SYS_close)
    return close((int)argument[0]);
  if (next == NULL) // from a constructor that ran before
    find_next();
  return next(number, argument[0], argument[1], argument[2], argument[3],
              argument[4], argument[5]);
}
