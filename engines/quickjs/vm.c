/* SPDX-License-Identifier: MIT */
/* One JSRuntime: opening, its thread's stack, collection, termination. */

#include "functions.h"

#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
  reserve_at_most = 512 * 1024, /* of stack, for native code */
  stack_at_most = 64 * 1024 * 1024,
  stack_if_unknown = 256 * 1024, /* on a coroutine's stack, say */
  usual_limit = 8 * 1024 * 1024,
  external_step = 32 * 1024 * 1024,
  /* The engine begins with less, and collects while the host still starts. */
  first_collection = 1024 * 1024,
  /* It lets a heap grow by half; this much is worth no collection. */
  growth_at_least = 2 * 1024 * 1024
};

#define TEXT_OF(x)   #x
#define NUMBER_OF(x) TEXT_OF(x)

const char *quickjs_version(void) {
#if FLAVOUR_NG
  return "quickjs-ng " NUMBER_OF(QJS_VERSION_MAJOR) "." NUMBER_OF(
      QJS_VERSION_MINOR) "." NUMBER_OF(QJS_VERSION_PATCH) QJS_VERSION_SUFFIX;
#elif defined(NAPI_SHIM_QUICKJS_VERSION)
  return "QuickJS " NAPI_SHIM_QUICKJS_VERSION;
#else
  return "QuickJS";
#endif
}

const char *quickjs_refusal(void) {
#if FLAVOUR_AT_LEAST(0, 10)
  static const char ours[] =
      NUMBER_OF(QJS_VERSION_MAJOR) "." NUMBER_OF(QJS_VERSION_MINOR) ".";
  const char *running = JS_GetVersion();
  if (running == NULL || strncmp(running, ours, sizeof ours - 1) != 0)
    return "the program's QuickJS is of another version than the quickjs.h "
           "that this backend was built with";
#endif
  return NULL;
}

static int interrupt(JSRuntime *rt, void *opaque) {
  napi_shim_vm *vm = opaque;
  (void)rt;
  return !vm->shielded &&
         atomic_load_explicit(&vm->terminating, memory_order_relaxed);
}

static void track_rejection(JSContext *ctx, JSValueConst promise,
                            JSValueConst reason, flavour_bool handled,
                            void *opaque) {
  napi_shim_vm *vm = opaque;
  napi_shim_slot slots[2];
  (void)ctx;
  slot_write(&slots[0], promise);
  slot_write(&slots[1], reason);
  vm->core->promise_rejection(vm->runtime, &slots[0], &slots[1], handled);
}

static bool open_class(JSRuntime *rt, JSClassID *id, JSClassID *number,
                       const JSClassDef *definition) {
  *id = flavour_class_id(rt, number);
  /* A second VM attached to one runtime finds the shared numbers in use. */
  return JS_IsRegisteredClass(rt, *id) || JS_NewClass(rt, *id, definition) == 0;
}

/* Called in each collection. */
static void notice_collection(JSRuntime *rt, JSValueConst sentinel,
                              JS_MarkFunc *mark) {
  JSClassID id;
  napi_shim_vm *vm = JS_GetAnyOpaque(sentinel, &id);
  (void)rt, (void)mark;
  vm->attention = true;
}

/* The engine has just set its threshold to one and a half of what is alive. A
 * threshold of zero is somebody's wish for a collection. */
void quickjs_attend(napi_shim_vm *vm) {
  if (vm->gc_stress) {
    JS_SetGCThreshold(vm->rt, 0);
    return;
  }
  vm->attention = false;
#if FLAVOUR_NG
  size_t threshold = JS_GetGCThreshold(vm->rt);
  size_t least = threshold / 3 * 2 + growth_at_least;
  if (threshold > 0 && threshold < least)
    JS_SetGCThreshold(vm->rt, least);
#endif
}

static bool open_sentinel(napi_shim_vm *vm) {
  if (vm->attached)
    return true;
  vm->sentinel =
      JS_NewObjectProtoClass(vm->system, JS_NULL, vm->class_sentinel);
  if (JS_IsException(vm->sentinel))
    return false;
  JS_SetOpaque(vm->sentinel, vm);
  return true;
}

/* The names are what a script could see of the classes: nothing, since only
 * the engine's own classes show theirs. */
