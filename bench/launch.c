/* SPDX-License-Identifier: MIT */
/* Runs a program and prints how long it took, in nanoseconds: what a large
 * runtime spends on starting another is no part of it.
 *
 * usage: launch PROGRAM ARGUMENTS... */

#define _GNU_SOURCE
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

int main(int argc, char **argv) {
  pid_t child;
  int status;
  if (argc < 2)
    return 127;
  int64_t start = now();
  if (posix_spawnp(&child, argv[1], NULL, NULL, argv + 1, environ) != 0 ||
      waitpid(child, &status, 0) != child)
    return 127;
  int64_t spent = now() - start;
  if (!WIFEXITED(status))
    return 126;
  printf("spent %lld\n", (long long)spent);
  return WEXITSTATUS(status);
}
