// SPDX-License-Identifier: MIT
// Dates: created from any double, recognised, read.
'use strict';
const { call, label, NULL, program, show, step, withNull } =
  require('../harness.js');

for (const time of [0, -0, 1, -1, 1.7, -1.7, 8.64e15, 8.64e15 + 1, -8.64e15,
  -8.64e15 - 1, NaN, Infinity, -Infinity, 1e300, 5e-324, 1700000000123.9]) {
  const date = call('napi_create_date', time);
  console.log(date instanceof Date, Object.is(date.getTime(), -0));
  call('napi_get_date_value', date);
  call('napi_is_date', date);
}
class Mine extends Date {}
const values = [new Mine(5), label(new Date(NaN), 'invalid'),
  label(Object.create(Date.prototype), 'fake'),
  label(new Proxy(new Date(0), {}), 'proxy'),
  label({ getTime: () => 1 }, 'like a date'), undefined, null, 5, 'text', NULL,
  Date, Date.prototype];
for (const value of values) {
  call('napi_is_date', value);
  call('napi_get_date_value', value);
}
const changed = label(Object.assign(new Date(7), { getTime: () => 9,
  valueOf: () => 10 }), 'changed');
call('napi_get_date_value', changed);
for (const name of ['napi_is_date', 'napi_get_date_value']) {
  show(withNull([0], step(name, changed)));
  show(withNull([2], step(name, changed)));
}
show(withNull([0], step('napi_create_date', 5)));
show(withNull([2], step('napi_create_date', 5)));
program('with an exception pending', step('napi_throw_error', NULL, 'test'),
  step('napi_create_date', 5), step('napi_is_date', changed),
  step('napi_get_date_value', changed));
