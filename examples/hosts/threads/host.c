/* SPDX-License-Identifier: MIT */
/* A runtime per thread, each with a loop and the addon of its own:
 * host addon.node script. The engines take turns, unless NAPI_SHIM_ENGINE
 * names one. */

#include <napi_shim.h>
#include <stdio.h>
#include <stdlib.h>

enum { threads = 4 };

struct job {
  uv_thread_t thread;
  const char *engine, *addon, *script;
  char text[1024]; /* what the global `result` is in the end */
};

static void load(napi_shim_runtime *runtime, const struct job *job) {
  napi_env env = napi_shim_runtime_env(runtime);
  napi_value module, exports, global;
  napi_create_object(env, &module);
  napi_create_object(env, &exports);
  napi_set_named_property(env, module, "exports", exports);
  if (napi_shim_runtime_load(runtime, job->addon, module, &exports) !=
      napi_shim_ok)
    return;
  napi_get_global(env, &global);
  napi_set_named_property(env, global, "addon", exports);
  napi_shim_runtime_evaluate(runtime, job->script, NAPI_AUTO_LENGTH, "main",
                             NULL);
}

static void work(void *data) {
  struct job *job = data;
  napi_shim_runtime *runtime;
  /* Without a loop in the options, the runtime has its own. */
  napi_shim_options options = {.size = sizeof options, .engine = job->engine};
  if (napi_shim_runtime_open(&options, &runtime) != napi_shim_ok) {
    snprintf(job->text, sizeof job->text, "%s", napi_shim_last_error());
    return;
  }
  napi_shim_runtime_enter(runtime);
  load(runtime, job);
  napi_shim_runtime_leave(runtime);
  uv_run(napi_shim_runtime_loop(runtime), UV_RUN_DEFAULT);

  napi_env env = napi_shim_runtime_env(runtime);
  napi_value result;
  napi_shim_runtime_enter(runtime);
  if (napi_shim_runtime_evaluate(runtime, "String(globalThis.result)",
                                 NAPI_AUTO_LENGTH, "end",
                                 &result) == napi_shim_ok)
    napi_get_value_string_utf8(env, result, job->text, sizeof job->text, NULL);
  napi_shim_runtime_leave(runtime);
  napi_shim_runtime_close(runtime);
}

int main(int argc, char **argv) {
  const char *const *engines = napi_shim_engines();
  const char *only = getenv("NAPI_SHIM_ENGINE");
  struct job jobs[threads];
  size_t count = 0;
  if (argc != 3)
    return fprintf(stderr, "usage: host addon.node script\n"), 1;
  while (engines[count] != NULL)
    count++;
  for (size_t i = 0; i < threads; i++) {
    jobs[i] = (struct job){.engine = only != NULL ? only : engines[i % count],
                           .addon = argv[1],
                           .script = argv[2]};
    uv_thread_create(&jobs[i].thread, work, &jobs[i]);
  }
  for (size_t i = 0; i < threads; i++) {
    uv_thread_join(&jobs[i].thread);
    printf("%s: %s\n", jobs[i].engine, jobs[i].text);
  }
  return 0;
}
