/* SPDX-License-Identifier: MIT */
/* What JavaScript can ask of the program itself. */

#include <errno.h>
#include <gnu/libc-version.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindings.h"
#include "host.h"
#include "threads.h"

static struct host *arguments(napi_env env, napi_callback_info info,
                              napi_value *argv, size_t count) {
  void *data = NULL;
  bind_args(env, info, argv, count, &data);
  return data;
}

static int compare_ids(const void *key, const void *item) {
  return strcmp(key, ((const struct builtin_source *)item)->id);
}

napi_value host_compile_builtin(struct host *host, const char *id) {
  napi_env env = napi_shim_runtime_env(host->runtime);
  const struct builtin_source *source =
      bsearch(id, builtin_sources, builtin_source_count,
              sizeof *builtin_sources, compare_ids);
  napi_value function = NULL;
  char name[128];
  if (source == NULL) {
    snprintf(name, sizeof name, "No such built-in module: %s", id);
    napi_throw_error(env, "ERR_UNKNOWN_BUILTIN_MODULE", name);
    return NULL;
  }
  snprintf(name, sizeof name, "node:%s", id);
  if (napi_shim_runtime_evaluate(host->runtime, source->text, source->length,
                                 name, &function) != napi_shim_ok)
    return NULL;
  return function;
}

/* compileBuiltin(id) */
static napi_value compile_builtin(napi_env env, napi_callback_info info) {
  napi_value argument;
  struct host *host = arguments(env, info, &argument, 1);
  char id[128];
  if (napi_get_value_string_utf8(env, argument, id, sizeof id, NULL) != napi_ok)
    return bind_throw(env, "a name is expected");
  return host_compile_builtin(host, id);
}

/* The file with `before` in front and `after` behind; an error number. */
static int read_file(const char *path, const char *before, const char *after,
                     char **text, size_t *length) {
  FILE *file = fopen(path, "rbe");
  if (file == NULL)
    return -errno;
  size_t room = 65536, used = strlen(before), tail = strlen(after);
  char *data = malloc(room);
  if (data != NULL)
    memcpy(data, before, used);
  while (data != NULL) {
    used += fread(data + used, 1, room - used - tail - 1, file);
    if (used + tail + 1 < room)
      break;
    char *more = realloc(data, room *= 2);
    if (more == NULL)
      free(data);
    data = more;
  }
  int status = data == NULL ? -ENOMEM : ferror(file) ? -EIO : 0;
  fclose(file);
  if (status < 0) {
    free(data);
    return status;
  }
  memcpy(data + used, after, tail + 1);
  *text = data;
  *length = used + tail;
  return 0;
}

/* A byte order mark and a "#!" line are not JavaScript. */
static void blank_prelude(char *text) {
  if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
    memcpy(text, "   ", 3);
  else if (strncmp(text, "#!", 2) == 0)
    memcpy(text, "//", 2);
}

/* compileFile(path): the function of a CommonJS module, or an error number. */
static napi_value compile_file(napi_env env, napi_callback_info info) {
  static const char before[] =
      "(function (exports, require, module, __filename, __dirname) { ";
  napi_value argument, function = NULL;
  struct host *host = arguments(env, info, &argument, 1);
  char *path = bind_string(env, argument, NULL);
  char *text;
  size_t length;
  if (path == NULL)
    return NULL;
  int status = read_file(path, before, "\n})", &text, &length);
  if (status < 0) {
    free(path);
    return bind_new_int(env, status);
  }
  blank_prelude(text + sizeof before - 1);
  if (napi_shim_runtime_evaluate(host->runtime, text, length, path,
                                 &function) != napi_shim_ok)
    function = NULL;
  free(text);
  free(path);
  return function;
}

/* compileText(text, name): the value of a script. */
static napi_value compile_text(napi_env env, napi_callback_info info) {
  napi_value argv[2], value = NULL;
  struct host *host = arguments(env, info, argv, 2);
  size_t length;
  char *text = bind_string(env, argv[0], &length);
  char *name = text == NULL ? NULL : bind_string(env, argv[1], NULL);
  if (name != NULL && napi_shim_runtime_evaluate(host->runtime, text, length,
                                                 name, &value) != napi_shim_ok)
    value = NULL;
  free(name);
  free(text);
  return value;
}

/* readText(path): the text or an error number. */
static napi_value read_text(napi_env env, napi_callback_info info) {
  napi_value argument, value = NULL;
  char *text;
  size_t length;
  arguments(env, info, &argument, 1);
  char *path = bind_string(env, argument, NULL);
  if (path == NULL)
    return NULL;
  int status = read_file(path, "", "", &text, &length);
  free(path);
  if (status < 0)
    return bind_new_int(env, status);
  size_t skip = strncmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  napi_create_string_utf8(env, text + skip, length - skip, &value);
  free(text);
  return value;
}

