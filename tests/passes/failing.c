/* SPDX-License-Identifier: MIT */
/* Allocations of chosen libraries are led here through their tables of imported
 * functions; those of the engine and of the C library go their own way. */

#define _GNU_SOURCE
#include "failing.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__)
#define IS_IMPORT(type)                                                        \
  ((type) == R_X86_64_JUMP_SLOT || (type) == R_X86_64_GLOB_DAT)
#elif defined(__aarch64__)
#define IS_IMPORT(type)                                                        \
  ((type) == R_AARCH64_JUMP_SLOT || (type) == R_AARCH64_GLOB_DAT)
#else
#error "the relocation types of this machine are not known"
#endif

enum { table_size = 1 << 16 };

static struct block {
  void *memory;
  void *caller;
} blocks[table_size];
static size_t live, count, fired, fail_at;
static bool fail_all;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct block *place_of(const void *memory) {
  size_t at = ((uintptr_t)memory >> 4) * 40503u % table_size;
  while (blocks[at].memory != NULL && blocks[at].memory != memory)
    at = (at + 1) % table_size;
  return &blocks[at];
}

static bool must_fail(void) {
  pthread_mutex_lock(&lock);
  count++;
  bool fails =
      fail_at != 0 && (count == fail_at || (fail_all && count > fail_at));
  fired += fails;
  pthread_mutex_unlock(&lock);
  return fails;
}

static void *keep(void *memory, void *caller) {
  if (memory == NULL)
    return NULL;
  pthread_mutex_lock(&lock);
  *place_of(memory) = (struct block){memory, caller};
  if (++live > table_size / 2)
    abort();
  pthread_mutex_unlock(&lock);
  return memory;
}

/* Blocks behind it move up, so that searches find them. */
static void forget(const void *memory) {
  pthread_mutex_lock(&lock);
  struct block *block = place_of(memory);
  if (block->memory != NULL) {
    live--;
    block->memory = NULL;
    size_t at = (size_t)(block - blocks);
    while (blocks[at = (at + 1) % table_size].memory != NULL) {
      struct block moved = blocks[at];
      blocks[at].memory = NULL;
      *place_of(moved.memory) = moved;
    }
  }
  pthread_mutex_unlock(&lock);
}

#define CALLER __builtin_return_address(0)

static void *our_malloc(size_t size) {
  return must_fail() ? NULL : keep(malloc(size), CALLER);
}

static void *our_calloc(size_t n, size_t size) {
  return must_fail() ? NULL : keep(calloc(n, size), CALLER);
}

static char *our_strdup(const char *text) {
  return must_fail() ? NULL : keep(strdup(text), CALLER);
}

static void our_free(void *memory) {
  if (memory != NULL)
    forget(memory);
  free(memory);
}

static void *our_realloc(void *memory, size_t size) {
  if (must_fail())
    return NULL;
  if (memory != NULL)
    forget(memory);
  return keep(realloc(memory, size), CALLER);
}

static const struct import {
  const char *name;
  void *ours;
} imports[] = {{"malloc", (void *)our_malloc},
               {"calloc", (void *)our_calloc},
               {"realloc", (void *)our_realloc},
               {"strdup", (void *)our_strdup},
               {"free", (void *)our_free}};

static void redirect(void **slot, void *ours) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  void *start = (void *)((uintptr_t)slot & ~(page - 1));
  if (mprotect(start, page, PROT_READ | PROT_WRITE) == 0)
    *slot = ours;
}

static void redirect_all(const struct link_map *map, const ElfW(Rela) * rela,
                         size_t size, const ElfW(Sym) * symbols,
                         const char *names) {
  for (size_t i = 0; i < size / sizeof *rela; i++) {
    if (!IS_IMPORT(ELF64_R_TYPE(rela[i].r_info)))
      continue;
    const char *name = names + symbols[ELF64_R_SYM(rela[i].r_info)].st_name;
    for (size_t k = 0; k < sizeof imports / sizeof *imports; k++)
      if (strcmp(name, imports[k].name) == 0)
        redirect((void **)(map->l_addr + rela[i].r_offset), imports[k].ours);
  }
}

bool failing_watch(const char *library) {
  struct link_map *map;
  void *handle = dlopen(library, RTLD_NOW | RTLD_NOLOAD);
  if (handle == NULL || dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0)
    return false;
  const ElfW(Sym) *symbols = NULL;
  const char *names = NULL;
  const ElfW(Rela) * rela[2] = {NULL, NULL};
  size_t size[2] = {0, 0};
  for (const ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; entry++) {
    switch (entry->d_tag) {
    case DT_SYMTAB:
      symbols = (void *)entry->d_un.d_ptr;
      break;
    case DT_STRTAB:
      names = (void *)entry->d_un.d_ptr;
      break;
    case DT_RELA:
      rela[0] = (void *)entry->d_un.d_ptr;
      break;
    case DT_RELASZ:
      size[0] = entry->d_un.d_val;
      break;
    case DT_JMPREL:
      rela[1] = (void *)entry->d_un.d_ptr;
      break;
    case DT_PLTRELSZ:
      size[1] = entry->d_un.d_val;
      break;
    default:
      break;
    }
  }
  if (symbols == NULL || names == NULL)
    return false;
  for (int i = 0; i < 2; i++)
    redirect_all(map, rela[i], size[i], symbols, names);
  return true;
}

void failing_at(size_t n, bool all) {
  count = fired = 0;
  fail_at = n;
  fail_all = all;
}

void failing_stop(void) {
  fail_at = 0;
}

size_t failing_count(void) {
  return count;
}

size_t failing_fired(void) {
  return fired;
}

size_t failing_live(void) {
  return live;
}

void failing_show(void) {
  for (size_t i = 0; i < table_size; i++) {
    Dl_info info;
    if (blocks[i].memory == NULL || dladdr(blocks[i].caller, &info) == 0)
      continue;
    printf("#   %p by %s+0x%zx\n", blocks[i].memory, info.dli_fname,
           (size_t)((char *)blocks[i].caller - (char *)info.dli_fbase));
  }
}
