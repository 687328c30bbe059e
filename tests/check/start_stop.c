/* SPDX-License-Identifier: MIT */
/* The checker is started and stopped while threads call and a trace comes and
 * goes; after it the table is what it was before. Linked with the library's
 * objects, to see the table. */

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "napi/table.h"
#include "napi_shim.h"

static atomic_bool over;
static atomic_ulong calls, wrong;

/* Without an env, every entry may be called on any thread. */
static void *caller(void *unused) {
  (void)unused;
  while (!atomic_load(&over)) {
    if (napi_acquire_threadsafe_function(NULL) != napi_invalid_arg ||
        napi_typeof(NULL, NULL, NULL) != napi_invalid_arg)
      atomic_fetch_add(&wrong, 1);
    atomic_fetch_add(&calls, 1);
  }
  return NULL;
}

static void *tracer(void *unused) {
  napi_shim_trace_options options = {.size = sizeof options,
                                     .output = "/dev/null"};
  (void)unused;
  while (!atomic_load(&over)) {
    napi_shim_trace_start(&options);
    napi_shim_trace_stop();
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
  pthread_t threads[3];
  napi_shim_check_options options = {.size = sizeof options,
                                     .output = "/dev/null"};
  int started = 0, busy = 0, replaced = 0;
  memcpy(&before, &napi_table, sizeof before);
  for (int i = 0; i < 2; i++)
    pthread_create(&threads[i], NULL, caller, NULL);
  pthread_create(&threads[2], NULL, tracer, NULL);
  for (int i = 0; i < 200; i++) {
    started += napi_shim_check_start(&options) == napi_shim_ok;
    busy += napi_shim_check_start(&options) == napi_shim_busy;
    memcpy(&during, &napi_table, sizeof during);
    replaced += during.napi_typeof != before.napi_typeof &&
                during.napi_fatal_error != before.napi_fatal_error;
    unsigned long until = atomic_load(&calls) + 10;
    while (atomic_load(&calls) < until)
      ;
    napi_shim_check_stop();
  }
  atomic_store(&over, true);
  for (int i = 0; i < 3; i++)
    pthread_join(threads[i], NULL);
  napi_shim_check_stop();
  report("starts again after each stop", started == 200);
  report("one at a time", busy == 200);
  report("every entry was replaced", replaced == 200);
  report("calls end as ever", atomic_load(&wrong) == 0);
  report("off, the table is what it was",
         memcmp(&before, &napi_table, sizeof before) == 0);
  options.output = "/nowhere/check";
  report("a file that cannot be made",
         napi_shim_check_start(&options) == napi_shim_invalid_arg);
  printf("1..6\n");
  return failed != 0;
}
