/* SPDX-License-Identifier: MIT */
/* Reports of the checker: told once each, with the addon's own frames. */

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "env/memory.h"
#include "env/trace.h"
#include "napi/check.h"

enum { raw_frames_most = 64, text_most = 4096, sentence_most = 384 };

/* A fault that has been told. */
struct told {
  struct told *next;
  enum check_fault fault;
  const char *function; /* static */
  void *place;
  char addon[trace_addon_most];
  char sentence[sentence_most];
  unsigned long again;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct told *first_told, **last_told = &first_told;
static unsigned long fault_count;
static int output = STDERR_FILENO;
static bool aborts;

/* Whether an address is of this library, or of the one whose closures lead
 * here. */
static bool is_ours(void *address) {
  Dl_info ours, its;
  if (dladdr(&first_told, &ours) == 0 || dladdr(address, &its) == 0)
    return false;
  return its.dli_fbase == ours.dli_fbase ||
         (its.dli_fname != NULL && strstr(its.dli_fname, "libffi") != NULL);
}

/* The frames between the last one of the library and the next. */
void check_site_here(struct check_site *site) {
  void *raw[raw_frames_most];
  int count = backtrace(raw, raw_frames_most);
  int at = 0;
  site->count = 0;
  /* A sanitizer's backtrace() may stand before. */
  while (at < count && !is_ours(raw[at]))
    at++;
  while (at < count && is_ours(raw[at]))
    at++;
  while (at < count && site->count < check_frames_most && !is_ours(raw[at]))
    site->frames[site->count++] = raw[at++];
}

bool check_site_equal(const struct check_site *a, const struct check_site *b) {
  return a->count == b->count &&
         memcmp(a->frames, b->frames, (size_t)a->count * sizeof(void *)) == 0;
}

struct text {
  char bytes[text_most];
  size_t length;
};

static void __attribute__((format(printf, 2, 3)))
put(struct text *text, const char *format, ...) {
  va_list arguments;
  size_t room = sizeof text->bytes - text->length;
  va_start(arguments, format);
  int length = vsnprintf(text->bytes + text->length, room, format, arguments);
  va_end(arguments);
  if (length > 0)
    text->length += (size_t)length < room ? (size_t)length : room - 1;
}

static const char *last_part(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash != NULL ? slash + 1 : path;
}

static void put_frame(struct text *text, void *frame) {
  Dl_info info;
  /* A frame is where the call returns to: the call itself is before that. */
  char *address = (char *)frame - 1;
  if (dladdr(address, &info) == 0 || info.dli_fname == NULL) {
    put(text, "    at %p\n", frame);
    return;
  }
  const char *file = last_part(info.dli_fname);
  long offset = (long)(address - (char *)info.dli_fbase);
  if (info.dli_sname != NULL)
    put(text, "    at %s (%s+0x%lx)\n", info.dli_sname, file, offset);
  else
    put(text, "    at %s+0x%lx\n", file, offset);
}

static void put_site(struct text *text, const struct check_site *site) {
  for (int i = 0; i < site->count; i++)
    put_frame(text, site->frames[i]);
}

static void write_text(const struct text *text) {
  size_t done = 0;
  while (done < text->length) {
    ssize_t written = write(output, text->bytes + done, text->length - done);
    if (written < 0 && errno != EINTR)
      return;
    done += written > 0 ? (size_t)written : 0;
  }
}

static struct told *find(const struct told *wanted) {
  struct told *told = first_told;
  while (told != NULL &&
         (told->fault != wanted->fault || told->place != wanted->place ||
          strcmp(told->function, wanted->function) != 0 ||
          strcmp(told->addon, wanted->addon) != 0))
    told = told->next;
  return told;
}

/* True: it is new. */
static bool note_told(const struct told *wanted) {
  struct told *told = find(wanted);
  if (told != NULL) {
    told->again++;
    return false;
  }
  fault_count++;
  told = memory_alloc(sizeof *told);
  if (told == NULL)
    return true;
  *told = *wanted;
  *last_told = told;
  last_told = &told->next;
  return true;
}

static void put_head(struct text *text, const struct told *told) {
  put(text, "check: %s: %s%s%s", told->addon, told->function,
      *told->function != '\0' ? ": " : "", told->sentence);
}

void check_report(const char *path, const char *function,
                  enum check_fault fault, const struct check_site *at,
                  const char *made_title, const struct check_site *made,
                  const char *format, ...) {
  struct check_site here;
  struct text text = {.length = 0};
  struct told told = {.fault = fault, .function = function};
  if (at == NULL) {
    check_site_here(&here);
    at = &here;
  }
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(told.sentence, sizeof told.sentence, format, arguments);
  va_end(arguments);
  trace_addon_name(path, told.addon);
  told.place = at->count > 0 ? at->frames[0] : NULL;
  put_head(&text, &told);
  put(&text, "\n");
  put_site(&text, at);
  if (made != NULL) {
    put(&text, "  %s:\n", made_title);
    put_site(&text, made);
  }
  pthread_mutex_lock(&mutex);
  if (note_told(&told))
    write_text(&text);
  pthread_mutex_unlock(&mutex);
  if (aborts)
    abort();
}

bool check_report_open(const char *path, bool wants_abort) {
  void *frame[1];
  int file = STDERR_FILENO;
  if (path != NULL)
    file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0)
    return false;
  output = file;
  aborts = wants_abort;
  /* The first call loads the unwinder, which no later place should do. */
  backtrace(frame, 1);
  return true;
}

static void put_again(const struct told *told) {
  struct text text = {.length = 0};
  put_head(&text, told);
  put(&text, " (again, %lu time%s)\n", told->again,
      told->again == 1 ? "" : "s");
  write_text(&text);
}

void check_report_close(void) {
  struct text text = {.length = 0};
  pthread_mutex_lock(&mutex);
  while (first_told != NULL) {
    struct told *told = first_told;
    first_told = told->next;
    if (told->again > 0)
      put_again(told);
    memory_free(told);
  }
  last_told = &first_told;
  put(&text, "%lu fault%s found by --check\n", fault_count,
      fault_count == 1 ? "" : "s");
  write_text(&text);
  fault_count = 0;
  if (output != STDERR_FILENO)
    close(output);
  output = STDERR_FILENO;
  pthread_mutex_unlock(&mutex);
}
