// SPDX-License-Identifier: MIT
// readline: lines of a stream, without editing.
'use strict';

const EventEmitter = require('events');

class Interface extends EventEmitter {
  #rest = '';
  #decoder = new (require('string_decoder').StringDecoder)('utf8');
  #questions = [];
  constructor(input, output) {
    super();
    const options = input && typeof input.on !== 'function' ? input
      : { input, output };
    this.input = options.input;
    this.output = options.output;
    this.closed = false;
    this.#prompt = options.prompt ?? '> ';
    this.onData = (chunk) => this.#feed(typeof chunk === 'string' ? chunk
      : this.#decoder.write(chunk));
    this.onEnd = () => {
      if (this.#rest !== '') this.#line(this.#rest);
      this.#rest = '';
      this.close();
    };
    this.input.on('data', this.onData);
    this.input.on('end', this.onEnd);
  }
  #prompt;
  #feed(text) {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    for (const line of lines) this.#line(line);
  }
  #line(line) {
    const question = this.#questions.shift();
    if (question) question(line);
    else this.emit('line', line);
  }
  setPrompt(text) { this.#prompt = text; }
  getPrompt() { return this.#prompt; }
  prompt() { this.output?.write(this.#prompt); }
  question(text, options, callback = options) {
    this.output?.write(text);
    this.#questions.push(callback);
  }
  pause() {
    this.input.pause();
    this.emit('pause');
    return this;
  }
  resume() {
    this.input.resume();
    this.emit('resume');
    return this;
  }
  write(text) { this.output?.write(text); }
  close() {
    if (this.closed) return;
    this.closed = true;
    this.input.removeListener('data', this.onData);
    this.input.removeListener('end', this.onEnd);
    this.input.pause();
    this.emit('close');
  }
  async* [Symbol.asyncIterator]() {
    const events = EventEmitter.on(this, 'line', { close: ['close'] });
    for await (const [line] of events) yield line;
  }
}

const { methods } = require('internal/tty_methods');

module.exports = { Interface,
  createInterface: (...args) => new Interface(...args),
  clearLine: (stream, ...args) => methods.clearLine.apply(stream, args),
  cursorTo: (stream, ...args) => methods.cursorTo.apply(stream, args),
  moveCursor: (stream, ...args) => methods.moveCursor.apply(stream, args),
  clearScreenDown: (stream, ...args) =>
    methods.clearScreenDown.apply(stream, args) };
require('internal/loop').lazy(module.exports, 'promises',
  () => require('readline/promises'), true);
