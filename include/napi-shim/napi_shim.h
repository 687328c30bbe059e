/* SPDX-License-Identifier: MIT */
/* The host's side: open a runtime, load addons into it, swap its global. */

#ifndef NAPI_SHIM_H
#define NAPI_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "node_api.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define NAPI_SHIM_EXTERN __attribute__((visibility("default")))
#else
#define NAPI_SHIM_EXTERN
#endif

/* One engine VM on one thread with its loop, realms and addons. */
typedef struct napi_shim_runtime napi_shim_runtime;

struct napi_shim_engine; /* napi_shim_engine.h */

/* How a host call ended. */
typedef enum {
  napi_shim_ok = 0,
  napi_shim_invalid_arg,
  napi_shim_out_of_memory,
  napi_shim_no_engine,         /* unknown name, or its library is missing */
  napi_shim_engine_failed,     /* the engine could not be opened */
  napi_shim_wrong_thread,      /* not the runtime's thread */
  napi_shim_busy,              /* not now: a callback is running */
  napi_shim_pending_exception, /* in the host's env: fetch it there */
  napi_shim_unsupported,       /* the engine cannot do that */
  napi_shim_closing            /* the runtime is being closed */
} napi_shim_status;

/*
 * What the host wants to be told. Every member may be NULL: then the default
 * in the comment applies. Each is called on the runtime's thread with a handle
 * scope open, `env` is the host's env (napi_shim_runtime_env).
 */
typedef struct {
  size_t size; /* sizeof(napi_shim_callbacks) */
  void *data;  /* passed to each */

  /* An exception that nothing caught. Default: print it with its stack on
   * standard error, exit(1). */
  void (*uncaught_exception)(void *data, napi_env env, napi_value error);

  /* A promise was rejected without a handler; called while JavaScript may be
   * on the stack, so note it and act later. `handled`: it got a handler after
   * all. Default: nothing. */
  void (*promise_rejection)(void *data, napi_env env, napi_value promise,
                            napi_value reason, bool handled);

  /* The outermost callback returned: run what a host runs then (ticks). The
   * library runs the microtasks itself before and after it and calls it again
   * while it returns true. Default: nothing. */
  bool (*drain_ticks)(void *data, napi_env env);

  /* A warning to show (`code` may be NULL), as process.emitWarning does.
   * Default: one line on standard error. */
  void (*warning)(void *data, napi_env env, const char *type, const char *code,
                  const char *message);

  /* napi_fatal_error was called: last words, then abort(). Default: prints
   * FATAL ERROR, location and message. Must not return to the addon: the
   * library aborts after it. */
  void (*fatal_error)(void *data, const char *location, const char *message);

  /* An addon's function has returned to JavaScript that the host runs itself,
   * outside enter and leave; it may have given the loop work. Call no
   * Node-API function here. For hosts that turn the loop from another one.
   * Default: nothing. */
  void (*after_call)(void *data);
} napi_shim_callbacks;

/* How a runtime is opened. Zero the struct, set size, then what differs. */
typedef struct {
  size_t size;        /* sizeof(napi_shim_options) */
  uv_loop_t *loop;    /* the host's, not owned; NULL: one of the library's own,
                         see napi_shim_runtime_run_once */
  const char *engine; /* name, or NULL: NAPI_SHIM_ENGINE, else the default */
  const struct napi_shim_engine *engine_table; /* wins over `engine` */
  void *native_vm;    /* attach: the engine's VM, or NULL to make one. Where
                         an engine has a backend "NAME-host" over the host
                         program's own copy of it, `engine` NAME means that */
  void *native_realm; /* attach: the engine's global context, or NULL */
  size_t stack_size;  /* bytes of C stack for JavaScript; 0: default */
  bool gc_stress;     /* collect as often as the engine can */
  napi_shim_callbacks callbacks;
  /* What napi_get_node_version tells; zeros: Node 26.0.0, "node". */
  napi_node_version node_version;
  /* napi_shim_runtime_terminate() will be called from another thread: some
   * engines must look for that while JavaScript runs, at a small cost. */
  bool terminable;
} napi_shim_options;

