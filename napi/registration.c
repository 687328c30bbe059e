/* SPDX-License-Identifier: MIT */
/* The old way to register: napi_module_register in a static constructor. */

#include "env/registration.h"

#include "napi/prototypes.h"

void impl_napi_module_register(napi_module *module) {
  registration_note(module);
}
