/* SPDX-License-Identifier: MIT */
/* File URLs, as node_api_get_module_file_name gives them. */

#include "env/file_url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "env/memory.h"

/* What the path of a URL may hold as it is, as the WHATWG URL rules have it
 * for files. */
static int stays(unsigned char c) {
  if (c <= 0x20 || c >= 0x7f)
    return 0;
  return strchr("\"#%<>?`{}^\\", c) == NULL;
}

static char *encode(const char *path) {
  static const char digits[] = "0123456789ABCDEF";
  static const char scheme[] = "file://";
  char *url = memory_alloc(sizeof scheme + 3 * strlen(path));
  if (url == NULL)
    return NULL;
  memcpy(url, scheme, sizeof scheme - 1);
  char *to = url + sizeof scheme - 1;
  for (const char *from = path; *from != '\0'; from++) {
    unsigned char c = (unsigned char)*from;
    if (stays(c)) {
      *to++ = (char)c;
      continue;
    }
    *to++ = '%';
    *to++ = digits[c >> 4];
    *to++ = digits[c & 15];
  }
  *to = '\0';
  return url;
}

char *file_url_new(const char *path) {
  char *real = realpath(path, NULL);
  char *url = encode(real != NULL ? real : path);
  free(real);
  return url;
}
