// SPDX-License-Identifier: MIT
// Random programs: those that once differed from Node, and a sample.
'use strict';
const path = require('path');
const { executeAll } = require('../../fuzz/execute.js');
const { programs } = require('../../fuzz/generate.js');
const { api, main } = require('../harness.js');

main(async () => {
  await executeAll(require(path.join(__dirname, 'programs.json')), 0);
  await executeAll(programs(api.signatures, 1, 0, 250), 0);
});
