/* SPDX-License-Identifier: MIT */
/* What both ways of starting a child share: the options. */

#ifndef NAPI_RUN_SPAWN_H
#define NAPI_RUN_SPAWN_H

#include "bindings.h"

/* Parsed {file, args, env, cwd, uid, gid, detached, stdio}; each entry of
 * stdio is -1 (ignore), -2 (pipe) or a descriptor to inherit. */
struct spawn_plan {
  uv_process_options_t options;
  uv_stdio_container_t *stdio;
  int *kinds;
  uint32_t count;
};

/* Parses; false with an exception pending. Free in either case. */
bool spawn_plan_parse(napi_env env, napi_value object, struct spawn_plan *plan);
void spawn_plan_free(struct spawn_plan *plan);

/* A property; undefined when missing. */
napi_value spawn_get(napi_env env, napi_value object, const char *name);

#endif
