/* SPDX-License-Identifier: MIT */
/* The trace that the command line asks for, and SIGUSR2, which switches it. */

#ifndef NAPI_RUN_TRACE_SWITCH_H
#define NAPI_RUN_TRACE_SWITCH_H

#include "options.h"

/* Starts what is asked for; before the runtime is opened. False: it has been
 * said why not. */
bool trace_switch_open(const struct run_options *options);

#endif
