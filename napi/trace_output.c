/* SPDX-License-Identifier: MIT */
/* Where the lines of a trace go. */

#include "napi/trace_output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char json_end[] = "\n]\n";
enum { json_end_length = sizeof json_end - 1 };

/* A descriptor that is written to without waiting. */
struct sink {
  int file; /* -1: closed */
  bool is_socket;
  bool is_shared; /* with the program: not waiting is no flag of it */
};

static struct {
  pthread_mutex_t mutex;
  struct sink sink;
  const void *owner;
  bool json;
  int error;                /* why the last line was lost */
  unsigned long lost;       /* since the last line that got through */
  unsigned long lost_total; /* since it was opened */
  /* The rest of a line of which a file took only the front. */
  char rest[output_line_most];
  size_t rest_length;
} output = {.mutex = PTHREAD_MUTEX_INITIALIZER, .sink = {.file = -1}};

static bool is_socket(int file) {
  struct stat status;
  return file >= 0 && fstat(file, &status) == 0 && S_ISSOCK(status.st_mode);
}

/*
 * Standard error as a description of its own where there is one to be had, so
 * that not waiting is the tracer's affair alone: the flag on the shared one
 * would be everybody's.
 */
static struct sink open_standard_error(void) {
  char path[32];
  struct stat status;
  if (fstat(STDERR_FILENO, &status) == 0 && !S_ISREG(status.st_mode) &&
      !S_ISSOCK(status.st_mode)) {
    snprintf(path, sizeof path, "/proc/self/fd/%d", STDERR_FILENO);
    int file = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file >= 0)
      return (struct sink){file, false, false};
  }
  int file = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  return (struct sink){file, is_socket(file), true};
}

static struct sink open_file(const char *path, bool append) {
  int file = open(path,
                  O_WRONLY | O_CREAT | (append ? 0 : O_TRUNC) | O_APPEND |
                      O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
                  0666);
  return (struct sink){file, is_socket(file), false};
}

/* A reader that went away must not become a signal of the program. */
static ssize_t write_quietly(const struct sink *sink, const char *bytes,
                             size_t length) {
  sigset_t pipe_set, old, pending;
  struct timespec now = {0, 0};
  struct pollfd ready = {.fd = sink->file, .events = POLLOUT};
  if (sink->is_shared && !sink->is_socket && poll(&ready, 1, 0) == 0) {
    errno = EAGAIN;
    return -1;
  }
  sigemptyset(&pipe_set);
  sigaddset(&pipe_set, SIGPIPE);
  sigpending(&pending);
  pthread_sigmask(SIG_BLOCK, &pipe_set, &old);
  ssize_t written;
  do
    written = sink->is_socket
                  ? send(sink->file, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL)
                  : write(sink->file, bytes, length);
  while (written < 0 && errno == EINTR);
  int error = errno;
  if (written < 0 && error == EPIPE && !sigismember(&pending, SIGPIPE))
    sigtimedwait(&pipe_set, NULL, &now);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  errno = error;
  return written;
}

/* The rest of the line before; false: it still does not fit. */
static bool write_rest(void) {
  if (output.rest_length == 0)
    return true;
  ssize_t written =
      write_quietly(&output.sink, output.rest, output.rest_length);
  if (written > 0) {
    output.rest_length -= (size_t)written;
    memmove(output.rest, output.rest + written, output.rest_length);
  }
  return output.rest_length == 0;
}

static bool write_piece(const char *bytes, size_t length) {
  if (!write_rest())
    return false;
  ssize_t written = write_quietly(&output.sink, bytes, length);
  if (written <= 0) {
    output.error = written < 0 ? errno : 0;
    return false;
  }
  output.rest_length = length - (size_t)written;
  memcpy(output.rest, bytes + written, output.rest_length);
  return true;
}

static void write_counted(const char *bytes, size_t length) {
  if (output.lost == 0 && write_piece(bytes, length))
    return;
  output.lost++;
  output.lost_total++;
}

