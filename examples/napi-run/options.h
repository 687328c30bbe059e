/* SPDX-License-Identifier: MIT */
/* The command line. */

#ifndef NAPI_RUN_OPTIONS_H
#define NAPI_RUN_OPTIONS_H

#include <stdbool.h>

/* Strings are the program's own arguments. */
struct run_options {
  const char *engine; /* NULL: the library's default */
  bool expose_gc;
  const char *code; /* -e, -p */
  bool print;
  bool isolate; /* the arguments are test files */
  bool worker;  /* one that runs test files for a coordinator */
  int parallel; /* worker processes */
  int timeout;  /* milliseconds, 0: none */
  const char *reporter;
  const char *name_pattern; /* a regular expression, or NULL */
  bool check;
  bool check_aborts;
  const char *trace; /* the filter, or NULL */
  const char *trace_output;
  bool trace_summary;
  bool trace_signal; /* off until SIGUSR2 comes */
  const char *script;
  int exec_argc; /* arguments before the script */
  char **exec_argv;
  int script_argc; /* arguments behind it */
  char **script_argv;
};

/* Parses. True: run. False: the program ends with *exit_code, what there is
 * to say has been said. */
bool options_parse(int argc, char **argv, struct run_options *options,
                   int *exit_code);

#endif
