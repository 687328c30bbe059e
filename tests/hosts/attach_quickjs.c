/* SPDX-License-Identifier: MIT */
/* A QuickJS host that stays in charge: what is promised to it before, while
 * and after the library is attached: attach addon.node */

#include <napi_shim.h>
#include <napi_shim_quickjs.h>
#include <stdio.h>
#include <stdlib.h>

static JSRuntime *rt;
static JSContext *contexts[2];
static napi_shim_runtime *runtimes[2];
static const char *addon_path;
static int failed, after_calls;

static void is(const char *what, bool ok) {
  printf("%s: %s\n", ok ? "ok" : "FAIL", what);
  failed |= !ok;
}

static void run_jobs(void) {
  JSContext *ctx;
  while (JS_ExecutePendingJob(rt, &ctx) > 0)
    ;
}

/* Whether the script gives true. */
static bool holds(JSContext *ctx, const char *script) {
  JSValue value = JS_Eval(ctx, script, strlen(script), "test", 0);
  bool is_true = JS_IsBool(value) && JS_ToBool(ctx, value);
  if (JS_IsException(value)) {
    JSValue error = JS_GetException(ctx);
    const char *text = JS_ToCString(ctx, error);
    printf("%s threw %s\n", script, text);
    JS_FreeCString(ctx, text);
    JS_FreeValue(ctx, error);
  }
  JS_FreeValue(ctx, value);
  return is_true;
}

static void after_call(void *data) {
  (void)data;
  after_calls++;
}

static napi_shim_status load(int which, const char *path, JSValue *result) {
  napi_shim_runtime *runtime = runtimes[which];
  napi_env env = napi_shim_runtime_env(runtime);
  napi_value module, exports, error;
  napi_shim_runtime_enter_from_script(runtime);
  napi_create_object(env, &module);
  napi_create_object(env, &exports);
  napi_set_named_property(env, module, "exports", exports);
  napi_shim_status status =
      napi_shim_runtime_load(runtime, path, module, &exports);
  if (status != napi_shim_ok)
    napi_get_and_clear_last_exception(env, &error);
  *result = napi_shim_quickjs_from_napi(env, status == napi_shim_ok ? exports
                                                                    : error);
  napi_shim_runtime_leave(runtime);
  return status;
}

/* load() as a function of scripts, for the context that calls. */
static JSValue load_from_script(JSContext *ctx, JSValueConst self, int argc,
                                JSValueConst *argv) {
  JSValue result;
  const char *path = argc > 0 ? JS_ToCString(ctx, argv[0]) : NULL;
  (void)self;
  napi_shim_status status =
      load(ctx == contexts[1], path != NULL ? path : addon_path, &result);
  JS_FreeCString(ctx, path);
  return status == napi_shim_ok ? result : JS_Throw(ctx, result);
}

static void open_host(int which, uv_loop_t *loop) {
  JSContext *ctx = contexts[which] = JS_NewContext(rt);
  napi_shim_options options = {.size = sizeof options,
                               .loop = loop,
                               .engine = "quickjs",
                               .native_vm = rt,
                               .native_realm = ctx,
                               .callbacks = {.size = sizeof options.callbacks,
                                             .after_call = after_call}};
  if (napi_shim_runtime_open(&options, &runtimes[which]) != napi_shim_ok) {
    printf("FAIL: %s\n", napi_shim_last_error());
    exit(1);
  }
  JSValue global = JS_GetGlobalObject(ctx);
  JS_SetPropertyStr(ctx, global, "load",
                    JS_NewCFunction(ctx, load_from_script, "load", 1));
  JS_FreeValue(ctx, global);
}

static void values_keep_their_identity(void) {
  JSContext *ctx = contexts[0];
  napi_env env = napi_shim_runtime_env(runtimes[0]);
  JSValue object = JS_NewObject(ctx);
  napi_shim_runtime_enter(runtimes[0]);
  napi_value handle = napi_shim_quickjs_to_napi(env, object), name;
  napi_create_string_utf8(env, "value", NAPI_AUTO_LENGTH, &name);
  napi_set_named_property(env, handle, "name", name);
  JSValue back = napi_shim_quickjs_from_napi(env, handle);
  is("a value comes back as it went",
     JS_VALUE_GET_PTR(object) == JS_VALUE_GET_PTR(back));
  JS_FreeValue(ctx, back);
  napi_shim_runtime_leave(runtimes[0]);
  JS_FreeValue(ctx, object);
}

