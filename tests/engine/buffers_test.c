/* SPDX-License-Identifier: MIT */
/* ArrayBuffers, their memory and the views on it. */

#include "engine_test.h"

#include <stdint.h>
#include <stdio.h>

struct release {
  int count;
  void *data;
};

static void released(void *data, void *hint) {
  struct release *release = hint;
  release->count++;
  release->data = data;
}

static slot *make_external(void *data, size_t length, struct release *release) {
  slot *buffer = root();
  ok(engine->make_external_arraybuffer(w->realm, data, length, released,
                                       release, buffer));
  return buffer;
}

/* What get_view() tells at once is what the other entries tell. */
static void check_view(const slot *value, const napi_shim_memory *memory) {
  bool has_bytes = memory->kind >= 0 && memory->byte_length > 0;
  for (int with_buffer = 0; with_buffer < 2; with_buffer++) {
    size_t mark = w->count;
    napi_shim_memory view;
    slot *buffer = with_buffer ? root() : NULL, *same = root();
    napi_shim_engine_status done =
        engine->get_view(w->realm, value, buffer, &view);
    ck_assert_int_eq(done, has_bytes ? napi_shim_engine_ok
                                     : napi_shim_engine_unsupported);
    if (has_bytes) {
      ck_assert_ptr_eq(view.data, memory->data);
      ck_assert_uint_eq(view.byte_length, memory->byte_length);
      ck_assert_uint_eq(view.byte_offset, memory->byte_offset);
      ck_assert_uint_eq(view.length, memory->length);
      ck_assert_int_eq(view.kind, memory->kind);
      ck_assert(!view.detached);
    }
    if (has_bytes && with_buffer) {
      ok(engine->get_buffer(w->realm, value, same));
      ck_assert(engine->strict_equals(w->realm, buffer, same));
    }
    cut(mark);
  }
}

static napi_shim_memory memory_of(const slot *value) {
  napi_shim_memory memory;
  memset(&memory, 0x55, sizeof memory);
  ok(engine->get_memory(w->realm, value, &memory));
  if (engine->get_view != NULL)
    check_view(value, &memory);
  return memory;
}

START_TEST(what_is_no_view_has_none) {
  OPTIONAL(get_view);
  static const char *const samples[] = {"undefined",
                                        "1",
                                        "'text'",
                                        "1n << 90n",
                                        "Symbol()",
                                        "({})",
                                        "[]",
                                        "() => 1",
                                        "new Proxy(new Uint8Array(8), {})",
                                        "Object.create(Uint8Array.prototype)"};
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    napi_shim_memory memory;
    slot *buffer = root();
    ck_assert_int_eq(
        engine->get_view(w->realm, run(samples[i]), buffer, &memory),
        napi_shim_engine_unsupported);
  }
}
END_TEST

/* Of every size, and again after it was written to and dropped. */
START_TEST(memory_that_comes_again_is_zeroed) {
  for (int turn = 0; turn < 3; turn++) {
    for (size_t length = 300; length < 5000; length += 23) {
      size_t mark = w->count;
      unsigned char *data[3];
      for (int i = 0; i < 3; i++) {
        ok(engine->make_arraybuffer(w->realm, length, (void **)&data[i],
                                    root()));
        for (size_t at = 0; at < length; at++)
          ck_assert_msg(data[i][at] == 0, "%zu of %zu", at, length);
        memset(data[i], 0xaa + i, length);
      }
      for (int i = 0; i < 3; i++)
        ck_assert(data[i][0] == 0xaa + i && data[i][length - 1] == 0xaa + i);
      cut(mark);
    }
  }
}
END_TEST

