/* SPDX-License-Identifier: MIT */
/* What the C interface cannot do is done by functions written in JavaScript. */

#include "natives.h"

#include <stdlib.h>
#include <string.h>

/* typeof f, prototype and, by the default value, length come out right by
 * themselves, and a computed key names the function; the comment is for scripts
 * that look at a function's text. */
#define HEAD(parameters) "function (/* [native code] */ " parameters ") {\n"
#define CLOSURE                                                                \
  HEAD("a = void 0, b, c, d, e, f")                                            \
  "let result;\n"                                                              \
  "switch (arguments.length) {\n"                                              \
  "case 0: result = dispatch(pointer, new.target, this); break;\n"             \
  "case 1: result = dispatch(pointer, new.target, this, a); break;\n"          \
  "case 2: result = dispatch(pointer, new.target, this, a, b); break;\n"       \
  "case 3:\n"                                                                  \
  "  result = dispatch(pointer, new.target, this, a, b, c); break;\n"          \
  "case 4:\n"                                                                  \
  "  result = dispatch(pointer, new.target, this, a, b, c, d); break;\n"       \
  "case 5:\n"                                                                  \
  "  result = dispatch(pointer, new.target, this, a, b, c, d, e);\n"           \
  "  break;\n"                                                                 \
  "case 6:\n"                                                                  \
  "  result = dispatch(pointer, new.target, this, a, b, c, d, e, f);\n"        \
  "  break;\n"                                                                 \
  "default:\n"                                                                 \
  "  result = dispatch(pointer, new.target, this, arguments,\n"                \
  "                    arguments.length, 0, 0, 0, 0, 0);\n"                    \
  "}\n"                                                                        \
  "if (failed === result) throw take(pointer, holder);\n"                      \
  "return result;\n"                                                           \
  "}"

/*
 * Evaluated once in every realm. Everything that the functions use later is
 * fetched here, so a script that replaces an intrinsic changes nothing: at
 * run time they only use syntax and these constants. Descriptors have a null
 * prototype, and argument lists are read by index, never iterated.
 */
