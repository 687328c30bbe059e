/* SPDX-License-Identifier: MIT */
/* File system: one list of operations, each either now or on the pool. */

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bindings.h"

/* What a finished request turns into. */
enum fs_result {
  RESULT_NUMBER,
  RESULT_STAT,
  RESULT_TEXT,
  RESULT_PATH,
  RESULT_LIST,
  RESULT_STATFS
};

/* A request and its arguments, parsed by the operation's signature. */
struct fs_request {
  uv_fs_t uv;
  struct bindings *bindings;
  const struct fs_operation *operation;
  uint32_t id; /* 0: synchronous */
  char *text[2];
  double number[3];
  uint8_t *bytes; /* owned when asynchronous */
  size_t length;
};

/* Arguments: s text, n number, b bytes read, B bytes written into. */
struct fs_operation {
  const char *name;
  const char *signature;
  int (*start)(uv_loop_t *, struct fs_request *, uv_fs_cb);
  enum fs_result result;
};

#define S0 r->text[0]
#define S1 r->text[1]
#define I0 ((int)r->number[0])
#define I1 ((int)r->number[1])
#define D1 r->number[1]
#define D2 r->number[2]

#define OPERATION(name, call)                                                  \
  static int start_##name(uv_loop_t *loop, struct fs_request *r,               \
                          uv_fs_cb done) {                                     \
    return call;                                                               \
  }

OPERATION(open, uv_fs_open(loop, &r->uv, S0, I0, I1, done))
OPERATION(close, uv_fs_close(loop, &r->uv, I0, done))
OPERATION(stat, uv_fs_stat(loop, &r->uv, S0, done))
OPERATION(lstat, uv_fs_lstat(loop, &r->uv, S0, done))
OPERATION(fstat, uv_fs_fstat(loop, &r->uv, I0, done))
OPERATION(statfs, uv_fs_statfs(loop, &r->uv, S0, done))
OPERATION(scandir, uv_fs_scandir(loop, &r->uv, S0, 0, done))
OPERATION(mkdir, uv_fs_mkdir(loop, &r->uv, S0, I0, done))
OPERATION(mkdtemp, uv_fs_mkdtemp(loop, &r->uv, S0, done))
OPERATION(rmdir, uv_fs_rmdir(loop, &r->uv, S0, done))
OPERATION(unlink, uv_fs_unlink(loop, &r->uv, S0, done))
OPERATION(rename, uv_fs_rename(loop, &r->uv, S0, S1, done))
OPERATION(copyFile, uv_fs_copyfile(loop, &r->uv, S0, S1, I0, done))
OPERATION(link, uv_fs_link(loop, &r->uv, S0, S1, done))
OPERATION(symlink, uv_fs_symlink(loop, &r->uv, S0, S1, I0, done))
OPERATION(readlink, uv_fs_readlink(loop, &r->uv, S0, done))
OPERATION(realpath, uv_fs_realpath(loop, &r->uv, S0, done))
OPERATION(access, uv_fs_access(loop, &r->uv, S0, I0, done))
OPERATION(chmod, uv_fs_chmod(loop, &r->uv, S0, I0, done))
OPERATION(fchmod, uv_fs_fchmod(loop, &r->uv, I0, I1, done))
OPERATION(chown, uv_fs_chown(loop, &r->uv, S0, (uv_uid_t)r->number[0],
                             (uv_gid_t)D1, done))
OPERATION(lchown, uv_fs_lchown(loop, &r->uv, S0, (uv_uid_t)r->number[0],
                               (uv_gid_t)D1, done))
OPERATION(fchown,
          uv_fs_fchown(loop, &r->uv, I0, (uv_uid_t)D1, (uv_gid_t)D2, done))
OPERATION(utimes, uv_fs_utime(loop, &r->uv, S0, r->number[0], D1, done))
OPERATION(lutimes, uv_fs_lutime(loop, &r->uv, S0, r->number[0], D1, done))
OPERATION(futimes, uv_fs_futime(loop, &r->uv, I0, D1, D2, done))
OPERATION(ftruncate, uv_fs_ftruncate(loop, &r->uv, I0, (int64_t)D1, done))
OPERATION(fsync, uv_fs_fsync(loop, &r->uv, I0, done))
OPERATION(fdatasync, uv_fs_fdatasync(loop, &r->uv, I0, done))

