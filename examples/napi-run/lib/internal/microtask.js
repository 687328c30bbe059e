// SPDX-License-Identifier: MIT
// queueMicrotask, on promises that a script cannot have changed.
'use strict';

const { checkFunction } = require('internal/errors');
const loop = require('internal/loop');
const { then } = Promise.prototype;
const settled = Promise.resolve();

exports.queueMicrotask = function queueMicrotask(callback) {
  checkFunction(callback, 'callback');
  const run = loop.capture ? loop.capture(callback) : callback;
  Reflect.apply(then, settled, [() => {
    try {
      run();
    } catch (error) {
      require('internal/fatal').uncaught(error);
    }
  }]);
};
