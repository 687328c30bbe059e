/* SPDX-License-Identifier: MIT */
/* The command line. */

#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "napi_shim.h"

static void print_help(void) {
  puts("Usage: napi-run [options] script.js [arguments]\n"
       "       napi-run [options] --isolate [test options] file.js ...\n"
       "       napi-run [options] -e CODE [arguments]\n"
       "       napi-run [options] -p EXPRESSION [arguments]\n"
       "\n"
       "Runs a CommonJS program, with Node-API addons, on a JavaScript engine"
       " of choice.\n"
       "\n"
       "  --engine=NAME   the engine, see below (default: $NAPI_SHIM_ENGINE)\n"
       "  --expose-gc     gives the program gc()\n"
       "  -e, --eval      runs CODE\n"
       "  -p, --print     runs EXPRESSION and prints its value\n"
       "  -v, --version   prints versions\n"
       "  -h, --help      prints this\n"
       "\n"
       "Options for faulty addons:\n"
       "  --check[=abort] tells of what addons do wrong on standard error,\n"
       "                  or stops at the first fault\n"
       "  --trace[=FILTER]  tells of each Node-API call on standard error;"
       " FILTER: addons,\n"
       "                  functions (napi_create_*), errors; commas between\n"
       "  --trace-out=FILE  there instead; *.json: Chrome's trace events\n"
       "  --trace-summary at exit: calls and times of each function\n"
       "  --trace-signal  off until SIGUSR2 comes, which switches each trace"
       " on and off\n"
       "\n"
       "Test options:\n"
       "  --isolate       runs each file as a test, in a global of its own\n"
       "  --parallel=N    in N processes (default: 1)\n"
       "  --reporter=R    spec, tap or junit (default: spec)\n"
       "  --timeout=MS    for each test (default: 60000; 0: none)\n"
       "  --test-name-pattern=REGEX  only the tests that it matches\n");
  fputs("Engines:", stdout);
  for (const char *const *name = napi_shim_engines(); *name != NULL; name++)
    printf(" %s", *name);
  putchar('\n');
}

static bool fail(int *exit_code, const char *format, const char *argument) {
  fprintf(stderr, format, argument);
  *exit_code = 9;
  return false;
}

/* The value of --name=value or of --name value. */
static const char *value_of(char **argv, int argc, int *index,
                            const char *name) {
  const char *argument = argv[*index];
  size_t length = strlen(name);
  if (strncmp(argument, name, length) == 0 && argument[length] == '=')
    return argument + length + 1;
  if (strcmp(argument, name) == 0 && *index + 1 < argc)
    return argv[++*index];
  return NULL;
}

static bool is_one_of(const char *argument, const char *a, const char *b) {
  return strcmp(argument, a) == 0 || strcmp(argument, b) == 0;
}

/* A whole number of at least `least`; -1 if it is none. */
static int number_of(const char *text, int least) {
  char *end;
  long number = strtol(text, &end, 10);
  bool fits = *text != '\0' && *end == '\0' && number >= least;
  return fits && number <= 1000 * 1000 * 1000 ? (int)number : -1;
}

static bool known_reporter(const char *name) {
  return strcmp(name, "spec") == 0 || strcmp(name, "tap") == 0 ||
         strcmp(name, "junit") == 0;
}

/* An option of the test runner. False: it is none. *bad: of no use. */
static bool parse_test_option(int argc, char **argv, int *index,
                              struct run_options *options, bool *bad) {
  const char *value;
  *bad = false;
  if (strcmp(argv[*index], "--isolate") == 0) {
    options->isolate = true;
  } else if (strcmp(argv[*index], "--isolate-worker") == 0) {
    options->worker = true;
  } else if ((value = value_of(argv, argc, index, "--parallel")) != NULL) {
    options->isolate = true;
    options->parallel = number_of(value, 1);
    *bad = options->parallel < 0;
  } else if ((value = value_of(argv, argc, index, "--timeout")) != NULL) {
    options->timeout = number_of(value, 0);
    *bad = options->timeout < 0;
  } else if ((value = value_of(argv, argc, index, "--reporter")) != NULL) {
    options->reporter = value;
    *bad = !known_reporter(value);
  } else if ((value = value_of(argv, argc, index, "--test-name-pattern")) !=
             NULL) {
    options->name_pattern = value;
  } else {
    return false;
  }
  return true;
}

/* An option of the checker or the tracer. False: it is none. */
static bool parse_trace_option(int argc, char **argv, int *index,
                               struct run_options *options) {
  const char *argument = argv[*index];
  const char *value;
  if (strcmp(argument, "--check") == 0)
    options->check = true;
  else if (strcmp(argument, "--check=abort") == 0)
    options->check = options->check_aborts = true;
  else if (strcmp(argument, "--trace") == 0)
    options->trace = "";
  else if (strncmp(argument, "--trace=", 8) == 0)
    options->trace = argument + 8;
  else if (strcmp(argument, "--trace-summary") == 0)
    options->trace_summary = true;
  else if (strcmp(argument, "--trace-signal") == 0)
    options->trace_signal = true;
  else if ((value = value_of(argv, argc, index, "--trace-out")) != NULL)
    options->trace_output = value;
  else
    return false;
  return true;
}

/* One option. False: the program ends. */
static bool parse_option(int argc, char **argv, int *index,
                         struct run_options *options, int *exit_code) {
  const char *argument = argv[*index];
  const char *value;
  bool bad;
  if (parse_test_option(argc, argv, index, options, &bad))
    return !bad || fail(exit_code, "napi-run: bad value: %s\n", argument);
  if (parse_trace_option(argc, argv, index, options))
    return true;
  if (is_one_of(argument, "-h", "--help")) {
    print_help();
    return false;
  }
  if (is_one_of(argument, "-v", "--version")) {
    printf("napi-run %s\n", napi_shim_version());
    return false;
  }
  if (strcmp(argument, "--expose-gc") == 0 ||
      strcmp(argument, "--expose_gc") == 0) {
    options->expose_gc = true;
  } else if ((value = value_of(argv, argc, index, "--engine")) != NULL) {
    options->engine = value;
  } else if (is_one_of(argument, "-e", "--eval") ||
             is_one_of(argument, "-p", "--print") ||
             strcmp(argument, "-pe") == 0) {
    options->print = argument[1] == 'p' || argument[2] == 'p';
    if (*index + 1 >= argc)
      return fail(exit_code, "napi-run: %s requires an argument\n", argument);
    options->code = argv[++*index];
  } else {
    return fail(exit_code, "napi-run: bad option: %s\n", argument);
  }
  return true;
}

bool options_parse(int argc, char **argv, struct run_options *options,
                   int *exit_code) {
  int index = 1;
  memset(options, 0, sizeof *options);
  *exit_code = 0;
  options->exec_argv = argv + 1;
  options->parallel = 1;
  options->timeout = 60000;
  options->reporter = "spec";
  for (; index < argc && argv[index][0] == '-'; index++) {
    if (strcmp(argv[index], "--") == 0) {
      index++;
      break;
    }
    if (!parse_option(argc, argv, &index, options, exit_code))
      return false;
  }
  options->exec_argc = index - 1;
  if (options->isolate && options->code != NULL)
    return fail(exit_code, "napi-run: %s takes files, no code\n", "--isolate");
  if (options->code == NULL && !options->worker) {
    if (index >= argc)
      return fail(exit_code, "napi-run: no script is given, see %s\n",
                  "napi-run --help");
    options->script = argv[index++];
  }
  options->script_argc = argc - index;
  options->script_argv = argv + index;
  return true;
}
