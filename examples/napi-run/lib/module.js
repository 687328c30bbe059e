// SPDX-License-Identifier: MIT
// module
'use strict';

module.exports = require('internal/loader_api').Module;
