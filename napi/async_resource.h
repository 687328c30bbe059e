/* SPDX-License-Identifier: MIT */
/* What all asynchronous functions are told of themselves: a resource object
 * and its name, for tools that follow asynchronous calls. */

#ifndef NAPI_ASYNC_RESOURCE_H
#define NAPI_ASYNC_RESOURCE_H

#include "env/reference.h"
#include "napi/entry.h"

/*
 * Checks the two as Node-API wants them: the resource NULL or something with
 * properties, the name what can be made a string. Returns the recorded status.
 * The resource lives until it is closed, as addons rely on, or until the env
 * ends; *kept is NULL where there is none. No tool of this library asks for it.
 */
napi_status async_resource_open(napi_env env, napi_value resource,
                                napi_value name, struct napi_ref__ **kept);

/* On the env's thread; nothing for NULL. */
void async_resource_close(struct napi_ref__ *kept);

#endif
