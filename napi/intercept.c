/* SPDX-License-Identifier: MIT */
/* Interception of Node-API calls by libffi closures. */

#include "napi/intercept.h"

#include <ffi.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "env/env.h"
#include "napi/prototypes.h"

enum { parameters_most = 12 };

const struct intercept_function intercept_functions[intercept_count] = {
#define NAPI_FUNCTION(version, type, symbol, parameters, arguments, text)      \
  {.name = #symbol,                                                            \
   .signature = text,                                                          \
   .names = #arguments,                                                        \
   .index = intercept_##symbol,                                                \
   .returns = true},
#define NAPI_FUNCTION_VOID(version, symbol, parameters, arguments, text)       \
  {.name = #symbol,                                                            \
   .signature = text,                                                          \
   .names = #arguments,                                                        \
   .index = intercept_##symbol},
#include "napi/functions.h"
};

/* The closure of a function. What is made once stays: a thread may be in it. */
struct intercept_machine {
  void *target; /* what is called in the end */
  void *code;
  ffi_cif cif;
  ffi_type *types[parameters_most];
};

static struct intercept_machine machines[intercept_count];

struct looker {
  _Atomic(intercept_around) around; /* NULL: it does not look */
  const struct napi_shim_runtime *_Atomic runtime;
};

static struct looker lookers[intercept_consumer_count];

/* Of what starts and stops. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static bool closures_made;
static unsigned looking;

napi_env intercept_env(const struct intercept_call *call) {
  char letter = call->function->signature[0];
  return letter == 'e' || letter == 'E' ? *(napi_env *)call->values[0] : NULL;
}

static bool concerns(struct looker *looker, const struct intercept_call *call) {
  const struct napi_shim_runtime *only =
      atomic_load_explicit(&looker->runtime, memory_order_relaxed);
  if (only == NULL)
    return true;
  napi_env env = intercept_env(call);
  return env == NULL || env->runtime == only;
}

static void make_call(struct intercept_call *call) {
  struct intercept_machine *machine = call->machine;
  if (call->refused) {
    if (call->function->returns)
      *(ffi_arg *)call->result = (ffi_arg)call->status;
    return;
  }
  void *target = __atomic_load_n(&machine->target, __ATOMIC_ACQUIRE);
  ffi_call(&machine->cif, FFI_FN(target), call->result, call->values);
  if (call->function->returns)
    call->status = (napi_status) * (ffi_arg *)call->result;
}

void intercept_proceed(struct intercept_call *call) {
  while (call->next < intercept_consumer_count) {
    struct looker *looker = &lookers[call->next++];
    intercept_around around =
        atomic_load_explicit(&looker->around, memory_order_acquire);
    if (around != NULL && concerns(looker, call)) {
      around(call);
      return;
    }
  }
  make_call(call);
}

/* Every closure comes here. */
static void intercepted(ffi_cif *cif, void *result, void **values, void *data) {
  struct intercept_machine *machine = data;
  struct intercept_call call = {.function =
                                    &intercept_functions[machine - machines],
                                .values = values,
                                .machine = machine,
                                .result = result};
  (void)cif;
  intercept_proceed(&call);
}

static ffi_type *type_of_letter(char letter) {
  switch (letter) {
  case 'b':
    return &ffi_type_uint8;
  case 'i':
  case 'g':
    return &ffi_type_sint32;
  case 'u':
  case '1':
  case '4':
  case '5':
  case '6':
  case '7':
  case '8':
    return &ffi_type_uint32;
  case 'l':
    return &ffi_type_sint64;
  case 'q':
    return &ffi_type_uint64;
  case 'd':
    return &ffi_type_double;
  case 'n':
  case 'z':
  case 'k':
    return sizeof(size_t) == 8 ? &ffi_type_uint64 : &ffi_type_uint32;
  default:
    return &ffi_type_pointer;
  }
}

static bool make_closure(struct intercept_machine *machine,
                         const struct intercept_function *function) {
  unsigned count = 0;
  for (const char *at = function->signature; *at != '\0'; at++)
    machine->types[count++] = type_of_letter(*at);
  ffi_type *result = function->returns ? &ffi_type_sint32 : &ffi_type_void;
  if (ffi_prep_cif(&machine->cif, FFI_DEFAULT_ABI, count, result,
                   machine->types) != FFI_OK)
    return false;
  void *code;
  ffi_closure *closure = ffi_closure_alloc(sizeof *closure, &code);
  if (closure == NULL)
    return false;
  if (ffi_prep_closure_loc(closure, &machine->cif, intercepted, machine,
                           code) != FFI_OK) {
    ffi_closure_free(closure);
    return false;
  }
  machine->code = code;
  return true;
}

static bool make_closures(void) {
  for (int i = 0; i < intercept_count && !closures_made; i++)
    if (machines[i].code == NULL &&
        !make_closure(&machines[i], &intercept_functions[i]))
      return false;
  closures_made = true;
  return true;
}

/* A table as an array; every entry is a pointer to a function. */
static void *const *entries_of(const struct napi_table *table) {
  _Static_assert(sizeof *table == intercept_count * sizeof(void *),
                 "the table has one pointer per function");
  return (void *const *)(const void *)table;
}

static void put_entry(int index, void *code) {
  void **entries = (void **)(void *)&napi_table;
  __atomic_store_n(&entries[index], code, __ATOMIC_RELEASE);
}

static void put_closures(void) {
  for (int i = 0; i < intercept_count; i++) {
    __atomic_store_n(&machines[i].target, entries_of(&napi_table)[i],
                     __ATOMIC_RELEASE);
    put_entry(i, machines[i].code);
  }
}

static void take_closures(void) {
  for (int i = 0; i < intercept_count; i++)
    put_entry(i, machines[i].target);
}

napi_shim_status intercept_start(enum intercept_consumer consumer,
                                 intercept_around around,
                                 const struct napi_shim_runtime *runtime) {
  struct looker *looker = &lookers[consumer];
  pthread_mutex_lock(&mutex);
  bool ready = make_closures();
  if (ready) {
    bool first = atomic_load(&looker->around) == NULL;
    atomic_store(&looker->runtime, runtime);
    atomic_store_explicit(&looker->around, around, memory_order_release);
    if (first && looking++ == 0)
      put_closures();
  }
  pthread_mutex_unlock(&mutex);
  if (ready)
    return napi_shim_ok;
  return runtime_fail(napi_shim_unsupported,
                      "no %s: the system forbids memory that can be executed, "
                      "which libffi needs for its closures",
                      consumer == intercept_check ? "check" : "trace");
}

void intercept_stop(enum intercept_consumer consumer) {
  struct looker *looker = &lookers[consumer];
  pthread_mutex_lock(&mutex);
  if (atomic_load(&looker->around) != NULL) {
    atomic_store(&looker->around, NULL);
    if (--looking == 0)
      take_closures();
  }
  pthread_mutex_unlock(&mutex);
}

void intercept_set_targets(const struct napi_table *table) {
  pthread_mutex_lock(&mutex);
  for (int i = 0; i < intercept_count; i++) {
    void *target = entries_of(table)[i];
    if (looking > 0)
      __atomic_store_n(&machines[i].target, target, __ATOMIC_RELEASE);
    else
      put_entry(i, target);
  }
  pthread_mutex_unlock(&mutex);
}
