/* SPDX-License-Identifier: MIT */
/* Memory that ArrayBuffers borrow from an addon, and the addon's calls of free:
 * the entries of its global offset table lead here, from the first time on that
 * it lends any. */

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "env/memory.h"
#include "napi/check.h"

struct lent {
  struct lent *next;
  const void *key;
  const char *data;
  size_t length;
  napi_env env; /* lives as long as it owes the memory's end */
  struct check_site site;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct lent *first_lent;
static atomic_size_t lent_count;

/* Images whose entries lead here. Never taken back: they only look. */
enum { images_most = 256 };
static ElfW(Addr) images[images_most];
static unsigned image_count;

void check_memory_lent(const void *key, napi_env env, const void *data,
                       size_t length) {
  if (data == NULL || length == 0 || env->filename[0] == '\0' ||
      !check_concerns(env->runtime))
    return;
  struct lent *lent = memory_zeroed(1, sizeof *lent);
  if (lent == NULL)
    return;
  lent->key = key;
  lent->data = data;
  lent->length = length;
  lent->env = env;
  check_site_here(&lent->site);
  check_memory_watch(&lent->site);
  pthread_mutex_lock(&mutex);
  lent->next = first_lent;
  first_lent = lent;
  atomic_fetch_add(&lent_count, 1);
  pthread_mutex_unlock(&mutex);
}

void check_memory_back(const void *key) {
  struct lent *gone = NULL;
  if (atomic_load(&lent_count) == 0)
    return;
  pthread_mutex_lock(&mutex);
  for (struct lent **link = &first_lent; *link != NULL; link = &(*link)->next)
    if ((*link)->key == key) {
      gone = *link;
      *link = gone->next;
      atomic_fetch_sub(&lent_count, 1);
      break;
    }
  pthread_mutex_unlock(&mutex);
  memory_free(gone);
}

void check_memory_clear(void) {
  pthread_mutex_lock(&mutex);
  while (first_lent != NULL) {
    struct lent *lent = first_lent;
    first_lent = lent->next;
    memory_free(lent);
  }
  atomic_store(&lent_count, 0);
  pthread_mutex_unlock(&mutex);
}

/* Memory from `start` is given back. size 0: what it holds is not known, only
 * where it begins. */
static void given_back(const void *start, size_t size, const char *function) {
  struct lent found = {.key = NULL};
  if (start == NULL || atomic_load(&lent_count) == 0 || !check_on())
    return;
  const char *from = start;
  pthread_mutex_lock(&mutex);
  for (const struct lent *lent = first_lent; lent != NULL; lent = lent->next)
    if ((lent->data >= from && lent->data < from + size) ||
        lent->data == from) {
      found = *lent;
      break;
    }
  pthread_mutex_unlock(&mutex);
  if (found.key != NULL)
    check_report(found.env->display_name, function, check_memory_freed, NULL,
                 "lent to the buffer here", &found.site,
                 "memory is freed that an ArrayBuffer still has: it belongs to "
                 "the buffer until its finalizer is called");
}

/* What the entries led to before. */
enum real {
  real_free,
  real_realloc,
  real_munmap,
  real_delete,
  real_delete_array,
  real_delete_sized,
  real_delete_array_sized,
  real_count
};
static void *_Atomic reals[real_count];

static void seen_free(void *memory) {
  given_back(memory, memory != NULL ? malloc_usable_size(memory) : 0, "free");
  ((void (*)(void *))reals[real_free])(memory);
}

static void *seen_realloc(void *memory, size_t size) {
  given_back(memory, memory != NULL ? malloc_usable_size(memory) : 0,
             "realloc");
  return ((void *(*)(void *, size_t))reals[real_realloc])(memory, size);
}

static int seen_munmap(void *memory, size_t size) {
  given_back(memory, size, "munmap");
  return ((int (*)(void *, size_t))reals[real_munmap])(memory, size);
}

static void seen_delete(void *memory) {
  given_back(memory, 0, "operator delete");
  ((void (*)(void *))reals[real_delete])(memory);
}

static void seen_delete_array(void *memory) {
  given_back(memory, 0, "operator delete[]");
  ((void (*)(void *))reals[real_delete_array])(memory);
}

static void seen_delete_sized(void *memory, size_t size) {
  given_back(memory, size, "operator delete");
  ((void (*)(void *, size_t))reals[real_delete_sized])(memory, size);
}

static void seen_delete_array_sized(void *memory, size_t size) {
  given_back(memory, size, "operator delete[]");
  ((void (*)(void *, size_t))reals[real_delete_array_sized])(memory, size);
}

struct seen {
  const char *symbol;
  void *code;
};

static const struct seen seen_functions[real_count] = {
    [real_free] = {"free", (void *)seen_free},
    [real_realloc] = {"realloc", (void *)seen_realloc},
    [real_munmap] = {"munmap", (void *)seen_munmap},
    [real_delete] = {"_ZdlPv", (void *)seen_delete},
    [real_delete_array] = {"_ZdaPv", (void *)seen_delete_array},
    [real_delete_sized] = {"_ZdlPvm", (void *)seen_delete_sized},
    [real_delete_array_sized] = {"_ZdaPvm", (void *)seen_delete_array_sized},
};

static const struct seen *seen_by_name(const char *symbol) {
  for (size_t i = 0; i < real_count; i++)
    if (strcmp(seen_functions[i].symbol, symbol) == 0)
      return &seen_functions[i];
  return NULL;
}

/* As the linker finds it: what all see goes before what the image brings. */
static bool find_real(const struct seen *seen, void *handle) {
  void *_Atomic *real = &reals[seen - seen_functions];
  if (*real == NULL)
    *real = dlsym(RTLD_DEFAULT, seen->symbol);
  if (*real == NULL)
    *real = dlsym(handle, seen->symbol);
  return *real != NULL;
}

/* The table may be read only by now. Nobody writes to its page but us. */
static void put_entry(void **entry, const struct seen *seen, void *handle) {
  if (!find_real(seen, handle))
    return;
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  void *start = (void *)((uintptr_t)entry & ~(uintptr_t)(page - 1));
  if (mprotect(start, page, PROT_READ | PROT_WRITE) != 0)
    return;
  __atomic_store_n(entry, seen->code, __ATOMIC_RELEASE);
}

/* Relocations of an image that fill entries with addresses of functions. */
struct relocations {
  const ElfW(Sym) * symbols;
  const char *names;
  const ElfW(Rela) * jumps, *others;
  size_t jump_count, other_count;
};

static void read_dynamic(const struct link_map *map,
                         struct relocations *found) {
  for (const ElfW(Dyn) *at = map->l_ld; at->d_tag != DT_NULL; at++) {
    switch (at->d_tag) {
    case DT_SYMTAB:
      found->symbols = (const ElfW(Sym) *)at->d_un.d_ptr;
      break;
    case DT_STRTAB:
      found->names = (const char *)at->d_un.d_ptr;
      break;
    case DT_JMPREL:
      found->jumps = (const ElfW(Rela) *)at->d_un.d_ptr;
      break;
    case DT_PLTRELSZ:
      found->jump_count = at->d_un.d_val / sizeof(ElfW(Rela));
      break;
    case DT_RELA:
      found->others = (const ElfW(Rela) *)at->d_un.d_ptr;
      break;
    case DT_RELASZ:
      found->other_count = at->d_un.d_val / sizeof(ElfW(Rela));
      break;
    default:
      break;
    }
  }
}

static bool fills_entry(size_t type) {
#if defined __x86_64__
  return type == R_X86_64_JUMP_SLOT || type == R_X86_64_GLOB_DAT;
#elif defined __aarch64__
  return type == R_AARCH64_JUMP_SLOT || type == R_AARCH64_GLOB_DAT;
#else
  (void)type;
  return false;
#endif
}

static void put_entries(const struct link_map *map,
                        const struct relocations *found,
                        const ElfW(Rela) * list, size_t count, void *handle) {
  for (size_t i = 0; list != NULL && i < count; i++) {
    if (!fills_entry(ELF64_R_TYPE(list[i].r_info)))
      continue;
    const ElfW(Sym) *symbol = &found->symbols[ELF64_R_SYM(list[i].r_info)];
    const struct seen *seen = seen_by_name(found->names + symbol->st_name);
    if (seen != NULL && symbol->st_shndx == SHN_UNDEF)
      put_entry((void **)(map->l_addr + list[i].r_offset), seen, handle);
  }
}

/* What the linker made read only is so again. */
static int protect(struct dl_phdr_info *info, size_t size, void *data) {
  const struct link_map *map = data;
  (void)size;
  if (info->dlpi_addr != map->l_addr)
    return 0;
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[i];
    if (header->p_type != PT_GNU_RELRO)
      continue;
    ElfW(Addr) start = map->l_addr + header->p_vaddr;
    ElfW(Addr) end = (start + header->p_memsz) & ~(ElfW(Addr))(page - 1);
    start &= ~(ElfW(Addr))(page - 1);
    if (end > start)
      mprotect((void *)start, end - start, PROT_READ);
  }
  return 1;
}

static void watch_image(struct link_map *map) {
  struct relocations found = {.symbols = NULL};
  void *handle = dlopen(map->l_name, RTLD_LAZY | RTLD_NOLOAD);
  if (handle == NULL)
    return;
  read_dynamic(map, &found);
  if (found.symbols != NULL && found.names != NULL) {
    put_entries(map, &found, found.jumps, found.jump_count, handle);
    put_entries(map, &found, found.others, found.other_count, handle);
    dl_iterate_phdr(protect, map);
  }
  dlclose(handle);
}

static bool is_watched(const struct link_map *map) {
  for (unsigned i = 0; i < image_count; i++)
    if (images[i] == map->l_addr)
      return true;
  return false;
}

void check_memory_watch(const struct check_site *site) {
  Dl_info info;
  struct link_map *map = NULL;
  if (site->count == 0 ||
      dladdr1(site->frames[0], &info, (void **)&map, RTLD_DL_LINKMAP) == 0 ||
      map == NULL)
    return;
  pthread_mutex_lock(&mutex);
  bool fresh = !is_watched(map) && image_count < images_most;
  if (fresh)
    images[image_count++] = map->l_addr;
  pthread_mutex_unlock(&mutex);
  if (fresh)
    watch_image(map);
}
