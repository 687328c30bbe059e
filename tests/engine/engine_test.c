/* SPDX-License-Identifier: MIT */
/* Every rule of napi_shim_engine.h, held against one engine's library. */

#include "engine_test.h"

#include <dlfcn.h>
#include <stdio.h>

const napi_shim_engine *engine;
_Thread_local struct world *w;

static status core_invoke(void *opaque, const napi_shim_call *call,
                          slot *result) {
  struct function *function = opaque;
  size_t mark = w->count;
  function->calls++;
  status done = function->callback(function->world, function, call, result);
  cut(mark);
  return done;
}

static void core_function_dropped(void *opaque) {
  ((struct function *)opaque)->drops++;
}

static void core_record_dropped(void *opaque) {
  ((struct record *)opaque)->drops++;
}

static void core_visit_roots(void *runtime, napi_shim_visit visit,
                             void *visitor) {
  struct world *world = runtime;
  visit(visitor, world->roots, world->count);
}

static void core_promise_rejection(void *runtime, const slot *promise,
                                   const slot *reason, bool handled) {
  struct world *world = runtime;
  (void)promise, (void)reason;
  if (handled)
    world->handled++;
  else
    world->rejections++;
}

static const napi_shim_core core = {.invoke = core_invoke,
                                    .function_dropped = core_function_dropped,
                                    .record_dropped = core_record_dropped,
                                    .visit_roots = core_visit_roots,
                                    .promise_rejection =
                                        core_promise_rejection};

struct world *world_open_with(const napi_shim_vm_options *options) {
  struct world *world = calloc(1, sizeof *world);
  ck_assert_ptr_nonnull(world);
  ok(engine->vm_open(options, &core, world, &world->vm));
  engine->vm_enter(world->vm);
  ok(engine->realm_open(world->vm, NULL, &world->realm));
  return world;
}

struct world *world_open(void) {
  napi_shim_vm_options options = {.gc_stress = getenv("GC_STRESS") != NULL,
                                  .safe = getenv("SAFE") != NULL};
  return world_open_with(&options);
}

void world_close(struct world *world) {
  struct world *current = w;
  w = world;
  cut(0);
  w = current == world ? NULL : current;
  engine->realm_close(world->realm);
  engine->vm_leave(world->vm);
  engine->vm_close(world->vm);
  free(world);
}

slot *root(void) {
  ck_assert_uint_lt(w->count, roots_size);
  slot *result = &w->roots[w->count];
  engine->make_undefined(w->realm, result);
  w->count++;
  return result;
}

void cut(size_t count) {
  size_t dropped = w->count - count;
  w->count = count;
  if (engine->release && dropped)
    engine->release(w->vm, &w->roots[count], dropped);
}

status try_run(const char *source, slot *thrown) {
  slot *value = root();
  status done =
      engine->evaluate(w->realm, source, strlen(source), "test.js", value);
  if (done == napi_shim_engine_exception) {
    engine->take_exception(w->realm, value);
    if (thrown)
      *thrown = *value;
  }
  return done;
}

slot *run(const char *source) {
  slot *value = root();
  status done =
      engine->evaluate(w->realm, source, strlen(source), "test.js", value);
  if (done == napi_shim_engine_exception) {
    engine->take_exception(w->realm, value);
    ck_abort_msg("%s\n  threw %s", source, text(value));
  }
  ck_assert_msg(done == napi_shim_engine_ok, "%s\n  ended with %d", source,
                done);
  return value;
}

void holds(const char *source) {
  size_t mark = w->count;
  slot *value = run(source);
  bool answer = false;
  ck_assert_msg(engine->get_boolean(w->realm, value, &answer) && answer,
                "%s\n  gave %s", source, text(value));
  cut(mark);
}

void set_global(const char *name, const slot *value) {
  size_t mark = w->count;
  slot *object = root();
  engine->realm_global(w->realm, object);
  ok(engine->set(w->realm, object, make_string(name), value));
  cut(mark);
}

slot *global(const char *name) {
  slot *value = root();
  size_t mark = w->count;
  slot *object = root();
  engine->realm_global(w->realm, object);
  ok(engine->get(w->realm, object, make_string(name), value));
  cut(mark);
  return value;
}

slot *take(void) {
  slot *value = root();
  engine->take_exception(w->realm, value);
  return value;
}

static uint32_t next_wtf8(const unsigned char **at) {
  uint32_t c = *(*at)++;
  int more = c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
  if (more > 0)
    c &= 0x3fu >> more;
  while (more-- > 0)
    c = c << 6 | (*(*at)++ & 0x3f);
  return c;
}