static const char source[] =
    "(function (dispatch, take, failed) {\n"
    "'use strict';\n"
    "const makeFunction = (pointer, holder, name) => {\n"
    "  const named = {[name]: " CLOSURE "};\n"
    "  return named[name];\n"
    "};\n"
    "const makeNameless = (pointer, holder) => (" CLOSURE ");\n"
    "const define = Object.defineProperty, hasOwn = Object.hasOwn;\n"
    "const preventExtensions = Object.preventExtensions;\n"
    "const keysOf = Object.keys;\n"
    "const describe = Object.getOwnPropertyDescriptor;\n"
    "const prototypeOf = Object.getPrototypeOf;\n"
    "const apply = Reflect.apply, isArray = Array.isArray;\n"
    "const NewArray = Array, toText = Object.prototype.toString;\n"
    "const Shared = globalThis.SharedArrayBuffer;\n"
    "const BadType = TypeError, BadRange = RangeError;\n"
    "const isError = Error.isError;\n"
    "const getter = (object, key) => describe(object, key)?.get;\n"
    "const buffer = ArrayBuffer.prototype;\n"
    "const size = getter(buffer, 'byteLength');\n"
    "const isDetached = getter(buffer, 'detached');\n"
    "const transfer = buffer.transferToFixedLength ?? buffer.transfer;\n"
    "const sharedSize = Shared && getter(Shared.prototype, 'byteLength');\n"
    "const viewBuffer = getter(DataView.prototype, 'buffer');\n"
    "const Bytes = Uint8Array, {construct} = Reflect;\n"
    "const kindName = getter(prototypeOf(Uint8Array.prototype),\n"
    "                        Symbol.toStringTag);\n"
    "const time = Date.prototype.getTime;\n"
    "const callFew = function (f, a, b, c, d, e) {\n"
    "  switch (arguments.length) {\n"
    "  case 1: return f();\n"
    "  case 2: return f(a);\n"
    "  case 3: return f(a, b);\n"
    "  case 4: return f(a, b, c);\n"
    "  case 5: return f(a, b, c, d);\n"
    "  default: return f(a, b, c, d, e);\n"
    "  }\n"
    "};\n"
    "const passes = (f, object) => {\n"
    "  try { apply(f, object, []); return true; } catch { return false; }\n"
    "};\n"
    /* For a promise, and for nothing else, then() looks for the constructor,
       and meets an accessor of ours that stops it; nobody sees that. */
    "const {then} = Promise.prototype, {setPrototypeOf} = Reflect;\n"
    "const stop = {}, trap = {__proto__: null,\n"
    "  get constructor() { throw stop; }};\n"
    "const trapGetter = getter(trap, 'constructor');\n"
    "const stops = (object) => {\n"
    "  try { apply(then, object, []); } catch (e) { return e === stop; }\n"
    "  return true;\n"
    "};\n"
    "const isPromise = (object) => {\n"
    "  const own = describe(object, 'constructor');\n"
    "  const before = prototypeOf(object);\n"
    "  if (own?.configurable) {\n"
    "    setPrototypeOf(own, null);\n"
    "    define(object, 'constructor',\n"
    "           {__proto__: null, get: trapGetter});\n"
    "    try { return stops(object); }\n"
    "    finally { define(object, 'constructor', own); }\n"
    "  }\n"
    "  if (!own && setPrototypeOf(object, trap)) {\n"
    "    try { return stops(object); }\n"
    "    finally { setPrototypeOf(object, before); }\n"
    "  }\n"
    "  return apply(toText, object, []) === '[object Promise]';\n"
    "};\n"
    "const classOf = (object) => {\n"
    "  if (isArray(object)) return 2;\n"
    "  if (isError && isError(object)) return 3;\n"
    "  if (passes(time, object)) return 4;\n"
    "  if (passes(size, object)) return 6;\n"
    "  if (sharedSize && passes(sharedSize, object)) return 7;\n"
    "  if (apply(kindName, object, []) !== undefined) return 8;\n"
    "  if (passes(viewBuffer, object)) return 9;\n"
    "  if (isPromise(object)) return 5;\n"
    "  return !isError && apply(toText, object, []) === '[object Error]'\n"
    "    ? 3 : 1;\n"
    "};\n"
    "const kindOf = (array) => {\n"
    "  switch (apply(kindName, array, [])) {\n"
    "  case 'Int8Array': return 0;\n"
    "  case 'Uint8Array': return 1;\n"
    "  case 'Uint8ClampedArray': return 2;\n"
    "  case 'Int16Array': return 3;\n"
    "  case 'Uint16Array': return 4;\n"
    "  case 'Int32Array': return 5;\n"
    "  case 'Uint32Array': return 6;\n"
    "  case 'Float32Array': return 7;\n"
    "  case 'Float64Array': return 8;\n"
    "  case 'BigInt64Array': return 9;\n"
    "  case 'BigUint64Array': return 10;\n"
    "  case 'Float16Array': return 11;\n"
    "  default: return -1;\n"
    "  }\n"
    "};\n"
    /* One descriptor serves all: it is read before anything else can run,
       and keeps no value alive. */
    "const data = {__proto__: null, value: undefined, writable: true,\n"
    "              enumerable: true, configurable: true};\n"
    "const defineValue =\n"
    "  (object, key, value, writable, enumerable, configurable) => {\n"
    "  data.value = value;\n"
    "  data.writable = writable;\n"
    "  data.enumerable = enumerable;\n"
    "  data.configurable = configurable;\n"
    "  try { define(object, key, data); } finally { data.value = undefined; }\n"
    "};\n"
    "return [makeFunction, makeNameless, callFew,\n"
    "  (f, self, ...list) => apply(f, self, list),\n"
    "  (f) => new f(),\n"
    "  (object, key) => hasOwn(object, key),\n"
    "  defineValue,\n"
    "  (object, key, get, set, enumerable, configurable) => {\n"
    "    const property = {__proto__: null, enumerable, configurable};\n"
    "    if (get) property.get = get;\n"
    "    if (set) property.set = set;\n"
    "    define(object, key, property);\n"
    "  },\n"
    "  (value, constructor) => value instanceof constructor,\n"
    "  (value) => +value,\n"
    "  (length) => new NewArray(length),\n"
    "  Shared && ((length) => new Shared(length)),\n"
    "  (object) => preventExtensions(object),\n"
    "  (object) => {\n"
    "    if (!apply(isDetached, object, [])) apply(transfer, object, [0]);\n"
    "    return apply(isDetached, object, []);\n"
    "  },\n"
    "  (object) => apply(isDetached, object, []),\n"
    "  (object) => sharedSize !== undefined && passes(sharedSize, object),\n"
    "  classOf, kindOf,\n"
    "  (kind, text) => kind === 0 ? new BadType(text) : new BadRange(text),\n"
    "  (gate, native) => (promise, reason) => native(gate, promise, reason),\n"
    "  (text) => keysOf({__proto__: null, [text]: 0})[0],\n"
    "  (length, like) => like === undefined ? new Bytes(length)\n"
    "    : construct(Bytes, [length], like),\n"
    "  Bytes,\n"
    "  new ArrayBuffer(8)];\n"
    "})";