static bool open_classes(napi_shim_vm *vm) {
  static JSClassID numbers[6];
  static const JSClassDef function = {
    .class_name = "Function",
    .finalizer = quickjs_function_finalizer,
    .gc_mark = quickjs_function_mark,
#if FLAVOUR_LAZY_PROPERTIES
    .exotic = &quickjs_function_properties,
#endif
    .call = quickjs_function_call
  };
  static const JSClassDef object = {.class_name = "Object",
                                    .finalizer = quickjs_attachment_finalizer};
  static const JSClassDef bare = {.class_name = "Object"};
  static const JSClassDef sentinel = {.class_name = "Object",
                                      .gc_mark = notice_collection};
  JSRuntime *rt = vm->rt;
  return open_class(rt, &vm->class_function, &numbers[0], &function) &&
         open_class(rt, &vm->class_instance, &numbers[1], &object) &&
         open_class(rt, &vm->class_external, &numbers[2], &object) &&
         open_class(rt, &vm->class_holder, &numbers[3], &object) &&
         open_class(rt, &vm->class_bare_external, &numbers[4], &bare) &&
         open_class(rt, &vm->class_sentinel, &numbers[5], &sentinel);
}

/* The host of an attached runtime keeps its own callbacks. */
static void open_callbacks(napi_shim_vm *vm) {
  if (vm->attached)
    return;
  JS_SetGCThreshold(vm->rt, first_collection);
  JS_SetInterruptHandler(vm->rt, interrupt, vm);
  JS_SetCanBlock(vm->rt, true); /* Atomics.wait: the thread is the VM's own */
  JS_SetHostPromiseRejectionTracker(vm->rt, track_rejection, vm);
}

status quickjs_vm_open(const napi_shim_vm_options *options,
                       const napi_shim_core *core, void *runtime,
                       napi_shim_vm **result) {
  napi_shim_vm *vm = calloc(1, sizeof *vm);
  if (!vm)
    return napi_shim_engine_out_of_memory;
  vm->core = core;
  vm->runtime = runtime;
  vm->attached = options->native_vm != NULL;
  vm->safe = options->safe;
  vm->stack_size = options->stack_size;
  vm->thread = pthread_self();
  atomic_init(&vm->terminating, false);
  list_init(&vm->attachments);
  list_init(&vm->functions);
  vm->rt = vm->attached ? options->native_vm
           : vm->safe   ? JS_NewRuntime()
                        : quickjs_spare_runtime(&vm->spare);
  if (!vm->rt) {
    quickjs_spare_close(&vm->spare);
    free(vm);
    return napi_shim_engine_out_of_memory;
  }
  quickjs_vm_enter(vm);
  bool ok = open_classes(vm) && quickjs_system_open(vm) &&
            (vm->function_names = quickjs_function_names(vm)) &&
            open_sentinel(vm);
  if (ok)
    open_callbacks(vm);
  quickjs_vm_leave(vm);
  if (!ok) {
    quickjs_vm_close(vm);
    return napi_shim_engine_out_of_memory;
  }
  vm->gc_stress = vm->attention = options->gc_stress;
  *result = vm;
  return napi_shim_engine_ok;
}

void quickjs_vm_close(napi_shim_vm *vm) {
  quickjs_vm_enter(vm);
  vm->gc_stress = vm->attention = false;
  quickjs_records_let_go(vm);
  quickjs_functions_let_go(vm);
  JS_FreeValueRT(vm->rt, vm->sentinel);
  quickjs_names_close(vm);
  quickjs_system_close(vm);
  if (!vm->attached) {
    JS_SetHostPromiseRejectionTracker(vm->rt, NULL, NULL);
    /* What a dying WeakMap held is garbage only after its collection, and
     * JS_FreeRuntime() insists on finding nothing after one. */
    quickjs_collect_garbage(vm);
    JS_FreeRuntime(vm->rt);
    quickjs_spare_close(&vm->spare);
  }
  quickjs_functions_close(vm);
  quickjs_records_close(vm);
  free(vm);
}

/* The C library reads a file of the system's for the main thread, line by line.
 * Its stack ends at what the system put there last, the program's name, and may
 * grow as far as the limit. A higher limit may have been set after the system
 * had left room for a lower one: then it is asked. */
static bool main_stack(napi_shim_vm *vm, uintptr_t here) {
  const size_t page = 4096;
  const char *name = (const char *)getauxval(AT_EXECFN);
  struct rlimit limit;
  if (syscall(SYS_gettid) != getpid() || !name ||
      getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur > usual_limit)
    return false;
  uintptr_t end = (uintptr_t)name + strlen(name) + 1 + sizeof(void *);
  vm->stack_high = (end + page - 1) / page * page;
  vm->stack_low = vm->stack_high - limit.rlim_cur;
  return here > vm->stack_low && here < vm->stack_high;
}

