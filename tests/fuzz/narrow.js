// SPDX-License-Identifier: MIT
// What explained.js must not explain: a difference right beside a known one.
'use strict';
const assert = require('assert');
const { unexplained } = require('./explained.js');

const frozen = 'napi_object_freeze(<object>): napi_ok\n';
const names = (list, filter = 4) =>
  `napi_get_all_property_names(<object>, 1, ${filter}, 0): napi_ok [${list}]\n`;
const into = 'napi_set_element(<array>, 1, <array>): napi_ok\n';
const beside = 'napi_set_element(<array>, 1, <sparse>): napi_ok\n';
const joined = 'napi_coerce_to_string(<array>): napi_ok "1,,3"\n';
const endless = 'napi_coerce_to_string(<array>): napi_string_expected "" ' +
  'pending (untouched)\nexception RangeError\n';
const at = (theirs, ours, engine = 'quickjs', program = []) =>
  unexplained(engine, program, theirs, ours);

assert.equal(at(frozen + names('17'), frozen + names('')), -1);
assert.equal(at(frozen + names('17, "a"'), frozen + names('')), 1);
assert.equal(at(frozen + names('17', 2), frozen + names('', 2)), 1);
assert.equal(at(names('17'), names('')), 0);
assert.equal(at(`${frozen}${names('17')}a`, `${frozen}${names('')}b`), 2);
assert.equal(at(into + joined, into + endless), -1);
assert.equal(at(beside + joined, beside + endless), 1);
assert.equal(at(into + joined, into + endless, 'javascriptcore'), 1);
assert.equal(at(into + joined, into + joined.replace('"1,,3"', '""')), 1);
assert.equal(at(into + joined, `${into}${endless}died: SIGSEGV\n`), 1);
const text = 'napi_coerce_to_string(<f>): napi_ok [native code]\n';
const symbol = (it) => `napi_create_symbol(<#1>): napi_ok Symbol(${it})\n`;
const read = (it) => `napi_get_value_string_utf8(<#1>, 48, 48): ${it}\n`;
assert.equal(at(text + symbol('function f() { [native code] }'),
  text + symbol('function f() {')), -1);
assert.equal(at(text + symbol('a'), text + symbol('b')), 1);
assert.equal(at(text + read('napi_ok [1] 1n'), text + read('napi_ok [2] 1n')),
  -1);
assert.equal(at(text + read('napi_ok [1] 1n'), text + read('napi_invalid_arg')),
  1);
assert.equal(at(into + read('napi_ok [1] 1n'), into + read('napi_ok [2] 1n')),
  1);
const letter = (it) => `napi_get_element(<#1>, 7): napi_ok ${it}\n`;
assert.equal(at(text + letter('"a"'), text + letter('" "')), -1);
assert.equal(at(text + letter('"a"'), text + letter('undefined')), 1);
assert.equal(at(letter('"a"'), letter('" "')), 0);
const weak = (count, scope = 0) => [['napi_open_handle_scope', []],
  ['napi_create_object', []],
  ['napi_create_reference', [{ o: [1, 0] }, count]],
  ['napi_close_handle_scope', [{ o: [scope, 0] }]],
  ['napi_get_reference_value', [{ o: [2, 0] }]]];
const five = 'a\nb\nc\nd\nnapi_get_reference_value(<#3>): napi_ok ';
assert.equal(at(`${five}{}`, `${five}NULL`, 'quickjs', weak(0)), -1);
assert.equal(at(`${five}{}`, `${five}NULL`, 'javascriptcore', weak(0)), 4);
assert.equal(at(`${five}{}`, `${five}NULL`, 'quickjs', weak(1)), 4);
assert.equal(at(`${five}{}`, `${five}NULL`, 'quickjs', weak(0, 2)), 4);
assert.equal(at(`${five}{}`, `${five}[]`, 'quickjs', weak(0)), 4);
const failed = 'napi_generic_failure "Unknown failure"\n';
const set = (what, value) => `node_api_set_prototype(<${what}>, ${value}): `;
assert.equal(at(`${set('watched', '5')}${failed}`,
  `${set('watched', '5')}napi_ok\n`), -1);
assert.equal(at(`${set('proxy', '5')}${failed}`,
  `${set('proxy', '5')}napi_ok\n`), 0);
assert.equal(at(`${set('watched', '<bare>')}${failed}`,
  `${set('watched', '<bare>')}napi_ok\n`), 0);
const put = (what) => `napi_set_property(<${what}>, "17", 1): `;
const told = 'asked: watched set 17, watched defineProperty 17\n';
const refused = 'napi_pending_exception "An exception is pending" pending\n' +
  'exception TypeError\n';
assert.equal(at(`${put('watched')}napi_ok\n${told}`,
  put('watched') + refused + told), -1);
assert.equal(at(`${put('watched')}napi_ok\n${told}`,
  put('watched') + refused + told, 'javascriptcore'), 0);
assert.equal(at(`${put('bare')}napi_ok\n${told}`,
  put('bare') + refused + told), 0);
assert.equal(at(`${put('watched')}napi_ok\n`,
  put('watched') + refused), 0);
const reads = (more) => `asked: function get toString${more}\n`;
assert.equal(at(reads(''), reads(', function get name')), -1);
assert.equal(at(reads(''), reads(', function get length')), 0);
assert.equal(at(reads(', function get name'), reads('')), 0);
console.log('what is not known differs');
