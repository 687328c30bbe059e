/* SPDX-License-Identifier: MIT */
/* A program of the build: compiles the scripts that every start runs, and
 * prints them as the C file that the backend is linked with. */

#include "code.h"

#include <quickjs.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "system_source.h"

/* The other flavour's code is not read much faster than its text. Functions of
 * our own scripts are seen by nobody, so they need no text to show. */
#ifdef QUICKJS_NG
enum {
  compiles = 1,
  hidden = JS_WRITE_OBJ_BYTECODE | JS_WRITE_OBJ_STRIP_SOURCE,
  shown = JS_WRITE_OBJ_BYTECODE
};
#else
enum { compiles = 0, hidden, shown };
#endif

#ifdef NAPI_SHIM_BUILTINS
#include "host.h"
#endif

extern const char intrinsics_source[];
extern const unsigned long intrinsics_source_length;

static size_t made;

/* Whether the engine reads the bytes as what it has written as others. */
static bool reads_as(JSContext *ctx, int flags, const uint8_t *bytes,
                     const uint8_t *others, size_t count) {
  JSValue function = JS_ReadObject(ctx, bytes, count, JS_READ_OBJ_BYTECODE);
  size_t size = 0;
  uint8_t *written = NULL;
  if (!JS_IsException(function))
    written = JS_WriteObject(ctx, &size, function, flags);
  bool same =
      written != NULL && size == count && memcmp(written, others, count) == 0;
  js_free(ctx, written);
  JS_FreeValue(ctx, JS_GetException(ctx));
  JS_FreeValue(ctx, function);
  return same;
}

/* The engine adds the bytes up again each time it reads them, unless there is
 * no sum; these lie in the library, beside the code that reads them. */
static void drop_sum(JSContext *ctx, int flags, uint8_t *bytes, size_t count) {
  enum { sum_at = 1, sum_size = 4 };
  uint8_t *copy = count > sum_at + sum_size ? malloc(count) : NULL;
  if (copy == NULL)
    return;
  memcpy(copy, bytes, count);
  memset(copy + sum_at, 0xff, sum_size);
  if (reads_as(ctx, flags, copy, bytes, count))
    memcpy(bytes, copy, count);
  free(copy);
}

/* The bytes of one script as a string literal; its row of the table waits in
 * `rows`. */
static void print_code(FILE *rows, const char *name, const char *text,
                       size_t length, const uint8_t *bytes, size_t count) {
  struct quickjs_code_key key = quickjs_code_key_of(name, text, length);
  printf("\n/* %s */\nstatic const char code_%zu[] =", name, made);
  for (size_t i = 0; i < count; i++) {
    if (i % 18 == 0)
      printf("%s\n  \"", i > 0 ? "\"" : "");
    printf("\\%03o", bytes[i]);
  }
  printf("\";\n");
  fprintf(rows, "  {{{UINT64_C(%#llx), UINT64_C(%#llx)}}, code_%zu, %zu},\n",
          (unsigned long long)key.word[0], (unsigned long long)key.word[1],
          made++, count);
}

static void compile(JSContext *ctx, FILE *rows, int flags, const char *name,
                    const char *text, size_t length) {
  JSValue function = JS_Eval(ctx, text, length, name,
                             JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_COMPILE_ONLY);
  size_t count = 0;
  uint8_t *bytes = NULL;
  if (!JS_IsException(function))
    bytes = JS_WriteObject(ctx, &count, function, flags);
  if (bytes == NULL) {
    const char *why = JS_ToCString(ctx, JS_GetException(ctx));
    fprintf(stderr, "precompile: %s: %s\n", name, why ? why : "?");
    exit(1);
  }
  drop_sum(ctx, flags, bytes, count);
  print_code(rows, name, text, length, bytes, count);
  js_free(ctx, bytes);
  JS_FreeValue(ctx, function);
}

static void compile_all(JSContext *ctx, FILE *rows) {
  compile(ctx, rows, hidden, QUICKJS_SYSTEM_NAME, quickjs_system_source,
          sizeof quickjs_system_source - 1);
  compile(ctx, rows, hidden, QUICKJS_SYSTEM_NAME, quickjs_samples_source,
          sizeof quickjs_samples_source - 1);
  compile(ctx, rows, hidden, QUICKJS_SYSTEM_NAME, quickjs_bigints_source,
          sizeof quickjs_bigints_source - 1);
  compile(ctx, rows, hidden, "napi-shim", intrinsics_source,
          intrinsics_source_length);
#ifdef NAPI_SHIM_BUILTINS
  for (size_t i = 0; i < builtin_source_count; i++) {
    const struct builtin_source *source = &builtin_sources[i];
    char name[128];
    snprintf(name, sizeof name, "node:%s", source->id);
    compile(ctx, rows, shown, name, source->text, source->length);
  }
#endif
}

int main(void) {
  JSRuntime *rt = JS_NewRuntime();
  JSContext *ctx = rt ? JS_NewContext(rt) : NULL;
  char *text = NULL;
  size_t length = 0;
  FILE *rows = open_memstream(&text, &length);
  if (ctx == NULL || rows == NULL)
    return 1;
  printf("/* Made by precompile; not to be edited. */\n"
         "#include \"engines/quickjs/code.h\"\n");
  if (compiles)
    compile_all(ctx, rows);
  fclose(rows);
  printf("\nconst struct quickjs_code quickjs_codes[] = {\n%s"
         "  {{{0, 0}}, NULL, 0},\n};\n"
         "const size_t quickjs_code_count = %zu;\n",
         text, made);
  free(text);
  JS_FreeContext(ctx);
  JS_FreeRuntime(rt);
  return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
