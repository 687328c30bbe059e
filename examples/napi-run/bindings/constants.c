/* SPDX-License-Identifier: MIT */
/* Numbers that the system's headers define: files, signals, errors. */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bindings.h"

struct constant {
  const char *name;
  int value;
};

#define C(name)                                                                \
  { #name, name }

static const struct constant file_constants[] = {
    C(UV_FS_SYMLINK_DIR),
    C(UV_FS_SYMLINK_JUNCTION),
    C(O_RDONLY),
    C(O_WRONLY),
    C(O_RDWR),
    C(UV_DIRENT_UNKNOWN),
    C(UV_DIRENT_FILE),
    C(UV_DIRENT_DIR),
    C(UV_DIRENT_LINK),
    C(UV_DIRENT_FIFO),
    C(UV_DIRENT_SOCKET),
    C(UV_DIRENT_CHAR),
    C(UV_DIRENT_BLOCK),
    C(S_IFMT),
    C(S_IFREG),
    C(S_IFDIR),
    C(S_IFCHR),
    C(S_IFBLK),
    C(S_IFIFO),
    C(S_IFLNK),
    C(S_IFSOCK),
    C(O_CREAT),
    C(O_EXCL),
    {"UV_FS_O_FILEMAP", UV_FS_O_FILEMAP},
    C(O_NOCTTY),
    C(O_TRUNC),
    C(O_APPEND),
    C(O_DIRECTORY),
    C(O_NOFOLLOW),
    C(O_SYNC),
    C(O_DSYNC),
    C(O_NONBLOCK),
    C(S_IRWXU),
    C(S_IRUSR),
    C(S_IWUSR),
    C(S_IXUSR),
    C(S_IRWXG),
    C(S_IRGRP),
    C(S_IWGRP),
    C(S_IXGRP),
    C(S_IRWXO),
    C(S_IROTH),
    C(S_IWOTH),
    C(S_IXOTH),
    C(F_OK),
    C(R_OK),
    C(W_OK),
    C(X_OK),
    C(UV_FS_COPYFILE_EXCL),
    {"COPYFILE_EXCL", UV_FS_COPYFILE_EXCL},
    C(UV_FS_COPYFILE_FICLONE),
    {"COPYFILE_FICLONE", UV_FS_COPYFILE_FICLONE},
    C(UV_FS_COPYFILE_FICLONE_FORCE),
    {"COPYFILE_FICLONE_FORCE", UV_FS_COPYFILE_FICLONE_FORCE},
#ifdef O_NOATIME
    C(O_NOATIME),
#endif
#ifdef O_DIRECT
    C(O_DIRECT),
#endif
};

static const struct constant signals[] = {
    C(SIGHUP),    C(SIGINT),           C(SIGQUIT),  C(SIGILL),  C(SIGTRAP),
    C(SIGABRT),   {"SIGIOT", SIGABRT}, C(SIGBUS),   C(SIGFPE),  C(SIGKILL),
    C(SIGUSR1),   C(SIGSEGV),          C(SIGUSR2),  C(SIGPIPE), C(SIGALRM),
    C(SIGTERM),   C(SIGCHLD),          C(SIGCONT),  C(SIGSTOP), C(SIGTSTP),
    C(SIGTTIN),   C(SIGTTOU),          C(SIGURG),   C(SIGXCPU), C(SIGXFSZ),
    C(SIGVTALRM), C(SIGPROF),          C(SIGWINCH), C(SIGIO),   C(SIGSYS),
#ifdef SIGSTKFLT
    C(SIGSTKFLT),
#endif
#ifdef SIGPOLL
    C(SIGPOLL),
#endif
#ifdef SIGPWR
    C(SIGPWR),
#endif
};

static const struct constant priorities[] = {
    {"PRIORITY_LOW", UV_PRIORITY_LOW},
    {"PRIORITY_BELOW_NORMAL", UV_PRIORITY_BELOW_NORMAL},
    {"PRIORITY_NORMAL", UV_PRIORITY_NORMAL},
    {"PRIORITY_ABOVE_NORMAL", UV_PRIORITY_ABOVE_NORMAL},
    {"PRIORITY_HIGH", UV_PRIORITY_HIGH},
    {"PRIORITY_HIGHEST", UV_PRIORITY_HIGHEST},
};

static const struct constant dlopen_constants[] = {
    C(RTLD_LAZY),     C(RTLD_NOW), C(RTLD_GLOBAL), C(RTLD_LOCAL),
#ifdef RTLD_DEEPBIND
    C(RTLD_DEEPBIND),
#endif
};

static napi_value table(napi_env env, const struct constant *list,
                        size_t count) {
  napi_value object;
  if (napi_create_object(env, &object) != napi_ok)
    return NULL;
  for (size_t i = 0; i < count; i++)
    bind_set_int(env, object, list[i].name, list[i].value);
  return object;
}

/* The system's positive error numbers, by the names that libuv knows. */
static napi_value error_table(napi_env env) {
  napi_value object;
  if (napi_create_object(env, &object) != napi_ok)
    return NULL;
#define ADD(name, text)                                                        \
  if (UV_##name > -4000)                                                       \
    bind_set_int(env, object, #name, -UV_##name);
  UV_ERRNO_MAP(ADD)
#undef ADD
  return object;
}

#define TABLE(list) table(env, list, sizeof list / sizeof *list)

/* constants(kind): made when asked for; most scripts never do. */
static napi_value constants(napi_env env, napi_callback_info info) {
  napi_value argument;
  char kind[16] = "";
  bind_args(env, info, &argument, 1, NULL);
  napi_get_value_string_utf8(env, argument, kind, sizeof kind, NULL);
  if (strcmp(kind, "fs") == 0)
    return TABLE(file_constants);
  if (strcmp(kind, "signals") == 0)
    return TABLE(signals);
  if (strcmp(kind, "priority") == 0)
    return TABLE(priorities);
  if (strcmp(kind, "dlopen") == 0)
    return TABLE(dlopen_constants);
  if (strcmp(kind, "errno") == 0)
    return error_table(env);
  return bind_throw(env, "unknown table of constants");
}

napi_value find_constants(napi_env env, const char *name) {
  static const struct binding_function f = {"constants", constants, NULL};
  return bind_named(env, name, &f, 1);
}
