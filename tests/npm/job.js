// SPDX-License-Identifier: MIT
// One job of a real addon: runs it, prints what it did, fails loudly.
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');

// A job that never ends must not look like success when the loop runs dry.
let state = 'never finished';

process.on('exit', (code) => {
  if (state !== 'done' && code === 0) {
    console.error(`job: ${state}`);
    process.exitCode = 1;
  }
});

function isMapped(binary) {
  return fs.readFileSync('/proc/self/maps', 'utf8').includes(binary);
}

/* Message and stack; not every engine puts the message into the stack. */
function describe(error) {
  if (!(error instanceof Error) || !error.stack) return String(error);
  return error.stack.includes(error.message) ? error.stack
                                             : `${error}\n${error.stack}`;
}

/* Runs `work`, which returns (or promises) a sentence on what it did.
   `binary` is a part of the addon's file name: a package that fell back to
   plain JavaScript has not mapped it, and the job fails. */
module.exports = function job(binary, work) {
  Promise.resolve()
    .then(work)
    .then((did) => {
      if (!isMapped(binary))
        throw new Error(`${binary} was not loaded: JavaScript fallback?`);
      state = 'done';
      console.log(did);
    })
    .catch((error) => {
      state = 'failed';
      console.error(describe(error));
      process.exitCode = 1;
    });
};

/* A fresh folder for `work`, removed afterwards. */
module.exports.inTemporaryFolder = async function (work) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'napi-shim-'));
  try {
    return await work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};
