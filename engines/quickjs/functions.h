/* SPDX-License-Identifier: MIT */
/* What a native function carries, and its class. */

#ifndef NAPI_SHIM_QUICKJS_FUNCTIONS_H
#define NAPI_SHIM_QUICKJS_FUNCTIONS_H

#include "quickjs_engine.h"

/* Own properties of a function that its object does not have yet. */
enum absent_property {
  absent_length = 1 << 0,
  absent_name = 1 << 1,
  absent_prototype = 1 << 2
};
enum { absent_properties = 3, all_absent = (1 << absent_properties) - 1 };

/* What functions need to know when their VM is gone, too. */
struct function_names {
  size_t holders; /* functions, and the VM */
  JSAtom length, name, prototype, constructor;
};

enum { short_name_most = 16 };

/* What a function object of ours carries. */
struct native_function {
  struct link link; /* in vm->functions */
  napi_shim_vm *vm; /* NULL when the VM was closed before the object died */
  void *function;   /* the library's */
  struct attachment *attachment;
  struct function_names *names;
  /* In UTF-8, where it is short, else a string. */
  union {
    char text[short_name_most];
    void *string;
  } name;
  /* While it is absent: the property's value; not made yet: what the prototype
   * will inherit from, its realm's Object.prototype; apart: a stand-in that has
   * all that is absent. */
  JSValue prototype;
  unsigned absent : absent_properties;
  unsigned made : 1, apart : 1;
  unsigned pooled : 1; /* its memory is the VM's, which ends after it */
  unsigned has_string : 1;
  unsigned char text_length;
};

/* functions.c: the class of native functions. */
JSValue quickjs_function_call(JSContext *ctx, JSValueConst function,
                              JSValueConst this_value, int argc,
                              JSValueConst *argv, int flags);
void quickjs_function_finalizer(JSRuntime *rt, JSValue value);
/* The VM goes while function objects stay: they become inert. First, while
 * the hidden realm is open, they take what they need of it. */
void quickjs_functions_let_go(napi_shim_vm *vm);
void quickjs_functions_close(napi_shim_vm *vm);

/* function_properties.c: a function's own, made when they are wanted. */
extern JSClassExoticMethods quickjs_function_properties;
void quickjs_function_mark(JSRuntime *rt, JSValueConst value,
                           JS_MarkFunc *mark);
/* Makes them ordinary properties now; false: an exception. */
bool quickjs_show_properties(JSContext *ctx, JSValueConst function,
                             struct native_function *native);
/* With the VM as holder; NULL: out of memory. */
struct function_names *quickjs_function_names(const napi_shim_vm *vm);
void quickjs_function_names_free(JSRuntime *rt, struct function_names *names);

#endif
