/* SPDX-License-Identifier: MIT */
/* A worker of the test runner: test files one after another, each in a fresh
 * global, named by a coordinator over a channel. */

#ifndef NAPI_RUN_WORKER_H
#define NAPI_RUN_WORKER_H

#include "host.h"

/* The channel: lines come in with paths, lines of JSON go out. */
enum { worker_channel = 3 };

/* Before the runtime is opened: the last calls are noted. */
void worker_prepare(void);

/* Runs files until the coordinator has no more; the exit code. */
int worker_run(struct host *host);

/* The process is about to exit because JavaScript says so. */
void worker_tell_exit(int code);

/* A signal that kills this process is told first, with the last calls. */
void worker_watch_signals(void);

#endif
