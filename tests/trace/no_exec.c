/* SPDX-License-Identifier: MIT */
/* Preloaded: a system that forbids memory that can be executed. NO_EXEC=wx
 * refuses what can be written or was, as hardened kernels do; NO_EXEC=x all. */

#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static int refuses(int protection, int anonymous) {
  const char *mode = getenv("NO_EXEC");
  if (mode == NULL || (protection & PROT_EXEC) == 0)
    return 0;
  return strcmp(mode, "x") == 0 || anonymous || (protection & PROT_WRITE) != 0;
}

void *mmap(void *address, size_t length, int protection, int flags, int file,
           off_t offset) {
  if (refuses(protection, flags & MAP_ANONYMOUS)) {
    errno = EACCES;
    return MAP_FAILED;
  }
  return (void *)syscall(SYS_mmap, address, length, protection, flags, file,
                         offset);
}

int mprotect(void *address, size_t length, int protection) {
  if (refuses(protection, 1)) {
    errno = EACCES;
    return -1;
  }
  return (int)syscall(SYS_mprotect, address, length, protection);
}