START_TEST(a_new_buffer_is_zeroed_and_aligned) {
  const size_t lengths[] = {0, 1, 7, 16, 100, 65537, 1 << 20};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    void *data = NULL;
    slot *buffer = root();
    ok(engine->make_arraybuffer(w->realm, lengths[i], &data, buffer));
    ck_assert_int_eq(engine->class_of(w->realm, buffer),
                     napi_shim_class_arraybuffer);
    if (lengths[i]) {
      ck_assert_uint_eq((uintptr_t)data % 16, 0);
      for (size_t at = 0; at < lengths[i]; at++)
        ck_assert_uint_eq(((unsigned char *)data)[at], 0);
      memset(data, 7, lengths[i]);
    }
    napi_shim_memory memory = memory_of(buffer);
    ck_assert_uint_eq(memory.byte_length, lengths[i]);
    if (lengths[i])
      ck_assert_ptr_eq(memory.data, data);
    ck_assert(!memory.detached && memory.kind == -1);
    set_global("b", buffer);
    holds("b instanceof ArrayBuffer && new Uint8Array(b).every((x) => x === "
          "7)");
  }
}
END_TEST

/* Bytes that need not have a buffer stay where they are when they get one. */
START_TEST(own_bytes_stay_where_they_are) {
  const size_t lengths[] = {0, 1, 1000, 1001, 1024, 4096, 65536, 65537};
  OPTIONAL(make_own_bytes);
  run("globalThis.Like = function () { throw 1 };"
      "Like.prototype = Object.create(Uint8Array.prototype);"
      "globalThis.U = Uint8Array; globalThis.Uint8Array = null;"
      "globalThis.same = (list) => {"
      "  for (let i = 0; i < list.length; i++)"
      "    if (list[i] !== (i & 255)) return false;"
      "  return true; }");
  for (size_t i = 0; i < 2 * sizeof lengths / sizeof *lengths; i++) {
    size_t length = lengths[i / 2], start = w->count;
    unsigned char *data = NULL;
    slot *view = root(), *like = i % 2 ? run("Like") : NULL;
    napi_shim_engine_status done =
        engine->make_own_bytes(w->realm, length, like, (void **)&data, view);
    if (done == napi_shim_engine_unsupported)
      continue;
    ok(done);
    for (size_t at = 0; at < length; at++) {
      ck_assert_uint_eq(data[at], 0);
      data[at] = (unsigned char)at;
    }
    napi_shim_memory memory = memory_of(view);
    ck_assert_ptr_eq(memory.data, data);
    ck_assert_uint_eq(memory.length, length);
    ck_assert_uint_eq(memory.byte_offset, 0);
    ck_assert(memory.kind == 1 && !memory.detached);
    set_global("v", view);
    set_global("n", make_number((double)length));
    holds("same(v) && v.length === n && v.byteOffset === 0");
    ck_assert(engine->strict_equals(w->realm, run("Object.getPrototypeOf(v)"),
                                    like != NULL ? run("Like.prototype")
                                                 : run("U.prototype")));
    slot *buffer = run("v.buffer");
    ck_assert_ptr_eq(memory_of(buffer).data, data);
    ck_assert_ptr_eq(memory_of(view).data, data);
    cut(start);
    buffer = run("v = v.buffer");
    engine->collect_garbage(w->vm);
    ck_assert_ptr_eq(memory_of(buffer).data, data);
    data[length - 1] = 77;
    holds("v.byteLength === n && new U(v)[n - 1] === 77");
    if (engine->capabilities & napi_shim_can_detach) {
      ok(engine->detach(w->realm, buffer));
      ck_assert(memory_of(buffer).detached);
    }
    cut(start);
  }
}
END_TEST

START_TEST(bytes_lie_over_a_buffer) {
  OPTIONAL(make_bytes);
  void *data;
  slot *buffer = root();
  run("globalThis.Like = function () { throw 1 };"
      "Like.prototype = Object.create(Uint8Array.prototype);"
      "globalThis.U = Uint8Array; globalThis.Uint8Array = null");
  ok(engine->make_arraybuffer(w->realm, 100, &data, buffer));
  set_global("b", buffer);
  for (int i = 0; i < 4; i++) {
    size_t offset = i & 1 ? 7 : 0, length = 100 - 2 * offset;
    slot *view = root(), *like = i & 2 ? run("Like") : NULL;
    napi_shim_engine_status done =
        engine->make_bytes(w->realm, buffer, offset, length, like, view);
    if (done == napi_shim_engine_unsupported) {
      fprintf(stderr, "%s: make_bytes is unsupported here\n", engine->name);
      return;
    }
    ok(done);
    napi_shim_memory memory = memory_of(view);
    ck_assert_ptr_eq(memory.data, (char *)data + offset);
    ck_assert_uint_eq(memory.length, length);
    ck_assert_uint_eq(memory.byte_offset, offset);
    set_global("v", view);
    holds("v.buffer === b && Reflect.ownKeys(v).every((k) => k in v)");
    ck_assert(engine->strict_equals(w->realm, run("Object.getPrototypeOf(v)"),
                                    like != NULL ? run("Like.prototype")
                                                 : run("U.prototype")));
  }
  throws(engine->make_bytes(w->realm, buffer, 1, 100, NULL, root()));
  ck_assert_ptr_nonnull(strstr(thrown_text(), "RangeError"));
}
END_TEST

