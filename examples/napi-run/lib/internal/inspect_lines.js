// SPDX-License-Identifier: MIT
// How the parts of an inspected value share lines.
'use strict';

const visibleLength = (text, context) => context.colors
  ? text.replace(/\x1b\[\d+m/g, '').length : text.length;

/* Many short entries become columns. */
function groupElements(context, output, value) {
  let total = 0;
  let longest = 0;
  let count = output.length;
  if (context.maxArrayLength < value.length) count--; // "more items"
  const gap = 2;
  const lengths = [];
  for (let i = 0; i < count; i++) {
    lengths[i] = visibleLength(output[i], context);
    total += lengths[i] + gap;
    if (longest < lengths[i]) longest = lengths[i];
  }
  const widest = longest + gap;
  if (widest * 3 + context.indentation >= context.breakLength ||
      !(total / widest > 5 || longest <= 6)) {
    return output;
  }
  const bias = Math.sqrt(widest - total / output.length);
  const biased = Math.max(widest - 3 - bias, 1);
  const columns = Math.min(
    Math.round(Math.sqrt(2.5 * biased * count) / biased),
    Math.floor((context.breakLength - context.indentation) / widest),
    context.compact * 4, 15);
  if (columns <= 1) return output;
  const widths = [];
  for (let i = 0; i < columns; i++) {
    let width = 0;
    for (let j = i; j < count; j += columns)
      width = Math.max(width, lengths[j]);
    widths.push(width + gap);
  }
  const numeric = value !== undefined &&
    Array.prototype.every.call(Array.prototype.slice.call(value, 0, count),
      (item) => typeof item === 'number' || typeof item === 'bigint');
  const rows = [];
  for (let i = 0; i < count; i += columns) {
    const end = Math.min(i + columns, count);
    let row = '';
    let j = i;
    for (; j < end - 1; j++) {
      const cell = `${output[j]}, `;
      const pad = ' '.repeat(widths[j - i] - lengths[j] - gap);
      row += numeric ? pad + cell : cell + pad;
    }
    row += numeric ? ' '.repeat(widths[j - i] - gap - lengths[j]) + output[j]
      : output[j];
    rows.push(row);
  }
  if (count < output.length) rows.push(output[count]);
  return rows;
}

function combine(context, output, base, brackets, isArray, depth, value) {
  const [open, close] = brackets;
  if (context.compact !== true) {
    const entries = output.length;
    if (isArray && entries > 6) output = groupElements(context, output, value);
    if (context.currentDepth - depth < context.compact &&
        entries === output.length) {
      const start = output.length + context.indentation + open.length +
        base.length + 10;
      const total = output.reduce((sum, text) =>
        sum + visibleLength(text, context), 0) + start;
      if (total + output.length <= context.breakLength) {
        const joined = output.join(', ');
        if (!joined.includes('\n')) {
          return `${base ? `${base} ` : ''}${open} ${joined} ${close}`;
        }
      }
    }
    const indent = `\n${' '.repeat(context.indentation)}`;
    return `${base ? `${base} ` : ''}${open}${indent}  ${
      output.join(`,${indent}  `)}${indent}${close}`;
  }
  return `${open} ${output.join(', ')} ${close}`;
}

module.exports = { combine };
