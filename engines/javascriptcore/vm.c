/* SPDX-License-Identifier: MIT */
/* The VM: a context group with its lock, roots, collector and time limit. */

#include "natives.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* All gates ever made. They are never freed: the collector of a VM that we
 * were attached to calls with its gate for as long as that VM lives. */
static pthread_mutex_t gates_lock = PTHREAD_MUTEX_INITIALIZER;
static jsc_gate *gates;

const char *jsc_version(void) {
  static char text[64];
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&lock);
  if (text[0] == '\0') {
    if (jsc_get_major_version != NULL && jsc_get_minor_version != NULL &&
        jsc_get_micro_version != NULL)
      snprintf(text, sizeof text, "JavaScriptCoreGTK %u.%u.%u",
               jsc_get_major_version(), jsc_get_minor_version(),
               jsc_get_micro_version());
    else
      snprintf(text, sizeof text, "JavaScriptCoreGTK");
  }
  pthread_mutex_unlock(&lock);
  return text;
}

/* Kept back by JavaScriptCore for its own C++ code. */
#define RESERVED_STACK ((size_t)128 * 1024)

/* Who started the process may want another value. */
static bool is_free(const char *name) {
  char variable[64];
  snprintf(variable, sizeof variable, "JSC_%s", name);
  return getenv(variable) == NULL;
}

static void set_number(const char *name, size_t value) {
  if (jsc_options_set_uint != NULL && is_free(name))
    jsc_options_set_uint(name, (unsigned)value);
}

/* Options of JavaScriptCore are settled when the first VM of the process is
 * made. Not by the environment: other threads may be reading that. */
static JSContextGroupRef first_group(const napi_shim_vm_options *options) {
  if (jsc_options_set_boolean != NULL && is_free("useSharedArrayBuffer"))
    jsc_options_set_boolean("useSharedArrayBuffer", true);
  if (options->stack_size != 0)
    set_number("maxPerThreadStackUsage", options->stack_size + RESERVED_STACK);
  if (options->gc_stress)
    set_number("slowPathAllocsBetweenGCs", 20);
  /* The timers fire in a main loop of GLib, which a VM of our own has not;
   * setting them at every large allocation would be for nothing. */
  if (!options->safe && JSDisableGCTimer != NULL)
    JSDisableGCTimer();
  return JSContextGroupCreate();
}

static JSContextGroupRef group_for(const napi_shim_vm_options *options) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static bool done;
  if (options->native_vm != NULL)
    return JSContextGroupRetain(options->native_vm);
  pthread_mutex_lock(&lock);
  JSContextGroupRef group =
      done ? JSContextGroupCreate() : first_group(options);
  done = true;
  pthread_mutex_unlock(&lock);
  return group;
}

static void mark_value(JSMarkerRef marker, JSValueRef value) {
  if (jsc_bits_are_cell((uint64_t)(uintptr_t)value))
    marker->Mark(marker, (JSObjectRef)value);
}

static void visit_slots(void *visitor, const napi_shim_slot *slots,
                        size_t count) {
  for (size_t i = 0; i < count; i++)
    mark_value(visitor, jsc_value(&slots[i]));
}

/* Runs on a collector thread while the VM's own thread waits. */
static void mark_roots(JSMarkerRef marker, void *data) {
  const jsc_gate *gate = data;
  napi_shim_vm *vm = gate->vm;
  mark_value(marker, gate->thrown);
  if (vm == NULL)
    return;
  mark_value(marker, gate->failed);
  mark_value(marker, vm->exception);
  mark_value(marker, vm->external_sample);
  mark_value(marker, vm->defined);
  mark_value(marker, vm->length_value);
  mark_value(marker, vm->prototype_value);
  mark_value(marker, vm->constructor_value);
  mark_value(marker, vm->strict_this);
  mark_value(marker, vm->instance);
  mark_value(marker, vm->heir);
  for (size_t i = 0; i < JSC_INSTANCES; i++)
    mark_value(marker, vm->instances[i].sample);
  for (size_t i = 0; vm->names != NULL && i < JSC_NAMES; i++)
    mark_value(marker, vm->names[i].value);
  for (napi_shim_realm *realm = vm->realms; realm != NULL;
       realm = realm->next) {
    for (int i = 0; i < glue_count; i++)
      mark_value(marker, realm->glue[i]);
    mark_value(marker, realm->sample_buffer);
    mark_value(marker, realm->sample_object);
    mark_value(marker, realm->sample_native);
    mark_value(marker, realm->own_buffer);
    mark_value(marker, realm->promise);
  }
  vm->core->visit_roots(vm->runtime, visit_slots, marker);
}

