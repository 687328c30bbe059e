// SPDX-License-Identifier: MIT
// assert
'use strict';

const { inspect } = require('internal/inspect');
const { isDeepEqual, isDeepStrictEqual } = require('internal/deep_equal');
const { argType, checkFunction } = require('internal/errors');

const headers = {
  strictEqual: 'Expected values to be strictly equal:',
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notDeepStrictEqual:
    'Expected "actual" not to be strictly deep-equal to:',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
};

const show = (value) => inspect(value, { compact: false, depth: 1000,
  maxArrayLength: Infinity, breakLength: Infinity, sorted: true });

/* Lines that differ, marked as in a diff. */
function difference(actual, expected) {
  const a = show(actual).split('\n');
  const b = show(expected).split('\n');
  const lines = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(`  ${a[i++]}`);
      j++;
      continue;
    }
    const ahead = i < a.length ? b.indexOf(a[i], j) : -1;
    const behind = j < b.length ? a.indexOf(b[j], i) : -1;
    if (behind >= 0 && (ahead < 0 || behind - i <= ahead - j)) {
      while (i < behind) lines.push(`+ ${a[i++]}`);
    } else if (ahead >= 0) {
      while (j < ahead) lines.push(`- ${b[j++]}`);
    } else {
      if (i < a.length) lines.push(`+ ${a[i++]}`);
      if (j < b.length) lines.push(`- ${b[j++]}`);
    }
  }
  return lines.join('\n');
}

function makeMessage(operator, actual, expected) {
  const header = headers[operator];
  if (header === undefined)
    return `${inspect(actual)} ${operator} ${inspect(expected)}`;
  if (/^not/.test(operator)) return `${header}\n\n${show(expected)}\n`;
  const short = [actual, expected].every((value) => value === null ||
    typeof value !== 'object' && typeof value !== 'function');
  const a = show(actual);
  const b = show(expected);
  if (short && a !== b && a.length + b.length < 60)
    return `${header}\n\n${a} !== ${b}\n`;
  return `${header}\n+ actual - expected\n\n${difference(actual, expected)}\n`;
}

class AssertionError extends Error {
  constructor(options) {
    if (options === null || typeof options !== 'object')
      throw argType('options', 'object', options);
    const { message, actual, expected, operator } = options;
    super(message != null ? String(message)
      : makeMessage(operator, actual, expected));
    Object.defineProperty(this, 'name', { value: 'AssertionError',
      configurable: true, writable: true, enumerable: false });
    this.generatedMessage = message == null;
    this.code = 'ERR_ASSERTION';
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
    Error.captureStackTrace?.(this, options.stackStartFn);
  }
  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }
}

function fail(actual, expected, message, operator, above) {
  if (message instanceof Error) throw message;
  throw new AssertionError({ actual, expected, message, operator,
    stackStartFn: above });
}

function assert(value, message) {
  if (!value) {
    if (arguments.length === 0)
      message = 'No value argument passed to `assert.ok()`';
    const error = message ??
      'The expression evaluated to a falsy value';
    if (error instanceof Error) throw error;
    const failure = new AssertionError({ actual: value, expected: true,
      message: error, operator: '==', stackStartFn: assert });
    failure.generatedMessage = message === undefined;
    throw failure;
  }
}

const check = {
  equal: (a, b) => a == b || a !== a && b !== b,
  notEqual: (a, b) => !(a == b || a !== a && b !== b),
  strictEqual: Object.is,
  notStrictEqual: (a, b) => !Object.is(a, b),
  deepEqual: isDeepEqual,
  notDeepEqual: (a, b) => !isDeepEqual(a, b),
  deepStrictEqual: isDeepStrictEqual,
  notDeepStrictEqual: (a, b) => !isDeepStrictEqual(a, b),
};
const operators = { equal: '==', notEqual: '!=' };

for (const name of Object.keys(check)) {
  assert[name] = function (actual, expected, message) {
    if (arguments.length < 2) {
      throw require('internal/errors').coded(TypeError, 'ERR_MISSING_ARGS',
        'The "actual" and "expected" arguments must be specified');
    }
    if (!check[name](actual, expected)) {
      fail(actual, expected, message, operators[name] ?? name,
        assert[name]);
    }
  };
  Object.defineProperty(assert[name], 'name', { value: name });
}

function partial(actual, expected) {
  if (expected === null || typeof expected !== 'object')
    return Object.is(actual, expected);
  if (actual === null || typeof actual !== 'object') return false;
  return Reflect.ownKeys(expected).every((key) => key in actual &&
    partial(actual[key], expected[key]));
}

assert.partialDeepStrictEqual = function (actual, expected, message) {
  if (!partial(actual, expected)) {
    fail(actual, expected, message, 'partialDeepStrictEqual',
      assert.partialDeepStrictEqual);
  }
};

assert.ok = function ok(...args) {
  Reflect.apply(assert, null, args);
};

assert.fail = function (message = 'Failed') {
  if (message instanceof Error) throw message;
  throw new AssertionError({ message, operator: 'fail',
    stackStartFn: assert.fail });
};

