/* SPDX-License-Identifier: MIT */
/* Arguments of a call, as the checker sees them. */

#ifndef NAPI_CHECK_ARGUMENTS_H
#define NAPI_CHECK_ARGUMENTS_H

#include "napi/check.h"

/* Looks at handles, scopes and what else the addon was given. False: the call
 * must not be made. */
bool check_arguments(const struct intercept_call *call, napi_env env,
                     struct check_env *check);

/* Whether a handle of the env's runtime is among them. Any thread. */
bool check_arguments_handle(const struct intercept_call *call, napi_env env);

/* The call may have opened a scope. */
void check_arguments_scope_opened(const struct intercept_call *call,
                                  napi_env env, struct check_env *check);

#endif
