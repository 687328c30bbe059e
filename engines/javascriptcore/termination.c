/* SPDX-License-Identifier: MIT */
/*
 * How script is stopped: by the engine's time limit, whose callback says
 * whether the time is up. Each limit that is set while script runs, and each
 * entry of the VM under a limit, starts a timer on another thread, and two that
 * go off at the same instant end the process (an assertion of the engine's). So
 * no more than one is started here at a time, and there is no limit while a
 * stopped VM is taken down.
 */

#include "direct.h"
#include "javascriptcore_engine.h"

#include <math.h>
#include <time.h>

/* Often enough to stop soon; each time costs some compiled code. */
#define WATCH_SECONDS 0.25
/* When another timer is long over. */
#define LATER_SECONDS 0.02

static bool must_terminate(JSContextRef context, void *data);

static void set_limit(napi_shim_vm *vm, double seconds) {
  if (JSContextGroupSetExecutionTimeLimit == NULL)
    return;
  JSContextGroupSetExecutionTimeLimit(vm->group, seconds, must_terminate,
                                      vm->gate);
}

static bool must_terminate(JSContextRef context, void *data) {
  (void)context;
  napi_shim_vm *vm = ((jsc_gate *)data)->vm;
  if (vm == NULL)
    return false;
  if (atomic_load(&vm->terminating)) {
    vm->stop_asked = 0;
    return !vm->stopped;
  }
  if (vm->terminable)
    set_limit(vm, WATCH_SECONDS);
  return false;
}

/* A limit that is the VM's first counts from the next time that it is entered:
 * too late for what runs then, so each VM has one from the beginning; but for
 * those whose owner may have set one. */
void jsc_watch(napi_shim_vm *vm) {
  if (vm->terminable || !vm->attached)
    set_limit(vm, vm->terminable ? WATCH_SECONDS : INFINITY);
}

/* The callback stays: without one the engine would take a timer that is still
 * running for the order to stop. */
void jsc_watch_end(napi_shim_vm *vm) {
  if (vm->terminable && !vm->stopped)
    set_limit(vm, INFINITY);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Whether a timer may be running. The engine drops what it was for when the VM
 * is left before it goes off. */
static bool stop_is_due(const napi_shim_vm *vm) {
  return vm->stop_asked != 0 && now() - vm->stop_asked < LATER_SECONDS;
}

/* A timer that starts now, as the VM is entered. The limit does not stay: each
 * entry of the VM would start another timer. */
static void stop_after(napi_shim_vm *vm, double seconds) {
  static const struct timespec pause = {0, 500000};
  vm->stopped = false;
  vm->stop_asked = now();
  set_limit(vm, seconds);
  set_limit(vm, INFINITY);
  /* By then the timer has gone off, as a rule, and script does not go on. */
  nanosleep(&pause, NULL);
}

void jsc_stop_script(napi_shim_vm *vm) {
  if (stop_is_due(vm))
    vm->stopped = false;
  else
    stop_after(vm, 0);
}

void jsc_script_stopped(napi_shim_vm *vm) {
  if (vm->stopped)
    return;
  vm->stopped = true;
  set_limit(vm, INFINITY);
  /* Microtasks that were stopped leave the engine's order to stop behind. */
  (void)jsc_take_waiting(vm->context);
}

void jsc_stop_microtasks(napi_shim_vm *vm) {
  /* Those of an attached VM are its owner's. */
  if (!atomic_load(&vm->terminating) || vm->emptied || vm->attached)
    return;
  if (!vm->rows || jsc_drain_microtasks == NULL) {
    /* For want of something better: each entry starts a timer. */
    vm->stopped = false;
    set_limit(vm, 0);
    return;
  }
  do {
    jsc_entry_scope scope;
    jsc_scope_begins(vm, &scope);
    stop_after(vm, stop_is_due(vm) ? LATER_SECONDS : 0);
    jsc_drain_microtasks(vm->group);
    jsc_scope_ends(vm, &scope);
  } while (jsc_take_waiting(vm->context) != NULL);
  vm->stopped = true;
  /* No script, no more of them. */
  vm->emptied = true;
}

/*
 * Setting the time limit takes the lock that running JavaScript holds, so
 * another thread can only leave word. It is read when a native function is
 * called or returns, and in a terminable VM at intervals.
 */
void jsc_terminate(napi_shim_vm *vm) {
  atomic_store(&vm->terminating, true);
}