static void learn_stack(napi_shim_vm *vm, uintptr_t here) {
  pthread_attr_t attributes;
  void *address = NULL;
  size_t size = 1;
  if (main_stack(vm, here))
    return;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    pthread_attr_getstack(&attributes, &address, &size);
    pthread_attr_destroy(&attributes);
  }
  vm->stack_low = (uintptr_t)address;
  vm->stack_high = vm->stack_low + size;
}

/* Where this thread's stack ends; 0 when `here` is not on it. */
static uintptr_t thread_stack_low(napi_shim_vm *vm, uintptr_t here) {
  if (!vm->stack_high || !pthread_equal(vm->thread, pthread_self()))
    learn_stack(vm, here);
  return here > vm->stack_low && here < vm->stack_high ? vm->stack_low : 0;
}

/* How much of the stack below `here` JavaScript may use. */
static size_t usable_stack(napi_shim_vm *vm, uintptr_t here) {
  uintptr_t low = thread_stack_low(vm, here);
  size_t wish = vm->stack_size;
  size_t usable, reserve;
  if (!low)
    return wish ? wish : stack_if_unknown;
  usable = here - low;
  reserve = usable / 4;
  if (reserve > reserve_at_most)
    reserve = reserve_at_most;
  usable -= reserve;
  if (usable > stack_at_most)
    usable = stack_at_most;
  return wish && wish < usable ? wish : usable;
}

void quickjs_vm_enter(napi_shim_vm *vm) {
  if (vm->depth++ > 0)
    return;
  uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  size_t usable = usable_stack(vm, here);
  vm->stack_floor = here - usable;
  if (!vm->attached) {
    JS_SetMaxStackSize(vm->rt, usable);
    JS_UpdateStackTop(vm->rt);
  } else if (!pthread_equal(vm->thread, pthread_self())) {
    /* The host's limit stays; it is only told where the stack is now. */
    JS_UpdateStackTop(vm->rt);
  }
  vm->thread = pthread_self();
}

void quickjs_vm_leave(napi_shim_vm *vm) {
  if (--vm->depth == 0)
    atomic_store(&vm->terminating, false);
}

/* Twice: what only a WeakMap entry held is found by the next run. */
void quickjs_collect_garbage(napi_shim_vm *vm) {
  JS_RunGC(vm->rt);
  JS_RunGC(vm->rt);
  /* The engine's threshold is as before. */
  vm->attention = vm->gc_stress;
}

status quickjs_run_microtasks(napi_shim_realm *realm) {
  JSContext *ctx;
  int done;
  do
    done = JS_ExecutePendingJob(realm->vm->rt, &ctx);
  while (done > 0);
  return done == 0 ? napi_shim_engine_ok : quickjs_failed(realm);
}

void quickjs_terminate(napi_shim_vm *vm) {
  atomic_store(&vm->terminating, true);
}

/* Makes the next allocation collect when native memory has grown much. Not
 * here and now: this may be called inside a collection. */
void quickjs_adjust_external_memory(napi_shim_vm *vm, int64_t change) {
  vm->external_memory += change;
  if (vm->external_memory < vm->external_memory_seen)
    vm->external_memory_seen = vm->external_memory;
  if (vm->attached || vm->external_memory - vm->external_memory_seen <
                          external_step + vm->external_memory_seen / 2)
    return;
  vm->external_memory_seen = vm->external_memory;
  JS_SetGCThreshold(vm->rt, 0);
}

void quickjs_retain(napi_shim_vm *vm, const napi_shim_slot *slot,
                    napi_shim_slot *result) {
  *result = *slot;
  JS_DupValueRT(vm->rt, slot_value(slot));
}

static __attribute__((noinline)) void
release_many(napi_shim_vm *vm, napi_shim_slot *slots, size_t count) {
  for (size_t i = 0; i < count; i++)
    JS_FreeValueRT(vm->rt, slot_value(&slots[i]));
}

/* Most calls are for one value. */
void quickjs_release(napi_shim_vm *vm, napi_shim_slot *slots, size_t count) {
  if (count == 1)
    JS_FreeValueRT(vm->rt, slot_value(slots));
  else
    release_many(vm, slots, count);
}