/* load(path, module): the addon's exports. */
static napi_value load(napi_env env, napi_callback_info info) {
  napi_value argv[2], exports = NULL;
  struct host *host = arguments(env, info, argv, 2);
  char *path = bind_string(env, argv[0], NULL);
  if (path == NULL)
    return NULL;
  napi_shim_status status =
      napi_shim_runtime_load(host->runtime, path, argv[1], &exports);
  if (status != napi_shim_ok && status != napi_shim_pending_exception)
    napi_throw_error(env, "ERR_DLOPEN_FAILED", napi_shim_last_error());
  free(path);
  return status == napi_shim_ok ? exports : NULL;
}

static napi_value collect_garbage(napi_env env, napi_callback_info info) {
  struct host *host = arguments(env, info, NULL, 0);
  napi_shim_runtime_collect_garbage(host->runtime);
  return NULL;
}

/* exit(code) */
static napi_value exit_now(napi_env env, napi_callback_info info) {
  napi_value argument;
  struct host *host = arguments(env, info, &argument, 1);
  host_exit(host, (int)bind_int(env, argument, 0));
  return NULL;
}

static napi_value abort_now(napi_env env, napi_callback_info info) {
  arguments(env, info, NULL, 0);
  abort();
}

static napi_value is_external(napi_env env, napi_callback_info info) {
  napi_value argument;
  napi_valuetype type;
  arguments(env, info, &argument, 1);
  return bind_new_bool(env, napi_typeof(env, argument, &type) == napi_ok &&
                                type == napi_external);
}

struct object_list {
  napi_env env;
  napi_value array;
  uint32_t count;
};

static int add_object(struct dl_phdr_info *info, size_t size, void *data) {
  struct object_list *list = data;
  (void)size;
  if (info->dlpi_name[0] != '\0')
    napi_set_element(list->env, list->array, list->count++,
                     bind_new_string(list->env, info->dlpi_name));
  return 0;
}

/* sharedObjects(): the paths of the loaded libraries. */
static napi_value shared_objects(napi_env env, napi_callback_info info) {
  struct object_list list = {env, NULL, 0};
  arguments(env, info, NULL, 0);
  if (napi_create_array(env, &list.array) == napi_ok)
    dl_iterate_phdr(add_object, &list);
  return list.array;
}

/* setHooks(object) */
static napi_value set_hooks(napi_env env, napi_callback_info info) {
  static const char *const names[hook_count] = {
      [hook_run_ticks] = "runTicks",
      [hook_uncaught] = "uncaught",
      [hook_rejections] = "rejections",
      [hook_warning] = "warning",
      [hook_before_exit] = "beforeExit",
      [hook_exit] = "exit",
      [hook_main] = "main",
      [hook_idle] = "idle",
      [hook_retire] = "retire"};
  napi_value object, value;
  struct host *host = arguments(env, info, &object, 1);
  for (int i = 0; i < hook_count; i++) {
    if (host->hooks[i] != NULL)
      napi_delete_reference(env, host->hooks[i]);
    host->hooks[i] = NULL;
    if (napi_get_named_property(env, object, names[i], &value) == napi_ok)
      napi_create_reference(env, value, 1, &host->hooks[i]);
  }
  if (napi_get_named_property(env, object, "makeBuffer", &value) == napi_ok)
    napi_shim_runtime_set_buffer_constructor(host->runtime, value);
  return NULL;
}

/* setBufferPrototype(object) */
static napi_value set_buffer_prototype(napi_env env, napi_callback_info info) {
  napi_value prototype;
  struct host *host = arguments(env, info, &prototype, 1);
  napi_shim_runtime_set_buffer_constructor(host->runtime, prototype);
  return NULL;
}

/* builtinNames(): ids that scripts may require. */
static napi_value builtin_names(napi_env env, napi_callback_info info) {
  napi_value array;
  (void)info;
  uint32_t count = 0;
  if (napi_create_array(env, &array) != napi_ok)
    return NULL;
  for (size_t i = 0; i < builtin_source_count; i++) {
    const char *id = builtin_sources[i].id;
    if (strncmp(id, "internal/", 9) != 0 && strchr(id, ':') == NULL &&
        strcmp(id, "bootstrap") != 0)
      napi_set_element(env, array, count++, bind_new_string(env, id));
  }
  return array;
}

static const struct binding_function functions[] = {
    {"compileBuiltin", compile_builtin, NULL},
    {"compileFile", compile_file, NULL},
    {"compileText", compile_text, NULL},
    {"builtinNames", builtin_names, NULL},
    {"readText", read_text, NULL},
    {"load", load, NULL},
    {"exit", exit_now, NULL},
    {"abort", abort_now, NULL},
    {"isExternal", is_external, NULL},
    {"sharedObjects", shared_objects, NULL},
    {"setHooks", set_hooks, NULL},
    {"setBufferPrototype", set_buffer_prototype, NULL},
};

static napi_value strings(napi_env env, const char *first, char **list,
                          int count) {
  napi_value array;
  uint32_t index = 0;
  if (napi_create_array(env, &array) != napi_ok)
    return NULL;
  if (first != NULL)
    napi_set_element(env, array, index++, bind_new_string(env, first));
  for (int i = 0; i < count; i++)
    napi_set_element(env, array, index++, bind_new_string(env, list[i]));
  return array;
}