/* Each has its own memory, which goes with it. */
START_TEST(buffers_come_and_go) {
  run("globalThis.A = ArrayBuffer; globalThis.ArrayBuffer = null");
  for (int i = 0; i < 20000; i++) {
    size_t start = w->count, length = 1 + (size_t)i * 37 % 3000;
    unsigned char *data = NULL;
    slot *buffer = root();
    ok(engine->make_arraybuffer(w->realm, length, (void **)&data, buffer));
    ck_assert(data[0] == 0 && data[length - 1] == 0);
    memset(data, 0xa5, length);
    if (i % 2000 == 0) {
      set_global("b", buffer);
      holds("Object.getPrototypeOf(b) === A.prototype && !b.resizable &&"
            " new Uint8Array(b).every((v) => v === 0xa5)");
      engine->collect_garbage(w->vm);
      ck_assert_int_eq(data[length - 1], 0xa5);
      holds("b.transfer === undefined ||"
            " (b.transfer().byteLength > 0 && b.byteLength === 0)");
    }
    cut(start);
  }
}
END_TEST

START_TEST(a_buffer_that_is_too_long_throws) {
  void *data;
  slot *buffer = root();
  status done =
      engine->make_arraybuffer(w->realm, (size_t)1 << 62, &data, buffer);
  ck_assert_int_ne(done, napi_shim_engine_ok);
  if (done == napi_shim_engine_exception)
    ck_assert_ptr_nonnull(strstr(thrown_text(), "Error"));
}
END_TEST

START_TEST(external_memory_is_shared_with_scripts) {
  CAPABLE(napi_shim_can_external_memory);
  unsigned char bytes[64] = {1, 2, 3};
  static struct release release = {0};
  size_t mark = w->count;
  slot *buffer = make_external(bytes, sizeof bytes, &release);
  ck_assert_ptr_eq(memory_of(buffer).data, bytes);
  set_global("b", buffer);
  holds("b.byteLength === 64 && new Uint8Array(b)[2] === 3");
  run("new Uint8Array(b)[5] = 9");
  ck_assert_uint_eq(bytes[5], 9);
  cut(mark);
  collect();
  ck_assert_int_eq(release.count, 0);
  run("b = null");
  cut(mark);
  collect();
  ck_assert_int_eq(release.count, 1);
  ck_assert_ptr_eq(release.data, bytes);
}
END_TEST

START_TEST(external_memory_lives_as_long_as_a_view) {
  CAPABLE(napi_shim_can_external_memory);
  unsigned char bytes[8] = {1};
  static struct release release = {0};
  size_t mark = w->count;
  set_global("b", make_external(bytes, sizeof bytes, &release));
  run("globalThis.v = new Uint8Array(b); b = null");
  cut(mark);
  collect();
  ck_assert_int_eq(release.count, 0);
  holds("v[0] === 1");
  run("v = null");
  cut(mark);
  collect();
  ck_assert_int_eq(release.count, 1);
}
END_TEST

START_TEST(external_memory_may_be_nothing) {
  CAPABLE(napi_shim_can_external_memory);
  static struct release release = {0}, other = {0};
  unsigned char byte;
  size_t mark = w->count;
  slot *buffer = make_external(NULL, 0, &release);
  ck_assert_uint_eq(memory_of(buffer).byte_length, 0);
  ck_assert(!memory_of(buffer).detached);
  set_global("b", buffer);
  holds("b.byteLength === 0");
  run("b = null");
  make_external(&byte, 0, &other);
  cut(mark);
  collect();
  ck_assert_int_eq(release.count, 1);
  ck_assert_ptr_null(release.data);
  ck_assert_int_eq(other.count, 1);
  ck_assert_ptr_eq(other.data, &byte);
}
END_TEST

