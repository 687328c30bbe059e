/* SPDX-License-Identifier: MIT */
/* A JavaScriptCore host that stays in charge: what is promised to it while and
 * after the library is attached: attach addon.node */

#include <napi_shim.h>
#include <napi_shim_javascriptcore.h>
#include <stdio.h>
#include <stdlib.h>

static JSGlobalContextRef context;
static napi_shim_runtime *runtime;
static const char *addon_path;
static int failed, after_calls;

static void is(const char *what, bool ok) {
  printf("%s: %s\n", ok ? "ok" : "FAIL", what);
  failed |= !ok;
}

/* Whether the script gives true. */
static bool holds(const char *script) {
  JSValueRef thrown = NULL;
  JSStringRef source = JSStringCreateWithUTF8CString(script);
  JSValueRef value = JSEvaluateScript(context, source, NULL, NULL, 1, &thrown);
  JSStringRelease(source);
  if (thrown != NULL) {
    char text[256];
    JSStringRef string = JSValueToStringCopy(context, thrown, NULL);
    JSStringGetUTF8CString(string, text, sizeof text);
    printf("%s threw %s\n", script, text);
    JSStringRelease(string);
    return false;
  }
  return JSValueIsBoolean(context, value) && JSValueToBoolean(context, value);
}

static void after_call(void *data) {
  (void)data;
  after_calls++;
}

static JSValueRef load(JSContextRef caller, JSObjectRef function,
                       JSObjectRef self, size_t argc, const JSValueRef argv[],
                       JSValueRef *thrown) {
  napi_env env = napi_shim_runtime_env(runtime);
  napi_value module, exports, error;
  JSValueRef result;
  char path[4096];
  (void)function, (void)self;
  snprintf(path, sizeof path, "%s", addon_path);
  if (argc > 0) {
    JSStringRef string = JSValueToStringCopy(caller, argv[0], NULL);
    JSStringGetUTF8CString(string, path, sizeof path);
    JSStringRelease(string);
  }
  napi_shim_runtime_enter_from_script(runtime);
  napi_create_object(env, &module);
  napi_create_object(env, &exports);
  napi_set_named_property(env, module, "exports", exports);
  if (napi_shim_runtime_load(runtime, path, module, &exports) == napi_shim_ok) {
    result = napi_shim_javascriptcore_from_napi(env, exports);
  } else {
    napi_get_and_clear_last_exception(env, &error);
    *thrown = napi_shim_javascriptcore_from_napi(env, error);
    result = JSValueMakeUndefined(caller);
  }
  napi_shim_runtime_leave(runtime);
  return result;
}

static void attach(uv_loop_t *loop) {
  napi_shim_options options = {.size = sizeof options,
                               .loop = loop,
                               .engine = "javascriptcore",
                               .native_vm = (void *)JSContextGetGroup(context),
                               .native_realm = context,
                               .callbacks = {.size = sizeof options.callbacks,
                                             .after_call = after_call}};
  if (napi_shim_runtime_open(&options, &runtime) != napi_shim_ok) {
    printf("FAIL: %s\n", napi_shim_last_error());
    exit(1);
  }
}

static void make_load(void) {
  JSStringRef name = JSStringCreateWithUTF8CString("load");
  JSObjectSetProperty(context, JSContextGetGlobalObject(context), name,
                      JSObjectMakeFunctionWithCallback(context, name, load), 0,
                      NULL);
  JSStringRelease(name);
}

static void scripts_come_first(void) {
  is("no job runs while a script loads and calls",
     holds("var order = [];"
           "Promise.resolve().then(() => order.push('job'));"
           "var addon = load(); order.push('loaded');"
           "addon.add(1, 2); order.push('called');"
           "order.join() === 'loaded,called'"));
  is("the job runs after it", holds("order.join() === 'loaded,called,job'"));
  int before = after_calls;
  is("after_call: once per call by the host's own script",
     holds("addon.add(1, 2); addon.add(3, 4); true") &&
         after_calls == before + 2);
  is("a load that fails throws into the script",
     holds("var code; try { load('/no/such.node') }"
           "catch (error) { code = error.code }"
           "code === 'ERR_DLOPEN_FAILED'"));
}

