// SPDX-License-Identifier: MIT
// console: straight to the descriptors until a script asks for the streams.
'use strict';

const { format, formatWithOptions } = require('internal/format');

/* Writes through process.stdout once that exists: scripts replace write(). */
function output(name, fd) {
  return (text) => {
    const d = Object.getOwnPropertyDescriptor(process, name);
    if (d && 'value' in d) d.value.write(text);
    else binding.writeOut(fd, text);
  };
}

class Console {
  #out;
  #err;
  #indent = '';
  #counts = new Map();
  #timers = new Map();
  #options;

  constructor(out, err, ignoreErrors) {
    if (out && typeof out === 'object' && typeof out.write !== 'function') {
      this.#options = out.inspectOptions;
      err = out.stderr;
      out = out.stdout;
    }
    void ignoreErrors;
    const writer = (to) => typeof to === 'function' ? to
      : (text) => to.write(text);
    this.#out = writer(out);
    this.#err = writer(err ?? out);
    const isFrozen = Object.isFrozen(Console.prototype);
    for (const name of Object.getOwnPropertyNames(Console.prototype)) {
      if (name === 'constructor') continue;
      const method = Console.prototype[name];
      // The function has the name of the property that it is made for.
      const made = { [name]: (...args) => Reflect.apply(method, this, args) };
      if (isFrozen)
        Object.defineProperty(this, name,
          Object.getOwnPropertyDescriptor(made, name));
      else
        this[name] = made[name];
    }
  }

  #print(write, args) {
    let text = this.#options ? formatWithOptions(this.#options, ...args)
      : format(...args);
    if (this.#indent)
      text = this.#indent + text.replaceAll('\n', `\n${this.#indent}`);
    write(`${text}\n`);
  }

  log(...args) { this.#print(this.#out, args); }
  info(...args) { this.#print(this.#out, args); }
  debug(...args) { this.#print(this.#out, args); }
  error(...args) { this.#print(this.#err, args); }
  warn(...args) { this.#print(this.#err, args); }
  dirxml(...args) { this.#print(this.#out, args); }
  dir(value, options) {
    const { inspect } = require('internal/inspect');
    this.#print(this.#out,
      [inspect(value, { customInspect: false, ...options })]);
  }
  trace(...args) {
    const error = new Error(format(...args));
    error.name = 'Trace';
    this.#print(this.#err,
      [require('internal/stack').errorText(error)]);
  }
  assert(condition, ...args) {
    if (condition) return;
    if (typeof args[0] === 'string')
      args[0] = `Assertion failed: ${args[0]}`;
    else args.unshift('Assertion failed');
    this.#print(this.#err, args);
  }
  group(...args) {
    if (args.length > 0) this.#print(this.#out, args);
    this.#indent += '  ';
  }
  groupCollapsed(...args) { this.group(...args); }
  groupEnd() { this.#indent = this.#indent.slice(2); }
  count(label = 'default') {
    const count = (this.#counts.get(`${label}`) ?? 0) + 1;
    this.#counts.set(`${label}`, count);
    this.#print(this.#out, [`${label}: ${count}`]);
  }
  countReset(label = 'default') { this.#counts.delete(`${label}`); }
  time(label = 'default') { this.#timers.set(`${label}`, binding.now()); }
  timeEnd(label = 'default') {
    this.timeLog(label);
    this.#timers.delete(`${label}`);
  }
  timeLog(label = 'default', ...args) {
    const start = this.#timers.get(`${label}`);
    if (start === undefined) {
      process.emitWarning(`No such label '${label}' for console.timeLog()`);
      return;
    }
    const ms = binding.now() - start;
    const text = ms >= 1000 ? `${(ms / 1000).toFixed(3)}s`
      : `${Number(ms.toFixed(3))}ms`;
    this.#print(this.#out, [`${label}: ${text}`, ...args]);
  }
  timeStamp() {}
  profile() {}
  profileEnd() {}
  table(rows, columns) {
    const table = require('internal/table').table(rows, columns);
    this.#print(this.#out, [table === undefined ? rows : table]);
  }
}

module.exports = new Console(output('stdout', 1), output('stderr', 2));
module.exports.Console = Console;