static int start_read(uv_loop_t *loop, struct fs_request *r, uv_fs_cb done) {
  uv_buf_t buf = uv_buf_init((char *)r->bytes, (unsigned)r->length);
  return uv_fs_read(loop, &r->uv, I0, &buf, 1, (int64_t)D1, done);
}

static int start_write(uv_loop_t *loop, struct fs_request *r, uv_fs_cb done) {
  uv_buf_t buf = uv_buf_init((char *)r->bytes, (unsigned)r->length);
  return uv_fs_write(loop, &r->uv, I0, &buf, 1, (int64_t)D1, done);
}

static const struct fs_operation operations[] = {
    {"open", "snn", start_open, RESULT_NUMBER},
    {"close", "n", start_close, RESULT_NUMBER},
    {"read", "nnB", start_read, RESULT_NUMBER},
    {"write", "nnb", start_write, RESULT_NUMBER},
    {"stat", "s", start_stat, RESULT_STAT},
    {"lstat", "s", start_lstat, RESULT_STAT},
    {"fstat", "n", start_fstat, RESULT_STAT},
    {"statfs", "s", start_statfs, RESULT_STATFS},
    {"scandir", "s", start_scandir, RESULT_LIST},
    {"mkdir", "sn", start_mkdir, RESULT_NUMBER},
    {"mkdtemp", "s", start_mkdtemp, RESULT_PATH},
    {"rmdir", "s", start_rmdir, RESULT_NUMBER},
    {"unlink", "s", start_unlink, RESULT_NUMBER},
    {"rename", "ss", start_rename, RESULT_NUMBER},
    {"copyFile", "ssn", start_copyFile, RESULT_NUMBER},
    {"link", "ss", start_link, RESULT_NUMBER},
    {"symlink", "ssn", start_symlink, RESULT_NUMBER},
    {"readlink", "s", start_readlink, RESULT_TEXT},
    {"realpath", "s", start_realpath, RESULT_TEXT},
    {"access", "sn", start_access, RESULT_NUMBER},
    {"chmod", "sn", start_chmod, RESULT_NUMBER},
    {"fchmod", "nn", start_fchmod, RESULT_NUMBER},
    {"chown", "snn", start_chown, RESULT_NUMBER},
    {"lchown", "snn", start_lchown, RESULT_NUMBER},
    {"fchown", "nnn", start_fchown, RESULT_NUMBER},
    {"utimes", "snn", start_utimes, RESULT_NUMBER},
    {"lutimes", "snn", start_lutimes, RESULT_NUMBER},
    {"futimes", "nnn", start_futimes, RESULT_NUMBER},
    {"ftruncate", "nn", start_ftruncate, RESULT_NUMBER},
    {"fsync", "n", start_fsync, RESULT_NUMBER},
    {"fdatasync", "n", start_fdatasync, RESULT_NUMBER},
};

/* The fields of a stat, in the order that lib/fs.js reads them. */
static napi_value stat_value(napi_env env, const uv_stat_t *s) {
  double fields[] = {
      (double)s->st_dev,
      (double)s->st_mode,
      (double)s->st_nlink,
      (double)s->st_uid,
      (double)s->st_gid,
      (double)s->st_rdev,
      (double)s->st_blksize,
      (double)s->st_ino,
      (double)s->st_size,
      (double)s->st_blocks,
      (double)s->st_atim.tv_sec,
      (double)s->st_atim.tv_nsec,
      (double)s->st_mtim.tv_sec,
      (double)s->st_mtim.tv_nsec,
      (double)s->st_ctim.tv_sec,
      (double)s->st_ctim.tv_nsec,
      (double)s->st_birthtim.tv_sec,
      (double)s->st_birthtim.tv_nsec,
  };
  return bind_new_doubles(env, fields, sizeof fields / sizeof *fields);
}

