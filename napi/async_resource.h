/* SPDX-License-Identifier: MIT */
/* What all asynchronous functions are told of themselves: a resource object
 * and its name, for tools that follow asynchronous calls. */

#ifndef NAPI_ASYNC_RESOURCE_H
#define NAPI_ASYNC_RESOURCE_H

#include "napi/entry.h"

/*
 * Checks the two as Node-API wants them: the resource NULL or something with
 * properties, the name what can be made a string. Returns the recorded status.
 * Nothing is kept of them: no tool of this library asks for them.
 */
napi_status async_resource_check(napi_env env, napi_value resource,
                                 napi_value name);

#endif
