/* SPDX-License-Identifier: MIT */
/* The arguments of a call, shown by the function's signature. */

#include "napi/trace_decode.h"

#include <string.h>

#include "napi/entry.h"
#include "napi/trace_enums.h"
#include "napi/trace_memory.h"

enum { elements_most = 8, text_most = 48 /* more than is quoted */ };

#define ARGUMENT(call, type, index) (*(type *)(call)->values[index])
#define POINTER(call, index)        ARGUMENT(call, void *, index)

static void show_pointer(const void *pointer, struct line *line) {
  line_putf(line, pointer == NULL ? "NULL" : "%p", pointer);
}

/* Of what the function may look at, and nobody can. */
static void show_nowhere(const void *pointer, struct line *line) {
  show_pointer(pointer, line);
  line->doubtful |= pointer != NULL;
}

static void show_text(napi_env env, const napi_shim_slot *slot,
                      struct line *line) {
  napi_shim_text text;
  napi_shim_realm *realm = REALM(env);
  napi_shim_engine_status status = ENGINE(env)->get_text(realm, slot, &text);
  if (status == napi_shim_engine_exception) {
    napi_shim_slot thrown;
    ENGINE(env)->take_exception(realm, &thrown);
    runtime_release(env->runtime, &thrown);
  }
  if (status != napi_shim_engine_ok) {
    line_put(line, "?");
    return;
  }
  if (text.form == napi_shim_text_latin1)
    line_quote_latin1(line, text.units, text.length);
  else if (text.form == napi_shim_text_utf16)
    line_quote_utf16(line, text.units, text.length);
  else
    line_quote(line, text.units, text.length);
  ENGINE(env)->release_text(realm, &text);
}

static void show_bigint(napi_env env, const napi_shim_slot *slot,
                        struct line *line) {
  int64_t number;
  bool lossless = false;
  if (ENGINE(env)->get_bigint_int64(REALM(env), slot, &number, &lossless) ==
          napi_shim_engine_ok &&
      lossless)
    line_putf(line, " %lldn", (long long)number);
}

static void show_value(napi_env env, napi_value value, struct line *line) {
  if (value == NULL || env == NULL) {
    show_pointer(value, line);
    return;
  }
  if (!trace_is_handle(env, value)) {
    show_nowhere(value, line);
    return;
  }
  const napi_shim_slot *slot = slot_of(value);
  napi_shim_type type = type_of(env, value);
  bool truth = false;
  double number = 0;
  switch (type) {
  case napi_shim_type_boolean:
    ENGINE(env)->get_boolean(REALM(env), slot, &truth);
    line_put(line, truth ? "true" : "false");
    return;
  case napi_shim_type_number:
    ENGINE(env)->get_number(REALM(env), slot, &number);
    line_putf(line, "number %.17g", number);
    return;
  case napi_shim_type_string:
    line_put(line, "string ");
    show_text(env, slot, line);
    return;
  case napi_shim_type_object:
    line_put(line, trace_class_name(ENGINE(env)->class_of(REALM(env), slot)));
    return;
  default:
    line_put(line, trace_value_type_name((napi_valuetype)type));
    if (type == napi_shim_type_bigint)
      show_bigint(env, slot, line);
  }
}

/* The element count that the call's arrays share. */
static size_t count_of(const struct trace_call *call) {
  const char *at = strpbrk(call->signature, "kK");
  size_t count = 0;
  if (at == NULL)
    return 0;
  size_t index = (size_t)(at - call->signature);
  if (*at == 'k')
    return ARGUMENT(call, size_t, index);
  bool known =
      trace_read(&count, POINTER(call, index), sizeof count) == sizeof count;
  return known ? count : 0;
}

/* Copies of the first elements of an array; as many as there is memory. */
static size_t elements_of(const void *array, size_t count, size_t size,
                          void *copies) {
  if (count > elements_most)
    count = elements_most;
  return trace_read(copies, array, count * size) / size;
}

