/* SPDX-License-Identifier: MIT */
/* Before the tests: what the table has and has not. */

#include "engine_test.h"

#include <stdio.h>

#include "engines/entries.h"

bool table_is_complete(void) {
  bool complete = true;
  if (engine->abi_version != NAPI_SHIM_ENGINE_ABI ||
      engine->size != sizeof *engine) {
    printf("FAIL: layout %u of %u bytes; this kit has %u of %zu\n",
           (unsigned)engine->abi_version, (unsigned)engine->size,
           NAPI_SHIM_ENGINE_ABI, sizeof *engine);
    return false;
  }
#define REQUIRE(entry)                                                         \
  if (!engine->entry) {                                                        \
    printf("FAIL: the required entry %s is missing\n", #entry);                \
    complete = false;                                                          \
  }
  REQUIRED_ENTRIES(REQUIRE)
#define CLAIM(bit, entry)                                                      \
  if ((engine->capabilities & (bit)) && !engine->entry) {                      \
    printf("FAIL: %s is claimed, but %s is missing\n", #bit, #entry);          \
    complete = false;                                                          \
  }
  CLAIMED_ENTRIES(CLAIM)
#define NOTE(entry)                                                            \
  if (!engine->entry)                                                          \
    printf("note: no %s\n", #entry);
  OPTIONAL_ENTRIES(NOTE)
  return complete;
}
