/* SPDX-License-Identifier: MIT */
/* Addons as shared libraries, and both ways in which they register. */

#include "loader/library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <uv.h>

#include "env/memory.h"
#include "env/registration.h"
#include "loader/image.h"
#include "loader/missing.h"

/* Libraries whose constructors registered, kept so that a later load of the
 * same library, in any thread, finds it again. Never closed, so never freed:
 * one entry per library. */
struct library {
  struct library *next;
  void *handle;
  napi_module *module;
};

static struct library *libraries;
static uv_mutex_t libraries_lock;
static uv_once_t libraries_once = UV_ONCE_INIT;

static void init_lock(void) {
  uv_mutex_init(&libraries_lock);
}

static struct library *find(void *handle) {
  struct library *library = libraries;
  while (library != NULL && library->handle != handle)
    library = library->next;
  return library;
}

/* Remembers what the constructors of this handle have just registered. */
static bool remember(void *handle, napi_module *module) {
  if (find(handle) != NULL)
    return true;
  struct library *library = memory_alloc(sizeof *library);
  if (library == NULL)
    return false;
  *library = (struct library){libraries, handle, module};
  libraries = library;
  return true;
}

static bool from_module(const napi_module *module,
                        struct registration *result) {
  if (module == NULL)
    return false;
  *result = (struct registration){module->nm_register_func, 8};
  return true;
}

static bool from_symbol(void *handle, struct registration *result) {
  *(void **)&result->init = dlsym(handle, "napi_register_module_v1");
  if (result->init == NULL)
    return false;
  int32_t (*version)(void);
  *(void **)&version = dlsym(handle, "node_api_module_get_api_version_v1");
  result->api_version = version != NULL ? version() : 8;
  return true;
}

/* In Node's order: what constructors registered just now, the well-known
 * symbol, what constructors registered when the library was opened first. */
static bool find_registration(void *handle, const char *path,
                              struct registration *result, char *why,
                              size_t size) {
  napi_module *module = registration_take();
  if (module != NULL && !remember(handle, module)) {
    snprintf(why, size, "%s: out of memory", path);
    return false;
  }
  struct library *library = find(handle);
  if (!from_module(module, result) && !from_symbol(handle, result) &&
      (library == NULL || !from_module(library->module, result))) {
    snprintf(why, size, "Module did not self-register: '%s'.", path);
    return false;
  }
  if (result->init == NULL)
    snprintf(why, size, "%s: Module has no declared entry point.", path);
  return result->init != NULL;
}

/* Versions before 8 are 8; those nobody knows are refused. */
static bool check_version(struct registration *registration, const char *path,
                          char *why, size_t size) {
  if (registration->api_version < 8)
    registration->api_version = 8;
  if (registration->api_version <= 10 ||
      registration->api_version == NAPI_VERSION_EXPERIMENTAL)
    return true;
  snprintf(why, size,
           "%s: the addon needs Node-API version %d, this library has "
           "versions 1 to 10",
           path, (int)registration->api_version);
  return false;
}

bool library_open(const char *path, struct registration *result, char *why,
                  size_t size) {
  char reason[1024];
  if (!image_check(path, reason, sizeof reason)) {
    snprintf(why, size, "%s: %s", path, reason);
    return false;
  }
  uv_once(&libraries_once, init_lock);
  /* Held over dlopen: a second thread that gets the same handle must find
   * what the first one's constructors registered. */
  uv_mutex_lock(&libraries_lock);
  registration_take();
  void *handle = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
  bool found = false;
  if (handle == NULL) {
    const char *error = dlerror();
    /* The linker's text begins with the file most of the time. */
    if (strstr(error, path) != NULL)
      snprintf(why, size, "%s", error);
    else
      snprintf(why, size, "%s: %s", path, error);
  } else if (!missing_prepare(handle)) {
    snprintf(why, size, "%s: more than %d functions of libuv are missing", path,
             missing_at_most);
  } else {
    found = find_registration(handle, path, result, why, size);
  }
  uv_mutex_unlock(&libraries_lock);
  return found && check_version(result, path, why, size);
}