/* Keeps what the script returned, before anything else can be collected. */
static bool keep_glue(napi_shim_realm *realm, JSObjectRef list) {
  for (int i = 0; i < glue_count; i++) {
    JSValueRef value =
        JSObjectGetPropertyAtIndex(realm->context, list, (unsigned)i, NULL);
    if (JSValueIsObject(realm->context, value))
      realm->glue[i] = (JSObjectRef)value;
    else if (i != glue_shared)
      return false;
  }
  JSValueRef sample =
      JSObjectGetPropertyAtIndex(realm->context, list, glue_count, NULL);
  realm->sample_buffer = (JSObjectRef)sample;
  if (realm->vm->layout->objects)
    realm->sample_object = JSObjectMake(realm->context, NULL, NULL);
  realm->natives = realm->vm->layout->natives && jsc_natives_prepare(realm);
  return true;
}

napi_shim_engine_status jsc_glue_open(napi_shim_realm *realm) {
  JSContextRef context = realm->context;
  JSValueRef exception = NULL;
  JSStringRef text = JSStringCreateWithUTF8CString(source);
  JSValueRef open = JSEvaluateScript(context, text, NULL, NULL, 1, &exception);
  JSStringRelease(text);
  if (exception != NULL || open == NULL)
    return jsc_thrown(realm->vm, exception);
  JSValueRef argv[3] = {jsc_dispatch_function(realm),
                        jsc_take_function(context), realm->vm->gate->failed};
  JSValueRef list = JSObjectCallAsFunction(context, (JSObjectRef)open, NULL, 3,
                                           argv, &exception);
  if (exception != NULL || list == NULL)
    return jsc_thrown(realm->vm, exception);
  return keep_glue(realm, (JSObjectRef)list) ? napi_shim_engine_ok
                                             : napi_shim_engine_unsupported;
}

napi_shim_engine_status jsc_glue_call(napi_shim_realm *realm, int function,
                                      size_t argc, const JSValueRef *argv,
                                      JSValueRef *result) {
  JSValueRef exception = NULL, value;
  if (realm->vm->layout->calls) {
    const jsc_list list = {argv, (int)argc};
    value = jsc_cpp_call(realm->context, realm->glue[function],
                         JSValueMakeUndefined(realm->context), &list, "", 0);
    napi_shim_engine_status status = jsc_direct_done(realm->vm);
    if (status == napi_shim_engine_ok)
      *result = value;
    return status;
  }
  value = JSObjectCallAsFunction(realm->context, realm->glue[function], NULL,
                                 argc, argv, &exception);
  if (exception != NULL || value == NULL)
    return jsc_thrown(realm->vm, exception);
  *result = value;
  return napi_shim_engine_ok;
}

napi_shim_engine_status jsc_throw(napi_shim_realm *realm, int kind,
                                  const char *message) {
  JSStringRef text = JSStringCreateWithUTF8CString(message);
  JSValueRef argv[2] = {JSValueMakeNumber(realm->context, kind),
                        JSValueMakeString(realm->context, text)};
  JSStringRelease(text);
  JSValueRef error = NULL;
  napi_shim_engine_status status =
      jsc_glue_call(realm, glue_error, 2, argv, &error);
  return status == napi_shim_engine_ok ? jsc_thrown(realm->vm, error) : status;
}
