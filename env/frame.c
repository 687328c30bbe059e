/* SPDX-License-Identifier: MIT */
/* Entering and leaving a runtime, and what is run when the outermost frame is
 * left: ticks and microtasks. */

#include "env/check.h"
#include "env/env.h"
#include "env/runtime.h"

/* Directly from a row: between its calls the VM stays entered. */
static inline bool in_row(const struct napi_shim_runtime *runtime) {
  return runtime->row && runtime->depth == 0;
}

void runtime_enter(struct napi_shim_runtime *runtime,
                   struct runtime_frame *frame) {
  if (!in_row(runtime))
    runtime->engine->vm_enter(runtime->vm);
  frame->mark = check_frame_begins(&runtime->handles);
  frame->from_script = false;
  runtime->depth++;
}

/* Both are on the way of each callback, where there is mostly nothing to run.
 */
#define FAST static inline __attribute__((always_inline))

FAST void run_microtasks(struct napi_shim_runtime *runtime) {
  const napi_shim_engine *engine = runtime->engine;
  for (;;) {
    napi_shim_realm *realm = runtime->realm->engine_realm;
    napi_shim_engine_status status = engine->run_microtasks(realm);
    if (status != napi_shim_engine_exception) {
      if (status == napi_shim_engine_terminated)
        runtime->terminating = true;
      return;
    }
    napi_shim_slot thrown;
    engine->take_exception(realm, &thrown);
    runtime_report(runtime, &thrown);
  }
}

FAST bool run_ticks(struct napi_shim_runtime *runtime) {
  const napi_shim_callbacks *callbacks = &runtime->callbacks;
  if (callbacks->drain_ticks == NULL)
    return false;
  struct handle_mark mark = check_frame_begins(&runtime->handles);
  bool ran = callbacks->drain_ticks(callbacks->data, runtime->host_env);
  handles_reset(&runtime->handles, mark);
  return ran;
}

void runtime_drain(struct napi_shim_runtime *runtime) {
  /* A tick or a job that enters the runtime again must not start a drain of
   * its own in the middle of this one. */
  if (runtime->draining || runtime->closing || runtime->terminating)
    return;
  runtime->draining = true;
  run_ticks(runtime);
  do {
    run_microtasks(runtime);
  } while (!runtime->terminating && run_ticks(runtime));
  runtime->draining = false;
}

void runtime_leave(struct napi_shim_runtime *runtime,
                   struct runtime_frame *frame) {
  if (runtime->depth == 1 && !frame->from_script)
    runtime_drain(runtime);
  runtime_leave_quietly(runtime, frame);
}

void runtime_leave_quietly(struct napi_shim_runtime *runtime,
                           struct runtime_frame *frame) {
  handles_reset(&runtime->handles, frame->mark);
  runtime->depth--;
  if (!in_row(runtime))
    runtime->engine->vm_leave(runtime->vm);
}

bool runtime_row_begins(struct napi_shim_runtime *runtime) {
  if (runtime->depth > 0)
    return false;
  runtime->engine->vm_enter(runtime->vm);
  runtime->row = true;
  /* Of a VM that is shared nobody knows whether it runs JavaScript now. */
  if (runtime->engine->row_begins != NULL && !runtime->attached)
    runtime->engine->row_begins(runtime->vm);
  return true;
}

void runtime_row_ends(struct napi_shim_runtime *runtime) {
  if (runtime->engine->row_ends != NULL && !runtime->attached)
    runtime->engine->row_ends(runtime->vm);
  runtime->row = false;
  runtime->engine->vm_leave(runtime->vm);
}
