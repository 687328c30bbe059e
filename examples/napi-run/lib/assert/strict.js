// SPDX-License-Identifier: MIT
// assert/strict
'use strict';

module.exports = require('assert').strict;
