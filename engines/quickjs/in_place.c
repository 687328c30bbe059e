/* SPDX-License-Identifier: MIT */
/* Tries what in_place.h knows of objects on samples, which no script has
 * seen. */

#include "in_place.h"

#if IN_PLACE_KNOWN

static int32_t count_of(JSValueConst value) {
  int32_t count;
  memcpy(&count, in_place_at(value, in_place_count), sizeof count);
  return count;
}

/* Whether those who hold it are counted there: by the engine, and by us. Takes
 * the value. */
static bool is_counted(JSContext *ctx, JSValue value) {
  if (!JS_VALUE_HAS_REF_COUNT(value))
    return false;
  int32_t before = count_of(value);
  JS_DupValue(ctx, value);
  bool right = before > 0 && count_of(value) == before + 1;
  JS_FreeValue(ctx, value);
  right = right && count_of(value) == before;
  if (right) {
    in_place_dup(value);
    JS_FreeValue(ctx, value);
    right = count_of(value) == before;
  }
  JS_FreeValue(ctx, value);
  return right;
}

static bool has_class(JSValueConst object) {
  return JS_IsObject(object) &&
         in_place_class_of(object) == JS_GetClassID(object);
}

static bool counts_work(napi_shim_vm *vm, JSContext *ctx) {
  static const char long_text[] = "a text that no name is made of";
  return is_counted(ctx, JS_NewObject(ctx)) &&
         is_counted(ctx, JS_NewArray(ctx)) &&
         is_counted(ctx, JS_DupValue(ctx, vm->stamp)) &&
         is_counted(ctx, JS_NewString(ctx, long_text)) &&
         is_counted(ctx, JS_NewSymbol(ctx, "symbol", false)) &&
         is_counted(ctx, JS_NewBigUint64(ctx, UINT64_MAX));
}

static bool opaque_works(napi_shim_vm *vm, JSContext *ctx) {
  static char marks[2];
  bool right = true;
  for (int i = 0; i < 2 && right; i++) {
    JSValue object = JS_NewObjectProtoClass(ctx, JS_NULL, vm->class_instance);
    right = has_class(object);
    if (right) {
      right = in_place_opaque_of(object) == NULL;
      JS_SetOpaque(object, &marks[i]);
      right = right && in_place_opaque_of(object) == &marks[i];
      JS_SetOpaque(object, NULL);
    }
    JS_FreeValue(ctx, object);
  }
  return right;
}

static bool classes_work(const napi_shim_vm *vm) {
  return has_class(vm->stamp) && has_class(vm->weak_map) &&
         has_class(vm->weak_map_set) && has_class(vm->deref);
}

enum { sample_elements = 5 };

/* An array of numbers: 10, 11 … */
static JSValue sample_array(JSContext *ctx) {
  JSValue array = JS_NewArray(ctx);
  bool made = !JS_IsException(array);
  for (uint32_t i = 0; made && i < sample_elements; i++)
    made = JS_SetPropertyUint32(ctx, array, i,
                                JS_MKVAL(JS_TAG_INT, 10 + (int32_t)i)) >= 0;
  if (made)
    return array;
  JS_FreeValue(ctx, array);
  return JS_EXCEPTION;
}

/* All elements lie there, and nothing behind them. */
static bool row_is_there(JSValueConst array) {
  for (uint32_t i = 0; i < sample_elements; i++) {
    const JSValue *element = in_place_element(array, i);
    if (!element || JS_VALUE_GET_TAG(*element) != JS_TAG_INT ||
        JS_VALUE_GET_INT(*element) != 10 + (int32_t)i)
      return false;
  }
  return !in_place_element(array, sample_elements);
}

/* What is put there is what the engine finds. */
static bool row_can_be_written(JSContext *ctx, JSValueConst array) {
  *in_place_element(array, 3) = JS_MKVAL(JS_TAG_INT, -3);
  JSValue found = JS_GetPropertyUint32(ctx, array, 3);
  return JS_VALUE_GET_TAG(found) == JS_TAG_INT && JS_VALUE_GET_INT(found) == -3;
}

/* What takes elements out of their row, so that the engine has to be asked. */
typedef bool disorder(JSContext *ctx, JSValueConst array);

static bool with_hole(JSContext *ctx, JSValueConst array) {
  JSAtom name = JS_NewAtomUInt32(ctx, 1);
  int done = JS_DeleteProperty(ctx, array, name, 0);
  JS_FreeAtom(ctx, name);
  return done > 0;
}

static bool with_constant(JSContext *ctx, JSValueConst array) {
  return JS_DefinePropertyValueUint32(ctx, array, 1, JS_MKVAL(JS_TAG_INT, 1),
                                      JS_PROP_ENUMERABLE) > 0;
}

static bool frozen(JSContext *ctx, JSValueConst array) {
  return JS_FreezeObject(ctx, array) > 0;
}

static bool cut(JSContext *ctx, JSValueConst array) {
  return JS_SetLength(ctx, array, 0) >= 0;
}

static bool leaves_row(JSContext *ctx, disorder *make) {
  JSValue array = sample_array(ctx);
  bool right = has_class(array) && row_is_there(array) && make(ctx, array);
  for (uint32_t i = 0; right && i < sample_elements; i++)
    right = !in_place_element(array, i);
  JS_FreeValue(ctx, array);
  return right;
}

static bool arrays_work(const napi_shim_vm *vm, JSContext *ctx) {
  JSValue array = sample_array(ctx);
  bool right = has_class(array) &&
               in_place_class_of(array) == vm->classes.array &&
               row_is_there(array) && row_can_be_written(ctx, array);
  JS_FreeValue(ctx, array);
  return right && leaves_row(ctx, with_hole) &&
         leaves_row(ctx, with_constant) && leaves_row(ctx, frozen) &&
         leaves_row(ctx, cut);
}

bool quickjs_objects_in_place(napi_shim_vm *vm, JSContext *ctx) {
  return counts_work(vm, ctx) && classes_work(vm) && opaque_works(vm, ctx) &&
         arrays_work(vm, ctx);
}

#else

bool quickjs_objects_in_place(napi_shim_vm *vm, JSContext *ctx) {
  (void)vm, (void)ctx;
  return false;
}

#endif
