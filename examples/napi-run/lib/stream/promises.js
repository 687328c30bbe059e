// SPDX-License-Identifier: MIT
// stream/promises
'use strict';

const { promises } = require('npm:readable-stream');

module.exports = promises;
