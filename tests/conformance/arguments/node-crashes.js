// SPDX-License-Identifier: MIT
// Calls with which Node itself crashes; ours answer with a status.
'use strict';
module.exports = [
  'node_api_create_object_with_properties with undefined at 0',
  'node_api_create_object_with_properties with true at 0',
  'node_api_create_object_with_properties with number at 0',
  'node_api_create_object_with_properties with NaN at 0',
  'node_api_create_object_with_properties with string at 0',
  'node_api_create_object_with_properties with symbol at 0',
  'node_api_create_object_with_properties with bigint at 0',
  'node_api_create_object_with_properties with external at 0',
  'node_api_set_prototype with external at 1',
  'napi_wrap with external at 0',
  'napi_create_external_arraybuffer NULL at 1',
  'napi_create_external_arraybuffer all NULL',
  'node_api_create_external_sharedarraybuffer NULL at 1',
  'napi_resolve_deferred NULL at 1',
  'napi_reject_deferred NULL at 1',
  'napi_create_buffer_copy NULL at 2',
  'napi_create_external_buffer NULL at 2',
  'node_api_create_buffer_from_arraybuffer with -1 at 1',
  'node_api_create_buffer_from_arraybuffer with -1 at 2',
];
