// SPDX-License-Identifier: MIT
// The npm package events, which events.js completes.
'use strict';

module.exports = require('events/');
