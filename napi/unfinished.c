/* SPDX-License-Identifier: MIT */
/* Functions that are not written yet: exported, and honest about it. Each
 * definition here is weak, so that the real one takes its place. */

#include <stdio.h>
#include <stdlib.h>

#include "napi/prototypes.h"

#pragma GCC diagnostic ignored "-Wunused-parameter"

#define NAPI_FUNCTION(version, type, name, parameters, arguments, signature)   \
  __attribute__((weak)) type impl_##name parameters {                          \
    fprintf(stderr, "napi-shim: " #name " is not available yet\n");            \
    return napi_generic_failure;                                               \
  }
#define NAPI_FUNCTION_VOID(version, name, parameters, arguments, signature)    \
  __attribute__((weak)) void impl_##name parameters {                          \
    fprintf(stderr, "napi-shim: " #name " is not available yet\n");            \
    abort();                                                                   \
  }
#include "napi/functions.h"
