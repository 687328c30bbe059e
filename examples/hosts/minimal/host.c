/* SPDX-License-Identifier: MIT */
/* The smallest host: loads an addon and runs a script that uses it.
 *
 * cc minimal.c $(pkg-config --cflags --libs napi-shim) -o minimal
 * ./minimal addon.node 'console-free code that uses the global `addon`' */

#include <napi_shim.h>
#include <stdio.h>

int main(int argc, char **argv) {
  napi_shim_runtime *runtime;
  napi_shim_options options = {.size = sizeof options,
                               .loop = uv_default_loop()};
  if (argc != 3 || napi_shim_runtime_open(&options, &runtime) != napi_shim_ok)
    return fprintf(stderr, "%s\n", napi_shim_last_error()), 1;

  napi_env env = napi_shim_runtime_env(runtime);
  napi_value module, exports, global, result;
  napi_shim_runtime_enter(runtime);
  napi_create_object(env, &module);
  napi_create_object(env, &exports);
  napi_set_named_property(env, module, "exports", exports);
  if (napi_shim_runtime_load(runtime, argv[1], module, &exports) ==
      napi_shim_ok) {
    napi_get_global(env, &global);
    napi_set_named_property(env, global, "addon", exports);
    napi_shim_runtime_evaluate(runtime, argv[2], NAPI_AUTO_LENGTH, "main",
                               &result);
  }
  napi_shim_runtime_leave(runtime); /* reports what was thrown */

  uv_run(options.loop, UV_RUN_DEFAULT);
  return napi_shim_runtime_close(runtime) == napi_shim_ok ? 0 : 1;
}
