/* SPDX-License-Identifier: MIT */
/* The trace that the command line asks for, and SIGUSR2, which switches it: on
 * a thread of its own, so that a script that never returns can be traced. */

#include "trace_switch.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "napi_shim.h"

static napi_shim_trace_options trace = {.size = sizeof trace};
static bool running;
static sem_t asked;

static bool start(void) {
  napi_shim_status status = napi_shim_trace_start(&trace);
  running = status == napi_shim_ok;
  if (running)
    trace.append = true; /* what a later one writes goes behind it */
  else if (status != napi_shim_closing)
    fprintf(stderr, "napi-run: %s\n", napi_shim_last_error());
  return running;
}

static void *switch_when_asked(void *unused) {
  (void)unused;
  for (;;) {
    while (sem_wait(&asked) != 0)
      ;
    if (!running) {
      start();
    } else {
      napi_shim_trace_stop();
      running = false;
    }
  }
  return NULL;
}

static void on_signal(int number) {
  int saved = errno;
  (void)number;
  sem_post(&asked);
  errno = saved;
}

/* The thread is nobody's else: signals of the program stay with the others. */
static int open_thread(void) {
  sigset_t all, old;
  pthread_t thread;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  int error = pthread_create(&thread, NULL, switch_when_asked, NULL);
  if (error == 0)
    pthread_detach(thread);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  return error;
}

/* A script that listens for the signal replaces this, and has it to itself. */
static bool listen_for_signal(void) {
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  int error = sem_init(&asked, 0, 0) != 0 ? errno : open_thread();
  if (error == 0 && sigaction(SIGUSR2, &action, NULL) == 0)
    return true;
  fprintf(stderr, "napi-run: no trace by signal: %s\n",
          strerror(error != 0 ? error : errno));
  return false;
}

/* Test files run in processes of their own, which trace themselves. What they
 * say on standard error is part of the results. */
static bool pass_on(const struct run_options *options, bool lines) {
  if (options->trace_output == NULL || options->trace_signal) {
    fputs("napi-run: test files are traced with --trace-out=FILE, %p in it is "
          "the process, and from their beginning\n",
          stderr);
    return false;
  }
  bool all = options->trace == NULL || *options->trace == '\0';
  int failed =
      lines && setenv("NAPI_SHIM_TRACE", all ? "1" : options->trace, 1);
  if (options->trace_summary)
    failed |= setenv("NAPI_SHIM_TRACE_SUMMARY", "1", 1);
  failed |= setenv("NAPI_SHIM_TRACE_OUT", options->trace_output, 1);
  if (failed)
    perror("napi-run");
  return !failed;
}

bool trace_switch_open(const struct run_options *options) {
  bool lines = options->trace != NULL || options->trace_output != NULL ||
               options->trace_signal;
  if (!lines && !options->trace_summary)
    return true;
  if (options->isolate)
    return pass_on(options, lines);
  trace.filter = options->trace;
  trace.output = options->trace_output;
  trace.summary = options->trace_summary;
  trace.summary_only = !lines;
  if (!options->trace_signal && !start())
    return false;
  return listen_for_signal();
}
