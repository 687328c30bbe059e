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
#include <sys/stat.h>
#include <unistd.h>

#include "env/memory.h"

/* What of a file is read at once: in most addons all names are in there. */
enum { image_head = 8192, image_room = 6144, image_pieces = 8 };

/* Read, not mapped: that takes longer, and a file that shrinks meanwhile would
 * end the process. */
struct image {
  int file;
  size_t size;
  size_t head_size;
  size_t room_used;
  void *pieces[image_pieces]; /* what was too long for the room */
  size_t piece_count;
  int error; /* of reading, or of memory; 0 */
  char *why;
  size_t why_size;
  _Alignas(16) unsigned char head[image_head];
  _Alignas(16) unsigned char room[image_room]; /* for what lies behind it */
};

__attribute__((format(printf, 2, 3))) static bool
refuse(const struct image *image, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(image->why, image->why_size, format, arguments);
  va_end(arguments);
  return false;
}

static bool read_all(struct image *image, void *bytes, size_t length,
                     uint64_t offset) {
  for (size_t done = 0; done < length;) {
    ssize_t more = pread(image->file, (char *)bytes + done, length - done,
                         (off_t)(offset + done));
    if (more < 0 && errno == EINTR)
      continue;
    if (more < 0)
      image->error = errno;
    if (more <= 0)
      return false;
    done += (size_t)more;
  }
  return true;
}

/* Memory that lasts for the look. NULL: there is none. */
static void *piece_for(struct image *image, size_t length) {
  if (length <= image_room - image->room_used) {
    void *piece = image->room + image->room_used;
    image->room_used += (length + 15) / 16 * 16;
    return piece;
  }
  if (image->piece_count == image_pieces)
    return NULL;
  void *piece = memory_alloc(length);
  if (piece == NULL)
    image->error = ENOMEM;
  else
    image->pieces[image->piece_count++] = piece;
  return piece;
}

/* `count` elements of `size` bytes at `offset`, or NULL if the file ends
 * before them. They stay until the look is over. */
