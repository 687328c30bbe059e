/* SPDX-License-Identifier: MIT */
/* A host whose loop is poll(), without libuv: host addon.node script */

#include <napi_shim.h>
#include <poll.h>
#include <stdio.h>

/* Turns the library's work into the host's own events, until none is left. */
static void loop(napi_shim_runtime *runtime) {
  struct pollfd events = {.fd = napi_shim_runtime_poll_fd(runtime),
                          .events = POLLIN};
  int turns = 0;
  do {
    napi_shim_runtime_run_once(runtime);
    if (!napi_shim_runtime_alive(runtime))
      break;
    poll(&events, 1, napi_shim_runtime_poll_timeout(runtime));
  } while (++turns < 10000);
}

int main(int argc, char **argv) {
  napi_shim_runtime *runtime;
  napi_shim_options options = {.size = sizeof options};
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
                               NULL);
  }
  napi_shim_runtime_leave(runtime); /* reports what was thrown */
  loop(runtime);

  char text[1024] = "?";
  napi_shim_runtime_enter(runtime);
  napi_shim_runtime_evaluate(runtime, "String(globalThis.result)",
                             NAPI_AUTO_LENGTH, "end", &result);
  napi_get_value_string_utf8(env, result, text, sizeof text, NULL);
  napi_shim_runtime_leave(runtime);
  printf("%s\n", text);
  return napi_shim_runtime_close(runtime) == napi_shim_ok ? 0 : 1;
}
