// SPDX-License-Identifier: MIT
// worker_threads: what the main thread says about itself.
'use strict';

module.exports = {
  isMainThread: true,
  isInternalThread: false,
  parentPort: null,
  workerData: null,
  threadId: 0,
  threadName: '',
  resourceLimits: {},
  SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
};
const environment = new Map();
module.exports.getEnvironmentData = (key) => environment.get(key);
module.exports.setEnvironmentData = (key, value) => {
  if (value === undefined) environment.delete(key);
  else environment.set(key, value);
};
