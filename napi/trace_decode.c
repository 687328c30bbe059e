/* SPDX-License-Identifier: MIT */
/* The arguments of a call, shown by the function's signature. */

#include "napi/trace_decode.h"

#include <string.h>

#include "napi/entry.h"
#include "napi/trace_enums.h"

enum { elements_most = 8 };

#define ARGUMENT(call, type, index) (*(type *)(call)->values[index])
#define POINTER(call, index)        ARGUMENT(call, void *, index)

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
    line_putf(line, value == NULL ? "NULL" : "%p", (void *)value);
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
  if (at == NULL)
    return 0;
  size_t index = (size_t)(at - call->signature);
  if (*at == 'k')
    return ARGUMENT(call, size_t, index);
  const size_t *count = POINTER(call, index);
  return count != NULL ? *count : 0;
}

static void show_values(napi_env env, const napi_value *values, size_t count,
                        struct line *line) {
  if (values == NULL) {
    line_put(line, "NULL");
    return;
  }
  line_put(line, "[");
  for (size_t i = 0; i < count && i < elements_most; i++) {
    line_put(line, i > 0 ? ", " : "");
    show_value(env, values[i], line);
  }
  line_put(line, count > elements_most ? ", ...]" : "]");
}

static void show_words(const uint64_t *words, size_t count, struct line *line) {
  if (words == NULL) {
    line_put(line, "NULL");
    return;
  }
  line_put(line, "[");
  for (size_t i = 0; i < count && i < elements_most; i++)
    line_putf(line, "%s0x%llx", i > 0 ? ", " : "",
              (unsigned long long)words[i]);
  line_put(line, count > elements_most ? ", ...]" : "]");
}

static void show_descriptor(napi_env env, const napi_property_descriptor *p,
                            struct line *line) {
  if (p->utf8name != NULL)
    line_quote(line, p->utf8name, strlen(p->utf8name));
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
  size_t count = properties != NULL ? count_of(call) : 0;
  line_put(line, "[");
  for (size_t i = 0; i < count && i < elements_most; i++) {
    line_put(line, i > 0 ? ", " : "");
    show_descriptor(call->env, &properties[i], line);
  }
  line_put(line, count > elements_most ? ", ...]" : "]");
}

/* A text and its length, which is the next argument. */
static void show_native_text(const struct trace_call *call, size_t index,
                             struct line *line) {
  char letter = call->signature[index];
  const void *text = POINTER(call, index);
  size_t length =
      letter != 'c' ? ARGUMENT(call, size_t, index + 1) : NAPI_AUTO_LENGTH;
  /* No text is as long; the function refuses it and does not read it. */
  if (length != NAPI_AUTO_LENGTH && length > INT32_MAX) {
    line_putf(line, text == NULL ? "NULL" : "%p", text);
    return;
  }
  if (text != NULL && letter == 'w') {
    if (length == NAPI_AUTO_LENGTH)
      for (length = 0; ((const char16_t *)text)[length] != 0; length++)
        ;
    line_quote_utf16(line, text, length);
    return;
  }
  if (text != NULL && length == NAPI_AUTO_LENGTH)
    length = strlen(text);
  if (letter == 'a')
    line_quote_latin1(line, text, length);
  else
    line_quote(line, text, length);
}

static void show_size(size_t size, struct line *line) {
  if (size == NAPI_AUTO_LENGTH)
    line_put(line, "NAPI_AUTO_LENGTH");
  else
    line_putf(line, "%zu", size);
}

static void show_pointer(const void *pointer, struct line *line) {
  line_putf(line, pointer == NULL ? "NULL" : "%p", pointer);
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
  default:
    show_size(ARGUMENT(call, size_t, index), line);
  }
}

static void show_other(const struct trace_call *call, size_t index,
                       struct line *line) {
  const void *pointer = POINTER(call, index);
  const napi_type_tag *tag = pointer;
  const napi_module *module = pointer;
  switch (call->signature[index]) {
  case '#':
    if (tag != NULL)
      line_putf(line, "%016llx-%016llx", (unsigned long long)tag->lower,
                (unsigned long long)tag->upper);
    else
      line_put(line, "NULL");
    break;
  case 'M':
    line_name(line, module != NULL && module->nm_modname != NULL
                        ? module->nm_modname
                        : "NULL");
    break;
  default:
    show_pointer(pointer, line);
  }
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
  else
    show_other(call, index, line);
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
    while (length < most && ((const char16_t *)buffer)[length] != 0)
      length++;
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