START_TEST(external_memory_that_is_left_is_released_at_the_end) {
  CAPABLE(napi_shim_can_external_memory);
  unsigned char bytes[8];
  static struct release release = {0};
  set_global("b", make_external(bytes, sizeof bytes, &release));
  run("b.cycle = {b}");
  world_close(w);
  ck_assert_int_eq(release.count, 1);
  w = world_open();
}
END_TEST

START_TEST(external_memory_of_a_refused_buffer_stays_the_callers) {
  CAPABLE(napi_shim_can_external_memory);
  unsigned char byte;
  static struct release release = {0};
  slot *buffer = root();
  status done = engine->make_external_arraybuffer(
      w->realm, &byte, (size_t)1 << 60, released, &release, buffer);
  ck_assert_int_ne(done, napi_shim_engine_ok);
  if (done == napi_shim_engine_exception)
    take();
  collect();
  ck_assert_int_eq(release.count, 0);
}
END_TEST

START_TEST(detaching_releases_external_memory_once) {
  CAPABLE(napi_shim_can_external_memory);
  CAPABLE(napi_shim_can_detach);
  unsigned char bytes[32];
  static struct release release = {0};
  size_t mark = w->count;
  slot *buffer = make_external(bytes, sizeof bytes, &release);
  set_global("b", buffer);
  slot *view = run("globalThis.v = new Uint16Array(b, 4, 3)");
  slot *data_view = run("globalThis.d = new DataView(b, 4, 8)");
  ok(engine->detach(w->realm, buffer));
  collect();
  ck_assert_int_eq(release.count, 1);
  ck_assert(memory_of(buffer).detached);
  ck_assert_ptr_null(memory_of(buffer).data);
  ck_assert_uint_eq(memory_of(buffer).byte_length, 0);
  ck_assert(memory_of(view).detached);
  ck_assert_int_eq(memory_of(view).kind, 4);
  ck_assert_ptr_null(memory_of(view).data);
  ck_assert_uint_eq(memory_of(view).length, 0);
  ck_assert(memory_of(data_view).detached);
  holds("b.byteLength === 0 && v.length === 0");
  ok(engine->detach(w->realm, buffer));
  slot *again = root();
  ok(engine->get_buffer(w->realm, view, again));
  ck_assert(engine->strict_equals(w->realm, again, buffer));
  run("b = v = d = null");
  cut(mark);
  collect();
  ck_assert_int_eq(release.count, 1);
}
END_TEST

START_TEST(detaching_works_on_every_buffer) {
  CAPABLE(napi_shim_can_detach);
  void *data;
  slot *made = root();
  ok(engine->make_arraybuffer(w->realm, 100, &data, made));
  ok(engine->detach(w->realm, made));
  ck_assert(memory_of(made).detached);
  slot *scripts = run("globalThis.b = new ArrayBuffer(8)");
  ok(engine->detach(w->realm, scripts));
  ck_assert(memory_of(scripts).detached);
  holds("b.byteLength === 0");
}
END_TEST

START_TEST(a_transfer_keeps_external_memory_valid) {
  CAPABLE(napi_shim_can_external_memory);
  bool can = false;
  unsigned char bytes[16] = {1, 2, 3};
  static struct release release = {0};
  engine->get_boolean(w->realm, run("'transfer' in ArrayBuffer.prototype"),
                      &can);
  if (!can) {
    fprintf(stderr, "%s: no ArrayBuffer.prototype.transfer\n", engine->name);
    return;
  }
  size_t mark = w->count;
  set_global("b", make_external(bytes, sizeof bytes, &release));
  run("globalThis.c = b.transfer()");
  holds("b.byteLength === 0 && c.byteLength === 16 && new Uint8Array(c)[2] "
        "=== 3");
  ck_assert_ptr_nonnull(memory_of(global("c")).data);
  run("globalThis.d = c.transfer(64)");
  holds("d.byteLength === 64 && new Uint8Array(d)[2] === 3 && "
        "new Uint8Array(d)[20] === 0");
  run("globalThis.e = d.transfer(2)");
  holds("e.byteLength === 2 && new Uint8Array(e)[1] === 2");
  run("b = c = d = e = null");
  cut(mark);
  collect();
  ck_assert_int_eq(release.count, 1);
}
END_TEST

