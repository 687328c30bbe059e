// SPDX-License-Identifier: MIT
// run_script, version, external memory.
'use strict';
const { call, label, NULL, program, quiet, run, show, step, text, withNull } =
  require('../harness.js');

for (const script of ['1 + 1', '', ' ', '"text"', 'undefined', 'null',
  '({ a: 1 })', 'var leaked = 5; leaked * 2', 'let lexical = 6; lexical',
  'lexical + leaked', 'this === globalThis', 'typeof require',
  'typeof module', 'throw new Error("test thrown")', 'throw 5',
  'throw undefined', 'not valid javascript', '}', 'let lexical = 7',
  '"\u{1f600}\ud800"', '"a\0b".length', '// only a comment',
  'function declared() { return 8; } declared()', 'declared()',
  '(function() { "use strict"; return this; })()',
  '(function() { return this === globalThis; })()', 'return 5',
  'await 1', 'import.meta', 'new.target', '0777', '"use strict"; 0777',
  '1;\n2;\n3', 'if (true) 9; else 10', 'for (var i = 0; i < 3; i++) i;',
  'new Promise(() => {})', 'arguments', '#!shebang\n11',
  '(() => 12)()', 'class Local {} typeof Local', '\ufeff13'])
  call('napi_run_script', script);
console.log(typeof leaked, typeof declared, typeof lexical);
for (const value of [undefined, null, 5, {}, Symbol('s'), NULL,
  label(new String('1'), 'String')])
  call('napi_run_script', value);
show(withNull([0], step('napi_run_script', '1')));
show(withNull([2], step('napi_run_script', '1')));
program('with an exception pending', step('napi_throw_error', NULL, 'test'),
  step('napi_run_script', '1'));
const deep = run([step('napi_run_script', '(function f() { return 1 + f(); })()')]);
console.log(deep.results[0].status, deep.exception instanceof Error);
const long = run([step('napi_run_script', `${'1+'.repeat(1000)}1`)]);
console.log(text(long.results[0].outputs[0].value));

call('napi_get_version');
show(withNull([0], step('napi_get_version')));
show(withNull([1], step('napi_get_version')));
program('with an exception pending', step('napi_throw_error', NULL, 'test'),
  step('napi_get_version'));

const memory = (change) => quiet('napi_adjust_external_memory', change);
const before = memory(0);
console.log(memory(1000000) - before, memory(-500000) - before,
  memory(-500000) - before);
for (const nulls of [[0], [2], [0, 2]])
  console.log(run([withNull(nulls, step('napi_adjust_external_memory', 1))])
    .results[0].status);
console.log(run([step('napi_throw_error', NULL, 'test'),
  step('napi_adjust_external_memory', 0)]).results[1].status);
