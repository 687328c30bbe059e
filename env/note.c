/* SPDX-License-Identifier: MIT */
/* What was called last. */

#include "env/note.h"

#include <stdio.h>

struct call_note call_note;

/* Envs that the host has bound are the host itself, not an addon. */
void note_switch(const struct napi_env__ *env) {
  if (env->filename[0] == '\0')
    return;
  __atomic_store_n(&call_note.function, NULL, __ATOMIC_RELAXED);
  call_note.env = env;
  snprintf(call_note.addon, sizeof call_note.addon, "%s", env->display_name);
}

void napi_shim_last_call(const char **addon, const char **function) {
  const char *name = __atomic_load_n(&call_note.function, __ATOMIC_RELAXED);
  *addon = call_note.addon;
  *function = name != NULL ? name : "";
}
