/* SPDX-License-Identifier: MIT */
/* Names of enumerators and bit flags. */

#include "napi/trace_enums.h"

#include "napi/trace_decode.h"

struct named {
  int value;
  const char *name;
};

#define NAMED(name)                                                            \
  { name, #name }
#define END                                                                    \
  { 0, NULL }

static const struct named arrays[] = {NAMED(napi_int8_array),
                                      NAMED(napi_uint8_array),
                                      NAMED(napi_uint8_clamped_array),
                                      NAMED(napi_int16_array),
                                      NAMED(napi_uint16_array),
                                      NAMED(napi_int32_array),
                                      NAMED(napi_uint32_array),
                                      NAMED(napi_float32_array),
                                      NAMED(napi_float64_array),
                                      NAMED(napi_bigint64_array),
                                      NAMED(napi_biguint64_array),
                                      NAMED(napi_float16_array),
                                      END};
static const struct named types[] = {NAMED(napi_undefined),
                                     NAMED(napi_null),
                                     NAMED(napi_boolean),
                                     NAMED(napi_number),
                                     NAMED(napi_string),
                                     NAMED(napi_symbol),
                                     NAMED(napi_object),
                                     NAMED(napi_function),
                                     NAMED(napi_external),
                                     NAMED(napi_bigint),
                                     END};
static const struct named modes[] = {NAMED(napi_key_include_prototypes),
                                     NAMED(napi_key_own_only), END};
static const struct named filters[] = {
    NAMED(napi_key_writable),     NAMED(napi_key_enumerable),
    NAMED(napi_key_configurable), NAMED(napi_key_skip_strings),
    NAMED(napi_key_skip_symbols), END};
static const struct named conversions[] = {
    NAMED(napi_key_keep_numbers), NAMED(napi_key_numbers_to_strings), END};
static const struct named releases[] = {NAMED(napi_tsfn_release),
                                        NAMED(napi_tsfn_abort), END};
static const struct named calls[] = {NAMED(napi_tsfn_nonblocking),
                                     NAMED(napi_tsfn_blocking), END};
static const struct named attribute_bits[] = {
    NAMED(napi_writable), NAMED(napi_enumerable), NAMED(napi_configurable),
    NAMED(napi_static), END};

static void show_one(struct line *line, const struct named *names, int value) {
  while (names->name != NULL && names->value != value)
    names++;
  if (names->name != NULL)
    line_put(line, names->name);
  else
    line_putf(line, "%d", value);
}

static void show_bits(struct line *line, const struct named *names,
                      const char *none, int value) {
  if (value == 0)
    line_put(line, none);
  bool first = true;
  for (; names->name != NULL; names++) {
    if (!(value & names->value))
      continue;
    line_putf(line, "%s%s", first ? "" : "|", names->name);
    first = false;
    value &= ~names->value;
  }
  if (value != 0)
    line_putf(line, "%s0x%x", first ? "" : "|", (unsigned)value);
}

void trace_show_enum(struct line *line, char letter, int value) {
  if (letter == '5') {
    show_bits(line, filters, "napi_key_all_properties", value);
    return;
  }
  const struct named *names = letter == '3'   ? types
                              : letter == '4' ? modes
                              : letter == '6' ? conversions
                              : letter == '7' ? releases
                              : letter == '8' ? calls
                                              : arrays;
  show_one(line, names, value);
}

void trace_show_attributes(struct line *line, int attributes) {
  show_bits(line, attribute_bits, "napi_default", attributes);
}

/* Without the prefix: the type of a value, not an enumerator. */
const char *trace_value_type_name(napi_valuetype type) {
  return (size_t)type < sizeof types / sizeof *types - 1
             ? types[type].name + sizeof "napi_" - 1
             : "?";
}

const char *trace_class_name(napi_shim_class object_class) {
  static const char *const names[] = {
      [napi_shim_class_none] = "object",
      [napi_shim_class_plain] = "object",
      [napi_shim_class_array] = "array",
      [napi_shim_class_error] = "error",
      [napi_shim_class_date] = "date",
      [napi_shim_class_promise] = "promise",
      [napi_shim_class_arraybuffer] = "arraybuffer",
      [napi_shim_class_shared_arraybuffer] = "sharedarraybuffer",
      [napi_shim_class_typedarray] = "typedarray",
      [napi_shim_class_dataview] = "dataview",
      [napi_shim_class_proxy] = "proxy",
      [napi_shim_class_external] = "external",
  };
  return (size_t)object_class < sizeof names / sizeof *names
             ? names[object_class]
             : "object";
}

const char *trace_status_name(napi_status status) {
  static const char *const names[] = {
      "napi_ok",
      "napi_invalid_arg",
      "napi_object_expected",
      "napi_string_expected",
      "napi_name_expected",
      "napi_function_expected",
      "napi_number_expected",
      "napi_boolean_expected",
      "napi_array_expected",
      "napi_generic_failure",
      "napi_pending_exception",
      "napi_cancelled",
      "napi_escape_called_twice",
      "napi_handle_scope_mismatch",
      "napi_callback_scope_mismatch",
      "napi_queue_full",
      "napi_closing",
      "napi_bigint_expected",
      "napi_date_expected",
      "napi_arraybuffer_expected",
      "napi_detachable_arraybuffer_expected",
      "napi_would_deadlock",
      "napi_no_external_buffers_allowed",
      "napi_cannot_run_js",
  };
  return (size_t)status < sizeof names / sizeof *names ? names[status]
                                                       : "unknown status";
}
