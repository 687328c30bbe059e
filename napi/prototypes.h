/* SPDX-License-Identifier: MIT */
/* What stands behind the exports: impl_<name> for every function of the
 * list. Exports jump to it through the table. */

#ifndef NAPI_PROTOTYPES_H
#define NAPI_PROTOTYPES_H

#include "node_api.h"

#define NAPI_FUNCTION(version, type, name, parameters, arguments, signature)   \
  type impl_##name parameters;
#define NAPI_FUNCTION_VOID(version, name, parameters, arguments, signature)    \
  void impl_##name parameters;
#define NAPI_FUNCTION_NORETURN(version, name, parameters, arguments,           \
                               signature)                                      \
  _Noreturn void impl_##name parameters;
#include "napi/functions.h"

#endif
