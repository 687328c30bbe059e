/* SPDX-License-Identifier: MIT */
/* A second global in the same VM: Node's vm module makes one for the oracle,
 * here it comes straight from the engine's table. */
#include "../common.h"

#include "env/env.h"

static struct napi_shim_runtime *runtime;
static napi_shim_realm *other;

static void close_other(void *unused) {
  (void)unused;
  runtime->engine->realm_close(other);
}

static void open_other(napi_env env) {
  runtime = env->runtime;
  if (runtime->engine->realm_open(runtime->vm, NULL, &other) !=
      napi_shim_engine_ok) {
    fprintf(stderr, "the engine opens no second global\n");
    abort();
  }
  MUST(napi_add_env_cleanup_hook(env, close_other, NULL));
}

/* inOther(source): what the script gives in the other global. */
static napi_value in_other(napi_env env, napi_callback_info info) {
  char source[8192];
  size_t argc = 1, length;
  napi_value argument, holder, key, result;
  napi_shim_slot made;
  MUST(napi_get_cb_info(env, info, &argc, &argument, NULL, NULL));
  MUST(napi_get_value_string_utf8(env, argument, source, sizeof source,
                                  &length));
  MUST(napi_create_object(env, &holder));
  MUST(napi_create_string_utf8(env, "made", NAPI_AUTO_LENGTH, &key));
  if (other == NULL)
    open_other(env);
  const napi_shim_engine *engine = runtime->engine;
  if (engine->evaluate(other, source, length, "other", &made) !=
          napi_shim_engine_ok ||
      engine->set(env->realm->engine_realm, slot_of(holder), slot_of(key),
                  &made) != napi_shim_engine_ok) {
    fprintf(stderr, "the other global's script failed\n");
    abort();
  }
  if (engine->release != NULL)
    engine->release(runtime->vm, &made, 1);
  MUST(napi_get_property(env, holder, key, &result));
  return result;
}

void topic_init(napi_env env, napi_value exports) {
  export_function(env, exports, "inOther", in_other);
}
