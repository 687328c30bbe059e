/* SPDX-License-Identifier: MIT */
/* Which addon and which Node-API function were called last, for a program that
 * tells so when it is brought down. Off, it costs a look at one flag. */

#ifndef ENV_NOTE_H
#define ENV_NOTE_H

#include "env/env.h"

struct call_note {
  bool on;
  const struct napi_env__ *env; /* only compared */
  const char *function;         /* static, or NULL */
  char addon[1024];
};

/* Of the process: what reads it is a signal handler. */
extern struct call_note call_note;

/* The addon of the env is the one that was called last. */
void note_switch(const struct napi_env__ *env);

static inline void note_addon(const struct napi_env__ *env) {
  if (call_note.on && env != call_note.env)
    note_switch(env);
}

/* The env is gone; another one may come to stand at its address. */
static inline void note_forget(const struct napi_env__ *env) {
  if (env == call_note.env)
    call_note.env = NULL;
}

#endif
