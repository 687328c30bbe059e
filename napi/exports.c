/* SPDX-License-Identifier: MIT */
/* The exported functions: each one is a jump through the table. */

#include "napi/prototypes.h"
#include "napi/table.h"

struct napi_table napi_table = {
#define NAPI_FUNCTION(version, type, name, parameters, arguments, signature)   \
  .name = impl_##name,
#define NAPI_FUNCTION_VOID(version, name, parameters, arguments, signature)    \
  .name = impl_##name,
#include "napi/functions.h"
};

#define NAPI_FUNCTION(version, type, name, parameters, arguments, signature)   \
  NAPI_EXTERN type NAPI_CDECL name parameters {                                \
    return napi_table.name arguments;                                          \
  }
#define NAPI_FUNCTION_VOID(version, name, parameters, arguments, signature)    \
  NAPI_EXTERN void NAPI_CDECL name parameters {                                \
    napi_table.name arguments;                                                 \
  }
#define NAPI_FUNCTION_NORETURN(version, name, parameters, arguments,           \
                               signature)                                      \
  NAPI_EXTERN NAPI_NO_RETURN void NAPI_CDECL name parameters {                 \
    napi_table.name arguments;                                                 \
    __builtin_unreachable();                                                   \
  }
#include "napi/functions.h"
