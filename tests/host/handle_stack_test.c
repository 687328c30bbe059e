/* SPDX-License-Identifier: MIT */
/* The handle stack beside a model of it: every value is released once, none
 * while a handle of it is open, and those of a closed scope not at once. */

#include <check.h>
#include <stdlib.h>

#include "env/check.h"
#include "env/handles.h"
#include "env/memory.h"

enum { values_most = 1 << 20, depth_most = 64, steps = 10000 };
enum { tag_number = 3, tag_counted = 100 };

/* --- what env/handles.c stands on ----------------------------------------- */

void *memory_alloc(size_t size) {
  return malloc(size);
}

void memory_free(void *memory) {
  free(memory);
}

/* No checker looks on. */
bool check_handles_grow(struct handles *handles, size_t room) {
  (void)handles, (void)room;
  abort();
}

void check_handles_reset(struct handles *handles, struct handle_mark mark) {
  (void)handles, (void)mark;
  abort();
}

void check_handles_close(struct handles *handles, struct handle_mark mark) {
  (void)handles, (void)mark;
  abort();
}

void check_handles_end(struct handles *handles) {
  (void)handles;
  abort();
}

void check_handles_visit(const struct handles *handles, napi_shim_visit visit,
                         void *visitor) {
  (void)handles, (void)visit, (void)visitor;
  abort();
}

/* --- an engine that counts ------------------------------------------------ */

static int32_t holders[values_most]; /* by number of the value */
static size_t values;
static bool in_place; /* the handle stack may count, too */

/* The number of a value, which lies behind its count where that is in place. */
static size_t number_of(const napi_shim_slot *slot) {
  return in_place ? (size_t)((int32_t *)(uintptr_t)slot->word[0] - holders - 1)
                  : slot->word[0];
}

static void release(napi_shim_vm *vm, napi_shim_slot *slots, size_t count) {
  (void)vm;
  for (size_t i = 0; i < count; i++) {
    if (slots[i].word[1] != tag_counted)
      continue;
    size_t number = number_of(&slots[i]);
    ck_assert_uint_lt(number, values);
    ck_assert_msg(holders[number] > 0, "released once too often");
    holders[number]--;
  }
}

static const napi_shim_engine engine = {.release = release};

static napi_shim_slot new_value(void) {
  ck_assert_uint_lt(values, values_most);
  holders[values] = 1;
  uint64_t word =
      in_place ? (uint64_t)(uintptr_t)(&holders[values] + 1) : values;
  values++;
  return (napi_shim_slot){{word, tag_counted}};
}

/* --- the model ------------------------------------------------------------ */

struct model {
  struct handles handles;
  napi_value open[1 << 14];
  napi_shim_slot content[1 << 14];
  size_t count;
  struct {
    struct handle_mark mark;
    size_t count;
  } scopes[depth_most];
  int depth;
};

static struct model *m;
static uint32_t seed;

static uint32_t dice(uint32_t sides) {
  seed = seed * 1664525 + 1013904223;
  return (seed >> 8) % sides;
}

static void push(napi_shim_slot value) {
  napi_shim_slot *slot = handles_reserve(&m->handles);
  ck_assert_ptr_nonnull(slot);
  *slot = value;
  m->content[m->count] = value;
  napi_value made = value.word[1] == tag_number && dice(2) == 0
                        ? handles_commit_free(&m->handles)
                        : handles_commit(&m->handles);
  m->open[m->count++] = made;
}

/* One more hold of a value, which goes with its slot. */
static void push_held(void) {
  if (m->count == 0)
    return;
  const napi_shim_slot *held = slot_of(m->open[dice((uint32_t)m->count)]);
  napi_shim_slot copy = *held;
  if (!in_place || copy.word[1] != tag_counted)
    return;
  napi_shim_slot *slot = handles_reserve(&m->handles);
  ck_assert_ptr_nonnull(slot);
  handles_retain_counted(&m->handles, &copy, slot);
  ck_assert_mem_eq(slot, &copy, sizeof copy);
  m->content[m->count] = copy;
  m->open[m->count++] = handles_commit_owing(&m->handles);
}

/* An operation that failed, or whose result nobody wanted. */
static void push_nothing(void) {
  napi_shim_slot *slot = handles_reserve(&m->handles);
  *slot = new_value();
  release(NULL, slot, 1);
}

static void push_again(void) {
  if (m->handles.stale == m->handles.stale_end)
    return;
  napi_shim_slot value = *m->handles.stale;
  if (!handles_take_again(&m->handles, &value))
    return;
  m->content[m->count] = value;
  m->open[m->count++] = (napi_value)(m->handles.top - 1);
}

