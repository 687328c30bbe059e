/* SPDX-License-Identifier: MIT */
/* The command line. */

#include "options.h"

#include <stdio.h>
#include <string.h>

#include "napi_shim.h"

static void print_help(void) {
  puts("Usage: napi-run [options] script.js [arguments]\n"
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
       "  -h, --help      prints this\n");
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

/* One option. False: the program ends. */
static bool parse_option(int argc, char **argv, int *index,
                         struct run_options *options, int *exit_code) {
  const char *argument = argv[*index];
  const char *value;
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
  for (; index < argc && argv[index][0] == '-'; index++) {
    if (strcmp(argv[index], "--") == 0) {
      index++;
      break;
    }
    if (!parse_option(argc, argv, &index, options, exit_code))
      return false;
  }
  options->exec_argc = index - 1;
  if (options->code == NULL) {
    if (index >= argc)
      return fail(exit_code, "napi-run: no script is given, see %s\n",
                  "napi-run --help");
    options->script = argv[index++];
  }
  options->script_argc = argc - index;
  options->script_argv = argv + index;
  return true;
}
