// SPDX-License-Identifier: MIT
// Stacks as scripts know them, whichever way the engine writes them.
'use strict';

/* One line of a stack: "    at f (file:1:2)" or "f@file:1:2". */
function parseLine(line) {
  let match = /^\s*at (?:(.*?) )?\(?(.*?)(?::(\d+))?(?::(\d+))?\)?$/.exec(line);
  if (!match) match = /^(.*?)@(.*?)(?::(\d+))?(?::(\d+))?$/.exec(line);
  if (!match) return null;
  return { name: match[1] || '', file: match[2],
    line: +match[3] || null, column: +match[4] || null };
}

/* The frames of a stack that say something, no more than scripts want. */
function frames(stack) {
  return atMost(allFrames(stack));
}

function atMost(list) {
  const limit = Error.stackTraceLimit;
  return typeof limit === 'number' ? list.slice(0, Math.max(limit, 0)) : list;
}

function allFrames(stack) {
  return String(stack).split('\n').map(parseLine).filter((f) =>
    f && (f.file !== '' && f.file !== '[native code]' || f.name !== ''));
}

function formatFrame({ name, file, line, column }) {
  let where = file;
  if (line) where += `:${line}`;
  if (line && column) where += `:${column}`;
  return name ? `    at ${name} (${where})` : `    at ${where}`;
}

function header(error) {
  let name, message;
  try {
    name = error.name === undefined ? 'Error' : String(error.name);
    message = error.message === undefined ? '' : String(error.message);
  } catch {
    return 'Error';
  }
  if (!message) return name;
  return name ? `${name}: ${message}` : message;
}

/* Header and frames; engines differ in whether the stack has the header. */
function errorText(error) {
  let stack;
  try {
    stack = error.stack;
  } catch {
    stack = undefined;
  }
  const head = header(error);
  if (typeof stack !== 'string' || stack === '') return `[${head}]`;
  if (stack.startsWith(head)) return stack.trimEnd();
  const message = String(error.message ?? '');
  const first = stack.split('\n', 1)[0];
  if (parseLine(first) === null && message && stack.includes(message))
    return stack.trimEnd();
  if (/^\s+at /.test(first)) return `${head}\n${stack.trimEnd()}`;
  const lines = frames(stack).map(formatFrame);
  return [head, ...lines].join('\n');
}

/* "file:line" of where it was thrown, or nothing. */
function firstFrame(error) {
  try {
    if (String(error?.sourceURL).startsWith('/') && error.line > 0)
      return `${error.sourceURL}:${error.line}`; // of a syntax error
    if (typeof error?.stack !== 'string') return '';
    const frame = frames(error.stack).find((f) => f.line !== null &&
      f.file.startsWith('/'));
    return frame ? `${frame.file}:${frame.line}` : '';
  } catch {
    return '';
  }
}

class CallSite {
  #frame;
  constructor(frame) {
    this.#frame = frame;
  }
  getFileName() { return this.#frame.file; }
  getScriptNameOrSourceURL() { return this.#frame.file; }
  getLineNumber() { return this.#frame.line; }
  getColumnNumber() { return this.#frame.column; }
  getFunctionName() { return this.#frame.name || null; }
  getMethodName() { return null; }
  getTypeName() { return null; }
  getThis() { return undefined; }
  getFunction() { return undefined; }
  getEvalOrigin() { return undefined; }
  isNative() { return this.#frame.file === 'native'; }
  isToplevel() { return true; }
  isEval() { return false; }
  isConstructor() { return false; }
  isAsync() { return false; }
  toString() { return formatFrame(this.#frame).trim().slice(3); }
}

/* Error.captureStackTrace where the engine has none. */
function captureStackTrace(target, above) {
  if (target === null || typeof target !== 'object' &&
      typeof target !== 'function') {
    throw new TypeError('Invalid argument');
  }
  let list = allFrames(new Error().stack).slice(1);
  const cut = above?.name ? list.findIndex((f) => f.name === above.name) : -1;
  if (cut >= 0) list = list.slice(cut + 1);
  list = atMost(list);
  const prepare = Error.prepareStackTrace;
  const value = typeof prepare === 'function'
    ? prepare(target, list.map((f) => new CallSite(f)))
    : [header(target), ...list.map(formatFrame)].join('\n');
  Object.defineProperty(target, 'stack',
    { value, writable: true, configurable: true });
}

module.exports = { errorText, firstFrame, frames, header, captureStackTrace };