/* Version of the library, "0.1.0". */
NAPI_SHIM_EXTERN const char *napi_shim_version(void);

/* Text of a status, static. */
NAPI_SHIM_EXTERN const char *napi_shim_status_text(napi_shim_status status);

/* Names of the engines that can be opened here, NULL-terminated, static. */
NAPI_SHIM_EXTERN const char *const *napi_shim_engines(void);

/*
 * Opens a runtime for the calling thread, which alone may use it. On failure
 * *result is untouched and napi_shim_last_error() says why.
 */
NAPI_SHIM_EXTERN napi_shim_status napi_shim_runtime_open(
    const napi_shim_options *options, napi_shim_runtime **result);

/* Why this thread's last napi_shim_* call failed: a sentence, valid until
 * the next one. */
NAPI_SHIM_EXTERN const char *napi_shim_last_error(void);

/*
 * Ends a runtime: cleanup hooks, then finalizers still owed, with the loop
 * run as long as asynchronous hooks need it; then realm and VM (unless
 * attached) are freed. The runtime and its env are invalid afterwards; the
 * loop is the host's and has no handle of the library left.
 */
NAPI_SHIM_EXTERN napi_shim_status
napi_shim_runtime_close(napi_shim_runtime *runtime);

/*
 * The same for a process that is about to end, and sooner done: hooks and
 * finalizers run, but the VM and its objects are left for the system to take
 * back with the process. Those of an attached runtime are not the library's. A
 * build with AddressSanitizer frees all, and so does NAPI_SHIM_FREE_ALL=1.
 */
NAPI_SHIM_EXTERN napi_shim_status
napi_shim_runtime_close_at_exit(napi_shim_runtime *runtime);

/* The host's own env: for Node-API calls made by the host between enter and
 * leave. Same pointer for the runtime's whole life. */
NAPI_SHIM_EXTERN napi_env napi_shim_runtime_env(napi_shim_runtime *runtime);

/* Name and version of the runtime's engine, "quickjs", "quickjs-ng 0.16.2". */
NAPI_SHIM_EXTERN const char *
napi_shim_runtime_engine_name(napi_shim_runtime *runtime);
NAPI_SHIM_EXTERN const char *
napi_shim_runtime_engine_version(napi_shim_runtime *runtime);

/*
 * Brackets each use from the loop or from outside JavaScript: takes the
 * engine's lock and opens a handle scope. The outermost leave runs ticks and
 * microtasks and reports an exception left pending as uncaught. They nest.
 * Calls from inside a native callback need no bracket.
 */
NAPI_SHIM_EXTERN napi_shim_status
napi_shim_runtime_enter(napi_shim_runtime *runtime);
NAPI_SHIM_EXTERN napi_shim_status
napi_shim_runtime_leave(napi_shim_runtime *runtime);

/*
 * The same as enter, for a native function of the host's own that JavaScript
 * has called: the leave that belongs to it runs no ticks and no microtasks,
 * since a script is still on the stack. Take an exception out of the host's
 * env before it and throw it into the engine.
 */
NAPI_SHIM_EXTERN napi_shim_status
napi_shim_runtime_enter_from_script(napi_shim_runtime *runtime);

/*
 * Runs a classic script of `length` bytes of UTF-8; `name` is shown in stacks.
 * pending_exception: it threw; the exception is pending in the host's env.
 */
NAPI_SHIM_EXTERN napi_shim_status
napi_shim_runtime_evaluate(napi_shim_runtime *runtime, const char *source,
                           size_t length, const char *name, napi_value *result);

