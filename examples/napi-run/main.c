/* SPDX-License-Identifier: MIT */
/* napi-run: runs a script with Node-API addons, on an engine of choice. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "options.h"
#include "trace_switch.h"
#include "worker.h"

/* The path of this program, for free(). */
static char *find_self(void) {
  char path[4096];
  size_t size = sizeof path;
  return uv_exepath(path, &size) == 0 ? strdup(path) : strdup("napi-run");
}

/* Test files run in processes of their own, which check themselves; this one
 * runs none, and its runtime is open by now. */
static void pass_check_on(const struct run_options *options) {
  if (options->check && options->isolate)
    setenv("NAPI_SHIM_CHECK", options->check_aborts ? "abort" : "1", 1);
}

static int run(const struct run_options *options, const char *argv0) {
  struct host host = {.loop = uv_default_loop(),
                      .options = options,
                      .script = options->script,
                      .argv0 = argv0,
                      .exec_path = find_self()};
  int code = 1;
  if (options->worker)
    worker_prepare();
  if (host.exec_path != NULL && host_open(&host)) {
    pass_check_on(options);
    if (options->worker)
      code = worker_run(&host);
    else if (host_start(&host))
      code = host_run(&host);
  }
  host_close(&host);
  free(host.exec_path);
  /* The loop is not turned any more: what addons have left on it would be
   * called without the envs that are gone. */
  return code;
}

/* Before the runtime is opened. False: it has been said why not. */
static bool start_check(const struct run_options *options) {
  napi_shim_check_options check = {.size = sizeof check,
                                   .output = getenv("NAPI_SHIM_CHECK_OUT"),
                                   .abort_at_first = options->check_aborts};
  if (!options->check || options->isolate ||
      napi_shim_check_start(&check) == napi_shim_ok)
    return true;
  fprintf(stderr, "napi-run: %s\n", napi_shim_last_error());
  return false;
}

int main(int argc, char **argv) {
  struct run_options options;
  int code;
  argv = uv_setup_args(argc, argv);
  /* A reader that went away is an error of the write, not a signal. */
  signal(SIGPIPE, SIG_IGN);
  if (!options_parse(argc, argv, &options, &code))
    return code;
  if (!trace_switch_open(&options) || !start_check(&options))
    return 9;
  code = run(&options, argv[0]);
  uv_library_shutdown();
  return code;
}
