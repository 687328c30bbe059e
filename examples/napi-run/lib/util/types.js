// SPDX-License-Identifier: MIT
// util/types
'use strict';

module.exports = require('internal/types');
