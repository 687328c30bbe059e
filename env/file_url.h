/* SPDX-License-Identifier: MIT */
/* File URLs, as node_api_get_module_file_name gives them. */

#ifndef ENV_FILE_URL_H
#define ENV_FILE_URL_H

/* "file:///…" of an absolute path, percent-encoded; symbolic links resolved.
 * The caller frees it with memory_free. NULL: out of memory. */
char *file_url_new(const char *path);

#endif
