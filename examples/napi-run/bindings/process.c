/* SPDX-License-Identifier: MIT */
/* The process: folders, environment, ids, clocks, memory, signals, output. */

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bindings.h"

extern char **environ;

static napi_value get_cwd(napi_env env, napi_callback_info info) {
  char path[4096];
  size_t size = sizeof path;
  (void)info;
  int status = uv_cwd(path, &size);
  return status < 0 ? bind_new_int(env, status) : bind_new_string(env, path);
}

static napi_value change_dir(napi_env env, napi_callback_info info) {
  napi_value argument;
  bind_args(env, info, &argument, 1, NULL);
  char *path = bind_string(env, argument, NULL);
  if (path == NULL)
    return NULL;
  int status = uv_chdir(path);
  free(path);
  return bind_new_int(env, status);
}

/* Workers may share the environment of the process. */
static uv_mutex_t environment_lock;
static uv_once_t environment_once = UV_ONCE_INIT;

static void open_environment(void) {
  if (uv_mutex_init(&environment_lock) != 0)
    abort();
}

static void lock_environment(void) {
  uv_once(&environment_once, open_environment);
  uv_mutex_lock(&environment_lock);
}

static napi_value get_env(napi_env env, napi_callback_info info) {
  napi_value argument;
  bind_args(env, info, &argument, 1, NULL);
  char *name = bind_string(env, argument, NULL);
  if (name == NULL)
    return NULL;
  lock_environment();
  const char *found = getenv(name);
  char *value = found == NULL ? NULL : strdup(found);
  uv_mutex_unlock(&environment_lock);
  free(name);
  napi_value result = value == NULL ? NULL : bind_new_string(env, value);
  free(value);
  return result;
}

/* setEnv(name, value): value undefined removes it. */
static napi_value set_env(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  napi_valuetype type;
  bind_args(env, info, argv, 2, NULL);
  char *name = bind_string(env, argv[0], NULL);
  if (name == NULL)
    return NULL;
  if (napi_typeof(env, argv[1], &type) == napi_ok && type == napi_undefined) {
    lock_environment();
    uv_os_unsetenv(name);
    uv_mutex_unlock(&environment_lock);
  } else {
    char *value = bind_string(env, argv[1], NULL);
    lock_environment();
    if (value != NULL)
      uv_os_setenv(name, value);
    uv_mutex_unlock(&environment_lock);
    free(value);
  }
  free(name);
  return NULL;
}

static napi_value env_names(napi_env env, napi_callback_info info) {
  napi_value list;
  uint32_t count = 0;
  (void)info;
  if (napi_create_array(env, &list) != napi_ok)
    return NULL;
  lock_environment();
  for (char **e = environ; e != NULL && *e != NULL; e++) {
    napi_value name;
    const char *end = strchr(*e, '=');
    if (end == NULL || end == *e)
      continue;
    if (napi_create_string_utf8(env, *e, (size_t)(end - *e), &name) == napi_ok)
      napi_set_element(env, list, count++, name);
  }
  uv_mutex_unlock(&environment_lock);
  return list;
}

/* ids(): [pid, ppid, uid, euid, gid, egid] */
static napi_value ids(napi_env env, napi_callback_info info) {
  (void)info;
  double values[] = {(double)uv_os_getpid(), (double)uv_os_getppid(),
                     (double)getuid(),       (double)geteuid(),
                     (double)getgid(),       (double)getegid()};
  return bind_new_doubles(env, values, sizeof values / sizeof *values);
}

static napi_value groups(napi_env env, napi_callback_info info) {
  gid_t list[256];
  double values[256];
  (void)info;
  int count = getgroups(256, list);
  for (int i = 0; i < count; i++)
    values[i] = (double)list[i];
  return bind_new_doubles(env, values, count < 0 ? 0 : (size_t)count);
}

static napi_value hrtime(napi_env env, napi_callback_info info) {
  napi_value value = NULL;
  (void)info;
  napi_create_bigint_uint64(env, uv_hrtime(), &value);
  return value;
}

/* now(): the same clock in milliseconds. */
static napi_value now(napi_env env, napi_callback_info info) {
  (void)info;
  return bind_new_double(env, (double)uv_hrtime() / 1e6);
}

/* usage(): [rss, user µs, system µs, max rss, minor, major faults,
 * block reads, writes, voluntary, involuntary switches] */