static napi_value statfs_value(napi_env env, const uv_statfs_t *s) {
  double fields[] = {(double)s->f_type,   (double)s->f_bsize,
                     (double)s->f_blocks, (double)s->f_bfree,
                     (double)s->f_bavail, (double)s->f_files,
                     (double)s->f_ffree};
  return bind_new_doubles(env, fields, sizeof fields / sizeof *fields);
}

/* [name, type, name, type, …] */
static napi_value list_value(napi_env env, uv_fs_t *uv) {
  napi_value list;
  uv_dirent_t entry;
  uint32_t index = 0;
  if (napi_create_array(env, &list) != napi_ok)
    return NULL;
  while (uv_fs_scandir_next(uv, &entry) == 0) {
    napi_handle_scope scope;
    if (napi_open_handle_scope(env, &scope) != napi_ok)
      return NULL;
    napi_set_element(env, list, index++, bind_new_string(env, entry.name));
    napi_set_element(env, list, index++, bind_new_int(env, entry.type));
    napi_close_handle_scope(env, scope);
  }
  return list;
}

static napi_value result_value(napi_env env, struct fs_request *r) {
  if (r->uv.result < 0)
    return bind_new_int(env, r->uv.result);
  switch (r->operation->result) {
  case RESULT_STAT:
    return stat_value(env, &r->uv.statbuf);
  case RESULT_TEXT:
    return bind_new_string(env, r->uv.ptr);
  case RESULT_PATH:
    return bind_new_string(env, r->uv.path);
  case RESULT_LIST:
    return list_value(env, &r->uv);
  case RESULT_STATFS:
    return statfs_value(env, r->uv.ptr);
  case RESULT_NUMBER:
    break;
  }
  return bind_new_int(env, r->uv.result);
}

static void request_free(struct fs_request *r) {
  uv_fs_req_cleanup(&r->uv);
  free(r->text[0]);
  free(r->text[1]);
  if (r->id != 0)
    free(r->bytes);
  free(r);
}

static void on_done(uv_fs_t *uv) {
  struct fs_request *r = (struct fs_request *)uv;
  struct bindings *bindings = r->bindings;
  napi_handle_scope scope;
  if (!bindings->closing &&
      napi_open_handle_scope(bindings->env, &scope) == napi_ok) {
    napi_value result = result_value(bindings->env, r);
    napi_value bytes = NULL;
    /* The pool wrote into memory of ours: the script's may be gone. */
    if (strchr(r->operation->signature, 'B') != NULL && uv->result > 0)
      bytes = bind_new_bytes(bindings->env, r->bytes, (size_t)uv->result);
    bindings_dispatch(bindings, r->id, "", result, bytes);
    napi_close_handle_scope(bindings->env, scope);
  }
  request_free(r);
  bindings_pending_done(bindings);
}

/* Bytes of the caller for now, a copy of our own for the pool. */
static bool parse_bytes(napi_env env, struct fs_request *r, napi_value value,
                        bool copy) {
  uint8_t *data;
  if (!bind_bytes(env, value, &data, &r->length)) {
    bind_throw(env, "a Buffer, TypedArray or DataView is expected");
    return false;
  }
  if (r->length > 0x7fffffff)
    r->length = 0x7fffffff;
  r->bytes = data;
  if (r->id == 0)
    return true;
  r->bytes = malloc(r->length + 1);
  if (r->bytes == NULL) {
    napi_throw_error(env, "ERR_MEMORY_ALLOCATION_FAILED", "out of memory");
    return false;
  }
  if (copy && r->length > 0)
    memcpy(r->bytes, data, r->length);
  return true;
}

static bool parse(napi_env env, struct fs_request *r, const napi_value *argv) {
  int text = 0, number = 0;
  for (const char *s = r->operation->signature; *s != '\0'; s++, argv++) {
    size_t length = 0;
    switch (*s) {
    case 's':
      r->text[text] = bind_string(env, *argv, &length);
      if (r->text[text] == NULL)
        return false;
      if (strlen(r->text[text++]) != length) {
        napi_throw_type_error(env, "ERR_INVALID_ARG_VALUE",
                              "the path must not contain null bytes");
        return false;
      }
      break;
    case 'n':
      r->number[number++] = bind_double(env, *argv, 0);
      break;
    default:
      if (!parse_bytes(env, r, *argv, *s == 'b'))
        return false;
    }
  }
  return true;
}

