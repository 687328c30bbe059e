/* SPDX-License-Identifier: MIT */
/* What an addon asks of the program around it: versions, loop, file name, and
 * the two ways to tell it of a fault. */

#include <string.h>

#include "env/memory.h"
#include "napi/entry.h"

/* Version 1. The Node version that the runtime stands for; static. */
napi_status impl_napi_get_node_version(node_api_basic_env basic_env,
                                       const napi_node_version **version) {
  napi_env env = (napi_env)basic_env;
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, version);
  *version = &env->runtime->node_version;
  LEAVE(env, napi_ok);
}

/* Version 2. The loop of the env, which stays the runtime's. */
napi_status impl_napi_get_uv_event_loop(node_api_basic_env basic_env,
                                        struct uv_loop_s **loop) {
  napi_env env = (napi_env)basic_env;
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, loop);
  *loop = env->runtime->loop;
  LEAVE(env, napi_ok);
}

/* Version 9. The URL of the file the module came from; the env's. */
napi_status impl_node_api_get_module_file_name(node_api_basic_env basic_env,
                                               const char **result) {
  napi_env env = (napi_env)basic_env;
  ENTER_ANYWHERE(env);
  CHECK_ARG(env, result);
  const char *filename = env_filename(env);
  if (filename == NULL)
    LEAVE(env, napi_generic_failure);
  *result = filename;
  LEAVE(env, napi_ok);
}

/* Version 3. Hands an exception to the host as an uncaught one. */
napi_status impl_napi_fatal_exception(napi_env env, napi_value err) {
  ENTER_JS(env);
  CHECK_ARG(env, err);
  napi_shim_slot thrown;
  runtime_retain(env->runtime, slot_of(err), &thrown);
  runtime_report(env->runtime, &thrown);
  LEAVE(env, napi_ok);
}

/* The text as a string that ends with NUL. NULL is an empty one. */
static const char *terminated(const char *text, size_t length) {
  if (text == NULL)
    return "";
  if (length == NAPI_AUTO_LENGTH)
    return text;
  char *copy = memory_alloc(length + 1);
  if (copy == NULL)
    return "(out of memory for the text)";
  memcpy(copy, text, length);
  copy[length] = '\0';
  return copy; /* the process ends before anybody could free it */
}

/* Version 1. Says why, and aborts. Any thread; lengths may be AUTO. */
void impl_napi_fatal_error(const char *location, size_t location_len,
                           const char *message, size_t message_len) {
  runtime_fatal(NULL, terminated(location, location_len),
                terminated(message, message_len));
}
