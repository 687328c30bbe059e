/* SPDX-License-Identifier: MIT */
/* A look into an addon's ELF file before the dynamic linker sees it. */

#include "loader/image.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct image {
  const unsigned char *bytes;
  size_t size;
  char *why;
  size_t why_size;
};

__attribute__((format(printf, 2, 3))) static bool
refuse(const struct image *image, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(image->why, image->why_size, format, arguments);
  va_end(arguments);
  return false;
}

/* `count` elements of `size` bytes at `offset`, or NULL if the file ends
 * before them. */
static const void *at(const struct image *image, uint64_t offset,
                      uint64_t count, uint64_t size) {
  if (offset > image->size || count > (image->size - offset) / size)
    return NULL;
  return image->bytes + offset;
}

static const char *machine_name(unsigned machine) {
  switch (machine) {
  case EM_X86_64:
    return "x86-64";
  case EM_386:
    return "32-bit x86";
  case EM_AARCH64:
    return "64-bit ARM";
  case EM_ARM:
    return "32-bit ARM";
  case EM_RISCV:
    return "RISC-V";
  case EM_PPC64:
    return "64-bit PowerPC";
  case EM_S390:
    return "S/390";
  case EM_LOONGARCH:
    return "LoongArch";
  default:
    return "another";
  }
}

/* The machine that this code was compiled for. */
static const ElfW(Ehdr) * own_header(void) {
  static _Atomic(const ElfW(Ehdr) *) known;
  Dl_info info;
  if (known == NULL && dladdr((void *)(uintptr_t)image_check, &info) != 0)
    known = info.dli_fbase;
  return known;
}

static const ElfW(Ehdr) * check_header(const struct image *image) {
  const unsigned char *magic = at(image, 0, EI_NIDENT, 1);
  const ElfW(Ehdr) *own = own_header();
  if (magic == NULL || memcmp(magic, ELFMAG, SELFMAG) != 0) {
    refuse(image, "not a native addon: the file is not an ELF library");
    return NULL;
  }
  const ElfW(Ehdr) *header = at(image, 0, 1, sizeof *header);
  if (header == NULL) {
    refuse(image, "the file is truncated");
    return NULL;
  }
  /* e_machine stands at the same place in both classes. */
  if (own != NULL && (magic[EI_CLASS] != own->e_ident[EI_CLASS] ||
                      magic[EI_DATA] != own->e_ident[EI_DATA] ||
                      header->e_machine != own->e_machine)) {
    refuse(image,
           "built for another architecture (%s), this process is %s "
           "(wrong ELF class or machine)",
           machine_name(header->e_machine), machine_name(own->e_machine));
    return NULL;
  }
  if (header->e_type != ET_DYN) {
    refuse(image, "not a shared library");
    return NULL;
  }
  return header;
}

/* The segments, all of which the file must really contain. */
static const ElfW(Phdr) *
    check_segments(const struct image *image, const ElfW(Ehdr) * header) {
  const ElfW(Phdr) *segments =
      at(image, header->e_phoff, header->e_phnum, sizeof *segments);
  for (size_t i = 0; segments != NULL && i < header->e_phnum; i++)
    if (segments[i].p_type == PT_LOAD &&
        at(image, segments[i].p_offset, segments[i].p_filesz, 1) == NULL)
      segments = NULL;
  if (segments == NULL)
    refuse(image, "the file is truncated");
  return segments;
}

/* What the dynamic section names, as places in the file. */
struct dynamic {
  const ElfW(Sym) * symbols;
  size_t symbol_count;
  const char *strings;
  size_t string_size;
  bool lazy; /* functions are looked for when they are first called */
};

/* Whether the linker is to look for functions only when they are called. */
static bool is_lazy(const struct image *image, const ElfW(Shdr) * section) {
  size_t count = section->sh_size / sizeof(ElfW(Dyn));
  const ElfW(Dyn) *entry =
      at(image, section->sh_offset, count, sizeof(ElfW(Dyn)));
  for (size_t i = 0; entry != NULL && i < count; i++, entry++)
    if (entry->d_tag == DT_BIND_NOW ||
        (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_BIND_NOW) != 0) ||
        (entry->d_tag == DT_FLAGS_1 && (entry->d_un.d_val & DF_1_NOW) != 0))
      return false;
  return entry != NULL;
}

/* The dynamic symbols, found by their section: undefined ones are in no hash
 * table. A stripped section table only costs us the better message. */
