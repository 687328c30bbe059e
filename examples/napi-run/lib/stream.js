// SPDX-License-Identifier: MIT
// stream: the npm package readable-stream.
'use strict';

module.exports = require('npm:readable-stream');