/* operation(asynchronous, …): its result or a negative error number; or the
 * id under which dispatch will tell it. */
static napi_value run(napi_env env, napi_callback_info info) {
  napi_value argv[4], result = NULL;
  void *operation = NULL;
  struct fs_request *r = calloc(1, sizeof *r);
  bind_args(env, info, argv, 4, &operation);
  if (r == NULL)
    return bind_new_int(env, UV_ENOMEM);
  r->bindings = bindings_of(env);
  r->operation = operation;
  if (bind_bool(env, argv[0]))
    r->id = bindings_next_id(r->bindings);
  if (!parse(env, r, argv + 1)) {
    request_free(r);
    return NULL;
  }
  if (r->id == 0) {
    r->operation->start(NULL, r, NULL);
    result = result_value(env, r);
    request_free(r);
    return result;
  }
  int status = r->operation->start(r->bindings->loop, r, on_done);
  result = bind_new_int(env, status < 0 ? status : (int64_t)r->id);
  if (status < 0)
    request_free(r);
  else
    bindings_pending_add(r->bindings);
  return result;
}

/* fileKind(path): 0 file, 1 folder, negative: an error number. */
static napi_value file_kind(napi_env env, napi_callback_info info) {
  napi_value path;
  uv_fs_t uv;
  bind_args(env, info, &path, 1, NULL);
  char *text = bind_string(env, path, NULL);
  if (text == NULL)
    return NULL;
  int status = uv_fs_stat(NULL, &uv, text, NULL);
  if (status == 0)
    status = (uv.statbuf.st_mode & 0170000) == 0040000 ? 1 : 0;
  uv_fs_req_cleanup(&uv);
  free(text);
  return bind_new_int(env, status);
}

/* Whether the folder of a path, which ends at `end`, is where it says, without
 * links. The last one that was is remembered, as others of its files follow. */
static bool is_real_folder(struct bindings *bindings, char *path, char *end) {
  size_t length = (size_t)(end - path);
  const char *known = bindings->real_folder;
  if (known != NULL && strncmp(known, path, length) == 0 &&
      known[length] == '\0')
    return true;
  *end = '\0';
  char *real = realpath(path, NULL);
  bool is = real != NULL && strcmp(real, path) == 0;
  *end = '/';
  if (!is) {
    free(real);
    return false;
  }
  free(bindings->real_folder);
  bindings->real_folder = real;
  return true;
}

/* plainFile(path): whether this is the real path of a file. Not being sure is
 * false. */
static napi_value plain_file(napi_env env, napi_callback_info info) {
  napi_value path;
  char text[1024];
  size_t length = 0;
  struct stat status;
  bind_args(env, info, &path, 1, NULL);
  bool is = napi_get_value_string_utf8(env, path, text, sizeof text, &length) ==
                napi_ok &&
            length < sizeof text - 4 && strlen(text) == length &&
            text[0] == '/' && strstr(text, "/.") == NULL &&
            strstr(text, "//") == NULL;
  if (is) {
    char *end = strrchr(text, '/');
    is = end > text && end[1] != '\0' && lstat(text, &status) == 0 &&
         S_ISREG(status.st_mode) && is_real_folder(bindings_of(env), text, end);
  }
  return bind_new_bool(env, is);
}

napi_value find_fs(napi_env env, const char *name) {
  static const struct binding_function kinds[] = {
      {"fileKind", file_kind, NULL}, {"plainFile", plain_file, NULL}};
  napi_value function = bind_named(env, name, kinds, 2);
  for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
    struct binding_function f = {operations[i].name, run, &operations[i]};
    if (function == NULL)
      function = bind_named(env, name, &f, 1);
  }
  return function;
}
