// SPDX-License-Identifier: MIT
// process
'use strict';

module.exports = process;