static napi_value arguments_of_script(struct host *host, napi_env env) {
  const struct run_options *options = host->options;
  napi_value array = strings(env, host->exec_path, NULL, 0);
  uint32_t index = 1;
  if (host->script != NULL)
    napi_set_element(env, array, index++, bind_new_string(env, host->script));
  for (int i = 0; i < options->script_argc; i++)
    napi_set_element(env, array, index++,
                     bind_new_string(env, options->script_argv[i]));
  return array;
}

static napi_value versions(struct host *host, napi_env env) {
  napi_value object;
  char name[64];
  if (napi_create_object(env, &object) != napi_ok)
    return NULL;
  bind_set_string(env, object, "node", "26.0.0");
  bind_set_string(env, object, "uv", uv_version_string());
  bind_set_string(env, object, "modules", "147");
  bind_set_string(env, object, "napi", "10");
  bind_set_string(env, object, "napi_shim", napi_shim_version());
  /* "quickjs-ng 0.16.2": the name is known, the version is the rest. */
  snprintf(name, sizeof name, "%s",
           napi_shim_runtime_engine_name(host->runtime));
  bind_set_string(env, object, name,
                  napi_shim_runtime_engine_version(host->runtime));
  return object;
}

static napi_value script_options(struct host *host, napi_env env) {
  const struct run_options *options = host->options;
  napi_value object;
  if (napi_create_object(env, &object) != napi_ok)
    return NULL;
  if (host->script != NULL)
    bind_set_string(env, object, "script", host->script);
  if (options->code != NULL)
    bind_set_string(env, object, "code", options->code);
  napi_set_named_property(env, object, "print",
                          bind_new_bool(env, options->print));
  napi_set_named_property(env, object, "isolate",
                          bind_new_bool(env, options->isolate));
  napi_set_named_property(env, object, "worker",
                          bind_new_bool(env, options->worker));
  bind_set_int(env, object, "parallel", options->parallel);
  bind_set_int(env, object, "timeout", options->timeout);
  bind_set_string(env, object, "reporter", options->reporter);
  if (options->name_pattern != NULL)
    bind_set_string(env, object, "namePattern", options->name_pattern);
  return object;
}

static const char *architecture(void) {
#if defined(__x86_64__)
  return "x64";
#elif defined(__aarch64__)
  return "arm64";
#elif defined(__i386__)
  return "ia32";
#elif defined(__arm__)
  return "arm";
#elif defined(__riscv) && __riscv_xlen == 64
  return "riscv64";
#elif defined(__powerpc64__)
  return "ppc64";
#elif defined(__s390x__)
  return "s390x";
#elif defined(__loongarch64)
  return "loong64";
#else
  return "unknown";
#endif
}

static void add_flags(struct host *host, napi_env env, napi_value object) {
  napi_value buffer, flags;
  void *data;
  if (napi_create_arraybuffer(env, flag_count * sizeof *host->flags, &data,
                              &buffer) != napi_ok ||
      napi_create_typedarray(env, napi_int32_array, flag_count, buffer, 0,
                             &flags) != napi_ok)
    return;
  napi_set_named_property(env, object, "flags", flags);
  /* The reference keeps the memory that both sides use. */
  if (napi_create_reference(env, buffer, 1, &host->flags_buffer) == napi_ok)
    host->flags = data;
}

napi_value host_object(struct host *host, napi_env env) {
  napi_value object;
  if (napi_create_object(env, &object) != napi_ok)
    return NULL;
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    struct binding_function f = functions[i];
    f.data = host;
    bind_functions(env, object, &f, 1);
  }
  struct binding_function gc = {"gc", collect_garbage, host};
  if (host->options->expose_gc)
    bind_functions(env, object, &gc, 1);
  bind_set_string(env, object, "version", "v26.0.0");
  bind_set_string(env, object, "programVersion", napi_shim_version());
  bind_set_string(env, object, "arch", architecture());
  bind_set_string(env, object, "execPath", host->exec_path);
  bind_set_string(env, object, "argv0", host->argv0);
  bind_set_int(env, object, "pid", uv_os_getpid());
  bind_set_double(env, object, "startedAt", host->started_at);
  bind_set_string(env, object, "glibcVersion", gnu_get_libc_version());
  bind_set_string(env, object, "engine",
                  napi_shim_runtime_engine_name(host->runtime));
  bind_set_string(env, object, "engineVersion",
                  napi_shim_runtime_engine_version(host->runtime));
  napi_set_named_property(env, object, "versions", versions(host, env));
  napi_set_named_property(env, object, "argv", arguments_of_script(host, env));
  napi_set_named_property(
      env, object, "execArgv",
      strings(env, NULL, host->options->exec_argv, host->options->exec_argc));
  napi_set_named_property(env, object, "options", script_options(host, env));
  add_flags(host, env, object);
  threads_define(host, env, object);
  return object;
}