/* The engine's, though no header has it. */
typedef bool should_stop(JSContextRef context, void *data);
__attribute__((weak)) void
JSContextGroupSetExecutionTimeLimit(JSContextGroupRef group, double seconds,
                                    should_stop *callback, void *data);

static bool stop(JSContextRef caller, void *data) {
  (void)caller;
  ++*(int *)data;
  return true;
}

static void time_limits_are_the_hosts(uv_loop_t *loop) {
  static int stops; /* the engine may ask after this function */
  JSContextGroupRef group = JSContextGetGroup(context);
  if (JSContextGroupSetExecutionTimeLimit == NULL) {
    printf("note: this engine has no time limits\n");
    return;
  }
  JSContextGroupSetExecutionTimeLimit(group, 0.05, stop, &stops);
  attach(loop);
  JSStringRef source = JSStringCreateWithUTF8CString("for (;;);");
  JSEvaluateScript(context, source, NULL, NULL, 1, NULL);
  is("the host's time limit holds while attached", stops == 1);
  napi_shim_runtime_close(runtime);
  JSEvaluateScript(context, source, NULL, NULL, 1, NULL);
  is("the host's time limit holds afterwards", stops == 2);
  JSStringRelease(source);
  JSContextGroupSetExecutionTimeLimit(group, 1e9, stop, &stops);
}

static void termination_is_the_runtimes(uv_loop_t *loop) {
  attach(loop);
  holds("addon = load(); true");
  napi_shim_runtime_terminate(runtime);
  is("a script that calls a terminated runtime ends",
     !holds("for (;;) try { addon.add(1, 2) } catch { }"));
  is("the host's next script runs",
     holds("(() => { let sum = 0; for (let i = 0; i < 1e7; i++) sum += i;"
           "         return sum === 49999995000000 })()"));
  is("a terminated runtime closes",
     napi_shim_runtime_close(runtime) == napi_shim_ok);
  is("the host's scripts run on",
     holds("(() => { let sum = 0; for (let i = 0; i < 1e7; i++) sum += i;"
           "         return sum === 49999995000000 })()"));
}

int main(int argc, char **argv) {
  uv_loop_t loop;
  if (argc != 2)
    return fprintf(stderr, "usage: attach addon.node\n"), 1;
  addon_path = argv[1];
  uv_loop_init(&loop);
  context = JSGlobalContextCreate(NULL);
  make_load();
  attach(&loop);
  scripts_come_first();
  is("work begins", holds("addon.squareLater(9).then((n) => { nine = n });"
                          "var nine; var counter = new addon.Counter();"
                          "counter.next() === 1"));
  uv_run(&loop, UV_RUN_DEFAULT);
  is("work ends on the host's loop", holds("nine === 81"));
  JSGarbageCollect(context);
  is("close", napi_shim_runtime_close(runtime) == napi_shim_ok);
  is("functions of addons throw afterwards",
     holds("var thrown; try { addon.add(1, 2) } catch (error) { thrown = error"
           "} thrown instanceof Error"));
  is("objects stay objects",
     holds("counter.more = 1; Object.keys(counter).join() === 'more'"));
  JSGarbageCollect(context);
  is("the context works on", holds("[3, 1, 2].sort().join() === '1,2,3'"));
  attach(&loop);
  is("attached again", holds("load().add(1, 2) === 3"));
  napi_shim_runtime_close(runtime);
  time_limits_are_the_hosts(&loop);
  termination_is_the_runtimes(&loop);
  JSGlobalContextRelease(context);
  is("no handle is left in the loop", uv_loop_close(&loop) == 0);
  return failed;
}
