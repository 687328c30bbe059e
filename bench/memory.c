/* SPDX-License-Identifier: MIT */
/* What is held, and how much memory that takes. */

#include "addon.h"

#include <stdio.h>

struct usage {
  double peak, present; /* of the process, in bytes */
};

static struct usage usage(void) {
  struct usage result = {0, 0};
  char line[256];
  FILE *file = fopen("/proc/self/status", "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    sscanf(line, "VmHWM: %lf", &result.peak);
    sscanf(line, "VmRSS: %lf", &result.present);
  }
  if (file != NULL)
    fclose(file);
  result.peak *= 1024;
  result.present *= 1024;
  return result;
}

static napi_value memory(napi_env env, napi_callback_info info) {
  (void)info;
  struct usage now = usage();
  napi_value result, number;
  TRY(napi_create_object(env, &result));
  TRY(napi_create_double(env, now.peak, &number));
  TRY(napi_set_named_property(env, result, "peak", number));
  TRY(napi_create_double(env, now.present, &number));
  TRY(napi_set_named_property(env, result, "present", number));
  return result;
}

/* (list, count) of a callback. */
static napi_status arguments(napi_env env, napi_callback_info info,
                             napi_value *list, uint32_t *count) {
  napi_value argv[2];
  size_t argc = 2;
  napi_status status = napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  *list = argv[0];
  return status == napi_ok ? napi_get_value_uint32(env, argv[1], count)
                           : status;
}

static napi_value grown(napi_env env, struct usage before) {
  napi_value result;
  TRY(napi_create_double(env, usage().present - before.present, &result));
  return result;
}

/* (object, count): references that are never deleted. */
static napi_value hold_references(napi_env env, napi_callback_info info) {
  napi_value object;
  uint32_t count;
  TRY(arguments(env, info, &object, &count));
  struct usage before = usage();
  for (uint32_t i = 0; i < count; i++) {
    napi_ref reference;
    TRY(napi_create_reference(env, object, 1, &reference));
  }
  return grown(env, before);
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)data;
  (void)hint;
}

/* (list of objects, count): each gets a wrap. */
static napi_value hold_wraps(napi_env env, napi_callback_info info) {
  static int native;
  napi_value list, object;
  uint32_t count;
  TRY(arguments(env, info, &list, &count));
  struct usage before = usage();
  for (uint32_t i = 0; i < count; i++) {
    napi_handle_scope scope;
    TRY(napi_open_handle_scope(env, &scope));
    TRY(napi_get_element(env, list, i, &object));
    TRY(napi_wrap(env, object, &native, finalize, NULL, NULL));
    TRY(napi_close_handle_scope(env, scope));
  }
  return grown(env, before);
}

/* (object, count): handles to it, all at the same time. */
static napi_value hold_handles(napi_env env, napi_callback_info info) {
  napi_value object;
  uint32_t count;
  napi_ref reference;
  TRY(arguments(env, info, &object, &count));
  TRY(napi_create_reference(env, object, 1, &reference));
  struct usage before = usage();
  for (uint32_t i = 0; i < count; i++)
    TRY(napi_get_reference_value(env, reference, &object));
  napi_value result = grown(env, before);
  TRY(napi_delete_reference(env, reference));
  return result;
}

napi_value memory_init(napi_env env, napi_value exports) {
  const napi_property_descriptor list[] = {
      METHOD("memory", memory), METHOD("holdReferences", hold_references),
      METHOD("holdWraps", hold_wraps), METHOD("holdHandles", hold_handles)};
  TRY(napi_define_properties(env, exports, sizeof list / sizeof *list, list));
  return exports;
}
