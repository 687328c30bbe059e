/* SPDX-License-Identifier: MIT */
/* One engine VM on one thread: loop, realm, envs, handles, finalizers. */

#ifndef ENV_RUNTIME_H
#define ENV_RUNTIME_H

#include <pthread.h>
#include <stdatomic.h>
#include <uv.h>

#include "env/foreign.h"
#include "env/handles.h"
#include "env/hooks.h"
#include "env/slab.h"
#include "finalizers/queue.h"
#include "napi_shim.h"
#include "napi_shim_engine.h"

struct realm;

enum { host_frames_most = 64 };

/* A saved position of the handle stack, from enter to leave. */
struct runtime_frame {
  struct handle_mark mark;
  bool from_script; /* JavaScript of the host's is on the stack below */
};

struct napi_shim_runtime {
  const napi_shim_engine *engine;
  napi_shim_vm *vm;
  struct realm *realm; /* the current one */
  uv_loop_t *loop;
  uv_loop_t *own_loop; /* where the host has none: also `loop` */
  uv_thread_t thread;
  napi_shim_callbacks callbacks;
  napi_node_version node_version;

  struct handles handles;
  napi_shim_slot_form form; /* of the engine's values */
  struct slab roots;        /* single slots */
  struct slab references;   /* struct napi_ref__ */
  struct slab records;      /* struct record; without slots */
  struct slab tags;         /* napi_type_tag; without slots */
  struct slab finalizing;   /* struct finalizing_reference */
  struct slab functions;    /* struct native_function; without slots */

  napi_env envs;       /* newest first */
  napi_env ended_envs; /* torn down, but something still holds them */
  napi_env host_env;   /* of the host itself */

  struct finalizer_queue finalizers;
  struct foreign_queue foreign;
  struct hook_list hooks;

  unsigned depth; /* enter/leave and native frames */
  bool draining;  /* microtasks and ticks are being run */
  bool closing;
  union {
    struct {
      atomic_bool terminating; /* set by any thread, never taken back */
      /* The engine leaves out something that the shortest ways need: how its
       * values lie in slots, operations by known name or index. */
      bool is_untold;
    };
    atomic_ushort bars; /* both at one look: 0, nothing is in the way */
  };
  /* Held while another thread terminates: what it ends waits to be freed. */
  uv_mutex_t terminate_lock;
  bool attached;
  bool holds_vm;             /* entered the VM when it was opened */
  int64_t external_memory;   /* as napi_adjust_external_memory counts it */
  bool row;                  /* calls from the loop follow each other */
  unsigned pending_requests; /* works, closing handles: the end waits */

  /* Of napi_shim_runtime_enter. */
  struct runtime_frame frames[host_frames_most];
  unsigned frame_count;
};

/* Opens a runtime with an engine's table that was checked. */
napi_shim_status runtime_open(const napi_shim_engine *engine,
                              const napi_shim_options *options,
                              struct napi_shim_runtime **result);

/* The host's loop, or one of the library's own where that is NULL. */
bool runtime_loop_open(struct napi_shim_runtime *runtime, uv_loop_t *loop);
void runtime_loop_close(struct napi_shim_runtime *runtime);

/* Runs every cleanup hook, the envs' teardown among them, and turns the loop
 * while asynchronous ones or requests are open. JavaScript cannot run. */
void runtime_run_hooks(struct napi_shim_runtime *runtime);

/* Whether the calling thread is the runtime's. */
static inline bool runtime_on_own_thread(const struct napi_shim_runtime *r) {
  return pthread_equal(pthread_self(), r->thread);
}

/* What every host call but terminate refuses: no runtime, another thread. */
napi_shim_status runtime_check(const struct napi_shim_runtime *runtime);

/* Whether JavaScript was told to end. */
static inline bool runtime_is_terminating(const struct napi_shim_runtime *r) {
  return atomic_load_explicit(&r->terminating, memory_order_relaxed);
}

/* Whether nothing of the runtime's own is in the way of the shortest ways. */
static inline bool runtime_is_open(const struct napi_shim_runtime *r) {
  return atomic_load_explicit(&r->bars, memory_order_relaxed) == 0;
}

/* Slots in the root slab. */
napi_shim_slot *runtime_root_new(struct napi_shim_runtime *runtime);
/* Releases the value and gives the slot back. NULL is fine. */
void runtime_root_free(struct napi_shim_runtime *runtime, napi_shim_slot *root);

static inline void runtime_retain(struct napi_shim_runtime *runtime,
                                  const napi_shim_slot *slot,
                                  napi_shim_slot *result) {
  if (handles_owe(&runtime->handles, slot))
    handles_retain_counted(&runtime->handles, slot, result);
  else
    *result = *slot;
}

static inline void runtime_release(struct napi_shim_runtime *runtime,
                                   napi_shim_slot *slot) {
  if (handles_owe(&runtime->handles, slot))
    handles_release_counted(&runtime->handles, slot);
}

/* Takes the engine's lock and opens a frame; leave closes it, and the outermost
 * one runs microtasks and ticks. Handles made between are gone after it. */
void runtime_enter(struct napi_shim_runtime *runtime,
                   struct runtime_frame *frame);
void runtime_leave(struct napi_shim_runtime *runtime,
                   struct runtime_frame *frame);
/* Leaves without running anything: after a callback that threw. */
void runtime_leave_quietly(struct napi_shim_runtime *runtime,
                           struct runtime_frame *frame);

/* Calls from the loop that follow each other, with nothing of JavaScript around
 * them: the VM is entered once for all. False: there is no row to end. */
bool runtime_row_begins(struct napi_shim_runtime *runtime);
void runtime_row_ends(struct napi_shim_runtime *runtime);

/* Runs microtasks and ticks until none is left; exceptions are reported. */
void runtime_drain(struct napi_shim_runtime *runtime);

/* Tells the host of an exception that nothing caught. Takes the ownership of
 * the slot. */
void runtime_report(struct napi_shim_runtime *runtime, napi_shim_slot *owned);

/* Shows a warning, through the host if it wants. */
void runtime_warn(struct napi_shim_runtime *runtime, const char *type,
                  const char *code, const char *message);

/* Prints the reason, tells the host, aborts. */
_Noreturn void runtime_fatal(struct napi_shim_runtime *runtime,
                             const char *location, const char *message);

/* Text for napi_shim_last_error(), as printf. Returns `status`. */
napi_shim_status runtime_fail(napi_shim_status status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
