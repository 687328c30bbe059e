/* SPDX-License-Identifier: MIT */
/* How often each function of each addon was called, and for how long. */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "env/memory.h"
#include "napi/trace_frame.h"
#include "napi/trace_output.h"

struct count {
  unsigned long calls, failures;
  uint64_t total, longest; /* nanoseconds */
};

struct addon_counts {
  struct addon_counts *next;
  char name[trace_addon_most];
  struct count counts[trace_index_count];
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct addon_counts *addons;

static struct addon_counts *counts_of(const char *name) {
  struct addon_counts *addon = addons;
  while (addon != NULL && strcmp(addon->name, name) != 0)
    addon = addon->next;
  if (addon != NULL)
    return addon;
  addon = memory_zeroed(1, sizeof *addon);
  if (addon == NULL)
    return NULL;
  memcpy(addon->name, name, sizeof addon->name);
  addon->next = addons;
  addons = addon;
  return addon;
}

void trace_summary_add(const struct trace_frame *frame, uint64_t duration,
                       bool failed) {
  pthread_mutex_lock(&mutex);
  struct addon_counts *addon = counts_of(frame->addon);
  if (addon != NULL) {
    struct count *count = &addon->counts[frame->index];
    count->calls++;
    count->failures += failed;
    count->total += duration;
    if (duration > count->longest)
      count->longest = duration;
  }
  pthread_mutex_unlock(&mutex);
}

static const struct addon_counts *compared;

/* The longest total first. */
static int compare(const void *a, const void *b) {
  const struct count *first = &compared->counts[*(const int *)a];
  const struct count *second = &compared->counts[*(const int *)b];
  return (first->total < second->total) - (first->total > second->total);
}

/* Beside events it would be none: it goes to standard error then. */
static void print(const char *text, const struct trace_config *config) {
  if (config->json)
    output_say(text, strlen(text));
  else
    output_write(config, text, strlen(text));
}

static void print_addon(const struct addon_counts *addon,
                        const struct trace_config *config) {
  int order[trace_index_count], used = 0;
  char memory[256];
  for (int i = 0; i < trace_index_count; i++)
    if (addon->counts[i].calls > 0)
      order[used++] = i;
  compared = addon;
  qsort(order, (size_t)used, sizeof *order, compare);
  for (int i = 0; i < used; i++) {
    const struct count *count = &addon->counts[order[i]];
    struct line line = line_over(memory, sizeof memory);
    line_putf(&line, "%-20s %-36s %9lu %8lu %12.1f %12.1f\n", addon->name,
              trace_names[order[i]], count->calls, count->failures,
              (double)count->total / 1e3, (double)count->longest / 1e3);
    print(memory, config);
  }
}

void trace_summary_print(const struct trace_config *config) {
  char memory[256];
  struct line line = line_over(memory, sizeof memory);
  pthread_mutex_lock(&mutex);
  line_putf(&line, "%-20s %-36s %9s %8s %12s %12s\n", "addon", "function",
            "calls", "errors", "total us", "longest us");
  print(memory, config);
  for (const struct addon_counts *addon = addons; addon != NULL;
       addon = addon->next)
    print_addon(addon, config);
  pthread_mutex_unlock(&mutex);
}

void trace_summary_clear(void) {
  pthread_mutex_lock(&mutex);
  while (addons != NULL) {
    struct addon_counts *addon = addons;
    addons = addon->next;
    memory_free(addon);
  }
  pthread_mutex_unlock(&mutex);
}
