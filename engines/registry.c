/* SPDX-License-Identifier: MIT */
/* Engines by name: finds and opens their libraries. */

#include "config.h"

#include "engines/registry.h"

#include <dlfcn.h>
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

typedef const napi_shim_engine *(*table_function)(void);

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

static void *open_at(const char *folder, const char *separator,
                     const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s%slibnapi-shim-%s.so", folder, separator,
           name);
  /* A library that is there but cannot be loaded must say why, so the error
   * of a missing file does not count. */
  if (access(path, F_OK) != 0)
    return NULL;
  return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

/* NAPI_SHIM_ENGINE_PATH, beside this library (a build tree), then where it
 * was installed. */
static void *open_library(const char *name) {
  char folder[3500];
  const char *path = getenv("NAPI_SHIM_ENGINE_PATH");
  void *library = NULL;
  if (path != NULL && *path != '\0')
    library = open_at(path, "/", name);
  own_folder(folder, sizeof folder);
  if (library == NULL && folder[0] != '\0')
    library = open_at(folder, "", name);
  if (library == NULL && folder[0] != '\0')
    library = open_at(folder, "napi-shim/", name);
  if (library == NULL)
    library = open_at(NAPI_SHIM_PKGLIBDIR, "/", name);
  return library;
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

const napi_shim_engine *registry_find(const char *name, char *why,
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
  void *library = open_library(name);
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
  return function();
}

/* The entries that have no generic form. */
static const char *missing_entry(const napi_shim_engine *e) {
#define REQUIRE(entry)                                                         \
  if (e->entry == NULL)                                                        \
  return #entry
  REQUIRE(name);
  REQUIRE(version);
  REQUIRE(vm_open);
  REQUIRE(vm_close);
  REQUIRE(vm_enter);
  REQUIRE(vm_leave);
  REQUIRE(collect_garbage);
  REQUIRE(run_microtasks);
  REQUIRE(retain);
  REQUIRE(realm_open);
  REQUIRE(realm_close);
  REQUIRE(realm_global);
  REQUIRE(take_exception);
  REQUIRE(make_undefined);
  REQUIRE(make_null);
  REQUIRE(make_boolean);
  REQUIRE(make_number);
  REQUIRE(type_of);
  REQUIRE(get_boolean);
  REQUIRE(get_number);
  REQUIRE(make_bigint_int64);
  REQUIRE(make_bigint_uint64);
  REQUIRE(get_bigint_int64);
  REQUIRE(get_bigint_uint64);
  REQUIRE(make_string_latin1);
  REQUIRE(make_string_utf16);
  REQUIRE(get_text);
  REQUIRE(release_text);
  REQUIRE(make_object);
  REQUIRE(make_array);
  REQUIRE(make_external);
  REQUIRE(class_of);
  REQUIRE(get);
  REQUIRE(set);
  REQUIRE(has);
  REQUIRE(has_own);
  REQUIRE(delete_key);
  REQUIRE(strict_equals);
  REQUIRE(to_boolean);
  REQUIRE(to_number);
  REQUIRE(to_string);
  REQUIRE(to_object);
  REQUIRE(make_function);
  REQUIRE(call);
  REQUIRE(construct);
  REQUIRE(evaluate);
  REQUIRE(get_record);
  REQUIRE(attach_record);
  REQUIRE(weak_get);
#undef REQUIRE
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
  const char *missing = missing_entry(engine);
  if (missing == NULL)
    return true;
  snprintf(why, size, "the engine %s lacks the required entry %s",
           engine->name != NULL ? engine->name : "(no name)", missing);
  return false;
}