/* Whether the file is an array that an earlier trace has closed. */
static bool is_closed_json(const char *path, off_t size) {
  char end[json_end_length];
  int file = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
  if (file < 0)
    return false;
  ssize_t done = pread(file, end, json_end_length, size - json_end_length);
  close(file);
  return done == json_end_length && memcmp(end, json_end, done) == 0;
}

/* Makes room to go on in such an array; anything else begins anew. */
static bool json_goes_on(const char *path) {
  struct stat status;
  int file = output.sink.file;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode))
    return false;
  bool closed =
      status.st_size > json_end_length && is_closed_json(path, status.st_size);
  off_t size = closed ? status.st_size - json_end_length : 0;
  return ftruncate(file, size) == 0 && closed;
}

static void begin_json(const char *path, bool append) {
  char head[160];
  if (append && json_goes_on(path))
    return;
  int length = snprintf(head, sizeof head,
                        "[{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":%ld,"
                        "\"tid\":0,\"args\":{\"name\":\"Node-API\"}}",
                        (long)getpid());
  write_counted(head, (size_t)length);
}

/* With the process in place of %p. What is too long is cut: no such file. */
static const char *expand(const char *path, char *result, size_t size) {
  size_t length = 0;
  for (; *path != '\0' && length < size - 24; path++) {
    if (path[0] == '%' && path[1] == 'p') {
      length += (size_t)sprintf(result + length, "%ld", (long)getpid());
      path++;
    } else {
      result[length++] = *path;
    }
  }
  result[length] = '\0';
  return result;
}

bool output_open(const char *name, const void *owner, bool append, bool json) {
  char path[PATH_MAX + 32] = "";
  struct sink sink = name == NULL
                         ? open_standard_error()
                         : open_file(expand(name, path, sizeof path), append);
  if (sink.file < 0)
    return false;
  pthread_mutex_lock(&output.mutex);
  output.sink = sink;
  output.owner = owner;
  output.json = json;
  output.lost = output.lost_total = 0;
  output.rest_length = 0;
  if (json)
    begin_json(path, append);
  pthread_mutex_unlock(&output.mutex);
  return true;
}

static void tell_lost(void) {
  char text[200];
  if (output.lost == 0)
    return;
  int length =
      output.json
          ? snprintf(text, sizeof text,
                     ",\n{\"name\":\"%lu events lost\",\"ph\":\"i\","
                     "\"s\":\"p\",\"pid\":%ld,\"tid\":0,\"ts\":0}",
                     output.lost, (long)getpid())
          : snprintf(text, sizeof text, "... %lu lines lost\n", output.lost);
  if (write_piece(text, (size_t)length))
    output.lost = 0;
}

void output_write(const void *owner, const char *bytes, size_t length) {
  int saved = errno;
  pthread_mutex_lock(&output.mutex);
  if (output.sink.file >= 0 && output.owner == owner) {
    tell_lost();
    write_counted(bytes, length);
  }
  pthread_mutex_unlock(&output.mutex);
  errno = saved;
}

void output_say(const char *bytes, size_t length) {
  struct sink sink = open_standard_error();
  if (sink.file < 0)
    return;
  if (write_quietly(&sink, bytes, length) < 0)
    errno = 0; /* there is nobody left to tell */
  close(sink.file);
}

static const char *reason(void) {
  switch (output.error) {
  case EAGAIN:
    return "its reader was too slow";
  case EPIPE:
    return "its reader went away";
  default:
    return strerror(output.error);
  }
}

static void say_lost_total(void) {
  char text[200];
  int length =
      snprintf(text, sizeof text, "napi-shim: the trace lost %lu lines: %s\n",
               output.lost_total, reason());
  output_say(text, (size_t)length);
}

void output_close(void) {
  pthread_mutex_lock(&output.mutex);
  if (output.sink.file >= 0) {
    tell_lost();
    if (output.json)
      write_piece(json_end, json_end_length);
    if (output.lost_total > 0)
      say_lost_total();
    close(output.sink.file);
    output.sink.file = -1;
    output.owner = NULL;
  }
  pthread_mutex_unlock(&output.mutex);
}
