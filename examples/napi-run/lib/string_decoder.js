// SPDX-License-Identifier: MIT
// string_decoder: the npm package.
'use strict';

module.exports = require('npm:string_decoder');
