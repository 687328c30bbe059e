/* SPDX-License-Identifier: MIT */
/* A QuickJS program of its own loads addons: host addon.node script */

#include <napi_shim.h>
#include <napi_shim_quickjs.h>
#include <stdio.h>

/* Runs a script in the host's own way and prints what it gives. */
static void run(JSContext *ctx, const char *script) {
  JSValue value = JS_Eval(ctx, script, strlen(script), "host", 0);
  if (JS_IsException(value))
    value = JS_GetException(ctx);
  const char *text = JS_ToCString(ctx, value);
  printf("%s\n", text);
  JS_FreeCString(ctx, text);
  JS_FreeValue(ctx, value);
  while (JS_ExecutePendingJob(JS_GetRuntime(ctx), &ctx) > 0)
    ;
}

int main(int argc, char **argv) {
  JSRuntime *rt = JS_NewRuntime();
  JSContext *ctx = JS_NewContext(rt);
  napi_shim_runtime *runtime;
  napi_shim_options options = {.size = sizeof options,
                               .loop = uv_default_loop(),
                               .engine = "quickjs",
                               .native_vm = rt,
                               .native_realm = ctx};
  if (argc != 3 || napi_shim_runtime_open(&options, &runtime) != napi_shim_ok)
    return fprintf(stderr, "%s\n", napi_shim_last_error()), 1;

  napi_env env = napi_shim_runtime_env(runtime);
  napi_value module, exports;
  napi_shim_runtime_enter(runtime);
  napi_create_object(env, &module);
  napi_create_object(env, &exports);
  napi_set_named_property(env, module, "exports", exports);
  if (napi_shim_runtime_load(runtime, argv[1], module, &exports) ==
      napi_shim_ok) {
    JSValue global = JS_GetGlobalObject(ctx);
    JS_SetPropertyStr(ctx, global, "addon",
                      napi_shim_quickjs_from_napi(env, exports));
    JS_FreeValue(ctx, global);
  }
  napi_shim_runtime_leave(runtime); /* reports what was thrown */

  run(ctx, argv[2]);
  uv_run(options.loop, UV_RUN_DEFAULT);
  run(ctx, "String(globalThis.late)");
  napi_shim_runtime_close(runtime);
  run(ctx, "'after the addons: ' + [1, 2, 3].map((n) => n * n)");
  JS_FreeContext(ctx);
  JS_FreeRuntime(rt);
  return uv_loop_close(options.loop);
}
