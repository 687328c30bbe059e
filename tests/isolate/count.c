/* SPDX-License-Identifier: MIT */
/* Preloaded, it stands between all addons and the library, and counts each
 * finalizer that they hand over and each that is called. */

#define _GNU_SOURCE
#define NAPI_VERSION 8
#include <dlfcn.h>
#include <node_api.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum kind { of_any, of_wrap, of_instance };

/* Never freed, so that a second call of one can be told. */
struct owed {
  struct owed *next;
  napi_env env;
  void *data;
  void *hint;
  napi_finalize finalize;
  napi_ref reference; /* that can cancel it, or NULL */
  enum kind kind;
  int calls;
  bool cancelled;
};

static struct owed *all;

static void fail(const char *what) {
  fprintf(stderr, "finalizers: %s\n", what);
  abort();
}

static struct owed *owed_new(napi_env env, void *data, napi_finalize finalize,
                             void *hint, enum kind kind) {
  struct owed *owed = calloc(1, sizeof *owed);
  if (owed == NULL)
    fail("out of memory");
  *owed = (struct owed){.env = env,
                        .data = data,
                        .hint = hint,
                        .finalize = finalize,
                        .kind = kind};
  return owed;
}

/* Keeps it, if the library took it. */
static napi_status owed_keep(struct owed *owed, napi_status status) {
  if (owed == NULL)
    return status;
  if (status != napi_ok) {
    free(owed);
    return status;
  }
  owed->next = all;
  all = owed;
  return status;
}

static void call(napi_env env, void *data, void *hint) {
  struct owed *owed = hint;
  if (owed->cancelled)
    fail("one is called that was taken back");
  if (++owed->calls > 1)
    fail("one is called twice");
  if (data != owed->data || env != owed->env)
    fail("one is called with other data");
  owed->reference = NULL;
  owed->finalize(env, data, owed->hint);
}

/* Those of threadsafe functions: what they are given is ours. */
static void call_data(napi_env env, void *data, void *hint) {
  struct owed *owed = data;
  owed->hint = hint;
  call(env, owed->data, owed);
}

/* The next one of that name, after this library. */
#define NEXT(name) ((__typeof__(&name))next_of(#name))

static void *next_of(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (found == NULL)
    fail(name);
  return found;
}

#define OWED(data, kind)                                                       \
  struct owed *owed =                                                          \
      finalize == NULL ? NULL : owed_new(env, data, finalize, hint, kind)
#define PASSED owed == NULL ? NULL : call, owed

napi_status napi_create_external(napi_env env, void *data,
                                 napi_finalize finalize, void *hint,
                                 napi_value *result) {
  OWED(data, of_any);
  return owed_keep(owed, NEXT(napi_create_external)(env, data, PASSED, result));
}

napi_status napi_create_external_buffer(napi_env env, size_t length, void *data,
                                        napi_finalize finalize, void *hint,
                                        napi_value *result) {
  OWED(data, of_any);
  return owed_keep(owed, NEXT(napi_create_external_buffer)(env, length, data,
                                                           PASSED, result));
}

napi_status napi_create_external_arraybuffer(napi_env env, void *data,
                                             size_t length,
                                             napi_finalize finalize, void *hint,
                                             napi_value *result) {
  OWED(data, of_any);
  return owed_keep(owed, NEXT(napi_create_external_arraybuffer)(
                             env, data, length, PASSED, result));
}

napi_status napi_wrap(napi_env env, napi_value object, void *data,
                      napi_finalize finalize, void *hint, napi_ref *result) {
  OWED(data, of_wrap);
  napi_status status = NEXT(napi_wrap)(env, object, data, PASSED, result);
  if (owed != NULL && status == napi_ok && result != NULL)
    owed->reference = *result;
  return owed_keep(owed, status);
}

napi_status napi_add_finalizer(napi_env env, napi_value object, void *data,
                               napi_finalize finalize, void *hint,
                               napi_ref *result) {
  OWED(data, of_any);
  napi_status status =
      NEXT(napi_add_finalizer)(env, object, data, PASSED, result);
  if (owed != NULL && status == napi_ok && result != NULL)
    owed->reference = *result;
  return owed_keep(owed, status);
}

napi_status napi_create_threadsafe_function(
    napi_env env, napi_value function, napi_value resource, napi_value name,
    size_t most, size_t threads, void *data, napi_finalize finalize,
    void *context, napi_threadsafe_function_call_js callback,
    napi_threadsafe_function *result) {
  void *hint = NULL;
  OWED(data, of_any);
  return owed_keep(owed, NEXT(napi_create_threadsafe_function)(
                             env, function, resource, name, most, threads,
                             owed == NULL ? data : owed,
                             owed == NULL ? NULL : call_data, context, callback,
                             result));
}

/* The one that is owed still, or NULL. */
static struct owed *find(napi_env env, enum kind kind, const void *data) {
  for (struct owed *owed = all; owed != NULL; owed = owed->next)
    if (owed->env == env && owed->kind == kind && owed->calls == 0 &&
        !owed->cancelled && (data == NULL || owed->data == data))
      return owed;
  return NULL;
}

static void cancel(struct owed *owed) {
  if (owed == NULL)
    return;
  owed->cancelled = true;
  owed->reference = NULL;
}

/* Data that is set anew takes the finalizer of the former with it. */
napi_status napi_set_instance_data(node_api_basic_env basic, void *data,
                                   napi_finalize finalize, void *hint) {
  napi_env env = (napi_env)basic;
  struct owed *former = find(env, of_instance, NULL);
  OWED(data, of_instance);
  napi_status status = NEXT(napi_set_instance_data)(basic, data, PASSED);
  if (status == napi_ok)
    cancel(former);
  return owed_keep(owed, status);
}

napi_status napi_remove_wrap(napi_env env, napi_value object, void **result) {
  void *data = NULL;
  napi_status status = NEXT(napi_remove_wrap)(env, object, &data);
  if (status == napi_ok) {
    if (result != NULL)
      *result = data;
    cancel(find(env, of_wrap, data));
  }
  return status;
}

napi_status napi_delete_reference(node_api_basic_env env, napi_ref reference) {
  struct owed *owed = all;
  while (owed != NULL && (owed->reference != reference || owed->calls > 0))
    owed = owed->next;
  napi_status status = NEXT(napi_delete_reference)(env, reference);
  if (status == napi_ok)
    cancel(owed);
  return status;
}

/* A line for each process: handed over, called, taken back. */
__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("ISOLATE_FINALIZERS");
  FILE *file = path == NULL || all == NULL ? NULL : fopen(path, "a");
  int made = 0, called = 0, cancelled = 0;
  if (file == NULL)
    return;
  for (const struct owed *owed = all; owed != NULL; owed = owed->next) {
    made++;
    called += owed->calls;
    cancelled += owed->cancelled;
  }
  fprintf(file, "%d %d %d\n", made, called, cancelled);
  fclose(file);
}