static void scripts_come_first(void) {
  JSContext *ctx = contexts[0];
  is("no job runs while a script loads and calls",
     holds(ctx, "globalThis.order = [];"
                "Promise.resolve().then(() => order.push('job'));"
                "globalThis.addon = load(); order.push('loaded');"
                "addon.add(1, 2); order.push('called');"
                "order.join() === 'loaded,called'"));
  run_jobs();
  is("the host runs its jobs",
     holds(ctx, "order.join() === 'loaded,called,job'"));
  int before = after_calls;
  is("after_call: once per call by the host's own script",
     holds(ctx, "addon.add(1, 2); addon.add(3, 4); true") &&
         after_calls == before + 2);
  is("a load that fails throws into the script",
     holds(ctx, "try { load('/no/such.node'); false }"
                "catch (error) { error.code === 'ERR_DLOPEN_FAILED' }"));
}

static void contexts_are_apart(void) {
  is("a second context has an instance of its own",
     holds(contexts[1], "globalThis.addon = load();"
                        "addon.add(20, 22) === 42"));
  JSValue exports = JS_UNDEFINED;
  load(0, addon_path, &exports);
  JSValue global = JS_GetGlobalObject(contexts[1]);
  JS_SetPropertyStr(contexts[1], global, "foreign", exports);
  JS_FreeValue(contexts[1], global);
  is("functions of the other context work here",
     holds(contexts[1], "foreign.add !== addon.add && foreign.add(1, 1) === 2"
                        "&& new foreign.Counter().next() === 1"));
}

static void promises_settle(uv_loop_t *loop) {
  is("work begins", holds(contexts[0], "addon.squareLater(9).then((n) =>"
                                       "{ globalThis.nine = n }); true"));
  uv_run(loop, UV_RUN_DEFAULT);
  is("work ends on the host's loop", holds(contexts[0], "nine === 81"));
}

static void the_end(void) {
  is("objects are kept over the end",
     holds(contexts[0], "globalThis.counter = new addon.Counter();"
                        "counter.next(); true"));
  is("close", napi_shim_runtime_close(runtimes[0]) == napi_shim_ok);
  is("functions of addons throw afterwards",
     holds(contexts[0], "let thrown; try { addon.add(1, 2) }"
                        "catch (error) { thrown = error }"
                        "thrown instanceof TypeError"));
  is("objects stay objects",
     holds(contexts[0], "counter.more = 1;"
                        "Object.keys(counter).join() === 'more'"));
  is("the other runtime does not notice",
     holds(contexts[1], "addon.add(2, 3) === 5"));
  is("close the other one",
     napi_shim_runtime_close(runtimes[1]) == napi_shim_ok);
  JS_RunGC(rt);
  is("the context works on",
     holds(contexts[0], "[3, 1, 2].sort().join() === '1,2,3'"));
}

/* A VM of the library's own, made by the host's copy of the engine. */
static void open_on_the_hosts_copy(uv_loop_t *loop) {
  napi_shim_runtime *runtime;
  napi_shim_options options = {
      .size = sizeof options, .loop = loop, .engine = "quickjs-host"};
  bool ok = napi_shim_runtime_open(&options, &runtime) == napi_shim_ok;
  if (ok)
    napi_shim_runtime_close(runtime);
  is("the library opens a VM on the host's copy", ok);
}

int main(int argc, char **argv) {
  uv_loop_t loop;
  if (argc != 2)
    return fprintf(stderr, "usage: attach addon.node\n"), 1;
  addon_path = argv[1];
  uv_loop_init(&loop);
  rt = JS_NewRuntime();
  open_host(0, &loop);
  open_host(1, &loop);
  values_keep_their_identity();
  scripts_come_first();
  contexts_are_apart();
  promises_settle(&loop);
  the_end();
  /* Attaching again, after all that. */
  JS_FreeContext(contexts[1]);
  open_host(1, &loop);
  is("attached again", holds(contexts[1], "load().add(1, 2) === 3"));
  napi_shim_runtime_close(runtimes[1]);
  JS_FreeContext(contexts[0]);
  JS_FreeContext(contexts[1]);
  JS_FreeRuntime(rt);
  open_on_the_hosts_copy(&loop);
  is("no handle is left in the loop", uv_loop_close(&loop) == 0);
  return failed;
}
