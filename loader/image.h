/* SPDX-License-Identifier: MIT */
/* A look into an addon's file before the dynamic linker sees it, so that what
 * is wrong with it can be told in one sentence. */

#ifndef LOADER_IMAGE_H
#define LOADER_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the file can be given to dlopen; if not, `why` holds a sentence
 * without the file's name. A shortened file would otherwise end the process
 * inside the dynamic linker. */
bool image_check(const char *path, char *why, size_t size);

#endif
