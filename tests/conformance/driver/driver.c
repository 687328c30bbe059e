/* SPDX-License-Identifier: MIT */
/* Runs a script's list of Node-API calls inside one native frame. */
#include "driver.h"
#include <ffi.h>

napi_callback_info driver_info;

static ffi_type *ffi_type_for(char kind) {
  switch (kind) {
  case 'i':
    return &ffi_type_sint32;
  case 'u':
    return &ffi_type_uint32;
  case 'l':
    return &ffi_type_sint64;
  case 'L':
  case 'z':
    return &ffi_type_uint64;
  case 'd':
    return &ffi_type_double;
  case 'b':
    return &ffi_type_uint8;
  default:
    return &ffi_type_pointer;
  }
}

static const struct function_entry *find_entry(const char *name) {
  size_t i;
  for (i = 0; i < function_count; i++)
    if (strcmp(function_table[i].name, name) == 0)
      return &function_table[i];
  fprintf(stderr, "the driver does not know %s\n", name);
  abort();
}

static napi_value element(napi_env env, napi_value list, uint32_t index) {
  napi_value value;
  MUST(napi_get_element(env, list, index, &value));
  return value;
}

static int32_t integer(napi_env env, napi_value value) {
  int32_t number;
  MUST(napi_get_value_int32(env, value, &number));
  return number;
}

/* [name, mask of NULL arguments, sources, input, input …] */
static void decode_step(napi_env env, napi_value from, struct step *to) {
  char name[64];
  uint32_t mask, next = 3;
  napi_value sources = element(env, from, 2);
  size_t i, length;
  MUST(napi_get_value_string_utf8(env, element(env, from, 0), name, sizeof name,
                                  &length));
  mask = (uint32_t)integer(env, element(env, from, 1));
  to->entry = find_entry(name);
  to->argc = strlen(to->entry->signature) + 1;
  for (i = 0; i < to->argc; i++) {
    struct argument *arg = &to->args[i];
    arg->kind = i == 0 ? 'e' : to->entry->signature[i - 1];
    arg->is_null = (mask >> i) & 1;
    arg->from_step = -1;
    memset(arg->out, 0xa5, sizeof arg->out);
    arg->out_address = arg->out;
    if (i == 0 || !is_input(arg->kind))
      continue;
    arg->from_step = integer(env, element(env, sources, 2 * (next - 3)));
    arg->from_output = integer(env, element(env, sources, 2 * (next - 3) + 1));
    if (!arg->is_null && arg->from_step < 0)
      decode_argument(env, arg, element(env, from, next));
    next++;
  }
}

static bool unwritten(const unsigned char *out) {
  napi_value value, pattern;
  memset(&pattern, 0xa5, sizeof pattern);
  memcpy(&value, out, sizeof value);
  return value == pattern;
}

/* A step that failed left nothing behind: later ones get NULL instead of its
 * value, and are skipped where they need its token. */
static void resolve_sources(struct step *steps, struct step *step) {
  size_t i;
  for (i = 1; i < step->argc; i++) {
    struct argument *arg = &step->args[i];
    if (arg->from_step < 0 ||
        !unwritten(steps[arg->from_step].args[arg->from_output].out))
      continue;
    if (arg->kind == 'v')
      arg->is_null = true;
    else
      step->skipped = true;
  }
}

/* What libffi is to pass: a pointer to each argument's value. */
static void *value_address(napi_env *env, struct step *steps,
                           struct argument *arg) {
  static void *null;
  static bool no;
  static uint64_t zero;
  if (arg->is_null) {
    if (strchr("iulLzd", arg->kind) != NULL)
      return &zero;
    return arg->kind == 'b' ? (void *)&no : (void *)&null;
  }
  if (arg->kind == 'e')
    return env;
  if (arg->from_step >= 0)
    return steps[arg->from_step].args[arg->from_output].out;
  if (arg->kind == 'N' || !is_input(arg->kind))
    return &arg->out_address;
  return &arg->in;
}

static bool changes_depth(const char *name, int *depth) {
  if (strncmp(name, "napi_open_", 10) == 0)
    ++*depth;
  else if (strncmp(name, "napi_close_", 11) == 0)
    --*depth;
  else
    return false;
  return true;
}