static napi_value usage(napi_env env, napi_callback_info info) {
  size_t rss = 0;
  uv_rusage_t u;
  (void)info;
  memset(&u, 0, sizeof u);
  uv_resident_set_memory(&rss);
  uv_getrusage(&u);
  double values[] = {
      (double)rss,
      (double)u.ru_utime.tv_sec * 1e6 + (double)u.ru_utime.tv_usec,
      (double)u.ru_stime.tv_sec * 1e6 + (double)u.ru_stime.tv_usec,
      (double)u.ru_maxrss,
      (double)u.ru_minflt,
      (double)u.ru_majflt,
      (double)u.ru_inblock,
      (double)u.ru_oublock,
      (double)u.ru_nvcsw,
      (double)u.ru_nivcsw};
  return bind_new_doubles(env, values, sizeof values / sizeof *values);
}

static napi_value send_signal(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  bind_args(env, info, argv, 2, NULL);
  return bind_new_int(env, uv_kill((int)bind_int(env, argv[0], 0),
                                   (int)bind_int(env, argv[1], 0)));
}

/* umask(mask): sets it unless negative; the one before. */
static napi_value set_umask(napi_env env, napi_callback_info info) {
  napi_value argument;
  bind_args(env, info, &argument, 1, NULL);
  int64_t mask = bind_int(env, argument, -1);
  mode_t old = umask(mask < 0 ? 0 : (mode_t)mask);
  if (mask < 0)
    umask(old);
  return bind_new_int(env, old);
}

/* title(text): sets it when given. */
static napi_value title(napi_env env, napi_callback_info info) {
  napi_value argument;
  napi_valuetype type;
  char text[1024] = "";
  bind_args(env, info, &argument, 1, NULL);
  if (napi_typeof(env, argument, &type) == napi_ok && type == napi_string) {
    char *wanted = bind_string(env, argument, NULL);
    if (wanted != NULL)
      uv_set_process_title(wanted);
    free(wanted);
  }
  uv_get_process_title(text, sizeof text);
  return bind_new_string(env, text);
}

static int write_all(int fd, const char *data, size_t length) {
  while (length > 0) {
    ssize_t done = write(fd, data, length);
    if (done >= 0) {
      data += done;
      length -= (size_t)done;
    } else if (errno == EAGAIN) {
      struct pollfd wait = {fd, POLLOUT, 0};
      poll(&wait, 1, -1);
    } else if (errno != EINTR) {
      return -errno;
    }
  }
  return 0;
}

/* writeOut(fd, string or bytes): all of it, waiting; 0 or an error number. */
static napi_value write_out(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  uint8_t *data;
  size_t length;
  bind_args(env, info, argv, 2, NULL);
  int fd = (int)bind_int(env, argv[0], 1);
  if (bind_bytes(env, argv[1], &data, &length))
    return bind_new_int(env, write_all(fd, (const char *)data, length));
  char *text = bind_string(env, argv[1], &length);
  if (text == NULL)
    return NULL;
  int status = write_all(fd, text, length);
  free(text);
  return bind_new_int(env, status);
}

/* handleType(fd): "tty", "file", "pipe", "tcp", "udp" or "unknown". */
static napi_value handle_type(napi_env env, napi_callback_info info) {
  napi_value argument;
  bind_args(env, info, &argument, 1, NULL);
  switch (uv_guess_handle((uv_file)bind_int(env, argument, -1))) {
  case UV_TTY:
    return bind_new_string(env, "tty");
  case UV_FILE:
    return bind_new_string(env, "file");
  case UV_NAMED_PIPE:
    return bind_new_string(env, "pipe");
  case UV_TCP:
    return bind_new_string(env, "tcp");
  case UV_UDP:
    return bind_new_string(env, "udp");
  default:
    return bind_new_string(env, "unknown");
  }
}

/* windowSize(fd): [columns, rows], empty where there is no terminal. */
static napi_value window_size(napi_env env, napi_callback_info info) {
  napi_value argument;
  struct winsize size;
  bind_args(env, info, &argument, 1, NULL);
  if (ioctl((int)bind_int(env, argument, -1), TIOCGWINSZ, &size) != 0)
    return bind_new_doubles(env, NULL, 0);
  double values[] = {(double)size.ws_col, (double)size.ws_row};
  return bind_new_doubles(env, values, 2);
}

