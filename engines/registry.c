/* SPDX-License-Identifier: MIT */
/* Engines by name: finds and opens their libraries. */

#include "config.h"

#include "engines/registry.h"
#include "engines/entries.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In order of preference; configure tells which were built. */
const char *const registry_names[] = {
#ifdef HAVE_QUICKJS
    "quickjs",
#endif
#ifdef HAVE_JAVASCRIPTCORE
    "javascriptcore",
#endif
    NULL};

typedef const napi_shim_engine *(*table_function)(const char **refusal);

/* Where this library itself is, up to its last slash; "" if unknown. */
static void own_folder(char *folder, size_t size) {
  Dl_info info;
  folder[0] = '\0';
  if (dladdr((void *)(uintptr_t)registry_find, &info) == 0 ||
      info.dli_fname == NULL)
    return;
  const char *slash = strrchr(info.dli_fname, '/');
  if (slash != NULL)
    snprintf(folder, size, "%.*s", (int)(slash - info.dli_fname + 1),
             info.dli_fname);
}

static bool is_at(const char *folder, const char *separator, const char *name,
                  char *path, size_t size) {
  snprintf(path, size, "%s%slibnapi-shim-%s.so", folder, separator, name);
  return access(path, F_OK) == 0;
}

/* NAPI_SHIM_ENGINE_PATH when it was first asked for: later a thread may be
 * changing the environment. */
static char wish[3500];
static pthread_once_t wish_once = PTHREAD_ONCE_INIT;

static void read_wish(void) {
  const char *value = getenv("NAPI_SHIM_ENGINE_PATH");
  if (value != NULL)
    snprintf(wish, sizeof wish, "%s", value);
}

/* Where the backend's library is: NAPI_SHIM_ENGINE_PATH, beside this library
 * (a build tree), then where it was installed. */
static bool find_library(const char *name, char *path, size_t size) {
  char folder[3500];
  pthread_once(&wish_once, read_wish);
  if (*wish != '\0' && is_at(wish, "/", name, path, size))
    return true;
  own_folder(folder, sizeof folder);
  if (folder[0] != '\0' && (is_at(folder, "", name, path, size) ||
                            is_at(folder, "napi-shim/", name, path, size)))
    return true;
  return is_at(NAPI_SHIM_PKGLIBDIR, "/", name, path, size);
}

/* A host's VM belongs to the host's copy of the engine, which a backend with a
 * copy of its own must never touch: NAME-host is the one without. */
static void *open_library(const char *name, bool attach) {
  char path[4096], host_name[64];
  snprintf(host_name, sizeof host_name, "%s-host", name);
  if ((attach && find_library(host_name, path, sizeof path)) ||
      find_library(name, path, sizeof path))
    return dlopen(path, RTLD_NOW | RTLD_LOCAL);
  return NULL;
}

static const napi_shim_engine *no_engine(const char *name, const char *reason,
                                         char *why, size_t size) {
  char known[256] = "";
  for (size_t i = 0; registry_names[i] != NULL; i++) {
    strncat(known, i > 0 ? ", " : "", sizeof known - strlen(known) - 1);
    strncat(known, registry_names[i], sizeof known - strlen(known) - 1);
  }
  snprintf(why, size, "no engine '%s': %s (built: %s)", name, reason,
           known[0] != '\0' ? known : "none");
  return NULL;
}

const napi_shim_engine *registry_find(const char *name, bool attach, char *why,
                                      size_t size) {
  if (name == NULL || *name == '\0')
    name = getenv("NAPI_SHIM_ENGINE");
  if (name == NULL || *name == '\0')
    name = registry_names[0];
  if (name == NULL)
    return no_engine("", "this library was built without any", why, size);
  if (strchr(name, '/') != NULL)
    return no_engine(name, "a name has no slash", why, size);
  dlerror();
  void *library = open_library(name, attach);
  if (library == NULL) {
    const char *reason = dlerror();
    return no_engine(
        name, reason != NULL ? reason : "its library was not found", why, size);
  }
  table_function function = NULL;
  *(void **)&function = dlsym(library, NAPI_SHIM_ENGINE_SYMBOL);
  if (function == NULL)
    return no_engine(name, "its library has no " NAPI_SHIM_ENGINE_SYMBOL, why,
                     size);
  const char *refusal = NULL;
  const napi_shim_engine *engine = function(&refusal);
  if (engine == NULL)
    return no_engine(name, refusal != NULL ? refusal : "it refuses", why, size);
  return engine;
}

static const char *missing_entry(const napi_shim_engine *engine) {
#define REQUIRE(entry)                                                         \
  if (engine->entry == NULL)                                                   \
    return #entry;
  REQUIRED_ENTRIES(REQUIRE)
#undef REQUIRE
  return NULL;
}

static const char *empty_claim(const napi_shim_engine *engine) {
#define CLAIM(bit, entry)                                                      \
  if ((engine->capabilities & (bit)) != 0 && engine->entry == NULL)            \
    return #bit " without " #entry;
  CLAIMED_ENTRIES(CLAIM)
#undef CLAIM
  return NULL;
}

bool registry_check(const napi_shim_engine *engine, char *why, size_t size) {
  if (engine->abi_version != NAPI_SHIM_ENGINE_ABI ||
      engine->size < sizeof *engine) {
    snprintf(why, size,
             "the engine's table has layout %u of %u bytes, this library has "
             "%u of %zu",
             (unsigned)engine->abi_version, (unsigned)engine->size,
             NAPI_SHIM_ENGINE_ABI, sizeof *engine);
    return false;
  }
  const char *name = engine->name != NULL ? engine->name : "(no name)";
  const char *missing = missing_entry(engine);
  const char *claim = empty_claim(engine);
  if (missing != NULL)
    snprintf(why, size, "the engine %s lacks the required entry %s", name,
             missing);
  else if (claim != NULL)
    snprintf(why, size, "the engine %s claims %s", name, claim);
  return missing == NULL && claim == NULL;
}