static bool find_symbols(const struct image *image, const ElfW(Ehdr) * header,
                         struct dynamic *dynamic) {
  const ElfW(Shdr) *sections =
      at(image, header->e_shoff, header->e_shnum, sizeof *sections);
  for (size_t i = 0; sections != NULL && i < header->e_shnum; i++) {
    if (sections[i].sh_type == SHT_DYNAMIC)
      dynamic->lazy = is_lazy(image, &sections[i]);
    if (sections[i].sh_type != SHT_DYNSYM ||
        sections[i].sh_link >= header->e_shnum)
      continue;
    const ElfW(Shdr) *text = &sections[sections[i].sh_link];
    dynamic->symbol_count = sections[i].sh_size / sizeof(ElfW(Sym));
    dynamic->symbols = at(image, sections[i].sh_offset, dynamic->symbol_count,
                          sizeof(ElfW(Sym)));
    dynamic->strings = at(image, text->sh_offset, text->sh_size, 1);
    dynamic->string_size = text->sh_size;
  }
  return dynamic->symbols != NULL && dynamic->strings != NULL &&
         dynamic->string_size > 0 &&
         dynamic->strings[dynamic->string_size - 1] == '\0';
}

static bool starts_with(const char *text, const char *start) {
  return strncmp(text, start, strlen(start)) == 0;
}

/* Symbols that only Node's own executable has: C++ names of V8 and Node. */
static bool is_of_v8_or_node(const char *name) {
  if (*name != '_' && *name != 'n')
    return false;
  return starts_with(name, "_ZN2v8") || starts_with(name, "_ZNK2v8") ||
         starts_with(name, "_ZN4node") || starts_with(name, "_ZNK4node") ||
         starts_with(name, "_ZTIN2v8") || starts_with(name, "_ZTVN2v8") ||
         strcmp(name, "node_module_register") == 0;
}

static bool is_ours_to_give(const char *name) {
  return starts_with(name, "napi_") || starts_with(name, "node_api_") ||
         starts_with(name, "uv_");
}

/*
 * Names that were found before. Whatever provides them stays for ever, and the
 * dynamic linker takes long to look through all libraries. A slot that is taken
 * by another name is left alone: that one is looked up each time.
 */
enum { found_slots = 1024, found_name = 64 };
static struct {
  atomic_bool taken;
  char name[found_name];
} found[found_slots];
static pthread_mutex_t found_mutex = PTHREAD_MUTEX_INITIALIZER;

static unsigned slot_of_name(const char *name) {
  uint32_t hash = 2166136261u;
  for (; *name != '\0'; name++)
    hash = (hash ^ (unsigned char)*name) * 16777619u;
  return (hash ^ hash >> 16) % found_slots;
}

static void remember(unsigned slot, const char *name) {
  pthread_mutex_lock(&found_mutex);
  if (!found[slot].taken && strlen(name) < found_name) {
    strcpy(found[slot].name, name);
    found[slot].taken = true;
  }
  pthread_mutex_unlock(&found_mutex);
}

static bool is_provided(const char *name) {
  unsigned slot = slot_of_name(name);
  if (found[slot].taken && strcmp(found[slot].name, name) == 0)
    return true;
  if (dlsym(RTLD_DEFAULT, name) == NULL)
    return false;
  remember(slot, name);
  return true;
}

static bool check_symbols(const struct image *image,
                          const struct dynamic *dynamic) {
  for (size_t i = 0; i < dynamic->symbol_count; i++) {
    const ElfW(Sym) *symbol = &dynamic->symbols[i];
    if (symbol->st_shndx != SHN_UNDEF || symbol->st_name == 0 ||
        symbol->st_name >= dynamic->string_size ||
        ELF64_ST_BIND(symbol->st_info) == STB_WEAK)
      continue;
    const char *name = dynamic->strings + symbol->st_name;
    if (is_of_v8_or_node(name) && dlsym(RTLD_DEFAULT, name) == NULL)
      return refuse(image,
                    "it is not a Node-API addon: it uses V8 or Node directly "
                    "(undefined symbol: %s)",
                    name);
    /* A function of libuv that is never called does no harm. */
    if (dynamic->lazy && starts_with(name, "uv_"))
      continue;
    if (is_ours_to_give(name) && !is_provided(name))
      return refuse(image, "undefined symbol: %s: nothing here provides it",
                    name);
  }
  return true;
}

static bool check_bytes(const struct image *image) {
  const ElfW(Ehdr) *header = check_header(image);
  if (header == NULL)
    return false;
  const ElfW(Phdr) *segments = check_segments(image, header);
  if (segments == NULL)
    return false;
  struct dynamic dynamic = {0};
  return !find_symbols(image, header, &dynamic) ||
         check_symbols(image, &dynamic);
}

bool image_check(const char *path, char *why, size_t size) {
  struct image image = {.why = why, .why_size = size};
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return refuse(&image, "cannot open shared object file: %s",
                  strerror(errno));
  struct stat info;
  bool ok = false;
  if (fstat(file, &info) != 0)
    refuse(&image, "%s", strerror(errno));
  else if (!S_ISREG(info.st_mode))
    refuse(&image, "not a regular file");
  else if (info.st_size == 0)
    refuse(&image, "the file is empty");
  else {
    image.size = (size_t)info.st_size;
    void *bytes = mmap(NULL, image.size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED) {
      refuse(&image, "%s", strerror(errno));
    } else {
      image.bytes = bytes;
      ok = check_bytes(&image);
      munmap(bytes, image.size);
    }
  }
  close(file);
  return ok;
}
