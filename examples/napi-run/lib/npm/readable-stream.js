// SPDX-License-Identifier: MIT
// The npm package readable-stream: Node's streams.
'use strict';

module.exports = require('readable-stream/lib/stream.js');
