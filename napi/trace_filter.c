/* SPDX-License-Identifier: MIT */
/* Which calls a trace shows. */

#include <fnmatch.h>
#include <string.h>

#include "env/memory.h"
#include "napi/trace_frame.h"

static bool is_function(const char *term) {
  return strncmp(term, "napi_", 5) == 0 || strncmp(term, "node_api_", 9) == 0 ||
         strpbrk(term, "*?[ ") != NULL;
}

static bool add_term(struct trace_config *config, const char *term) {
  if (*term == '\0' || strcmp(term, "1") == 0 || strcmp(term, "all") == 0)
    return true;
  if (strcmp(term, "errors") == 0) {
    config->errors = true;
    return true;
  }
  bool function = is_function(term);
  unsigned *count = function ? &config->function_count : &config->addon_count;
  if (*count == filter_most)
    return false;
  (function ? config->functions : config->addons)[(*count)++] = term;
  return true;
}

bool trace_filter_read(struct trace_config *config, const char *filter) {
  char *state, *term;
  config->filter_text = memory_copy_text(filter != NULL ? filter : "");
  if (config->filter_text == NULL)
    return false;
  for (term = strtok_r(config->filter_text, ",", &state); term != NULL;
       term = strtok_r(NULL, ",", &state))
    if (!add_term(config, term))
      return false;
  return true;
}

static bool wants_runtime(const struct trace_config *config,
                          const struct napi_shim_runtime *runtime) {
  return config->runtime == NULL || config->runtime == runtime;
}

static bool wants_addon(const struct trace_config *config, const char *path,
                        bool hosts) {
  if (config->addon_count == 0)
    return !hosts;
  for (unsigned i = 0; i < config->addon_count; i++)
    if (strstr(path, config->addons[i]) != NULL)
      return true;
  return false;
}

bool trace_filter_wants(const struct trace_config *config,
                        const struct napi_shim_runtime *runtime,
                        const char *path, bool hosts, const char *function) {
  if (!wants_runtime(config, runtime) || !wants_addon(config, path, hosts))
    return false;
  for (unsigned i = 0; i < config->function_count; i++)
    if (fnmatch(config->functions[i], function, 0) == 0)
      return true;
  return config->function_count == 0;
}
