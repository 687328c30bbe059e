// SPDX-License-Identifier: MIT
// Handle scopes, escapable scopes, and how deep they may be nested.
'use strict';
const { attempt, call, label, nativeFunction, NULL, out, program, quiet, run,
  show, step, text, withNull } = require('../harness.js');

const object = label({}, 'object');
program('open and close', step('napi_open_handle_scope'),
  step('napi_create_int32', 5), step('napi_get_value_int32', out(1)),
  step('napi_close_handle_scope', out(0)));
program('three deep', step('napi_open_handle_scope'),
  step('napi_create_int32', 1), step('napi_open_handle_scope'),
  step('napi_create_int32', 2), step('napi_open_handle_scope'),
  step('napi_create_int32', 3), step('napi_get_value_int32', out(1)),
  step('napi_get_value_int32', out(3)), step('napi_get_value_int32', out(5)),
  step('napi_close_handle_scope', out(4)),
  step('napi_get_value_int32', out(3)),
  step('napi_close_handle_scope', out(2)),
  step('napi_get_value_int32', out(1)),
  step('napi_close_handle_scope', out(0)));
program('escape', step('napi_open_escapable_handle_scope'),
  step('napi_create_object'), step('napi_escape_handle', out(0), out(1)),
  step('napi_close_escapable_handle_scope', out(0)),
  step('napi_set_named_property', object, 'escaped', out(2)),
  step('napi_strict_equals', out(2), out(2)));
console.log(text(object.escaped));
program('escape twice', step('napi_open_escapable_handle_scope'),
  step('napi_create_int32', 5), step('napi_escape_handle', out(0), out(1)),
  step('napi_escape_handle', out(0), out(1)),
  step('napi_escape_handle', out(0), 7),
  step('napi_close_escapable_handle_scope', out(0)),
  step('napi_get_value_int32', out(2)));
program('escape out of two', step('napi_open_escapable_handle_scope'),
  step('napi_open_escapable_handle_scope'),
  step('napi_create_string_utf8', 'deep', -1),
  step('napi_escape_handle', out(1), out(2)),
  step('napi_close_escapable_handle_scope', out(1)),
  step('napi_escape_handle', out(0), out(3)),
  step('napi_close_escapable_handle_scope', out(0)),
  step('napi_set_named_property', object, 'two', out(5)));
console.log(text(object.two));
program('what is escaped may come from anywhere',
  step('napi_open_escapable_handle_scope'),
  step('napi_escape_handle', out(0), object),
  step('napi_close_escapable_handle_scope', out(0)),
  step('napi_strict_equals', out(1), object));
program('an exception lives on past its scope',
  step('napi_open_handle_scope'), step('napi_throw_error', 'CODE', 'inner'),
  step('napi_close_handle_scope', out(0)),
  step('napi_get_and_clear_last_exception'));
program('scopes work with an exception pending',
  step('napi_throw_error', NULL, 'test'), step('napi_open_handle_scope'),
  step('napi_open_escapable_handle_scope'), step('napi_create_int32', 5),
  step('napi_escape_handle', out(2), out(3)),
  step('napi_close_escapable_handle_scope', out(2)),
  step('napi_close_handle_scope', out(1)));
program('a call inside a scope', step('napi_open_handle_scope'),
  step('napi_call_function', undefined, label((x) => x * 2, 'twice'), 1, [21]),
  step('napi_get_value_int32', out(1)),
  step('napi_close_handle_scope', out(0)));
program('closing with nothing open', step('napi_close_handle_scope', NULL),
  step('napi_close_escapable_handle_scope', NULL),
  step('napi_open_handle_scope'),
  step('napi_close_handle_scope', NULL),
  step('napi_close_handle_scope', out(2)));
program('NULL arguments', withNull([0], step('napi_open_handle_scope')),
  withNull([1], step('napi_open_handle_scope')),
  withNull([0], step('napi_open_escapable_handle_scope')),
  withNull([1], step('napi_open_escapable_handle_scope')),
  step('napi_open_escapable_handle_scope'),
  withNull([0], step('napi_escape_handle', out(4), 5)),
  withNull([1], step('napi_escape_handle', out(4), 5)),
  withNull([2], step('napi_escape_handle', out(4), 5)),
  withNull([3], step('napi_escape_handle', out(4), 5)),
  withNull([0], step('napi_close_escapable_handle_scope', out(4))),
  step('napi_escape_handle', out(4), 5),
  step('napi_close_escapable_handle_scope', out(4)));

// Values outlive many scopes, collections and nested calls.
const kept = nativeFunction('kept', ({ args }) => {
  gc();
  return args;
});
attempt('arguments across a collection', () => kept({ a: 1 }, [2], 'three'));
program('handles across a collection',
  step('napi_create_object'), step('napi_create_string_utf8', 'alive', -1),
  step('napi_set_named_property', out(0), 'x', out(1)),
  step('napi_call_function', undefined, label(() => gc(), 'gc'), 0, []),
  step('napi_get_named_property', out(0), 'x'),
  step('napi_get_value_string_utf8', out(1), 10, 10));
let total = 0;
for (let i = 0; i < 2000; i++)
  total += run([step('napi_open_handle_scope'), step('napi_create_object'),
    step('napi_close_handle_scope', out(0))]).results.length;
console.log(total);
function deep(n) {
  return n === 0 ? 'bottom' : nativeFunction('deep', () => deep(n - 1))();
}
attempt('100 native frames', () => deep(100));
show(step('napi_create_int32', 1));
console.log(typeof quiet('napi_create_object'), call('napi_create_object') !==
  undefined);
