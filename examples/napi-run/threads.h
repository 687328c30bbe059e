/* SPDX-License-Identifier: MIT */
/* Worker threads: a runtime with a loop of its own on each. */

#ifndef NAPI_RUN_THREADS_H
#define NAPI_RUN_THREADS_H

#include <stdbool.h>

#include "napi_shim.h"

struct host;
struct host_thread;

/* Functions for the bootstrap's `host`: startThread, stopThread, joinThread;
 * and what a worker is told of itself. */
void threads_define(struct host *host, napi_env env, napi_value object);

/* Stops the threads that this host has started, and waits for them. */
void threads_stop_all(struct host *host);

/* Of a host on a worker thread, which may be stopped from now on, or not any
 * longer. */
void threads_opened(struct host *host);
void threads_closing(struct host *host);

/* Ends the calling worker thread: JavaScript unwinds, the loop stops. */
void threads_exit(struct host *host, int code);

/* Whether this host is to end now. Always false for the main thread's. */
bool threads_stopped(const struct host *host);

#endif
