// SPDX-License-Identifier: MIT
// Structured values as a flat list of cells, and back.
//
// A cell is a primitive. Numbers are tags that say what follows; other
// primitives stand for themselves. An object gets the next number when it is
// first met, so that a later cell can refer to it.
'use strict';

const { DOMException } = require('internal/event_target');
const types = require('internal/types');

const NUMBER = 0, REFERENCE = 1, OBJECT = 2, LIST = 3, ARRAY = 4, DATE = 5,
  REGEXP = 6, MAP = 7, SET = 8, ERROR = 9, BOXED = 10, BUFFER = 11, VIEW = 12,
  PORT = 13, DOM_EXCEPTION = 14, RESIZABLE = 15, SHARED = 16;

const errorTypes = { Error, EvalError, RangeError, ReferenceError,
  SyntaxError, TypeError, URIError };
const viewName = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

/* Hooks of the module that knows ports; none are there before it loads. */
const ports = { is: () => false, idOf: null, make: null };

function describe(value) {
  try {
    if (typeof value === 'symbol' || typeof value === 'function')
      return String(value);
    const tag = Object.prototype.toString.call(value);
    if (tag === '[object Symbol]' || tag === '[object Generator]') return tag;
    return `#<${value.constructor?.name || 'Object'}>`;
  } catch {
    return 'value';
  }
}

const cloneError = (text) => new DOMException(text, 'DataCloneError');
const refuse = (value) => cloneError(`${describe(value)} could not be cloned.`);

function isDetached(buffer) {
  if ('detached' in buffer) return buffer.detached;
  if (buffer.byteLength !== 0) return false;
  try {
    return new Uint8Array(buffer).buffer === undefined;
  } catch {
    return true;
  }
}

class Writer {
  cells = [];
  seen = new Map();
  constructor(portList) {
    this.portList = portList;
  }

  write(value) {
    const { cells } = this;
    switch (typeof value) {
      case 'number':
        cells.push(NUMBER, value);
        return;
      case 'function':
      case 'symbol':
        throw refuse(value);
      case 'object':
        if (value !== null) return this.object(value);
    }
    cells.push(value);
  }

  object(value) {
    const number = this.seen.get(value);
    if (number !== undefined) {
      this.cells.push(REFERENCE, number);
      return;
    }
    this.seen.set(value, this.seen.size);
    if (Array.isArray(value)) this.array(value);
    else if (!this.special(value)) this.plain(value);
  }

  plain(value) {
    if (uncloneable.has(value))
      throw cloneError('Cannot clone object of unsupported type.');
    this.cells.push(OBJECT);
    this.properties(value, Object.keys(value));
  }

  properties(value, keys) {
    const { cells } = this;
    const at = cells.length;
    let count = 0;
    cells.push(0);
    for (const key of keys) {
      /* A getter may have deleted it. */
      if (!Object.hasOwn(value, key)) continue;
      cells.push(key);
      this.write(value[key]);
      count++;
    }
    cells[at] = count;
  }

  array(value) {
    const keys = Object.keys(value);
    const { length } = value;
    const isList = keys.length === length &&
      (length === 0 || keys[length - 1] === `${length - 1}`);
    this.cells.push(isList ? LIST : ARRAY, length);
    if (!isList) return this.properties(value, keys);
    for (let i = 0; i < length; i++) this.write(value[i]);
  }

  special(value) {
    const { cells } = this;
    if (ArrayBuffer.isView(value)) return this.view(value);
    if (types.isArrayBuffer(value)) return this.buffer(value);
    if (types.isDate(value)) cells.push(DATE, value.getTime());
    else if (types.isRegExp(value))
      cells.push(REGEXP, value.source, value.flags);
    else if (types.isMap(value)) this.map(value);
    else if (types.isSet(value)) this.set(value);
    else if (value instanceof DOMException)
      cells.push(DOM_EXCEPTION, value.message, value.name);
    else if (types.isNativeError(value)) this.error(value);
    else return this.rare(value);
    return true;
  }

  rare(value) {
    if (types.isBoxedPrimitive(value)) {
      if (types.isSymbolObject(value)) throw refuse(value);
      this.cells.push(BOXED);
      this.write(value.valueOf());
    } else if (types.isSharedArrayBuffer(value)) {
      this.cells.push(SHARED, new Uint8Array(value));
    } else if (ports.is(value)) {
      this.port(value);
    } else if (types.isPromise(value) || types.isWeakMap(value) ||
        types.isWeakSet(value) || value instanceof WeakRef ||
        types.isExternal(value) || types.isGeneratorObject(value)) {
      throw refuse(value);
    } else {
      return false;
    }
    return true;
  }

