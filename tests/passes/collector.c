/* SPDX-License-Identifier: MIT */
/* Preloaded, it collects garbage whenever a handle scope closes, and whenever a
 * native function asks for its arguments: what is not held is gone by then. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <napi_shim.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* As JavaScriptCore declares it. */
typedef struct OpaqueJSContext *JSGlobalContextRef;
JSGlobalContextRef JSGlobalContextCreateInGroup(const void *group,
                                                void *global_class);

/* What happened, for all processes of a pass together: in a file that they
 * share, as some of them die. */
struct counts {
  atomic_ulong closed, closed_collected, called, called_collected;
};

/* How often: COLLECT_SCOPES and COLLECT_CALLS, "first/every": at each of the
 * first ones of a process, then at every so manieth. */
struct rule {
  unsigned long first, every, seen;
};

/* The runtime of this thread, and JavaScriptCore's first context in it, which
 * lives as long. */
static _Thread_local napi_shim_runtime *runtime;
static _Thread_local JSGlobalContextRef context;
static void (*collect_context)(JSGlobalContextRef);
static struct counts unshared, *counts = &unshared;
static struct rule scopes, calls;

/* The next one of that name, after this library. */
#define NEXT(name) ((__typeof__(&name))symbol(RTLD_NEXT, #name))

static __attribute__((noreturn)) void fail(const char *what) {
  fprintf(stderr, "collect: no %s\n", what);
  abort();
}

static void *symbol(void *scope, const char *name) {
  void *found = dlsym(scope, name);
  if (found == NULL)
    fail(name);
  return found;
}

static struct rule rule_of(const char *name) {
  struct rule rule = {0, 1, 0};
  const char *text = getenv(name);
  if (text != NULL && (sscanf(text, "%lu/%lu", &rule.first, &rule.every) != 2 ||
                       rule.every == 0))
    fail(name);
  return rule;
}

static __attribute__((constructor)) void begin(void) {
  scopes = rule_of("COLLECT_SCOPES");
  calls = rule_of("COLLECT_CALLS");
  const char *path = getenv("COLLECT_COUNTS");
  if (path == NULL)
    return;
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, sizeof *counts) != 0)
    fail(path);
  void *at =
      mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (at == MAP_FAILED)
    fail(path);
  counts = at;
}

static bool collect(struct rule *rule) {
  unsigned long number = __atomic_add_fetch(&rule->seen, 1, __ATOMIC_RELAXED);
  if (runtime == NULL || (number > rule->first && number % rule->every != 0))
    return false;
  if (context != NULL)
    collect_context(context);
  else
    napi_shim_runtime_collect_garbage(runtime);
  return true;
}

static void scope_closed(napi_status status) {
  if (status != napi_ok || runtime == NULL)
    return;
  counts->closed++;
  counts->closed_collected += collect(&scopes);
}

napi_shim_status napi_shim_runtime_open(const napi_shim_options *options,
                                        napi_shim_runtime **result) {
  context = NULL;
  napi_shim_status status = NEXT(napi_shim_runtime_open)(options, result);
  if (status == napi_shim_ok)
    runtime = *result;
  return status;
}

napi_shim_status napi_shim_runtime_close(napi_shim_runtime *closing) {
  if (closing == runtime)
    runtime = NULL;
  return NEXT(napi_shim_runtime_close)(closing);
}

napi_shim_status napi_shim_runtime_close_at_exit(napi_shim_runtime *closing) {
  if (closing == runtime)
    runtime = NULL;
  return NEXT(napi_shim_runtime_close_at_exit)(closing);
}

/* From the backend, whose libraries are its own; the library's way to collect
 * first gives JavaScriptCore's compiler two milliseconds. */
JSGlobalContextRef JSGlobalContextCreateInGroup(const void *group,
                                                void *global_class) {
  Dl_info backend;
  void *scope = NULL;
  if (dladdr(__builtin_return_address(0), &backend) != 0)
    scope = dlopen(backend.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  if (scope == NULL)
    fail("backend");
  JSGlobalContextRef made = ((__typeof__(&JSGlobalContextCreateInGroup))symbol(
      scope, "JSGlobalContextCreateInGroup"))(group, global_class);
  if (context == NULL)
    context = made;
  collect_context = (void (*)(JSGlobalContextRef))symbol(
      scope, "JSSynchronousGarbageCollectForDebugging");
  return made;
}

napi_status napi_close_handle_scope(napi_env env, napi_handle_scope scope) {
  napi_status status = NEXT(napi_close_handle_scope)(env, scope);
  scope_closed(status);
  return status;
}

napi_status
napi_close_escapable_handle_scope(napi_env env,
                                  napi_escapable_handle_scope scope) {
  napi_status status = NEXT(napi_close_escapable_handle_scope)(env, scope);
  scope_closed(status);
  return status;
}

napi_status napi_get_cb_info(napi_env env, napi_callback_info info,
                             size_t *count, napi_value *arguments,
                             napi_value *self, void **data) {
  counts->called++;
  counts->called_collected += collect(&calls);
  return NEXT(napi_get_cb_info)(env, info, count, arguments, self, data);
}