static void view_is(const char *source, int kind, size_t offset, size_t bytes,
                    size_t length) {
  slot *view = run(source), *buffer = root();
  napi_shim_memory m = memory_of(view);
  ck_assert_msg(m.kind == kind && m.byte_offset == offset &&
                    m.byte_length == bytes && m.length == length && !m.detached,
                "%s: kind %d offset %zu bytes %zu length %zu", source, m.kind,
                m.byte_offset, m.byte_length, m.length);
  ok(engine->get_buffer(w->realm, view, buffer));
  ck_assert(engine->strict_equals(w->realm, buffer, global("b")));
  if (bytes)
    ck_assert_ptr_eq(m.data, (char *)memory_of(buffer).data + offset);
}

START_TEST(views_tell_where_they_are) {
  run("globalThis.b = new ArrayBuffer(64)");
  view_is("new Int8Array(b, 1, 3)", 0, 1, 3, 3);
  view_is("new Uint8Array(b)", 1, 0, 64, 64);
  view_is("new Uint8ClampedArray(b, 64)", 2, 64, 0, 0);
  view_is("new Int16Array(b, 2, 3)", 3, 2, 6, 3);
  view_is("new Uint16Array(b, 2, 3)", 4, 2, 6, 3);
  view_is("new Int32Array(b, 4, 3)", 5, 4, 12, 3);
  view_is("new Uint32Array(b, 4, 3)", 6, 4, 12, 3);
  view_is("new Float32Array(b, 8)", 7, 8, 56, 14);
  view_is("new Float64Array(b, 8, 2)", 8, 8, 16, 2);
  view_is("new BigInt64Array(b, 8, 2)", 9, 8, 16, 2);
  view_is("new BigUint64Array(b, 8, 2)", 10, 8, 16, 2);
  view_is("new DataView(b, 3, 9)", -1, 3, 9, 0);
  view_is("new DataView(b)", -1, 0, 64, 0);
}
END_TEST

START_TEST(float16_arrays_are_seen) {
  CAPABLE(napi_shim_can_float16);
  run("globalThis.b = new ArrayBuffer(64)");
  view_is("new Float16Array(b, 2, 3)", 11, 2, 6, 3);
}
END_TEST

START_TEST(views_are_read_without_asking_scripts) {
  run("globalThis.b = new ArrayBuffer(64);"
      "globalThis.v = Object.setPrototypeOf(new Uint8Array(b, 4, 8), null);"
      "globalThis.d = Object.setPrototypeOf(new DataView(b, 4, 8), null);"
      "for (const [o, k] of [[DataView.prototype, 'buffer'],"
      "  [DataView.prototype, 'byteLength'], [DataView.prototype, "
      "'byteOffset'],"
      "  [Object.getPrototypeOf(Uint8Array.prototype), 'length'],"
      "  [Object.getPrototypeOf(Uint8Array.prototype), 'buffer']])"
      "  Object.defineProperty(o, k, {get() { throw 'asked' }})");
  view_is("v", 1, 4, 8, 8);
  view_is("d", -1, 4, 8, 0);
}
END_TEST

START_TEST(views_follow_a_resizable_buffer) {
  bool can = false;
  engine->get_boolean(w->realm, run("'resize' in ArrayBuffer.prototype"), &can);
  if (!can) {
    fprintf(stderr, "%s: no ArrayBuffer.prototype.resize\n", engine->name);
    return;
  }
  run("globalThis.b = new ArrayBuffer(16, {maxByteLength: 64});"
      "globalThis.v = new Uint16Array(b, 4);"
      "globalThis.f = new Uint8Array(b, 8, 8);"
      "globalThis.d = new DataView(b, 2)");
  view_is("v", 4, 4, 12, 6);
  view_is("d", -1, 2, 14, 0);
  run("b.resize(32)");
  view_is("v", 4, 4, 28, 14);
  view_is("d", -1, 2, 30, 0);
  run("b.resize(10)");
  view_is("v", 4, 4, 6, 3);
  napi_shim_memory m = memory_of(run("f"));
  ck_assert_uint_eq(m.length, 0);
  ck_assert(!m.detached);
  run("b.resize(64)");
  ck_assert_uint_eq(memory_of(run("f")).length, 8);
}
END_TEST

