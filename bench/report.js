// SPDX-License-Identifier: MIT
// docs/BENCHMARKS.md: the tables, and what bounds the targets that are missed.
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

// What is to be reached: the ratio to the best peer of the same run, as a
// geometric mean over the rows; `most` is an upper bound of the row itself.
const targets = [
  { title: 'start-up of a program', rows: /^whole_program_wall$/,
    quickjs: 0.5, javascriptcore: 4 },
  { title: 'peak memory of that program, bytes', most: true,
    rows: /^whole_program_peak_bytes$/, quickjs: 10e6 },
  { title: 'load of one addon', rows: /^load_require$/,
    quickjs: 0.8, javascriptcore: 1.5 },
  { title: 'numbers, typeof, scopes, references, properties, unwrap',
    rows: /^n_(create_double|int32|get_|typeof|handle|reference|named|key|element|unwrap)/,
    quickjs: 0.7, javascriptcore: 1.0 },
  { title: 'strings, buffers, bigints, errors',
    rows: /^n_(str_|bigint|.*error|arraybuffer|buffer|typedarray)/,
    quickjs: 0.8, javascriptcore: 1.0 },
  { title: 'create function, class, external, wrap',
    rows: /^n_(create_function|define_class_3|create_external|wrap_fresh)$/,
    quickjs: 1.0, javascriptcore: 1.5 },
  { title: 'JS → native call, 3 arguments', rows: /^js_call_native_3$/,
    quickjs: 1.5, javascriptcore: 1.5 },
  { title: 'native → JS call', rows: /^n_call_function/,
    quickjs: 0.7, javascriptcore: 1.5 },
  { title: 'finalizers, whole cycle of 200 k', rows: /^fin_200k_total$/,
    quickjs: 0.8, javascriptcore: 1.5 },
  { title: 'threadsafe calls, 4 producers', rows: /^tsfn_4p_q0$/,
    quickjs: 0.7, javascriptcore: 0.7 },
  { title: 'async work, 256 in flight', rows: /^async_work_256$/,
    quickjs: 1.0, javascriptcore: 1.0 },
  { title: 'bytes per strong reference', rows: /^mem_reference$/,
    quickjs: 0.7, javascriptcore: 1.0 },
  { title: 'bytes per wrap', rows: /^mem_wrap$/,
    quickjs: 0.7, javascriptcore: 1.0 },
];

function summary(list) {
  if (list === undefined)
    return null;
  const sorted = [...list].sort((a, b) => a - b);
  return { least: sorted[0], spread: sorted[sorted.length >> 1] / sorted[0] };
}

function short(value) {
  if (value >= 1e6)
    return (value / 1e6).toFixed(2) + 'M';
  if (value >= 1e4)
    return (value / 1e3).toFixed(1) + 'k';
  return value >= 1e3 ? value.toFixed(0) : value.toPrecision(3);
}

function least(runtime, name) {
  const found = summary(runtime.rows.get(name));
  return found === null ? null : found.least;
}

// The best of the peers, or null.
function best_peer(list, name) {
  const values = list.filter((r) => !r.ours).map((r) => least(r, name))
    .filter((value) => value !== null);
  return values.length === 0 ? null : Math.min(...values);
}

function cell(list, runtime, name) {
  const own = least(runtime, name);
  if (own === null)
    return runtime.blanks.has(name) ? runtime.blanks.get(name) : '';
  const best = best_peer(list, name);
  return short(own) + (best > 0 ? ` (${(own / best).toFixed(2)})` : '');
}

function row_table(list) {
  const names = new Set(list.flatMap((runtime) => [...runtime.rows.keys()]));
  const lines = ['| row | ' + list.map((r) => r.name).join(' | ') + ' | noise |',
    '|---|' + '---|'.repeat(list.length + 1)];
  for (const name of names) {
    const noise = Math.max(0, ...list.map((r) => summary(r.rows.get(name)))
      .filter((found) => found !== null)
      .map((found) => (found.spread - 1) * 100));
    lines.push(`| ${name} | ` + list.map((r) => cell(list, r, name)).join(' | ') +
      ` | ${noise.toFixed(0)} % |`);
  }
  return lines.join('\n');
}