/* What stands before and after the elements; false: there are none to see. */
static bool begin_list(const void *array, size_t count, size_t seen,
                       struct line *line) {
  if (array == NULL || (count > 0 && seen == 0)) {
    show_nowhere(array, line);
    return false;
  }
  line_put(line, "[");
  return true;
}

static void end_list(size_t count, size_t seen, struct line *line) {
  line_put(line, count > seen ? ", ...]" : "]");
}

static void show_values(napi_env env, const napi_value *values, size_t count,
                        struct line *line) {
  napi_value copies[elements_most];
  size_t seen = elements_of(values, count, sizeof *values, copies);
  if (!begin_list(values, count, seen, line))
    return;
  for (size_t i = 0; i < seen; i++) {
    line_put(line, i > 0 ? ", " : "");
    show_value(env, copies[i], line);
  }
  end_list(count, seen, line);
}

static void show_words(const uint64_t *words, size_t count, struct line *line) {
  uint64_t copies[elements_most];
  size_t seen = elements_of(words, count, sizeof *words, copies);
  if (!begin_list(words, count, seen, line))
    return;
  for (size_t i = 0; i < seen; i++)
    line_putf(line, "%s0x%llx", i > 0 ? ", " : "",
              (unsigned long long)copies[i]);
  end_list(count, seen, line);
}

static size_t units_before_nul(const char16_t *units, size_t count) {
  size_t length = 0;
  while (length < count && units[length] != 0)
    length++;
  return length;
}

/* Text of native code, of as many units or up to its NUL. What is not there is
 * shown as an address. */
static void show_units(char letter, const void *text, size_t length,
                       struct line *line) {
  char16_t units[text_most];
  size_t size = letter == 'w' ? sizeof *units : 1;
  size_t wanted = length < text_most ? length : text_most;
  size_t seen = trace_read(units, text, wanted * size) / size;
  if (length == NAPI_AUTO_LENGTH)
    length = letter == 'w' ? units_before_nul(units, seen)
                           : strnlen((const char *)units, seen);
  else if (seen < wanted)
    length = seen;
  if (text == NULL || (seen == 0 && wanted > 0))
    show_nowhere(text, line);
  else if (letter == 'w')
    line_quote_utf16(line, units, length);
  else if (letter == 'a')
    line_quote_latin1(line, (const char *)units, length);
  else
    line_quote(line, (const char *)units, length);
}

static void show_descriptor(napi_env env, const napi_property_descriptor *p,
                            struct line *line) {
  if (p->utf8name != NULL)
    show_units('c', p->utf8name, NAPI_AUTO_LENGTH, line);
  else
    show_value(env, p->name, line);
  const struct {
    const char *name;
    napi_callback function;
  } parts[] = {{" method=", p->method},
               {" getter=", p->getter},
               {" setter=", p->setter}};
  for (int i = 0; i < 3; i++) {
    if (parts[i].function == NULL)
      continue;
    line_put(line, parts[i].name);
    line_symbol(line, (const void *)parts[i].function);
  }
  if (p->value != NULL) {
    line_put(line, " value=");
    show_value(env, p->value, line);
  }
  line_put(line, " ");
  trace_show_attributes(line, p->attributes);
}

static void show_descriptors(const struct trace_call *call,
                             const napi_property_descriptor *properties,
                             struct line *line) {
  napi_property_descriptor copies[elements_most];
  size_t count = count_of(call);
  size_t seen = elements_of(properties, count, sizeof *copies, copies);
  if (!begin_list(properties, count, seen, line))
    return;
  for (size_t i = 0; i < seen; i++) {
    line_put(line, i > 0 ? ", " : "");
    show_descriptor(call->env, &copies[i], line);
  }
  end_list(count, seen, line);
}

