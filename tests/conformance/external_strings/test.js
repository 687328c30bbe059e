// SPDX-License-Identifier: MIT
// External strings: their values, copies, finalizers.
'use strict';
const { call, finalized, main, NULL, program, quiet, run, scrub, show, step,
  text, wasFinalized, withNull } = require('../harness.js');

const latin1 = 'node_api_create_external_string_latin1';
const utf16 = 'node_api_create_external_string_utf16';
const result = (it) => it.results[0].outputs[0].text;

for (const string of ['', 'a', 'hello', 'a\0b', 'x'.repeat(100)]) {
  for (const name of [latin1, utf16]) {
    const { results } = run([step(name, string, string.length, NULL, NULL)]);
    const value = results[0].outputs[0].value;
    console.log(name, results[0].status, text(value), value === string,
      value.length);
    if (!string.includes('\0'))
      call(name, string, -1, NULL, NULL);
  }
}
call(latin1, new Uint8Array([0x80, 0xff, 0x41]), 3, NULL, NULL);
call(utf16, 'h\u00e9\u20ac\u{1f600}\ud800', 6, NULL, NULL);
call(utf16, '\u00ff', 1, NULL, NULL);
for (const name of [latin1, utf16]) {
  call(name, 'abc', 2147483648, NULL, NULL);
  call(name, 'abc', 2 ** 40, NULL, NULL);
  call(name, 'abc', -2, NULL, NULL);
  call(name, NULL, 1, NULL, NULL);
  call(name, NULL, -1, NULL, NULL);
  show(withNull([0], step(name, 'abc', 3, NULL, NULL)));
  show(withNull([5], step(name, 'abc', 3, NULL, NULL)));
  show(withNull([6], step(name, 'abc', 3, NULL, NULL)));
  // One that is used as a key, compared, joined, cut.
  const value = quiet(name, 'a key for this', 14, NULL, NULL);
  const object = { [value]: 1 };
  console.log(object['a key for this'], value === 'a key for this',
    `${value}!`, value.slice(2, 5), value.toUpperCase(), value.indexOf('for'));
  call('napi_get_value_string_utf8', value, 20, 20);
  call('napi_get_property', object, value);
}
main(async () => {
  for (let i = 0; i < 3; i++) {
    console.log(result(run([step(latin1, `a long latin1 string ${i}`, -1,
      'log', 10 + i)])));
    console.log(result(run([step(utf16, `a long utf16 string ${i} \u20ac`, -1,
      'log', 20 + i)])));
  }
  scrub();
  console.log(await finalized('99999/10', '99999/11', '99999/12', '99999/20',
    '99999/21', '99999/22'));
  program('a failed one leaves its memory alone',
    step(latin1, 'abc', -2, 'log', 30));
  console.log(wasFinalized('99999/30'));
});
