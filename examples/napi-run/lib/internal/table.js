// SPDX-License-Identifier: MIT
// console.table
'use strict';

const { inspect } = require('internal/inspect');

const width = (text) => text.length;

function draw(head, rows) {
  const widths = head.map((title, i) =>
    Math.max(width(title), ...rows.map((row) => width(row[i]))) + 2);
  const line = (left, middle, right) =>
    left + widths.map((w) => '─'.repeat(w)).join(middle) + right;
  const cells = (row) => `│${row.map((text, i) =>
    ` ${text}${' '.repeat(widths[i] - width(text) - 1)}`).join('│')}│`;
  return [line('┌', '┬', '┐'), cells(head), line('├', '┼', '┤'),
    ...rows.map(cells), line('└', '┴', '┘')].join('\n');
}

const show = (value) => inspect(value, { depth:
  value !== null && typeof value === 'object' && !Array.isArray(value) &&
  Object.keys(value).length > 2 ? -1 : 0, maxArrayLength: 3,
breakLength: Infinity });

exports.table = function (data, only) {
  if (data === null || typeof data !== 'object') return undefined;
  const isMap = data instanceof Map;
  const entries = isMap || data instanceof Set
    ? [...data].map((value, i) => [`${i}`, value])
    : Object.keys(data).map((key) => [key, data[key]]);
  const columns = only ? [...only] : [];
  let plain = false;
  for (const [, value] of entries) {
    if (value === null || typeof value !== 'object') plain = true;
    else if (!only) {
      for (const key of Object.keys(value)) {
        if (!columns.includes(key)) columns.push(key);
      }
    }
  }
  const head = [isMap || data instanceof Set ? '(iteration index)'
    : '(index)', ...columns, ...plain ? ['Values'] : []];
  const rows = entries.map(([key, value]) => {
    const object = value !== null && typeof value === 'object';
    return [key, ...columns.map((column) => object &&
      Object.hasOwn(value, column) ? show(value[column]) : ''),
    ...plain ? [object ? '' : show(value)] : []];
  });
  return draw(head, rows);
};