/* A text and its length, which is the next argument. */
static void show_native_text(const struct trace_call *call, size_t index,
                             struct line *line) {
  char letter = call->signature[index];
  const void *text = POINTER(call, index);
  size_t length =
      letter != 'c' ? ARGUMENT(call, size_t, index + 1) : NAPI_AUTO_LENGTH;
  /* No text is as long; the function refuses it and does not read it. */
  if (length != NAPI_AUTO_LENGTH && length > INT32_MAX)
    show_pointer(text, line);
  else
    show_units(letter, text, length, line);
}

static void show_size(size_t size, struct line *line) {
  if (size == NAPI_AUTO_LENGTH)
    line_put(line, "NAPI_AUTO_LENGTH");
  else
    line_putf(line, "%zu", size);
}

static void show_number(const struct trace_call *call, size_t index,
                        struct line *line) {
  switch (call->signature[index]) {
  case 'b':
    line_put(line, ARGUMENT(call, uint8_t, index) ? "true" : "false");
    break;
  case 'i':
  case 'g':
    line_putf(line, "%d", ARGUMENT(call, int32_t, index));
    break;
  case 'u':
    line_putf(line, "%u", ARGUMENT(call, uint32_t, index));
    break;
  case 'l':
    line_putf(line, "%lld", (long long)ARGUMENT(call, int64_t, index));
    break;
  case 'q':
    line_putf(line, "%llu",
              (unsigned long long)ARGUMENT(call, uint64_t, index));
    break;
  case 'd':
    line_putf(line, "%.17g", ARGUMENT(call, double, index));
    break;
  case 'k':
    line_putf(line, "%zu", ARGUMENT(call, size_t, index));
    break;
  default:
    show_size(ARGUMENT(call, size_t, index), line);
  }
}

static void show_tag(const void *pointer, struct line *line) {
  napi_type_tag tag;
  if (trace_read(&tag, pointer, sizeof tag) == sizeof tag)
    line_putf(line, "%016llx-%016llx", (unsigned long long)tag.lower,
              (unsigned long long)tag.upper);
  else
    show_nowhere(pointer, line);
}

static void show_module(const void *pointer, struct line *line) {
  napi_module module;
  if (trace_read(&module, pointer, sizeof module) == sizeof module)
    show_units('c', module.nm_modname, NAPI_AUTO_LENGTH, line);
  else
    show_nowhere(pointer, line);
}

static void show_input(struct trace_call *call, size_t index,
                       struct line *line) {
  char letter = call->signature[index];
  if (strchr("biuglqdnzk", letter) != NULL)
    show_number(call, index, line);
  else if (strchr("145678", letter) != NULL)
    trace_show_enum(line, letter, ARGUMENT(call, int, index));
  else if (strchr("sawc", letter) != NULL)
    show_native_text(call, index, line);
  else if (strchr("mfF@=&~", letter) != NULL)
    line_symbol(line, POINTER(call, index));
  else if (letter == 'v')
    show_value(call->env, POINTER(call, index), line);
  else if (letter == 'y')
    show_values(call->env, POINTER(call, index), count_of(call), line);
  else if (letter == 'o')
    show_words(POINTER(call, index), count_of(call), line);
  else if (letter == 'x')
    show_descriptors(call, POINTER(call, index), line);
  else if (letter == 'K')
    line_putf(line, "%zu", call->room);
  else if (letter == '#')
    show_tag(POINTER(call, index), line);
  else if (letter == 'M')
    show_module(POINTER(call, index), line);
  else
    show_pointer(POINTER(call, index), line);
}

static void show_owned_text(const char *text, struct line *line) {
  line_quote(line, text, text != NULL ? strlen(text) : 0);
}