START_TEST(shared_buffers_are_shared) {
  CAPABLE(napi_shim_can_share_memory);
  void *data = NULL;
  slot *buffer = root();
  ok(engine->make_shared_arraybuffer(w->realm, 24, &data, buffer));
  ck_assert_ptr_nonnull(data);
  memset(data, 3, 24);
  set_global("b", buffer);
  holds("b instanceof SharedArrayBuffer && b.byteLength === 24 && "
        "new Uint8Array(b)[23] === 3");
  view_is("new Int32Array(b, 4, 2)", 5, 4, 8, 2);
  ck_assert_ptr_eq(memory_of(buffer).data, data);
}
END_TEST

START_TEST(external_memory_may_be_shared) {
  OPTIONAL(make_external_shared_arraybuffer);
  static unsigned char bytes[16] = {1, 2};
  static struct release release = {0};
  size_t mark = w->count;
  slot *buffer = root();
  ok(engine->make_external_shared_arraybuffer(w->realm, bytes, sizeof bytes,
                                              released, &release, buffer));
  ck_assert_int_eq(engine->class_of(w->realm, buffer),
                   napi_shim_class_shared_arraybuffer);
  set_global("b", buffer);
  holds("b instanceof SharedArrayBuffer && new Uint8Array(b)[1] === 2");
  run("new Uint8Array(b)[3] = 4");
  ck_assert_uint_eq(bytes[3], 4);
  run("b = null");
  cut(mark);
  collect();
  world_close(w);
  ck_assert_int_eq(release.count, 1);
  w = world_open();
}
END_TEST

START_TEST(many_buffers_release_all_their_memory) {
  CAPABLE(napi_shim_can_external_memory);
  static unsigned char bytes[1000];
  static struct release release = {0};
  for (int i = 0; i < 1000; i++) {
    size_t mark = w->count;
    make_external(&bytes[i], 1, &release);
    cut(mark);
  }
  collect();
  /* A collector that reads the C stack may take a few for alive. */
  ck_assert_int_ge(release.count, 990);
  ck_assert_int_le(release.count, 1000);
  world_close(w);
  ck_assert_int_eq(release.count, 1000);
  w = world_open();
}
END_TEST

TCase *buffers_tests(void) {
  TCase *topic = tcase_create("buffers");
  tcase_add_test(topic, a_new_buffer_is_zeroed_and_aligned);
  tcase_add_test(topic, memory_that_comes_again_is_zeroed);
  tcase_add_test(topic, what_is_no_view_has_none);
  tcase_add_test(topic, own_bytes_stay_where_they_are);
  tcase_add_test(topic, bytes_lie_over_a_buffer);
  tcase_add_test(topic, buffers_come_and_go);
  tcase_add_test(topic, a_buffer_that_is_too_long_throws);
  tcase_add_test(topic, external_memory_is_shared_with_scripts);
  tcase_add_test(topic, external_memory_lives_as_long_as_a_view);
  tcase_add_test(topic, external_memory_may_be_nothing);
  tcase_add_test(topic, external_memory_that_is_left_is_released_at_the_end);
  tcase_add_test(topic, external_memory_of_a_refused_buffer_stays_the_callers);
  tcase_add_test(topic, detaching_releases_external_memory_once);
  tcase_add_test(topic, detaching_works_on_every_buffer);
  tcase_add_test(topic, a_transfer_keeps_external_memory_valid);
  tcase_add_test(topic, views_tell_where_they_are);
  tcase_add_test(topic, float16_arrays_are_seen);
  tcase_add_test(topic, views_are_read_without_asking_scripts);
  tcase_add_test(topic, views_follow_a_resizable_buffer);
  tcase_add_test(topic, shared_buffers_are_shared);
  tcase_add_test(topic, external_memory_may_be_shared);
  tcase_add_test(topic, many_buffers_release_all_their_memory);
  return topic;
}
