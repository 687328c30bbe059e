/* SPDX-License-Identifier: MIT */
/* Calls in a row: JavaScript is entered once for all of them. */

#include "javascriptcore_engine.h"

#include <string.h>

/*
 * Whoever calls JavaScript first enters the VM, which forgets what it knows of
 * the time zone, two kilobytes of it; who calls from inside finds that done.
 * The scope names a global object: that of the VM itself, which outlives any
 * row.
 */

static void begin(jsc_entry_scope *scope, JSContextRef context) {
  memset(scope, 0, sizeof *scope);
  scope->group = JSContextGetGroup(context);
  scope->global = context;
  jsc_cpp_entry_begins(scope);
}

void jsc_scope_begins(napi_shim_vm *vm, jsc_entry_scope *scope) {
  if (vm->rows)
    begin(scope, vm->context);
}

void jsc_scope_ends(napi_shim_vm *vm, jsc_entry_scope *scope) {
  if (vm->rows)
    jsc_cpp_entry_ends(scope);
}

void jsc_row_begins(napi_shim_vm *vm) {
  jsc_scope_begins(vm, &vm->row);
}

void jsc_row_ends(napi_shim_vm *vm) {
  jsc_scope_ends(vm, &vm->row);
}

static bool works(JSContextRef context) {
  JSValueRef value =
      jsc_sample(context, "(() => { try { null.x } catch { return 45 } })()");
  return value != NULL && (uint64_t)(uintptr_t)value == jsc_encode_number(45);
}

/* That the scope is the two pointers and at most empty lists behind them, and
 * that scripts run within it and after it. */
static bool try(JSContextRef context) {
  jsc_entry_scope scope;
  const jsc_entry_scope expected = {JSContextGetGroup(context), context, {0}};
  begin(&scope, context);
  bool inside = works(context);
  bool same = memcmp(&scope, &expected, sizeof scope) == 0;
  jsc_cpp_entry_ends(&scope);
  return inside && same && works(context);
}

/* A VM of our own, which runs nothing yet. */
void jsc_rows_open(napi_shim_vm *vm) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static bool tried, good;
  if (vm->safe || vm->attached || jsc_cpp_entry_begins == NULL ||
      jsc_cpp_entry_ends == NULL)
    return;
  pthread_mutex_lock(&lock);
  if (!tried)
    good = try(vm->context);
  tried = true;
  vm->rows = good;
  pthread_mutex_unlock(&lock);
}