  port(value) {
    if (!this.portList.includes(value)) {
      throw cloneError('Object that needs transfer was found in message but ' +
        'not listed in transferList');
    }
    this.cells.push(PORT, { port: ports.idOf(value) });
  }

  buffer(value) {
    if (isDetached(value)) {
      throw cloneError(
        'An ArrayBuffer is detached and could not be cloned.');
    }
    if (value.resizable) this.cells.push(RESIZABLE, value.maxByteLength);
    else this.cells.push(BUFFER);
    this.cells.push(value);
    return true;
  }

  view(value) {
    const isData = types.isDataView(value);
    const { buffer } = value;
    this.cells.push(VIEW, isData ? 'DataView' : viewName.call(value),
      value.byteOffset, isData ? value.byteLength : value.length);
    this.object(buffer);
    return true;
  }

  map(value) {
    const entries = [...Map.prototype.entries.call(value)];
    this.cells.push(MAP, entries.length);
    for (const [key, item] of entries) {
      this.write(key);
      this.write(item);
    }
  }

  set(value) {
    const items = [...Set.prototype.values.call(value)];
    this.cells.push(SET, items.length);
    for (const item of items) this.write(item);
  }

  error(value) {
    const own = (name) => Object.hasOwn(value, name) ? `${value[name]}`
      : undefined;
    const { name } = value;
    const { stack } = value;
    this.cells.push(ERROR, Object.hasOwn(errorTypes, name) ? name : 'Error',
      own('message'), typeof stack === 'string' ? stack : undefined,
      Object.hasOwn(value, 'cause'));
    if (Object.hasOwn(value, 'cause')) this.write(value.cause);
  }
}

function setHidden(target, name, value) {
  Object.defineProperty(target, name,
    { value, writable: true, configurable: true });
}

class Reader {
  at = 0;
  made = [];
  ports = [];
  constructor(cells, start = 0) {
    this.cells = cells;
    this.at = start;
  }

  next() {
    return this.cells[this.at++];
  }

  read() {
    const tag = this.next();
    return typeof tag === 'number' ? this.tagged(tag) : tag;
  }

  add(value) {
    this.made.push(value);
    return value;
  }

  properties(target) {
    for (let count = this.next(); count > 0; count--) {
      const key = this.next();
      const value = this.read();
      if (key === '__proto__') {
        Object.defineProperty(target, key, { value, writable: true,
          enumerable: true, configurable: true });
      } else {
        target[key] = value;
      }
    }
    return target;
  }

  tagged(tag) {
    switch (tag) {
      case NUMBER: return this.next();
      case REFERENCE: return this.made[this.next()];
      case OBJECT: return this.properties(this.add({}));
      case LIST: return this.list();
      case ARRAY: return this.properties(this.add(new Array(this.next())));
      case DATE: return this.add(new Date(this.next()));
      case REGEXP: return this.add(new RegExp(this.next(), this.next()));
      case MAP: return this.map();
      case SET: return this.set();
      case ERROR: return this.error();
      case BOXED: return this.add(Object(this.read()));
      case BUFFER: return this.add(this.next());
      case VIEW: return this.view();
      case PORT: return this.port();
      case DOM_EXCEPTION:
        return this.add(new DOMException(this.next(), this.next()));
      case RESIZABLE: return this.resizable();
      case SHARED: return this.add(this.next());
    }
    throw cloneError('Unable to deserialize cloned data.');
  }

  list() {
    const count = this.next();
    const list = this.add([]);
    for (let i = 0; i < count; i++) list.push(this.read());
    return list;
  }

  map() {
    const map = this.add(new Map());
    for (let count = this.next(); count > 0; count--) {
      const key = this.read();
      map.set(key, this.read());
    }
    return map;
  }

  set() {
    const set = this.add(new Set());
    for (let count = this.next(); count > 0; count--) set.add(this.read());
    return set;
  }

  error() {
    const error = this.add(new errorTypes[this.next()]());
    const message = this.next();
    const stack = this.next();
    if (message !== undefined) setHidden(error, 'message', message);
    setHidden(error, 'stack', stack);
    if (this.next()) setHidden(error, 'cause', this.read());
    return error;
  }

