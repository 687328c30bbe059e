// SPDX-License-Identifier: MIT
// structuredClone: a message to oneself.
'use strict';

const { flatten, hand, rebuild, cloneOptions } = require('internal/clone');

exports.structuredClone = function structuredClone(value, options) {
  if (arguments.length === 0) {
    throw require('internal/errors').coded(TypeError, 'ERR_MISSING_ARGS',
      'The "value" argument must be specified');
  }
  const { cells, moved, portList } = flatten(value,
    cloneOptions(options));
  const received = hand(binding.copyMessage, cells, moved);
  for (const port of portList)
    require('internal/message_port').moved(port);
  return rebuild(received).value;
};
