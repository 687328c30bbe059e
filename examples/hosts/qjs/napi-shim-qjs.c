/* SPDX-License-Identifier: MIT */
/* A module for the stock qjs program (quickjs-ng) that loads Node-API addons:
 *   import { loadAddon } from './napi-shim-qjs.so'
 * The library is attached to the program's own context, and its work runs on
 * the program's own event loop, through handlers of the module qjs:os. */

#include <napi_shim.h>
#include <napi_shim_quickjs.h>
#include <stdlib.h>

/* One per process: qjs keeps signal handlers, see watch_end(), for its main
 * thread alone, and that has one context. */
static struct {
  napi_shim_runtime *runtime; /* NULL: not open, or closed for good */
  JSContext *ctx;
  JSValue os;    /* the namespace of qjs:os, or undefined before it is there */
  JSValue timer; /* what os.setTimeout gave, or undefined */
  JSValue turn;  /* the function that turns the library's loop */
  JSClassID guard; /* class of the object that dies with the program */
  bool reading;    /* a read handler is set */
  bool due;        /* a timer for now is set */
} host;

/* os.NAME(a, b). An exception ends the program, as it would in a handler. */
static JSValue call_os(const char *name, JSValueConst a, JSValueConst b) {
  JSValueConst argv[] = {a, b};
  JSValue function = JS_GetPropertyStr(host.ctx, host.os, name);
  JSValue result = JS_Call(host.ctx, function, JS_UNDEFINED, 2, argv);
  JS_FreeValue(host.ctx, function);
  if (JS_IsException(result)) {
    JSValue error = JS_GetException(host.ctx);
    const char *text = JS_ToCString(host.ctx, error);
    fprintf(stderr, "os.%s: %s\n", name, text != NULL ? text : "?");
    exit(1);
  }
  return result;
}

static void set_timer(int milliseconds) {
  if (!JS_IsUndefined(host.timer))
    JS_FreeValue(host.ctx, call_os("clearTimeout", host.timer, JS_UNDEFINED));
  JS_FreeValue(host.ctx, host.timer);
  host.timer = JS_UNDEFINED;
  host.due = milliseconds == 0;
  if (milliseconds >= 0)
    host.timer =
        call_os("setTimeout", host.turn, JS_NewInt32(host.ctx, milliseconds));
}

/* The handlers keep qjs running, so they are there while the loop is alive. */
static void set_handlers(void) {
  bool alive = napi_shim_runtime_alive(host.runtime);
  JSValue fd = JS_NewInt32(host.ctx, napi_shim_runtime_poll_fd(host.runtime));
  if (alive != host.reading)
    JS_FreeValue(host.ctx,
                 call_os("setReadHandler", fd, alive ? host.turn : JS_NULL));
  host.reading = alive;
  set_timer(napi_shim_runtime_poll_timeout(host.runtime));
}

static JSValue turn(JSContext *ctx, JSValueConst self, int argc,
                    JSValueConst *argv) {
  (void)ctx, (void)self, (void)argc, (void)argv;
  if (host.runtime == NULL)
    return JS_UNDEFINED;
  host.due = false;
  napi_shim_runtime_run_once(host.runtime);
  set_handlers();
  return JS_UNDEFINED;
}

/* An addon may have begun something: the next turn of qjs's loop is ours. */
static JSValue plan_turn(JSContext *ctx, int argc, JSValueConst *argv) {
  (void)ctx, (void)argc, (void)argv;
  if (host.runtime != NULL && !host.due)
    set_timer(0);
  return JS_UNDEFINED;
}

/* In a job, since an exception may be on its way to the script. */
static void after_call(void *data) {
  (void)data;
  if (!host.due)
    JS_EnqueueJob(host.ctx, plan_turn, 0, NULL);
}

/* Cleanup hooks and finalizers of addons; then nothing of ours is left. */
static void end(void) {
  if (host.runtime == NULL)
    return;
  napi_shim_runtime *runtime = host.runtime;
  host.runtime = NULL;
  napi_shim_runtime_close(runtime);
  JS_FreeValue(host.ctx, host.os);
  JS_FreeValue(host.ctx, host.timer);
  JS_FreeValue(host.ctx, host.turn);
}

/* The program ends: it has let its handlers go. We are inside a release of
 * values, where nothing may be collected. */
static void guard_died(JSRuntime *rt, JSValueConst value) {
  (void)value;
  size_t threshold = JS_GetGCThreshold(rt);
  JS_SetGCThreshold(rt, (size_t)-1);
  end();
  JS_SetGCThreshold(rt, threshold);
}

