// SPDX-License-Identifier: MIT
// Error.captureStackTrace and prepareStackTrace, as small packages use them.
'use strict';

function callSites() {
  const before = Error.prepareStackTrace;
  Error.prepareStackTrace = (error, sites) => sites;
  const holder = {};
  Error.captureStackTrace(holder, callSites);
  const { stack } = holder;
  Error.prepareStackTrace = before;
  return stack;
}
function named() {
  const list = callSites();
  return list;
}
const sites = named();
console.log(Array.isArray(sites), sites[0].getFileName() === __filename,
  sites[0].getLineNumber(), sites[0].getFunctionName());
const object = { name: 'Custom', message: 'text' };
Error.captureStackTrace(object);
console.log(typeof object.stack, object.stack.includes('stack.js'),
  Object.keys(object));
class Own extends Error {
  constructor(message) {
    super(message);
    this.name = 'Own';
    Error.captureStackTrace(this, Own);
  }
}
const own = new Own('mine');
console.log(own.stack.includes('stack.js'), String(own),
  own instanceof Error, typeof Error.stackTraceLimit);