  view() {
    const at = this.made.length;
    this.made.push(undefined);
    const name = this.next();
    const offset = this.next();
    const length = this.next();
    const buffer = this.read();
    const view = new globalThis[name](buffer, offset, length);
    this.made[at] = view;
    return view;
  }

  resizable() {
    const maxByteLength = this.next();
    const bytes = this.next();
    const buffer = new ArrayBuffer(bytes.byteLength, { maxByteLength });
    new Uint8Array(buffer).set(new Uint8Array(bytes));
    return this.add(buffer);
  }

  port() {
    const port = this.add(ports.make(this.next().port));
    this.ports.push(port);
    return port;
  }
}

const badArgument = (text) => require('internal/errors').coded(TypeError,
  'ERR_INVALID_ARG_TYPE', text);

/* What postMessage() takes: a list, or an object with one. */
function transferList(options) {
  if (options === undefined || options === null) return [];
  const isOptions = typeof options === 'object' &&
    typeof options[Symbol.iterator] !== 'function';
  const list = isOptions ? options.transfer : options;
  if (list === undefined || list === null) return [];
  if (typeof list !== 'object' || typeof list[Symbol.iterator] !== 'function') {
    throw badArgument(`Optional ${isOptions ? 'options.transfer'
      : 'transferList'} argument must be an iterable`);
  }
  return [...list];
}

/* What structuredClone() takes. */
function cloneOptions(options) {
  const start = "Failed to execute 'structuredClone': ";
  if (options === undefined || options === null) return [];
  if (typeof options !== 'object' && typeof options !== 'function')
    throw badArgument(`${start}Options cannot be converted to a dictionary`);
  const list = options.transfer;
  if (list === undefined) return [];
  if (list === null || typeof list !== 'object' ||
      typeof list[Symbol.iterator] !== 'function') {
    throw badArgument(
      `${start}transfer in Options cannot be converted to sequence.`);
  }
  return [...list].map((item, at) => {
    if (item !== null && typeof item === 'object') return item;
    throw badArgument(
      `${start}transfer in Options[${at}] is not an object.`);
  });
}

const untransferable = new WeakSet();
const uncloneable = new WeakSet();

/* Why the list refuses an item, or undefined. */
function fault(item, source) {
  if (ports.is(item)) {
    if (item === source) return 'Transfer list contains source port';
    if (!ports.idOf(item))
      return 'MessagePort in transfer list is already detached';
  } else if (!types.isArrayBuffer(item)) {
    return 'Found invalid value in transferList.';
  } else if (untransferable.has(item) || isDetached(item)) {
    return 'Cannot transfer object of unsupported type.';
  }
  return undefined;
}

/* The ports and the buffers of a transfer list. */
function sort(transfer, source) {
  const portList = new Set();
  const moved = new Set();
  for (const item of transfer) {
    const list = ports.is(item) ? portList : moved;
    if (list.has(item)) {
      throw cloneError(`Transfer list contains duplicate ${
        list === moved ? 'ArrayBuffer' : 'MessagePort'}`);
    }
    const text = fault(item, source);
    if (text) throw cloneError(text);
    list.add(item);
  }
  return { portList: [...portList], moved: [...moved] };
}

/* The value's cells, what moves with it, and what it leaves behind. */
function flatten(value, transfer, source) {
  const { portList, moved } = sort(transfer, source);
  const writer = new Writer(portList);
  writer.write(value);
  /* Ports that the value does not contain move all the same. */
  for (const port of portList) {
    if (!writer.seen.has(port)) {
      writer.seen.set(port, writer.seen.size);
      writer.port(port);
    }
  }
  return { cells: writer.cells, moved, portList };
}

/* Gives the cells to the system, whose refusals become ours. */
function hand(send, cells, moved) {
  try {
    return send(cells, moved);
  } catch (error) {
    if (error?.code === 'ERR_NOT_SHAREABLE' ||
        error?.code === 'ERR_NOT_DETACHABLE') throw cloneError(error.message);
    throw error;
  }
}

/* {value, ports} of what was received. */
function rebuild(cells, start = 0) {
  const reader = new Reader(cells, start);
  const value = reader.read();
  while (reader.at < cells.length) reader.read();
  return { value, ports: reader.ports };
}

module.exports = { flatten, hand, rebuild, transferList, cloneOptions,
  ports, untransferable, uncloneable };
