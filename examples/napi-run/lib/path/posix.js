// SPDX-License-Identifier: MIT
// path/posix
'use strict';

module.exports = require('path');
