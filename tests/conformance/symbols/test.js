// SPDX-License-Identifier: MIT
// Symbols made, registered, used as keys.
'use strict';
const { call, label, NULL, out, program, quiet, run, show, step, text,
  withNull } = require('../harness.js');

for (const description of ['a', '', 'h\u00e9\ud800', 'a\0b', NULL, undefined,
  null, 5, {}, Symbol('s'), label(new String('boxed'), 'String')]) {
  const symbol = call('napi_create_symbol', description);
  if (symbol)
    console.log(typeof symbol, text(symbol.description),
      Symbol.keyFor(symbol) === undefined);
}
console.log(quiet('napi_create_symbol', 'x') === quiet('napi_create_symbol',
  'x'));
show(withNull([0], step('napi_create_symbol', 'x')));
show(withNull([2], step('napi_create_symbol', 'x')));

for (const [name, length] of [['a', 1], ['abc', 2], ['', 0], ['', -1],
  ['a\0b', 3], ['a\0b', -1], ['h\u00e9', -1], [NULL, 0], [NULL, 1],
  [NULL, -1], ['a', 2147483648], ['a', -2],
  [new Uint8Array([0x61, 0xff]), 2]]) {
  const symbol = call('node_api_symbol_for', name, length);
  if (symbol)
    console.log(symbol === Symbol.for(symbol.description),
      text(Symbol.keyFor(symbol)));
}
console.log(quiet('node_api_symbol_for', 'same', 4) === Symbol.for('same'),
  quiet('node_api_symbol_for', 'same', 4) ===
  quiet('node_api_symbol_for', 'same', -1));
show(withNull([0], step('node_api_symbol_for', 'x', 1)));
show(withNull([3], step('node_api_symbol_for', 'x', 1)));

const object = label({}, 'object');
program('as a key', step('napi_create_symbol', 'key'),
  step('napi_set_property', object, out(0), 1),
  step('napi_has_own_property', object, out(0)),
  step('napi_get_property', object, out(0)),
  step('napi_strict_equals', out(0), out(0)),
  step('napi_typeof', out(0)));
console.log(text(Reflect.ownKeys(object)), text(Object.keys(object)));
program('well-known', step('napi_set_property', object, Symbol.toStringTag,
  'Tagged'), step('napi_coerce_to_string', object));
program('with an exception pending', step('napi_throw_error', NULL, 'test'),
  step('napi_create_symbol', 'x'), step('node_api_symbol_for', 'x', 1),
  step('napi_create_symbol', 5));
let different = 0;
const seen = new Set();
for (let i = 0; i < 500; i++)
  different += seen.has(run([step('napi_create_symbol', NULL)]).results[0]
    .outputs[0].value) ? 1 : 0;
console.log('twice the same', different);