/*
 * Loads the addon at `path` as process.dlopen does: `module` is an object with
 * an `exports` object; *exports receives what the addon made of it.
 * pending_exception: an Error with code ERR_DLOPEN_FAILED that names file and
 * cause, or what the addon's init threw.
 */
NAPI_SHIM_EXTERN napi_shim_status
napi_shim_runtime_load(napi_shim_runtime *runtime, const char *path,
                       napi_value module, napi_value *exports);

/*
 * Runs `init` as an addon that is linked into the host, in an env of its own
 * with the given Node-API version. `name` is used in messages.
 */
NAPI_SHIM_EXTERN napi_shim_status napi_shim_runtime_bind(
    napi_shim_runtime *runtime, const char *name, int32_t api_version,
    napi_addon_register_func init, napi_value *exports);

/*
 * The host's Buffer class for the current realm: napi_create_buffer and its
 * kin then give `new buffer(arrayBuffer, byteOffset, length)`. With an object
 * that is no function they give, as in Node, a Uint8Array with that prototype;
 * no constructor is called, which is faster. Without either they give a plain
 * Uint8Array. NULL takes it back.
 */
NAPI_SHIM_EXTERN napi_shim_status napi_shim_runtime_set_buffer_constructor(
    napi_shim_runtime *runtime, napi_value constructor);

/* Runs ticks and microtasks until none is left. */
NAPI_SHIM_EXTERN napi_shim_status
napi_shim_runtime_drain_microtasks(napi_shim_runtime *runtime);

/*
 * Collects garbage now; finalizers then run on the loop. No script runs: what a
 * FinalizationRegistry is owed comes with the microtasks that run next.
 */
NAPI_SHIM_EXTERN napi_shim_status
napi_shim_runtime_collect_garbage(napi_shim_runtime *runtime);

/* Runs the finalizers that are queued now, without waiting for the loop. */
NAPI_SHIM_EXTERN napi_shim_status
napi_shim_runtime_drain_finalizers(napi_shim_runtime *runtime);

/* Hands an exception to the uncaught-exception callback. */
NAPI_SHIM_EXTERN napi_shim_status napi_shim_runtime_report_exception(
    napi_shim_runtime *runtime, napi_value error);

/* Makes running JavaScript unwind and refuses more; for any thread. */
NAPI_SHIM_EXTERN napi_shim_status
napi_shim_runtime_terminate(napi_shim_runtime *runtime);

/*
 * For hosts whose own loop is not libuv's. Wait until poll_fd is readable or
 * poll_timeout milliseconds are over, then run_once; and run_once after each
 * use of the runtime, before waiting: only a turn tells the descriptor what to
 * watch. Not between enter and leave.
 */

/* A descriptor for poll() and its kin; -1: this system has none. */
NAPI_SHIM_EXTERN int napi_shim_runtime_poll_fd(napi_shim_runtime *runtime);

/* Milliseconds until run_once is due; 0: now; -1: no timer is set. */
NAPI_SHIM_EXTERN int napi_shim_runtime_poll_timeout(napi_shim_runtime *runtime);

/* Whether anything open keeps the loop alive. */
NAPI_SHIM_EXTERN bool napi_shim_runtime_alive(napi_shim_runtime *runtime);

/* Does what is due now and returns without waiting. */
NAPI_SHIM_EXTERN napi_shim_status
napi_shim_runtime_run_once(napi_shim_runtime *runtime);

/* The runtime's loop: the host's, or the library's own. */
NAPI_SHIM_EXTERN uv_loop_t *napi_shim_runtime_loop(napi_shim_runtime *runtime);

/* What happens to the envs of addons when the global is swapped. */
typedef enum {
  napi_shim_swap_adopt,    /* they move to the new realm */
  napi_shim_swap_teardown, /* their hooks and finalizers run first */
  /* As adopt, but an addon that an earlier swap has moved and that has nothing
   * in flight is torn down: for hosts that load addons anew in each global. */
  napi_shim_swap_retire
} napi_shim_swap_policy;

