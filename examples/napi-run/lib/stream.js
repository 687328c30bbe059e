// SPDX-License-Identifier: MIT
// stream: the npm package readable-stream.
'use strict';

const stream = require('npm:readable-stream');

module.exports = stream.Stream ?? stream;
require('internal/loop').lazy(module.exports, 'promises',
  () => require('stream/promises'), true);