static void collection_ended(JSContextGroupRef group, void *data) {
  (void)group;
  napi_shim_vm *vm = ((jsc_gate *)data)->vm;
  if (vm == NULL)
    return;
  jsc_forget_defined(vm);
  jsc_forget_instances(vm);
  jsc_records_sweep(vm);
  vm->reported_memory = vm->external_memory;
}

static jsc_gate *gate_new(napi_shim_vm *vm) {
  jsc_gate *gate = calloc(1, sizeof *gate);
  if (gate == NULL)
    return NULL;
  gate->vm = vm;
  gate->failed = JSValueMakeSymbol(vm->context, NULL);
  pthread_mutex_lock(&gates_lock);
  gate->next = gates;
  gates = gate;
  pthread_mutex_unlock(&gates_lock);
  return gate;
}

static void vm_free(napi_shim_vm *vm) {
  if (vm->external_class != NULL)
    JSClassRelease(vm->external_class);
  if (vm->holder_class != NULL)
    JSClassRelease(vm->holder_class);
  if (vm->context != NULL)
    JSGlobalContextRelease(vm->context);
  if (vm->group != NULL)
    JSContextGroupRelease(vm->group);
  free(vm->names);
  free(vm);
}

/* The parts of an open VM, in an order that vm_free() can undo. */
static napi_shim_engine_status vm_fill(napi_shim_vm *vm) {
  vm->layout = jsc_layout_get(vm->context, vm->safe);
  if (!vm->layout->boxing)
    return napi_shim_engine_unsupported;
  vm->external_class = jsc_external_class_new();
  vm->holder_class = jsc_holder_class_new();
  vm->names = calloc(JSC_NAMES, sizeof *vm->names);
  if (vm->names == NULL || !jsc_records_open(vm))
    return napi_shim_engine_out_of_memory;
  vm->gate = gate_new(vm);
  if (vm->gate == NULL) {
    jsc_records_close(vm);
    return napi_shim_engine_out_of_memory;
  }
  return napi_shim_engine_ok;
}

napi_shim_engine_status jsc_vm_open(const napi_shim_vm_options *options,
                                    const napi_shim_core *core, void *runtime,
                                    napi_shim_vm **result) {
  napi_shim_vm *vm = calloc(1, sizeof *vm);
  if (vm == NULL)
    return napi_shim_engine_out_of_memory;
  vm->attached = options->native_vm != NULL;
  vm->safe = options->safe;
  vm->stress = options->gc_stress;
  vm->terminable = options->terminable;
  vm->core = core;
  vm->runtime = runtime;
  jsc_link_init(&vm->functions);
  jsc_link_init(&vm->memories);
  vm->group = group_for(options);
  vm->context = JSGlobalContextCreateInGroup(vm->group, NULL);
  JSLock(vm->context);
  napi_shim_engine_status status = vm_fill(vm);
  if (status == napi_shim_engine_ok) {
    JSContextGroupAddMarkingConstraint(vm->group, mark_roots, vm->gate);
    JSContextGroupAddHeapFinalizer(vm->group, collection_ended, vm->gate);
    jsc_learn_externals(vm);
    jsc_rows_open(vm);
    if (vm->layout->names) {
      vm->length_value = jsc_unique_sample(vm->context, "length");
      vm->length_name = jsc_unique_memory(vm->layout, vm->length_value);
    }
    if (vm->layout->natives && !jsc_natives_open(vm))
      status = napi_shim_engine_out_of_memory;
  }
  JSUnlock(vm->context);
  if (status != napi_shim_engine_ok) {
    vm_free(vm);
    return status;
  }
  if (vm->attached) {
    /* Glue of pristine intrinsics, for the VM's close. */
    status = jsc_realm_open(vm, vm->context, &vm->inner);
    if (status != napi_shim_engine_ok) {
      jsc_vm_close(vm);
      return status;
    }
  }
  jsc_watch(vm);
  *result = vm;
  return napi_shim_engine_ok;
}

