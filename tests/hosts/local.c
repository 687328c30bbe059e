/* SPDX-License-Identifier: MIT */
/* A host that opens the library with dlopen and RTLD_LOCAL, so that nothing of
 * it is in the global scope: local libnapi-shim.so.0 addon.node script */

#include <dlfcn.h>
#include <napi_shim.h>
#include <stdio.h>
#include <stdlib.h>

static void *library;

static void *find(const char *name) {
  void *symbol = dlsym(library, name);
  if (symbol == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  return symbol;
}

#define FIND(name) __typeof__(name) *name##_ = find(#name)

int main(int argc, char **argv) {
  if (argc != 4)
    return fprintf(stderr, "usage: local library addon.node script\n"), 1;
  library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL)
    return fprintf(stderr, "%s\n", dlerror()), 1;
  if (dlsym(RTLD_DEFAULT, "napi_create_object") != NULL)
    return fprintf(stderr, "the library is global already\n"), 1;
  FIND(napi_shim_runtime_open);
  FIND(napi_shim_last_error);
  FIND(napi_shim_runtime_env);
  FIND(napi_shim_runtime_enter);
  FIND(napi_shim_runtime_leave);
  FIND(napi_shim_runtime_load);
  FIND(napi_shim_runtime_evaluate);
  FIND(napi_shim_runtime_loop);
  FIND(napi_shim_runtime_close);
  FIND(napi_create_object);
  FIND(napi_set_named_property);
  FIND(napi_get_global);
  FIND(napi_get_value_string_utf8);
  int (*run_loop)(uv_loop_t *, uv_run_mode) =
      (int (*)(uv_loop_t *, uv_run_mode))(uintptr_t)find("uv_run");

  napi_shim_runtime *runtime;
  napi_shim_options options = {.size = sizeof options};
  if (napi_shim_runtime_open_(&options, &runtime) != napi_shim_ok)
    return fprintf(stderr, "%s\n", napi_shim_last_error_()), 1;
  napi_env env = napi_shim_runtime_env_(runtime);
  napi_value module, exports, global, result;
  char text[256] = "?";
  napi_shim_runtime_enter_(runtime);
  napi_create_object_(env, &module);
  napi_create_object_(env, &exports);
  napi_set_named_property_(env, module, "exports", exports);
  if (napi_shim_runtime_load_(runtime, argv[2], module, &exports) ==
      napi_shim_ok) {
    napi_get_global_(env, &global);
    napi_set_named_property_(env, global, "addon", exports);
    if (napi_shim_runtime_evaluate_(runtime, argv[3], NAPI_AUTO_LENGTH, "main",
                                    &result) == napi_shim_ok)
      napi_get_value_string_utf8_(env, result, text, sizeof text, NULL);
  }
  napi_shim_runtime_leave_(runtime);
  run_loop(napi_shim_runtime_loop_(runtime), UV_RUN_DEFAULT);
  printf("%s\n", text);
  return napi_shim_runtime_close_(runtime) != napi_shim_ok;
}