static void push_some(void) {
  uint32_t count = dice(100) == 0 ? 1300 : dice(12);
  uint32_t share = dice(5); /* of values that are counted, in quarters */
  for (; count > 0 && m->count < sizeof m->open / sizeof *m->open; count--) {
    if (dice(16) == 0)
      push_nothing();
    else if (dice(16) == 0)
      push_again();
    else if (dice(16) == 0)
      push_held();
    else if (dice(4) < share)
      push(new_value());
    else
      push((napi_shim_slot){{count, tag_number}});
  }
}

/* Those that are open hold what they held; a sample of them. */
static void look(void) {
  for (int i = 0; i < 8 && m->count > 0; i++) {
    size_t at = i == 0 ? m->count - 1 : dice((uint32_t)m->count);
    const napi_shim_slot *slot = slot_of(m->open[at]);
    ck_assert_mem_eq(slot, &m->content[at], sizeof *slot);
    if (slot->word[1] == tag_counted)
      ck_assert_int_ge(holders[number_of(slot)], 1);
  }
}

static void close_scope(void) {
  m->depth--;
  size_t first = m->scopes[m->depth].count, last = m->count;
  struct handle_mark mark = m->scopes[m->depth].mark;
  if (dice(2) == 0 || !handles_close_at_once(&m->handles, mark.top))
    handles_close(&m->handles, mark);
  ck_assert_ptr_eq(m->handles.top, mark.top);
  ck_assert_ptr_eq(m->handles.chunk, mark.chunk);
  m->count = first;
  /* The newest ones can still be read: addons do. */
  for (size_t at = first; at < last && at < first + handle_chunk_slots; at++) {
    ck_assert_mem_eq(slot_of(m->open[at]), &m->content[at],
                     sizeof(napi_shim_slot));
    if (m->content[at].word[1] == tag_counted)
      ck_assert_int_ge(holders[number_of(&m->content[at])], 1);
  }
}

/* The end of a frame: all scopes in it, too. */
static void reset(void) {
  m->depth = (int)dice((uint32_t)m->depth);
  size_t first = m->scopes[m->depth].count, last = m->count;
  handles_reset(&m->handles, m->scopes[m->depth].mark);
  for (size_t at = first; at < last; at++)
    if (!in_place && m->content[at].word[1] == tag_counted)
      ck_assert_int_eq(holders[number_of(&m->content[at])], 0);
  m->count = first;
}

static void step(void) {
  uint32_t what = dice(10);
  if (what < 3 && m->depth < depth_most) {
    m->scopes[m->depth].mark = handles_mark(&m->handles);
    m->scopes[m->depth++].count = m->count;
  } else if (what < 6 && m->depth > 0) {
    close_scope();
  } else if (what == 6 && m->depth > 0) {
    reset();
  } else {
    push_some();
  }
  look();
}

static void run(const napi_shim_slot_form *form) {
  for (seed = 1; seed < 4; seed++) {
    uint32_t begin = seed;
    values = 0;
    m = calloc(1, sizeof *m);
    ck_assert(handles_init(&m->handles, &engine, NULL, form));
    for (int i = 0; i < steps && values < values_most - 2000; i++) {
      if (m->count + 1400 > sizeof m->open / sizeof *m->open && m->depth > 0)
        reset();
      step();
    }
    handles_free(&m->handles);
    for (size_t i = 0; i < values; i++)
      ck_assert_msg(holders[i] == 0, "value %zu was never released", i);
    free(m);
    seed = begin;
  }
}

START_TEST(values_that_tell_whether_they_are_counted) {
  in_place = false;
  run(&(napi_shim_slot_form){.is_tagged = true, .tag_counted = tag_counted});
}
END_TEST

START_TEST(values_that_tell_who_holds_them) {
  in_place = true;
  run(&(napi_shim_slot_form){
      .is_tagged = true, .tag_counted = tag_counted, .count_at = -4});
}
END_TEST

START_TEST(values_that_do_not_tell) {
  in_place = false;
  run(&(napi_shim_slot_form){.is_tagged = false});
}
END_TEST

int main(void) {
  Suite *suite = suite_create("handle stack");
  TCase *topic = tcase_create("model");
  tcase_set_timeout(topic, 60);
  tcase_add_test(topic, values_that_tell_whether_they_are_counted);
  tcase_add_test(topic, values_that_tell_who_holds_them);
  tcase_add_test(topic, values_that_do_not_tell);
  suite_add_tcase(suite, topic);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
