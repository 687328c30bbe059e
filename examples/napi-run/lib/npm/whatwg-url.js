// SPDX-License-Identifier: MIT
// The npm package whatwg-url.
'use strict';

module.exports = require('whatwg-url');
