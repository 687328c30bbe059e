/* SPDX-License-Identifier: MIT */
/* Slots of missing functions in an addon's procedure linkage table. */

#include "loader/missing.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "env/runtime.h"

/* Each has a function of its own to call, which is how it is known again. */
static struct missing {
  const void *slot;
  const char *addon; /* both live as long as the library: for ever */
  const char *symbol;
} missing[missing_at_most];
static int missing_count; /* under the lock of library_open() */

static _Thread_local int loads;

void missing_load_begins(void) {
  loads++;
}

void missing_load_ends(void) {
  loads--;
}

static _Noreturn void report(int index) {
  char text[1024];
  snprintf(text, sizeof text, "%s: %s is not available in libuv %s",
           missing[index].addon, missing[index].symbol, uv_version_string());
  if (loads == 0)
    runtime_fatal(NULL, NULL, text);
  fprintf(stderr, "FATAL ERROR: %s\n", text);
  fflush(NULL);
  _Exit(1);
}

/* Octal digits, so that they can be put together. */
#define ONE(n)                                                                 \
  static void call_##n(void) {                                                 \
    report(0##n);                                                              \
  }
#define NAME(n) call_##n,
#define EIGHT(m, n)                                                            \
  m(n##0) m(n##1) m(n##2) m(n##3) m(n##4) m(n##5) m(n##6) m(n##7)
#define ALL(m)                                                                 \
  EIGHT(m, 0)                                                                  \
  EIGHT(m, 1)                                                                  \
  EIGHT(m, 2)                                                                  \
  EIGHT(m, 3) EIGHT(m, 4) EIGHT(m, 5) EIGHT(m, 6) EIGHT(m, 7)

ALL(ONE)

static void (*const calls[missing_at_most])(void) = {ALL(NAME)};

/* What a library's dynamic section says of its functions. */
struct linkage {
  const char *relocations;
  size_t size; /* of all */
  size_t each;
  const ElfW(Sym) * symbols;
  const char *strings;
};

/* Addresses are relocated in place on most machines, not on all. */
static const void *address(const struct link_map *map, ElfW(Addr) value) {
  if (value < map->l_addr)
    value += map->l_addr;
  return (const void *)value;
}

static struct linkage linkage_of(const struct link_map *map) {
  struct linkage linkage = {NULL, 0, sizeof(ElfW(Rela)), NULL, NULL};
  for (const ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; entry++) {
    switch (entry->d_tag) {
    case DT_JMPREL:
      linkage.relocations = address(map, entry->d_un.d_ptr);
      break;
    case DT_PLTRELSZ:
      linkage.size = entry->d_un.d_val;
      break;
    case DT_PLTREL:
      if (entry->d_un.d_val == DT_REL)
        linkage.each = sizeof(ElfW(Rel));
      break;
    case DT_SYMTAB:
      linkage.symbols = address(map, entry->d_un.d_ptr);
      break;
    case DT_STRTAB:
      linkage.strings = address(map, entry->d_un.d_ptr);
      break;
    }
  }
  return linkage;
}

static size_t symbol_index(ElfW(Xword) info) {
  return sizeof(ElfW(Addr)) == 8 ? ELF64_R_SYM(info) : ELF32_R_SYM(info);
}

/* Not to be found where the linker would look: globally, and in what the
 * library brings along. */
static bool is_missing(void *handle, const ElfW(Sym) * symbol,
                       const char *name) {
  return symbol->st_shndx == SHN_UNDEF &&
         ELF64_ST_BIND(symbol->st_info) != STB_WEAK &&
         strncmp(name, "uv_", 3) == 0 && dlsym(RTLD_DEFAULT, name) == NULL &&
         dlsym(handle, name) == NULL;
}

static bool is_known(const void *slot) {
  for (int i = 0; i < missing_count; i++)
    if (missing[i].slot == slot)
      return true;
  return false;
}

bool missing_prepare(void *handle) {
  struct link_map *map = NULL;
  if (dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0)
    return true;
  struct linkage linkage = linkage_of(map);
  for (size_t at = 0; at + linkage.each <= linkage.size; at += linkage.each) {
    /* Both kinds begin alike. */
    const ElfW(Rel) *relocation = (const void *)(linkage.relocations + at);
    size_t index = symbol_index(relocation->r_info);
    const ElfW(Sym) *symbol = &linkage.symbols[index];
    const char *name = linkage.strings + symbol->st_name;
    void (**slot)(void) = (void *)(map->l_addr + relocation->r_offset);
    if (index == 0 || !is_missing(handle, symbol, name) || is_known(slot))
      continue;
    if (missing_count == missing_at_most)
      return false;
    missing[missing_count] = (struct missing){slot, map->l_name, name};
    *slot = calls[missing_count++];
  }
  return true;
}
