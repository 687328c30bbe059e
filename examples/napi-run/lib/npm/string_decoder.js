// SPDX-License-Identifier: MIT
// The npm package string_decoder.
'use strict';

module.exports = require('string_decoder/');
