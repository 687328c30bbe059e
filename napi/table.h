/* SPDX-License-Identifier: MIT */
/* The dispatch table: one entry per export, swapped to trace or check. */

#ifndef NAPI_TABLE_H
#define NAPI_TABLE_H

#include "node_api.h"

struct napi_table {
#define NAPI_FUNCTION(version, type, name, parameters, arguments, signature)   \
  type(*name) parameters;
#define NAPI_FUNCTION_VOID(version, name, parameters, arguments, signature)    \
  void(*name) parameters;
#include "napi/functions.h"
};

extern struct napi_table napi_table;

#endif
