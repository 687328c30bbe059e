/* SPDX-License-Identifier: MIT */
/* What the library says: uncaught exceptions, warnings, fatal errors, and the
 * reason why a host call failed. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "env/check.h"
#include "env/env.h"
#include "env/memory.h"
#include "env/runtime.h"
#include "env/text.h"

static _Thread_local char last_error[1024];

napi_shim_status runtime_fail(napi_shim_status status, const char *format,
                              ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(last_error, sizeof last_error, format, arguments);
  va_end(arguments);
  return status;
}

const char *napi_shim_last_error(void) {
  return last_error;
}

const char *napi_shim_status_text(napi_shim_status status) {
  static const char *const texts[] = {
      [napi_shim_ok] = "ok",
      [napi_shim_invalid_arg] = "invalid argument",
      [napi_shim_out_of_memory] = "out of memory",
      [napi_shim_no_engine] = "no such engine",
      [napi_shim_engine_failed] = "the engine could not be opened",
      [napi_shim_wrong_thread] = "called on another thread than the runtime's",
      [napi_shim_busy] = "not possible while a callback is running",
      [napi_shim_pending_exception] = "an exception is pending",
      [napi_shim_unsupported] = "the engine cannot do that",
      [napi_shim_closing] = "the runtime is being closed",
  };
  if ((size_t)status >= sizeof texts / sizeof *texts)
    return "unknown status";
  return texts[status];
}

static void print_text(const napi_shim_text *text) {
  size_t length = text_utf8_length(text);
  char *bytes = memory_alloc(length + 1);
  if (bytes == NULL)
    return;
  fwrite(bytes, 1, text_to_utf8(text, bytes, length), stderr);
  memory_free(bytes);
}

/* Prints a thrown value with its stack on standard error. */
static void print_exception(struct napi_shim_runtime *runtime,
                            const napi_shim_slot *thrown) {
  const napi_shim_engine *engine = runtime->engine;
  napi_shim_realm *realm = runtime->realm->engine_realm;
  const napi_shim_slot *argv[] = {thrown};
  napi_shim_slot shown;
  if (realm_call(runtime->realm, intrinsic_stackOf, 1, argv, &shown) !=
      napi_shim_engine_ok) {
    fputs("Uncaught exception\n", stderr);
    return;
  }
  napi_shim_text text;
  if (engine->get_text(realm, &shown, &text) == napi_shim_engine_ok) {
    fputs("Uncaught ", stderr);
    print_text(&text);
    fputc('\n', stderr);
    engine->release_text(realm, &text);
  }
  runtime_release(runtime, &shown);
}

void runtime_report(struct napi_shim_runtime *runtime, napi_shim_slot *owned) {
  const napi_shim_callbacks *callbacks = &runtime->callbacks;
  if (runtime->terminating || callbacks->uncaught_exception == NULL) {
    if (!runtime->terminating) {
      print_exception(runtime, owned);
      exit(1);
    }
    runtime_release(runtime, owned);
    return;
  }
  struct handle_mark mark = check_frame_begins(&runtime->handles);
  napi_shim_slot *slot = handles_reserve(&runtime->handles);
  if (slot == NULL)
    runtime_fatal(runtime, NULL, "out of memory for an uncaught exception");
  *slot = *owned;
  callbacks->uncaught_exception(callbacks->data, runtime->host_env,
                                handles_commit(&runtime->handles));
  handles_reset(&runtime->handles, mark);
}

void runtime_warn(struct napi_shim_runtime *runtime, const char *type,
                  const char *code, const char *message) {
  const napi_shim_callbacks *callbacks = &runtime->callbacks;
  if (callbacks->warning != NULL) {
    struct handle_mark mark = check_frame_begins(&runtime->handles);
    callbacks->warning(callbacks->data, runtime->host_env, type, code, message);
    handles_reset(&runtime->handles, mark);
    return;
  }
  if (code != NULL)
    fprintf(stderr, "[%s] %s: %s\n", code, type, message);
  else
    fprintf(stderr, "%s: %s\n", type, message);
}

void runtime_fatal(struct napi_shim_runtime *runtime, const char *location,
                   const char *message) {
  if (runtime != NULL && runtime->callbacks.fatal_error != NULL) {
    runtime->callbacks.fatal_error(runtime->callbacks.data, location, message);
  } else {
    fprintf(stderr, "FATAL ERROR: %s%s%s\n", location != NULL ? location : "",
            location != NULL ? " " : "", message);
    fflush(stderr);
  }
  abort();
}