void jsc_vm_close(napi_shim_vm *vm) {
  JSLock(vm->context);
  (void)jsc_terminated(vm);
  if (vm->attached)
    jsc_memories_detach(vm);
  if (vm->inner != NULL)
    jsc_realm_close(vm->inner);
  vm->exception = NULL;
  jsc_watch_end(vm);
  vm->gate->vm = NULL;
  JSContextGroupRemoveHeapFinalizer(vm->group, collection_ended, vm->gate);
  jsc_records_close(vm);
  jsc_functions_drop(vm);
  jsc_names_close(vm);
  if (vm->rejection != NULL)
    JSValueUnprotect(vm->context, vm->rejection);
  JSUnlock(vm->context);
  JSGlobalContextRelease(vm->context);
  vm->context = NULL;
  /* The last one: the group's objects die here, their memory with them. */
  JSContextGroupRelease(vm->group);
  vm->group = NULL;
  /* Where somebody else keeps the group, memory is still in use. */
  jsc_memories_abandon(vm);
  vm_free(vm);
}

void jsc_vm_enter(napi_shim_vm *vm) {
  JSLock(vm->context);
  if (vm->entered++ == 0)
    (void)jsc_terminated(vm);
}

void jsc_vm_leave(napi_shim_vm *vm) {
  if (--vm->entered == 0)
    jsc_stop_microtasks(vm);
  JSUnlock(vm->context);
}

/* Old frames below this one may still hold pointers that the collector's own
 * frames would then cover without overwriting. */
static __attribute__((noinline)) void clear_stack_below(void) {
  volatile char frame[48 * 1024];
  for (size_t i = 0; i < sizeof frame; i++)
    frame[i] = 0;
}

/*
 * A function that was compiled on another thread is kept alive, and its realm
 * with it, until the VM's thread takes the result; it does that when JavaScript
 * gets hot, as this does.
 */
static void take_compiled_code(napi_shim_vm *vm) {
  static const struct timespec pause = {0, 2000000};
  if (jsc_terminated(vm))
    return;
  /* For the other thread to finish; it takes part of a millisecond. */
  nanosleep(&pause, NULL);
  JSStringRef loop =
      JSStringCreateWithUTF8CString("for (let i = 0; i < 2000; i++);");
  JSEvaluateScript(vm->context, loop, NULL, NULL, 1, NULL);
  JSStringRelease(loop);
}

static void collect(napi_shim_vm *vm) {
  jsc_forget_defined(vm);
  jsc_forget_instances(vm);
  clear_stack_below();
  if (JSSynchronousGarbageCollectForDebugging != NULL)
    JSSynchronousGarbageCollectForDebugging(vm->context);
  else
    JSGarbageCollect(vm->context);
}

void jsc_collect_garbage(napi_shim_vm *vm) {
  take_compiled_code(vm);
  collect(vm);
}

void jsc_stress(napi_shim_vm *vm) {
  if (++vm->stress_count % 256 == 0)
    collect(vm);
}

napi_shim_engine_status jsc_run_microtasks(napi_shim_realm *realm) {
  napi_shim_vm *vm = realm->vm;
  if (jsc_terminated(vm))
    return napi_shim_engine_terminated;
  if (!vm->safe && jsc_drain_microtasks != NULL) {
    jsc_entry_scope row;
    /* Many short microtasks would put the timer off, each when it begins. */
    if (vm->terminable)
      jsc_scope_begins(vm, &row);
    jsc_drain_microtasks(vm->group);
    if (vm->terminable)
      jsc_scope_ends(vm, &row);
  } else {
    /* Giving the lock up altogether runs them. */
    for (unsigned i = 0; i < vm->entered; i++)
      JSUnlock(vm->context);
    for (unsigned i = 0; i < vm->entered; i++)
      JSLock(vm->context);
  }
  return jsc_terminated(vm) ? napi_shim_engine_terminated : napi_shim_engine_ok;
}

void jsc_adjust_external_memory(napi_shim_vm *vm, int64_t change) {
  /* Only growth is reported: memory that was freed and is taken again is in
   * the collector's account still. */
  vm->external_memory += change;
  if (vm->external_memory <= vm->reported_memory)
    return;
  if (JSReportExtraMemoryCost != NULL)
    JSReportExtraMemoryCost(
        vm->context, (size_t)(vm->external_memory - vm->reported_memory));
  vm->reported_memory = vm->external_memory;
}

void jsc_retain(napi_shim_vm *vm, const napi_shim_slot *slot,
                napi_shim_slot *result) {
  (void)vm;
  *result = *slot;
}

napi_shim_engine_status jsc_thrown(napi_shim_vm *vm, JSValueRef exception) {
  if (jsc_terminated(vm))
    return napi_shim_engine_terminated;
  vm->exception =
      exception != NULL ? exception : JSValueMakeUndefined(vm->context);
  return napi_shim_engine_exception;
}
