// SPDX-License-Identifier: MIT
// test, describe and the hooks: what a test file says, as a tree of suites.
'use strict';

class Suite {
  constructor(name, parent, skip) {
    this.name = name;
    this.parent = parent;
    this.skip = skip;
    this.items = [];
    this.hooks = { before: [], after: [], beforeEach: [], afterEach: [] };
  }

  /* Names from the outermost suite on. */
  get path() {
    return this.parent ? [...this.parent.path, this.name] : [];
  }
}

const root = new Suite('', null, false);
let current = root;

function parse(first, second, third) {
  const list = [first, second, third];
  const call = list.find((argument) => typeof argument === 'function');
  const options = list.find((argument) =>
    typeof argument === 'object' && argument !== null) ?? {};
  const name = typeof first === 'string' ? first : call?.name || '<anonymous>';
  return { name, options, call };
}

function add(suite, extra, args) {
  const { name, options, call } = parse(...args);
  const item = { name, call, suite, timeout: options.timeout,
    skip: extra.skip ?? options.skip ?? false,
    todo: extra.todo ?? options.todo ?? !call };
  suite.items.push(item);
  return new Promise((resolve) => {
    item.settle = resolve;
    module.exports.added?.();
  });
}

function makeTest(extra) {
  return (...args) => add(current, extra, args);
}

function makeDescribe(extra) {
  return (...args) => {
    const { name, options, call } = parse(...args);
    const suite = new Suite(name, current, extra.skip ?? options.skip ?? false);
    current.items.push(suite);
    current = suite;
    try {
      call?.call(undefined);
    } catch (error) {
      suite.error = error;
    } finally {
      current = suite.parent;
    }
    module.exports.added?.();
  };
}

function hook(kind) {
  return (call) => {
    if (typeof call !== 'function')
      throw new TypeError(`${kind} takes a function`);
    current.hooks[kind].push(call);
  };
}

/* Gives a global object its test functions. */
function install(target) {
  const test = makeTest({});
  test.skip = makeTest({ skip: true });
  test.todo = makeTest({ todo: true });
  const describe = makeDescribe({});
  describe.skip = makeDescribe({ skip: true });
  const all = { test, it: test, describe, suite: describe };
  for (const kind of Object.keys(root.hooks)) all[kind] = hook(kind);
  for (const name of Object.keys(all)) {
    Object.defineProperty(target, name,
      { value: all[name], writable: true, configurable: true });
  }
}

module.exports = { Suite, root, install, parse, added: null };
