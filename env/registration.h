/* SPDX-License-Identifier: MIT */
/* What a static constructor of an addon registers while it is being opened. */

#ifndef ENV_REGISTRATION_H
#define ENV_REGISTRATION_H

#include "node_api.h"

/* Notes the module for this thread; of several the last one counts. Nothing of
 * the module is run here: that waits until dlopen has returned. */
void registration_note(napi_module *module);

/* The noted module, which is then forgotten; NULL: none. */
napi_module *registration_take(void);

#endif
