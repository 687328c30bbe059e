// SPDX-License-Identifier: MIT
// The smallest program that loads an addon and calls it; prints its peak
// memory. start.js ADDON
'use strict';

const addon = require(process.argv[2]);
addon.call0();
console.log('peak ' + addon.memory().peak);