assert.ifError = function (value) {
  if (value === null || value === undefined) return;
  let message = 'ifError got unwanted exception: ';
  if (typeof value === 'object' && typeof value.message === 'string')
    message += value.message || value.constructor.name;
  else message += inspect(value);
  const error = new AssertionError({ actual: value, expected: null,
    operator: 'ifError', message, stackStartFn: assert.ifError });
  error.generatedMessage = true;
  throw error;
};

/* Whether a thrown value is what was expected; throws when it is not. */
function compareThrown(actual, expected, message, above) {
  if (expected === undefined) return;
  if (typeof expected === 'function') {
    if (expected.prototype !== undefined && actual instanceof expected)
      return;
    if (Object.prototype.isPrototypeOf.call(Error, expected)) throw actual;
    if (Reflect.apply(expected, {}, [actual]) === true) return;
    fail(actual, expected, message ?? 'The validation function is expected ' +
      `to return "true". Received ${inspect(false)}\n\nCaught error:\n\n${
        inspect(actual)}`, above.name, above);
  }
  if (expected instanceof RegExp) {
    if (expected.test(String(actual))) return;
    fail(actual, expected, message ?? 'The input did not match the regular ' +
      `expression ${inspect(expected)}. Input:\n\n${
        inspect(String(actual))}\n`, above.name, above);
  }
  const keys = Object.keys(expected);
  if (expected instanceof Error) keys.push('name', 'message');
  for (const key of keys) {
    const matches = expected[key] instanceof RegExp &&
      typeof actual?.[key] === 'string' ? expected[key].test(actual[key])
      : isDeepStrictEqual(actual?.[key], expected[key]);
    if (!matches || !(key in Object(actual))) {
      const shape = {};
      for (const k of keys) if (k in Object(actual)) shape[k] = actual[k];
      fail(actual, expected, message ??
        `${headers.deepStrictEqual}\n+ actual - expected\n\n${
          difference(shape, { ...expected })}\n`, above.name, above);
    }
  }
}

function missing(expected, message, rejection) {
  let text = `Missing expected ${rejection ? 'rejection' : 'exception'}`;
  if (expected?.name) text += ` (${expected.name})`;
  return text + (message ? `: ${message}` : '.');
}

function splitArguments(expected, message) {
  return typeof expected === 'string' ? [undefined, expected]
    : [expected, message];
}

assert.throws = function throws(callback, ...rest) {
  checkFunction(callback, 'fn');
  const [expected, message] = splitArguments(...rest);
  let thrown;
  try {
    callback();
  } catch (error) {
    return compareThrown(thrown = error, expected, message, throws);
  }
  fail(thrown, expected, missing(expected, message), 'throws', throws);
};

assert.doesNotThrow = function doesNotThrow(callback, ...rest) {
  const [expected, message] = splitArguments(...rest);
  try {
    callback();
  } catch (error) {
    if (expected && !(error instanceof expected)) throw error;
    fail(error, expected, `Got unwanted exception${message ? `: ${message}`
      : '.'}\nActual message: "${error?.message}"`, 'doesNotThrow',
    doesNotThrow);
  }
};

async function settle(promise) {
  if (typeof promise === 'function') promise = promise();
  if (typeof promise?.then !== 'function')
    throw argType('promiseFn', 'of type function or an instance of Promise',
      promise);
  try {
    await promise;
    return null;
  } catch (error) {
    return { error };
  }
}

assert.rejects = async function rejects(promise, ...rest) {
  const [expected, message] = splitArguments(...rest);
  const result = await settle(promise);
  if (result) return compareThrown(result.error, expected, message, rejects);
  fail(undefined, expected, missing(expected, message, true), 'rejects',
    rejects);
};

assert.doesNotReject = async function doesNotReject(promise, ...rest) {
  const [expected, message] = splitArguments(...rest);
  const result = await settle(promise);
  if (!result) return;
  fail(result.error, expected, `Got unwanted rejection${message
    ? `: ${message}` : '.'}\nActual message: "${result.error?.message}"`,
  'doesNotReject', doesNotReject);
};

assert.match = function match(text, pattern, message) {
  if (typeof text === 'string' && pattern.test(text)) return;
  fail(text, pattern, message ?? 'The input did not match the regular ' +
    `expression ${inspect(pattern)}. Input:\n\n${inspect(text)}\n`, 'match',
  match);
};

assert.doesNotMatch = function doesNotMatch(text, pattern, message) {
  if (typeof text === 'string' && !pattern.test(text)) return;
  fail(text, pattern, message ?? 'The input was expected to not match the ' +
    `regular expression ${inspect(pattern)}. Input:\n\n${inspect(text)}\n`,
  'doesNotMatch', doesNotMatch);
};

assert.AssertionError = AssertionError;

/* The strict mode: the loose names mean the strict functions. */
function strict(...args) {
  Reflect.apply(assert, null, args);
}
assert.strict = Object.assign(strict, assert, {
  equal: assert.strictEqual,
  notEqual: assert.notStrictEqual,
  deepEqual: assert.deepStrictEqual,
  notDeepEqual: assert.notDeepStrictEqual,
});
assert.strict.strict = assert.strict;

module.exports = assert;
