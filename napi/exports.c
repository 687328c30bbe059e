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

/* An entry may be replaced by another thread at any time. */
#define ENTRY(name) __atomic_load_n(&napi_table.name, __ATOMIC_RELAXED)

#define NAPI_FUNCTION(version, type, name, parameters, arguments, signature)   \
  NAPI_EXTERN type NAPI_CDECL name parameters {                                \
    return ENTRY(name) arguments;                                              \
  }
#define NAPI_FUNCTION_VOID(version, name, parameters, arguments, signature)    \
  NAPI_EXTERN void NAPI_CDECL name parameters {                                \
    ENTRY(name) arguments;                                                     \
  }
#define NAPI_FUNCTION_NORETURN(version, name, parameters, arguments,           \
                               signature)                                      \
  NAPI_EXTERN NAPI_NO_RETURN void NAPI_CDECL name parameters {                 \
    ENTRY(name) arguments;                                                     \
    __builtin_unreachable();                                                   \
  }
#include "napi/functions.h"
