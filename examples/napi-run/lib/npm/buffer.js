// SPDX-License-Identifier: MIT
// The npm package buffer, which buffer.js completes.
'use strict';

module.exports = require('buffer/');
