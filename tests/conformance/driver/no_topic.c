/* SPDX-License-Identifier: MIT */
/* For topics that the driver alone covers. */
#include "../common.h"

void topic_init(napi_env env, napi_value exports) {
  (void)env;
  (void)exports;
}
