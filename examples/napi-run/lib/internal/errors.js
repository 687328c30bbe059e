// SPDX-License-Identifier: MIT
// Errors with codes, worded as Node words them.
'use strict';

function coded(Base, code, message) {
  const error = new Base(message);
  error.code = code;
  return error;
}

function describe(value) {
  if (value == null) return ` Received ${value}`;
  if (typeof value === 'function')
    return ` Received function ${value.name}`;
  if (typeof value === 'object') {
    const name = value.constructor?.name;
    if (name) return ` Received an instance of ${name}`;
    return ` Received ${require('internal/inspect').inspect(value,
      { depth: -1 })}`;
  }
  let text = require('internal/inspect').inspect(value);
  if (text.length > 28) text = `${text.slice(0, 25)}...`;
  return ` Received type ${typeof value} (${text})`;
}

/* `expected` is worded as it follows "must be", or a plain type name. */
function argType(name, expected, value) {
  const what = /^[a-z]+$/.test(expected) ? `of type ${expected}` : expected;
  const kind = name.includes('.') ? 'property' : 'argument';
  return coded(TypeError, 'ERR_INVALID_ARG_TYPE',
    `The "${name}" ${kind} must be ${what}.${describe(value)}`);
}

function argValue(name, value, reason = 'is invalid') {
  const text = require('internal/inspect').inspect(value);
  const kind = name.includes('.') ? 'property' : 'argument';
  return coded(TypeError, 'ERR_INVALID_ARG_VALUE',
    `The ${kind} '${name}' ${reason}. Received ${text}`);
}

function outOfRange(name, range, value) {
  return coded(RangeError, 'ERR_OUT_OF_RANGE',
    `The value of "${name}" is out of range. It must be ${range}. ` +
    `Received ${String(value)}`);
}

/* The error of a failed system call. */
function uvException(number, syscall, path, dest) {
  const code = binding.errorName(number);
  let message = `${code}: ${binding.errorText(number)}, ${syscall}`;
  if (path !== undefined) message += ` '${path}'`;
  if (dest !== undefined) message += ` -> '${dest}'`;
  const error = new Error(message);
  error.errno = number;
  error.code = code;
  error.syscall = syscall;
  if (path !== undefined) error.path = String(path);
  if (dest !== undefined) error.dest = String(dest);
  return error;
}

/* The same without a path, as child_process words it. */
function errnoException(number, syscall, detail) {
  const code = binding.errorName(number);
  const error = new Error(`${syscall} ${code}${detail ? ` ${detail}` : ''}`);
  error.errno = number;
  error.code = code;
  error.syscall = syscall;
  return error;
}

class AbortError extends Error {
  constructor(message = 'The operation was aborted', options) {
    super(message, options);
    this.name = 'AbortError';
    this.code = 'ABORT_ERR';
  }
}

function checkFunction(value, name) {
  if (typeof value !== 'function') throw argType(name, 'function', value);
}

function checkString(value, name) {
  if (typeof value !== 'string') throw argType(name, 'string', value);
}

module.exports = {
  coded, argType, argValue, outOfRange, uvException, errnoException,
  AbortError, checkFunction, checkString,
};
