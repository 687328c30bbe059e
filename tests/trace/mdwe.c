/* SPDX-License-Identifier: MIT */
/* mdwe COMMAND...: runs it where the kernel lets no memory become executable
 * that is not mapped so from a file. Exits with 77 where it cannot do that. */

#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { set_mdwe = 65, refuse_exec_gain = 1 };

int main(int argc, char **argv) {
  if (argc < 2 || prctl(set_mdwe, refuse_exec_gain, 0, 0, 0) != 0)
    return 77;
  execvp(argv[1], argv + 1);
  perror(argv[1]);
  return 1;
}
