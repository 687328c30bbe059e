/* SPDX-License-Identifier: MIT */
/* Names of properties that were asked for before: their atoms are kept, so that
 * they need not be searched for again. */

#include "text.h"

/* What is forgotten may be the last hold on a name that an operation further
 * out is still using: while one runs, a full place stays as it is. */
static bool is_free(const napi_shim_vm *vm, JSAtom kept) {
  return kept == JS_ATOM_NULL || vm->names_in_use == 0;
}

bool quickjs_learn_name(napi_shim_vm *vm, JSContext *ctx, const char *name) {
  struct known_name *place = &vm->names[quickjs_place(name, known_name_bits)];
  size_t length = 0;
  for (; name[length] != '\0'; length++)
    if ((unsigned char)name[length] >= 0x80 || length + 1 == sizeof place->text)
      return false;
  if (length == 0 || !is_free(vm, place->atom))
    return false;
  JSAtom atom = JS_NewAtomLen(ctx, name, length);
  if (atom == JS_ATOM_NULL) {
    /* Who asks in the other way learns the reason. */
    JS_FreeValue(ctx, JS_GetException(ctx));
    return false;
  }
  if (place->atom != JS_ATOM_NULL)
    JS_FreeAtom(ctx, place->atom);
  memcpy(place->text, name, length + 1);
  place->atom = atom;
  return true;
}

static void forget_key(JSRuntime *rt, struct known_key *place) {
  if (place->atom == JS_ATOM_NULL)
    return;
  JSAtom atom = place->atom;
  void *string = place->string;
  place->atom = JS_ATOM_NULL;
  place->string = NULL;
  JS_FreeAtomRT(rt, atom);
  JS_FreeValueRT(rt, JS_MKPTR(JS_TAG_STRING, string));
}

/* Strings that come a second time, and are short: they are kept, too. */
JSAtom quickjs_learn_key(napi_shim_vm *vm, JSContext *ctx,
                         struct known_key *place, JSValueConst string) {
  enum { length_at_most = 64 };
  napi_shim_text text;
  const void *seen = place->seen;
  place->seen = JS_VALUE_GET_PTR(string);
  if (seen != place->seen || !vm->shortcuts.text_in_place ||
      !is_free(vm, place->atom) || !quickjs_text_in_place(vm, string, &text) ||
      text.length > length_at_most)
    return JS_ATOM_NULL;
  JSAtom atom = JS_ValueToAtom(ctx, string);
  if (atom == JS_ATOM_NULL) {
    JS_FreeValue(ctx, JS_GetException(ctx));
    return JS_ATOM_NULL;
  }
  forget_key(vm->rt, place);
  place->string = JS_VALUE_GET_PTR(JS_DupValue(ctx, string));
  place->atom = atom;
  return atom;
}

void quickjs_names_close(napi_shim_vm *vm) {
  for (size_t i = 0; i < known_names; i++) {
    if (vm->names[i].atom != JS_ATOM_NULL)
      JS_FreeAtomRT(vm->rt, vm->names[i].atom);
    vm->names[i] = (struct known_name){.atom = JS_ATOM_NULL};
  }
  for (size_t i = 0; i < known_keys; i++)
    forget_key(vm->rt, &vm->keys[i]);
}
