// SPDX-License-Identifier: MIT
// The npm package acorn, a parser.
'use strict';

module.exports = require('acorn');
