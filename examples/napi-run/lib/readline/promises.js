// SPDX-License-Identifier: MIT
// readline/promises
'use strict';

const { Interface: Base } = require('readline');

class Interface extends Base {
  question(text) {
    return new Promise((resolve) => super.question(text, resolve));
  }
}

module.exports = { Interface,
  createInterface: (...args) => new Interface(...args) };
