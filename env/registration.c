/* SPDX-License-Identifier: MIT */
/* What a static constructor of an addon registers while it is being opened. */

#include "env/registration.h"

#include <stddef.h>

/* Constructors run on the thread that opens the library. */
static _Thread_local napi_module *noted;

void registration_note(napi_module *module) {
  noted = module;
}

napi_module *registration_take(void) {
  napi_module *module = noted;
  noted = NULL;
  return module;
}
