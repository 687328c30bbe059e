// SPDX-License-Identifier: MIT
// What the benchmark's programs share: building the addon, finding runtimes.
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');

// bench.node in the folder, and as many copies of it for rows about loading.
function build_addon(folder, copies) {
  const addon = path.join(folder, 'bench.node');
  const sources = ['addon.c', 'values.c', 'objects.c', 'async.c', 'memory.c']
    .map((name) => path.join(__dirname, name));
  const result = spawnSync(process.env.CC || 'cc', ['-std=gnu11', '-O2', '-g',
    '-fPIC', '-shared', '-fvisibility=hidden', '-DNAPI_VERSION=8',
    '-I' + path.join(root, 'include', 'napi-shim'), '-o', addon, ...sources,
    '-lpthread'], { stdio: 'inherit' });
  if (result.status !== 0)
    throw new Error('the addon cannot be built');
  fs.mkdirSync(addon + '.copies');
  for (let i = 0; i < copies; i++)
    fs.copyFileSync(addon, path.join(addon + '.copies', i + '.node'));
  return addon;
}

function napi_run() {
  return process.env.NAPI_RUN || path.join(root, 'napi-run');
}

module.exports = { build_addon, napi_run, root };
