/* SPDX-License-Identifier: MIT */
/* A JavaScriptCore program of its own loads addons: host addon.node script */

#include <napi_shim.h>
#include <napi_shim_javascriptcore.h>
#include <stdio.h>

/* Runs a script in the host's own way and prints what it gives. */
static void run(JSContextRef context, const char *script) {
  char text[1024] = "?";
  JSValueRef thrown = NULL;
  JSStringRef source = JSStringCreateWithUTF8CString(script);
  JSValueRef value = JSEvaluateScript(context, source, NULL, NULL, 1, &thrown);
  JSStringRef string =
      JSValueToStringCopy(context, value != NULL ? value : thrown, NULL);
  JSStringGetUTF8CString(string, text, sizeof text);
  printf("%s\n", text);
  JSStringRelease(string);
  JSStringRelease(source);
}

int main(int argc, char **argv) {
  JSGlobalContextRef context = JSGlobalContextCreate(NULL);
  napi_shim_runtime *runtime;
  napi_shim_options options = {.size = sizeof options,
                               .loop = uv_default_loop(),
                               .engine = "javascriptcore",
                               .native_vm = (void *)JSContextGetGroup(context),
                               .native_realm = context};
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
    JSStringRef name = JSStringCreateWithUTF8CString("addon");
    JSObjectSetProperty(context, JSContextGetGlobalObject(context), name,
                        napi_shim_javascriptcore_from_napi(env, exports), 0,
                        NULL);
    JSStringRelease(name);
  }
  napi_shim_runtime_leave(runtime); /* reports what was thrown */

  run(context, argv[2]);
  uv_run(options.loop, UV_RUN_DEFAULT);
  run(context, "String(globalThis.late)");
  napi_shim_runtime_close(runtime);
  run(context, "'after the addons: ' + [1, 2, 3].map((n) => n * n)");
  JSGlobalContextRelease(context);
  return uv_loop_close(options.loop);
}
