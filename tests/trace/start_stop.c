/* SPDX-License-Identifier: MIT */
/* A trace is started and stopped while threads call; after it the table is what
 * it was before. Linked with the library's objects, to see the table. */

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "napi/table.h"
#include "napi_shim.h"

static atomic_bool over;
static atomic_ulong calls;

/* Without an env, every entry may be called on any thread. */
static void *caller(void *unused) {
  (void)unused;
  while (!atomic_load(&over)) {
    if (napi_acquire_threadsafe_function(NULL) != napi_invalid_arg)
      printf("not ok - a wrong status\n");
    atomic_fetch_add(&calls, 1);
  }
  return NULL;
}

static int failed;

static void report(const char *name, int good) {
  static int number;
  printf("%sok %d - %s\n", good ? "" : "not ", ++number, name);
  failed += !good;
}

int main(void) {
  static struct napi_table before, during;
  pthread_t threads[2];
  napi_shim_trace_options options = {
      .size = sizeof options, .output = "/dev/null", .summary = true};
  int started = 0, busy = 0;
  memcpy(&before, &napi_table, sizeof before);
  for (int i = 0; i < 2; i++)
    pthread_create(&threads[i], NULL, caller, NULL);
  for (int i = 0; i < 200; i++) {
    started += napi_shim_trace_start(&options) == napi_shim_ok;
    busy += napi_shim_trace_start(&options) == napi_shim_busy;
    memcpy(&during, &napi_table, sizeof during);
    unsigned long until = atomic_load(&calls) + 10;
    while (atomic_load(&calls) < until)
      ;
    napi_shim_trace_stop();
  }
  napi_shim_trace_stop();
  atomic_store(&over, true);
  for (int i = 0; i < 2; i++)
    pthread_join(threads[i], NULL);
  report("starts again after each stop", started == 200);
  report("one at a time", busy == 200);
  report("every entry was replaced",
         during.napi_typeof != before.napi_typeof &&
             during.napi_fatal_error != before.napi_fatal_error);
  report("off, the table is what it was",
         memcmp(&before, &napi_table, sizeof before) == 0);
  printf("1..4\n");
  return failed != 0;
}
