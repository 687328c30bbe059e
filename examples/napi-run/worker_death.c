/* SPDX-License-Identifier: MIT */
/* The last words of a worker: what killed it, and what was called last. All of
 * it is legal in a signal handler. */

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "worker.h"

static const struct {
  int number;
  const char *name;
} deadly[] = {
    {SIGSEGV, "SIGSEGV"}, {SIGABRT, "SIGABRT"}, {SIGBUS, "SIGBUS"},
    {SIGILL, "SIGILL"},   {SIGFPE, "SIGFPE"},   {SIGSYS, "SIGSYS"},
};
enum { deadly_count = sizeof deadly / sizeof *deadly };

static struct sigaction before[deadly_count];
static char stack[64 * 1024];
static char words[2048];

/* Appends text inside or outside of a JSON string. */
static size_t add(size_t used, const char *text) {
  while (*text != '\0' && used < sizeof words)
    words[used++] = *text++;
  return used;
}

static size_t add_quoted(size_t used, const char *text) {
  for (; *text != '\0' && used < sizeof words; text++) {
    bool plain = *text != '"' && *text != '\\' && (unsigned char)*text >= ' ';
    words[used++] = plain ? *text : '?';
  }
  return used;
}

static void tell_death(const char *signal_name) {
  const char *addon, *function;
  napi_shim_last_call(&addon, &function);
  size_t used = add(0, "\n{\"event\":\"death\",\"signal\":\"");
  used = add(used, signal_name);
  used = add(used, "\",\"addon\":\"");
  used = add_quoted(used, addon);
  used = add(used, "\",\"function\":\"");
  used = add_quoted(used, function);
  used = add(used, "\"}\n");
  if (write(worker_channel, words, used) < 0)
    return; /* nobody listens any more */
}

/* Then the signal does what it would have done. */
static void die(int number, siginfo_t *info, void *context) {
  (void)context;
  for (int i = 0; i < deadly_count; i++)
    if (deadly[i].number == number) {
      tell_death(deadly[i].name);
      sigaction(number, &before[i], NULL);
    }
  /* A fault happens again when this returns; a signal that was sent, or that
   * abort() raises, does not. */
  if (info->si_code <= 0)
    raise(number);
}

void worker_watch_signals(void) {
  stack_t place = {.ss_sp = stack, .ss_size = sizeof stack};
  struct sigaction action = {.sa_sigaction = die,
                             .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigaltstack(&place, NULL);
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < deadly_count; i++)
    sigaction(deadly[i].number, &action, &before[i]);
}