static JSValue nothing(JSContext *ctx, JSValueConst self, int argc,
                       JSValueConst *argv, int magic, JSValueConst *data) {
  (void)ctx, (void)self, (void)argc, (void)argv, (void)magic, (void)data;
  return JS_UNDEFINED;
}

/* qjs tells nobody that it ends, but it frees handlers before contexts. One
 * for a signal that nobody sends does not keep it running, and holds the only
 * reference to our guard. exit() takes the other way. */
static void watch_end(void) {
  static const JSClassDef definition = {.class_name = "napi-shim",
                                        .finalizer = guard_died};
  enum { unused_signal = 63 };
  JSContext *ctx = host.ctx;
  JS_NewClassID(JS_GetRuntime(ctx), &host.guard);
  JS_NewClass(JS_GetRuntime(ctx), host.guard, &definition);
  JSValue guard = JS_NewObjectClass(ctx, (int)host.guard);
  JSValue handler = JS_NewCFunctionData(ctx, nothing, 0, 0, 1, &guard);
  JS_FreeValue(ctx, guard);
  JS_FreeValue(ctx,
               call_os("signal", JS_NewInt32(ctx, unused_signal), handler));
  JS_FreeValue(ctx, handler);
  atexit(end);
}

/* The namespace of qjs:os; an exception if there is none. */
static JSValue import_os(JSContext *ctx) {
  static const char text[] = "export * as os from 'qjs:os'";
  JSValue code = JS_Eval(ctx, text, sizeof text - 1, "napi-shim:os",
                         JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
  if (JS_IsException(code))
    return code;
  JSModuleDef *module = JS_VALUE_GET_PTR(code);
  JS_FreeValue(ctx, JS_EvalFunction(ctx, code));
  JSValue names = JS_GetModuleNamespace(ctx, module);
  JSValue os = JS_GetPropertyStr(ctx, names, "os");
  JS_FreeValue(ctx, names);
  return os;
}

static bool open_runtime(JSContext *ctx) {
  napi_shim_options options = {.size = sizeof options,
                               .engine = "quickjs",
                               .native_vm = JS_GetRuntime(ctx),
                               .native_realm = ctx,
                               .callbacks = {.size = sizeof options.callbacks,
                                             .after_call = after_call}};
  JSValue os = import_os(ctx);
  if (JS_IsException(os))
    return false;
  if (napi_shim_runtime_open(&options, &host.runtime) != napi_shim_ok) {
    JS_FreeValue(ctx, os);
    JS_ThrowInternalError(ctx, "%s", napi_shim_last_error());
    return false;
  }
  host.ctx = ctx;
  host.os = os;
  host.timer = JS_UNDEFINED;
  host.turn = JS_NewCFunction(ctx, turn, "turn", 0);
  watch_end();
  return true;
}

/* loadAddon(path): the exports of the addon. */
static JSValue load_addon(JSContext *ctx, JSValueConst self, int argc,
                          JSValueConst *argv) {
  (void)self;
  if (host.runtime == NULL && !open_runtime(ctx))
    return JS_EXCEPTION;
  const char *path = JS_ToCString(ctx, argc > 0 ? argv[0] : JS_UNDEFINED);
  if (path == NULL)
    return JS_EXCEPTION;
  napi_env env = napi_shim_runtime_env(host.runtime);
  napi_value module, exports, error;
  napi_shim_runtime_enter_from_script(host.runtime);
  napi_create_object(env, &module);
  napi_create_object(env, &exports);
  napi_set_named_property(env, module, "exports", exports);
  char *full = realpath(path, NULL);
  napi_shim_status status = napi_shim_runtime_load(
      host.runtime, full != NULL ? full : path, module, &exports);
  free(full);
  JS_FreeCString(ctx, path);
  JSValue result;
  if (status == napi_shim_ok) {
    result = napi_shim_quickjs_from_napi(env, exports);
  } else {
    napi_get_and_clear_last_exception(env, &error);
    result = JS_Throw(ctx, napi_shim_quickjs_from_napi(env, error));
  }
  napi_shim_runtime_leave(host.runtime);
  after_call(NULL);
  return result;
}

static int init(JSContext *ctx, JSModuleDef *module) {
  return JS_SetModuleExport(ctx, module, "loadAddon",
                            JS_NewCFunction(ctx, load_addon, "loadAddon", 1));
}

/* What the program looks for in a library that is imported. */
JSModuleDef *js_init_module(JSContext *ctx, const char *name);

JSModuleDef *js_init_module(JSContext *ctx, const char *name) {
  JSModuleDef *module = JS_NewCModule(ctx, name, init);
  if (module != NULL)
    JS_AddModuleExport(ctx, module, "loadAddon");
  return module;
}