size_t units_of(const slot *string, uint16_t *units, size_t size) {
  napi_shim_text t;
  size_t count = 0;
  ok(engine->get_text(w->realm, string, &t));
  if (t.form == napi_shim_text_wtf8) {
    const unsigned char *at = t.units, *end = at + t.length;
    while (at < end && count + 2 < size) {
      uint32_t c = next_wtf8(&at);
      if (c >= 0x10000) {
        units[count++] = (uint16_t)(0xd7c0 + (c >> 10));
        units[count++] = (uint16_t)(0xdc00 + (c & 0x3ff));
      } else {
        units[count++] = (uint16_t)c;
      }
    }
  } else {
    for (; count < t.length && count < size; count++)
      units[count] = t.form == napi_shim_text_latin1
                         ? ((const unsigned char *)t.units)[count]
                         : ((const uint16_t *)t.units)[count];
  }
  engine->release_text(w->realm, &t);
  return count;
}

const char *text(const slot *value) {
  static char buffer[text_size];
  uint16_t units[text_size / 3];
  size_t mark = w->count, length = 0;
  slot *string = root();
  if (engine->type_of(w->realm, value) == napi_shim_type_symbol)
    return "(symbol)";
  if (engine->to_string(w->realm, value, string) != napi_shim_engine_ok) {
    engine->take_exception(w->realm, string);
    cut(mark);
    return "(no text)";
  }
  size_t count = units_of(string, units, text_size / 3);
  for (size_t i = 0; i < count; i++) {
    if (units[i] < 0x80) {
      buffer[length++] = (char)units[i];
    } else if (units[i] < 0x800) {
      buffer[length++] = (char)(0xc0 | units[i] >> 6);
      buffer[length++] = (char)(0x80 | (units[i] & 0x3f));
    } else {
      buffer[length++] = (char)(0xe0 | units[i] >> 12);
      buffer[length++] = (char)(0x80 | (units[i] >> 6 & 0x3f));
      buffer[length++] = (char)(0x80 | (units[i] & 0x3f));
    }
  }
  buffer[length] = '\0';
  cut(mark);
  return buffer;
}

const char *thrown_text(void) {
  size_t mark = w->count;
  const char *result = text(take());
  ck_assert_int_eq(engine->type_of(w->realm, take()), napi_shim_type_undefined);
  cut(mark);
  return result;
}

slot *make_string(const char *utf8) {
  slot *value = root();
  uint16_t units[text_size];
  const unsigned char *at = (const unsigned char *)utf8;
  size_t count = 0;
  while (*at) {
    uint32_t c = next_wtf8(&at);
    if (c >= 0x10000) {
      units[count++] = (uint16_t)(0xd7c0 + (c >> 10));
      c = 0xdc00 + (c & 0x3ff);
    }
    units[count++] = (uint16_t)c;
  }
  ok(engine->make_string_utf16(w->realm, units, count, value));
  return value;
}

slot *make_object(void) {
  slot *value = root();
  ok(engine->make_object(w->realm, value));
  return value;
}

slot *make_number(double number) {
  slot *value = root();
  engine->make_number(w->realm, number, value);
  return value;
}

slot *make_function(struct function *function, const char *name) {
  slot *value = root();
  function->world = w;
  ok(engine->make_function(w->realm, name, strlen(name), function, value));
  return value;
}

void attach(const slot *object, struct record *record) {
  record->weak = NULL;
  ok(engine->attach_record(w->realm, object, record, &record->weak));
}

void collect(void) {
  engine->collect_garbage(w->vm);
}

bool weak_alive(struct record *record) {
  size_t mark = w->count;
  slot *value = root();
  bool alive = engine->weak_get(w->vm, record->weak, value);
  cut(mark);
  return alive;
}

static void open_world(void) {
  w = world_open();
}

static void close_world(void) {
  world_close(w);
}

static const napi_shim_engine *load(const char *path) {
  void *library = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
  const napi_shim_engine *(*table)(const char **refusal);
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  *(void **)&table = dlsym(library, NAPI_SHIM_ENGINE_SYMBOL);
  if (!table) {
    fprintf(stderr, "%s has no %s\n", path, NAPI_SHIM_ENGINE_SYMBOL);
    exit(1);
  }
  const char *refusal = "no reason";
  const napi_shim_engine *result = table(&refusal);
  if (!result) {
    fprintf(stderr, "%s refuses: %s\n", path, refusal);
    exit(1);
  }
  return result;
}

int main(int argc, char **argv) {
  TCase *(*const topics[])(void) = {
      values_tests,    properties_tests, known_tests,
      shortcuts_tests, functions_tests,  jobs_tests,
      buffers_tests,   records_tests,    vm_tests};
  const char *path = argc > 1 ? argv[1] : getenv("NAPI_SHIM_ENGINE_LIB");
  if (!path || argc > 2) {
    fprintf(stderr, "usage: napi-shim-engine-test LIBRARY\n");
    return 1;
  }
  engine = load(path);
  if (!table_is_complete())
    return 1;
  Suite *suite = suite_create(engine->name);
  for (size_t i = 0; i < sizeof topics / sizeof *topics; i++) {
    TCase *topic = topics[i]();
    tcase_add_checked_fixture(topic, open_world, close_world);
    tcase_set_timeout(topic, 120);
    suite_add_tcase(suite, topic);
  }
  suite_add_tcase(suite, stack_tests());
  SRunner *runner = srunner_create(suite);
  printf("%s\n", engine->version());
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
