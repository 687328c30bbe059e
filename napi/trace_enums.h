/* SPDX-License-Identifier: MIT */
/* Names of enumerators and bit flags. */

#ifndef NAPI_TRACE_ENUMS_H
#define NAPI_TRACE_ENUMS_H

#include "napi/trace_line.h"
#include "napi_shim_engine.h"
#include "node_api.h"

/* letter: of the enum, as signatures have it. */
void trace_show_enum(struct line *line, char letter, int value);
void trace_show_attributes(struct line *line, int attributes);

const char *trace_value_type_name(napi_valuetype type);
const char *trace_class_name(napi_shim_class object_class);

#endif