static const void *at(struct image *image, uint64_t offset, uint64_t count,
                      uint64_t size) {
  if (offset > image->size || count > (image->size - offset) / size)
    return NULL;
  size_t length = count * size;
  if (length == 0)
    return image->head;
  if (offset + length <= image->head_size &&
      (size == 1 || offset % sizeof(uint64_t) == 0))
    return image->head + offset;
  void *piece = piece_for(image, length);
  if (piece == NULL || !read_all(image, piece, length, offset))
    return NULL;
  return piece;
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

static const ElfW(Ehdr) * check_header(struct image *image) {
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
    check_segments(struct image *image, const ElfW(Ehdr) * header) {
  const ElfW(Phdr) *segments =
      at(image, header->e_phoff, header->e_phnum, sizeof *segments);
  for (size_t i = 0; segments != NULL && i < header->e_phnum; i++)
    if (segments[i].p_type == PT_LOAD &&
        (segments[i].p_offset > image->size ||
         segments[i].p_filesz > image->size - segments[i].p_offset))
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

/* The linker is to look for functions now, not when they are called. */
static bool is_for_now(const ElfW(Dyn) * entry) {
  return entry->d_tag == DT_BIND_NOW ||
         (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_BIND_NOW) != 0) ||
         (entry->d_tag == DT_FLAGS_1 && (entry->d_un.d_val & DF_1_NOW) != 0);
}

static const ElfW(Phdr) * segment_of(const ElfW(Ehdr) * header,
                                     const ElfW(Phdr) * segments,
                                     ElfW(Word) type, ElfW(Addr) address) {
  for (size_t i = 0; i < header->e_phnum; i++)
    if (segments[i].p_type == type &&
        (type == PT_DYNAMIC ||
         (address >= segments[i].p_vaddr &&
          address - segments[i].p_vaddr < segments[i].p_filesz)))
      return &segments[i];
  return NULL;
}

/* What the linker maps at this address, or NULL. */
static const void *mapped(struct image *image, const ElfW(Ehdr) * header,
                          const ElfW(Phdr) * segments, ElfW(Addr) address,
                          uint64_t count, uint64_t size) {
  const ElfW(Phdr) *segment = segment_of(header, segments, PT_LOAD, address);
  if (segment == NULL)
    return NULL;
  return at(image, segment->p_offset + (address - segment->p_vaddr), count,
            size);
}

/* How many symbols come before those that others may find; all undefined ones
 * are among them. 0 where nothing can be found, and nothing is said of them. */
static size_t symbols_unhashed(struct image *image, const ElfW(Ehdr) * header,
                               const ElfW(Phdr) * segments, ElfW(Addr) table) {
  const uint32_t *head = mapped(image, header, segments, table, 4, 4);
  if (head == NULL)
    return 0;
  const uint32_t *bucket =
      mapped(image, header, segments,
             table + 16 + (ElfW(Addr))head[2] * sizeof(ElfW(Addr)), head[0], 4);
  for (size_t i = 0; bucket != NULL && i < head[0]; i++)
    if (bucket[i] != 0)
      return head[1];
  return 0;
}

static bool ends_in_time(const struct dynamic *dynamic) {
  return dynamic->symbols != NULL && dynamic->strings != NULL &&
         dynamic->string_size > 0 &&
         dynamic->strings[dynamic->string_size - 1] == '\0';
}

/* As the linker itself finds them. */
static bool find_symbols(struct image *image, const ElfW(Ehdr) * header,
                         const ElfW(Phdr) * segments, struct dynamic *dynamic) {
  const ElfW(Phdr) *segment = segment_of(header, segments, PT_DYNAMIC, 0);
  size_t count = segment == NULL ? 0 : segment->p_filesz / sizeof(ElfW(Dyn));
  const ElfW(Dyn) *entry =
      count == 0 ? NULL
                 : at(image, segment->p_offset, count, sizeof(ElfW(Dyn)));
  ElfW(Addr) symbols = 0, strings = 0, hashes = 0;
  dynamic->lazy = entry != NULL;
  for (size_t i = 0; entry != NULL && i < count && entry->d_tag != DT_NULL;
       i++, entry++) {
    if (entry->d_tag == DT_SYMTAB)
      symbols = entry->d_un.d_ptr;
    else if (entry->d_tag == DT_STRTAB)
      strings = entry->d_un.d_ptr;
    else if (entry->d_tag == DT_STRSZ)
      dynamic->string_size = entry->d_un.d_val;
    else if (entry->d_tag == DT_GNU_HASH)
      hashes = entry->d_un.d_ptr;
    else if (is_for_now(entry))
      dynamic->lazy = false;
  }
  dynamic->symbol_count = symbols_unhashed(image, header, segments, hashes);
  if (dynamic->symbol_count == 0)
    return false;
  dynamic->symbols = mapped(image, header, segments, symbols,
                            dynamic->symbol_count, sizeof(ElfW(Sym)));
  dynamic->strings =
      mapped(image, header, segments, strings, dynamic->string_size, 1);
  return ends_in_time(dynamic);
}

/* The dynamic symbols, found by their section: where they are in no table that
 * tells how many there are. Without sections only the better message is lost.
 */
static bool find_section(struct image *image, const ElfW(Ehdr) * header,
                         struct dynamic *dynamic) {
  const ElfW(Shdr) *sections =
      at(image, header->e_shoff, header->e_shnum, sizeof *sections);
  for (size_t i = 0; sections != NULL && i < header->e_shnum; i++) {
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
  return ends_in_time(dynamic);
}

/* The length of `start` is known where this is compiled. */
static inline bool starts_with(const char *text, const char *start) {
  return strncmp(text, start, strlen(start)) == 0;
}

enum name_kind { name_other, name_of_node, name_of_uv, name_of_napi };

/* By the first letter: most names are the C library's or Node-API's. Names that
 * only Node's own executable has are C++ names of V8 and Node. */
static enum name_kind kind_of(const char *name) {
  switch (*name) {
  case 'n':
    if (starts_with(name, "napi_") || starts_with(name, "node_api_"))
      return name_of_napi;
    return strcmp(name, "node_module_register") == 0 ? name_of_node
                                                     : name_other;
  case 'u':
    return starts_with(name, "uv_") ? name_of_uv : name_other;
  case '_':
    if (name[1] == 'Z' &&
        (starts_with(name, "_ZN2v8") || starts_with(name, "_ZNK2v8") ||
         starts_with(name, "_ZN4node") || starts_with(name, "_ZNK4node") ||
         starts_with(name, "_ZTIN2v8") || starts_with(name, "_ZTVN2v8")))
      return name_of_node;
    return name_other;
  default:
    return name_other;
  }
}

/*
 * Names that were found before. Whatever provides them stays for ever, and the
 * dynamic linker takes long to look through all libraries. The names lie in a
 * row, in as few pages as they can. A slot that is taken by another name is
 * left alone: that one is looked up each time.
 */
enum { found_slots = 1024, found_words = 8, found_room = 2048 };
static struct {
  _Atomic uint16_t at[found_slots]; /* 1 more than its first word; 0: free */
  uint16_t used;                    /* words */
  uint64_t words[found_room];
} found;
static pthread_mutex_t found_mutex = PTHREAD_MUTEX_INITIALIZER;

/* A name by words, the rest of the last one zero; and its slot. */
struct found_key {
  uint64_t words[found_words];
  size_t count; /* 0: too long */
  unsigned slot;
};

static struct found_key key_of(const char *name) {
  struct found_key key = {.count = 0};
  size_t length = strlen(name);
  if (length >= sizeof key.words)
    return key;
  memcpy(key.words, name, length);
  key.count = length / sizeof *key.words + 1;
  uint64_t hash = length;
  for (size_t i = 0; i < key.count; i++)
    hash = (hash ^ key.words[i]) * 0x9e3779b97f4a7c15u;
  key.slot = hash >> 32 & (found_slots - 1);
  return key;
}

/* Word by word: a name's last one, with its end in it, differs from any other
 * name's there, so that no word behind it is read. */
static bool is_found(const struct found_key *key) {
  size_t at = atomic_load_explicit(&found.at[key->slot], memory_order_acquire);
  for (size_t i = 0; at != 0 && i < key->count; i++)
    if (found.words[at - 1 + i] != key->words[i])
      return false;
  return at != 0;
}

static void remember(const struct found_key *key) {
  pthread_mutex_lock(&found_mutex);
  if (found.at[key->slot] == 0 && found.used + key->count <= found_room) {
    memcpy(&found.words[found.used], key->words,
           key->count * sizeof *key->words);
    atomic_store_explicit(&found.at[key->slot], found.used + 1,
                          memory_order_release);
    found.used = (uint16_t)(found.used + key->count);
  }
  pthread_mutex_unlock(&found_mutex);
}

static bool is_provided(const char *name) {
  struct found_key key = key_of(name);
  if (key.count > 0 && is_found(&key))
    return true;
  if (dlsym(RTLD_DEFAULT, name) == NULL)
    return false;
  if (key.count > 0)
    remember(&key);
  return true;
}

static bool check_name(const struct image *image, const char *name, bool lazy) {
  switch (kind_of(name)) {
  case name_of_node:
    if (dlsym(RTLD_DEFAULT, name) != NULL)
      return true;
    return refuse(image,
                  "it is not a Node-API addon: it uses V8 or Node directly "
                  "(undefined symbol: %s)",
                  name);
  case name_of_uv:
    /* A function of libuv that is never called does no harm. */
    if (lazy)
      return true;
    break;
  case name_of_napi:
    break;
  case name_other:
    return true;
  }
  return is_provided(name) ||
         refuse(image, "undefined symbol: %s: nothing here provides it", name);
}

static bool check_symbols(const struct image *image,
                          const struct dynamic *dynamic) {
  for (size_t i = 0; i < dynamic->symbol_count; i++) {
    const ElfW(Sym) *symbol = &dynamic->symbols[i];
    if (symbol->st_shndx == SHN_UNDEF && symbol->st_name != 0 &&
        symbol->st_name < dynamic->string_size &&
        ELF64_ST_BIND(symbol->st_info) != STB_WEAK &&
        !check_name(image, dynamic->strings + symbol->st_name, dynamic->lazy))
      return false;
  }
  return true;
}

static bool check_bytes(struct image *image) {
  const ElfW(Ehdr) *header = check_header(image);
  if (header == NULL)
    return false;
  const ElfW(Phdr) *segments = check_segments(image, header);
  if (segments == NULL)
    return false;
  struct dynamic dynamic = {0};
  return !(find_symbols(image, header, segments, &dynamic) ||
           find_section(image, header, &dynamic)) ||
         check_symbols(image, &dynamic);
}

static bool check_file(struct image *image) {
  struct stat info;
  if (fstat(image->file, &info) != 0)
    return refuse(image, "%s", strerror(errno));
  if (!S_ISREG(info.st_mode))
    return refuse(image, "not a regular file");
  if (info.st_size == 0)
    return refuse(image, "the file is empty");
  image->size = (size_t)info.st_size;
  image->head_size = image->size < image_head ? image->size : image_head;
  bool ok = read_all(image, image->head, image->head_size, 0)
                ? check_bytes(image)
                : refuse(image, "the file is truncated");
  return image->error == 0 ? ok : refuse(image, "%s", strerror(image->error));
}

bool image_check(const char *path, char *why, size_t size) {
  struct image image;
  image.piece_count = 0;
  image.room_used = 0;
  image.error = 0;
  image.why = why;
  image.why_size = size;
  image.file = open(path, O_RDONLY | O_CLOEXEC);
  if (image.file < 0)
    return refuse(&image, "cannot open shared object file: %s",
                  strerror(errno));
  bool ok = check_file(&image);
  while (image.piece_count > 0)
    memory_free(image.pieces[--image.piece_count]);
  close(image.file);
  return ok;
}
