/* SPDX-License-Identifier: MIT */
/* The table whose entries note the call before they make it. */

#include "env/note.h"

#include "env/env.h"
#include "napi/intercept.h"
#include "napi/prototypes.h"

/* `first` is the call's first argument: an env if the signature says so. */
static inline void note(char kind, const void *first, const char *name) {
  const struct napi_env__ *env = first;
  if ((kind == 'e' || kind == 'E') && env != NULL) {
    if (env->filename[0] == '\0')
      return;
    note_addon(env);
  }
  __atomic_store_n(&call_note.function, name, __ATOMIC_RELAXED);
}

#define FIRST(first, ...) first

#define NAPI_FUNCTION(version, type, name, parameters, arguments, signature)   \
  static type note_##name parameters {                                         \
    note(signature[0], FIRST arguments, #name);                                \
    return impl_##name arguments;                                              \
  }
#define NAPI_FUNCTION_VOID(version, name, parameters, arguments, signature)    \
  static void note_##name parameters {                                         \
    note(signature[0], FIRST arguments, #name);                                \
    impl_##name arguments;                                                     \
  }
#include "napi/functions.h"

static const struct napi_table noting = {
#define NAPI_FUNCTION(version, type, name, parameters, arguments, signature)   \
  .name = note_##name,
#define NAPI_FUNCTION_VOID(version, name, parameters, arguments, signature)    \
  .name = note_##name,
#include "napi/functions.h"
};

void napi_shim_note_calls(void) {
  call_note.on = true;
  intercept_set_targets(&noting);
}
