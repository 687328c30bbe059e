// SPDX-License-Identifier: MIT
// Instance data: set, got, replaced, finalized at the end.
'use strict';
const { api, call, collect, main, NULL, program, show, step, wasFinalized,
  withNull } = require('../harness.js');

call('napi_get_instance_data');
show(withNull([1], step('napi_get_instance_data')));
show(withNull([0], step('napi_get_instance_data')));
show(withNull([0], step('napi_set_instance_data', 1, 'log', 1)));
call('napi_set_instance_data', 5, 'log', 6);
call('napi_get_instance_data');
call('napi_set_instance_data', NULL, 'log', 8);
call('napi_get_instance_data');
call('napi_set_instance_data', 7, NULL, NULL);
call('napi_get_instance_data');
program('with an exception pending', step('napi_throw_error', NULL, 'test'),
  step('napi_set_instance_data', 9, 'log', 10), step('napi_get_instance_data'));
main(async () => {
  await collect();
  console.log('finalized', wasFinalized('5/6', '0/8', '9/10'));
  call('napi_get_instance_data');
  console.log(typeof api.run);
});