/*
 * Replaces the runtime's global object by a fresh one in the same VM, moves
 * every env to it in one step, and lets the old one go. Ticks and microtasks
 * that the old one has queued run before. `busy`: a callback is running, a
 * scope is open or an exception is pending; then nothing has changed. See
 * docs/SWAP.md for what becomes of each thing.
 */
NAPI_SHIM_EXTERN napi_shim_status napi_shim_runtime_swap_realm(
    napi_shim_runtime *runtime, napi_shim_swap_policy policy);

/*
 * For a program that says what happened when an addon brings it down: from now
 * on the process notes which addon was called last, and which Node-API function
 * the addon called last. Before the first runtime is opened. Costs a few
 * instructions per call, and nothing where it is not called.
 */
NAPI_SHIM_EXTERN void napi_shim_note_calls(void);

/* What was noted: the addon's path and the function's name, "" for none. For
 * signal handlers too. The texts are static. */
NAPI_SHIM_EXTERN void napi_shim_last_call(const char **addon,
                                          const char **function);

/* What a trace of Node-API calls shows, and where. Zero the struct, set size,
 * then what differs. */
typedef struct {
  size_t size;
  /* Terms with commas between them; NULL: everything that addons do. `errors`:
   * what did not end with napi_ok; a glob (napi_create_*): functions; anything
   * else: addons with that in their path. The host itself is shown when a term
   * names it. */
  const char *filter;
  /* A file, with the process in place of %p; *.json: Chrome's trace events;
   * NULL: standard error. */
  const char *output;
  bool summary;      /* at the end: calls and times of each function */
  bool summary_only; /* that, and no lines */
  bool append; /* behind what the file has, which a trace has ended; not anew */
  napi_shim_runtime *runtime; /* what concerns that one alone; NULL: all */
} napi_shim_trace_options;

/*
 * Starts a trace, at any time and from any thread. One of a single runtime is
 * to be stopped once that runtime is closed. NAPI_SHIM_TRACE,
 * NAPI_SHIM_TRACE_OUT and NAPI_SHIM_TRACE_SUMMARY in the environment do it when
 * the first runtime is opened. NULL: all defaults. Off, nothing of it costs
 * anything but a look at a flag where native code is called. `busy`: one is
 * running. `closing`: the process ends. `unsupported`: the system forbids
 * memory that can be executed.
 */
NAPI_SHIM_EXTERN napi_shim_status
napi_shim_trace_start(const napi_shim_trace_options *options);

/* Ends it: the file is complete after this. Also done at exit. */
NAPI_SHIM_EXTERN void napi_shim_trace_stop(void);

/* How the checker tells of faults. Zero the struct, set size, then what
 * differs. */
typedef struct {
  size_t size;
  const char *output;         /* a file; NULL: stderr */
  bool abort_at_first;        /* abort() with the first report as last words */
  napi_shim_runtime *runtime; /* look at that one alone; NULL: at all */
} napi_shim_check_options;

/*
 * Starts to look for faults that addons make: handles that are used too late,
 * on another thread or in another runtime, scopes out of order, exceptions
 * that are ignored, things that are never given back and more, see
 * docs/CHECKING.md. At any time and from any thread, but best before the first
 * runtime is opened: what addons made earlier is not known. NAPI_SHIM_CHECK
 * and NAPI_SHIM_CHECK_OUT in the environment do it then. A call with a handle
 * that is none is refused with napi_invalid_arg. NULL: all defaults. `busy`:
 * it is running. `unsupported`: the system forbids memory that can be executed.
 */
NAPI_SHIM_EXTERN napi_shim_status
napi_shim_check_start(const napi_shim_check_options *options);

/* Ends it, with a line that counts the faults. Also done at exit. */
NAPI_SHIM_EXTERN void napi_shim_check_stop(void);

#ifdef __cplusplus
}
#endif

#endif