static void on_signal(uv_signal_t *uv, int number) {
  struct bound_handle *handle = (struct bound_handle *)uv;
  struct bindings *bindings = handle->bindings;
  napi_handle_scope scope;
  if (napi_open_handle_scope(bindings->env, &scope) != napi_ok)
    return;
  bindings_dispatch(bindings, handle->id, "signal",
                    bind_new_int(bindings->env, number), NULL);
  napi_close_handle_scope(bindings->env, scope);
}

/* signalStart(number): the handle's id or an error number; it does not keep
 * the loop alive. */
static napi_value signal_start(napi_env env, napi_callback_info info) {
  napi_value argument;
  struct bindings *bindings = bindings_of(env);
  bind_args(env, info, &argument, 1, NULL);
  struct bound_handle *handle = bound_handle_new(bindings);
  if (handle == NULL)
    return bind_new_int(env, UV_ENOMEM);
  int status = uv_signal_init(bindings->loop, &handle->uv.signal);
  if (status < 0) {
    bound_handle_drop(handle);
    return bind_new_int(env, status);
  }
  uv_unref(&handle->uv.handle);
  uint32_t id = handle->id;
  status = uv_signal_start(&handle->uv.signal, on_signal,
                           (int)bind_int(env, argument, 0));
  if (status < 0)
    bound_handle_close(handle);
  return bind_new_int(env, status < 0 ? status : (int64_t)id);
}

/* errorName(number), errorText(number) */
static napi_value error_name(napi_env env, napi_callback_info info) {
  napi_value argument;
  bind_args(env, info, &argument, 1, NULL);
  return bind_new_string(env, uv_err_name((int)bind_int(env, argument, 0)));
}

static napi_value error_text(napi_env env, napi_callback_info info) {
  napi_value argument;
  bind_args(env, info, &argument, 1, NULL);
  return bind_new_string(env, uv_strerror((int)bind_int(env, argument, 0)));
}

/* randomFill(view, offset, length): 0 or an error number. */
static napi_value random_fill(napi_env env, napi_callback_info info) {
  napi_value argv[3];
  uint8_t *data;
  size_t size;
  bind_args(env, info, argv, 3, NULL);
  if (!bind_bytes(env, argv[0], &data, &size))
    return bind_throw(env, "a Buffer, TypedArray or DataView is expected");
  int64_t offset = bind_int(env, argv[1], 0);
  int64_t length = bind_int(env, argv[2], (int64_t)size - offset);
  if (offset < 0 || length < 0 || offset > (int64_t)size ||
      length > (int64_t)size - offset)
    return bind_new_int(env, UV_EINVAL);
  return bind_new_int(
      env, uv_random(NULL, NULL, data + offset, (size_t)length, 0, NULL));
}

/* equalBytes(a, b): in a time that depends on the length alone. */
static napi_value equal_bytes(napi_env env, napi_callback_info info) {
  napi_value argv[2];
  uint8_t *a, *b;
  size_t a_length, b_length;
  bind_args(env, info, argv, 2, NULL);
  if (!bind_bytes(env, argv[0], &a, &a_length) ||
      !bind_bytes(env, argv[1], &b, &b_length) || a_length != b_length)
    return bind_throw(env, "two views of the same length are expected");
  volatile uint8_t difference = 0;
  for (size_t i = 0; i < a_length; i++)
    difference |= a[i] ^ b[i];
  return bind_new_bool(env, difference == 0);
}

static const struct binding_function functions[] = {
    {"cwd", get_cwd, NULL},
    {"chdir", change_dir, NULL},
    {"getEnv", get_env, NULL},
    {"setEnv", set_env, NULL},
    {"envNames", env_names, NULL},
    {"ids", ids, NULL},
    {"groups", groups, NULL},
    {"hrtime", hrtime, NULL},
    {"now", now, NULL},
    {"usage", usage, NULL},
    {"kill", send_signal, NULL},
    {"umask", set_umask, NULL},
    {"title", title, NULL},
    {"writeOut", write_out, NULL},
    {"handleType", handle_type, NULL},
    {"windowSize", window_size, NULL},
    {"signalStart", signal_start, NULL},
    {"errorName", error_name, NULL},
    {"errorText", error_text, NULL},
    {"randomFill", random_fill, NULL},
    {"equalBytes", equal_bytes, NULL},
};

napi_value find_process(napi_env env, const char *name) {
  return bind_named(env, name, functions, sizeof functions / sizeof *functions);
}
