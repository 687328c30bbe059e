// SPDX-License-Identifier: MIT
// The npm package path-browserify.
'use strict';

module.exports = require('path-browserify');
