/* SPDX-License-Identifier: MIT */
/* What tracing adds to a call: `trace_cost MODE COUNT` makes so many calls of
 * one small function. Linked with the library's objects, to call it directly
 * too; bench/trace-cost counts the instructions. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "napi/prototypes.h"
#include "napi_shim.h"

/* The shortest function there is, so that nothing hides what is added. */
static void call_direct(long count) {
  for (long i = 0; i < count; i++)
    impl_napi_acquire_threadsafe_function(NULL);
}

static void call_export(long count) {
  for (long i = 0; i < count; i++)
    napi_acquire_threadsafe_function(NULL);
}

static int call_traced(long count, const char *filter) {
  napi_shim_trace_options options = {
      .size = sizeof options, .filter = filter, .output = "/dev/null"};
  if (napi_shim_trace_start(&options) != napi_shim_ok) {
    fprintf(stderr, "%s\n", napi_shim_last_error());
    return 1;
  }
  call_export(count);
  napi_shim_trace_stop();
  return 0;
}

int main(int argc, char **argv) {
  long count = argc == 3 ? atol(argv[2]) : 0;
  if (count <= 0)
    return 2;
  if (strcmp(argv[1], "direct") == 0)
    call_direct(count);
  else if (strcmp(argv[1], "off") == 0)
    call_export(count);
  else if (strcmp(argv[1], "other") == 0)
    return call_traced(count, "another-addon");
  else if (strcmp(argv[1], "on") == 0)
    return call_traced(count, NULL);
  else
    return 2;
  return 0;
}
