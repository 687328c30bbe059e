// SPDX-License-Identifier: MIT
// napi_module_register in static constructors.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const file = process.argv[2];
const log = (...parts) => console.log(...parts);

const scenarios = {
  // The last constructor's module is the one, and its init runs after both.
  once() {
    log('exports', require(file).which);
    log('same again', require(file) === require(file));
  },
  // Constructors are not run again, the init is.
  cache_entry_deleted() {
    const first = require(file);
    delete require.cache[require.resolve(file)];
    const second = require(file);
    log('another object', first !== second, second.which);
  },
  second_path() {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'napi-shim-'));
    const link = path.join(folder, 'link.node');
    try {
      fs.linkSync(file, link);
    } catch {
      fs.symlinkSync(file, link);
    }
    const first = require(file);
    const module2 = { exports: {} };
    process.dlopen(module2, link);
    fs.rmSync(folder, { recursive: true });
    log('another object', first !== module2.exports, module2.exports.which);
  },
};

scenarios[process.argv[3]]();
