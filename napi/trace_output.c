/* SPDX-License-Identifier: MIT */
/* Where the lines of a trace go. */

#include "napi/trace_output.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static struct {
  pthread_mutex_t mutex;
  int file; /* -1: closed */
  bool is_socket;
  unsigned long lost;       /* since the last line that got through */
  unsigned long lost_total; /* since it was opened */
  /* The rest of a line of which a file took only the front. */
  char rest[output_line_most];
  size_t rest_length;
} output = {.mutex = PTHREAD_MUTEX_INITIALIZER, .file = -1};

/*
 * Standard error as a description of its own, so that not waiting is the
 * tracer's affair alone: the flag on the shared one would be everybody's.
 */
static int open_standard_error(void) {
  char path[32];
  struct stat status;
  if (fstat(STDERR_FILENO, &status) == 0 && !S_ISREG(status.st_mode) &&
      !S_ISSOCK(status.st_mode)) {
    snprintf(path, sizeof path, "/proc/self/fd/%d", STDERR_FILENO);
    int file = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file >= 0)
      return file;
  }
  return fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
}

bool output_open(const char *path) {
  struct stat status;
  int file = path == NULL ? open_standard_error()
                          : open(path,
                                 O_WRONLY | O_CREAT | O_TRUNC | O_APPEND |
                                     O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
                                 0666);
  if (file < 0)
    return false;
  pthread_mutex_lock(&output.mutex);
  output.is_socket = fstat(file, &status) == 0 && S_ISSOCK(status.st_mode);
  output.lost = output.lost_total = 0;
  output.rest_length = 0;
  output.file = file;
  pthread_mutex_unlock(&output.mutex);
  return true;
}

static ssize_t write_once(const char *bytes, size_t length) {
  if (output.is_socket)
    return send(output.file, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
  return write(output.file, bytes, length);
}

/* A reader that went away must not become a signal of the program. */
static ssize_t write_quietly(const char *bytes, size_t length) {
  sigset_t pipe_set, old, pending;
  struct timespec now = {0, 0};
  sigemptyset(&pipe_set);
  sigaddset(&pipe_set, SIGPIPE);
  sigpending(&pending);
  pthread_sigmask(SIG_BLOCK, &pipe_set, &old);
  ssize_t written;
  do
    written = write_once(bytes, length);
  while (written < 0 && errno == EINTR);
  if (written < 0 && errno == EPIPE && !sigismember(&pending, SIGPIPE))
    sigtimedwait(&pipe_set, NULL, &now);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  return written;
}

/* The rest of the line before; false: it still does not fit. */
static bool write_rest(void) {
  if (output.rest_length == 0)
    return true;
  ssize_t written = write_quietly(output.rest, output.rest_length);
  if (written > 0) {
    output.rest_length -= (size_t)written;
    memmove(output.rest, output.rest + written, output.rest_length);
  }
  return output.rest_length == 0;
}

static bool write_piece(const char *bytes, size_t length) {
  if (!write_rest())
    return false;
  ssize_t written = write_quietly(bytes, length);
  if (written <= 0)
    return false;
  output.rest_length = length - (size_t)written;
  memcpy(output.rest, bytes + written, output.rest_length);
  return true;
}

static void tell_lost(bool json) {
  char text[160];
  int length = snprintf(
      text, sizeof text,
      json ? ",\n{\"name\":\"%lu events lost\",\"ph\":\"i\",\"s\":\"p\","
             "\"pid\":0,\"tid\":0,\"ts\":0}"
           : "... %lu lines lost\n",
      output.lost);
  if (output.lost > 0 && write_piece(text, (size_t)length))
    output.lost = 0;
}

void output_write(const char *bytes, size_t length, bool json) {
  pthread_mutex_lock(&output.mutex);
  if (output.file >= 0) {
    tell_lost(json);
    if (output.lost > 0 || !write_piece(bytes, length)) {
      output.lost++;
      output.lost_total++;
    }
  }
  pthread_mutex_unlock(&output.mutex);
}

void output_close(const char *tail, bool json) {
  pthread_mutex_lock(&output.mutex);
  if (output.file >= 0) {
    tell_lost(json);
    write_piece(tail, strlen(tail));
    if (output.lost_total > 0)
      fprintf(stderr,
              "napi-shim: the trace lost %lu lines: its reader was too "
              "slow, or its disk is full\n",
              output.lost_total);
    close(output.file);
    output.file = -1;
  }
  pthread_mutex_unlock(&output.mutex);
}
