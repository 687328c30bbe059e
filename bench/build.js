// SPDX-License-Identifier: MIT
// What the benchmark's programs share: building the addon, finding runtimes.
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');

// The program that runs others, in the folder.
function build_launcher(folder) {
  const program = path.join(folder, 'launch');
  const result = spawnSync(process.env.CC || 'cc', ['-std=gnu11', '-O2', '-o',
    program, path.join(__dirname, 'launch.c')], { stdio: 'inherit' });
  if (result.status !== 0)
    throw new Error('the launcher cannot be built');
  return program;
}

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

// In a build tree napi-run is a script of libtool's, which takes far longer
// than what it starts: the program itself lies beside its libraries.
function napi_run() {
  const given = process.env.NAPI_RUN || path.join(root, 'napi-run');
  const libraries = path.join(path.dirname(path.resolve(given)), '.libs');
  const program = path.join(libraries, path.basename(given));
  if (!fs.existsSync(program))
    return given;
  process.env.LD_LIBRARY_PATH = libraries;
  return program;
}

module.exports = { build_addon, build_launcher, napi_run, root };