// What one of ours reached of a target; null: nothing to compare.
function reached(list, runtime, target) {
  let sum = 0;
  let count = 0;
  for (const name of runtime.rows.keys()) {
    if (!target.rows.test(name))
      continue;
    const own = least(runtime, name);
    if (target.most)
      return own;
    const best = best_peer(list, name);
    if (!(own > 0) || !(best > 0))
      continue;
    sum += Math.log(own / best);
    count++;
  }
  return count === 0 ? null : Math.exp(sum / count);
}

function target_cell(list, runtime, target) {
  const wish = target[runtime.name];
  const value = reached(list, runtime, target);
  if (value === null)
    return '';
  const show = (number) => target.most ? short(number) : number.toFixed(2);
  return show(value) + (wish === undefined ? ''
    : ` (${value <= wish ? 'met' : 'missed'}: ≤ ${show(wish)})`);
}

function target_table(list) {
  const ours = list.filter((runtime) => runtime.ours);
  return ['| | ' + ours.map((r) => r.name).join(' | ') + ' |',
    '|---|' + '---|'.repeat(ours.length),
    ...targets.map((target) => `| ${target.title} | ` +
      ours.map((r) => target_cell(list, r, target)).join(' | ') + ' |')]
    .join('\n');
}

// These have a section for each target that someone looked into; {row} becomes
// the instructions of that row.
const limit_files = ['limits.md', 'bounds-javascriptcore.md'];

function limits(list, counts) {
  const text = limit_files
    .map((name) => fs.readFileSync(path.join(__dirname, name), 'utf8'))
    .map((whole) => whole.slice(whole.search(/^## /m)))
    .join('\n');
  const sections = new Map(text.split(/^## /m).slice(1).map((part) => {
    const end = part.indexOf('\n');
    return [part.slice(0, end), part.slice(end).trim()];
  }));
  const parts = [];
  for (const runtime of list.filter((one) => one.ours)) {
    for (const target of targets) {
      const value = reached(list, runtime, target);
      if (value === null || !(value > target[runtime.name]))
        continue;
      const title = `${runtime.name}: ${target.title}`;
      parts.push(`### ${title}\n\n` +
        (sections.get(title) || 'Not looked into yet.'));
    }
  }
  return parts.join('\n\n').replace(/\{(\w+)\}/g, (whole, name) =>
    counts !== null && counts.has(name) ? counts.get(name).toFixed(0)
      : '(not counted)') || 'Nothing: every target is met.';
}

function instruction_table(counts) {
  if (counts === null)
    return 'Not counted: valgrind is missing, or failed.';
  const cells = [...counts].map(([name, value]) =>
    `| ${name} | ${value.toFixed(0)} |`);
  return ['| row | instructions |', '|---|---|', ...cells].join('\n');
}

function report(list, rounds, counts) {
  const missing = ['bun', 'deno'].filter((name) =>
    !list.some((runtime) => runtime.name === name));
  const blanks = list.flatMap((runtime) =>
    [...runtime.blanks].map(([name, why]) =>
      `- ${runtime.name}, ${name}: ${why}`));
  const load = os.loadavg()[0];
  const caution = load <= os.cpus().length ? '' : `
The machine was busy with other work: times are longer than they need be, and
only ratios far from 1 say something.
`;
  return `# Benchmarks

Written by \`make bench\`. Nanoseconds per operation (bytes where the name says
so or begins with mem): the least of ${rounds} turns, each the median of three
timings, all runtimes in turns; in brackets the ratio to the best peer, less is
better. Noise is how far the median turn of the worst column lies above its
least one. \`n_*\` rows loop in native code, \`js_*\` rows in JavaScript: CPU time
of their thread, which other work on the machine lengthens least. All other rows
are time by the clock. Rows named set_get count the pair.

- machine: ${os.cpus()[0].model}, ${os.cpus().length} cores, \
load ${load.toFixed(1)} at the end
- runtimes: ${list.map((r) => `${r.name} (${r.version})`).join(', ')}
- not found, so not measured: ${missing.join(', ') || 'none'}
${caution}
## Targets

Ours to the best peer, geometric mean over the rows that belong to it.

${target_table(list)}

## Each row

${row_table(list)}

Why cells are empty:

${blanks.join('\n') || 'None is.'}

## What bounds it

The targets that this run missed. Instructions are those of QuickJS below.

${limits(list, counts)}

## Instructions per operation

QuickJS, counted by callgrind (\`bench/instructions\`): the difference of two
counts of each row, which a busy machine does not change. Rows that make objects
carry their share of collections.

${instruction_table(counts)}
`;
}

module.exports = { report };