static void call_step(napi_env env, struct step *steps, struct step *step,
                      int *depth) {
  ffi_cif cif;
  ffi_type *types[MAX_ARGS];
  void *values[MAX_ARGS];
  ffi_arg result = 0;
  const napi_extended_error_info *info = NULL;
  size_t i;
  resolve_sources(steps, step);
  if (step->skipped)
    return;
  for (i = 0; i < step->argc; i++) {
    types[i] = ffi_type_for(step->args[i].kind);
    values[i] = value_address(&env, steps, &step->args[i]);
  }
  if (ffi_prep_cif(&cif, FFI_DEFAULT_ABI, (unsigned)step->argc,
                   &ffi_type_sint32, types) != FFI_OK)
    abort();
  step->values_die = *depth > (step->entry->signature[0] == 'k' ? 1 : 0);
  ffi_call(&cif, step->entry->address, &result, values);
  step->status = (napi_status)(int32_t)result;
  MUST(napi_get_last_error_info(env, &info));
  step->message = info->error_message;
  if (info->error_code != step->status && !step->args[0].is_null)
    step->message = "(last error's code is another)";
  if (step->status == napi_ok)
    changes_depth(step->entry->name, depth);
  MUST(napi_is_exception_pending(env, &step->pending));
}

static void set(napi_env env, napi_value object, const char *name,
                napi_value value) {
  MUST(napi_set_named_property(env, object, name, value));
}

static napi_value encode_step(napi_env env, const struct step *step) {
  napi_value result, value, outputs;
  uint32_t count = 0;
  size_t i;
  MUST(napi_create_object(env, &result));
  MUST(napi_create_string_utf8(env, status_name(step->status), NAPI_AUTO_LENGTH,
                               &value));
  set(env, result, "status", value);
  if (step->message == NULL)
    MUST(napi_get_null(env, &value));
  else
    MUST(napi_create_string_utf8(env, step->message, NAPI_AUTO_LENGTH, &value));
  set(env, result, "message", value);
  MUST(napi_get_boolean(env, step->pending, &value));
  set(env, result, "pending", value);
  MUST(napi_create_array(env, &outputs));
  for (i = 1; i < step->argc; i++)
    if (is_output(step->args[i].kind))
      MUST(napi_set_element(env, outputs, count++,
                            encode_output(env, step, &step->args[i])));
  set(env, result, "outputs", outputs);
  return result;
}

static napi_value encode_all(napi_env env, struct step *steps, uint32_t count) {
  napi_value list, results, exception;
  bool pending;
  uint32_t i;
  size_t j;
  MUST(napi_is_exception_pending(env, &pending));
  if (pending)
    MUST(napi_get_and_clear_last_exception(env, &exception));
  MUST(napi_create_object(env, &results));
  MUST(napi_create_array(env, &list));
  set(env, results, "steps", list);
  if (pending)
    set(env, results, "exception", exception);
  for (i = 0; i < count; i++) {
    MUST(napi_set_element(env, list, i, encode_step(env, &steps[i])));
    for (j = 0; j < steps[i].argc; j++)
      if (steps[i].args[j].from_step < 0 && !steps[i].args[j].is_null)
        release_argument(&steps[i].args[j]);
  }
  return results;
}

/* run([step …]) → {steps: [{status, message, pending, outputs}], exception} */
static napi_value run(napi_env env, napi_callback_info info) {
  struct step *steps = calloc(MAX_STEPS, sizeof *steps);
  napi_callback_info outer = driver_info;
  size_t argc = 1;
  napi_value list, results;
  uint32_t count, i;
  int depth = 0;
  MUST(napi_get_cb_info(env, info, &argc, &list, NULL, NULL));
  MUST(napi_get_array_length(env, list, &count));
  if (count > MAX_STEPS)
    abort();
  driver_info = info;
  for (i = 0; i < count; i++)
    decode_step(env, element(env, list, i), &steps[i]);
  for (i = 0; i < count; i++) {
    call_step(env, steps, &steps[i], &depth);
    driver_info = info;
  }
  driver_info = outer;
  results = encode_all(env, steps, count);
  free(steps);
  return results;
}

static void export_signatures(napi_env env, napi_value exports) {
  napi_value object, value;
  size_t i;
  MUST(napi_create_object(env, &object));
  for (i = 0; i < function_count; i++) {
    MUST(napi_create_string_utf8(env, function_table[i].signature,
                                 NAPI_AUTO_LENGTH, &value));
    set(env, object, function_table[i].name, value);
  }
  set(env, exports, "signatures", object);
  MUST(napi_create_int32(env, CONFORMANCE_VERSION, &value));
  set(env, exports, "version", value);
}

EXPORT int32_t node_api_module_get_api_version_v1(void);
EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports);

int32_t node_api_module_get_api_version_v1(void) {
  return CONFORMANCE_VERSION;
}

napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  export_function(env, exports, "run", run);
  export_signatures(env, exports);
  callbacks_init(env, exports);
  topic_init(env, exports);
  return exports;
}