static void show_output(const struct trace_call *call, size_t index,
                        struct line *line) {
  const void *at = POINTER(call, index);
  size_t count = count_of(call);
  if (count > call->room)
    count = call->room;
  switch (call->signature[index]) {
  case 'V':
    show_value(call->env, *(napi_value const *)at, line);
    break;
  case 'B':
    line_put(line, *(const bool *)at ? "true" : "false");
    break;
  case 'I':
  case 'G':
    line_putf(line, "%d", *(const int *)at);
    break;
  case 'U':
    line_putf(line, "%u", *(const uint32_t *)at);
    break;
  case 'L':
    line_putf(line, "%lld", (long long)*(const int64_t *)at);
    break;
  case 'Q':
    line_putf(line, "%llu", (unsigned long long)*(const uint64_t *)at);
    break;
  case 'D':
    line_putf(line, "%.17g", *(const double *)at);
    break;
  case 'N':
  case 'K':
    line_putf(line, "%zu", *(const size_t *)at);
    break;
  case 'Y':
    show_values(call->env, at, count, line);
    break;
  case 'O':
    show_words(at, count, line);
    break;
  case 'C':
    show_owned_text(*(const char *const *)at, line);
    break;
  case 'X':
    line_put(line,
             trace_status_name(
                 (*(const napi_extended_error_info *const *)at)->error_code));
    break;
  case 'Z':
    line_putf(line, "%u.%u.%u", (*(const napi_node_version *const *)at)->major,
              (*(const napi_node_version *const *)at)->minor,
              (*(const napi_node_version *const *)at)->patch);
    break;
  case '2':
  case '3':
    trace_show_enum(line, call->signature[index], *(const int *)at);
    break;
  default:
    show_pointer(*(void *const *)at, line);
  }
}

/* The text in a buffer that was filled: its room is the next argument. What
 * was not said to be written ends at its NUL. */
static void show_filled(const struct trace_call *call, size_t index,
                        struct line *line) {
  const void *buffer = POINTER(call, index);
  size_t room = ARGUMENT(call, size_t, index + 1);
  const size_t *written = POINTER(call, index + 2);
  char letter = call->signature[index];
  size_t length = 0;
  size_t most = room > 0 ? room - 1 : 0;
  if (written != NULL)
    length = *written < most ? *written : most;
  else if (letter == 'W')
    length = units_before_nul(buffer, most);
  else
    length = strnlen(buffer, most);
  if (letter == 'W')
    line_quote_utf16(line, buffer, length);
  else if (letter == 'A')
    line_quote_latin1(line, buffer, length);
  else
    line_quote(line, buffer, length);
}

/* "name=", with a comma before it unless it is the first. */
static void put_name(const struct trace_call *call, size_t index, bool *first,
                     struct line *line) {
  const char *name = call->names + 1;
  for (; index > 0; index--)
    name = strchr(name, ',') + 2;
  line_putf(line, "%s%.*s=", *first ? "" : ", ", (int)strcspn(name, ",)"),
            name);
  *first = false;
}

static const char outputs[] = "VBIULQDGNPYOCXZJ23RH([?+{<T";

void trace_decode_inputs(struct trace_call *call, struct line *line) {
  bool first = true;
  call->room = count_of(call);
  for (size_t i = 0; call->signature[i] != '\0'; i++) {
    char letter = call->signature[i];
    if (letter == 'e' || letter == 'E' || strchr(outputs, letter) != NULL ||
        strchr("SAW", letter) != NULL)
      continue;
    if (letter == 'K' && POINTER(call, i) == NULL)
      continue;
    put_name(call, i, &first, line);
    show_input(call, i, line);
  }
}

void trace_decode_outputs(const struct trace_call *call, struct line *line) {
  bool first = true;
  for (size_t i = 0; call->signature[i] != '\0'; i++) {
    char letter = call->signature[i];
    bool fills = strchr("SAW", letter) != NULL;
    if ((!fills && letter != 'K' && strchr(outputs, letter) == NULL) ||
        POINTER(call, i) == NULL)
      continue;
    put_name(call, i, &first, line);
    if (fills)
      show_filled(call, i, line);
    else
      show_output(call, i, line);
  }
}
